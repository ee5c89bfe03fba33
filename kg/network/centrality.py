"""A network in, one number a node out: degree, clustering, betweenness, coreness, BiRank, PageRank.

Each function names its source; what the numbers mean and do not mean is in `measures.tsv`. igraph and numpy
compute; `tests/test_network_measures.py` holds them against NetworkX.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import networkx as nx
import numpy as np

from kg.network.fast import Arrays, Floats, arrays, seeded, sides, to_igraph
from kg.network.projection import MOST_PAIRS, pairs, widest_that_fits
from kg.network.two_mode import NetworkError

Values = dict[Hashable, float]

#: Betweenness is exact up to so many nodes times edges (some seconds), and sampled above.
EXACT = 200_000_000
#: Sources of the sample, and the batches whose spread gives its error.
PIVOTS, BATCHES = 512, 16
#: BiRank: how much a node's rank comes from its neighbours, as its authors set it.
DAMPING = 0.85
SEED = 7


def degree(graph: nx.Graph) -> dict[Hashable, int]:
    """The number of neighbours (L. C. Freeman, "Centrality in social networks", Social Networks 1, 1979)."""
    return dict(graph.degree)


def weighted_degree(graph: nx.Graph) -> Values:
    """The sum of the weights of a node's edges (A. Barrat et al., PNAS 101, 2004: "strength")."""
    return {node: float(value) for node, value in graph.degree(weight="weight")}


def two_mode_clustering(graph: nx.Graph, *, most: int = MOST_PAIRS) -> Values:
    """How alike the neighbourhoods of a node and of those at distance two are, on average: 0 to 1.

    M. Latapy, C. Magnien and N. Del Vecchio, "Basic notions for the analysis of large two-mode networks",
    Social Networks 30, 2008 (their cc•): the mean over v of |N(u) ∩ N(v)| / |N(u) ∪ N(v)|; 0 for a node with
    none at distance two. Raises NetworkError where hubs make more than `most` pairs.
    """
    numbers, _ = sides(graph, _mode(graph))
    turned = Arrays(numbers.nodes, numbers.tails, numbers.heads, numbers.weights)
    degrees = np.bincount(numbers.heads, minlength=numbers.size)
    degrees += np.bincount(numbers.tails, minlength=numbers.size)
    total, count = np.zeros(numbers.size), np.zeros(numbers.size)
    for side in (numbers, turned):
        if widest_that_fits(np.bincount(side.tails, minlength=side.size), most) is not None:
            raise NetworkError(
                "节点太多，未算二部聚类系数。",
                "Too many pairs at distance two: bipartite clustering is left out.",
            )
        ones, others, common, _ = pairs(side)
        alike = common / (degrees[ones] + degrees[others] - common)
        for ends in (ones, others):
            total += np.bincount(ends, weights=alike, minlength=side.size)
            count += np.bincount(ends, minlength=side.size)
    return _values(numbers, np.divide(total, count, out=np.zeros(numbers.size), where=count > 0))


def clustering(graph: nx.Graph) -> Values:
    """The share of pairs of neighbours that are joined (D. Watts and S. Strogatz, Nature 393, 1998)."""
    numbers = arrays(graph)
    return _values(numbers, np.array(to_igraph(numbers).transitivity_local_undirected(mode="zero")))


@dataclass(frozen=True, slots=True)
class Betweenness:
    """Values from 0 to 1; `errors` are standard errors, all 0 where every source was used."""

    values: Values
    errors: Values
    sources: int
    exact: bool

    @property
    def error(self) -> float:
        """The largest standard error."""
        return max(self.errors.values(), default=0.0)


def betweenness(
    graph: nx.Graph, *, exact: int = EXACT, pivots: int = PIVOTS, seed: int = SEED
) -> Betweenness:
    """The share of shortest paths that pass through a node; weights are ignored.

    L. C. Freeman, "A set of measures of centrality based on betweenness", Sociometry 40, 1977. In a
    two-mode graph divided by the most a node of its mode could have (S. P. Borgatti and M. G. Everett,
    Social Networks 19, 1997), else by the number of pairs. Where nodes times edges exceed `exact`, shortest
    paths start from `pivots` random nodes only (U. Brandes and C. Pich, International Journal of
    Bifurcation and Chaos 17, 2007); the standard error comes from the spread of `BATCHES` batches of them.
    """
    numbers = arrays(graph)
    fast = to_igraph(numbers)
    most = _most_betweenness(graph, numbers)
    if numbers.size * max(1, numbers.heads.size) <= exact or numbers.size <= pivots:
        raw = np.array(fast.betweenness(directed=False), np.float64)
        none = np.zeros(numbers.size)
        return Betweenness(_values(numbers, raw / most), _values(numbers, none), numbers.size, exact=True)
    with seeded(seed) as source:
        chosen = source.sample(range(numbers.size), pivots)
    size = pivots // BATCHES
    batches = np.array(
        [
            fast.betweenness(directed=False, sources=chosen[at * size : (at + 1) * size])
            for at in range(BATCHES)
        ]
    )
    estimates = batches * (numbers.size / size) / most
    left = 1 - pivots / numbers.size  # sampled without replacement
    errors = estimates.std(axis=0, ddof=1) / np.sqrt(BATCHES) * np.sqrt(left)
    mean = estimates.mean(axis=0)
    return Betweenness(_values(numbers, mean), _values(numbers, errors), size * BATCHES, exact=False)


def _most_betweenness(graph: nx.Graph, numbers: Arrays) -> Floats:
    """The most betweenness that each node could have, at least 1."""
    count = numbers.size
    if not is_two_mode(graph):
        return np.full(count, max(1.0, (count - 1) * (count - 2) / 2))
    modes = np.array([graph.nodes[node]["mode"] for node in numbers.nodes])
    most = np.ones(count)
    for mode in np.unique(modes):
        own = int((modes == mode).sum())
        most[modes == mode] = max(1.0, _two_mode_most(own, count - own))
    return most


def _two_mode_most(own: int, other: int) -> float:
    """Of a node whose mode has `own` nodes and the other mode `other`: Borgatti and Everett's formula."""
    s, t = divmod(own - 1, other)
    return (other**2 * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2


def coreness(graph: nx.Graph) -> dict[Hashable, int]:
    """The largest k such that a node lies in a part where all have k neighbours.

    S. B. Seidman, "Network structure and minimum degree", Social Networks 5, 1983.
    """
    numbers = arrays(graph)
    return dict(zip(numbers.nodes, to_igraph(numbers).coreness(), strict=True))


def birank(
    graph: nx.Graph, *, damping: float = DAMPING, tolerance: float = 1e-12, most: int = 1000
) -> Values:
    """Prominence in a two-mode network: a body ranks high by the programmes it runs, these by their bodies.

    X. He, M. Gao, M.-Y. Kan and D. Wang, "BiRank: towards ranking on bipartite graphs", IEEE Transactions
    on Knowledge and Data Engineering 29, 2017: weights are divided by the square roots of both weighted
    degrees, and every node of a mode has the same start. Ranks are scaled so that those of each mode add up
    to 1.
    """
    numbers, other = sides(graph, _mode(graph))
    heads, tails, size = numbers.heads, numbers.tails, numbers.size
    strength = np.bincount(heads, numbers.weights, size) + np.bincount(tails, numbers.weights, size)
    scaled = numbers.weights / np.sqrt(strength[heads] * strength[tails])
    start = 1 / np.bincount(other, minlength=2)[other]
    ranks = start.copy()
    for _ in range(most):
        tops = np.bincount(heads, scaled * ranks[tails], size)
        new = np.where(other == 0, damping * tops + (1 - damping) * start, ranks)
        bottoms = np.bincount(tails, scaled * new[heads], size)
        new = np.where(other == 1, damping * bottoms + (1 - damping) * start, new)
        moved, ranks = float(np.abs(new - ranks).sum()), new
        if moved < tolerance:
            break
    else:
        raise NetworkError(f"BiRank did not settle within {most} steps; the last moved by {moved:g}.")
    return _values(numbers, ranks / np.bincount(other, ranks, 2)[other])


def pagerank(graph: nx.Graph, *, damping: float = DAMPING) -> Values:
    """Prominence in a one-mode network, by weight (S. Brin and L. Page, Computer Networks 30, 1998)."""
    numbers = arrays(graph)
    fast = to_igraph(numbers, directed=graph.is_directed())
    return dict(zip(numbers.nodes, fast.pagerank(damping=damping, weights="weight"), strict=True))


def is_two_mode(graph: nx.Graph) -> bool:
    """Whether the nodes have exactly two modes and every edge joins both."""
    modes = {mode for _, mode in graph.nodes(data="mode")}
    return len(modes) == 2 and all(
        graph.nodes[one]["mode"] != graph.nodes[other]["mode"] for one, other in graph.edges
    )


def _mode(graph: nx.Graph) -> str:
    """The mode whose nodes are heads: the first by name, organisation before programme."""
    return min((mode for _, mode in graph.nodes(data="mode")), default="")


def _values(numbers: Arrays, values: Floats) -> Values:
    return dict(zip(numbers.nodes, values.tolist(), strict=True))
