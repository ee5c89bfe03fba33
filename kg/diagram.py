"""Boxes with rows in columns in, one SVG drawing out: a row that leads to another box has a line to it.

Nothing here knows the ontology. Text is drawn as text, so that it can be searched and read aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_WIDTH: Final = 268
_GAP: Final = 110
_HEAD: Final = 30
_ROW: Final = 20
_BETWEEN: Final = 22
_TOP: Final = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One property: its name, what stands behind it (1, 0..1, *), and the keys of the boxes it leads to."""

    text: str
    note: str
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A class: a key, a heading, rows, and the address its heading links to."""

    key: str
    title: str
    href: str
    rows: tuple[Row, ...]

    @property
    def height(self) -> int:
        """Of the whole box."""
        return _HEAD + _ROW * len(self.rows) + 8


def draw(columns: Sequence[tuple[str, Sequence[Box]]], title: str) -> str:
    """The drawing of (heading, boxes) columns, from left to right."""
    places: dict[str, tuple[int, int, int]] = {}  # key -> column, x, y
    heights = [_TOP + sum(box.height + _BETWEEN for box in boxes) for _, boxes in columns]
    height = max(heights) + 10
    shapes: list[str] = []
    for number, (heading, boxes) in enumerate(columns):
        x = 12 + number * (_WIDTH + _GAP)
        shapes.append(f'<text class="column" x="{x}" y="22">{escape(heading)}</text>')
        free = (height - 10 - heights[number]) // max(len(boxes), 1)  # spread short columns over the height
        y = _TOP + free // 2
        for box in boxes:
            places[box.key] = (number, x, y)
            shapes.append(_box(box, x, y, number))
            y += box.height + _BETWEEN + free
    lines = [
        _line(places[box.key], offset, places[target])
        for _, boxes in columns
        for box in boxes
        for offset, row in enumerate(box.rows)
        for target in row.to
        if target in places and abs(places[target][0] - places[box.key][0]) <= 1  # none behind other boxes
    ]
    width = 24 + len(columns) * _WIDTH + (len(columns) - 1) * _GAP + _GAP // 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{escape(title)}"><title>{escape(title)}</title>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path d="M0,0 L8,4 L0,8 z" class="tip"/></marker></defs>'
        f"{''.join(lines)}{''.join(shapes)}</svg>"
    )


def _box(box: Box, x: int, y: int, column: int) -> str:
    rows = "".join(
        f'<text class="row" x="{x + 10}" y="{y + _HEAD + 16 + _ROW * n}">{escape(row.text)}</text>'
        f'<text class="note" x="{x + _WIDTH - 10}" y="{y + _HEAD + 16 + _ROW * n}">{escape(row.note)}</text>'
        for n, row in enumerate(box.rows)
    )
    head = f"M{x},{y + _HEAD} v-{_HEAD - 6} q0,-6 6,-6 h{_WIDTH - 12} q6,0 6,6 v{_HEAD - 6} z"
    title = f'<text class="name" x="{x + 10}" y="{y + 20}">{escape(box.title)}</text>'
    return (
        f'<g class="c{column}">'
        f'<rect class="box" x="{x}" y="{y}" width="{_WIDTH}" height="{box.height}" rx="6"/>'
        f'<path class="head" d="{head}"/><a href="{escape(box.href)}">{title}</a>{rows}</g>'
    )


def _line(start: tuple[int, int, int], offset: int, end: tuple[int, int, int]) -> str:
    column, x, y = start
    other, end_x, end_y = end
    from_y = y + _HEAD + 11 + _ROW * offset
    to_y = end_y + _HEAD // 2
    if other > column:
        a, b, bend = x + _WIDTH, end_x - 2, _GAP * 0.6
        curve = f"M{a},{from_y} C{a + bend:.0f},{from_y} {b - bend:.0f},{to_y} {b},{to_y}"
    elif other < column:
        a, b, bend = x, end_x + _WIDTH + 2, _GAP * 0.6
        curve = f"M{a},{from_y} C{a - bend:.0f},{from_y} {b + bend:.0f},{to_y} {b},{to_y}"
    else:  # within the column: out on the right and back
        a = x + _WIDTH
        out = a + _GAP * 0.42
        curve = f"M{a},{from_y} C{out:.0f},{from_y} {out:.0f},{to_y} {a + 2},{to_y}"
    return f'<path class="line l{column}" d="{curve}" marker-end="url(#tip)"/>'
