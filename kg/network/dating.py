"""Rows of tables in, the date of every item out, and what it is dated by.

An item has the date of its bulletin. Where the bulletin has none, the item's own dated facts stand in: the
periods of results (targets lie ahead, so they date nothing) and the dates of events; the one that begins
last counts, as a report cannot be older than what it reports. 8月11日 without a year dates nothing. An item
without any of these stays undated.

Dates are as exact as the text: 2011-08-20, 2011-08, 2011-H1, 2011, 2010/2012.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.timespan import days

Rows = Iterable[tuple[str, Mapping[str, str]]]
Found = Mapping[str, list[Mapping[str, str]]]


class Dated(NamedTuple):
    """A date, "" where it is unknown, and what tells it: bulletin, outcome, event or ""."""

    when: str
    by: str


UNDATED = Dated("", "")


def by_table(rows: Rows, *names: str) -> Found:
    """The rows of these tables, table by table; a table without rows has an empty list."""
    found: dict[str, list[Mapping[str, str]]] = {name: [] for name in names}
    for table, row in rows:
        if table in found:
            found[table].append(row)
    return found


def dates(rows: Rows) -> dict[str, Dated]:
    """Item → its date and what tells it."""
    return item_dates(by_table(rows, *TABLES))


#: the tables that `item_dates` reads
TABLES = ("bulletins", "items", "outcomes", "events")


def item_dates(found: Found) -> dict[str, Dated]:
    """The same, from rows that are sorted by table."""
    of_bulletin = {row["bulletin"]: row.get("date", "") for row in found["bulletins"]}
    told: dict[str, list[Dated]] = defaultdict(list)
    for row in found["outcomes"]:
        if row["status"] == "result":
            told[row["item"]].append(Dated(row["period"], "outcome"))
    for row in found["events"]:
        told[row["item"]].append(Dated(row["date"], "event"))
    dated = {}
    for row in found["items"]:
        when = of_bulletin.get(row["bulletin"], "")
        dated[row["item"]] = Dated(when, "bulletin") if days(when) else _last_begun(told[row["item"]])
    return dated


def _last_begun(told: list[Dated]) -> Dated:
    """The period that begins last; of those the shortest, and an event before a figure."""
    known = [(span, one) for one in told if (span := days(one.when))]
    return (
        max(known, key=lambda k: (k[0][0], _backwards(k[0][1]), k[1].by, k[1].when))[1] if known else UNDATED
    )


def _backwards(day: str) -> int:
    return -int(day.replace("-", ""))


def first(whens: Iterable[str]) -> str:
    """The date that begins first, "" where none is known; of several the most exact: 2011-01 before 2011."""
    known = [(*span, when) for when in whens if (span := days(when))]
    return min(known)[2] if known else ""


def last(whens: Iterable[str]) -> str:
    """The date that ends last, "" where none is known; of several the most exact: 2011-12 before 2011."""
    known = [(span[1], span[0], when) for when in whens if (span := days(when))]
    return max(known)[2] if known else ""
