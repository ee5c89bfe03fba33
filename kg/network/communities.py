"""A network in, its communities out, with how far one may trust them.

Leiden is run from several seeds. The partition of the highest modularity is given (of equals, that of the
lowest seed), and how alike the partitions are tells whether the network has communities at all: where two
seeds disagree, the lines between the groups are not in the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

import igraph
import networkx as nx

from kg.network.fast import Arrays, arrays, seeded, to_igraph
from kg.network.two_mode import NetworkError

SEED = 7
#: Seeds that are tried, by the number of edges: 20 give 190 pairs to compare, but take their time.
RUNS = ((20_000, 20), (200_000, 5))
FEWEST = 2
#: Of Leiden: to go on until nothing moves took 20 times as long on 100,000 random edges, and gained 0.006.
ITERATIONS = 10


@dataclass(frozen=True, slots=True)
class Communities:
    """Node → number of its community, from 1, the largest first; modularity; agreement of the seeds."""

    members: dict[Hashable, int]
    modularity: float
    rand: float  # mean adjusted Rand index of all pairs of runs: 1 = the same every time, 0 = as by chance
    information: float  # mean normalised mutual information of the same
    runs: int

    @property
    def count(self) -> int:
        """The number of communities."""
        return len(set(self.members.values()))

    @property
    def sizes(self) -> list[int]:
        """The sizes of communities 1, 2, …"""
        return [count for _, count in sorted(Counter(self.members.values()).items())]


def communities(graph: nx.Graph, *, seed: int = SEED, runs: int | None = None) -> Communities:
    """The communities of a network, by weight, from `runs` seeds (fewer where the network is large: RUNS).

    V. Traag, L. Waltman and N. J. van Eck, "From Louvain to Leiden", Scientific Reports 9, 2019;
    modularity: M. E. J. Newman and M. Girvan, Physical Review E 69, 2004. Agreement: L. Hubert and P.
    Arabie, "Comparing partitions", Journal of Classification 2, 1985 (adjusted Rand index); L. Danon et
    al., Journal of Statistical Mechanics, 2005 (normalised mutual information).
    Raises NetworkError for fewer than two runs.
    """
    if runs is None:
        runs = next((count for most, count in RUNS if graph.number_of_edges() <= most), FEWEST)
    if runs < 2:
        raise NetworkError("至少要有两次才能比较。", "At least two runs are needed to compare them.")
    numbers = arrays(graph)
    if not numbers.heads.size:
        return Communities({node: at for at, node in enumerate(numbers.nodes, 1)}, 0.0, 1.0, 1.0, runs)
    fast = to_igraph(numbers)
    found = [leiden(fast, seed + run) for run in range(runs)]
    quality = [fast.modularity(one, weights="weight") for one in found]
    best = max(range(runs), key=lambda run: (round(quality[run], 12), -run))
    pairs = list(combinations(found, 2))
    rand, information = (fmean(_agreement(a, b, how) for a, b in pairs) for how in ("adjusted_rand", "nmi"))
    return Communities(
        members=_numbered(numbers, found[best]),
        modularity=quality[best],
        rand=rand,
        information=information,
        runs=runs,
    )


def _agreement(one: list[int], other: list[int], method: str) -> float:
    """1 for equal partitions (where all are one group the formulas divide by nothing), at most 1."""
    return 1.0 if one == other else min(1.0, igraph.compare_communities(one, other, method=method))


def leiden(fast: igraph.Graph, seed: int) -> list[int]:
    """One run of Leiden from one seed: the community of each vertex."""
    with seeded(seed):
        found = fast.community_leiden(
            objective_function="modularity", weights="weight", n_iterations=ITERATIONS
        )
    membership: list[int] = found.membership
    return membership


def _numbered(numbers: Arrays, membership: list[int]) -> dict[Hashable, int]:
    """Numbers from 1, by falling size; of equal size, that of the first node first."""
    sizes = Counter(membership)  # in the order of their first nodes, which sorting keeps
    order = sorted(sizes, key=lambda one: -sizes[one])
    new = {old: number for number, old in enumerate(order, 1)}
    return {node: new[old] for node, old in zip(numbers.nodes, membership, strict=True)}
