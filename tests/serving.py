"""A graph in, a running `kg serve` out: the server of the tests that ask it and of those that look at it.

A test takes `served` (of the sample bulletins), or calls `start` and `stop` itself.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from typer.testing import CliRunner

from kg import demo, store
from kg.cli import app
from kg.identity import Identity

DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
#: seconds that a query may take on `served`
TIMEOUT = 3
#: takes longer than that
EVERYTHING = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Served(NamedTuple):
    """A running server."""

    port: int
    process: subprocess.Popen[str]
    graph: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


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


class Reply(NamedTuple):
    """What came back."""

    status: int
    media: str
    text: str
    headers: dict[str, str]


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


@pytest.fixture(scope="module")
def graphs(samples: Path) -> list[tuple[str, str]]:
    """The named graphs, each with a bulletin that it alone describes."""
    manifest = store.read_manifest(samples)
    identity = Identity(next(iter(manifest.values())).base)
    found = [(identity.graph(stem), f"<{identity.bulletin(stem)}>") for stem in manifest]
    assert len(found) == 3
    return found
