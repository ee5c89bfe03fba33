"""Terms, schemes, shapes and questions agree: what is used is declared, what is declared is used.

The tests of quality are ours, in the spirit of OOPS! (labels, domains, inverses, cycles), FOOPS! (header) and
ROBOT's report; no score of those tools is claimed. Consistency is that of OWL RL, by owlrl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import handmade
import owlrl
import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS, VANN

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
    names |= {"SKOS": "skos", "RDFS": "rdfs", "PROV": "prov", "TIME": "time"}
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "from rdflib.namespace import" in text:  # reads the ontology itself, not the data
            continue
        for namespace, name in re.findall(r"\b([A-Z]+)\.([a-z]\w*|[A-Z]\w*)", text):
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
    links = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf)
    inside = {str(o) for _, p, o in ONTOLOGY if p in links}
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


def own_properties() -> list[rdflib.URIRef]:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    found = {node for kind in kinds for node in ONTOLOGY.subjects(RDF.type, kind)}
    return sorted(node for node in found if isinstance(node, rdflib.URIRef) and node in TU)


def test_own_properties_have_a_domain_and_a_range() -> None:
    assert len(own_properties()) > 35
    for node in own_properties():
        assert ONTOLOGY.value(node, RDFS.domain), f"{node} has no domain"
        assert ONTOLOGY.value(node, RDFS.range), f"{node} has no range"


@pytest.mark.parametrize("term", OWN)
def test_own_terms_have_an_example(term: str) -> None:
    assert ONTOLOGY.value(rdflib.URIRef(term), SKOS.example), f"give {term} a skos:example in union.ttl"


def test_own_links_between_things_can_be_read_both_ways() -> None:
    """Each has an inverse, stands under a property that has one, or leads to a concept, a place or a rule."""
    ends = {SKOS.Concept, rdflib.URIRef(terms.PREFIXES["prov"] + "Plan")}
    for node in own_properties():
        if (node, RDF.type, OWL.ObjectProperty) not in ONTOLOGY or ONTOLOGY.value(node, RDFS.range) in ends:
            continue
        line = list(ONTOLOGY.transitive_objects(node, RDFS.subPropertyOf))
        inverses = [other for one in line for other in ONTOLOGY.objects(one, OWL.inverseOf)]
        assert inverses, f"{node} has no owl:inverseOf"
        for one in line:
            for other in ONTOLOGY.objects(one, OWL.inverseOf):
                assert (other, OWL.inverseOf, one) in ONTOLOGY, f"{other} does not name {one} as its inverse"


def test_names_of_terms_are_told_apart() -> None:
    """No two classes share a label, nor two properties of one domain, in either language."""
    for language in ("zh", "en"):
        seen: dict[tuple[object, object, str], object] = {}
        for term in OWN:
            node = rdflib.URIRef(term)
            kind, domain = ONTOLOGY.value(node, RDF.type), ONTOLOGY.value(node, RDFS.domain)
            for label in ONTOLOGY.objects(node, RDFS.label):
                if isinstance(label, rdflib.Literal) and label.language == language:
                    key = (kind, domain if isinstance(domain, rdflib.URIRef) else node, str(label))
                    assert key not in seen, f"{node} and {seen[key]} are both called {label}"
                    seen[key] = node


def test_nothing_is_its_own_parent() -> None:
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        for node in ONTOLOGY.subjects(predicate, None):
            assert node not in list(ONTOLOGY.transitive_objects(node, predicate))[1:], node


def test_the_header_says_what_it_is() -> None:
    (header,) = ONTOLOGY.subjects(RDF.type, OWL.Ontology)
    for predicate in (DCTERMS.title, DCTERMS.description):
        said = {o.language for o in ONTOLOGY.objects(header, predicate) if isinstance(o, rdflib.Literal)}
        assert said == {"zh", "en"}
    for predicate in (
        *(
            DCTERMS.license,
            DCTERMS.creator,
            DCTERMS.created,
            DCTERMS.modified,
            OWL.versionInfo,
            OWL.versionIRI,
        ),
        *(VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri, DCTERMS.bibliographicCitation),
    ):
        assert ONTOLOGY.value(header, predicate), f"the header of union.ttl has no {predicate}"
    assert str(ONTOLOGY.value(header, VANN.preferredNamespaceUri)) == str(TU)
    version = ONTOLOGY.value(header, OWL.versionInfo)
    assert str(ONTOLOGY.value(header, OWL.versionIRI)) == f"{header}/{version}"


# ---------------------------------------------------------------- consistency
def contradictions(*more: bytes) -> set[str]:
    """What OWL RL derives as an error from the ontology, its schemes and some N-Triples."""
    graph = rdflib.Graph()
    for data in (ontology.data("union.ttl"), *ontology.folder("vocabularies", ".ttl").values()):
        graph.parse(data=data, format="turtle")
    for data in more:
        graph.parse(data=data, format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    error = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return {str(message) for message in graph.objects(None, error)}


def test_ontology_and_data_are_consistent_under_owl_rl(tmp_path: Path) -> None:
    triples = handmade.graph(tmp_path / "g", "a").triples("a")
    assert contradictions(triples) == set()
    # and it can fail: a body that is a person too, and a text said to be two
    body = "<https://w3id.org/union-kg/organisation/滨湖区总工会>"
    person = f"{body} <{RDF.type}> <{terms.PREFIXES['foaf']}Person> .\n"
    assert contradictions(triples, person.encode("utf-8"))


def test_domains_ranges_and_parents_are_declared() -> None:
    for _, predicate, target in ONTOLOGY:
        links = predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf)
        if links and isinstance(target, rdflib.BNode):  # a union of classes, or what all outcomes have
            members = ONTOLOGY.value(target, OWL.unionOf)
            parts = list(ONTOLOGY.items(members)) if members else [ONTOLOGY.value(target, OWL.onProperty)]
            assert parts and all(str(part) in terms.declared() for part in parts)
        elif links and not str(target).startswith(terms.PREFIXES["xsd"]):
            assert str(target) in terms.declared(), target


def test_each_stated_class_has_a_shape(tmp_path: Path) -> None:
    """Every class that the ontology makes its own, and every class that data are said to be of."""
    targets = set(SHAPES.objects(None, SH.targetClass))
    own = {
        node
        for node in ONTOLOGY.subjects(RDF.type, OWL.Class)
        if node in TU and node not in (TU.Fact, TU.Passage)  # never a type in the data
    }
    graph = rdflib.Graph().parse(data=handmade.graph(tmp_path / "g", "a").triples("a"), format="nt")
    stated = set(graph.objects(None, RDF.type))
    assert len(stated) > 12
    assert own | stated <= targets, sorted((own | stated) - targets)
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
        definitions = graph.objects(concept, SKOS.definition)
        assert {o.language for o in definitions if isinstance(o, rdflib.Literal)} == {"zh", "en"}, concept


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_broader_has_no_cycle_and_no_stranger(name: str) -> None:
    graph = VOCABULARIES[name]
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    for predicate in (SKOS.prefLabel, DCTERMS.description):
        assert {o.language for o in graph.objects(scheme, predicate) if isinstance(o, rdflib.Literal)} == {
            "zh",
            "en",
        }
    for concept in concepts:
        above = list(graph.transitive_objects(concept, SKOS.broader))[1:]
        assert concept not in above
        assert set(above) <= concepts
        assert above or (concept, SKOS.topConceptOf, scheme) in graph, f"{concept} hangs nowhere"
        for other in graph.objects(concept, SKOS.exactMatch):
            if other in concepts:
                said = (other, SKOS.exactMatch, concept) in graph
                assert said, f"{concept} matches {other}, not the other way"


@pytest.mark.parametrize("name", ["themes", "indicators", "posts"])
def test_a_word_leads_to_one_concept(name: str) -> None:
    graph = VOCABULARIES[name]
    owners: dict[str, set[str]] = {}
    for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        for concept, label in graph.subject_objects(predicate):
            if isinstance(label, rdflib.Literal) and label.language == "zh":
                owners.setdefault(str(label), set()).add(str(concept))
    assert len(owners) > 20
    assert {word: found for word, found in owners.items() if len(found) > 1} == {}


def test_reviewed_programmes_and_indicators_have_a_theme() -> None:
    themes = set(VOCABULARIES["themes"].subjects(SKOS.broader, None))
    for name in ("programmes", "indicators"):
        for concept in VOCABULARIES[name].subjects(RDF.type, SKOS.Concept):
            found = set(VOCABULARIES[name].objects(concept, DCTERMS.subject))
            assert found and found <= themes, concept


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
