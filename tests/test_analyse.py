"""`kg analyse`: what it prints and writes, twice the same; its report in a browser, and without charts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import pytest
from browser import Tab
from networks import HOSTILE, ROWS, Row, body, bulletin, issued, item, ran
from typer.testing import CliRunner, Result

from kg import demo, ingest, store, tables
from kg.cli import app
from kg.commands.analyse import write
from kg.console import Exit
from kg.network import charts, report
from kg.network.measures import MEASURES
from kg.network.section import Bars, Chart, Said, Section, written
from kg.network.sections import KINDS
from kg.network.two_mode import NetworkError

SOURCE = Said("两份简报。", "Two bulletins.")
CHARTS = {"null-modularity_z", "null-nestedness", "ties-organisation", "ties-programme"}
CHARTS |= {"matrix", "diffusion", "change"}


def kg(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def drawable() -> bool:
    try:
        charts.font()
    except NetworkError:
        return False
    return True


needs_charts = pytest.mark.skipif(
    not drawable(),
    reason="no matplotlib or no Chinese font; to run: pip install --group dev, apt install fonts-noto-cjk",
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analyse")
    texts, _ = demo.copy_samples(folder / "bulletins")
    ingest.build(texts, graph=folder / "graph")
    return folder / "graph"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sections(rows: list[Row]) -> Iterator[Section]:
    return (make(rows, 7, 20, "year") for make in KINDS.values())


@needs_charts
def test_all_files_are_written_twice_the_same(graph: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = kg("analyse", "--graph", graph, "--out", tmp_path / name, "--draws", 20)
        assert done.exit_code == Exit.DONE, done.output
    one = files(tmp_path / "one")
    assert one == files(tmp_path / "two")
    graphs = ("two-mode", "bodies", "programmes", "cooperation", "hierarchy", "diffusion", "posts")
    expected = {
        f"{kind}{end}" for kind in graphs for end in ("-nodes.csv", "-edges.csv", ".gexf", ".graphml")
    }
    expected |= {"report.html", "report.md", "figures.csv", "diffusion.csv", "change.csv"}
    assert one.keys() == expected | {f"charts/{name}.svg" for name in CHARTS}
    for name, data in one.items():
        assert data.startswith(b"\xef\xbb\xbf") is name.endswith(".csv"), name
    read = nx.read_gexf(tmp_path / "one" / "two-mode.gexf")
    rows = list(csv.DictReader(one["two-mode-nodes.csv"].decode("utf-8-sig").splitlines()))
    assert len(read) == len(rows) > 50 and float(rows[0]["birank"]) > 0
    assert {row["node"] for row in rows} == set(read)


def test_tables_are_printed_with_figures_and_warnings(graph: Path) -> None:
    done = kg("analyse", "--graph", graph, "--kind", "two-mode", "--kind", "change", "--draws", 20)
    assert done.exit_code == Exit.DONE
    for text in (
        "组织与活动 Bodies and programmes",
        "百分百要约行动",
        "z = ",
        "随机网络",
        "时期变化",
        "--out DIR",
    ):
        assert text in done.output
    assert "任职" not in done.output


def test_two_figures_that_differ_have_names_that_differ(graph: Path) -> None:
    done = kg("analyse", "--graph", graph, "--kind", "two-mode", "--draws", 20)
    assert "模块度（按次数加权） modularity (weighted)" in done.output  # of Newman and Girvan, by mentions
    assert "二部模块度与随机网络相比 bipartite" in done.output  # of Barber, each tie once


@pytest.mark.parametrize(("option", "value"), [("--kind", "bodys"), ("--period", "week"), ("--draws", "1")])
def test_a_wrong_option_is_a_usage_error(graph: Path, option: str, value: str) -> None:
    done = kg("analyse", "--graph", graph, option, value)
    assert done.exit_code == Exit.USAGE


def test_a_graph_that_is_not_there(tmp_path: Path) -> None:
    assert kg("analyse", "--graph", tmp_path / "none").exit_code == Exit.GRAPH


def test_the_markdown_explains_every_measure_once(graph: Path) -> None:
    rows = [one for one in tables.rows(store.open_graph(graph)) if one[0] != "mentions"]
    text = report.markdown(report.Report(list(sections(rows)), SOURCE, {}))
    for one in MEASURES.values():
        assert text.count(one.meaning_zh) == text.count(one.caveat_en) == 1, one.name
        assert f"({one.source})" in text
    assert "charts/" not in text and "不是随机样本" in text


HARD: list[Row] = [
    *ROWS,
    body(HOSTILE, place=HOSTILE),
    *(ran(HOSTILE, HOSTILE, name) for name in ("甲1", "甲2", "乙2")),
    issued(HOSTILE, "甲1", HOSTILE, "市总工会"),
]


def test_hostile_texts_stay_texts() -> None:
    made = report.Report(list(sections(HARD)), Said(HOSTILE, HOSTILE), {})
    page, text = report.html(made), report.markdown(made)
    assert "<script" not in page and "&lt;script&gt;pwned=1" in page
    assert "<script" not in text and "&lt;script&gt;pwned" in text
    assert "\x00" not in page + text and "\u202e" not in page + text


def test_nothing_to_analyse_is_said() -> None:
    made = list(sections([bulletin("甲"), item("一", "甲")]))
    assert all(section.left_out for section in made)
    assert report.html(report.Report(made, SOURCE, {})).count("没有这样的联系。") == 7


@needs_charts
def test_a_label_is_no_formula_and_the_same_chart_is_the_same_picture() -> None:
    bars = Bars(("$\\frac{1}$", HOSTILE), ((Said("甲", "a"), (1.0, 2.0)),), SOURCE)
    chart = Chart("bars", Said("图", "chart"), bars)
    picture = charts.svg(chart)
    assert picture == charts.svg(chart)
    assert "<script" not in picture and "<dc:date>" not in picture and 'href="http' not in picture


def test_without_matplotlib_the_report_has_no_charts_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "find_spec", lambda name: None)
    said = write(tmp_path, list(sections(ROWS)), SOURCE)
    assert len(said) == 1 and "pip install matplotlib" in said[0]
    assert not (tmp_path / "charts").exists()
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("没有安装 matplotlib") == 1 and "<img" not in page


def test_without_a_chinese_font_the_report_has_no_charts_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("matplotlib", reason="to run: pip install --group dev")
    monkeypatch.setattr(charts, "_family", lambda: None)
    said = write(tmp_path, list(sections(ROWS)), SOURCE)
    assert len(said) == 1 and "fonts-noto-cjk" in said[0]
    assert "<img" not in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *(
            (None, "–"),
            ("", "–"),
            ((), "–"),
            (("甲", "乙"), "甲、乙"),
            ("2011-08", "2011-08"),
            (1234, "1,234"),
        ),
        *((0.0, "0"), (75.0, "75"), (1 / 3, "0.333"), (0.0001, "<0.001"), (-0.0001, ">-0.001")),
        (0.1 + 0.2 + 0.7, "1"),
    ],
)
def test_values_for_people(value: object, text: str) -> None:
    assert written(value) == text


# ---------------------------------------------------------------- in a browser
@needs_charts
def test_the_report_in_a_browser(tmp_path: Path, tab: Tab, graph: Path) -> None:
    assert kg("analyse", "--graph", graph, "--out", tmp_path, "--draws", 20).exit_code == Exit.DONE
    page = tab.page
    page.goto((tmp_path / "report.html").as_uri())
    assert tab.is_offline() and tab.said == []
    assert page.locator("figure img").count() == len(CHARTS)
    assert all(page.locator("figure img").evaluate_all("all => all.map(one => one.naturalWidth > 200)"))
    page.click("th a[href='#measure-birank']")
    assert page.locator("#measure-birank").is_visible() and "He 2017" in page.inner_text("#measure-birank")
    assert tab.cannot_be_left()


def test_a_hostile_report_in_a_browser(tmp_path: Path, new_tab: Callable[..., Tab]) -> None:
    made = report.Report(list(sections(HARD)), Said(HOSTILE, HOSTILE), {})
    (tmp_path / "report.html").write_text(report.html(made), encoding="utf-8")
    tab = new_tab(width=390)
    tab.page.goto((tmp_path / "report.html").as_uri())
    assert tab.page.evaluate("typeof pwned") == "undefined"
    assert tab.page.locator("script").count() == 0 and tab.is_offline()
    width = tab.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], f"the page is wider than the telephone: {json.dumps(width)}"
