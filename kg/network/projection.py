"""A two-mode network in, one of its sides out: bodies joined by the programmes they share, or the reverse.

Two weightings, stated in `graph.graph["weighting"]`:

- `count`: the number of shared programmes;
- `newman`: each shared programme counts 1/(n-1), where n is the number of its bodies (M. E. J. Newman,
  "Scientific collaboration networks. II", Physical Review E 64, 2001). A programme of forty bodies says less
  of any two of them than one of two bodies; a body's weights add up to the number of its shared programmes.

A programme with n bodies makes n(n-1)/2 pairs, so one hub can make millions. `shared` refuses with a
sentence before that happens, or leaves out programmes `wider` than told.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import networkx as nx
import numpy as np

from kg.network.fast import Arrays, Floats, Ints, sides
from kg.network.two_mode import NetworkError

WEIGHTINGS = ("newman", "count")
#: Pairs that a projection may have: some 0.5 kB each as a NetworkX edge.
MOST_PAIRS = 1_000_000


def shared(
    graph: nx.Graph,
    *,
    mode: str = "organisation",
    weighting: str = "newman",
    widest: int | None = None,
    most: int = MOST_PAIRS,
) -> nx.Graph:
    """The nodes of `mode` of a two-mode graph, joined where they share a neighbour.

    Edges have `weight` and `shared`, the number of neighbours they share (`nx.common_neighbors` names
    them). Neighbours with more than `widest` nodes are left out, and listed in `graph.graph["left_out"]`.
    Raises NetworkError for more than `most` pairs, and says which `widest` would do.
    """
    if weighting not in WEIGHTINGS:
        raise NetworkError(f"weighting {weighting!r} is none of {', '.join(WEIGHTINGS)}")
    numbers, other = sides(graph, mode)
    hubs = np.bincount(numbers.tails, minlength=numbers.size)
    fits = widest_that_fits(hubs, most)
    if widest is None and fits is not None:
        raise NetworkError(
            f"这个投影约有 {_pairs(hubs):,} 对，太多；略去连着超过 {fits} 个节点的中心即可。",
            f"This projection would have {_pairs(hubs):,} pairs, more than {most:,}; leave out what joins "
            f"more than {fits} nodes (widest={fits}).",
        )
    wide = hubs > widest if widest is not None else np.zeros(numbers.size, bool)
    ones, others, counts, weights = pairs(numbers, wide)
    one = nx.Graph(
        kind="shared",
        mode=mode,
        weighting=weighting,
        left_out=tuple(numbers.nodes[at] for at in np.flatnonzero(wide)),
    )
    one.add_nodes_from(
        (node, graph.nodes[node]) for node, far in zip(numbers.nodes, other, strict=True) if not far
    )
    values = weights if weighting == "newman" else counts
    one.add_edges_from(
        (numbers.nodes[i], numbers.nodes[j], {"weight": weight, "shared": count})
        for i, j, weight, count in zip(
            ones.tolist(), others.tolist(), values.tolist(), counts.tolist(), strict=True
        )
    )
    return one


def widest(graph: nx.Graph, *, mode: str = "organisation", most: int = MOST_PAIRS) -> int | None:
    """The `widest` with which `shared` makes no more than `most` pairs; None where it needs none."""
    numbers, _ = sides(graph, mode)
    return widest_that_fits(np.bincount(numbers.tails, minlength=numbers.size), most)


def widest_that_fits(hubs: Ints, most: int) -> int | None:
    """The largest degree up to which hubs make no more than `most` pairs; None where all do."""
    made = hubs * (hubs - 1) // 2
    if made.sum() <= most:
        return None
    order = np.argsort(hubs, kind="stable")
    degrees, totals = hubs[order], np.cumsum(made[order])
    beyond = int(degrees[np.searchsorted(totals, most, side="right")])
    return max(1, beyond - 1)


def _pairs(hubs: Ints) -> int:
    return int((hubs * (hubs - 1) // 2).sum())


def pairs(numbers: Arrays, wide: np.ndarray | None = None) -> tuple[Ints, Ints, Ints, Floats]:
    """Every pair of heads that share a tail (but for `wide` tails): both, the count, and Newman's weight."""
    codes, weights = [], []
    for members in _groups(numbers, wide):
        width = members.shape[1]
        left, right = np.triu_indices(width, 1)
        codes.append((members[:, left] * numbers.size + members[:, right]).ravel())
        weights.append(np.full(codes[-1].size, 1 / (width - 1)))
    if not codes:
        none = np.empty(0, np.int64)
        return none, none, none, np.empty(0)
    code = np.concatenate(codes)
    known, at, counts = np.unique(code, return_inverse=True, return_counts=True)
    newman = np.bincount(at, weights=np.concatenate(weights), minlength=known.size)
    return known // numbers.size, known % numbers.size, counts.astype(np.int64), newman.astype(np.float64)


def _groups(numbers: Arrays, wide: np.ndarray | None) -> Iterator[Ints]:
    """The heads of each tail, sorted, a matrix for all tails of one degree of two and more."""
    order = np.lexsort((numbers.heads, numbers.tails))
    heads, tails = numbers.heads[order], numbers.tails[order]
    degrees = np.bincount(tails, minlength=numbers.size)
    starts = np.concatenate(([0], np.cumsum(degrees)[:-1]))
    if wide is not None:
        degrees = np.where(wide, 0, degrees)
    for degree in np.unique(degrees[degrees > 1]).tolist():
        at = starts[degrees == degree]
        yield heads[at[:, None] + np.arange(degree)]


def names_between(graph: nx.Graph, one: Hashable, other: Hashable) -> list[str]:
    """The names of what two nodes of a two-mode graph share, sorted."""
    return sorted(graph.nodes[node]["label"] for node in nx.common_neighbors(graph, one, other))
