"""A tree of bodies and what they ran in, a page out: unions under unions, departments, enterprises.

The tree is nested lists that open and close, so that it reads with a keyboard, aloud and on a phone.
"""

from __future__ import annotations

import networkx as nx

from kg.views import frame
from kg.views.about import About
from kg.views.outcomes import Entity, Href
from kg.views.payload import payload


def page(
    tree: nx.DiGraph,
    graph: nx.Graph,
    *,
    title: str,
    note: str = "",
    about: About | None = None,
    href: Href | None = None,
    entity: Entity | None = None,
    focus: str = "",
) -> str:
    """The page as text. `tree` is of `kg.network.hierarchy`, `graph` of `kg.network.two_mode`.

    Texts and lists tell only part of the hierarchy: bodies of whose parent nothing is told come last.
    """
    known = nx.Graph(graph)
    for node, values in tree.nodes(data=True):
        if node not in known:
            known.add_node(node, **{"themes": "", **values})
    ids = {node: number for number, node in enumerate(sorted(known))}
    under = [
        sorted(ids[above] for above in tree.predecessors(node) if above != node) if node in tree else []
        for node in ids
    ]
    return frame.page(
        "hierarchy.html",
        known,
        {**payload(known, about or About(), href, entity=entity, drawn=False), "under": under},
        title=title,
        note=note,
        scripts=("hierarchy.js",),
        styles=("hierarchy.css",),
        focus=focus,
    )
