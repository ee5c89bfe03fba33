"""Reading text and its places in, span group `organisation` out: the grammar of official Chinese names.

A name is found from its last word (`organisation_heads.tsv`: 总工会, 教育局, 有限公司 …) and read leftwards
to what cannot stand in a name (`organisation_boundaries.tsv`). What opens it decides the form:

* a place (苏州市吴中区|横泾街道|总工会) or a national name (中国|农业银行…): kb_id `name`;
* a level word (市|教育局, 区|总, 省|总工会) or a list with a body before it (市总工会、|教育局): kb_id `local`,
  its place is for `kg.resolve` to say;
* any own name, before the heads that ask for no place (恒达机械有限公司): kb_id `name`;
* 该行, 该公司, 我会: kb_id `anaphor`.

Names join to the right where one body belongs to another: 市总|民管部, …有限公司|工会 (`JOINS`). Classes of
bodies (各级工会, 有关部门, 外企工会) stay unmarked. Label: the codebook's kind; span_id: the rule.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.lexicon import load

#: level words that stand for the item's own place: 市教育局, 省总工会, 街道党工委
LEVELS = (
    "省", "市", "区", "县", "州", "盟", "旗", "自治区", "自治州", "自治县", "自治旗", "地区", "镇", "乡", "街道", "园区", "开发区", "高新区", "经开区", "新区",
)  # fmt: skip
SMALL = frozenset({"镇", "乡", "街道", "园区", "开发区", "高新区", "经开区", "新区"})
#: level words of an enterprise or office union: 集团工会, 局工会, 校工会
HOUSE = (
    "集团公司", "集团", "总公司", "分公司", "公司", "总厂", "分厂", "厂", "矿", "分局", "局", "校", "院", "分行", "支行", "行", "油田", "段", "站",
)  # fmt: skip
LEVEL = re.compile("(?:市级|省级|区级|县级|市直|省直|区直|县直|市属|省属|" + "|".join(sorted(LEVELS, key=len, reverse=True)) + ")")
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
    r"集团|公司|总厂|厂|矿|煤矿|油田|局|银行|支行|分行|大学|学院|中学|小学|学校|医院|研究院|研究所|设计院|中心|电厂|钢铁|石化|电力|铁路|港|站|段|所|处)$"
)
#: 8家, 几十个, 一批: what follows is counted, not named
COUNT = re.compile(
    r"(?:\d+(?:[余多几])?万?|[两几数一二三四五六七八九十][余多几百千万十一二三四五六七八九]*)(?:余|多)?(?:家|个|名|位|类|级|支|批)"
)
#: figures end a name unless they number it: 第3中学, 中铁12局
DIGITS = re.compile(r"(?<!第)\d+(?:[.．]\d+)*(?!\d|局|厂|矿|医院|处|中学)")
#: （苏州） or “新昆山人” inside a name
INSIDE = re.compile(r"[^，。；：！？、\n（）“”《》]{1,14}")
#: two levels sharing one head: 省、市总工会
SHARED = re.compile(r"(?<![一-鿿])(?:全国|省|市|州|区|县)、$|(?<=[在由向对与和到经受为被])(?:全国|省|市|州|区|县)、$")
#: 各市（县）、区总工会: the level word belongs to a class
MANY = re.compile(r"(?:[各每两二三四五六七八九]|[）)]、?)[省市县区镇乡旗州街道、（）]{0,10}$|[市县区]、$")
#: a level between place and head names a class: 吴江市|镇（区）级|服务站
CLASS_LEVEL = re.compile(r"[镇区县市乡村道）]级(?!机关)|^级|所属|下属|直属(?!机关)|[镇区乡]（")
#: 乡镇街道 is a class of places
CLASS_PLACE = re.compile(r".{0,4}(?:乡镇|村镇|城镇|街镇|镇街)|各")
#: 党组书记, 党委委员: then the post belongs to the body, which is named without its committee
PARTY_POST = re.compile(r"副?书记|成员|委员|常委")
#: 川、陕、甘三省: several places share one head
SEVERAL = re.compile(r"[两二三四五六七八九十]+(?:省|市|区|县|州|地|镇|家)")
#: posts of one person join bodies of one place: 区委副书记、|纪委书记
POSTS = re.compile(r"[一-鿿]{0,8}(?:书记|主席|主任|常委|市长|区长|县长|局长|部长|委员|院长|检察长|会长|成员)、$")
#: 成立了|…领导小组: a body may be named without a place where it is founded
FOUNDED = re.compile(r"(?:成立|组建|设立|建立|组成|调整)了?(?:以[^，。]{2,20}为组长的)?$")
ANAPHOR = re.compile(
    r"(?<![应本活])(?:该(?:行|公司|局|会|集团|厂|校|院|企业|中心|联盟|工会|总工会|协会|镇工会|矿|所|站|支行|分行|大学|学院|医院|部)|我(?:会|局|行|厂|校|院|公司|集团|中心))"
    r"(?![一-鿿]{0,2}(?:议|员|员工|计|谈|面|长期|为了))"
)
ANAPHOR_KIND = {
    "行": "enterprise", "公司": "enterprise", "局": "government", "会": "union", "集团": "enterprise", "厂": "enterprise",
    "校": "institution", "院": "institution", "企业": "enterprise", "中心": "institution", "联盟": "joint", "工会": "union",
    "协会": "association", "矿": "enterprise", "所": "institution", "站": "institution", "学院": "institution",
    "大学": "institution", "医院": "institution", "部": "union",
}  # fmt: skip
#: a zone or town that acts through its leaders stands for its administration: 吴江经济开发区有关领导
LEADERS = re.compile(r"(?:党政)?(?:有关|相关|主要)?(?:领导(?!下|小组|班子成员制)|负责人|负责同志)")
ZONES = frozenset({"zone", "township"})

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
#: heads that name a class as soon as a word such as 企业, 民办 stands before them: 外企工会, 民办学校
WEAK = frozenset({"工会", "联合工会", "分工会", "机关工会", "公司", "集团", "厂", "学校", "医院", "银行", "大学", "学院", "中学", "小学", "幼儿园", "酒店", "宾馆", "研究所", "研究院"})  # fmt: skip
#: heads that may stand alone in a list or before a post: 市政协副主席、总工会主席
BARE = {
    "总工会": "，。、\n和与由在向，（",
    "协调劳动关系三方": "，。、\n和与由在向合同",
    "协调劳动关系三方机制": "，。、\n和与由在向合同",
    "协调劳动关系三方会议": "，。、\n和与由在向合同",
}
#: 区劳动社保、工商联等部门; 市人社、教育部门
DEPARTMENTS = re.compile(r"(?P<list>[一-鿿]{2,10}(?:、[一-鿿]{2,8}?){0,8}(?:[和与及][一-鿿]{2,8}?)?)等?(?:有关|相关|职能|多|几|[两三四五六七八九十\d]+)?个?(?:部门|单位)")
MEMBER_CLASSES = frozenset({"gov", "gtop", "assoc", "party", "joint", "dept", "utop", "inst"})
LONGEST = 40


class Row(NamedTuple):
    """What a word of the lists is: head, alias, keep, quant, class, stop, soft, level-zong …"""

    kind: str
    word: str
    label: str = ""
    need: str = ""
    cls: str = ""


class Token(NamedTuple):
    """A word of the lists, a punctuation mark or a figure at its place in the text."""

    start: int
    end: int
    row: Row


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


class _Lists(NamedTuple):
    rows: tuple[Row, ...]
    automaton: AhoCorasick
    after: dict[str, re.Pattern[str]]
    zong: dict[str, bool]
    departments: re.Pattern[str]  # 民管部, 办公室 …


PUNCTUATION = "，。；：！？、（）“”‘’《》〈〉【】—…·●○◆■□★☆△▲|/／\n\t ~～→#*＊"


@cache
def _lists() -> _Lists:
    words: dict[str, Row] = {}
    for word, full, label, need, *_ in load("organisation_aliases"):
        words[word] = Row("alias", full, label, need, "ent")
    for word, label, need, cls, *_ in load("organisation_heads"):
        words.setdefault(word, Row("head", word, label, need, cls))
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
    for level in ("镇", "乡", "街道", "园区", "开发区", "高新区", "场", "村", "社区"):
        words.setdefault(level + "党委", Row("wei", level))
    for word, kind, *_ in load("organisation_boundaries"):
        words.setdefault(word, Row(kind, word))
    for mark in PUNCTUATION:
        words[mark] = Row("mark", mark)
    after = {
        row[0]: re.compile("(?:" + "|".join(map(re.escape, row[1].split("|"))) + ")") for row in load("organisation_after")
    }
    zong = {row[0]: row[1] == "yes" for row in load("organisation_after_zong")}
    parts = sorted((r.word for r in words.values() if r.kind == "head" and r.cls == "dept"), key=len, reverse=True)
    departments = re.compile("(?:" + "|".join(map(re.escape, parts)) + ")(?![门分长队])")
    return _Lists(tuple(words.values()), AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest), after, zong, departments)


@cache
def _stems() -> dict[str, str]:
    return {row[0]: row[2] for row in load("organisation_stems")}


def _short_for_union(text: str, end: int, lists: _Lists) -> bool:
    """Is 总 before `end` short for 总工会: 市总召开, 市总会同, 市总经济工作部; not 市总共, 全市总体."""
    if lists.departments.match(text, end):
        return True
    zong = lists.zong
    for size in (3, 2, 1):
        verdict = zong.get(text[end : end + size])
        if verdict is not None:
            return verdict
    return True


def _tokens(text: str, lists: _Lists, places: list[Span], dates: list[Span]) -> list[Token]:
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
    for match in COUNT.finditer(text):
        if not inside[match.start()]:
            out.append(Token(match.start(), match.end(), Row("quant", match.group())))
    for match in DIGITS.finditer(text):
        out.append(Token(match.start(), match.end(), Row("stop", "0")))
    for date in dates:
        out.append(Token(date.start, date.end, Row("stop", "date")))
    out.sort(key=lambda t: (t.end, t.start))
    return out


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
        self.lists = _lists()
        self.places = places = [p for p in places if not CLASS_PLACE.match(p.text) and not self._verb(p, text)]
        self.place_starts = [p.start for p in places]
        self.tokens = _tokens(text, self.lists, places, dates)
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
        self.stems()
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
        if name.start > 0 and self.text[name.start - 1] == "《" or not self._in_work(name):
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
                if self.tokens[i].row.kind in ("stop", "soft", "quant", "class") and self.tokens[i].start >= last.end:
                    kind = self.tokens[i].row.kind
                    if kind in ("stop", "quant") or row.need not in ("own", "mod", "place") or last.cls in ("utop", "ptop"):
                        if not (kind == "class" and row.word not in WEAK):
                            return False
                i -= 1
            if last.cls != "ent" and self._place_at(last.end, token.start) is not None:
                return False
            if row.need == "body":
                return False
        elif row.need == "mod" and row.cls in ("assoc", "inst", "gov") and row.word != "分局" and last.cls != "utop":
            return False
        if row.word == "车间" and last.cls != "ent":
            return False
        if row.cls == "party" and last.cls != "ptop" and PARTY_POST.match(self.text, token.end):
            return False  # 市总工会|党组书记、主席: the post is of the union
        label = last.label if row.label == "=" else row.label
        if row.cls == "gtop" and last.cls == "ent":
            label = "enterprise"
        if row.word.endswith("中心") and last.cls == "utop":
            label = last.label  # 市总工会困难职工援助中心 is a part of the union
        self.names[-1] = replace(last, end=token.end, label=label, cls=row.cls, head=row.word, rule="organisation.joined")
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
        return _Left(trade, bound, max(soft, bound), cls, killed, tuple(reversed(anchors)), tuple(keeps), tuple(groups))

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
        if row.need == "mod" and not modifiers and row.word not in ("工会", "工会工委", "工会委员会", "工会联合会", "工会工作委员会", "总队", "联合工会"):
            return False
        if nation and row.word in ("工会", "总工会"):
            return bool(modifiers)
        if nation and row.need == "place" and not modifiers and self.text.startswith("国家", start):
            return True
        if nation and row.need != "own" and len(modifiers) < 2:
            return False
        if left.cls > end and row.word in WEAK and (row.need != "own" or left.cls >= token.start - 1):
            return False
        if row.need == "place" and len(modifiers) > 10:
            return False
        if row.need == "own" and not modifiers and row.word in WEAK and row.word not in ("大学", "医院", "学院", "中学", "小学", "银行"):
            return False
        if row.word == "公司" and len(modifiers) < 2:
            return False
        if modifiers and modifiers[0] in "的在与、":
            return False
        return not (row.word == "工会" and left.cls > end)

    def _company_start(self, begin: int, end: int, modifiers: str, token: Token) -> int:
        """Where a company in a zone or town begins: 苏州高新区|住友电工（苏州）…有限公司."""
        i = bisect_left(self.place_starts, begin)
        if token.row.cls != "ent" or "公司" not in token.row.word or len(modifiers) < 4 or i >= len(self.places):
            return begin
        last = i
        while last + 1 < len(self.places) and self.places[last + 1].end <= end:
            last += 1
        if self.places[last].label in ZONES and self.places[last].end == end:
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
                if level in LEVELS and (row.need == "place" or row.word == "商会") and token.start - size > left.bound:
                    at = token.start - size
                    if any(s <= at < e for s, e in left.keeps) or self.text[at - 1] in "全该各每本我某地社辖城级个座些":
                        return None
                    for known in self.known:
                        if known.endswith(level) and self.text.endswith(known, 0, token.start):
                            begin = token.start - len(known)
                            return Name(begin, token.end, row.label, "name", "organisation.known-place", row.cls, row.word, True)
                    if NAMED.fullmatch(self.text, left.soft, token.start) and (size == 1 or level in SMALL):
                        return None  # an unknown town: `_house` takes it whole
                    if not self._class_before(at):
                        return Name(at, token.end, row.label, "local", "organisation.level", row.cls, row.word)
                    return None
            return None
        level = match.group()
        own = self.text[at + len(level) : token.start] if level in LEVELS else self.text[at + len(level) - 1 : token.start]
        if self._class_before(at):
            return None
        if row.need == "mod" and not own and row.word != "商会" and not (row.word in ("工会",) and level in ("园区", "开发区", "高新区", "经开区", "新区")):
            return None
        if row.need == "own" and (len(own) < 2 and row.word not in ("一院",) and row.cls == "ent"):
            return None
        if row.need == "own" and not own and row.word not in ("人民医院", "中医院", "中医医院", "妇保院", "妇幼保健院", "实验小学", "实验幼儿园", "人民法院", "福利院", "敬老院", "疗养院", "工人疗养院", "博物馆", "科技馆", "监狱", "看守所", "职工学校", "规划展示馆", "展览馆", "技师学院", "农商银行", "医院", "电厂", "水厂", "中学"):
            return None
        if left.cls > at and (row.word in WEAK):
            return None
        if len(own) > 14 or (own and own[0] in "（、的"):
            return None
        return Name(at, token.end, row.label, "local", "organisation.level", row.cls, row.word)

    def _class_before(self, at: int) -> bool:
        """Does the level word belong to a class: 各市（县）、|区总工会?"""
        return MANY.search(self.text, max(0, at - 12), at) is not None and not SHARED.search(self.text, max(0, at - 4), at)

    def _own(self, left: _Left, token: Token) -> Name | None:
        """A name without a place, before a head that needs none: 恒达机械有限公司, 东南大学."""
        start = max(left.bound, left.soft, left.cls)
        row, text = token.row, self.text
        own = text[start : token.start]
        strong = row.word.endswith("有限公司") or row.word.endswith("责任公司") or row.word.endswith("股份公司")
        least = 2 if strong or row.need == "own" and row.word not in ("公司", "厂", "集团", "中心", "学校", "医院", "农场", "酒店", "宾馆", "事务所", "海关", "监狱", "分公司", "营业部", "总公司", "集团公司", "机务段", "合作社", "支行", "分行", "派出所") else 3
        if row.word in ("支行", "分行", "中心支行", "分公司", "分理处", "人民医院", "附属医院", "卫生院", "实验小学", "中心小学", "集团公司", "集团有限公司", "派出所", "社区卫生服务中心", "卫生服务中心", "职业学院", "职业技术学院", "技术学院", "技师学院", "职业学校", "技工学校", "中等专业学校", "高级中学", "福利院", "敬老院", "监狱"):
            least = 2
        if self.names and self.names[-1].cls in ("ent", "inst", "union") and LINK.fullmatch(text, self.names[-1].end, start):
            least = 2
        if len(own) < least or len(own) > 24 or own[0] in "）”·-" or re.match(r"[一二三四五六七八九十]+[、是]", own):
            return None
        if own.startswith("工会") or left.trade >= len(own) or (left.cls == start and row.word in WEAK):
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
            return Name(token.start, token.end, row.label, "local", "organisation.bare", row.cls, row.word) if before in BARE[row.word] else None
        if row.cls == "joint" and row.need == "mod" and 5 <= len(body) <= 20 and FOUNDED.search(text, 0, left.bound):
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
        if row.need == "own" or (row.need == "mod" and not 2 <= len(own) <= 10) or (row.need != "mod" and own):
            return None
        if row.need == "body" and last.cls not in ("dept", "utop", "ptop", "gtop", "party", "union", "assoc"):
            return None
        if last.form == "name" and not last.anchor and row.cls != "dept":
            return None
        if row.need == "mod" and row.cls in ("inst", "assoc") and len(own) >= 4 and not left.trade and not left.keeps:
            return Name(token.start - len(own), token.end, row.label, "name", "organisation.own", row.cls, row.word)
        return Name(token.start - len(own), token.end, row.label if row.label != "=" else last.label, "local", "organisation.listed", row.cls, row.word)

    def _house(self, left: _Left, token: Token, body: str) -> Name | None:
        """A union or office of a house or town the place lists lack: 三一重工集团|工会, 天府新区|总工会."""
        row = token.row
        start = max(left.bound, left.soft)
        own = self.text[start : token.start]
        if row.cls not in ("union", "utop", "party", "gtop", "gov", "assoc") or row.need not in ("place", "mod") or row.word == "委" or left.cls > left.bound:
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

    # ------------------------------------------------------------ offices without their last word
    def stems(self) -> None:
        """市人社、教育等部门: the members of such a list, where it opens with a place or a level word."""
        extra: list[Name] = []
        for match in DEPARTMENTS.finditer(self.text):
            start = max((p.end for p in self.places if match.start() <= p.end <= match.end()), default=0)
            body = match.group("list")
            at = match.start("list")
            if start > at:
                body, at = body[start - at :], start
                opening, form = self._chain_start(start), "name"
            else:
                first = re.split("[、和与及]", body, maxsplit=1)[0]
                found = [m for m in LEVEL.finditer(first) if m.group() in LEVELS and first[m.end() :] in _stems()]
                if not found:
                    continue
                level = found[0]
                cut = level.end()
                opening, form = at + level.start(), "local"
                body, at = body[cut:], at + cut
            stems = _stems()
            for number, piece in enumerate(re.finditer(r"[^、和与及]+", body)):
                word = piece.group()
                if any(n.start < at + piece.end() and at + piece.start() < n.end for n in self.names):
                    continue
                if word in stems:
                    begin = at + piece.start()
                    rule = "organisation.stem" if number else "organisation.stem-first"
                    extra.append(Name(begin if number else opening, begin + len(word), stems[word], form if not number else "local", rule, "gov", word))
                elif self._whole_head(word):
                    begin = at + piece.start()
                    extra.append(Name(begin, begin + len(word), self._whole_head(word), "local", "organisation.stem", "gov", word))
        self.names = sorted([*self.names, *extra], key=lambda n: n.start)

    def _whole_head(self, word: str) -> str:
        """The kind of a word that is a whole office or association: 工商联, 妇联."""
        return next((r.label for r in self.lists.rows if r.kind == "head" and r.word == word and r.need == "place"), "")

    def _chain_start(self, end: int) -> int:
        """Where the places that stand side by side before `end` begin."""
        for place in reversed(self.places):
            if place.end == end:
                end = place.start
        return end

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
                text.startswith(("工会", "分行", "支行", "党委", "总行"), token.end) or (following in marks and (before in marks or not before))
            ):
                return
            if place is not None:
                return  # the head after the place closes the name
        begin = token.start
        left = self._place_at(max(0, token.start - 8), token.start)
        if left is not None and self._chain_end(left.start) == token.start:
            begin = left.start
        self._add(Name(begin, token.end, row.label, "name", "organisation.alias", row.cls, "银行", True))


def _shared(text: str, names: list[Name]) -> list[Name]:
    """省、市总工会 names two bodies: the level word before 、 is the other one's."""
    out = []
    for name in names:
        if name.form == "local" and name.rule == "organisation.level":
            match = SHARED.search(text, max(0, name.start - 4), name.start)
            if match:
                out.append(replace(name, start=match.start(), end=name.start - 1, rule="organisation.shared-head"))
        out.append(name)
    return out


def _others(text: str, names: list[Name], places: list[Span]) -> list[Name]:
    """Anaphors, and zones or towns that act through their leaders."""
    out = []
    for match in ANAPHOR.finditer(text):
        word = match.group()[1:]
        kind = next(ANAPHOR_KIND[w] for w in sorted(ANAPHOR_KIND, key=len, reverse=True) if word.endswith(w))
        out.append(Name(match.start(), match.end(), kind, "anaphor", "organisation.anaphor", "", word))
    for place in places:
        if place.label_ in ZONES and LEADERS.match(text, place.end):
            out.append(Name(place.start, place.end, "government", "name", "organisation.leaders", "gtop", "", True))
    return out


def find(text: str, places: list[Span], dates: list[Span], documents: list[Span]) -> list[Name]:
    """All names of a reading text, in order, without overlaps (earlier, then longer ones win)."""
    names = Grammar(text, places, dates, documents).find()
    names = _shared(text, names) + _others(text, names, places)
    names.sort(key=lambda n: (n.start, -n.end))
    out: list[Name] = []
    for name in names:
        if not out or name.start >= out[-1].end:
            out.append(name)
    return out


class OrganisationComponent:
    """spaCy component: `doc.spans["organisation"]`."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group and hand the doc on."""
        groups = {g: sorted(doc.spans[g], key=lambda s: s.start) if g in doc.spans else [] for g in ("place", "date", "document")}
        names = find(doc.text, groups["place"], groups["date"], groups["document"])
        doc.spans["organisation"] = [
            Span(doc, n.start, n.end, label=n.label, kb_id=n.form, span_id=n.rule) for n in names
        ]
        return doc


@Language.factory("kg_organisation")
def _create(nlp: Language, name: str) -> OrganisationComponent:
    return OrganisationComponent()
