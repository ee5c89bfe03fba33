"""Jobs in, answers out: the process that holds the graph and runs queries, one at a time.

It is made to be killed: nothing it holds is lost. Once its graph is in memory it may open no file and
no connection any more (where the system can forbid that), so that no query can reach another machine.
"""

from __future__ import annotations

import faulthandler
import io
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg import queries, store
from kg.serve import protocol
from kg.terms import PREFIXES

#: bytes of an answer
MOST_ANSWER: Final = 64_000_000
#: bytes of memory a worker may take beyond the graph it has loaded
MOST_MEMORY: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Query:
    """A SPARQL query to run, and how to answer."""

    asked: protocol.Asked
    wanted: protocol.Wanted


@dataclass(frozen=True, slots=True)
class Fill:
    """A named question, to be given as SPARQL with these values in place."""

    name: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the client."""

    status: int
    media: str
    body: bytes


Job = Query | Fill


def sentence(status: int, message: str) -> Answer:
    """An answer that says why there is none."""
    return Answer(status, "text/plain", f"{message}\n".encode(errors="replace"))


def work(connection: Connection, directory: str, limit: float, most_answer: int) -> None:
    """Load the graph, say so, and answer jobs until the other side hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    graph = _Graph(Path(directory), store.read_manifest(Path(directory)))
    index = graph.index()
    _warm(graph)
    quiet = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as we live
    connection.send(None)
    _confine(in_memory=graph.size * 2 <= store.IN_MEMORY)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            job: Job = connection.recv()
            # should the server be killed, nobody ends a query that runs for ever: then this does
            faulthandler.dump_traceback_later(limit + 10, exit=True, file=quiet)
            answer = run(index, job, most_answer) if isinstance(job, Query) else _fill(graph, job)
            faulthandler.cancel_dump_traceback_later()
            connection.send(answer)


class _Graph(store.Store):
    """A graph with one index for all: the merged graph by default (see kg/store.py), and the named ones."""

    def index(self, *, named: bool = True) -> ox.Store:
        """The index with the named graphs, whatever is asked for."""
        return super().index(named=True)


def _warm(graph: store.Store) -> None:
    """Read whatever file a named question or a faulty query needs, while files can still be opened."""
    queries.misread("SELECT ?s { FILTER() }", "error at 1:23: the end")
    for question in queries.questions():
        for name in question.parameters:
            for value in ("要约行动", "没有这个名字"):
                with suppress(queries.QueryError):
                    queries.bound(graph, question, {name: value})


def _confine(*, in_memory: bool) -> None:
    """Let this process take no more memory than it should, and open nothing if it need not."""
    if sys.platform != "win32":
        import resource

        taken = _size()
        if taken:
            resource.setrlimit(resource.RLIMIT_AS, (taken + MOST_MEMORY,) * 2)
        if in_memory:
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _size() -> int:
    """Bytes of address space this process has; 0 where that cannot be known."""
    with suppress(OSError, ValueError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf(
            "SC_PAGE_SIZE"
        )
    return 0


# ---------------------------------------------------------------- queries
class _TooLarge(Exception):
    """The answer has more bytes than are sent."""


class _Bounded(io.BytesIO):
    """Bytes in memory, up to a number."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: object) -> int:
        """Take bytes, or raise `_TooLarge`."""
        written = super().write(data)  # type: ignore[arg-type]
        if self.tell() > self._most:
            raise _TooLarge
        return written


def run(index: ox.Store, query: Query, most_answer: int = MOST_ANSWER) -> Answer:
    """The answer of a query, in the media type that is wanted."""
    asked, out = query.asked, _Bounded(most_answer)
    try:
        result = index.query(
            asked.query,
            prefixes=PREFIXES,
            default_graph=None if asked.default_graphs is None else [*_nodes(asked.default_graphs)],
            named_graphs=None if asked.named_graphs is None else [*_nodes(asked.named_graphs)],
        )
        triples = isinstance(result, ox.QueryTriples)
        media = query.wanted.triples if triples else query.wanted.results
        if media is None:
            offered = (protocol.TRIPLES if triples else protocol.RESULTS).values()
            return sentence(406, f"this query is answered as {', '.join(types[0] for types in offered)}")
        if isinstance(result, ox.QueryTriples):
            format = protocol.triples_format(media)
            prefixes = PREFIXES if format in (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML) else None
            ox.serialize(result, out, format=format, prefixes=prefixes)
        else:
            result.serialize(out, format=protocol.results_format(media))
    except SyntaxError as error:
        return sentence(400, _where(asked.query, str(error)))
    except _TooLarge:
        return sentence(500, f"the answer has more than {most_answer:,} bytes: add a LIMIT, or ask for less")
    except MemoryError:
        return sentence(500, "the query needs more memory than it may take: ask for less")
    except (OSError, ValueError, RuntimeError) as error:
        return sentence(500, f"the query cannot be answered: {error}")
    return Answer(200, media, out.getvalue())


def _nodes(graphs: tuple[str, ...]) -> Iterator[ox.NamedNode]:
    return map(ox.NamedNode, graphs)


_UPDATE: Final = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD)\b", re.IGNORECASE)


def _where(query: str, error: str) -> str:
    if update := _UPDATE.search(store.keywords(query)):
        return f"{update[1].upper()} would change the graph: only SELECT, ASK, CONSTRUCT and DESCRIBE are run"
    return f"this is no SPARQL query: {queries.misread(query, error)}"


def _fill(graph: store.Store, job: Fill) -> Answer:
    try:
        question = queries.question(job.name)
        given = {name: value for name, value in job.parameters.items() if value.strip()}
        text = queries.bound(graph, question, given)
    except queries.QueryError as error:
        return sentence(400, str(error))
    return Answer(200, protocol.DIRECT, text.encode())
