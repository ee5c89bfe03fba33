"""A two-mode network in, how nested it is out: whether small repertoires are parts of larger ones."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.network.fast import Arrays, Ints, sides
from kg.network.two_mode import NetworkError

#: Nodes of one mode that are compared pair by pair (a matrix of 4,000 × 4,000 takes 128 MB).
MOST_NODES = 4_000


@dataclass(frozen=True, slots=True)
class Nestedness:
    """NODF from 0 to 100: of both modes together, and of each."""

    both: float
    organisations: float  # whether bodies of few programmes run those that bodies of many run
    programmes: float


def nodf(graph: nx.Graph, *, mode: str = "organisation") -> Nestedness:
    """Nestedness by overlap and decreasing fill; weights are ignored.

    M. Almeida-Neto et al., "A consistent metric for nestedness analysis in ecological systems", Oikos 117,
    2008: for every pair of rows, the share of the smaller one's ties that the larger one has too, and 0 where
    both have equally many; the mean over all pairs, times 100. Raises NetworkError for more than MOST_NODES
    of a mode.
    """
    numbers, _ = sides(graph, mode)
    return of_arrays(numbers)


def of_arrays(numbers: Arrays) -> Nestedness:
    """The same, from the arrays of a two-mode graph whose heads are one mode."""
    rows, row = np.unique(numbers.heads, return_inverse=True)
    columns, column = np.unique(numbers.tails, return_inverse=True)
    if max(rows.size, columns.size) > MOST_NODES:
        raise NetworkError(
            f"节点太多（超过 {MOST_NODES:,} 个），未算嵌套度。",
            f"More than {MOST_NODES:,} nodes of a mode: nestedness is left out.",
        )
    matrix = np.zeros((rows.size, columns.size), np.float32)
    matrix[row, column] = 1
    by_row, row_pairs = _side(matrix)
    by_column, column_pairs = _side(matrix.T)
    pairs = row_pairs + column_pairs
    return Nestedness(
        both=100 * (by_row + by_column) / pairs if pairs else 0.0,
        organisations=100 * by_row / row_pairs if row_pairs else 0.0,
        programmes=100 * by_column / column_pairs if column_pairs else 0.0,
    )


def _side(matrix: NDArray[np.float32]) -> tuple[float, int]:
    """The sum over all pairs of rows, and the number of pairs."""
    degrees: Ints = matrix.sum(axis=1).astype(np.int64)
    overlap = (matrix @ matrix.T).astype(np.float64)  # whole numbers far below 2**24: exact
    smaller = np.minimum(degrees[:, None], degrees[None, :])
    share = np.where(degrees[:, None] > degrees[None, :], overlap / smaller, 0.0)
    return float(share.sum()), len(degrees) * (len(degrees) - 1) // 2
