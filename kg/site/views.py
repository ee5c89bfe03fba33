"""The rows of the tables in, the interactive views out: network, timeline and hierarchy, at home in the site.

Their quotes lead into the reading pages and their nodes to the pages of the entities. They speak both
languages and all their links are relative, so the pages of both languages are the same text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.network.hierarchy import hierarchy
from kg.network.two_mode import network, strongest, ties
from kg.site import links, shell
from kg.site.records import Row
from kg.views import hierarchy as hierarchy_page
from kg.views import network_page
from kg.views import timeline as timeline_page
from kg.views.about import about
from kg.views.safe import PageError

#: nodes that are drawn: those with the strongest ties; more would make a page of tens of megabytes
NODES: Final = 10_000
#: page -> Chinese and English
VIEWS: Final = {
    "network.html": ("关系图", "network"),
    "timeline.html": ("时间线", "timeline"),
    "hierarchy.html": ("组织层级", "hierarchy"),
}
_KINDS: Final = {"organisation": "bodies", "programme": "programmes"}
_HEAD: Final = "<header><h1>"
_END: Final = "</head>"


def pages(rows: Sequence[tuple[str, Row]]) -> tuple[dict[str, str], frozenset[str]]:
    """Path -> view, each with the way back; and the IRIs of the entities that the network shows."""
    whole = network(ties(rows))
    part = strongest(whole, NODES)
    tree = hierarchy(rows)
    shown = str(len(part)) if len(part) == len(whole) else f"{len(part)} / {len(whole)}"
    told = f"{shown} 个组织与活动 bodies and programmes"
    known = about(rows)
    made = {
        "network.html": network_page.page(
            part,
            title="谁和谁，通过哪些活动 · Bodies and programmes",
            note=told,
            about=known,
            href=links.reading,
            entity=_entity,
        ),
        "timeline.html": timeline_page.page(
            part,
            title="活动何时在何处开展 · Timeline",
            note=told,
            about=known,
            href=links.reading,
            entity=_entity,
        ),
        "hierarchy.html": hierarchy_page.page(
            tree,
            part,
            title="组织层级 · Hierarchy",
            note=f"{len(tree)} 个组织 bodies",
            about=known,
            href=links.reading,
            entity=_entity,
        ),
    }
    return {path: _at_home(path, html) for path, html in made.items()}, frozenset(part)


def _entity(iri: str, mode: str) -> str | None:
    """The page of a node, beside the views."""
    return links.page(_KINDS[mode], iri) if mode in _KINDS else None


def _at_home(path: str, html: str) -> str:
    """The view with structured data and the ways to start and the other views; all is our own text."""
    for mark in (_HEAD, _END):
        if html.count(mark) != 1:
            raise PageError(f"{path} has {html.count(mark)} × {mark}: kg/site/views.py must be adapted")
    name, also = VIEWS[path]
    known = shell.linked({"@type": "WebPage", "name": name, "alternateName": also, "url": path})
    others = "".join(
        f' · <a href="{other}">{zh} {en}</a>' for other, (zh, en) in VIEWS.items() if other != path
    )
    html = html.replace(_END, f'<script type="application/ld+json">{shell.data(known)}</script>\n{_END}')
    return html.replace(_HEAD, f'<header><p><a href="index.html">← 首页 Start</a>{others}</p><h1>')
