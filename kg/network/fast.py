"""A NetworkX graph in, its arrays and the same graph for igraph out.

NetworkX is what users get; igraph and numpy do the work behind it where they are many times faster
(`python -m kg.network.bench`). Vertices are numbered in the sorted order of the nodes, so that the order in
which a graph was filled changes no result.
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import igraph
import networkx as nx
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Arrays:
    """A graph as numbers: edge i joins nodes[heads[i]] and nodes[tails[i]] with weights[i]."""

    nodes: list[Hashable]
    heads: Ints
    tails: Ints
    weights: Floats

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.nodes)


def arrays(graph: nx.Graph) -> Arrays:
    """The edges of a graph as numbers, sorted; an edge without `weight` weighs 1."""
    nodes = sorted(graph)
    number = {node: at for at, node in enumerate(nodes)}
    edges = list(graph.edges(data="weight", default=1))
    heads = np.fromiter((number[one] for one, _, _ in edges), np.int64, len(edges))
    tails = np.fromiter((number[other] for _, other, _ in edges), np.int64, len(edges))
    weights = np.fromiter((weight for _, _, weight in edges), np.float64, len(edges))
    if not graph.is_directed():
        heads, tails = np.minimum(heads, tails), np.maximum(heads, tails)
    order = np.lexsort((tails, heads))
    return Arrays(nodes, heads[order], tails[order], weights[order])


def to_igraph(numbers: Arrays, *, directed: bool = False) -> igraph.Graph:
    """The same graph for igraph, with the edge attribute `weight`."""
    graph = igraph.Graph(numbers.size, np.column_stack((numbers.heads, numbers.tails)), directed=directed)
    graph.es["weight"] = numbers.weights.tolist()
    return graph


def sides(graph: nx.Graph, mode: str) -> tuple[Arrays, Ints]:
    """The arrays of a two-mode graph with the nodes of `mode` as heads, and the mode of every node: 0 or 1.

    Raises ValueError where an edge joins two nodes of one mode.
    """
    numbers = arrays(graph)
    other = np.fromiter((graph.nodes[node]["mode"] != mode for node in numbers.nodes), np.int64, numbers.size)
    if np.any(other[numbers.heads] == other[numbers.tails]):
        raise ValueError(
            f"this graph is not two-mode: an edge joins two nodes that are both {mode} or both not"
        )
    turn = other[numbers.heads] == 1
    heads = np.where(turn, numbers.tails, numbers.heads)
    tails = np.where(turn, numbers.heads, numbers.tails)
    return Arrays(numbers.nodes, heads, tails, numbers.weights), other


@contextmanager
def seeded(seed: int) -> Iterator[random.Random]:
    """Let igraph draw from a generator of its own with this seed, and from `random` again afterwards."""
    source = random.Random(seed)
    igraph.set_random_number_generator(source)
    try:
        yield source
    finally:
        igraph.set_random_number_generator(random)
