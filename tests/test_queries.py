"""Questions: the right rows with their evidence (names and errors: `test_asking.py`).

The expected answers were checked by reading: each row against the text of its bulletin and the codebook, each
text for rows that are missing; where an answer counts (coverage, themes), some rows by hand. That corrected
two partners who ran their programme jointly (会同, 联合), and the quotes of events that tell a month only.
Themes are found, not coded (`tests/test_themes.py`).
"""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import frozen
import handmade
import pytest
import rdflib

from kg import queries, store
from kg.model import Fact
from kg.queries import Table, bound, narrow, question, questions, run, sparql
from kg.store import Store
from kg.views.text_table import as_tsv

#: the schemes whose notations and labels the questions ask for
SCHEMES = ("roles", "kinds", "statuses", "comparators", "acts", "event_kinds", "themes", "programmes")


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


def test_a_department_is_no_sibling_of_a_union(tmp_path: Path) -> None:
    """乙县总工会 stands beside 甲县总工会; 某市总工会宣教部 is a part of the body above both."""
    with store.writing(tmp_path / "g") as writer:
        for stem, name in (("a", "甲县总工会"), ("b", "乙县总工会"), ("c", "某市总工会宣教部")):
            source = handmade.bulletin(stem)
            (first, *_) = handmade.facts(source)
            body = handmade.Organisation(name, "union", parent="某市总工会")
            ran = handmade.Involvement(1, 0, 4, "t", body, handmade.Programme("安康杯竞赛"), "ran")
            handmade.put(writer, source, [handmade.ItemFacts(source.items[0], first.context, (), (), (ran,))])
        writer.commit()
    opened = store.open_graph(tmp_path / "g")
    beside = run(opened, question("siblings"), {"organisation": "甲县总工会"})
    assert column(beside, "organisation_name") == ["甲县总工会", "乙县总工会"]
    assert column(beside, "siblings") == ["1", "1"]
    beside = run(opened, question("siblings"), {"organisation": "某市总工会宣教部"})
    assert column(beside, "organisation_name") == ["某市总工会宣教部"]


def test_a_figure_is_told_with_its_bound(tmp_path: Path) -> None:
    """More than 1300 is not 1300, and 3 to 5 is not 3, in every answer that tells a figure in words."""
    source = handmade.bulletin("a")
    (first, *_) = handmade.facts(source)
    body = handmade.Organisation("甲县总工会", "union")
    given = handmade.Document("某办法")
    at = (1, 0, 4, "t")
    facts: tuple[Fact, ...] = (
        handmade.Issuance(*at, given, "issued", (body,)),
        handmade.Outcome(*at, "节约资金", Decimal(1300), "元", ">", "result", organisation=body),
        handmade.Outcome(*at, "延长", Decimal(3), "年", "=", "result", Decimal(5), body),
        handmade.Outcome(*at, "建会", Decimal(7), "家", "=", "result", organisation=body),
    )
    with store.writing(tmp_path / "g") as writer:
        handmade.put(writer, source, [handmade.ItemFacts(source.items[0], first.context, (), (), facts)])
        writer.commit()
    opened = store.open_graph(tmp_path / "g")
    for name, asked in (
        ("item", {"item": "a/1"}),
        ("said-of", {"organisation": "甲县总工会"}),
        ("document-led-to", {"document": "某办法"}),
    ):
        told = set(column(run(opened, question(name), asked), "what"))
        assert {"节约资金 >1300元", "延长 3-5年", "建会 7家"} <= told, name


@pytest.mark.parametrize("words", ["劳动和技能竞赛", "劳动竞赛", "labour and skill"])
def test_a_theme_is_found_by_its_names_and_words(words: str, coded: Store) -> None:
    table = run(coded, question("themes"), {"theme": words})
    assert column(table, "theme_name") == ["劳动和技能竞赛"]


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
