"""Reading text in, span group `award` out: titles of honour and prizes that somebody is given.

A title stands after a verb of `award_verbs.tsv`, quoted (荣获“全国模范职工之家”称号) or with an ending of
`award_endings.tsv` (获得优秀组织奖二等奖); several may follow one verb (“先进集体”称号和“优秀组织奖”二等奖).
The label is `title`. Who receives and who gives is found in `kg.facts.awards`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.lexicon import load, terms

#: what may follow a quoted title and still belongs to the prize: “优秀组织奖”二等奖, “先进集体”荣誉称号
TAIL = (
    r"(?:荣誉称号|光荣称号|称号|殊荣|荣誉|奖项|奖牌|奖状|奖章|奖杯|牌匾|锦旗|奖)?"
    r"(?:[一二三特]等奖|第[一二三四五六]名|[金银铜]奖)?"
)
#: a title in quotes, with the words before it that say whose it is: 全国“五一劳动奖状”
QUOTED = rf"[^，。；：！？\n“”《》]{{0,30}}“[^“”\n]{{2,40}}”{TAIL}"
#: whom an active verb honours stands before the title: 授予某公司技术员甲某、某厂班长乙某等30人“…”称号
QUOTED_BEHIND = rf"[^，。；：！？\n“”《》]{{0,120}}“[^“”\n]{{2,40}}”{TAIL}"
#: 分获|男子青年组、男子中年组、女子组|第一名: one prize in several groups or trades;
#: 分别摘得|育婴员和中式烹调师|桂冠
GROUPS = re.compile(
    r"(?P<groups>[^，。；：、“”\n的]{1,12}(?:[、和与及][^，。；：、“”\n的]{1,12}?){1,7}?)"
    r"(?:[等这]?(?:\d|[两二三四五六七八九十])个?(?:项目|工种|组别|赛项|单项|大项|专业|级别|科目))?"
    r"(?:决赛|比赛|竞赛|项目|赛项|工种)?的?"
    r"(?P<prize>第[一二三四五六]名|[冠亚季]军|桂冠|状元|头名|魁首|[特一二三]等奖|[金银铜][奖牌])"
)
#: 分别夺得|三个项目的冠军, 分获|各工种第一名: the groups are told before
EACH_GROUP = re.compile(
    r"(?:[这此]?(?P<count>\d|[两二三四五六七八九十])个?|各)(?:项目|工种|组别|赛项|单项|大项|专业|级别|科目)(?:比赛|竞赛|决赛)?的?"
    r"(?P<prize>第[一二三四五六]名|[冠亚季]军|桂冠|状元|头名|魁首|[特一二三]等奖|[金银铜][奖牌])"
)
#: where they are told: 参加|钣金工、数控铣工、工业机器人操作员|3个项目的比拼
TOLD = re.compile(
    r"(?:参加了?|设置?了?|分为?|进行了?|举行了?|在|包括|涵盖|的|有|，|：)(?P<groups>[^，。；：“”\n的]{2,14}(?:[、和与及][^，。；：“”\n的、]{1,14}){1,9}?)"
    r"等?(?P<count>\d|[两二三四五六七八九十])个?(?:项目|工种|组别|赛项|单项|大项|专业|级别|科目)"
)
#: 分获个人全能第一、二名; 分别获得团体一、二、三等奖; 分获亚军和季军; 分获团体前三名
SERIES = re.compile(
    r"(?P<of>[^，。；：、“”\n]{0,30}?)(?:(?P<ranks>第?[一二三四五六](?:[、和]?第?[一二三四五六]){1,5})(?P<unit>等奖|[名位])"
    r"|(?P<bare>第[一二三四五六](?:[、和]第[一二三四五六]){1,5})(?=[，。；])"
    r"|(?P<places>[冠亚季]军?(?:[、和与]?[冠亚季]军?)?[、和与]?[冠亚季]军)|(?P<top>前[二两三四五六]名))"
)
#: what may stand behind a title without quotation marks that closes a list of those honoured
LAST = r"(?=[，。；：！？、“”（）\n]|称号|荣誉|和|及|以及|与|并|$)"
JOIN = r"(?:、|和|及|以及|与|，(?=“))?"
#: 喜获一等奖|1个|、二等奖2个
COUNT = re.compile(r"(?:\d{1,3}|[一二两三四五六七八九十])[个项枚块]?(?=[、和])")
#: 被县政府|记|三等功一次; 给某班|记|集体二等功
#: 某镇工会|建成|市级“模范职工之家”: an honour that is built; 建成模范职工之家12个 counts them
BUILT = frozenset({"建成", "创成", "创建成", "创建为"})
HOME = re.compile(
    r"[^\d，。；、]{0,14}“?[^\d，。；、“”]{0,10}(?:职工之家|职工小家|先进集体|文明单位|和谐企业)”?(?:称号)?"
)
HOW_MANY = re.compile(r"等?[\d一二两三四五六七八九十百]+[个家户余多]?|建设|活动|创建|工作|单位|的")
#: verbs that give only what follows: 取得|男子组冠军, 位列|亚军, 列|第二; not 取得|成绩
PRIZES = r"[冠亚季]军|桂冠|头名|[特一二三]等奖|[金银铜][奖牌杯]|流动红旗|第[一二三四五六][名位]"
PLACED = rf"(?=[^，。；：！？\n]{{0,12}}?(?:{PRIZES}))"
RANK = r"(?=第[一二三四五六](?:[名位]|(?=[，。；、和]))|[冠亚季]军|[^，。；、“”\n]{0,6}[特一二三]等奖)"
RANKED = (
    rf"(?:取得了?|拿下|拿走|夺走|摘走|问鼎|位列|位居|名列|屈居|拔得|登上){PLACED}"
    rf"|(?:并?列|分居|荣居){RANK}"
)
#: 并列|第一，
BARE = re.compile(r"第[一二三四五六](?=[，。；、和])")
#: what is brought home: 捧回|“…”奖牌, 拿回了|优胜班组的牌子; not 拿回|工资
BROUGHT = (
    r"(?:捧回|捧走|捧起|拿回|抱回|抱走|夺回|领回|领走|赢得|揽获|揽得|收获|喜捧|喜摘|荣摘)"
    r"(?=[^，。；：！？\n]{0,30}?(?:[冠亚季]军|桂冠|奖|[金银铜][牌杯]|奖[牌杯状章]|牌匾|牌子|锦旗|红旗|称号|证书|先锋号|之家))"
)
#: 优秀工资集体协商指导员, 优秀宣讲员: whoever is excellent
EXCELLENT = (
    r"(?:优秀|最佳|最美|十佳|金牌|首席|模范|先进)[^，。；：、“”\n的]{1,10}?"
    r"(?:员|师|者|手|人)(?=[，。；、”]|称号)"
)
#: verbs that look like 获 but give nothing
MERIT = r"记(?=(?:个人|集体)?(?:[一二三]等功|大功))"
NOT_GIVEN = r"(?<![收捕缴查截])获(?![取悉知奖赠利救准批益胜得评颁授选])"


class Given(NamedTuple):
    """One title at [start, end), the verb before it and how that verb works."""

    start: int
    end: int
    verb_start: int
    verb_end: int
    voice: str  # passive | active
    quote: int  # where the quotation mark of the title stands, or `start`
    name: str = ""  # the title where the text shares its words: 第|一、二|名


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, str], dict[str, str], re.Pattern[str], re.Pattern[str]]:
    rows = load("award_verbs")
    voices = {row[0]: row[1] for row in rows}
    prizes = {row[0]: row[2] for row in rows if len(row) > 2}
    words = sorted((w for w in voices if w != "获"), key=len, reverse=True)
    verb = re.compile("(?:" + "|".join(map(re.escape, words)) + f"|{MERIT}|{RANKED}|{BROUGHT}|{NOT_GIVEN})")
    endings = (
        "|".join(sorted(map(re.escape, terms("award_endings")), key=len, reverse=True)) + f"|{EXCELLENT}"
    )
    plain = (
        rf"[^，。；：！？、\n“”《》]{{0,36}}?(?:{endings})+"
        r"(?![一-鿿]?(?:工作|活动|评选|大会|仪式|项目|金(?:额|[0-9一二三四五六七八九十])))"
    )
    quoted = rf"{QUOTED}(?:(?!的)[^，。；：、“”\n]{{0,8}}?(?:{endings})+)?"
    behind = quoted.replace(QUOTED, QUOTED_BEHIND)
    listed = rf"[^，。；：！？\n“”《》]{{0,140}}?(?:{endings})+{LAST}"
    one = re.compile(rf"{JOIN}(?P<one>{quoted}|{plain})")
    return verb, voices, prizes, one, re.compile(rf"{JOIN}(?P<one>{behind}|{listed}|{plain})")


def find(text: str) -> list[Given]:
    """All titles given in a text, in order."""
    verb, voices, prizes, beside, behind = _patterns()
    out: list[Given] = []
    last = 0
    for match in verb.finditer(text):
        if match.start() < last:
            continue
        word = match.group()
        voice = voices.get(word, "passive")
        if voice == "both":
            clause = max(text.rfind(c, max(0, match.start() - 40), match.start()) for c in "，。；：\n")
            before = text[max(clause + 1, match.start() - 40, 0) : match.start()]
            voice = "passive" if re.search(r"被|由|经|获", before) else "active"
        at = match.end() + (text[match.end() : match.end() + 1] in ("了", "过"))
        if word in prizes:  # 某县代表队|夺冠
            out.append(Given(*match.span(), *match.span(), voice, match.start(), prizes[word]))
            last = match.end()
            continue
        series = SERIES.match(text, at) if voice == "passive" else None
        if series and series["top"] and "分" not in text[max(0, match.start() - 4) : match.end()]:
            series = None  # 获得团体前三名: nobody says who was first
        groups = GROUPS.match(text, at) if "分" in text[max(0, match.start() - 4) : match.end()] else None
        each = EACH_GROUP.match(text, at)
        shared = _grouped(text, each, match.start()) if each else groups and _split(groups)
        if shared or each:
            end = (each or groups or match).end()
            for name in shared or ():
                out.append(Given(at, end, match.start(), match.end(), voice, at, name))
            last = end
            continue
        if series:
            for name in _shared(series):
                out.append(Given(at, series.end(), match.start(), match.end(), voice, at, name))
            last = series.end()
            continue
        if bare := BARE.match(text, at):
            out.append(Given(at, bare.end(), match.start(), match.end(), voice, at))
            last = bare.end()
            continue
        element = behind if voice == "active" else beside
        while hit := element.match(text, at):
            start, end = hit.span("one")
            if end - start < 2 or (word in BUILT and not HOME.fullmatch(text, start, end)):
                break
            if word in BUILT and HOW_MANY.match(text, end):
                break
            quote = text.find("“", start, end)
            out.append(Given(start, end, match.start(), match.end(), voice, quote if quote >= 0 else start))
            counted = COUNT.match(text, end)
            at = last = counted.end() if counted else end
            if verb.match(text, at + 1):
                break  # 授予甲“…”、|授予|乙“…”
            if text[at : at + 1] not in ("、", "和", "及", "以", "与", "“") and text[at : at + 2] != "，“":
                break
    return out


def _split(groups: re.Match[str]) -> list[str]:
    """The prizes of several groups, each in full: 车工、钳工 + 第一名 -> 车工第一名, 钳工第一名."""
    return [group + groups["prize"] for group in re.split("[、和与及]", groups["groups"])]


def _grouped(text: str, each: re.Match[str], before: int) -> list[str]:
    """The same where the groups were listed before: 设车工、钳工两个工种 … 分获|两个工种第一名."""
    count = number(each["count"]) if each["count"] else 0
    for told in reversed(list(TOLD.finditer(text, max(0, before - 400), before))):
        groups = re.split("[、和与及]", told["groups"])
        if len(groups) == number(told["count"]) == (count or len(groups)):
            return [group + each["prize"] for group in groups]
    return [each["prize"]] * count


def number(digit: str) -> int:
    """A single digit, Chinese or not: 两 -> 2."""
    return (
        int(digit) if digit.isdigit() else "两二三四五六七八九十".index(digit) + (2 if digit == "两" else 1)
    )


def _shared(series: re.Match[str]) -> list[str]:
    """The titles of a series, each in full: 团体一、二等奖 -> 团体一等奖, 团体二等奖."""
    said, unit = series["ranks"] or series["bare"], series["unit"] or ("名" if series["bare"] else None)
    return ranks(
        series["of"], series["places"], said, "名" if unit == "位" else unit, (series["top"] or "")[1:2]
    )


def ranks(of: str, places: str | None, said: str | None, unit: str | None, top: str | None) -> list[str]:
    """Prizes that share their words, each in full: of 团体, said 一、二, unit 名 -> 团体第一名, 团体第二名.

    `places` is 冠军、亚军; `top` the number of 前三名.
    """
    if places:
        return [f"{of}{place}军" for place in re.findall("[冠亚季]", places)]
    first = "第" if top or unit == "名" else ""
    numbers = "一二三四五六"[: "一二三四五六".index(top.replace("两", "二")) + 1] if top else said or ""
    return [f"{of}{first}{rank}{unit or '名'}" for rank in re.findall("[一二三四五六]", numbers)]


def title(text: str) -> str:
    """The name of the honour: quotation marks, measure words and 称号 left out.

    “省诚信示范企业”荣誉称号 -> 省诚信示范企业; “优秀组织奖”二等奖 -> 优秀组织奖二等奖.
    """
    text = re.sub(r"^[^“]{2,20}?(?:授予|颁发|命名|评选|表彰|评定)的", "", text)
    text = re.sub(r"^(?:其|他们|她们|他|她)(?=“)", "", text)
    text = re.sub(r"^(?:了|过)?(?:(?:\d+|[一二三四五六七八九十]+)[个项枚块次]){0,1}", "", text)
    text = re.sub(r"^(?:了|过)?(?:本届|本次|此次|该次|这次)[^“”的]{0,10}的", "", text)  # 本次篮球赛的|冠军
    text = re.sub(r"[“”]", "", text)
    text = re.sub(r"——|—|-{1,2}", "", text) if re.search(r"(?:等奖|名|军)$", text) else text  # 评茶——一等奖
    text = re.sub(
        r"的(?=(?:[冠亚季]军|桂冠|状元|第[一二三四五六]名|[特一二三]等奖)$)", "", text
    )  # 数控车工的冠军
    text = re.sub(
        r"(?<=[奖号位体组家])的?(?:奖[牌杯状]|牌匾|牌子|锦旗|证书|匾额)$", "", text
    )  # 优秀组织奖|奖牌
    text = re.sub(
        r"等(?=(?:多项|系列)?(?:荣誉称号|光荣称号|称号|殊荣|荣誉|奖项)$)", "", text
    )  # “甲”“乙”等称号
    return re.sub(r"(?:荣誉称号|光荣称号|称号|殊荣|荣誉|牌匾)$", "", text) or text


class AwardComponent:
    """spaCy component: `doc.spans["award"]`."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group and hand the doc on."""
        doc.spans["award"] = [
            Span(doc, g.start, g.end, label="title", span_id=f"award.{g.voice}") for g in find(doc.text)
        ]
        return doc


@Language.factory("kg_award")
def _create(nlp: Language, name: str) -> AwardComponent:
    return AwardComponent()
