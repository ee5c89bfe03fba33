"""Ties in, what is new, kept and gone from one period to the next out.

A tie counts in each period in which a dated item states it. Rows that are dated less exactly than the
periods (2011, where halves are compared) and undated ones belong to none, and their number is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.network.two_mode import NetworkError
from kg.timespan import days

Tie = tuple[str, str]
_LENGTHS: Final[Mapping[str, Callable[[str], str]]] = {
    "year": lambda day: day[:4],
    "half": lambda day: f"{day[:4]}-H{1 if day[5:7] <= '06' else 2}",
    "quarter": lambda day: f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}",
    "month": lambda day: day[:7],
}
LENGTHS = tuple(_LENGTHS)


@dataclass(frozen=True, slots=True)
class Period:
    """One period beside the one before it that has ties; the counts of change are 0 in the first."""

    name: str  # 2011, 2011-H1, 2011-Q3, 2011-08
    bulletins: int
    items: int
    bodies: int
    programmes: int
    ties: int
    kept: int  # ties that the period before had too
    new: int
    gone: int  # ties of the period before that this one lacks
    jaccard: float | None  # kept / (kept + new + gone)
    bodies_kept: int
    programmes_kept: int
    rank: float | None  # Spearman's correlation of the bodies' numbers of programmes; None below three bodies


@dataclass(frozen=True, slots=True)
class Change:
    """Periods in order, and the number of rows that belong to none."""

    length: str
    periods: tuple[Period, ...]
    unplaced: int
    rows: int


def change(ties: Iterable[Mapping[str, str]], *, length: str = "year") -> Change:
    """Compare each year (or half, quarter, month) with the one before it that has ties.

    Jaccard's index: P. Jaccard, "The distribution of the flora in the alpine zone", New Phytologist 11, 1912,
    used for the stability of ties as in T. Snijders et al., Social Networks 32, 2010. Rank correlation:
    C. Spearman, American Journal of Psychology 15, 1904.
    """
    if length not in LENGTHS:
        raise NetworkError(f"length {length!r} is none of {', '.join(LENGTHS)}")
    of: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    unplaced = count = 0
    for row in ties:
        count += 1
        name = period(row["when"], length)
        if name:
            of[name].append(row)
        else:
            unplaced += 1
    periods: list[Period] = []
    before: list[Mapping[str, str]] = []
    for name in sorted(of):
        periods.append(_period(name, before, of[name]))
        before = of[name]
    return Change(length, tuple(periods), unplaced, count)


def period(when: str, length: str) -> str:
    """The period in which a date lies wholly: 2011-08-20 → 2011-H2; "" for none."""
    span = days(when)
    if not span:
        return ""
    names = {_LENGTHS[length](day) for day in span}
    return names.pop() if len(names) == 1 else ""


def _period(name: str, before: list[Mapping[str, str]], now: list[Mapping[str, str]]) -> Period:
    old, here = _ties(before), _ties(now)
    kept, new, gone = len(old & here), len(here - old), len(old - here)
    bodies, programmes = ({tie[at] for tie in here} for at in (0, 1))
    bodies_before, programmes_before = ({tie[at] for tie in old} for at in (0, 1))
    common = sorted(bodies & bodies_before)
    degrees_before, degrees = (Counter(tie[0] for tie in side) for side in (old, here))
    return Period(
        name=name,
        bulletins=len({row["bulletin"] for row in now}),
        items=len({row["item"] for row in now}),
        bodies=len(bodies),
        programmes=len(programmes),
        ties=len(here),
        kept=kept,
        new=new if before else 0,
        gone=gone,
        jaccard=kept / (kept + new + gone) if before else None,
        bodies_kept=len(common),
        programmes_kept=len(programmes & programmes_before),
        rank=spearman(
            [degrees_before[body] for body in common],
            [degrees[body] for body in common],
        ),
    )


def _ties(rows: Iterable[Mapping[str, str]]) -> set[Tie]:
    return {(row["organisation"], row["programme"]) for row in rows}


def spearman(one: list[int], other: list[int]) -> float | None:
    """Spearman's rank correlation, ties at mean rank; None below three pairs or where one side is flat."""
    if len(one) < 3 or len(set(one)) == 1 or len(set(other)) == 1:
        return None
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: list[int]) -> np.ndarray:
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return ((ends - counts + 1 + ends) / 2)[at]
