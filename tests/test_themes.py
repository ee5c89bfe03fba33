"""Themes of items and programmes: words in data, and how right they are on what was coded by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from extractors.lexicon import parse
from kg import bulletin, themes
from kg.terms import names_of

SAMPLES = Path(kg.__file__).parent / "samples"
CASES = Path(__file__).parent / "cases"
GOLD = {
    row[0]: frozenset(row[1].split("|"))
    for row in parse("themes", (SAMPLES / "themes.tsv").read_text(encoding="utf-8"))
}


def precision_and_recall(pairs: list[tuple[frozenset[str], frozenset[str]]]) -> tuple[float, float]:
    """Over all pairs of coded and found themes."""
    right = sum(len(coded & found) for coded, found in pairs)
    return right / sum(len(found) for _, found in pairs), right / sum(len(coded) for coded, _ in pairs)


def test_codes_are_themes() -> None:
    known = {iri.rpartition("/")[2] for iri in names_of("theme")}
    assert len(GOLD) > 80
    assert {theme for coded in GOLD.values() for theme in coded} <= known


def test_items_of_the_samples() -> None:
    pairs = []
    for path in sorted(SAMPLES.glob("*.txt")):
        source = bulletin.read(path)
        for item in source.items:
            found = themes.of_item(item.text, item.body_start)
            pairs.append((GOLD[f"{source.id}/{item.position}"], frozenset(found)))
    assert len(pairs) == 30
    precision, recall = precision_and_recall(pairs)
    print(f"items: precision {precision:.2f}, recall {recall:.2f}")
    assert precision >= 0.9 and recall >= 0.85


def test_items_that_the_words_were_not_chosen_by() -> None:
    coded = {
        row[0]: frozenset(row[1].split("|"))
        for row in parse("themes", (CASES / "themes.tsv").read_text("utf-8"))
    }
    pairs = []
    for path in sorted((CASES / "bulletins").rglob("*.txt")):
        source = bulletin.read(path)
        for item in source.items:
            if (known := coded.get(f"{source.id}/{item.position}")) is not None:
                pairs.append((known, frozenset(themes.of_item(item.text, item.body_start))))
    assert len(pairs) > 80
    precision, recall = precision_and_recall(pairs)
    print(f"other items: precision {precision:.2f}, recall {recall:.2f}")
    assert precision >= 0.65 and recall >= 0.7


def test_names_of_programmes() -> None:
    pairs = [(coded, frozenset(themes.of_name(name))) for name, coded in GOLD.items() if "/" not in name]
    assert len(pairs) > 50
    precision, recall = precision_and_recall(pairs)
    print(f"names: precision {precision:.2f}, recall {recall:.2f}")
    assert precision >= 0.9 and recall >= 0.75


@pytest.mark.parametrize(
    ("title", "body", "found"),
    [
        ("某区工会开展送温暖活动", "走访困难职工家庭。", ("assistance",)),
        ("某市总部署下半年工作", "会议审议了工作报告。", ("governance",)),
        ("某县女职工专项集体合同签订", "", ("bargaining",)),  # the longest word, not 女职工
        ("某市天气晴好", "适合出行。", ()),
    ],
)
def test_items(title: str, body: str, found: tuple[str, ...]) -> None:
    assert themes.of_item(f"{title}\n{body}", len(title) + 1) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [("金秋助学活动", ("assistance",)), ("安康杯竞赛", ("safety",)), ("四个一", ())],
)
def test_names(name: str, found: tuple[str, ...]) -> None:
    assert themes.of_name(name) == found
