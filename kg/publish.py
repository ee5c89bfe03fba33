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
from typing import Any, Final
from urllib.parse import quote, urlsplit

from kg.identity import Identity
from kg.store import Store

#: bytes of one request; servers hold a request in memory while they read it
PIECE: Final = 2_000_000
#: bytes of the first request: a server that wants a password may hang up before it has read a longer one
FIRST: Final = 4_000
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
    """Lines put together to a short body, then bodies of at least `size` bytes, then what is left."""
    body: list[bytes] = []
    length, wanted = 0, min(FIRST, size)
    for line in lines:
        body.append(line)
        length += len(line)
        if length >= wanted:
            yield b"".join(body)
            body, length, wanted = [], 0, size
    if body:
        yield b"".join(body)


def _sender(url: str, user: str, password: str) -> Callable[[str, str, bytes], None]:
    """A function that sends one body, and proves who we are where the server asks (Digest or Basic)."""
    keys = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    if user:
        keys.add_password(None, url, user, password)
    opener = urllib.request.build_opener(
        _Digest(keys), urllib.request.HTTPBasicAuthHandler(keys), _NoRedirect()
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


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """Digest authentication that is asked for once: later requests answer the same challenge."""

    _challenge: dict[str, str] | None = None

    def retry_http_digest_auth(self, req: urllib.request.Request, auth: str) -> Any:
        """Keep the challenge for what is sent next, and answer it."""
        pairs = urllib.request.parse_http_list(auth.partition(" ")[2])
        self._challenge = urllib.request.parse_keqv_list(pairs)
        return super().retry_http_digest_auth(req, auth)

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        """Put the answer to the challenge on a request."""
        if self._challenge is not None and not request.has_header(self.auth_header):
            answer = self.get_authorization(request, self._challenge)
            request.add_unredirected_header(self.auth_header, f"Digest {answer}")
        return request

    https_request = http_request


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
