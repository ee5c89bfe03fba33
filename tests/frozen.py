"""The hand-coded samples as a graph: their gold in, facts and quads out, without any extractor.

Answers of the questions are held to this graph (`tests/cases/questions/*.tsv`), so better extraction
changes no expected answer. Beside the samples stands `wuxi-2012-09`, written for the tests: a year later
the same bodies report what became of their targets. The evidence of a fact without a quote in the gold
is the first sentence with its words.

    python tests/frozen.py      writes the expected answers anew, on purpose: read the difference
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import handmade

from kg import bulletin, queries, store
from kg.model import (
    Award,
    Bulletin,
    Context,
    Document,
    Entity,
    Event,
    Fact,
    Involvement,
    Issuance,
    Item,
    ItemFacts,
    Mention,
    Organisation,
    Outcome,
    Person,
    Post,
    Programme,
)
from kg.views.text_table import as_tsv

HERE = Path(__file__).parent
FOLDER = HERE / "cases" / "questions"
PARTS = HERE / "cases" / "parts.tsv"
SAMPLES = HERE.parent / "kg" / "samples"
#: region of each bulletin: what keeps namesakes among its people apart
REGIONS = {"nantong": "320600", "shaoxing": "330600", "wuxi": "320200"}
#: the parameters with which each question is asked, by name of the question; the first is the golden one
ASKED: dict[str, dict[str, str]] = {
    "who-ran": {"programme": "百分百要约行动"},
    "programmes-of": {"organisation": "滨湖区总工会"},
    "results": {"organisation": "江阴市总工会"},
    "targets": {"organisation": "滨湖区总工会"},
    "worked-with": {"organisation": "宜兴市总工会"},
    "document-led-to": {"document": "关于推进民办学校工会建设的意见"},
    "said-of": {"organisation": "锡山区总工会"},
    "bodies-under": {"organisation": "无锡市总工会"},
    "item": {"item": "wuxi-2012-09/1"},
    "awards": {"organisation": "宜兴市总工会"},
    "posts": {"organisation": "无锡市总工会"},
    "events": {"organisation": "无锡市总工会"},
    "figures": {"words": "发展会员", "place": "无锡市"},
    "coverage": {},
    "without-result": {},
    "first-ran": {"programme": "亮身份、亮承诺建会攻坚行动"},
    "targets-reached": {"organisation": "滨湖区总工会"},
    "contradictions": {"words": "发出要约书"},
    "departments": {"organisation": "江阴市总工会"},
    "spread": {"programme": "百分百要约行动"},
    "documents": {"words": "工资"},
    "holders": {"organisation": "滨湖区总工会"},
    "awards-by": {"organisation": "江苏省总工会"},
    "siblings": {"organisation": "滨湖区总工会"},
    "enterprises": {"organisation": "宜兴市总工会"},
    "not-to-add": {"words": "发展会员"},
    "themes": {},
}


def _bodies() -> dict[str, Organisation]:
    found = {}
    for line in (FOLDER / "bodies.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, kind, place, parent = line.split("\t")
            found[name] = Organisation(name, kind, place or None, parent or None)  # type: ignore[arg-type]
    return found


class _Coded:
    """One hand-coded item beside its text."""

    def __init__(self, source: Bulletin, item: Item, gold: dict[str, Any], region: str) -> None:
        self.source, self.item, self.gold, self.region = source, item, gold, region
        self.bodies = _bodies()

    def body(self, name: str) -> Organisation:
        return self.bodies[name]

    def find(self, *words: str) -> tuple[int, int] | None:
        """The first of the words that the item has, white space aside."""
        for word in words:
            pattern = r"\s*".join(map(re.escape, re.sub(r"\s", "", word)))
            if word and (found := re.search(pattern, self.source.text[self.item.start : self.item.end])):
                return self.item.start + found.start(), self.item.start + found.end()
        return None

    def sentence(self, *words: str) -> tuple[int, int]:
        """The sentence that has the first of the words found, or the headline."""
        at = self.find(*words)
        text, item = self.source.text, self.item
        if at is None:
            return item.start, text.index("\n", item.start)
        begin = max(text.rfind(mark, item.start, at[0]) for mark in "。\n")
        ends = [end for mark in "。\n" if (end := text.find(mark, at[1], item.end)) >= 0]
        start, end = max(begin + 1, item.start), min(ends, default=item.end)
        while text[start].isspace():
            start += 1
        return start, end

    def surfaces(self, kind: str, name: str) -> list[str]:
        entries = (entry for entry in self.gold[kind] if entry["name"] == name)
        return [*(surface for entry in entries for surface in entry.get("as", ())), name]

    def mentions(self) -> Iterator[Mention]:
        for entry in self.gold["organisations"]:
            if not entry.get("optional") and (at := self.find(entry["name"], *entry.get("as", ()))):
                yield Mention(self.item.position, self.body(entry["name"]), *at, "coded")
        for entry in self.gold["programmes"]:
            at = self.find(*entry.get("as", ()), entry["name"])
            if not entry.get("optional") and at:
                yield Mention(self.item.position, Programme(entry["name"]), *at, "coded")

    def facts(self) -> Iterator[Fact]:
        number = self.item.position
        coded = {
            kind: [e for e in self.gold[kind] if not e.get("optional")]
            for kind in ("involvements", "outcomes", "documents", "posts", "events", "awards")
        }
        for e in coded["involvements"]:
            at = self.sentence(*self.surfaces("programmes", e["programme"]))
            body, programme = self.body(e["organisation"]), Programme(e["programme"])
            yield Involvement(number, *at, "coded", body, programme, e["role"])
        for e in coded["outcomes"]:
            at = self.find(e["quote"]) or self.sentence(e["quote"])
            yield Outcome(
                *(number, *at, "coded", e["indicator"], Decimal(str(e["value"])), e["unit"]),
                comparator=e["comparator"],
                status=e["status"],
                value_max=Decimal(str(e["value_max"])) if e.get("value_max") else None,
                organisation=self.body(e["organisation"]) if e["organisation"] else None,
                programme=Programme(e["programme"]) if e["programme"] else None,
                period=e["period"],
            )
        for e in coded["documents"]:
            at = self.find(f"《{e['title']}》", e["title"]) or self.sentence(e["title"])
            issuers = tuple(map(self.body, e["issuers"]))
            yield Issuance(number, *at, "coded", Document(e["title"]), e["act"], issuers)
        for e in coded["posts"]:
            at = self.sentence(e["person"])
            yield Post(
                number, *at, "coded", self.person(e["person"]), e["post"], self.body(e["organisation"])
            )
        for e in coded["events"]:
            day = re.search(r"-(\d\d)(?:-(\d\d))?$", (e["date"] or "").partition("/")[0])
            told = f"{int(day[1])}月{f'{int(day[2])}日' if day[2] else ''}" if day else ""
            at = self.sentence(told)
            yield Event(number, *at, "coded", e["kind"], e["date"], tuple(map(self.body, e["organisations"])))
        for e in coded["awards"]:
            at = self.sentence(e["recipient"], e["award"], "“")
            granted = self.body(e["grantor"]) if e["grantor"] else None
            yield Award(number, *at, "coded", self.recipient(e["recipient"]), e["award"], granted, e["year"])

    def person(self, name: str) -> Person:
        return Person(name, self.region)

    def recipient(self, name: str) -> Entity:
        """A body of the list, else a person."""
        return self.bodies.get(name) or self.person(name)


def _parted(source: Bulletin, item: Item, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts, with each coded part (`cases/parts.tsv`) joined to its whole."""

    def quote(fact: Fact) -> str:
        return re.sub(r"\s", "", source.text[fact.start : fact.end])

    wholes = {}
    for line in PARTS.read_text(encoding="utf-8").splitlines():
        where, *quotes = line.split("\t")
        if where == f"{source.id}/{item.position}":
            wholes[quotes[0]] = quotes[1]
    figures = {quote(fact): fact for fact in facts if isinstance(fact, Outcome)}
    found = []
    for fact in facts:
        if isinstance(fact, Outcome) and (whole := figures.get(wholes.get(quote(fact), ""))):
            fact = replace(fact, part_of=(whole.start, whole.end, whole.value))
        found.append(fact)
    return tuple(found)


def _read(text: Path) -> tuple[Bulletin, list[ItemFacts]]:
    source = bulletin.read(text)
    gold = json.loads(text.with_suffix(".json").read_text(encoding="utf-8"))["items"]
    region = REGIONS[text.stem.partition("-")[0]]
    issuer = _bodies()[f"{ {'320600': '南通', '330600': '绍兴', '320200': '无锡'}[region] }市总工会"]
    found = []
    for read, coded in zip(source.items, gold, strict=True):
        item = replace(read, title=coded["title"], section=coded["section"])
        one = _Coded(source, item, coded, region)
        contributors = tuple(map(one.body, coded["contributors"]))
        context = Context(issuer, region, None, None, None)
        facts = _parted(source, item, tuple(one.facts()))
        found.append(ItemFacts(item, context, contributors, tuple(one.mentions()), facts))
    return source, found


def graph(directory: Path, *folders: Path) -> store.Store:
    """The graph of the samples as coded by hand, with the bulletin of a year later; or of some folders."""
    with store.writing(directory) as writer:
        for folder in folders or (SAMPLES, FOLDER):
            for text in sorted(folder.glob("*.txt")):
                handmade.put(writer, *_read(text))
        writer.commit()
    return store.open_graph(directory)


def expected(question: queries.Question) -> Path:
    """Where the expected answer of a question is kept."""
    return FOLDER / f"{question.name}.tsv"


def main() -> None:
    """Write all expected answers."""
    with tempfile.TemporaryDirectory() as folder:
        built = graph(Path(folder) / "g")
        for question in queries.questions():
            table = queries.run(built, question, ASKED[question.name])
            expected(question).write_text(as_tsv(table.columns, table.rows), encoding="utf-8", newline="\n")
            sys.stdout.write(f"{question.name}: {len(table.rows)} rows\n")


if __name__ == "__main__":
    main()
