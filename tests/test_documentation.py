"""The generated pages: complete, in both languages, without any outside reference; the context is current."""

from __future__ import annotations

import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import handmade
import pyoxigraph as ox
import pytest
import rdflib

import ontology
from kg import documentation, tables, terms
from kg.store import StoreError

PAGES = documentation.pages()
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Page(HTMLParser):
    """The ids, addresses and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key == "id" and value and tag not in ("marker",):
                self.ids.append(value)
            elif key == "href" and value and tag == "a":
                self.links.append(value)
            elif key in ("src", "href", "srcset"):
                self.loaded.append(f"{tag} {value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_both_pages_come_in_both_languages() -> None:
    assert sorted(PAGES) == [
        f"{page}.{lang}.html" for page in ("codebook", "ontology") for lang in ("en", "zh")
    ]


@pytest.mark.parametrize("name", PAGES)
def test_pages_load_nothing_and_link_to_what_is_there(name: str) -> None:
    page = Page(PAGES[name])
    assert page.loaded == []
    assert len(page.ids) == len(set(page.ids))
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner and inner <= set(page.ids), sorted(inner - set(page.ids))
    files = {link for link in page.links if not link.startswith(("#", "http"))}
    assert files <= {*PAGES, "union.ttl", "shapes.ttl", "context.jsonld"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_term_and_concept_is_told(language: str) -> None:
    page = Page(PAGES[f"ontology.{language}.html"])
    text = "".join(page.words)
    assert {documentation.curie(iri) for iri in terms.declared()} <= set(page.ids)
    graph = rdflib.Graph().parse(data=ontology.data("union.ttl"), format="turtle")
    for iri in terms.declared():
        said = graph.objects(rdflib.URIRef(iri), rdflib.SKOS.definition)
        assert any(
            str(one) in text for one in said if isinstance(one, rdflib.Literal) and one.language == language
        )
    for code in ("bargaining", ">=", "party", "participant"):
        assert code in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_column_is_told(language: str) -> None:
    text = "".join(Page(PAGES[f"codebook.{language}.html"]).words)
    for name, columns in tables.TABLES.items():
        assert f"{name}.csv" in text
        for column in columns:
            assert column.name in text and (column.zh if language == "zh" else column.en) in text


def test_the_drawing_shows_every_kind_of_fact_and_what_it_must_have() -> None:
    drawing = re.search(r"<svg.*?</svg>", PAGES["ontology.en.html"], re.DOTALL)
    assert drawing is not None
    for term in terms.declared():
        parents = documentation._classes(documentation._graph(), rdflib.URIRef(term), rdflib.RDFS.subClassOf)
        if "tu:Fact" in parents:
            assert documentation.curie(term) in drawing.group()
    assert drawing.group().count('<path class="line') > 20
    constraints = {one.property: one.many for one in documentation.constraints()["tu:Outcome"]}
    assert (constraints["tu:value"], constraints["tu:period"], constraints["tu:evidence"]) == (
        "1",
        "0..1",
        "1..*",
    )


def test_the_context_is_current_and_reads_the_data(tmp_path: Path) -> None:
    kept = ontology.data("context.jsonld").decode("utf-8")
    assert kept == documentation.context_text(), (
        "run `kg docs DIR` and copy its context.jsonld into ontology/"
    )
    document = {
        **json.loads(kept),
        "id": "https://example.org/f",
        "type": "Outcome",
        "value": "85",
        "organisation": "https://example.org/o",
        "indicator": "覆盖率",
    }
    found = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    tu = rdflib.Namespace(terms.PREFIXES["tu"])
    node = rdflib.URIRef("https://example.org/f")
    assert (node, rdflib.RDF.type, tu.Outcome) in found
    assert found.value(node, tu.value) == rdflib.Literal("85", datatype=rdflib.XSD.decimal)
    assert found.value(node, tu.organisation) == rdflib.URIRef("https://example.org/o")
    # every term of the data has its short name in the context
    names = json.loads(kept)["@context"]
    graph = handmade.graph(tmp_path / "g", "a")
    for predicate in {quad.predicate.value for quad in graph.quads("a")} - {terms.RDF_TYPE}:
        assert documentation.curie(predicate).partition(":")[2] in names


def test_files_are_written_whole(tmp_path: Path) -> None:
    names = documentation.write(tmp_path / "docs")
    assert sorted(path.name for path in (tmp_path / "docs").iterdir()) == names
    assert list(ox.parse((tmp_path / "docs" / "union.ttl").read_bytes(), format=ox.RdfFormat.TURTLE))
    assert list(ox.parse((tmp_path / "docs" / "vocabularies.ttl").read_bytes(), format=ox.RdfFormat.TURTLE))
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        documentation.write(tmp_path / "file")


def test_the_pages_open_in_a_browser(tmp_path: Path) -> None:
    """No request leaves the folder, nothing is wider than a screen, and every box of the drawing is seen."""
    if BROWSER is None and not os.environ.get("KG_REQUIRE_BROWSER"):
        pytest.skip("no Chromium on this machine; to run: apt-get install chromium fonts-noto-cjk")
    playwright = pytest.importorskip("playwright.sync_api", reason="to run: pip install --group dev")
    documentation.write(tmp_path)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        asked: list[str] = []
        told: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: told.append(message.text))
        for name in PAGES:
            tab.goto((tmp_path / name).as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= 1280, name
            assert tab.inner_text("h1")
        phone = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
        for name in PAGES:
            phone.goto((tmp_path / name).as_uri())
            assert phone.evaluate("document.documentElement.scrollWidth") <= 390, name
            ground = "getComputedStyle(document.querySelector({!r})).backgroundColor"
            for part in ("body", "header", "table"):
                shade = phone.evaluate(ground.format(part)).removeprefix("rgb(").rstrip(")").split(",")
                assert sum(map(int, shade)) < 200, (name, part)
        tab.goto((tmp_path / "ontology.zh.html").as_uri())
        frame = tab.locator("svg").bounding_box()
        boxes = [box.bounding_box() for box in tab.locator("svg rect.box").all()]
        assert len(boxes) == 14
        for box in boxes:
            assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
        tab.click("text=English")
        assert tab.url.endswith("ontology.en.html")
        browser.close()
    assert told == [] and all(url.startswith("file:") for url in asked)
