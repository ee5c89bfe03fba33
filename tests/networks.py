"""Rows and graphs small enough to be counted by hand, for the tests of the networks."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
import pytest

Row = tuple[str, dict[str, str]]
HOSTILE = '</td><script>pwned=1</script> $x^2$ =1+1 \x00\u202e"'


# ---------------------------------------------------------------- rows
def bulletin(name: str, date: str = "") -> Row:
    return "bulletins", {"bulletin": name, "date": date}


def item(name: str, of: str) -> Row:
    return "items", {"item": name, "bulletin": of, "title": f"标题{name}"}


def body(name: str, *, above: str = "", place: str = "", kind: str = "union") -> Row:
    return (
        "organisations",
        {
            "organisation": f"o:{name}",
            "organisation_name": name,
            "kind": kind,
            "parent": f"o:{above}" if above else "",
            "parent_name": above,
            "place": "|".join(f"l:{one}" for one in place.split("|") if one),
            "place_name": place,
        },
    )


def ran(name: str, programme: str, item: str, role: str = "ran", at: int = 0) -> Row:
    return (
        "involvements",
        {
            "item": item,
            "organisation": f"o:{name}",
            "organisation_name": name,
            "programme": f"p:{programme}",
            "programme_name": programme,
            "role": role,
            "quote": f"{name}开展{programme}",
            "start": str(at),
            "end": str(at + 10),
            "confidence": "0.9",
        },
    )


def issued(title: str, item: str, *issuers: str, act: str = "issued") -> Row:
    iris = "|".join(f"o:{one}" for one in issuers)
    row = {"item": item, "document": f"d:{title}", "title": title, "act": act, "issuers": iris}
    return "documents", row | {"start": "3", "end": "9"}


def figure(item: str, period: str, status: str = "result") -> Row:
    return "outcomes", {"item": item, "period": period, "status": status}


def event(item: str, date: str) -> Row:
    return "events", {"item": item, "date": date}


ROWS: list[Row] = [
    bulletin("甲", "2011-09-26"),
    bulletin("乙"),
    item("甲1", "甲"),
    item("甲2", "甲"),
    item("乙1", "乙"),
    item("乙2", "乙"),
    body("市总工会", place="无锡市"),
    body("区总工会", above="市总工会", place="滨湖区"),
    body("市人社局", place="无锡市", kind="government"),
    body("某公司工会", kind="union"),
    ran("市总工会", "送清凉活动", "甲1"),
    ran("市人社局", "送清凉活动", "甲1", "partner"),
    ran("某公司工会", "送清凉活动", "甲1", "participant", at=40),
    ran("区总工会", "送清凉活动", "乙1"),
    ran("市总工会", "送清凉活动", "乙2", "participant"),
    ran("市总工会", "金秋助学活动", "甲2"),
    figure("乙1", "2010-H1"),
    figure("乙1", "2012", "target"),
    issued("关于防暑降温的通知", "甲2", "市总工会", "市人社局"),
    issued("工会法", "甲2", "市总工会", "区总工会", act="cited"),
]


def of_pairs(pairs: Iterable[tuple[str, str]]) -> nx.Graph:
    """A two-mode graph of (body, programme) pairs."""
    graph = nx.Graph()
    for one, programme in pairs:
        graph.add_node(one, label=one, mode="organisation", kind="union")
        graph.add_node(programme, label=programme, mode="programme", kind="")
        graph.add_edge(one, programme, weight=1)
    return graph


def southern_women() -> nx.Graph:
    """Davis, Gardner and Gardner 1941: 18 women, 14 events, 89 ties."""
    known = nx.davis_southern_women_graph()
    women = {node for node, side in known.nodes(data="bipartite") if side == 0}
    return of_pairs((a, b) if a in women else (b, a) for a, b in known.edges)


def close(one: Mapping[Any, float], other: Mapping[Any, float], within: float = 1e-9) -> bool:
    return one.keys() == other.keys() and all(
        one[key] == pytest.approx(other[key], abs=within) for key in one
    )


def shuffled(graph: nx.Graph) -> nx.Graph:
    """The same graph, filled in another order."""
    source = random.Random(1)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(data=True))
    source.shuffle(nodes)
    source.shuffle(edges)
    copy = nx.Graph()
    copy.add_nodes_from(nodes)
    copy.add_edges_from((b, a, values) for a, b, values in edges)
    return copy
