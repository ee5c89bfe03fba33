"""`ontology/vocabularies/` in, the words of the pages out: names and definitions of concepts, zh and en.

Nothing is named twice: what a role, kind or theme is called stands in its scheme.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Final

import pyoxigraph as ox

import ontology
from kg.terms import PREFIXES, VOCABULARY

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
#: scheme -> file of `ontology/vocabularies/`, for those the tables give as notations
_SCHEMES: Final = {
    "kind": "kinds",
    "role": "roles",
    "status": "statuses",
    "act": "acts",
    "form": "forms",
    "event-kind": "event_kinds",
    "comparator": "comparators",
    "theme": "themes",
}


@dataclass(slots=True)
class Concept:
    """A concept of a scheme: its names and definitions by language, and what stands above it."""

    iri: str
    notation: str = ""
    names: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    broader: list[str] = field(default_factory=list)  # IRIs


@cache
def scheme(name: str) -> dict[str, Concept]:
    """Notation -> concept, in order of the file: `scheme("role")["ran"].names["zh"]` is 开展."""
    skos = PREFIXES["skos"]
    found: dict[str, Concept] = {}
    turtle = ontology.data(f"vocabularies/{_SCHEMES[name]}.ttl")
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode) or not quad.subject.value.startswith(VOCABULARY):
            continue
        concept = found.setdefault(quad.subject.value, Concept(quad.subject.value))
        said = quad.predicate.value.removeprefix(skos)
        if isinstance(quad.object, ox.Literal):
            if said == "notation":
                concept.notation = quad.object.value
            elif said == "prefLabel":
                concept.names[quad.object.language or ""] = quad.object.value
            elif said == "definition":
                concept.definitions[quad.object.language or ""] = quad.object.value
        elif said == "broader" and isinstance(quad.object, ox.NamedNode):
            concept.broader.append(quad.object.value)
    return {concept.notation: concept for concept in found.values() if concept.notation}


def name(of: str, notation: str, language: str) -> str:
    """What a concept is called: `name("role", "ran", "zh")` is 开展; a notation without a concept stays."""
    concept = scheme(of).get(notation)
    return concept.names.get(language, notation) if concept else notation


@cache
def themes() -> dict[str, Concept]:
    """Chinese name -> theme: the tables give themes by their Chinese names."""
    return {concept.names["zh"]: concept for concept in scheme("theme").values()}


@cache
def themes_by_iri() -> dict[str, Concept]:
    """IRI -> theme."""
    return {concept.iri: concept for concept in scheme("theme").values()}


def day(date: str, language: str) -> str:
    """A date without a year as people write it: --08-02 is 8月2日, --08/--09 8月至9月; others stay."""
    if not date.startswith("--"):
        return date
    zh = language == "zh"
    told = []
    for end in date.split("/"):
        month, _, number = end.removeprefix("--").partition("-")
        if not month.isdecimal() or not 1 <= int(month) <= 12 or (number and not number.isdecimal()):
            return date
        told.append(
            f"{int(month)}月{f'{int(number)}日' if number else ''}"
            if zh
            else f"{int(number) if number else ''} {_MONTHS[int(month) - 1]}".strip()
        )
    return f"{('至' if zh else ' to ').join(told)}{'（年份未注明）' if zh else ' (year not told)'}"


#: kind of page -> (Chinese, English of several, English of one, sentence of the list in both)
KINDS: Final = {
    "bodies": ("组织", "Bodies", "body"),
    "programmes": ("活动", "Programmes", "programme"),
    "documents": ("文件", "Documents", "document"),
    "people": ("人物", "People", "person"),
    "places": ("地方", "Places", "place"),
    "themes": ("主题", "Themes", "theme"),
    "indicators": ("指标", "Indicators", "indicator"),
}
