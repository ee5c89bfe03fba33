"""A network in, a table of all measures of its nodes out; what each means stands in `measures.tsv`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import networkx as nx

from kg.network import centrality
from kg.network.centrality import Betweenness
from kg.network.communities import SEED, Communities, communities
from kg.network.two_mode import NetworkError


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is called, where it comes from, what it says and what it does not say."""

    name: str
    zh: str
    en: str
    source: str  # authors and years: Freeman 1979
    of: str  # node | network
    meaning_zh: str
    meaning_en: str
    caveat_zh: str
    caveat_en: str


def _declared() -> Mapping[str, Measure]:
    text = files(__package__).joinpath("measures.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return MappingProxyType({line.split("\t")[0]: Measure(*line.split("\t")) for line in lines})


#: name → measure, in the order in which they are shown
MEASURES: Final = _declared()


@dataclass(frozen=True, slots=True)
class Measured:
    """One row a node; the communities and betweenness behind two columns; what was left out and why."""

    rows: list[dict[str, Any]]
    columns: tuple[str, ...]  # the measures among the columns of the rows
    communities: Communities
    betweenness: Betweenness
    notes: tuple[tuple[str, str], ...]  # sentences in Chinese and in English


def table(graph: nx.Graph, *, seed: int = SEED) -> list[dict[str, Any]]:
    """One row a node, those with the most ties first: node, label, mode, kind and the measures that suit it.

    Two-mode networks have degree, weighted_degree, two_mode_clustering, betweenness, coreness, birank and
    community; others have clustering and pagerank in place of two_mode_clustering and birank.
    """
    return measure(graph, seed=seed).rows


def measure(graph: nx.Graph, *, seed: int = SEED) -> Measured:
    """The same table with what lies behind it; a measure too dear for the size is None in all rows."""
    notes: list[tuple[str, str]] = []
    two_mode = centrality.is_two_mode(graph)
    between = centrality.betweenness(graph, seed=seed)
    groups = communities(graph, seed=seed)
    if not between.exact:
        notes.append(
            (
                f"中介中心性由 {between.sources} 个起点估计，标准误最大 {between.error:.2g}。",
                f"Betweenness is estimated from {between.sources} sources; "
                f"its standard error is {between.error:.2g} at most.",
            )
        )
    columns: dict[str, Mapping[Hashable, Any]] = {
        "degree": centrality.degree(graph),
        "weighted_degree": centrality.weighted_degree(graph),
    }
    if two_mode:
        try:
            columns["two_mode_clustering"] = centrality.two_mode_clustering(graph)
        except NetworkError as error:
            columns["two_mode_clustering"] = {}
            notes.append((error.zh, error.en))
    else:
        columns["clustering"] = centrality.clustering(graph)
    columns["betweenness"] = between.values
    columns["coreness"] = centrality.coreness(graph)
    prominence = "birank" if two_mode else "pagerank"
    columns[prominence] = centrality.birank(graph) if two_mode else centrality.pagerank(graph)
    columns["community"] = groups.members
    rows = [
        {"node": node, **{key: values.get(key, "") for key in ("label", "mode", "kind")}}
        | {name: column.get(node) for name, column in columns.items()}
        for node, values in graph.nodes(data=True)
    ]
    rows.sort(
        key=lambda row: (
            row["mode"],
            -row["degree"],
            -round(row[prominence], 12),
            row["label"],
            str(row["node"]),
        )
    )
    return Measured(rows, tuple(columns), groups, between, tuple(notes))
