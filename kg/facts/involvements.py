"""A resolved item and its clauses in, `Involvement`s out: who ran, supported or joined which programme.

Whoever acts in the clause that names the programme ran it, unless the words say otherwise:

* a body named right before the verb in that clause is its agent: 市总抓住市政府实施…计划的契机;
* X承办, X协办, 在X支持下, 向…捐赠 make a partner;
* 参加, 参与, 响应, 获…竞赛优胜 make a participant, and the body whose call is answered ran it
  (响应省总提出的“…活动月”); 吸引X职工参加, 覆盖X make X a participant;
* 配合X开展…: X ran it and who acts is its partner.

会同, 联合 and 与 make those joined run it alike. In an item about one programme the bodies that act beside
the clauses that name it support it (authorities) or take part (others).

One fact per body and programme in an item: the plainest statement wins over what is only inferred.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors import lexicon
from kg.model import Involvement, Mention, Organisation, Programme, Reading, Role
from kg.subject import Clause, Clauses

#: how sure a role is: said of this body by a verb, said by a construction, inferred from who acts
_SAID, _BUILT, _INFERRED = 3, 2, 1

#: before a body: it is no agent of the verb behind it: 在X举行, 对X开展
_AIM = re.compile(r"(?:在|对|向|给|为|到|赴|从|至|前往|走进|深入|覆盖|吸引|邀请|组织|要求|指导|帮助|来自)$")
_HELPS = re.compile(r"(?:配合|协助|支持)$")
_AND = re.compile(r"(?:、|和|与|及|以及|同|等)*$")
_CALLED = re.compile(
    r"^(?:所)?(?:提出|发起|倡议|号召|发出|部署|组织|开展|主办|举办|启动|实施)(?:开展|举办)?的$"
)
_SUPPORT = re.compile(
    r"^(?:的)?(?:大力|积极|鼎力|精心)?(?:支持|配合|协助|帮助|资助|赞助)(?:和[\u4e00-\u9fff]{2,4})?下"
)
_HOSTS = re.compile(
    r"^(?:等)?(?:[一二三四五六七八九十\d]*(?:家|个)?(?:单位|部门))?(?:共同|联合)?"
    r"(承办|协办|支持|冠名|赞助|主办|举办|组织)"
)
#: 由县总工会和县体育局联合开展: both ran it
_BYLINE = re.compile(
    r"^(?:等)?(?:[一二三四五六七八九十两\d]*(?:家|个)?(?:单位|部门))?(?:联合|共同|携手)"
    r"(?:开展|发起|启动|组织|实施|推出|打造|设立|创办|推进)"
)
#: X、Y等爱心企业共出资6万元
_DONATES = re.compile(
    r"^(?:等)?[^，。；、\n]{0,12}?(?:共|各|分别|累计|先后|均|还)*(?:出资|捐资|捐款|捐赠|捐助|赞助|资助)(?!项目|人)"
)
#: programmes that call on people: who is called on takes part
_VISITS = re.compile(r"送|慰问|关爱|温暖|清凉|走访")
#: 来到某厂, 走访慰问了某院
_CALLS_ON = re.compile(r"(?:到|赴|来到|深入|走进|前往|走访|慰问|看望)(?:了)?$")
#: 在某厂的车间里，…送上, 在某厂，…送去
_IN_PLACE = re.compile(
    r"^(?:的)?[^，。；、\n]{0,8}(?:车间|现场|工地|厂区|项目部|生产线|一线)?[^，。；、\n]{0,4}，[^。\n]{0,60}(?:送|慰问|看望)"
)
#: 全县有5个乡镇在…中获奖: counted winners are others than who acts
_WINNERS = re.compile(r"\d余?多?(?:个|家|名|支|位)[^，。；]{0,16}(?:在|获|荣获|被)")
#: 全省, 我市: whose union acts where no body is named
_LEVEL = re.compile(r"[全我]([省市区县州盟旗])(?!总)")
_DRAWS = re.compile(r"(?:吸引|覆盖|惠及|来自|组织)(?:了|着)?$")
_TAKES_PART = re.compile(
    r"^[^，。；\n]{0,24}?(?:参加|参与|参赛|观看|观摩|响应|加入|报名|受益|进入|角逐|比拼|同台)"
)
_GIVES = re.compile(r"(?:向|为|给)$")
_GIFT = re.compile(r"^[^，。；\n]{0,6}(?:捐|注资|出资)")
_GIVEN = re.compile(r"^[^，。；\n]{0,24}(?:送去|送上|送出|赠送|发放|捐赠|开展)")
_JOINS = re.compile(r"(?:联合|会同|携手|联手)[^，。；、\n]{1,8}$")
_SENDS = re.compile(r"(?:组织|邀请|聘请|抽调)[^，。；\n]{0,20}$")
_STAFF = re.compile(r"^(?:等)?[^，。；\n]{0,6}(?:专家|医生|医护人员|医务人员|律师|教师|讲师|志愿者|技术人员)")
_WINS = re.compile(
    r"^(?:等[^，。；\n]{0,12})?(?:分别|双双|均|还|也)?(?:获|荣获|被评|被授予|被命名|入选|夺得|摘得)"
)
#: what a supporter does: 承办单项赛事, 提供场地, 与8家律师事务所签订协议
_GIFTS = re.compile(r"承办|协办|提供|捐|资助|赞助|出资|支持|选派|派出|冠名|事务所|注入|补贴|配套|免费")
_COMPETES = re.compile(r"选手|参赛|夺|获")
_DEAL = re.compile(r"签订|签约|签署|合作协议")
_BY = re.compile(r"(?:由|经)")
#: “四个一”, “三步走”: a count, not the name of what the item is about
_CATCHWORD = re.compile(r"[一二三四五六七八九十两双\d][\u4e00-\u9fff]{1,3}(?:服务|工作法|举措)?$")
_JOINED = re.compile(r"(?:有机)?(?:相)?结合")
_TAKEN = re.compile(r"(?:把|将)$")
#: 遵化某厂选手谢忠兰 in a sentence about a contest
_CONTESTANT = re.compile(
    r"^[^，。；、\n]{0,4}(?:职工|选手|员工|代表队|参赛队|护士|技师|教师)[^，。；、\n]{0,4}[，、获夺等]"
)
#: 到某公司检查“安康杯”竞赛开展情况: who is visited runs it
_STATE = re.compile(r"(?:的)?(?:开展|落实|推进|创建|实施|进展)?情况")
_INSPECTS = re.compile(r"检查|调研|督查|督导|考核|验收|了解|听取")
_VISITED = re.compile(r"(?:到|赴|来到|深入|走进|前往|对)$")
_HONOUR = re.compile(r"(?:获|荣获|获得|评为|荣膺|夺得|摘得)(?:了|得)?[^，。；]{0,10}$")
_HONOURED = re.compile(
    r"^(?!等)[^，。；\n]{0,6}(?:优胜|先进|优秀|示范|[金银铜]奖|[一二三]等奖|冠军|亚军|季军|称号|第[一二三]名|中[^，。；]{0,4}获)"
)
#: before 参加: who rouses others, or brings them in counted numbers (组织8万人次的职工参加), runs it
_ROUSES = re.compile(
    r"(?:动员|发动|引导|号召|吸引|鼓励|激励|倡导|推动|要求|带动|组织[^，。；]{0,2}\d[\d.]*余?多?万)[^，。；]{0,16}$"
)
_VERB_ADVERB = re.compile(r"^[^，。；、的“”《》\n]{0,14}$")


@dataclass(frozen=True, slots=True)
class _Claim:
    """One reason to hold that a body had a role."""

    weight: int
    role: Role
    rule: str
    clause: Clause


@cache
def _verbs() -> tuple[re.Pattern[str], dict[str, str]]:
    """The governing verbs, the longest first, and the role each suggests."""
    roles = {row[0]: row[1] for row in lexicon.load("programme_verbs")}
    return re.compile("|".join(sorted(map(re.escape, roles), key=len, reverse=True))), roles


def find(reading: Reading, clauses: Clauses) -> Iterator[Involvement]:
    """The involvements of an item, in the order its text first gives them."""
    bodies = list(reading.of(Organisation))
    end = reading.item.signature[0] if reading.item.signature else len(reading.item.text)
    chains = _chains(reading.item.text, bodies)
    claims: dict[tuple[Organisation, Programme], _Claim] = {}
    for mention in reading.of(Programme):
        if mention.at[0] >= end or not isinstance(mention.entity, Programme):
            continue
        for body, claim in _claims(reading, clauses, mention, bodies, chains):
            if body.name == mention.entity.name:
                continue
            pair = (body, mention.entity)
            if pair not in claims or claim.weight > claims[pair].weight:
                claims[pair] = claim
    _others(reading, clauses, bodies, chains, claims)
    for (body, programme), claim in claims.items():
        start, stop = _trim(reading.item.text, claim.clause.start, claim.clause.end)
        left, right = reading.item.to_bulletin(start, stop)
        yield Involvement(
            item=reading.item.position, start=left, end=right, rule=claim.rule,
            organisation=body, programme=programme, role=claim.role,
        )  # fmt: skip


def _main(reading: Reading) -> tuple[Programme | None, bool]:
    """The programme an item is about, and whether its title says so; else the most named, else the first.

    A numbered catchword of the title (“四个一”) is passed over where the text has a programme of its own.
    """
    text, start = reading.item.text, reading.item.body_start
    named = [(m.at[0], m.entity) for m in reading.of(Programme) if isinstance(m.entity, Programme)]
    if reading.item.form == "report" or not named:
        return None, False
    own = [(at, p) for at, p in named if not _CATCHWORD.match(p.name)] or named
    if own[0][0] < start:
        return own[0][1], True
    best, times = Counter(p for _, p in own).most_common(1)[0]
    if times > 1 or len({p for _, p in own}) == 1:
        return best, False
    stop = text.find("。", start)
    return (own[0][1], False) if own[0][0] < stop else (None, False)


def _others(
    reading: Reading,
    clauses: Clauses,
    bodies: list[Mention],
    chains: list[list[Mention]],
    claims: dict[tuple[Organisation, Programme], _Claim],
) -> None:
    """Bodies that act in an item about one programme, beside the clauses that name it.

    丁集团工会发动职工查找隐患 in an item on the 安康杯 takes part; 市财政局对资金全程监督 supports;
    who acts jointly with the item's body runs it too.
    """
    programme, titled = _main(reading)
    if programme is None:
        return
    own = _own(reading, clauses)
    known = {body for body, _ in claims}
    for clause in clauses.clauses:
        if not clause.explicit or (reading.item.signature and clause.start >= reading.item.signature[0]):
            continue
        words = reading.item.text[clause.start : clause.end]
        joint = bool(set(clause.subjects) & own) and len(clause.subjects) > 1 and not _BY.match(words)
        for body in clause.subjects:
            if body in known and not (titled and not joint and _side(body, words) == "participant"):
                continue
            if any(body.name.startswith(o.name) for o in own) or _above(body, reading):
                continue
            if _posted(reading, clause, body, bodies):
                continue
            role: Role = "ran" if joint else _side(body, words)
            if len(clause.subjects) > 1 and _DEAL.search(words):
                role = "partner"
            claims.setdefault((body, programme), _Claim(_INFERRED, role, "involvement.beside", clause))
    text, stop = reading.item.text, reading.item.signature[0] if reading.item.signature else None
    left = reading.item.body_start
    while left < (stop or len(text)):
        _, right = _sentence(text, left, left)
        near = list(_around(text, clauses, left, left, right, chains))
        if _VISITS.search(programme.name):
            near += _called_on(text, clauses, left, right, chains)
        for body, claim in near:
            apart = body not in own and not _above(body, reading)
            side = claim.role == "participant" or claim.rule == "involvement.donor"
            if apart and side and body not in {b for b, _ in claims}:
                claims[body, programme] = claim
        left = right + 1


def _own(reading: Reading, clauses: Clauses) -> set[Organisation]:
    """The bodies the item is about: of the context, and who acts first in title and text."""
    own = {reading.context.body} if reading.context.body else set()
    text = reading.item.text
    _, stop = _sentence(text, reading.item.body_start, reading.item.body_start)
    first = next((c for c in clauses.clauses if c.explicit and c.start < stop), None)
    if first is None or "来自" in text[first.start : first.start + 8]:  # who comes from where is no runner
        return own
    return own | set(first.subjects)


def _side(body: Organisation, words: str) -> Role:
    """How a body beside the runner stands to a programme: authorities and donors support, others join."""
    if body.kind == "association" and _COMPETES.search(words):
        return "participant"
    if body.kind in ("party", "government", "association") or _GIFTS.search(words):
        return "partner"
    return "participant"


def _above(body: Organisation, reading: Reading) -> bool:
    """Is the body a union above the item's own: 省总工会, 全总?"""
    if body.name == "中华全国总工会":
        return True
    mine, theirs = reading.context.place or "", body.place or ""
    if not body.name.endswith("总工会") or theirs == mine:
        return False
    return mine.startswith(re.sub(r"(?:00)+$", "", theirs) or "-")


def _posted(reading: Reading, clause: Clause, body: Organisation, bodies: list[Mention]) -> bool:
    """Does the clause name the body only for a person's post: 市委副书记丁某出席?"""
    posts = {s.start for s in reading.spans("post")}
    return any(b.at[1] in posts for b in bodies if b.entity == body and clause.start <= b.at[0] < clause.end)


def _only_post(
    reading: Reading, clauses: Clauses, clause: Clause, body: Organisation, bodies: list[Mention]
) -> bool:
    """Does a party or state organ seem to act only for a leader's post: 市委副书记丁某希望…参加…?"""
    if body.kind not in ("party", "government"):
        return False
    index = bisect_right(clauses.starts, clause.start) - 1
    while index > 0 and not (clauses.clauses[index].explicit and body in clauses.clauses[index].subjects):
        index -= 1
    return _posted(reading, clauses.clauses[index], body, bodies)


def _local(reading: Reading, start: int, at: int, body: Organisation, bodies: list[Mention]) -> Organisation:
    """The union of the place that acts in text[start:at] where it names no body: 我市开展…, 沛县举行….

    `body`, the union of the item, where the text gives no other place or names no union of it.
    """
    text = reading.item.text
    unions = [
        m.entity for m in bodies if isinstance(m.entity, Organisation) and m.entity.name.endswith("总工会")
    ]
    for place in reversed([p for p in reading.spans("place") if start <= p.start and p.end <= at]):
        if place.kb_id_ and text[place.start - 1 : place.start] not in tuple("在到赴往于"):
            if place.kb_id_ == body.place or any(b.at[0] <= place.start < b.at[1] for b in bodies):
                return body
            return next((u for u in unions if u.place == place.kb_id_), body)
    level = _LEVEL.search(text, start, at)
    if level is None or body.name.endswith(f"{level[1]}总工会"):
        return body
    return next((u for u in unions if u.name.endswith(f"{level[1]}总工会")), body)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause without the punctuation and line breaks around it."""
    while end - start > 1 and text[end - 1] in "，。；！？：\n ":
        end -= 1
    while end - start > 1 and text[start] in "\n ●":
        start += 1
    return start, end


def _claims(
    reading: Reading, clauses: Clauses, mention: Mention, bodies: list[Mention], chains: list[list[Mention]]
) -> Iterator[tuple[Organisation, _Claim]]:
    """Who had which role in the programme, as this mention of it tells."""
    text = reading.item.text
    at, behind = mention.at
    clause = clauses.at(at)
    pattern, roles = _verbs()
    verb = ""
    verb_at = clause.start
    for found in pattern.finditer(text, clause.start, at):
        verb, verb_at = found[0], found.start()
    role: Role = "participant" if roles.get(verb) == "participant" else "ran"
    if role == "participant" and _ROUSES.search(text, clause.start, verb_at):
        role = "ran"
    weight = _SAID if verb else _INFERRED
    rule = f"involvement.{role}" if verb else "involvement.actor"
    before = text[clause.start : at]
    others = not clause.explicit and _WINNERS.search(before)
    if not others and (_HONOUR.search(before) or _HONOURED.search(text[behind : behind + 12])):
        role, rule, weight = "participant", "involvement.honoured", _BUILT

    if _TAKEN.search(before) or _JOINED.match(text, behind):  # 把“安康杯”竞赛融入班组建设
        weight, rule = _SAID, "involvement.ran"
    if _STATE.match(text, behind) and _INSPECTS.search(before):
        left, _ = _sentence(text, at, behind)
        seen = [b.entity for b in bodies if left <= b.at[0] < at and _VISITED.search(text, left, b.at[0])]
        for body in seen:
            if isinstance(body, Organisation):
                yield body, _Claim(_SAID, "ran", "involvement.inspected", clause)
        if seen:
            return
    here = [b for b in bodies if clause.start <= b.at[0] and b.at[1] <= at]
    done: set[Organisation] = set()
    gone = _left(clauses, clause, text, verb=bool(verb))
    agents = [
        b for b in clause.subjects if b not in gone and not _only_post(reading, clauses, clause, b, bodies)
    ]
    if not agents and reading.context.body:
        agents = [reading.context.body]
    if not clause.explicit and len(agents) == 1 and agents[0] == reading.context.body:
        agents = [_local(reading, clause.start, at, agents[0], bodies)]
    chain = _chain(text, here)
    if chain:
        first, last = chain[0], chain[-1]
        gap = text[last.at[1] : at]
        lead = text[clause.start : first.at[0]]
        names = [c.entity for c in chain if isinstance(c.entity, Organisation)]
        if _CALLED.match(gap):
            yield from ((b, _Claim(_SAID, "ran", "involvement.call", clause)) for b in names)
            done.update(names)
            if set(names) >= set(agents):
                return
        elif _HELPS.search(lead):
            yield from ((b, _Claim(_SAID, "ran", "involvement.helped", clause)) for b in names)
            done.update(names)
            role, rule = "partner", "involvement.helps"
        elif gap == "":
            giver = _GIVES.search(lead) and _GIFT.match(text[behind : behind + 14])
            yield from ((b, _Claim(_BUILT, "ran", "involvement.owner", clause)) for b in names)
            done.update(names)
            if giver:
                role, rule, weight = "partner", "involvement.gift", _BUILT
            elif set(names) >= set(agents):
                return
        elif verb and _VERB_ADVERB.match(gap) and not _AIM.search(lead) and not set(names) & set(agents):
            yield from ((b, _Claim(_SAID, role, "involvement.agent", clause)) for b in names)
            return
        elif verb and re.search(r"在$", lead) and re.match(r"(?:成功|隆重)?(?:举行|举办|启动|开展)", gap):
            yield from ((b, _Claim(_BUILT, "partner", "involvement.host", clause)) for b in names)
            done.update(names)
    own = _own(reading, clauses)
    for body in agents:
        if body in done:
            continue
        foreign = clause.explicit and not set(clause.subjects) & own and body.kind != "joint"
        if foreign and rule == "involvement.actor":
            side = _side(body, text[clause.start : clause.end])
            yield body, _Claim(_INFERRED, side, "involvement.beside", clause)
        else:
            yield body, _Claim(weight, role, rule, clause)
    left, right = _sentence(text, at, behind)
    yield from _around(text, clauses, left, at, right, chains)


def _left(clauses: Clauses, clause: Clause, text: str, *, verb: bool) -> tuple[Organisation, ...]:
    """Bodies that a clause inherits but that no longer act in it.

    Who was taken along acts to the end of the sentence (会同市文明办开展…, of that clause only); where no
    verb says that anybody acts, a body of an earlier sentence does not.
    """
    if clause.explicit:
        return ()
    index = bisect_right(clauses.starts, clause.start) - 1
    while index > 0 and not (
        clauses.clauses[index].explicit and clauses.clauses[index].subjects == clause.subjects
    ):
        index -= 1
    before = clauses.clauses[index]
    if not before.explicit:
        return ()
    apart = "。" in text[before.start : clause.start]
    if apart and not verb:
        return before.subjects
    return before.joint if apart or "会同" in text[before.start : before.end] else ()


def _chain(text: str, here: list[Mention]) -> list[Mention]:
    """The last bodies of a clause that are coordinated with each other: A、B和C."""
    chain: list[Mention] = []
    for body in reversed(here):
        if chain and not _AND.fullmatch(text, body.at[1], chain[0].at[0]):
            break
        chain.insert(0, body)
    return chain


def _around(
    text: str, clauses: Clauses, left: int, at: int, right: int, chains: list[list[Mention]]
) -> Iterator[tuple[Organisation, _Claim]]:
    """Roles the sentence [left, right) gives beside the clause at `at`: 在区政府支持下, 由X承办."""
    for chain in chains:
        first, last = chain[0], chain[-1]
        if not left <= first.at[0] < right:
            continue
        lead, rest = text[left : first.at[0]], text[last.at[1] : right]
        host = _HOSTS.match(rest)
        given: tuple[int, Role, str] | None = None
        if first.at[0] < at and _SUPPORT.match(rest):
            given = _SAID, "partner", "involvement.support"
        elif host and host[1] in ("承办", "协办", "支持", "冠名", "赞助"):
            given = _SAID + 1, "partner", "involvement.hosts"
        elif _BYLINE.match(rest):
            given = _SAID, "ran", "involvement.byline"
        elif _DONATES.match(rest) and not _GIVES.search(lead):
            given = _SAID, "partner", "involvement.donor"
        elif host and host[1] == "主办":
            given = _SAID + 1, "ran", "involvement.hosts"
        elif first.at[0] < at and _JOINS.search(lead):
            given = _BUILT, "ran", "involvement.joins"
        elif first.at[0] < at and _SENDS.search(lead) and _STAFF.match(rest):
            given = _SAID, "partner", "involvement.staff"
        elif first.at[0] >= at and (_WINS.match(rest) or (_GIVES.search(lead) and _GIVEN.match(rest))):
            given = _BUILT, "participant", "involvement.receives"
        elif first.at[0] >= at and _drawn(lead, rest):
            given = _SAID, "participant", "involvement.drawn"
        elif first.at[0] >= at and _CONTESTANT.match(rest):
            given = _BUILT, "participant", "involvement.contestant"
        if given:
            for body in chain:
                if isinstance(body.entity, Organisation):
                    yield body.entity, _Claim(*given, clauses.at(body.at[0]))


def _called_on(
    text: str, clauses: Clauses, left: int, right: int, chains: list[list[Mention]]
) -> Iterator[tuple[Organisation, _Claim]]:
    """Enterprises and institutions that the sentence [left, right) says were called on."""
    for chain in chains:
        first, last = chain[0], chain[-1]
        if not left <= first.at[0] < right:
            continue
        lead, rest = text[left : first.at[0]], text[last.at[1] : right]
        if _CALLS_ON.search(lead) or (lead.endswith("在") and _IN_PLACE.match(rest)):
            for body in chain:
                if isinstance(body.entity, Organisation) and body.entity.kind in (
                    "enterprise",
                    "institution",
                ):
                    claim = _Claim(_SAID, "participant", "involvement.called-on", clauses.at(body.at[0]))
                    yield body.entity, claim


def _drawn(lead: str, rest: str) -> bool:
    """Is a body between `lead` and `rest` one that was reached: 吸引了X职工参加, 覆盖X?"""
    if re.search(r"(?:覆盖|惠及)了?$", lead):
        return True
    return bool(_DRAWS.search(lead) and _TAKES_PART.match(rest))


def _sentence(text: str, at: int, behind: int) -> tuple[int, int]:
    """The sentence around the stretch [at, behind)."""
    left = max(text.rfind("。", 0, at), text.rfind("\n", 0, at)) + 1
    right = min((i for i in (text.find("。", behind), text.find("\n", behind)) if i >= 0), default=len(text))
    return left, right


def _chains(text: str, bodies: list[Mention]) -> list[list[Mention]]:
    """All bodies, those coordinated with each other together: A、B和C."""
    chains: list[list[Mention]] = []
    for body in bodies:
        if chains and _AND.fullmatch(text, chains[-1][-1].at[1], body.at[0]):
            chains[-1].append(body)
        else:
            chains.append([body])
    return chains
