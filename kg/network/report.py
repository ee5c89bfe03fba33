"""Sections in, a report out, in Markdown and as one HTML page, every measure explained in two languages.

Both hold the same; the page has its charts inside and refers to nothing outside, Markdown refers to the
files beside it. Names and quotes come from bulletins: Jinja2 escapes them in the page, `_escaped` in
Markdown.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined

from kg.network.measures import MEASURES, Measure
from kg.network.section import Said, Section, Table
from kg.timespan import days

TITLE: Final = Said("工会信息网络分析", "Analyses of the initiative network")
#: What a reader must know before any number.
FIRST: Final = (
    Said(
        "所有数字只反映读入的简报写了什么、程序读出了什么；没写到或没读出，不等于没有做。",
        "All figures tell what the bulletins say and the program read; what was not written or not read may "
        "still have been done.",
    ),
    Said(
        "简报不是随机样本：编发者多写自己和先进单位，因此不能推断到全部工会。",
        "Bulletins are no random sample: they tell of those who write them and of models, so nothing follows "
        "for all unions.",
    ),
    Said(
        "网络小时，少一条联系就会改变名次；名次相近的不要比较。",
        "In a small network one tie more or less changes ranks: do not compare neighbours in a ranking.",
    ),
    Said(
        "引用前，请用表格里的原文和位置核对。",
        "Before you cite, check the quotes in the tables against their place in the bulletin.",
    ),
)
#: a chart is drawn as SVG, by its name
Pictures = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """What the two forms of the report show."""

    sections: Sequence[Section]
    source: Said  # what was analysed: 4 份简报
    pictures: Pictures  # chart name → SVG; empty where there is no matplotlib or font
    notes: Sequence[Said] = ()  # why there are no charts

    def measures(self, section: Section) -> list[Measure]:
        """The measures that this section shows first; later ones refer to them."""
        before: set[str] = set()
        for one in self.sections:
            if one is section:
                break
            before |= set(one.measures)
        return [MEASURES[name] for name in section.measures if name not in before]


# ---------------------------------------------------------------- Markdown
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+\-!|~$^:@./])")


def _escaped(text: str) -> str:
    """Text of a bulletin that Markdown shows as it is: one line, no markup, no HTML, no link."""
    return escape(_MARKS.sub(r"\\\1", clean(text).replace("\n", " ")), quote=False)


def clean(text: str) -> str:
    """The text with control and direction characters shown as U+FFFD."""
    hidden = ("Cc", "Cf", "Cs")
    if text.isprintable():
        return text
    return "".join("\ufffd" if unicodedata.category(c) in hidden and c != "\n" else c for c in text)


def markdown(report: Report) -> str:
    """The report in Markdown; its charts are the files `charts/NAME.svg` beside it."""
    lines = [f"# {TITLE.zh} {TITLE.en}", "", f"{_escaped(report.source.zh)} {_escaped(report.source.en)}", ""]
    lines += ["## 读前须知 Read this first", ""]
    for said in (*FIRST, *report.notes):
        lines += [f"- {said.zh}", f"  {said.en}"]
    lines.append("")
    for section in report.sections:
        lines += [f"## {section.title.zh} {section.title.en}", "", section.text.zh, "", section.text.en, ""]
        if section.figures:
            lines += ["| | |", "|---|---|"]
            lines += [f"| {name.zh} {name.en} | {_escaped(value)} |" for name, value in section.figures]
            lines.append("")
        for said in section.notes:
            lines += [f"> {_escaped(said.zh)}  ", f"> {_escaped(said.en)}", ""]
        for table in section.tables:
            lines += _markdown_table(table)
        for chart in section.charts:
            if chart.name in report.pictures:
                title = f"{chart.title.zh} {chart.title.en}"
                lines += [f"![{title}](charts/{chart.name}.svg)", "", f"*{title}*", ""]
        measures = report.measures(section)
        if measures:
            lines += ["### 怎么读 How to read it", ""]
        for one in measures:
            lines += [
                f"- **{one.zh} {one.en}** ({one.source})",
                f"  - {one.meaning_zh}",
                f"    {one.meaning_en}",
                f"  - 注意：{one.caveat_zh}",
                f"    Mind: {one.caveat_en}",
            ]
        lines.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _markdown_table(table: Table) -> list[str]:
    heads = [f"{column.name.zh} {column.name.en}" for column in table.columns]
    lines = [f"**{table.caption.zh} {table.caption.en}** {_of(table)}".rstrip(), ""]
    lines += ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(_escaped(cell) for cell in row) + " |" for row in table.rows]
    return [*lines, ""]


def _of(table: Table) -> str:
    return f"（{len(table.rows)} / {table.of:,}）" if len(table.rows) < table.of else ""


# ---------------------------------------------------------------- HTML
def html(report: Report) -> str:
    """The report as one page without any script; it refers to nothing outside, and its policy forbids it."""
    style = files(__package__).joinpath("report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    template = files(__package__).joinpath("report.html").read_text(encoding="utf-8")
    return (
        _environment()
        .from_string(template)
        .render(
            title=TITLE,
            first=FIRST,
            report=report,
            style=style,
            style_hash=f"sha256-{digest}",
            pictures={name: _data(picture) for name, picture in report.pictures.items()},
            of=_of,
        )
    )


_NUMBER: Final = re.compile(r"[<>]?-?[\d,]+(?:\.\d+)?")


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["clean"] = clean
    environment.tests["date"] = lambda cell: days(cell) is not None
    environment.tests["numbers"] = _numeric
    return environment


def _numeric(table: Table, at: int) -> bool:
    """Whether a column holds numbers, and stands to the right; dates do not, though 2011 looks like one."""
    cells = {row[at] for row in table.rows} - {"–"}
    return bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells) and not all(map(days, cells))


def _data(picture: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode("utf-8")).decode("ascii")
