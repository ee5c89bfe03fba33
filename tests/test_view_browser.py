"""The views as a person uses them, in Chromium: search, filter, click, read, check the quote; keys alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import viewing
from browser import HOSTILE, Tab, until
from typer.testing import CliRunner
from viewing import data, number, quotes, seek, spot

from kg import demo
from kg.cli import app
from kg.network.hierarchy import hierarchy as tree
from kg.network.two_mode import network
from kg.views import hierarchy, network_page, timeline
from kg.views.about import about
from kg.views.palette import FONTS

QUESTIONS = Path(__file__).parent / "cases" / "questions"
VIEWS = {
    "network": ["network"],
    "programme": ["programme", "百分百要约行动"],
    "body": ["body", "无锡市总工会"],
    "timeline": ["timeline"],
    "map-of-hierarchy": ["map-of-hierarchy"],
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of each bulletin that the pages are made of."""
    folder = tmp_path_factory.mktemp("texts")
    samples, _ = demo.copy_samples(folder)
    files = [*samples, QUESTIONS / "wuxi-2012-09.txt"]
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every view of the samples and a bulletin of a year later, as `kg view` writes it."""
    folder = tmp_path_factory.mktemp("views")
    demo.copy_samples(folder / "bulletins")
    sources = [str(folder / "bulletins"), str(QUESTIONS / "wuxi-2012-09.txt")]
    graph = ["--graph", str(folder / "graph")]
    assert CliRunner().invoke(app, ["build", *sources, *graph, "--no-check"]).exit_code == 0
    found = {}
    for view, arguments in VIEWS.items():
        found[view] = folder / f"{view}.html"
        result = CliRunner().invoke(app, ["view", *arguments, "-o", str(found[view]), *graph])
        assert result.exit_code == 0, result.output
    return found


# ---------------------------------------------------------------- every view
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_opens_offline_without_a_word_in_the_console(
    made: dict[str, Path], new_tab: Callable[..., Tab], view: str
) -> None:
    for scheme in ("light", "dark"):
        tab = new_tab(color_scheme=scheme)
        tab.visit(made[view])
        tab.photograph(f"{view}-{scheme}")
        assert tab.is_offline() and tab.said == []
        assert tab.cannot_be_left()


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_fits_a_phone(made: dict[str, Path], new_tab: Callable[..., Tab], view: str) -> None:
    tab = new_tab(width=390, height=844)
    tab.visit(made[view])
    tab.photograph(f"{view}-phone")
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.said == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("words", ["百分百", "“要约”", "要 约"])
def test_a_search_leads_to_quotes_that_stand_in_the_bulletin(
    made: dict[str, Path], texts: dict[str, str], tab: Tab, view: str, words: str
) -> None:
    tab.visit(made[view])
    seek(tab, words)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("#panel blockquote")
    assert "百分百要约行动" in tab.page.inner_text("#panel h2")
    found = quotes(tab, texts)
    assert any("要约" in quote for quote in found) and len(found) >= 10
    assert "发出要约书" in tab.page.inner_text("#panel .figures")
    assert tab.said == []


@pytest.mark.parametrize("view", ["network", "timeline", "hierarchy"])
def test_hostile_texts_stay_text(tab: Tab, tmp_path: Path, view: str) -> None:
    graph = network(viewing.HOSTILE_ROWS)
    known = viewing.hostile_about()
    html = {
        "network": lambda: network_page.page(
            graph, title=HOSTILE, note=HOSTILE, about=known, charts=known.outcomes
        ),
        "timeline": lambda: timeline.page(graph, title=HOSTILE, note=HOSTILE, about=known),
        "hierarchy": lambda: hierarchy.page(
            tree(viewing.HOSTILE_TABLES), graph, title=HOSTILE, note=HOSTILE, about=known
        ),
    }[view]()
    file = tmp_path / "恶意.html"
    file.write_text(html, encoding="utf-8")
    tab.visit(file)
    assert HOSTILE in tab.page.inner_text("h1")
    for words in ("script", "甲市总工会", "百万职工"):
        seek(tab, words)
        tab.page.click("#results button")
        tab.page.wait_for_selector("#panel h2")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 1300
    if view == "network":
        tab.page.click("#list summary")
        tab.page.wait_for_selector("#list td")
    assert tab.page.evaluate("typeof pwned") == "undefined"
    assert tab.page.evaluate("document.querySelectorAll('main img, aside img, nav img').length") == 0
    assert tab.is_offline() and tab.said == []


# ---------------------------------------------------------------- the network
def test_a_click_on_a_node_and_on_a_line_shows_the_quotes(
    made: dict[str, Path], texts: dict[str, str], tab: Tab
) -> None:
    tab.visit(made["programme"])
    programme, body = number(tab, "百分百要约行动"), number(tab, "海门市总工会")
    tab.page.mouse.click(*spot(tab, body))
    tab.page.wait_for_selector("#panel h2:text('海门市总工会')")
    assert quotes(tab, texts)
    tab.page.mouse.click(*spot(tab, programme, body))
    tab.page.wait_for_selector("#panel h2:text('—')")
    assert {"百分百要约行动", "海门市总工会"} == set(tab.page.inner_text("#panel h2").split(" — "))
    assert quotes(tab, texts)
    tab.photograph("line")


def test_pointing_at_a_node_shows_a_quote(made: dict[str, Path], tab: Tab) -> None:
    tab.visit(made["programme"])
    x, y = spot(tab, number(tab, "江阴市总工会"))
    tab.page.mouse.move(x - 3, y)
    tab.page.mouse.move(x, y)
    tab.page.wait_for_selector("#tip blockquote")
    assert "江阴市总工会" in tab.page.inner_text("#tip")
    tab.page.mouse.move(5, 5)


def counted(tab: Tab) -> tuple[int, int]:
    """Nodes and ties that pass the filters."""
    nodes, ties = re.findall(r"(\d+) /", tab.page.inner_text("#count"))
    return int(nodes), int(ties)


def test_filters_leave_what_was_asked_for(made: dict[str, Path], tab: Tab) -> None:
    tab.visit(made["network"])
    told = data(tab)
    nodes, edges = told["nodes"], told["edges"]
    everything = counted(tab)
    assert everything == (len(nodes), len(edges))

    def expect(keeps: Callable[[Any], bool], edge_keeps: Callable[[Any], bool] = lambda edge: True) -> None:
        left = [
            edge for edge in edges if keeps(nodes[edge[0]]) and keeps(nodes[edge[1]]) and edge_keeps(edge)
        ]
        ends = {end for edge in left for end in edge[:2]}
        assert 0 < len(left) < len(edges)
        assert counted(tab) == (len(ends), len(left))
        tab.page.click("#filters button[type=reset]")
        until(lambda: counted(tab) == everything)

    tab.page.uncheck("#filters [value=union]")
    expect(lambda node: node[3] != "union")
    tab.page.select_option("[name=place]", index=1)
    place = tab.page.input_value("[name=place]")
    expect(lambda node: node[2] == 1 or place in node[4])
    tab.page.select_option("[name=theme]", "工资集体协商")
    expect(lambda node: node[2] == 0 or "工资集体协商" in node[5].split("|"))
    tab.page.uncheck("[name=role][value='0']")
    expect(lambda node: True, lambda edge: any(one[0] != 0 for one in edge[2]))
    tab.page.select_option("[name=from]", "2012")
    expect(lambda node: True, lambda edge: any(one[1] >= 2012 for one in edge[2]))
    tab.page.evaluate(
        """() => { const range = document.querySelector('[name=least]'); range.value = 90;
                   range.dispatchEvent(new Event('input', { bubbles: true })); }"""
    )
    expect(lambda node: True, lambda edge: any(one[2] >= 0.9 for one in edge[2]))


def test_the_list_follows_the_filters_and_leads_to_the_node(made: dict[str, Path], tab: Tab) -> None:
    tab.visit(made["network"])
    tab.page.click("#list summary")
    tab.page.wait_for_selector("#list td")
    rows = tab.page.locator("#list tbody tr")
    told = data(tab)
    assert rows.count() == sum(len(edge[2]) for edge in told["edges"])
    tab.page.select_option("[name=theme]", "工资集体协商")
    until(lambda: rows.count() < len(told["edges"]))
    assert all("工资" in text or "要约" in text for text in rows.all_inner_texts())
    rows.first.locator("button").first.click()
    tab.page.wait_for_selector("#panel blockquote")


def test_the_keyboard_alone_is_enough(made: dict[str, Path], texts: dict[str, str], tab: Tab) -> None:
    tab.visit(made["network"])
    keys = tab.page.keyboard
    keys.press("/")
    keys.type("江阴")
    tab.page.wait_for_selector("#results button")
    keys.press("ArrowDown")
    keys.press("Enter")
    tab.page.wait_for_selector("#panel h2")
    first = tab.page.inner_text("#panel h2")
    assert "江阴" in first and quotes(tab, texts)
    for _ in range(30):  # from the name of the body on, Tab leads to its neighbours
        keys.press("Tab")
        if tab.page.evaluate("document.activeElement.matches('#panel button.node')"):
            break
    keys.press("Enter")
    until(lambda: tab.page.inner_text("#panel h2") != first)
    keys.press("Escape")
    until(lambda: tab.page.locator("#panel h2").count() == 0)
    assert tab.page.evaluate("document.querySelector('#mynetwork [tabindex]') !== null")


def test_links_lead_to_pages_beside_it_and_never_elsewhere(tab: Tab, tmp_path: Path) -> None:
    file = tmp_path / "links.html"
    html = network_page.page(
        network([viewing.row(), viewing.row(programme="送温暖活动")]),
        title="t",
        href=lambda bulletin, start, end: f"b.html#c{start}-{end}",
        entity=lambda iri, mode: "body.html" if mode == "organisation" else "javascript:pwned=1",
    )
    file.write_text(html, encoding="utf-8")
    tab.visit(file)
    found = []
    for words in ("甲市", "送清凉"):
        seek(tab, words)
        tab.page.click("#results button")
        hrefs = "all => all.map((one) => one.getAttribute('href'))"
        found.append(tab.page.eval_on_selector_all("#panel a", hrefs))
    assert found == [["body.html", "b.html#c10-20", "b.html#c10-20"], ["b.html#c10-20"]]


def test_neighbours_stay_bright_and_the_rest_fades(made: dict[str, Path], tab: Tab) -> None:
    tab.visit(made["network"])
    seek(tab, "百分百")
    tab.page.click("#results button")
    told = data(tab)
    chosen = number(tab, "百分百要约行动")
    bright = {end for edge in told["edges"] for end in edge[:2] if chosen in edge[:2]}
    opacity = dict(tab.page.evaluate("nodes.get().map((one) => [one.id, one.opacity])"))
    assert {node for node, value in opacity.items() if value == 1} == bright
    assert max(value for node, value in opacity.items() if node not in bright) < 0.3


def test_an_address_with_an_iri_opens_at_its_node(made: dict[str, Path], tab: Tab) -> None:
    tab.visit(made["network"])
    iri = data(tab)["nodes"][number(tab, "南通市总工会")][0]
    tab.page.goto("about:blank")
    tab.visit(f"{made['network'].as_uri()}#{iri}")
    assert tab.page.inner_text("#panel h2") == "南通市总工会"


WATCH_LABELS = """() => {
    const seen = window.boxes = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    network.once('beforeDrawing', () => { seen.length = 0; });
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        seen.push([x - this.measureText(text).width / 2, y, x + this.measureText(text).width / 2, y + 13]);
        return write.call(this, text, x, y);
    };
    network.redraw();
}"""


@pytest.mark.parametrize("width", [1300, 390])
def test_labels_never_cover_each_other(
    made: dict[str, Path], new_tab: Callable[..., Tab], width: int
) -> None:
    tab = new_tab(width=width)
    tab.visit(made["network"])
    tab.page.evaluate(WATCH_LABELS)
    until(lambda: bool(tab.page.evaluate("boxes.length")))
    boxes = tab.page.evaluate("boxes")
    assert len(boxes) >= (60 if width > 1000 else 12)
    for at, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3]


def test_a_large_network_shows_groups_and_opens_them(tab: Tab, tmp_path: Path) -> None:
    file = tmp_path / "large.html"
    file.write_text(network_page.page(network(viewing.world(4000)), title="大"), encoding="utf-8")
    tab.visit(file)
    told = data(tab)
    shapes = tab.page.evaluate("nodes.get().map((one) => one.shape)")
    assert set(shapes) == {"hexagon"} and len(shapes) == len(told["groups"]) < 60
    largest = tab.page.evaluate(
        "nodes.get().reduce((one, other) => (other.size > one.size ? other : one)).id"
    )
    tab.page.mouse.click(*spot(tab, largest))
    tab.page.wait_for_selector("#panel h2:text('个节点')")
    members = [node for node in told["nodes"] if f"g{node[11]}" == largest]
    drawn = tab.page.evaluate("nodes.get().filter((one) => one.shape !== 'hexagon').length")
    assert drawn == len(members) > 100
    tab.photograph("group")
    seek(tab, "第77区总工会")
    tab.page.click("#results button")
    tab.page.wait_for_selector("#panel blockquote")
    chosen = number(tab, "第77区总工会")
    near = {end for edge in told["edges"] for end in edge[:2] if chosen in edge[:2]}
    assert near <= set(tab.page.evaluate("nodes.get().map((one) => one.id)"))
    tab.page.select_option("[name=place]", "地7市")  # a filter that leaves few nodes shows them all
    until(lambda: "hexagon" not in tab.page.evaluate("nodes.get().map((one) => one.shape)"))
    assert tab.said == []


def test_chinese_is_drawn_with_a_chinese_font(made: dict[str, Path], tab: Tab) -> None:
    """A missing glyph is drawn as the same box for every character: two characters must differ."""
    tab.visit(made["network"])
    draw = """([char, fonts]) => {
        const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40;
        const pen = canvas.getContext('2d'); pen.font = `30px ${fonts}`; pen.fillText(char, 2, 32);
        return canvas.toDataURL(); }"""
    drawn = [tab.page.evaluate(draw, [char, FONTS]) for char in "工会\uffff"]
    assert len(set(drawn)) == 3


# ---------------------------------------------------------------- timeline, hierarchy, figures
def test_the_timeline_shows_how_a_programme_spread(
    made: dict[str, Path], texts: dict[str, str], tab: Tab
) -> None:
    tab.visit(made["timeline"])
    row = tab.page.locator(f"#row-{number(tab, '百分百要约行动')}")
    marks = row.locator(".mark")
    told = [mark.get_attribute("aria-label") for mark in marks.all()]
    assert [re.search(r"\d{4}-\d{2}-\d{2}", words or "")[0] for words in told] == [  # type: ignore[index]
        "2011-09-26",
        "2012-02-10",
        "2012-09-25",
    ]
    places = [mark.bounding_box() for mark in marks.all()]
    assert [box["x"] for box in places if box] == sorted(box["x"] for box in places if box)
    marks.nth(1).click()
    tab.page.wait_for_selector("#panel blockquote")
    assert "海门市总工会" in tab.page.inner_text("#panel") and quotes(tab, texts)
    tab.page.select_option("[name=rows]", "0")
    tab.page.wait_for_selector(f"#row-{number(tab, '无锡市总工会')}")
    assert tab.said == []


def test_what_has_no_date_is_said_on_the_timeline(tab: Tab, tmp_path: Path) -> None:
    rows = [viewing.row(when="2011-03"), viewing.row("乙县总工会"), viewing.row("丙县总工会", when="2012")]
    file = tmp_path / "time.html"
    file.write_text(timeline.page(network(rows), title="t"), encoding="utf-8")
    tab.visit(file)
    assert "undated: 1" in tab.page.inner_text("#count")
    tab.page.click(".undated .mark")
    assert "乙县总工会" in tab.page.inner_text("#panel")
    tab.page.uncheck("[name=undated]")
    assert tab.page.locator(".undated .mark").count() == 0


def test_the_hierarchy_opens_and_closes_and_leads_to_a_body(
    made: dict[str, Path], texts: dict[str, str], tab: Tab
) -> None:
    tab.visit(made["map-of-hierarchy"])
    toggle = tab.page.locator("li", has=tab.page.locator(f"#row-{number(tab, '无锡市总工会')}")).last.locator(
        "> .toggle"
    )
    below = tab.page.locator(f"#row-{number(tab, '江阴市总工会')}")
    assert toggle.get_attribute("aria-expanded") == "false" and below.count() == 0  # a tree of many rows
    toggle.click()
    assert below.is_visible()
    toggle.click()
    assert not below.is_visible()
    seek(tab, "滨湖区总工会")
    tab.page.click("#results button")
    tab.page.wait_for_selector("#panel h2:text('滨湖区总工会')")
    assert tab.page.locator(".name.chosen").is_visible() and quotes(tab, texts)
    tab.page.click("#unfold")
    assert tab.page.locator(".toggle[aria-expanded=false]").count() == 0


def test_the_hierarchy_quotes_the_words_that_tell_a_parent(
    made: dict[str, Path], texts: dict[str, str], tab: Tab
) -> None:
    tab.visit(made["map-of-hierarchy"])
    seek(tab, "无锡市总工会保障部")
    tab.page.click("#results button")
    above = tab.page.locator("#panel section", has=tab.page.locator("h3:has-text('上级')"))
    assert "无锡市总工会" in above.locator("h3").inner_text()
    assert "市总保障部" in above.locator("blockquote").inner_text() and quotes(tab, texts)
    seek(tab, "江阴市总工会")
    tab.page.click("#results button")
    assert "没有引句" in above.inner_text() and not above.locator("blockquote").count()


def test_many_rows_of_a_hierarchy_are_closed_at_first(tab: Tab, tmp_path: Path) -> None:
    rows = [viewing.body("省", "国"), viewing.body("市", "省")]
    rows += [viewing.body(f"县{n}", "市") for n in range(70)]
    file = tmp_path / "tree.html"
    few = hierarchy.page(tree(rows[:9]), network([]), title="t", about=about(rows[:9]))
    file.write_text(few, encoding="utf-8")
    tab.visit(file)
    assert tab.page.locator("#tree button.node").count() == 10  # 国, 省, 市 and all below
    file.write_text(hierarchy.page(tree(rows), network([]), title="t", about=about(rows)), encoding="utf-8")
    tab.visit(file)
    assert tab.page.locator("#tree button.node").count() == 3  # 国, 省, 市


def test_every_body_of_the_tables_stands_in_the_hierarchy_once_or_more(tab: Tab, tmp_path: Path) -> None:
    file = tmp_path / "tree.html"
    bodies = tree(viewing.HOSTILE_TABLES)
    html = hierarchy.page(bodies, network([]), title="t", about=viewing.hostile_about())
    file.write_text(html, encoding="utf-8")
    tab.visit(file)
    tab.page.click("#unfold")
    assert (
        tab.page.locator("#tree button.node").count() >= len(bodies) == 6
    )  # 子 and 丑 stand above each other
    for at in range(len(bodies)):
        assert tab.page.locator(f"#row-{at}").count() >= 1


def test_the_page_of_a_programme_has_its_charts(
    made: dict[str, Path], texts: dict[str, str], tab: Tab
) -> None:
    tab.visit(made["programme"])
    charts = tab.page.inner_text(".charts")
    assert "发出要约书" in charts and "21,800 份" in charts and "wuxi-2011-09 [159:170]" in charts
    assert texts["wuxi-2011-09"][159:170] in charts


def test_a_name_that_is_not_there_is_answered_with_the_nearest(made: dict[str, Path]) -> None:
    graph = ["--graph", str(made["network"].parent / "graph")]
    result = CliRunner().invoke(app, ["view", "programme", "百分百要约行东", *graph])
    assert result.exit_code == 2 and "nearest: 百分百要约行动" in result.stderr
    result = CliRunner().invoke(app, ["view", "bodies", *graph])
    assert result.exit_code == 2 and "did you mean body?" in result.stderr
    for wrong in (["programme"], ["network", "无锡市总工会"]):
        assert CliRunner().invoke(app, ["view", *wrong, *graph]).exit_code == 2


def test_the_bench_measures_a_page_of_every_size(chromium: Any) -> None:
    """In a process of its own: Playwright allows one driver a process."""
    ran = subprocess.run(
        [sys.executable, "-m", "kg.views.bench", "60", "1600"], capture_output=True, text=True, check=True
    )
    head, *lines = ran.stdout.splitlines()
    assert head.split() == [
        *("nodes", "ties", "make", "MB", "open", "click", "choose", "filter", "timeline", "tree")
    ]
    assert all(
        int(line.split()[0].replace(",", "")) > most for line, most in zip(lines, (50, 1500), strict=True)
    )
    assert all(float(figure) > 0 for line in lines for figure in line.replace(",", "").split())
