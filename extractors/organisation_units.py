"""The names of a text so far in, the units of a house out: 炼铁厂, 运输部, 热电厂|汽机车间运行三班.

In the newsletter of a group its works and departments stand without the group's name. Whether a text is such
a one is not known here, so these units are `local`, and `kg.resolve` keeps them only where a house speaks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from extractors.organisation_again import edges
from extractors.organisation_grammar import Grammar
from extractors.organisation_walk import Name
from extractors.organisation_words import department
from extractors.person import name_at

__all__ = ["deepened", "units"]

#: 炼铁厂, 检修公司, 三号矿, 技术学校, 职工医院
WORKS = re.compile(
    r"(?:[一-鿿]{2,4}(?:总厂|分厂|(?<![进入出建办离返在到回驻])厂|煤矿|矿|分公司|公司|机务段|工务段|采油队|钻井队)|(?:技术|技工|职工|职业|子弟|培训|矿工|集团){1,2}(?:学校|医院))"
    r"(?![长房区务家商际办门员工主化制法石山])(?!职工(?:之家|代表))"
)
#: no unit: words for all or any of them
NO_UNIT = re.compile(
    r"^(?:[省市县区镇乡全各每本该我其某此这那哪两几多一二三四五六七八九十在有到从对向为等和与及或的了是把被将让由]|下属|所属|基层|二级|兄弟|集团|股份|有限|总|子|母|小区|物业|低品位|高品位|参股|控股|上市|建筑|保险|外资|民营)"
)
#: what a unit is deepened by, down to the shift: 卷包车间|丙班, 沾益分段|养护三班, |办税服务厅
DEEPER = re.compile(
    r"[一-鿿0-9]{0,12}?(?:班组|[一-鿿0-9]{1,5}班|工段|[一二三四五六七八九十\d]中队|机组|集控[一二三四五六甲乙丙丁]值|营业厅|服务厅|服务大厅|"
    r"服务窗口|供水站|规划所|收费站|护理组|护理部|急诊科|[一-鿿]{1,5}科|[内外]二?科|教研组|语文组|数学组|英语组|QC小组)"
    r"(?=$|[\n、，。；）]|荣?获|喜获|被(?:评|授|命名|自治区|全国|省|市)|等)"
)
NO_DEEPER = re.compile(
    r"[的了在和与为由向对被将获等名个]|开展|举办|组织|工会|学科|本科|专科|派出|"
    r"(?:培训|学习|辅导|补习|托管|研修|进修|提高|速成|特训|暑期|秋季|春季|兴趣|[早中晚夜轮值带开上下加倒领跟接交换])班"
)


def units(grammar: Grammar, names: list[Name]) -> list[Name]:
    """Works, departments and schools that stand by themselves, for a house to own."""
    text = grammar.text
    taken = sorted((n.start, n.end) for n in names)
    starts = [start for start, _ in taken]
    counted = {t.end for t in grammar.tokens if t.row.kind == "quant"}  # 各|项目部
    opens = (edges(grammar) - counted) | {n.end for n in names}
    inner = [t for t in grammar.tokens if t.row.kind in ("class", "quant", "stop")]
    blocked = {i for t in inner for i in range(t.start, t.end)}
    out: list[Name] = []
    for pattern in (WORKS, department()):
        for start in sorted(opens):
            match = pattern.match(text, start)
            if (
                match is None
                or NO_UNIT.match(match.group())
                or any(i in blocked for i in range(*match.span()))
            ):
                continue
            end = match.end()
            before = bisect_right(starts, end - 1) - 1
            if before >= 0 and taken[before][1] > start:
                continue
            ore = next((a for n in (4, 3, 2, 1) if (a := grammar.lists.after.get(match.group()[-n:]))), None)
            if text[start - 1 : start] == "“" or (ore and ore.match(text, end)):
                continue  # “平安厂”; 低品位磷矿|浮选
            rule = "organisation.house-unit"
            out.append(Name(start, end, "enterprise", "local", rule, "ent", match.group()))
    return out


def deepened(grammar: Grammar, names: list[Name]) -> list[Name]:
    """Each name lengthened by the shift or counter that an honour goes to: 曲靖卷烟厂|卷包车间丙班."""
    text = grammar.text
    begins = sorted(n.start for n in names)
    out: list[Name] = []
    for name in names:
        match = DEEPER.match(text, name.end) if name.cls in ("ent", "inst", "gov", "gtop") else None
        if (
            match is None
            or NO_DEEPER.search(match.group())
            or any(name.end < b < match.end() for b in begins)
            or name_at(text, name.end) is not None
        ):
            out.append(name)
        else:
            out.append(replace(name, end=match.end(), rule=name.rule))
    return out
