"""`kg serve`: the W3C's protocol cases by name, what is sent, and real clients."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from serving import DIRECT, FORM, Served, ask, refused, true
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from kg import queries, store
from kg.serve import protocol
from kg.serve.protocol import wanted

# ---------------------------------------------------------------- W3C: queries
# The cases of the SPARQL 1.1 protocol test-suite (w3c/rdf-tests, sparql11/protocol), by their names; our
# bulletins' graphs stand where it has data1.rdf, data2.rdf and data3.rdf, which it loads.


def test_query_get(served: Served) -> None:
    assert true(ask(served, fields=[("query", "ASK {}")]))


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_query_post_form(served: Served, graphs: list[tuple[str, str]], path: str) -> None:
    dataset = [("default-graph-uri", graphs[0][0])]
    assert true(ask(served, "POST", path, body=b"query=ASK%20%7B%7D", fields=dataset, Content_Type=FORM))


def test_query_post_direct(served: Served) -> None:
    assert true(ask(served, "POST", body=b"ASK {}", Content_Type=DIRECT))
    charset = f"{DIRECT}; charset=UTF-8"
    assert true(ask(served, "POST", body='ASK { FILTER("工会" = "工会") }'.encode(), Content_Type=charset))


def test_query_dataset_default_graphs_get(served: Served, graphs: list[tuple[str, str]]) -> None:
    (g1, b1), (g2, b2), (_, b3) = graphs
    dataset = [("default-graph-uri", g1), ("default-graph-uri", g2)]
    assert true(ask(served, fields=[("query", f"ASK {{ {b1} a ?type . {b2} a ?type }}"), *dataset]))
    assert not true(ask(served, fields=[("query", f"ASK {{ {b3} a ?type }}"), *dataset]))
    assert not true(ask(served, fields=[("query", "ASK { GRAPH ?g { ?s ?p ?o } }"), *dataset]))


def test_query_dataset_default_graphs_post(served: Served, graphs: list[tuple[str, str]]) -> None:
    (g1, b1), (g2, b2), (_, b3) = graphs
    dataset = [("default-graph-uri", g1), ("default-graph-uri", g2)]
    both, third = f"ASK {{ {b1} a ?t . {b2} a ?t }}".encode(), f"ASK {{ {b3} a ?t }}".encode()
    assert true(ask(served, "POST", body=both, fields=dataset, Content_Type=DIRECT))
    assert not true(ask(served, "POST", body=third, fields=dataset, Content_Type=DIRECT))


def test_query_dataset_named_graphs_post(served: Served, graphs: list[tuple[str, str]]) -> None:
    (g1, b1), (g2, b2), (_, b3) = graphs
    dataset = [("named-graph-uri", g1), ("named-graph-uri", g2)]
    for query, answer in (
        (f"ASK {{ GRAPH ?g1 {{ {b1} a ?t }} GRAPH ?g2 {{ {b2} a ?t }} }}", True),
        (f"ASK {{ GRAPH ?g {{ {b3} a ?t }} }}", False),
        ("ASK { ?s ?p ?o }", False),  # a dataset without default graph has an empty one
    ):
        assert true(ask(served, "POST", body=query.encode(), fields=dataset, Content_Type=DIRECT)) is answer


def test_query_dataset_named_graphs_get(served: Served, graphs: list[tuple[str, str]]) -> None:
    (g1, b1), (g2, b2), _ = graphs
    query = f"ASK {{ GRAPH ?g1 {{ {b1} a ?t }} GRAPH ?g2 {{ {b2} a ?t }} }}"
    assert true(ask(served, fields=[("query", query), ("named-graph-uri", g1), ("named-graph-uri", g2)]))


def test_query_dataset_full(served: Served, graphs: list[tuple[str, str]]) -> None:
    (g1, b1), (g2, b2), (g3, b3) = graphs
    query = f"ASK {{ {b3} a ?t GRAPH ?g1 {{ {b1} a ?t }} GRAPH ?g2 {{ {b2} a ?t }} }}"
    dataset = [("default-graph-uri", g3), ("named-graph-uri", g1), ("named-graph-uri", g2)]
    assert true(ask(served, "POST", body=query.encode(), fields=dataset, Content_Type=DIRECT))


def test_query_multiple_dataset(served: Served, graphs: list[tuple[str, str]]) -> None:
    """The dataset of the protocol takes the place of the query's own."""
    (g1, b1), (g2, b2), _ = graphs
    for body, answer in ((b1, True), (b2, False)):
        query = f"ASK FROM <{g2}> {{ {body} a ?t }}".encode()
        dataset = [("default-graph-uri", g1)]
        assert true(ask(served, "POST", body=query, fields=dataset, Content_Type=DIRECT)) is answer


SELECT = "SELECT ?name WHERE { ?body a org:Organization ; rdfs:label ?name } ORDER BY ?name LIMIT 3"
CONSTRUCT = (
    "CONSTRUCT { ?body rdfs:label ?name } WHERE { ?body a org:Organization ; rdfs:label ?name } LIMIT 5"
)
RESULTS = [types[0] for types in protocol.RESULTS.values()]
TRIPLES = [types[0] for types in protocol.TRIPLES.values()]


@pytest.mark.parametrize("media", RESULTS)
def test_query_content_type_select(served: Served, media: str) -> None:
    reply = ask(served, fields=[("query", SELECT)], Accept=media)
    assert (reply.status, reply.media) == (200, media)
    solutions = (
        ox.parse_query_results(reply.text.encode(), format=protocol.results_format(media))
        if (media != "text/csv")
        else reply.text.splitlines()[1:]
    )
    assert len(list(solutions)) == 3 and "工会" in reply.text


@pytest.mark.parametrize("media", RESULTS)
def test_query_content_type_ask(served: Served, media: str) -> None:
    reply = ask(served, fields=[("query", "ASK {}")], Accept=media)
    assert (reply.status, reply.media) == (200, media) and "true" in reply.text


@pytest.mark.parametrize("media", TRIPLES)
def test_query_content_type_describe(served: Served, graphs: list[tuple[str, str]], media: str) -> None:
    reply = ask(served, fields=[("query", f"DESCRIBE {graphs[0][1]}")], Accept=media)
    assert (reply.status, reply.media) == (200, media)
    assert list(ox.parse(reply.text.encode(), format=protocol.triples_format(media)))


@pytest.mark.parametrize("media", TRIPLES)
def test_query_content_type_construct(served: Served, media: str) -> None:
    reply = ask(served, fields=[("query", CONSTRUCT)], Accept=media)
    assert (reply.status, reply.media) == (200, media)
    assert len(list(ox.parse(reply.text.encode(), format=protocol.triples_format(media)))) == 5


def test_bad_query_method(served: Served) -> None:
    assert ask(served, "PUT", fields=[("query", "ASK {}")]).status == 405


def test_bad_multiple_queries(served: Served) -> None:
    twice = [("query", "ASK {}"), ("query", "SELECT * {}")]
    assert "one query is wanted, 2 came" in refused(ask(served, fields=twice), 400)


def test_bad_query_wrong_media_type(served: Served) -> None:
    assert DIRECT in refused(ask(served, "POST", body=b"ASK {}", Content_Type="text/plain"), 415)


def test_bad_query_missing_form_type(served: Served) -> None:
    assert FORM in refused(ask(served, "POST", body=b"query=ASK%20%7B%7D"), 415)


def test_bad_query_missing_direct_type(served: Served) -> None:
    refused(ask(served, "POST", body=b"ASK {}"), 415)


def test_bad_query_non_utf8(served: Served) -> None:
    body = 'ASK { FILTER("工会" = "工会") }'
    refused(ask(served, "POST", body=body.encode("utf-16"), Content_Type=f"{DIRECT}; charset=UTF-16"), 415)
    refused(ask(served, "POST", body=body.encode("gbk"), Content_Type=DIRECT), 400)
    refused(ask(served, "POST", body=b"query=ASK%20%7B%7D%20%23%ff", Content_Type=FORM), 400)


def test_bad_query_syntax(served: Served) -> None:
    said = refused(ask(served, fields=[("query", "ASK {\n  ?s ?p }")]), 400)
    assert "line 2, column" in said


# ---------------------------------------------------------------- W3C: updates
# What must be refused is refused. These ask for an update to succeed, and updates are off on purpose:
# each is sent as the suite has it, and must change nothing.
INSERT = b"INSERT DATA { <urn:s> <urn:p> <urn:o> }"
UPDATE = "application/sparql-update"


@pytest.mark.parametrize(
    ("case", "update", "dataset"),
    [
        ("update_dataset_default_graph", b"INSERT { ?s <urn:p> 1 } WHERE { ?s ?p ?o }", ["using-graph-uri"]),
        (
            "update_dataset_default_graphs",
            b"INSERT { ?s <urn:p> 1 } WHERE { ?s ?p ?o }",
            ["using-graph-uri"] * 2,
        ),
        ("update_dataset_named_graphs", b"DROP ALL", ["using-named-graph-uri"] * 2),
        ("update_dataset_full", b"CLEAR ALL", ["using-graph-uri", "using-named-graph-uri"]),
        ("update_post_form", None, []),
        ("update_post_direct", INSERT, []),
        ("update_base_uri", b"BASE <urn:x> INSERT DATA { <s> <p> <o> }", []),
        ("bad_update_get", b"", []),
        ("bad_multiple_updates", None, ["update"]),
        ("bad_update_wrong_media_type", INSERT, []),
        ("bad_update_missing_form_type", None, []),
        ("bad_update_non_utf8", INSERT, []),
        ("bad_update_syntax", b"INSERT DATA { <urn:s", []),
        (
            "bad_update_dataset_conflict",
            b"INSERT { ?s <urn:p> 1 } USING <urn:g> WHERE {}",
            ["using-graph-uri"],
        ),
    ],
)
def test_update_cases_change_nothing(
    served: Served, graphs: list[tuple[str, str]], case: str, update: bytes | None, dataset: list[str]
) -> None:
    fields = [(name, graphs[at][0]) for at, name in enumerate(dataset)]
    types = {
        "update_post_form": FORM,
        "bad_multiple_updates": FORM,
        "bad_update_wrong_media_type": "text/plain",
        "bad_update_missing_form_type": None,
        "bad_update_non_utf8": f"{UPDATE}; charset=UTF-16",
    }
    media = types.get(case, UPDATE)
    headers = {"Content_Type": media} if media else {}
    if case == "bad_update_get":
        reply = ask(served, fields=[("update", "CLEAR ALL")])
    else:
        body = b"update=CLEAR%20ALL" if update is None else update
        reply = ask(served, "POST", body=body, fields=fields, **headers)
    refused(reply, 415 if "type" in case else 403)
    assert not true(ask(served, fields=[("query", "ASK { ?s <urn:p> ?o }")]))
    assert true(ask(served, fields=[("query", "ASK { ?s ?p ?o }")]))


def test_an_update_sent_as_a_query_is_told_so(served: Served) -> None:
    said = refused(ask(served, "POST", body=INSERT, Content_Type=DIRECT), 400)
    assert "INSERT would change the graph" in said


# ---------------------------------------------------------------- what is sent
@pytest.mark.parametrize(
    ("accept", "results", "triples"),
    [
        (None, RESULTS[0], TRIPLES[0]),
        ("*/*", RESULTS[0], TRIPLES[0]),
        ("text/csv;q=0.5, application/sparql-results+xml", RESULTS[1], None),
        ("application/json", "application/json", "application/json"),
        ("text/*", "text/csv", "text/turtle"),
        ("application/sparql-results+json;q=0, */*;q=0.1", RESULTS[1], TRIPLES[0]),
        ("application/sparql-results+json;q=0", None, None),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/xml", "application/xml"),
        ("image/png", None, None),
        ("text/csv;q=much", None, None),
    ],
)
def test_what_a_client_prefers_is_sent(accept: str | None, results: str | None, triples: str | None) -> None:
    assert (wanted(accept).results, wanted(accept).triples) == (results, triples)


def test_what_cannot_be_sent_is_refused(served: Served) -> None:
    assert "text/turtle" in refused(ask(served, fields=[("query", "ASK {}")], Accept="image/png"), 406)
    assert "text/turtle" in refused(ask(served, fields=[("query", CONSTRUCT)], Accept="text/csv"), 406)


def test_without_a_query_the_service_is_described(served: Served) -> None:
    reply = ask(served)
    assert (reply.status, reply.media) == (200, "text/turtle")
    assert list(ox.parse(reply.text.encode(), format=ox.RdfFormat.TURTLE, base_iri=f"{served.url}/sparql"))


def test_the_default_graph_is_the_merged_one_as_in_kg_query(served: Served) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    opened = store.open_graph(served.graph)
    rows = queries.sparql(opened, count).rows
    assert ask(served, fields=[("query", count)], Accept="text/csv").text.split() == ["n", rows[0][0]]


def test_bad_requests_are_answered_with_a_sentence(served: Served) -> None:
    assert "no absolute IRI" in refused(
        ask(served, fields=[("query", "ASK {}"), ("default-graph-uri", "here")]), 400
    )
    assert "none came" in refused(ask(served, fields=[("other", "1")]), 400)
    refused(ask(served, "POST", body=b"#" * (protocol.MOST_BODY + 1), Content_Type=DIRECT), 413)
    assert ask(served, path="/editor/../app.py").status in (404, 503)  # 503: no site yet
    assert ask(served, path="/editor/editor.html").status == 404


# ---------------------------------------------------------------- real clients
@pytest.mark.parametrize("format", [JSON, XML, CSV])
@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper(served: Served, format: str, method: str) -> None:
    client = SPARQLWrapper(f"{served.url}/sparql")
    client.setQuery("PREFIX org: <http://www.w3.org/ns/org#> " + SELECT)
    client.setMethod(method)
    client.setReturnFormat(format)
    answer: Any = client.queryAndConvert()
    text = (
        answer.toxml()
        if format == XML
        else answer.decode()
        if format == CSV
        else json.dumps(answer, ensure_ascii=False)
    )
    assert text.count("工会") >= 1


def test_sparqlwrapper_construct(served: Served) -> None:
    client = SPARQLWrapper(f"{served.url}/sparql")
    client.setQuery(CONSTRUCT)
    client.setReturnFormat(TURTLE)
    turtle: Any = client.queryAndConvert()
    assert len(list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))) == 5


def test_rdflib(served: Served, graphs: list[tuple[str, str]]) -> None:
    from rdflib import RDFS, Graph, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    remote = Graph(SPARQLStore(f"{served.url}/sparql"))
    labels = {str(label) for label in remote.objects(None, RDFS.label)}
    assert "江阴市总工会" in labels
    rows = list(remote.query(SELECT))
    assert len(rows) == 3
    body = URIRef(graphs[0][1].strip("<>"))
    told = [
        len(list(Graph(SPARQLStore(f"{served.url}/sparql"), URIRef(name)).predicate_objects(body)))
        for name, _ in graphs
    ]
    assert told[0] > 1 and told[1:] == [0, 0]
