"""The finished outcomes of an item in, the same with each part joined to its whole out.

新建工会68家，其中独立建会38家: the 38 lie within the 68, so nobody may add them. Three ways tell it, all by a
cue of `extractors/lexicon/outcome_parts.tsv` (其中, 包括, 分别 …) between whole and parts:

* the figures right behind the cue, and those a 、 or 和 joins to them: 其中省级6个、市级9个;
* further ones of the sentence that count the like: 合同582份，其中工资合同510份，女职工合同467份;
* figures that add up to the whole, anywhere in the sentence: 资金386万元，其中拨款100万元，自筹286万元.

A whole stands before its parts, in the same sentence or, where the cue begins one, in the sentence
before; it is the nearest figure of the like unit, is not smaller and is a result or a target as they
are. A comma behind the cue (成果90项，专利70项，其中，增效的12项) sets the parts beside all that was
listed, so a whole that is not the only one of its unit must share a word with the part. Shares (占64%) and
rates (每人3000元) are no parts: they have no sum.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Final

from extractors import numbers
from extractors.lexicon import load
from kg.model import Item, Outcome

_END: Final = re.compile(r"[。！？\n]")
_JOINED: Final = re.compile(r"(?:（[^（）]{0,40}）)?[、和及与]?(?:以及)?")
#: names of so few characters are alike if the last one is
_SHORT: Final = 4
#: rounded figures (59万余 and 6万余 of 65万余) add up to their whole within so much of it
_ROUND: Final = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class _Figure:
    """An outcome with its place in the reading text."""

    start: int
    end: int
    outcome: Outcome

    @property
    def kind(self) -> str:
        """What can be added up: persons by any measure word, else the unit; empty for shares and rates."""
        unit = self.outcome.unit
        if unit == "%" or _either("rate").search(self.outcome.indicator):
            return ""
        return "people" if numbers.kind(unit) == "people" else unit


def join(item: Item, outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes in the order given, each that is part of another one with `part_of` set."""
    given = list(outcomes)
    figures = sorted(
        (_Figure(*_reading(item, outcome), outcome) for outcome in given),
        key=lambda figure: (figure.start, figure.end),
    )
    wholes: dict[Outcome, Outcome] = {}
    if len(figures) > 1:
        for found in _cues().finditer(item.text):
            for part, whole in _parts(item.text, found, figures):
                wholes.setdefault(part, whole)
    return [
        replace(one, part_of=(lies.start, lies.end, lies.value)) if (lies := wholes.get(one)) else one
        for one in given
    ]


def _reading(item: Item, outcome: Outcome) -> tuple[int, int]:
    return bisect_left(item.offsets, outcome.start), bisect_left(item.offsets, outcome.end)


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(row[0] for row in load("outcome_parts") if row[1] == kind)


@cache
def _cues() -> re.Pattern[str]:
    """All cues, the longest first: 其中包括; 含 only behind a mark, because 内含 and 饱含 are none."""
    words = sorted((*_words("parts"), *_words("each")), key=len, reverse=True)
    return re.compile("|".join(f"(?<=[，；（(]){word}" if len(word) == 1 else word for word in words))


@cache
def _either(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _words(kind))))


def _parts(text: str, cue: re.Match[str], figures: Sequence[_Figure]) -> Iterable[tuple[Outcome, Outcome]]:
    """(part, whole) for one cue."""
    begin, end = _sentence(text, cue.start())
    before = [figure for figure in figures if begin <= figure.start and figure.end <= cue.start()]
    after = [figure for figure in figures if cue.start() <= figure.start and figure.end <= end]
    if not before or not after:
        return
    told = cue.group() in _words("parts")
    joined: list[_Figure] = []
    if told and text.startswith("，", cue.end()):
        joined = [figure for figure in _told(text, cue.end(), after, before) if _certain(figure, before)]
    elif told:
        joined = _told(text, cue.end(), after, before)
    for kind in dict.fromkeys(figure.kind for figure in after):
        joined += _sum([figure for figure in after if figure.kind == kind], before)
    for figure in joined:
        if whole := _whole(figure, before):
            yield figure.outcome, whole.outcome


def _sentence(text: str, at: int) -> tuple[int, int]:
    """Where wholes and parts are looked for: the sentence of a cue, and the one before where it begins one.

    Within brackets that open before the cue, only to their end: （其中女职工12名）.
    """
    ends = [found.end() for found in _END.finditer(text, 0, at)]
    if ends and ends[-1] == at:
        ends.pop()
    begin = ends[-1] if ends else 0
    stop = _END.search(text, at)
    end = stop.start() if stop else len(text)
    if text.rfind("（", begin, at) > text.rfind("）", begin, at) and (close := text.find("）", at, end)) > 0:
        end = close
    further = _cues().search(text, at + 2, end)
    while further and further.group() not in _words("parts"):
        further = _cues().search(text, further.end(), end)
    return begin, further.start() if further else end


def _whole(part: _Figure, before: Sequence[_Figure]) -> _Figure | None:
    """The nearest figure before the cue that a part can lie in."""
    for figure in reversed(before):
        if part.kind and figure.kind == part.kind:
            fits = figure.outcome.value >= part.outcome.value and figure.outcome.status == part.outcome.status
            return figure if fits else None
    return None


def _certain(part: _Figure, before: Sequence[_Figure]) -> bool:
    """Whether a part's whole is the only one of its unit before the cue, or shares two characters with it."""
    alike = [figure for figure in before if figure.kind == part.kind]
    what, whole = part.outcome.indicator, alike[-1].outcome.indicator
    return len(alike) == 1 or any(what[at : at + 2] in whole for at in range(len(what) - 1))


def _told(text: str, behind: int, after: Sequence[_Figure], before: Sequence[_Figure]) -> list[_Figure]:
    """The figures right behind the cue, what is joined to them, and what counts the same things."""
    joined: list[_Figure] = []
    last = behind
    direct = True
    apart = _either("apart")
    for number, figure in enumerate(after):
        between = text[last : figure.start] if figure.start > last else ""
        if "；" in between:
            break
        whole = _whole(figure, before)
        if number:
            direct = direct and bool(_JOINED.fullmatch(between))
        if whole and (
            direct or (not apart.match(_opening(text, between, figure)) and _alike(figure, [whole, *joined]))
        ):
            joined.append(figure)
        last = max(last, figure.end)
    return joined


def _opening(text: str, between: str, figure: _Figure) -> str:
    """The clause of a figure from its first character: ，另建工会联合会1家 -> 另建工会联合会1家."""
    clause = between.rpartition("，")[2] if "，" in between else between
    return clause + text[figure.start : figure.end]


def _alike(figure: _Figure, others: Iterable[_Figure]) -> bool:
    """Whether what is counted ends as another does: 工资专项合同 and 女职工合同, 省级 and 国家级."""
    what = figure.outcome.indicator
    like = [other.outcome.indicator for other in others if other.kind == figure.kind]
    return any(
        one.endswith(what[-2:]) or (len(one) <= _SHORT and len(what) <= _SHORT and one[-1:] == what[-1:])
        for one in like
    )


def _sum(figures: Sequence[_Figure], before: Sequence[_Figure]) -> list[_Figure]:
    """The first two or more figures that add up to their whole, or none."""
    whole = _whole(figures[0], before) if figures else None
    if whole is None:
        return []
    total, rough = Decimal(0), whole.outcome.comparator != "="
    for number, figure in enumerate(figures, 1):
        if figure.outcome.status != whole.outcome.status:
            return []
        total += figure.outcome.value
        rough = rough or figure.outcome.comparator != "="
        off = abs(total - whole.outcome.value)
        if number > 1 and off <= (whole.outcome.value * _ROUND if rough else 0):
            return list(figures[:number])
    return []
