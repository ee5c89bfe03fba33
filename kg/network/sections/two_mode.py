"""Rows of tables in, the section on bodies and programmes out: prominence, groups, and beside chance."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any, Final

import networkx as nx

from kg.network import null
from kg.network.measures import MEASURES, Measure, Measured, measure
from kg.network.section import SHOWN, Bars, Chart, Column, Histogram, Matrix, Said, Section, measured, written
from kg.network.sections.common import BODY, NODES, PROGRAMME, Rows, empty, overview, share
from kg.network.two_mode import ROLES, NetworkError, network, ties

ROLE_NAMES: Final = {
    "ran": Said("开展", "ran"),
    "partner": Said("协助", "partner"),
    "participant": Said("参加", "participant"),
}
#: bodies and programmes that the matrix shows
_SIDE = 25


def two_mode(rows: Rows, *, seed: int, draws: int | None) -> Section:
    """Bodies and programmes: who is prominent, which groups there are, and how far from chance."""
    found = ties(rows)
    graph = network(found)
    section = Section(
        "two-mode",
        Said("组织与活动", "Bodies and programmes"),
        Said(
            "一端是组织，一端是活动；联系表示简报写到组织开展、协助或参加活动，权重是写到的条目数。",
            "Bodies on one side, programmes on the other; a tie says that a bulletin has the body run, "
            "support or join the programme, and weighs the number of items that do.",
        ),
        graph=graph,
    )
    if empty(section, graph):
        return section
    result = measure(graph, seed=seed)
    section.nodes = result.rows
    section.notes += [Said(*note) for note in result.notes]
    of = Counter(mode for _, mode in graph.nodes(data="mode"))
    section.figures += [
        (Said("组织", "bodies"), written(of["organisation"])),
        (Said("活动", "programmes"), written(of["programme"])),
    ]
    overview(section, graph, result)
    dated = Counter(row["dated"] for row in found)
    told = {
        "bulletin": Said("按简报日期", "by the bulletin"),
        "outcome": Said("按成效时期", "by a figure's period"),
        "event": Said("按事件日期", "by an event"),
        "": Said("无日期", "undated"),
    }
    section.figures += [
        (Said(f"联系的日期：{name.zh}", f"ties dated: {name.en}"), share(dated[by], len(found)))
        for by, name in told.items()
        if dated[by]
    ]
    columns = measured(*result.columns)
    for mode, name, many in (("organisation", BODY, "Bodies"), ("programme", PROGRAMME, "Programmes")):
        section.add(
            Said(f"联系最多的{name.name.zh}", f"{many} with the most ties"),
            [name, *columns],
            [row for row in result.rows if row["mode"] == mode],
        )
    _groups(section, result)
    _beside_chance(section, graph, seed=seed, draws=draws)
    section.charts += [_repertoires(graph, mode) for mode in ("organisation", "programme")]
    section.charts.append(_matrix(graph))
    return section


def _groups(section: Section, result: Measured) -> None:
    """A row a community of three nodes and more, with its most prominent members."""
    of: dict[int, list[str]] = {}
    for row in sorted(result.rows, key=lambda row: (-row["degree"], row["label"])):
        of.setdefault(row["community"], []).append(row["label"])
    rows = [
        {"number": number, "size": len(labels), "members": labels[:5]}
        for number, labels in sorted(of.items())
        if len(labels) > 2
    ]
    columns = [
        Column("number", Said("群组", "community"), "community"),
        Column("size", NODES),
        Column("members", Said("联系最多的成员", "members with the most ties")),
    ]
    section.add(Said("群组（三个节点以上）", "Communities of three nodes and more"), columns, rows)


def _beside_chance(section: Section, graph: nx.Graph, *, seed: int, draws: int | None) -> None:
    """Modularity and nestedness beside random networks of the same degrees."""
    rows = []
    for name, test in (("modularity_z", null.modularity_z), ("nestedness", null.nestedness_z)):
        try:
            found = test(graph, seed=seed, draws=draws)
        except NetworkError as error:
            section.notes.append(Said(error.zh, error.en))
            continue
        called = MEASURES[name]
        rows.append({"name": f"{called.zh} {called.en}"} | asdict(found))
        section.notes.append(_reading(called, found))
        title = Said(f"{called.zh}：{found.draws} 个随机网络", f"{called.en}: {found.draws} random networks")
        axis = (
            Said("二部模块度（Barber）", "bipartite modularity (Barber)")
            if name == "modularity_z"
            else Said("NODF", "NODF")
        )
        if found.z is not None:
            section.charts.append(Chart(f"null-{name}", title, Histogram(found.values, found.observed, axis)))
        section.uses(name)
    columns = [
        Column("name", Said("量", "statistic")),
        Column("observed", Said("实际", "observed")),
        Column("mean", Said("随机网络的均值", "mean of random networks")),
        Column("sd", Said("标准差", "standard deviation")),
        Column("z", Said("z 值", "z-score")),
        Column("p", Said("不小于实际值的比例", "share at least as large")),
        Column("draws", Said("抽取次数", "draws")),
    ]
    section.add(Said("与随机网络相比", "Beside random networks"), columns, rows)


def _reading(called: Measure, found: null.NullTest) -> Said:
    """What the comparison found, in one sentence, and its caveat."""
    actual, mean, spread = (f"{value:.3f}" for value in (found.observed, found.mean, found.sd))
    z = "–" if found.z is None else f"{found.z:.1f}"
    return Said(
        f"{called.zh}：实际 {actual}，随机网络 {mean}±{spread}，z = {z}。{found.caveat_zh}",
        f"{called.en}: {actual}; random networks {mean}±{spread}; z = {z}. {found.caveat_en}",
    )


def _repertoires(graph: nx.Graph, mode: str) -> Chart:
    """The nodes of a mode with the most ties, by role."""
    nodes = _most_ties(graph, mode)[:SHOWN]
    counts = [Counter(role for _, _, role in graph.edges(node, data="role")) for node in nodes]
    series = tuple((ROLE_NAMES[role], tuple(float(count[role]) for count in counts)) for role in ROLES)
    body = mode == "organisation"
    title = (
        Said("活动最多的组织", "Bodies with the most programmes")
        if body
        else Said("组织最多的活动", "Programmes with the most bodies")
    )
    axis = Said("活动数", "programmes") if body else Said("组织数", "bodies")
    return Chart(
        f"ties-{mode}", title, Bars(tuple(graph.nodes[node]["label"] for node in nodes), series, axis)
    )


def _most_ties(graph: nx.Graph, mode: str) -> list[Any]:
    nodes = [node for node, its in graph.nodes(data="mode") if its == mode]
    return sorted(nodes, key=lambda node: (-graph.degree[node], graph.nodes[node]["label"], node))


def _matrix(graph: nx.Graph) -> Chart:
    """Who takes part in what, among the programmes with the most bodies and the bodies that share them."""
    programmes = [node for node in _most_ties(graph, "programme")[:_SIDE] if graph.degree[node] > 1]
    programmes = programmes or _most_ties(graph, "programme")[:_SIDE]
    part = graph.subgraph({*programmes, *(body for node in programmes for body in graph[node])})
    bodies = _most_ties(part, "organisation")[:_SIDE]
    part = part.subgraph({*programmes, *bodies})
    programmes = [node for node in _most_ties(part, "programme") if part.degree[node]]
    cells = tuple(
        tuple(ROLES.index(part.edges[body, p]["role"]) if part.has_edge(body, p) else -1 for p in programmes)
        for body in bodies
    )
    return Chart(
        "matrix",
        Said(
            "哪些组织参与哪些活动（联系最多的）",
            "Which bodies take part in which programmes (the best joined)",
        ),
        Matrix(
            tuple(graph.nodes[node]["label"] for node in bodies),
            tuple(graph.nodes[node]["label"] for node in programmes),
            cells,
            tuple(ROLE_NAMES.values()),
        ),
    )
