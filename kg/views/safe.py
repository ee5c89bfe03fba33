"""Texts of bulletins in, texts that are safe in a page out: nothing here trusts what a bulletin says.

* `clean` takes away what garbles a line or turns its reading round; Jinja2 (`render`) escapes the rest.
* `as_json` is JSON that cannot end the script element it stands in.
* `guarded` gives a page its Content-Security-Policy, which allows just the page's own scripts, by their
  hashes, and no connection at all; a page that still refers to something outside is refused.
"""

from __future__ import annotations

import json
import re
import unicodedata
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_OUTSIDE = re.compile(
    r"""<(?!a\b)[a-z]+\b[^<>]*\b(?:src|href)\s*=|@import\b|url\(\s*["']?(?:https?:|//)""", re.I
)
_META = '<meta charset="utf-8">'


class PageError(RuntimeError):
    """A page would reach beyond itself, or the drawing library is not the one we know; it is not written."""


def clean(text: object) -> str:
    """Without control and direction characters, which could garble a line or turn its reading round."""
    if (string := str(text)).isprintable():
        return string
    return "".join(c for c in string if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def as_json(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    dumped = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        dumped = dumped.replace(char, f"\\u{ord(char):04x}")
    return dumped


def asset(name: str) -> str:
    """A file of this package: network.js, network.css."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: asset(f"templates/{name}")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    environment.filters["json"] = lambda value: Markup(as_json(value))
    return environment


def render(template: str, **values: Any) -> str:
    """A template of `kg/views/templates/` with its values; each text is cleaned and escaped."""
    return _environment().get_template(template).render(**values)


def guarded(html: str) -> str:
    """The page with its Content-Security-Policy; `PageError` where markup refers to something outside."""
    if html.count(_META) != 1:
        raise PageError(f"a page needs {_META} once, to carry its policy")
    scripts = [text for kind, text in _SCRIPT.findall(html) if "json" not in kind]
    if outside := _OUTSIDE.search(_SCRIPT.sub("", html)):
        raise PageError(f"the page refers to something outside: {outside.group()[:80]}")
    hashes = " ".join(
        f"'sha256-{b64encode(sha256(script.encode('utf-8')).digest()).decode('ascii')}'" for script in scripts
    )
    policy = (
        f"default-src 'none'; script-src {hashes or repr('none')}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    guard = (
        f'{_META}\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
    )
    return html.replace(_META, guard, 1)
