"""A network in, pixel positions out, the same in every run: at once, or in groups where it is large.

igraph computes; its only source of chance is a generator of our own with a fixed seed, and nodes enter in
sorted order, so that the order of rows changes nothing. Positions are whole pixels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import igraph
import networkx as nx
import numpy as np

from kg.network.fast import Floats, arrays, seeded, to_igraph

Position = tuple[float, float]

#: Above so many nodes labels get no room of their own: the page shows them by importance.
MOST_LABELLED = 480
#: Above so many nodes a browser draws too slowly: the page shows groups first.
MOST_NODES = 1500
#: A group opened by a click has at most so many nodes.
MOST_IN_GROUP = 300
#: The room of a node with its label (pixels): ten characters wide, two lines high; and without.
WIDTH, HEIGHT = 150.0, 76.0
NARROW, LOW = 64.0, 44.0
#: The radius of the room of a node in a group.
ROOM = 16
#: How often nodes that overlap are pushed apart; enough for stars of a hundred programmes. Where labels have
#: no room of their own, small overlaps do no harm.
PUSHES, PUSHES_UNLABELLED = 200, 60
#: Kamada–Kawai is the more regular, and quadratic in time: larger components use Fruchterman–Reingold.
MOST_REGULAR = 250
SEED = 7


@dataclass(frozen=True, slots=True)
class Groups:
    """A large network in parts: the group of each node, and where nodes and groups lie."""

    of: dict[str, int]
    positions: dict[str, Position]
    centres: list[Position]
    radii: list[float]


def layout(graph: nx.Graph) -> dict[str, Position]:
    """The position of every node: each component on its own, the components in rows, the largest first.

    Up to MOST_LABELLED nodes every label has room. Meant for up to MOST_NODES: see `grouped`.
    """
    width, height = (WIDTH, HEIGHT) if len(graph) <= MOST_LABELLED else (NARROW, LOW)
    blocks = []
    for nodes in sorted(nx.connected_components(graph), key=lambda nodes: (-len(nodes), min(nodes))):
        ordered = sorted(nodes)
        spots = _springs(to_igraph(arrays(graph.subgraph(nodes))))
        spots = spots * _spread(len(nodes)) * np.array([width, height])
        blocks.append(_apart(dict(zip(ordered, map(tuple, spots.tolist()), strict=True)), width, height))
    return _in_rows(blocks, width, height)


def grouped(graph: nx.Graph) -> Groups:
    """A network of any size in groups of up to MOST_IN_GROUP nodes, apart from each other.

    Groups are Louvain communities (Blondel et al., "Fast unfolding of communities in large networks", 2008),
    parted again where they are too large; components too small to be seen share a group.
    """
    numbers = arrays(graph)
    whole = to_igraph(numbers)
    members = _parted(whole)
    of = np.empty(numbers.size, np.int64)
    for at, group in enumerate(members):
        of[group] = at
    shapes = [_filled(whole.induced_subgraph(group)) for group in members]
    radii = [float(np.sqrt((shape**2).sum(axis=1)).max(initial=0)) + 30 for shape in shapes]
    centres = _circles(_between(whole, of, len(members)), radii)
    positions: dict[str, Position] = {}
    for group, (x, y), shape in zip(members, centres, shapes, strict=True):
        for at, (dx, dy) in zip(group, shape.tolist(), strict=True):
            positions[str(numbers.nodes[at])] = (float(round(x + dx)), float(round(y + dy)))
    return Groups(
        {str(node): int(of[at]) for at, node in enumerate(numbers.nodes)}, positions, centres, radii
    )


# ---------------------------------------------------------------- one component, one group
def _spread(count: int) -> float:
    """How many rooms an edge is long: springs stretch the edges of a large component themselves."""
    return 1.25 if count <= MOST_REGULAR else 0.55


def _springs(graph: igraph.Graph) -> Floats:
    """Positions round the origin; an edge is about one long."""
    count = graph.vcount()
    with seeded(SEED):
        if count <= 2:
            return np.array([[at - (count - 1) / 2, 0.0] for at in range(count)]).reshape(-1, 2)
        start = graph.layout_circle()
        if count <= MOST_REGULAR and graph.is_connected():
            drawn = graph.layout_kamada_kawai(seed=start, maxiter=50 * count)
        else:
            drawn = graph.layout_fruchterman_reingold(seed=start, niter=400, grid=count > 1000)
    spots: Floats = np.array(drawn.coords)
    centred: Floats = spots - spots.mean(axis=0)
    return centred


def _apart(positions: dict[str, Position], width: float, height: float) -> dict[str, Position]:
    """Push nodes whose rooms would overlap apart, along the axis that needs the smaller push."""
    nodes = sorted(positions)
    xs, ys = [positions[n][0] for n in nodes], [positions[n][1] for n in nodes]
    for _ in range(PUSHES if width == WIDTH else PUSHES_UNLABELLED):
        moved = False
        order = sorted(range(len(nodes)), key=xs.__getitem__)
        for at, i in enumerate(order):
            for j in order[at + 1 :]:
                if xs[j] - xs[i] >= width:
                    break
                right, below = width - (xs[j] - xs[i]), height - abs(ys[j] - ys[i])
                if below <= 0:
                    continue
                moved = True
                if right / width < below / height:
                    xs[i], xs[j] = xs[i] - right / 2 - 1, xs[j] + right / 2 + 1
                else:
                    push = (below / 2 + 1) * (1 if ys[j] >= ys[i] else -1)
                    ys[i], ys[j] = ys[i] - push, ys[j] + push
        if not moved:
            break
    return dict(zip(nodes, zip(xs, ys, strict=True), strict=True))


def _in_rows(blocks: list[dict[str, Position]], width: float, height: float) -> dict[str, Position]:
    """Put blocks, the largest first, beside and below each other, in a shape a little wider than high."""
    placed: list[tuple[float, float, dict[str, Position]]] = []
    for block in blocks:
        xs, ys = ([position[axis] for position in block.values()] for axis in (0, 1))
        corner = {node: (x - min(xs), y - min(ys)) for node, (x, y) in block.items()}
        placed.append((max(xs) - min(xs) + 1.3 * width, max(ys) - min(ys) + 1.5 * height, corner))
    area = sum(wide * high for wide, high, _ in placed)
    widest = max([wide for wide, _, _ in placed] + [sqrt(1.3 * area)])
    positions: dict[str, Position] = {}
    left = top = row = 0.0
    for wide, high, block in placed:
        if left and left + wide > widest:
            left, top, row = 0.0, top + row, 0.0
        positions |= {node: (float(round(left + x)), float(round(top + y))) for node, (x, y) in block.items()}
        left, row = left + wide, max(row, high)
    return positions


# ---------------------------------------------------------------- groups
def _parted(graph: igraph.Graph) -> list[list[int]]:
    """The vertices of each group, the largest group first."""
    groups: list[list[int]] = []
    small: list[list[int]] = []
    components = sorted((sorted(part) for part in graph.connected_components()), key=lambda p: (-len(p), p))
    least = max(2, graph.vcount() // 1000)
    for part in components:
        if len(part) <= least and len(components) > 1:
            small.append(part)
        else:
            groups += _halved(graph, part)
    groups += _packed(small)
    return sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))


def _halved(graph: igraph.Graph, part: Sequence[int]) -> list[list[int]]:
    """A connected part as its communities, each of them parted again where it is too large."""
    done: list[list[int]] = []
    waiting = [list(part)]
    while waiting:
        group = waiting.pop()
        if len(group) <= MOST_IN_GROUP:
            done.append(group)
            continue
        with seeded(SEED):
            found = graph.induced_subgraph(group).community_multilevel(weights="weight")
        parts = [[group[at] for at in community] for community in found]
        if len(parts) == 1:  # a star, a clique: no part is closer than another
            parts = [group[at : at + MOST_IN_GROUP] for at in range(0, len(group), MOST_IN_GROUP)]
        waiting += [parted for parted in parts if len(parted) > MOST_IN_GROUP]
        done += _packed([parted for parted in parts if len(parted) <= MOST_IN_GROUP])
    return done


def _packed(parts: Sequence[list[int]]) -> list[list[int]]:
    """Small parts together in groups, each into the first that has room, the largest first."""
    groups: list[list[int]] = []
    for part in sorted(parts, key=lambda part: (-len(part), part)):
        room = next((group for group in groups if len(group) + len(part) <= MOST_IN_GROUP), None)
        if room is None:
            groups.append(list(part))
        else:
            room.extend(part)
    return groups


def _between(graph: igraph.Graph, of: np.ndarray, count: int) -> igraph.Graph:
    """The graph of the groups, weighted by the edges between them."""
    weights: dict[tuple[int, int], int] = defaultdict(int)
    for edge in graph.get_edgelist():
        one, other = sorted((int(of[edge[0]]), int(of[edge[1]])))
        if one != other:
            weights[one, other] += 1
    pairs = sorted(weights)
    groups = igraph.Graph(count, pairs)
    groups.es["weight"] = [weights[pair] for pair in pairs]
    return groups


def _circles(groups: igraph.Graph, radii: Sequence[float]) -> list[Position]:
    """Centres of circles of these radii, joined ones near, none over another."""
    sizes = np.array(radii)
    spots = _springs(groups) if len(radii) else np.zeros((0, 2))
    span = max(1e-9, float(np.abs(spots).max(initial=0)))
    spots = spots / span * sqrt(float((sizes**2).sum())) * np.array([1.25, 0.8])
    spots = _pushed(spots, 1.06 * sizes)
    return [(float(round(x)), float(round(y))) for x, y in spots.tolist()]


def _filled(graph: igraph.Graph) -> Floats:
    """Positions round the origin, evenly in staggered columns: room for every node, not for its label.

    Left and right, above and below are those of the springs, distances are not.
    """
    spots = _springs(graph)
    high = round(sqrt(graph.vcount())) or 1
    order = np.lexsort((spots[:, 1], spots[:, 0]))
    even = np.empty_like(spots)
    for column, start in enumerate(range(0, len(order), high)):
        part = order[start : start + high]
        part = part[np.argsort(spots[part, 1], kind="stable")]
        even[part, 0] = 2 * ROOM * column
        even[part, 1] = 2 * ROOM * np.arange(len(part)) + ROOM * (column % 2)
    centred: Floats = even - even.mean(axis=0)
    return centred


def _pushed(spots: Floats, radii: Floats) -> Floats:
    """Circles pushed apart until they overlap no more, or nearly."""
    for _ in range(PUSHES):
        apart = spots[:, None, :] - spots[None, :, :]
        far = np.sqrt((apart**2).sum(axis=2))
        lacking = np.maximum(0, radii[:, None] + radii[None, :] - far)
        np.fill_diagonal(lacking, 0)
        if lacking.max(initial=0) < 1:
            break
        turned = apart / np.maximum(far, 1e-9)[:, :, None]
        spots = spots + (turned * lacking[:, :, None]).sum(axis=1) * 0.35
    return spots
