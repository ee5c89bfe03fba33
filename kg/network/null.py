"""A two-mode network in, how far it is from chance out: a z-score beside networks with the same degrees.

Almost every sparse network has communities of high modularity, and nestedness follows from unequal degrees
alone. So both are measured on random networks too, in which every body has as many programmes and every
programme as many bodies as here, and only who runs what is left to chance.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import fmean, stdev

import networkx as nx
import numpy as np

from kg.network.communities import leiden
from kg.network.fast import Arrays, sides, to_igraph
from kg.network.nestedness import of_arrays
from kg.network.two_mode import NetworkError

SEED = 7
#: Draws for up to 2,000 ties, fewer for more, and FEWEST_DRAWS at the least: Leiden runs on each.
DRAWS, FEWEST_DRAWS = 200, 20
_WORK = 400_000
#: Trades between two bodies before the first draw and between draws, times the number of bodies.
MIXING = 5
#: Leiden runs for the network and for each draw alike; the best of them counts.
RUNS = 3
#: Below so many ties or bodies a z-score says little, and the caveat says so.
SMALL_TIES, SMALL_BODIES = 50, 10
#: Above so many ties draws must be asked for: they take many minutes.
MOST_TIES = 50_000


@dataclass(frozen=True, slots=True)
class NullTest:
    """What was observed, and what `draws` random networks of the same degrees have."""

    statistic: str  # modularity | nestedness
    observed: float
    mean: float
    sd: float
    z: float | None  # (observed - mean) / sd; None where chance leaves no room (sd = 0)
    p: float  # the share of draws at least as large, the network counted in: 1 / (draws + 1) at the least
    draws: int
    values: tuple[float, ...]
    small: bool
    caveat_zh: str
    caveat_en: str


def modularity_z(graph: nx.Graph, *, seed: int = SEED, draws: int | None = None) -> NullTest:
    """Whether a two-mode network has more of communities than its degrees alone would give.

    Barber's modularity (M. J. Barber, "Modularity and community detection in bipartite networks", Physical
    Review E 76, 2007) of the partition that Leiden finds, for the network and for each draw alike; weights
    are ignored. Draws: G. Strona et al., "A fast and unbiased procedure to randomize ecological binary
    matrices with fixed row and column totals", Nature Communications 5, 2014 (curveball).
    """
    return _test(graph, "modularity", lambda numbers: modularity(numbers, seed=seed), seed, draws)


def nestedness_z(graph: nx.Graph, *, seed: int = SEED, draws: int | None = None) -> NullTest:
    """Whether a two-mode network is more nested (NODF of both modes) than its degrees alone would make it.

    NODF as in `nestedness`; the draws as in `modularity_z` (W. Ulrich et al., "A consumer's guide to
    nestedness analysis", Oikos 118, 2009, on why the null model must keep both totals).
    """
    return _test(graph, "nestedness", lambda numbers: of_arrays(numbers).both, seed, draws)


def modularity(numbers: Arrays, *, seed: int = SEED) -> float:
    """Barber's modularity of the best of a few Leiden runs: 1/m Σ (A_ij - k_i d_j / m) within communities."""
    fast = to_igraph(Arrays(numbers.nodes, numbers.heads, numbers.tails, np.ones(numbers.heads.size)))
    return max(barber(numbers, leiden(fast, seed + run)) for run in range(RUNS))


def barber(numbers: Arrays, membership: list[int]) -> float:
    """Barber's modularity of one partition of a two-mode network whose heads are one mode."""
    ties = numbers.heads.size
    if not ties:
        return 0.0
    member = np.asarray(membership)
    heads, tails = member[numbers.heads], member[numbers.tails]
    width = int(member.max()) + 1
    expected = np.bincount(heads, minlength=width) @ np.bincount(tails, minlength=width)
    return float((heads == tails).sum() / ties - expected / ties**2)


def draws_of(numbers: Arrays, *, seed: int = SEED, draws: int = DRAWS) -> Iterator[Arrays]:
    """Random networks with the degrees of this one, one after the other along a chain of trades."""
    source = random.Random(seed)
    rows: dict[int, set[int]] = {}
    for head, tail in zip(numbers.heads.tolist(), numbers.tails.tolist(), strict=True):
        rows.setdefault(head, set()).add(tail)
    bodies = sorted(rows)
    counts = [len(rows[body]) for body in bodies]
    heads = np.repeat(np.array(bodies, np.int64), counts)
    ones = np.ones(heads.size)
    for _ in range(draws):
        for _ in range(MIXING * len(bodies) if len(bodies) > 1 else 0):
            one, other = source.sample(bodies, 2)
            _trade(rows[one], rows[other], source)
        tails = np.array([tail for body in bodies for tail in sorted(rows[body])], np.int64)
        yield Arrays(numbers.nodes, heads, tails, ones)


def _trade(one: set[int], other: set[int], source: random.Random) -> None:
    """Deal out anew what only one of the two has; both keep their number."""
    mine, theirs = one - other, other - one
    if not mine or not theirs:
        return
    pool = sorted(mine | theirs)
    source.shuffle(pool)
    one -= mine
    other -= theirs
    one.update(pool[: len(mine)])
    other.update(pool[len(mine) :])


def _test(
    graph: nx.Graph, statistic: str, measure: Callable[[Arrays], float], seed: int, draws: int | None
) -> NullTest:
    numbers, other = sides(graph, "organisation")
    ties = numbers.heads.size
    if draws is None and ties <= MOST_TIES:
        draws = max(FEWEST_DRAWS, min(DRAWS, _WORK // max(1, ties)))
    if draws is None:
        raise NetworkError(
            f"联系太多（{ties:,} 条），未与随机网络比较。",
            f"With {ties:,} ties, more than {MOST_TIES:,}, random networks are left out.",
        )
    if draws < 2:
        raise NetworkError("零模型至少要抽 2 次。", "A null model needs at least 2 draws.")
    observed = measure(numbers)
    values = tuple(measure(drawn) for drawn in draws_of(numbers, seed=seed, draws=draws))
    mean, sd = fmean(values), stdev(values)
    small = ties < SMALL_TIES or min(np.bincount(other, minlength=2)) < SMALL_BODIES
    chance = sd < 1e-9
    zh, en = _caveat(ties, small=small, chance=chance)
    return NullTest(
        statistic=statistic,
        observed=observed,
        mean=mean,
        sd=sd,
        z=None if chance else (observed - mean) / sd,
        p=(1 + sum(value >= observed - 1e-12 for value in values)) / (draws + 1),
        draws=draws,
        values=values,
        small=small,
        caveat_zh=zh,
        caveat_en=en,
    )


def _caveat(ties: int, *, small: bool, chance: bool) -> tuple[str, str]:
    """What must be read beside the z-score, in Chinese and English."""
    if chance:
        return (
            "这个网络的度数只容许一种连法，随机网络都一样，不能得出 z 值。",
            "The degrees allow one such network only: every draw is the same, and there is no z-score.",
        )
    if small:
        return (
            f"网络太小（{ties} 条联系），z 值不稳，只可作参考，不可据此下结论。",
            f"The network is too small ({ties} ties): the z-score is unsteady, a hint at best, and no ground "
            "for a conclusion.",
        )
    return (
        "z 值说明与随机网络相差多少，不说明原因；简报的编写习惯也会造成这样的差别。",
        "The z-score tells how far from chance the network is, not why: the habits of those who write "
        "bulletins can make such a difference too.",
    )
