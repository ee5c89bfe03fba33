"""The first characters of an expression: right where they are plain to see, none where they are not."""

from __future__ import annotations

import re

import pytest

from extractors.lexicon import load
from kg.facts.outcomes.frame import _cues
from kg.facts.outcomes.opening import opening


@pytest.mark.parametrize(
    ("expression", "first"),
    [
        ("[还也]?将|共", "还也将共"),  # 还将, 将, 共
        ("(?<![为除])了(?!解)", "了"),
        ("(?:全年(?:计划|将)|到\\d)", "全到"),
        ("(?:[0-9]+年内|月前)", "0-9月"),
        ("(?:市|县)?委", "市县委"),
        ("[市-]委", None),
        ("[^一]要", None),  # nearly all characters
        ("\\d+年", None),
        ("(?:将)?", None),  # matches nothing at all as well
        ("(?=将)", None),
    ],
)
def test_first_characters(expression: str, first: str | None) -> None:
    assert opening(expression) == first


def test_the_cues_are_found_at_the_same_places_as_without() -> None:
    pattern, _ = _cues()
    bare = re.compile("|".join(f"(?:{row[0]})" for row in load("target_cues")))
    text = "市总将举办比赛，力争年底前完成90%；目前已有3家，还要求各地明年再建。共建了5家，预计受益200人。"
    assert pattern.pattern.startswith("(?=[")  # each cue of the list opens plainly
    places = [match.span() for match in pattern.finditer(text)]
    assert places == [match.span() for match in bare.finditer(text)]
    assert len(places) > 5
