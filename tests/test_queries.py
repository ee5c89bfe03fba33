"""Questions: the right rows with their evidence, names in all their spellings, errors as sentences.

The expected answers were checked by reading: each row against the text of its bulletin and the codebook, each
text for rows that are missing; where an answer counts (coverage, themes), some rows by hand. That corrected
two partners who ran their programme jointly (会同, 联合), and the quotes of events that tell a month only.
Themes are found, not coded (`tests/test_themes.py`).
"""

from __future__ import annotations

import dataclasses
import re
import time
from decimal import Decimal
from pathlib import Path

import frozen
import handmade
import pyoxigraph
import pytest
import rdflib

from kg import names, queries, store, terms
from kg.model import Fact
from kg.queries import QueryError, QueryTimeout, Table, bound, narrow, question, questions, run, sparql
from kg.store import Store
from kg.views.text_table import as_tsv

#: the schemes whose notations and labels the questions ask for
SCHEMES = ("roles", "kinds", "statuses", "comparators", "acts", "event_kinds", "themes", "programmes")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return handmade.graph(tmp_path_factory.mktemp("graphs") / "g", "2012-03", "2012-04")


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The samples as coded by hand, and a bulletin of a year later (`tests/frozen.py`)."""
    return frozen.graph(tmp_path_factory.mktemp("coded") / "g")


@pytest.fixture(scope="module")
def other_engine(coded: Store) -> rdflib.Graph:
    data = rdflib.Graph()
    for stem in coded.manifest:
        data.parse(data=coded.triples(stem), format="nt")
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
    counting = {"bodies-under", "coverage", "themes", "without-result"}
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
def test_rdflib_gives_the_same_rows(one: queries.Question, coded: Store, other_engine: rdflib.Graph) -> None:
    """The questions are plain SPARQL 1.1: a second engine agrees on every one, and none compares nothing."""
    text = bound(coded, one, frozen.ASKED[one.name])
    theirs = other_engine.query(text)
    rows = [tuple(None if cell is None else str(cell) for cell in row) for row in theirs]  # type: ignore[union-attr]
    assert rows, f"{one.name} finds nothing, so that nothing is compared"
    assert sorted(map(str, rows)) == sorted(map(str, sparql(coded, text).rows))


def test_a_target_and_what_came_of_it(coded: Store) -> None:
    table = run(coded, question("targets-reached"), {"organisation": "滨湖区总工会"})
    shares = zip(*(column(table, n) for n in ("target", "result", "share_percent")), strict=True)
    assert list(shares) == [("40", "43", "108"), ("92", "91.4", "99")]
    assert set(column(table, "target_bulletin")) != set(column(table, "result_bulletin"))


def test_a_district_lies_inside_its_city_and_a_sibling_does_not(coded: Store) -> None:
    table = run(coded, question("not-to-add"), {"words": "发展会员"})
    pairs = set(zip(*(column(table, n) for n in ("why", "organisation_name", "other_name")), strict=True))
    assert pairs == {
        ("inside", "无锡市总工会", "滨湖区总工会"),
        ("inside", "无锡市总工会", "锡山区总工会"),
        ("part", "滨湖区总工会", "滨湖区总工会"),  # 其中农民工会员9300人
    }


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


def test_bodies_of_undated_bulletins_are_dated_by_what_the_texts_say(tmp_path: Path) -> None:
    """By the item's own results and events, else by its neighbours', else last; the answer says which."""
    ran = "滨湖区总工会会同区人社局开展“百分百要约”行动"

    def put(writer: store.Writer, stem: str, name: str, date: str | None, *periods: str | None) -> None:
        """A body runs 要约行动 in the first item; each item has a result of its period."""
        first = handmade.bulletin(stem)
        text = first.text + first.text
        length = len(first.text)
        items = tuple(
            dataclasses.replace(first.items[0], position=n + 1, start=n * length, end=n * length + length - 1)
            for n in range(2)
        )
        source = dataclasses.replace(first, text=text, date=date, items=items)
        body = handmade.Organisation(name, "union")
        found = []
        for n, period in enumerate(periods):
            at = (n * length + text.index(ran), n * length + text.index(ran) + len(ran))
            result = handmade.Outcome(n + 1, *at, "t", "合同", Decimal(1), "份", "=", "result", period=period)
            run_by = handmade.Involvement(n + 1, *at, "t", body, handmade.OFFER, "ran")
            facts = (run_by, result) if n == 0 else (result,)
            found.append(handmade.ItemFacts(items[n], handmade.facts(first)[0].context, (), (), facts))
        handmade.put(writer, source, found)

    with store.writing(tmp_path / "g") as writer:
        put(writer, "a", "甲县总工会", None, None, None)
        put(writer, "b", "乙县总工会", None, None, "2010")
        put(writer, "c", "丙县总工会", None, "2009-01/2009-03", "2010")
        put(writer, "d", "丁县总工会", "2008-05", "2009", "2010")
        writer.commit()
    opened = store.open_graph(tmp_path / "g")
    for name in ("first-ran", "spread"):
        table = run(opened, question(name), {"programme": "百分百要约行动"})
        told = zip(*(column(table, n) for n in ("first", "dated_by", "organisation_name")), strict=True)
        assert list(told) == [
            ("2008-05", "bulletin", "丁县总工会"),
            ("2009-03", "item", "丙县总工会"),
            ("2010", "neighbours", "乙县总工会"),
            (None, None, "甲县总工会"),
        ]


def test_a_programme_by_two_names_is_one(tmp_path: Path) -> None:
    """要约行动 and 百分百要约行动 match in the reviewed scheme, 安康杯竞赛 is another programme."""
    with store.writing(tmp_path / "g") as writer:
        for stem, name, programme, told in (
            ("a", "甲县总工会", "百分百要约行动", True),
            ("b", "乙县总工会", "要约行动", False),
            ("c", "丙县总工会", "安康杯竞赛", False),
        ):
            source = handmade.bulletin(stem)
            (first, *_) = handmade.facts(source)
            body = handmade.Organisation(name, "union", parent="某市总工会")
            ran = handmade.Programme(programme)
            at = (1, 0, 4, "t")
            facts: tuple[Fact, ...] = (handmade.Involvement(*at, body, ran, "ran"),)
            if told:
                facts += (handmade.Outcome(*at, "合同", Decimal(1), "份", "=", "result", programme=ran),)
            handmade.put(writer, source, [handmade.ItemFacts(source.items[0], first.context, (), (), facts)])
        writer.commit()
    opened = store.open_graph(tmp_path / "g")
    without = run(opened, question("without-result"), {})
    assert column(without, "programme_name") == ["安康杯竞赛"]  # 要约行动 has the result of its other name
    table = run(opened, question("siblings"), {"organisation": "甲县总工会"})
    assert [list(row[:4]) for row in table.rows] == [
        ["own", "百分百要约行动", "甲县总工会", "1"],
        ["both", "要约行动", "乙县总工会", "1"],
        ["sibling", "安康杯竞赛", "丙县总工会", "1"],
    ]
    other = rdflib.Graph()
    for stem in opened.manifest:
        other.parse(data=opened.triples(stem), format="nt")
    for scheme in SCHEMES:
        other.parse(queries.ontology.data(f"vocabularies/{scheme}.ttl"), format="turtle")
    both: list[tuple[str, dict[str, str]]] = [
        ("without-result", {}),
        ("siblings", {"organisation": "甲县总工会"}),
    ]
    for name, asked in both:
        one = question(name)
        rows = other.query(bound(opened, one, asked))
        assert len(list(rows)) == len(run(opened, one, asked).rows)


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
