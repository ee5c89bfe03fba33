"""`kg serve`: limits, who may ask, start and stop, and what must not be."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from serving import EVERYTHING, TIMEOUT, Served, ask, refused, start, stop, true
from typer.testing import CliRunner

from kg import console, demo, queries, store
from kg.cli import app
from kg.serve.pool import Pool, snapshot
from kg.serve.protocol import Asked, wanted
from kg.serve.worker import Fill, Query


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


def test_who_has_loaded_the_graph_is_asked_first(samples: Path) -> None:
    pool = Pool(samples, limit=30, workers=2)
    try:
        for _ in range(3):
            assert pool.ask(Fill("coverage", {})).status == 200
        assert sorted(one.ready for one in pool._all) == [False, True]  # nobody waited for the second
    finally:
        pool.close()


def test_a_snapshot_is_a_graph(samples: Path, tmp_path: Path) -> None:
    snapshot(samples, tmp_path)
    taken, graph = store.open_graph(tmp_path), store.open_graph(samples)
    assert taken.manifest == graph.manifest
    assert [taken.lines(stem) for stem in taken.manifest] == [graph.lines(stem) for stem in graph.manifest]
