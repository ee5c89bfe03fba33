"""A network in, a still picture of it out, as a matplotlib figure: for print and for pages without scripts.

Positions, colours and shapes are those of the page (`kg.views.network_page`): bodies are round, in the colour
of their kind, programmes square; size tells the number of ties. matplotlib comes with the extra `charts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import networkx as nx

from kg.network.charts import font
from kg.network.layout import layout
from kg.views.palette import KINDS, PROGRAMME, ROLES, kind_of
from kg.views.safe import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: inches; the height follows the layout between these
WIDTH, LOWEST, HIGHEST = 10.0, 3.0, 14.0
#: so many inches a pixel of the layout: labels have the room on paper that they have on the page
SCALE: Final = 0.0062
_LINE, _INK, _PAPER = "#9aa3ad", "#1c2430", "white"
#: role → line style of matplotlib
_STYLES: Final = dict(zip(ROLES, ("solid", (0, (5, 3)), (0, (1, 2))), strict=True))


def figure(graph: nx.Graph, *, title: str = "", labels: int = 60) -> Figure:
    """The network with the names of the `labels` nodes with the most ties (of equals, in order of the name).

    `graph` is of `kg.network.two_mode`. Raises NetworkError where matplotlib or a font with Chinese is
    missing.
    """
    family = font()
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    positions = {node: (x, -y) for node, (x, y) in layout(graph).items()}
    high = max((y for _, y in positions.values()), default=0) - min(
        (y for _, y in positions.values()), default=0
    )
    drawn = Figure(
        figsize=(WIDTH, round(min(HIGHEST, max(LOWEST, 1.4 + high * SCALE)), 1)), layout="constrained"
    )
    with rc_context({"font.family": [family, "sans-serif"], "text.parse_math": False}):
        axes = drawn.add_subplot()
        axes.set_axis_off()
        axes.margins(0.06)
        axes.set_title(clean(title), fontsize=11)
        _lines(axes, graph, positions)
        _nodes(axes, graph, positions)
        ranked = sorted(graph, key=lambda node: (-graph.degree[node], graph.nodes[node]["label"], node))
        for node in sorted(ranked[:labels]):
            _name(axes, clean(graph.nodes[node]["label"]), positions[node], graph.degree[node])
        if len(graph):
            drawn.legend(loc="outside lower center", ncols=5, frameon=False, fontsize=9)
    return drawn


def _lines(axes: Axes, graph: nx.Graph, positions: dict[str, tuple[float, float]]) -> None:
    for role, (_, zh, en) in ROLES.items():
        ends = sorted(
            (positions[one], positions[other])
            for one, other, said in graph.edges(data="role")
            if said == role
        )
        for number, ((x, y), (to_x, to_y)) in enumerate(ends):
            axes.plot(
                (x, to_x),
                (y, to_y),
                color=_LINE,
                linewidth=1,
                linestyle=_STYLES[role],
                zorder=1,
                label="" if number else f"{zh} {en}",
            )


def _nodes(axes: Axes, graph: nx.Graph, positions: dict[str, tuple[float, float]]) -> None:
    looks = [(kind, "o", look) for kind, look in KINDS.items()] + [(None, "s", PROGRAMME)]
    for kind, marker, (colour, zh, en) in looks:
        nodes = sorted(
            node
            for node, its in graph.nodes(data=True)
            if (kind_of(its["kind"]) if its["mode"] == "organisation" else None) == kind
        )
        if nodes:
            axes.scatter(
                [positions[node][0] for node in nodes],
                [positions[node][1] for node in nodes],
                s=[24 + 18 * graph.degree[node] for node in nodes],
                marker=marker,
                color=colour,
                edgecolors=_PAPER,
                linewidths=0.8,
                zorder=2,
                label=f"{zh} {en}",
            )


def _name(axes: Axes, name: str, position: tuple[float, float], ties: int) -> None:
    from matplotlib.patheffects import withStroke

    axes.annotate(
        name,
        position,
        (0, -3 - (24 + 18 * ties) ** 0.5 / 2),  # below the node, whose size is an area
        textcoords="offset points",
        ha="center",
        va="top",
        fontsize=8,
        color=_INK,
        path_effects=[withStroke(linewidth=2.4, foreground=_PAPER)],
        zorder=3,
    )
