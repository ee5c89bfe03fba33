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
from functools import cache

from extractors import lexicon
from extractors.programme_names import core
from kg.facts import involvement_cues as cue
from kg.facts import involvement_stretches as stretch
from kg.facts.involvement_sides import BUILT, INFERRED, SAID, Claim, around, called_on, going_on
from kg.model import Involvement, Mention, Organisation, Programme, Reading, Role
from kg.subject import Clause, Clauses

#: an item that names so many programmes is about none of them, unless one is named a third of the time
_MANY = 6
#: so long is the number of a point: （十二）, 10.
_NUMBER = 5
#: constructions that name who held something: 由X主办, X、Y联合举办
_HELD = frozenset(("involvement.hosts", "involvement.byline", "involvement.offers"))


@cache
def _verbs() -> tuple[re.Pattern[str], dict[str, str]]:
    """The governing verbs, the longest first, and the role each suggests."""
    roles = {row[0]: row[1] for row in lexicon.load("programme_verbs")}
    return re.compile("|".join(sorted(map(re.escape, roles), key=len, reverse=True))), roles


def find(reading: Reading, clauses: Clauses) -> Iterator[Involvement]:
    """The involvements of an item, in the order its text first gives them."""
    bodies = list(reading.of(Organisation))
    end = reading.item.signature[0] if reading.item.signature else len(reading.item.text)
    chains = stretch.chains(reading.item.text, bodies)
    claims: dict[tuple[Organisation, Programme], Claim] = {}
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
    _unnamed(reading, bodies, claims)
    for (body, programme), claim in claims.items():
        start, stop = stretch.trim(reading.item.text, claim.clause.start, claim.clause.end)
        left, right = reading.item.to_bulletin(start, stop)
        yield Involvement(
            item=reading.item.position, start=left, end=right, rule=claim.rule,
            organisation=body, programme=programme, role=claim.role,
        )  # fmt: skip


def _main(reading: Reading, clauses: Clauses, bodies: set[Organisation]) -> tuple[Programme | None, bool]:
    """The programme an item is about, and whether its title says so; else the most named, else the first.

    Not the first where a union acts there that is none of the item's own `bodies`: a county in a city's item.

    A numbered catchword of the title (“四个一”) is passed over where the text has a programme of its own.
    """
    text, start = reading.item.text, reading.item.body_start
    named = [(m.at[0], m.entity) for m in reading.of(Programme) if isinstance(m.entity, Programme)]
    if reading.item.form == "report" or not named:
        return None, False
    own = [(at, p) for at, p in named if not cue.CATCHWORD.match(p.name)] or named
    if own[0][0] < start:
        return own[0][1], True
    for _, programme in own:  # the title may shorten the name: “工会+法院”联动 of the “工会+法院”联动机制
        if len(core(programme.name)) >= 4 and core(programme.name)[:6] in core(text[:start]):
            return programme, True
        if any(programme.name.endswith(quote) for quote in cue.QUOTED.findall(text[:start])):
            return programme, True  # 厂门口的“夜校”, and the text says 某区职工夜校
    best, times = Counter(p for _, p in own).most_common(1)[0]
    if times > 1 and (len({p for _, p in own}) < _MANY or times * 3 >= len(own)):
        return best, False
    if len({p for _, p in own}) >= _MANY:
        return None, False  # a round-up of many
    first = text.find("。", start)
    second = text.find("。", first + 1)  # a brief of one sentence has none
    stop = second if min(first, second) >= 0 else len(text)
    if own[0][0] >= stop:
        return None, False
    there = clauses.at(own[0][0])
    others = there.explicit and all(s.kind == "union" for s in there.subjects)
    return (None, False) if others and not set(there.subjects) & bodies else (own[0][1], False)


def _others(
    reading: Reading,
    clauses: Clauses,
    bodies: list[Mention],
    chains: list[list[Mention]],
    claims: dict[tuple[Organisation, Programme], Claim],
) -> None:
    """Bodies that act in an item about one programme, beside the clauses that name it.

    丁集团工会发动职工查找隐患 in an item on the 安康杯 takes part; 市财政局对资金全程监督 supports;
    who acts jointly with the item's body runs it too.
    """
    own = _own(reading, clauses)
    programme, titled = _main(reading, clauses, own)
    if programme is None:
        return
    known = {body for body, _ in claims}
    everywhere = bool(cue.ALL_UNIONS.search(reading.item.text, 0, reading.item.body_start))
    for clause in clauses.clauses:
        if not clause.explicit or (reading.item.signature and clause.start >= reading.item.signature[0]):
            continue
        words = reading.item.text[clause.start : clause.end]
        several = len(clause.subjects) > 1 and not cue.BY.match(words) and not cue.RANKED.search(words)
        joint = several and bool(set(clause.subjects) & own)
        for body in clause.subjects:
            deal = len(clause.subjects) > 1 and bool(cue.DEAL.search(words)) and body not in own
            side = not joint and _side(body, words) == "participant"
            if body in known and not (titled and (deal or side)):
                continue
            taken = joint and body in own  # 甲会同乙、丙走访企业: they act first, and together
            if any(body.name.startswith(o.name) for o in own) and not taken:
                continue
            if _above(body, reading) and not joint:
                continue
            if _posted(reading, clause, body, bodies) or cue.ATTENDS.search(words):
                continue
            if cue.apart(words, programme.name):
                continue
            role: Role = "ran" if joint else _side(body, words)
            if role == "participant" and (everywhere or _serves(body, words, programme)):
                role = "ran"  # 全区各级工会开展“甲”活动: each of them
            if deal:
                role = "partner"
            elif body not in own and cue.PAIRED.match(words) and cue.PAIRS.search(words):
                role = "participant"
            elif body not in own and cue.LEFT_TO.match(words) and not cue.PRIZES.search(words):
                role = "partner"
            claims.setdefault((body, programme), Claim(INFERRED, role, "involvement.beside", clause))
    text, stop = reading.item.text, reading.item.signature[0] if reading.item.signature else None
    left = reading.item.body_start
    while left < (stop or len(text)):
        _, right = stretch.sentence(text, left, left)
        near = list(around(text, clauses, left, left, right, chains))
        if cue.VISITS.search(programme.name):
            near += called_on(text, clauses, left, right, chains)
        for body, claim in near:
            apart = body not in own and (claim.rule == "involvement.funds" or not _above(body, reading))
            words = text[claim.clause.start : claim.clause.end]
            if cue.apart(words, programme.name):
                continue
            if claim.rule == "involvement.receives" and cue.PASSES_ON.search(body.name):
                continue
            if claim.rule in ("involvement.hosts", "involvement.byline") and cue.ABOUT.search(
                text[left : claim.clause.end]
            ):
                _settle(body, programme, claim, claims)
                continue
            side = claim.role == "participant" or claim.rule in cue.BESIDE
            told = [c.weight for (b, _), c in claims.items() if b == body]
            if apart and side and max(told, default=0) <= (INFERRED if claim.role == "partner" else 0):
                claims[body, programme] = claim
        left = right + 1


def _unnamed(
    reading: Reading, bodies: list[Mention], claims: dict[tuple[Organisation, Programme], Claim]
) -> None:
    """Drop what is only inferred of a body that the item never names, where the text says who held it."""
    body = reading.context.body
    if body is None or any(b.entity == body for b in bodies):
        return
    held = {p for (_, p), c in claims.items() if c.role == "ran" and c.rule in _HELD}
    for programme in held:
        if (given := claims.get((body, programme))) and given.weight == INFERRED:
            del claims[body, programme]


def _settle(
    body: Organisation,
    programme: Programme,
    claim: Claim,
    claims: dict[tuple[Organisation, Programme], Claim],
) -> None:
    """Let 竞赛由X主办，Y承办 tell the roles in what the item is about, under each of its names."""
    claims[body, programme] = claim
    for other in [p for b, p in claims if b == body]:
        if core(other.name)[:4] == core(programme.name)[:4] and claims[body, other].weight < claim.weight:
            claims[body, other] = claim


def _own(reading: Reading, clauses: Clauses) -> set[Organisation]:
    """The bodies the item is about: of the context, and who acts first in title and text."""
    own = {reading.context.body} if reading.context.body else set()
    text = reading.item.text
    _, stop = stretch.sentence(text, reading.item.body_start, reading.item.body_start)
    first = next((c for c in clauses.clauses if c.explicit and c.start < stop), None)
    if first is None or "来自" in text[first.start : first.start + 8]:  # who comes from where is no runner
        return own
    if cue.RANKED.search(text, first.start, first.end):  # 甲、乙列团体前三
        return own
    if cue.DEAL.search(text, first.start, first.end):  # 某区总工会与某银行签约: with whom it is made
        return own | set(first.subjects) - set(first.joint)
    return own | set(first.subjects)


def _side(body: Organisation, words: str) -> Role:
    """How a body beside the runner stands to a programme: authorities and donors support, others join."""
    if body.kind == "association" and cue.COMPETES.search(words):
        return "participant"
    if cue.PRIZES.search(words) and not cue.AWARDING.search(words):
        return "participant"
    if body.kind == "union" and cue.AIDING.search(words):
        return "participant"
    if body.kind in ("party", "government", "association") or cue.GIFTS.search(words):
        return "partner"
    return "participant"


def _serves(body: Organisation, words: str, programme: Programme) -> bool:
    """Does a union of a place do its share of what it calls on nobody to enter: 某街道工会为环卫工送…?"""
    local = cue.LOCAL_UNION.search(body.name)
    return bool(local and cue.SERVES.search(words) and not cue.CONTEST.search(programme.name))


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
    level = cue.LEVEL.search(text, start, at)
    if level is None:
        return body
    ending = f"{level[1] or level[2]}总工会"
    return body if body.name.endswith(ending) else next((u for u in unions if u.name.endswith(ending)), body)


def _claims(
    reading: Reading, clauses: Clauses, mention: Mention, bodies: list[Mention], chains: list[list[Mention]]
) -> Iterator[tuple[Organisation, Claim]]:
    """Who had which role in the programme, as this mention of it tells."""
    text = reading.item.text
    at, behind = mention.at
    clause = clauses.at(at)
    if cue.WITHIN.fullmatch(text, clause.start, at) and cue.WITHIN_END.fullmatch(text, behind, clause.end):
        clause = clauses.at(clause.end)  # 在“送岗位”中，联合人社局办招聘会: who acts is told next
    pattern, roles = _verbs()
    verb = ""
    verb_at = clause.start
    for found in pattern.finditer(text, clause.start, at):
        if found[0] == "投入" and cue.PAID.match(text, found.end()):
            continue
        verb, verb_at = found[0], found.start()
    role: Role = "participant" if roles.get(verb) == "participant" else "ran"
    if role == "participant" and cue.ROUSES.search(text, clause.start, verb_at):
        role = "ran"
    if role == "participant" and not clause.explicit and cue.COUNTED.search(text, clause.start, verb_at):
        role = "ran"
    if not verb and cue.FOUNDED.search(text, max(clause.start, at - 12), at):  # 某区总工会创建|“爱心超市”3个
        verb = "创建"
    weight = SAID if verb else INFERRED
    rule = f"involvement.{role}" if verb else "involvement.actor"
    before = text[clause.start : at]
    others = not clause.explicit and cue.WINNERS.search(before)
    if not others and (cue.HONOUR.search(before) or cue.HONOURED.search(text[behind : behind + 12])):
        role, rule, weight = "participant", "involvement.honoured", BUILT

    if cue.TAKEN.search(before) or cue.JOINED.match(text, behind):  # 把“安康杯”竞赛融入班组建设
        weight, rule = SAID, "involvement.ran"
    if cue.HELPS_OFFICES.search(before):
        role, rule, weight = "partner", "involvement.helps", SAID
    if cue.STATE.match(text, behind) and cue.INSPECTS.search(before):
        left, _ = stretch.sentence(text, at, behind)
        seen = [b.entity for b in bodies if left <= b.at[0] < at and cue.VISITED.search(text, left, b.at[0])]
        for body in seen:
            if isinstance(body, Organisation):
                yield body, Claim(SAID, "ran", "involvement.inspected", clause)
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
    chain = stretch.chain(text, here)
    if chain:
        first, last = chain[0], chain[-1]
        gap = text[last.at[1] : at]
        lead = text[clause.start : first.at[0]]
        names = [c.entity for c in chain if isinstance(c.entity, Organisation)]
        if cue.CALLED.match(gap) or cue.DRAFTED.fullmatch(gap):
            yield from ((b, Claim(SAID, "ran", "involvement.call", clause)) for b in names)
            done.update(names)
            if set(names) >= set(agents):
                return
        elif cue.HELPS.search(lead):
            yield from ((b, Claim(SAID, "ran", "involvement.helped", clause)) for b in names)
            done.update(names)
            role, rule = "partner", "involvement.helps"
        elif gap == "":
            giver = cue.GIVES.search(lead) and cue.GIFT.match(text[behind : behind + 14])
            yield from ((b, Claim(BUILT, "ran", "involvement.owner", clause)) for b in names)
            done.update(names)
            if giver:
                role, rule, weight = "partner", "involvement.gift", BUILT
            elif set(names) >= set(agents):
                return
        elif verb and cue.WITH.search(lead) and cue.VERB_ADVERB.match(gap) and not set(names) & set(agents):
            yield from ((b, Claim(SAID, "ran", "involvement.joins", clause)) for b in names)
            done.update(names)
        elif (
            verb and cue.VERB_ADVERB.match(gap) and not cue.AIM.search(lead) and not set(names) & set(agents)
        ):
            yield from ((b, Claim(SAID, role, "involvement.agent", clause)) for b in names)
            return
        elif verb and re.search(r"在$", lead) and re.match(r"(?:成功|隆重)?(?:举行|举办|启动|开展)", gap):
            yield from ((b, Claim(BUILT, "partner", "involvement.host", clause)) for b in names)
            done.update(names)
    own = _own(reading, clauses)
    source = clause if clause.explicit else stretch.named_in(clauses, clause)
    deal = source.joint if cue.DEAL.search(text, source.start, source.end) else ()
    for body in agents:
        if body in done:
            continue
        foreign = clause.explicit and not set(clause.subjects) & own and body.kind != "joint"
        if foreign and rule == "involvement.actor":
            side = _side(body, text[clause.start : clause.end])
            yield body, Claim(INFERRED, side, "involvement.beside", clause)
        elif body in deal and body not in own:
            yield body, Claim(weight, "partner", "involvement.deal", clause)
        else:
            yield body, Claim(weight, role, rule, clause)
    left, right = stretch.sentence(text, at, behind)
    part = max(left, text.rfind("；", left, at) + 1)  # 甲开展“A”；乙捐款8万元: to something else
    stop = text.find("；", behind, right)
    yield from around(text, clauses, part, at, stop if stop >= 0 else right, chains)
    if at - left <= _NUMBER and right - behind <= 2:  # 3.职工夜校。与某学院合作开课: its point
        line = text.find("\n", right)
        yield from around(text, clauses, right + 1, right + 1, line if line >= 0 else len(text), chains)
    named = (m.at[0] for m in reading.of(Programme))
    after = stretch.sentence(text, right + 1, right + 1)[1]
    if text[right : right + 1] == "。" and not any(right < other < after for other in named):
        yield from going_on(text, clauses, right + 1, after, chains, mention.entity.name[-4:])


def _left(clauses: Clauses, clause: Clause, text: str, *, verb: bool) -> tuple[Organisation, ...]:
    """Bodies that a clause inherits but that no longer act in it.

    Who was taken along acts to the end of the sentence (会同市文明办开展…, of that clause only); where no
    verb says that anybody acts, a body of an earlier sentence does not.
    """
    if clause.explicit:
        return ()
    before = stretch.named_in(clauses, clause)
    if not before.explicit:
        return ()
    apart = "。" in text[before.start : clause.start]
    honoured = cue.TITLES.search(text, before.start, before.end)  # 某镇工会建成…之家。6月，举办…
    if apart and (not verb or honoured):
        return before.subjects
    beyond = apart or "；" in text[before.start : clause.start] or "会同" in text[before.start : before.end]
    return before.joint if beyond else ()
