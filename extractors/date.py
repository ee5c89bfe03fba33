"""Reading text in, `doc.spans["date"]` out: when things happened or hold (2011年8月11日, 今年上半年).

Labels: `date` (to the day), `period` (month, quarter, half, year, a stretch), `relative` (日前: undated).
`parse` turns the text of a span into the codebook's ISO notation; `infer_year` says what 今年 stands for.
A number of years (三年内, 30年) is a duration, not a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.lexicon import load
from extractors.numbers import number

#: 今年 and its neighbours, as years to add to it
_OFFSETS = {
    "今年": 0,
    "本年": 0,
    "本年度": 0,
    "当年": 0,
    "去年": -1,
    "上年": -1,
    "上年度": -1,
    "前年": -2,
    "明年": 1,
}
_REL = r"(?:今年|去年|上年度?|本年度?|前年|明年|当年|同年)"
#: 2011年, 二〇一一年, 07年年底, 11年8月 (two digits only where a month or 年底 follows, or a leading 0)
_ABS = (
    r"(?<!\d)(?:(?:19|20)\d{2}|[一二][〇○零0九][〇○零0一二三四五六七八九]{2}"
    r"|0\d|[12]\d(?=年(?:年?[底初末]|度|(?:1[0-2]|0?[1-9])月)))年(?!代|历史|的历史|前)(?:度)?"
)
_YEAR = rf"(?:{_ABS}|{_REL})"
_MONTH = (
    r"(?<![\d.红每])(?<!每年)(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
    r"月(?![饼刊光嫂度薪均]|报制|工资)份?"
)
_DAY = (
    r"(?:[12]\d|3[01]|0?[1-9]|(?:二十|三十)[一二三四五六七八九]?|十[一二三四五六七八九]?|初?[一二三四五六七八九])"
    r"(?:日(?![内常益]|以内|之内)|号(?![内楼线文院机车店令厅路召]|会议室|公馆))"
)
_THIRD = r"(?:上旬|中旬|下旬|初|底|末)"
_HALF = r"(?:上半年|下半年|第?[一二三四1-4]季度|[前头][两三二]个?季度)"
_EDGE = r"(?:年初|年底|年末|年中|初|底|末|年(?=以来))"
_CLOCK = (
    r"(?:(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚间|晚|夜间|夜)?"
    r"(?:\d{1,2}(?:时(?!间|代|期)|点(?!名|子|评|位)|:\d{2})(?:\d{1,2}分|整|半)?)?)"
)
_SINCE = r"(?:以来|前(?=[，,。完全达实要将确力]))?"
_DASH = r"\s?(?:[-—–~～]{1,2}|至|到)\s?"
#: the end of a stretch: 至2月底, 截止9月底, 到7月
_UNTIL = r"(?:截至|截止到|截止|截至到|至|到)"

#: a month with what refines it: 8月2日晚, 8月8-9日, 8月4日-5日, 9月底, 1-10月, 1月至10月
_MONTHLY = (
    rf"(?:(?:{_MONTH}{_DASH}{_MONTH}{_THIRD}?)"
    rf"|(?<![\d.])(?:1[0-2]|[1-9])(?:{_DASH}|、)(?:1[0-2]|[1-9])月(?!{_DAY}[^至到-])份?{_THIRD}?"
    rf"|{_MONTH}(?:\d{{1,2}}(?:{_DASH}|、)\d{{1,2}}[日号]|{_DAY}(?:(?:{_DASH}|、)(?:{_MONTH})?{_DAY})?|{_THIRD})?)"
)
#: the first year of 2012-2014年
_FIRST_YEAR = rf"(?<!\d)(?:19|20)\d{{2}}(?={_DASH}(?:19|20)\d{{2}}年)"
_MOMENT = rf"(?:{_YEAR}(?:{_HALF}|{_MONTHLY}|{_EDGE})?|{_HALF}|{_MONTHLY}|{_FIRST_YEAR})"

#: “十二五”期间, “十二五”以来, “十二五”末: a five-year plan as a stretch of time, or its end
_PLAN = r"“?(?:九|十|十一|十二|十三|十四|十五)五”?(?:规划)?(?:期间|时期|以来|期?末(?!尾))"
#: 近三年来, 过去五年, 三年来, 近两个月, 五年来
_LATELY = (
    r"(?:近|最近|过去|(?<![提目日])前)(?:[一二两三四五六七八九十]|\d{1,2})(?:年|个月|周|天)(?:多?来|间)?"
    r"|(?<![十百])(?:[一二两三四五六七八九十]|\d{1,2})年(?:多来|来(?!自))"
)
#: 今后三年, 未来五年: from next year on
_COMING = r"(?:今后|未来)(?:的)?(?:[一二两三四五六七八九十]|1?\d)年(?:内|间|里|中)?"
#: 2011-08-11, 2011.8.11, 2011/8/11
_M, _D = r"(?:1[0-2]|0?[1-9])", r"(?:[12]\d|3[01]|0?[1-9])"
_NUMERIC = rf"(?<![\d.])(?:19|20)\d{{2}}(?:-{_M}-{_D}|\.{_M}\.{_D}|/{_M}/{_D})(?!\d)"
#: a bare day at the start of a clause: ，15日上午
_BARE_DAY = (
    r"(?:^|(?<=[，。；：（、\n]))(?:[12]\d|3[01]|[1-9])(?:[-至](?:[12]\d|3[01]|[1-9]))?"
    r"日(?![内常益]|以内|之内)"
)

#: ISO has no quarters: their first and last months; Q3- is 前三季度
_QUARTERS = {
    "Q1": ("01", "03"),
    "Q2": ("04", "06"),
    "Q3": ("07", "09"),
    "Q4": ("10", "12"),
    "Q3-": ("01", "09"),
}

_PIECES = re.compile(
    rf"(?P<year>{_ABS}|{_FIRST_YEAR})|(?P<rel>{_REL}|同年)|(?P<half>{_HALF})"
    rf"|(?P<months>(?<![\d.])(?:1[0-2]|[1-9])(?=(?:{_DASH}|、)(?:1[0-2]|[1-9])月))"
    rf"|(?P<month>{_MONTH})|(?P<days>\d{{1,2}}(?=(?:{_DASH}|、)\d{{1,2}}[日号]))|(?P<day>{_DAY})"
    rf"|(?P<dash>[-—–~～]{{1,2}}|至|到|、)"
)
_ISO = re.compile(_NUMERIC)
_COMING_NUMBER = re.compile(r"(?:今后|未来)的?([一二两三四五六七八九十\d]+)年")
_PLAN_NUMBER = re.compile(r"(九|十[一二三四五]?)五”?")


@cache
def _words() -> dict[str, str]:
    """The words of `date_relative.tsv` with their labels."""
    return {row[0]: row[1] for row in load("date_relative")}


@cache
def pattern() -> re.Pattern[str]:
    """Every way to say when, longest reading first; the group that matched tells the kind."""
    words = "|".join(sorted(map(re.escape, _words()), key=len, reverse=True))
    return re.compile(
        rf"(?P<iso>{_NUMERIC})"
        rf"|(?P<moment>{_UNTIL}?{_MOMENT}(?:{_DASH}{_MOMENT})?{_CLOCK}{_SINCE})"
        rf"|(?P<plan>{_PLAN})|(?P<coming>{_COMING})|(?P<lately>{_LATELY})"
        rf"|(?P<bare>{_BARE_DAY}{_CLOCK})|(?P<word>(?<![一二两三四五六七八九十几数\d])(?:{words}))"
        rf"|(?P<clock>(?:上午|下午|晚上|中午|凌晨)\d{{1,2}}(?:时|点|:\d{{2}})(?:\d{{1,2}}分|半|整)?)"
    )


@lru_cache(maxsize=8192)
def parse(text: str, *, year: int | None = None) -> str | None:
    """The ISO notation of a stretch, or None where it gives no calendar time; `year` is what 今年 stands for.

    8月11日 -> --08-11 (2011-08-11 when `year` is 2011), 8月8-9日 -> --08-08/--08-09,
    2010年至2012年 -> 2010/2012, 今年上半年 -> 2011-H1, 至2月底 -> 2011-01/2011-02,
    “十二五”期间 -> 2011/2015, “十二五”末 -> 2015, 今后三年 -> 2012/2014; 今年 without `year` -> None.
    """
    if iso := _ISO.search(text):
        parts = re.split(r"[-./]", iso[0])
        return f"{parts[0]}-{int(parts[1]):02}-{int(parts[2]):02}"
    if re.search(_PLAN, text) and (plan := _PLAN_NUMBER.search(text)):
        first = 1951 + 5 * int(number(plan[1]) or 0)  # the twelfth: 2011-2015
        if text.endswith("末"):
            return str(first + 4)
        last = year if year is not None and text.endswith("以来") and year > first else first + 4
        return f"{first}/{last}"
    if (coming := _COMING_NUMBER.match(text)) and year is not None:
        return f"{year + 1}/{year + int(number(coming[1]) or 1)}"
    if text in ("全年", "年内", "年底", "年底前", "年末"):
        return str(year) if year is not None else None
    pieces = [(m.lastgroup or "", m[0]) for m in _PIECES.finditer(text)]
    until = bool(re.match(_UNTIL, text))
    if until and pieces and pieces[0][0] == "dash":
        pieces = pieces[1:]
    stated: int | None = None
    loose = False  # a relative year that nobody can resolve
    moments: list[list[str]] = [[]]
    for name, piece in pieces:
        if name == "dash":
            moments.append([])
        elif name == "year":
            stated = _full_year(piece)
            moments[-1].append(f"y{stated}")
        elif name == "rel":
            offset = _OFFSETS.get(piece)
            stated = year + offset if year is not None and offset is not None else None
            loose = stated is None
            moments[-1].append(f"y{stated or ''}")
        else:
            moments[-1].append(_code(name, piece))
    moments = [m for m in moments if m]
    if not moments:
        return None
    current = stated if stated is not None or loose else year
    if (until or text.endswith("前")) and len(moments) == 1 and (m := moments[0])[-1][0] == "m" and current:
        # 至2月底 counts from the start of the year; 截至2月底 is the state then
        month = m[-1][1:]
        if text.startswith("截"):
            return f"{current}-{month}"
        if stated is not None and not re.search("[底末]", text):
            return f"{current}-{month}"  # 到2012年6月: the month itself
        return f"{current}-H1" if month == "06" else f"{current}-01/{current}-{month}"
    ends = _complete(moments)
    if current is not None and "y" not in ends[-1] and ends[-1].get("m", "12") < ends[0].get("m", "01"):
        ends[-1]["y"] = str(current + 1)  # 12月30日至1月2日
    notes = [_notation(end, None if loose else current) for end in ends]
    if any(n is None for n in notes):
        return notes[0] if len(notes) == 1 else None
    unique = list(dict.fromkeys(n for n in notes if n))
    return f"{unique[0]}/{unique[-1]}" if len(unique) > 1 else unique[0]


def _full_year(text: str) -> int:
    """2011年 -> 2011, 二〇一一年 -> 2011, 07年 -> 2007."""
    digits = re.sub(r"[年度]", "", text).replace("○", "〇")
    value = int(number(digits) or 0) if not digits.isascii() else int(digits)
    return value + 2000 if value < 100 else value


def _code(name: str, piece: str) -> str:
    """One piece as a letter and its number: 8月份 -> m08, 11日 -> d11, 上半年 -> hH1, 一季度 -> hQ1."""
    if name == "half":
        if piece == "上半年":
            return "hH1"
        if piece == "下半年":
            return "hH2"
        if piece[0] in "前头":
            return "hH1" if piece[1] in "两二" else "hQ3-"
        digit = re.search(r"[一二三四1-4]", piece)
        return f"hQ{number(digit[0]) if digit else 1}"  # months of a quarter: `_QUARTERS`
    value = re.sub(r"[月份日号初]", "", piece)
    letter = "m" if name.startswith("month") else "d"
    return f"{letter}{int(number(value) or 0):02}"


def _complete(moments: list[list[str]]) -> list[dict[str, str]]:
    """Fills both ends of a stretch from each other: 8月4日-5日 (same month), 1-10月, 2013年1月-10月."""
    ends = [{code[0]: code[1:] for code in moment} for moment in moments]
    for before, after in pairwise(ends):
        if "y" in before and "y" not in after:
            after["y"] = before["y"]
        if "d" in after and "m" not in after and "m" in before:
            after["m"] = before["m"]
    return ends


def _notation(end: dict[str, str], year: int | None) -> str | None:
    """One end in ISO: y, m, d, h -> 2011-08-11, --08-11, 2011-H1; None without any anchor."""
    stated = end.get("y") or (str(year) if year is not None else "")
    if "h" in end:
        if not stated:
            return None
        months = _QUARTERS.get(end["h"])
        return f"{stated}-{months[0]}/{stated}-{months[1]}" if months else f"{stated}-{end['h']}"
    if "m" in end:
        head = f"{stated}-{end['m']}" if stated else f"--{end['m']}"
        return f"{head}-{end['d']}" if "d" in end else head
    return stated or None if "d" not in end else None


_NOW_STATED = re.compile(r"今年（((?:19|20)\d{2})年?）|(?:今年|本年)(?:是|即)((?:19|20)\d{2})年")
_STATED = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_AHEAD = re.compile(
    r"(?<!\d)((?:19|20)\d{2})年(?!以[前来]|底以前)[^。；\n，]{0,30}?"
    r"(?:将(?![近士领])|(?<!虚)拟|力争|确保|(?<![主需重首必紧概摘纪])要(?![求点闻素约是]))"
)


def infer_year(text: str, *, printed: str | None) -> tuple[int | None, str]:
    """The year 今年 stands for in `text` (an item or a whole bulletin), with the reason; None where unknown.

    `printed` is the ISO date of the masthead or web page, the safest witness. Else the text must say that a
    year is the present one: 今年（2008年）, 2008年…将举办. A year merely stated may lie in the past.
    """
    if printed and (match := re.match(r"(\d{4})", printed)):
        return int(match[1]), f"报头日期 {printed}"
    if match := _NOW_STATED.search(text):
        return int(match[1] or match[2]), f"文中注明 {match[0]}"
    ahead = {int(m[1]): m[0] for m in _AHEAD.finditer(text) if not _spans_years(text, m.start())}
    if len(ahead) == 1:
        year, quote = next(iter(ahead.items()))
        if not any(int(m[1]) > year for m in _STATED.finditer(text)):
            return year, f"将来时 {quote[:20]}"
    return None, "未注明年份"


def _spans_years(text: str, start: int) -> bool:
    """Is the year at `start` an end of a stretch of years or a row of yearly aims (2010年至2012年)?"""
    around = text[max(0, start - 12) : start + 20]
    return bool(re.search(r"年\s?[-—–~～至到]+\s?(?:19|20)\d{2}年", around))


@Language.factory("kg_date")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component `kg_date`."""
    return mark


def mark(doc: Doc) -> Doc:
    """Writes `doc.spans["date"]`."""
    spans = []
    words = _words()
    for match in pattern().finditer(doc.text):
        kind = match.lastgroup or ""
        start, end = match.span()
        if kind == "word":
            label = words[match[0]]
        elif kind in ("plan", "lately", "coming"):
            label = "period"
        elif kind in ("iso", "bare", "clock"):
            label = "date"
        else:
            label = "date" if re.search(r"[日号]", match[0]) else "period"
        spans.append(Span(doc, start, end, label=label, span_id=f"date.{kind}"))
    doc.spans["date"] = spans
    return doc
