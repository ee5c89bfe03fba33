"""A graph and the rows of its tables in, the reading page of each bulletin out: `bulletins/ID.html`.

The page is the bulletin's own text, whole and with its line breaks, each item a section; what was read from
it is marked in its place, and the facts of an item stand beside it with rule, confidence and links. Every
passage of the graph has an anchor, `#c120-144` in code points of the bulletin's text, so that a fact is cited
by an address.

A page is made in time linear in the text and its marks. Beyond `MOST_CARDS` facts, further ones are marked in
the text but not told beside it. A bulletin of 8 MB, the most that is read (280,000 mentions and facts),
makes pages of 54 MB in 15 s each behind 50 s of preparation, on one core; Chromium opens one in 45 s. One of
1 MB makes pages of 8 MB in 2 s, opened in 1 s.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import pyoxigraph as ox
from markupsafe import Markup

from kg.site import links, shell, words
from kg.site.facts_told import FACTS, MENTIONS, Card, Teller
from kg.site.marks import Marker, Passage, Tag, headline, merged
from kg.store import Store
from kg.terms import TU

Row = dict[str, str]

#: facts told beside the text of one page
MOST_CARDS: Final = 3_000
#: code points from which on a page lays out only what is in sight
LONG: Final = 100_000
#: code points of a headline; the title of a brief without one is its first sentence, or all of it
LONGEST: Final = 60
#: crossing passages that are highlighted without a script, too
MOST_RULES: Final = 500

_PASSAGE: Final = re.compile(rb"#char=(\d+),(\d+)>")
_TEXT: Final = f"<{TU.text}>".encode()


@dataclass(slots=True)
class Source:
    """One bulletin: its rows of the tables, in order of the text."""

    row: Row
    items: list[Row] = field(default_factory=list)
    mentions: list[Row] = field(default_factory=list)
    facts: list[tuple[str, Row]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The stem of its file."""
        return self.row["bulletin"]


@dataclass(frozen=True, slots=True)
class Written:
    """A bulletin as the graph keeps it: its text, and every passage that something in the graph points at."""

    text: str
    passages: frozenset[tuple[int, int]]


def sources(rows: Iterable[tuple[str, Row]]) -> list[Source]:
    """The bulletins of `kg.tables.rows`, which tells one after the other, and of each first what it is."""
    found: list[Source] = []
    for table, row in rows:
        if table == "bulletins":
            found.append(Source(row))
        elif table == "items":
            found[-1].items.append(row)
        elif table == "mentions":
            found[-1].mentions.append(row)
        elif table in FACTS:
            found[-1].facts.append((table, row))
    for source in found:
        source.items.sort(key=_place)
        source.facts.sort(key=lambda fact: _place(fact[1]))
    return found


def _place(row: Row) -> tuple[int, int]:
    return int(row["start"]), int(row["end"])


def written(graph: Store, stem: str) -> Written:
    """The text of a bulletin and the offsets of all its passages; only the one line is parsed."""
    lines = graph.lines(stem)
    passages = {(int(start), int(end)) for start, end in _PASSAGE.findall(lines)}
    for line in lines.splitlines(keepends=True):
        if _TEXT in line:
            for quad in ox.parse(line, format=ox.RdfFormat.N_QUADS):
                if quad.predicate.value == str(TU.text) and isinstance(quad.object, ox.Literal):
                    text = quad.object.value
                    return Written(text, frozenset(p for p in passages if p[0] <= p[1] <= len(text)))
    raise ValueError(f"the graph of {stem} has no text: build it anew")


def pages(
    graph: Store, rows: Iterable[tuple[str, Row]], *, languages: Sequence[str] = tuple(links.FOLDERS)
) -> Iterator[tuple[str, str]]:
    """(path from the root of the site, HTML) of the reading page of each bulletin, in each language."""
    known = sources(rows)
    teller = {
        language: Teller(graph.base, language, [(one.id, one.facts) for one in known])
        for language in languages
    }
    for source in known:
        kept = written(graph, source.id)
        for language in languages:
            path = links.localised(links.bulletin(source.id), language)
            yield path, page(source, kept, teller[language], languages=languages)


# ---------------------------------------------------------------- one page
@dataclass(frozen=True, slots=True)
class _Section:
    """A stretch of the text: an item with its facts, or what stands between items."""

    text: Markup
    start: int
    item: Row | None = None
    title: str = ""
    titled: bool = False  # whether the headline is marked in the text
    cards: tuple[Card, ...] = ()
    left_out: int = 0
    contributors: tuple[tuple[str, str], ...] = ()
    themes: tuple[tuple[str, str], ...] = ()
    form: str = ""


def page(
    source: Source, kept: Written, teller: Teller, *, languages: Sequence[str] = tuple(links.FOLDERS)
) -> str:
    """The reading page of a bulletin in the language of the teller."""
    cards = [
        teller.card(number, table, row, kept.text)
        for number, (table, row) in enumerate(source.facts[:MOST_CARDS], 1)
    ]
    marker = Marker(kept.text, merged(_passages(source, kept, teller)))
    sections = list(_sections(source, kept.text, marker, cards, teller))
    row, language = source.row, teller.language
    title = " ".join(row["title"].split()) or source.id
    counts = Counter(table for table, _ in source.facts)
    counts.update(f"m-{one['type']}" for one in source.mentions)
    return shell.render(
        "reading.html",
        page=links.bulletin(source.id),
        language=language,
        title=title,
        description=teller.t(
            f"《{title}》全文，{len(source.facts)} 条事实逐条标在原文中。",
            f"The text of {title}, with {len(source.facts)} facts marked in their place.",
        ),
        jsonld=_jsonld(row, title),
        scripts=("reading.js",),
        languages=languages,
        bulletin=row,
        issuers=teller.entities("organisation", row["issuer"], row["issuer_name"]),
        sections=sections,
        mentions=[
            (name, zh if language == "zh" else en, counts[f"m-{name}"]) for name, (zh, en) in MENTIONS.items()
        ],
        facts=[
            (name, one.zh if language == "zh" else one.en, one.sign(language), counts[name])
            for name, one in FACTS.items()
        ],
        total=len(source.facts),
        long=len(kept.text) > LONG,
        rules=Markup("\n".join(_rule(anchor) for anchor in list(marker.broken)[:MOST_RULES])),
    )


def _passages(source: Source, kept: Written, teller: Teller) -> Iterator[Passage]:
    """Every passage of the graph, with what is to be seen of it: what is named, which facts are told."""
    for row in source.mentions:
        yield Passage(
            *_place(row),
            classes=("m", f"m-{row['type']}"),
            href=teller.href(row["type"], row["entity"]),
            title=teller.why(row),
        )
    for number, (table, row) in enumerate(source.facts, 1):
        told = FACTS[table]
        tag = Tag(
            f"{told.sign(teller.language)}{number}",
            f"#f{number}" if number <= MOST_CARDS else "",
            f"{teller.t(told.zh, told.en)} {number}",
            f"k-{table}",
        )
        yield Passage(*_place(row), classes=("f", f"f-{table}"), tags=(tag,))
    for start, end in kept.passages:
        yield Passage(start, end)


def _sections(
    source: Source, text: str, marker: Marker, cards: Sequence[Card], teller: Teller
) -> Iterator[_Section]:
    """The text from its first to its last character: items, and what stands before, between and behind."""
    of_item: Mapping[str, list[Card]] = defaultdict(list)
    for card in cards:
        of_item[card.item].append(card)
    all_of_item = Counter(row["item"] for _, row in source.facts)
    at = 0
    for item in source.items:
        start, end = max(at, int(item["start"])), int(item["end"])
        if start >= end:
            continue
        if at < start:
            yield _between(text, marker, at, start)
        head = headline(text, start, end, item["title"]) if len(item["title"]) <= LONGEST else start
        pieces = [
            f'<h2 class="headline">{marker.html(start, head)}</h2>' if head > start else "",
            marker.html(head, end),
        ]
        told = tuple(of_item[item["item"]])
        yield _Section(
            Markup("".join(pieces)),
            start,
            item,
            _short(item["title"]) or teller.t("（无标题）", "(no headline)"),
            head > start,
            told,
            all_of_item[item["item"]] - len(told),
            teller.entities("organisation", item["contributors"], item["contributors_name"]),
            tuple(_themes(item["themes"], teller)),
            words.name("form", item["form"], teller.language) if item["form"] else "",
        )
        at = end
    if at < len(text):
        yield _between(text, marker, at, len(text))


def _between(text: str, marker: Marker, start: int, end: int) -> _Section:
    """What stands between items: masthead, contents, imprint; the empty lines around it are not shown."""
    part = text[start:end]
    first = start + len(part) - len(part.lstrip())
    last = max(first, start + len(part.rstrip()))
    before, shown, behind = (marker.html(*stretch) for stretch in pairwise((start, first, last, end)))
    gaps = [f'<span class="gap">{gap}</span>' if gap else "" for gap in (before, behind)]
    return _Section(Markup(f"{gaps[0]}{shown}{gaps[1]}"), start)


def _short(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= LONGEST else f"{title[: LONGEST // 2]}……"


def _themes(names: str, teller: Teller) -> Iterator[tuple[str, str]]:
    for name in filter(None, names.split("|")):
        concept = words.themes()[name]
        yield concept.names.get(teller.language, name), teller.page("themes", concept.iri)


def _rule(anchor: str) -> str:
    """What highlights a passage of several elements without a script."""
    return f'.reading:has([id="{anchor}"]:target) [data-c="{anchor}"]{{background:var(--cited)}}'


def _jsonld(row: Row, title: str) -> dict[str, Any]:
    issuers = [{"@type": "Organization", "name": name} for name in row["issuer_name"].split("|") if name]
    told = {"identifier": row["bulletin"], "datePublished": row["date"], "url": row["bulletin_iri"]}
    return {
        "@type": "Article",
        "name": shell.clean(title),
        "inLanguage": "zh-Hans",
        **{key: value for key, value in told.items() if value},
        **({"publisher": issuers} if issuers else {}),
    }
