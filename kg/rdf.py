"""A bulletin and its facts in, sorted N-Quads lines out: the only writer of triples.

The shape (see `ontology/union.ttl`), with the quads each part costs:

* bulletin: type, title, file, SHA-256, text, and date and publisher where known (5 to 7); its graph
  is `graph/STEM`, and the text stands in it once, as a plain string;
* item: type, bulletin, position, headline, start, end, form, and section and signatures (7 and more);
* passage: item, start, end, exact characters (4), shared by all that stands on the same stretch;
* mention: the passage names an entity, by a rule, at times with a reason (2 or 3);
* entity: type and name, and what is known of it (2 to 5), once per bulletin;
* fact: type, evidence, rule and its own fields; an involvement and its short cut make 7;
* part: that a figure lies in another one of its item (1);
* rule: its confidence (1), once per bulletin and not once per fact;
* theme: one for each of an item (3 at most) and of a programme; found by `kg.themes`, not by a fact;
* period: type, notation, first and last day (6), once per bulletin; an outcome says the notation only;
* change: that one body took the place of another (4), once per bulletin that names the older;
* graph: what it was read from and by what (7), once.

Lines are made directly, because Quad objects cost eight times as much. Verbatim text and names are
plain strings, since stores rewrite typed and tagged literals ("1.50" becomes "1.5").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Final

from extractors.lexicon import load
from kg import confidence, succession, terms, themes, timespan
from kg.identity import Identity
from kg.model import (
    Award,
    Bulletin,
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
    Place,
    Post,
    Programme,
)
from kg.terms import DCTERMS, FOAF, OA, ORG, PROV, RDFS, SCHEMA, SKOS, TIME, TU, concept

#: kind of fact -> name in IRIs, reports and tables
KINDS: Final[dict[type[Fact], str]] = {
    Involvement: "involvement",
    Outcome: "outcome",
    Issuance: "document",
    Post: "post",
    Event: "event",
    Award: "award",
}
_CLASSES: Final = {
    Involvement: TU.Involvement,
    Outcome: TU.Outcome,
    Issuance: TU.Issuance,
    Post: TU.PostHolding,
    Event: TU.Event,
    Award: TU.Award,
}
_SHORT_CUTS: Final = {"ran": TU.ran, "partner": TU.partnerIn, "participant": TU.participatedIn}


class EvidenceError(ValueError):
    """A fact or mention that points outside its text; the message names file, item and place."""


# ---------------------------------------------------------------- literals
#: what a plain string may not hold as it is: \ and ", and what some reader takes for the end of a line
_ESCAPES: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0x85, 0x2028, 0x2029)},
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
}


def string(text: str) -> str:
    """A plain literal: `"新签“三方”合同"`; what UTF-8 cannot hold (a lone surrogate) raises."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'  # the usual case: neither line ends, controls nor surrogates are printable
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise EvidenceError(
            f"a lone surrogate at character {error.start} cannot be written as UTF-8"
        ) from None
    return f'"{text.translate(_ESCAPES)}"'


def integer(number: int) -> str:
    """An xsd:integer in its canonical form."""
    return f'"{number}"^^<{terms.XSD_INTEGER}>'


def decimal(number: Decimal) -> str:
    """An xsd:decimal in its canonical form: 12000.0 -> "12000", 71.170 -> "71.17"."""
    return f'"{plain(number)}"^^<{terms.XSD_DECIMAL}>'


def day(date: str) -> str:
    """An xsd:date: `"2011-08-20"^^xsd:date`."""
    return f'"{date}"^^<{terms.XSD_DATE}>'


def plain(number: Decimal) -> str:
    """A number without exponent or idle zeros: 1.2E+4 -> 12000."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


@cache
def _places() -> dict[str, tuple[str, str]]:
    """Place code -> (name, code of the place above)."""
    found = {row[0]: (row[1], row[3]) for row in load("places")}
    for row in load("places_later"):
        found.setdefault(row[0], (row[1], row[0][:4] + "00"))
    return found


# ---------------------------------------------------------------- the writer
class _Writer:
    """Collects the lines of one bulletin's graph; a triple said twice is kept once."""

    def __init__(self, bulletin: Bulletin, identity: Identity) -> None:
        self.bulletin = bulletin
        self.identity = identity
        self.graph = f" <{identity.graph(bulletin.id)}> .\n"
        self.lines: set[str] = set()
        self.described: set[Entity] = set()
        self.placed: set[str] = set()
        self.passages: set[tuple[int, int]] = set()
        self.periods: set[str] = set()
        self.rules: dict[tuple[type[Fact | Entity], str], str] = {}
        # figures by place and value, and what parts say of their whole: the whole may come later
        self.figures: dict[tuple[int, int, Decimal], str] = {}
        self.wholes: list[tuple[str, tuple[int, int, Decimal]]] = []
        # how often items of a theme have to do with a programme; for names that tell no theme
        self.near: dict[Programme, Counter[str]] = defaultdict(Counter)

    def add(self, subject: str, predicate: str, literal: str) -> None:
        """One quad whose object is a literal as `string`, `integer` or `decimal` made it."""
        self.lines.add(f"<{subject}> <{predicate}> {literal}{self.graph}")

    def link(self, subject: str, predicate: str, target: str) -> None:
        """One quad whose object is an IRI."""
        self.lines.add(f"<{subject}> <{predicate}> <{target}>{self.graph}")

    # ---- entities
    def entity(self, entity: Entity) -> str:
        """The IRI of an entity, described once per bulletin."""
        iri = self.identity.entity(entity)
        if entity in self.described:
            return iri
        self.described.add(entity)
        match entity:
            case Organisation(name=name, kind=kind, place=place, parent=parent):
                self._organisation(iri, name)
                self.link(iri, ORG.classification, concept("kind", kind))
                if place:
                    self.link(iri, DCTERMS.spatial, self.place(place))
                if parent and parent != name:
                    above = self.identity.organisation(parent, place)
                    self._organisation(above, parent)
                    self.link(iri, ORG.subOrganizationOf, above)
                    if name.startswith(parent):  # 无锡市总工会|办公室: a unit, which is no body of its own
                        self.link(iri, terms.RDF_TYPE, ORG.OrganizationalUnit)
                self._succession(iri, entity)
            case Programme(name=name):
                self.link(iri, terms.RDF_TYPE, TU.Programme)
                self.add(iri, RDFS.label, string(name))
                if reviewed := terms.programme_names().get(name):
                    self.link(iri, SKOS.exactMatch, reviewed)
            case Document(title=title):
                self.link(iri, terms.RDF_TYPE, TU.Document)
                self.add(iri, RDFS.label, string(title))
            case Person(name=name):
                self.link(iri, terms.RDF_TYPE, FOAF.Person)
                self.add(iri, RDFS.label, string(name))
            case Place(name=name, code=code):
                if code:
                    self.place(code)
                if code not in _places():  # else the table's full name stands: 苏州 is labelled 苏州市
                    self.link(iri, terms.RDF_TYPE, SCHEMA.Place)
                    self.add(iri, RDFS.label, string(name))
        return iri

    def _organisation(self, iri: str, name: str) -> None:
        self.link(iri, terms.RDF_TYPE, ORG.Organization)
        self.add(iri, RDFS.label, string(name))

    def _succession(self, iri: str, body: Organisation) -> None:
        """What became of a body, where the lists know."""
        found = succession.successor(body)
        if found:
            after = self.entity(found.body)
            change = self.identity.change(iri, after)
            self.link(change, terms.RDF_TYPE, ORG.ChangeEvent)
            self.link(change, ORG.originalOrganization, iri)
            self.link(change, ORG.resultingOrganization, after)
            if found.year:
                self.add(change, DCTERMS.date, string(found.year))

    def place(self, code: str) -> str:
        """The IRI of a place known by its code, described with all places above it."""
        iri = self.identity.place(code)
        if code not in self.placed:
            self.placed.add(code)
            self.link(iri, terms.RDF_TYPE, SCHEMA.Place)
            self.add(iri, SKOS.notation, string(code))
            if code in _places():
                name, above = _places()[code]
                self.add(iri, RDFS.label, string(name))
                if above and above != code:
                    self.link(iri, SCHEMA.containedInPlace, self.place(above))
        return iri

    # ---- source
    def source(self, publisher: Organisation | None) -> None:
        """The bulletin itself."""
        bulletin = self.bulletin
        iri = self.identity.bulletin(bulletin.id)
        self.link(iri, terms.RDF_TYPE, TU.Bulletin)
        self.add(iri, DCTERMS.title, string(bulletin.title))
        self.add(iri, DCTERMS.source, string(bulletin.source))
        self.add(iri, TU.sha256, string(bulletin.sha256))
        self.add(iri, TU.text, string(bulletin.text))
        if bulletin.date:
            self.add(iri, DCTERMS.date, string(bulletin.date))
        if publisher:
            self.link(iri, DCTERMS.publisher, self.entity(publisher))
        graph, reading = self.identity.graph(bulletin.id), self.identity.reading(bulletin.id)
        self.link(graph, PROV.wasDerivedFrom, iri)
        self.link(graph, PROV.wasGeneratedBy, reading)
        self.link(reading, terms.RDF_TYPE, PROV.Activity)
        self.link(reading, PROV.used, iri)
        self.link(reading, PROV.wasAssociatedWith, self.identity.software())
        self.link(self.identity.software(), terms.RDF_TYPE, PROV.SoftwareAgent)
        self.add(self.identity.software(), RDFS.label, string("kg"))

    def item(self, item: Item, contributors: Iterable[Organisation]) -> str:
        """An item, and who signed it."""
        iri = self.identity.item(self.bulletin.id, item.position)
        self.link(iri, terms.RDF_TYPE, TU.Item)
        self.link(iri, DCTERMS.isPartOf, self.identity.bulletin(self.bulletin.id))
        self.add(iri, TU.position, integer(item.position))
        self.add(iri, DCTERMS.title, string(item.title))
        self.add(iri, OA.start, integer(item.start))
        self.add(iri, OA.end, integer(item.end))
        self.link(iri, TU.form, concept("form", item.form))
        if item.section:
            self.add(iri, TU.section, string(item.section))
        for body in contributors:
            self.link(iri, DCTERMS.contributor, self.entity(body))
        return iri

    def themes(self, read: ItemFacts) -> None:
        """What an item is about; kept for the programmes it is about as well."""
        iri = self.identity.item(self.bulletin.id, read.item.position)
        found = themes.of_item(read.item.text, read.item.body_start)
        for theme in found:
            self.link(iri, DCTERMS.subject, concept("theme", theme))
        if read.item.form == "report":  # its parts hold too much to tell what one programme is for
            return
        about = {mention.entity for mention in read.mentions if isinstance(mention.entity, Programme)}
        for programme in about:
            self.near[programme].update(found[:1])

    def programme_themes(self) -> None:
        """The themes of programmes: by the reviewed list, else by name, else by their items."""
        for entity in self.described:
            if isinstance(entity, Programme):
                found = terms.reviewed_themes(entity.name) or set(themes.of_name(entity.name))
                if not found and (near := self.near[entity]):
                    most = max(near.values())
                    found = {min(theme for theme, count in near.items() if count == most)}
                for theme in found:
                    self.link(self.identity.entity(entity), DCTERMS.subject, concept("theme", theme))

    # ---- evidence
    def passage(self, item: Item, start: int, end: int) -> str:
        """The IRI of the stretch [start, end) of the bulletin, which must lie in its item."""
        iri = self.identity.passage(self.bulletin.id, start, end)
        if (start, end) in self.passages:
            return iri
        if not item.start <= start < end <= item.end:
            raise EvidenceError(
                f"{self.bulletin.source}, item {item.position}: "
                f"{start}:{end} lies outside the item's {item.start}:{item.end}"
            )
        self.passages.add((start, end))
        self.link(iri, DCTERMS.isPartOf, self.identity.item(self.bulletin.id, item.position))
        self.add(iri, OA.start, integer(start))
        self.add(iri, OA.end, integer(end))
        self.add(iri, OA.exact, string(self.bulletin.text[start:end]))
        return iri

    def rule(self, made: Fact | Mention) -> str:
        """The IRI of the rule that read a fact or mention, with its confidence where there is one."""
        key = (type(made.entity if isinstance(made, Mention) else made), made.rule)
        if (iri := self.rules.get(key)) is not None:
            return iri
        self.rules[key] = iri = self.identity.rule(made.rule)
        if (known := confidence.known().of(made)) is not None:
            self.add(iri, TU.confidence, decimal(Decimal(str(known))))
        return iri

    def mention(self, item: Item, mention: Mention) -> None:
        """The stretch names its entity."""
        iri = self.passage(item, mention.start, mention.end)
        self.link(iri, TU.names, self.entity(mention.entity))
        self.link(iri, TU.rule, self.rule(mention))
        if mention.reason:
            self.add(iri, TU.reason, string(mention.reason))

    def period(self, text: str) -> None:
        """A stretch of time with its first and last day, once; outcomes find it by its notation."""
        span = timespan.days(text)
        if span is None or text in self.periods:
            return
        self.periods.add(text)
        iri = self.identity.period(text)
        self.link(iri, terms.RDF_TYPE, TIME.ProperInterval)
        self.add(iri, SKOS.notation, string(text))
        for predicate, date in zip((TIME.hasBeginning, TIME.hasEnd), span, strict=True):
            self.link(iri, predicate, self.identity.day(date))
            self.add(self.identity.day(date), TIME.inXSDDate, day(date))

    # ---- facts
    def fact(self, item: Item, fact: Fact, number: int) -> None:
        """One fact with its evidence, its rule and its short cut."""
        iri = self.identity.fact(
            self.bulletin.id, item.position, KINDS[type(fact)], fact.start, fact.end, number
        )
        self.link(iri, terms.RDF_TYPE, _CLASSES[type(fact)])
        self.link(iri, TU.evidence, self.passage(item, fact.start, fact.end))
        self.link(iri, TU.rule, self.rule(fact))
        match fact:
            case Involvement():
                self._involvement(iri, fact)
            case Outcome():
                self._outcome(iri, fact)
            case Issuance():
                self._issuance(iri, fact)
            case Post():
                self._post(iri, fact)
            case Event():
                self._event(iri, fact)
            case Award():
                self._award(iri, fact)

    def _involvement(self, iri: str, fact: Involvement) -> None:
        body, programme = self.entity(fact.organisation), self.entity(fact.programme)
        self.link(iri, TU.organisation, body)
        self.link(iri, TU.programme, programme)
        self.link(iri, TU.role, concept("role", fact.role))
        self.link(body, _SHORT_CUTS[fact.role], programme)

    def _outcome(self, iri: str, fact: Outcome) -> None:
        self.add(iri, TU.indicator, string(fact.indicator))
        self.add(iri, TU.value, decimal(fact.value))
        self.add(iri, TU.unit, string(fact.unit))
        self.link(iri, TU.comparator, concept("comparator", fact.comparator))
        self.link(iri, TU.status, concept("status", fact.status))
        if fact.value_max is not None:
            self.add(iri, TU.valueMax, decimal(fact.value_max))
        if fact.organisation:
            self.link(iri, TU.organisation, self.entity(fact.organisation))
        if fact.programme:
            self.link(iri, TU.programme, self.entity(fact.programme))
        if fact.period:
            self.add(iri, TU.period, string(fact.period))
            self.period(fact.period)
        self.figures.setdefault((fact.start, fact.end, fact.value), iri)
        if fact.part_of:
            self.wholes.append((iri, fact.part_of))

    def parts(self) -> None:
        """Each part of a figure to its whole."""
        for iri, place in self.wholes:
            if place not in self.figures:
                raise EvidenceError(f"{self.bulletin.source}: {iri} is part of no figure at {place[:2]}")
            self.link(iri, TU.partOf, self.figures[place])

    def _issuance(self, iri: str, fact: Issuance) -> None:
        document = self.entity(fact.document)
        self.link(iri, TU.document, document)
        self.link(iri, TU.act, concept("act", fact.act))
        for issuer in fact.issuers:
            self.link(iri, TU.issuer, self.entity(issuer))
            if fact.act == "issued":
                self.link(self.entity(issuer), TU.issued, document)

    def _post(self, iri: str, fact: Post) -> None:
        person, body = self.entity(fact.person), self.entity(fact.organisation)
        self.link(iri, ORG.member, person)
        self.link(iri, ORG.organization, body)
        self.add(iri, TU.post, string(fact.post))
        self.link(person, ORG.memberOf, body)

    def _event(self, iri: str, fact: Event) -> None:
        self.link(iri, TU.eventKind, concept("event-kind", fact.kind))
        if fact.date:
            self.add(iri, TU.date, string(fact.date))
        for body in fact.organisations:
            self.link(iri, TU.organisation, self.entity(body))
        if fact.place:
            self.link(iri, TU.place, self.entity(fact.place))

    def _award(self, iri: str, fact: Award) -> None:
        self.link(iri, TU.recipient, self.entity(fact.recipient))
        self.add(iri, TU.award, string(fact.award))
        if fact.grantor:
            self.link(iri, TU.grantor, self.entity(fact.grantor))
        if fact.year:
            self.add(iri, TU.year, string(fact.year))


def _in_order(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Each fact once, by kind and place; those of one place by their content, written out for them only."""
    places: defaultdict[tuple[str, int, int], list[Fact]] = defaultdict(list)
    for fact in set(facts):
        places[KINDS[type(fact)], fact.start, fact.end].append(fact)
    for _, together in sorted(places.items(), key=itemgetter(0)):
        yield from together if len(together) == 1 else sorted(together, key=repr)


def quads(bulletin: Bulletin, items: Iterable[ItemFacts], identity: Identity) -> list[str]:
    """The lines of the bulletin's graph, each once, sorted by code point, each ending in a line break.

    Raises `EvidenceError` where a mention or fact lies outside its item.
    """
    writer = _Writer(bulletin, identity)
    publisher: Organisation | None = None
    for read in items:
        publisher = publisher or read.context.issuer
        writer.item(read.item, read.contributors)
        writer.themes(read)
        for mention in read.mentions:
            writer.mention(read.item, mention)
        # the number that tells facts on one stretch apart follows their content, not the order of finding
        numbers: Counter[tuple[type[Fact], int, int]] = Counter()
        for fact in _in_order(read.facts):
            key = (type(fact), fact.start, fact.end)
            numbers[key] += 1
            writer.fact(read.item, fact, numbers[key])
    writer.parts()
    writer.source(publisher)
    writer.programme_themes()
    return sorted(writer.lines)
