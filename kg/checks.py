"""A graph in, its Problems out: SHACL shapes, queries that must find nothing, and quotes against the text.

Shapes (`ontology/shapes.ttl`) are validated bulletin by bulletin over rdflib graphs, so memory stays
flat (pySHACL over oxrdflib reported false violations in trials). `ontology/violations/*.rq` look
across bulletins. That every quote is the text between its offsets is compared here, in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import SH

import ontology
from kg.store import Store
from kg.terms import OA, TU


class CheckError(RuntimeError):
    """The checks themselves cannot run; the message says what is wrong with which file."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a graph."""

    check: str  # shape:Outcome, violation:two-kinds, text:quote
    node: str  # the IRI it is about
    zh: str
    en: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.check} {self.node}: {self.zh} / {self.en}{f' ({self.detail})' if self.detail else ''}"


_HEADER: Final = re.compile(r"^# violation\.(zh|en): *(.+)$", re.MULTILINE)


def check(graph: Store, stems: Iterable[str] | None = None) -> Iterator[Problem]:
    """Everything wrong with a graph: bulletin by bulletin (those of `stems`, or all), then across them."""
    for stem in graph.manifest if stems is None else sorted(set(stems)):
        yield from _quotes(graph, stem)
        yield from shapes(graph.triples(stem))
    yield from violations(graph)


def shapes(triples: bytes) -> Iterator[Problem]:
    """What breaks a shape in one bulletin's N-Triples."""
    data = rdflib.Graph().parse(data=triples, format="nt")
    conforms, report, text = pyshacl.validate(data, shacl_graph=_shapes(), inference="none", advanced=False)
    if conforms:
        return
    if not isinstance(report, rdflib.Graph):
        raise CheckError(f"ontology/shapes.ttl cannot be used: {text}")
    found = []
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        said = {
            literal.language: str(literal)
            for literal in report.objects(result, SH.resultMessage)
            if isinstance(literal, rdflib.Literal)
        }
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        node = report.value(result, SH.focusNode)
        detail = ", ".join(_short(term) for term in (path, value) if term is not None)
        shape = _shape_of(report.value(result, SH.sourceShape))
        found.append(Problem(f"shape:{shape}", str(node), said.get("zh", ""), said.get("en", ""), detail))
    yield from sorted(found, key=lambda p: (p.node, p.check, p.en, p.detail))


def violations(graph: Store) -> Iterator[Problem]:
    """The rows of `ontology/violations/*.rq`, none of which should exist."""
    for name, data in ontology.folder("violations", ".rq").items():
        text = data.decode("utf-8")
        said = dict(_HEADER.findall(text))
        if set(said) != {"zh", "en"}:
            raise CheckError(f"ontology/violations/{name}.rq needs `# violation.zh:` and `# violation.en:`")
        try:
            rows = graph.query(text)
        except SyntaxError as error:
            raise CheckError(f"ontology/violations/{name}.rq is no SPARQL: {error}") from None
        if not isinstance(rows, ox.QuerySolutions):
            raise CheckError(f"ontology/violations/{name}.rq is no SELECT")
        for row in rows:
            node, *others = (getattr(term, "value", "") for term in row)
            columns = (variable.value for variable in list(rows.variables)[1:])
            detail = ", ".join(f"{column} {value}" for column, value in zip(columns, others, strict=True))
            yield Problem(f"violation:{name}", node, said["zh"], said["en"], detail)


def _quotes(graph: Store, stem: str) -> Iterator[Problem]:
    """Quotes that are not the text between their offsets."""
    text = ""
    said: dict[str, dict[str, str]] = {}
    for quad in graph.quads(stem):
        if quad.predicate.value == str(TU.text) and isinstance(quad.object, ox.Literal):
            text = quad.object.value
        elif quad.predicate.value in _SELECTOR and isinstance(quad.object, ox.Literal):
            said.setdefault(str(quad.subject), {})[quad.predicate.value] = quad.object.value
    for node, one in said.items():
        if str(OA.exact) not in one:
            continue  # an item, which selects without quoting
        start, end = int(one.get(str(OA.start), -1)), int(one.get(str(OA.end), -1))
        if text[max(start, 0) : max(end, 0)] != one[str(OA.exact)]:
            yield Problem(
                "text:quote",
                node.strip("<>"),
                "引文与全文所在位置的文字不符",
                "the quote is not the text between its offsets",
                one[str(OA.exact)][:40],
            )


_SELECTOR: Final = frozenset(map(str, (OA.start, OA.end, OA.exact)))


@cache
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(data=ontology.data("shapes.ttl"), format="turtle")


@cache
def _owners() -> dict[object, str]:
    """Property shape -> name of the node shape it belongs to."""
    return {
        inner: str(shape).rpartition("#")[2]
        for shape in _shapes().subjects(rdflib.RDF.type, SH.NodeShape)
        for inner in (shape, *_shapes().objects(shape, SH.property))
    }


def _shape_of(node: object) -> str:
    return _owners().get(node, "?")


def _short(term: object) -> str:
    text = str(term)
    return text if len(text) <= 80 else f"{text[:79]}…"
