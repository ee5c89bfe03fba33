"""Parts told by 其中, 包括, 含 and 分别: joined to their whole, and nothing else joined.

`cases/parts.tsv` holds every such figure of the samples and both halves of the invented texts, by quotes of
the gold, so that this measures the joining alone. It was mended on these texts twice: they are no blind test.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import frozen
import pytest

from kg import bulletin, checks, tables
from kg.facts.parts import join
from kg.model import Item, Outcome, Status

HERE = Path(__file__).parent
CASES = HERE / "cases" / "parts.tsv"
FOLDERS = (frozen.SAMPLES, HERE / "cases/bulletins/dev", HERE / "cases/bulletins/test")


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def coded() -> dict[str, set[tuple[str, str]]]:
    """bulletin/item -> (quote of the part, quote of its whole)."""
    found: dict[str, set[tuple[str, str]]] = {}
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            item, part, whole = line.split("\t")
            found.setdefault(item, set()).add((part, whole))
    return found


def outcomes(text: str, item: Item, gold: dict[str, object]) -> Iterator[Outcome]:
    for e in gold["outcomes"]:  # type: ignore[attr-defined]
        at = re.search(r"\s*".join(map(re.escape, bare(e["quote"]))), text[item.start : item.end])
        if at:
            place = (item.position, item.start + at.start(), item.start + at.end(), "coded")
            value = Decimal(str(e["value"]))
            yield Outcome(*place, e["indicator"], value, e["unit"], e["comparator"], e["status"])


def test_all_coded_parts_are_joined_and_no_other_figure() -> None:
    expected, seen = coded(), 0
    for stem in sorted({item.partition("/")[0] for item in expected}):
        (path,) = (found for folder in FOLDERS for found in folder.glob(f"{stem}.txt"))
        source = bulletin.read(path)
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["items"]
        for item, one in zip(source.items, gold, strict=True):
            found = set()
            for outcome in join(item, outcomes(source.text, item, one)):
                seen += 1
                if outcome.part_of:
                    start, end, _ = outcome.part_of
                    part, whole = source.text[outcome.start : outcome.end], source.text[start:end]
                    found.add((bare(part), bare(whole)))
            assert found == expected.get(f"{stem}/{item.position}", set()), f"{stem}/{item.position}"
    assert sum(map(len, expected.values())) > 50 and seen > 500


def joined(text: str, *figures: str, status: tuple[Status, ...] = ()) -> dict[str, str]:
    """Part -> whole among the figures of a text, given in their order as 新建工会|68家."""
    item = Item("case", 1, None, "", 0, len(text), text, array("L", range(len(text))))
    given, at = [], 0
    for number, figure in enumerate(figures):
        indicator, _, told = figure.partition("|")
        at = text.index(told, at)
        start = max(0, at - len(indicator)) if text[:at].endswith(indicator) else at
        parts = re.fullmatch(r"([\d.]+)(万?)(余?)(\D+)", told)
        assert parts
        value = Decimal(parts[1]) * (10000 if parts[2] else 1)
        sign = ">" if parts[3] else "="
        state = status[number] if status else "result"
        given.append(Outcome(1, start, at + len(told), "t", indicator, value, parts[4], sign, state))  # type: ignore[arg-type]
        at += len(told)
    names = {(one.start, one.end, one.value): name for one, name in zip(given, figures, strict=True)}
    return {
        names[one.start, one.end, one.value].partition("|")[2]: names[one.part_of].partition("|")[2]
        for one in join(item, given)
        if one.part_of
    }


@pytest.mark.parametrize(
    ("text", "figures", "parts"),
    [
        ("新建工会68家，其中独立工会38家", ["新建工会|68家", "独立工会|38家"], {"38家": "68家"}),
        (
            "新建工会68家。其中，独立工会38家、联合工会9家。",
            ["新建工会|68家", "独立工会|38家", "联合工会|9家"],
            {"38家": "68家", "9家": "68家"},
        ),
        (
            "有会员9万人（含农民工4万人），企业200家",
            ["会员|9万人", "农民工|4万人", "企业|200家"],
            {"4万人": "9万人"},
        ),
        (
            "会员9万人，两区分别为5万人和4万人",
            ["会员|9万人", "会员|5万人", "会员|4万人"],
            {"5万人": "9万人", "4万人": "9万人"},
        ),
        (
            "发放65万余元，惠及843人。其中津贴59万余元，惠及699人；奖金6万余元，惠及144人。",
            [
                "发放|65万余元",
                "惠及|843人",
                "津贴|59万余元",
                "津贴惠及|699人",
                "奖金|6万余元",
                "奖金惠及|144人",
            ],
            {"59万余元": "65万余元", "699人": "843人", "6万余元": "65万余元", "144人": "843人"},
        ),
        (
            "建家80家，新建工会68家，其中，独立工会38家",  # of two, the nearest, which shares 工会
            ["建家|80家", "新建工会|68家", "独立工会|38家"],
            {"38家": "68家"},
        ),
        ("接待1200人次，其中女职工300名", ["接待|1200人次", "女职工|300名"], {"300名": "1200人次"}),
    ],
)
def test_a_part_is_joined(text: str, figures: list[str], parts: dict[str, str]) -> None:
    assert joined(text, *figures) == parts


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("新建工会68家，独立工会38家", ["新建工会|68家", "独立工会|38家"]),  # nothing tells it
        (
            "成果90项，申请专利70项，其中，增效过百万的有12项",  # of which of the two is not told
            ["成果|90项", "申请专利|70项", "增效过百万|12项"],
        ),
        ("新建工会68家，其中发展会员900人", ["新建工会|68家", "发展会员|900人"]),  # other things are counted
        ("新建工会68家，其中外企占40%", ["新建工会|68家", "外企|40%"]),  # a share has no sum
        ("新建工会68家，其中各区累计新建120家", ["新建工会|68家", "新建|120家"]),  # larger than the whole
        ("发放助学金9万元，其中本科生每人3000元", ["发放助学金|9万元", "本科生每人|3000元"]),  # so much each
        ("会员9万人，两区分别为5万人和3万人", ["会员|9万人", "会员|5万人", "会员|3万人"]),  # does not add up
        (
            "新建工会68家；会员900人，其中慰问困难职工5户。另建38家",
            ["新建工会|68家", "慰问困难职工|5户", "建|38家"],
        ),
        ("服务内含7家单位，走访68家，共3家", ["单位|7家", "走访|68家", "共|3家"]),  # 内含 is no cue
    ],
)
def test_a_near_miss_is_not(text: str, figures: list[str]) -> None:
    assert joined(text, *figures) == {}


def test_what_is_counted_beside_the_parts_is_none() -> None:
    text = "新建工会68家，其中独立工会38家，另建联合工会1家"
    assert joined(text, "新建工会|68家", "独立工会|38家", "建联合工会|1家") == {"38家": "68家"}


def test_a_target_is_no_part_of_a_result() -> None:
    text = "新建工会68家，其中独立工会38家"
    assert joined(text, "新建工会|68家", "独立工会|38家", status=("result", "target")) == {}


def test_the_order_given_stays() -> None:
    source = bulletin.read(frozen.SAMPLES / "wuxi-2011-09.txt")
    gold = json.loads((frozen.SAMPLES / "wuxi-2011-09.json").read_text(encoding="utf-8"))["items"]
    given = list(outcomes(source.text, source.items[2], gold[2]))[::-1]
    found = join(source.items[2], given)
    assert [(one.start, one.end) for one in found] == [(one.start, one.end) for one in given]
    assert any(one.part_of for one in found)


def test_a_part_is_in_graph_and_tables(tmp_path: Path) -> None:
    graph = frozen.graph(tmp_path / "g", frozen.SAMPLES)
    assert not list(checks.check(graph))
    figures = {row["outcome"]: row for table, row in tables.rows(graph) if table == "outcomes"}
    parts = {(row["quote"], figures[row["part_of"]]["quote"]) for row in figures.values() if row["part_of"]}
    assert ("农民工会员9300人", "发展会员1.27万人") in parts
    stems = [path.stem for path in frozen.SAMPLES.glob("*.txt")]
    told = [pair for item, pairs in coded().items() if item.partition("/")[0] in stems for pair in pairs]
    assert len(parts) == len(told)
