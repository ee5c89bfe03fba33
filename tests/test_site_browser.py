"""The reading and question pages as a person uses them, in Chromium: from disk and from `kg serve`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from browser import HOSTILE, Tab, until
from serving import Served, start, stop
from sites import beside_samples

from kg import queries, store, tables
from kg.site import links, reading
from kg.site.build import build
from kg.site.shell import clean

#: the text that is highlighted on the page: of elements, or of a stretch that has none
HIGHLIGHTED: Final = """() => {
  const outer = (one) => !one.parentElement.closest('.text .cited');
  const found = [...document.querySelectorAll('.text .cited')].filter(outer);
  if (found.length) return found.map(one => one.textContent).join('');
  return [...(CSS.highlights.get('cited') ?? [])].map(range => range.toString()).join('');
}"""
BACKGROUND: Final = "one => getComputedStyle(one).backgroundColor"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    """The samples, and a bulletin with harmful texts and characters of two UTF-16 units."""
    return beside_samples(
        tmp_path_factory.mktemp("site"),
        f"某某工会信息\r\n\r\n【工作动态】\r\n\r\n甲市总工会开展送清凉活动\r\n"
        f"  𠮷林{HOSTILE}甲市总工会开展“送清凉”活动，慰问𠮷工1200人。\r\n（甲市总工会）\r\n",
    )


@pytest.fixture(scope="module")
def site(graph: store.Store) -> Path:
    folder = graph.directory.with_name("site")
    build(graph, folder)
    return folder


def told(graph: store.Store, stem: str, table: str) -> list[tables.Row]:
    """The rows of a table that speak of one bulletin."""
    source = next(one for one in reading.sources(tables.rows(graph)) if one.id == stem)
    return [row for name, row in source.facts if name == table] if table != "mentions" else source.mentions


def address(site: Path, stem: str, start: int | str, end: int | str, language: str = "zh") -> str:
    page, _, anchor = links.reading(stem, start, end).partition("#")
    return f"{(site / links.localised(page, language)).as_uri()}#{anchor}"


def open_at(tab: Tab, url: str) -> None:
    tab.page.goto(url)
    tab.page.wait_for_selector("html[data-reading=yes]")


@pytest.mark.parametrize("stem", ["wuxi-2011-09", "hostile"])
def test_an_address_highlights_its_passage_whole(tab: Tab, graph: store.Store, site: Path, stem: str) -> None:
    text = reading.written(graph, stem).text
    rows = told(graph, stem, "outcomes") + told(graph, stem, "involvements")
    assert rows
    for row in rows[::5]:
        open_at(tab, address(site, stem, row["start"], row["end"]))
        quote = text[int(row["start"]) : int(row["end"])]
        assert tab.page.evaluate(HIGHLIGHTED) == quote
        card = tab.page.locator(".fact.cited").first
        assert " ".join(quote.split()) in card.inner_text()
        assert tab.page.locator(".text .cited").first.is_visible()
    assert tab.said == [] and tab.is_offline()
    tab.photograph(f"reading-{stem}")


def test_passages_that_cross_each_other_are_highlighted_without_a_script(
    new_tab: Callable[..., Tab], graph: store.Store, site: Path
) -> None:
    tab = new_tab(java_script_enabled=False)
    text = reading.written(graph, "wuxi-2011-09").text
    tab.page.goto((site / links.bulletin("wuxi-2011-09")).as_uri())
    pieces = [one.get_attribute("data-c") for one in tab.page.query_selector_all(".text [data-c]")]
    anchor = next(one for one in pieces if pieces.count(one) > 1)
    start, end = map(int, anchor[1:].split("-"))
    plain = tab.page.locator(f'[data-c="{anchor}"]').last.evaluate(BACKGROUND)
    tab.page.goto(address(site, "wuxi-2011-09", start, end))
    found = tab.page.locator(f'[data-c="{anchor}"]')
    assert "".join(found.all_text_contents()) == text[start:end]
    colours = {found.nth(n).evaluate(BACKGROUND) for n in range(found.count())}
    assert len(colours) == 1 and plain not in colours


def test_any_stretch_of_the_text_can_be_cited(tab: Tab, graph: store.Store, site: Path) -> None:
    """Offsets are code points: behind 𠮷 they differ from what JavaScript counts."""
    text = clean(reading.written(graph, "hostile").text)
    known = reading.written(graph, "hostile").passages
    start = text.index("工1200") - 3
    for end in (start + 2, start + 8, len(text)):
        assert (start, end) not in known
        open_at(tab, address(site, "hostile", start, end))
        assert tab.page.evaluate(HIGHLIGHTED) == text[start:end]
    assert tab.page.evaluate("document.querySelectorAll('.text').length") > 1  # the last ran over several


def test_the_page_shows_the_text_as_it_is_and_harmful_texts_stay_text(
    tab: Tab, graph: store.Store, site: Path
) -> None:
    open_at(tab, (site / links.bulletin("hostile")).as_uri())
    shown = "[...document.querySelectorAll('.text')].map(one => one.textContent).join('')"
    assert tab.page.evaluate(shown) == reading.written(graph, "hostile").text
    assert tab.page.evaluate("typeof pwned") == "undefined"
    assert tab.page.locator("main img, main script").count() == 0
    spaces = tab.page.locator(".text").first.evaluate("one => getComputedStyle(one).whiteSpace")
    assert spaces == "pre-wrap"
    assert tab.said == [] and tab.is_offline()
    assert tab.cannot_be_left()


def test_marks_are_switched_by_the_keyboard(tab: Tab, site: Path) -> None:
    open_at(tab, (site / links.bulletin("wuxi-2011-09")).as_uri())
    mark = tab.page.locator(".text .f-outcomes").first
    named = tab.page.locator(".text .m-organisation").first
    line = "one => getComputedStyle(one).textDecorationColor"
    before, drawn = mark.evaluate(BACKGROUND), named.evaluate(line)
    card = tab.page.locator(".fact.k-outcomes").first
    assert card.is_visible() and before != "rgba(0, 0, 0, 0)"
    for name in ("show-f-outcomes", "show-m-organisation"):
        tab.page.focus(f"#{name}")
        tab.page.keyboard.press("Space")
    assert mark.evaluate(BACKGROUND) == "rgba(0, 0, 0, 0)" and named.evaluate(line) == "rgba(0, 0, 0, 0)"
    assert not card.is_visible()
    tab.page.keyboard.press("Space")
    assert named.evaluate(line) == drawn


def test_the_kinds_are_told_apart_without_colour(tab: Tab, site: Path) -> None:
    open_at(tab, (site / links.bulletin("wuxi-2011-09")).as_uri())
    style = "ones => ones.map(one => getComputedStyle(one).textDecorationStyle)"
    styles = tab.page.locator(".legend .m").evaluate_all(style)
    signs = tab.page.locator(".legend .tag").evaluate_all("ones => ones.map(one => one.dataset.n)")
    assert len(set(styles)) == len(styles) == 5 and len(set(signs)) == len(signs) == 6


def test_a_fact_is_cited_by_its_link(new_tab: Callable[..., Tab], site: Path) -> None:
    tab = new_tab()
    open_at(tab, (site / links.bulletin("wuxi-2011-09")).as_uri())
    link = tab.page.locator(".fact a.cite").nth(3)
    anchor = link.get_attribute("href")
    link.click()
    until(lambda: tab.page.inner_text("#said") != "")
    assert tab.page.url.endswith(anchor)
    tab.page.wait_for_selector(f".text [id='{anchor[1:]}'].cited")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("laptop", {}),
        ("dark", {"color_scheme": "dark"}),
        ("phone", {"width": 390, "height": 844}),
    ],
)
def test_text_and_facts_stand_side_by_side_or_one_below_the_other(
    new_tab: Callable[..., Tab], graph: store.Store, site: Path, name: str, options: dict[str, Any]
) -> None:
    tab = new_tab(**options)
    row = told(graph, "wuxi-2011-09", "outcomes")[3]
    open_at(tab, address(site, "wuxi-2011-09", row["start"], row["end"], "en"))
    text, aside = (tab.page.locator(f"#item-1 {part}").bounding_box() for part in (".text", "aside"))
    beside = aside["x"] >= text["x"] + text["width"]
    below = aside["y"] >= text["y"] + text["height"]
    assert below and not beside if name == "phone" else beside and not below
    wide = tab.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    tab.photograph(f"reading-{name}")
    tab.page.goto((site / "questions" / "results.html").as_uri())
    wide = tab.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    tab.photograph(f"question-{name}")
    assert tab.said == []


@pytest.mark.parametrize("language", ["", "en"])
def test_no_word_of_the_start_page_is_broken_on_a_phone(
    new_tab: Callable[..., Tab], site: Path, language: str
) -> None:
    tab = new_tab(width=390, height=844)
    tab.visit(site / language / "index.html")
    lines = """tiles => tiles.map(tile => {
      const range = document.createRange();
      range.selectNodeContents([...tile.childNodes].findLast(node => node.textContent.trim()));
      return range.getClientRects().length > 1 || tile.scrollWidth > tile.clientWidth ? tile.textContent : "";
    }).filter(Boolean)"""
    assert tab.page.locator(".counts a").evaluate_all(lines) == []
    tab.photograph(f"start-phone-{language or 'zh'}")


def test_figures_are_seen_with_their_quotes_on_a_phone(new_tab: Callable[..., Tab], site: Path) -> None:
    tab = new_tab(width=390, height=844)
    page = next(
        one for one in sorted((site / "bodies").glob("*.html")) if 'class="figures"' in one.read_text("utf-8")
    )
    tab.visit(page)
    edges = "cells => cells.map(cell => cell.getBoundingClientRect().right)"
    seen = tab.page.locator(".figures td").evaluate_all(edges)
    assert seen and max(seen) <= 390
    tab.visit(site / "bodies" / "index.html")
    seen = tab.page.locator("table.list td").evaluate_all(edges)
    assert seen and max(seen) <= 390
    tab.photograph("list-phone")


def test_on_paper_nothing_is_cut_off(tab: Tab, site: Path) -> None:
    tab.page.emulate_media(media="print")
    open_at(tab, (site / links.bulletin("wuxi-2011-09")).as_uri())
    assert not tab.page.locator(".legend input").first.is_visible()
    aside = tab.page.locator("#item-1 aside")
    assert aside.evaluate("one => one.scrollHeight - one.clientHeight") <= 1
    assert aside.evaluate("one => getComputedStyle(one).position") == "static"
    tab.photograph("reading-print")


# ---------------------------------------------------------------- served
@pytest.fixture(scope="module")
def running(graph: store.Store) -> Any:
    served = start(graph.directory)
    yield served
    stop(served)


def test_a_question_run_live_leads_to_the_sentence(tab: Tab, graph: store.Store, running: Served) -> None:
    tab.page.goto(f"{running.url}/")
    tab.page.wait_for_selector("header.top", timeout=120_000)  # the first visit has the site built
    tab.page.goto(f"{running.url}/questions/index.html")
    tab.page.click("text=文中说这个组织做了什么")
    tab.page.fill("input[name=organisation]", "滨湖区总工会")
    tab.page.click("form.ask button")
    tab.page.wait_for_selector("input[name=organisation][value=滨湖区总工会]")
    asked = {"organisation": "滨湖区总工会"}
    table = queries.run(graph, queries.question("said-of"), asked)
    assert tab.page.locator("table.answer tbody tr").count() == len(table.rows) > 3
    tab.photograph("asked")
    row = dict(zip(table.columns, table.rows[2], strict=True))
    tab.page.locator("table.answer tbody tr").nth(2).locator(".quote a").click()
    tab.page.wait_for_selector("html[data-reading=yes]")
    assert tab.page.evaluate(HIGHLIGHTED) == row["quote"]
    assert tab.page.url.endswith(f"#{links.anchor(row['start'] or '', row['end'] or '')}")
    assert all(url.startswith((running.url, "data:")) for url in tab.requests)
    assert tab.said == []


def test_the_served_network_and_texts_run_under_their_policy(tab: Tab, running: Served) -> None:
    tab.page.goto(f"{running.url}/")
    tab.page.wait_for_selector("header.top", timeout=120_000)
    tab.page.goto(f"{running.url}/network.html")
    tab.page.wait_for_selector("canvas")
    open_at(tab, f"{running.url}/{links.bulletin('hostile')}")
    assert tab.page.evaluate("typeof pwned") == "undefined"
    assert tab.said == []
    assert all(url.startswith((running.url, "data:")) for url in tab.requests)
    assert tab.cannot_be_left()


def test_a_misspelt_name_is_answered_on_the_page(tab: Tab, running: Served) -> None:
    tab.page.goto(f"{running.url}/en/questions/said-of.html?organisation=滨湖区总公会")
    assert "滨湖区总工会" in tab.page.inner_text("[role=alert]")
    assert tab.page.locator("table.answer").count() == 0
