"""Raw position and content in, IRIs out: the only place where IRIs are minted.

Readable paths under one configurable base, Chinese kept: `organisation/苏州市总工会`,
`bulletin/2011-14/item/3/outcome/820-836`. Nothing of a clock or of chance goes in, and no cleaned
number either, so the same sources give the same IRIs in any order and folder, and better
cleaning changes none. Offsets are bulletin offsets.

A name that opens with a place whose full name several codes of GB/T 2260 share (鼓楼区 in 南京, 徐州,
福州 …) has the code in its path, `organisation/320106/鼓楼区总工会`, because those unions are not one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.places import namesake
from kg.model import Document, Entity, Organisation, Person, Place, Programme

BASE = "https://w3id.org/union-kg/"

#: RFC 3987: what a path segment keeps as it is: unreserved ASCII and `ucschar` (汉字, “ ”, ·), the
#: planes' last two code points and private-use areas left out
_ESCAPED = re.compile(
    "[^A-Za-z0-9._~\\-\u00a0-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd"
    "\U00030000-\U0003fffd\U000e1000-\U000efffd]"
)
_BASE = re.compile(r"(https?|urn|tag|file):[^\s<>\"{}|\\^`]*[/#:]")


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8"))


@lru_cache(maxsize=65536)
def segment(text: str) -> str:
    """One path segment: "A/B 公司" -> "A%2FB%20公司"; "." and ".." are escaped too."""
    if not text.strip("."):
        return "%2E" * len(text)
    return _ESCAPED.sub(_percent, text)


class BaseError(ValueError):
    """What was given as the base of IRIs is none."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Mints every IRI of one graph under one base."""

    base: str = BASE

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise BaseError(f"{self.base!r} is no base for IRIs: give one such as {BASE}, ending in / or #")

    def graph(self, bulletin: str) -> str:
        """The named graph with everything read from one bulletin: `graph/STEM`."""
        return f"{self.base}graph/{segment(bulletin)}"

    def bulletin(self, bulletin: str) -> str:
        """The source itself: `bulletin/STEM`."""
        return f"{self.base}bulletin/{segment(bulletin)}"

    def item(self, bulletin: str, position: int) -> str:
        """`bulletin/STEM/item/3`."""
        return f"{self.bulletin(bulletin)}/item/{position}"

    def passage(self, bulletin: str, start: int, end: int) -> str:
        """The characters [start, end) of a bulletin, as RFC 5147 writes it: `bulletin/STEM#char=12,34`."""
        return f"{self.bulletin(bulletin)}#char={start},{end}"

    def fact(self, bulletin: str, position: int, kind: str, start: int, end: int, number: int = 1) -> str:
        """`bulletin/STEM/item/3/outcome/820-836`, `-2` … for others of its kind there."""
        further = f"-{number}" if number > 1 else ""
        return f"{self.item(bulletin, position)}/{kind}/{start}-{end}{further}"

    def reading(self, bulletin: str) -> str:
        """The activity that read a bulletin into its graph: `bulletin/STEM/reading`."""
        return f"{self.bulletin(bulletin)}/reading"

    def software(self) -> str:
        """This program, which reads: `software/kg`."""
        return f"{self.base}software/kg"

    def period(self, period: str) -> str:
        """A stretch of time as outcomes write it: `period/2011-H1`, `period/2010%2F2012`."""
        return f"{self.base}period/{segment(period)}"

    def day(self, date: str) -> str:
        """`day/2011-08-20`."""
        return f"{self.base}day/{segment(date)}"

    def change(self, before: str, after: str) -> str:
        """That one body took the place of another, both by IRI: `change/平江区总工会/姑苏区总工会`."""
        start = f"{self.base}organisation/"
        return f"{self.base}change/{before.removeprefix(start)}/{after.removeprefix(start)}"

    def rule(self, name: str) -> str:
        """`rule/outcome.suffix-count`."""
        return f"{self.base}rule/{segment(name)}"

    def entity(self, entity: Entity) -> str:
        """`organisation/苏州市总工会`, `person/320500/张三`, `place/320500` …"""
        match entity:
            case Organisation(name=name, place=place):
                return self.organisation(name, place)
            case Programme(name=name):
                return f"{self.base}programme/{segment(name)}"
            case Document(title=title):
                return f"{self.base}document/{segment(title)}"
            case Person(name=name, scope=scope):
                return f"{self.base}person/{segment(scope or 'unplaced')}/{segment(name)}"
            case Place(name=name, code=code):
                return self.place(code or name)
        raise TypeError(f"no IRI is known for a {type(entity).__name__}")

    def organisation(self, name: str, place: str | None = None) -> str:
        """`organisation/苏州市总工会`; `organisation/320106/鼓楼区总工会` where places share the name.

        `place` is the code of the body itself or of a part of it.
        """
        code = namesake(name, place)
        return f"{self.base}organisation/{f'{code}/' if code else ''}{segment(name)}"

    def place(self, code: str) -> str:
        """`place/320500`, or `place/NAME` for what has no code of GB/T 2260."""
        return f"{self.base}place/{segment(code)}"
