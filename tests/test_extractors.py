"""Every extractor against its cases: `cases/extractors/GROUP.jsonl`, a text a line with all its spans.

`{"text": "…", "spans": [["surface", "label"], …]}`; a third member of a span is its kb_id, where that
matters. An empty list is a near miss: something that looks like a case and is none.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.pipeline import language

CASES = Path(__file__).parent / "cases" / "extractors"
#: extractors whose span group has another name
GROUPS = {"outcome": "figure"}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


FILES = sorted(CASES.glob("*.jsonl"))
ALL = [(path.stem, case) for path in FILES for case in lines(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_cases_hold_positives_and_near_misses(path: Path) -> None:
    cases = lines(path)
    assert any(case["spans"] for case in cases), f"{path.name} has no positive case"
    assert any(not case["spans"] for case in cases), f"{path.name} has no near miss (an empty list of spans)"


def test_cases_were_collected() -> None:
    assert len(ALL) > 50


@pytest.mark.parametrize(("group", "case"), ALL, ids=[f"{g}-{c['text'][:16]}" for g, c in ALL])
def test_spans(group: str, case: dict[str, Any]) -> None:
    doc = language()(case["text"])
    found = [(s.text, s.label_, s.kb_id_) for s in doc.spans[GROUPS.get(group, group)]]
    expected = [tuple(span) for span in case["spans"]]
    assert [f[: len(e)] for f, e in zip(found, expected, strict=False)] == expected and len(found) == len(
        expected
    ), f"found {found}"
