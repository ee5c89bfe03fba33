"""Sizes in, lines of figures out: what igraph and numpy gain behind a NetworkX graph, in one run.

    python -m kg.network.bench [EDGES …] [--plain MOST]

Random two-mode networks whose programmes have unequal numbers of bodies. The fast times begin and end with
a NetworkX graph or its nodes, so they hold the way to igraph and back. NetworkX is run up to `--plain`
edges only. `tests/test_network_measures.py` holds both against each other on small graphs.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, TypeVar

import networkx as nx

from kg.network import centrality, projection
from kg.network.communities import leiden
from kg.network.fast import arrays, seeded, sides, to_igraph

T = TypeVar("T")
SIZES = (10_000, 100_000, 1_000_000)
#: Edges up to which NetworkX is run too (minutes beyond).
PLAIN = 100_000
#: Sources of the sampled betweenness, of both engines.
PIVOTS = 64
SEED = 7


def random_network(edges: int, *, seed: int = SEED) -> nx.Graph:
    """A two-mode network of so many edges: 4 programmes a body and 5 bodies a programme on average."""
    source = random.Random(seed)
    graph = nx.Graph()
    bodies, programmes = max(2, edges // 4), max(2, edges // 5)
    graph.add_nodes_from((f"b{at}" for at in range(bodies)), mode="organisation", label="", kind="")
    graph.add_nodes_from((f"p{at}" for at in range(programmes)), mode="programme", label="", kind="")
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < edges:
        pairs.add((source.randrange(bodies), int(programmes * source.random() ** 1.3)))
    graph.add_edges_from(((f"b{body}", f"p{programme}") for body, programme in sorted(pairs)), weight=1)
    return graph


def measure(sizes: Sequence[int] = SIZES, *, plain: int = PLAIN) -> Iterator[str]:
    """Time each analysis at each size with both engines and yield the figures, line by line."""
    yield f"{'':32}{'NetworkX':>8}{'here':>12}{'ratio':>9}"
    for edges in sizes:
        yield from _size(random_network(edges), slow=edges <= plain)


def _size(graph: nx.Graph, *, slow: bool) -> Iterator[str]:
    yield f"{graph.number_of_edges():,} edges, {len(graph):,} nodes"
    bodies = [node for node, mode in graph.nodes(data="mode") if mode == "organisation"]
    pairs, here = _timed(lambda: projection.shared(graph, most=100_000_000).number_of_edges())
    there = _plain(slow, lambda: nx.bipartite.collaboration_weighted_projected_graph(graph, bodies))
    yield _line(f"projection, {pairs:,} pairs", there, here)
    _, alone = _timed(lambda: projection.pairs(sides(graph, "organisation")[0]))
    yield _line("  its pairs, before NetworkX", there, alone)
    _, here = _timed(lambda: centrality.birank(graph))
    yield _line("BiRank", _plain(slow, lambda: plain_birank(graph)), here)
    if slow:  # for comparison only: `communities` runs Leiden, which is quicker
        modularity, here = _timed(lambda: _louvain(graph))
        there = _plain(slow, lambda: nx.community.louvain_communities(graph, seed=SEED))
        yield _line(f"Louvain, modularity {modularity:.4f}", there, here)
    modularity, here = _timed(lambda: _leiden(graph))
    yield _line(f"Leiden, modularity {modularity:.4f}", None, here)
    _, here = _timed(lambda: centrality.betweenness(graph, exact=0, pivots=PIVOTS))
    there = _plain(slow, lambda: nx.betweenness_centrality(graph, k=PIVOTS, seed=SEED))
    yield _line(f"betweenness, {PIVOTS} sources", there, here)


def plain_birank(graph: nx.Graph, *, damping: float = centrality.DAMPING) -> dict[Hashable, float]:
    """BiRank as `centrality.birank` has it, in plain Python over the NetworkX graph."""
    strength = dict(graph.degree(weight="weight"))
    mode = {node: of for node, of in graph.nodes(data="mode")}
    counts = {of: sum(1 for one in mode.values() if one == of) for of in set(mode.values())}
    start = {node: 1 / counts[mode[node]] for node in graph}
    ranks, moved = dict(start), 1.0
    while moved > 1e-12:
        new = dict(ranks)
        for side in sorted(counts):
            for node in graph:
                if mode[node] == side:
                    flow = sum(
                        edge.get("weight", 1) * new[other] / (strength[node] * strength[other]) ** 0.5
                        for other, edge in graph[node].items()
                    )
                    new[node] = damping * flow + (1 - damping) * start[node]
        moved, ranks = sum(abs(new[node] - ranks[node]) for node in graph), new
    totals = {of: sum(rank for node, rank in ranks.items() if mode[node] == of) for of in counts}
    return {node: rank / totals[mode[node]] for node, rank in ranks.items()}


def _louvain(graph: nx.Graph) -> float:
    fast = to_igraph(arrays(graph))
    with seeded(SEED):
        found: float = fast.community_multilevel(weights="weight").modularity
    return found


def _leiden(graph: nx.Graph) -> float:
    fast = to_igraph(arrays(graph))
    found: float = fast.modularity(leiden(fast, SEED), weights="weight")
    return found


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def _plain(wanted: bool, work: Callable[[], Any]) -> float | None:
    return _timed(work)[1] if wanted else None


def _line(name: str, there: float | None, here: float) -> str:
    if there is None:
        return f"  {name:30}{'–':>8}{here:10.2f} s{'–':>9}"
    return f"  {name:30}{there:6.2f} s{here:10.2f} s{there / here:8.1f}×"


def main() -> None:
    """Print the figures of the sizes that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m kg.network.bench", description=__doc__)
    parser.add_argument("edges", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--plain", type=int, default=PLAIN, help="edges up to which NetworkX is run too")
    options = parser.parse_args()
    for line in measure(options.edges, plain=options.plain):
        print(line, flush=True)


if __name__ == "__main__":
    main()
