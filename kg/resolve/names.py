"""Pure functions on written names: a surface and what it stands for in, the canonical name out.

Knows the grammar of names, nothing of items: 苏州市|总 → 苏州市总工会, 太仓市|委 → 中共太仓市委,
农行|常熟支行 → 中国农业银行常熟支行, and which body a name's last part belongs to.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from extractors import place as places
from extractors.lexicon import load
from extractors.organisation import LEVELS
from extractors.organisation_words import department
from extractors.places import PLACES

#: quotation marks never belong to a canonical name: “新昆山人”服务中心
QUOTES = re.compile('[“”‘’"]')
#: 总 short for 总工会, before the end or a department: 市总, 市总民管部; 慈善总会 is none
ZONG = re.compile(r"^总(?!工会|会|商会|公司|厂|队|局|站|院|社|行)")
#: party committees of a place: 委, 委宣传部; 委员会 is of another kind
PARTY = re.compile(r"^委(?!员|托|办局)")
#: level words at the front of a local name, with those that stay: 市|教育局, 市级机关工会 → 市 + 级机关工会
LEVEL = re.compile("(" + "|".join(sorted(LEVELS, key=len, reverse=True)) + ")")
COMMITTEE = re.compile(r"^[市县区州旗盟]委(?!员|托)")
OTHER_PARTY = re.compile(r"^(?:共青团|民革|民盟|民建|民进|农工党|致公党|台盟|九三学社|政协)")
#: legal endings, dropped to compare names of enterprises: 三洋能源（苏州）有限公司 ~ 三洋能源公司
LEGAL = re.compile(r"(?:集团)?(?:股份|控股)?(?:有限责任公司|有限公司|总公司|公司|集团|总厂|厂)$")
BRACKET = re.compile(r"（[^（）]*）")
UNION_END = re.compile(r"(?:工会(?:委员会|联合会|工作委员会)?|机关工会)$")
#: 浮选厂, 龙山矿: as short as a house is
HOUSE_OF_THREE = re.compile(r"[一-鿿]{2}[厂矿段站校]")
#: heads whose official name starts with the full place: 苏州|总工会 is 苏州市总工会
OFFICIAL = re.compile(r"^(?:总工会|工会$|政府|人民政府|人大|政协|委|总|教育工会)")


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((r[0], r[1]) for r in load("organisation_aliases")), key=lambda r: -len(r[0])))


@cache
def _aliases_by_first() -> dict[str, tuple[tuple[str, str], ...]]:
    by_first: dict[str, list[tuple[str, str]]] = {}
    for alias in _aliases():
        by_first.setdefault(alias[0][0], []).append(alias)
    return {first: tuple(found) for first, found in by_first.items()}


def aliases_of(text: str) -> tuple[tuple[str, str], ...]:
    """The aliases (short, full) with the text's first character, longest first: 农行 for 农行支行."""
    return _aliases_by_first().get(text[:1], ())


@cache
def _parts_by_last() -> dict[str, tuple[str, ...]]:
    by_last: dict[str, list[str]] = {}
    for part in _parts():
        by_last.setdefault(part[-1], []).append(part)
    return {last: tuple(found) for last, found in by_last.items()}


@cache
def _parts() -> tuple[str, ...]:
    """Last words of parts of a body, longest first: 民管部, 办公室, 女职工委员会."""
    found = [r[0] for r in load("organisation_heads") if r[2] == "body"]
    return tuple(sorted(found, key=len, reverse=True))


def is_part(text: str) -> bool:
    """Does it say a part of a body and nothing else: 民管部, 人力资源科, 安全环保部部长's 安全环保部?"""
    return text in _parts() or text.startswith(_parts()) or department().fullmatch(text) is not None


@cache
def _stems() -> dict[str, str]:
    return {r[0]: r[1] for r in load("organisation_stems")}


def office(stem: str) -> str:
    """An office with its last word: 劳动社保 → 劳动社保局; 工商联 stays."""
    return _stems().get(stem, stem)


@lru_cache(maxsize=4096)
def place_in(name: str) -> str | None:
    """The code of the last place a name holds, the same in every item: 上海浦东发展银行苏州分行 → 320500."""
    codes = [found.code for found in places.find(name) if found.code]
    return codes[-1] if codes else None


@cache
def antecedents() -> dict[str, re.Pattern[str]]:
    """What an anaphor can stand for, by its noun: 该行 → …银行, …支行."""
    return {r[0]: re.compile(f"(?:{r[2]})$") for r in load("organisation_anaphors")}


def place_name(code: str) -> str:
    """The full name of a code: 320583 → 昆山市."""
    return PLACES.by_code(code).name


def folded(code: str) -> str:
    """The common form of an autonomous place's name: 222400 → 延边州, "" for other places."""
    record = PLACES.by_code(code)
    return record.short + record.name[-1] if "自治" in record.name and record.short else ""


def unfold(rest: str) -> str:
    """What follows the place, with its short forms written out: 总 → 总工会, 总民管部 → 总工会民管部."""
    return ZONG.sub("总工会", rest)


def join(place: str, rest: str, *, level: str = "county") -> str:
    """A place's full name and what follows it: 太仓市 + 委 → 中共太仓市委; 昆山市 + 工会 → 昆山市总工会."""
    rest = unfold(rest)
    if rest.startswith("联社") and level == "province":
        return f"{place}农村信用社联合社{rest[2:]}"
    if rest.startswith("党委") and re.match("第[一-鿿]{1,3}师", place):
        return place + rest  # 第八师石河子市|党委
    again = COMMITTEE.match(rest)
    if again:  # 渠县|县委, 苏州市|市委
        rest = rest if len(place) == 2 else rest[1:]
        return f"中共{place}{rest}"
    if (
        rest.startswith("党委")
        and level in ("province", "prefecture", "county")
        and place[-1] in "省市区县州旗"
    ):
        return f"中共{place}{rest[1:]}"
    if PARTY.match(rest) and len(place) == 2:
        return f"中共{place}{place[-1]}{rest}"
    if PARTY.match(rest):
        return f"中共{place}{rest}"
    if rest == "工会" and level in ("province", "prefecture", "county"):
        return f"{place}总工会"
    return place + rest


def whole(surface: str) -> str:
    """A name that needs no place: 全总 → 中华全国总工会, 农行常熟支行工会 → 中国农业银行常熟支行工会."""
    name = QUOTES.sub("", surface)
    if re.match(r"全总(?!工会)", name):
        return "中华全国总工会" + name[2:]
    if name.startswith("全国总工会"):
        return "中华" + name
    for short, full in aliases_of(name):
        if name.startswith(short) and not name.startswith(full):
            return full + name[len(short) :]
    return name


def body_of(name: str) -> str | None:
    """The body a department, committee or union belongs to: 苏州市总工会民管部 → 苏州市总工会, else None."""
    for part in _parts_by_last().get(name[-1:], ()):
        if name.endswith(part) and len(name) - len(part) >= 3:
            return name[: -len(part)]
    if name.endswith(("部", "处", "科", "室", "办", "中心")):
        for found in department().finditer(name, 3):
            if found.end() == len(name):
                return name[: found.start()]  # 滇池化工集团公司|安全环保部
    match = UNION_END.search(name)
    if match and not name.endswith("总工会"):
        house = name[: match.start()]
        if HOUSE_OF_THREE.fullmatch(house):
            return house
        if len(house) >= 4 and re.search(
            r"(?:公司|集团|银行|支行|分行|厂|矿|局|大学|学院|学校|中学|小学|[一二三四五六七八九十]中|医院|研究院|研究所|酒店|油田|项目部)$",
            house,
        ):
            return house
    for part in ("机关党委", "党委", "党组", "党支部", "团委", "困难职工援助中心", "困难职工帮扶中心"):
        house = name[: -len(part)]
        if name.endswith(part) and (len(house) >= 4 or HOUSE_OF_THREE.fullmatch(house)):
            return house
    return None


def beside(committee: str, office: str, kind: str) -> str | None:
    """An office of the party committee before it: 中共太仓市委…、政法委 → 中共太仓市委政法委, else None."""
    match = re.match(r"中共[一-鿿]{2,12}?[省市区县州旗盟]委(?!员)", committee)
    return match.group() + office if match and kind == "party" and office[0] not in "纪监" else None


def core(name: str) -> str:
    """An enterprise's own words, without bracket and legal ending: 中达电子（江苏）有限公司 → 中达电子."""
    return LEGAL.sub("", BRACKET.sub("", QUOTES.sub("", name)))


@lru_cache(maxsize=4096)
def own_words(name: str) -> str:
    """An enterprise's core without the place it opens with: 安徽大别山竹业有限公司 → 大别山竹业."""
    own = core(name)
    found = next((f for f in places.find(name) if f.start == 0 and f.end < len(own)), None)
    return own[found.end :] if found else own


def shorter(short: str, full: str, places: tuple[str, ...] = ()) -> bool:
    """Is `short` an obvious short name of the enterprise `full`: the beginning or end of its own words?

    恒达公司 of 恒达（泰州）有限公司, 康宁制药有限公司 of 泰州远达医药集团康宁制药有限公司.
    """
    a, b = core(short), core(full)
    if short == full or len(a) < 2 or len(short) >= len(full) or body_of(full) is not None:
        return False
    if re.search(r"[部室科处]$", full) or full.startswith(short):
        return False  # its department or branch, not its full name
    if b.endswith(a) or b.startswith(a):
        return len(a) >= 4 or LEGAL.search(short) is not None or a == b
    return any(b.startswith(p) and b[len(p) :].startswith(a) and len(a) >= 3 for p in places)


class Houses(NamedTuple):
    """House words: what each can stand for, which mean the bulletin's own, and their pattern."""

    patterns: dict[str, re.Pattern[str]]
    whole: frozenset[str]
    opening: re.Pattern[str]


@cache
def houses() -> Houses:
    """集团公司工会 in a bulletin of 太行机械集团公司: the words of `organisation_houses.tsv`."""
    rows = load("organisation_houses")
    patterns = {row[0]: re.compile(f"(?:{row[1]})$") for row in rows}
    words = "|".join(sorted(patterns, key=len, reverse=True))
    whole = frozenset(row[0] for row in rows if len(row) > 2)
    return Houses(patterns, whole, re.compile(f"({words})(?!员|动|业)"))


def house_of(name: str) -> str | None:
    """The house a name belongs to: 太行机械集团公司工会办公室 → 太行机械集团公司; None where none."""
    while True:
        above = body_of(name)
        if above is None:
            break
        name = above
    name = UNION_END.sub("", name) if not name.endswith("总工会") else ""
    return name if len(name) >= 3 and any(p.search(name) for p in houses().patterns.values()) else None
