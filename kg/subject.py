"""A resolved item in, its clauses out, each with the bodies that act in it.

Chinese bulletin prose names the actor once and then drops it: 某市总工会召开会议，部署…，并下发… has
one subject for three verbs. The tracker walks the clauses in order and keeps the acting bodies until
another body opens a clause:

* the item's own actor (`context.body`) acts until someone takes over, and where a clause opens with
  全市, 全县 …;
* a body that opens a clause, after nothing but dates, ordinals and openers (`clause_openers.tsv`),
  takes over till the sentence ends, or the paragraph where it opened that: 日前，吴中区总工会开展…;
  joined bodies act together: A与B联合, A、B、C;
* 会同/联合/与 X joins X to the running actor: 会同市文明办开展…;
* 由X… makes X the actor of that clause alone: 由区委召开会议;
* 在X支持下, 向X, 对X, X的 never make X an actor;
* where the title names none, the union of the first sentence is the item's own actor;
* a new point (一是…, 2．…), a paragraph or a class of bodies (各级工会) hands back to the item's own actor.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

from extractors import lexicon
from kg.model import Mention, Organisation, Person, Reading

Bodies = tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between commas (reading offsets) and who acts in it.

    `explicit`: the actors are named in this clause; `joint`: those joined by 会同/联合/与; `behind`: who
    acted when it began, and reports what is only counted in it (某厂等5家单位获奖).
    """

    start: int
    end: int
    subjects: Bodies
    explicit: bool = False
    joint: Bodies = ()
    behind: Bodies = ()


@dataclass(frozen=True, slots=True)
class Clauses:
    """All clauses of an item, in order and without gaps."""

    clauses: tuple[Clause, ...]
    starts: tuple[int, ...]

    def at(self, offset: int) -> Clause:
        """The clause that holds a reading offset."""
        return self.clauses[max(0, bisect_right(self.starts, offset) - 1)]


#: a point of a list hands back to the item's actor: 一是, 二、, （三）, 4．, 五要, 六
_POINT = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}(?:是|要|、|抓)|（[一二三四五六七八九十\d]{1,2}）|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十][，、]|●)"
)
#: 全市, 我县, 各级工会, 广大职工: the item's own body reports on all below it
_WHOLE = re.compile(
    r"(?:截至|截止|到|至|目前)?(?:(?:全[省市区县州镇系公集]|我[省市区县])(?!总工会)"
    r"|(?:各级?|各地|基层|广大)[^，。；：、的]{0,8}(?:工会|职工|企业|单位|部门))"
)
_LEVEL = re.compile(r"[全我]([省市区县州镇])")
#: what may join the actors of one clause: 、 与 和 及 以及 联合 会同
_JOIN = re.compile(r"(?:、|，|和|与|及|以及|同|暨|[，、]?(?:联合|会同|协同|携手|联手|同时联合)|与会的|——)")
_JOINING = re.compile(r"(?:联合|会同|协同|携手|联手|与|和|同)$")
#: tail of a person or group standing for the body: 主席李某, 有关领导, 等五部门
_STAND_IN = re.compile(
    r"(?:等?[一二三四五六七八九十两\d]{0,3}(?:个|家)?(?:部门|单位|机关|方)?|有关(?:领导|负责人|人员|部门)|主要(?:领导|负责人)"
    r"|(?:全体)?(?:机关)?(?:领导|班子成员|负责人|负责同志|干部|工作人员|员工|职工)|等?一行|相关(?:部门|领导|负责人|人员)|等|同志|还|也|共同|分别|均|都)"
)
#: A、B等26个基层工会: bodies that only stand for their like leave the running actor in place
_EXAMPLES = re.compile(
    r"等(?:全[省市区县])?(?:\d+|[一二三四五六七八九十百]+)多?余?(?:个|家|所|支)(?!部门|单位联合)"
)
#: 甲厂、|乙研究院、丙集团等18家: members that no rule knows do not end the list
_MORE = re.compile(r"(?:、[^，。；、“”]{2,14}){1,8}等\d+余?多?(?:家|个|所|支|名)(?!部门)")
#: B协办的, C承办, 其中D捐资10万元, E队获得冠军: an actor of that clause alone
_SIDE = re.compile(
    r"(?:协办|承办|协助|支持|赞助|(?:支援|援助|配套)了?[^，。；\d]{0,6}\d"
    r"|(?:共|各|分别|还)?(?:捐[资款赠助]|认捐|出资)|(?:派出|选派|抽调)了?\d"
    r"|(?:代表)?队?(?:分别|双双)?(?:分?获|荣获|夺得|勇夺|摘得)[^，。；]{0,16}(?:等?奖|[冠亚季]军|名))"
)
#: 甲厂钳工李某、乙厂电工王某等20人被命名为“…”, 某工作室被省总工会命名为“…”: honoured, none that acts on
_HONOURED = re.compile(
    r"等\d+余?多?[人名家个位][^，。；“]{0,8}(?:被|荣?获|入选)|被[^，。；“]{0,16}(?:命名|授予|评为)"
)
#: 由区总工会、区司法局|共建的|区劳动争议调处中心受理案件942宗
_BUILT = re.compile(
    r"(?:等[^，。；]{0,8})?(?:共同|联合|牵头|合力|携手)?"
    r"(?:共建|建立|设立|成立|组建|创办|开办|打造|创建|合办|筹建|运营|管理|发起)的"
)
#: 今年4月成立的|某区快递行业工会联合会已发展会员…
_FOUNDED = re.compile(r"(?:新|刚刚?|最早|率先)?(?:成立|组建|设立|创建|挂牌)(?:不久)?的$")
#: 甲厂钳工李某、乙厂电工王某等20人被命名为“…”: a list of the honoured, even where it opens a paragraph
_WINNERS = re.compile(r"、[^，。；]*等\d+余?多?[人名家个位][^，。；“]{0,8}(?:被|荣?获|分获|入选|当选)")
#: 某公司荣获省五一劳动奖状: honoured alone, and none that acts on
_HONOUR = re.compile(
    r"(?:荣获|获评|荣膺|获得?)(?:了)?[^，。；\d]{0,16}(?:奖状|奖章|称号|先锋号|示范岗|标兵岗|先进(?:单位|集体)|之家)”?(?:荣誉)?(?:称号)?[，。；]"
)
#: 市总工会法律工作部部长邬某介绍，…: who speaks for the union
_SPEAKS = re.compile(r"(?:介绍|透露|表示|坦言|告诉(?:记者|笔者)|说)(?:说|道)?[，：]$")
#: 市总工会副主席丁某出席仪式: who attends does not act on
_ATTENDS = re.compile(r"出席|参加|到会|列席|应邀|见证|到场")
#: 会同某所、|某商会: a member of a list that no rule knows does not end it
_UNKNOWN = re.compile(r"(?:联合|会同|协同|携手|联手)[^，。；：“”《》的]{2,16}、")
_OPEN, _CLOSE = "“《（‘〈", "”》）’〉"
_BREAK = frozenset("，。；！？：\n")


def _bounds(text: str) -> list[tuple[int, int]]:
    """Clause bounds: split after ，。；！？： and line breaks outside quotes and brackets."""
    bounds, start, depth = [], 0, 0
    for i, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char == "\n":
            depth = 0  # an unclosed quote ends with its paragraph
        if char in _BREAK and (not depth or char == "\n"):
            bounds.append((start, i + 1))
            start = i + 1
    if start < len(text):
        bounds.append((start, len(text)))
    return bounds


@cache
def _opener() -> re.Pattern[str]:
    words = sorted(lexicon.terms("clause_openers"), key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + ")")


def _strip(text: str, blanks: list[tuple[int, int]], start: int, end: int) -> str:
    """text[start:end] without dates, ordinals, openers and punctuation."""
    parts, at = [], start
    for index in range(max(0, bisect_right(blanks, (start, 0)) - 1), len(blanks)):
        left, right = blanks[index]
        if left >= end:
            break
        if right <= start:
            continue
        parts.append(text[at : max(at, left)])
        at = max(at, min(right, end))
    parts.append(text[at:end])
    rest = "".join(parts)
    rest = _POINT.sub("", rest, count=1)
    return re.sub(r"[\s、·“]", "", _opener().sub("", rest))


@dataclass(frozen=True, slots=True)
class _Marks:
    """What an item's clauses are read by (reading offsets, in order), gathered once."""

    dates: list[tuple[int, int]]
    fillers: list[tuple[int, int]]  # dates, persons and posts
    people: list[int]  # where a person's name starts
    posts: frozenset[int]  # where a post's title starts

    @classmethod
    def of(cls, reading: Reading) -> _Marks:
        """The marks of an item."""
        spans = {name: [(s.start, s.end) for s in reading.spans(name)] for name in ("date", "person", "post")}
        return cls(
            dates=sorted(spans["date"]),
            fillers=sorted(spans["date"] + spans["person"] + spans["post"]),
            people=sorted(m.at[0] for m in reading.of(Person)),
            posts=frozenset(start for start, _ in spans["post"]),
        )

    def person_between(self, start: int, end: int) -> bool:
        """Is a person named in the stretch?"""
        index = bisect_left(self.people, start)
        return index < len(self.people) and self.people[index] < end


def _actors(text: str, marks: _Marks, group: list[Mention], end: int) -> tuple[Bodies, Bodies]:
    """The bodies of a chain of coordinated mentions at a clause's head, and those joined by 会同.

    县政协副主席、总工会主席李某和某镇总工会负责人 → 总工会 and 某镇总工会: of several posts of one
    person only the last names the body that acts.
    """
    bodies: list[Organisation] = []
    joint: list[Organisation] = []
    for index, mention in enumerate(group):
        assert isinstance(mention.entity, Organisation)
        following = group[index + 1].at[0] if index + 1 < len(group) else end
        several = mention.at[1] in marks.posts and index + 1 < len(group)
        same_person = several and not marks.person_between(mention.at[1], following)
        if same_person:
            continue
        if mention.entity not in bodies:
            bodies.append(mention.entity)
            if index and (joint or _JOINING.search(text[group[index - 1].at[1] : mention.at[0]])):
                joint.append(mention.entity)
    return tuple(bodies), tuple(joint)


def acting(reading: Reading) -> Clauses:
    """Track the acting bodies through the item's clauses (linear in text and mentions)."""
    text = reading.item.text
    named = [m for m in reading.of(Organisation)]
    marks = _Marks.of(reading)
    own: Bodies = (reading.context.body,) if reading.context.body else ()
    topic = running = own  # whom a new sentence and a new clause fall back to
    opening = True  # has the paragraph named no actor yet?
    named_own = False  # has the title, or else the first sentence, named the item's actor?
    clauses: list[Clause] = []
    signature = reading.item.signature or (len(text), len(text))
    first_stop = text.find("。", reading.item.body_start) % (len(text) + 1)  # where the first sentence ends
    cursor = 0
    for start, end in _bounds(text):
        before = text[start - 1] if start else "\n"
        if start and start == reading.item.body_start:
            own = next((c.subjects for c in reversed(clauses) if c.explicit), own)
        if before == "\n" or _POINT.match(text, start):
            topic = running = own
            opening = True
        elif before in "。！？":
            running = topic
            opening = False
        whole = _WHOLE.match(text, start) if before in "。；\n" else None
        if whole and not lower(whole[0], own, running):
            running = own
        while cursor < len(named) and named[cursor].at[0] < start:
            cursor += 1
        here = []
        i = cursor
        while i < len(named) and named[i].at[0] < end:
            here.append(named[i])
            i += 1
        if start >= signature[0] or not here:
            clauses.append(Clause(start, end, running))
            continue
        subjects, joint, local = _of_clause(text, marks, here, start, end, running)
        if subjects and own and _SPEAKS.search(text, start, end):
            subjects = tuple(own[0] if _department(s, own[0]) else s for s in subjects)
        if subjects:
            if not named_own and start <= first_stop:
                in_body = start >= reading.item.body_start
                if in_body and not joint and all(s.kind == "union" for s in subjects):
                    own = subjects
                elif in_body and joint and subjects[0].kind == "union" and subjects[0] not in joint:
                    own = subjects[:1]  # 某区总工会会同区教育局…: who takes others along
                named_own = True
            clauses.append(Clause(start, end, subjects, True, joint, running))
            honoured = not set(subjects) & set(own) and (
                _WINNERS.search(text, start, end)
                or (not opening and (_HONOURED.search(text, start, end) or _HONOUR.search(text, start, end)))
            )
            attends = not opening and _ATTENDS.search(text, start, end) and _leads(marks, here, subjects, own)
            if not local and not honoured and not attends:
                if opening or set(subjects) & set(own):
                    topic = subjects
                running = subjects
                opening = False
        else:
            clauses.append(Clause(start, end, running))
    return Clauses(tuple(clauses), tuple(c.start for c in clauses))


def lower(whole: str, own: Bodies, running: Bodies) -> bool:
    """Is 全区 what the running union reports on, and not the item's own body of a higher level?

    陈仓区总工会迅速部署，…，|全区126家企业参与 in a city's item stays with 陈仓区总工会.
    """
    level = _LEVEL.search(whole)
    if level is None or not running or not own or running[0].kind != "union":
        return False
    ending = f"{level[1]}总工会"
    return running[0].name.endswith(ending) and not own[0].name.endswith(ending)


def _department(body: Organisation, union: Organisation) -> bool:
    """Is the body a department of the union: 某市总工会法律工作部?"""
    return (
        body.name.startswith(union.name)
        and body.name != union.name
        and body.name.endswith(("部", "室", "处"))
    )


def _leads(marks: _Marks, here: list[Mention], subjects: Bodies, own: Bodies) -> bool:
    """Does a clause name bodies only for the posts of their people: 市总工会副主席丁某出席?"""
    if set(subjects) & set(own):
        return False
    return all(m.at[1] in marks.posts for m in here if m.entity in subjects)


def _of_clause(
    text: str,
    marks: _Marks,
    here: list[Mention],
    start: int,
    end: int,
    running: Bodies,
) -> tuple[Bodies, Bodies, bool]:
    """Actors named in one clause: (all, the joined ones, do they act in this clause alone)."""
    first = here[0]
    lead = _FOUNDED.sub("", _strip(text, marks.dates, start, first.at[0]))
    joining = bool(lead) and bool(_JOINING.fullmatch(lead))
    local = lead.endswith("由") or lead.endswith("经")
    if lead and not joining and not local:
        return (), (), False
    chain = [first]
    for mention in here[1:]:
        gap = _strip(text, marks.fillers, chain[-1].at[1], mention.at[0])
        rest = _STAND_IN.sub("", _JOIN.sub("", gap))
        if rest and not _UNKNOWN.fullmatch(text, chain[-1].at[1], mention.at[0]):
            break
        chain.append(mention)
    tail = text[chain[-1].at[1] : end]
    built = next((m for m in here if m.at[0] > chain[-1].at[0]), None)
    if built and _BUILT.fullmatch(text, chain[-1].at[1], built.at[0]) and text[built.at[1]] != "的":
        assert isinstance(built.entity, Organisation)
        return (built.entity,), (), False
    if tail.startswith(("的", "内", "所属", "下属", "辖区", "范围", "”", "》")) and not local:
        return (), (), False
    if re.match(r"(?:支持|指导|帮助|关心|领导|部署|要求)下", tail):
        return (), (), False
    bodies, joint = _actors(text, marks, chain, end)
    local = (
        local
        or bool(_SIDE.match(tail))
        or (bool(_EXAMPLES.match(tail) or _MORE.match(tail)) and not set(bodies) & set(running))
    )
    if joining:
        return tuple(dict.fromkeys((*running, *bodies))), bodies, False
    return bodies, joint, local
