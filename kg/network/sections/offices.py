"""Rows of tables in, the sections on who stands above whom and who holds which post out."""

from __future__ import annotations

from collections import Counter

from kg.network.hierarchy import hierarchy
from kg.network.posts import posts
from kg.network.section import Column, Said, Section, written
from kg.network.sections.common import BODY, Rows, empty, share


def levels(rows: Rows) -> Section:
    """Which body stands above which."""
    graph = hierarchy(rows)
    section = Section(
        "hierarchy",
        Said("上下级", "Hierarchy"),
        Said("组织之间的直接上下级。", "Which body stands directly above which."),
        graph=graph,
    )
    if empty(section, graph):
        return section
    depths = Counter(depth for _, depth in graph.nodes(data="depth"))
    alone = sum(1 for node in graph if graph.degree[node] == 0)
    section.figures += [
        (Said("组织", "bodies"), written(len(graph))),
        (Said("上下级关系", "ties"), written(graph.number_of_edges())),
        (Said("没有已知上下级的组织", "bodies without any known"), share(alone, len(graph))),
        *(
            (Said(f"第 {depth + 1} 级", f"level {depth + 1}"), written(count))
            for depth, count in sorted(depths.items())
        ),
    ]
    section.uses("hierarchy")
    bodies = [
        {"above": [graph.nodes[above]["label"] for above in sorted(graph.predecessors(node))], **values}
        for node, values in sorted(
            graph.nodes(data=True), key=lambda one: (-one[1]["below"], -one[1]["programmes"], one[1]["label"])
        )
        if values["below"]
    ]
    columns = [
        BODY,
        Column("above", Said("上级", "above")),
        Column("below", Said("以下", "below"), "hierarchy"),
        Column("programmes", Said("开展的活动", "programmes run")),
    ]
    section.add(Said("下属最多的组织", "Bodies with the most below them"), columns, bodies)
    return section


def holders(rows: Rows) -> Section:
    """Who holds which post of which body."""
    graph = posts(rows)
    section = Section(
        "posts",
        Said("任职", "Persons, posts and bodies"),
        Said("人、职务与组织；职务是某个组织的职务。", "Persons, posts and bodies; a post is one of a body."),
        graph=graph,
    )
    if empty(section, graph):
        return section
    of = Counter(mode for _, mode in graph.nodes(data="mode"))
    section.figures += [
        (Said("人", "persons"), written(of["person"])),
        (Said("职务", "posts"), written(of["post"])),
        (Said("组织", "bodies"), written(of["organisation"])),
    ]
    section.uses("posts")
    found = []
    for person in sorted(
        (node for node, mode in graph.nodes(data="mode") if mode == "person"),
        key=lambda node: (-graph.degree[node], graph.nodes[node]["label"], node),
    ):
        for post in sorted(graph[person]):
            edge, body = graph.edges[person, post], post.partition("#")[0]
            found.append(
                {
                    "person": graph.nodes[person]["label"],
                    "post": graph.nodes[post]["label"],
                    "body": graph.nodes[body]["label"],
                    "first": edge["first"],
                    "quote": edge["evidence"][0]["quote"],
                }
            )
    columns = [
        Column("person", Said("姓名", "person")),
        Column("post", Said("职务", "post"), "posts"),
        Column("body", Said("组织", "body")),
        Column("first", Said("见报", "reported")),
        Column("quote", Said("原文（第一处）", "quote (the first)")),
    ]
    section.add(Said("谁任何职", "Who holds which post"), columns, found)
    return section
