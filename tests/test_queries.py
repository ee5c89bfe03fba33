"""Questions: the right rows with their evidence, names in all their spellings, errors as sentences."""

from __future__ import annotations

import dataclasses
import re
import time
from pathlib import Path

import frozen
import handmade
import pytest
import rdflib

from kg import names, queries, store, terms
from kg.queries import QueryError, QueryTimeout, Table, bound, narrow, question, questions, run, sparql
from kg.store import Store
from kg.views.text_table import as_tsv

#: what a second engine is asked of the bulletin of a year later, where it differs from `frozen.ASKED`
SECOND = {
    "worked-with": {"organisation": "江阴市总工会"},
    "document-led-to": {"document": "无锡市工资集体协商三年行动计划"},
    "programmes-of": {"organisation": "滨湖区总工会"},
    "awards": {},
    "awards-by": {},
    "targets-reached": {},
    "contradictions": {},
    "enterprises": {},
}
SCHEMES = ("roles", "kinds", "statuses", "comparators", "acts", "event_kinds")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return handmade.graph(tmp_path_factory.mktemp("graphs") / "g", "2012-03", "2012-04")


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The samples as coded by hand, and a bulletin of a year later (`tests/frozen.py`)."""
    return frozen.graph(tmp_path_factory.mktemp("coded") / "g")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return frozen.graph(tmp_path_factory.mktemp("small") / "g", frozen.FOLDER)


@pytest.fixture(scope="module")
def other_engine(small: Store) -> rdflib.Graph:
    data = rdflib.Graph()
    for stem in small.manifest:
        data.parse(data=small.triples(stem), format="nt")
    for name in SCHEMES:
        data.parse(queries.ontology.data(f"vocabularies/{name}.ttl"), format="turtle")
    return data


def column(table: Table, name: str) -> list[str | None]:
    return [row[table.columns.index(name)] for row in table.rows]


# ---------------------------------------------------------------- expected answers
def test_questions_are_there() -> None:
    assert len(questions()) >= 20
    assert frozen.ASKED.keys() == {one.name for one in questions()}
    assert {path.stem for path in frozen.FOLDER.glob("*.tsv")} - {"bodies"} == frozen.ASKED.keys()


@pytest.mark.parametrize("one", questions(), ids=lambda one: one.name)
def test_the_expected_answer(one: queries.Question, coded: Store) -> None:
    table = run(coded, one, frozen.ASKED[one.name])
    assert table.rows
    expected = frozen.expected(one).read_bytes().decode("utf-8")
    assert as_tsv(table.columns, table.rows) == expected, "if meant so: python tests/frozen.py"


@pytest.mark.parametrize("one", questions(), ids=lambda one: one.name)
def test_rows_carry_their_evidence(one: queries.Question, coded: Store) -> None:
    table = run(coded, one, frozen.ASKED[one.name])
    counting = {"bodies-under", "coverage", "without-result"}
    quoted = [name for name in table.columns if name.endswith("quote")]
    assert bool(quoted) != (one.name in counting)
    texts = {}
    for folder in (frozen.SAMPLES, frozen.FOLDER):
        texts |= {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    for quote in quoted:
        place = [quote.replace("quote", part) for part in ("bulletin", "start", "end")]
        for told, bulletin, start, end in zip(*(column(table, n) for n in (quote, *place)), strict=True):
            if quote != "quote" and told is None:  # a body that ran it, without a result
                continue
            assert told and bulletin and start and end
            assert texts[bulletin][int(start) : int(end)] == told


@pytest.mark.parametrize("one", questions(), ids=lambda one: one.name)
def test_rdflib_gives_the_same_rows(one: queries.Question, small: Store, other_engine: rdflib.Graph) -> None:
    """The questions are plain SPARQL 1.1: a second engine agrees, on a graph small enough for it."""
    text = bound(small, one, SECOND.get(one.name, frozen.ASKED[one.name]))
    theirs = other_engine.query(text)
    rows = [tuple(None if cell is None else str(cell) for cell in row) for row in theirs]  # type: ignore[union-attr]
    assert sorted(map(str, rows)) == sorted(map(str, sparql(small, text).rows))


def test_a_target_and_what_came_of_it(coded: Store) -> None:
    table = run(coded, question("targets-reached"), {"organisation": "滨湖区总工会"})
    shares = zip(*(column(table, n) for n in ("target", "result", "share_percent")), strict=True)
    assert list(shares) == [("40", "43", "108"), ("92", "91.4", "99")]
    assert set(column(table, "target_bulletin")) != set(column(table, "result_bulletin"))


def test_a_district_lies_inside_its_city_and_a_sibling_does_not(coded: Store) -> None:
    table = run(coded, question("not-to-add"), {"words": "发展会员"})
    pairs = set(zip(column(table, "organisation_name"), column(table, "other_name"), strict=True))
    assert pairs == {("无锡市总工会", "滨湖区总工会"), ("无锡市总工会", "锡山区总工会")}


def test_rough_figures_do_not_contradict(coded: Store) -> None:
    table = run(coded, question("contradictions"), {})
    assert set(column(table, "indicator")) == {"发出要约书", "发展会员"}


def test_who_spread_a_programme_when(coded: Store) -> None:
    table = run(coded, question("spread"), {"programme": "要约行动"})
    ran = [
        name
        for name, role in zip(column(table, "organisation_name"), column(table, "role"), strict=True)
        if role == "ran"
    ]
    assert ran.index("无锡市总工会") < ran.index("海门市总工会") < ran.index("江阴市总工会")
    assert column(table, "first") == sorted(map(str, column(table, "first")))


def test_narrow_leaves_evidence_out_and_says_nothing_twice(coded: Store) -> None:
    table = narrow(run(coded, question("targets-reached"), {"organisation": "滨湖区总工会"}))
    assert {"target", "result", "share_percent", "target_bulletin"} <= set(table.columns)
    assert not [name for name in table.columns if name.endswith(("quote", "start", "end", "item"))]
    twice = Table(("body", "quote"), (("a", "x"), ("a", "y"), ("b", "x")))
    assert narrow(twice) == Table(("body",), (("a",), ("b",)))
    counted = Table(("items", "ends"), (("1", "2"),))
    assert narrow(counted) == counted


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
