"""A template and its values in, a whole page out: the frame that every page of the site shares.

Texts come from bulletins and are shown, never obeyed: everything is escaped by Jinja2, control and direction
characters become U+FFFD, data in scripts cannot end them, and the Content-Security-Policy lets run nothing
but one script of ours by its hash, and what that loads from `static/` (`strict-dynamic`). Nothing else is
loaded but the style sheet, and no page connects anywhere.

A template extends `base.html`, fills its block `main`, and may call

* `t(zh, en)`                  the text of the page's language
* `url(path)`                  a link to a page in the same language: `url("bodies/index.html")`
* `entity(kind, key)`          a link to the page of an entity: `entity("bodies", iri)`
* `reading(bulletin, s, e)`    a link to a passage in its place
* `cn`                         ` lang="zh-Hans"` on English pages, for elements that hold Chinese
* `asset(path)`                a link to a file that all languages share: `asset("downloads/x.csv")`
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

import jinja2
from markupsafe import Markup

from kg.site import links
from kg.views import outcomes

#: language -> its own name
LANGUAGES: Final = {"zh": "中文", "en": "English"}
#: what the header leads to: page, Chinese, English
NAVIGATION: Final = (
    ("bodies/index.html", "组织", "Bodies"),
    ("programmes/index.html", "活动", "Programmes"),
    ("indicators/index.html", "成效", "Figures"),
    ("documents/index.html", "文件", "Documents"),
    ("people/index.html", "人物", "People"),
    ("places/index.html", "地方", "Places"),
    ("themes/index.html", "主题", "Themes"),
    ("bulletins/index.html", "简报", "Bulletins"),
    ("questions/index.html", "问答", "Questions"),
    ("network.html", "关系图", "Network"),
    ("downloads/index.html", "下载", "Downloads"),
    ("about.html", "说明", "About"),
)
#: what the page loads once it stands: the names in `data-scripts`, from `static/`
LOADER: Final = (
    "for(const name of document.documentElement.dataset.scripts.split(' ')){"
    "const s=document.createElement('script');s.src=document.documentElement.dataset.static+name;"
    "s.async=false;document.head.append(s)}"
)
#: control characters but tab and line ends, lone surrogates, and what turns the direction of reading
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def clean(text: str) -> str:
    """The text with control and direction characters as U+FFFD; its length in code points stays."""
    return _HIDDEN.sub("\ufffd", text)


def _final(value: Any) -> Any:
    """What Jinja2 does to every value before it stands in the page."""
    if not isinstance(value, str) or value.isprintable() or not _HIDDEN.search(value):
        return value
    return Markup(clean(value)) if isinstance(value, Markup) else clean(value)


def data(value: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    dumped = clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    for char in "<>&\u2028\u2029":
        dumped = dumped.replace(char, f"\\u{ord(char):04x}")
    return Markup(dumped)


@cache
def environment() -> jinja2.Environment:
    """The Jinja2 environment of the site: one for the process, templates compiled once."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("kg.site", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_final,
    )
    made.filters["data"] = data
    return made


def static() -> dict[str, bytes]:
    """The files of `static/`: name -> content; the style of the charts is that of `kg.views`."""
    folder = files("kg.site").joinpath("static")
    ours = {one.name: one.read_bytes() for one in sorted(folder.iterdir(), key=lambda one: one.name)}
    return ours | {"charts.css": outcomes.STYLE.encode("utf-8")}


@cache
def policy(*, connect: bool = False) -> str:
    """The Content-Security-Policy of a page; `connect` lets it ask the server it comes from.

    `file:` stands beside 'self', which browsers read differently for pages from disk.
    """
    digest = b64encode(sha256(LOADER.encode("utf-8")).digest()).decode("ascii")
    own = "'self'" if connect else "'none'"
    return (
        f"default-src 'none'; script-src 'sha256-{digest}' 'strict-dynamic'; "
        "style-src 'self' file: 'unsafe-inline'; img-src 'self' file: data:; "
        f"base-uri 'none'; form-action {own}" + (f"; connect-src {own}" if connect else "")
    )


@cache
def frame(folder: str, section: str, language: str) -> dict[str, Any]:
    """What all pages of one folder and language share: links of the navigation, ways to write links.

    `folder` ends in a slash or is empty: `bodies/`; `section` is the folder's name, or the page's.
    """
    root = "../" * folder.count("/")  # of this language
    top = "../" * links.localised(folder, language).count("/")  # of the site
    chinese = language == "zh"

    def text(zh: str, en: str) -> str:
        return zh if chinese else en

    shared: dict[str, Any] = {
        "t": text,
        "zh": chinese,
        "language": language,
        #: behind the name of an element that holds Chinese in any case
        "cn": "" if chinese else Markup(' lang="zh-Hans"'),
        "url": lambda path: root + path,
        "asset": lambda path: top + path,
        "entity": lambda kind, key: root + links.page(kind, key),
        "reading": lambda bulletin_id, start, end: root + links.reading(bulletin_id, start, end),
        "navigation": [
            (root + page, text(zh, en), page.split("/")[0] == section) for page, zh, en in NAVIGATION
        ],
        "loader": Markup(LOADER),
        "static": f"{top}static/",
        "root": root,
    }
    for name in ("nav", "search", "foot"):  # the same on all these pages, so written once
        made = environment().get_template(f"{name}.html").render(shared)
        shared["searchbox" if name == "search" else name] = Markup(made.strip())
    return shared


def render(
    template: str,
    *,
    page: str,
    language: str,
    title: str,
    description: str = "",
    jsonld: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    scripts: Sequence[str] = (),
    connect: bool = False,
    languages: Sequence[str] = tuple(LANGUAGES),
    **values: Any,
) -> str:
    """A whole page as text, to be written as UTF-8 to `links.localised(page, language)`.

    `page` is its path below the folder of its language, the same in all `languages` of the site.
    `description` is one plain sentence; `jsonld` what it is about, in terms of schema.org; `scripts`
    names of files in `static/` to be loaded after `site.js`; everything else goes to the template.
    """
    folder, _, _ = page.rpartition("/")
    section = page.split("/")[0]
    shared = frame(f"{folder}/" if folder else "", section, language)
    others = [
        (
            other,
            LANGUAGES[other],
            "../" * links.localised(page, language).count("/") + links.localised(page, other),
        )
        for other in languages
        if other != language
    ]
    return (
        environment()
        .get_template(template)
        .render(
            shared,
            page=page,
            title=title,
            description=description,
            jsonld=data(linked(jsonld or {"@type": "WebPage", "name": title})),
            scripts=" ".join(("site.js", *scripts)),
            policy=policy(connect=connect),
            others=others,
            **values,
        )
    )


def linked(jsonld: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """With the context of schema.org, a name for terms and nothing that is loaded."""
    if isinstance(jsonld, Mapping):
        return {"@context": "https://schema.org", **jsonld}
    return {"@context": "https://schema.org", "@graph": list(jsonld)}
