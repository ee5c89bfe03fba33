"""Rows of tables in, where and when each programme turns up out: 百分百要约行动 in 无锡市, 海门市, 常熟市.

Programmes are joined with the places of the bodies that run or support them. The places are those that
the bodies' names and context tell; they may lie within each other (苏州市, 昆山市). A place is dated by
the items that name the programme there (`dating`), which is when it was reported, not when it began.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import networkx as nx

from kg.network import dating
from kg.network.dating import by_table
from kg.network.two_mode import summary, ties
from kg.timespan import days


def diffusion(rows: dating.Rows) -> nx.Graph:
    """A two-mode graph of programmes and places (E. M. Rogers, Diffusion of Innovations, 5th edition, 2003).

    Edges have `weight` (the number of items), `bodies` (their names), `first`, `last`, `dated`,
    `evidence` and `order`: 1 where the programme is first reported, 0 where undated.
    `graph.graph["unplaced"]` is the number of rows whose body has no known place.
    """
    tables = list(rows)
    places = {row["organisation"]: row for row in by_table(tables, "organisations")["organisations"]}
    graph = nx.Graph(kind="diffusion", unplaced=0)
    for row in sorted(ties(tables), key=lambda row: (row["bulletin"], int(row["start"]), int(row["end"]))):
        if row["role"] == "participant":
            continue
        body = places[row["organisation"]]
        graph.add_node(row["programme"], label=row["programme_name"], mode="programme", kind="")
        if not body["place"]:
            graph.graph["unplaced"] += 1
            continue
        for place, name in zip(body["place"].split("|"), body["place_name"].split("|"), strict=True):
            graph.add_node(place, label=name, mode="place", kind="")
            if not graph.has_edge(row["programme"], place):
                graph.add_edge(row["programme"], place, evidence=[])
            graph.edges[row["programme"], place]["evidence"].append(row)
    for _, _, edge in graph.edges(data=True):
        edge |= summary(edge["evidence"])
        edge["weight"] = len({row["item"] for row in edge["evidence"]})
        edge["bodies"] = tuple(sorted({row["organisation_name"] for row in edge["evidence"]}))
    for node, values in graph.nodes(data=True):
        if values["mode"] == "programme":
            _number(list(graph.edges(node, data=True)))
        values |= summary([row for _, _, lines in graph.edges(node, data="evidence") for row in lines])
        values["weight"] = graph.degree[node]
    return graph


def _number(edges: list[tuple[str, str, dict[str, object]]]) -> None:
    """Number the places of a programme by when they are first reported."""
    begins = sorted({span[0] for _, _, edge in edges if (span := days(str(edge["first"])))})
    for _, _, edge in edges:
        span = days(str(edge["first"]))
        edge["order"] = begins.index(span[0]) + 1 if span else 0


@dataclass(frozen=True, slots=True)
class Spread:
    """How far and how fast one programme is reported; dates are "" where undated."""

    programme: str
    name: str
    places: int
    dated_places: int
    bodies: int
    first: str
    last: str
    first_places: tuple[str, ...]  # the names of the places with the first report
    days: int | None  # from the first to the newest place; None below two dates exact to the month


def spread(graph: nx.Graph) -> list[Spread]:
    """One row a programme of `diffusion`, the widest first."""
    rows = []
    for node, values in graph.nodes(data=True):
        if values["mode"] != "programme":
            continue
        edges = [edge for _, _, edge in graph.edges(node, data=True)]
        begins = sorted(span[0] for edge in edges if (span := days(edge["first"])))
        rows.append(
            Spread(
                programme=node,
                name=values["label"],
                places=len(edges),
                dated_places=len(begins),
                bodies=len({body for edge in edges for body in edge["bodies"]}),
                first=values["first"],
                last=values["last"],
                first_places=tuple(
                    sorted(graph.nodes[p]["label"] for _, p, o in graph.edges(node, data="order") if o == 1)
                ),
                days=_between([edge["first"] for edge in edges]),
            )
        )
    return sorted(rows, key=lambda row: (-row.places, -row.bodies, row.name, row.programme))


def _between(whens: list[str]) -> int | None:
    """Days from the earliest to the latest of the dates that are exact to the month: 2011 tells no day."""
    spans = [tuple(map(date.fromisoformat, span)) for when in whens if (span := days(when))]
    begins = sorted(begin for begin, end in spans if (end - begin).days < 31)
    return (begins[-1] - begins[0]).days if len(begins) > 1 else None
