"""The stretch before 荣获 or 被授予 in, the named recipients it lists out, mentioned before or not.

A list of honoured persons and units is read piece by piece: 恒达公司焊工王某, 市二院李某护理创新工作室,
韩某某, 第一分公司维修班, 金牛酒业. A piece that is neither a mention, a name nor a unit (24家企业, 全市职工)
makes the stretch no list of names. Which pieces can receive: `award_units.tsv`.
"""

from __future__ import annotations

import re
from functools import cache

from extractors.lexicon import terms
from extractors.person import WORD_ENDS, is_name
from kg.model import Kind, Mention, Organisation, Person, Programme, Reading

Recipient = Organisation | Person | Programme

#: what opens the stretch without being of a name: 会上，其中, 2016年, 此外
LEAD = re.compile(
    r"(?:(?:此次|本次)?我[市省县区]|此次|本次|其中|他们是|她们是|会上|会议上|大会上|仪式上|活动中|比赛中|最终|共有|据悉|此外|同时|另外|经评选|由|来自|给予|对|给|为|向|把|将|授予|表彰|[，：\s])+"
)
#: 等5家单位, 等12个班组, 等20人, 同志, 分别, 双双
OTHERS = re.compile(
    r"(?:(?:等(?:\d+|[一二两三四五六七八九十百]+)?|\d+|[两三四五六七八九十])(?:余|多)?(?:名|位|人|家|个|户|支)(?:[一-鿿]{1,6})?|"
    r"等(?:单位|企业|集体|同志|职工|人)?)(?:的[一-鿿]{2,6})?$"
)
#: 甲公司、乙农场|两家单位工会: what is honoured are their unions
THEIR_UNIONS = re.compile(
    r"等?(?:\d+|[两三四五六七八九十])(?:家|个|所)(?:单位|企业|公司|学校|医院)的?工会(?:委员会)?(?:先后|分别|双双|被|同时|均|都)*$"
)
TAIL = re.compile(
    r"(?:同志|本人|先生|女士|一举|分别|分|再次|又|还|也|均|都|先后|相继|连续[一-鿿\d]{1,5}|多次|成功|光荣|喜|同时|并|曾|已|此前|"
    r"近日|日前|最近|将|双双|共同|首次|一并|\d{4}年度?|\d+月|\d+日|于|在|，|、|还先后|第[一二三四五六七八九十\d]+次|以及)+$"
)
SPLIT = re.compile(r"、|(?<=[一-鿿）”])(?:和|与|及|以及)(?=[一-鿿“])")
#: a trade or post before a name: 吊车司机|苗某某, 高级技师|吴某某
TRADE = re.compile(
    r"[一-鿿A-Za-z\d（）“”]{0,12}?(?:工|员|师|司机|战士|民警|消防员|队员|手|长|主任|医生|护士|老师|书记|主席|经理|工人|村民|同志|代表|院士|教授|专家|劳模|职工|"
    r"姑娘|小伙子?|青年|大姐|大哥|大嫂|徒弟|师傅|徒工|学徒|新秀|新人|老将|小将|骑手|小哥|社员|获得者|得主|标兵|状元|教练|裁判|业主|农民|第[一二三四五六]名|[冠亚季]军|等奖|"
    r"公司|集团|股份|厂|矿|酒店|宾馆|饭店|银行|分行|支行|医院|学校|大学|学院|中学|小学|幼儿园|局|委|站|所|队|部|处|科|室|车间|班|组|区|镇|乡|街道|社区|总工会|工会|代表队)"
)
#: what stands in no name of a unit
NO_UNIT = re.compile(
    r"[的了被着是我他她它们此该每各]|全[市省县区州国体]|\d+[名个家位]|一批|部分|许多|有关|获|给予|更多|不少|一些|若干|多[个家名]|[让使令]"
)
#: whose somebody is, or the work, behind the name: 甲某（某公司）, 某局《春天的故事》
ASIDE = re.compile(
    r"(?:（[^（）]{1,30}）|(?:[申选报撰创][报送写作])?的?《[^《》]{1,30}》|(?:[申选报撰创][报送写作])?的“[^“”]{2,30}”[一-鿿]{0,4})$"
)
#: whose somebody is, told behind the name: 代某（曲靖供电局）, 浦某（女，某镇卫生院）; not 机关（本部）
HOUSE = re.compile(r"([一-鿿]{2,4})（(?:[女男](?=[，）])|[^（）]{2,30}）)")
PLAIN = re.compile(r"[一-鿿A-Z]{2,8}(?<![人员者们等性中上下时后前间级类型])")
#: a body's team is the body: 乌兰县国税局|队
TEAM = re.compile(r"(?:代表)?队?")
STUDIO = re.compile(r"[一-鿿A-Za-z\d“”+·（）\-]{0,24}")


@cache
def _units() -> re.Pattern[str]:
    words = sorted(terms("award_units"), key=len, reverse=True)
    return re.compile(
        f"(?:{'|'.join(map(re.escape, words))})(?:[甲乙丙丁一二三四五六七八九十\\d]{{1,2}}班)?$"
    )


def listed(reading: Reading, named: list[Mention], start: int, stop: int) -> list[Recipient]:
    """The recipients in reading text [start, stop), or none where a piece of it is no name."""
    text = reading.item.text
    if lead := LEAD.match(text, start, stop):
        start = lead.end()
    counted = False
    theirs = THEIR_UNIONS.search(text, start, stop)
    while True:
        cut = text[start:stop]
        tail = TAIL.search(cut) or OTHERS.search(cut)
        if tail is None or tail.start() == 0:
            break
        counted = counted or tail.group()[0] in "0123456789两三四五六七八九十"
        stop = start + tail.start()
    if stop - start < 2:
        return []
    out: list[Recipient] = []
    unknown: list[tuple[int, str]] = []
    at = start
    for joint in [*_joints(reading, start, stop), None]:
        end = joint[0] if joint else stop
        quoted = any(text.count(a, at, end) != text.count(b, at, end) for a, b in ("“”", "（）"))
        if quoted or any(m.at[0] < end < m.at[1] for m in named):
            continue  # 和平区总工会, “甲和乙”工作室: no joint
        one = _piece(reading, named, at, end)
        if one is None:
            unknown.append((len(out), text[at:end]))
        else:
            out.append(one)
        at = joint[1] if joint else stop
    if unknown and len(unknown) >= len(out):
        return []
    for order, (place, said) in enumerate(unknown):
        one = _like(said, out, named)
        if one is None:
            return []
        out.insert(place + order, one)
    if theirs:
        return [union(one) if isinstance(one, Organisation) else one for one in out]
    return [] if counted and len(out) == 1 else out  # 某集团|两个集体 are others than the group


def spaced(reading: Reading, at: int) -> bool:
    """Do blanks stand in the bulletin between reading character `at` and the one before it, in one line?"""
    offsets = reading.item.offsets
    if not 0 < at < len(offsets) or offsets[at] - offsets[at - 1] < 2:
        return False
    return not reading.bulletin.text[offsets[at - 1] + 1 : offsets[at]].strip(" \t\u3000\xa0")


def _joints(reading: Reading, start: int, stop: int) -> list[tuple[int, int]]:
    """Where the pieces of a list meet: 、 和 and the like, or blanks between names: 甲区总工会 乙市总工会."""
    joints = [match.span() for match in SPLIT.finditer(reading.item.text, start, stop)]
    blanks = [at for at in range(start + 1, stop) if spaced(reading, at)]
    edges = sorted([start, stop, *blanks, *(edge for joint in joints for edge in joint)])
    for at in blanks:
        here = edges.index(at)
        if min(at - edges[here - 1], edges[here + 1] - at) >= 2:  # not 代 磊
            joints.append((at, at))
    return sorted(joints)


def union(body: Organisation) -> Organisation:
    """The union of a body that stands for it; a union is its own."""
    return body if body.kind == "union" else Organisation(f"{body.name}工会", "union", body.place, body.name)


def _like(said: str, others: list[Recipient], named: list[Mention]) -> Recipient | None:
    """A piece of no known form between known ones: a person among persons, an enterprise among bodies."""
    said = ASIDE.sub("", said)
    if all(isinstance(one, Person) for one in others) and not NO_UNIT.search(said):
        name = next((said[-n:] for n in (3, 2) if len(said) >= n + 2 and is_name(said[-n:])), None)
        if name:
            return Person(name, None)  # 湘南玻纤|万里某
    if not PLAIN.fullmatch(said) or NO_UNIT.search(said):
        return None
    if len(said) in (2, 3) and all(isinstance(one, Person) for one in others):
        return Person(said, None)
    if 3 <= len(said) <= 8 and all(isinstance(one, Organisation) for one in others):
        bodies = (m.entity for m in named if isinstance(m.entity, Organisation))
        full = next((b for b in bodies if b.kind == "enterprise" and said in b.name), None)
        return full or Organisation(
            said, "enterprise", None
        )  # 庐山船舶: the text has its full name elsewhere
    return None


def _piece(reading: Reading, named: list[Mention], start: int, end: int) -> Recipient | None:
    """One recipient that fills [start, end): a mention, a mention with its unit or person, a name, a unit."""
    text = reading.item.text
    if (house := HOUSE.match(text, start, end)) and house[1][-1] not in WORD_ENDS:
        return Person(house[1], reading.context.place)
    if aside := ASIDE.search(text, start, end):
        end = aside.start()  # 甲某（某市商业银行）
        others = OTHERS.search(text, start, end)
        end = others.start() if others else end  # 甲某|等3人|的“…”
    inside = [m for m in named if start <= m.at[0] and m.at[1] <= end]
    for mention in inside:
        if mention.at[0] == start and TEAM.fullmatch(text, mention.at[1], end):
            assert isinstance(mention.entity, Organisation | Person | Programme)
            return mention.entity
    place = reading.context.place
    first = next((m for m in inside if m.at[0] == start and isinstance(m.entity, Organisation)), None)
    rest = text[first.at[1] if first else start : end]
    if person := _person(rest, bound=first is not None):
        return Person(person, place)
    for mention in inside:  # 特变电工|某市变压器有限公司|张某某: the body was read in part
        if isinstance(mention.entity, Organisation) and is_name(text[mention.at[1] : end]):
            return Person(text[mention.at[1] : end], place)
    last = inside[-1] if inside else None
    if last and isinstance(last.entity, Person) and last.at[1] == end and "的" not in rest:
        return last.entity
    if first and isinstance(first.entity, Organisation):
        body = first.entity
        if rest.endswith("工作室") and (is_name(rest[:3]) or is_name(rest[:2])):
            return Organisation(rest, "institution", body.place, body.name)  # it bears a name of its own
        if _units().search(rest) and STUDIO.fullmatch(rest) and not NO_UNIT.search(rest):
            return Organisation(body.name + rest, body.kind, body.place, body.name)
        return None
    team = rest.endswith("代表队") and len(rest) > 6
    rest = rest.removesuffix("代表队") if team else rest
    if (
        4 <= len(rest) <= 24
        and (team or _units().search(rest))
        and STUDIO.fullmatch(rest)
        and not NO_UNIT.search(rest)
    ):
        kind: Kind = "union" if rest.endswith("工会") else "enterprise"
        return Organisation(rest, kind, None)
    return None


#: 甲某一家, 甲某家庭: the person stands for the family
FAMILY = re.compile(r"(?:同志|老师)?(?:一家|家庭|夫妇|等)$")


def _person(rest: str, *, bound: bool) -> str | None:
    """The person a piece ends in: 吊车司机苗某某, 王某; behind a body also 恒达公司|王某."""
    rest = FAMILY.sub("", rest)
    if is_name(rest):
        return rest
    if "的" in rest and (name := _person(rest.rpartition("的")[2], bound=False)):
        return name  # 果园合作社的王某某
    for size in (3, 2, 4):
        name, before = rest[-size:], rest[:-size]
        if len(before) >= 2 and is_name(name) and TRADE.fullmatch(before):
            return name
    return None
