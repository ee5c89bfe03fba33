"""`ontology/` in, closed namespaces out: a misspelt term fails at import, not in an answer.

`TU` holds our own terms, `ORG`, `PROV` … those reused terms that `union.ttl` lists: a term the file
does not describe raises `AttributeError`. `concept("role", "ran")` is the IRI of a concept of
`ontology/vocabularies/`, found by its scheme and notation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph as ox
from rdflib.namespace import ClosedNamespace

import ontology

#: prefix -> namespace of everything the data, the shapes and the questions may use
PREFIXES: dict[str, str] = {
    "tu": "https://w3id.org/union-kg/ontology#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "qb": "http://purl.org/linked-data/cube#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "time": "http://www.w3.org/2006/time#",
    "owl": "http://www.w3.org/2002/07/owl#",
}
VOCABULARY = "https://w3id.org/union-kg/vocabulary/"
#: of the literals with a type; all other literals are plain strings
XSD_INTEGER = PREFIXES["xsd"] + "integer"
XSD_DECIMAL = PREFIXES["xsd"] + "decimal"
XSD_DATE = PREFIXES["xsd"] + "date"
RDF_TYPE = PREFIXES["rdf"] + "type"

_RDF_TYPE = ox.NamedNode(RDF_TYPE)
_SKOS = PREFIXES["skos"]


def declared() -> frozenset[str]:
    """The IRIs that `union.ttl` says to be a class or a property."""
    return frozenset(
        quad.subject.value
        for quad in ox.parse(ontology.data("union.ttl"), format=ox.RdfFormat.TURTLE)
        if quad.predicate == _RDF_TYPE and isinstance(quad.subject, ox.NamedNode)
        if isinstance(quad.object, ox.NamedNode)
        and re.fullmatch(r"http://www\.w3\.org/2002/07/owl#(Class|\w+Property)", quad.object.value)
    )


_DECLARED = declared()


def _closed(prefix: str) -> ClosedNamespace:
    namespace = PREFIXES[prefix]
    names = [t.removeprefix(namespace) for t in sorted(_DECLARED) if t.startswith(namespace)]
    closed = ClosedNamespace(namespace, names)
    vars(closed).update((name, closed[name]) for name in names)  # else a slow call for each use of a term
    return closed


TU = _closed("tu")
RDFS = _closed("rdfs")
SKOS = _closed("skos")
DCTERMS = _closed("dcterms")
ORG = _closed("org")
PROV = _closed("prov")
OA = _closed("oa")
FOAF = _closed("foaf")
SCHEMA = _closed("schema")
TIME = _closed("time")


@cache
def concepts() -> dict[tuple[str, str], str]:
    """(scheme, notation) -> IRI for every concept of the vocabularies: ("comparator", ">=") -> …/at-least."""
    found: dict[tuple[str, str], str] = {}
    for turtle in ontology.folder("vocabularies", ".ttl").values():
        scheme: dict[str, str] = {}
        notation: dict[str, str] = {}
        for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            if quad.predicate.value == _SKOS + "inScheme" and isinstance(quad.object, ox.NamedNode):
                scheme[quad.subject.value] = quad.object.value.removeprefix(VOCABULARY)
            elif quad.predicate.value == _SKOS + "notation" and isinstance(quad.object, ox.Literal):
                notation[quad.subject.value] = quad.object.value
        found.update({(scheme[iri], code): iri for iri, code in notation.items() if iri in scheme})
    return found


def concept(scheme: str, notation: str) -> str:
    """The IRI of a concept; an unknown one is met loudly."""
    try:
        return concepts()[scheme, notation]
    except KeyError:
        known = "、".join(sorted(n for s, n in concepts() if s == scheme)) or "none"
        raise ValueError(f"{notation!r} is no {scheme} of ontology/vocabularies (known: {known})") from None


@cache
def notations() -> dict[str, str]:
    """IRI -> notation for every concept: …/at-least -> ">="."""
    return {iri: notation for (_, notation), iri in concepts().items()}


@dataclass(slots=True)
class Scheme:
    """A programme of `vocabularies/programmes.ttl`: its Chinese names, and its place in the scheme."""

    iri: str
    name: str = ""
    names: set[str] = field(default_factory=set)  # the name itself among them
    broader: set[str] = field(default_factory=set)  # IRIs
    same: set[str] = field(default_factory=set)  # IRIs
    themes: set[str] = field(default_factory=set)  # notations


@cache
def programmes() -> dict[str, Scheme]:
    """IRI -> programme, for every programme whose names are reviewed."""
    found: dict[str, Scheme] = {}
    for quad in ox.parse(ontology.data("vocabularies/programmes.ttl"), format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        entry = found.setdefault(quad.subject.value, Scheme(quad.subject.value))
        predicate = quad.predicate.value.removeprefix(_SKOS)
        if isinstance(quad.object, ox.Literal) and quad.object.language == "zh":
            if predicate == "prefLabel":
                entry.name = quad.object.value
            if predicate in ("prefLabel", "altLabel"):
                entry.names.add(quad.object.value)
        elif isinstance(quad.object, ox.NamedNode):
            if predicate == "broader":
                entry.broader.add(quad.object.value)
            elif predicate == "exactMatch":
                entry.same.add(quad.object.value)
            elif predicate == PREFIXES["dcterms"] + "subject":
                entry.themes.add(notations()[quad.object.value])
    return found


@cache
def programme_names() -> dict[str, str]:
    """Chinese name, preferred or other -> IRI of the reviewed programme."""
    return {name: entry.iri for entry in programmes().values() for name in sorted(entry.names)}


@cache
def names_of(scheme: str) -> dict[str, str]:
    """IRI -> preferred Chinese name, for the concepts of one scheme: …/theme/bargaining -> 工资集体协商."""
    wanted = set(iri for (known, _), iri in concepts().items() if known == scheme)
    return {
        quad.subject.value: quad.object.value
        for turtle in ontology.folder("vocabularies", ".ttl").values()
        for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value in wanted
        if quad.predicate.value == _SKOS + "prefLabel"
        if isinstance(quad.object, ox.Literal) and quad.object.language == "zh"
    }


def reviewed_themes(name: str) -> set[str]:
    """The themes (notations) that the reviewed list gives a programme of that name, if it is listed."""
    iri = programme_names().get(name)
    return programmes()[iri].themes if iri else set()
