"""Questions: the right rows with their evidence, names in all their spellings, errors as sentences."""

from __future__ import annotations

import re
from pathlib import Path

import handmade
import pytest
import rdflib

from kg import queries, terms
from kg.queries import QueryError, Table, question, questions, run, sparql
from kg.store import Store

GIVEN = {
    "organisation": "滨湖区总工会",
    "programme": "百分百要约行动",
    "document": "工资集体协商办法",
    "item": "2012-03/1",
    "words": "合同",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return handmade.graph(tmp_path_factory.mktemp("graphs") / "g", "2012-03", "2012-04")


def column(table: Table, name: str) -> list[str | None]:
    return [row[table.columns.index(name)] for row in table.rows]


def test_questions_are_there() -> None:
    names = {one.name for one in questions()}
    assert names >= {
        "who-ran",
        "programmes-of",
        "results",
        "targets",
        "worked-with",
        "document-led-to",
        "said-of",
        "bodies-under",
        "item",
        "awards",
        "posts",
        "events",
    }


@pytest.mark.parametrize("one", questions(), ids=lambda one: one.name)
def test_rows_carry_their_evidence(one: queries.Question, graph: Store) -> None:
    given = {name: GIVEN[name] for name, parameter in one.parameters.items() if parameter.required}
    if one.name == "bodies-under":
        given = {"organisation": "江苏省总工会"}
    table = run(graph, one, given)
    assert table.rows, one.name
    if "quote" in table.columns:
        assert {"bulletin", "quote", "start", "end"} <= set(table.columns)
        for quote, start, end in zip(*(column(table, n) for n in ("quote", "start", "end")), strict=True):
            assert quote and start and end
            assert handmade.TEXT[int(start) : int(end)] == quote


@pytest.mark.parametrize("one", questions(), ids=lambda one: one.name)
def test_rdflib_gives_the_same_rows(one: queries.Question, graph: Store) -> None:
    """The questions are plain SPARQL 1.1: a second engine agrees, with no parameter given."""
    data = rdflib.Graph()
    for stem in graph.manifest:
        data.parse(data=graph.triples(stem), format="nt")
    for name in ("roles", "kinds", "statuses", "comparators", "acts", "event_kinds"):
        data.parse(queries.ontology.data(f"vocabularies/{name}.ttl"), format="turtle")
    ours = sparql(graph, one.text)
    theirs = data.query(one.text)
    rows = [tuple(None if cell is None else str(cell) for cell in row) for row in theirs]  # type: ignore[union-attr]
    assert sorted(map(str, rows)) == sorted(map(str, ours.rows))


# ---------------------------------------------------------------- answers
@pytest.mark.parametrize(
    "name",
    [
        "百分百要约行动",
        "“百分百要约”行动",
        "“要约”行动",
        "要约行动",
        "集体协商要约行动",
        " 百分百 要约 行动 ",
        "https://w3id.org/union-kg/programme/百分百要约行动",
        "https://w3id.org/union-kg/programme/offer",
    ],
)
def test_a_programme_is_found_by_all_its_names(name: str, graph: Store) -> None:
    table = run(graph, question("who-ran"), {"programme": name})
    assert column(table, "organisation_name") == ["滨湖区总工会"] * 2
    assert column(table, "quote") == ["滨湖区总工会会同区人社局开展“百分百要约”行动"] * 2


def test_another_programme_is_another(graph: Store) -> None:
    table = run(graph, question("who-ran"), {"programme": "送清凉活动"})
    assert set(column(table, "programme_name")) == {"送清凉活动"}
    assert not run(graph, question("results"), {"programme": "送清凉活动"}).rows


def test_a_body_is_found_by_what_the_text_calls_it(graph: Store) -> None:
    table = run(graph, question("programmes-of"), {"organisation": "区人社局"})
    assert set(zip(column(table, "programme_name"), column(table, "role"), strict=True)) == {
        ("百分百要约行动", "partner")
    }


def test_results_and_targets_are_apart(graph: Store) -> None:
    given = {"organisation": "滨湖区总工会"}
    assert set(column(run(graph, question("results"), given), "value")) == {"15000"}
    assert set(column(run(graph, question("targets"), given), "comparator")) == {">="}


def test_bodies_at_any_depth(graph: Store) -> None:
    table = run(graph, question("bodies-under"), {"organisation": "江苏省总工会"})
    assert set(column(table, "body_name")) == {"无锡市总工会", "滨湖区总工会"}


def test_an_optional_parameter_narrows(graph: Store) -> None:
    everything = run(graph, question("events"), {})
    assert len(everything.rows) == 2
    assert run(graph, question("events"), {"date": "--08"}).rows == everything.rows
    assert not run(graph, question("events"), {"date": "2013"}).rows
    assert run(graph, question("events"), {"kind": ""}).rows == everything.rows


@pytest.mark.parametrize("value", ["2012-03/1", "2012-03.txt/1"])
def test_an_item_by_its_place(value: str, graph: Store) -> None:
    assert set(column(run(graph, question("item"), {"item": value}), "bulletin")) == {"2012-03.txt"}


def test_items_by_their_headline(graph: Store) -> None:
    table = run(graph, question("item"), {"item": "滨湖区“要约”行动有成效"})
    assert set(column(table, "bulletin")) == {"2012-03.txt", "2012-04.txt"}


# ---------------------------------------------------------------- errors
def test_a_misspelt_name_answers_with_the_nearest(graph: Store) -> None:
    with pytest.raises(QueryError, match=r"no organisation 滨湖总工会; nearest: 滨湖区总工会"):
        run(graph, question("said-of"), {"organisation": "滨湖总工会"})
    with pytest.raises(QueryError, match="no programme 送温暖活动; nearest: 送清凉活动"):
        run(graph, question("who-ran"), {"programme": "送温暖活动"})


def test_a_name_of_several_bodies_asks_which(tmp_path: Path) -> None:
    from kg import store

    with store.writing(tmp_path / "g") as writer:
        for stem, body in (("a", "吴中区总工会"), ("b", "相城区总工会")):
            source = handmade.bulletin(stem)
            (read,) = handmade.facts(source)
            named = handmade.Mention(1, handmade.Organisation(body, "union"), 80, 84, "test")
            handmade.put(writer, source, [handmade.ItemFacts(read.item, read.context, (), (named,), ())])
        writer.commit()
    with pytest.raises(QueryError, match=r"区总工会 stands for 2 .*吴中区总工会, 相城区总工会"):
        run(store.open_graph(tmp_path / "g"), question("said-of"), {"organisation": "区总工会"})


@pytest.mark.parametrize(
    ("name", "hint"),
    [("who-rann", "who-ran"), ("result", "results"), ("文件", "document"), ("zzz", "--list")],
)
def test_an_unknown_question_answers_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(QueryError, match=hint):
        question(name)


@pytest.mark.parametrize("name", ["who-ran", "1", "01", "cq01", "cq01-who-ran", "WHO-RAN", "cq01-who-ran.rq"])
def test_a_question_by_name_or_number(name: str) -> None:
    assert question(name).number == "01"


def test_parameters_unknown_or_missing(graph: Store) -> None:
    with pytest.raises(QueryError, match=r"no parameter programm .*programme"):
        run(graph, question("who-ran"), {"programm": "送清凉"})
    with pytest.raises(QueryError, match="needs programme"):
        run(graph, question("who-ran"), {})


@pytest.mark.parametrize(
    "value",
    [
        "x> } INSERT DATA { <a:b> <c:d> <e:f> } #",
        '" } DROP ALL #',
        "urn:x> ?p ?o } SELECT * { <urn:y",
        "{ UNDEF }",
        "\\",
    ],
)
def test_values_are_terms_and_never_text(value: str, graph: Store) -> None:
    with pytest.raises(QueryError):
        run(graph, question("who-ran"), {"programme": value})
    assert not run(graph, question("figures"), {"words": value}).rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * {\n ?s ?p", "line 2, column"),
        ("INSERT DATA { <a:b> <c:d> 1 }", "INSERT would change the graph"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE would change the graph"),
        ("LOAD <http://127.0.0.1/x>", "LOAD would change the graph"),
        ("DROP ALL", "DROP would change the graph"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE is switched off"),
        ("SELECT * { service silent ?x { ?s ?p ?o } }", "SERVICE is switched off"),
        ("SELECT * { ?s unknown:p ?o }", "line 1"),
        ("", "no SPARQL query"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(text: str, said: str, graph: Store) -> None:
    with pytest.raises(QueryError, match=re.escape(said)):
        sparql(graph, text)


def test_the_word_service_may_be_asked_for(graph: Store) -> None:
    assert sparql(graph, "SELECT * { ?service rdfs:label 'SERVICE' } # SERVICE").rows == ()


def test_from_fetches_nothing(graph: Store) -> None:
    assert sparql(graph, "SELECT * FROM <http://127.0.0.1:9/x> { ?s ?p ?o }").rows == ()


def test_ask_construct_and_describe(graph: Store) -> None:
    assert sparql(graph, "ASK { ?s tu:ran ?o }") == Table(("answer",), (("true",),))
    triples = sparql(graph, "CONSTRUCT { ?s tu:ran ?o } WHERE { ?s tu:ran ?o }")
    assert triples.columns == ("subject", "predicate", "object")
    assert len(triples.rows) == 2
    assert sparql(graph, "DESCRIBE <https://w3id.org/union-kg/organisation/滨湖区总工会>").rows


def test_an_unbound_cell_is_none(graph: Store) -> None:
    assert sparql(graph, "SELECT ?x ?y { BIND(1 AS ?x) }").rows == (("1", None),)


def test_prefixes_need_not_be_declared(graph: Store) -> None:
    for prefix in terms.PREFIXES:
        sparql(graph, f"ASK {{ ?s {prefix}:type ?o }}")
