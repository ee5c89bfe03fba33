"""Rows of tables in, the tree of bodies out: 苏州市总工会 → 昆山市总工会."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

import networkx as nx

from kg.network.dating import Rows, by_table

#: the kind of a body that only stands above others and so is named in no text, by the end of its name:
#: 中华全国总工会, 甲厂工会; 甲县供电公司, 甲纺织厂, 中国农业银行苏州分行
_ENDS: Final = {
    "union": re.compile("工会(?:委员会|联合会)?$"),
    "enterprise": re.compile("(?:公司|集团|厂|银行|[分支]行)$"),
}


def hierarchy(rows: Rows) -> nx.DiGraph:
    """A directed graph with an edge from each body to those directly below it; bodies without ties included.

    S. Wasserman and K. Faust, Social Network Analysis, 1994, on directed trees of positions.
    Nodes have `label`, `mode`, `kind` (of a body that no text names, what its name tells), `place`, `depth`
    (0 for a body with none above it), `below` (the number of bodies below, at any depth) and `programmes`
    (the number it ran). An edge's `weight` is 1. The texts and lists tell only part of the hierarchy: a body
    with none above it need not be at the top.
    """
    found = by_table(rows, "organisations", "involvements")
    ran: dict[str, set[str]] = defaultdict(set)
    for row in found["involvements"]:
        if row["role"] == "ran":
            ran[row["organisation"]].add(row["programme"])
    graph = nx.DiGraph(kind="hierarchy")
    for row in found["organisations"]:
        above = [iri for iri in row["parent"].split("|") if iri]
        names = row["parent_name"].split("|")
        for iri, name in zip(above, names, strict=False):
            graph.add_edge(iri, row["organisation"], weight=1)
            graph.nodes[iri].setdefault("label", name)
        graph.add_node(row["organisation"], label=row["organisation_name"], kind=row["kind"])
        graph.nodes[row["organisation"]]["place"] = row.get("place_name", "")
    depths = _depths(graph)
    below = _below(graph)
    for node, values in graph.nodes(data=True):
        kind = values.get("kind") or _by_its_end(values["label"])
        values |= {"mode": "organisation", "kind": kind, "place": values.get("place", "")}
        values |= {"depth": depths[node], "below": below[node], "programmes": len(ran[node])}
    return graph


def _by_its_end(name: str) -> str:
    """A kind that a name tells by its end; empty where it does not."""
    return next((kind for kind, end in _ENDS.items() if end.search(name)), "")


def _depths(graph: nx.DiGraph) -> dict[str, int]:
    """Steps from the nearest body that has none above it; bodies that stand above each other in a ring: 0."""
    tops = sorted(node for node in graph if graph.in_degree(node) == 0)
    depths = {node: level for level, layer in enumerate(nx.bfs_layers(graph, tops)) for node in layer}
    return {node: depths.get(node, 0) for node in graph}


def _below(graph: nx.DiGraph) -> dict[str, int]:
    """How many bodies stand below each: from the leaves up, so that a deep tree is walked once."""
    if nx.is_directed_acyclic_graph(graph) and all(degree <= 1 for _, degree in graph.in_degree()):
        counts = dict.fromkeys(graph, 0)
        for node in reversed(list(nx.topological_sort(graph))):
            for above in graph.predecessors(node):
                counts[above] += counts[node] + 1
        return counts
    return {node: len(nx.descendants(graph, node)) for node in graph}
