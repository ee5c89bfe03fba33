"""A weighted network in, its backbone out: the edges that carry more than chance would give them."""

from __future__ import annotations

import networkx as nx
import numpy as np

from kg.network.fast import arrays

#: Edges below this chance stay.
LEVEL = 0.05


def backbone(graph: nx.Graph, *, level: float = LEVEL) -> nx.Graph:
    """The edges whose weight is unlikely to come about if a node spread its weight evenly by chance.

    M. Á. Serrano, M. Boguñá and A. Vespignani, "Extracting the multiscale backbone of complex weighted
    networks", PNAS 106, 2009 (disparity filter): (1 - w/s)^(k-1) for an edge of weight w at a node of k
    edges that weigh s; the smaller of the two ends counts, and an end with one edge says nothing. Edges
    keep their attributes and have `alpha`, that chance; nodes without any edge left are dropped. A star of
    equal weights has no backbone.
    """
    numbers = arrays(graph)
    heads, tails, weights, size = numbers.heads, numbers.tails, numbers.weights, numbers.size
    degrees = np.bincount(heads, minlength=size) + np.bincount(tails, minlength=size)
    strength = np.bincount(heads, weights, size) + np.bincount(tails, weights, size)
    alphas = np.ones(heads.size)
    for ends in (heads, tails):
        share = np.clip(weights / strength[ends], 0, 1)
        here = np.where(degrees[ends] > 1, (1 - share) ** (degrees[ends] - 1), 1.0)
        alphas = np.minimum(alphas, here)
    kept = graph.__class__(**graph.graph, level=level)
    for at in np.flatnonzero(alphas < level).tolist():
        one, other = numbers.nodes[heads[at]], numbers.nodes[tails[at]]
        kept.add_node(one, **graph.nodes[one])
        kept.add_node(other, **graph.nodes[other])
        kept.add_edge(one, other, **graph.edges[one, other], alpha=float(alphas[at]))
    return kept
