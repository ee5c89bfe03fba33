"""Resolution against its cases: `cases/resolve.jsonl`, a small bulletin a line, item by item.

A case: `issuer` and `title` (of the masthead, may be null), and `items`, each with `title`, `text` (the
signature included), `signed` (the contributors in order), `names` ([surface, canonical name] of every
organisation mention in order) and, where it matters, `body` and `place` of the item's context.
"""

from __future__ import annotations

import json
import re
from array import array
from pathlib import Path
from typing import Any

import pytest

from kg.model import Bulletin, Event, Item, ItemFacts, Organisation, Person, Post, Reading
from kg.pipeline import language
from kg.resolve import bulletin_context, resolve
from kg.resolve.context import city
from kg.resolve.names import body_of, core, house_of, join, shorter, whole
from kg.resolve.settle import settle

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "resolve.jsonl").read_text(encoding="utf-8").splitlines()
    if line.strip()
]
SIGNED = re.compile(r"（[^（）]+）$")


def item(position: int, title: str, text: str) -> Item:
    """An item whose reading text is the bulletin's own, offsets one to one."""
    whole_text = f"{title}\n{text}" if title else text
    match = SIGNED.search(whole_text)
    signature = match.span() if match else None
    return Item(
        "case", position, None, title or text.split("。")[0], 0, len(whole_text), whole_text,
        array("l", range(len(whole_text))), len(title) + 1 if title else 0, signature,
        "news" if title else "brief",
    )  # fmt: skip


def readings(case: dict[str, Any]) -> list[Reading]:
    items = tuple(item(n, i.get("title", ""), i["text"]) for n, i in enumerate(case["items"], 1))
    text = "\n".join(i.text for i in items)
    bulletin = Bulletin(
        "case",
        "case.txt",
        "",
        "utf-8",
        text,
        case.get("title") or "工会信息",
        case.get("issuer"),
        case.get("date"),
        items,
    )
    docs = list(language().pipe(i.text for i in items))
    context = bulletin_context(bulletin, docs)
    return [resolve(bulletin, i, d, context) for i, d in zip(items, docs, strict=True)]


def test_cases_were_collected() -> None:
    assert len(CASES) > 20
    assert any(not i["names"] for c in CASES for i in c["items"]), "no near miss"


@pytest.mark.parametrize("case", CASES, ids=[c["about"] for c in CASES])
def test_resolution(case: dict[str, Any]) -> None:
    for expected, reading in zip(case["items"], readings(case), strict=True):
        found = [[reading.item.text[m.at[0] : m.at[1]], m.entity.name] for m in reading.of(Organisation)]
        assert found == expected["names"]
        assert [o.name for o in reading.contributors] == expected.get("signed", [])
        if "body" in expected:
            assert reading.context.body is not None
            assert reading.context.body.name == expected["body"]
        if "place" in expected:
            assert reading.context.place == expected["place"]


def test_every_expansion_has_a_reason() -> None:
    for case in CASES:
        for reading in readings(case):
            for mention in reading.of(Organisation):
                surface = reading.item.text[mention.at[0] : mention.at[1]]
                assert mention.rule
                if mention.entity.name not in surface and surface not in mention.entity.name:
                    assert "→" in mention.reason, surface


@pytest.mark.parametrize(
    ("place", "rest", "name"),
    [
        ("太仓市", "委", "中共太仓市委"),
        ("太仓市", "委宣传部", "中共太仓市委宣传部"),
        ("渠县", "县委", "中共渠县县委"),
        ("昆山市", "总", "昆山市总工会"),
        ("昆山市", "总民管部", "昆山市总工会民管部"),
        ("昆山市", "工会", "昆山市总工会"),
        ("昆山市", "教育局", "昆山市教育局"),
        ("昆山市", "总商会", "昆山市总商会"),
        ("昆山市", "委员会", "昆山市委员会"),
    ],
)
def test_join(place: str, rest: str, name: str) -> None:
    assert join(place, rest) == name


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("苏州市总工会民管部", "苏州市总工会"),
        ("恒达机械有限公司工会", "恒达机械有限公司"),
        ("恒达机械有限公司党委", "恒达机械有限公司"),
        ("苏州市总工会", None),
        ("横泾街道工会", None),
    ],
)
def test_body_of(name: str, body: str | None) -> None:
    assert body_of(name) == body


def test_house_of() -> None:
    assert house_of("太行机械集团公司工会办公室") == "太行机械集团公司"
    assert house_of("苏州市总工会办公室") is None


def test_whole() -> None:
    assert whole("全总") == "中华全国总工会"
    assert whole("农行常熟支行") == "中国农业银行常熟支行"
    assert whole("恒达机械有限公司") == "恒达机械有限公司"


def test_short_names() -> None:
    assert core("中达电子（江苏）有限公司") == "中达电子"
    assert shorter("三洋能源公司", "三洋能源（苏州）有限公司")
    assert not shorter("三洋电机公司", "三洋能源（苏州）有限公司")
    assert not shorter("恒达集团", "恒达集团工会")


def test_a_bulletin_has_one_record_for_each_body() -> None:
    """恒达机械集团 with a place in one item and without in the next is one; two 鼓楼区总工会 are two."""
    case = {"items": [{"text": "日前，恒达集团举办培训。"}, {"text": "日前，恒达集团开展慰问。"}]}
    first, second = readings(case)
    here = Organisation("恒达集团", "enterprise", "320583")
    other = Organisation("恒达集团", "enterprise", None)
    north = Organisation("鼓楼区总工会", "union", "320302", "徐州市总工会")
    south = Organisation("鼓楼区总工会", "union", "320106", "南京市总工会")
    met = Event(1, 0, 2, "r", "meeting", None, (other,))
    held = Post(2, 0, 2, "r", Person("王某"), "主席", other)
    given = [
        ItemFacts(first.item, first.context, (here, north), (), (met,)),
        ItemFacts(second.item, second.context, (other, south), (), (held,)),
    ]
    one, two = settle(given)
    assert one.contributors == (here, north) and two.contributors == (here, south)
    assert [f.organisations for f in one.facts if isinstance(f, Event)] == [(here,)]
    assert [f.organisation for f in two.facts if isinstance(f, Post)] == [here]
    assert settle([one, two]) == [one, two]


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("320583", "320500"),
        ("310115", "310000"),
        ("659001", "659001"),
        ("419001", "419001"),
        ("320000", "320000"),
    ],
)
def test_a_place_directly_under_its_province_is_its_own_city(code: str, above: str) -> None:
    assert city(code) == above
