"""The network and its page: layout, escaping, and a real browser that must not leave the page."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.network import HEIGHT, MOST_NODES, WIDTH, NetworkError, layout, network, strongest
from kg.views import network_page
from kg.views.network_page import PageError, page

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: `.ci/run` sets this: there a missing browser is a failure, not a skip.
REQUIRED = os.environ.get("KG_REQUIRE_BROWSER") == "1"
HOSTILE = (
    '</script><script>pwned=1</script><img src=x onerror="pwned=1">" onload="pwned=1" href="http://x.invalid/'
)


def row(body: str = "甲市总工会", programme: str = "送清凉活动", **other: str) -> dict[str, str]:
    base = {
        "organisation": f"urn:o:{body}",
        "organisation_name": body,
        "kind": "union",
        "programme": f"urn:p:{programme}",
        "programme_name": programme,
        "role": "ran",
        "quote": f"{body}开展{programme}",
        "bulletin": "第3期",
        "title": "高温慰问",
        "start": "10",
        "end": "20",
    }
    return base | other


HOSTILE_ROWS = [
    row(),
    row(HOSTILE, HOSTILE, kind="", quote=HOSTILE, bulletin=HOSTILE, title=HOSTILE),
    row(
        "甲市职工服务中心困难职工帮扶工作联席会议办公室",
        "百万职工职业技能素质提升工程暨五一劳动竞赛活动",
        kind="joint",
    ),
]


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


def test_a_large_network_is_cut_to_its_strongest_part() -> None:
    graph = network(row(f"工会{n}", f"活动{n % 7}") for n in range(MOST_NODES * 2))
    with pytest.raises(NetworkError, match="too many to lay out"):
        layout(graph)
    part = strongest(graph, 100)
    assert len(part) == 100
    assert all(f"urn:p:活动{n}" in part for n in range(7))


def test_a_page_without_any_tie_is_a_page() -> None:
    assert "<h1>空</h1>" in page(nx.Graph(), title="空")


def test_the_page_holds_no_markup_of_the_data_and_no_address() -> None:
    html = page(network(HOSTILE_ROWS), title=HOSTILE, note=HOSTILE)
    visible = re.sub(r"<script\b[^>]*>.*?</script>", "", html, flags=re.DOTALL)
    assert visible.count("<script") == 0
    assert "<img" not in visible
    assert not re.search(r"<[^>]*\son(load|error)\s*=", visible)
    assert not re.search(r"<(link|script|img|iframe)\b[^>]*(src|href)=", html.replace("\\u003c", ""))
    assert "cdn." not in visible
    assert html.index("Content-Security-Policy") < html.index("<script")
    assert "connect-src" not in html and "default-src 'none'" in html


def test_the_same_network_gives_the_same_bytes() -> None:
    assert page(network(HOSTILE_ROWS), title="t") == page(network(reversed(HOSTILE_ROWS)), title="t")


def test_a_page_that_refers_to_another_host_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_page, "_REMOTE", re.compile("(?!)"))  # as if pyvis linked in a new way
    with pytest.raises(PageError, match="refers to something outside"):
        page(network([row()]), title="t")


def test_long_labels_are_wrapped_in_even_lines() -> None:
    assert network_page._wrap("一二三四五六七八九十一") == "一二三四五六\n七八九十一"
    assert network_page._wrap("一二三四五六七八九十") == "一二三四五六七八九十"
    lines = network_page._wrap("长" * 90).split("\n")
    assert len(lines) == 4 and lines[-1].endswith("…") and max(map(len, lines)) == 10


# ---------------------------------------------------------------- in a browser
@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if BROWSER is None and not REQUIRED:
        pytest.skip("no Chromium on this machine; to run: apt-get install chromium fonts-noto-cjk")
    playwright = pytest.importorskip("playwright.sync_api", reason="to run: pip install --group dev")
    assert BROWSER is not None, "KG_REQUIRE_BROWSER is set, but there is no chromium"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[tuple[Any, list[str], list[str]]]:
    """The hostile page in a tab, with the requests it made and everything the console said."""
    file = tmp_path / "网络.html"
    file.write_text(page(network(HOSTILE_ROWS), title=HOSTILE), encoding="utf-8")
    tab = chromium.new_page(viewport={"width": 1400, "height": 900})
    requests: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-ready=yes]", timeout=20_000)
    yield tab, requests, said
    tab.close()


def test_the_page_opens_offline_and_runs_nothing_of_the_data(opened: Any) -> None:
    tab, requests, said = opened
    assert [url.split("/")[0] for url in requests] == ["file:"]
    assert said == []
    assert tab.evaluate("typeof pwned") == "undefined"
    # The policy holds even against a script that got in: no request may leave.
    assert tab.evaluate("fetch('http://127.0.0.1:9/').then(() => 'left', () => 'blocked')") == "blocked"
    assert any("Content Security Policy" in line for line in said)


def test_a_tooltip_and_the_panel_show_the_quote_with_bulletin_and_item(opened: Any) -> None:
    tab, _, said = opened
    number = tab.evaluate("EVIDENCE.nodes.findIndex((node) => node.label === '甲市总工会')")
    spot = tab.evaluate(f"network.canvasToDOM(network.getPositions([{number}])[{number}])")
    box = tab.query_selector("#mynetwork").bounding_box()
    x, y = box["x"] + spot["x"], box["y"] + spot["y"]
    tab.mouse.move(x - 3, y)
    tab.mouse.move(x, y)
    tab.wait_for_selector(".vis-tooltip", state="visible")
    tooltip = tab.inner_text(".vis-tooltip")
    assert "甲市总工会开展送清凉活动" in tooltip and "第3期 · 高温慰问 [10:20]" in tooltip
    tab.mouse.click(x, y)
    tab.wait_for_selector("#panel blockquote")
    assert "送清凉活动" in tab.inner_text("#panel")
    assert said == []


def test_chinese_is_drawn_with_a_chinese_font(opened: Any) -> None:
    """A missing glyph is drawn as the same box for every character: two characters must differ."""
    tab, _, _ = opened
    draw = """([char, fonts]) => {
        const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40;
        const pen = canvas.getContext('2d'); pen.font = `30px ${fonts}`; pen.fillText(char, 2, 32);
        return canvas.toDataURL(); }"""
    drawn = [tab.evaluate(draw, [char, network_page.FONTS]) for char in "工会\uffff"]
    assert len(set(drawn)) == 3
