"""Confidence: the estimate as counted by hand, its table, the graph, the tables and `--min-confidence`."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import handmade
import pytest
from typer.testing import CliRunner

from kg import confidence, ingest, store, tables
from kg.calibrate import calibrate, judged
from kg.cli import app
from kg.confidence import ConfidenceError, estimate
from kg.evaluate import KINDS, evaluate
from kg.gold import GoldError
from kg.model import Involvement, Mention, Organisation, Outcome, Place, Programme

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "kg" / "samples"
DEV = sorted((*SAMPLES.glob("*.json"), *(ROOT / "tests/cases/bulletins/dev").glob("*.json")))
MEND = "measure again: kg calibrate kg/samples tests/cases/bulletins/dev"
FIGURE = Outcome(1, 0, 2, "outcome.noun", "合同", Decimal(3), "份", "=", "result")


def test_the_estimate_as_counted_by_hand() -> None:
    verdicts = [("outcomes", "a", True)] * 7 + [("outcomes", "a", False)] + [("outcomes", "b", False)] * 2
    made = estimate([*verdicts, ("quantities", "a", True), ("items", "", True)])
    # the kind: (7 + 1) / (10 + 2); a: (7 + 2 * 2/3) / (8 + 2); b: (0 + 2 * 2/3) / (2 + 2)
    assert [(one.rule, one.right, one.of, one.confidence) for one in made.figures] == [
        ("*", 7, 10, 0.667),
        ("a", 7, 8, 0.833),
        ("b", 0, 2, 0.333),
    ]
    assert made.of(replace(FIGURE, rule="a")) == 0.833
    assert made.of(replace(FIGURE, rule="never.seen")) == 0.667
    assert made.of(Mention(1, Place("无锡市", "320200"), 0, 3, "a")) is None


def test_no_rule_is_certain_and_one_finding_says_little() -> None:
    sure = estimate([("events", "event.day", True)] * 100_000)
    assert {one.confidence for one in sure.figures} == {confidence.MOST}
    (kind, rare, _) = estimate([("events", "rare", False)] + [("events", "x", True)] * 98).figures
    assert kind.confidence == 0.98 and rare.confidence == pytest.approx(2 * 0.98 / 3, abs=0.001)


def test_a_rule_reads_one_kind() -> None:
    with pytest.raises(ConfidenceError, match=r"the rule x reads posts as well as events"):
        estimate([("posts", "x", True), ("events", "x", True)])


def test_the_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = estimate([("posts", "person.post", True), ("events", "event.day", False)])
    path = tmp_path / "confidence.tsv"
    path.write_text(confidence.written(made), encoding="utf-8")
    assert confidence.read(path) == made
    assert confidence.written(confidence.read(confidence.FILE)) == confidence.FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line", ["posts\tx\t1", "clubs\tx\t1\t2\t0.5", "posts\tx\t3\t2\t0.5", "posts\tx\t1\t2\t7"]
)
def test_a_faulty_table_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "confidence.tsv"
    path.write_text(f"# kind\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfidenceError, match=r"confidence\.tsv, line 2"):
        confidence.read(path)


# ---------------------------------------------------------------- measured on gold
def test_right_and_wrong_are_those_of_the_scores(tmp_path: Path) -> None:
    gold = SAMPLES / "wuxi-2011-09.json"
    graph, exported = tmp_path / "graph", tmp_path / "tables"
    ingest.build([gold.with_suffix(".txt")], graph=graph)
    tables.export(store.open_graph(graph), exported)
    scored = {score.kind: score for score in evaluate(exported, [gold], draws=1).scores}
    verdicts = judged([gold])
    assert {kind for kind, _, _ in verdicts} <= set(KINDS)
    for kind in ("involvements", "outcomes", "documents", "posts", "events", "awards"):
        right = [verdict for known, _, verdict in verdicts if known == kind]
        assert len(right) == scored[kind].found  # each fact has one rule
        assert sum(right) == round(scored[kind].precision * scored[kind].found)


def test_the_shipped_table_is_that_of_the_rules_as_they_are() -> None:
    now = {(one.kind, one.rule): one for one in estimate(judged(DEV)).figures}
    kept = {(one.kind, one.rule): one for one in confidence.known().figures}
    assert len(kept) > 40
    for key, one in now.items():
        if one.of >= 20:
            assert key in kept, f"{key} has no confidence; {MEND}"
            assert abs(kept[key].confidence - one.confidence) <= 0.05, f"{key} has changed; {MEND}"


def test_calibrating_writes_the_same_bytes_and_misses_no_text(tmp_path: Path) -> None:
    gold = [SAMPLES / "wuxi-2011-09.json"]
    calibrate(gold, tmp_path / "one.tsv")
    result = CliRunner().invoke(app, ["calibrate", str(gold[0]), "--out", str(tmp_path / "two.tsv")])
    assert result.exit_code == 0 and "outcome.noun" in result.output
    assert (tmp_path / "one.tsv").read_bytes() == (tmp_path / "two.tsv").read_bytes()
    shutil.copyfile(gold[0], tmp_path / "lost.json")
    with pytest.raises(GoldError, match=r"lost\.txt is missing"):
        judged([tmp_path / "lost.json"])


# ---------------------------------------------------------------- the graph and the tables
def test_every_fact_has_a_rule_with_a_confidence(tmp_path: Path) -> None:
    ingest.build([SAMPLES / "wuxi-2011-09.txt"], graph=tmp_path / "graph")
    graph = store.open_graph(tmp_path / "graph")
    known = graph.query(
        "SELECT (COUNT(DISTINCT ?fact) AS ?all) (COUNT(DISTINCT ?sure) AS ?told) "
        "{ ?fact tu:evidence ?e OPTIONAL { ?fact tu:rule/tu:confidence ?c . BIND(?fact AS ?sure) } }"
    )
    ((every, told),) = [(int(row[0].value), int(row[1].value)) for row in known]
    assert every == told > 60
    # once on the rule, not on each fact
    lines = graph.lines("wuxi-2011-09").decode("utf-8").splitlines()
    told_of = [line.split(" ")[0] for line in lines if "#confidence>" in line]
    assert all("/rule/" in iri for iri in told_of) and len(told_of) == len(set(told_of)) < told
    tables.export(graph, tmp_path / "tables")
    for name in ("mentions", "involvements", "outcomes", "documents", "posts", "events", "awards"):
        with (tmp_path / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows and "confidence" in rows[0]
        judged_rows = (
            rows if name != "mentions" else [r for r in rows if r["type"] in ("organisation", "programme")]
        )
        assert all(0 < float(row["confidence"]) < 1 for row in judged_rows)


def test_facts_below_the_threshold_are_left_out_and_mentions_stay() -> None:
    items = handmade.facts(handmade.bulletin())
    rules = {type(fact) for one in items for fact in one.facts}
    assert {Involvement, Outcome} <= rules
    most = max(confidence.known().of(fact) or 0 for one in items for fact in one.facts)
    none = confidence.at_least(items, most + 0.0001)
    assert not any(one.facts for one in none)
    assert [one.mentions for one in none] == [one.mentions for one in items]
    assert confidence.at_least(items, 0.0) == list(items)


def test_a_threshold_is_kept_in_the_manifest(tmp_path: Path) -> None:
    text, graph = SAMPLES / "wuxi-2011-09.txt", tmp_path / "graph"
    whole = ingest.build([text], graph=graph)
    assert ingest.build([text], graph=graph).unchanged == ("wuxi-2011-09",)
    part = ingest.build([text], graph=graph, min_confidence=0.97)
    assert part.built == ("wuxi-2011-09",)
    assert part.facts["mention"] == whole.facts["mention"]
    assert 0 < part.facts["outcome"] < whole.facts["outcome"]
    assert (
        json.loads((graph / "manifest.json").read_text("utf-8"))["bulletins"]["wuxi-2011-09"][
            "min_confidence"
        ]
        == 0.97
    )
    assert ingest.build([text], graph=graph, min_confidence=0.97).unchanged == ("wuxi-2011-09",)
    assert ingest.build([text], graph=graph).facts == whole.facts


def test_the_option_takes_a_share(tmp_path: Path) -> None:
    run = CliRunner().invoke(
        app, ["build", str(SAMPLES), "-g", str(tmp_path / "g"), "--min-confidence", "90"]
    )
    assert run.exit_code == 2 and not (tmp_path / "g").exists()


def test_kinds_are_those_of_the_scores() -> None:
    assert set(confidence.KINDS.values()) <= set(KINDS)
    assert confidence.KINDS[Organisation] == "organisations" and confidence.KINDS[Programme] == "programmes"
