"""Values of an analysis in, the parts of a report out: figures, tables and charts, in two languages.

Plain records; `sections` fills them, `charts` draws, `report` writes, and the command prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import networkx as nx

from kg.network.measures import MEASURES

#: Rows of a table in the report; the CSV files have all.
SHOWN = 15


class Said(NamedTuple):
    """A text in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where its values are in a row, its heading, and the measure it shows ("" for none)."""

    key: str
    name: Said
    measure: str = ""


def measured(*names: str) -> list[Column]:
    """Columns of measures, named as in `measures.tsv`."""
    return [Column(name, Said(MEASURES[name].zh, MEASURES[name].en), name) for name in names]


@dataclass(frozen=True, slots=True)
class Table:
    """A table for reading: its cells are texts; `of` is the number of rows that there are."""

    caption: Said
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    of: int


def table(
    caption: Said, columns: Iterable[Column], rows: Sequence[Mapping[str, Any]], shown: int = SHOWN
) -> Table:
    """The first rows of many, their values written for people."""
    chosen = tuple(columns)
    cells = tuple(tuple(written(row.get(column.key)) for column in chosen) for row in rows[:shown])
    return Table(caption, chosen, cells, len(rows))


def written(value: Any) -> str:
    """A value for people: three decimals where it is not whole, – for what is unknown, 、 between several."""
    if value is None or value == "":
        return "–"
    if isinstance(value, float):
        if abs(value - round(value)) < 1e-9:
            return f"{round(value):,}"
        return f"{value:.3f}" if abs(value) >= 0.0005 else "<0.001" if value > 0 else ">-0.001"
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value) or "–"
    return f"{value:,}" if isinstance(value, int) else str(value)


# ---------------------------------------------------------------- charts, as data
@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, stacked by series: one label, and one value of each series, a bar.

    A series without any value is not shown, and leaves the others their colours.
    """

    labels: tuple[str, ...]
    series: tuple[tuple[Said, tuple[float, ...]], ...]
    axis: Said


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often random networks have which value, and the value of this one."""

    values: tuple[float, ...]
    observed: float
    axis: Said


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who takes part in what: `cells[row][column]` is the index of a series, or -1."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    series: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Dots:
    """Points in time: a line of dots (first day, last day, place) for each label."""

    labels: tuple[str, ...]
    points: tuple[tuple[tuple[str, str, str], ...], ...]
    axis: Said


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart under a file name, with what it shows."""

    name: str
    title: Said
    data: Bars | Histogram | Matrix | Dots


@dataclass(slots=True)
class Section:
    """One network or comparison: its figures, tables, charts, notes, and the files that hold all of it."""

    kind: str
    title: Said
    text: Said
    figures: list[tuple[Said, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)  # names in `measures.tsv`, in the order of their use
    graph: nx.Graph | None = None
    nodes: list[dict[str, Any]] = field(default_factory=list)  # the measures of its nodes
    rows: list[dict[str, Any]] = field(default_factory=list)  # of a comparison without a network
    left_out: bool = False  # too large, or nothing there

    def uses(self, *names: str) -> None:
        """Name measures that the section shows, each once."""
        self.measures += [name for name in names if name not in self.measures]

    def add(self, caption: Said, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> None:
        """Add a table, unless it would be empty, and name the measures of its columns."""
        if rows:
            self.tables.append(table(caption, columns, rows))
            self.uses(*(column.measure for column in columns if column.measure))
