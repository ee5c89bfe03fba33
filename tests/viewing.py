"""Rows for the tests of the views: ties, outcomes, hostile texts and networks of any size."""

from __future__ import annotations

from browser import HOSTILE

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
