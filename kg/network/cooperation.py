"""Rows of tables in, the bodies that work together out.

Two bodies co-operate where one item says that both run one programme, or that one runs it and the other
supports it (participants only join), and where both issued one document. Bodies that run the same programme
in different items, each for itself, do not co-operate: `projection` joins those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

import networkx as nx

from kg.network import dating
from kg.network.dating import UNDATED, by_table, item_dates
from kg.network.two_mode import summary, ties

Line = dict[str, str]
#: a thing done together: a programme in one item, or a document
Deed = tuple[str, str]


def cooperation(rows: dating.Rows) -> nx.Graph:
    """A graph of organisations with an edge for each pair that ran a programme or issued a document together.

    Edges have `weight`, the number of programmes and documents the two have in common, `newman`, where each
    counts 1/(n-1) for its n bodies (Newman 2001), `programmes` and `documents` (names), `close`, the number
    of deeds that one passage states of both, and `first`, `last`, `dated` and `evidence`.
    """
    tables = list(rows)
    found = by_table(tables, "documents", "organisations", *dating.TABLES)
    items = {row["item"]: row for row in found["items"]}
    dates = item_dates(found)
    deeds: dict[Deed, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for row in ties(tables):
        if row["role"] != "participant":
            deeds["programme", f"{row['programme']} {row['item']}"][row["organisation"]].append(
                _line(row, row, "programme", row["programme_name"], row["programme"])
            )
    for issued in found["documents"]:
        issuers = issued["issuers"].split("|") if issued["act"] == "issued" and issued["issuers"] else []
        when = dates.get(issued["item"], UNDATED)
        told = {**issued, "role": "issued", "when": when.when, "dated": when.by}
        line = _line(told, items[issued["item"]], "document", issued["title"], issued["document"])
        for issuer in issuers:
            deeds["document", issued["document"]][issuer].append(line)
    return _graph(deeds, {row["organisation"]: row for row in found["organisations"]})


def _line(row: Mapping[str, str], item: Mapping[str, str], sort: str, name: str, key: str) -> Line:
    kept = {field: row.get(field, "") for field in ("role", "quote", "start", "end", "item", "when", "dated")}
    return kept | {
        "bulletin": item["bulletin"],
        "title": item["title"],
        "deed": sort,
        "name": name,
        "key": key,
    }


def _graph(
    deeds: Mapping[Deed, Mapping[str, list[Line]]], bodies: Mapping[str, Mapping[str, str]]
) -> nx.Graph:
    graph = nx.Graph(kind="cooperation")
    counted: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for sort, key in sorted(deeds):
        of_body = deeds[sort, key]
        for one, other in combinations(sorted(of_body), 2):
            lines = [*of_body[one], *of_body[other]]
            if sort == "programme" and all(line["role"] != "ran" for line in lines):
                continue
            if not graph.has_edge(one, other):
                graph.add_edge(one, other, evidence=[], close=0)
            edge = graph.edges[one, other]
            edge["evidence"] += lines
            edge["close"] += any(_overlap(a, b) for a in of_body[one] for b in of_body[other])
            deed = lines[0][
                "key"
            ]  # a programme in several items is one deed, counted where the fewest ran it
            share = 1 / (len(of_body) - 1)
            counted[one, other][deed] = max(share, counted[one, other].get(deed, 0))
    for one, other, edge in graph.edges(data=True):
        shares = counted[min(one, other), max(one, other)]
        edge |= summary(edge["evidence"])
        edge["weight"] = len(shares)
        edge["newman"] = sum(sorted(shares.values()))
        edge["programmes"] = _names(edge["evidence"], "programme")
        edge["documents"] = _names(edge["evidence"], "document")
    for node, values in graph.nodes(data=True):
        body = bodies[node]
        values |= {"label": body["organisation_name"], "mode": "organisation", "kind": body["kind"]}
        values["place"] = body.get("place_name", "")
    return graph


def _names(lines: Iterable[Mapping[str, str]], sort: str) -> tuple[str, ...]:
    return tuple(sorted({line["name"] for line in lines if line["deed"] == sort}))


def _overlap(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether one passage states both: 市总工会、市人社局联合开展…."""
    return one["item"] == other["item"] and (
        int(one["start"]) < int(other["end"]) and int(other["start"]) < int(one["end"])
    )
