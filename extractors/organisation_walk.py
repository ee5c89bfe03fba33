"""A reading text with its words and places in, the ways over them out: left from a head, right from a name.

`Walk.left` goes from a last word to what cannot stand in a name; `Walk.joins` lengthens a name by a head
that belongs to it. What may open a name is decided in `extractors.organisation_grammar`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import NamedTuple

from spacy.tokens import Span

from extractors.organisation_forms import (
    HONOUR,
    HOUSE_BODIES,
    ITS_PEOPLE,
    LINK,
    OF_HOUSE,
    PART_ACTS,
    PART_ENDS,
    UNION,
    UNION_PARTS,
)
from extractors.organisation_words import Token, tokens_of, word_lists
from extractors.person import name_at

#: （苏州） or “新昆山人” inside a name
INSIDE = re.compile(r"[^，。；：！？、\n（）“”《》]{1,14}")
#: two levels sharing one head: 省、市总工会
SHARED = re.compile(
    r"(?<![一-鿿])(?:全国|省|市|州|区|县)、$|(?<=[在由向对与和到经受为被])(?:全国|省|市|州|区|县)、$"
)
#: 各市（县）、区总工会: the level word belongs to a class
MANY = re.compile(r"(?:[各每两二三四五六七八九]|[）)]、?)[省市县区镇乡旗州街道、（）]{0,10}$|[市县区]、$")
#: 乡镇街道 is a class of places, 小城镇 too; 丽村镇, 新城镇 and 老街镇 are towns
CLASS_PLACE = re.compile(
    r".{0,4}(?:乡镇|镇街)|[全各市区县辖档类等批级个]{0,3}街镇|(?:.{0,2}[全市区县辖小型])?(?:村镇|城镇)|各"
)
#: 党组书记: a post of the body itself, named without its leading group; 党委书记 is one of the committee
PARTY_POST = re.compile(r"副?书记|成员|委员|常委")
#: counties that begin with a verb, and the city whose name tells that the county is meant
VERB_PLACES = {"会同县": "怀化", "新建县": "南昌", "新建区": "南昌"}
#: who may follow whom inside one name, and over how many characters: 市总|民管部, 天马集团|天吉制药有限公司
JOINS: dict[str, dict[str, int]] = {
    "utop": {"dept": 0, "party": 0, "inst": 8, "assoc": 8, "joint": 12, "union": 2},
    "union": {"dept": 0, "inst": 8, "union": 0, "joint": 8},
    "ptop": {"dept": 0, "party": 0, "joint": 12, "inst": 6, "gov": 4},
    "party": {"dept": 0, "union": 0, "party": 0, "joint": 8},
    "gtop": {"dept": 0, "party": 0, "gov": 4, "inst": 8, "union": 0, "joint": 10, "assoc": 0},
    "gov": {"union": 4, "party": 0, "dept": 0, "gov": 8, "inst": 10, "assoc": 0, "ent": 8, "joint": 6},
    "ent": {"ent": 16, "union": 4, "party": 2, "dept": 0, "inst": 8, "assoc": 0, "gtop": 4, "joint": 4},
    "inst": {"union": 2, "party": 2, "inst": 12, "assoc": 2, "dept": 0, "gov": 0, "ent": 6},
    "assoc": {"union": 0, "gtop": 6, "party": 0, "dept": 0, "assoc": 6, "inst": 6},
    "joint": {"dept": 0, "joint": 4},
}
#: a site of a company, behind words of its own; it has a union like a house
SITES = frozenset({"项目部", "工区", "车间", "经理部", "指挥部"})
#: where something is held, no part of a body that acts
VENUES = frozenset(
    {
        "体育馆",
        "体育场",
        "体育中心",
        "图书馆",
        "会议中心",
        "文化中心",
        "大剧院",
        "游泳馆",
        "影剧院",
        "活动中心",
    }
)
LONGEST = 40


def text_before(text: str, start: int) -> str:
    """The character before `start`, a line break at the start of the text."""
    return text[start - 1] if start else "\n"


@dataclass(frozen=True, slots=True)
class Name:
    """A name under construction."""

    start: int
    end: int
    label: str
    form: str
    rule: str
    cls: str
    head: str
    anchor: bool = False  # does it open with a place or a national name


class Left(NamedTuple):
    """What stands left of a head: where the name may begin at the earliest, and what it meets there."""

    trade: int  # characters of trade words between bound and head
    bound: int
    soft: int  # end of the last soft stop, or bound
    cls: int  # end of the last class word, or -1
    killed: bool
    anchors: tuple[int, ...]  # aliases and national names, left to right
    keeps: tuple[tuple[int, int], ...]
    groups: tuple[tuple[int, int], ...]  # （苏州） and “新昆山人” inside the name


class Walk:
    """One reading text: its tokens, places and the names found so far."""

    def __init__(self, text: str, places: list[Span], dates: list[Span], documents: list[Span]) -> None:
        self.text = text
        self.lists = word_lists()
        self.places = places = [
            p for p in places if not CLASS_PLACE.match(p.text) and not self._verb(p, text)
        ]
        self.place_starts = [p.start for p in places]
        self.tokens = tokens_of(text, self.lists, places, dates)
        self.known = {p.text for p in places}
        self.works = {p.start: p.end for p in documents}
        self.names: list[Name] = []

    @staticmethod
    def _verb(place: Span, text: str) -> bool:
        """Is 会同县 the verb 会同 and the 县 of the next word (会同|县人社局), not the county in Huaihua?"""
        above = VERB_PLACES.get(place.text, "")
        return bool(above) and above not in text

    def add(self, name: Name) -> None:
        """Keep a name, unless it stands in the middle of a title in 《》."""
        if (name.start > 0 and self.text[name.start - 1] == "《") or not self._in_work(name):
            self.names.append(name)

    def _in_work(self, name: Name) -> bool:
        """Does the name stand inside a title in 《》, not at its start?"""
        for start, end in self.works.items():
            if start <= name.start < end:
                return name.start != start
        return False

    def joins(self, index: int, token: Token, blocked: bool) -> bool:
        """Lengthen the last name by this head, where the head belongs to it: 市总 + 民管部."""
        last = self.names[-1]
        row = token.row
        reach = JOINS.get(last.cls, {}).get(row.cls)
        if row.word in SITES and last.cls == "ent":
            reach = 14  # 中铁六局|长治铁路|项目部
        gap = self.text[last.end : token.start]
        if reach is None or len(gap) > reach or blocked:
            return False
        if gap:
            if not re.fullmatch(r"(?:[一-鿿A-Za-z0-9]|（[^（）]{1,8}）|“[^“”]{1,10}”)+", gap):
                return False
            i = index - 1
            while i >= 0 and self.tokens[i].end > last.end:
                if (
                    self.tokens[i].row.kind in ("stop", "soft", "quant", "class")
                    and self.tokens[i].start >= last.end
                ):
                    kind = self.tokens[i].row.kind
                    if (
                        kind in ("stop", "quant")
                        or row.need not in ("own", "mod", "place")
                        or last.cls in ("utop", "ptop")
                        or (kind == "soft" and row.cls == "joint")
                    ) and not (kind == "class" and "weak" not in row.flags):
                        return False
                i -= 1
            office = row.word == "办事处" and last.cls == "assoc"  # 中国职工保险互助会|云南办事处
            if last.cls != "ent" and not office and self.place_at(last.end, token.start) is not None:
                return False
            if row.need == "body" and row.word not in SITES:
                return False
        elif (
            row.need == "mod"
            and row.cls in ("assoc", "inst", "gov")
            and row.word != "分局"
            and last.cls != "utop"
        ):
            return False
        if "bare" in row.flags or re.search(r"楼$|[一二三四五六七八九十\d]楼", gap):
            return False  # 管委会|一楼|大厅
        if row.word in VENUES and last.cls in ("inst", "ent"):
            return False  # 在曲靖师范学院|体育馆举行
        if (row.word == "车间" and last.cls != "ent") or gap.endswith("副"):
            return False  # 劳动局|副局长
        if row.word == "党组" and PARTY_POST.match(self.text, token.end):
            return False  # 市总工会|党组书记、主席: the post is of the union
        if last.cls == "assoc" and row.cls == "gtop" and row.word != "办事处":
            return False
        label = last.label if row.label == "=" or row.word == "办事处" else row.label
        if row.cls == "gtop" and last.cls == "ent":
            label = "enterprise"
        if row.word.endswith(("中心", "站")) and last.cls in ("utop", "union"):
            label = last.label  # 市总工会困难职工援助中心 is a part of the union
        self.names[-1] = replace(
            last,
            end=token.end,
            label=label,
            cls="ent" if row.word in SITES else row.cls,
            head=row.word,
            rule="organisation.joined",
        )
        return True

    def place_at(self, start: int, end: int) -> Span | None:
        """The first place that begins in [start, end)."""
        i = bisect_left(self.place_starts, start)
        if i < len(self.places) and self.places[i].start < end:
            return self.places[i]
        return None

    def inside_name(self, at: int) -> bool:
        """Does a place end one or two characters before `at`, with no other word between?"""
        return any(p.end in (at - 1, at - 2) for p in self.places if at - 12 < p.start < at)

    def left(self, index: int, start: int, *, own: bool) -> Left:
        """Walk left from a head until something that cannot stand in a name."""
        text = self.text
        bound = max(self.names[-1].end if self.names else 0, start - LONGEST)
        soft = cls = -1
        killed = False
        trade = 0
        anchors: list[int] = []
        keeps: list[tuple[int, int]] = []
        groups: list[tuple[int, int]] = []
        limit = start
        i = index - 1
        while i >= 0:
            token = self.tokens[i]
            i -= 1
            if token.end > limit or token.end > start:
                continue
            if token.end <= bound:
                break
            kind, word = token.row.kind, token.row.word
            if kind == "mark":
                opening = {"）": "（", "”": "“"}.get(word)
                if opening is None:
                    bound = max(bound, token.end)
                    break
                at = text.rfind(opening, max(bound, token.start - 15), token.start)
                if at < 0 or not INSIDE.fullmatch(text, at + 1, token.start):
                    bound = max(bound, token.end)
                    break
                limit = at
                groups.append((at, token.end))
            elif kind == "stop":
                named = self.names and self.names[-1].end == token.start
                if word in "和与" and own and not named and self.inside_name(token.start):
                    continue  # 浙江|六和|律师事务所
                bound = token.end
                break
            elif kind == "quant":
                bound, killed = token.end, True
                break
            elif kind == "soft":
                soft = max(soft, token.end)
            elif kind == "class":
                cls = max(cls, token.end)
                keeps.append((token.start, token.end))
            elif kind == "trade":
                trade += token.end - token.start
                keeps.append((token.start, token.end))
            elif kind in ("alias", "nation"):
                anchors.append(token.start)
            elif kind == "keep":
                keeps.append((token.start, token.end))
        return Left(
            trade, bound, max(soft, bound), cls, killed, tuple(reversed(anchors)), tuple(keeps), tuple(groups)
        )

    def chain_end(self, start: int) -> int:
        """End of the places that stand side by side from `start`: 苏州市|吴中区|横泾街道."""
        i = bisect_left(self.place_starts, start)
        end = start
        while i < len(self.places) and self.places[i].start == end:
            end = self.places[i].end
            i += 1
        return end

    def class_before(self, at: int) -> bool:
        """Does the level word belong to a class: 各市（县）、|区总工会? Not in 阳新县、|市城投公司."""
        if self.text[at - 1 : at] == "、" and any(p.end == at - 1 for p in self.places):
            return False
        return MANY.search(self.text, max(0, at - 12), at) is not None and not SHARED.search(
            self.text, max(0, at - 4), at
        )

    def of_house(self, start: int) -> bool:
        """Does the house's committee or office stand before, in one list: 兰州货运中心党委、|工会联合举办?"""
        if not self.names or self.names[-1].end != start - 1 or self.text[start - 1] not in "、和与":
            return False
        last = self.names[-1]
        return last.cls == "party" and last.rule == "organisation.joined" and last.head != "党组"

    def house_part(self, token: Token) -> bool:
        """A part of the house, alone: 黄磷厂工会、|团委、人力资源科; ，|安全环保部部长."""
        row, text, start = token.row, self.text, token.start
        office = row.cls == "dept" and row.word.endswith(PART_ENDS) and row.word not in SITES
        last = self.names[-1] if self.names else None
        if last is not None and LINK.fullmatch(text, last.end, start):
            of_house = last.rule in OF_HOUSE and last.cls in ("union", "party", "dept", "assoc")
            return of_house and (row.word in HOUSE_BODIES or office)
        before, acts = text_before(text, start), PART_ACTS.match(text, token.end) is not None
        if row.word in UNION_PARTS:
            return acts and before in "，。；：\n由任为"
        if office and before in "（：" and text[token.end : token.end + 1] == "）":
            return True  # （责任部门：经济技术部）
        return office and acts and before in "，。；：\n由"

    def beside_class(self, start: int) -> bool:
        """Does a class of unions stand before, in one list: 各行业工会、基层工会和|直属机关工会?"""
        before = self.text[max(0, start - 3) : start - 1] == UNION and self.text[start - 1] in "、和与"
        return before and not (self.names and self.names[-1].end == start - 1)

    def has_people(self, end: int) -> bool:
        """Does a person of the house follow, or an honour: 恒逸酒店|的庞某某, 金禾公司|被评为…?"""
        at = end + (self.text[end : end + 1] == "的")
        told = HONOUR.match(self.text, end) or ITS_PEOPLE.match(self.text, end)
        return told is not None or name_at(self.text, at) is not None

    def alias(self, index: int, token: Token) -> None:
        """农行, 国网 …: names of their own, or the opening of one that a head will close."""
        names, text, row = self.names, self.text, token.row
        if names and token.start < names[-1].end:
            return
        following = text[token.end : token.end + 1]
        if row.need == "part":
            before = text[token.start - 1 : token.start]
            place = self.place_at(token.end, token.end + 1)
            marks = "、，。；）和与"
            led = before in marks or not before or before in "为给由向对在到问访了"
            followed = following in marks or text.startswith(
                ("等", "的快递", "的外卖", "快递", "外卖"), token.end
            )
            if place is None and not (
                text.startswith(("工会", "分行", "支行", "党委", "总行"), token.end) or (followed and led)
            ):
                return
            if place is not None:
                return  # the head after the place closes the name
        begin = token.start
        left = self.place_at(max(0, token.start - 8), token.start)
        if left is not None and self.chain_end(left.start) == token.start:
            begin = left.start
        level = text[begin - 1 : begin]
        if (
            begin == token.start
            and level
            and level in "县区市"
            and text_before(text, begin - 1) in "，。、；和与由\n（"
        ):
            self.add(Name(begin - 1, token.end, row.label, "local", "organisation.level", row.cls, "银行"))
            return  # 县|农业银行
        self.add(Name(begin, token.end, row.label, "name", "organisation.alias", row.cls, "银行", True))
