"""For the tests of the views: rows of ties and outcomes, networks of any size, and what a page shows."""

from __future__ import annotations

import json
import re
from typing import Any

from browser import HOSTILE, Tab

from kg.views.about import About, about
from kg.views.bench import random_ties


def row(body: str = "甲市总工会", programme: str = "送清凉活动", **other: str) -> dict[str, str]:
    """A tie as `kg.network.two_mode.ties` gives it."""
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


def outcome(value: str, *, body: str = "甲县总工会", **other: str) -> dict[str, str]:
    """An outcome with the bulletin and title of its item."""
    base = {
        "item": "i",
        "outcome": f"urn:f:{value}",
        "indicator": "组建独立工会",
        "value": value,
        "value_max": "",
        "unit": "家",
        "comparator": "=",
        "status": "result",
        "organisation": f"urn:o:{body}",
        "organisation_name": body,
        "programme": "",
        "programme_name": "",
        "period": "2011",
        "quote": f"组建独立工会{value}家",
        "bulletin": "b",
        "title": "t",
        "start": "3",
        "end": "9",
    }
    return base | other


def body(name: str, above: str = "", aliases: str = "") -> tuple[str, dict[str, str]]:
    """A row of the table of organisations."""
    return "organisations", {
        "organisation": f"urn:o:{name}",
        "organisation_name": name,
        "kind": "union",
        "parent": f"urn:o:{above}" if above else "",
        "parent_name": above,
        "place_name": "",
        "aliases": aliases,
    }


HOSTILE_ROWS = [
    row(place_name="甲市", themes="", when="2011-08", confidence="0.9"),
    row(
        HOSTILE,
        HOSTILE,
        kind="",
        quote=HOSTILE,
        bulletin=HOSTILE,
        title=HOSTILE,
        place_name=HOSTILE,
        themes=HOSTILE,
    ),
    row(
        "甲市职工服务中心困难职工帮扶工作联席会议办公室",
        "百万职工职业技能素质提升工程暨五一劳动竞赛活动" + "长" * 300,
        kind="joint",
        role="participant",
        when="2012",
        confidence="0.4",
    ),
]

#: bodies above each other: one in a ring, one hostile, one known by its parent's row alone
HOSTILE_TABLES = [
    ("items", {"item": "i", "bulletin": HOSTILE, "title": HOSTILE}),
    *(
        body(name, above, aliases=HOSTILE)
        for name, above in (
            ("甲市总工会", "省总工会"),
            (HOSTILE, "甲市总工会"),
            ("子", "丑"),
            ("丑", "子"),
            ("孤", ""),
        )
    ),
    (
        "mentions",
        {
            "item": "i",
            "type": "organisation",
            "entity": "urn:o:孤",
            "text": HOSTILE,
            "start": "1",
            "end": "2",
        },
    ),
    ("outcomes", outcome("1", body="甲市总工会", indicator=HOSTILE, quote=HOSTILE)),
]


def hostile_about() -> About:
    """What is told of the hostile bodies."""
    return about(HOSTILE_TABLES)


def world(nodes: int) -> list[dict[str, str]]:
    """Ties of about so many bodies and programmes."""
    return random_ties(nodes)


# ---------------------------------------------------------------- what a page shows
def data(tab: Tab) -> Any:
    """What Python wrote into the page."""
    return json.loads(tab.page.text_content("#data"))


def number(tab: Tab, label: str) -> int:
    """The number of a node in the page."""
    return next(at for at, node in enumerate(data(tab)["nodes"]) if node[1] == label)


def spot(tab: Tab, *nodes: int) -> tuple[float, float]:
    """Where a node, or the middle between two, lies on the screen."""
    where = """(ids) => { const box = document.getElementById('mynetwork').getBoundingClientRect();
        const places = Object.values(network.getPositions(ids)).map((one) => network.canvasToDOM(one));
        const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
        return [box.x + mean(places.map((one) => one.x)), box.y + mean(places.map((one) => one.y))]; }"""
    x, y = tab.page.evaluate(where, list(nodes))
    return x, y


def quotes(tab: Tab, texts: dict[str, str]) -> list[str]:
    """The quotes in the panel; each equals the text of its bulletin at its offsets."""
    told = tab.page.eval_on_selector_all(
        "#panel .quote", "all => all.map((one) => [...one.children].map((part) => part.textContent))"
    )
    for quoted, source in told:
        stem, rest = source.split(" · ", 1)
        place = re.search(r"\[(\d+):(\d+)\]", rest)
        assert place is not None, source
        assert quoted == f"“{texts[stem][int(place[1]) : int(place[2])]}”"
    return [quoted for quoted, _ in told]


def seek(tab: Tab, words: str) -> None:
    tab.page.fill("#search", words)
    tab.page.wait_for_selector("#results button")
