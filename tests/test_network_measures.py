"""Measures and null models, against graphs that can be counted by hand and against NetworkX."""

from __future__ import annotations

import importlib
import random
from itertools import combinations, product
from statistics import fmean
from typing import Any

import networkx as nx
import numpy as np
import pytest
from networks import close, of_pairs, shuffled, southern_women

from kg.network import bench, centrality, null, projection
from kg.network.backbone import backbone
from kg.network.communities import communities
from kg.network.fast import sides
from kg.network.measures import MEASURES, measure, table
from kg.network.nestedness import nodf
from kg.network.two_mode import NetworkError


# ---------------------------------------------------------------- measures
def test_the_fast_engines_give_the_values_of_networkx() -> None:
    graph = southern_women()
    women = [node for node, mode in graph.nodes(data="mode") if mode == "organisation"]
    assert close(centrality.betweenness(graph).values, nx.bipartite.betweenness_centrality(graph, women))
    assert close(centrality.two_mode_clustering(graph), nx.bipartite.latapy_clustering(graph))
    assert centrality.coreness(graph) == nx.core_number(graph)
    assert close(centrality.birank(graph), bench.plain_birank(graph))
    one = projection.shared(graph)
    assert close(centrality.betweenness(one).values, nx.betweenness_centrality(one))
    assert close(centrality.clustering(one), nx.clustering(one))
    assert centrality.weighted_degree(one) == pytest.approx(dict(one.degree(weight="weight")))


def test_the_bench_measures_with_both_engines() -> None:
    graph = bench.random_network(300)
    assert graph.number_of_edges() == 300 and centrality.is_two_mode(graph)
    assert close(centrality.birank(graph), bench.plain_birank(graph))
    lines = list(bench.measure([300]))
    assert sum("×" in line for line in lines) == 5 and lines[1].startswith("300 edges")


def test_pagerank_of_a_path() -> None:
    graph = nx.path_graph(["甲", "乙", "丙"])
    middle = (0.05 + 0.85 * 2 * 0.05) / (1 - 0.85**2)  # its neighbours have 0.05 + 0.85 × middle / 2 each
    assert close(centrality.pagerank(graph), {"甲": (1 - middle) / 2, "乙": middle, "丙": (1 - middle) / 2})


def test_birank_of_a_star_and_each_mode_adds_up_to_one() -> None:
    ranks = centrality.birank(of_pairs([("甲", "清凉"), ("甲", "助学"), ("乙", "体检")]))
    assert ranks["甲"] > ranks["乙"] and ranks["清凉"] == pytest.approx(ranks["助学"])
    assert ranks["甲"] + ranks["乙"] == pytest.approx(1)
    assert ranks["清凉"] + ranks["助学"] + ranks["体检"] == pytest.approx(1)


def test_sampled_betweenness_comes_near_and_tells_its_error() -> None:
    graph = bench.random_network(1500)
    exact = centrality.betweenness(graph)
    assert exact.exact and exact.error == 0 and exact.sources == len(graph)
    sampled = centrality.betweenness(graph, exact=0, pivots=160)
    assert not sampled.exact and sampled.sources == 160 and sampled.error > 0
    top = sorted(exact.values, key=lambda node: -exact.values[node])[:40]
    within = [abs(sampled.values[n] - exact.values[n]) <= 2.5 * sampled.errors[n] for n in top]
    assert sum(within) >= 34
    again = centrality.betweenness(shuffled(graph), exact=0, pivots=160)
    assert again.values == sampled.values
    assert centrality.betweenness(graph, exact=0, pivots=160, seed=8).values != sampled.values


def test_clustering_is_refused_where_it_would_explode() -> None:
    graph = of_pairs((f"会{at}", "通用活动") for at in range(30))
    with pytest.raises(NetworkError, match="left out"):
        centrality.two_mode_clustering(graph, most=100)


def test_two_cliques_are_two_communities_every_time() -> None:
    graph = nx.Graph(combinations("甲乙丙丁戊", 2))
    graph.add_edges_from(combinations("一二三四", 2))
    graph.add_edge("甲", "一")
    found = communities(graph)
    assert found.count == 2 and found.sizes == [5, 4] and found.members["甲"] == 1
    assert found.rand == found.information == 1.0
    assert found.modularity == pytest.approx(
        nx.community.modularity(graph, [set("甲乙丙丁戊"), set("一二三四")])
    )


def test_a_network_without_communities_is_unstable_over_seeds() -> None:
    graph = nx.gnm_random_graph(120, 480, seed=3)
    found = communities(graph)
    assert 0 < found.rand < 0.6
    assert communities(shuffled(graph)) == found
    assert communities(nx.empty_graph(3)).sizes == [1, 1, 1]
    assert (found.runs, communities(graph, runs=3).runs) == (20, 3)
    with pytest.raises(NetworkError, match="two runs"):
        communities(graph, runs=1)


def test_no_seed_of_ours_touches_the_generator_of_others() -> None:
    random.seed(5)
    expected = random.random()
    random.seed(5)
    communities(nx.path_graph(4))
    assert random.random() == expected


def test_nodf_of_the_example_of_its_authors() -> None:
    rows = ["10111", "11100", "01110", "11000", "11000"]  # Almeida-Neto et al. 2008, figure 1
    graph = of_pairs(
        (f"r{r}", f"c{c}") for r, row in enumerate(rows) for c, cell in enumerate(row) if cell == "1"
    )
    found = nodf(graph)
    assert found.organisations == pytest.approx(53.3333, abs=1e-3)
    assert found.programmes == pytest.approx(63.3333, abs=1e-3)
    assert found.both == pytest.approx(58.3333, abs=1e-3)


def test_nodf_at_its_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    stairs = of_pairs((f"r{r}", f"c{c}") for r in range(4) for c in range(4 - r))
    assert nodf(stairs).both == pytest.approx(100)
    assert nodf(of_pairs(product(["甲", "乙"], ["一", "二"]))).both == 0  # equally many: nothing is nested
    monkeypatch.setattr("kg.network.nestedness.MOST_NODES", 3)
    with pytest.raises(NetworkError, match="nestedness is left out"):
        nodf(stairs)


def test_the_backbone_keeps_what_chance_would_not_give() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([("甲", "乙", 10), ("甲", "丙", 1), ("甲", "丁", 1), ("甲", "戊", 1)])
    kept = backbone(graph)
    assert kept.number_of_edges() == 1
    assert kept.edges["甲", "乙"]["alpha"] == pytest.approx((3 / 13) ** 3)
    assert set(kept) == {"甲", "乙"}
    even = nx.Graph()
    even.add_weighted_edges_from(("甲", other, 2) for other in "乙丙丁戊")
    assert not backbone(even).edges and len(backbone(even, level=1.01).edges) == 4


# ---------------------------------------------------------------- null models
def test_every_draw_keeps_all_degrees() -> None:
    numbers, _ = sides(southern_women(), "organisation")
    drawn = list(null.draws_of(numbers, draws=30))
    for one in drawn:
        for side in ("heads", "tails"):
            assert np.array_equal(np.bincount(getattr(one, side)), np.bincount(getattr(numbers, side)))
        assert len(set(zip(one.heads.tolist(), one.tails.tolist(), strict=True))) == 89  # no tie twice
    assert len({one.tails.tobytes() for one in drawn}) == 30


def test_draws_are_fair() -> None:
    numbers, _ = sides(of_pairs([("甲", "一"), ("乙", "二")]), "organisation")
    kept = sum(np.array_equal(one.tails, numbers.tails) for one in null.draws_of(numbers, draws=600))
    assert 240 < kept < 360  # two networks have these degrees: each half the time


def test_barbers_modularity_by_hand() -> None:
    graph = of_pairs([*product("甲乙", "一二"), *product("丙丁", "三四")])
    numbers, _ = sides(graph, "organisation")
    groups = [0 if node in "甲乙一二" else 1 for node in map(str, numbers.nodes)]
    assert null.barber(numbers, groups) == pytest.approx(2 * (4 / 8 - 4 * 4 / 64))
    assert null.barber(numbers, [0] * 8) == pytest.approx(0)
    assert null.modularity(numbers) == pytest.approx(0.5)


def random_two_mode(seed: int) -> nx.Graph:
    source = random.Random(seed)
    pairs = {(f"会{source.randrange(25)}", f"项{source.randrange(20)}") for _ in range(120)}
    return of_pairs(sorted(pairs))


def test_random_networks_are_not_far_from_chance() -> None:
    tests = [null.modularity_z(random_two_mode(seed), draws=40) for seed in range(8)]
    assert abs(fmean(one.z for one in tests if one.z is not None)) < 1 and all(
        one.z is not None for one in tests
    )
    nested = [null.nestedness_z(random_two_mode(seed), draws=40).z for seed in range(8)]
    assert abs(fmean(z for z in nested if z is not None)) < 1


def test_large_networks_have_fewer_draws_or_must_ask_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(null, "_WORK", 2_500)
    graph = random_two_mode(1)
    assert null.nestedness_z(graph).draws == 2_500 // graph.number_of_edges() < 200
    monkeypatch.setattr(null, "MOST_TIES", 50)
    with pytest.raises(NetworkError, match="left out"):
        null.nestedness_z(graph)
    assert null.nestedness_z(graph, draws=20).draws == 20


def test_planted_groups_are_far_from_chance() -> None:
    blocks = [
        (f"会{b}{i}", f"项{b}{j}") for b in range(5) for i, j in product(range(5), range(4)) if (i + j) % 4
    ]
    found = null.modularity_z(of_pairs(blocks), draws=50)
    assert found.z is not None and found.z > 5 and found.p == pytest.approx(1 / 51) and not found.small
    assert len(found.values) == 50 and "编写习惯" in found.caveat_zh
    again = null.modularity_z(shuffled(of_pairs(blocks)), draws=50)
    assert again == found
    assert null.modularity_z(of_pairs(blocks), draws=50, seed=8).values != found.values


def test_a_small_or_rigid_network_says_so() -> None:
    small = null.modularity_z(of_pairs([("甲", "一"), ("甲", "二"), ("乙", "二"), ("丙", "三")]), draws=30)
    assert small.small and "太小" in small.caveat_zh and "too small" in small.caveat_en
    rigid = null.modularity_z(of_pairs(product("甲乙丙", "一二三")), draws=30)
    assert rigid.z is None and rigid.sd < 1e-9 and "no z-score" in rigid.caveat_en
    assert null.modularity_z(of_pairs(product("甲乙", "一二"))).draws == 200
    with pytest.raises(NetworkError, match="2 draws"):
        null.modularity_z(of_pairs([("甲", "一")]), draws=1)


# ---------------------------------------------------------------- tables and meanings
def test_the_table_has_every_measure_and_does_not_depend_on_order() -> None:
    graph = southern_women()
    rows = table(graph)
    assert table(shuffled(graph)) == rows and len(rows) == 32
    assert [row["mode"] for row in rows] == ["organisation"] * 18 + ["programme"] * 14
    columns = {
        "degree",
        "weighted_degree",
        "two_mode_clustering",
        "betweenness",
        "coreness",
        "birank",
        "community",
    }
    assert rows[0].keys() == {"node", "label", "mode", "kind", *columns}
    assert rows[0]["degree"] == max(row["degree"] for row in rows[:18])
    assert {"clustering", "pagerank"} <= table(projection.shared(graph))[0].keys()


def test_a_measure_that_is_too_dear_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(graph: nx.Graph) -> dict[Any, float]:
        raise NetworkError("太多。", "too many.")

    monkeypatch.setattr(centrality, "two_mode_clustering", refuse)
    result = measure(southern_women())
    assert result.notes == (("太多。", "too many."),)
    assert all(row["two_mode_clustering"] is None for row in result.rows)


#: measure → the function that computes it
FUNCTIONS: dict[str, str] = {
    **dict.fromkeys(("degree", "weighted_degree", "two_mode_clustering", "clustering"), "centrality"),
    **dict.fromkeys(("betweenness", "coreness", "birank", "pagerank"), "centrality"),
    "community": "communities.communities",
    "communities": "communities.communities",
    "modularity_z": "null",
    "nestedness": "nestedness.nodf",
    "shared": "projection.",
    "backbone": "backbone",
    "cooperation": "cooperation",
    "hierarchy": "hierarchy",
    "diffusion": "diffusion",
    "posts": "posts",
    "change": "change",
}


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_its_source_in_the_docstring_and_its_meaning_in_both_languages(name: str) -> None:
    one = MEASURES[name]
    module, dot, function = FUNCTIONS[name].partition(".")
    loaded = importlib.import_module(f"kg.network.{module}")
    told = str(loaded.__doc__ if dot and not function else getattr(loaded, function or name).__doc__)
    for source in one.source.split("; "):
        author, year = source.rsplit(" ", 1)
        assert author in told and year in told, f"{module}: {source} is missing"
    assert one.of in ("node", "network")
    for zh, en in ((one.zh, one.en), (one.meaning_zh, one.meaning_en), (one.caveat_zh, one.caveat_en)):
        assert any("一" <= c <= "鿿" for c in zh)
        assert not any("一" <= c <= "鿿" for c in en)
