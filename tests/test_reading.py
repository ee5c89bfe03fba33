"""The reading pages: the marks are the text again, every fact has its anchor, and hostile texts stay text."""

from __future__ import annotations

import random
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from sites import beside_samples

from kg import queries, store, tables
from kg.site import links, questions, reading
from kg.site.facts_told import Teller
from kg.site.marks import DEEPEST, Marker, Passage, Tag, escaped, headline, merged
from kg.site.shell import clean

HOSTILE = (
    '</div></script><script>pwned=1</script><img src=x onerror="pwned=1">\' " '
    "onload=\u202e\r\n&amp;\x00\ufffe"
)
VOID = {"meta", "link", "input", "br", "img"}


@dataclass
class Read(HTMLParser):
    """A page as a browser reads it: its text, its links, and where elements with an anchor begin and end."""

    within: str = "text"
    text: list[str] = field(default_factory=list)
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    _open: list[tuple[str, str, int, bool]] = field(default_factory=list)
    _inside: int = 0
    _at: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "href" in given:
            self.hrefs.append(given["href"] or "")
        self.elements.append(tag)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag in VOID:
            return
        begins = self.within in (given.get("class") or "").split()
        self._inside += begins
        anchor = (given.get("data-c") or given.get("id") or "") if self._inside else ""
        self._open.append((tag, anchor, self._at, begins))

    def handle_endtag(self, tag: str) -> None:
        opened, anchor, begun, begins = self._open.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"
        if anchor:
            self.spans.setdefault(anchor, []).append((begun, self._at))
        self._inside -= begins

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text.append(data)
            self._at += len(data)

    @property
    def whole(self) -> str:
        return "".join(self.text)

    def anchored(self, anchor: str) -> str:
        """The text of all elements of a passage."""
        return "".join(self.whole[start:end] for start, end in sorted(self.spans[anchor]))


def read(html: str) -> Read:
    page = Read()
    page.feed(html)
    page.close()
    assert page._open == []
    return page


def marked(text: str, *passages: Passage, cuts: tuple[int, ...] = ()) -> Read:
    marker = Marker(text, merged(passages))
    bounds = (0, *cuts, len(text))
    pieces = (marker.html(a, b) for a, b in pairwise(bounds))
    return read(f'<div class="text">{"".join(pieces)}</div>')


def span(start: int, end: int, *names: str) -> Passage:
    return Passage(start, end, names or ("m",))


# ---------------------------------------------------------------- the marks
TEXT = "市总工会在全市推进集体合同签订"


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [(0, 4)],
        [(0, 4), (0, 2)],  # nested, one beginning
        [(0, 4), (2, 4)],  # nested, one end
        [(0, 4), (4, 8)],  # adjacent
        [(0, 6), (4, 9)],  # overlapping by halves
        [(0, 6), (4, 9), (5, 12), (8, 15)],  # a chain
        [(0, 15), (3, 9), (5, 12)],
        [(3, 3)],  # empty
        [(0, 15), (0, 15)],  # twice the same
    ],
)
@pytest.mark.parametrize("cuts", [(), (5,), (4, 9)])
def test_the_marks_are_the_text_again_and_each_passage_its_own(
    spans: list[tuple[int, int]], cuts: tuple[int, ...]
) -> None:
    page = marked(TEXT, *(span(*one) for one in spans), cuts=cuts)
    assert page.whole == TEXT
    for start, end in spans:
        assert page.anchored(f"c{start}-{end}") == TEXT[start:end]
    assert len(page.ids) == len(set(page.ids)) == len(set(spans))


def test_any_spans_whatever() -> None:
    chance = random.Random(20110926)
    for _ in range(300):
        text = "".join(chance.choices("工会<&>\"'\r\n𠮷 ", k=chance.randrange(1, 40)))
        ends = [sorted(chance.choices(range(len(text) + 1), k=2)) for _ in range(chance.randrange(12))]
        cuts = tuple(sorted(chance.sample(range(len(text) + 1), k=chance.randrange(3) % (len(text) + 1))))
        page = marked(text, *(span(a, b) for a, b in ends if a < b), cuts=cuts)
        assert page.whole == text
        for a, b in ends:
            assert a == b or page.anchored(f"c{a}-{b}") == text[a:b], (text, ends, cuts)


def test_a_link_holds_no_link_and_numbers_add_nothing_to_the_text() -> None:
    body = Passage(0, 4, ("m",), href="body.html")
    place = Passage(0, 2, ("m",), href="place.html")
    tags = tuple(Tag(f"数{n}", f"#f{n}", f"数据 {n}", "k") for n in range(1, 6))
    fact = Passage(1, 9, ("f",), tags=tags)
    html = Marker(TEXT, merged([body, place, fact])).html(0, len(TEXT))
    assert re.sub(r"<[^>]*>", "", html) == TEXT
    depth = 0
    for closing in re.findall(r"<(/?)a\b", html):
        depth += -1 if closing else 1
        assert depth in (0, 1), html
    assert "body.html" in html and "place.html" not in html
    assert 'data-n="数3"' in html and 'data-n="+2"' in html and 'data-n="数4"' not in html


def test_staircases_of_passages_take_linear_time_and_keep_their_anchors() -> None:
    steps = 20_000
    text = "工" * steps
    html = Marker(text, [span(n, min(steps, n + 5_000)) for n in range(steps)]).html(0, steps)
    assert len(html) < steps * 60 * DEEPEST  # each step closes and opens a few elements at most
    assert len(set(re.findall(r'id="(c\d+-\d+)"', html))) == steps
    assert re.sub(r"<[^>]*>", "", html) == text


def test_hostile_text_stays_text_and_keeps_its_length() -> None:
    page = marked(HOSTILE, span(3, 20), span(10, len(HOSTILE)))
    assert page.whole == clean(HOSTILE) and len(page.whole) == len(HOSTILE)
    assert set(page.elements) == {"div", "span"}
    assert "\r" not in escaped("a\r\nb")  # a parser would drop it, and every offset behind it would be wrong


@pytest.mark.parametrize(
    ("text", "title", "end"),
    [
        ("市总推进集体协商\n全市…", "市总推进集体协商", 8),
        ("  市总推进\n  集体协商\n全市…", "市总推进集体协商", 13),  # two lines
        ("常熟(总工会)“双亮”\n…", '常熟（总工会）"双亮"', 11),  # other widths and quotes
        ("全市各级工会…", "市总推进集体协商", 0),
        ("市总推进", "市总推进集体协商", 0),
        ("市总推进", "", 0),
    ],
)
def test_the_headline_is_found_in_the_text(text: str, title: str, end: int) -> None:
    assert headline(text, 0, len(text), title) == end


# ---------------------------------------------------------------- the pages
@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    """The samples, and a bulletin that means harm."""
    return beside_samples(
        tmp_path_factory.mktemp("reading"),
        f"某某工会信息\r\n\r\n甲市总工会{HOSTILE[:60]}开展“送清凉”活动\r\n\r\n"
        f"甲市总工会开展“送清凉”活动，慰问职工1200人。{HOSTILE.replace(chr(0), '')}\r\n（甲市总工会）\r\n",
    )


@pytest.fixture(scope="module")
def made(graph: store.Store) -> dict[str, str]:
    return dict(reading.pages(graph, tables.rows(graph)))


def told(graph: store.Store) -> Iterator[tuple[str, str, tables.Row]]:
    """(bulletin, table, row) of every mention and fact."""
    bulletin = ""
    for table, row in tables.rows(graph):
        if table == "bulletins":
            bulletin = row["bulletin"]
        elif table == "mentions" or table in reading.FACTS:
            yield bulletin, table, row


def test_every_bulletin_has_a_page_in_each_language(graph: store.Store, made: dict[str, str]) -> None:
    pages = {folder + links.bulletin(stem) for stem in graph.manifest for folder in ("", "en/")}
    assert made.keys() == pages and len(pages) == 8


def test_every_mention_and_fact_has_its_anchor_with_the_words_of_the_text(
    graph: store.Store, made: dict[str, str]
) -> None:
    pages = {path: read(html) for path, html in made.items()}
    texts = {stem: reading.written(graph, stem).text for stem in graph.manifest}
    for path, page in pages.items():
        stem = next(s for s in graph.manifest if path.endswith(links.bulletin(s)))
        assert page.whole == clean(texts[stem])
        assert len(page.ids) == len(set(page.ids))
        assert {href[1:] for href in page.hrefs if href.startswith("#")} <= {*page.ids, "main"}
    seen = set()
    for stem, table, row in told(graph):
        seen.add(table)
        anchor = links.anchor(row["start"], row["end"])
        quote = clean(texts[stem][int(row["start"]) : int(row["end"])])
        for folder in ("", "en/"):
            assert pages[folder + links.bulletin(stem)].anchored(anchor) == quote
    assert seen == {"mentions", *reading.FACTS}


def test_every_passage_of_the_graph_can_be_cited(graph: store.Store, made: dict[str, str]) -> None:
    """The tables tell one row for a fact that is stated twice; the graph points at both passages."""
    for stem in graph.manifest:
        page = read(made[links.bulletin(stem)])
        assert {links.anchor(*one) for one in reading.written(graph, stem).passages} <= set(page.ids)


def test_hostile_texts_become_no_markup(made: dict[str, str]) -> None:
    for path in (links.bulletin("hostile"), "en/" + links.bulletin("hostile")):
        page = read(made[path])
        assert "img" not in page.elements
        assert page.elements.count("script") == made[path].count("</script>") <= 2  # the loader, JSON-LD
        assert not re.search(r"<[^>]*\son(load|error)=", made[path])
        assert "\u202e" not in made[path]


def test_the_same_graph_gives_the_same_bytes(graph: store.Store, made: dict[str, str]) -> None:
    assert dict(reading.pages(graph, tables.rows(graph))) == made


# ---------------------------------------------------------------- the facts, told
def outcome(**told: str) -> tables.Row:
    row = {
        "outcome": "urn:a",
        "item": "urn:i",
        "indicator": "组建工会",
        "value": "40",
        "value_max": "",
        "unit": "家",
        "comparator": ">=",
        "status": "target",
        "organisation": "urn:o",
        "organisation_name": "甲区总工会",
        "programme": "",
        "programme_name": "",
        "period": "2011",
        "part_of": "",
        "start": "0",
        "end": "4",
        "rule": "outcome.before",
        "confidence": "0.9",
    }
    return row | told


def test_a_target_is_told_with_the_results_on_it_and_a_part_with_its_whole() -> None:
    aim = outcome()
    reached = outcome(
        outcome="urn:b", indicator="组建工会总数", value="50", status="result", comparator="=", start="5"
    )
    elsewhere = outcome(outcome="urn:c", organisation="urn:p", status="result")  # another body's
    people = outcome(outcome="urn:d", unit="人", status="result")  # another unit
    part = outcome(outcome="urn:e", indicator="女职工委员会", status="result", part_of="urn:b")
    facts = [("outcomes", row) for row in (aim, elsewhere, people, part)]
    teller = Teller("urn:", "zh", [("2011-9", facts), ("2012-9", [("outcomes", reached)])])
    card = teller.card(1, "outcomes", aim, "组建工会")
    assert [(one.figure, one.share, one.href) for one in card.against] == [
        ("组建工会总数 50家", "125%", links.reading("2012-9", 5, 4).removeprefix("bulletins/"))
    ]
    assert "".join(text for text, _ in card.head) == "组建工会 ≥40家" and card.status_name == "目标"
    assert ("属于（不可相加）", (("组建工会总数 50家", card.against[0].href),)) in teller.card(
        2, "outcomes", part, "组建工会"
    ).fields
    assert teller.card(3, "outcomes", people, "组建工会").against == ()


class Counted(dict[str, str]):
    """A row that counts how often its status is asked for."""

    asked = 0

    def __getitem__(self, key: str) -> str:
        Counted.asked += key == "status"
        return super().__getitem__(key)


def test_a_body_of_which_thousands_of_figures_are_told_takes_no_longer_for_each() -> None:
    rows = [
        Counted(
            outcome(outcome=f"urn:{i}", indicator=f"指标{i % 800}", status=("target", "result")[i // 800])
        )
        for i in range(1600)
    ]
    teller = Teller("urn:", "zh", [("2011-9", [("outcomes", row) for row in rows])])
    Counted.asked = 0
    cards = [teller.card(i, "outcomes", row, "组建工会") for i, row in enumerate(rows)]
    assert [[one.figure for one in card.against] for card in cards[:800]] == [
        [f"指标{i} ≥40家"] for i in range(800)
    ]
    assert Counted.asked < 20 * len(rows)


@pytest.mark.parametrize("value", ["0", "", "abc"])
def test_no_share_is_told_of_what_cannot_be_divided(value: str) -> None:
    aim, reached = outcome(value=value), outcome(outcome="urn:b", status="result")
    teller = Teller("urn:", "en", [("a", [("outcomes", aim), ("outcomes", reached)])])
    assert [one.share for one in teller.card(1, "outcomes", aim, "组建工会").against] == [""]


# ---------------------------------------------------------------- the questions
@pytest.fixture(scope="module")
def asked(graph: store.Store) -> dict[str, str]:
    return dict(questions.pages(graph, list(tables.rows(graph))))


def test_every_question_has_a_page_with_its_sparql_and_rows_that_lead_to_sentences(
    graph: store.Store, made: dict[str, str], asked: dict[str, str]
) -> None:
    names = {one.name for one in queries.questions()} | {"index"}
    assert asked.keys() == {f"{folder}questions/{name}.html" for folder in ("", "en/") for name in names}
    anchors = {path: set(read(html).ids) for path, html in made.items()}
    for one in queries.questions():
        page = read(asked[f"questions/{one.name}.html"])
        assert one.text in unescape(asked[f"questions/{one.name}.html"])
        quotes = [href for href in page.hrefs if href.startswith("../bulletins/") and "#c" in href]
        for href in quotes:
            path, _, anchor = href.removeprefix("../").partition("#")
            assert anchor in anchors[path]
        answered = "<tbody>" in asked[f"questions/{one.name}.html"]
        assert bool(quotes) == (answered and "quote" in one.text), one.name
    assert sum("<tbody>" in html for html in asked.values()) > len(names)  # most have an answer


def test_the_columns_of_answers_have_names(graph: store.Store) -> None:
    known = questions.names(graph, tables.rows(graph))
    for one in queries.questions():
        _, table = questions.example(one, known, ["wuxi-2011-09/1"], lambda q, v: queries.run(graph, q, v))
        for column in table.columns:
            evidence = re.fullmatch(r"(\w+_)?(bulletin|item|quote|start|end)", column)
            assert evidence or column in questions.columns(), (
                f"add a line to kg/site/answers.tsv: column\t{column}\t中文\tEnglish\t\t"
            )


def test_an_answer_is_shown_in_words_with_links() -> None:
    known = questions.Names({"a.txt": "a"})
    known.add("organisation", "urn:1", "甲市总工会")
    known.add("organisation", "urn:2", "鼓楼区总工会")
    known.add("organisation", "urn:3", "鼓楼区总工会")  # two bodies of one name: no page is meant
    columns = ("organisation_name", "kind", "comparator", "value", "unit", "bulletin", "item", "quote")
    row = ("甲市总工会", "union", ">=", "12", "家", "a.txt", HOSTILE, HOSTILE, "3", "9")
    other = ("鼓楼区总工会", None, "=", "3", "家", "b.txt", None, "甲", "0", "1")
    table = queries.Table((*columns, "start", "end"), (row, other))
    made = questions.shown(table, known, "zh")
    assert made.columns == ("组织", "类别", "数值", "原文")
    body, kind, figure, quote = made.rows[0]
    assert (body.href, kind.text, figure.text) == (links.page("bodies", "urn:1"), "工会", "≥12家")
    assert quote.href == links.reading("a", 3, 9)
    assert made.rows[1][0].href == "" and made.rows[1][2].text == "3家" and made.rows[1][3].href == ""
    html = questions.page(queries.question("who-ran"), {"programme": HOSTILE}, table, known, language="en")
    page = read(html)
    assert "img" not in page.elements and page.elements.count("script") == html.count("</script>")


def test_a_figure_and_its_unit_are_one_cell() -> None:
    columns = ("target_comparator", "target", "unit", "result", "value", "other_value")
    table = queries.Table(columns, ((">=", "40", "家", "43", None, "5"),))
    made = questions.shown(table, questions.Names({}), "zh")
    assert [(name, cell.text) for name, cell in zip(made.columns, made.rows[0], strict=True)] == [
        ("目标", "≥40家"),
        ("结果", "43家"),
        ("另一数值", "5家"),
    ]


def test_an_example_is_what_the_texts_speak_of_most(graph: store.Store) -> None:
    known = questions.Names({})
    known.add("organisation", "urn:1", "没有事实的工会", 9)
    known.add("organisation", "urn:2", "江阴市总工会", 5)
    tried = []

    def ask(question: queries.Question, given: Mapping[str, str]) -> queries.Table:
        tried.append(dict(given))
        return queries.Table(("a",), (("1",),) if given["organisation"] == "江阴市总工会" else ())

    given, table = questions.example(queries.question("said-of"), known, [], ask)
    assert given == {"organisation": "江阴市总工会"} and table.rows
    assert [one["organisation"] for one in tried] == ["没有事实的工会", "江阴市总工会"]


def test_a_name_that_is_not_there_leads_to_the_nearest() -> None:
    known = questions.Names({})
    known.add("programme", "urn:1", "百分百要约行动")
    known.add("organisation", "urn:2", "百分百要约工会")  # no programme
    one, said = queries.question("who-ran"), "the graph has no programme 百分白要约; nearest: 百分百要约行动"
    for language, words in (("zh", "图谱中没有这个名称"), ("en", "The graph has no such name")):
        given = {"programme": "百分白要约"}
        html = questions.page(one, given, None, known, language=language, said=said, live=True)
        assert words in html and said not in html and HOSTILE not in html
        assert f'href="?programme={urllib.parse.quote("百分百要约行动")}"' in html
        assert "百分百要约工会" not in html.partition('role="alert"')[2].partition("</div>")[0]
    html = questions.page(one, {"programme": HOSTILE}, None, known, language="zh", said=said, live=True)
    assert said in html and "img" not in read(html).elements


@pytest.mark.parametrize(
    ("rows", "chosen", "asked"),
    [((2, 7, 3), "乙", 3), ((3, 12, 40), "乙", 2), ((0, 0, 0), "甲", 3), ((4, 4, 4), "甲", 3)],
)
def test_an_example_has_many_rows(rows: tuple[int, ...], chosen: str, asked: int) -> None:
    """The first with ten rows, else the one with most, else what the texts speak of most."""
    known = questions.Names({})
    answers = dict(zip(("甲", "乙", "丙"), rows, strict=True))
    for at, name in enumerate(answers):
        known.add("programme", f"urn:{at}", name, 9 - at)
    tried = []

    def ask(question: queries.Question, given: Mapping[str, str]) -> queries.Table:
        tried.append(given["programme"])
        return queries.Table(("a",), (("1",),) * answers[given["programme"]])

    given, table = questions.example(queries.question("who-ran"), known, [], ask)
    assert given == {"programme": chosen} and len(table.rows) == answers[chosen]
    assert len(tried) == asked


def test_a_question_that_takes_too_long_has_a_page_that_says_so(
    graph: store.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "ALL", 0.0)
    pages = dict(questions.pages(graph, list(tables.rows(graph)), languages=("zh",)))
    page = pages["questions/coverage.html"]
    assert 'role="alert"' in page and "<tbody>" not in page
