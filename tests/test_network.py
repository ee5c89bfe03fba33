"""Networks and their files, against graphs that can be counted by hand and against NetworkX."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable

import networkx as nx
import pytest
from networks import (
    HOSTILE,
    ROWS,
    Row,
    body,
    bulletin,
    event,
    figure,
    item,
    of_pairs,
    ran,
    shuffled,
    southern_women,
)

from kg.network import centrality, change, export, projection, two_mode
from kg.network.cooperation import cooperation
from kg.network.dating import dates, first, last
from kg.network.diffusion import diffusion, spread
from kg.network.hierarchy import hierarchy
from kg.network.measures import table
from kg.network.posts import posts
from kg.network.two_mode import NetworkError


# ---------------------------------------------------------------- dates
@pytest.mark.parametrize(
    ("facts", "when", "by"),
    [
        ([], "", ""),
        ([figure("一", "2010-H1")], "2010-H1", "outcome"),
        ([figure("一", "2012", "target")], "", ""),  # what lies ahead dates nothing
        ([event("一", "--08-11")], "", ""),  # no year
        ([event("一", "2011-08-11")], "2011-08-11", "event"),
        ([figure("一", "2011"), event("一", "2011-08-11")], "2011-08-11", "event"),
        ([figure("一", "2011-09"), event("一", "2011-08-11")], "2011-09", "outcome"),
        ([figure("一", "2011"), figure("一", "2011-01")], "2011-01", "outcome"),  # the shorter of two
        ([event("二", "2011-08-11")], "", ""),  # of another item
    ],
)
def test_an_item_is_dated_by_its_facts_where_its_bulletin_is_not(
    facts: list[Row], when: str, by: str
) -> None:
    assert dates([bulletin("甲"), item("一", "甲"), *facts])["一"] == (when, by)


def test_the_date_of_the_bulletin_comes_first() -> None:
    rows = [bulletin("甲", "2011-09"), item("一", "甲"), event("一", "2011-10-01")]
    assert dates(rows)["一"] == ("2011-09", "bulletin")


def test_first_and_last_dates() -> None:
    assert first(["", "2011", "2011-01", "2012"]) == "2011-01"
    assert last(["2011", "2011-12", "2010/2011", ""]) == "2011-12"
    assert first(["", "--08-11"]) == last([]) == ""


# ---------------------------------------------------------------- networks
def test_ties_carry_weight_roles_and_dates() -> None:
    graph = two_mode.network(two_mode.ties(ROWS))
    edge = graph.edges["o:市总工会", "p:送清凉活动"]
    assert (edge["weight"], edge["role"], edge["roles"]) == (2, "ran", ("ran", "participant"))
    assert (edge["first"], edge["last"], edge["dated"]) == ("2011-09-26", "2011-09-26", ("bulletin",))
    other = graph.edges["o:区总工会", "p:送清凉活动"]
    assert (other["first"], other["dated"]) == ("2010-H1", ("outcome",))
    assert [line["when"] for line in edge["evidence"]] == ["", "2011-09-26"]  # by bulletin: 乙, 甲
    node = graph.nodes["p:送清凉活动"]
    assert (node["weight"], node["first"], node["last"]) == (5, "2010-H1", "2011-09-26")
    assert graph.nodes["o:区总工会"]["place"] == "滨湖区"


def test_newmans_weights_are_those_of_networkx() -> None:
    graph = southern_women()
    women = [node for node, mode in graph.nodes(data="mode") if mode == "organisation"]
    assert (len(women), graph.number_of_edges()) == (18, 89)
    expected = nx.bipartite.collaboration_weighted_projected_graph(graph, women)
    found = projection.shared(graph)
    assert {*map(frozenset, found.edges)} == {*map(frozenset, expected.edges)}
    assert all(
        found.edges[edge]["weight"] == pytest.approx(expected.edges[edge]["weight"]) for edge in found.edges
    )
    counted = nx.bipartite.weighted_projected_graph(graph, women)
    assert all(found.edges[edge]["shared"] == counted.edges[edge]["weight"] for edge in found.edges)
    strength = dict(found.degree(weight="weight"))  # Newman 2001: as many as programmes with others
    assert strength == pytest.approx({woman: graph.degree[woman] for woman in women})


def test_the_count_is_the_other_weighting() -> None:
    graph = of_pairs([("甲", "送清凉"), ("乙", "送清凉"), ("丙", "送清凉"), ("甲", "助学"), ("乙", "助学")])
    assert projection.shared(graph).edges["甲", "乙"]["weight"] == 1.5
    assert projection.shared(graph, weighting="count").edges["甲", "乙"]["weight"] == 2
    assert projection.shared(graph, mode="programme").edges["助学", "送清凉"]["shared"] == 2
    assert projection.names_between(graph, "甲", "乙") == ["助学", "送清凉"]
    with pytest.raises(NetworkError, match="none of newman, count"):
        projection.shared(graph, weighting="jaccard")


def test_a_projection_that_would_explode_is_refused_with_the_way_out() -> None:
    graph = of_pairs([*((f"会{at}", "通用活动") for at in range(30)), ("会0", "专项"), ("会1", "专项")])
    with pytest.raises(NetworkError, match=r"436 pairs.*widest=29\)") as refused:
        projection.shared(graph, most=100)
    assert "436" in refused.value.zh and "会" not in refused.value.en
    assert projection.widest(graph, most=100) == 29 and projection.widest(graph, most=436) is None
    part = projection.shared(graph, most=100, widest=2)
    assert list(part.edges) == [("会0", "会1")] and part.graph["left_out"] == ("通用活动",)
    assert len(part) == 30  # who is joined with nobody stays


def test_only_two_mode_networks_are_projected() -> None:
    graph = of_pairs([("甲", "送清凉"), ("乙", "送清凉")])
    graph.add_edge("甲", "乙")
    with pytest.raises(ValueError, match="not two-mode"):
        projection.shared(graph)
    assert not centrality.is_two_mode(graph)


def test_cooperation_is_joint_running_or_a_joint_document() -> None:
    graph = cooperation(ROWS)
    assert {*map(frozenset, graph.edges)} == {frozenset({"o:市总工会", "o:市人社局"})}
    edge = graph.edges["o:市总工会", "o:市人社局"]
    assert (edge["weight"], edge["newman"], edge["close"]) == (2, 2.0, 2)
    assert (edge["programmes"], edge["documents"]) == (("送清凉活动",), ("关于防暑降温的通知",))
    assert edge["first"] == "2011-09-26"


def test_a_deed_of_three_counts_half_for_each_pair() -> None:
    rows = [
        *ROWS,
        ran("区总工会", "金秋助学活动", "甲2", at=50),
        ran("市人社局", "金秋助学活动", "甲2", "partner"),
    ]
    graph = cooperation(rows)
    assert graph.edges["o:市总工会", "o:区总工会"]["newman"] == 0.5
    assert graph.edges["o:市总工会", "o:区总工会"]["close"] == 0  # two passages of one item
    partners = [ran("市人社局", "慰问", "甲1", "partner"), ran("区总工会", "慰问", "甲1", "partner")]
    assert not cooperation([*ROWS, *partners]).has_edge(
        "o:市人社局", "o:区总工会"
    )  # of someone else's programme


def test_the_hierarchy_knows_depth_and_all_below() -> None:
    rows = [body("省"), body("市", above="省"), body("区", above="市"), body("县", above="市"), body("独")]
    graph = hierarchy([*rows, ran("市", "送清凉", "一"), ran("市", "助学", "一", "partner")])
    told = {values["label"]: (values["depth"], values["below"]) for _, values in graph.nodes(data=True)}
    assert told == {"省": (0, 3), "市": (1, 2), "区": (2, 0), "县": (2, 0), "独": (0, 0)}
    assert graph.nodes["o:市"]["programmes"] == 1


def test_a_body_that_only_stands_above_others_has_the_kind_its_name_tells() -> None:
    above = {
        "中华全国总工会": "union",
        "甲县供电公司": "enterprise",
        "中国农业银行甲县支行": "enterprise",
        "甲县人民医院": "",
        "甲县工会工作站": "",
    }
    graph = hierarchy([body(f"{name}甲", above=name) for name in above])
    assert {name: graph.nodes[f"o:{name}"]["kind"] for name in above} == above
    told = [
        {**row, "kind": "institution"} for _, row in [body("甲县印刷厂")]
    ]  # what a text tells comes first
    assert hierarchy([("organisations", told[0])]).nodes["o:甲县印刷厂"]["kind"] == "institution"


def test_a_ring_in_the_hierarchy_does_not_stop_it() -> None:
    graph = hierarchy([body("甲", above="乙"), body("乙", above="甲")])
    assert [values["below"] for _, values in sorted(graph.nodes(data=True))] == [1, 1]


def test_diffusion_orders_the_places_of_a_programme() -> None:
    rows = [*ROWS, body("县总工会", place="江阴市"), ran("县总工会", "送清凉活动", "乙2")]
    graph = diffusion(rows)
    order = {graph.nodes[p]["label"]: n for _, p, n in graph.edges("p:送清凉活动", data="order")}
    assert order == {"滨湖区": 1, "无锡市": 2, "江阴市": 0}  # the last is undated
    first_row = spread(graph)[0]
    assert (first_row.name, first_row.places, first_row.dated_places) == ("送清凉活动", 3, 2)
    assert first_row.first_places == ("滨湖区",) and first_row.days is None  # 2010-H1 tells no day
    month = [*rows, item("乙3", "乙"), event("乙3", "2011-12"), ran("县总工会", "送清凉活动", "乙3")]
    assert spread(diffusion(month))[0].days == 66  # 2011-09-26 to 2011-12-01
    assert spread(graph)[1].days is None
    alone = diffusion([*ROWS, ran("某公司工会", "金秋助学活动", "乙2")])
    assert alone.graph["unplaced"] == 1


def test_posts_join_persons_and_bodies() -> None:
    def holds(person: str, post: str, of: str) -> Row:
        row = {"item": "甲1", "person": f"h:{person}", "person_name": person, "post": post, "quote": "句"}
        return "posts", row | {"organisation": f"o:{of}", "organisation_name": of, "start": "1", "end": "2"}

    graph = posts(
        [
            *ROWS,
            holds("张三", "主席", "市总工会"),
            holds("李四", "主席", "市总工会"),
            holds("张三", "委员", "区总工会"),
        ]
    )
    assert Counter(mode for _, mode in graph.nodes(data="mode")) == {
        "person": 2,
        "post": 2,
        "organisation": 2,
    }
    assert set(graph["o:市总工会#主席"]) == {"h:张三", "h:李四", "o:市总工会"}
    assert graph.edges["h:张三", "o:市总工会#主席"]["first"] == "2011-09-26"
    assert graph.edges["o:市总工会#主席", "o:市总工会"]["weight"] == 0


def test_change_between_periods() -> None:
    def tie(one: str, programme: str, when: str) -> dict[str, str]:
        row = {"organisation": one, "programme": programme, "when": when}
        return row | {"bulletin": when, "item": f"{when}{programme}"}

    rows = [tie("甲", "助学", "2010-03-01"), tie("乙", "助学", "2010-09"), tie("甲", "助学", "2011")]
    rows += [tie("丙", "清凉", "2011-07"), tie("丙", "清凉", ""), tie("丙", "清凉", "2010/2011")]
    found = change.change(rows)
    assert [one.name for one in found.periods] == ["2010", "2011"] and (found.unplaced, found.rows) == (2, 6)
    later = found.periods[1]
    assert (later.kept, later.new, later.gone) == (1, 1, 1) and later.jaccard == 1 / 3
    assert (later.bodies_kept, later.programmes_kept, later.bulletins) == (1, 1, 2)
    halves = change.change(rows, length="half")
    assert [one.name for one in halves.periods] == ["2010-H1", "2010-H2", "2011-H2"]
    assert halves.unplaced == 3  # 2011 lies in no half
    with pytest.raises(NetworkError, match="none of year, half, quarter, month"):
        change.change(rows, length="week")


def test_spearman() -> None:
    assert change.spearman([1, 2, 3, 4], [1, 2, 4, 3]) == pytest.approx(0.8)
    assert change.spearman([1, 2, 2], [5, 9, 9]) == pytest.approx(1)
    assert change.spearman([1, 1, 1], [1, 2, 3]) is None and change.spearman([1, 2], [1, 2]) is None


# ---------------------------------------------------------------- files
def hostile() -> nx.Graph:
    graph = two_mode.network(
        two_mode.ties([*ROWS, body(HOSTILE), ran(HOSTILE, HOSTILE, "乙2")]),
    )
    graph.nodes[f"o:{HOSTILE}"]["nothing"] = None
    return graph


@pytest.mark.parametrize(
    ("write", "read"),
    [(export.gexf, nx.read_gexf), (export.graphml, nx.read_graphml)],
    ids=["gexf", "graphml"],
)
def test_files_are_read_back_by_others_whatever_the_texts(
    write: Callable[..., str], read: Callable[..., nx.Graph]
) -> None:
    graph = hostile()
    text = write(graph, table(graph))
    assert write(shuffled(graph), table(graph)) == text, "the order of filling changes the file"
    assert "lastmodifieddate" not in text and "<script>" not in text
    back = read(io.BytesIO(text.encode("utf-8")))
    assert len(back) == len(graph) and back.number_of_edges() == graph.number_of_edges()
    edge = back.edges["o:市总工会", "p:送清凉活动"]
    assert edge["roles"] == "ran|participant" and edge["quotes"] == 2 and edge["weight"] == 2
    assert isinstance(back.nodes["o:市总工会"]["birank"], float)
    assert sum("<script>pwned" in str(node) for node in back) == 2  # a text, and read back as one


def test_rows_of_nodes_and_edges_are_plain() -> None:
    graph = hostile()
    for row in (*export.nodes(graph, table(graph)), *export.edges(graph)):
        assert all(isinstance(value, str | int | float) for value in row.values())
    first_edge = next(row for row in export.edges(graph) if row["source_name"] == "市总工会")
    assert first_edge["target"].startswith("p:") and first_edge["quote"]
    assert export.edges(shuffled(graph)) == export.edges(graph)
