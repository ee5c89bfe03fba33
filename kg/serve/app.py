"""A pool of workers in, the Starlette application out: the endpoint, the editor, and the site around them.

`/` is the site of the graph (see `site`), but for its questions, which are answered here for any values (see
`asked`); `/editor` is the SPARQL editor and `/sparql` the endpoint.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from kg import queries, store
from kg.serve import protocol
from kg.serve import site as files_of
from kg.serve.asked import Asked
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
    site = files_of.Site(pool.snapshot)
    asked_of = Asked(pool, store.read_manifest(pool.snapshot))

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

    async def question(request: Request) -> Response:
        language = "en" if request.url.path.startswith("/en/") else "zh"
        name = request.path_params.get("name", "index")
        if name == "index":
            return _page(asked_of.index(language))
        given = dict(request.query_params)
        made = await to_thread.run_sync(asked_of.page, name, given, language, abandon_on_cancel=True)
        return _page(made[1], made[0]) if made else _missing()

    async def opened(request: Request) -> Response:
        """A page or file of the site; until it stands, a page that says so."""
        path = request.path_params["path"]
        ready = await to_thread.run_sync(site.ready)
        found = site.file(path)
        if found is not None:
            media = files_of.media(found.name)
            policy = await to_thread.run_sync(_policy, found) if media == "text/html" else None
            headers = {"Content-Security-Policy": policy} if policy else {}
            return FileResponse(found, media_type=media, headers=headers)
        if (style := site.style(path)) is not None:
            return Response(style, media_type=files_of.media(path))
        if ready:
            return _missing()
        failure = await to_thread.run_sync(site.failure)
        if path and not path.endswith(("/", ".html")):
            return _response(sentence(503, failure or "the site is being built: try again in a while"))
        return HTMLResponse(_waiting(failure), 500 if failure else 200)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            site.close()
            pool.close()

    return Starlette(
        routes=[
            Route("/editor", _editor),
            Route("/editor/{name}", _asset),
            Route("/questions", _questions),
            Route("/questions.json", _questions_json),
            *(Route(f"{folder}/questions/", question) for folder in ("", "/en")),
            *(Route(f"{folder}/questions/{{name}}.html", question) for folder in ("", "/en")),
            Route("/question/{name}", filled),
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/sparql/", sparql, methods=["GET", "POST"]),
            Route("/favicon.ico", _icon),
            Route("/{path:path}", opened),
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
def _page(html: str, status: int = 200) -> Response:
    """A page of the site made here, with the policy it states."""
    policy = files_of.policy(html)
    return HTMLResponse(html, status, {"Content-Security-Policy": policy} if policy else None)


def _policy(page: Path) -> str | None:
    return files_of.policy(files_of.head(page))


def _missing() -> Response:
    return _response(sentence(404, "there is no such page"))


def _waiting(failure: str) -> str:
    page = _STATIC.joinpath("waiting.html").read_text(encoding="utf-8")
    told = escape(failure) or "网站正在生成，几秒后自动打开。 The site is being built and opens by itself."
    return Template(page).substitute(refresh="60" if failure else "1", told=told)


async def _editor(_: Request) -> Response:
    return HTMLResponse(_STATIC.joinpath("editor.html").read_bytes())


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        return _missing()
    return Response(_STATIC.joinpath(name).read_bytes(), media_type=_ASSETS[name])


async def _icon(_: Request) -> Response:
    return Response(status_code=204)  # browsers ask for it whatever a page says


async def _questions(_: Request) -> Response:
    return RedirectResponse("/questions/index.html")


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
