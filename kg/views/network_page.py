"""A network and a title in, one HTML page out that opens offline: bodies, programmes, figures and quotes.

vis-network draws, by way of pyvis, whose lists stay empty: `from_nx` and `add_edge` are quadratic, so the
scripts of this package fill the drawing in the browser, with positions computed here, without physics and
without curved lines. Networks of more than `kg.network.layout.MOST_NODES` nodes show groups first, which a
click opens. What pyvis would link from a CDN is left out with its page; `kg.views.safe` guards ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import networkx as nx
from pyvis.network import Network

from kg.views import frame, outcomes
from kg.views.about import About
from kg.views.outcomes import Entity, Href
from kg.views.payload import payload
from kg.views.safe import PageError

SCRIPTS: Final = ("network.js", "network_input.js")
#: Positions are given: no physics, no curves, no shadows.
OPTIONS: Final[Mapping[str, Any]] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "multiselect": False,
        "selectConnectedEdges": False,
        "hideEdgesOnDrag": False,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
    "edges": {"smooth": False, "selectionWidth": 0, "hoverWidth": 1},
    "nodes": {"font": {"size": 0}, "labelHighlightBold": False},
}
_SCRIPT: Final = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)


def page(
    graph: nx.Graph,
    *,
    title: str,
    note: str = "",
    about: About | None = None,
    href: Href | None = None,
    entity: Entity | None = None,
    focus: str = "",
    charts: Iterable[Mapping[str, str]] = (),
) -> str:
    """The page as text, to be written as UTF-8.

    `graph` is of `kg.network.two_mode`, `about` tells more of its nodes, `href` links quotes to
    their place, `entity` nodes to pages of their own.
    `focus` is the node shown first; `charts` are outcomes to be drawn below. `note` is a sentence below the
    title. An address with #IRI opens the page at that node.
    """
    return frame.page(
        "network.html",
        graph,
        payload(graph, about or About(), href, entity=entity),
        title=title,
        note=note,
        scripts=SCRIPTS,
        styles=("network.css",),
        library=_drawing(),
        focus=focus,
        charts=outcomes.chart(charts, href=href),
    )


def _drawing() -> list[str]:
    """vis-network and the script that starts it, as pyvis writes them; an empty drawing."""
    drawing = Network(height="100%", width="100%", cdn_resources="in_line")
    drawing.options = dict(OPTIONS)
    scripts = [
        text
        for text in _SCRIPT.findall(drawing.generate_html().replace("\r\n", "\n"))
        if "vis-network" in text[:2000] or "drawGraph()" in text
    ]
    if len(scripts) != 2 or "new vis.Network(" not in scripts[1]:
        raise PageError(f"pyvis wrote {len(scripts)} scripts that we know, not 2; kg/views/ must be adapted.")
    return scripts
