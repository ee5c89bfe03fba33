"""Asking: names and words that find their question, misspelt ones, free SPARQL, and errors as sentences."""

from __future__ import annotations

import dataclasses
import re
import time
from pathlib import Path

import handmade
import pyoxigraph
import pytest

from kg import names, queries, store, terms
from kg.queries import QueryError, QueryTimeout, Table, question, run, sparql
from kg.store import Store


def test_a_misspelt_name_answers_with_the_nearest(graph: Store) -> None:
    with pytest.raises(QueryError, match=r"no organisation 滨湖总工会; nearest: 滨湖区总工会"):
        run(graph, question("said-of"), {"organisation": "滨湖总工会"})
    with pytest.raises(QueryError, match="no programme 送温暖活动; nearest: 送清凉活动"):
        run(graph, question("who-ran"), {"programme": "送温暖活动"})


def test_a_name_of_several_bodies_asks_which(tmp_path: Path) -> None:
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
    [("who-rann", "who-ran"), ("result", "results"), ("文件", "documents"), ("zzz", "--list")],
)
def test_an_unknown_question_answers_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(QueryError, match=hint):
        question(name)


@pytest.mark.parametrize("name", ["who-ran", "1", "01", "cq01", "cq01-who-ran", "WHO-RAN", "cq01-who-ran.rq"])
def test_a_question_by_name_or_number(name: str) -> None:
    assert question(name).number == "01"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("目标 达到", "targets-reached"),
        ("互相矛盾", "contradictions"),
        ("哪些数据不能相加？", "not-to-add"),
        ("which targets reported later", "targets-reached"),
        ("企业 提到", "enterprises"),
    ],
)
def test_a_question_by_its_words(words: str, name: str) -> None:
    assert question(words).name == name


def test_words_of_several_questions_ask_which() -> None:
    with pytest.raises(QueryError, match=r"did you mean .*targets"):
        question("目标")


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("送清凉活动", 'kg query who-ran --param programme="送清凉活动"'),
        ("谁开展了送清凉活动", 'kg query who-ran --param programme="送清凉活动"'),
        ("“要约”行动", 'kg query who-ran --param programme="“要约”行动"'),
        ("滨湖区总工会开展了什么", 'kg query programmes-of --param organisation="滨湖区总工会"'),
    ],
)
def test_a_name_in_place_of_a_question_is_told_how_to_ask(said: str, asks: str, graph: Store) -> None:
    assert asks in queries.meant(graph, said)
    assert not queries.meant(graph, "天气怎么样")


def test_a_bulletin_is_found_by_the_beginning_of_its_stem(graph: Store) -> None:
    full = run(graph, question("item"), {"item": "2012-03/1"})
    assert run(graph, question("item"), {"item": "2012-03.txt/1"}) == full
    assert names.entities(graph, "bulletin", "2012-04") == names.entities(graph, "bulletin", "2012-04.txt")
    assert names.entities(graph, "item", "2012-04/1") != names.entities(graph, "item", "2012-03/1")
    with pytest.raises(names.NameUnknown):  # two begin so
        names.entities(graph, "item", "2012/1")


def test_what_the_texts_call_a_body_is_told_how_to_ask(graph: Store) -> None:
    """区人社局 is no full name, but the text calls 滨湖区人社局 so."""
    assert queries.meant(graph, "区人社局").startswith(
        "区人社局 is what the texts call 滨湖区人社局; ask for"
    )
    assert 'programmes-of --param organisation="滨湖区人社局"' in queries.meant(graph, "区人社局")


def test_an_item_that_is_not_there_answers_with_the_bulletins(graph: Store) -> None:
    with pytest.raises(QueryError, match=r"no item zzz.*write STEM/NUMBER.*2012-03, 2012-04"):
        run(graph, question("item"), {"item": "zzz"})
    with pytest.raises(names.NameUnknown, match=r"write STEM, with one of these stems: 2012-03, 2012-04"):
        names.entities(graph, "bulletin", "zzz")


def test_words_of_no_indicator_answer_with_the_nearest(coded: Store) -> None:
    given = {"words": "工资合同"}
    assert not run(coded, question("figures"), given).rows
    assert "工资专项集体合同" in queries.like(coded, question("figures"), given)
    assert queries.like(coded, question("figures"), {"words": "天气怎么样"}) == ""
    assert queries.like(coded, question("documents"), {"words": "工资合同"}) == ""  # words of a title


def test_an_empty_answer_is_a_sentence() -> None:
    said = queries.nothing(question("results"), {"programme": "送清凉活动"})
    assert "图谱中没有答案（programme=送清凉活动）" in said and said.count("\n") == 0


def test_an_answer_may_be_given_a_limit_of_time(graph: Store) -> None:
    endless = (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = CONCAT(STR(?d), STR(?g))) }"
    )
    begun = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"no answer within 0.2 seconds"):
        sparql(graph, endless, timeout=0.2)
    assert time.monotonic() - begun < 5
    assert sparql(graph, "ASK { ?s tu:ran ?o }", timeout=30).rows == (("true",),)
    with pytest.raises(QueryError, match=r"line 1, column"):
        sparql(graph, "SELECT", timeout=30)


def test_predecessors_are_found_by_what_became_of_them(tmp_path: Path) -> None:
    """An invented merger: 滨湖区总工会 took the place of another, which took that of a third."""
    with store.writing(tmp_path / "g") as writer:
        source = handmade.bulletin()
        handmade.put(writer, source, handmade.facts(source))
        base = terms.PREFIXES["org"]
        graph_ = f"<{names.Identity().graph(source.id)}>"
        body = "https://w3id.org/union-kg/organisation/"
        lines = [
            f"<{body}{a}{b}> <{base}{which}> <{body}{which_one}> {graph_} .\n"
            for a, b in (("滨湖区总工会", "郊区总工会"), ("郊区总工会", "旧区总工会"))
            for which, which_one in (("resultingOrganization", a), ("originalOrganization", b))
        ]
        entry = writer.manifest[source.id]
        name, digest, count = store.write_quads(
            writer.directory,
            source.id,
            [*Path(writer.directory, "bulletins", entry.file).read_text("utf-8").splitlines(True), *lines],
        )
        writer.put(dataclasses.replace(entry, file=name, quads=count, quads_sha256=digest))
        writer.commit()
    opened = store.open_graph(tmp_path / "g")
    found = names.predecessors(opened, names.entities(opened, "organisation", "滨湖区总工会"))
    assert [one.value.removeprefix(body) for one in found] == ["旧区总工会", "滨湖区总工会", "郊区总工会"]


def test_what_a_renamed_bureau_did_is_found_under_its_new_name_when_asked(coded: Store) -> None:
    """绍兴市劳动保障局 of a sample became 绍兴市人社局, which no sample names."""
    asked = question("said-of"), {"organisation": "绍兴市人社局"}
    assert not run(coded, *asked).rows
    old = run(coded, question("said-of"), {"organisation": "绍兴市劳动保障局"})
    assert old.rows
    assert run(coded, *asked, predecessors=True) == old


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


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "SELECT ?s\nWHERE {\n  ?s ?p ?o . FILTER(?s = )\n}\n",
            "line 3, column 14: ",
        ),  # not the end of the text
        ("SELECT ?s WHERE { ?s ?p }", "line 1, column 19: "),
        ("SELECT ?s\nWHERE {\n  ?s ?p ?o\n", "line 4, column 1: "),  # here it is the end that is missing
    ],
)
def test_a_faulty_query_is_told_with_the_place_of_its_fault(text: str, place: str) -> None:
    with pytest.raises(SyntaxError) as raised:
        pyoxigraph.Store().query(text)
    assert queries.misread(text, str(raised.value)).startswith(place)
