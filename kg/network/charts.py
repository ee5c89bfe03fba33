"""A chart as data in, an SVG picture out; matplotlib draws, with a font of this machine that has Chinese.

matplotlib comes with the extra `charts`. Letters become outlines, so a picture looks the same on a machine
without the font. The same chart gives the same bytes with the same matplotlib and font: no date, a fixed
salt for the names of parts. Labels are texts of bulletins: never read as formulas.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.network.section import Bars, Chart, Dots, Histogram, Matrix, Said
from kg.network.two_mode import NetworkError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Of Okabe and Ito, told apart by the colour-blind; hatches tell them apart in print.
COLOURS: Final = ("#0072b2", "#e69f00", "#56b4e9", "#cc79a7")
HATCHES: Final = ("", "///", "...", "xx")
OBSERVED: Final = "#d55e00"
#: Families with Chinese, best first; the rest of those found on the machine come after them.
FAMILIES: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Heiti SC",
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
    "SimSun",
    "Songti SC",
    "Arial Unicode MS",
    "Droid Sans Fallback",
)
#: Characters that a font must have, to be called Chinese.
_NEEDED: Final = "工会活动组织简报"
_LONGEST = 18


def font() -> str:
    """The family of a font with Chinese, as matplotlib calls it.

    Raises NetworkError where matplotlib is not installed or no font of the machine has Chinese.
    """
    if find_spec("matplotlib") is None:
        raise NetworkError(
            "没有安装 matplotlib，报告不含图；安装：pip install matplotlib。",
            "matplotlib is not installed, so the report has no charts: pip install matplotlib.",
        )
    family = _family()
    if family is None:
        raise NetworkError(
            "这台机器上没有中文字体，报告不含图；请安装，例如 Debian/Ubuntu：apt install fonts-noto-cjk。",
            "No font of this machine has Chinese, so the report has no charts; install one, "
            "on Debian or Ubuntu: apt install fonts-noto-cjk.",
        )
    return family


@cache
def _family() -> str | None:
    """The first of FAMILIES that is there, else any whose name says Chinese and that has the characters."""
    from matplotlib import font_manager

    known = {entry.name for entry in font_manager.fontManager.ttflist}
    for path in sorted(font_manager.findSystemFonts()):  # fonts that came after matplotlib listed them
        if any(part in Path(path).name.lower() for part in ("cjk", "han", "hei", "wqy", "sim", "msyh")):
            try:
                font_manager.fontManager.addfont(path)
            except (OSError, RuntimeError):  # not a font that it can read
                continue
    known |= {entry.name for entry in font_manager.fontManager.ttflist}
    others = sorted(
        name for name in known if any(part in name for part in ("CJK", "Hei", "Song", "Ming", "Han"))
    )
    for name in (*FAMILIES, *others):
        if name in known:
            path = font_manager.findfont(
                font_manager.FontProperties(family=[name]), fallback_to_default=False
            )
            if set(map(ord, _NEEDED)) <= font_manager.get_font(path).get_charmap().keys():
                return name
    return None


def svg(chart: Chart) -> str:
    """The chart as an SVG document. Raises NetworkError as `font` does."""
    family = font()
    import matplotlib
    from matplotlib.figure import Figure

    settings: dict[str, Any] = {
        "font.family": [family, "sans-serif"],
        "axes.unicode_minus": False,
        "svg.hashsalt": chart.name,
        "svg.fonttype": "path",
        "text.parse_math": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "hatch.linewidth": 0.6,
    }
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whatever this machine's matplotlibrc says
        parameters: Any = matplotlib.rcParams  # its type lists every name, and differs between versions
        parameters.update(settings)
        figure = Figure(layout="constrained")
        axes = figure.add_subplot()
        match chart.data:
            case Bars():
                _bars(figure, axes, chart.data)
            case Histogram():
                _histogram(figure, axes, chart.data)
            case Matrix():
                _matrix(figure, axes, chart.data)
            case Dots():
                _dots(figure, axes, chart.data)
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in target.getvalue().splitlines()) + "\n"


def _both(said: Said) -> str:
    return said.zh if said.zh == said.en else f"{said.zh} {said.en}"


def _label(text: str) -> str:
    """A label of one line, cut where it is long."""
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _bars(figure: Figure, axes: Axes, data: Bars) -> None:
    figure.set_size_inches(8.5, 1.1 + 0.3 * max(3, len(data.labels)))
    places = list(range(len(data.labels)))
    left = [0.0] * len(places)
    for number, (said, values) in enumerate(data.series):
        if not any(values):
            continue
        axes.barh(
            places,
            values,
            left=left,
            height=0.7,
            color=COLOURS[number],
            hatch=HATCHES[number],
            edgecolor="white",
            label=_both(said),
        )
        left = [a + b for a, b in zip(left, values, strict=True)]
    for place, total in zip(places, left, strict=True):
        axes.annotate(
            f"{total:g}", (total, place), (3, 0), textcoords="offset points", va="center", fontsize=9
        )
    axes.set_yticks(places, [_label(label) for label in data.labels], fontsize=9)
    axes.invert_yaxis()
    axes.locator_params(axis="x", integer=True)
    axes.set_xlabel(_both(data.axis))
    axes.margins(x=0.06)
    if sum(any(values) for _, values in data.series) > 1:
        axes.legend(frameon=False, fontsize=9, loc="best")


def _histogram(figure: Figure, axes: Axes, data: Histogram) -> None:
    figure.set_size_inches(7, 3)
    axes.hist(data.values, bins=24, color=COLOURS[2], edgecolor="white", label="随机网络 random networks")
    axes.axvline(data.observed, color=OBSERVED, linewidth=2, label="实际 observed")
    axes.set_xlabel(_both(data.axis))
    axes.set_ylabel("网络数 networks")
    axes.locator_params(axis="y", integer=True)
    axes.set_ylim(top=axes.get_ylim()[1] * 1.3)  # room for the legend above the bars
    axes.legend(frameon=False, fontsize=9, ncols=2, loc="upper center")


def _matrix(figure: Figure, axes: Axes, data: Matrix) -> None:
    figure.set_size_inches(3.2 + 0.28 * len(data.columns), 3 + 0.26 * len(data.rows))
    for number, said in enumerate(data.series):
        cells = [
            (column, row)
            for row, line in enumerate(data.cells)
            for column, value in enumerate(line)
            if value == number
        ]
        if cells:
            xs, ys = zip(*cells, strict=True)
            axes.scatter(xs, ys, marker="sDo"[number], s=70, color=COLOURS[number], label=_both(said))
    axes.set_yticks(range(len(data.rows)), [_label(label) for label in data.rows], fontsize=9)
    axes.set_xticks(
        range(len(data.columns)), [_label(label) for label in data.columns], fontsize=9, rotation=90
    )
    axes.xaxis.tick_top()
    axes.set_xlim(-0.6, len(data.columns) - 0.4)
    axes.set_ylim(len(data.rows) - 0.4, -0.6)
    axes.grid(color="#e4e4e4", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    figure.legend(frameon=False, fontsize=9, ncols=3, loc="outside lower center")


def _dots(figure: Figure, axes: Axes, data: Dots) -> None:
    figure.set_size_inches(9, 1.2 + 0.55 * max(2, len(data.labels)))
    ends = [_years(day) for points in data.points for first, last, _ in points for day in (first, last)]
    near = 0.1 * (max(ends) - min(ends))  # names closer than this would overlap
    for row, points in enumerate(data.points):
        spans = [(_years(first), _years(last), place) for first, last, place in points]
        middles = [(first + last) / 2 for first, last, _ in spans]
        axes.plot(middles, [row] * len(middles), color="#b8b8b8", linewidth=1.2, zorder=1)
        for first, last, _ in spans:  # 2011: some day of that year
            axes.plot((first, last), (row, row), color=COLOURS[2], linewidth=5, alpha=0.5, zorder=2)
        axes.scatter(middles, [row] * len(middles), color=COLOURS[0], s=36, zorder=3)
        before, above = float("-inf"), True
        for when in sorted(set(middles)):
            here = [place for middle, (_, _, place) in zip(middles, spans, strict=True) if middle == when]
            text = "、".join(here[:3]) + (f" +{len(here) - 3}" if len(here) > 3 else "")
            above = not above if when - before < near else True
            before = when
            offset = (0, 6 if above else -14)
            axes.annotate(
                _label(text), (when, row), offset, textcoords="offset points", ha="center", fontsize=8
            )
    axes.set_yticks(range(len(data.labels)), [_label(label) for label in data.labels], fontsize=9)
    axes.set_ylim(len(data.labels) - 0.4, -0.7)
    _ticks(axes, min(ends), max(ends))
    axes.set_xlabel(_both(data.axis))


def _years(text: str) -> float:
    """A day as a number of years: 2011-07-01 is 2011.5."""
    day = date.fromisoformat(text)
    return day.year + (day.month - 1) / 12 + (day.day - 1) / 365


def _ticks(axes: Axes, begin: float, end: float) -> None:
    """Ticks at years, quarters or months, whichever are few enough; room on both sides for names."""
    room = max(0.1, 0.12 * (end - begin))
    axes.set_xlim(begin - room, end + room)
    months = next(
        step for step in (1, 3, 6, 12, 24, 60, 120, 600) if (end - begin + 2 * room) * 12 / step <= 12
    )
    first = int((begin - room) * 12) // months * months
    at: Sequence[int] = range(first, int((end + room) * 12) + months, months)
    shown = [month for month in at if begin - room <= month / 12 <= end + room]
    names = [f"{m // 12}" if months >= 12 else f"{m // 12}-{m % 12 + 1:02}" for m in shown]
    axes.set_xticks([month / 12 for month in shown], names, fontsize=9)
