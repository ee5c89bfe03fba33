"""A graph and another server's address in, the graph on that server out: SPARQL 1.1 Graph Store Protocol.

What is sent is the merged graph with the ontology, each triple once, into one graph: what the embedded
store answers from by default, so the questions give the same rows there. Or each bulletin's graph by
its own name. The first piece is PUT, which replaces what was there; the rest is POSTed behind it.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPException
from typing import Final
from urllib.parse import quote, urlsplit

from kg.identity import Identity
from kg.store import Store

#: bytes of one request; servers hold a request in memory while they read it
PIECE: Final = 4_000_000
#: seconds to wait for the server to take one piece
PATIENCE: Final = 600


class PublishError(RuntimeError):
    """The server did not take the graph; the message says what it answered."""


def publish(
    graph: Store,
    url: str,
    *,
    to: str | None = None,
    named: bool = False,
    user: str = "",
    password: str = "",
    piece: int = PIECE,
    progress: Callable[[int, int, str], None] | None = None,
) -> int:
    """Send a graph to a Graph Store Protocol address; returns how many triples were sent.

    `to` is the IRI of the graph to replace (without it the server's default graph); `named` sends
    each bulletin into the graph of its own name instead, without the ontology. Raises `PublishError`.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PublishError(
            f"{url}: give the address of a Graph Store, as http://127.0.0.1:8890/sparql-graph-crud-auth"
        )
    if parts.username or parts.password:
        raise PublishError("no password in an address: it would be seen by all; give --user and KG_PASSWORD")
    send = _sender(url, user, password)
    targets: list[tuple[str | None, Iterable[bytes]]]
    if named:
        identity = Identity(graph.base)
        targets = [
            (identity.graph(stem), graph.triples(stem).splitlines(keepends=True)) for stem in graph.manifest
        ]
    else:
        targets = [(to, graph.merged())]
    sent = 0
    for done, (name, lines) in enumerate(targets):
        if progress is not None:
            progress(done, len(targets), name or url)
        target = f"{url}{'&' if parts.query else '?'}" + (
            f"graph={quote(name, safe='')}" if name else "default"
        )
        for number, body in enumerate(pieces(lines, piece)):
            send("POST" if number else "PUT", target, body)
            sent += body.count(b"\n")
    return sent


def pieces(lines: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Lines put together to bodies of at least `size` bytes, but the last; no line is cut in two."""
    body: list[bytes] = []
    length = 0
    for line in lines:
        body.append(line)
        length += len(line)
        if length >= size:
            yield b"".join(body)
            body, length = [], 0
    if body:
        yield b"".join(body)


def _sender(url: str, user: str, password: str) -> Callable[[str, str, bytes], None]:
    """A function that sends one body, and proves who we are where the server asks (Digest or Basic)."""
    keys = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    if user:
        keys.add_password(None, url, user, password)
    opener = urllib.request.build_opener(
        urllib.request.HTTPDigestAuthHandler(keys), urllib.request.HTTPBasicAuthHandler(keys), _NoRedirect()
    )

    def send(method: str, target: str, body: bytes) -> None:
        headers = {"Content-Type": "application/n-triples"}
        request = urllib.request.Request(target, data=body, method=method, headers=headers)
        try:
            with opener.open(request, timeout=PATIENCE) as response:
                response.read()
        except urllib.error.HTTPError as error:
            with error:
                said = error.read(2000).decode("utf-8", "replace").strip()
            raise PublishError(_why(url, error.code, error.reason, said)) from None
        except urllib.error.URLError as error:
            raise PublishError(f"{url} cannot be reached: {error.reason}") from None
        except (OSError, HTTPException) as error:
            raise PublishError(f"{url} broke off: {error}") from None

    return send


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection is an answer like any other: what is PUT must not end as a GET elsewhere."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing."""


def _why(url: str, code: int, reason: str, said: str) -> str:
    said = " ".join(said.split())[:300]
    if code in (401, 403):
        return f"{url} wants another user or password ({code} {reason}): give --user, and KG_PASSWORD"
    if code in (404, 405):
        return f"{url} is no Graph Store ({code} {reason}): look for “Graph Store Protocol” in its manual"
    return f"{url} answered {code} {reason}: {said}"
