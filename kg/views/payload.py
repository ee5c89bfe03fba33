"""A network and what is known of its nodes in, the data of the network page out: lists, short ones.

The scripts of the page name the places in these lists once, in `data.js`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import networkx as nx

from kg.network.fast import arrays, to_igraph
from kg.network.layout import MOST_NODES, grouped, layout
from kg.timespan import days
from kg.views.about import About
from kg.views.outcomes import Entity, Href, told
from kg.views.palette import KINDS, PROGRAMME, ROLES, kind_of
from kg.views.safe import clean

#: above so many nodes betweenness, which takes nodes × edges steps, is not offered as a measure
MOST_MEASURED: Final = 2000
NAMELESS: Final = "（无名）"
_ROLE = {role: at for at, role in enumerate(ROLES)}


class _Items:
    """The items that quotes stand in, each told once."""

    def __init__(self, href: Href | None) -> None:
        self._known: dict[tuple[str, str], int] = {}
        self._href = href

    def place(self, row: Mapping[str, str]) -> list[Any]:
        """Quote, item, start and end (code points of the bulletin), and a link where there is one."""
        key = (row["bulletin"], row["title"])
        at = self._known.setdefault(key, len(self._known))
        start, end = int(row["start"]), int(row["end"])
        link = self._href(row["bulletin"], start, end) if self._href else None
        return [clean(row["quote"]), at, start, end, *([link] if link else [])]

    def rows(self) -> list[list[str]]:
        return [[clean(bulletin), clean(title)] for bulletin, title in self._known]


def payload(
    graph: nx.Graph,
    about: About,
    href: Href | None = None,
    *,
    entity: Entity | None = None,
    drawn: bool = True,
) -> dict[str, Any]:
    """All that the page shows; the same for the same network in whatever order it was filled.

    Bodies and programmes have `label`, `mode`, `kind`, `place` and `themes`, ties their `evidence`, as in
    `kg.network.two_mode`. Networks of more than MOST_NODES nodes come with groups; one that is not to be
    `drawn` has no positions, but the days of every tie and, where they are known, where bodies are named.
    """
    ids = {node: number for number, node in enumerate(sorted(graph))}
    items = _Items(href)
    groups = grouped(graph) if drawn and len(graph) > MOST_NODES else None
    positions = groups.positions if groups else layout(graph) if drawn else dict.fromkeys(graph, (0.0, 0.0))
    between = _betweenness(graph)
    nodes = []
    for node in ids:
        known = graph.nodes[node]
        body = known["mode"] == "organisation"
        nodes.append(
            [
                clean(node),
                clean(known["label"]) or NAMELESS,
                0 if body else 1,
                kind_of(known["kind"]) if body else "programme",
                clean(known.get("place", "")),
                clean(known.get("themes", "")),
                clean(about.aliases.get(node, "")),
                clean(about.parents.get(node, "")),
                between.get(node, 0),
                *(int(axis) for axis in positions[node]),
                groups.of[node] if groups else 0,
                *([link] if entity and (link := entity(node, known["mode"])) else []),
            ]
        )
    edges = []
    for one, other, evidence in graph.edges(data="evidence"):
        a, b = sorted((ids[one], ids[other]))
        edges.append([a, b, [_tie(items, row) + ([] if drawn else _days(row)) for row in evidence]])
    edges.sort(key=lambda edge: edge[:2])
    figures = [
        [
            ids.get(row["organisation"], -1),
            ids.get(row["programme"], -1),
            clean(row["indicator"]),
            clean(told(row)),
            row["status"],
            row["period"],
            items.place(row),
        ]
        for row in about.outcomes
        if row["organisation"] in ids or row["programme"] in ids
    ]
    named = [[items.place(row) for row in about.mentions.get(node, ())] for node in ids]
    tellings = [
        [
            [ids[above], items.place(row)]
            for above, row in about.tellings.get(node, {}).items()
            if above in ids
        ]
        for node in ids
    ]
    return {
        "nodes": nodes,
        "edges": edges,
        "figures": figures,
        "items": items.rows(),
        "groups": _groups(groups.centres, groups.radii) if groups else [],
        "named": [] if drawn else named,
        "tellings": [] if drawn else tellings,
        "most": MOST_NODES,
        "measured": bool(between),
        "kinds": {kind: list(look) for kind, look in (*KINDS.items(), ("programme", PROGRAMME))},
        "roles": [[list(dash), zh, en] for dash, zh, en in ROLES.values()],
    }


def _tie(items: _Items, row: Mapping[str, str]) -> list[Any]:
    """Role, year (0 where undated), confidence, date as told, and the place of the quote."""
    when = row.get("when", "")
    return [
        _ROLE[row["role"]],
        int(when[:4]) if when[:4].isdigit() else 0,
        float(row.get("confidence") or 1),
        when,
        items.place(row),
    ]


def _days(row: Mapping[str, str]) -> list[int]:
    """First and last day of a telling, counted from 0001-01-01 as day 1; 0 and 0 where undated."""
    span = days(row.get("when", ""))
    return [date.fromisoformat(day).toordinal() for day in span] if span else [0, 0]


def _groups(centres: list[tuple[float, float]], radii: list[float]) -> list[list[int]]:
    return [[int(x), int(y), int(radius)] for (x, y), radius in zip(centres, radii, strict=True)]


def _betweenness(graph: nx.Graph) -> dict[str, float]:
    """The share of shortest paths through each node (Freeman 1977), in percent; {} for a large network."""
    count = len(graph)
    if not 2 < count <= MOST_MEASURED:
        return {}
    numbers = arrays(graph)
    pairs = (count - 1) * (count - 2) / 2
    return {
        str(node): round(100 * value / pairs, 2)
        for node, value in zip(numbers.nodes, to_igraph(numbers).betweenness(), strict=True)
    }
