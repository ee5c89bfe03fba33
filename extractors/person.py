"""Reading text in, span groups `person` and `post` out: named persons and the posts they hold.

A person is found beside a post (市政协副主席、总工会主席陈明), in a list that shares one (副主席张某某、
李某某), after a word such as 劳动模范, before 同志, or in an election (选举王某某为工会主席). Posts are
marked only where a named person holds them; the body before the post is left to the organisations.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.lexicon import load, terms

HAN = re.compile(r"[一-鿿]")
#: 阿不都·热合曼, 才让·扎西
DOTTED = re.compile(r"[一-鿿]{2,6}(?:·[一-鿿]{1,6}){1,2}")
#: what closes an everyday word rather than a given name: 水利|局, 年轻|人
WORD_ENDS = frozenset(
    "高低大小多少局部厅处科委会室所站人员者性化年月日节度国区市县省内中上下里外时后前间场力量品心学校厂队们"
)
#: names of Kazakhs and Uyghurs without a dot: 巴合提|别克, 阿依|古丽
TURKIC = re.compile(r"[一-鿿]{1,5}(?:别克|古丽|买提|甫江|提江|木江|拜克|合提|木拉提|努尔汗)")
#: characters that no given name holds
NEVER = frozenset("的了是在及与们这那各每该此个名位第本")
#: between two persons who share a post: 张某某、李某某和王某某
NEXT = re.compile(r"(?:、|和|与|及|以及|，)(?=[一-鿿])")
#: between the posts of one person: 党组书记、主席; 主席兼党组书记
CHAIN = re.compile(r"(?:、|，|兼|和|及|暨|兼任|/|·|—)?")
#: between a post and its holder: 区总工会主席|（兼）|陶某
ASIDE = re.compile(r"(?:（(?:兼|兼任|兼职|挂职|副[处县厅科]级|正[处县厅科]级|主持工作|拟任|女)）)?[：:]?")
#: the same behind a name: 张某某|（兼职）
BEHIND_NAME = re.compile(r"（(?:兼|兼任|兼职|挂职|挂|专职|女|不驻会)）")
#: a part of the body before it, between two posts: 四级调研员、|权益保障部|部长; 副局长、|教育工会|主席
PART = re.compile(r"(?<=[、，兼])(?:工会|[一-鿿]{2,8}?(?:部|室|处|科|委|会|中心))$")
#: 党组 is of the post, whatever body stands before it
OF_POST = re.compile(r"(?:党组|纪检组)$")
#: between a body and a post in it: 县总工会|九届委员会|委员
SESSION = re.compile(r"第?[一二三四五六七八九十]{1,3}届(?:委员会|常委会)?")
#: who holds a post and wins another: 统战部部长向某某|当选…主席
WINS = re.compile(r"(?:同志)?当选为?[^，。；：\n]{0,30}")
#: the same where the clause elects: 选举市委常委王某某|为市总工会主席; not 王某某|为维权站揭牌
MADE = re.compile(r"(?:同志)?(?:为|任|担任|兼任)[^，。；：\n]{0,30}")
ELECTS = re.compile(r"选举|增选|补选|推选|选为|任命|聘任|增补|替补|推举")
#: after a worker who is honoured: 木工班长王某某|等25人获…
HONOURED = re.compile(
    r"等?(?:\d+人|\d+名\S{2,4})?(?:同志)?，?(?:分别|先后|光荣|曾|相继|还|也)?(?:荣?获|被(?:评|授|命名|表彰|认定|省|市|县|区|全)|当选|的《)"
)
#: a name with house and post in brackets: 张某某|（某厂炼焦车间工段长）, 李某|（女，某中医院护士长）
BRACKETED = re.compile(
    r"(?:^|(?<=[：、，；\n]))(?P<name>[一-鿿]{2,4})（(?:[女男]，)?(?:[一-鿿]{1,4}族，)?[^（），。]{4,28}[长任记席理师员工授生士]）"
)
#: the same further on in the sentence: 焊工陈某某|一人提出7条建议，被集团授予…
CREDITED = re.compile(r"[^。；\n]{2,60}，(?:还|并)?(?:被[^，。；]{0,16}(?:授予|评为|命名为?)|荣?获|获评)")
#: what makes a post behind a name another word: 主席|团, 主任|医师
NO_TITLE = re.compile("[团室会处级席医科助]")
#: between a person and the post taken up: 选举王某某|为…主席, 王某某同志|当选…主席, 由王某某|担任…主席
TAKES = re.compile(r"(?:同志)?(?:当选为|当选|担任|兼任|出任|继任|接任|任|为)")
#: what may stand directly before such a person
PUTS = (
    "选举产生",
    "选举",
    "增选",
    "补选",
    "增补",
    "替补",
    "递补",
    "推选",
    "推举",
    "任命",
    "聘任",
    "聘请",
    "决定",
    "同意",
    "由",
    "和",
    "提名",
    "、",
)


class Found(NamedTuple):
    """A span before it is one."""

    start: int
    end: int
    rule: str


class _Lists(NamedTuple):
    single: frozenset[str]
    rare: frozenset[str]
    word: frozenset[str]
    given: frozenset[str]
    compound: frozenset[str]
    stop: frozenset[str]
    after: re.Pattern[str]
    kind: dict[str, str]
    post: re.Pattern[str]
    heads: frozenset[str]
    weak: frozenset[str]
    trades: tuple[str, ...]
    workers: frozenset[str]
    cue: re.Pattern[str]
    tibetan: frozenset[str]
    whole: frozenset[str]


def _any(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _lists() -> _Lists:
    rows = load("surnames")
    surnames = [row[0] for row in rows]
    rare = frozenset(row[0] for row in rows if row[1:] == ("rare",))
    word = frozenset(row[0] for row in rows if row[1:] == ("word",))
    after = {row[0]: row[1] for row in load("person_after")}
    posts = load("posts")
    heads = [row[0] for row in posts if row[1] in ("head", "weak")]
    trades = [row[0] for row in posts if row[1] in ("trade", "worker")]
    prefixes = [row[0] for row in posts if row[1] == "prefix"]
    return _Lists(
        frozenset(s for s in surnames if len(s) == 1) - rare - word,
        rare,
        word,
        frozenset(terms("names_given")),
        frozenset(s for s in surnames if len(s) == 2),
        frozenset(terms("person_not")),
        re.compile(_any(list(after))),
        after,
        re.compile(
            rf"(?:{_any(prefixes)}){{0,2}}(?:副|代理?)?(?:{_any(heads)})|(?:{_any(trades)})(?:{_any(heads)})?"
        ),
        frozenset(row[0] for row in posts if row[1] == "head"),
        frozenset(row[0] for row in posts if row[1] == "weak"),
        tuple(trades),
        frozenset(row[0] for row in posts if row[1] == "worker"),
        re.compile(rf"(?:{_any(list(terms('person_cues')))})[：:]?(?=[一-鿿])"),
        frozenset(terms("names_tibetan")),
        frozenset(terms("names_whole")),
    )


def _right(text: str, end: int, lists: _Lists) -> str:
    """How a name may end here: edge (punctuation), verb, word, or "" where it may not."""
    if end >= len(text) or not HAN.match(text[end]):
        return "" if text[end : end + 1] == "·" else "edge"
    match = lists.after.match(text, end)
    if match is None:
        return ""
    kind = lists.kind[match.group()]
    if kind == "verb":
        return kind
    following = text[match.end() : match.end() + 1]
    return kind if following and (HAN.match(following) or following in "“《" or following.isalnum()) else ""


def name_at(
    text: str, start: int, lists: _Lists | None = None, *, rare: bool = False, sure: bool = False
) -> int | None:
    """Where the name that begins at `start` ends, or None: 陈明和… -> 2 characters, 李兆祥等 -> 3.

    With `rare` the surname may be an everyday word (水清源), as behind a post; with `sure`, behind a body and
    its post, a name may end where nothing says so (史建民|看了账本), if its characters are those of names.
    """
    lists = lists or _lists()
    return _name_at(text, start, lists, rare=rare) or (_likely(text, start, lists) if sure else None)


def _likely(text: str, start: int, lists: _Lists) -> int | None:
    """Where a name of three characters ends by its given name alone: 史建民|看了, 和丽芬|率; not 高度评价."""
    surname, given = text[start : start + 1], text[start + 1 : start + 3]
    if text[start : start + 2] in lists.stop or text[start : start + 3] in lists.stop or len(given) < 2:
        return None
    if lists.post.match(text, start) or lists.post.match(text, start + 1):
        return None  # 钳工班|班长
    if surname in lists.rare and given[0] in lists.given and _right(text, start + 2, lists):
        return start + 2  # 强伟|在闭幕式上说
    if surname not in lists.single | lists.rare | lists.word or not lists.given.issuperset(given):
        return None
    return start + 3 if HAN.match(text, start + 3) else None


def _name_at(text: str, start: int, lists: _Lists, *, rare: bool) -> int | None:
    dotted = DOTTED.match(text, start)
    if dotted:
        last = text.rfind("·", start, dotted.end()) + 1
        edges = (e for e in range(last + 2, dotted.end() + 1) if _right(text, e, lists))
        return next(edges, dotted.end())
    for size in (6, 5, 4, 3, 2):  # 斯琴高娃, 娜仁花
        if text[start : start + size] in lists.whole and _right(text, start + size, lists):
            return start + size
    head = text[start : start + 2]
    second = text[start + 2 : start + 4]
    if head not in lists.tibetan and second in lists.tibetan and HAN.match(head[:1]):  # 更登|卓玛
        end = start + 4
        if head not in lists.stop and _right(text, end, lists):
            return end
    if head in lists.tibetan:  # 旺堆, 次仁卓嘎
        end = start + (4 if text[start + 2 : start + 4] in lists.tibetan else 2)
        return end if _right(text, end, lists) else None
    if len(head) < 2 or text[start : start + 3] in lists.stop:
        return None
    if head in lists.stop:
        return _rare(text, start, lists) if rare and head[0] in lists.rare else None
    for end in range(start + 7, start + 2, -1):  # 巴合提别克, 不只巴合提
        if TURKIC.fullmatch(text, start, end) and _right(text, end, lists):
            return end
    size = 2 if head in lists.compound else 1 if head[0] in lists.single else 0
    if not size:
        return _rare(text, start, lists) if rare and head[0] in lists.rare else None
    kinds: list[str] = []
    for given in (2, 1):
        end = start + size + given
        letters = text[start + size : end]
        fits = len(letters) == given and _given(letters)
        kinds.append(_right(text, end, lists) if fits else "")
    long, short = kinds
    if short and (
        not long or (short in ("verb", "word") and not _is_given(text[start + size : start + size + 2]))
    ):
        return start + size + 1
    return start + size + 2 if long else None


def wins_at(text: str, end: int) -> re.Match[str] | None:
    """What the person whose name ends at `end` is elected to: |为市总工会主席, |当选…主席; or None."""
    if won := WINS.match(text, end):
        return won
    clause = max(text.rfind(c, max(0, end - 60), end) for c in "，。；：\n") + 1
    return MADE.match(text, end) if ELECTS.search(text, clause, end) else None


def _given(letters: str) -> bool:
    """Characters that a given name may hold; 本 only as the first of two: 鲁|本明, not 张|本."""
    letters = letters[1:] if len(letters) == 2 and letters[0] == "本" else letters
    return all(HAN.match(c) and c not in NEVER for c in letters)


def _rare(text: str, start: int, lists: _Lists) -> int | None:
    """Where a name ends whose surname is an everyday word: 水清源|出席, 满某|、; not 水平|提高."""
    word = text[start : start + 2] in lists.stop
    for given, ends in ((2, ("edge",) if word else ("edge", "verb", "word")), (1, ("edge",))):
        end = start + 1 + given
        letters = text[start + 1 : end]
        if word and (given == 1 or letters[-1:] in WORD_ENDS):
            continue
        fits = len(letters) == given and all(HAN.match(c) and c not in NEVER for c in letters)
        if fits and _right(text, end, lists) in ends:
            return end
    return None


def _is_given(letters: str) -> bool:
    """Two characters that are a given name although the second could be a conjunction: 和平, 为民 …"""
    return letters[0] in "和为向" or letters in (
        "家和",
        "永和",
        "中和",
        "清和",
        "春和",
        "祥和",
        "景和",
        "建和",
    )


def find(text: str, bodies: list[tuple[int, int]]) -> tuple[list[Found], list[Found]]:
    """Persons and posts of a text; `bodies` are the organisation spans (start, end)."""
    lists = _lists()
    ends = {end: start for start, end in bodies}
    ends |= {m.end(): s for s, e in bodies if (m := SESSION.match(text, e))}
    posts: list[Found] = []
    for match in lists.post.finditer(text):
        start = match.start()
        for inner in [e for e in range(start + 1, match.end()) if e in ends]:
            if lists.post.fullmatch(text, inner, match.end()) and not OF_POST.search(text, start - 6, inner):
                start = inner  # 市纪委|书记: the body reaches into what could be a post
            else:
                ends[start] = ends[inner]  # 市总工会|党组书记: 党组 is of the post
        if text[start - 1 : start] == "原" and (
            start - 1 in ends or text[start - 2 : start - 1] in ("、", "，")
        ):
            start -= 1  # 总工会|原主席
        posts.append(Found(start, match.end(), "post.title"))
    persons: dict[int, Found] = {}
    held: set[Found] = set()
    body_ends = {end for _, end in bodies}
    by_end = {p.end: p for p in posts}
    strong = tuple(lists.heads)
    for post in posts:
        aside = ASIDE.match(text, post.end)
        at = aside.end() if aside else post.end
        head = text[post.start : post.end].endswith(strong)
        named = text[post.start : post.end] not in lists.workers and _chained(text, post, by_end, ends)
        sure = named or (head and text.endswith("工会", 0, post.start))
        end = name_at(text, at, lists, rare=head, sure=sure)
        if end is not None and not (
            _is_weak(text[post.start : post.end], lists)
            and not _chained(text, post, by_end, ends)
            and not HONOURED.match(text, end)
            and not (text[post.start - 1 : post.start] in "，；。\n" and CREDITED.match(text, end))
        ):
            persons[at] = Found(at, end, "person.post")
            if text[post.start : post.end] in lists.workers:
                continue
            _hold(text, post, by_end, ends, held)
            _share(text, end, persons, lists)
            if wins := wins_at(text, end):
                for other in (p for p in posts if end < p.start and p.end <= wins.end()):
                    _hold(text, other, by_end, ends, held)
            continue
        if titled := _titled(text, post, body_ends, lists):
            persons[titled.start] = titled
            held.add(post)
            continue
        elected = _elected(text, post, ends, lists)
        if elected:
            persons[elected.start] = elected
            _share_left(text, elected.start, persons, lists)
            _share(text, elected.end, persons, lists)
            _hold(text, post, by_end, ends, held)
    for match in lists.cue.finditer(text):
        end = name_at(text, match.end(), lists)
        if end is not None and end - match.end() >= 2 and match.end() not in persons:
            persons[match.end()] = Found(match.end(), end, "person.cue")
            _share(text, end, persons, lists)
    for match in BRACKETED.finditer(text):
        if is_name(match["name"]):
            persons.setdefault(match.start(), Found(match.start(), match.end("name"), "person.post"))
    for match in re.finditer(r"同志(?!们)", text):
        for size in (3, 2):
            start = match.start() - size
            if start >= 0 and _whole_name(text[start : match.start()], lists) and _left(text, start):
                persons.setdefault(start, Found(start, match.start(), "person.comrade"))
                break
    kept: list[Found] = []
    for person in sorted(persons.values()):
        if not kept or person.start >= kept[-1].end:
            kept.append(person)
    return kept, sorted(held)


def is_name(text: str) -> bool:
    """Is a stretch nothing but a person's name, its characters alone deciding: 王某某, 欧阳某某?"""
    lists = _lists()
    rare = len(text) == 3 and text[0] in lists.rare and lists.given.issuperset(text[1:])  # 念桂芝
    return text[:2] not in lists.stop and text[:3] not in lists.stop and (rare or _whole_name(text, lists))


def _whole_name(name: str, lists: _Lists) -> bool:
    """Is the stretch a name from end to end: 王某某, 欧阳某, 阿不都·热合曼?"""
    if DOTTED.fullmatch(name) or name in lists.whole:
        return True
    if name[:2] in lists.tibetan and (len(name) == 2 or name[2:] in lists.tibetan):
        return True
    if not 2 <= len(name) <= 4 or name[:2] in lists.stop:
        return False
    if not _given(name[1:]):
        return False
    return (name[0] in lists.single and len(name) <= 3) or (name[:2] in lists.compound and len(name) >= 3)


def _elected(text: str, post: Found, ends: dict[int, int], lists: _Lists) -> Found | None:
    """The person whom the clause puts into the post: 选举|王某某|为工会|主席."""
    floor = max(0, ends.get(post.start, post.start) - 40)
    clause = max(text.rfind(c, floor, post.start) for c in "，。；：\n") + 1 or floor
    won = text.rfind("当选", clause, post.start)
    if won >= 0:  # 统计员出身的王某某在3名候选人中当选新一届工会主席
        starts = [clause, *(m.end() for m in re.compile("的").finditer(text, clause, won))]
        for start in reversed(starts):
            end = name_at(text, start, lists)
            if end is not None and end <= won:
                return Found(start, end, "person.elected")
    for match in TAKES.finditer(text, clause, post.start):
        end = _before_aside(text, match.start())  # 李某某（挂职）|当选为
        for size in (3, 2, 4):
            start = end - size
            if start < clause or not _elects(text[start:end], lists):
                continue
            if _left(text, start) or text[clause:start].endswith(PUTS):
                return Found(start, end, "person.elected")
    return None


def _titled(text: str, post: Found, body_ends: set[int], lists: _Lists) -> Found | None:
    """The person between a body and the post: 某市总工会|王某某|副主席; not 某市总工会|女工|部长."""
    title = text[post.start : post.end]
    if title.removeprefix("副") not in lists.heads or NO_TITLE.match(text, post.end):
        return None
    for size in (3, 2, 4):
        start = post.start - size
        name = text[start : post.start]
        if start in body_ends and _whole_name(name, lists) and name[-1] not in WORD_ENDS:
            return Found(start, post.start, "person.titled")
    return None


def _before_aside(text: str, end: int) -> int:
    """`end`, or where the brackets open that close there: 张某某|（兼职）."""
    aside = BEHIND_NAME.search(text, max(0, end - 5), end)
    return aside.start() if aside and aside.end() == end else end


def _past_aside(text: str, end: int) -> int:
    """`end`, or where the brackets close that open there: 张某某|（兼职）|、李某某."""
    aside = BEHIND_NAME.match(text, end)
    return aside.end() if aside else end


def _elects(name: str, lists: _Lists) -> bool:
    """A name, the everyday surnames among them: 水清源, 太成吉."""
    rare = len(name) == 3 and name[0] in lists.rare and name[:2] not in lists.stop
    return _whole_name(name, lists) or (rare and not any(c in NEVER for c in name))


def _is_weak(post: str, lists: _Lists) -> bool:
    if post in lists.heads:
        return False  # 女工|部长 is no worker
    return post in lists.weak or post.startswith(lists.trades)


def _left(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in "，。、；：“”（）\n和由向对与" or not HAN.match(text[start - 1])


def _before(text: str, post: Found, by_end: dict[int, Found], ends: dict[int, int]) -> Found | None:
    """The post that comes before this one in a chain: 副主席 in 市政协|副主席|、总工会|主席."""
    left = ends.get(post.start, post.start)
    if left == post.start and (part := PART.search(text, max(0, left - 11), left)):
        left = part.start()
    for size in (1, 2, 0):
        joint = text[left - size : left] if size else ""
        if CHAIN.fullmatch(joint) and left - size in by_end:
            return by_end[left - size]
    return None


def _chained(text: str, post: Found, by_end: dict[int, Found], ends: dict[int, int]) -> bool:
    return post.start in ends or _before(text, post, by_end, ends) is not None


def _hold(text: str, post: Found, by_end: dict[int, Found], ends: dict[int, int], held: set[Found]) -> None:
    """Mark a post as held, with those before it in its chain."""
    current: Found | None = post
    while current is not None and current not in held:
        held.add(current)
        current = _before(text, current, by_end, ends)


def _share(text: str, end: int, persons: dict[int, Found], lists: _Lists) -> None:
    """Persons who share the post of the one that ends here: 副主席张某某|、李某某|和王某某."""
    while match := NEXT.match(text, _past_aside(text, end)):
        start = match.end()
        stop = name_at(text, start, lists, rare=match.group() == "、")
        if stop is None or (match.group() == "，" and _right(text, stop, lists) != "edge"):
            return
        persons.setdefault(start, Found(start, stop, "person.list"))
        end = stop


def _share_left(text: str, start: int, persons: dict[int, Found], lists: _Lists) -> None:
    """Persons listed before the one who takes the post up: |蔺某、青某、古某某|为副主席."""
    while text[start - 1 : start] in ("、", "和"):
        end = _before_aside(text, start - 1)
        size = next((n for n in (3, 2, 4) if n <= end and _elects(text[end - n : end], lists)), 0)
        if not size or not (_left(text, end - size) or text[: end - size].endswith(PUTS)):
            return
        start = end - size
        persons.setdefault(start, Found(start, end, "person.elected"))


class PersonComponent:
    """spaCy component: `doc.spans["person"]` and `doc.spans["post"]`."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the span groups and hand the doc on."""
        bodies = [(s.start, s.end) for s in doc.spans["organisation"]] if "organisation" in doc.spans else []
        persons, posts = find(doc.text, bodies)
        doc.spans["person"] = [Span(doc, p.start, p.end, label="person", span_id=p.rule) for p in persons]
        doc.spans["post"] = [Span(doc, p.start, p.end, label="post", span_id=p.rule) for p in posts]
        return doc


@Language.factory("kg_person")
def _create(nlp: Language, name: str) -> PersonComponent:
    return PersonComponent()
