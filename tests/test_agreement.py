"""Two codings of the same bulletins agree as recorded, so that no change of gold goes unnoticed."""

from __future__ import annotations

import json

from agreement import BULLETINS, FIRST, SECOND, Agreement, figures, pairs
from test_samples import problems

RECORDED = json.loads((BULLETINS / "agreement.json").read_text(encoding="utf-8"))


def test_every_second_coding_has_a_first_one() -> None:
    first = {path.stem for folder in FIRST for path in folder.glob("*.json")}
    second = {path.stem for path in SECOND.glob("*.json")}
    assert second
    assert second <= first, f"second coding without a first: {sorted(second - first)}"


def test_the_second_coding_keeps_the_codebook() -> None:
    wrong = [problem for one, other in pairs() for problem in problems(other, one.with_suffix(".txt"))]
    assert not wrong, "\n".join(wrong)


def test_agreement_is_as_recorded() -> None:
    measured = figures()
    assert measured["items"]["f1"] == 1.0
    assert measured == RECORDED["after"], "record a change of gold that is on purpose in agreement.json"


def test_the_figure_of_a_kind_is_symmetric_and_bounded() -> None:
    assert Agreement("posts", 4, 2, 3, 3).f1 == Agreement("posts", 3, 3, 4, 2).f1 == 2 / 3
    assert Agreement("posts", 0, 0, 0, 0).f1 == 1.0
    assert Agreement("posts", 2, 0, 3, 0).f1 == 0.0
