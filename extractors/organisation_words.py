"""The word lists of organisation names in, the words of one text out, in order, as the grammar reads them.

One linear pass of an automaton over the text marks the last words of names (heads), short names of
banks (aliases), and what stands left of names (boundaries); the lists say which is which.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.tokens import Span

from extractors.lexicon import load, terms

#: level words that stand for the item's own place: 市教育局, 省总工会, 街道党工委
LEVELS = (
    "省",
    "市",
    "区",
    "县",
    "州",
    "盟",
    "旗",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "镇",
    "乡",
    "街道",
    "园区",
    "开发区",
    "高新区",
    "经开区",
    "新区",
    "城区",
)
#: 8家, 几十个, 一批: what follows is counted, not named
COUNT = re.compile(
    r"(?:\d+(?:[余多几])?万?|[两几数一二三四五六七八九十][余多几百千万十一二三四五六七八九]*)(?:余|多)?(?:家|个|名|位|类|级|支|批|所|座)"
)
#: figures end a name unless they number it: 第3中学, 中铁12局
DIGITS = re.compile(r"(?<!第)\d+(?:[.．]\d+)*(?!\d|局|厂|矿|医院|处|中学)")
#: 长治|二中, 县|一中: a school by its number; not 十八届二中全会, 统一中心
NUMBERED = re.compile(
    r"(?<![第统之同届唯每单])(?:[一二三四五六七八九]|十[一二三四五六]?)中(?!全会|选|的|有|心|国|间|央|队|了|奖|期|年|等|型|旬|秋|午|途|举|之|学)"
)
#: 黑龙江省|水利四处, 市|建工三公司: a works by its number; 建成四处 is none
NUMBERED_WORKS = re.compile(
    r"(?:水利|水电|路桥|公路|铁路|铁建|交建|建工|建筑|城建|市政|安装|电建|火电|送变电|煤建|矿建|冶建|化建|石化|地质|勘探|物探|钻井|采油|运输|汽运|航务|港航|"
    r"隧道|桥梁|养护|环卫|园林|供电|中建|中水|中交|中铁|中冶|有色|核工业|机械化|基础)[一二三四五六七八九十]{1,3}(?:处|局|公司|分公司|工程处|工程队|工程局|大队|队|院|厂)"
    r"(?![一-鿿]{0,1}(?:驿站|地|所|级))"
)
PUNCTUATION = "，。；：！？、（）“”‘’《》〈〉【】—…·●○◆■□★☆△▲|/／\n\t ~～→#*＊"


class Row(NamedTuple):
    """What a word of the lists is: head, alias, keep, quant, class, stop, soft, level-zong …"""

    kind: str
    word: str
    label: str = ""
    need: str = ""
    cls: str = ""
    flags: str = ""  # weak, direct, level, three: see the list's first lines


class Token(NamedTuple):
    """A word of the lists, a punctuation mark or a figure at its place in the text."""

    start: int
    end: int
    row: Row


class Lists(NamedTuple):
    """All word lists, ready to run."""

    rows: tuple[Row, ...]
    automaton: AhoCorasick
    after: dict[str, re.Pattern[str]]
    zong: dict[str, bool]
    departments: re.Pattern[str]  # 民管部, 办公室 …


@cache
def word_lists() -> Lists:
    """The lists, read once per process."""
    words: dict[str, Row] = {}
    for word, full, label, need, *_ in load("organisation_aliases"):
        words[word] = Row("alias", full, label, need, "ent")
    for word, label, need, cls, *flags in load("organisation_heads"):
        words.setdefault(word, Row("head", word, label, need, cls, flags[0] if flags else ""))
    for word in ("中国", "中华", "全国", "国家"):
        words.setdefault(word, Row("nation", word))
    for level in ("省", "市", "区", "县", "州", "盟", "旗", "园区", "开发区", "高新区", "镇", "街道"):
        words.setdefault(level + "总", Row("zong", level))
    for row in [r for r in words.values() if r.kind == "head" and r.need == "place"]:
        for level in LEVELS:  # longer than 市民, 市政, 县城: 市民政局, 市政府, 县城管局
            words.setdefault(level + row.word, row._replace(kind="level"))
    for level in ("省", "市", "区", "县", "州", "盟", "旗"):
        words.setdefault(level + "委", Row("wei", level))
        for tail in ("委员", "委托", "委派", "委任", "委屈"):
            words.setdefault(level + tail, Row("keep", level + tail))
    for level in (
        "镇",
        "乡",
        "街道",
        "园区",
        "开发区",
        "高新区",
        "城区",
        "自治区",
        "师市",
        "州",
        "县",
        "场",
        "村",
        "社区",
    ):
        words.setdefault(level + "党委", Row("wei", level))
    for word, kind, *_ in load("organisation_boundaries"):
        words.setdefault(word, Row(kind, word))
    for mark in PUNCTUATION:
        words[mark] = Row("mark", mark)
    after = {
        row[0]: re.compile("(?:" + "|".join(map(re.escape, row[1].split("|"))) + ")")
        for row in load("organisation_after")
    }
    zong = {row[0]: row[1] == "yes" for row in load("organisation_after_zong")}
    parts = sorted(
        (r.word for r in words.values() if r.kind == "head" and r.cls == "dept"), key=len, reverse=True
    )
    departments = re.compile("(?:" + "|".join(map(re.escape, parts)) + ")(?![门分长队])")
    return Lists(
        tuple(words.values()),
        AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest),
        after,
        zong,
        departments,
    )


@cache
def department() -> re.Pattern[str]:
    """A department by the words of `organisation_department_words.tsv`: 集体合同部, 社会工作和人才组织办."""
    words = "|".join(sorted(terms("organisation_department_words"), key=len, reverse=True))
    some = f"(?:{words})"
    return re.compile(
        f"(?!工作[部处科室办]){some}{{1,4}}(?:[和与]{some}{{1,3}})?(?:"
        "部(?![门分署队件属位下])|处(?![理置分罚在境于处方所])|科(?![学技研普目教协室])|(?<!工作)室(?![内外温友])"
        "|(?<=检|修|术|发|研|量|验|算|流|储|销|购|应|度|营|训|控|计)中心|办公室|办(?![公理好事学法案班证成会税年实结医展]))"
    )


@cache
def stem_kinds() -> dict[str, str]:
    """Offices without their last word, with their kinds: 人社, 住建."""
    return {row[0]: row[2] for row in load("organisation_stems")}


@cache
def trades() -> frozenset[str]:
    """Trades whose union of a place may be called without the place: 金融|工会, 直属机关|工会."""
    return frozenset(terms("organisation_union_trades"))


@cache
def houses() -> tuple[frozenset[str], re.Pattern[str]]:
    """Level words of an enterprise or office union (集团工会, 局工会, 校工会), and what ends in one."""
    words = terms("organisation_houses")
    return frozenset(words), re.compile("(?:" + "|".join(words) + ")$")


def _short_for_union(text: str, end: int, lists: Lists) -> bool:
    """Is 总 before `end` short for 总工会: 市总召开, 市总会同, 市总经济工作部; not 市总共, 全市总体."""
    if lists.departments.match(text, end):
        return True
    zong = lists.zong
    for size in (3, 2, 1):
        verdict = zong.get(text[end : end + size])
        if verdict is not None:
            return verdict
    return True


def tokens_of(text: str, lists: Lists, places: list[Span], dates: list[Span]) -> list[Token]:
    """Words of the lists, figures and dates in order; words inside place names are gone."""
    inside = bytearray(len(text) + 1)
    for place in places:
        inside[place.start : place.end] = b"\x01" * (place.end - place.start)
    out: list[Token] = []
    for index, start, end in lists.automaton.find_matches_as_indexes(text):
        row = lists.rows[index]
        if row.kind == "level":
            out.append(Token(end - len(row.word), end, row._replace(kind="head")))
        elif row.kind == "zong":
            if _short_for_union(text, end, lists):
                out.append(Token(end - 1, end, Row("head", "总工会", "union", "place", "utop")))
        elif row.kind == "wei":
            word = text[start + len(row.word) : end]
            out.append(Token(end - len(word), end, Row("head", word, "party", "place", "ptop")))
        elif not inside[start] or (row.kind in ("alias", "head") and not inside[end - 1]):
            out.append(Token(start, end, row))
    for match in department().finditer(text):
        if not inside[match.start()]:
            out.append(Token(match.start(), match.end(), Row("head", match.group(), "=", "body", "dept")))
    for match in COUNT.finditer(text):
        if not inside[match.start()]:
            out.append(Token(match.start(), match.end(), Row("quant", match.group())))
    for match in NUMBERED.finditer(text):
        school = Row("head", match.group(), "institution", "place", "inst", "bare")
        out.append(Token(match.start(), match.end(), school))
    for match in NUMBERED_WORKS.finditer(text):
        if not inside[match.start()]:
            works = Row("head", match.group(), "enterprise", "own", "ent", "direct,level,works")
            out.append(Token(match.start(), match.end(), works))
    for match in DIGITS.finditer(text):
        out.append(Token(match.start(), match.end(), Row("stop", "0")))
    for date in dates:
        out.append(Token(date.start, date.end, Row("stop", "date")))
    out.sort(key=lambda t: (t.end, t.start))
    return out
