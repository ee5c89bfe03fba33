"""The sample bulletins and a hostile one in, their sites as fixtures out: `site` and `hostile_site`.

A test takes them as arguments; `read` gives a page with its elements, anchors and references.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import HOSTILE
from handmade import put
from typer.testing import CliRunner

from kg import demo, ingest, store, tables
from kg.cli import app
from kg.model import (
    Award,
    Bulletin,
    Context,
    Document,
    Event,
    Involvement,
    Issuance,
    Item,
    ItemFacts,
    Mention,
    Organisation,
    Outcome,
    Person,
    Place,
    Post,
    Programme,
)
from kg.site import views
from kg.site.build import build

VOID = frozenset(("meta", "link", "input", "br", "img", "line", "circle", "rect", "polyline", "path"))
ROOT = Path(__file__).parents[1]


@dataclass
class Page(HTMLParser):
    """A page: its elements, anchors, references and scripts; a tag that is not closed is an error."""

    ids: list[str] = field(default_factory=list)
    hrefs: list[tuple[str, str]] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    elements: Counter[str] = field(default_factory=Counter)
    scripts: list[str] = field(default_factory=list)
    links: dict[str, list[str]] = field(default_factory=dict)  # href -> texts
    _open: list[str] = field(default_factory=list)
    _href: str | None = None

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        for name, given in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(given or "")
            if name in ("href", "src"):
                self.hrefs.append((tag, given or ""))
        if tag == "a":
            self._href = dict(attrs).get("href")
            self.links.setdefault(self._href or "", []).append("")
        if tag == "script":
            self.scripts.append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open and self._open[-1] == tag, f"</{tag}> closes {self._open[-3:]}"
        self._open.pop()
        if tag == "a":
            self._href = None

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script":
            self.scripts[-1] += data
        if self._href is not None:
            self.links[self._href][-1] += data


def read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    assert not page._open, f"{path}: {page._open} not closed"
    return page


@dataclass
class Site:
    folder: Path
    graph: store.Store
    rows: list[tuple[str, dict[str, str]]]
    pages: dict[str, Page]  # path -> page; the views are pages of their own and not among them


def beside_samples(folder: Path, text: str) -> store.Store:
    """The graph of the sample bulletins and of one more file of this text."""
    demo.copy_samples(folder / "bulletins")
    (folder / "bulletins" / "hostile.txt").write_text(text, encoding="utf-8", newline="")
    made = CliRunner().invoke(
        app, ["build", str(folder / "bulletins"), "--graph", str(folder / "graph"), "--no-check"]
    )
    assert made.exit_code == 0, made.output
    return store.open_graph(folder / "graph")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site")
    ingest.build([ROOT / "kg" / "samples"], graph=folder / "graph")
    graph = store.open_graph(folder / "graph")
    build(graph, folder / "site")
    found = sorted((folder / "site").rglob("*.html"))
    pages = {path.relative_to(folder / "site").as_posix(): path for path in found}
    return Site(
        folder / "site",
        graph,
        list(tables.rows(graph)),
        {name: read(path) for name, path in pages.items() if path.name not in views.VIEWS},
    )


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


BAD = f"{HOSTILE}\u202eevil\x07\t'"


def hostile() -> Bulletin:
    """A bulletin whose every word would do harm."""
    text = f"{BAD}\n{BAD}{BAD}\n"
    item = Item(
        bulletin="O'3",
        position=1,
        section=BAD,
        title=BAD,
        start=0,
        end=len(text) - 1,
        text=text[:-1],
        offsets=array("L", range(len(text))),
        body_start=len(BAD) + 1,
    )
    sha = hashlib.sha256(text.encode()).hexdigest()
    body = Organisation(BAD, "union", "320200", f"上级{BAD}")
    return Bulletin("O'3", f"{BAD}.txt", sha, "utf-8", text, BAD, body, "2012-08", (item,))


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    source = hostile()
    body, programme = Organisation(BAD, "union", "320200", f"上级{BAD}"), Programme(BAD)
    person, document, place = Person(BAD, "320200"), Document(BAD), Place(BAD, "")
    end = len(BAD)
    told = ItemFacts(
        item=source.items[0],
        context=Context(body, "320200", body, "320200", 2012),
        contributors=(body,),
        mentions=tuple(
            Mention(1, one, at, at + end, "test.mention", BAD)
            for at, one in enumerate((body, programme, person, document, place))
        ),
        facts=(
            Involvement(1, 0, end, "test.ran", body, programme, "ran"),
            Outcome(
                1,
                0,
                end,
                "test.figure",
                indicator=BAD,
                value=Decimal(7),
                unit=BAD,
                comparator="=",
                status="result",
                organisation=body,
                programme=programme,
                period="2012",
            ),
            Outcome(
                1,
                1,
                end,
                "test.figure",
                indicator=BAD,
                value=Decimal(7),
                unit=BAD,
                comparator=">=",
                status="target",
                organisation=body,
                programme=programme,
            ),
            Issuance(1, 0, end, "test.issue", document, "issued", (body,)),
            Post(1, 0, end, "test.post", person, BAD, body),
            Event(1, 0, end, "test.event", "visit", "--08-11", (body,)),
            Award(1, 0, end, "test.award", body, BAD, None, "2012"),
        ),
    )
    with store.writing(folder / "g") as writer:
        put(writer, source, [told])
        writer.commit()
    build(store.open_graph(folder / "g"), folder / "site")
    return folder / "site"
