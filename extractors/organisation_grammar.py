"""The words of one reading text and its places in, the names of organisations out.

From each last word (head) the grammar walks left to what cannot stand in a name and decides by what opens
it: a place, a level word, an own name, a list. `extractors.organisation` tells the forms apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import NamedTuple

from spacy.tokens import Span

from extractors.organisation_words import LEVELS, Token, tokens_of, word_lists

LEVEL = re.compile(
    "(?:市级|省级|区级|县级|市直|省直|区直|县直|市属|省属|"
    + "|".join(sorted(LEVELS, key=len, reverse=True))
    + ")"
)
#: level words of an enterprise or office union: 集团工会, 局工会, 校工会
HOUSE = (
    "集团公司", "集团", "总公司", "分公司", "公司", "总厂", "分厂", "厂", "矿", "分局", "局", "校", "院", "分行", "支行", "行", "油田", "段", "站",
)  # fmt: skip
ZONES = frozenset({"zone", "township"})
SMALL = frozenset({"镇", "乡", "街道", "园区", "开发区", "高新区", "经开区", "新区"})
HOUSE_END = re.compile("(?:" + "|".join(HOUSE) + ")$")
#: may stand before a place and belongs to the name: 中共|常熟市|委, 民盟|苏州市|委
PARTIES = re.compile(r"(?:中国共产党|中共|共青团|政协|民革|民盟|民建|民进|农工党|致公党|台盟|九三学社)$")
#: joins the members of a list: 市总工会、教育局和团委
LINK = re.compile(r"(?:、|和|与|及|以及|暨|／|/|，?会同|，?联合|同)$")
#: after the union of a named house only these make it another word; 组织 is a verb there: 供电公司工会组织…
NOT_ITS_UNION = re.compile(r"法|小组|会员|干部|工作者|积极分子|组织建设")
#: an unknown town, zone or house before a head that asks for a place: 天府新区|总工会, 三一重工集团|工会
NAMED = re.compile(
    r"[一-鿿A-Za-z]{2,10}(?:新区|开发区|高新区|经开区|园区|保税区|度假区|示范区|管理区|林区|矿区|镇|乡|街道|社区|村|农场|林场|兵团|师|"
    r"集团|公司|总厂|厂|矿|煤矿|油田|局|银行|支行|分行|大学|学院|中学|小学|学校|医院|研究院|研究所|设计院|电厂|钢铁|石化|电力|铁路|港|站|(?:机务|车务|工务|电务|供电|车辆|客运|货运|通信)段|所|处)$"
)
#: （苏州） or “新昆山人” inside a name
INSIDE = re.compile(r"[^，。；：！？、\n（）“”《》]{1,14}")
#: two levels sharing one head: 省、市总工会
SHARED = re.compile(
    r"(?<![一-鿿])(?:全国|省|市|州|区|县)、$|(?<=[在由向对与和到经受为被])(?:全国|省|市|州|区|县)、$"
)
#: 各市（县）、区总工会: the level word belongs to a class
MANY = re.compile(r"(?:[各每两二三四五六七八九]|[）)]、?)[省市县区镇乡旗州街道、（）]{0,10}$|[市县区]、$")
#: a level between place and head names a class: 吴江市|镇（区）级|服务站
CLASS_LEVEL = re.compile(r"[镇区县市乡村道）]级(?!机关)|^级|所属|下属|直属(?!机关)|[镇区乡]（")
#: 乡镇街道 is a class of places
CLASS_PLACE = re.compile(r".{0,4}(?:乡镇|村镇|城镇|街镇|镇街)|各")
#: 党组书记: a post of the body itself, named without its leading group; 党委书记 is one of the committee
PARTY_POST = re.compile(r"副?书记|成员|委员|常委")
#: 川、陕、甘三省: several places share one head
TOWN = re.compile(r"[一-鿿]{1,4}(?:镇|乡|街道|社区|村|园区|开发区)")
SEVERAL = re.compile(r"[两二三四五六七八九十]+(?:省|市|区|县|州|地|镇|家)")
#: posts of one person join bodies of one place: 区委副书记、|纪委书记
POSTS = re.compile(
    r"[一-鿿]{0,8}(?:书记|主席|主任|常委|市长|区长|县长|局长|部长|委员|院长|检察长|会长|成员)、$"
)
#: 成立了|…领导小组: a body may be named without a place where it is founded
FOUNDED = re.compile(r"(?:成立|组建|设立|建立|组成|调整)了?(?:以[^，。]{2,20}为组长的)?$")
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
    "assoc": {"union": 0, "party": 0, "dept": 0, "assoc": 6, "inst": 6},
    "joint": {"dept": 0, "joint": 4},
}
#: heads that may stand alone in a list or before a post: 市政协副主席、总工会主席
BARE = {
    "总工会": "，。、\n和与由在向，（",
    "协调劳动关系三方": "，。、\n和与由在向合同",
    "协调劳动关系三方机制": "，。、\n和与由在向合同",
    "协调劳动关系三方会议": "，。、\n和与由在向合同",
}
MEMBER_CLASSES = frozenset({"gov", "gtop", "assoc", "party", "joint", "dept", "utop", "inst"})
LONGEST = 40


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


class _Left(NamedTuple):
    """What stands left of a head: where the name may begin at the earliest, and what it meets there."""

    trade: int  # characters of trade words between bound and head
    bound: int
    soft: int  # end of the last soft stop, or bound
    cls: int  # end of the last class word, or -1
    killed: bool
    anchors: tuple[int, ...]  # aliases and national names, left to right
    keeps: tuple[tuple[int, int], ...]
    groups: tuple[tuple[int, int], ...]  # （苏州） and “新昆山人” inside the name


class Grammar:
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
        return place.text == "会同县" and "怀化" not in text

    def find(self) -> list[Name]:
        """All names, in order, without overlaps."""
        for index, token in enumerate(self.tokens):
            if token.row.kind == "head":
                self._head(index, token)
            elif token.row.kind == "alias":
                self._alias(index, token)
        return self.names

    # ------------------------------------------------------------ heads
    def _head(self, index: int, token: Token) -> None:
        names = self.names
        if names and token.start < names[-1].end:
            return
        after = self.lists.after.get(token.row.word)
        if after is None and token.row.word.endswith("部"):
            after = self.lists.after.get("部")
        blocked = after is not None and after.match(self.text, token.end) is not None
        if blocked and token.row.word == "工会" and names and names[-1].end == token.start:
            blocked = NOT_ITS_UNION.match(self.text, token.end) is not None
        if blocked and token.row.word != "工会":
            return
        if names and self._join(index, token, blocked):
            return
        if blocked and HOUSE_END.search(self.text, max(0, token.start - 4), token.start) is None:
            return
        if (name := self._standalone(index, token)) is not None:
            self._add(name)

    def _add(self, name: Name) -> None:
        if (name.start > 0 and self.text[name.start - 1] == "《") or not self._in_work(name):
            self.names.append(name)

    def _in_work(self, name: Name) -> bool:
        """Does the name stand inside a title in 《》, not at its start?"""
        for start, end in self.works.items():
            if start <= name.start < end:
                return name.start != start
        return False

    def _join(self, index: int, token: Token, blocked: bool) -> bool:
        """Lengthen the last name by this head, where the head belongs to it: 市总 + 民管部."""
        last = self.names[-1]
        row = token.row
        reach = JOINS.get(last.cls, {}).get(row.cls)
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
                    ):
                        if not (kind == "class" and "weak" not in row.flags):
                            return False
                i -= 1
            if last.cls != "ent" and self._place_at(last.end, token.start) is not None:
                return False
            if row.need == "body":
                return False
        elif (
            row.need == "mod"
            and row.cls in ("assoc", "inst", "gov")
            and row.word != "分局"
            and last.cls != "utop"
        ):
            return False
        if row.word == "车间" and last.cls != "ent":
            return False
        if row.word == "党组" and PARTY_POST.match(self.text, token.end):
            return False  # 市总工会|党组书记、主席: the post is of the union
        label = last.label if row.label == "=" else row.label
        if row.cls == "gtop" and last.cls == "ent":
            label = "enterprise"
        if row.word.endswith("中心") and last.cls in ("utop", "union"):
            label = last.label  # 市总工会困难职工援助中心 is a part of the union
        self.names[-1] = replace(
            last, end=token.end, label=label, cls=row.cls, head=row.word, rule="organisation.joined"
        )
        return True

    def _place_at(self, start: int, end: int) -> Span | None:
        """The first place that begins in [start, end)."""
        i = bisect_left(self.place_starts, start)
        if i < len(self.places) and self.places[i].start < end:
            return self.places[i]
        return None

    def _inside_name(self, at: int) -> bool:
        """Does a place end one or two characters before `at`, with no other word between?"""
        return any(p.end in (at - 1, at - 2) for p in self.places if at - 12 < p.start < at)

    def _left(self, index: int, start: int, *, own: bool) -> _Left:
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
                if word in "和与" and own and self._inside_name(token.start):
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
            elif kind == "trade":
                trade += token.end - token.start
            elif kind in ("alias", "nation"):
                anchors.append(token.start)
            elif kind == "keep":
                keeps.append((token.start, token.end))
        return _Left(
            trade, bound, max(soft, bound), cls, killed, tuple(reversed(anchors)), tuple(keeps), tuple(groups)
        )

    def _standalone(self, index: int, token: Token) -> Name | None:
        row, text = token.row, self.text
        if row.need == "alone":
            form = "local" if row.word.startswith("团") and row.word[1] in "市省区县州旗" else "name"
            return Name(token.start, token.end, row.label, form, "organisation.alone", row.cls, row.word)
        left = self._left(index, token.start, own=row.need == "own")
        if left.killed and not self._place_at(left.bound, token.start):
            return None
        if left.killed:
            # 各镇工会 has no place; 3家苏州恒达有限公司 is odd: only what opens with a place survives
            pass
        anchored = self._anchored(left, token)
        if anchored is not None:
            return anchored if row.need != "body" else None
        if left.killed:
            return None
        body = text[left.bound : token.start]
        if (house := self._own_house(left, token)) is not None:
            return house
        if row.need == "own":
            return self._local(left, token, body) or self._own(left, token)
        if row.need in ("place", "mod", "stem"):
            local = self._local(left, token, body)
            if local is not None:
                return local
        return self._listed(left, token, body) or self._house(left, token, body)

    def _anchored(self, left: _Left, token: Token) -> Name | None:
        """A name that opens with a place or a national name: 吴中区|教育工会, 中国|海员建设工会."""
        text, row = self.text, token.row
        i = bisect_left(self.place_starts, left.bound)
        chain: list[Span] = []
        starts: list[int] = []
        while i < len(self.places) and self.places[i].end <= token.start:
            place = self.places[i]
            i += 1
            if any(s <= place.start < e for s, e in left.groups):
                continue  # （苏州）有限公司: inside the name
            if not chain or place.start != chain[-1].end:
                starts.append(place.start)
                chain = [place] if not chain or not starts[:-1] else chain
            if chain and place.start == chain[-1].end:
                chain.append(place)
        nation = [a for a in left.anchors if text[a : a + 2] in ("中国", "中华", "全国", "国家")]
        candidates = sorted([*starts, *left.anchors])
        for start in candidates:
            end = start + 2 if start in nation else self._chain_end(start)
            modifiers = text[end : token.start]
            if len(modifiers) > (24 if row.need == "own" else 16):
                continue
            if not self._fits(left, token, start, end, modifiers, start in nation):
                return None
            opened = PARTIES.search(text, max(left.bound, start - 5), start)
            begin = opened.start() if opened else start
            label, cls = row.label, row.cls
            if row.word == "委" and opened and opened.group() not in ("中共", "中国共产党"):
                label, cls = "association", "assoc"
            if row.need == "own":
                begin = self._company_start(begin, end, modifiers, token)
            return Name(begin, token.end, label, "name", "organisation.place", cls, row.word, True)
        return None

    def _chain_end(self, start: int) -> int:
        """End of the places that stand side by side from `start`: 苏州市|吴中区|横泾街道."""
        i = bisect_left(self.place_starts, start)
        end = start
        while i < len(self.places) and self.places[i].start == end:
            end = self.places[i].end
            i += 1
        return end

    def _fits(self, left: _Left, token: Token, start: int, end: int, modifiers: str, nation: bool) -> bool:
        row = token.row
        if CLASS_LEVEL.search(modifiers) or SEVERAL.search(modifiers):
            return False
        if row.need == "mod" and not modifiers and "direct" not in row.flags:
            return False
        if nation and row.word in ("工会", "总工会"):
            return bool(modifiers)
        if nation and row.need == "place" and not modifiers and self.text.startswith("国家", start):
            return True
        if nation and row.need != "own" and len(modifiers) < 2:
            return False
        if left.cls > end and "weak" in row.flags and (row.need != "own" or left.cls >= token.start - 1):
            return False
        if row.need == "place" and len(modifiers) > 10:
            return False
        if row.need == "own" and not modifiers and "weak" in row.flags and "direct" not in row.flags:
            return False
        if row.word == "公司" and len(modifiers) < 2:
            return False
        if modifiers and modifiers[0] in "的在与、":
            return False
        return not (row.word == "工会" and left.cls > end)

    def _company_start(self, begin: int, end: int, modifiers: str, token: Token) -> int:
        """Where a company in a zone or town begins: 苏州高新区|住友电工（苏州）…有限公司."""
        i = bisect_left(self.place_starts, begin)
        if (
            token.row.cls != "ent"
            or "公司" not in token.row.word
            or len(modifiers) < 4
            or i >= len(self.places)
        ):
            return begin
        last = i
        while last + 1 < len(self.places) and self.places[last + 1].end <= end:
            last += 1
        if self.places[last].label_ in ZONES and self.places[last].end == end:
            return end
        return begin

    def _local(self, left: _Left, token: Token, body: str) -> Name | None:
        """A name that opens with a level word: 市|教育局, 区|总, 县|人民医院."""
        row = token.row
        match = LEVEL.match(body)
        at = left.bound
        if match is None and left.soft > left.bound:
            at = left.soft
            match = LEVEL.match(self.text, at, token.start)
        if match is not None and any(s <= at < e for s, e in left.keeps):
            match = None
        if match is None:
            # 走进|市|教育局 with an unknown verb: only where nothing stands between level and head
            for size in (2, 1, 3):
                level = self.text[token.start - size : token.start]
                if (
                    level in LEVELS
                    and (row.need == "place" or row.word == "商会")
                    and token.start - size > left.bound
                ):
                    at = token.start - size
                    if (
                        any(s <= at < e for s, e in left.keeps)
                        or self.text[at - 1] in "全该各每本我某地社辖城级个座些"
                    ):
                        return None
                    for known in self.known:
                        if known.endswith(level) and self.text.endswith(known, 0, token.start):
                            begin = token.start - len(known)
                            return Name(
                                begin,
                                token.end,
                                row.label,
                                "name",
                                "organisation.known-place",
                                row.cls,
                                row.word,
                                True,
                            )
                    if NAMED.fullmatch(self.text, left.soft, token.start) and (size == 1 or level in SMALL):
                        return None  # an unknown town: `_house` takes it whole
                    if not self._class_before(at):
                        return Name(
                            at, token.end, row.label, "local", "organisation.level", row.cls, row.word
                        )
                    return None
            return None
        level = match.group()
        own = (
            self.text[at + len(level) : token.start]
            if level in LEVELS
            else self.text[at + len(level) - 1 : token.start]
        )
        if self._class_before(at):
            return None
        if (
            row.need == "mod"
            and not own
            and "level" not in row.flags
            and not (row.word == "工会" and level in ("园区", "开发区", "高新区", "经开区", "新区"))
        ):
            return None
        if row.need == "own" and len(own) < 2 and row.cls == "ent":
            return None
        if row.need == "own" and not own and "level" not in row.flags:
            return None
        if left.cls > at and ("weak" in row.flags):
            return None
        if len(own) > 14 or (own and own[0] in "（、的"):
            return None
        return Name(at, token.end, row.label, "local", "organisation.level", row.cls, row.word)

    def _class_before(self, at: int) -> bool:
        """Does the level word belong to a class: 各市（县）、|区总工会?"""
        return MANY.search(self.text, max(0, at - 12), at) is not None and not SHARED.search(
            self.text, max(0, at - 4), at
        )

    def _own(self, left: _Left, token: Token) -> Name | None:
        """A name without a place, before a head that needs none: 恒达机械有限公司, 东南大学."""
        start = max(left.bound, left.soft, left.cls)
        row, text = token.row, self.text
        own = text[start : token.start]
        strong = (
            row.word.endswith("有限公司") or row.word.endswith("责任公司") or row.word.endswith("股份公司")
        )
        least = 2 if strong or "three" not in row.flags else 3
        if (
            self.names
            and self.names[-1].cls in ("ent", "inst", "union")
            and LINK.fullmatch(text, self.names[-1].end, start)
        ):
            least = 2
        if (
            len(own) < least
            or len(own) > 24
            or own[0] in "）”·-"
            or re.match(r"[一二三四五六七八九十]+[、是]", own)
        ):
            return None
        if own.startswith("工会") or left.trade >= len(own) or (left.cls == start and "weak" in row.flags):
            return None
        if not strong and text[start - 1 : start] and re.match(r"[一-鿿]", text[start - 1]) and len(own) > 10:
            return None
        return Name(start, token.end, row.label, "name", "organisation.own", row.cls, row.word)

    def _listed(self, left: _Left, token: Token, body: str) -> Name | None:
        """A member of a list that a body opened: 市总工会、|教育局, 市总民管部、|办公室; 、|总工会主席."""
        row, text = token.row, self.text
        own = text[left.soft : token.start] if left.soft > left.bound else body
        if row.word in BARE and not own:
            before = text[max(0, left.bound - 1) : left.bound]
            return (
                Name(token.start, token.end, row.label, "local", "organisation.bare", row.cls, row.word)
                if before in BARE[row.word]
                else None
            )
        if (
            row.cls == "joint"
            and row.need == "mod"
            and 5 <= len(body) <= 20
            and FOUNDED.search(text, 0, left.bound)
        ):
            return Name(left.bound, token.end, row.label, "name", "organisation.founded", row.cls, row.word)
        if not self.names or row.cls not in MEMBER_CLASSES or left.soft > left.bound or left.cls > left.bound:
            return None
        last = self.names[-1]
        link = LINK.search(text, last.end, left.bound)
        posts = POSTS.match(text, last.end, left.bound) if last.cls in ("ptop", "gtop", "utop") else None
        if posts is None and (link is None or link.start() != last.end):
            return None
        if last.cls == "union" and row.cls != "dept":
            return None
        if CLASS_LEVEL.search(own) or own.startswith(("镇", "乡", "村")):
            return None
        if (
            row.need == "own"
            or (row.need == "mod" and not 2 <= len(own) <= 10)
            or (row.need != "mod" and own)
        ):
            return None
        if row.need == "body" and last.cls not in ("dept", "utop", "ptop", "gtop", "party", "union", "assoc"):
            return None
        if last.form == "name" and not last.anchor and row.cls != "dept":
            return None
        if row.need == "mod" and TOWN.match(own):
            return Name(
                token.start - len(own), token.end, row.label, "name", "organisation.town", row.cls, row.word
            )
        if (
            row.need == "mod"
            and row.cls in ("inst", "assoc")
            and len(own) >= 4
            and not left.trade
            and not left.keeps
        ):
            return Name(
                token.start - len(own), token.end, row.label, "name", "organisation.own", row.cls, row.word
            )
        return Name(
            token.start - len(own),
            token.end,
            row.label if row.label != "=" else last.label,
            "local",
            "organisation.listed",
            row.cls,
            row.word,
        )

    def _house(self, left: _Left, token: Token, body: str) -> Name | None:
        """A union or office of a house or town the place lists lack: 三一重工集团|工会, 天府新区|总工会."""
        row = token.row
        start = max(left.bound, left.soft)
        own = self.text[start : token.start]
        if (
            row.cls not in ("union", "utop", "party", "gtop", "gov", "assoc")
            or row.need not in ("place", "mod")
            or row.word == "委"
            or left.cls > left.bound
        ):
            return None
        if NAMED.fullmatch(own) and own not in HOUSE and (row.cls == "union" or row.need == "place"):
            return Name(start, token.end, row.label, "name", "organisation.house", row.cls, row.word)
        return None

    def _own_house(self, left: _Left, token: Token) -> Name | None:
        """A body of the item's own house, called by a house word: 集团公司|工会, 局|党委; 集团公司 alone."""
        row, text = token.row, self.text
        start = max(left.bound, left.soft)
        own = text[start : token.start]
        if own in HOUSE and row.cls in ("union", "party", "assoc", "dept") and row.need != "own":
            label = "enterprise" if row.label == "=" else row.label
        elif row.word in ("集团公司", "总公司") and not own:
            label = row.label
        else:
            return None
        floor = self.names[-1].end if self.names else -1
        if left.cls > start or left.killed or (start == floor and text[start - 1] not in "、和与"):
            return None
        return Name(start, token.end, label, "local", "organisation.own-house", row.cls, row.word)

    # ------------------------------------------------------------ aliases
    def _alias(self, index: int, token: Token) -> None:
        """农行, 国网 …: names of their own, or the opening of one that a head will close."""
        names, text, row = self.names, self.text, token.row
        if names and token.start < names[-1].end:
            return
        following = text[token.end : token.end + 1]
        if row.need == "part":
            before = text[token.start - 1 : token.start]
            place = self._place_at(token.end, token.end + 1)
            marks = "、，。；）和与"
            if place is None and not (
                text.startswith(("工会", "分行", "支行", "党委", "总行"), token.end)
                or (following in marks and (before in marks or not before))
            ):
                return
            if place is not None:
                return  # the head after the place closes the name
        begin = token.start
        left = self._place_at(max(0, token.start - 8), token.start)
        if left is not None and self._chain_end(left.start) == token.start:
            begin = left.start
        self._add(Name(begin, token.end, row.label, "name", "organisation.alias", row.cls, "银行", True))
