"""Reading text in, `doc.spans["figure"]` out: the numbers that measure something, affixes included.

近300户, 1.4万人次, 百分之八十以上, 3至5万元, 过百; the label is the kind of the measure word (count, people,
money, percent, duration, size, noun, none). Left out: dates, ordinals (第三批), numbers inside names and
quoted formulas (“两个普遍”, 百名…千家…), thresholds that class bodies (百人以上企业), terms and ages (三年内,
45岁), arrangement (三个特点), list numbers, document numbers, hotlines. Reads the groups date, document,
organisation and programme.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors import numbers
from extractors.lexicon import terms

#: “百场电影进企业”, 《五年规划》: the number belongs to the name; a longer quotation may report figures
_QUOTED = re.compile(r"“[^“”\n，。；]{1,30}”|“[^“”\n。；]{1,16}”|《[^《》\n]{1,60}》")
#: “三进、五送、十项活动” is a formula too, 目前 and 此前 are no rank
_BEFORE_RANK = re.compile(
    r"(?:第|第[一二三四五六七八九十]、|(?<![目日年此以之当午会节提])前|初|居|(?<![专系行陈排])列|届|NO\.?|No\.?|排名|位居"
    # 分列二、|三名
    r"|(?:分[列获居别]|并列)[一二三四五]、)$"
)
#: 热线12351, 电话5218906: a number to call, not 接听电话526个
_TO_CALL = re.compile(r"(?:热线|电话)$")
#: 12351职工维权热线, 12333: a number to call
_HOTLINE = re.compile(
    r"1(?:10|19|2\d{1,3})(?!\d)(?:\w{0,8}(?:热线|电话|平台)|职工)|95\d{3}(?!\d)(?=\w{0,8}(?:班|热线|电话|平台))|\d{6,}"
)
#: ages are in passing, but for the oldest and the average
_AGE = re.compile(r"(?:最大|最小|最年轻|平均年龄|年龄最[^，。；]{1,2})[^，。；]{0,8}$")
#: a fixed sum of time is worth a fact where it is added up or cut: 累计服务2000小时, 由15天缩短到5天
_DURATION_CUE = re.compile(
    r"(?:累计|共计|总计|合计|达到?|时长|时间|课时|学时|人均|平均|延长|缩短|压缩|减少|提前|超过)[^，。；、]{0,6}$"
)
_TERM_CUE = re.compile(
    r"(?:延长|缩短|压缩|减少到|时限|周期|工期|提前|连续|实现|安全(?:生产|运行|行驶)|节约工期|(?:休假|年假|假期|疗休养)(?:增加|延长))[^，。；、]{0,6}$"
)
_PASSING = re.compile(r"(?:为期|历时|经过|时隔|第|前|近|每天|每日|每周|连日|还有|倒计时)[^，。；]{0,2}$")
_WITHIN = re.compile(
    r"以?内|之内|里|后|前|的?(?:培训|集训|学习|时间|热线|值守|值班|自助|无人|营业|智能|不打烊|工作制|在线|全天)"
)
_SCORE = re.compile(r"(?:得分|分值|平均|总分|评分|满分|加|扣|考核|成绩|最高|综合|满意度|测评)[^，。；]{0,8}$")
#: 每季度回访一次: how often, as a figure
_OFTEN = re.compile(r"每(?:半|两|三|个)?(?:年|季度|季|月|周|旬)(?P<verb>[^，。；]{0,12})$")
#: 参加人数过百, 阅读量突破10万: a number without a measure word needs such a noun before it
_COUNTED = re.compile(
    r"(?:人数|人次|户数|家数|件数|场次|总数|数量|数|量|额|总额|职工|会员|粉丝|用户|从业人员|劳动者|观众|网友)(?:年内|今年|目前|现在)?(?:也|均|都|已经|已|现|共|总计|累计|合计)?(?:达到|达|有|为|约|是)?$"
)
_CLAUSE_END = re.compile(r"[，。；：！？、）\n]|$")
#: what a rate is counted by: 万元|产值综合能耗; not 千元|奖金
_INTENSITY = re.compile(r"(?:工业)?(?:产值|增加值|生产总值|GDP|营业收入|主营收入|销售收入|利润)")
#: 百, 千, 万 without a digit: 百家, 万人
_ROUND = re.compile(r"[百千万亿]+")
#: 百强, 千人负伤率: a rank or a rate, no count
_RATED = re.compile(r"[大强]|负伤|重伤|轻伤|死亡|伤亡|事故|违法|拥有")
_SMALL = re.compile(r"[一二两三四五六七八九十]{1,2}")
_SLOGAN = re.compile(r"[^，。；！？、\n]{0,14}?[百千万][名家户场人件个]")
#: measure words that with a small Chinese numeral name sorts or parts, not amounts: 两类, 三种, 四道, 五块
_SORTS = frozenset("类种样层道片块头只双对把面门组站节支级代队车回班")
#: a small Chinese numeral is an amount where it is summed up: 艺术节共有六项内容
_SUMMED = re.compile(r"(?:共有|共设|共计|总共|共)$")
#: after such a word a small numeral counts: 新建两家; else 甲厂、乙厂|两家企业 only says the list again
_GAINED = re.compile(
    r"(?:[建增访评选设办有为达共了等树获添]|成立|发展|慰问|培育|培养|表彰|命名|吸纳|扶持|服务|覆盖|涵盖)$"
)
#: 每万箱, 每百人: of how many a rate is
_PER = re.compile(r"每(?:逢|满)?$")
#: 十四届二次全会: which session, not how many
_SESSION = re.compile(r"全会|全委|全体|党代|代表大会|常委|职代会")
_INCIDENTAL = re.compile(r"(?:一行|分成?|分为|为期|历时|共分|成立|庆祝)$")


@cache
def _formulas() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, terms("outcome_formulas")), key=len, reverse=True)))


@cache
def _structure() -> re.Pattern[str]:
    nouns = "|".join(sorted(map(re.escape, terms("outcome_structure")), key=len, reverse=True))
    return re.compile(
        rf"(?:主要|基本|重要|突出|具体|工作|重点|关键|配套|专项|新|新的|明显|显著|鲜明)?(?:{nouns})"
    )


@cache
def _classes() -> re.Pattern[str]:
    return re.compile(
        "|".join(sorted(map(re.escape, terms("outcome_classes")), key=len, reverse=True))
        + r"|的?(?:的|在)?\d|的?[，、]?\d+人以[上下]"
    )


@cache
def _name_heads() -> re.Pattern[str]:
    heads = "|".join(sorted(map(re.escape, terms("outcome_name_heads")), key=len, reverse=True))
    return re.compile(
        rf"[^，。；！？\n]{{0,25}}?(?:{heads})(?:[，。；、！？）”\n]|$|中|上|的|启动|举行|和|等)"
    )


class _Cover:
    """Answers in logarithmic time whether a stretch lies inside any of some spans, or touches one."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):  # merged where they overlap, so that one look suffices
            if self.spans and start < self.spans[-1][1]:
                self.spans[-1] = (self.spans[-1][0], max(end, self.spans[-1][1]))
            else:
                self.spans.append((start, end))
        self.starts = [start for start, _ in self.spans]

    def holds(self, start: int, end: int) -> bool:
        """Does one span hold all of [start, end)?"""
        at = bisect_right(self.starts, start) - 1
        return at >= 0 and self.spans[at][1] >= end

    def touches(self, start: int, end: int) -> bool:
        """Does one span share a character with [start, end)?"""
        at = bisect_right(self.starts, end - 1) - 1
        return at >= 0 and self.spans[at][1] > start


@Language.factory("kg_outcome")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component `kg_outcome`."""
    return mark


def mark(doc: Doc) -> Doc:
    """Writes `doc.spans["figure"]`."""
    text = doc.text
    dates = _Cover([(s.start, s.end) for s in _group(doc, "date")])
    named = _Cover(
        [
            (s.start, s.end)
            for group in ("document", "organisation", "programme", "place", "person")
            for s in _group(doc, group)
        ]
        + [m.span() for m in _QUOTED.finditer(text)]
        + [m.span() for m in _formulas().finditer(text)]
    )
    spans = []
    for match in numbers.scan(text):
        label = _label(match, text)
        if not label:
            continue
        start, end = match.span()
        start += len(match[0]) - len(match[0].lstrip())
        core = match.start("hundredths") - 3 if match["hundredths"] else match.start("a")
        if dates.touches(core, end) or named.holds(core, match.end("unit") if match["unit"] else core + 1):
            continue
        spans.append(Span(doc, start, end, label=label, span_id=f"outcome.{label}"))
    doc.spans["figure"] = spans
    return doc


def _group(doc: Doc, name: str) -> list[Span]:
    return list(doc.spans[name]) if name in doc.spans else []


def _label(match: re.Match[str], text: str) -> str:
    """The kind of figure a number is, or nothing where it measures nothing."""
    if match["hundredths"]:
        return "percent"
    digits, unit = match["a"], match["unit"]
    end = match.end()
    back = text[max(0, match.start() - 12) : match.start()]
    ahead = text[end : end + 30]
    if _BEFORE_RANK.search(back if not match["before"] else back + match["before"]):
        return ""
    if (digits == "零" and unit == "部") or (digits == "十" and unit == "字" and back.endswith("红")):
        return ""  # 零部件, 红十字
    if _ROUND.fullmatch(digits) and (unit == "米" or _PER.search(back)):
        return ""  # 百米轨, 每万箱
    if _TO_CALL.search(back) and unit not in ("个", "次", "人次", "件", "起", "通"):
        return ""
    if not unit:
        affixed = match["before"] or digits[0] in "数几" or re.search(r"[百千万亿]$", digits)
        counted = _COUNTED.search(back) and _CLAUSE_END.match(text, end)
        return "none" if counted and (affixed or digits[0].isdigit()) else ""
    kind = numbers.kind("个小时" if unit.startswith("个多") else unit)
    if kind in ("percent", "tenth"):
        return "percent"
    if kind == "rank":
        return "size" if unit == "岁" and _AGE.search(back) else ""
    if kind == "score":
        return "count" if _SCORE.search(back) else ""
    if kind == "duration":
        return "duration" if _duration(match, unit, back, text[end : end + 6]) else ""
    if kind == "noun" and not digits[0].isdigit():
        return ""
    if (kind == "noun" or unit == "班") and _HOTLINE.match(text, match.start("a")):
        return ""
    bare = not (match["before"] or match["fuzz"] or match["late"] or match["behind"] or match["b"])
    if _INCIDENTAL.search(back) and kind in ("people", "count"):
        return ""
    if kind in ("people", "money", "size") and _threshold(match, text):
        return ""
    if digits == "一" and unit in ("次", "场", "期") and (often := _OFTEN.search(back)):
        return kind if often["verb"] or _CLAUSE_END.match(text, end) else ""  # 每季|一次点评: no figure
    if unit == "个" and ahead.startswith(("方面", "星期", "礼拜")):
        return ""  # 从5个方面下功夫, 三个星期跑遍
    if unit == "元" and _ROUND.fullmatch(digits) and _INTENSITY.match(text, end):
        return ""  # 万元产值综合能耗下降4%
    if (
        bare
        and _SMALL.fullmatch(digits)
        and (
            (unit == "家" and not _GAINED.search(back))
            or (unit == "期" and digits in ("一", "二"))
            or ahead[:1] == "是"
        )
    ):
        return ""  # 两家企业分别捐款, 二期工程, 二本是还款账
    if not digits[0].isdigit() and bare and not (_chinese(digits, unit, ahead) or _SUMMED.search(back)):
        return ""
    return kind


def _duration(match: re.Match[str], unit: str, back: str, ahead: str) -> bool:
    """Is a length of time an amount: 累计服务2000小时, 提前9天 - and not 三年内, 为期7天, 24小时热线?"""
    if match["before"] in ("不到", "不足", "仅") and unit in ("分钟", "小时", "天"):
        return True  # 不到10分钟即被抢空
    if _TERM_CUE.search(back):
        return True
    if not match["a"][0].isdigit() or _PASSING.search(back) or _WITHIN.match(ahead):
        return False
    if unit in ("课时", "学时", "工时", "小时", "个小时"):
        return match["a"] not in ("24", "8", "12") or bool(_DURATION_CUE.search(back))
    if unit == "天":
        return len(match["a"]) > 1
    return bool(_DURATION_CUE.search(back)) if unit == "分钟" else False


def _threshold(match: re.Match[str], text: str) -> bool:
    """Does the number only class what follows: 百人以上企业, 50人以上私营企业, 千万元以上的有23项?"""
    ahead = text[match.end() : match.end() + 8]
    if match["behind"] in ("以上", "以下", "及以上", "及以下", "以内"):
        return bool(_classes().match(ahead))
    return bool(re.match(r"(?:的|规模的?)(?:企业|单位|公司|工厂)", ahead))


def _chinese(digits: str, unit: str, ahead: str) -> bool:
    """Is a bare Chinese numeral an amount: 两期培训班, 一百家 — and not 一批, 三个特点, 百名…千家…?"""
    if _ROUND.fullmatch(digits):
        return not (_name_heads().match(ahead) or _SLOGAN.match(ahead) or _RATED.match(ahead))
    if not _SMALL.fullmatch(digits):
        return True
    if digits == "一" or unit in _SORTS or (unit == "次" and _SESSION.match(ahead)):
        return False
    return not _structure().match(ahead)
