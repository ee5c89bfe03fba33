"""Whose work a figure reports: the learned weights, the features they weigh and the training."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import numpy as np
import train_whose
from train_whose import Case, cases, fit, hits, written

from extractors.lexicon import parse
from kg.facts.outcomes.whose import FILE, Whose, weights
from kg.ingest import read
from kg.model import Outcome

HEADLINE = "临江区总工会开展夏季送清凉活动"


def _owners(tmp_path: Path, body: str) -> dict[str, str | None]:
    """Value -> whose, of an item of 临江区总工会."""
    path = tmp_path / "x.txt"
    path.write_text(
        f"工会简报\n第3期\n临江市总工会办公室编 2012年7月3日\n\n{HEADLINE}\n{body}\n", encoding="utf-8"
    )
    _, items = read(path)
    outcomes = [fact for item in items for fact in item.facts if isinstance(fact, Outcome)]
    return {str(one.value): one.organisation and one.organisation.name for one in outcomes}


def test_every_feature_has_a_weight_and_a_reason() -> None:
    rows = parse("whose", FILE.read_text(encoding="utf-8"))
    assert all(len(row) == 3 and row[2] for row in rows)
    seen: set[str] = set()
    for folder in train_whose.FOLDERS:
        for gold in sorted(folder.glob("*.json")):
            seen |= {name for case in cases(gold) for features in case.features for name in features}
    assert seen == set(weights())  # none that no text shows, none without a weight


def test_training_is_sure_of_what_the_gold_repeats() -> None:
    near, far = {"near": 1.0}, {"far": 1.0}
    given = [Case("a", (far, near), (False, True)), Case("b", (near, far), (True, False))] * 8
    made = fit(given, ("near", "far"))
    assert made[0] > 0.3 > -0.3 > made[1]
    assert hits(given, ("near", "far"), made) == len(given)
    assert (made == fit(given, ("near", "far"))).all()


def test_training_keeps_reasons_and_comments() -> None:
    table = "# head\nnear\t9\tbecause\nfar\t9\talso\n"
    assert written(table, {"near": 1.234, "far": -0.001}) == "# head\nnear\t1.23\tbecause\nfar\t0.00\talso\n"


def test_the_weights_are_right_more_often_than_who_acted_last() -> None:
    texts = [gold for folder in train_whose.FOLDERS for gold in sorted(folder.glob("*.json"))]
    given = [case for gold in texts for case in cases(gold)]
    assert hits(given, list(weights()), np.array(list(weights().values()))) > sum(
        case.right[0] for case in given
    )


def test_a_guest_does_not_take_over_what_the_body_of_the_item_began(tmp_path: Path) -> None:
    guest = "7月2日，临江区总工会走进工地送清凉，临江区人民医院到场义诊，发放清凉包560份。"
    with patch.object(Whose, "of", lambda _self, _start, _end, acting: acting[0]):
        assert _owners(tmp_path, guest)["560"] == "临江区人民医院"  # who acted last
    assert _owners(tmp_path, guest)["560"] == "临江区总工会"


def test_who_began_the_sentence_keeps_its_figures(tmp_path: Path) -> None:
    body = "7月2日，临江区总工会走进工地送清凉。临江区人民医院到场义诊，测量血压320人次。"
    assert _owners(tmp_path, body)["320"] == "临江区人民医院"
