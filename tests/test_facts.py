"""Every fact finder against its cases: `cases/facts/KIND.jsonl`, a short item a line with all its facts.

`{"region": "320500", "text": "…", "title": "…", "printed": "2011-08", "facts": [{…}]}`: the place of the
bulletin, an item's body with an optional headline, the date printed on the bulletin, and of each fact
the fields that matter, entities by their names. An empty list is a near miss.
"""

from __future__ import annotations

import json
from array import array
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.facts import facts
from kg.model import (
    Award,
    Bulletin,
    Event,
    Fact,
    Involvement,
    Issuance,
    Item,
    Outcome,
    Post,
)
from kg.pipeline import language
from kg.resolve import BulletinContext, resolve
from kg.resolve.context import union_of

CASES = Path(__file__).parent / "cases" / "facts"
KINDS: dict[str, type[Fact]] = {
    "awards": Award,
    "documents": Issuance,
    "events": Event,
    "involvements": Involvement,
    "outcomes": Outcome,
    "posts": Post,
}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


FILES = sorted(CASES.glob("*.jsonl"))
ALL = [(path.stem, case) for path in FILES for case in lines(path)]


def read(case: dict[str, Any]) -> list[Fact]:
    """The facts of a case, read as the one item of a bulletin of `region`."""
    title = case.get("title", "")
    text = f"{title}\n{case['text']}" if title else case["text"]
    signature = (text.rindex("（"), len(text)) if text.endswith("）") else None
    item = Item(
        bulletin="case",
        position=1,
        section=None,
        title=title or text.split("。")[0],
        start=0,
        end=len(text),
        text=text,
        offsets=array("l", range(len(text))),
        body_start=len(title) + 1 if title else 0,
        signature=signature,
        form=case.get("form") or ("news" if title else "brief"),
        tense=case.get("tense"),
    )
    printed = case.get("printed")
    bulletin = Bulletin("case", "case.txt", "0" * 64, "utf-8", text, "工会信息", None, printed, (item,))
    year = int(printed[:4]) if printed else None
    context = BulletinContext(case["region"], union_of(case["region"]), "case", year, "case")
    return list(facts(resolve(bulletin, item, language()(text), context)).facts)


def plain(value: Any) -> Any:
    """A field as the case writes it: entities by name, numbers as numbers."""
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    if isinstance(value, Decimal):
        return float(value)
    return getattr(value, "name", value)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_cases_hold_positives_and_near_misses(path: Path) -> None:
    assert path.stem in KINDS, f"{path.name}: no such kind of fact"
    cases = lines(path)
    assert any(case["facts"] for case in cases), f"{path.name} has no positive case"
    assert any(not case["facts"] for case in cases), f"{path.name} has no near miss (an empty list of facts)"


def test_cases_were_collected() -> None:
    assert len(ALL) > 20


@pytest.mark.parametrize(("kind", "case"), ALL, ids=[f"{k}-{c['text'][:16]}" for k, c in ALL])
def test_facts(kind: str, case: dict[str, Any]) -> None:
    found = [fact for fact in read(case) if isinstance(fact, KINDS[kind])]
    fields = [
        {name: plain(getattr(f, name)) for name in e} for f, e in zip(found, case["facts"], strict=False)
    ]
    assert fields == case["facts"] and len(found) == len(case["facts"]), f"found {found}"
