"""`kg publish`: what is sent, what is said when it is not taken, and the same answers from another server."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import URLError
from urllib.parse import parse_qs, urlencode, urlsplit

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner, Result

from kg import console, demo, publish, queries, store
from kg.cli import app
from kg.identity import Identity


def kg(*arguments: object, password: str = "") -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)), env={"KG_PASSWORD": password})


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publish")
    demo.copy_samples(folder / "bulletins")
    result = kg("build", folder / "bulletins", "--graph", folder / "graph", "--no-check")
    assert result.exit_code == 0, result.output
    return folder / "graph"


# ---------------------------------------------------------------- a small Graph Store
class Keeper(BaseHTTPRequestHandler):
    """A Graph Store that keeps what it is sent, and refuses under some paths."""

    graphs: ClassVar[dict[str, list[bytes]]] = {}
    requests: ClassVar[list[tuple[str, str]]] = []

    def take(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = parse_qs(parts.query, keep_blank_values=True).get("graph", ["default"])[0]
        self.requests.append((self.command, name))
        status = {"/locked": 401, "/absent": 404, "/broken": 500, "/moved": 302}.get(parts.path, 204)
        if status == 204:
            assert self.headers["Content-Type"] == "application/n-triples"
            if self.command == "PUT":
                self.graphs[name] = []
            self.graphs[name].append(body)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/")
        said = b"disk full\x1b[31m" if status == 500 else b""
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_PUT = do_POST = do_GET = take

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def keeper() -> Iterator[str]:
    Keeper.graphs.clear()
    Keeper.requests.clear()
    server = HTTPServer(("127.0.0.1", 0), Keeper)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def loaded(bodies: list[bytes]) -> ox.Store:
    index = ox.Store()
    for body in bodies:
        index.load(body, format=ox.RdfFormat.N_TRIPLES)
    return index


def test_the_merged_graph_is_sent_in_pieces_of_which_the_first_replaces(graph: Path, keeper: str) -> None:
    opened = store.open_graph(graph)
    sent = publish.publish(opened, f"{keeper}/store", piece=200_000)
    assert Keeper.requests[0] == ("PUT", "default")
    assert len(Keeper.requests) > 3 and set(Keeper.requests[1:]) == {("POST", "default")}
    index = loaded(Keeper.graphs["default"])
    assert len(index) == sent == len(opened.index())
    text = queries.questions()[0].text
    mine, theirs = opened.query(text), index.query(text)
    assert isinstance(mine, ox.QuerySolutions) and isinstance(theirs, ox.QuerySolutions)
    assert [list(row) for row in theirs] == [list(row) for row in mine]


def test_a_graph_of_its_own_and_one_for_each_bulletin(graph: Path, keeper: str) -> None:
    result = kg("publish", f"{keeper}/store?x=1", "--to", "urn:工会", "--graph", graph)
    assert result.exit_code == 0 and "sent" in result.stdout
    assert list(Keeper.graphs) == ["urn:工会"]
    assert kg("publish", f"{keeper}/store", "--named", "--graph", graph).exit_code == 0
    opened = store.open_graph(graph)
    for stem in opened.manifest:
        name = Identity(opened.base).graph(stem)
        assert b"".join(Keeper.graphs[name]) == opened.triples(stem)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("KEEPER/locked", "another user or password"),
        ("KEEPER/absent", "no Graph Store"),
        ("KEEPER/broken", "500 Internal Server Error: disk full"),
        ("KEEPER/moved", "answered 302"),
        ("http://127.0.0.1:9/", "cannot be reached"),
        ("file:///etc/passwd", "give the address"),
        ("store", "give the address"),
        ("http://me:secret@127.0.0.1/", "no password in an address"),
    ],
)
def test_what_goes_wrong_is_a_sentence(graph: Path, keeper: str, address: str, says: str) -> None:
    result = kg("publish", address.replace("KEEPER", keeper), "--graph", graph)
    assert result.exit_code == console.Exit.NETWORK
    assert says in result.stderr and "Traceback" not in result.output and "\x1b[31mdisk" not in result.stderr
    assert "secret" not in result.stderr


def test_to_and_named_exclude_each_other(graph: Path) -> None:
    result = kg("publish", "http://127.0.0.1:9/", "--to", "urn:x", "--named", "--graph", graph)
    assert result.exit_code == console.Exit.USAGE


def test_no_line_is_cut() -> None:
    lines = [b"a b c .\n", b"d e f .\n" * 3, b"g h i .\n"]
    assert list(publish.pieces(lines, 10)) == [b"".join(lines[:2]), lines[2]]
    assert list(publish.pieces([], 10)) == []


# ---------------------------------------------------------------- Virtuoso
VIRTUOSO = shutil.which("virtuoso-t")
MERGED = "urn:kg:merged"
SETTINGS = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 100000
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert isinstance(port, int)
        return port


@pytest.fixture(scope="module")
def virtuoso(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Virtuoso that holds the samples, with its default password, on the loopback."""
    if VIRTUOSO is None:
        why = os.environ.get("KG_NO_VIRTUOSO") or "to run: apt-get install virtuoso-opensource-7-bin"
        pytest.skip(f"no Virtuoso on this machine; {why}")
    folder = tmp_path_factory.mktemp("virtuoso")
    http = free_port()
    (folder / "virtuoso.ini").write_text(SETTINGS.format(sql=free_port(), http=http), encoding="ascii")
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [VIRTUOSO, "-f", "-c", "virtuoso.ini"], cwd=folder, stdout=said, stderr=subprocess.STDOUT
        )
    try:
        url = f"http://127.0.0.1:{http}"
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{url}/sparql?query=ASK%7B%7D", timeout=10).close()
                break
            except (URLError, OSError):
                assert process.poll() is None, (folder / "said").read_text(encoding="utf-8")
                time.sleep(0.25)
        address = f"{url}/sparql-graph-crud-auth"
        refused = kg("publish", address, "--to", MERGED, "--user", "dba", "--graph", graph, password="no")
        assert refused.exit_code == console.Exit.NETWORK and "KG_PASSWORD" in refused.stderr
        for _ in range(2):  # the second replaces the first
            sent = kg("publish", address, "--to", MERGED, "--user", "dba", "--graph", graph, password="dba")
            assert sent.exit_code == 0, sent.output
        yield f"{url}/sparql"
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


#: questions of different make: names, figures, property paths, aggregates, negation
ASKED = {
    "who-ran": {"programme": "要约行动"},
    "said-of": {"organisation": "江阴市总工会"},
    "bodies-under": {"organisation": "无锡市总工会"},
    "results": {},
    "targets": {},
    "worked-with": {},
    "awards": {},
    "coverage": {},
    "without-result": {},
    "themes": {},
    "not-to-add": {},
    "first-ran": {"programme": "百分百要约行动"},
    "spread": {"programme": "百分百要约行动"},
}


@pytest.mark.parametrize("name", ASKED)
def test_virtuoso_gives_the_same_answers(virtuoso: str, graph: Path, name: str) -> None:
    opened = store.open_graph(graph)
    text = queries.bound(opened, queries.question(name), ASKED[name])
    mine = queries.sparql(opened, text)
    assert mine.rows
    form = urlencode({"query": text, "default-graph-uri": MERGED}).encode()
    request = urllib.request.Request(virtuoso, form, {"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: Any = json.load(response)
    assert tuple(answer["head"]["vars"]) == mine.columns
    rows = [
        tuple(found[column]["value"] if column in found else None for column in mine.columns)
        for found in answer["results"]["bindings"]
    ]
    assert rows == list(mine.rows)
