"""A name, another name or an IRI in, the entities of the graph it stands for out.

百分百要约行动, “要约”行动 and the IRI of either find the same programme, by the reviewed scheme
`ontology/vocabularies/programmes.ttl` and by what the texts call it. A name that is not there
answers with the nearest that are (rapidfuzz), a name of several bodies with all of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from kg import terms
from kg.identity import Identity
from kg.store import Store

Term = ox.NamedNode | ox.Literal


class NameUnknown(ValueError):
    """A name that the graph does not have, or that stands for several; the message says which are meant."""


#: what a parameter may be: the class its entities have, None for text
TYPES: Final[dict[str, str | None]] = {
    "organisation": str(terms.ORG.Organization),
    "programme": str(terms.TU.Programme),
    "document": str(terms.TU.Document),
    "person": str(terms.FOAF.Person),
    "place": str(terms.SCHEMA.Place),
    "item": str(terms.TU.Item),
    "bulletin": str(terms.TU.Bulletin),
    "text": None,
}
#: names less like the one asked for (of 100) are not offered
_LIKE: Final = 45
#: so many stems of bulletins are named where none was meant
_STEMS: Final = 12


def entities(graph: Store, type_: str, value: str) -> list[Term]:
    """What a value of a type (a key of `TYPES`) stands for; raises `NameUnknown`."""
    kind = TYPES[type_]
    if kind is None:
        return [ox.Literal(value)]
    if re.match(r"[a-z][a-z0-9+.-]*:[^\s]", value, re.IGNORECASE):
        return _by_iri(graph, type_, kind, value)
    if type_ in ("item", "bulletin"):
        return _by_source(graph, type_, value)
    return _by_name(graph, type_, kind, value)


def nearest(value: str, names: Iterable[str], most: int = 5) -> list[str]:
    """The names most like a value, best first: those that hold it, then those that share most with it."""
    known = list(names)
    holding = sorted((name for name in known if len(value) > 1 and value in name), key=len)[:most]
    alike = process.extract(value, known, scorer=fuzz.ratio, limit=2 * most, score_cutoff=_LIKE)
    return [*holding, *(name for name, _, _ in alike if name not in holding)][:most]


def inside(graph: Store, text: str) -> list[tuple[str, str]]:
    """Types and names of what a text names, the longest name first: 谁开展了送温暖 -> programme 送温暖.

    A person or place counts only where nothing stands beside it, as does a name of two characters.
    """
    key, found = _key(text), []
    for type_ in ("programme", "organisation", "document", "person", "place"):
        labels = _named(graph, "SELECT ?it ?name { ?it a ?kind ; rdfs:label ?name }", str(TYPES[type_]))
        least = 3 if type_ not in ("person", "place") else len(key)
        also = {_key(name) for name in _other_names(text)} if type_ == "programme" else set()
        if key in labels or also & labels.keys():
            found.append((type_, text.strip()))  # as it was given: every name is understood
        found += [
            (type_, min(labels[name].values())) for name in labels if len(name) >= least and name in key
        ]
    if not found:  # 市总工会: no name of its own, but what the texts call some body
        said = _named(
            graph,
            "SELECT ?it ?name { ?p tu:names ?it ; oa:exact ?name . ?it a ?kind }",
            str(TYPES["organisation"]),
        )
        if key in said:
            full = _named(
                graph, "SELECT ?it ?name { ?it a ?kind ; rdfs:label ?name }", str(TYPES["organisation"])
            )
            found = [("organisation", name) for iri in said[key] for name in _full(full, iri)]
    return sorted(found, key=lambda one: (-len(one[1]), one))


_QUOTES: Final = re.compile(r"[\s“”‘’\"'「」『』《》〈〉]+")


def _key(name: str) -> str:
    """A name without white space, quotes and brackets: “要约”行动 -> 要约行动."""
    return _QUOTES.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _by_iri(graph: Store, type_: str, kind: str, value: str) -> list[Term]:
    try:
        node = ox.NamedNode(value.strip("<>"))
    except ValueError:
        raise NameUnknown(f"{value} is no IRI") from None
    reviewed = terms.programmes().get(node.value)
    if type_ == "programme" and reviewed:
        return _by_name(graph, type_, kind, reviewed.name)
    if not graph.query(f"ASK {{ {node} a <{kind}> }}"):
        raise NameUnknown(f"the graph has no {type_} {node.value}")
    return [node]


def _by_source(graph: Store, type_: str, value: str) -> list[Term]:
    """Bulletins by stem or file name, items by STEM/NUMBER or headline."""
    stem, _, number = value.rpartition("/")
    identity = Identity(graph.base)
    for one in (value, value.removesuffix(".txt")):
        if type_ == "bulletin" and one in graph.manifest:
            return [ox.NamedNode(identity.bulletin(one))]
    if type_ == "item" and number.isdigit() and stem.removesuffix(".txt") in graph.manifest:
        return [ox.NamedNode(identity.item(stem.removesuffix(".txt"), int(number)))]
    short = value if type_ == "bulletin" else stem if number.isdigit() else ""
    begun = [one for one in graph.manifest if short and one.startswith(short) and one != short]
    if len(begun) == 1:  # wuxi-2011/3 for wuxi-2011-09/3
        return _by_source(graph, type_, begun[0] if type_ == "bulletin" else f"{begun[0]}/{number}")
    titles = _named(graph, "SELECT ?it ?name { ?it a ?kind ; dcterms:title ?name }", str(TYPES[type_]))
    try:
        return _nearest(type_, value, titles)
    except NameUnknown as error:
        number = "/NUMBER" if type_ == "item" else ""
        stems = list(graph.manifest)
        told = f"{', '.join(stems[:_STEMS])}{' …' if len(stems) > _STEMS else ''}"
        raise NameUnknown(f"{error}; write STEM{number}, with one of these stems: {told}") from None


def _by_name(graph: Store, type_: str, kind: str, value: str) -> list[Term]:
    names = {value}
    if type_ == "programme":
        names |= _other_names(value)
    labels = _named(graph, "SELECT ?it ?name { ?it a ?kind ; rdfs:label ?name }", kind)
    found = {iri for name in names for iri in labels.get(_key(name), {})}
    said = _named(graph, "SELECT ?it ?name { ?p tu:names ?it ; oa:exact ?name . ?it a ?kind }", kind)
    if type_ == "programme":
        # a programme named otherwise in the texts is the same one; its reviewed names join in as well
        found |= {iri for name in names for iri in said.get(_key(name), {})}
    if found:
        return [ox.NamedNode(iri) for iri in sorted(found)]
    others = said.get(_key(value), {})
    if len(others) > 1:
        full = sorted(name for iri in others for name in _full(labels, iri))
        raise NameUnknown(
            f"{value} stands for {len(full)} of type {type_} in these texts: "
            f"{', '.join(full[:8])}{' …' if len(full) > 8 else ''}; give one of these names"
        )
    if others:
        return [ox.NamedNode(iri) for iri in others]
    return _nearest(type_, value, labels)


def _full(labels: Mapping[str, Mapping[str, str]], wanted: str) -> Iterable[str]:
    return (name for entries in labels.values() for iri, name in entries.items() if iri == wanted)


def _other_names(value: str) -> set[str]:
    """All reviewed names of a programme, and of those held for the same: 要约行动 -> 百分百要约行动, …."""
    known = {_key(name): iri for name, iri in terms.programme_names().items()}
    first = known.get(_key(value))
    waiting, seen = [first] if first else [], set()
    while waiting:
        iri = waiting.pop()
        seen.add(iri)
        same = terms.programmes()[iri].same | {
            other.iri for other in terms.programmes().values() if iri in other.same
        }
        waiting.extend(one for one in sorted(same) if one not in seen and one in terms.programmes())
    return {name for iri in seen for name in terms.programmes()[iri].names}


def _named(graph: Store, text: str, kind: str) -> dict[str, dict[str, str]]:
    """Key of a name -> IRI -> the name as written."""
    found: dict[str, dict[str, str]] = {}
    answer = graph.query(text.replace("?kind", f"<{kind}>"))
    assert isinstance(answer, ox.QuerySolutions)
    for solution in answer:
        iri, name = solution["it"], solution["name"]
        if isinstance(iri, ox.NamedNode) and isinstance(name, ox.Literal):
            found.setdefault(_key(name.value), {})[iri.value] = name.value
    return found


def _nearest(type_: str, value: str, names: Mapping[str, Mapping[str, str]]) -> list[Term]:
    """The one entity of that name, or a `NameUnknown` with the nearest names."""
    key = _key(value)
    if key in names:
        return [ox.NamedNode(iri) for iri in sorted(names[key])]
    near = nearest(key, names)
    if not near:
        raise NameUnknown(f"the graph has no {type_} {value}, nor anything of a like name")
    written = [min(names[name].values()) for name in near]
    raise NameUnknown(f"the graph has no {type_} {value}; nearest: {', '.join(written)}")


def predecessors(graph: Store, bodies: Iterable[Term]) -> list[Term]:
    """Bodies, and all bodies whose place they took, at any remove: 姑苏区总工会 and 平江区总工会, ….

    What became of a body is an `org:ChangeEvent` from the one to the other.
    """
    found = {body.value for body in bodies}
    waiting = sorted(found)
    while waiting:
        after = f"<{waiting.pop()}>"
        answer = graph.query(
            f"SELECT ?before {{ ?it org:resultingOrganization {after} ; org:originalOrganization ?before }}"
        )
        assert isinstance(answer, ox.QuerySolutions)
        for solution in answer:
            before = solution["before"]
            if isinstance(before, ox.NamedNode) and before.value not in found:
                found.add(before.value)
                waiting.append(before.value)
    return [ox.NamedNode(iri) for iri in sorted(found)]
