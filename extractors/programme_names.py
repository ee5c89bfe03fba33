"""What programmes are called: the word lists compiled, and pure functions on their names.

`canonical` gives the name from its words in a text, `merge` joins the spellings of one item; finding
the names in a text is `extractors.programme`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.lexicon import load, terms

_WORD = r"[\u4e00-\u9fffA-Za-z0-9（）·]"
#: between a quotation and one inside the name: “巧手绘家乡”全县职工“三十佳”征集大赛
_INNER = rf"(?:(?![和与及暨]|活动|比赛|竞赛|大赛|行动|工程|项目){_WORD})"
_BETWEEN = re.compile(
    r"(?<=”)（(?:以下|下同)?简称[^）]{1,12}）|(?<=”)为题的|”(?:等先进的|等系列|等的|等|的)(?=.)|为(?:活动)?主题的?(?=.)|为(?:主要)?(?:内容|载体|抓手)的?(?=.)"
)
#: the year between a place and what it holds yearly: 泰州市2009年职工厨艺大赛
_YEAR = re.compile(r"(?<=[省市区县州盟旗镇])(?:19|20)\d\d年度?")
_ETC = re.compile(r"等(?=(?:系列|主题)?活动$)")
#: heads that a name may be written with or without
_LIGHT = re.compile(
    r"(?:系列|主题|创建|竞赛|活动|行动|工程|工作|计划|项目|大赛|比赛|机制|制度|体系|网络|品牌|评选|评比|建设)$"
)
#: “工会+”模式: the first of what is put together, and no second
_PLUS = re.compile(r"[^+]{2,8}\+(?=$|模式|机制|服务)")
#: behind a name: where it goes: “暖心礼包”|进站点活动
_ENTERING = re.compile(r"(?:走进|进|入|下|到)[^进入下到]{1,6}(?:系列)?(?:活动|行动)")
#: what a name may be given more of: “春送岗位”大型招聘会
_SIZE = re.compile("大型|系列")
#: one of several things held under a name: “中国梦”演讲比赛
_HAPPENING = re.compile(r"演讲|征文|知识|摄影|书画|文艺|启动|总结|表彰|评选|宣传|咨询|培训|慰问")
_DRIVE_KEY = re.compile(r"创建|争创|共创同建|同创共建|共创|创评|开展")
_MARKS = str.maketrans("", "", "“”‘’\"'《》")
_PUNCTUATION = re.compile(r"[\W_]+")
#: one-character heads end a quotation, never an unmarked compound (组建年, 读书月, 文化节)
SHORT = "年月周日节季杯"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists, compiled once."""

    tail: re.Pattern[str]  # the head behind a quotation, with what may stand between
    head: re.Pattern[str]  # heads of unmarked compounds
    any_head: re.Pattern[str]  # any head at the end of a name
    heads_here: re.Pattern[str]  # heads directly behind a known name
    inner: re.Pattern[str]  # a quotation that ends with a head of its own
    verb: re.Pattern[str]  # a governing verb
    governor: re.Pattern[str]  # the same directly before a quotation
    not_tail: re.Pattern[str]
    known: re.Pattern[str]
    strength: dict[str, str]
    brands: frozenset[str]  # heads of things that a name in quotation marks makes a brand: 驿站, 港湾
    not_before: dict[str, re.Pattern[str]]
    governs: dict[str, str]
    nounlike: frozenset[str]
    known_as: dict[str, str]
    generic: frozenset[str]
    longest: int
    not_is: frozenset[str]
    not_ends: tuple[str, ...]
    not_starts: tuple[str, ...]
    not_holds: tuple[str, ...]


def _any(words: Iterable[str]) -> str:
    """An alternation that prefers the longest word."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@cache
def lexicon() -> Lexicon:
    """The word lists of programmes, read and compiled once."""
    heads, verbs, known = load("programme_heads"), load("programme_verbs"), load("programme_known")
    names = [row[0] for row in heads if row[2] != "never"]
    unmarked = [row[0] for row in heads if row[2] != "quoted"]
    long = [w for w in names if len(w) > 1]
    formulas: dict[str, list[str]] = {"is": [], "starts": [], "ends": [], "holds": []}
    for row in load("programme_not"):
        formulas[row[1]].append(row[0])
    generic = frozenset(terms("programme_generic"))
    governing = _any(row[0] for row in verbs if row[2] != "none")
    return Lexicon(
        tail=re.compile(
            rf"(?:（(?:以下|下同)?简称[^）]{{1,12}}）)?(?:、{_WORD}{{2,8}}?的|等先进的|等)?(?:的)?({_WORD}{{0,20}}?(?:{_INNER}{{2,12}}“[^“”\n]{{1,12}}”(?:{_WORD}{{2,6}}?)?)?)"
            rf"((?:{_any([*long, '工作'])}){{1,3}})"
        ),
        head=re.compile(rf"(?:{_any(unmarked)}){{1,3}}"),
        any_head=re.compile(rf"(?:{_any(names)}|工作|点)$"),
        heads_here=re.compile(rf"(?:{_any(long)}){{1,3}}"),
        inner=re.compile(rf"(?:{_any(long)}|[{SHORT}])$"),
        verb=re.compile(governing),
        governor=re.compile(
            rf"({governing})(?:了|过|着|好)?((?:以|工会|全国|全省|全市|省级|国家级|系列|主题|品牌|活动|主题为|主题是)*"
            r"|[\u4e00-\u9fff]{2,6})$"
        ),
        not_tail=re.compile(rf"(?:等)?(?:的)?(?:{_any(terms('programme_tails'))})"),
        known=re.compile(_any(row[0] for row in known)),
        strength={row[0]: row[2] for row in heads},
        brands=frozenset(row[0] for row in heads if row[1:3] == ("brand", "quoted")),
        not_before={row[0]: re.compile(_any(row[3].split("|"))) for row in heads if len(row) > 3 and row[3]},
        governs={row[0]: row[2] for row in verbs},
        nounlike=frozenset(row[0] for row in verbs if len(row) > 3 and row[3] == "noun"),
        known_as={row[0]: row[1] for row in known},
        generic=generic,
        longest=max(map(len, generic)),
        not_is=frozenset(formulas["is"]),
        not_ends=tuple(formulas["ends"]),
        not_starts=tuple(formulas["starts"]),
        not_holds=tuple(formulas["holds"]),
    )


# ---------------------------------------------------------------- names
def canonical(surface: str) -> str:
    """The name of a programme from its words in the text: “从点滴做起”的节水活动 → 从点滴做起节水活动.

    Quotation and title marks go, and so do 的 and 等 between a quotation and its head, and a 等
    before the last head (争创安全班组和岗位等活动); the year of a yearly contest goes too.
    """
    name = _BETWEEN.sub(lambda m: "主题" if "主题" in m[0] else "", surface).translate(_MARKS)
    return _YEAR.sub("", _ETC.sub("", name)).strip("、，的等")


def core(name: str) -> str:
    """What is left of a name without all its heads and punctuation: “百分百要约”行动 → 百分百要约."""
    key = _PUNCTUATION.sub("", canonical(name))
    pattern = lexicon().any_head
    while (found := pattern.search(key)) and found.start() >= 2:
        key = key[: found.start()]
    return key


def key(name: str) -> str:
    """A name by which spellings of one programme agree: the heads that come and go are dropped.

    和谐园区创建活动 and 创建和谐园区（楼宇）活动 have one key; 职工运动会 and 职工文化节 two.
    """
    bare = re.sub(r"（[^）]{1,4}）", "", canonical(name))
    bare = _SIZE.sub("", _PUNCTUATION.sub("", bare))
    while (found := _LIGHT.search(bare)) and found.start() >= 2:
        bare = bare[: found.start()]
    drive = _DRIVE_KEY.match(bare)
    return bare[drive.end() :] if drive else bare


def same(a: str, b: str) -> bool:
    """Are the two names of one item one programme: 文化节 and 首届职工文化节, 要约行动 and 百分百要约行动?"""
    x, y = sorted((_PUNCTUATION.sub("", canonical(n)) for n in (a, b)), key=len)
    if y.endswith(x) or _plus(a, b) or _plus(b, a):
        return True
    if y.startswith(x) and _ENTERING.fullmatch(y, len(x)):
        return True  # the headline's “暖心礼包” of “暖心礼包”进站点活动
    if _widened(x, y):
        return True
    short, long = sorted((key(a), key(b)), key=len)
    if len(short) < 2 or short == long:
        return len(short) >= 2
    if short in long and lexicon().known_as.get(short) == "bare":  # 送温暖 and 送温暖慰问活动
        return generic(long.replace(short, "", 1))
    # 要约 of 要约行动 ends 百分百要约; a key with a head left, as 运动会, has been compared above
    return long.endswith(short) and not lexicon().any_head.search(short) and not generic(short)


def _widened(short: str, long: str) -> bool:
    """Does the text widen the headline's head: 百日会战竞赛 → 百日会战劳动竞赛, 阳光行动 → 阳光助学行动?

    Not for campaigns that much goes by (安康杯竞赛, 安康杯知识竞赛), nor where a happening comes between.
    """
    head = lexicon().any_head.search(short)
    if head is None or head.start() < 2 or not long.endswith(head[0]):
        return False
    own, between = short[: head.start()], long[head.start() : -len(head[0])]
    if not long.startswith(own) or generic(own) or own in lexicon().known_as or _HAPPENING.search(between):
        return False
    return (len(own) > 2 and len(between) == 1) or generic(between)


def _plus(short: str, long: str) -> bool:
    """Does the headline's “工会+” stand for “工会+仲裁+法院”多元化解机制?"""
    begun = _PLUS.match(canonical(short))
    return begun is not None and canonical(long).startswith(begun[0]) and canonical(long).count("+") > 1


def merge(names: Sequence[str]) -> dict[str, str]:
    """Each of the names in one item → the name its programme goes by there: the fullest form.

    `names` in the order of the text, repeats allowed. A short form joins the nearest earlier long
    form, or else the first later one: 预警网络 → 劳动关系预警网络.
    """
    order = list(dict.fromkeys(names))
    chosen: dict[str, str] = {}
    for i, name in enumerate(order):
        earlier = [o for o in reversed(order[:i]) if _fuller(o, name) and same(o, name)]
        later = [o for o in order[i + 1 :] if _fuller(o, name) and same(o, name) and _near(o, name)]
        longer = earlier + later
        chosen[name] = longer[0] if longer else name
    for name in order:  # the short form of a middle form is a short form of the long one
        while chosen[chosen[name]] != chosen[name]:
            chosen[name] = chosen[chosen[name]]
    return chosen


def _near(long: str, short: str) -> bool:
    """May the short form stand before the long one: 职工文化节 … 苏北某市首届职工文化节, yes;
    节水活动 … “从点滴做起、从岗位做起”的节水活动 is one of several, no."""
    if _plus(short, long) or canonical(long).startswith(canonical(short)):
        return True
    if lexicon().known_as.get(key(short)) == "bare":  # 送温暖活动 … 元旦春节帮扶解困送温暖活动
        return not re.search(r"[、，！]", canonical(long))
    return len(key(long)) - len(key(short)) <= 7 and not re.search(r"[、，！]", canonical(long))


def generic(words: str, most: int = 3) -> bool:
    """Do the words say only a kind of work (职工文体, 相关工作): at most `most` generic words in a row?"""
    lex, n = lexicon(), len(words)
    if n > 16:
        return False
    fewest = [0] + [most + 1] * n
    for i in range(n):
        if fewest[i] < most:
            for j in range(i + 1, min(n, i + lex.longest) + 1):
                if words[i:j] in lex.generic:
                    fewest[j] = min(fewest[j], fewest[i] + 1)
    return fewest[n] <= most


def _fuller(a: str, b: str) -> bool:
    """Does `a` say more than `b`? The longer core, then the longer name, then the alphabet."""
    return (len(key(a)), len(canonical(a)), a) > (len(key(b)), len(canonical(b)), b)
