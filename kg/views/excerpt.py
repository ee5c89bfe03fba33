"""A network and one of its nodes in, the part around it out: what the page of a programme or a body draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import networkx as nx

#: nodes that the part has at most, beside the neighbours themselves
MOST_BESIDE = 60


def around(graph: nx.Graph, centres: Collection[str]) -> nx.Graph:
    """The centres, all their neighbours, and the MOST_BESIDE nodes that join most of these neighbours.

    A node that joins one neighbour alone says nothing of the centre and is left out.
    """
    near = {other for centre in centres for other in graph[centre]}
    beside = Counter(other for one in sorted(near) for other in graph[one])
    joining = [node for node, count in beside.items() if count > 1 and node not in near | set(centres)]
    joining.sort(key=lambda node: (-beside[node], node))
    return graph.subgraph({*centres, *near, *joining[:MOST_BESIDE]}).copy()
