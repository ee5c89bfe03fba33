"""A graph and its catalogue in, the page out: how it was made, how to cite it, what not to conclude.

No figure is typed by hand: the measured quality is `quality.json`, which `python tests/record_scores.py`
writes together with the README's table, and everything else is counted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from kg.site import links, shell
from kg.site.records import FACTS, Catalogue, Row
from kg.site.sections import bulletin_label
from kg.store import Store

#: set of texts -> (Chinese, English, what is to be known of it in both)
SETS: Final[dict[str, tuple[str, str]]] = {
    "blind": ("错误从未查看", "errors never looked at"),
    "test": ("未用于编写规则", "held out from rule writing"),
    "dev": ("用于编写规则", "used to write rules"),
    "samples": ("示例", "samples"),
    "shared": ("人工标注的真实简报", "hand-coded real bulletins"),
}
_KINDS: Final[dict[str, tuple[str, str]]] = {
    "items": ("条目划分", "items"),
    "contributors": ("署名", "contributors"),
    "organisations": ("组织", "organisations"),
    "programmes": ("活动", "programmes"),
    "involvements": ("参与（谁开展什么）", "involvements (who ran what)"),
    "quantities": ("数量", "quantities"),
    "outcomes": ("成效数据", "outcomes"),
    "documents": ("文件", "documents"),
    "posts": ("职务", "posts"),
    "events": ("事件", "events"),
    "awards": ("荣誉", "awards"),
}


@cache
def quality() -> dict[str, Any]:
    """The figures as measured: set -> texts, f1 and interval by kind."""
    measured: dict[str, Any] = json.loads(
        files("kg.site").joinpath("quality.json").read_text(encoding="utf-8")
    )
    return measured


def _measured(language: str) -> dict[str, Any]:
    at = 0 if language == "zh" else 1
    sets = [name for name in SETS if name in quality()]
    rows = []
    for kind in quality()[sets[0]]["f1"]:
        cells = []
        for name in sets:
            f1, interval = quality()[name]["f1"].get(kind), quality()[name]["interval"].get(kind)
            told = "–" if f1 is None else f"{f1:.2f}"
            cells.append((told, f"{interval[0]:.2f}–{interval[1]:.2f}" if interval else ""))
        rows.append((_KINDS.get(kind, (kind, kind))[at], cells))
    return {"sets": [(SETS[name][at], quality()[name]["texts"]) for name in sets], "rows": rows}


def _rules(catalogue: Catalogue) -> list[tuple[str, str, int, str]]:
    """Kind, rule, facts it made in this graph, confidence: the most used first."""
    rows = [(table, rule, len(found), min(found)) for (table, rule), found in catalogue.rules.items()]
    return sorted(rows, key=lambda row: (row[0], -row[2], row[1]))


def _example(catalogue: Catalogue) -> dict[str, str] | None:
    """A fact to show how one is cited: the surest, in order of the bulletins."""
    rows: list[Row] = [row for found in catalogue.together.values() for row in found]
    if not rows:
        return None
    row = min(rows, key=lambda row: (-float(row["confidence"] or 0), row["bulletin"], int(row["start"])))
    bulletin = catalogue.bulletins[row["bulletin"]]
    return {
        "quote": row["quote"],
        "label": bulletin_label(bulletin),
        "item": catalogue.items[row["item"]]["title"],
        "link": links.reading(row["bulletin"], row["start"], row["end"]),
        "place": f"{row['start']}–{row['end']}",
        "sha256": bulletin["sha256"],
    }


def page(graph: Store, catalogue: Catalogue, language: str, languages: Sequence[str]) -> str:
    """The page about the site."""
    zh = language == "zh"
    undated = sum(not row["date"] for row in catalogue.bulletins.values())
    figures = sum(len(one.facts["outcomes"]) for one in catalogue.entities["indicators"].values())
    timeless = sum(
        not row["period"]
        for one in catalogue.entities["indicators"].values()
        for row in one.facts["outcomes"]
    )
    return shell.render(
        "about.html",
        page="about.html",
        language=language,
        languages=languages,
        title="说明" if zh else "About",
        description="怎样做成，怎样引用，不能得出什么结论。"
        if zh
        else "How it was made, how to cite it, and what not to conclude.",
        jsonld={"@type": "AboutPage", "name": "说明" if zh else "About"},
        bulletins=len(catalogue.bulletins),
        undated=undated,
        counts=catalogue.counts,
        facts=sum(catalogue.counts[table] for table in FACTS),
        figures=figures,
        timeless=timeless,
        versions=sorted({entry.version for entry in graph.manifest.values()}),
        least=max((entry.min_confidence for entry in graph.manifest.values()), default=0.0),
        base=graph.base,
        measured=_measured(language),
        rules=_rules(catalogue),
        example=_example(catalogue),
    )
