"""A figure's offset in, the time it covers out (ISO: 2011, 2011-H1, 2011-01/2011-08), or None.

The nearest date before the figure in its sentence tells, else one behind it in its clause; else the year
its programme bears (2011年度“安康杯”竞赛), else the year its paragraph speaks of (今年以来…), else that of
the part of a report. 今年 counts from the bulletin's own year, a month without year from the last year said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal

from spacy.tokens import Span

from extractors import date, numbers
from kg.facts.outcomes.bounds import Bounds
from kg.model import Organisation, Programme, Reading, Status

#: a date that only measures against: 比上年净增, 以07年底为基数
_AGAINST = re.compile(r"(?:比|较|与|以|同)$")
_SINCE = re.compile(r"自|从")
_UNTIL_NOW = re.compile(r"[^，。；]{0,16}?(?:以来|至今|到现在|起)|[^，。；]{0,30}?算起")
#: a year that only names a yardstick: 完成全年目标的88%
_YARDSTICK = re.compile(r"(?:的)?(?:工作|奋斗|预定|既定)?(?:目标|任务|指标|计划|总)")
#: a year counted from the bulletin's own, whatever year was said before: 2008年抓规范；今年抓提升
_OWN_YEAR = re.compile(r"今年|本年|去年|上年|前年|明年")
#: 至9月20日, 截至8月底: the end of a stretch
_UNTIL = re.compile(r"(?:截[至止到]|[至到])")
_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-\d\d)?")
#: where a stretch began: 今年以来, 4月以来, 从6月份启动, 自3月起
_YEAR_ON = re.compile(r"(?:今年|本年|年初)(?:年初)?以来|年初|1月1日起")
_MONTH_ON = re.compile(r"[^，。；]{0,4}?(?:以来|起|开始|启动|开展)")
#: 今年3月|建立的机制: its counts run from then
_FOUNDED = re.compile(r"(?:正式|率先|探索|首次)?(?:建立|成立|设立|启动|推出|开通|启用|挂牌|上线)")
#: the figure right behind a date: 由上年的|61%
_FIGURE = re.compile(r"(?:同期)?的?\d")
#: a day or a month alone: what a report dates only the start of
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d(?:/\d{4}-\d\d-\d\d)?)?")
_BY_MONTH = re.compile(r"(\d{4})-01/\1-\d\d")
#: 从7月|持续|到9月: how long a thing takes is not what its figures cover
_LASTS = re.compile(r"(?:一直)?(?:持续|延续)")
#: 前8个月, 头三个月: from January
_FIRST_MONTHS = re.compile(r"(?<![提目以])[前头]([\d一二三四五六七八九十]{1,2})个月")
#: the year in a headline: 某市总工会2011年工作亮点纷呈
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?![前底初末])")
#: 今年上半年，…: a stretch that the sentences after it in the paragraph still speak of
_STRETCH = re.compile(r"\d{4}-H[12]|\d{4}-\d\d/\d{4}-\d\d")
#: 三年来, 两年多来: since what was founded then
_YEARS_SINCE = re.compile(r"([一二两三四五六七八九十\d]{1,2})年多?来")
_WHOLE_YEAR = ("全年", "年内")
#: 2008年|以来, 去年|以来
_FROM_YEAR = re.compile(r"以来")
#: 自5月份|启动以来, 5月26日|进驻以来
_MONTH_SINCE = re.compile(r"[^，。；、\d]{0,8}以来")
_ONWARD = re.compile(r"起")
#: 1至6月, 7至12月
_HALF = re.compile(r"^(\d{4})-(01|07)/\1-(06|12)$")
_MONTH_END = re.compile(r"[底末]|30日")
#: 半年下来, said in July
_HALF_YEAR = re.compile(r"(?<![上下\d一二两每])半年(?:下来|来|间|多来)")
#: 今夏, 今冬: the bulletin's own year
_SEASON = re.compile(r"今[春夏秋冬]")
#: 其中…: what the sentence before it counted
_AMONG = re.compile(r"[^\w]*其中")
#: the year a report looks back on, or ahead to: 2012年工作总结, 2005年工作要点
_SUMMARY = re.compile(r"(?<!\d)((?:19|20)\d{2})年度?[^，。；]{0,8}?(?:总结|回顾|情况|述职|汇报)")
_PLAN = re.compile(
    r"(?<!\d)((?:19|20)\d{2})年度?[^，。；]{0,12}?(?:要点|计划|安排|任务|思路|打算|意见|实事|清单|目标)"
)
#: 2019年上半年工作总结, with what comes next in 下半年工作打算
_HALF_REPORT = re.compile(r"(?<!\d)((?:19|20)\d{2})年上半年[^，。；]{0,8}?(?:总结|回顾|情况|小结|汇报)")
#: the years between two congresses: 五年来的工作回顾, 过去四年工作; 今后五年的奋斗目标
_TERM_PAST = re.compile(
    r"([三四五六3-6])年来|(?:过去|近|前)([三四五六3-6])年|([三四五六3-6])年工?作?的?(?:回顾|总结)"
)
_TERM_AHEAD = re.compile(r"(?:今后|未来|下一?个?|往后)([三四五六3-6])年")
#: a headline that only tells of a meeting: 上半年工作总结会召开
_MEETING = re.compile(r"(?<!工)会(?:议)?(?:召开|举行|在|上|$)|召开|举行|部署|调度")


def covered(reading: Reading) -> str | None:
    """What a part of a report covers, by its heading.

    2014年工作回顾 -> 2014; 五年来的工作 -> 2003/2008; 2019年上半年工作总结 -> 2019-H1
    """
    item, year = reading.item, reading.context.year
    if item.form != "report":
        return None
    headings = (item.section or "", item.title)
    for heading in headings if not _HALF_REPORT.search(item.title) else ():
        years = re.findall(r"(?<!\d)((?:19|20)\d{2})年", heading)
        if len(set(years)) == 1:
            return str(years[0])
    for heading in headings if year else ():
        if term := _TERM_AHEAD.search(heading):
            return f"{(year or 0) + 1}/{(year or 0) + _count(term)}"
        if term := _TERM_PAST.search(heading):
            return f"{(year or 0) - _count(term)}/{year}"
    head = reading.bulletin.items[0].title
    if half := _HALF_REPORT.search(head):
        return f"{half[1]}-H{2 if item.tense == 'target' else 1}"
    told = (_PLAN if item.tense == "target" else _SUMMARY).search(head)
    return told[1] if told else None


def _half(months: re.Match[str]) -> str:
    """Six months as the half of a year they are: 2015-01/2015-06 -> 2015-H1; others as they are."""
    name = {("01", "06"): "-H1", ("07", "12"): "-H2", ("01", "12"): ""}.get((months[2], months[3]))
    return months[0] if name is None else months[1] + name


def _count(term: re.Match[str]) -> int:
    """The number of years that a heading names: 五年来 -> 5."""
    return int(numbers.number(next(filter(None, term.groups()))) or 0)


class Periods:
    """The dates of one item, for looking up what time a figure covers; built once per item."""

    def __init__(self, reading: Reading, bounds: Bounds) -> None:
        self.text = reading.item.text
        self.bounds = bounds
        part = covered(reading)
        #: the one year that a part of a report covers, or else the stretch of years
        self.section_year = section_year = part if part and len(part) == 4 else None
        self.section_half = part if part and "H" in part else None
        self.section_term = part if part and len(part) > 4 and not self.section_half else None
        self.year = int(part[:4]) if part and not self.section_term else reading.context.year
        printed = reading.bulletin.date
        self.month = int(printed[5:7]) if printed and len(printed) >= 7 else None
        self.own = bool(printed) and not section_year and str(reading.context.year) == str(printed)[:4]
        self.dates = [s for s in reading.spans("date") if s.label_ != "relative"]
        self.starts = [s.start for s in self.dates]
        self.behind = {mention.at[0]: mention.at[1] for mention in reading.of(Organisation)}
        self.years = self._programme_years(reading)
        self.told = self._told(reading)
        self.begun = self._begun()
        #: an item that opens with 今年以来 speaks of the year throughout
        body = next((s for s in self.dates if s.start >= reading.item.body_start), None)
        opens = body is not None and body.start == reading.item.body_start and _YEAR_ON.fullmatch(body.text)
        self.opening = str(self.year) if opens and self.year else str(self.told) if self.told else None
        #: what the headline says the item is about: 上半年工会工作亮点纷呈, 2025年服务职工十件实事
        self.headed = self._headed(reading)

    def at(self, start: int, *, status: Status, programme: Programme | None) -> str | None:
        """What time the figure at `start` covers; None where the year cannot be known."""
        # from congress to congress a sentence counts several things: 2006年起，…；五年受理争议742件
        opened = self.bounds.part(start) if self.section_term else self.bounds.sentence(start)[0]
        low = bisect_left(self.starts, opened)
        high = bisect_left(self.starts, start)
        after = bisect_left(self.starts, self.bounds.clause(start)[1])
        stated = self.told or self.year
        best, teller = None, ""
        for span in self.dates[low:high] or self.dates[high:after]:  # 首期320间已于今年1月交付
            if self._aside(span) or self._level(span, start):
                continue
            found = self._read(span, stated, status, first=best is None)
            if best and (joined := self._joined(best, found, span)):
                best = joined
                continue
            if not found or found.startswith("--"):
                continue
            if (
                self.section_term
                and self.section_term.startswith(found)
                and _ONWARD.match(self.text, span.end)
            ):
                found = self.section_term  # 2009年起，每年培训120人
            best, teller = _HALF.sub(_half, found), span.text
            if not re.fullmatch(r"\d{4}/\d{4}", found) and (len(found) > 4 or self._opens(span)):
                stated = int(found[:4])
        if best == str(self.year) and (months := self._first_months(start)):
            return months  # 今年前九个月
        if best and best.startswith(str(self.section_year)) and _DAY.fullmatch(best):
            return self.section_year  # a report counts by the year; a day or month in it only dates a start
        if best and status == "target" and teller in ("去年", "上年"):
            return self.section_year  # 去年有3.8万家，要再增加1万家: the aim lies ahead
        if best and status == "target" and _BY_MONTH.fullmatch(best):
            return best[:4]  # 力争9月底前完成90%: an aim of that year
        if best == str(self.year) and self.section_half and status == "result":
            return self.section_half  # 今年以来 in a report of the half year
        if best:
            return best
        if months := self._first_months(start):
            return months
        first = self.bounds.sentence(start)[0]
        if _AMONG.match(self.text, first) and first > self.bounds.paragraph(start):
            return self.at(first - 1, status=status, programme=programme)
        if self.section_term:
            return self.section_term
        if programme and (year := self.years.get(programme.name)):
            return year
        if self.own and _SEASON.search(self.text, first, start):
            return str(self.year)
        if self.own and self.month in (6, 7, 8) and _HALF_YEAR.search(self.text, first, start):
            return f"{self.year}-H1"
        running = self._running(low, self.bounds.paragraph(start)) or self.section_year
        if self.section_half and running in (None, str(self.year)):
            return self.section_half
        if running or status == "target":
            return running or (self.headed if self.headed and len(self.headed) == 4 else None)
        return self.headed or self.opening

    def _first_months(self, start: int) -> str | None:
        """今年前8个月 before `start` in its sentence, as a stretch from January."""
        first = _FIRST_MONTHS.search(self.text, self.bounds.sentence(start)[0], start) if self.own else None
        months = numbers.number(first[1]) if first else None
        return f"{self.year}-01/{self.year}-{int(months):02}" if months and 1 < months <= 12 else None

    def _headed(self, reading: Reading) -> str | None:
        """The stretch or own year that a news item's headline names, but for a meeting's."""
        head = reading.item.text[: reading.item.body_start]
        if not self.year or reading.item.form == "report" or _MEETING.search(head):
            return None
        spans = [date.parse(s.text, year=self.year) for s in self.dates if s.end <= len(head)]
        if len(spans) != 1 or not spans[0]:
            return None
        return spans[0] if _STRETCH.fullmatch(spans[0]) or spans[0] == str(self.year) else None

    def _told(self, reading: Reading) -> int | None:
        """The year gone by that an item looks back on: its headline names it, or it opens with 去年，.

        Halves, quarters and 全年 are then of that year.
        """
        if not self.year or self.section_year:
            return None
        heading = reading.item.text[: reading.item.body_start]
        years = {int(y) for y in _TITLE_YEAR.findall(heading)}
        if len(years) == 1 and (year := years.pop()) < self.year:
            return year
        first = next((s for s in self.dates if s.start >= reading.item.body_start), None)
        if first is not None and first.start == reading.item.body_start:
            opens = first.text == f"{self.year - 1}年" and self.month is not None and self.month <= 4
            if opens and self.own and not _FOUNDED.match(self.text, first.end + 1):
                return self.year - 1  # 2011年，… in a bulletin of March 2012
            if first.text in ("去年", "上年"):
                return self.year - 1
        return None

    def _joined(self, best: str, found: str | None, span: Span) -> str | None:
        """The time said before and a date that makes a stretch of it, as one."""
        if found and "/" in found and span.text[0] in "至到" and re.fullmatch(r"\d{4}-\d\d", best):
            return f"{best}/{found.rsplit('/')[-1]}"  # 从7月一直到9月
        if (span.text == "今年" or _YEAR_ON.fullmatch(span.text)) and re.match(rf"{self.year}-\d\d", best):
            at = bisect_left(self.starts, span.start) - 1
            before = self.dates[at]
            if before.text.startswith("截") and "。" not in self.text[before.end : span.start]:
                if best[5:7] == "06" and _MONTH_END.search(before.text):
                    return f"{self.year}-H1"  # 截至6月底，今年新建…
                return f"{self.year}-01/{best[:7]}"  # 截至6月20日，今年新建…
        if (
            _YEARS_SINCE.fullmatch(span.text)
            and re.fullmatch(r"\d{4}", best)
            and int(best) < (self.year or 0)
        ):
            return f"{best}/{self.year}"  # 2010年设立，三年来募集…
        return None

    def _opens(self, span: Span) -> bool:
        """Does a bare year set the time for what follows: 2008年抓规范 - and not 纳入2012年实事项目?"""
        return span.start == 0 or self.text[span.start - 1] in "，。；：、\n（在到至自从于"

    def _level(self, span: Span, start: int) -> bool:
        """Is a date that of the level before: 由上年的61%|提高到78%?"""
        return (
            self.text[max(0, span.start - 1) : span.start] in ("由", "从")
            and bool(_FIGURE.match(self.text, span.end))
            and start - span.end > 1
        )

    def _aside(self, span: Span) -> bool:
        """Does a date measure nothing itself: 比上年, 全年目标的88%, 从7月持续到9月?"""
        return (
            bool(_AGAINST.search(self.text[max(0, span.start - 1) : span.start]))
            or (span.text == "全年" and bool(_YARDSTICK.match(self.text, span.end)))
            or bool(_LASTS.match(self.text, span.end))
            or (span.text[0] in "至到" and self.text[max(0, span.start - 2) : span.start] in ("持续", "延续"))
        )

    def _read(self, span: Span, stated: int | None, status: Status, *, first: bool) -> str | None:
        """A date before a figure in ISO, as the end of its stretch where one began before."""
        text = span.text
        if span.end < len(self.text) and self.text[span.end] == "前":
            text += "前"
        year = self.year if _OWN_YEAR.search(text) else stated
        if text in _WHOLE_YEAR and status == "result" and stated == self.year:
            year = self._reported_year(span)
        elif first and self._gone_by(text, status, stated):
            year = stated - 1 if stated else None  # 12月28日 in a bulletin of February
        found = date.parse(text, year=year)
        if not found and self.year and (years := _YEARS_SINCE.fullmatch(text)):
            return self._since_founded(span, numbers.number(years[1]))
        if not found:
            return None
        if (
            self.year
            and found[:4] < str(self.year)
            and (
                (text.endswith("以来") and len(found) in (4, 7))
                or _FROM_YEAR.match(self.text, span.end)
                or (
                    _SINCE.search(self.text[max(0, span.start - 1) : span.start])
                    and (text.endswith("以来") or _UNTIL_NOW.match(self.text, span.end))
                )
            )
        ):
            if (month := _MONTH.fullmatch(found)) and self.own and self.month:
                return f"{month[1]}-{month[2]}/{self.year}-{self.month:02}"  # 去年10月以来
            return f"{found[:4]}/{self.year}"  # 自2002年开展活动以来
        onward = text.endswith("以来") or _MONTH_SINCE.match(self.text, span.end)
        since_month = _MONTH.fullmatch(found) if onward and self.own and self.month else None
        if since_month and since_month[1] == str(self.year) and int(since_month[2]) < (self.month or 0):
            return f"{self.year}-{since_month[2]}/{self.year}-{self.month:02}"  # 7月以来 in September
        if _UNTIL.match(text) and (month := _MONTH.fullmatch(found)) and (since := self._since(span)):
            until = f"{month[1]}-{month[2]}"
            if since < until:
                return f"{since}/{until}"  # 今年以来，…。截至8月底
        return found

    def _since_founded(self, span: Span, years: Decimal | None) -> str | None:
        """两年来 as a stretch, where the paragraph said before that something began so long ago: 2021年，….

        Without such a year nobody can tell where it begins, but in a report from congress to congress.
        """
        if years is None or not self.year:
            return None
        began = self.year - int(years)
        if self.section_term == f"{began}/{self.year}":
            return self.section_term
        first = bisect_left(self.starts, self.bounds.paragraph(span.start))
        for other in self.dates[first : bisect_left(self.starts, span.start)]:
            found = date.parse(other.text, year=self.year)
            if found and found[:4] == str(began) and not self._aside(other):
                return f"{began}/{self.year}"
        return None

    def _reported_year(self, span: Span) -> int | None:
        """The year 全年 stands for where it is over: the one said before, or last year in early spring."""
        if self.section_year:
            return int(self.section_year)
        first = bisect_left(self.starts, self.bounds.sentence(span.start)[0])
        for other in reversed(
            self.dates[bisect_left(self.starts, self.bounds.paragraph(span.start)) : first]
        ):
            found = date.parse(other.text, year=self.year)
            if found and re.fullmatch(r"\d{4}", found) and not self._aside(other):
                return int(found)
        return self.year - 1 if self.year and self.own and self.month and self.month <= 3 else self.year

    def _gone_by(self, text: str, status: Status, stated: int | None) -> bool:
        """Does a month of what is done lie in the year before: 12月, said in February?"""
        if (
            status != "result"
            or not self.own
            or not self.month
            or stated != self.year
            or _OWN_YEAR.search(text)
        ):
            return False
        found = date.parse(text, year=None)
        month = re.match(r"--(\d\d)", found or "")
        return month is not None and int(month[1]) > self.month

    def _begun(self) -> list[tuple[int, str]]:
        """Where the item says since when it counts (今年以来, 4月以来, 从6月份启动), with the month."""
        found = []
        for span in self.dates:
            if _YEAR_ON.match(span.text):
                if self.year:
                    found.append((span.start, f"{self.year}-01"))
                continue
            bare = span.text.removesuffix("以来")
            since = (
                bare != span.text
                or _FOUNDED.match(self.text, span.end)
                or (
                    _SINCE.search(self.text[max(0, span.start - 1) : span.start])
                    and _MONTH_ON.match(self.text, span.end)
                )
            )
            month = date.parse(bare, year=self.year) if since else None
            if month and (m := _MONTH.fullmatch(month)):
                found.append((span.start, f"{m[1]}-{m[2]}"))
        return found

    def _since(self, span: Span) -> str | None:
        """The month in which the stretch that ends with `span` began, as the text said last."""
        at = bisect_left(self.begun, (span.start, ""))
        return self.begun[at - 1][1] if at else None

    def _running(self, before: int, paragraph: int) -> str | None:
        """The year that an earlier sentence of the paragraph speaks of, if it is the item's own.

        A stretch of it runs on where the paragraph opens with it: 今年上半年，….
        """
        for index in range(before - 1, bisect_left(self.starts, paragraph) - 1, -1):
            span = self.dates[index]
            told = self.year if _OWN_YEAR.search(span.text) else self.told or self.year
            found = date.parse(span.text, year=told)
            if self.year and not found and _YEAR_ON.fullmatch(span.text):
                found = str(self.year)  # 年初以来，…
            if not found or self._aside(span):
                continue
            year = str(self.told or self.year)
            if found == year:
                return found
            stretch = _STRETCH.fullmatch(found) or (span.text.endswith("月份") and _MONTH.fullmatch(found))
            opens = span.start in (paragraph, self.behind.get(paragraph))  # 某市总工会今年上半年发放…
            if opens and stretch and found.startswith(year):
                return found
        return None

    def _programme_years(self, reading: Reading) -> dict[str, str]:
        """The year each programme is said to be of: 2011年度|“安康杯”竞赛."""
        ends = {s.end: s for s in self.dates}
        years: dict[str, str] = {}
        for mention in reading.of(Programme):
            start = mention.at[0]
            span = ends.get(start) or (ends.get(start - 1) if self.text[start - 1 : start] == "的" else None)
            found = date.parse(span.text, year=self.year) if span else None
            if found and re.fullmatch(r"\d{4}", found):
                years.setdefault(mention.entity.name, found)
        return years
