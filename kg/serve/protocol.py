"""What an HTTP request holds in, what it asks out: SPARQL 1.1 Protocol, the query operation.

Pure functions over strings and bytes. Whatever the standard forbids, and every update, is a `Refused`
with a status and a sentence. The dataset of a request (`default-graph-uri`, `named-graph-uri`) takes the
place of any FROM in its query, as the standard wants; a graph that does not exist is an empty one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import pyoxigraph as ox

from kg.store import calls_service

#: bytes of a request's body: the longest question is 4 kB
MOST_BODY: Final = 1_000_000
FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"


class Refused(Exception):
    """A request that is not answered: an HTTP status, and a sentence for the person who asked."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and its dataset; None where the request names no dataset."""

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


# ---------------------------------------------------------------- requests
def read(method: str, query_string: bytes, content_type: str | None, body: bytes) -> Asked:
    """What a GET, a POSTed form or a POSTed query asks; raises `Refused`."""
    fields = _fields(query_string)
    if method == "POST":
        kind, charset = _media(content_type or "")
        if kind == "application/sparql-update":
            raise Refused(403, "updates are switched off: the graph is changed by `kg build` alone")
        if kind not in (FORM, DIRECT):
            said = f"Content-Type {kind}" if kind else "no Content-Type"
            raise Refused(415, f"{said}: POST a query as {DIRECT}, or as a form ({FORM})")
        if charset not in ("", "utf-8", "utf8"):
            raise Refused(415, f"charset {charset}: SPARQL is sent as UTF-8")
        if kind == FORM:
            fields += _fields(body)
        else:
            fields = [(name, value) for name, value in fields if name != "query"]
            fields.append(("query", _utf8(body)))
    if any(name == "update" for name, _ in fields):
        raise Refused(403, "updates are switched off: the graph is changed by `kg build` alone")
    queries = [value for name, value in fields if name == "query"]
    if len(queries) != 1:
        raise Refused(400, f"one query is wanted, {len(queries) or 'none'} came: send query=…")
    if calls_service(queries[0]):
        raise Refused(400, "SERVICE is switched off: a question is answered from this graph alone")
    default = _graphs(fields, "default-graph-uri")
    named = _graphs(fields, "named-graph-uri")
    if default or named:  # together they are the whole dataset
        return Asked(queries[0], default, named)
    return Asked(queries[0])


def _fields(data: bytes) -> list[tuple[str, str]]:
    try:
        text = data.decode("ascii") if data.isascii() else data.decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError:
        raise Refused(400, "the request is not in UTF-8") from None
    except ValueError as error:
        raise Refused(400, f"the form cannot be read: {error}") from None


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(400, f"the query is not in UTF-8: byte {error.start + 1}") from None


def _graphs(fields: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    found = tuple(value for key, value in fields if key == name)
    for value in found:
        try:
            ox.NamedNode(value)
        except ValueError:
            raise Refused(400, f"{name}={value[:200]}: this is no absolute IRI") from None
    return found


def _media(header: str) -> tuple[str, str]:
    """The media type and the charset of a Content-Type, in small letters."""
    kind, *parameters = (part.strip() for part in header.split(";"))
    charset = ""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return kind.lower(), charset


# ---------------------------------------------------------------- answers
#: what SELECT and ASK can be sent as, the best first; then what else a client may call it
RESULTS: Final[dict[ox.QueryResultsFormat, tuple[str, ...]]] = {
    ox.QueryResultsFormat.JSON: ("application/sparql-results+json", "application/json"),
    ox.QueryResultsFormat.XML: ("application/sparql-results+xml", "application/xml", "text/xml"),
    ox.QueryResultsFormat.CSV: ("text/csv",),
    ox.QueryResultsFormat.TSV: ("text/tab-separated-values",),
}
#: what CONSTRUCT and DESCRIBE can be sent as
TRIPLES: Final[dict[ox.RdfFormat, tuple[str, ...]]] = {
    ox.RdfFormat.TURTLE: ("text/turtle",),
    ox.RdfFormat.N_TRIPLES: ("application/n-triples", "text/plain"),
    ox.RdfFormat.RDF_XML: ("application/rdf+xml", "application/xml", "text/xml"),
    ox.RdfFormat.JSON_LD: ("application/ld+json", "application/json"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The media types to answer in: of results and of triples; None where the client takes none of ours."""

    results: str | None
    triples: str | None


def wanted(accept: str | None) -> Wanted:
    """What an Accept header prefers of what we have; everything is welcome without one."""
    ranges = _ranges(accept or "*/*")
    return Wanted(_best(ranges, list(RESULTS.values())), _best(ranges, list(TRIPLES.values())))


def _ranges(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for part in accept.split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                quality = float(value) if re.fullmatch(r" *[01](?:\.\d{0,3})? *", value) else 0.0
        ranges.append((kind.lower(), quality))
    return ranges


def _best(ranges: Sequence[tuple[str, float]], offered: Sequence[Sequence[str]]) -> str | None:
    """The media type of highest quality; of equals a range that names it, then the earlier one of ours."""
    best: tuple[float, int] = (0.0, 0)
    chosen = None
    for types in offered:
        for at, media in enumerate(types):
            fitting = [(_fit(kind, media), quality) for kind, quality in ranges if _fit(kind, media)]
            if not fitting or (at and max(fitting)[0] < 3):
                continue  # another name is used only for who asks by it
            fit, quality = max(fitting)
            if quality > 0 and (quality, fit) > best:
                best, chosen = (quality, fit), media
    return chosen


def _fit(kind: str, media: str) -> int:
    """How closely a media range names a media type: 3 in full, 2 text/*, 1 */*, 0 not at all."""
    if kind == media:
        return 3
    if kind == "*/*":
        return 1
    return 2 if kind.endswith("/*") and media.startswith(kind[:-1]) else 0


def results_format(media: str) -> ox.QueryResultsFormat:
    """The format of a media type that `wanted` chose for SELECT and ASK."""
    return next(format for format, types in RESULTS.items() if media in types)


def triples_format(media: str) -> ox.RdfFormat:
    """The format of a media type that `wanted` chose for CONSTRUCT and DESCRIBE."""
    return next(format for format, types in TRIPLES.items() if media in types)
