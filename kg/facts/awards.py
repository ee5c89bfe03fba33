"""A resolved item in, who was given which honour or prize out; named recipients only.

Passive: the recipient stands before the verb (某厂工会、某公司工会荣获“…”称号; 被市政府授予…), or is the body
that acts where the clause opens with the verb. Active: it stands behind (授予某公司“…”称号). A class
(24家企业荣获…) is a figure, not a recipient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors import award as awards
from extractors import date as dates
from extractors.lexicon import load
from kg.facts import firsts, prizes, recipients, rolls
from kg.model import Award, Mention, Organisation, Person, Place, Programme, Reading
from kg.subject import Clause, Clauses

Recipient = recipients.Recipient

#: between the recipient and the verb: 等单位先后, 被省总工会, 连续三年, 再次
FILLER = re.compile(
    r"(?:的?《[^》]{1,30}》|等)?(?:同志|一举|分别|分|再次|又|还|也|均|都|先后|相继|连续(?:第?[一二三四五六七八九十\d]+[年届次]|多年)?|多次|成功|"
    r"光荣|喜|同时|并|曾|已|此前|近日|日前|最近|被|由|经|将|，|、|共同|双双|因此|从而|还先后|一并|首次|第[一二三四五六七八九十\d]+次|以|了|"
    r"于|在|年|度|”|“|（|）|其中|为此)*"
)
JOIN = re.compile(r"[”]?(?:、|和|与|及|以及)[“]?")
GIVES = re.compile(r"(?:授予|颁发|命名|评选|表彰)的")
#: 授予其“…”: whom the sentence named before
PRONOUN = re.compile(r"其(?![他它余中])|他们|她们|他|她|该公司|该企业")
#: what no union is honoured as: …, 被授予“创新示范岗”: of a team that nobody could read
UNIONS_NOT = re.compile(
    r"(?:岗|班组|机组|机台|车间|科室|分厂|班|队|窗口|学校|医院|[冠亚季]军|第[一二三四五六]名|[金银铜][杯牌奖])$"
)
#: behind 夺冠: an honour in the same sentence
MORE = re.compile(r"[^。；\n]{0,40}(?:授予|荣获|获|评为)")
#: a clause of its own, no title: 第二名的10名选手由…授予…
NO_TITLE = re.compile(r"、[^、]*获得|\d名选手|由.{2,20}授予")
#: with what result it was won, before 获得: 以总分第一的成绩, 凭借“…”项目
WITH = re.compile(
    r"(?:以|凭借|凭)[^，。；]{1,30}?(?:成绩|总分|得分|高分|分数|优势|表现|票数|业绩|项目|成果|作品|节目)(?=[一-鿿]{0,4}$)"
)
#: by what measure: 以总分286分, 以每万箱差错0.12箱|列第一
BY = re.compile(r"(?:以|凭借|凭)[^，。；、为]{0,16}\d[^，。；、为]{0,8}$")
#: 他本人|今年获得…: the person named last
HE = re.compile(r"(?:[他她](?:本人|自己)?|其本人|本人)(?:也|还|又)?")
#: a clause that only praises, between the winners and the verb: 某局代表队|脱颖而出，|荣膺冠军
EXCELS = re.compile(
    r"(?:(?:在|从)[^，。；]{2,40}?中)?(?:以[^，。；]{2,16}?)?(?:脱颖而出|过关斩将|技压群雄|技压群芳|力压群雄|一路领先|技高一筹|拔得头筹|表现突出|表现优异|沉着应战)"
    r"，(?:最终|最后|一举|成功|分别)*$"
)
#: who entered the work is not who gives the prize: 由某县总工会|选送的…获评
ENTERED = re.compile(
    r"[^，。；]{0,10}?(?:选送|推荐|报送|申报|创作|制作|编排|研发|主办|承办|牵头|组成|领衔|指导|表演|带领|参加|担任)"
)
#: where it happened, before 均获: 在全市职工运动会、技能大赛中
AT_CONTEST = re.compile(r"在[^，。；]{2,60}?(?:中|上)(?![、和])")
#: 等3家, 等10人: a list that goes on unnamed
OTHERS = re.compile(
    r"等(?:[一二三四五六七八九十百\d]+)?(?:余|多)?(?:名|位|人|家|个|户)?(?:同志|单位|企业|职工|集体|个人|基层工会|工会|员工)*"
)
#: a unit of the body before it: 制茶车间, 烧成车间丙班, 第六分公司, 沈阳项目部
UNIT = re.compile(
    r"(?P<name>(?:(?!等[\d一二两三四五六七八九十])[一-鿿\dA-Z]){1,10}?(?:车间|机组|工作室|大队|中队|工段|班组|工会小组|小组|项目部|工区|分公司|分厂|车队|班|组|队|科|室|站|窗口)"
    r"(?:[甲乙丙丁一二三四五六七八九十\d]{1,2}班)?)(?=、|和|等|被|荣|获|分别|双双|先后|喜|，|$)"
)
#: 获得“…”|的荣誉称号, 拿回了优秀组织奖|的牌子
SIGN = re.compile(r"的(?:奖[牌杯状]|牌子|牌匾|锦旗|证书|荣誉|殊荣|称号|光荣称号|美誉|好?成绩|佳绩)")
#: between two honours of the same: 夺得第一名|并|获, 获第一名|，由市总工会|授予
AND = re.compile(
    r"(?:称号)?(?:，|、)?(?:并且?|同时|还|又|也|随后)?(?:(?:被|由|经)[^，。；：！？、\n]{0,14})?"
)
#: 该公司|工会 is that company's
UNION = re.compile(r"工会(?!工作|会员|主席|干部|积极)")
#: the others of a list that a title without quotation marks follows: 等26人|, 等30个班组|为
COUNTED = re.compile(
    r"等(?:\d+|[一二两三四五六七八九十百]+)(?:余|多)?(?:名|位|人|家|个|户)"
    r"(?:(?:同志|先进|基层|单位|企业|职工|集体|个人|工会|员工|班组|科室|车间|选手|家庭)+"
    r"(?=为|[全省市区县“]|[一-鿿]{2,7}[省市区县]|五一|工人先锋))?"
)
#: how such a title begins behind those honoured: 安阳市|五一劳动奖章, 市|五一劳动奖状
OWN_TITLE = re.compile(
    r"(?:全国|全省|全市|全区|全县|省级?|市级?|区级?|县级?|自治区|自治州|州|集团公司|公司|\d{4}年度?)?"
    r"(?:五一劳动|五一巾帼|工人先锋号|劳动模范|技术能手|模范职工|先进(?:集体|单位|个人|工作者|基层)|优秀(?:工会|组织|个人|集体|单位)|文明(?:单位|岗)|职工之家)"
)
#: where a recipient named behind the honour ends
DESCRIBED = re.compile(r"[、，。；：\n（]|颁奖|颁发|等(?=\d|[一二两三四五六七八九十])|代表|作了?|介绍|发言")
NUMBER = re.compile(r"\d|[一二两三四五六七八九十百千数几多余]+(?:个|家|名|人|位|户|项)")


def find(reading: Reading, clauses: Clauses) -> Iterator[Award]:
    """One fact per recipient and title."""
    text = reading.item.text
    named = [m for m in reading.mentions if isinstance(m.entity, Organisation | Person | Programme)]
    covered = [(s.start, s.end) for s in reading.spans("document")]
    seen: set[tuple[str, str]] = set()
    titles: dict[int, list[awards.Given]] = {}
    for given in awards.find(text):
        if not any(s <= given.start < e for s, e in covered):
            titles.setdefault(given.verb_start, []).append(given)
    for prize in (
        *prizes.find(reading, named),
        *prizes.borne(reading, named),
        *rolls.find(reading, named),
        *firsts.find(reading, named),
    ):
        for winner in prize.winners:
            if _fits(winner, _whom(prize.title)) and not any(s <= prize.start < e for s, e in covered):
                seen.add((winner.name, prize.title))
                begin, end = reading.item.to_bulletin(prize.start, prize.end)
                yield Award(
                    reading.item.position, begin, end, "award.ranked", winner, prize.title, None, None
                )
    floor = 0  # where the award before ends
    last: tuple[list[Recipient], int] = [], -1
    for verb, several in titles.items():
        clause = clauses.at(verb)
        apart = "分别" in text[max(clause.start, verb - 16) : verb] or text[verb - 1 : verb] == "分"
        for number, given in enumerate(several):
            before = [] if "。" in text[max(last[1], 0) : verb] or last[1] < 0 else last[0]
            given_to, start, grantor = _given_to(reading, named, given, clause, before)
            if not given_to and PRONOUN.match(text, given.verb_end) and "。" not in text[last[1] : verb]:
                given_to = last[0]  # 王某获第一名，县总工会授予其“…”
            if not given_to and last[1] >= 0 and AND.fullmatch(text, last[1], verb):
                given_to = last[0]  # 王某夺得第一名|并|获…, 王某获第一名，|授予“…”
                grantor = grantor if given.voice == "passive" else None
            title = given.name or awards.title(text[start : given.end])
            if given.name and (len(given_to) != len(several) or _more(text, given)):
                continue
            if text.startswith("的", given.end) and not SIGN.match(
                text, given.end
            ):  # 获得“…”的|某公司; 被授予“…”的选手: nobody named
                given_to = _described(reading, named, given.end + 1) if given.voice == "passive" else []
            if len(title) < 2 or title[0] in "各每、等" or NO_TITLE.search(title):
                continue  # 分获各工种第一名: no single honour
            years = _year(reading, given, title, floor)
            together = given_to
            if (apart or given.name) and len(given_to) == len(several) > 1:
                given_to = [given_to[number]]  # 甲、乙分别获得一等奖、二等奖
            given_to = [r for r in given_to if r != grantor and _fits(r, _whom(title))]
            for order, recipient in enumerate(given_to):
                if (recipient.name, title) in seen:
                    continue
                seen.add((recipient.name, title))
                year = years[order] if len(years) == len(given_to) else years[-1] if years else None
                begin, end = reading.item.to_bulletin(given.verb_start, given.end)
                rule = f"award.{given.voice}"
                yield Award(reading.item.position, begin, end, rule, recipient, title, grantor, year)
            last = (together or last[0]), given.end
        floor = several[-1].end


def _given_to(
    reading: Reading, named: list[Mention], given: awards.Given, clause: Clause, before: list[Recipient]
) -> tuple[list[Recipient], int, Organisation | None]:
    """Who receives a title, where the title begins, and who gives it; `before` had the last one."""
    text = reading.item.text
    grantor: Organisation | None = None
    start = given.start
    if given.voice == "active":
        found, start = _behind(reading, named, given)
        to = max(text.rfind(c, _clause(text, given.verb_start), given.verb_start) for c in "向为给")
        if to >= 0 and (told := recipients.listed(reading, named, to + 1, given.verb_start)):
            found = told  # 向某公司工会|颁发“…”牌匾
            start = given.verb_end
        grantor = next(iter(clause.subjects), None)
    else:
        grantor, left = _grantor(text, named, given, clause.start)
        excels = EXCELS.search(text, max(left - 80, 0), left)
        left = _before_contest(text, excels.start() if excels else left)
        whom = _whom(awards.title(text[given.start : given.end]))
        found = _of_clause(reading, named, left, whom)
        explained = False
        if not found:
            found, explained = _before(reading, named, left, whom)
        if text[given.verb_start : given.verb_end] in awards.BUILT and not any(
            isinstance(r, Organisation) and r.kind in ("union", "enterprise", "institution") for r in found
        ):
            return [], start, grantor
        if not found and explained:
            found = [r for r in before if isinstance(r, Person) and whom == "person"]
            unions = not UNIONS_NOT.search(awards.title(text[given.start : given.end]))
            found = found or [b for b in clause.subjects if b != grantor and (unions or b.kind != "union")]
    return found, start, grantor or _naming(text, named, given)


def _clause(text: str, at: int) -> int:
    """Where the stretch between commas begins that holds `at`."""
    return max(text.rfind(c, 0, at) for c in "，。；：！？\n") + 1


def _more(text: str, given: awards.Given) -> bool:
    """Does 夺冠 only lead to the honour of the same sentence: 选手王某夺冠，被授予“…”?"""
    return given.start == given.verb_start and MORE.match(text, given.end) is not None


def _described(reading: Reading, named: list[Mention], start: int) -> list[Recipient]:
    """The one recipient behind its honour: 获得“…”称号的|某公司维修班、…"""
    end = DESCRIBED.search(reading.item.text, start)
    return recipients.listed(reading, named, start, end.start()) if end else []


def _naming(text: str, named: list[Mention], given: awards.Given) -> Organisation | None:
    """The body inside the words of the title: 获得省总工会授予的“…”称号."""
    for mention in named:
        inside = given.start <= mention.at[0] and mention.at[1] <= given.quote
        if inside and isinstance(mention.entity, Organisation) and GIVES.match(text, mention.at[1]):
            return mention.entity
    return None


def _entity(text: str, mention: Mention) -> tuple[Recipient, int]:
    """The recipient at a mention and where it ends: a company's workshop is a body of its own.

    某公司|制茶车间, 某厂|烧成车间丙班, 某集团|沈阳项目部.
    """
    entity, end = mention.entity, mention.at[1]
    assert isinstance(entity, Organisation | Person | Programme)
    unit = UNIT.match(text, end)
    if unit and recipients.TEAM.fullmatch(unit["name"]):
        return entity, unit.end("name")
    if isinstance(entity, Organisation) and entity.kind != "union" and UNION.match(text, end):
        return recipients.union(entity), end + 2  # 该公司|工会
    if isinstance(entity, Organisation) and unit:
        return Organisation(entity.name + unit["name"], entity.kind, entity.place, entity.name), unit.end(
            "name"
        )
    return entity, end


def _of_clause(reading: Reading, named: list[Mention], stop: int, whom: str) -> list[Recipient]:
    """The recipients listed in the clause before the verb, each piece of it a name: 甲某、恒达公司维修班."""
    text = reading.item.text
    start = max(text.rfind(c, 0, stop) for c in "，。；：！？\n") + 1
    found = recipients.listed(reading, named, start, stop)
    return [r for r in found if _fits(r, whom) and not isinstance(r, Programme)]


def _before_contest(text: str, stop: int) -> int:
    """Where the recipients end when 在…比赛中 stands between them and the verb."""
    start = max(text.rfind(c, 0, stop) for c in "，。；：！？\n") + 1
    if how := WITH.search(text, start, stop) or BY.search(text, start, stop):
        stop = how.start() if how.start() > start else stop
    at = text.find("在", start, stop)
    contest = AT_CONTEST.match(text, at, stop) if at > start else None
    return at if contest and FILLER.fullmatch(text, contest.end(), stop) else stop


def _chain(text: str, named: list[Mention], last: int) -> list[Recipient]:
    """The recipient at index `last` and those joined to it on the left: A、B和C."""
    out = [_entity(text, named[last])[0]]
    start = named[last].at[0]
    while last:
        entity, end = _entity(text, named[last - 1])
        if not JOIN.fullmatch(text, end, start):
            break
        last -= 1
        start = named[last].at[0]
        out.insert(0, entity)
    return out


def _before(reading: Reading, named: list[Mention], stop: int, whom: str) -> tuple[list[Recipient], bool]:
    """The recipients before the verb, and whether nothing else stands there that could be one."""
    text = reading.item.text
    floor = max(text.rfind(c, 0, stop) for c in "。；！？\n") + 1
    dated = [(s.start, s.end) for s in reading.spans("date")]
    last = next((i for i in range(len(named) - 1, -1, -1) if named[i].at[1] <= stop), None)
    if last is not None and named[last].at[0] >= floor:
        gap = _without(text, min(_entity(text, named[last])[1], stop), stop, dated)
        others = OTHERS.match(gap)
        rest = gap[others.end() :] if others else gap
        chain = _chain(text, named, last) if FILLER.fullmatch(rest) else []
        direct = "，" not in gap
        if chain and (direct or any(_fits(r, whom) and not isinstance(r, Programme) for r in chain)):
            return chain, True
    clause = max(floor, max(text.rfind(c, 0, stop) for c in "，：") + 1)
    lead = _without(text, clause, stop, dated)
    lead = AT_CONTEST.sub("", lead, count=1) if lead.startswith("在") else lead
    if whom != "body" and (he := HE.match(lead)) and FILLER.fullmatch(lead, he.end()):
        near = text.rfind("\n", 0, stop)
        told = [m.entity for m in named if near < m.at[0] < clause and isinstance(m.entity, Person)]
        return [one for one in told[-1:] if isinstance(one, Person)], True
    free = bool(FILLER.fullmatch(lead)) and not NUMBER.search(lead)
    if free and whom != "body":  # 选手王某某夺冠，被授予…: the person the sentence is about
        people = [m for m in named if floor <= m.at[0] and m.at[1] <= stop and isinstance(m.entity, Person)]
        if people:
            near = text.rfind("，", 0, people[-1].at[0])
            return [m.entity for m in people if m.at[0] > near and isinstance(m.entity, Person)], True
    return [], free


@cache
def _for() -> tuple[tuple[str, str], ...]:
    return tuple((row[0], row[1]) for row in load("award_for"))


def _whom(title: str) -> str:
    """Is an honour for a person or a body: 五一劳动奖章 -> person, 先进集体 -> body, else ""."""
    found = [(title.rfind(term) + len(term), len(term), whom) for term, whom in _for() if term in title]
    return max(found)[2] if found else ""


def _fits(recipient: Recipient, whom: str) -> bool:
    return not whom or (whom == "person") == isinstance(recipient, Person) or isinstance(recipient, Programme)


def _without(text: str, start: int, stop: int, dated: list[tuple[int, int]]) -> str:
    parts, at = [], start
    for left, right in dated:
        if left >= start and right <= stop:
            parts.append(text[at:left])
            at = right
    return "".join([*parts, text[at:stop]])


def _grantor(
    text: str, named: list[Mention], given: awards.Given, clause: int
) -> tuple[Organisation | None, int]:
    """The body in 被…授予, 由…评为, and where the stretch before it ends."""
    for mark in ("被", "由", "经"):
        at = text.rfind(mark, max(clause, given.verb_start - 40), given.verb_start)
        if at >= 0:
            if ENTERED.match(text, _past(named, at + 1), given.verb_start):
                continue
            bodies = [m for m in named if at < m.at[0] and m.at[1] <= given.verb_start]
            body = bodies[0].entity if bodies else None
            return (body if isinstance(body, Organisation) else None), at
    return None, given.verb_start


def _past(named: list[Mention], at: int) -> int:
    """Where the body that begins at `at` ends, or `at`."""
    return next((m.at[1] for m in named if m.at[0] == at and isinstance(m.entity, Organisation)), at)


def _behind(reading: Reading, named: list[Mention], given: awards.Given) -> tuple[list[Recipient], int]:
    """授予某公司、某某等10人“…”称号: the named recipients, and where the title begins."""
    text = reading.item.text
    stop = given.quote if given.quote > given.start else given.end
    if (all_named := recipients.listed(reading, named, given.verb_end, stop)) and stop == given.quote:
        return all_named, stop
    if (listed := _unquoted(reading, named, given)) is not None:
        return listed
    inside = [m for m in named if given.verb_end <= m.at[0] and m.at[1] <= stop]
    if not inside:
        return [], given.start
    start = inside[-1].at[1]
    others = OTHERS.match(text, start)
    start = others.end() if others else start
    start += text[start : start + 1] in ("为", "的")
    out = [_entity(text, m)[0] for m in inside]
    return out, min(start, given.end - 1)


def _unquoted(
    reading: Reading, named: list[Mention], given: awards.Given
) -> tuple[list[Recipient], int] | None:
    """A title without quotation marks: 授予甲公司、乙某等26人|某市五一劳动奖章, 命名丙班为|某市工人先锋号."""
    if given.quote > given.start:
        return None
    text, begin, end = reading.item.text, given.verb_end, given.end
    starts = [m.end() for m in COUNTED.finditer(text, begin, end)]
    if not starts:
        starts = [m.start() for m in OWN_TITLE.finditer(text, begin, end)]
        places = [m.at for m in reading.of(Place) if begin < m.at[0] < end and OWN_TITLE.match(text, m.at[1])]
        starts = (
            [max(begin, *(p[0] for p in places if p[1] in starts), 0) or starts[-1]] if places else starts
        )
    for start in reversed(starts):
        if "、" in text[start:end]:
            continue
        found = recipients.listed(reading, named, begin, start - (text[start - 1] == "为"))
        if found:
            return found, start + (text[start] == "为")
    return None


def _year(reading: Reading, given: awards.Given, title: str, floor: int) -> tuple[str, ...]:
    """The year in the title (2010年度先进集体), or those of the last dates between `floor` and the verb.

    分别于2016年、2019年荣获 gives both, in order.
    """
    if stated := re.search(r"((?:19|20)\d{2})(?:年|—|-)", title):
        return (stated[1],)
    text = reading.item.text
    floor = max(floor, max(text.rfind(c, 0, given.verb_start) for c in "。；！？\n") + 1)
    found: list[str] = []
    at = given.verb_start
    for span in reversed(reading.spans("date")):
        if floor <= span.start and span.end <= at:
            if found and text[span.end : at] not in ("、", "和", "及"):
                break
            iso = dates.parse(span.text, year=reading.context.year)
            if iso and re.match(r"\d{4}", iso):
                found.insert(0, iso[:4])
                at = span.start
    return tuple(found)
