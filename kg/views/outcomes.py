"""Rows of outcomes in, charts out as HTML: an indicator over time and bodies, its results against targets.

A chart is a `<figure>` with a table that says everything in words (bars beside the numbers, a link or place
for each quote) and, where figures of two or more periods are known, a drawing over time in plain SVG. No
script, no inline style, no library: it reads in a screen reader, on paper and with scripts off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from kg.timespan import days
from kg.views.safe import asset, render

#: bulletin id, start and end (code points of the bulletin's text) -> a link to the sentence in its place
Href = Callable[[str, int, int], "str | None"]
#: IRI and mode (organisation | programme) of a node -> a link to its own page
Entity = Callable[[str, str], "str | None"]

#: the stylesheet of the charts, for the pages they stand in; all its classes begin with kg-chart
STYLE: Final = asset("outcomes.css")
#: so many bodies can be told apart in one drawing; the table has them all
MOST_LINES: Final = 6
#: the drawing's size and margins in its own units
WIDE, HIGH = 480, 190
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 12, 26
#: language -> the words of a chart
WORDS: Final[dict[str, dict[str, str]]] = {
    "zh": {
        "target": "目标",
        "result": "结果",
        "body": "组织",
        "period": "时期",
        "figure": "数值",
        "quote": "原文与出处",
        "undated": "时期不明",
        "nobody": "未指明组织",
        "of_target": "为目标的",
        "over_time": "随时间的变化",
        "others": "另有 {} 个组织只列在表中。",
        "bar": "占本指标最大值的",
        "caution": "原文的数字可能互相包含或口径不同，不宜直接相加。",
    },
    "en": {
        "target": "target",
        "result": "result",
        "body": "Body",
        "period": "Period",
        "figure": "Figure",
        "quote": "Quote and source",
        "undated": "undated",
        "nobody": "no body named",
        "of_target": "of the target:",
        "over_time": "over time",
        "others": "{} more bodies are in the table only.",
        "bar": "of the largest of this indicator:",
        "caution": "Figures may contain one another or be counted differently; do not simply add them.",
    },
}
_SIGNS: Final = {"=": "", ">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ "}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of an indicator, as a chart shows it."""

    body: str
    period: str  # as in the table, "" where unknown
    first: int | None  # ordinals of the first and last day of the period
    last: int | None
    status: str  # target | result
    value: Decimal
    high: Decimal  # the upper end of a range, else the value
    text: str  # ≥ 1,200 份
    quote: str
    source: str  # bulletin [start:end]
    link: str | None
    place: tuple[str, int, int]


def chart(
    rows: Iterable[Mapping[str, str]],
    *,
    language: str = "zh",
    href: Href | None = None,
    most: int | None = None,
) -> str:
    """Charts of outcomes as an HTML fragment, "" without rows; the page around them includes `STYLE` once.

    Rows have the columns of `outcomes.csv`, and `bulletin` of their item where quotes are to be placed or
    linked. One chart an indicator and unit, those with a target and a result first, then those with most
    figures; `most` cuts their number.
    """
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for row in rows:
        groups[row["indicator"], row["unit"]].append(_figure(row, language, href))
    ranked = sorted(groups.items(), key=lambda entry: (*_weight(entry[1]), entry[0]))
    charts = [_chart(name, unit, figures, language) for (name, unit), figures in ranked[:most]]
    return render("outcomes.html", charts=charts, words=WORDS[language]) if charts else ""


def _weight(figures: Sequence[Figure]) -> tuple[bool, int, int]:
    periods = {figure.period for figure in figures if figure.first is not None}
    return len({figure.status for figure in figures}) < 2, -len(periods), -len(figures)


def number(text: str) -> str:
    """With commas: 36180 -> 36,180; 2.50 -> 2.5."""
    value = Decimal(text).normalize()
    return f"{value:,f}"


def told(row: Mapping[str, str]) -> str:
    """A figure as one reads it: ≥ 1,200 份, 95%, 3–5 家."""
    low, high = row["value"] or row["value_max"] or "0", row["value_max"] or row["value"] or "0"
    amount = number(low) if low == high else f"{number(low)}–{number(high)}"
    unit = row["unit"] if row["unit"] == "%" else f" {row['unit']}"
    return f"{_SIGNS[row['comparator']]}{amount}{unit}".strip()


def _figure(row: Mapping[str, str], language: str, href: Href | None) -> Figure:
    low, high = row["value"] or row["value_max"] or "0", row["value_max"] or row["value"] or "0"
    span = days(row["period"])
    first, last = (date.fromisoformat(day).toordinal() for day in span) if span else (None, None)
    bulletin, start, end = row.get("bulletin", ""), int(row["start"]), int(row["end"])
    return Figure(
        body=row["organisation_name"] or WORDS[language]["nobody"],
        period=row["period"],
        first=first,
        last=last,
        status=row["status"],
        value=Decimal(low),
        high=Decimal(high),
        text=told(row),
        quote=row["quote"],
        source=f"{bulletin} [{start}:{end}]".strip(),
        link=href(bulletin, start, end) if href and bulletin else None,
        place=(bulletin, start, end),
    )


def _chart(indicator: str, unit: str, figures: list[Figure], language: str) -> dict[str, Any]:
    largest = max((figure.high for figure in figures), default=Decimal(0))
    ordered = sorted(
        figures, key=lambda f: (f.body, f.first or 0, f.last or 0, f.status == "result", f.place)
    )
    bodies = sorted({f.body for f in figures}, key=lambda body: (-sum(f.body == body for f in figures), body))
    rows, before = [], None
    for figure in ordered:
        against = _target(figure, ordered)
        rows.append(
            {
                "figure": figure,
                "repeats": figure.body == before,
                "percent": _percent(figure.value, largest),
                "reached": _percent(figure.value, against.value) if against else None,
                "target": _percent(against.value, largest) if against else None,
            }
        )
        before = figure.body
    return {
        "indicator": indicator,
        "unit": unit,
        "rows": rows,
        "plot": _plot(ordered, bodies),
        "left_out": max(0, len(bodies) - MOST_LINES),
    }


def _percent(part: Decimal, whole: Decimal) -> int | None:
    return round(100 * part / whole) if whole > 0 and part >= 0 else None


def _target(result: Figure, figures: Iterable[Figure]) -> Figure | None:
    """What a result is measured by: the body's last target whose period does not begin after the result's."""
    if result.status != "result" or result.first is None:
        return None
    known = [
        f
        for f in figures
        if f.status == "target" and f.body == result.body and f.first is not None and f.first <= result.first
    ]
    return max(known, key=lambda f: (f.first or 0, f.place), default=None)


def _plot(figures: Sequence[Figure], bodies: Sequence[str]) -> dict[str, Any] | None:
    """The drawing over time; None where all dated figures are of one period."""
    shown = bodies[:MOST_LINES]
    dated = [f for f in figures if f.first is not None and f.last is not None and f.body in shown]
    drawn = [(f, f.first or 0, f.last or 0) for f in dated if f.value >= 0]
    if len({(first, last) for _, first, last in drawn}) < 2:
        return None
    top = _round_up(max(f.high for f, _, _ in drawn))
    begin, end = min(first for _, first, _ in drawn), max(last for _, _, last in drawn)

    def x(day: float) -> float:
        return round(LEFT + 8 + (WIDE - LEFT - RIGHT - 16) * (day - begin) / max(1, end - begin), 1)

    def y(value: Decimal) -> float:
        return round(HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * float(value / top), 1)

    lines = []
    for at, body in enumerate(body for body in shown if any(f.body == body for f, _, _ in drawn)):
        own = [one for one in drawn if one[0].body == body]
        points = [
            {
                "x": x((first + last) / 2),
                "y": y(f.value),
                "from": x(first),
                "to": x(last),
                "status": f.status,
                "told": f"{f.period} {f.text}",
            }
            for f, first, last in own
        ]
        results = [(x((a + b) / 2), y(f.value), a, b) for f, a, b in own if f.status == "result"]
        joins = [  # a line joins periods that follow each other, not a year and its own half
            (one[:2], other[:2]) for one, other in pairwise(results) if one[3] < other[2]
        ]
        lines.append({"at": at, "body": body, "points": points, "joins": joins})
    return {
        "lines": lines,
        "size": (WIDE, HIGH),
        "frame": (LEFT, TOP, WIDE - RIGHT, HIGH - BOTTOM),
        "levels": [{"y": y(top * part / 2), "text": number(str(top * part / 2))} for part in range(3)],
        "times": _ticks(begin, end, x),
        "targets": any(f.status == "target" for f, _, _ in drawn),
    }


def _round_up(value: Decimal) -> Decimal:
    """The next of 1, 2, 4, 5, 6, 8, 10 … × a power of ten, so that its half is a short number too."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(10) ** value.adjusted()
    return next(step * power for step in map(Decimal, (1, 2, 4, 5, 6, 8, 10)) if step * power >= value)


def _ticks(first: int, last: int, x: Callable[[float], float]) -> list[dict[str, Any]]:
    """Up to six dates below the drawing: years where it spans three or more, else months."""
    begin, end = date.fromordinal(first), date.fromordinal(last)
    months = (end.year - begin.year) * 12 + end.month - begin.month
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months / s <= 5)
    found = []
    for month in range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month + step, step):
        month -= month % step
        day = date(month // 12, month % 12 + 1, 1).toordinal()
        if first - 20 <= day <= last:
            text = f"{month // 12}" if step >= 12 else f"{month // 12}-{month % 12 + 1:02}"
            found.append({"x": x(max(day, first)), "text": text})
    return found or [
        {"x": x(first), "text": begin.isoformat()[:7]},
        {"x": x(last), "text": end.isoformat()[:7]},
    ]
