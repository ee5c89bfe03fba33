"""The description counts what the dump holds, and the cube keeps the constraints of the recommendation."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, QB, RDF, RDFS, SKOS, VOID

import ontology
from kg import dataset
from kg.store import Store, StoreError

VOCABULARIES = ontology.folder("vocabularies", ".ttl")


@pytest.fixture(scope="module")
def cube(graph: Store) -> rdflib.Graph:
    made = rdflib.Graph().parse(data=dataset.cube(graph), format="turtle")
    for name in ("statuses", "comparators"):
        made.parse(data=VOCABULARIES[name], format="turtle")
    return made


# ---------------------------------------------------------------- description
def test_counts_are_those_of_the_dump(graph: Store, tmp_path: Path) -> None:
    graph.dump(tmp_path / "all.ttl")
    dump = rdflib.Graph().parse(tmp_path / "all.ttl")
    about = rdflib.Graph().parse(data=dataset.describe(graph), format="turtle")
    (node,) = about.subjects(RDF.type, VOID.Dataset)

    def number(predicate: rdflib.URIRef, subject: rdflib.term.Node = node) -> int:
        return int(str(about.value(subject, predicate)))

    assert number(VOID.triples) == len(dump) > 100
    assert number(VOID.distinctSubjects) == len(set(dump.subjects()))
    assert number(VOID.distinctObjects) == len(set(dump.objects()))
    assert number(VOID.entities) == len(set(dump.subjects(RDF.type, None)))
    assert number(VOID.documents) == 2
    classes = {
        about.value(part, VOID["class"]): number(VOID.entities, part)
        for part in about.objects(node, VOID.classPartition)
    }
    assert classes == {kind: len(set(dump.subjects(RDF.type, kind))) for kind in dump.objects(None, RDF.type)}
    properties = {
        about.value(part, VOID.property): number(VOID.triples, part)
        for part in about.objects(node, VOID.propertyPartition)
    }
    assert properties == {p: len(list(dump.subject_objects(p))) for p in set(dump.predicates())}
    assert number(VOID.classes) == len(classes) and number(VOID.properties) == len(properties)


def test_the_description_says_whose_it_is(graph: Store) -> None:
    about = rdflib.Graph().parse(data=dataset.describe(graph), format="turtle")
    (node,) = about.subjects(RDF.type, DCAT.Dataset)
    for predicate in (DCTERMS.license, DCTERMS.creator, DCTERMS.title, DCTERMS.temporal, DCAT.distribution):
        assert about.value(node, predicate), predicate
    (example,) = about.objects(node, VOID.exampleResource)
    assert str(example).endswith("bulletin/2012-03")
    assert dataset.describe(graph) == dataset.describe(graph)


# ---------------------------------------------------------------- cube
#: what must find nothing, in the words of our own; numbered as the constraints of the recommendation
CONSTRAINTS = {
    "IC-1 one data set an observation": """SELECT ?o WHERE { ?o a qb:Observation .
        OPTIONAL { ?o qb:dataSet ?d } } GROUP BY ?o HAVING (COUNT(?d) != 1)""",
    "IC-2 one structure a data set": """SELECT ?d WHERE { ?d a qb:DataSet .
        OPTIONAL { ?d qb:structure ?s } } GROUP BY ?d HAVING (COUNT(?s) != 1)""",
    "IC-3 a structure has a measure": """SELECT ?s WHERE { ?s a qb:DataStructureDefinition .
        FILTER NOT EXISTS { ?s qb:component/qb:measure ?m } }""",
    "IC-4 dimensions have a range": """SELECT ?p WHERE { ?p a qb:DimensionProperty .
        FILTER NOT EXISTS { ?p rdfs:range ?r } }""",
    "IC-5 coded dimensions have a code list": """SELECT ?p WHERE {
        ?p a qb:DimensionProperty ; rdfs:range skos:Concept .
        FILTER NOT EXISTS { ?p qb:codeList ?l } }""",
    "IC-6 only attributes are optional": """SELECT ?c WHERE { ?s qb:component ?c .
        ?c qb:componentRequired false . FILTER NOT EXISTS { ?c qb:attribute ?a } }""",
    "IC-11 every dimension has a value": """SELECT ?o WHERE { ?o PARTS/qb:dimension ?p .
        FILTER NOT EXISTS { ?o ?p ?value } }""",
    "IC-12 no two observations of the same dimensions": """SELECT ?a WHERE {
        ?a qb:dataSet ?d . ?b qb:dataSet ?d .
        FILTER(STR(?a) < STR(?b)) FILTER NOT EXISTS { ?d qb:structure/qb:component/qb:dimension ?p .
        ?a ?p ?one . ?b ?p ?other . FILTER(?one != ?other) } }""",
    "IC-13 required attributes": """SELECT ?o WHERE { ?o PARTS ?c .
        ?c qb:componentRequired true ; qb:attribute ?p . FILTER NOT EXISTS { ?o ?p ?value } }""",
    "IC-14 every measure has a value": """SELECT ?o WHERE { ?o PARTS/qb:measure ?p .
        FILTER NOT EXISTS { ?o ?p ?value } }""",
    "IC-19 codes are of the code list": """SELECT ?v WHERE { ?o PARTS/qb:dimension ?p .
        ?p qb:codeList ?l . ?o ?p ?v . FILTER NOT EXISTS { ?v a skos:Concept ; skos:inScheme ?l } }""",
    "one value a dimension": """SELECT ?o WHERE { ?o PARTS/qb:dimension ?p .
        ?o ?p ?one, ?other . FILTER(?one != ?other) }""",
}
NAMESPACES = {"qb": QB, "rdfs": RDFS, "skos": SKOS}


def wrong(graph: rdflib.Graph, name: str) -> list[object]:
    """What breaks a constraint."""
    query = CONSTRAINTS[name].replace("PARTS", "qb:dataSet/qb:structure/qb:component")
    return list(graph.query(query, initNs=NAMESPACES))


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_cube_is_well_formed(cube: rdflib.Graph, name: str) -> None:
    assert len(list(cube.subjects(RDF.type, QB.Observation))) == 4
    assert wrong(cube, name) == []


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("IC-1 one data set an observation", QB.dataSet),
        ("IC-3 a structure has a measure", QB.measure),
        ("IC-4 dimensions have a range", RDFS.range),
        ("IC-5 coded dimensions have a code list", QB.codeList),
        ("IC-11 every dimension has a value", rdflib.URIRef("https://w3id.org/union-kg/ontology#unit")),
        ("IC-12 no two observations of the same dimensions", QB.dimension),
        ("IC-14 every measure has a value", rdflib.URIRef("https://w3id.org/union-kg/ontology#value")),
        ("IC-19 codes are of the code list", SKOS.inScheme),
    ],
)
def test_the_constraints_can_fail(cube: rdflib.Graph, name: str, gone: rdflib.URIRef) -> None:
    broken = rdflib.Graph()
    for triple in cube:
        if triple[1] != gone:
            broken.add(triple)
    assert wrong(broken, name)


def test_a_cube_that_cannot_be_written_is_said(graph: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        dataset.cube_command(tmp_path / "absent" / "cube.ttl", graph.directory)
