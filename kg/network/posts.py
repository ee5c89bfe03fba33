"""Rows of tables in, persons, posts and bodies out: 金明 – 主席 – 苏州市总工会."""

from __future__ import annotations

import networkx as nx

from kg.network import dating
from kg.network.dating import UNDATED, by_table, item_dates
from kg.network.two_mode import summary


def posts(rows: dating.Rows) -> nx.Graph:
    """A graph of persons, posts and bodies; a post is joined with its body and with all who hold it.

    R. L. Breiger, "The duality of persons and groups", Social Forces 53, 1974, is where such graphs come
    from. A post of a body is a node of its own (`mode` post), so that its holders, together or one after
    the other, are its neighbours. Edges have `weight` (the number of items; 0 from a post to its body),
    `first`, `last` (of the report, not of the term), `dated` and `evidence`. Two persons of one name are
    one node where their IRIs are the same.
    """
    found = by_table(rows, "posts", "organisations", *dating.TABLES)
    bodies = {row["organisation"]: row for row in found["organisations"]}
    items = {row["item"]: row for row in found["items"]}
    dates = item_dates(found)
    graph = nx.Graph(kind="posts")
    for row in found["posts"]:
        body, person, post = row["organisation"], row["person"], f"{row['organisation']}#{row['post']}"
        kind = bodies[body]["kind"] if body in bodies else ""
        graph.add_node(person, label=row["person_name"], mode="person", kind="")
        graph.add_node(post, label=row["post"], mode="post", kind="")
        graph.add_node(body, label=row["organisation_name"], mode="organisation", kind=kind)
        graph.add_edge(post, body, weight=0, first="", last="", dated=(), evidence=[])
        if not graph.has_edge(person, post):
            graph.add_edge(person, post, evidence=[])
        dated, item = dates.get(row["item"], UNDATED), items[row["item"]]
        line = {field: row[field] for field in ("quote", "start", "end", "item")}
        line |= {"bulletin": item["bulletin"], "title": item["title"], "when": dated.when, "dated": dated.by}
        graph.edges[person, post]["evidence"].append(line)
    for one, other, edge in graph.edges(data=True):
        if "person" in (graph.nodes[one]["mode"], graph.nodes[other]["mode"]):
            edge |= summary(edge["evidence"])
    return graph
