"""A pool of workers in, the Starlette application out: the endpoint, the editor and the list of questions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Final

from anyio import to_thread
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from kg import queries
from kg.serve import protocol
from kg.serve.guard import Guard
from kg.serve.pool import Pool
from kg.serve.protocol import Refused
from kg.serve.worker import Answer, Fill, Job, Query, sentence
from kg.terms import PREFIXES

_STATIC: Final = files(__name__.rpartition(".")[0]).joinpath("static")
_ASSETS: Final = {"editor.js": "text/javascript", "style.css": "text/css"}
_DESCRIPTION: Final = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix format: <http://www.w3.org/ns/formats/> .
[] a sd:Service ;
  sd:endpoint <> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:resultFormat format:SPARQL_Results_JSON, format:SPARQL_Results_XML, format:SPARQL_Results_CSV,
    format:SPARQL_Results_TSV, format:Turtle, format:N-Triples, format:RDF_XML, format:JSON-LD .
"""


def make(pool: Pool) -> Starlette:
    """The application over a pool, which it closes when the server stops."""

    async def ask(job: Job) -> Response:
        return _response(await to_thread.run_sync(pool.ask, job, abandon_on_cancel=True))

    async def sparql(request: Request) -> Response:
        query_string = request.scope["query_string"]
        try:
            if request.method in ("GET", "HEAD") and not query_string:
                return Response(_DESCRIPTION, media_type="text/turtle")
            body = await _body(request)
            asked = protocol.read(request.method, query_string, request.headers.get("content-type"), body)
        except Refused as refused:
            return _response(sentence(refused.status, str(refused)))
        accept = ",".join(request.headers.getlist("accept")) or None
        wanted = protocol.wanted(accept)
        if wanted.results is None and wanted.triples is None:
            return _response(sentence(406, f"none of {accept} can be sent: {_offered()}"))
        return await ask(Query(asked, wanted))

    async def filled(request: Request) -> Response:
        return await ask(Fill(request.path_params["name"], dict(request.query_params)))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            pool.close()

    return Starlette(
        routes=[
            Route("/", _editor),
            Route("/questions", _questions),
            Route("/questions.json", _questions_json),
            Route("/question/{name}", filled),
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/sparql/", sparql, methods=["GET", "POST"]),
            Route("/static/{name}", _asset),
        ],
        middleware=[Middleware(Guard)],
        lifespan=lifespan,
    )


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > protocol.MOST_BODY:
            raise Refused(413, f"a request may have {protocol.MOST_BODY:,} bytes")
    return body


def _response(answer: Answer) -> Response:
    media = answer.media
    # said even where it is the rule: clients guess otherwise, and Chinese is what they get wrong
    content_type = f"{media}; charset=utf-8" if media.startswith("text/") else media
    headers = {"Content-Type": content_type, "Vary": "Accept"}
    return Response(answer.body, answer.status, headers=headers)


def _offered() -> str:
    return ", ".join(types[0] for table in (protocol.RESULTS, protocol.TRIPLES) for types in table.values())


# ---------------------------------------------------------------- pages
async def _editor(_: Request) -> Response:
    return HTMLResponse(_STATIC.joinpath("editor.html").read_bytes())


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        return _response(sentence(404, "there is no such file"))
    return Response(_STATIC.joinpath(name).read_bytes(), media_type=_ASSETS[name])


async def _questions(_: Request) -> Response:
    template = Environment(autoescape=True).from_string(
        _STATIC.joinpath("questions.html").read_text(encoding="utf-8")
    )
    return HTMLResponse(template.render(questions=queries.questions()))


async def _questions_json(_: Request) -> Response:
    questions = [
        {
            "name": question.name,
            "zh": question.zh,
            "en": question.en,
            "parameters": [
                {"name": one.name, "required": one.required, "description": one.description}
                for one in question.parameters.values()
            ],
        }
        for question in queries.questions()
    ]
    return JSONResponse({"prefixes": PREFIXES, "questions": questions})
