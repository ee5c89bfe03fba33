"""`kg explain`: marks in place, every fact with rule, confidence and quote, and a page that is safe."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import handmade
import pytest
from rdflib import SKOS, Graph
from typer.testing import CliRunner

import ontology
from kg import explain, ingest
from kg.cli import app
from kg.model import Award, Bulletin, Event, Fact, ItemFacts, Organisation, Place

SAMPLE = Path(__file__).parents[1] / "kg" / "samples" / "wuxi-2011-09.txt"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = """<script>alert(1)</script>$title{0}市总工会送清凉

　　8月5日，常熟市总工会向环卫所送去“<b onclick="x">清凉</b>”物资120份。\u202e市总主席王建国参加。{text}&amp;
（常熟市总工会）
"""


@pytest.fixture(scope="module")
def read() -> tuple[Bulletin, list[ItemFacts]]:
    return ingest.read(SAMPLE)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("texts") / "2011-07.txt"
    path.write_text(HOSTILE, encoding="utf-8")
    bulletin, items = ingest.read(path)
    assert any(one.mentions for one in items)
    return explain.page(bulletin, items)


# ---------------------------------------------------------------- lines
def test_the_marked_text_is_the_text(read: tuple[Bulletin, list[ItemFacts]]) -> None:
    bulletin, items = read
    for one in items:
        pieces = list(explain.marked(bulletin, one))
        assert "".join(text for text, _ in pieces) == bulletin.text[one.item.start : one.item.end]
        for text, mention in pieces:
            assert mention is None or text == bulletin.text[mention.start : mention.end]


def test_of_nested_mentions_the_outermost_is_marked(read: tuple[Bulletin, list[ItemFacts]]) -> None:
    bulletin, items = read
    nested = 0
    for one in items:
        bodies = [m for m in one.mentions if isinstance(m.entity, Organisation)]
        inside = [
            m
            for m in one.mentions
            if isinstance(m.entity, Place) and any(b.start <= m.start and m.end <= b.end for b in bodies)
        ]
        nested += len(inside)
        assert not {m for _, m in explain.marked(bulletin, one) if m} & set(inside)
        told = {(line.kind, line.start) for line in explain.mentions(bulletin, one)}
        assert not told & {("地方", m.start) for m in inside}
    assert nested > 5


def test_every_fact_is_a_line_with_its_evidence(read: tuple[Bulletin, list[ItemFacts]]) -> None:
    bulletin, items = read
    lines = [line for one in items for line in explain.facts(bulletin, one)]
    assert len(lines) == sum(len(one.facts) for one in items) > 60
    for line in lines:
        assert line.quote == bulletin.text[line.start : line.end]
        assert line.rule and line.confidence is not None and 0 < line.confidence < 1
        assert len(line.cells()) == len(explain.COLUMNS)


def test_short_names_say_how_they_were_resolved(read: tuple[Bulletin, list[ItemFacts]]) -> None:
    bulletin, items = read
    lines = [line for one in items for line in explain.mentions(bulletin, one)]
    (short, *_) = (line for line in lines if line.quote == "市总")
    assert short.says == "无锡市总工会" and short.reason.startswith("市总 → 无锡市总工会：")
    assert not any(line.reason for line in lines if line.quote == line.says)


def test_facts_in_words() -> None:
    found = [fact for one in handmade.facts(handmade.bulletin()) for fact in one.facts]
    told = {explain.says(fact) for fact in found}
    assert "滨湖区总工会 开展 百分百要约行动" in told
    assert any(
        re.fullmatch(r"新签合同 15000份（结果）；组织：滨湖区总工会；.*时期：2012", said) for said in told
    )
    kinds = {type(fact) for fact in found} | {Award, Event}
    assert kinds <= explain.NAMES.keys()
    with pytest.raises(TypeError, match="no sentence is known for a Fact"):
        explain.says(Fact(1, 0, 1, "x"))


# ---------------------------------------------------------------- the page
def test_a_hostile_text_is_shown_and_not_obeyed(hostile: str) -> None:
    assert "<script" not in hostile and "<b onclick" not in hostile and "\u202e" not in hostile
    assert "&lt;script&gt;alert(1)&lt;/script&gt;$title{0}市总工会送清凉" in hostile
    assert "{text}&amp;amp;" in hostile
    tags = set(re.findall(r"<(\w+)", hostile.split("</style>")[1]))
    assert tags <= {
        "body",
        "h1",
        "h2",
        "p",
        "section",
        "div",
        "mark",
        "span",
        "br",
        "table",
        "caption",
        "tr",
        "th",
        "td",
    }


def test_the_page_is_offline(read: tuple[Bulletin, list[ItemFacts]]) -> None:
    page = explain.page(*read)
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|\bsrc=|\bhref=|url\(|@import", page)
    assert page.count("<section") == len(read[1])
    shown = unescape(re.sub(r"<[^>]+>", "", page))
    for one in read[1]:
        for line in explain.facts(read[0], one):
            assert line.says in shown and f"{line.start}–{line.end}" in shown


@pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("KG_REQUIRE_BROWSER"), reason="needs a Chromium to open the page"
)
def test_a_browser_shows_it(hostile: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(hostile, encoding="utf-8")
    command = [
        CHROMIUM or "chromium",
        "--headless",
        "--no-sandbox",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    shown = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, timeout=90, check=True
    ).stdout.decode("utf-8")
    assert '<mark class="organisation"' in shown and "常熟市总工会" in shown
    assert "<script" not in shown and "onclick=" not in re.sub(r"&lt;.*?&gt;", "", shown)


def test_kinds_of_events_are_called_as_in_the_vocabulary() -> None:
    scheme = Graph().parse(data=ontology.data("vocabularies/event_kinds.ttl"), format="turtle")
    names = {
        str(notation): str(label)
        for one, notation in scheme.subject_objects(SKOS.notation)
        for label in scheme.objects(one, SKOS.prefLabel)
        if getattr(label, "language", "") == "zh"
    }
    assert names == explain.EVENT_KINDS


# ---------------------------------------------------------------- the command
def test_the_command_prints_one_item() -> None:
    result = CliRunner().invoke(app, ["explain", str(SAMPLE), "--item", "1"], env={"COLUMNS": "240"})
    assert result.exit_code == 0
    assert "⟦市总 组织⟧" in result.output
    assert "involvement." in result.output and "outcome." in result.output
    assert "\n2. " not in result.output


def test_the_command_writes_a_page(tmp_path: Path) -> None:
    page = tmp_path / "out" / "page.html"
    result = CliRunner().invoke(app, ["explain", str(SAMPLE), "--html", str(page)])
    assert result.exit_code == 0 and str(page) in result.output
    assert page.read_text(encoding="utf-8") == explain.page(*ingest.read(SAMPLE))


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ([str(SAMPLE), "--item", "99"], 2, "has no item 99"),
        (["nothing-here.txt"], 3, "no such file"),
    ],
)
def test_what_cannot_be_explained(arguments: list[str], code: int, sentence: str) -> None:
    result = CliRunner().invoke(app, ["explain", *arguments])
    assert result.exit_code == code
    assert sentence in " ".join(result.output.split())
