"""A resolved item in, who holds which post where out: 市政协副主席、总工会主席陈明 gives two posts.

The body is the organisation named directly before the post; a further post without one keeps the body
before it (市总工会党组书记、主席), a person listed after another shares that one's last post. 副市长, 市长
and the like name no body: they stand for the government of their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span

from extractors.person import ASIDE, PART, SESSION, wins_at
from extractors.places import PLACES
from kg.facts.recipients import spaced
from kg.model import Kind, Organisation, Person, Place, Post, Reading
from kg.subject import Clauses

#: the joints of a chain of posts, and of a list of persons
CHAIN = re.compile(r"(?:、|，|兼|和|及|暨|兼任|/|·|—)?")
SHARED = re.compile(r"(?:、|，|和|与|及|以及)")
#: after a person: the post taken up, 王某某|当选新一届工会主席
TAKES = re.compile(
    r"(?:同志)?(?:（[兼挂专女][一-鿿]{0,2}）)?(?:、[一-鿿]{2,3}(?:（[兼挂专女][一-鿿]{0,2}）)?)*(?:当选为|担任|兼任|出任|继任|接任|任|为|[^，。；：\n]{0,24}?当选)[^，。；：\n]{0,30}"
)
#: 党委书记, 党委副书记 of a body that is no committee itself
COMMITTEE = re.compile(r"(?:党委|党总支|党支部)(?=副?书记|委员)")
#: 某公司党委书记、董事长: where it opens a chain with posts of the house it is one; not 党委副书记、|工会主席
OF_HOUSE = re.compile(r"(?<=[公司团厂矿行局学校院站中钢业])(?:党委|党总支|党支部)$")
PARTY = re.compile(r"书记|委员|常委")
#: words directly before a post that belong to no organisation span: ，港口集团|党委书记
UNREAD = re.compile(
    r"(?:^|[，。；：、（“”\n])(?:由|和|与|及|时任|现任|新任|首任|前任|历任|原|请)?"
    r"((?!(?:时任|现任|新任|首任|前任|历任)$)[一-鿿]{2,16})$"
)
#: 党组成员、副主席甲、乙: both are both
MEMBER = ("党组成员", "党委委员", "党委成员", "党工委委员")
DEPARTMENT = re.compile(r"[一-鿿]{2,8}(?:部|室|处|科|委|委员会|经审会|中心)|经审会")
#: 女工|部长 is 部长 of 女工部
SHORT = re.compile(r"女工|女职工|组织|宣教|宣传|权益|保障|财务|法律|基层|生产|经济|民管|生活")
COMMITTEES = re.compile(r"(?:经费审查委员会|经审委员会|经审委|经审会|女职工委员会|女工委员会|女工委|女职委)$")
#: behind a name in a list: （女）, （彝族）; or （女，某中医院护士长）
WHO = re.compile(r"（(?:女|男|[一-鿿]{1,4}族)(?:，[一-鿿]{1,4}族)?(?:）|，(?P<house>))")
#: a house and a post in it: 某厂炼焦车间|工段长
HOUSE_POST = re.compile(
    r"(?P<house>[^，。；、（）]{3,24}?(?:公司|集团|厂|矿|局|院|校|学|所|站|队|部|科|室|车间|班|组|中心|处|委|会|行|店|园|政府|工段|分部))"
    r"(?P<post>(?:副|总|副总|党委|党支部|常务副)?(?:主任|所长|局长|厂长|矿长|院长|校长|队长|中队长|大队长|班长|组长|班组长|工段长|段长|站长|科长|处长"
    r"|部长|经理|总经理|董事长|书记|主席|总工程师|护士长|车间主任|值长|机长|园长|行长|店长))"
)
#: the same behind a person who takes the post up: 乙某为|财务资产管理部|副部长
BEHIND = re.compile(r"(?:为|任|当选(?!为))(?:其)?([一-鿿]{2,8}?(?:部|室|处|科|委|委员会|经审会|中心))$")
ROOT = re.compile(r".*?工会(?!联合会|委员会|工作委员会)")
BODY_END = re.compile(r"(?:公司|集团|厂|大学|学院|中学|小学|学校|医院|银行|协会|商会|研究所|设计院)$")
#: 组织部长 is 部长 of 组织部, 教育局长 is 局长 of 教育局
SHARED_END = re.compile(r"[部局厅委院行厂校所处科站队]")
#: heads of local government: 副市长 -> 苏州市政府
GOVERNS = re.compile(r"^(?:常务|代)?副?(省|市|县|区|州|旗|盟|镇|乡)长$")


def find(reading: Reading, clauses: Clauses) -> Iterator[Post]:
    """One fact per person, post and body."""
    text = reading.item.text
    posts = {s.end: s for s in reading.spans("post")}
    posts_at = {s.start: s for s in posts.values()}
    bodies = _bodies(reading, list(posts.values()))
    seen: set[tuple[str, str, str]] = set()
    last: list[tuple[str, Organisation]] = []  # the posts of the person before, for lists
    last_end = -1
    for person in reading.spans("person"):
        until = _post_end(text, person.start, person.end, posts)
        chain = _chain(text, until, posts, bodies, floor=person.end if until > person.end else 0)
        if person.id_ == "person.titled" and (title := posts_at.get(person.end)):
            begin, named = bodies.get(person.start, (person.start, None))
            chain = [(begin, title.text, named)]  # 市总工会|王某某|副主席
        if 0 <= until <= person.start and (wins := wins_at(text, person.end)):
            won = max((e for e in posts if person.end < e <= wins.end()), default=-1)
            chain += _chain(text, won, posts, bodies, floor=person.end)
        held: list[tuple[str, Organisation]] = []
        start = person.start
        near = 0 <= person.start - last_end <= 2
        body = last[-1][1] if last and (near or _same_sentence(text, last_end, person.start)) else None
        for order, (first, post, named) in enumerate(chain):
            start = min(start, first)
            organisation = _same_city(text[first : first + 1], named, body)
            before = first < person.start
            unread = UNREAD.search(text, max(0, first - 20), first) if before else None
            if not before:
                unread = BEHIND.search(text, max(person.end, first - 14), first)
            if named is None and unread and unread[1] != "工会":
                short = "部" if post == "部长" and SHORT.fullmatch(unread[1]) else ""
                department = "工会" not in unread[1] and DEPARTMENT.fullmatch(unread[1] + short)
                if body is None and COMMITTEES.search(unread[1]):  # 于某当选为|经费审查委员会|主任
                    body = _own(reading, "主席", person, clauses)
                root = ROOT.match(body.name) if body is not None else None
                if department and root and body is not None:  # …经审委主任甲某、女工部部长乙某
                    name = root.group()
                    held.append((post, Organisation(name + unread[1] + short, "union", body.place, name)))
                    continue
                governed = _governed(reading, post, first, unread[1])
                if governed is None and body is not None and body.place and unread[1].endswith("工会"):
                    name = f"{_called(reading, body.place)}{unread[1]}"  # 市教育局副局长、教育工会主席
                    governed = Organisation(name, "union", body.place)
                if governed is not None:
                    body = governed
                    held.append((post, body))
                    continue
                if not BODY_END.search(unread[1]):
                    body = None
                    continue  # a body that nobody could read: better no post than another body's
                organisation = _unlisted(unread[1])
            won = not before and 0 <= until <= person.start and named is None and unread is None
            if won and re.search(
                "主席|委员|常委", post
            ):  # 选举统战部部长甲某|为委员: of the union that elects
                houses = {body.name for end, (_, body) in bodies.items() if end in posts_at}
                organisation = _electing(reading, person, clauses, houses)
            if organisation is None and named is None and body is not None and "主席" in post:
                body = _whole(body)  # 女职工委员会主任甲，副主席乙
            if organisation is None and text.endswith("工会", 0, first) and body is not None:
                organisation = _union_of(body)
                if organisation is None and body.kind == "government":
                    body = None  # 某局副局长甲、工会主席乙: no government has a 主席
            follows = chain[order + 1][0] if order + 1 < len(chain) else -1
            if len(chain) == 1 or order or text.endswith("工会", 0, follows) or "副书记" in post:
                house = body if order and COMMITTEE.match(post) else None
                organisation, post = _committee(organisation or house, post)
            elif organisation is not None and (own := OF_HOUSE.search(organisation.name)):
                organisation, post = _house_of(organisation), own.group() + post
            if (
                organisation is None
                and body is not None
                and body.name.endswith("党委")
                and not PARTY.search(post)
            ):
                body = _house_of(body)
            if body is None and organisation is None and before and len(chain) > 1 and not held:
                union = reading.context.body
                if text.endswith("工会", 0, first) and union is not None and union.name.endswith("总工会"):
                    continue  # 车间主任兼|工会主席: of a house that nobody could read, not the city's union
            body = (
                organisation
                or _government(reading, post, body)
                or body
                or _own(reading, post, person, clauses)
            )
            if body is not None:
                held.append((post, body))
        if not held and (told := _told_behind(reading, person, bodies)):
            held.append(told)
        if not chain and last and near and SHARED.fullmatch(text, last_end, person.start):
            held = last if last[0][0] in MEMBER else last[-1:]
        for post, organisation in held:
            key = (person.text, post, organisation.name)
            if key in seen:
                continue
            seen.add(key)
            begin, end = reading.item.to_bulletin(start, max(person.end, start + 1))
            scope = organisation.place or reading.context.place
            yield Post(
                reading.item.position,
                begin,
                end,
                person.id_,
                Person(person.text, scope),
                post,
                organisation,
            )
        last, last_end = held, person.end


def _told_behind(
    reading: Reading, person: Span, bodies: dict[int, tuple[int, Organisation]]
) -> tuple[str, Organisation] | None:
    """The post behind a name, in brackets or a column: 张某（某厂炼焦车间工段长）, 普某  某镇规划所所长."""
    text, end = reading.item.text, person.end
    if who := WHO.match(text, end):
        end = who.end()
    shut = text.find("）", end) if text[end : end + 1] == "（" or (who and who["house"] is not None) else -1
    line = text.find("\n", end) if shut < 0 else -1
    start = end + (text[end : end + 1] == "（")
    stop = shut if shut >= 0 else line
    if stop < 0 or stop - start > 30 or (shut < 0 and not (who or spaced(reading, end))):
        return None
    match = HOUSE_POST.fullmatch(text, start, stop)
    if match is None:
        return None
    post, house = match["post"], match["house"]
    if read := next((body for _, (at, body) in bodies.items() if at == start), None):
        length = next(e for e, (at, _) in bodies.items() if at == start)
        rest = text[length : match.end("house")] if length <= match.end("house") else ""
        return post, Organisation(read.name + rest, read.kind, read.place, read.name) if rest else read
    return post, _unlisted(house)


def _same_sentence(text: str, start: int, end: int) -> bool:
    return 0 <= start <= end and not re.search(r"[。；\n]", text[start:end])


def _post_end(text: str, start: int, end: int, posts: dict[int, Span]) -> int:
    """Where the chain of posts of a person ends: before the name, or after 当选为 behind it."""
    for left in range(start, max(start - 9, -1), -1):
        if left in posts and ASIDE.fullmatch(text, left, start):
            return left
    match = TAKES.match(text, end)
    if match:
        ends = [e for e in posts if end < e <= match.end()]
        if ends:
            return max(ends)
    return -1


def _chain(
    text: str,
    at: int,
    posts: dict[int, Span],
    bodies: dict[int, tuple[int, Organisation]],
    *,
    floor: int,
) -> list[tuple[int, str, Organisation | None]]:
    """The posts of one person from the first to the last, each with the body named before it.

    None begins before `floor`, the end of the person who takes them up.
    """
    out: list[tuple[int, str, Organisation | None]] = []
    while at in posts:
        span = posts[at]
        start = span.start
        post = text[start:at]
        begin, organisation = bodies.get(start, (start, None))
        out.append((begin, post, organisation))
        at = -1
        if begin == start and (part := PART.search(text, max(floor, start - 11), start)):
            begin = part.start()  # 四级调研员、|权益保障部|部长
        for size in (1, 2, 0):
            joined = CHAIN.fullmatch(text, begin - size, begin) and not _won_by_another(
                text, begin - size, begin
            )
            if begin - size > floor and begin - size in posts and joined:
                at = begin - size
                break
    return out[::-1]


def _won_by_another(text: str, end: int, start: int) -> bool:
    """Does the clause before elect somebody: 王某当选联合会主席，|甲公司工会主席李某?"""
    clause = max(text.rfind(c, 0, end) for c in "，。；：\n") + 1
    return text[end:start] == "，" and "当选" in text[clause:end]


def _unlisted(name: str) -> Organisation:
    """A body that only its ending betrays: 港口集团|董事长."""
    kind: Kind = "enterprise" if re.search(r"公司|集团|厂|银行|矿$", name) else "institution"
    return Organisation(name, kind, None)


def _committee(body: Organisation | None, post: str) -> tuple[Organisation | None, str]:
    """某公司|党委书记 is 书记 of 某公司党委, as 区委书记 is of 中共某区委."""
    match = COMMITTEE.match(post)
    if body is None or match is None:
        return body, post
    if body.kind != "party" and not body.name.endswith("总工会"):
        name = body.name.removesuffix("工会") if body.kind == "union" else body.name
        return Organisation(f"{name}{match.group()}", "party", body.place, name), post[match.end() :]
    return body, post


def _whole(body: Organisation) -> Organisation:
    """The union whose committee was named before: 某市总工会女职工委员会 → 某市总工会."""
    root = ROOT.match(body.name) if body.kind == "union" and COMMITTEES.search(body.name) else None
    return Organisation(root.group(), "union", body.place) if root else body


def _house_of(body: Organisation) -> Organisation:
    """The enterprise whose party committee was named before: 集团公司党委书记甲某、总经理乙某."""
    name = re.sub(r"(?:党委|党总支|党支部)$", "", body.name)
    kind: Kind = (
        "government"
        if name.endswith("局")
        else "enterprise"
        if re.search(r"公司|集团|厂|行|矿|店$", name)
        else "institution"
    )
    return Organisation(name, kind, body.place)


def _union_of(body: Organisation) -> Organisation | None:
    """The union of the enterprise whose party secretary was just named: 公司党委书记甲某、工会主席乙某."""
    name = re.sub(r"^中共(.+)委员会$", r"\1", body.name).removesuffix("党委")
    if body.kind in ("government", "union") or name.endswith(("市委", "区委", "县委", "省委")):
        return None
    return Organisation(f"{name}工会", "union", body.place, name)


def _government(reading: Reading, post: str, before: Organisation | None) -> Organisation | None:
    """The government a 市长 or 副区长 is of: of the place of the body before it, else of the item's."""
    match = GOVERNS.match(post)
    near = before.place if before is not None and before.kind == "party" else None
    place = _at_level(reading, match[1], near) if match else None
    if match and place is None and before is not None and before.place:
        above = PLACES.path(before.place)  # 县总工会主席甲，|副县长|乙 in a city's bulletin
        place = next((code for code in above if PLACES.by_code(code).name.endswith(match[1])), None)
    if place is None:
        return None
    return Organisation(f"{_called(reading, place)}政府", "government", place)


def _governed(reading: Reading, post: str, end: int, before: str) -> Organisation | None:
    """The government of the place named directly before its head: 福山区|副区长."""
    match = GOVERNS.match(post)
    if match is None or not before.endswith(match[1]):
        return None
    for place in reading.of(Place):
        entity = place.entity
        if place.at[1] == end and isinstance(entity, Place) and end - place.at[0] == len(before):
            code = entity.code
            return Organisation(f"{_called(reading, code)}政府", "government", code) if code else None
    return None


def _called(reading: Reading, code: str) -> str:
    """A place's full name, or the common one of an autonomous place that the bulletin uses: 海西州."""
    record = PLACES.by_code(code)
    common = record.short + record.name[-1] if "自治" in record.name and record.short else ""
    return common if common and common in reading.bulletin.text else record.name


def _at_level(reading: Reading, level: str, near: str | None) -> str | None:
    """`near`, the item's place or the one above it whose name ends in 省, 市, 县 …"""
    for base in (near, reading.context.place, reading.context.region):
        for code in PLACES.path(base or ""):
            if PLACES.by_code(code).name.endswith(level):
                return code
    return None


def _own(reading: Reading, post: str, person: Span, clauses: Clauses) -> Organisation | None:
    """A union's post without any body before it: of the union that elects, else of the item's own."""
    if not re.search(r"主席|党组|常务?委员?", post):
        return None
    acting = [b for b in clauses.at(person.start).subjects if b.kind == "union"]
    if person.id_ == "person.elected" and acting:
        return _whole(acting[0]) if "主席" in post else acting[0]
    own = reading.context.body
    return own if own is not None and own.kind == "union" else None


def _electing(reading: Reading, person: Span, clauses: Clauses, houses: set[str]) -> Organisation | None:
    """The union that elects who has a post: the first of its sentence that is nobody's house (`houses`).

    某区企业工会联合会成立，甲公司工会主席王某当选联合会主席.
    """
    text = reading.item.text
    start = max(text.rfind(c, 0, person.start) for c in "。；\n") + 1
    told = (m.entity for m in reading.of(Organisation) if start <= m.at[0] < person.start)
    acting = [*clauses.at(person.start).subjects, *told]
    unions = (b for b in acting if isinstance(b, Organisation) and b.kind == "union" and b.name not in houses)
    return next(unions, reading.context.body)


def _bodies(reading: Reading, posts: list[Span]) -> dict[int, tuple[int, Organisation]]:
    """The bodies by where they end; one that reaches into a post (市总工会党组|书记) ends before it."""
    out: dict[int, tuple[int, Organisation]] = {}
    starts = {i: p.start for p in posts for i in range(p.start + 1, p.end)}
    for mention in reading.of(Organisation):
        body = mention.entity
        start, end = mention.at
        if not isinstance(body, Organisation):
            continue
        if end in starts and start < starts[end]:
            if SHARED_END.fullmatch(reading.item.text, starts[end], end):
                end = starts[end]  # 组织|部长: the character belongs to both
                out[end] = (start, body)
                continue
            name = body.name[: len(body.name) - (end - starts[end])]
            body = _renamed(body, name)
            end = starts[end]
        out[end] = (start, body)
        if session := SESSION.match(reading.item.text, end):
            out[session.end()] = (start, body)  # 县总工会|九届委员会|委员
    return out


def _renamed(body: Organisation, name: str) -> Organisation:
    """The body under the name that is left when the post's part is cut off."""
    kind: Kind = "union" if name.endswith("工会") else "government" if name.endswith("局") else body.kind
    return Organisation(name, kind, body.place, body.parent)


def _same_city(first: str, body: Organisation | None, before: Organisation | None) -> Organisation | None:
    """市总工会 after 绍兴市委 in one chain of posts is that city's, whatever place the item is of."""
    if body is None or before is None or not before.place or not body.place or first not in "省市县区":
        return body
    here, there = PLACES.by_code(body.place).name, PLACES.by_code(before.place).name
    if here == there or there[-1] != first or here not in body.name:
        return body
    return Organisation(body.name.replace(here, there, 1), body.kind, before.place)
