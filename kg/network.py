"""Rows of tables in, a two-mode network of organisations and programmes out, with its layout.

Rows are those of `kg.tables`; nothing here knows the store they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt

import networkx as nx

Position = tuple[float, float]

#: From the strongest tie to the weakest: an edge shows the strongest that any of its quotes states.
ROLES = ("ran", "partner", "participant")
#: networkx lays out larger graphs with scipy only, and a page with more nodes cannot be read anyway.
MOST_NODES = 480
#: The room of a node with its label (pixels): ten characters wide, two lines high.
WIDTH, HEIGHT = 180.0, 80.0
#: How often nodes that overlap are pushed apart; enough for stars of a hundred programmes.
PUSHES = 200
SEED = 7


class NetworkError(ValueError):
    """A row that is no involvement; the message names what is wrong with it."""


def ties(tables: Iterable[tuple[str, Mapping[str, str]]]) -> list[dict[str, str]]:
    """Rows of all tables, as (table, row), in; the involvements out.

    Each has its table's columns, the `bulletin` and `title` of its item and the `kind` of its organisation.
    """
    items: dict[str, Mapping[str, str]] = {}
    kinds: dict[str, str] = {}
    involvements: list[Mapping[str, str]] = []
    for table, row in tables:
        if table == "items":
            items[row["item"]] = row
        elif table == "organisations":
            kinds[row["organisation"]] = row["kind"]
        elif table == "involvements":
            involvements.append(row)
    return [
        {
            **row,
            "bulletin": items[row["item"]]["bulletin"],
            "title": items[row["item"]]["title"],
            "kind": kinds[row["organisation"]],
        }
        for row in involvements
    ]


def network(rows: Iterable[Mapping[str, str]]) -> nx.Graph:
    """A graph whose nodes are IRIs, with an edge for each pair of organisation and programme in `ties`.

    Nodes have `label`, `mode` (organisation | programme) and `kind` (empty for programmes); edges have
    `role` and `evidence`, a list of mappings with role, quote, bulletin, title, start and end.
    """
    graph = nx.Graph()
    for row in sorted(rows, key=lambda row: (row["bulletin"], int(row["start"]), int(row["end"]))):
        if row["role"] not in ROLES:
            raise NetworkError(
                f"role {row['role']!r} of {row['organisation_name']} is none of {', '.join(ROLES)}"
            )
        body, programme = row["organisation"], row["programme"]
        graph.add_node(body, label=row["organisation_name"], mode="organisation", kind=row["kind"])
        graph.add_node(programme, label=row["programme_name"], mode="programme", kind="")
        if not graph.has_edge(body, programme):
            graph.add_edge(body, programme, role=row["role"], evidence=[])
        edge = graph.edges[body, programme]
        edge["role"] = min(edge["role"], row["role"], key=ROLES.index)
        edge["evidence"].append(
            {name: row[name] for name in ("role", "quote", "bulletin", "title", "start", "end")}
        )
    return graph


def strongest(graph: nx.Graph, limit: int = MOST_NODES) -> nx.Graph:
    """The part of the graph among its `limit` nodes with the most ties (all of it, where it is smaller)."""
    if len(graph) <= limit:
        return graph
    ranked = sorted(graph, key=lambda node: (-graph.degree[node], node))
    part = graph.subgraph(ranked[:limit]).copy()
    part.remove_nodes_from([node for node in part if not part.degree[node]])
    return part


def layout(graph: nx.Graph) -> dict[str, Position]:
    """Pixel positions, the same in every run: each component by springs, the components in rows.

    Raises NetworkError for more than MOST_NODES nodes: take `strongest` first.
    """
    if len(graph) > MOST_NODES:
        raise NetworkError(f"{len(graph)} nodes are too many to lay out; at most {MOST_NODES} can be.")
    blocks = []
    for nodes in sorted(nx.connected_components(graph), key=lambda nodes: (-len(nodes), min(nodes))):
        ordered = nx.Graph()  # insertion order decides the layout: sort it, whatever order the rows had
        ordered.add_nodes_from(sorted(nodes))
        ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.subgraph(nodes).edges))
        springs = nx.spring_layout(ordered, seed=SEED, iterations=200)
        stretch = sqrt(len(nodes))
        blocks.append(
            _apart(
                {
                    n: (float(x) * WIDTH * stretch, float(y) * HEIGHT * stretch)
                    for n, (x, y) in springs.items()
                }
            )
        )
    return _in_rows(blocks)


def _apart(positions: dict[str, Position]) -> dict[str, Position]:
    """Push nodes whose labels would overlap apart, along the axis that needs the smaller push."""
    nodes = sorted(positions)
    xs, ys = [positions[n][0] for n in nodes], [positions[n][1] for n in nodes]
    for _ in range(PUSHES):
        moved = False
        order = sorted(range(len(nodes)), key=xs.__getitem__)
        for at, i in enumerate(order):
            for j in order[at + 1 :]:
                if xs[j] - xs[i] >= WIDTH:
                    break
                right, below = WIDTH - (xs[j] - xs[i]), HEIGHT - abs(ys[j] - ys[i])
                if below <= 0:
                    continue
                moved = True
                if right / WIDTH < below / HEIGHT:
                    xs[i], xs[j] = xs[i] - right / 2 - 1, xs[j] + right / 2 + 1
                else:
                    push = (below / 2 + 1) * (1 if ys[j] >= ys[i] else -1)
                    ys[i], ys[j] = ys[i] - push, ys[j] + push
        if not moved:
            break
    return dict(zip(nodes, zip(xs, ys, strict=True), strict=True))


def _in_rows(blocks: list[dict[str, Position]]) -> dict[str, Position]:
    """Put blocks, the largest first, beside and below each other, in a shape about twice as wide as high."""
    placed: list[tuple[float, float, dict[str, Position]]] = []
    for block in blocks:
        xs, ys = ([position[axis] for position in block.values()] for axis in (0, 1))
        corner = {node: (x - min(xs), y - min(ys)) for node, (x, y) in block.items()}
        placed.append((max(xs) - min(xs) + 2 * WIDTH, max(ys) - min(ys) + 2 * HEIGHT, corner))
    area = sum(width * height for width, height, _ in placed)
    widest = max([width for width, _, _ in placed] + [sqrt(2 * area)])
    positions: dict[str, Position] = {}
    left = top = row = 0.0
    for width, height, block in placed:
        if left and left + width > widest:
            left, top, row = 0.0, top + row, 0.0
        positions |= {node: (round(left + x, 1), round(top + y, 1)) for node, (x, y) in block.items()}
        left, row = left + width, max(row, height)
    return positions
