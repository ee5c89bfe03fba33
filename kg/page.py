"""A line of a bulletin or web page in, what it says of the whole out: issue, issuer, date, source.

These are the lines around the items: masthead, table of contents, imprint, and what a web page adds.
Word lists are data: extractors/lexicon/masthead_*.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors.lexicon import load
from kg.layout import Line, any_of, chinese, imprint, signer_end, words
from kg.normal import SPACE, bare, narrow

_HAN = re.compile(r"[\u3400-\u9fff]")
_YEAR = r"(?:19|20)\d\d|[一二][〇○零０ΟO九一二三四五六七八]{3}"
_NUMBER = r"\d{1,2}|[一二三]?十?[一二三四五六七八九十]"
_S = r"[ \u3000]{0,4}"
#: 2011年8月20日, 2011 年 8 月, 二〇一一年, 2011-08-20, 2011.8.20
DATE = re.compile(
    rf"(?P<y>{_YEAR}){_S}(?:年(?:{_S}(?P<m>{_NUMBER}){_S}月(?:{_S}(?P<d>{_NUMBER}){_S}日?)?)?"
    rf"|(?P<sep>[-./])(?P<m2>\d{{1,2}})(?:(?P=sep)(?P<d2>\d{{1,2}}))?(?!\d))"
)
#: 首页 > 新闻中心 > 正文
_BREADCRUMB = re.compile(r"^(?:网站)?(?:首页|主页)\W|^[^。，]{1,12}(?:[>›»→]+[^。，]{1,12}){1,5}[>›»→]*$")
_WEEKDAY = re.compile(r"(?:星期|周)[一二三四五六日天]")
#: the rest of an issue line that names only a day: 9月27日编发, 12月3日出版
_DAY_ONLY = re.compile(
    rf"(?P<m>{_NUMBER})月(?P<d>{_NUMBER})日(?:编印|编发|编制|编|印发|印制|出版|发行|出刊)?$"
)
_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
#: the buttons of a page behind its date: 【字号：大 中 小】
_FONT = re.compile(r"[【\[]?字[号体](?:大小)?[:：].*$")
#: who publishes a page: 某某日报, 某某新闻网, 某市工会网, 某某电视台
_MEDIUM = re.compile(r"(?:[报网社台刊]|在线|频道|客户端|公众号)$")
_NAME = re.compile(r"^[\u4e00-\u9fffA-Za-z]+$")
#: where a paper has it: 第3版, A2版
_PAGE = re.compile(r"(?:第\s?[A-D]?\d{1,2}|[A-D]\d{1,2}|头|要闻)版")
#: how often a page was read: 点击：286, 浏览次数：1024次
_COUNTER = r"[:：]\s{0,4}\d{1,9}[次人]?"
#: when and where a paper was given or adopted: （2005年1月28日县总工会十届三次委员会议通过）
_ADOPTED = re.compile(
    rf"[（(]{DATE.pattern}[^（()）。；]{{2,32}}?(?:通过|印发|发布|会上|会议|大会|全会|全委会|讲话|讨论)[）)]"
)
ISSUE = re.compile(
    r"^(?P<name>.{0,20}?)[（(\[〔]?(?:(?:(?:19|20)\d\d|[一二][九〇○零][〇○零一二三四五六七八九]{2})年?)?[〕\]]?"
    r"第[\d〇○零一二三四五六七八九十百Xx×]{1,6}期[）)]?"
    r"(?:[（(\[〔]?(?:(?:总|累计|总期)第?[\d〇○零一二三四五六七八九十百]{1,6}期?|第?[\d〇○零一二三四五六七八九十百]{1,6}期)[）)\]〕]?)?"
)
_ISSUER = re.compile(
    r"^(?:(?:主办|主编|编印|编发|主办单位|编辑出版)[:：])?(?P<name>[\u4e00-\u9fff（）()]{4,40}?)(?:主办|主管|编印|编发|编制|印发|编|印)?$"
)


_PRINTER = re.compile(
    rf"(?:主办|主办单位|主编单位|编印|编印单位|编发)[:：][{SPACE}]*(?P<name>[\u4e00-\u9fff（）()]{{4,40}})"
)


def is_for(line: Line) -> bool:
    """`本期印发：…`, `报：省总工会`, `共印200份`: who receives the bulletin."""
    match = imprint().match(line.bare)
    return match is not None and match[0].strip("（(:：") in _recipients()


@cache
def _recipients() -> frozenset[str]:
    return frozenset(row[0] for row in load("masthead_imprint") if row[2] == "recipients")


def is_issue(line: Line) -> bool:
    """`第12期（总第345期）`, `二〇〇七年第十期`, perhaps with a name before it and a date behind."""
    match = ISSUE.match(line.bare)
    if match is None or len(line.bare) > 60:
        return False
    name, rest = match["name"].strip("《》"), DATE.sub("", line.bare[match.end() :]).strip("（）()|-—")
    rest = _DAY_ONLY.sub("", rest)
    if name and not name.endswith(("总", "累计", *words("masthead_titles"))):
        return False
    return not rest or (_ISSUER.match(rest) is not None and signer_end().search(rest) is not None)


def issue_date(line: Line) -> str | None:
    """The date an issue line is printed with: `2013年第3期  9月27日编发` -> 2013-09-27."""
    rest = ISSUE.sub("", line.bare)
    day, year = _DAY_ONLY.search(rest), iso(line.bare)
    if DATE.search(rest) or day is None or year is None:
        return iso(rest)
    return iso(f"{year[:4]}年{day[0]}")


def is_contents(line: Line) -> bool:
    """`本期要目`, `目 录`."""
    return line.bare.strip("【】[]◆■★●:：《》-—") in words("masthead_contents")


def labels(line: Line) -> Iterator[tuple[str, str]]:
    """(label, value) of a line around a web article: `来源：某市总工会  浏览次数：12`."""
    text = narrow(line.text)
    matches = list(_labels().finditer(text))
    if not matches or text.endswith(("。", "！", "？", "；")):
        return
    head = DATE.sub("", text[: matches[0].start()])
    if len(_HAN.findall(head)) > 2 or len(text) > 120:
        return
    for number, match in enumerate(matches):
        stop = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        yield match["label"], text[match.end() : stop].strip(" \t\u3000|｜【】[]")


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(rf"(?P<label>{any_of('masthead_labels').pattern})[:：]")


def is_breadcrumb(line: Line) -> bool:
    """Where a page stands on its site: `首页 > 新闻中心 > 正文`."""
    return len(line.bare) <= 60 and bool(_BREADCRUMB.match(line.bare))


@cache
def label_meaning(label: str) -> str:
    """date, source, author or none: 稿源 -> source."""
    return next(row[1] for row in load("masthead_labels") if row[0] == label)


def is_date_line(line: Line) -> bool:
    """A date and no more, or with its paper, hour or buttons.

    `（2010年12月29日）`, `某某日报  2018-07-17 11:36`, `某某新闻网  2009年3月6日  【字号：大 中 小】`,
    `某某日报  2010年2月3日  第1版  点击：286`.
    """
    text = narrow(line.text)
    if len(line.bare) > 40 or not DATE.search(text):
        return False
    if _ADOPTED.fullmatch(line.bare):
        return True
    rest = DATE.sub("", text, count=1)
    rest = _counter().sub("", _PAGE.sub("", _WEEKDAY.sub("", rest)))
    words = [word for word in re.split(rf"[{SPACE}|]+", rest) if word]
    if len(words) == 2 and _MEDIUM.search(words[0]) and re.fullmatch("[\u4e00-\u9fff]{2,4}", words[1]):
        return len(words[0]) <= 12  # 某某工人报　　张某某
    name = bare(_FONT.sub("", _CLOCK.sub("", rest))).strip("（）()[]|")
    told = name != bare(rest) or bool(_MEDIUM.search(name))
    return name in ("", "日", "号") or (told and len(name) <= 12 and bool(_NAME.match(name)))


@cache
def _counter() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of('masthead_labels').pattern}){_COUNTER}")


def ends_page(line: Line) -> bool:
    """`相关新闻`, `上一篇：…`: from here on a page holds links and notices."""
    return bool(_page_end().match(line.bare))


@cache
def _page_end() -> re.Pattern[str]:
    return re.compile(rf"^[>»●•]*(?:{any_of('masthead_after').pattern})|ICP备|^Copyright", re.IGNORECASE)


def issuer(line: Line) -> str | None:
    """The body of a masthead line: `某市总工会办公室编    2011年8月20日` -> 某市总工会办公室."""
    match = _PRINTER.search(line.text)
    if match is not None and signer_end().search(match["name"]):
        return match["name"]
    for cell in (line.bare, *map(bare, re.split(rf"[{SPACE}]{{2,}}", line.text))):
        match = _ISSUER.match(DATE.sub("", cell).strip("（）()|-—"))
        if match is not None and signer_end().search(match["name"]):
            return match["name"]
    return None


def is_periodical(line: Line, *, most: int = 20) -> bool:
    """The name of a bulletin of at most `most` characters: `某某工会信息`, `工运动态`."""
    name = line.bare.strip("《》“”★☆")
    return 2 <= len(name) <= most and any(name.endswith(end) for end in words("masthead_titles"))


def iso(text: str) -> str | None:
    """The first date in `text` as ISO, as exact as it is: 二〇一一年八月 -> 2011-08."""
    match = DATE.search(narrow(text))
    if match is None:
        return None
    parts = [str(chinese(match["y"]))]
    for part, most in ((match["m"] or match["m2"], 12), (match["d"] or match["d2"], 31)):
        if part is None or not 1 <= chinese(part) <= most:
            break
        parts.append(f"{chinese(part):02d}")
    return "-".join(parts)
