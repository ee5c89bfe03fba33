"""`kg view`: a graph in, pages that open offline out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import networkx as nx
import typer

from kg import console, names, store, tables
from kg.console import CommandError, Exit, say
from kg.network.hierarchy import hierarchy
from kg.network.two_mode import NetworkError, network, strongest, ties
from kg.views import hierarchy as hierarchy_page
from kg.views import network_page
from kg.views import timeline as timeline_page
from kg.views.about import About, about
from kg.views.excerpt import around
from kg.views.safe import PageError

_known = console.guarded(
    {
        store.StoreError: Exit.GRAPH,
        names.NameUnknown: Exit.USAGE,
        NetworkError: Exit.GRAPH,
        PageError: Exit.GRAPH,
    }
)


class Kind(StrEnum):
    """What can be drawn; the values are what is typed, and the names of the files."""

    NETWORK = "network"
    PROGRAMME = "programme"
    BODY = "body"
    TIMELINE = "timeline"
    HIERARCHY = "map-of-hierarchy"


TITLES: Mapping[Kind, str] = {
    Kind.NETWORK: "工会组织与活动 · Bodies and programmes",
    Kind.PROGRAMME: "活动 · Programme",
    Kind.BODY: "组织 · Body",
    Kind.TIMELINE: "时间线：活动的开展与传播 · Timeline",
    Kind.HIERARCHY: "组织层级 · Hierarchy",
}
#: what a name stands for in `kg.names`
_TYPES = {Kind.PROGRAMME: "programme", Kind.BODY: "organisation"}
#: nodes of the largest network that a page is made of
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A view and how much of the graph it shows."""

    html: str
    shown: int
    of: int


@_known
def view(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="network、programme、body、timeline、map-of-hierarchy；单写 OUT.html 即 network / "
            "what to draw; OUT.html alone is network",
        ),
    ],
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="活动或组织的名称 / the programme or body")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="网页文件，默认 WHAT.html / the HTML file, else WHAT.html"),
    ] = None,
    graph: Annotated[
        Path, typer.Option("--graph", "-g", help="图谱所在文件夹 / the folder of the graph")
    ] = Path("graph"),
    limit: Annotated[
        int, typer.Option(min=2, max=MOST, help="最多画多少个节点 / draw at most so many nodes")
    ] = 20_000,
) -> None:
    """画关系图、时间线、层级，成离线网页。 Draw network, timeline or hierarchy as pages that open offline."""
    path = Path(what)
    if (path.suffix or path.name != what) and not name and out is None:  # a file: the network goes there
        what, out = Kind.NETWORK, path
    kind = _kind(what)
    if (kind in _TYPES) != bool(name):
        needs = "needs a NAME" if kind in _TYPES else "takes no NAME"
        raise CommandError(f"kg view {kind} {needs}", Exit.USAGE)
    page = out or Path(f"{kind}.html")
    drawn = draw(graph, kind, name, limit)
    console.write_page(page, drawn.html)
    say(f"已写入 written: {page} ({drawn.shown} of {drawn.of} nodes)")


def _kind(what: str) -> Kind:
    try:
        return Kind(what)
    except ValueError:
        near = names.nearest(what, list(Kind)) or list(Kind)
        raise CommandError(
            f"{what} cannot be drawn; did you mean {near[0]}? There are: {', '.join(Kind)}", Exit.USAGE
        ) from None


def write_page(graph: Path, page: Path, limit: int) -> tuple[int, int]:
    """Draw the network into a file; returns the numbers of nodes shown and of all."""
    drawn = draw(graph, Kind.NETWORK, "", limit)
    console.write_page(page, drawn.html)
    return drawn.shown, drawn.of


def draw(graph: Path, kind: Kind, name: str, limit: int) -> Drawn:
    """A view of a graph; raises `NameUnknown` for a name that is not there, with the nearest that are."""
    opened = store.open_graph(graph)
    entities = [term.value for term in names.entities(opened, _TYPES[kind], name)] if name else []
    rows = list(tables.rows(opened))
    whole = network(ties(rows))
    known = about(rows)
    told = f"{len(opened.manifest)} 份简报 bulletins"
    title = TITLES[kind]
    if kind is Kind.HIERARCHY:
        tree = hierarchy(rows)
        html = hierarchy_page.page(
            tree, whole, title=title, note=f"{told} · {len(tree)} 个组织 bodies", about=known
        )
        return Drawn(html, len(tree), len(tree))
    if entities:
        return _one(whole, known, kind, entities, name, told)
    part = strongest(whole, limit)
    note = f"{told} · {len(part)} / {len(whole)} 个节点 nodes"
    if kind is Kind.TIMELINE:
        html = timeline_page.page(part, title=title, note=note, about=known)
    else:
        html = network_page.page(part, title=title, note=note, about=known)
    return Drawn(html, len(part), len(whole))


def _one(whole: nx.Graph, known: About, kind: Kind, entities: Sequence[str], name: str, told: str) -> Drawn:
    """What stands around a programme or body, and the charts of its figures."""
    centres = sorted(entity for entity in entities if entity in whole)
    figures = [
        row for row in known.outcomes if row["organisation" if kind is Kind.BODY else "programme"] in entities
    ]
    if not centres:
        raise CommandError(
            f"{name}: 图谱中没有谁开展、合作或参加的记录。 No tie of it is told; ask kg query.",
            Exit.FOUND,
        )
    part = around(whole, centres)
    label = " / ".join(sorted({whole.nodes[centre]["label"] for centre in centres}))
    html = network_page.page(
        part,
        title=f"{label} · {TITLES[kind]}",
        note=f"{told} · {len(part)} 个节点 nodes · {len(figures)} 个数据 figures",
        about=known,
        focus=max(centres, key=lambda centre: (whole.degree[centre], centre)),
        charts=figures,
    )
    return Drawn(html, len(part), len(whole))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(view)
