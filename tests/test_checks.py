"""The checks: silent on a good graph, and able to fail for each thing they claim to see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import handmade
import pytest

from kg import checks, store

XSD = "http://www.w3.org/2001/XMLSchema#"


def broken(directory: Path, change: Callable[[str], str]) -> store.Store:
    """A graph of one bulletin whose lines were changed by hand."""
    graph = handmade.graph(directory, "a")
    entry = graph.manifest["a"]
    path = directory / "bulletins" / entry.file
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    return graph


def without(*words: str) -> Callable[[str], str]:
    """Drop the lines that hold all these words."""
    return lambda text: "".join(
        line for line in text.splitlines(keepends=True) if not all(word in line for word in words)
    )


_BASE = "https://w3id.org/union-kg/"
_PART = (
    f"<{_BASE}bulletin/a/item/1/outcome/63-72> <{_BASE}ontology#partOf> "
    f"<{_BASE}bulletin/a/{{whole}}> <{_BASE}graph/a> .\n"
)


def test_a_good_graph_has_no_problems(tmp_path: Path) -> None:
    assert list(checks.check(handmade.graph(tmp_path / "g", "a", "b"))) == []


@pytest.mark.parametrize(
    ("change", "check", "said"),
    [
        (without("outcome/50-60>", "#evidence>"), "shape:Outcome", "no fact without evidence"),
        (without("outcome/50-60>", "#unit>"), "shape:Outcome", "value and unit stand together"),
        (without("outcome/50-60>", "#value>"), "shape:Outcome", "value and unit stand together"),
        (without("outcome/50-60>", "#rule>"), "shape:Outcome", "rule"),
        (without("#char=50,60>", "oa#exact>"), "shape:Outcome", "evidence"),
        (lambda t: t.replace('"2012" <', '"去年" <'), "shape:Outcome", "period"),
        (lambda t: t.replace('"--08-11"', '"8月11日"'), "shape:Event", "date"),
        (without("organisation/滨湖区总工会>", "#label>"), "shape:Organization", "name"),
        (without("programme/送清凉活动>", "#type>"), "shape:Involvement", "programme"),
        (without("item/1>", "terms/title>"), "shape:Item", "headline"),
        (without("bulletin/a>", "#sha256>"), "shape:Bulletin", "SHA-256"),
        (lambda t: t.replace('新签合同1.50万份" <', '新签合同1.5万份" <'), "text:quote", "not the text"),
        (
            lambda t: t + _PART.format(whole="item/1/outcome/50-60"),  # a target that holds a larger result
            "violation:part-unlike-whole",
            "a target of a result",
        ),
        (lambda t: t + _PART.format(whole="item/1/event/1-2"), "shape:Outcome", "part of one figure"),
        (without("item/1/involvement/"), "violation:short-cut-without-fact", "no fact supports"),
        (without("item/1/post/"), "violation:passage-for-nothing", "names nothing"),
        (
            lambda t: t.replace("theme/bargaining", "theme/barganing"),
            "violation:concept-unknown",
            "no scheme",
        ),
        (lambda t: t.replace("theme/bargaining>", "role/ran>"), "shape:Item", "scheme of themes"),
        (
            lambda t: t.replace('"2012-12-31"', '"2010-12-31"'),
            "violation:period-backwards",
            "before it begins",
        ),
        (
            lambda t: t.replace('#period> "2012"', '#period> "2012-13"'),
            "violation:period-unknown",
            "calendar",
        ),
        (
            lambda t: t.replace("item/1/outcome/50-60>", "item/2/outcome/50-60>"),
            "violation:evidence-elsewhere",
            "item",
        ),
        (without("day/2012-12-31>", "inXSDDate"), "shape:Instant", "has its date"),
        (without("period/2012>", "hasEnd"), "shape:ProperInterval", "has one end"),
        (without("a/reading>", "ns/prov#used"), "shape:Activity", "used one bulletin"),
        (without("software/kg>", "#label"), "shape:SoftwareAgent", "has a name"),
        (
            lambda t: t.replace('oa#end> "119"', 'oa#end> "9119"'),
            "violation:item-outside-text",
            "beyond the text",
        ),
    ],
)
def test_what_is_wrong_is_seen(change: Callable[[str], str], check: str, said: str, tmp_path: Path) -> None:
    problems = list(checks.check(broken(tmp_path / "g", change)))
    assert any(p.check == check and said in p.en and p.zh for p in problems), list(map(str, problems))
    assert all(p.node.startswith("https://w3id.org/union-kg/") for p in problems)


def test_changes_of_bodies(tmp_path: Path) -> None:
    """A change needs both bodies, and leads to no ring."""
    new, old = (f"<https://w3id.org/union-kg/{path}>" for path in ("organisation/滨湖区总工会", "change/a/b"))
    org = "http://www.w3.org/ns/org#"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    lines = [f"{old} {kind} <{org}ChangeEvent>", f"{old} <{org}originalOrganization> {new}"]

    def add(*more: str) -> set[str]:
        text = "".join(f"{line} <https://w3id.org/union-kg/graph/a> .\n" for line in (*lines, *more))
        graph = broken(tmp_path / str(len(more)), lambda before: before + text)
        return {problem.check for problem in checks.check(graph)}

    assert add() == {"shape:ChangeEvent"}
    assert add(f"{old} <{org}resultingOrganization> {new}") == {
        "shape:ChangeEvent",
        "violation:succeeds-itself",
    }


def test_a_unit_stands_under_a_body(tmp_path: Path) -> None:
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/org#OrganizationalUnit>"
    body = "<https://w3id.org/union-kg/organisation/江苏省总工会>"
    line = f"{body} {kind} <https://w3id.org/union-kg/graph/a> ."
    problems = list(checks.check(broken(tmp_path / "g", lambda text: f"{text}{line}\n")))
    assert [problem.check for problem in problems] == ["shape:OrganizationalUnit"]


def test_a_result_cannot_be_a_target_too(tmp_path: Path) -> None:
    def change(text: str) -> str:
        line = next(one for one in text.splitlines(keepends=True) if "50-60>" in one and "#status>" in one)
        return text + line.replace("status/result", "status/target")

    problems = list(checks.check(broken(tmp_path / "g", change)))
    assert any("a result or a target, not both" in p.en for p in problems)


def test_bodies_that_contradict_each_other(tmp_path: Path) -> None:
    graph = handmade.graph(tmp_path / "g", "a", "b")
    path = tmp_path / "g" / "bulletins" / graph.manifest["b"].file
    text = path.read_text(encoding="utf-8")
    body = "<https://w3id.org/union-kg/organisation/{}>"
    province, city = body.format("江苏省总工会"), body.format("无锡市总工会")
    under = "<http://www.w3.org/ns/org#subOrganizationOf>"
    line = f"{province} {under} {city} <https://w3id.org/union-kg/graph/b> .\n"
    path.write_text(text.replace("kind/enterprise", "kind/institution") + line, encoding="utf-8")
    found = {problem.check for problem in checks.check(graph)}
    assert found == {"violation:two-kinds", "violation:above-itself"}


def test_a_problem_reads_as_a_sentence() -> None:
    problem = checks.Problem("shape:Item", "urn:x", "应有标题", "has a headline", "title")
    assert str(problem) == "shape:Item urn:x: 应有标题 / has a headline (title)"
