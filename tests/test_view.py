"""Layouts, the pages of the views as text, and the charts of outcomes; `test_view_browser.py` opens them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from itertools import combinations

import networkx as nx
import pytest
import viewing
from browser import HOSTILE
from viewing import HOSTILE_ROWS, outcome, row

from kg.network.hierarchy import hierarchy as tree
from kg.network.layout import HEIGHT, MOST_IN_GROUP, MOST_NODES, WIDTH, grouped, layout
from kg.network.two_mode import NetworkError, network, strongest
from kg.views import hierarchy, network_page, outcomes, timeline
from kg.views.about import MOST_MENTIONS, About, about
from kg.views.excerpt import MOST_BESIDE, around
from kg.views.network_page import page
from kg.views.outcomes import chart
from kg.views.safe import PageError, guarded


def test_one_edge_a_pair_with_the_strongest_role_and_every_quote() -> None:
    graph = network([row(role="participant", start="30"), row(role="partner", start="5"), row("乙区总工会")])
    edge = graph.edges["urn:o:甲市总工会", "urn:p:送清凉活动"]
    assert edge["role"] == "partner"
    assert [told["start"] for told in edge["evidence"]] == ["5", "30"]
    assert {data["mode"] for _, data in graph.nodes(data=True)} == {"organisation", "programme"}


def test_an_unknown_role_is_met_loudly() -> None:
    with pytest.raises(NetworkError, match="'led' of 甲市总工会"):
        network([row(role="led")])


def test_the_layout_does_not_depend_on_the_order_of_rows_and_leaves_room_for_labels() -> None:
    rows = [
        row(f"{a}市总工会", f"{b}活动") for a in "甲乙丙丁" for b in "子丑寅卯辰" if a != "丁" or b == "子"
    ]
    rows += [row("戊市总工会", f"活动{n}") for n in range(40)]
    places = layout(network(rows))
    assert places == layout(network(reversed(rows)))
    for (x1, y1), (x2, y2) in combinations(places.values(), 2):
        assert abs(x1 - x2) >= WIDTH * 0.9 or abs(y1 - y2) >= HEIGHT * 0.9


def test_the_layout_is_the_same_in_another_process() -> None:
    told = (
        "import viewing; from kg.network.layout import grouped, layout; from kg.network.two_mode import *;"
        "print(layout(network(viewing.world(200))), grouped(network(viewing.world(1000))))"
    )
    ran = [
        subprocess.run(
            [sys.executable, "-c", told],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "12"
    ]
    assert len(ran[0]) > 10_000 and ran[0] == ran[1]


def test_a_large_network_comes_in_groups_that_lie_apart() -> None:
    graph = network(viewing.world(3 * MOST_NODES))
    groups = grouped(graph)
    sizes = Counter(groups.of.values())
    assert set(groups.of) == set(graph) == set(groups.positions)
    assert max(sizes.values()) <= MOST_IN_GROUP and len(sizes) == len(groups.centres) < 60
    for (one, r), (other, s) in combinations(zip(groups.centres, groups.radii, strict=True), 2):
        assert (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 > (0.9 * (r + s)) ** 2
    for node, (x, y) in groups.positions.items():
        at = groups.of[node]
        far = (x - groups.centres[at][0]) ** 2 + (y - groups.centres[at][1]) ** 2
        assert far <= (groups.radii[at] + 1) ** 2
    places = Counter(groups.positions.values())
    assert max(places.values()) == 1
    # ties are mostly within groups: a random partition of this size would keep 1/len(sizes) of them
    inside = sum(groups.of[a] == groups.of[b] for a, b in graph.edges) / graph.number_of_edges()
    assert inside > 0.5


def test_a_star_too_large_for_a_group_is_parted_all_the_same() -> None:
    groups = grouped(network(row(f"工会{n}", "活动") for n in range(MOST_NODES + 1)))
    assert max(Counter(groups.of.values()).values()) <= MOST_IN_GROUP


def test_the_strongest_part_of_a_network() -> None:
    graph = network(row(f"工会{n}", f"活动{n % 7}") for n in range(900))
    part = strongest(graph, 100)
    assert len(part) == 100
    assert all(f"urn:p:活动{n}" in part for n in range(7))


def test_around_a_node_stand_its_neighbours_and_what_joins_them() -> None:
    rows = [
        row("甲", "子"),
        row("乙", "子"),
        row("甲", "丑"),
        row("乙", "丑"),
        row("甲", "寅"),
        row("丙", "卯"),
    ]
    part = around(network(rows), ["urn:p:子"])
    assert set(part) == {"urn:p:子", "urn:o:甲", "urn:o:乙", "urn:p:丑"}  # 寅 joins 甲 alone
    many = [row(body, f"活动{n}") for body in "甲乙" for n in range(MOST_BESIDE + 20)]
    assert len(around(network(many), ["urn:p:活动0"])) == 3 + MOST_BESIDE


# ---------------------------------------------------------------- pages as text
def pages(rows: list[dict[str, str]]) -> dict[str, str]:
    graph = network(rows)
    return {
        "network": page(graph, title=HOSTILE, note=HOSTILE, about=viewing.hostile_about()),
        "timeline": timeline.page(graph, title=HOSTILE, about=viewing.hostile_about()),
        "hierarchy": hierarchy.page(tree(viewing.HOSTILE_TABLES), graph, title=HOSTILE, note=HOSTILE),
    }


def test_a_page_without_any_tie_is_a_page() -> None:
    assert "<h1>空</h1>" in page(nx.Graph(), title="空")
    assert "<h1>空</h1>" in timeline.page(nx.Graph(), title="空")
    assert "<h1>空</h1>" in hierarchy.page(nx.DiGraph(), nx.Graph(), title="空")


@pytest.mark.parametrize("view", ["network", "timeline", "hierarchy"])
def test_the_page_holds_no_markup_of_the_data_and_no_address(view: str) -> None:
    html = pages(HOSTILE_ROWS)[view]
    visible = re.sub(r"<script\b[^>]*>.*?</script>", "", html, flags=re.DOTALL)
    assert visible.count("<script") == 0
    assert "<img" not in visible
    assert not re.search(r"<[^>]*\son(load|error)\s*=", visible)
    assert not re.search(r"<(link|script|img|iframe)\b[^>]*(src|href)=", html.replace("\\u003c", ""))
    assert "cdn." not in visible
    assert html.index("Content-Security-Policy") < html.index("<script")
    assert "connect-src" not in html and "default-src 'none'" in html


@pytest.mark.parametrize("view", ["network", "timeline", "hierarchy"])
def test_the_same_network_gives_the_same_bytes(view: str) -> None:
    assert pages(HOSTILE_ROWS)[view] == pages(HOSTILE_ROWS[::-1])[view]


@pytest.mark.parametrize(
    "what", ['<img src="x">', "<style>@import 'x'</style>", '<p style="background:url(//x)">']
)
def test_a_page_that_refers_to_something_outside_is_refused(what: str) -> None:
    with pytest.raises(PageError, match="refers to something outside"):
        guarded(f'<html><meta charset="utf-8">{what}')
    assert "script-src 'none'" in guarded('<html><meta charset="utf-8"><a href="bulletins/x.html#c1-2">x</a>')


def test_another_pyvis_is_met_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_page.Network, "generate_html", lambda self: "<script>drawGraph()</script>")
    with pytest.raises(PageError, match="kg/views/ must be adapted"):
        page(network([row()]), title="t")


def test_a_link_to_the_place_of_a_quote_stands_in_the_data() -> None:
    html = page(
        network([row()]),
        title="t",
        href=lambda bulletin, start, end: f"b.html#{start}-{end}",
        entity=lambda iri, mode: f"{mode}.html" if iri.startswith("urn:o:") else None,
    )
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', html)
    assert data is not None
    told = json.loads(data[1])
    assert told["edges"][0][2][0][4][2:] == [10, 20, "b.html#10-20"]
    assert [node[12:] for node in told["nodes"]] == [["organisation.html"], []]


def test_the_first_mentions_are_kept_in_order_of_the_text() -> None:
    mentions = [
        (
            "mentions",
            {"item": "i", "type": "organisation", "entity": "o", "text": "市总", "start": str(n), "end": "9"},
        )
        for n in (7, 5, 3, 11, 1, 2, 4)
    ]
    items = [("items", {"item": "i", "bulletin": "b", "title": "t"})]
    told = about([*mentions, *items]).mentions["o"]
    assert [one["start"] for one in told] == ["1", "2", "3", "4", "5"] and len(told) == MOST_MENTIONS
    assert told[0]["quote"] == "市总" and told[0]["bulletin"] == "b"
    assert about(items) == About()


# ---------------------------------------------------------------- charts of outcomes
def test_a_chart_tells_targets_and_results_with_the_share_reached() -> None:
    html = chart(
        [outcome("40", status="target", period="2011-10/2011-12"), outcome("43", period="2011-10/2011-12")]
    )
    assert "组建独立工会" in html and "目标</span> <b>40 家" in html and "结果</span> <b>43 家" in html
    assert "为目标的 108%" in html
    assert "of the target: 108%" in chart([outcome("40", status="target"), outcome("43")], language="en")


def test_a_result_is_not_measured_by_a_later_target_nor_by_anothers() -> None:
    later = [outcome("40", status="target", period="2012"), outcome("43", period="2011")]
    others = [outcome("40", status="target", body="乙县总工会"), outcome("43")]
    assert "为目标的" not in chart(later) and "为目标的" not in chart(others)


def test_a_drawing_over_time_needs_two_periods_and_says_how_many_bodies_it_left_out() -> None:
    assert '<svg class="kg-chart-plot"' not in chart([outcome("1"), outcome("2", body="乙县总工会")])
    many = [outcome(str(n), period=f"20{n}", body=f"{n}县总工会") for n in range(10, 19)]
    assert '<svg class="kg-chart-plot"' in chart(many) and "另有 3 个组织" in chart(many)
    undated = chart([outcome("1"), outcome("2", period=""), outcome("3", period="2012")])
    assert "时期不明" in undated


def test_a_line_joins_periods_that_follow_each_other_only() -> None:
    def joins(*periods: str) -> int:
        told = chart([outcome(str(n + 1), period=period) for n, period in enumerate(periods)])
        return told.count('class="kg-chart-join"')

    assert joins("2011", "2012", "2013") == 2
    assert joins("2011", "2011-H1") == 0


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (outcome("36180", comparator=">="), "≥ 36,180 家"),
        (outcome("2.50", unit="%"), "2.5%"),
        (outcome("3", value_max="5"), "3–5 家"),
        (outcome("0.4", unit=""), "0.4"),
    ],
)
def test_figures_read_as_people_write_them(row: dict[str, str], told: str) -> None:
    assert outcomes.told(row) == told


def test_charts_escape_texts_and_link_quotes() -> None:
    html = chart(
        [outcome("1", indicator=HOSTILE, body=HOSTILE, quote=HOSTILE)],
        href=lambda b, s, e: f"{b}.html#c{s}-{e}",
    )
    assert "<script" not in html and "<img" not in html and '<a href="b.html#c3-9">' in html
    assert chart([]) == ""


def test_the_indicator_with_target_and_result_comes_first_and_most_cuts() -> None:
    rows = [outcome("1", indicator="甲"), outcome("2", indicator="甲", period="2012")]
    rows += [outcome("3", indicator="乙", status="target"), outcome("4", indicator="乙")]
    told = re.findall(r"<figcaption>(\w)", chart(rows))
    assert told == ["乙", "甲"] and chart(rows, most=1).count("<figure") == 1
