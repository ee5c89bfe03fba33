"""What several sections say alike: names, shares, parts, communities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import networkx as nx

from kg.network.measures import Measured
from kg.network.section import SHOWN, Column, Said, Section, written

Rows = Sequence[tuple[str, Mapping[str, str]]]
NODES: Final = Said("节点", "nodes")
TIES: Final = Said("联系", "ties")
BODY: Final = Column("label", Said("组织", "body"))
PROGRAMME: Final = Column("label", Said("活动", "programme"))


def share(count: int, of: int) -> str:
    """A number with its share of all: 84 (49%)."""
    return f"{count:,} ({count / of:.0%})" if of else "0"


def empty(section: Section, graph: nx.Graph) -> bool:
    """Whether there is nothing to tell; the section then says so."""
    if graph.number_of_edges():
        return False
    section.left_out = True
    section.notes.append(Said("没有这样的联系。", "There are no such ties."))
    return True


def overview(section: Section, graph: nx.Graph, result: Measured) -> None:
    """Ties, parts, communities."""
    parts = sorted((len(part) for part in nx.connected_components(graph)), reverse=True)
    groups = result.communities
    section.figures += [
        (TIES, written(graph.number_of_edges())),
        (Said("互不相连的部分", "parts without a tie between them"), written(len(parts))),
        (Said("最大部分所含节点", "nodes in the largest part"), share(parts[0], len(graph))),
        (Said("群组", "communities"), written(groups.count)),
        (Said("模块度（按次数加权）", "modularity (weighted)"), written(groups.modularity)),
        (
            Said(f"{groups.runs} 次分组的调整兰德指数", f"adjusted Rand index of {groups.runs} runs"),
            written(groups.rand),
        ),
        (Said("标准化互信息", "normalised mutual information"), written(groups.information)),
    ]
    section.uses("communities")


def heaviest(graph: nx.Graph) -> list[tuple[Any, Any, dict[str, Any]]]:
    """The ties of most weight, each with its ends in order."""
    found = [(min(one, other), max(one, other), values) for one, other, values in graph.edges(data=True)]
    return sorted(found, key=lambda edge: (-round(edge[2]["weight"], 12), edge[0], edge[1]))[:SHOWN]
