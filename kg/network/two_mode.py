"""Rows of tables in, a two-mode network of organisations and programmes out.

Rows are those of `kg.tables`; nothing here knows the store they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx

from kg.network import dating
from kg.network.dating import UNDATED, by_table, item_dates

#: From the strongest tie to the weakest: an edge's `role` is the strongest that any of its quotes states.
ROLES = ("ran", "partner", "participant")
#: What an edge keeps of each row that states it.
_EVIDENCE = ("role", "quote", "bulletin", "title", "start", "end", "item", "confidence", "when", "dated")


class NetworkError(ValueError):
    """A network that cannot be made or measured; the message says why, in both languages."""

    def __init__(self, zh: str, en: str = "") -> None:
        super().__init__(f"{zh} {en}".strip())
        self.zh, self.en = zh, en or zh


def ties(tables: dating.Rows) -> list[dict[str, str]]:
    """Rows of all tables, as (table, row), in; the involvements out.

    Each has its table's columns, the `bulletin` and `title` of its item, the `kind` and `place_name` of its
    organisation, the `themes` of its programme, and `when` with what it is `dated` by (see `dating`).
    """
    found = by_table(tables, "involvements", "organisations", "programmes", *dating.TABLES)
    items = {row["item"]: row for row in found["items"]}
    bodies = {row["organisation"]: row for row in found["organisations"]}
    themes = {row["programme"]: row.get("themes", "") for row in found["programmes"]}
    dates = item_dates(found)
    return [
        {
            **row,
            "bulletin": items[row["item"]]["bulletin"],
            "title": items[row["item"]]["title"],
            "kind": bodies[row["organisation"]]["kind"],
            "place_name": bodies[row["organisation"]].get("place_name", ""),
            "themes": themes.get(row["programme"], ""),
            "when": dates.get(row["item"], UNDATED).when,
            "dated": dates.get(row["item"], UNDATED).by,
        }
        for row in found["involvements"]
    ]


def network(rows: Iterable[Mapping[str, str]]) -> nx.Graph:
    """A graph whose nodes are IRIs, with an edge for each pair of organisation and programme in `ties`.

    Nodes have `label`, `mode` (organisation | programme), `kind` (empty for programmes), `place` (empty for
    programmes) and `themes` (empty for organisations). Edges have `role` (the strongest), `roles` (all), and
    `evidence`, a list of mappings with role, quote, bulletin, title, start, end, item, confidence, when and
    dated. Both have `weight`, the number of rows (a row is an item that states the tie), `first` and `last`,
    the dates of the first and last of them ("" where undated), and `dated`, what tells these dates.
    """
    graph = nx.Graph(kind="two-mode")
    for row in sorted(rows, key=lambda row: (row["bulletin"], int(row["start"]), int(row["end"]))):
        if row["role"] not in ROLES:
            raise NetworkError(
                f"role {row['role']!r} of {row['organisation_name']} is none of {', '.join(ROLES)}"
            )
        body, programme = row["organisation"], row["programme"]
        graph.add_node(
            body,
            label=row["organisation_name"],
            mode="organisation",
            kind=row["kind"],
            place=row.get("place_name", ""),
            themes="",
        )
        graph.add_node(
            programme,
            label=row["programme_name"],
            mode="programme",
            kind="",
            place="",
            themes=row.get("themes", ""),
        )
        if not graph.has_edge(body, programme):
            graph.add_edge(body, programme, evidence=[])
        graph.edges[body, programme]["evidence"].append({name: row.get(name, "") for name in _EVIDENCE})
    for _, _, edge in graph.edges(data=True):
        stated = {line["role"] for line in edge["evidence"]}
        edge["roles"] = tuple(role for role in ROLES if role in stated)
        edge["role"] = edge["roles"][0]
        edge |= summary(edge["evidence"])
    for node, values in graph.nodes(data=True):
        values |= summary([line for _, _, lines in graph.edges(node, data="evidence") for line in lines])
    return graph


def summary(evidence: list[Mapping[str, str]]) -> dict[str, object]:
    """The `weight`, `first`, `last` and `dated` of an edge or node, from the rows that state it."""
    whens = [line["when"] for line in evidence]
    return {
        "weight": len(evidence),
        "first": dating.first(whens),
        "last": dating.last(whens),
        "dated": tuple(sorted({line["dated"] for line in evidence} - {""})),
    }


def strongest(graph: nx.Graph, limit: int) -> nx.Graph:
    """The part of the graph among its `limit` nodes with the most ties (all of it, where it is smaller)."""
    if len(graph) <= limit:
        return graph
    ranked = sorted(graph, key=lambda node: (-graph.degree[node], node))
    part = graph.subgraph(ranked[:limit]).copy()
    part.remove_nodes_from([node for node in part if not part.degree[node]])
    return part
