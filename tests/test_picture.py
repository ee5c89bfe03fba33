"""The still picture of a network: all of it is drawn, in the page's colours, and texts stay texts."""

from __future__ import annotations

import io

import networkx as nx
import pytest

pytest.importorskip("matplotlib", reason="to run: pip install --group dev")

from browser import HOSTILE
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from kg.network import charts
from kg.network.layout import layout
from kg.network.two_mode import NetworkError
from kg.views import picture
from kg.views.palette import KINDS, PROGRAMME


@pytest.fixture(autouse=True)
def chinese() -> None:
    try:
        charts.font()
    except NetworkError:
        pytest.skip("no font with Chinese on this machine; to run: apt-get install fonts-noto-cjk")


def network(name: str = "常熟市总工会") -> nx.Graph:
    graph = nx.Graph()
    graph.add_node("a", label=name, mode="organisation", kind="union")
    graph.add_node("b", label="常熟市财政局", mode="organisation", kind="government")
    graph.add_node("p", label="送温暖活动", mode="programme", kind="")
    graph.add_edge("a", "p", role="ran")
    graph.add_edge("b", "p", role="partner")
    return graph


def test_every_node_and_tie_is_drawn_where_the_page_has_it() -> None:
    graph = network()
    axes = picture.figure(graph, title="图").axes[0]
    points = [c for c in axes.collections if isinstance(c, PathCollection)]
    drawn = {(float(x), float(y), to_hex(c.get_facecolor()[0])) for c in points for x, y in c.get_offsets()}
    colours = {"a": KINDS["union"][0], "b": KINDS["government"][0], "p": PROGRAMME[0]}
    assert drawn == {(x, -y, colours[node]) for node, (x, y) in layout(graph).items()}
    assert len(axes.lines) == 2
    assert {text.get_text() for text in axes.texts} == {"常熟市总工会", "常熟市财政局", "送温暖活动"}


def test_only_the_most_tied_are_named() -> None:
    axes = picture.figure(network(), labels=1).axes[0]
    assert [text.get_text() for text in axes.texts] == ["送温暖活动"]


def test_a_hostile_name_is_drawn_as_text() -> None:
    name = f"$\\frac{HOSTILE}\x07"
    drawn = picture.figure(network(name))
    assert drawn.axes[0].texts[0].get_text() == name.removesuffix("\x07")
    target = io.BytesIO()
    drawn.savefig(target, format="svg")
    assert b"<script" not in target.getvalue()


def test_an_empty_network_is_an_empty_picture() -> None:
    axes = picture.figure(nx.Graph(), title="空").axes[0]
    assert not axes.texts
    assert not axes.lines
