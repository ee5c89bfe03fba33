"""Terms, schemes, shapes and questions agree: what is used is declared, what is declared is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

import kg
import ontology
from kg import model, queries, terms

ROOT = Path(kg.__file__).parent
TU = rdflib.Namespace(terms.PREFIXES["tu"])
ONTOLOGY = rdflib.Graph().parse(data=ontology.data("union.ttl"), format="turtle")
SHAPES = rdflib.Graph().parse(data=ontology.data("shapes.ttl"), format="turtle")
VOCABULARIES = {
    name: rdflib.Graph().parse(data=data, format="turtle")
    for name, data in ontology.folder("vocabularies", ".ttl").items()
}
SPARQL = {
    f"{folder}/{name}": data.decode("utf-8")
    for folder in ("questions", "violations")
    for name, data in ontology.folder(folder, ".rq").items()
}
OWN = sorted(term for term in terms.declared() if term.startswith(TU))
#: what SPARQL, SHACL, RDF and OWL themselves bring, no part of the data's vocabulary
LANGUAGE = ("sh:", "xsd:", "rdf:", "owl:")


def prefixed(text: str) -> Iterator[str]:
    """The prefixed names of a query, those in property paths too, as IRIs."""
    text = re.sub(r"#[^\n]*$|\"[^\"\n]*\"|<[^>\s]*>", " ", text, flags=re.MULTILINE)
    for prefix, name in re.findall(r"\b([a-z]+):([A-Za-z]\w*)", text):
        if f"{prefix}:" not in LANGUAGE:
            yield terms.PREFIXES[prefix] + name


def python_terms() -> set[str]:
    """The IRIs that kg's modules write as TU.ran, ORG.member …; string names of queries within them."""
    found = set()
    names = {"TU": "tu", "ORG": "org", "OA": "oa", "DCTERMS": "dcterms", "FOAF": "foaf", "SCHEMA": "schema"}
    names |= {"SKOS": "skos", "RDFS": "rdfs", "PROV": "prov"}
    for path in ROOT.rglob("*.py"):
        for namespace, name in re.findall(
            r"\b([A-Z]+)\.([a-z]\w*|[A-Z]\w*)", path.read_text(encoding="utf-8")
        ):
            if namespace in names:
                found.add(terms.PREFIXES[names[namespace]] + name)
    return found


def shape_terms() -> set[str]:
    namespaces = tuple(iri for prefix, iri in terms.PREFIXES.items() if f"{prefix}:" not in LANGUAGE)
    return {
        str(term)
        for triple in SHAPES
        for term in triple
        if isinstance(term, rdflib.URIRef) and str(term).startswith(namespaces)
    }


# ---------------------------------------------------------------- drift, both ways
def test_terms_of_queries_are_declared() -> None:
    assert len(SPARQL) >= 15
    for name, text in SPARQL.items():
        used = set(prefixed(text))
        assert used, name
        assert used <= terms.declared(), f"{name}: {sorted(used - terms.declared())} not in union.ttl"


def test_terms_of_code_are_declared() -> None:
    used = python_terms()
    assert TU.ran in {rdflib.URIRef(term) for term in used}
    assert used <= terms.declared(), sorted(used - terms.declared())


def test_terms_of_shapes_are_declared() -> None:
    used = shape_terms()
    assert len(used) > 40
    assert used <= terms.declared(), sorted(used - terms.declared())


@pytest.mark.parametrize("term", OWN)
def test_own_terms_are_used(term: str) -> None:
    inside = {str(o) for _, p, o in ONTOLOGY if p in (RDFS.subClassOf, RDFS.domain, RDFS.range)}
    used = python_terms() | shape_terms() | inside | {t for text in SPARQL.values() for t in prefixed(text)}
    assert term in used, f"{term} is declared in union.ttl and used nowhere"


def test_an_undeclared_term_fails_at_once() -> None:
    with pytest.raises(AttributeError):
        terms.TU.rann  # noqa: B018
    with pytest.raises(AttributeError):
        terms.ORG.hasMember  # noqa: B018  (in ORG, but not among the terms we use)


# ---------------------------------------------------------------- quality of the declarations
@pytest.mark.parametrize("term", sorted(terms.declared()))
def test_declarations_are_complete(term: str) -> None:
    node = rdflib.URIRef(term)
    for predicate in (RDFS.label, SKOS.definition):
        languages = {o.language for o in ONTOLOGY.objects(node, predicate) if isinstance(o, rdflib.Literal)}
        assert languages == {"zh", "en"}, f"{term} {predicate}"
    assert ONTOLOGY.value(node, RDFS.isDefinedBy), term
    if (node, RDF.type, OWL.DatatypeProperty) in ONTOLOGY and node in TU:
        assert ONTOLOGY.value(node, RDFS.range), term


def test_own_properties_have_a_domain() -> None:
    shared = {TU.rule}  # of facts and of passages that name something
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for node in ONTOLOGY.subjects(RDF.type, kind):
            if str(node).startswith(TU) and node not in shared:
                assert ONTOLOGY.value(node, RDFS.domain), node


def test_domains_ranges_and_parents_are_declared() -> None:
    for _, predicate, target in ONTOLOGY:
        links = predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf)
        if links and not str(target).startswith(terms.PREFIXES["xsd"]):
            assert str(target) in terms.declared(), target


def test_each_stated_class_has_a_shape() -> None:
    targets = set(SHAPES.objects(None, SH.targetClass))
    stated = {
        node
        for node in ONTOLOGY.subjects(RDF.type, OWL.Class)
        if node in TU and node not in (TU.Fact, TU.Passage)  # never a type in the data
    }
    assert stated <= targets
    assert (None, SH.targetSubjectsOf, rdflib.URIRef(terms.PREFIXES["oa"] + "exact")) in SHAPES


def test_shapes_speak_both_languages() -> None:
    properties = list(SHAPES.objects(None, SH.property))
    assert len(properties) > 40
    for shape in properties:
        messages = list(SHAPES.objects(shape, SH.message))
        if messages or SHAPES.value(shape, SH.path) != rdflib.URIRef(terms.PREFIXES["oa"] + "exact"):
            assert {m.language for m in messages if isinstance(m, rdflib.Literal)} == {"zh", "en"}


# ---------------------------------------------------------------- schemes
@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_concepts_are_labelled(name: str) -> None:
    graph = VOCABULARIES[name]
    concepts = list(graph.subjects(RDF.type, SKOS.Concept))
    assert concepts
    for concept in concepts:
        assert graph.value(concept, SKOS.inScheme), concept
        labels = {o.language for o in graph.objects(concept, SKOS.prefLabel) if isinstance(o, rdflib.Literal)}
        assert labels == {"zh", "en"}, concept
        if name != "programmes":  # names speak for themselves
            definitions = graph.objects(concept, SKOS.definition)
            assert {o.language for o in definitions if isinstance(o, rdflib.Literal)} == {"zh", "en"}, concept


def test_broader_has_no_cycle_and_no_stranger() -> None:
    graph = VOCABULARIES["programmes"]
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        above = list(graph.transitive_objects(concept, SKOS.broader))[1:]
        assert concept not in above
        assert all((node, RDF.type, SKOS.Concept) in graph for node in above)
        for other in graph.objects(concept, SKOS.exactMatch):
            assert (other, SKOS.exactMatch, concept) in graph, f"{concept} matches {other}, not the other way"


def test_a_name_belongs_to_one_programme() -> None:
    owners: dict[str, set[str]] = {}
    for entry in terms.programmes().values():
        for name in entry.names:
            owners.setdefault(name, set()).add(entry.iri)
    assert {name: iris for name, iris in owners.items() if len(iris) > 1} == {}


@pytest.mark.parametrize(
    ("scheme", "values"),
    [
        ("kind", get_args(model.Kind)),
        ("role", get_args(model.Role)),
        ("comparator", get_args(model.Comparator)),
        ("status", get_args(model.Status)),
        ("act", get_args(model.Act)),
        ("form", ("news", "brief", "report", "article")),
    ],
)
def test_schemes_hold_the_values_of_the_records(scheme: str, values: tuple[str, ...]) -> None:
    assert {notation for known, notation in terms.concepts() if known == scheme} == set(values)


def test_an_unknown_concept_is_met_loudly() -> None:
    with pytest.raises(ValueError, match=r"organised.*no role.*ran"):
        terms.concept("role", "organised")


def test_reviewed_names_of_a_programme() -> None:
    names = terms.programme_names()
    assert names["百分百要约"] == names["百分百要约行动"] != names["要约行动"]


# ---------------------------------------------------------------- questions
def test_questions_are_numbered_in_both_languages() -> None:
    numbers = [int(question.number) for question in queries.questions()]
    assert numbers == list(range(1, len(numbers) + 1))
    for question in queries.questions():
        assert re.search(r"[\u4e00-\u9fff]", question.zh)
        assert question.en.isascii()
        for name in question.parameters:
            assert f"VALUES ?{name} {{ UNDEF }}" in question.text
        assert "ORDER BY" in question.text, f"{question.name}: rows in no order"


@pytest.mark.parametrize("name", sorted(SPARQL))
def test_queries_declare_their_prefixes(name: str) -> None:
    """Each file is SPARQL that any engine runs as it is."""
    rdflib.Graph().query(SPARQL[name])
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", SPARQL[name], re.MULTILINE))
    assert declared.items() <= terms.PREFIXES.items()
