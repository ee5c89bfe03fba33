"""A network in, tables and the files of other programs out: CSV rows, GEXF (Gephi), GraphML (Cytoscape, R).

Same graph, same text: nodes and edges are sorted, and the day's date that NetworkX puts into GEXF is taken
out. Attributes are texts, whole numbers or decimal numbers: several values are joined with `|`, what is
unknown is an empty text, and evidence is its first quote and the number of quotes. Characters that XML cannot
hold become U+FFFD.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

#: What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DATE = re.compile(r' lastmodifieddate="[^"]*"')


def nodes(graph: nx.Graph, measured: Iterable[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """One row a node, sorted: node, its attributes, and the measures of `measures.table`."""
    more = {row["node"]: row for row in measured}
    rows = [
        {"node": node} | _plain(values) | _plain(more.get(node, {}))
        for node, values in graph.nodes(data=True)
    ]
    return sorted(rows, key=lambda row: str(row["node"]))


def edges(graph: nx.Graph) -> list[dict[str, Any]]:
    """One row an edge, sorted: source, target, their names, and the attributes."""
    rows = []
    for one, other, values in graph.edges(data=True):
        source, target = (one, other) if graph.is_directed() else _ends(graph, one, other)
        names = {"source_name": _label(graph, source), "target_name": _label(graph, target)}
        rows.append({"source": source, "target": target} | names | _plain(values))
    return sorted(rows, key=lambda row: (str(row["source"]), str(row["target"])))


def _ends(graph: nx.Graph, one: Any, other: Any) -> tuple[Any, Any]:
    """Bodies before programmes, persons before posts before bodies, else by name of the node."""
    order = {"person": 0, "post": 1, "organisation": 2, "programme": 3, "place": 4}
    keys = [(order.get(graph.nodes[node].get("mode", ""), 9), str(node)) for node in (one, other)]
    return (one, other) if keys[0] <= keys[1] else (other, one)


def _label(graph: nx.Graph, node: Any) -> str:
    return str(graph.nodes[node].get("label", ""))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes as text and numbers; `evidence` as `quotes` and `quote`."""
    plain = {name: _value(value) for name, value in values.items() if name != "evidence"}
    if "evidence" in values:
        lines = values["evidence"]
        plain["quotes"] = len(lines)
        plain["quote"] = next((line["quote"] for line in lines if line.get("quote")), "")
    return plain


def _value(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return float(f"{value:.10g}")  # the last bits differ between machines
    if isinstance(value, list | tuple | set | frozenset):
        return "|".join(str(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value))
    return str(value)


def plain(graph: nx.Graph, measured: Iterable[Mapping[str, Any]] = ()) -> nx.Graph:
    """The same graph, sorted, whose attributes every file format takes: text, whole or decimal numbers.

    An attribute that is a number on one node and empty on another is text on both, as formats have one type
    for an attribute.
    """
    copy = nx.DiGraph() if graph.is_directed() else nx.Graph()
    node_rows, edge_rows = nodes(graph, measured), edges(graph)
    for row in _one_type(node_rows):
        copy.add_node(_clean(str(row.pop("node"))), **row)
    for row in _one_type(edge_rows):
        for name in ("source_name", "target_name"):
            del row[name]
        copy.add_edge(_clean(str(row.pop("source"))), _clean(str(row.pop("target"))), **row)
    return copy


def _one_type(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    made: list[dict[str, Any]] = [{} for _ in rows]
    for name in names:
        values = [row.get(name, "") for row in rows]
        kinds = {type(value) for value in values}
        if kinds == {int, float}:
            values = [float(value) for value in values]
        elif kinds not in ({int}, {float}):
            values = [_clean(str(value)) for value in values]
        for row, value in zip(made, values, strict=True):
            row[name] = value
    return made


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def gexf(graph: nx.Graph, measured: Iterable[Mapping[str, Any]] = ()) -> str:
    """The graph as GEXF 1.2, for Gephi."""
    text = "\n".join(nx.generate_gexf(plain(graph, measured), version="1.2draft"))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _DATE.sub("", text) + "\n"


def graphml(graph: nx.Graph, measured: Iterable[Mapping[str, Any]] = ()) -> str:
    """The graph as GraphML, for Cytoscape, igraph and R."""
    target = io.BytesIO()
    nx.write_graphml_xml(plain(graph, measured), target, encoding="utf-8", prettyprint=True)
    return target.getvalue().decode("utf-8") + "\n"
