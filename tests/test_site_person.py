"""The site as a person uses it, in a browser: found, read, narrowed, and nothing hostile runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import Tab, until
from sites import Site

from kg.site import records


# ---------------------------------------------------------------- as a person would
def test_a_person_finds_who_ran_a_programme_and_reads_the_sentence(site: Site, tab: Tab) -> None:
    tab.visit(site.folder / "index.html")
    tab.photograph("site-start")
    for typed in ("百分百", "要约"):
        tab.page.fill("#q", typed)
        until(lambda: tab.page.locator("#found a").count() > 0)
        assert tab.page.locator("#found a b").first.inner_text() == "百分百要约行动", typed
    tab.photograph("site-search")
    tab.page.locator("#found a").first.click()
    tab.page.wait_for_selector("html[data-ready=yes]")
    assert tab.page.locator("h1").inner_text() == "百分百要约行动"
    group = tab.page.locator("#bodies .group").first
    assert group.locator("h3").inner_text() == "无锡市总工会"
    assert group.locator(".chip.ran").inner_text() == "开展"
    tab.photograph("site-programme")
    quote = group.locator("blockquote a").first
    told, href = quote.inner_text(), quote.get_attribute("href")
    quote.click()
    tab.page.wait_for_selector("html[data-ready=yes]")
    anchor = href.partition("#")[2]
    passage = tab.page.locator(f"[id='{anchor}']")
    assert passage.is_visible()
    assert told.startswith(passage.inner_text()[:4])
    tab.photograph("site-quote")
    assert tab.is_offline()
    assert tab.said == []
    assert tab.cannot_be_left()


def test_a_page_leads_to_its_place_in_the_network_and_the_network_to_the_sentence(
    site: Site, tab: Tab
) -> None:
    catalogue = records.gather(site.rows, site.graph.base)
    one = next(p for p in catalogue.entities["programmes"].values() if p.name == "百分百要约行动")
    tab.visit(site.folder / "en" / one.page)
    tab.page.get_by_text("see it drawn").click()
    until(lambda: tab.page.locator("#panel a").count() > 0)
    assert "百分百要约行动" in tab.page.locator("#panel").inner_text()
    own = tab.page.locator(f"#panel a[href='{one.page}']")
    assert own.count() == 1
    tab.page.locator("#panel a[href*='bulletins/']").first.click()
    tab.page.wait_for_selector(".reading")
    assert "/en/bulletins/" in tab.page.url
    start, end = re.findall(r"#c(\d+)-(\d+)", tab.page.url)[0]
    assert tab.page.locator(f"[id='c{start}-{end}']").is_visible()
    tab.page.go_back()
    tab.page.get_by_text("首页 Start").click()
    tab.page.wait_for_selector(".start")
    assert tab.said == [] and tab.is_offline()


def test_search_forgives_and_can_be_used_from_the_keyboard(site: Site, tab: Tab) -> None:
    tab.visit(site.folder / "en" / "about.html")
    tab.page.keyboard.press("/")
    tab.page.keyboard.type("要约行动 百分")
    until(lambda: tab.page.locator("#found a").count() > 0)
    assert tab.page.locator("#found a b").first.inner_text() == "百分百要约行动"
    tab.page.fill("#q", "无锡总工会")  # a character left out
    until(lambda: tab.page.locator("#found a b").first.inner_text() == "无锡市总工会")
    tab.page.fill("#q", "飞机场跑道")
    until(lambda: "Nothing found" in tab.page.locator("#found").inner_text())
    tab.page.fill("#q", "无锡市总")
    until(lambda: tab.page.locator("#found a").count() > 0)
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("ArrowDown")
    chosen = tab.page.locator('#found a[aria-selected="true"]')
    assert (
        chosen.count() == 1 and tab.page.locator("#found a").nth(1).get_attribute("aria-selected") == "true"
    )
    tab.page.keyboard.press("Escape")
    assert tab.page.locator("#found").is_hidden()
    assert tab.said == []


def test_a_search_says_where_nothing_fits_and_names_only_resemble(site: Site, tab: Tab) -> None:
    tab.page.goto((site.folder / "index.html").as_uri())
    status = tab.page.locator(".found p[role=status]")
    for name, near in (("无锡市总工会", 0), ("无锡 总工会", 0), ("某某市总工会", 1), ("无锡总工会", 1)):
        tab.page.fill("#q", name)
        until(lambda: tab.page.locator("[role=option]").count() > 0)
        assert status.filter(has_text="以下相近").count() == near, name
    assert tab.said == []


def test_a_list_is_narrowed_by_kind_and_text(site: Site, tab: Tab) -> None:
    tab.visit(site.folder / "bodies" / "index.html")
    rows = tab.page.locator("tbody tr:visible")
    every = rows.count()
    tab.page.select_option("select[name=kind]", "union")
    unions = rows.count()
    assert 0 < unions < every
    tab.page.locator("[data-filters] input").fill("无锡")
    assert 0 < rows.count() < unions
    assert all("无锡" in text for text in rows.all_inner_texts())


@pytest.mark.parametrize("page", ["index.html", "bodies/index.html", "about.html", "downloads/index.html"])
def test_a_phone_shows_pages_without_scrolling_sideways(
    site: Site, new_tab: Callable[..., Tab], page: str
) -> None:
    tab = new_tab(width=390, height=844)
    tab.visit(site.folder / page)
    wide = tab.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, page


def test_hostile_names_do_nothing_in_the_browser(hostile_site: Path, tab: Tab) -> None:
    tab.visit(hostile_site / "index.html")
    tab.page.fill("#q", "script")
    until(lambda: tab.page.locator("#found a").count() > 0)
    for path in sorted((hostile_site / "programmes").glob("*.html")):
        tab.visit(path)
    assert tab.page.evaluate("typeof pwned") == "undefined"
    assert tab.is_offline()
    assert tab.said == []
