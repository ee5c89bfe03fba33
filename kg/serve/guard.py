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


def refusal(headers: Headers, path: str) -> tuple[int, str] | None:
    """Why a request is not let in (status, sentence), or None."""
    host = headers.get("host", "")
    if not _HOST.fullmatch(host):
        return 421, "this server answers to 127.0.0.1 and localhost only"
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        return 403, "another site may not ask here"
    site = headers.get("sec-fetch-site", "none")
    # a link from elsewhere may open a page, which runs nothing by itself; but nothing may be asked from there
    if site not in ("same-origin", "none") and path not in ("/", "/questions"):
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
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refused = refusal(Headers(scope=scope), scope["path"])
        if refused is None:
            await self._app(scope, receive, sending)
        else:
            status, sentence = refused
            await PlainTextResponse(f"{sentence}\n", status)(scope, receive, sending)
