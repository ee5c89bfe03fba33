"""A graph in, the exported tables out: one CSV a kind of fact and a Frictionless `datapackage.json`.

UTF-8 with a byte-order mark (Excel opens Chinese rightly), CRLF and quoting as in RFC 4180, rows in
order of bulletin and text, the same bytes for the same graph. Each column that refers to an entity
holds its IRI and stands beside its name; several values in a cell are joined with `|`.

Cells are the text of the source, unchanged: a headline or quote that begins with = + - or @ stays
so, and a spreadsheet that takes such cells for formulas should import these columns as text.

Bulletins are read one after the other, so memory does not grow with their number, save for the
lists of organisations and programmes, which gather what all bulletins say.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox

import ontology
from kg import terms
from kg.store import Store, StoreError
from kg.terms import DCTERMS, FOAF, OA, ORG, RDFS, SCHEMA, SKOS, TU, notations

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, as `ontology/tables.tsv` declares it."""

    name: str
    type: str  # of Frictionless: string, integer, number
    key: bool  # part of the key that tells the table's rows apart
    refers: str  # the table whose key it holds, or ""
    zh: str
    en: str


def _declared() -> dict[str, tuple[Column, ...]]:
    tables: dict[str, list[Column]] = defaultdict(list)
    for line in ontology.data("tables.tsv").decode("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, type_, key, zh, en = line.split("\t")
            table, _, column = name.partition(".")
            marks = key.replace("-", "").split()
            refers = next((mark for mark in marks if mark != "p"), "")
            tables[table].append(Column(column, type_, "p" in marks, refers, zh, en))
    return {table: tuple(columns) for table, columns in tables.items()}


#: table -> its columns, in order
TABLES: Final = _declared()
_KEYS: Final = {table: tuple(c.name for c in columns if c.key) for table, columns in TABLES.items()}
_ROLES: Final = ("ran", "partner", "participant")


# ---------------------------------------------------------------- one bulletin's graph
class _Graph:
    """The triples of one bulletin, by subject and predicate."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                self._values[quad.subject.value][quad.predicate.value].append(quad.object.value)

    def of(self, kind: str) -> Iterator[str]:
        """The subjects of one class."""
        return (s for s, said in self._values.items() if str(kind) in said.get(terms.RDF_TYPE, ()))

    def all(self, subject: str, predicate: str) -> list[str]:
        """The values of a property, sorted."""
        said = self._values.get(subject)
        return sorted(said.get(str(predicate), ())) if said else []

    def one(self, subject: str, predicate: str) -> str:
        """The value of a property, or ""."""
        values = self.all(subject, predicate)
        return values[0] if values else ""

    def label(self, iri: str) -> str:
        """The name of an entity."""
        return self.one(iri, RDFS.label)

    def subjects(self) -> Iterator[str]:
        """All subjects."""
        return iter(self._values)


@dataclass(slots=True)
class _Seen:
    """What several bulletins say of one organisation or programme."""

    name: str = ""
    kind: str = ""
    parents: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    aliases: set[str] = field(default_factory=set)
    reviewed: set[str] = field(default_factory=set)  # of a programme: its entries in the reviewed scheme
    themes: set[str] = field(default_factory=set)  # of a programme


@dataclass(slots=True)
class _Register:
    """The entities of all bulletins so far."""

    organisations: dict[str, _Seen] = field(default_factory=lambda: defaultdict(_Seen))
    programmes: dict[str, _Seen] = field(default_factory=lambda: defaultdict(_Seen))

    def gather(self, graph: _Graph) -> None:
        """Add what one bulletin says."""
        for iri in graph.of(ORG.Organization):
            seen = self.organisations[iri]
            seen.name = seen.name or graph.label(iri)
            for kind in graph.all(iri, ORG.classification):
                seen.kind = seen.kind or notations()[kind]
            for parent in graph.all(iri, ORG.subOrganizationOf):
                seen.parents[parent] = graph.label(parent)
            for place in graph.all(iri, DCTERMS.spatial):
                seen.places[place] = graph.label(place)
        for iri in graph.of(TU.Programme):
            self.programmes[iri].name = graph.label(iri)
            self.programmes[iri].reviewed.update(graph.all(iri, SKOS.exactMatch))
            self.programmes[iri].themes.update(_themes(graph, iri))
        for subject in graph.subjects():
            for entity in graph.all(subject, TU.names):
                known = self.organisations.get(entity) or self.programmes.get(entity)
                if known:
                    text = "".join(graph.one(subject, OA.exact).split())
                    if text != known.name:
                        known.aliases.add(text)

    def rows(self) -> Iterator[tuple[str, Row]]:
        """The rows of organisations and programmes, sorted by name."""
        for iri, seen in sorted(self.organisations.items(), key=lambda entry: (entry[1].name, entry[0])):
            parents, places = sorted(seen.parents), sorted(seen.places)
            yield (
                "organisations",
                {
                    "organisation": iri,
                    "organisation_name": seen.name,
                    "kind": seen.kind,
                    "parent": _join(parents),
                    "parent_name": _join(seen.parents[parent] for parent in parents),
                    "place": _join(places),
                    "place_name": _join(seen.places[place] for place in places),
                    "aliases": _join(sorted(seen.aliases)),
                },
            )
        for iri, seen in sorted(self.programmes.items(), key=lambda entry: (entry[1].name, entry[0])):
            above = sorted({b for one in seen.reviewed for b in terms.programmes()[one].broader})
            yield (
                "programmes",
                {
                    "programme": iri,
                    "programme_name": seen.name,
                    "broader": _join(above),
                    "broader_name": _join(terms.programmes()[one].name for one in above),
                    "themes": _join(sorted(seen.themes)),
                    "aliases": _join(sorted(seen.aliases)),
                },
            )


def _themes(graph: _Graph, iri: str) -> list[str]:
    """The Chinese names of the themes of an item or programme."""
    names = terms.names_of("theme")
    return [names[theme] for theme in graph.all(iri, DCTERMS.subject)]


def _join(values: Iterable[str]) -> str:
    return "|".join(values)


# ---------------------------------------------------------------- rows of one bulletin
def _evidence(graph: _Graph, fact: str) -> Row:
    passage = graph.one(fact, TU.evidence)
    return {
        "item": graph.one(passage, DCTERMS.isPartOf),
        "quote": graph.one(passage, OA.exact),
        "start": graph.one(passage, OA.start),
        "end": graph.one(passage, OA.end),
        **_rule(graph, fact),
    }


def _rule(graph: _Graph, iri: str) -> Row:
    """The rule, and its confidence; of several rules the least."""
    rules = graph.all(iri, TU.rule)
    told = sorted(value for rule in rules for value in graph.all(rule, TU.confidence))
    return {"rule": _join(rule.rpartition("/")[2] for rule in rules), "confidence": told[0] if told else ""}


def _entity(graph: _Graph, fact: str, predicate: str, column: str) -> Row:
    """The columns `x` and `x_name`."""
    iris = graph.all(fact, predicate)
    return {column: _join(iris), f"{column}_name": _join(graph.label(iri) for iri in iris)}


def _notation(graph: _Graph, fact: str, predicate: str) -> str:
    iri = graph.one(fact, predicate)
    return notations()[iri] if iri else ""


_TYPES: Final = (
    (str(ORG.Organization), "organisation"),
    (str(TU.Programme), "programme"),
    (str(TU.Document), "document"),
    (str(FOAF.Person), "person"),
    (str(SCHEMA.Place), "place"),
)


def _sources(graph: _Graph, stem: str) -> Iterator[tuple[str, Row]]:
    for iri in graph.of(TU.Bulletin):
        yield (
            "bulletins",
            {
                "bulletin": stem,
                "title": graph.one(iri, DCTERMS.title),
                **_entity(graph, iri, DCTERMS.publisher, "issuer"),
                "date": graph.one(iri, DCTERMS.date),
                "source": graph.one(iri, DCTERMS.source),
                "sha256": graph.one(iri, TU.sha256),
                "bulletin_iri": iri,
            },
        )
    for iri in graph.of(TU.Item):
        yield (
            "items",
            {
                "item": iri,
                "bulletin": stem,
                "position": graph.one(iri, TU.position),
                "section": graph.one(iri, TU.section),
                "title": graph.one(iri, DCTERMS.title),
                **_entity(graph, iri, DCTERMS.contributor, "contributors"),
                "start": graph.one(iri, OA.start),
                "end": graph.one(iri, OA.end),
                "form": _notation(graph, iri, TU.form),
                "themes": _join(_themes(graph, iri)),
            },
        )
    for iri in graph.subjects():
        for entity in graph.all(iri, TU.names):
            types = graph.all(entity, terms.RDF_TYPE)
            yield (
                "mentions",
                {
                    "item": graph.one(iri, DCTERMS.isPartOf),
                    "type": next(name for type_, name in _TYPES if type_ in types),
                    "entity": entity,
                    "entity_name": graph.label(entity),
                    "text": graph.one(iri, OA.exact),
                    "start": graph.one(iri, OA.start),
                    "end": graph.one(iri, OA.end),
                    **_rule(graph, iri),
                    "reason": _join(graph.all(iri, TU.reason)),
                },
            )


def _facts(graph: _Graph) -> Iterator[tuple[str, Row]]:
    for iri in graph.of(TU.Involvement):
        yield (
            "involvements",
            {
                **_evidence(graph, iri),
                **_entity(graph, iri, TU.organisation, "organisation"),
                **_entity(graph, iri, TU.programme, "programme"),
                "role": _notation(graph, iri, TU.role),
            },
        )
    for iri in graph.of(TU.Outcome):
        yield (
            "outcomes",
            {
                **_evidence(graph, iri),
                "outcome": iri,
                "indicator": graph.one(iri, TU.indicator),
                "value": graph.one(iri, TU.value),
                "value_max": graph.one(iri, TU.valueMax),
                "unit": graph.one(iri, TU.unit),
                "comparator": _notation(graph, iri, TU.comparator),
                "status": _notation(graph, iri, TU.status),
                **_entity(graph, iri, TU.organisation, "organisation"),
                **_entity(graph, iri, TU.programme, "programme"),
                "period": graph.one(iri, TU.period),
                "part_of": graph.one(iri, TU.partOf),
            },
        )
    for iri in graph.of(TU.Issuance):
        document = graph.one(iri, TU.document)
        yield (
            "documents",
            {
                **_evidence(graph, iri),
                "document": document,
                "title": graph.label(document),
                "act": _notation(graph, iri, TU.act),
                **_entity(graph, iri, TU.issuer, "issuers"),
            },
        )
    for iri in graph.of(TU.PostHolding):
        yield (
            "posts",
            {
                **_evidence(graph, iri),
                **_entity(graph, iri, ORG.member, "person"),
                "post": graph.one(iri, TU.post),
                **_entity(graph, iri, ORG.organization, "organisation"),
            },
        )
    for iri in graph.of(TU.Event):
        yield (
            "events",
            {
                **_evidence(graph, iri),
                "event": iri,
                "kind": _notation(graph, iri, TU.eventKind),
                "date": graph.one(iri, TU.date),
                **_entity(graph, iri, TU.organisation, "organisations"),
                "place_name": _join(graph.label(place) for place in graph.all(iri, TU.place)),
            },
        )
    for iri in graph.of(TU.Award):
        yield (
            "awards",
            {
                **_evidence(graph, iri),
                **_entity(graph, iri, TU.recipient, "recipient"),
                "award": graph.one(iri, TU.award),
                **_entity(graph, iri, TU.grantor, "grantor"),
                "year": graph.one(iri, TU.year),
            },
        )


def _distinct(table: str, rows: list[Row]) -> Iterator[Row]:
    """One row a key, in order of the text: the strongest role, issued before cited, else the first."""
    best: dict[tuple[str, ...], Row] = {}
    for row in sorted(rows, key=_order):
        key = tuple(row.get(column, "") for column in _KEYS[table])
        known = best.setdefault(key, row)
        if table == "involvements" and _ROLES.index(row["role"]) < _ROLES.index(known["role"]):
            best[key] = row
        if table == "documents" and known["act"] == "cited" and row["act"] == "issued":
            best[key] = row
    return iter(sorted(best.values(), key=_order))


def _order(row: Row) -> tuple[int | str, ...]:
    """In order of the text, then of all the row says."""
    start, end = int(row.get("start") or 0), int(row.get("end") or 0)
    return (start, end, *(f"{key}={value}" for key, value in sorted(row.items())))


def rows(graph: Store) -> Iterator[tuple[str, Row]]:
    """All rows of all tables as (table, row): bulletin by bulletin, and the registers last."""
    register = _Register()
    for stem in graph.manifest:
        one = _Graph(graph.quads(stem))
        register.gather(one)
        found: dict[str, list[Row]] = defaultdict(list)
        for table, row in (*_sources(one, stem), *_facts(one)):
            found[table].append(row)
        for table in found:
            for row in _distinct(table, found[table]):
                yield table, row
    yield from register.rows()


def involvements(graph: Store) -> Iterator[Row]:
    """The rows of `involvements`, with `kind` of the body, and `bulletin` and `title` of the item."""
    for stem in graph.manifest:
        one = _Graph(graph.quads(stem))
        found = [row for table, row in _facts(one) if table == "involvements"]
        for row in _distinct("involvements", found):
            kind = _notation(one, row["organisation"], ORG.classification)
            yield {**row, "kind": kind, "bulletin": stem, "title": one.one(row["item"], DCTERMS.title)}


# ---------------------------------------------------------------- files
def export(graph: Store, folder: Path, known: Iterable[tuple[str, Row]] | None = None) -> dict[str, int]:
    """Write every table and `datapackage.json` into a folder; returns the number of rows of each table.

    `known` are the rows of the graph, where somebody has them already.

    Files are written aside and renamed, so a failed export leaves the tables that were there.
    Raises `StoreError` where the folder cannot be written.
    """
    counts = dict.fromkeys(TABLES, 0)
    made: dict[str, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            writers: dict[str, csv.DictWriter[str]] = {}
            for table, columns in TABLES.items():
                made[f"{table}.csv"] = path = folder / f"{table}.csv.{os.getpid()}.tmp"
                target = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
                writers[table] = csv.DictWriter(
                    target, [column.name for column in columns], restval="", extrasaction="ignore"
                )
                writers[table].writeheader()
            for table, row in rows(graph) if known is None else known:
                writers[table].writerow(row)
                counts[table] += 1
        made["datapackage.json"] = path = folder / f"datapackage.json.{os.getpid()}.tmp"
        path.write_text(_package(made, counts), encoding="utf-8", newline="\n")
        for name, path in made.items():
            path.replace(folder / name)
    except OSError as error:
        raise StoreError(f"the tables cannot be written to {folder}: {error.strerror or error}") from None
    finally:
        for path in made.values():
            path.unlink(missing_ok=True)
    return counts


def _package(made: dict[str, Path], counts: dict[str, int]) -> str:
    """The Frictionless data package: what the files are, their columns, types and keys."""
    resources = []
    for table, columns in TABLES.items():
        with made[f"{table}.csv"].open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        schema: dict[str, object] = {
            "fields": [{"name": c.name, "type": c.type, "title": c.zh, "description": c.en} for c in columns],
            "primaryKey": list(_KEYS[table]),
            "missingValues": [""],
        }
        foreign = [
            {"fields": c.name, "reference": {"resource": c.refers, "fields": _KEYS[c.refers][0]}}
            for c in columns
            if c.refers
        ]
        if foreign:
            schema["foreignKeys"] = foreign
        resources.append(
            {
                "name": table,
                "path": f"{table}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {
                    "delimiter": ",",
                    "lineTerminator": "\r\n",
                    "quoteChar": '"',
                    "doubleQuote": True,
                },
                "bytes": made[f"{table}.csv"].stat().st_size,
                "hash": f"sha256:{digest}",
                "rowcount": counts[table],
                "schema": schema,
            }
        )
    package = {
        "profile": "tabular-data-package",
        "name": "union-kg-tables",
        "title": "工会信息知识图谱：数据表 / Union bulletins: tables",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"
