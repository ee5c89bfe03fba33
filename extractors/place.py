"""Reading text in, span group `place` out: places of GB/T 2260 and the townships and zones in them.

Labels: province, prefecture, county (kb_id is the code, or "" where the name is shared and nothing
near decides), township (虞山镇, 横泾街道, 三元社区) and zone (苏州工业园区, 碧溪新区), whose kb_id is the
code of the place directly before them. Nested places stand side by side: 苏州市|吴中区|横泾街道. The
gazetteer itself, without any text, is `extractors.places`; its lookups are offered here too.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.lexicon import load, terms
from extractors.places import PLACES, PlaceRecord, Places, candidates, choose, level_of

__all__ = ["PLACES", "PlaceComponent", "PlaceRecord", "Places", "candidates", "choose", "level_of"]

HAN = re.compile(r"[一-鿿]")
#: characters that end the walk to the left of a township: none stands inside such a name
STOP = frozenset("据在赴于与及给把被了着将让使是的各全本该我个某这那些也都并")
#: 市民, 市场, 市政工程: the 市 of 苏州市 belongs to the next word
NEXT_WORD = re.compile(r"市(?=场|民(?![政族间营主管办宗])|政(?![府协法策务]))|区(?=域|间|别)|县(?=域)")
#: 南京路, 中山大道: a street is no place here; 南京路桥 is a company
STREET = re.compile(r"路(?!桥)|大道|大街|街(?!道)|巷")
#: what follows a district's short name when it stands for the district: 金阊|总工会, 沧浪|新城
BODY = re.compile(
    r"总工会|工会|市总|区总|法院|检察院|供电|公安|税务|地税|国税|支行|分行|农商|分公司|开发区|经济|高新|新城|新区|"
    r"工业园|(?:[一二三四五六七八九]|十[一二三四]?)中(?![全学心期年])|中学|医院|大学|学院|日报|电视台|海关|海事|烟草"
)
ZONE_TYPE = (
    r"(?:国家级|国家|省级)?(?:经济技术|高新技术产业|高新技术|高技术|循环经济|综合|出口|经济|高新|工业|农业|旅游|产业|化工|科技|生态|软件|"
    r"现代|国际|物流|文化|临港|临空|港口|自由|自主创新){0,3}"
    r"(?:产业开发区|经济开发区|开发区|高新区|经开区|工业园区|产业园区|科技园区|物流园区|工业园|产业园|科技园|软件园|物流园|"
    r"工业区|加工区|集聚区|集中区|保税港区|保税区|度假区|风景区|示范区|试验区|贸易区|自贸区|合作区|园区|新区|新城)"
)
#: 虞山镇, 横泾街道, 塔子湖街|总工会, 三元社区, 苏州工业园区, 太仓新区
ENDING = re.compile(
    rf"(?P<zone>{ZONE_TYPE})|(?P<township>街道|街(?=总工会|工会|党工委|办事处)|社区|苏木|镇|乡(?![镇村])|村(?![民里庄镇]))"
)
ZONE_NAME = re.compile(r"(园区|开发区|高新区|实验区|示范区|管理区|新区|园)$")
#: 镇（街道）, 镇级: a class of places
CLASS = re.compile(r"[（级]")
#: how many characters a name may have before its ending
LONGEST = {"镇": 4, "乡": 4, "村": 3, "街道": 4, "街": 4, "社区": 5, "苏木": 6, "zone": 5}
#: a town whose name opens like a conjunction, where none can stand: (start of line) |与儿街镇|, 、|及第镇|
ODD_TOWN = re.compile(r"(?:^|(?<=[、：●■◆★]))[与及][一-鿿]{2,3}(?:镇|乡|街道)", re.MULTILINE)
NUMERAL = re.compile(r"^[一二两三四五六七八九十百几数多0-9]+个?$")


class Found(NamedTuple):
    """A place before it becomes a span."""

    start: int
    end: int
    label: str
    code: str
    rule: str


class _Lists(NamedTuple):
    words: tuple[str, ...]
    automaton: AhoCorasick
    kinds: tuple[str, ...]  # full | short | district, one per word
    ambiguous: frozenset[str]
    verbs: frozenset[str]  # of these, the ones that do something to what follows: 新建|工会
    nested: frozenset[str]
    before: frozenset[str]
    generic: frozenset[str]


@cache
def _lists() -> _Lists:
    kinds: dict[str, str] = {}
    for record in PLACES.records:
        if not record.current and record.last_release < "2000":
            continue
        kinds[record.name] = "full"
        if record.plain:
            kinds[record.plain] = "full"
        if record.short:
            small = record.name.endswith("区") and record.level == "county"
            if kinds.get(record.short) not in ("full", "short"):
                kinds[record.short] = "district" if small else "short"
    words = tuple(kinds)
    return _Lists(
        words,
        AhoCorasick(words, matchkind=MatchKind.Standard),
        tuple(kinds.values()),
        frozenset(terms("place_ambiguous")),
        frozenset(row[0] for row in load("place_ambiguous") if len(row) > 1 and row[1] == "verb"),
        frozenset(row[0] for row in load("place_nested")),
        frozenset(terms("place_before"))
        | {row[0] for row in load("organisation_boundaries") if row[1] == "stop" and len(row[0]) > 1},
        frozenset(terms("place_generic")),
    )


def _clean_left(text: str, start: int, ends: set[int], lists: _Lists) -> bool:
    """May a place begin here: after punctuation, another place, or a word such as 在, 走进?"""
    if start == 0 or start in ends or not HAN.match(text[start - 1]) or text[start - 1] in STOP:
        return True
    return any(text[max(0, start - n) : start] in lists.before for n in (1, 2, 3, 4))


def _gazetteer(text: str, lists: _Lists) -> list[Found]:
    """The places of the standard, longest first, without overlaps."""
    matches = sorted(
        lists.automaton.find_matches_as_indexes(text, overlapping=True), key=lambda m: (m[1], -m[2])
    )
    full_forms = {lists.words[i] for i, _, _ in matches if lists.kinds[i] == "full"}
    introduced = {r.short for name in full_forms for r in candidates(name)}
    found: list[Found] = []
    ends: set[int] = set()
    last = 0
    for index, start, end in matches:
        if start < last:
            continue
        word, kind = lists.words[index], lists.kinds[index]
        if kind == "full":
            if word in lists.nested:
                before = candidates(text[found[-1].start : found[-1].end]) if start in ends else ()
                inside = (PLACES.within(r.code, b.code) for r in candidates(word) for b in before)
                if not any(inside):
                    continue
            elif len(word) == 2 and not _clean_left(text, start, ends, lists):
                continue
            elif NEXT_WORD.match(text, end - 1):
                continue  # the short form, which comes next, may still stand
            rule = "place.full"
        else:
            if STREET.match(text, end):
                continue
            body = BODY.match(text, end) is not None
            clean = _clean_left(text, start, ends, lists)
            if word in lists.ambiguous:
                if not (clean and (word in introduced or (body and word not in lists.verbs))):
                    continue
            elif kind == "district":
                if not (word in introduced or (clean and body)):
                    continue
            elif all(level_of(r.code) == "county" for r in candidates(word)) and not (
                clean or body or word in introduced
            ):
                continue
            rule = f"place.{kind}"
        records = candidates(word)
        label = records[0].level if records else "county"
        found.append(Found(start, end, label, "", rule))
        ends.add(end)
        last = end
    return found


def _codes(text: str, found: list[Found]) -> list[Found]:
    """Give each place its code, the places beside it and then all others deciding between namesakes."""
    sure = [choose(text[f.start : f.end]) for f in found]
    # full forms decide first: 吴江 in a text with 吴江市 is that 市, not the 区 it became
    ranked = sorted(zip(found, sure, strict=True), key=lambda pair: pair[0].rule != "place.full")
    known = tuple(dict.fromkeys(code for _, code in ranked if code))
    out: list[Found] = []
    for f, code in zip(found, sure, strict=True):
        name = text[f.start : f.end]
        if len(candidates(name)) > 1:
            before = (out[-1].code,) if out and out[-1].end == f.start and out[-1].code else ()
            code = choose(name, before + known)
        label = level_of(code) if code else f.label
        if f.rule == "place.full" and ZONE_NAME.search(name) and code[4:] > "70":
            label = "zone"  # 苏州工业园区 has a code of the statistics office, but is no county
        out.append(f._replace(code=code, label=label))
    return out


def _small(text: str, gazetteer: list[Found], lists: _Lists) -> list[Found]:
    """Townships and zones, from their endings leftwards."""
    at_end = {f.end: f for f in gazetteer}
    taken = bytearray(len(text) + 1)
    for f in gazetteer:
        taken[f.start : f.end] = b"\x01" * (f.end - f.start)
    out: list[Found] = []
    odd = tuple(ODD_TOWN.findall(text))
    last = 0
    for match in ENDING.finditer(text):
        label = "zone" if match["zone"] else "township"
        head = match.start()
        if head < last or any(taken[head : match.end()]):
            continue
        limit = LONGEST["zone" if label == "zone" else match.group()]
        start = head
        while start > last and head - start <= limit + 4 and not taken[start - 1]:
            char = text[start - 1]
            if odd and text.startswith(odd, start - 1):
                start -= 1
                break
            if not HAN.match(char) or char in STOP or (label == "zone" and char in "为任"):
                break
            if char == "由" and text[start - 2 : start - 1] != "自":
                break  # 会议由|大桥镇; 自由街道
            start -= 1
        place = at_end.get(start)
        if (place is None or text[start] in "和与及") and not (odd and text.startswith(odd, start)):
            start = _strip(text, start, head, lists)
        before = place or next((f for f in reversed(out) if f.end == start), None)
        name = text[start : match.end()]
        own = head - start
        if "其中" in text[start - 1 : start + 2]:
            continue  # 其中|村镇银行
        verb = own >= 2 and text[head - 2 : head] in lists.before  # 推动|镇, 建成|镇
        if own > limit or verb or text[head - 1] in "和与及" or (name in lists.generic and not before):
            continue
        if label == "zone":
            if own == 0:
                if not place:
                    continue
                if place.rule != "place.full":
                    start = place.start  # 苏州|工业园区 is one name, 苏州市|工业园区 a nested one
            elif own == 1 or NUMERAL.match(text[start:head]):
                continue
        else:
            if own == 0 or NUMERAL.match(text[start:head]) or name in lists.generic:
                continue
            if CLASS.match(text, match.end()) or (match.group() in ("村", "乡") and not before):
                continue
            if own == 1 and match.group() != "镇":
                continue
        code = before.code if before else ""
        out.append(Found(start, match.end(), label, code, f"place.{label}"))
        at_end[match.end()] = out[-1]
        last = match.end()
    return out


def _strip(text: str, start: int, head: int, lists: _Lists) -> int:
    """Move `start` right over words that stand before a name: 走进|花桥镇, 到|虞山镇; 和桥镇 stays."""
    for cut in range(head - 2, start, -1):
        if any(text[max(start, cut - size) : cut] in lists.before for size in (4, 3, 2)):
            return cut
    while head - start > 2 and text[start] in lists.before:
        start += 1
    return start


def find(text: str) -> list[Found]:
    """All places of a text, in order, without overlaps."""
    lists = _lists()
    gazetteer = _codes(text, _gazetteer(text, lists))
    small = _small(text, gazetteer, lists)
    covered = [(f.start, f.end) for f in small if f.label == "zone"]
    kept = [f for f in gazetteer if not any(s <= f.start and f.end <= e for s, e in covered)]
    return sorted([*kept, *small])


class PlaceComponent:
    """spaCy component: `doc.spans["place"]`."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group and hand the doc on."""
        doc.spans["place"] = [
            Span(doc, f.start, f.end, label=f.label, kb_id=f.code, span_id=f.rule) for f in find(doc.text)
        ]
        return doc


@Language.factory("kg_place")
def _create(nlp: Language, name: str) -> PlaceComponent:
    return PlaceComponent()
