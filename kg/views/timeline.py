"""A network in, a page of its ties over time out: how a programme spread, what a body ran.

A tie stands at the date of the item that tells it (see `kg.network.dating`), which is when it was told, not
always when it was done; a tie without a date stands in a column of its own.
"""

from __future__ import annotations

import networkx as nx

from kg.views import frame
from kg.views.about import About
from kg.views.outcomes import Entity, Href
from kg.views.payload import payload


def page(
    graph: nx.Graph,
    *,
    title: str,
    note: str = "",
    about: About | None = None,
    href: Href | None = None,
    entity: Entity | None = None,
    focus: str = "",
) -> str:
    """The page as text. A row for each programme or body (the reader chooses), a mark for each date.

    A ring round a mark says that a body joins there for the first time.
    """
    return frame.page(
        "timeline.html",
        graph,
        payload(graph, about or About(), href, entity=entity, drawn=False),
        title=title,
        note=note,
        scripts=("timeline.js",),
        styles=("timeline.css",),
        focus=focus,
    )
