"""`kg serve`: the W3C's protocol cases by name, real clients, a real browser, and what must not be."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from typer.testing import CliRunner

from kg import console, demo, queries, store
from kg.cli import app
from kg.identity import Identity
from kg.serve import protocol
from kg.serve.pool import Pool, snapshot
from kg.serve.protocol import Asked, wanted
from kg.serve.worker import Fill, Query

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REQUIRED = os.environ.get("KG_REQUIRE_BROWSER") == "1"
HOSTILE = '<img src=x onerror="pwned=1"></script><script>pwned=1</script>'
TIMEOUT = 3
EVERYTHING = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Served(NamedTuple):
    """A running server."""

    port: int
    process: subprocess.Popen[str]
    graph: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Reply(NamedTuple):
    """What came back."""

    status: int
    media: str
    text: str
    headers: dict[str, str]


def start(graph: Path, *options: str) -> Served:
    command = [
        sys.executable,
        "-c",
        "from kg.cli import main; main()",
        "serve",
        "--graph",
        str(graph),
        *options,
    ]
    environment = os.environ | {"TMPDIR": str(graph.parent)}
    process = subprocess.Popen(
        [*command, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=environment | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("端点"):
            return Served(int(line.rpartition(":")[2].partition("/")[0]), process, graph)
    raise AssertionError("the server ended before it began")


def stop(served: Served) -> str:
    """Press Ctrl-C; returns what was said."""
    served.process.send_signal(signal.SIGINT)
    try:
        return served.process.communicate(timeout=20)[0]
    finally:
        served.process.kill()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serve")
    demo.copy_samples(folder / "bulletins")
    result = CliRunner().invoke(
        app, ["build", str(folder / "bulletins"), "--graph", str(folder / "graph"), "--no-check"]
    )
    assert result.exit_code == 0, result.output
    return folder / "graph"


@pytest.fixture(scope="module")
def served(samples: Path) -> Iterator[Served]:
    running = start(samples, "--timeout", str(TIMEOUT))
    yield running
    stop(running)


@pytest.fixture(scope="module")
def graphs(samples: Path) -> list[tuple[str, str]]:
    """The named graphs, each with a bulletin that it alone describes."""
    manifest = store.read_manifest(samples)
    identity = Identity(next(iter(manifest.values())).base)
    found = [(identity.graph(stem), f"<{identity.bulletin(stem)}>") for stem in manifest]
    assert len(found) == 3
    return found


def ask(
    served: Served,
    method: str = "GET",
    path: str = "/sparql",
    *,
    body: bytes | None = None,
    fields: list[tuple[str, str]] | None = None,
    **headers: str,
) -> Reply:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    target = f"{path}?{urlencode(fields)}" if fields else path
    try:
        connection.request(method, target, body, given)
        response = connection.getresponse()
        media = (response.getheader("Content-Type") or "").partition(";")[0]
        return Reply(response.status, media, response.read().decode("utf-8"), dict(response.getheaders()))
    finally:
        connection.close()


def true(reply: Reply) -> bool:
    assert reply.status == 200, reply.text
    assert reply.media == "application/sparql-results+json"
    answer = json.loads(reply.text)["boolean"]
    assert isinstance(answer, bool)
    return answer


def refused(reply: Reply, status: int) -> str:
    assert reply.status == status, reply.text
    assert reply.media == "text/plain" and reply.text.strip() and "Traceback" not in reply.text
    return reply.text


# ---------------------------------------------------------------- W3C: queries
# The cases of the SPARQL 1.1 protocol test-suite (w3c/rdf-tests, sparql11/protocol), by their names; our
# bulletins' graphs stand where it has data1.rdf, data2.rdf and data3.rdf, which it loads.
DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"


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
    assert ask(served, path="/static/../app.py").status == 404
    assert ask(served, path="/static/editor.html").status == 404


# ---------------------------------------------------------------- limits
def test_a_query_that_takes_too_long_is_stopped_and_the_next_is_answered(served: Served) -> None:
    began = time.monotonic()
    assert f"longer than {TIMEOUT} seconds" in refused(ask(served, fields=[("query", EVERYTHING)]), 500)
    assert time.monotonic() - began < TIMEOUT + 2
    for _ in range(3):
        assert true(ask(served, fields=[("query", "ASK {}")]))


def test_an_answer_that_is_too_large_is_refused(samples: Path) -> None:
    pool = Pool(samples, limit=10, workers=1, most_answer=10_000)
    try:
        answer = pool.ask(Query(Asked("SELECT * { ?s ?p ?o }"), wanted(None)))
        assert answer.status == 500 and b"LIMIT" in answer.body
        assert pool.ask(Query(Asked("SELECT * { ?s ?p ?o } LIMIT 2"), wanted(None))).status == 200
    finally:
        pool.close()


SERVICES = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service silent <URL> { ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE: { ?s ?p ?o } }",
    "SELECT * { # a comment\rSERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { FILTER(1<2)SERVICE#>\n<URL> { ?s ?p ?o } }",
    "SELECT * { <urn:a(b)#c> <urn:p> '>' SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'it\\'s' SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<URL> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<URL> { ?s ?p ?o } }",
    "PREFIX ex: <urn:x> SELECT * { OPTIONAL { ?s ex:a\\#b ?o } SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { BIND('''a\\'''' AS ?x) SERVICE <URL> { ?s ?p ?o } FILTER('1'='1') }",
    "SELECT * { FILTER(?a<'>')SERVICE <URL> { ?s ?p ?o } FILTER('1'='1') }",
    "SELECT * { OPTIONAL { ?s <urn:a)#> ?o } FILTER(1<2)SERVICE#>\n<URL> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_off(served: Served, query: str) -> None:
    said = refused(ask(served, fields=[("query", query.replace("URL", f"{served.url}/sparql"))]), 400)
    assert "SERVICE is switched off" in said


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?p 'SERVICE' }",
        "ASK { ?s <http://x/service/1> ?o } # SERVICE",
        'ASK { ?s ex:service """a "SERVICE" """ }',
    ],
)
def test_the_word_service_elsewhere_is_no_call(query: str) -> None:
    assert not store.calls_service(query)


@pytest.mark.parametrize("query", SERVICES)
def test_no_question_reaches_another_machine(samples: Path, query: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        asked = query.replace("URL", f"http://127.0.0.1:{listening.getsockname()[1]}/")
        with pytest.raises(queries.QueryError, match="SERVICE is switched off"):
            queries.sparql(store.open_graph(samples), asked)
        with pytest.raises(TimeoutError):
            listening.accept()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot forbid a process to open connections")
def test_a_worker_reaches_nobody_even_if_asked_to(samples: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.5)
        pool = Pool(samples, limit=10, workers=1)
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
            answer = pool.ask(Query(Asked(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"), wanted(None)))
            assert answer.status == 500
            with pytest.raises(TimeoutError):
                listening.accept()
            # and what it needs to answer, it has: also names that are not there
            assert pool.ask(Fill("who-ran", {"programme": "要约行动"})).status == 200
            assert b"nearest" in pool.ask(Fill("who-ran", {"programme": "要约行东"})).body
        finally:
            pool.close()


# ---------------------------------------------------------------- who may ask
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:9"}, 200),  # through a tunnel
        ({"Host": "[::1]:7878"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:7878"}, 421),
        ({"Host": "localhost.evil.example"}, 421),
        ({"Host": "a@localhost"}, 421),
        ({"Host": "["}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:7878", "Host": "localhost:7878"}, 200),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "none"}, 200),
    ],
)
def test_only_this_machine_may_ask(served: Served, headers: dict[str, str], status: int) -> None:
    reply = ask(served, fields=[("query", "ASK {}")], **headers)
    assert reply.status == status
    assert not any(name.lower().startswith("access-control") for name in reply.headers)


def test_it_listens_on_the_loopback_alone(served: Served) -> None:
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in (str(one) for one in others if not str(one).startswith("127.")):
        with pytest.raises(OSError):
            socket.create_connection((address, served.port), timeout=2).close()


# ---------------------------------------------------------------- beside a build; start and stop
def test_a_build_beside_it_neither_breaks_it_nor_is_broken(tmp_path: Path) -> None:
    texts, _ = demo.copy_samples(tmp_path / "in")
    build = ["build", str(tmp_path / "in"), "--graph", str(tmp_path / "graph"), "--no-check"]
    assert CliRunner().invoke(app, build).exit_code == 0
    running = start(tmp_path / "graph", "--timeout", "2")
    try:
        count = [("query", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")]
        before = ask(running, fields=count).text
        texts[0].write_text(texts[0].read_text(encoding="utf-8") + "\n（某区总工会）\n", encoding="utf-8")
        assert CliRunner().invoke(app, build).exit_code == 0
        assert CliRunner().invoke(app, ["remove", texts[1].stem, "--graph", build[3]]).exit_code == 0
        assert ask(running, fields=count).text == before
        ask(running, fields=[("query", EVERYTHING)])  # kills a worker; the next loads the same graph
        ask(running, fields=[("query", EVERYTHING)])
        assert ask(running, fields=count).text == before
    finally:
        said = stop(running)
    assert said.endswith("已停止 stopped\n") and "Traceback" not in said
    assert running.process.returncode == 0
    assert not list(tmp_path.glob("kg-serve-*"))  # the snapshot is gone
    assert len(store.read_manifest(tmp_path / "graph")) == 2


@pytest.mark.skipif(os.name != "posix", reason="SIGTERM")
def test_a_stop_while_a_query_runs_is_quick_and_leaves_nothing(samples: Path, tmp_path: Path) -> None:
    shutil.copytree(samples, tmp_path / "graph")
    running = start(tmp_path / "graph")
    with socket.create_connection(("127.0.0.1", running.port)) as client:
        target = f"/sparql?{urlencode({'query': EVERYTHING})}"
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(0.5)
        began = time.monotonic()
        running.process.terminate()
        running.process.communicate(timeout=20)
        assert time.monotonic() - began < 8
    assert not list(tmp_path.glob("kg-serve-*"))


def test_a_taken_port_is_a_sentence(served: Served) -> None:
    result = CliRunner().invoke(app, ["serve", "--graph", str(served.graph), "--port", str(served.port)])
    assert result.exit_code == console.Exit.NETWORK
    assert f"port {served.port} is taken" in result.stderr and "--port" in result.stderr


def test_no_graph_is_a_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["serve", "--graph", str(tmp_path), "--port", "0"])
    assert result.exit_code == console.Exit.GRAPH and "kg build" in result.stderr


def test_a_snapshot_is_a_graph(samples: Path, tmp_path: Path) -> None:
    snapshot(samples, tmp_path)
    taken, graph = store.open_graph(tmp_path), store.open_graph(samples)
    assert taken.manifest == graph.manifest
    assert [taken.lines(stem) for stem in taken.manifest] == [graph.lines(stem) for stem in graph.manifest]


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


# ---------------------------------------------------------------- pages
def test_every_question_is_on_the_page_and_can_be_opened(served: Served) -> None:
    page = ask(served, path="/questions").text
    told = json.loads(ask(served, path="/questions.json").text)["questions"]
    assert [one["name"] for one in told] == [question.name for question in queries.questions()]
    for question in queries.questions():
        assert question.zh in page and f'value="{question.name}"' in page
        if not any(parameter.required for parameter in question.parameters.values()):
            text = ask(served, path=f"/question/{question.name}").text
            assert ask(served, "POST", body=text.encode(), Content_Type=DIRECT).status == 200
    assert "did you mean who-ran" in refused(ask(served, path="/question/who-rann"), 400)


@pytest.mark.parametrize("path", ["/", "/questions", "/static/editor.js", "/sparql"])
def test_every_answer_carries_the_policy(served: Served, path: str) -> None:
    headers = ask(served, path=path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if BROWSER is None and not REQUIRED:
        pytest.skip("no Chromium on this machine; to run: apt-get install chromium fonts-noto-cjk")
    playwright = pytest.importorskip("playwright.sync_api", reason="to run: pip install --group dev")
    assert BROWSER is not None, "KG_REQUIRE_BROWSER is set, but there is no chromium"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


class Tab(NamedTuple):
    """A page, the requests it made and what its console said."""

    page: Any
    requests: list[str]
    said: list[str]


@pytest.fixture
def tab(chromium: Any, served: Served) -> Iterator[Tab]:
    page = chromium.new_page(viewport={"width": 1300, "height": 1000})
    opened = Tab(page, [], [])
    page.on("request", lambda request: opened.requests.append(request.url))
    page.on("console", lambda message: opened.said.append(message.text))
    page.on("pageerror", lambda error: opened.said.append(str(error)))
    yield opened
    page.close()


def visit(tab: Tab, url: str) -> None:
    tab.page.goto(url)
    tab.page.wait_for_selector("html[data-ready=yes]", timeout=20_000)


def until(holds: Callable[[], bool]) -> None:
    """Wait for the page (its policy forbids the eval that Playwright's own waiting for a function needs)."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "the page did not get there in 20 s"
        time.sleep(0.05)


def test_the_editor_runs_a_question_and_asks_nobody_else(tab: Tab, served: Served) -> None:
    visit(tab, f"{served.url}/")
    tab.page.select_option("#question", "who-ran")
    tab.page.fill("#parameters input", "要约行动")
    tab.page.press("#parameters input", "Tab")
    until(lambda: all(part in tab.page.input_value("#query") for part in ("SELECT", "/programme/")))
    tab.page.click("#run")
    tab.page.wait_for_selector("#answer table")
    rows = tab.page.inner_text("#answer")
    expected = queries.run(
        store.open_graph(served.graph), queries.question("who-ran"), {"programme": "要约行动"}
    )
    assert f"{len(expected.rows)} 行" in tab.page.inner_text("#status")
    assert all(row[0] in rows for row in expected.rows if row[0])
    assert tab.requests and all(url.startswith(("data:", f"{served.url}/")) for url in tab.requests)
    assert tab.said == []
    if folder := os.environ.get("KG_SCREENSHOTS"):
        tab.page.screenshot(path=f"{folder}/editor.png")


def test_a_question_on_the_page_opens_in_the_editor_with_its_answer(tab: Tab, served: Served) -> None:
    tab.page.goto(f"{served.url}/questions")
    if folder := os.environ.get("KG_SCREENSHOTS"):
        tab.page.screenshot(path=f"{folder}/questions.png")
    tab.page.fill("#who-ran input:not([type=hidden])", "要约行动")
    tab.page.click("#who-ran button")
    tab.page.wait_for_selector("#answer table")
    assert "工会" in tab.page.inner_text("#answer")
    tab.page.click("#answer td a") if tab.page.query_selector("#answer td a") else None
    assert tab.said == []


def test_a_misspelt_name_and_a_wrong_query_are_told_in_the_editor(tab: Tab, served: Served) -> None:
    visit(tab, f"{served.url}/?{urlencode({'question': 'who-ran', 'programme': '要约行东'})}")
    assert "nearest" in tab.page.inner_text("#status")
    tab.page.fill("#query", "SELECT * { ?s ?p }")
    tab.page.press("#query", "Control+Enter")
    tab.page.wait_for_selector("#status:has-text('line 1')")  # no wait_for_function: the page forbids eval
    tab.page.fill("#query", "SELECT * { <urn:nothing> ?p ?o }")
    tab.page.click("#run")
    tab.page.wait_for_selector("#answer:has-text('没有结果')")


def test_hostile_text_stays_text_and_the_policy_holds(tab: Tab, served: Served) -> None:
    literal = HOSTILE.replace('"', '\\"')
    hostile = f'SELECT * {{ VALUES (?a ?b) {{ ("{literal}" <javascript:pwned=1>) }} }}'
    visit(tab, f"{served.url}/?{urlencode({'query': hostile, 'run': '1', 'question': HOSTILE})}")
    tab.page.wait_for_selector("#answer table")
    assert HOSTILE in tab.page.inner_text("#answer")
    assert tab.page.evaluate("document.querySelectorAll('#answer img, #answer script').length") == 0
    assert tab.page.get_attribute("#answer td a", "href").startswith("/?query=")
    assert tab.page.evaluate("typeof pwned") == "undefined"
    assert tab.said == []
    assert tab.page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'left', () => 'blocked')") == "blocked"
    assert any("Content Security Policy" in line for line in tab.said)
