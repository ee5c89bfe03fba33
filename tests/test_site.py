"""The site: every link leads somewhere, every fact to its words, nothing is lost, hostile texts stay text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import Tab
from markupsafe import escape
from record_scores import FILE, SHIPPED
from sites import BAD, ROOT, Site, read

from kg import tables
from kg.site import entities, links, lists, records, search, shell, views, words
from kg.site.build import MARK
from kg.site.facts_told import Teller
from kg.site.sections import comparable, number, value


# ---------------------------------------------------------------- what leads where
def test_every_link_and_anchor_of_every_page_leads_somewhere(site: Site) -> None:
    broken, followed = [], 0
    for name, page in site.pages.items():
        at = site.folder / name
        for _tag, href in page.hrefs:
            parts = urlsplit(href)
            target = (at.parent / unquote(parts.path)).resolve() if parts.path else at
            inside = target.relative_to(site.folder.resolve()).as_posix() if parts.path else name
            followed += 1
            if not target.is_file() or (
                parts.fragment
                and inside in site.pages
                and unquote(parts.fragment) not in site.pages[inside].ids
            ):
                broken.append((name, href))
    assert followed > 10_000
    assert broken == []


def test_nothing_outside_is_referred_to_and_anchors_are_told_once(site: Site) -> None:
    for name, page in site.pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        for tag, href in page.hrefs:
            assert not urlsplit(href).scheme, (name, tag, href)
            assert not href.startswith("/"), (name, tag, href)
    for style in (site.folder / "static").glob("*.css"):
        assert not re.search(r"@import|url\(", style.read_text(encoding="utf-8")), style


def test_every_page_has_a_title_a_description_a_policy_and_structured_data(site: Site) -> None:
    for name, page in site.pages.items():
        text = (site.folder / name).read_text(encoding="utf-8")
        assert re.search(r"<title>[^<]{4,}</title>", text), name
        assert re.search(r'<meta name="description" content="[^"]{6,}">', text), name
        assert "default-src &#39;none&#39;" in text, name
        assert text.count("<h1") == 1, name
        assert len(page.scripts) == 2, f"{name} has no structured data, or a script that is not ours"
        described = json.loads(page.scripts[0])
        assert described["@context"] == "https://schema.org", name
        language = "en" if name.startswith("en/") else "zh-Hans"
        assert text.startswith(f'<!DOCTYPE html>\n<html lang="{language}"'), name


@pytest.mark.parametrize("name", views.VIEWS)
def test_every_view_has_structured_data_and_says_without_scripts_that_it_needs_them(
    site: Site, new_tab: Callable[..., Tab], name: str
) -> None:
    for path in (site.folder / name, site.folder / "en" / name):
        described = re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text("utf-8"))
        assert [json.loads(one)["name"] for one in described] == [views.VIEWS[name][0]]
    tab = new_tab(java_script_enabled=False)
    tab.page.goto((site.folder / name).as_uri())
    told = tab.page.locator("noscript").bounding_box()
    assert told and told["height"] > 0 and told["y"] + told["height"] < 200, "not in sight"


def test_the_start_page_says_what_it_counts_and_a_date_once(site: Site) -> None:
    rows = [row for table, row in site.rows if table == "bulletins"]
    dates = {row["date"] for row in rows if row["date"]}
    for name, unit in (("index.html", "条事实"), ("en/index.html", "facts?")):
        text = (site.folder / name).read_text(encoding="utf-8")
        counts = re.findall(rf'<span class="soft">\d+ {unit}</span>', text)
        assert len(counts) == text.count("<ol") * lists.SHOWN
        assert len(dates) > 1 and f"{min(dates)} – {max(dates)}" in text
    one = [(table, row) for table, row in site.rows if row.get("date") in (None, "", min(dates))]
    shown = lists.start(records.gather(one, "https://example.org/"), "zh", ["zh"])
    assert f"{min(dates)}。" in shown and " – " not in shown


def test_chinese_and_english_have_the_same_pages_links_and_quotes(site: Site) -> None:
    english = {name.removeprefix("en/"): page for name, page in site.pages.items() if name.startswith("en/")}
    chinese = {name: page for name, page in site.pages.items() if not name.startswith("en/")}
    assert english.keys() == chinese.keys()
    for name, page in chinese.items():
        if not name.startswith(("downloads/",)):
            assert Counter(href for _, href in page.hrefs if "#c" in href) == Counter(
                href for _, href in english[name].hrefs if "#c" in href
            ), name
        assert page.elements["blockquote"] == english[name].elements["blockquote"], name


# ---------------------------------------------------------------- what the pages hold
def test_there_is_a_page_for_every_entity_and_the_counts_are_those_of_the_tables(site: Site) -> None:
    rows: dict[str, list[dict[str, str]]] = {}
    for table, row in site.rows:
        rows.setdefault(table, []).append(row)
    wanted = {
        "bodies": {row["organisation"] for row in rows["organisations"]},
        "programmes": {row["programme"] for row in rows["programmes"]},
        "documents": {row["document"] for row in rows["documents"]},
        "people": {row["person"] for row in rows["posts"]},
        "places": {row["entity"] for row in rows["mentions"] if row["type"] == "place"},
        "indicators": {row["indicator"] for row in rows["outcomes"]},
    }
    start = (site.folder / "index.html").read_text(encoding="utf-8")
    for kind in links.KINDS:
        written = [name for name in site.pages if re.fullmatch(rf"{kind}/[0-9a-f]{{12}}\.html", name)]
        assert written, kind
        assert {links.page(kind, key) for key in wanted.get(kind, ())} <= set(written), kind
        assert f'<a href="{kind}/index.html"><b>{len(written):,}</b>' in start, kind
        listed = site.pages[f"{kind}/index.html"]
        assert {f"{kind}/{href}" for _, href in listed.hrefs} >= set(written), kind
    for kind in ("bodies", "programmes", "indicators"):
        assert len([n for n in site.pages if n.startswith(f"{kind}/")]) == len(wanted[kind]) + 1
    mark = json.loads((site.folder / MARK).read_text(encoding="utf-8"))
    assert mark["rows"] == Counter(table for table, _ in site.rows)
    assert mark["pages"] == len(list(site.folder.rglob("*.html")))


@pytest.mark.parametrize(
    ("table", "kind", "column"),
    [
        ("involvements", "bodies", "organisation"),
        ("involvements", "programmes", "programme"),
        ("outcomes", "bodies", "organisation"),
        ("outcomes", "programmes", "programme"),
        ("outcomes", "indicators", "indicator"),
        ("posts", "people", "person"),
        ("posts", "bodies", "organisation"),
        ("events", "bodies", "organisations"),
        ("awards", "", "recipient"),
    ],
)
def test_every_fact_stands_on_the_pages_of_its_entities_with_its_quote_and_the_way_to_it(
    site: Site, table: str, kind: str, column: str
) -> None:
    known = records.gather(site.rows, site.graph.base)
    stems = {row["item"]: row["bulletin"] for told, row in site.rows if told == "items"}
    seen = 0
    for told, row in site.rows:
        if told != table:
            continue
        for key in filter(None, row[column].split("|") if kind != "indicators" else [row[column]]):
            page = site.pages[links.page(kind or str(known.kind_of(key)), key)]
            href = f"../{links.reading(stems[row['item']], row['start'], row['end'])}"
            assert any(row["quote"] == text.strip() for text in page.links[href]), (key, row["quote"])
            seen += 1
    assert seen > 0


def test_a_quote_leads_to_exactly_its_characters(site: Site) -> None:
    checked = 0
    for table, row in site.rows:
        if table not in records.FACTS or table == "documents":
            continue
        stem = row["item"].rpartition("/bulletin/")[2].partition("/")[0]
        text = (ROOT / "kg" / "samples" / f"{stem}.txt").read_text(encoding="utf-8")
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]
        assert links.anchor(row["start"], row["end"]) in site.pages[links.bulletin(stem)].ids
        checked += 1
    assert checked > 100


def test_the_programme_page_says_who_ran_it_with_what_results(site: Site) -> None:
    catalogue = records.gather(site.rows, site.graph.base)
    one = next(p for p in catalogue.entities["programmes"].values() if p.name == "百分百要约行动")
    text = (site.folder / one.page).read_text(encoding="utf-8")
    assert "无锡市总工会" in text and "发出要约书" in text and "21,800 份" in text
    english = (site.folder / "en" / one.page).read_text(encoding="utf-8")
    assert "Who ran, supported or joined it" in english and "无锡市总工会" in english
    described = json.loads(site.pages[one.page].scripts[0])
    assert (described["@type"], described["name"], described["@id"]) == ("Project", one.name, one.key)


def _programmes(site: Site, *names: str) -> dict[str, records.Entity]:
    def row(name: str) -> tuple[str, dict[str, str]]:
        key = f"{site.graph.base}programme/{name}"
        empty = dict.fromkeys(("broader", "broader_name", "themes", "aliases"), "")
        return "programmes", {"programme": key, "programme_name": name, **empty}

    return records.gather(map(row, names), site.graph.base).entities["programmes"]


def test_programmes_of_a_similar_name_lead_to_each_other(site: Site) -> None:
    found = _programmes(site, "送温暖活动周", "送温暖活动", "活动", "送清凉")
    alike = {one.name: {found[key].name for key in one.alike} for one in found.values()}
    assert alike == {
        "送温暖活动周": {"送温暖活动"},
        "送温暖活动": {"送温暖活动周"},
        "活动": set(),  # so short a name lies in everything
        "送清凉": set(),
    }


def test_programmes_that_the_reviewed_list_calls_the_same_are_told_together(site: Site) -> None:
    found = _programmes(site, "百分百要约行动", "要约行动", "集体协商要约行动", "送清凉")
    same = {one.name: {found[key].name for key in one.same} for one in found.values()}
    offers = {"百分百要约行动", "要约行动", "集体协商要约行动"}
    assert same == {name: offers - {name} for name in offers} | {"送清凉": set()}
    assert not any(one.alike for one in found.values())

    # the samples, as if one of them wrote the shorter name
    shorter = {"programme": f"{site.graph.base}programme/要约行动", "programme_name": "要约行动"}
    rows: list[tuple[str, dict[str, str]]] = []
    for at, (table, row) in enumerate(site.rows):
        named = row.get("programme_name") == "百分百要约行动"
        rows.append((table, row | shorter if named and at % 2 else row))
        if table == "programmes" and named:
            rows.append((table, row | shorter))
    catalogue = records.gather(rows, site.graph.base)
    pair = [p for p in catalogue.entities["programmes"].values() if p.name in offers]
    told = [row for one in pair for row in (*one.facts["involvements"], *one.facts["outcomes"])]
    assert {row["programme_name"] for row in told} == {"百分百要约行动", "要约行动"}
    for one in pair:
        text = entities.Writer(catalogue, "zh").page(one)
        assert not [row for row in told if str(escape(row["quote"])) not in text]


def test_the_measured_quality_is_the_recorded_one(site: Site) -> None:
    assert SHIPPED.read_bytes() == FILE.read_bytes(), "run python tests/record_scores.py"
    measured = json.loads(FILE.read_text(encoding="utf-8"))["test"]
    about = (site.folder / "about.html").read_text(encoding="utf-8")
    for kind in ("involvements", "outcomes", "awards"):
        assert f'<td class="number">{measured["f1"][kind]:.2f} ' in about, kind
    assert f"{measured['texts']} 篇" in about


def test_the_downloads_are_the_exported_tables_with_their_sizes(site: Site, tmp_path: Path) -> None:
    counts = tables.export(site.graph, tmp_path)
    page = (site.folder / "downloads" / "index.html").read_text(encoding="utf-8")
    for table, count in counts.items():
        file = site.folder / "downloads" / f"{table}.csv"
        assert file.read_bytes() == (tmp_path / f"{table}.csv").read_bytes()
        assert f'<td class="number">{count:,}</td>' in page
    assert (site.folder / "downloads" / "graph.nq.gz").read_bytes()[:2] == b"\x1f\x8b"
    assert "<gexf" in (site.folder / "downloads" / "network.gexf").read_text(encoding="utf-8")[:300]


# ---------------------------------------------------------------- search
def entries(site: Site) -> list[list[str]]:
    script = (site.folder / "static" / "search-0.js").read_text(encoding="utf-8")
    found = re.fullmatch(r"unionSearch\(0,1,(\".*\")\);\n", script)
    assert found
    return [line.split("\t") for line in json.loads(found[1]).split("\n")]


def test_the_search_knows_every_entity_by_all_its_names(site: Site) -> None:
    found = entries(site)
    pages = {f"{kind}/{place}.html" for kind, place, *_ in found if kind in links.KINDS}
    catalogue = records.gather(site.rows, site.graph.base)
    assert pages == {one.page for one in catalogue.all()}
    names = {name for _, _, _, *names in found for name in names}
    assert {"无锡市总工会", "“百分百要约行动”", "collective bargaining"} <= names
    weights = [int(weight) for _, _, weight, *_ in found]
    assert weights == sorted(weights, reverse=True)


def test_a_large_index_comes_in_parts_the_most_spoken_of_first(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "ENTRIES", 100)
    parts = search.files(records.gather(site.rows, site.graph.base))
    assert len(parts) > 3
    assert parts["search-0.js"].startswith(b"unionSearch(0,%d," % len(parts))


# ---------------------------------------------------------------- lists
def test_a_long_list_is_cut_into_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ROWS", 50)
    catalogue = records.gather(site.rows, site.graph.base)
    made = dict(lists.lists(catalogue, "zh", ("zh",)))
    parts = [name for name in made if name.startswith("bodies/")]
    assert len(parts) == -(-len(catalogue.entities["bodies"]) // 50) > 1
    assert "bodies/index-2.html" in parts and 'href="index-2.html"' in made["bodies/index.html"]
    listed = re.findall(r'href="([0-9a-f]{12}\.html)"', "".join(made[name] for name in parts))
    assert sorted(listed) == sorted(f"{links.hexed(key)}.html" for key in catalogue.entities["bodies"])


# ---------------------------------------------------------------- hostile texts


def test_hostile_texts_stay_text_on_every_page(hostile_site: Path) -> None:
    shown = 0
    for path in sorted(hostile_site.rglob("*.html")):
        page = read(path) if path.name not in views.VIEWS else None
        if page is None:
            continue
        assert not any(name.startswith("on") for name in page.attributes), path
        assert page.elements["img"] == 0, path
        linked, loader = page.scripts
        assert loader == shell.LOADER, path
        json.loads(linked)
        assert not any(urlsplit(href).scheme for _, href in page.hrefs), path
        text = path.read_text(encoding="utf-8")
        assert "\u202e" not in text and "\x07" not in text, path
        shown += "&lt;script&gt;pwned" in text
    assert shown > 20


def test_structured_data_say_the_hostile_name_and_nothing_else(hostile_site: Path) -> None:
    (page,) = (p for p in (hostile_site / "programmes").glob("*.html") if p.name != "index.html")
    assert shell.clean(json.loads(read(page).scripts[0])["name"]) == shell.clean(BAD)


# ---------------------------------------------------------------- small parts
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("wuxi-2011-09", "wuxi-2011-09"),
        ("000_2f514715af739b0a", "000_2f514715af739b0a"),
        ("2011.14", "2011.14"),
    ],
)
def test_a_plain_name_is_the_name_of_its_page(name: str, file: str) -> None:
    assert links.file_name(name) == file


@pytest.mark.parametrize(
    "name", ["工会信息第13期", "Wuxi", "index", "con", "lpt1.2011", "a.", "..", "", "a/b", "x" * 200, "a b"]
)
def test_any_other_name_is_made_safe_and_told_apart(name: str) -> None:
    made = links.file_name(name)
    assert re.fullmatch(r"[0-9a-z][0-9a-z-]{0,61}-[0-9a-f]{12}", made)
    assert made == f"{made[:-13]}-{links.hexed(name)}"


def test_names_that_differ_in_case_have_files_that_differ() -> None:
    assert len({links.file_name(name).lower() for name in ("wuxi", "Wuxi", "WUXI")}) == 3


def test_a_link_from_page_to_page() -> None:
    assert links.relative("en/bodies/x.html", "static/site.css") == "../../static/site.css"
    assert links.relative("index.html", "bulletins/a.html#c1-2") == "bulletins/a.html#c1-2"
    with pytest.raises(ValueError, match="no such kind"):
        links.page("body", "x")


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        ({"value": "34809", "unit": "家"}, "34,809 家"),
        ({"value": "71.17", "unit": "%"}, "71.17%"),
        ({"value": "85", "unit": "%", "comparator": ">="}, "≥ 85%"),
        ({"value": "30", "value_max": "40", "unit": "家", "comparator": "~"}, "≈ 30–40 家"),
        ({"value": "-3.50", "unit": ""}, "-3.50"),
    ],
)
def test_a_figure_as_people_write_it(figure: dict[str, str], shown: str) -> None:
    assert value({"value_max": "", "comparator": "=", **figure}, "zh") == shown


@pytest.mark.parametrize(
    ("date", "zh", "en"),
    [
        ("--08-02", "8月2日（年份未注明）", "2 August (year not told)"),
        ("--08", "8月（年份未注明）", "August (year not told)"),
        ("--08-08/--08-10", "8月8日至8月10日（年份未注明）", "8 August to 10 August (year not told)"),
        ("--13", "--13", "--13"),
        ("2011-08", "2011-08", "2011-08"),
        ("2010/2012", "2010/2012", "2010/2012"),
        ("", "", ""),
    ],
)
def test_a_date_without_a_year_is_told_in_words(date: str, zh: str, en: str) -> None:
    assert (words.day(date, "zh"), words.day(date, "en")) == (zh, en)


def test_pages_tell_a_date_without_a_year_in_words(site: Site) -> None:
    rows = [(table, row | {"date": "--08-02"} if table == "events" else row) for table, row in site.rows]
    catalogue = records.gather(rows, site.graph.base)
    writer = entities.Writer(catalogue, "zh", languages=["zh"], chart=None, drawn=frozenset())
    body = next(one for one in catalogue.entities["bodies"].values() if one.name == "无锡市总工会")
    event = next(row for table, row in rows if table == "events")
    card = Teller(site.graph.base, "zh", [("a", rows)]).card(1, "events", event, "x")
    for told in (writer.page(body), str(card.fields)):
        assert "8月2日（年份未注明）" in told and "--08-02" not in told and "08-02（" not in told


def test_numbers_are_not_guessed() -> None:
    assert number("") == "" and number("1e5") == "1e5"


def test_only_figures_that_can_be_compared_are_drawn() -> None:
    rows = [
        {"indicator": a, "unit": b}
        for a, b in (("会员", "人"), ("会员", "%"), ("会员", "人"), ("企业", "家"))
    ]
    assert comparable(rows) == [rows[0], rows[2]]
