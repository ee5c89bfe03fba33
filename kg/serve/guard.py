"""A request in, the same request or a refusal out: only this machine's programs and our own pages may ask.

A server on 127.0.0.1 is still reached by every web page that the browser shows. Three checks close that
door: the Host must be a name of this machine (against names that are made to point here, “DNS
rebinding”), the Origin must be ours, and a browser that says the request comes from another site is
believed. No answer carries a header that would let another origin read it.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: any port: behind `ssh -L` it is another one
_HOST: Final = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
#: the paths where something is asked rather than opened
_ASKING: Final = ("/sparql", "/question/", "/questions.json")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def refusal(headers: Headers, *, asks: bool) -> tuple[int, str] | None:
    """Why a request is not let in (status, sentence), or None; `asks`: it is more than a page's address."""
    host = headers.get("host", "")
    if not _HOST.fullmatch(host):
        return 421, "this server answers to 127.0.0.1 and localhost only"
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        return 403, "another site may not ask here"
    site = headers.get("sec-fetch-site", "none")
    # a link from elsewhere may open a page as it is; but nothing may be asked, or loaded, from there
    opens = headers.get("sec-fetch-mode") == "navigate" and not asks
    if site not in ("same-origin", "none") and not opens:
        return 403, "another site may not ask here"
    return None


class Guard:
    """Refuses what may not come in, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    given.setdefault(name, value)  # a page of the site states a policy of its own
            await send(message)

        asks = bool(scope["query_string"]) or scope["path"].startswith(_ASKING)
        refused = refusal(Headers(scope=scope), asks=asks)
        if refused is None:
            await self._app(scope, receive, sending)
        else:
            status, sentence = refused
            await PlainTextResponse(f"{sentence}\n", status)(scope, receive, sending)
