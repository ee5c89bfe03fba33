"""`ontology/` in, pages for people out: the ontology and the codebook of the tables, in two languages.

Everything said on the pages stands in the Turtle, the shapes, the schemes and `tables.tsv`; the diagram is
drawn from the shapes, so it shows what the data hold and how often. The JSON-LD context is written beside
the pages, and the files themselves, so that the folder can be put behind the namespace as it is.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

import jinja2
import rdflib
import typer
from rdflib.namespace import DCTERMS as DCT
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

import ontology
from kg import console, diagram, tables, terms
from kg.store import StoreError

LANGUAGES: Final = ("zh", "en")
#: the columns of the diagram: what is read, what it states, what is spoken of
_COLUMNS: Final = (
    ("sources", ("tu:Bulletin", "tu:Item", "oa:exact")),
    ("facts", ("tu:Involvement", "tu:Outcome", "tu:Issuance", "tu:PostHolding", "tu:Event", "tu:Award")),
    ("entities", ("org:Organization", "tu:Programme", "tu:Document", "foaf:Person", "schema:Place")),
)
#: passages have no type in the data: they are what oa:exact says something of
_PASSAGE: Final = ("oa:exact",)
_WORDS: Final[dict[str, dict[str, str]]] = {
    "sources": {"zh": "原文", "en": "Sources"},
    "facts": {"zh": "事实", "en": "Facts"},
    "entities": {"zh": "实体", "en": "Entities"},
}


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a shape asks of one property of a class."""

    property: str  # curie
    many: str  # 1, 0..1, 1..*, *
    range: tuple[str, ...]  # curies, or words such as text


@cache
def _graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=ontology.data("union.ttl"), format="turtle")


@cache
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(data=ontology.data("shapes.ttl"), format="turtle")


def curie(iri: object) -> str:
    """The short form of an IRI: https://w3id.org/union-kg/ontology#ran -> tu:ran."""
    text = str(iri)
    fitting = [(ns, prefix) for prefix, ns in terms.PREFIXES.items() if text.startswith(ns)]
    if not fitting:
        return text
    namespace, prefix = max(fitting, key=lambda entry: len(entry[0]))
    return f"{prefix}:{text.removeprefix(namespace)}"


def _said(graph: rdflib.Graph, node: rdflib.term.Node, predicate: rdflib.URIRef) -> dict[str, str]:
    """Language -> text; a text without a language under ""."""
    return {
        literal.language or "": str(literal)
        for literal in graph.objects(node, predicate)
        if isinstance(literal, rdflib.Literal)
    }


def _classes(graph: rdflib.Graph, node: rdflib.term.Node, predicate: rdflib.URIRef) -> list[str]:
    """The classes or properties a term points at by a predicate, members of a union one by one."""
    found: list[str] = []
    for target in graph.objects(node, predicate):
        members = graph.value(target, OWL.unionOf)
        if members is not None:
            found += [curie(member) for member in graph.items(members)]
        elif isinstance(target, rdflib.URIRef):
            found.append(curie(target))
    return sorted(found)


# ---------------------------------------------------------------- shapes
@cache
def constraints() -> dict[str, tuple[Constraint, ...]]:
    """Class (or property that targets) -> what its shape asks, in the order of the file."""
    graph, found = _shapes(), {}
    order = ontology.data("shapes.ttl").decode("utf-8")
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        targets = [*graph.objects(shape, SH.targetClass), *graph.objects(shape, SH.targetSubjectsOf)]
        rows = [_constraint(graph, one) for one in graph.objects(shape, SH.property)]
        begin = order.index(f":{str(shape).rpartition('#')[2]} a sh:NodeShape")
        rows.sort(key=lambda row: order.find(f"sh:path {row.property} ", begin))
        for target in targets:
            found[curie(target)] = tuple(rows)
    return found


def _constraint(graph: rdflib.Graph, node: rdflib.term.Node) -> Constraint:
    least = int(str(graph.value(node, SH.minCount) or 0))
    most = graph.value(node, SH.maxCount)
    many = {(1, "1"): "1", (0, "1"): "0..1", (1, "None"): "1..*"}.get((least, str(most)))
    kinds = [curie(kind) for kind in graph.objects(node, SH["class"])]
    for choice in graph.objects(node, SH["or"]):
        kinds += [curie(graph.value(part, SH["class"])) for part in graph.items(choice)]
    if datatype := graph.value(node, SH.datatype):
        kinds.append(curie(datatype))
    pattern = str(graph.value(node, SH.pattern) or "")
    if pattern.startswith(f"^{terms.VOCABULARY}"):
        kinds.append(f"{pattern.removeprefix(f'^{terms.VOCABULARY}').rstrip('/')}")
    if not kinds:  # the ontology says what it is
        kinds = _classes(_graph(), graph.value(node, SH.path) or node, RDFS.range)
    many = many or ("*" if most is None else f"0..{most}")
    return Constraint(curie(graph.value(node, SH.path)), many, tuple(kinds))


# ---------------------------------------------------------------- what the pages tell
def _term(node: rdflib.URIRef, language: str) -> dict[str, Any]:
    graph = _graph()
    labels, notes = _said(graph, node, RDFS.label), _said(graph, node, SKOS.scopeNote)
    examples = _said(graph, node, SKOS.example)
    name = curie(node)
    return {
        "curie": name,
        "iri": str(node),
        "label": labels[language],
        "other": labels[LANGUAGES[1 - LANGUAGES.index(language)]],
        "definition": _said(graph, node, SKOS.definition)[language],
        "example": next(iter(examples.values()), ""),
        "note": notes.get(language, notes.get("en", "")) if language == "en" or "zh" in notes else "",
        "own": name.startswith("tu:"),
        "domain": _classes(graph, node, RDFS.domain),
        "range": _classes(graph, node, RDFS.range),
        "above": [one for p in (RDFS.subClassOf, RDFS.subPropertyOf) for one in _classes(graph, node, p)],
        "inverse": _classes(graph, node, OWL.inverseOf),
        "constraints": constraints().get("oa:exact" if name == "tu:Passage" else name, ()),
    }


def _terms(language: str) -> dict[str, list[dict[str, Any]]]:
    """Group -> its terms, our own first."""
    graph, found = _graph(), defaultdict(list)
    groups = {
        "classes": (OWL.Class,),
        "links": (OWL.ObjectProperty,),
        "values": (OWL.DatatypeProperty, OWL.AnnotationProperty),
    }
    for group, kinds in groups.items():
        nodes = {n for kind in kinds for n in graph.subjects(RDF.type, kind) if isinstance(n, rdflib.URIRef)}
        found[group] = sorted(
            (_term(node, language) for node in nodes), key=lambda t: (not t["own"], t["curie"].lower())
        )
    return found


def _schemes(language: str) -> list[dict[str, Any]]:
    found = []
    for name, data in ontology.folder("vocabularies", ".ttl").items():
        graph = rdflib.Graph().parse(data=data, format="turtle")
        (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
        concepts: list[dict[str, Any]] = []
        for node in graph.subjects(RDF.type, SKOS.Concept):
            labels = _said(graph, node, SKOS.prefLabel)
            above = graph.value(node, SKOS.broader)
            concepts.append(
                {
                    "iri": str(node),
                    "notation": str(graph.value(node, SKOS.notation) or ""),
                    "zh": labels["zh"],
                    "en": labels["en"],
                    "definition": _said(graph, node, SKOS.definition).get(language, ""),
                    "others": sorted(str(one) for one in graph.objects(node, SKOS.altLabel)),
                    "broader": _said(graph, above, SKOS.prefLabel)[language] if above is not None else "",
                }
            )
        order = data.decode("utf-8")
        concepts.sort(key=lambda c: order.find(f":{c['iri'].rpartition('/')[2]} a skos:Concept"))
        found.append(
            {
                "name": name,
                "iri": str(scheme),
                "label": _said(graph, scheme, SKOS.prefLabel)[language],
                "definition": _said(graph, scheme, DCT.description)[language],
                "concepts": concepts,
            }
        )
    return found


def _drawing(language: str) -> str:
    """The diagram: classes with what their shapes ask of them."""
    label = {
        curie(n): _said(_graph(), n, RDFS.label).get(language, "") for n in _graph().subjects(RDFS.label)
    }
    shown = {key: f"#{'tu:Passage' if key == 'oa:exact' else key}" for _, keys in _COLUMNS for key in keys}
    columns = []
    for heading, keys in _COLUMNS:
        boxes = []
        for key in keys:
            rows = [
                diagram.Row(
                    label.get(row.property) or row.property,
                    row.many,
                    _PASSAGE if row.property == "tu:evidence" else tuple(o for o in row.range if o in shown),
                )
                for row in constraints()[key]
            ]
            title = "tu:Passage" if key == "oa:exact" else key
            boxes.append(diagram.Box(key, f"{label[title]}  {title}", shown[key], tuple(rows)))
        columns.append((_WORDS[heading][language], boxes))
    return diagram.draw(columns, {"zh": "类与属性", "en": "classes and properties"}[language])


def _reuse() -> list[tuple[str, str, list[str]]]:
    """Prefix, namespace and the terms taken from it, for every vocabulary that is not ours."""
    found: dict[str, list[str]] = defaultdict(list)
    for iri in sorted(terms.declared()):
        prefix, _, _ = curie(iri).partition(":")
        if prefix != "tu":
            found[prefix].append(curie(iri))
    return [(prefix, terms.PREFIXES[prefix], found[prefix]) for prefix in sorted(found)]


# ---------------------------------------------------------------- JSON-LD
def context() -> dict[str, Any]:
    """The JSON-LD context: every term of the ontology under its short name, links as IRIs."""
    graph = _graph()
    found: dict[str, Any] = {
        **{p: ns for p, ns in terms.PREFIXES.items() if p not in ("rdf", "owl")},
        "id": "@id",
        "type": "@type",
    }
    own: list[rdflib.URIRef] = []
    others: list[rdflib.URIRef] = []
    for node in graph.subjects(RDF.type, None):
        if isinstance(node, rdflib.URIRef) and str(node) in terms.declared():
            (own if curie(node).startswith("tu:") else others).append(node)
    for node in (*sorted(set(own)), *sorted(set(others))):
        name = curie(node).partition(":")[2]
        entry: Any = curie(node)
        if (node, RDF.type, OWL.ObjectProperty) in graph:
            entry = {"@id": curie(node), "@type": "@id"}
        elif graph.value(node, RDFS.range) in (rdflib.XSD.integer, rdflib.XSD.decimal, rdflib.XSD.date):
            entry = {"@id": curie(node), "@type": curie(graph.value(node, RDFS.range))}
        found.setdefault(name, entry)
    return {"@context": found}


def context_text() -> str:
    """`ontology/context.jsonld` as it should be."""
    return json.dumps(context(), ensure_ascii=False, indent=1) + "\n"


# ---------------------------------------------------------------- files
def pages() -> dict[str, str]:
    """File name -> HTML of every page."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    known = {curie(iri) for iri in terms.declared()}
    environment.filters["anchor"] = lambda name: f"#{name}" if name in known else ""
    template = environment.from_string(files("kg").joinpath("documentation.html").read_text(encoding="utf-8"))
    (header,) = _graph().subjects(RDF.type, OWL.Ontology)
    found = {}
    for language in LANGUAGES:
        common = {
            "language": language,
            "languages": LANGUAGES,
            "title": _said(_graph(), header, DCT.title)[language],
            "description": _said(_graph(), header, DCT.description)[language],
            "version": str(_graph().value(header, OWL.versionInfo)),
            "namespace": terms.PREFIXES["tu"],
            "licence": str(_graph().value(header, DCT.license)),
        }
        found[f"ontology.{language}.html"] = template.render(
            **common,
            page="ontology",
            drawing=_drawing(language),
            terms=_terms(language),
            schemes=_schemes(language),
            reuse=_reuse(),
            labels={curie(n): _said(_graph(), n, RDFS.label) for n in _graph().subjects(RDFS.label)},
            tables={},
        )
        found[f"codebook.{language}.html"] = template.render(
            **common,
            page="codebook",
            drawing="",
            terms={},
            schemes=_schemes(language),
            reuse=[],
            labels={},
            tables=tables.TABLES,
        )
    return found


def write(folder: Path) -> list[str]:
    """Write the pages, the context and the Turtle into a folder; returns the names of the files.

    Raises `StoreError` where the folder cannot be written.
    """
    made: dict[str, bytes] = {name: text.encode("utf-8") for name, text in pages().items()}
    made["context.jsonld"] = context_text().encode("utf-8")
    made |= {name: ontology.data(name) for name in ("union.ttl", "shapes.ttl")}
    # the schemes, which a dump leaves out and the questions need: roles, kinds, units … with their labels
    made["vocabularies.ttl"] = b"\n".join(ontology.folder("vocabularies", ".ttl").values())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder, made.items())
    except OSError as error:
        raise StoreError(f"the pages cannot be written to {folder}: {error.strerror or error}") from None
    return sorted(made)


def _replace(folder: Path, made: Iterable[tuple[str, bytes]]) -> None:
    for name, data in made:
        making = folder / f"{name}.{os.getpid()}.tmp"
        making.write_bytes(data)
        making.replace(folder / name)


def docs(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="写入的文件夹 / the folder to write into")],
) -> None:
    """生成本体与数据表的说明页（中英文）。 Write the pages about the ontology and the tables."""
    for name in write(folder):
        console.say(str(folder / name))
