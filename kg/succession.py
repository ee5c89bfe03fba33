"""A body in, the body that took its place out: abolished districts and reforms, from data.

平江区总工会 -> 姑苏区总工会 (2012), because 姑苏区 took over the land of 平江区; 绍兴市劳动保障局 ->
绍兴市人社局, because the reform of 2008 merged it everywhere. Said only of the general union of a place
and of the bodies that `organisation_successors.tsv` names: what became of a department of an abolished
union no list can tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from extractors.lexicon import load
from extractors.places import PLACES
from kg.model import Organisation

_UNION: Final = "总工会"


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of a body; `year` is that of the change, "" where no list gives it."""

    body: Organisation
    year: str


def successor(body: Organisation) -> Succession | None:
    """The body that took the place of another, or None where it still stands as far as the lists know."""
    if body.kind == "union" and body.place and body.name.endswith(_UNION):
        return _of_place(body, body.place)
    if body.kind == "government":
        return _of_reform(body)
    return None


def _of_place(body: Organisation, code: str) -> Succession | None:
    taken = PLACES.successor(code)
    names = {record.name for record in PLACES.records_of(code)}
    if not taken or body.name.removesuffix(_UNION) not in names:
        return None
    after = Organisation(PLACES.by_code(taken).name + _UNION, "union", taken)
    return Succession(after, _years().get(code, "")) if after.name != body.name else None


def _of_reform(body: Organisation) -> Succession | None:
    end, stem = _ends(), body.name
    found = end.search(stem)
    if found is None or found.start() == 0:
        return None
    new, year = _reforms()[found.group()]
    return Succession(Organisation(stem[: found.start()] + new, "government", body.place, body.parent), year)


@cache
def _years() -> dict[str, str]:
    years = {row[0]: row[3] for row in load("place_successors")}
    for row in load("places_later"):
        for code in filter(None, "".join(row[3:4]).split("|")):
            years.setdefault(code, row[2])
    return years


@cache
def _reforms() -> dict[str, tuple[str, str]]:
    return {row[0]: (row[1], row[2]) for row in load("organisation_successors")}


@cache
def _ends() -> re.Pattern[str]:
    longest = sorted(_reforms(), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, longest))})$")
