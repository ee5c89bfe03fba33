"""The rows of the tables in, everything the site tells out: bulletins, items, and entities with their facts.

The rows are gone through once. An entity knows each fact in which it stands, by the part it has in it
(`facts["ran"]` of a body, `facts["granted"]` …), so that a page is made without a look at any other; the rows
themselves are shared, not copied. All of it is held in memory, some 2 kB a fact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from kg import terms
from kg.site import links, words

Row = dict[str, str]

#: what stands behind the base of an entity's IRI -> the kind of its page
_FOLDERS: Final = {
    "organisation": "bodies",
    "programme": "programmes",
    "document": "documents",
    "person": "people",
    "place": "places",
}
#: table -> columns of entities, with the name under which the fact is kept for the entity
_PARTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "involvements": (("organisation", "involvements"), ("programme", "involvements")),
    "outcomes": (("organisation", "outcomes"), ("programme", "outcomes")),
    "documents": (("document", "documents"), ("issuers", "documents")),
    "posts": (("person", "posts"), ("organisation", "posts")),
    "events": (("organisations", "events"),),
    "awards": (("recipient", "awards"), ("grantor", "granted")),
}
#: names of programmes are compared from so many characters on, and so many of them
_SHORTEST: Final = 3
_LONGEST: Final = 40
#: the tables whose rows are facts with a quote
FACTS: Final = tuple(_PARTS)


@dataclass(slots=True, eq=False)
class Entity:
    """One thing with a page of its own."""

    kind: str  # of links.KINDS
    key: str  # IRI, or an indicator's wording
    name: str
    row: Row = field(default_factory=dict)  # of `organisations` or `programmes`
    facts: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    mentions: list[Row] = field(default_factory=list)
    above: set[str] = field(default_factory=set)  # keys of the same kind
    below: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)  # other forms of the name in the texts
    same: set[str] = field(default_factory=set)  # keys of programmes that the reviewed scheme calls the same
    #: keys of programmes whose name holds this one's, or lies in it
    alike: set[str] = field(default_factory=set)
    before: list[tuple[str, str]] = field(default_factory=list)  # of a body: what it replaced, and the year
    after: list[tuple[str, str]] = field(default_factory=list)  # what took its place

    @property
    def page(self) -> str:
        """Where its page lies, below the folder of the language."""
        return links.page(self.kind, self.key)

    @property
    def weight(self) -> int:
        """How often the texts speak of it: mentions, or facts where mentions are not told."""
        return len(self.mentions) or sum(map(len, self.facts.values()))


@dataclass(slots=True)
class Catalogue:
    """Everything the site tells."""

    base: str  # of the graph's IRIs
    bulletins: dict[str, Row] = field(default_factory=dict)
    items: dict[str, Row] = field(default_factory=dict)
    entities: dict[str, dict[str, Entity]] = field(default_factory=lambda: {kind: {} for kind in links.KINDS})
    counts: Counter[str] = field(default_factory=Counter)  # rows of each table
    outcomes: dict[str, Row] = field(default_factory=dict)  # by IRI
    facts_of: Counter[str] = field(default_factory=Counter)  # of each bulletin
    #: (table, rule) -> the confidences of what it read
    rules: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    #: (item, programme) -> its involvements: who stands in one programme together
    together: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    #: item -> the rows of `documents` and `involvements` in it
    in_item: dict[str, dict[str, list[Row]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def kind_of(self, iri: str) -> str | None:
        """The kind of page an IRI has, if it is an entity's."""
        return _FOLDERS.get(iri.removeprefix(self.base).partition("/")[0])

    def find(self, iri: str) -> Entity | None:
        """The entity of an IRI."""
        kind = self.kind_of(iri)
        return self.entities[kind].get(iri) if kind else None

    def all(self) -> Iterator[Entity]:
        """Every entity, kind by kind, by weight (the most spoken of first) and name."""
        for kind in links.KINDS:
            yield from self.sorted(kind)

    def sorted(self, kind: str) -> list[Entity]:
        """The entities of a kind, the most spoken of first, then by name."""
        return sorted(self.entities[kind].values(), key=lambda one: (-one.weight, one.name, one.key))


class _Gatherer:
    """Puts rows where they belong."""

    def __init__(self, base: str) -> None:
        self.to = Catalogue(base)
        self._places: dict[str, list[tuple[str, Row]]] = defaultdict(list)  # name -> events there, by item

    def entity(self, iri: str, name: str) -> Entity | None:
        """The entity of an IRI, made where it is new."""
        kind = self.to.kind_of(iri)
        if kind is None:
            return None
        known = self.to.entities[kind].get(iri)
        if known is None:
            known = self.to.entities[kind][iri] = Entity(kind, iri, name)
        return known

    def _named(self, kind: str, key: str, name: str) -> Entity:
        return self.to.entities[kind].setdefault(key, Entity(kind, key, name))

    def add(self, table: str, row: Row) -> None:
        """One row of one table."""
        self.to.counts[table] += 1
        if table == "bulletins":
            self.to.bulletins[row["bulletin"]] = row
            self._issued(row)
        elif table == "items":
            self.to.items[row["item"]] = row
            self._item(row)
        elif table == "mentions":
            row["bulletin"] = self.to.items[row["item"]]["bulletin"]
            if one := self.entity(row["entity"], row["entity_name"]):
                one.mentions.append(row)
                if row["text"] != one.name:
                    one.forms.add("".join(row["text"].split()))
        elif table in _PARTS:
            row["bulletin"] = self.to.items[row["item"]]["bulletin"]
            self._fact(table, row)
        elif table == "organisations":
            self._register("organisation", row, above="parent")
        elif table == "programmes":
            self._register("programme", row, above="")
            self._themed("programmes", row["themes"], row)

    def _issued(self, row: Row) -> None:
        for iri, name in zip(row["issuer"].split("|"), row["issuer_name"].split("|"), strict=False):
            if iri and (one := self.entity(iri, name)):
                one.facts["bulletins"].append(row)

    def _item(self, row: Row) -> None:
        for iri, name in zip(
            row["contributors"].split("|"), row["contributors_name"].split("|"), strict=False
        ):
            if iri and (one := self.entity(iri, name)):
                one.facts["items"].append(row)
        self._themed("items", row["themes"], row)

    def _themed(self, part: str, names: str, row: Row) -> None:
        for name in filter(None, names.split("|")):
            concept = words.themes()[name]
            self._named("themes", concept.iri, name).facts[part].append(row)
            self._theme_above(concept)

    def _theme_above(self, concept: words.Concept) -> None:
        for above in concept.broader:
            parent = words.themes_by_iri()[above]
            self._named("themes", above, parent.names["zh"]).below.add(concept.iri)
            self._named("themes", concept.iri, concept.names["zh"]).above.add(above)
            self._theme_above(parent)

    def _fact(self, table: str, row: Row) -> None:
        self.to.facts_of[row["bulletin"]] += 1
        self.to.rules[table, row["rule"]].append(row["confidence"])
        for column, part in _PARTS[table]:
            name = "title" if column == "document" else f"{column}_name"
            names = [row[name]] if column == "document" else row[name].split("|")
            iris = row[column].split("|")
            for at, iri in enumerate(iris):
                if iri and (one := self.entity(iri, names[at] if len(names) == len(iris) else row[name])):
                    one.facts[part].append(row)
        if table == "outcomes":
            self.to.outcomes[row["outcome"]] = row
            self._named("indicators", row["indicator"], row["indicator"]).facts["outcomes"].append(row)
        elif table == "involvements":
            self.to.together[row["item"], row["programme"]].append(row)
        elif table == "events":
            for name in filter(None, row["place_name"].split("|")):
                self._places[name].append((row["item"], row))
        if table in ("involvements", "documents", "outcomes"):
            self.to.in_item[row["item"]][table].append(row)

    def _register(self, column: str, row: Row, *, above: str) -> None:
        one = self.entity(row[column], row[f"{column}_name"])
        if one is None:
            return
        one.name, one.row = row[f"{column}_name"], row
        one.forms.update(filter(None, row["aliases"].split("|")))
        if above:
            one.above.update(filter(None, row[above].split("|")))
        for iri, name in zip(
            row.get("place", "").split("|"), row.get("place_name", "").split("|"), strict=False
        ):
            if iri and (place := self.entity(iri, name)):
                place.facts["bodies"].append(row)

    def finish(self) -> Catalogue:
        """The catalogue, with the links that only show when all rows are in."""
        bodies, programmes = self.to.entities["bodies"], self.to.entities["programmes"]
        for one in list(bodies.values()):
            one.above = {iri for iri in one.above if iri in bodies}
            for iri in one.above:
                bodies[iri].below.add(one.key)
        by_name = {one.name: iri for iri, one in programmes.items()}
        for one in programmes.values():
            broader = filter(None, one.row.get("broader_name", "").split("|"))
            one.above = {by_name[name] for name in broader if name in by_name} - {one.key}
            for iri in one.above:
                programmes[iri].below.add(one.key)
        self._same()
        self._alike()
        self._place_events()
        self._place_above()
        return self.to

    def _same(self) -> None:
        """要约行动 and 百分百要约行动 are one where `vocabularies/programmes.ttl` says so."""
        reviewed: dict[str, set[str]] = defaultdict(set)  # IRI of the scheme -> keys
        for key, one in self.to.entities["programmes"].items():
            if iri := terms.programme_names().get(one.name):
                reviewed[iri].add(key)
        for iri, keys in reviewed.items():
            others = set().union(*(reviewed.get(same, set()) for same in terms.programmes()[iri].same))
            for key in keys:
                self.to.entities["programmes"][key].same = (keys | others) - {key}

    def _alike(self) -> None:
        """送温暖 and 送温暖活动周 may be one: names in other names, found by the pieces of each."""
        programmes = self.to.entities["programmes"]
        by_name: dict[str, list[str]] = defaultdict(list)
        for key, one in programmes.items():
            by_name[one.name].append(key)
        for key, one in programmes.items():
            length = min(len(one.name), _LONGEST)
            pieces = {
                one.name[at : at + size]
                for size in range(_SHORTEST, length + 1)
                for at in range(length - size + 1)
            }
            for other in {other for piece in pieces for other in by_name.get(piece, ())} - one.same - {key}:
                one.alike.add(other)
                programmes[other].alike.add(key)

    def _place_events(self) -> None:
        """Events tell the names of places: the place of that name in the same item, else the only one."""
        by_name: dict[str, list[Entity]] = defaultdict(list)
        for place in self.to.entities["places"].values():
            by_name[place.name].append(place)
        for name, events in sorted(self._places.items()):
            for item, row in events:
                here = [p for p in by_name[name] if any(m["item"] == item for m in p.mentions)]
                found = here or (by_name[name] if len(by_name[name]) == 1 else [])
                for place in found[:1]:
                    place.facts["events"].append(row)

    def _place_above(self) -> None:
        """Codes of GB/T 2260 tell which place lies in which: 320505 in 320500 in 320000."""
        places = self.to.entities["places"]
        by_code = {iri.rpartition("/")[2]: one for iri, one in places.items()}
        for code, place in by_code.items():
            if not (len(code) == 6 and code.isdigit()):
                continue
            for wider in (f"{code[:4]}00", f"{code[:2]}0000"):
                if wider != code and wider in by_code:
                    place.above.add(by_code[wider].key)
                    by_code[wider].below.add(place.key)
                    break


def gather(
    rows: Iterable[tuple[str, Row]], base: str, changes: Iterable[tuple[str, str, str]] = ()
) -> Catalogue:
    """All that the site tells, from `kg.tables.rows` and the base of the graph's IRIs.

    `changes` tell what became of bodies: IRI of the one before, of the one after, year or "".
    Raises `ValueError` where two entities of a kind would share a page (12 hexadecimal digits).
    """
    gatherer = _Gatherer(base)
    for table, row in rows:
        gatherer.add(table, row)
    made = gatherer.finish()
    bodies = made.entities["bodies"]
    for before, after, year in sorted(changes):
        if before in bodies and after in bodies:
            bodies[before].after.append((after, year))
            bodies[after].before.append((before, year))
    for kind, entities in made.entities.items():
        pages: dict[str, str] = {}
        for key in entities:
            other = pages.setdefault(links.hexed(key), key)
            if other != key:
                raise ValueError(f"{kind}: {other} and {key} would have one page")
    return made
