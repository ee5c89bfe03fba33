"""A resolved item in, its events out: what happened, or is set, for a stated time.

An event needs a date and a trigger (`event_triggers.tsv`) in the same sentence. A day tells an event of
itself; a month needs a trigger and no statistics beside it (9月份，全市新建工会68家 is none); a bare year
needs a founding, issuing or holding verb in its clause. The end of a count (截至9月底), a deadline (6月底前),
a date of effect (自7月1日起施行) and dates in titles are no events. Undated ones (日前召开…) carry no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span

from extractors import date as dates
from kg.model import Event, Item, Organisation, Place, Reading
from kg.subject import Clauses

#: a span of time that counts up to a moment or is a deadline by its own words
BOUND = re.compile(r"^(?:截至|截止|至|到|近|过去|前|最近)|(?:以来|前|以前|之前)$|期间|时期")
#: before the date: 截止时间为, 成立于, 生于, 报名时间
NOT_AFTER = re.compile(
    r"(?:截至|截止|截至到|截止到|截止时间[为是：]?|成立于|创建于|始建于|组建于|建于|出生于|生于|创办于|注册于|投产于|发布时间[：:]?|"
    r"发布日期[：:]?|时间[：:]|日期[：:]|来源[：:][^\n]{0,20}|实施期|有效期[至到为]?|起算|早在|与|比|较|不迟于|最迟)$"
)
#: after the date: 前, 以前, 起施行, 生效, 讯, 电
NOT_BEFORE = re.compile(
    r"(?:日)?(?:起[^，。；\n]{0,8}?(?:施行|实施|执行|生效)|前(?!往|来|去|沿|线|期|夕)|之前|以前|为止|止(?![步境])|起(?:正式)?(?:施行|实施|执行|生效)|(?:正式)?(?:施行|生效)|至今|以来|"
    r"讯|电(?![影视力气商台网脑])|消息|号令|年龄|后出生|出生|的?同期|同比|相比)"
)
#: a count stands beside a month or year: 共…, 累计…, 已有…, 达…
COUNTING = re.compile(
    r"共(?!同|建|享|青|产|筑|度|商|谋|赢|促)|累计|总计|合计|已(?:有|建|达|组织|开展|举办|完成)|达到?(?:\d|[一二三四五六七八九十百])|同比|实现|完成|新增|净增|新建|发展会员|覆盖"
)
#: what makes a bare year an event: 2007年，…建立了…办法
FOUNDING = re.compile(
    r"(?:建立|出台|制定|制订|印发|下发|举办|成立|召开|启动|设立|组建|承办|创办|开办|推出|揭牌|签订|发起|颁布)(?:了|起)?"
    r"(?=[^，。；\n]{0,2}(?:《|“|全|首|第|工会|职工|一|[\u4e00-\u9fff]))"
)
#: no happening: aims and states of a year
AIM = re.compile(
    r"力争|确保|达到|不低于|以上|完成.{0,8}任务|目标|规划|计划(?!生)|是[^，。]{0,20}之年|评选年|考核|年度"
)
#: the kind a rule tells where no word does
KINDS = {"event.since": "launch", "event.founded": "launch", "event.honoured": "award"}
RANGE = re.compile(r"^(?:\d{4}|-)-\d{2}/(?:\d{4}|-)-\d{2}$")
#: what is held over months: 将于9月至10月|举行
HELD = re.compile(r"，?[^，。；\n]{0,8}?(?:举行|举办|开展|进行|组织|启动|实施)")
#: the same with its holder between, where a sentence opens: 5月至6月，|某研究室对42家企业|进行了调查
HELD_BY = re.compile(
    r"，[^。；\n\d]{4,40}(?:\d[^。；\n，]{0,30})?(?:进行了?|开展了?|组织了?|举办了?)[^。；，\n]{0,6}"
)
#: nothing that began: 从去年11月起，…就没发过工资
NEGATED = re.compile(r"[^。；\n]{0,20}(?:没有?|未|不再|拖欠|停发|欠)")
#: what begins: 2005年7月以来，…推出“…”活动
BEGUN = re.compile(r"推出|启动|发起|成立|推行|开通|设立|建立|(?:开展|实施|举办)(?=“)")
#: 该基金|2010年|设立，: what the item speaks of was founded then
THAT = re.compile(r"(?:^|[，。；\n])(?:该|这一|这个)[\u4e00-\u9fff]{1,8}(?:于|自)?$")
FOUNDED = re.compile(r"(?:正式)?(?:设立|成立|启动|创办|推出|开通|启用|投用)(?=[，。；])")
#: 今年9月|被省教育工会评为“…”: an honour, its giver between
HONOURED = re.compile(r"被[^，。；“”\n]{2,24}?(?:评为|授予|命名为|确定为|评选为)")
PASSING = re.compile(r"(?:正式)?(?:成立|组建|创建|创办|建立|始建|投产|建成|设立)的")
#: the line under a headline that says where and when it was printed: 2008-01-30 铁岭日报, 发布时间：…, 【字号
IMPRINT = re.compile(r"日报|晚报|晨报|新闻网|工会网|工人报|来源|作者|责任编辑|发布|字号|点击|浏览|阅读")
#: titles and names, whose words count for nothing here: 《三年行动计划》
NAMED = re.compile(r"《[^》]*》|“[^”]*”|\d{4}年度")
#: a number of things founded: 建立联合会163个
MANY = re.compile(r"\d+(?:多|余)?(?:个|家|项|份|件|场|名|人|期|次)")
#: a year that stands for itself, not inside a name: 2007年，…; 早在2007年
OPENS = re.compile(r"(?:^|[，。；：、（\n●]|于|在|是)$")
MONTH = re.compile(r"^(?:\d{4}|-)-\d{2}$")
YEAR = re.compile(r"^\d{4}$")
DAY = re.compile(r"^(?:\d{4}|-)-\d{2}-\d{2}")
BARE_DAY = re.compile(r"^(\d{1,2})(?:[-至](\d{1,2}))?[日号]")


def find(reading: Reading, clauses: Clauses) -> Iterator[Event]:
    """One event per date and kind, in order of the text."""
    triggers = reading.spans("event")
    spans = reading.spans("date")
    inside = _covered(reading)
    month = reading.bulletin.date[:7] if reading.bulletin.date and len(reading.bulletin.date) > 7 else ""
    seen: set[tuple[str | None, str, tuple[Organisation, ...]]] = set()
    days: set[str] = set()
    for index, span in enumerate(spans):
        if any(s <= span.start and span.end <= e for s, e in inside):
            continue
        iso = _iso(reading, span)
        if iso is None and month and (bare := BARE_DAY.match(span.text)):
            iso = "/".join(f"{month}-{int(day):02}" for day in bare.groups() if day)
        elif iso is not None and (known := re.match(r"(?:\d{4}|-)-\d{2}", iso)):
            month = known.group()
        # 4月28日，2023年庆祝大会…: a year inside a name does not end what the day dates
        dated = (s.start for s in spans[index + 1 :] if re.search(r"[月日号]", s.text))
        following = next(dated, len(reading.item.text))
        stop = _sentence_end(reading.item.text, span.end)
        clause = _clause_end(reading.item.text, span.end, stop)
        second = _clause_end(reading.item.text, min(clause + 1, stop), stop)
        opening = _clause_start(reading.item.text, span.start)
        trigger = _trigger(triggers, span.end, min(stop, following), opening, second)
        rule = _rule(reading, span, iso, trigger, stop)
        if not rule:
            continue
        kind = trigger.label_ if trigger is not None else "other"
        kind = KINDS.get(rule, kind) if kind == "other" else kind
        at = trigger.start if trigger is not None else span.start
        holders = _holders(clauses, span, at)
        if (iso, kind, holders) in seen or (iso in days and trigger is None):
            continue
        seen.add((iso, kind, holders))
        if iso:
            days.add(iso)
        last = trigger.end if trigger is not None else span.end
        start, end = reading.item.to_bulletin(min(span.start, at), max(span.end, last))
        place = _place(reading, span.start, stop)
        yield Event(reading.item.position, start, end, rule, kind, iso, holders, place)


def _rule(reading: Reading, span: Span, iso: str | None, trigger: Span | None, stop: int) -> str:
    """The rule that makes an event of a date, or "" where none does."""
    text = reading.item.text
    before = text[max(0, span.start - 12) : span.start]
    if iso and _since(text, span, iso, stop):
        return "event.since"
    bound = span.label_ != "relative" and BOUND.search(span.text)  # 6月底前, not 日前
    if bound or NOT_AFTER.search(before) or NOT_BEFORE.match(text, span.end):
        return ""
    if _alone(text, span.start, span.end) or _printed(reading.item, span):
        return ""
    if iso is None:
        return "event.undated" if span.label_ == "relative" and trigger is not None else ""
    if DAY.search(iso):
        return "event.day"
    if PASSING.match(text, span.end) and (year := re.match(r"\d{4}", iso)):
        now = reading.context.year
        if now is None or int(year.group()) < now - 1:
            return ""  # founded once upon a time: 1949年10月成立的…工会
    return _loose(reading, span, iso, trigger, stop)


def _since(text: str, span: Span, iso: str, stop: int) -> bool:
    """2005年7月以来，…推出…: what was begun then, unless the clause only counts since then."""
    if not (span.text.endswith("以来") and MONTH.match(iso)) or span.text.startswith(
        ("今年以", "近", "去年以")
    ):
        return False
    begun = BEGUN.search(text, span.end, _clause_end(text, span.end, stop))
    return begun is not None and not COUNTING.search(text[span.end : begun.start()])


def _loose(reading: Reading, span: Span, iso: str, trigger: Span | None, stop: int) -> str:
    """The same for months and years, which more often date a count or an aim than a happening."""
    text = reading.item.text
    before = text[max(0, span.start - 2) : span.start]
    if (
        MONTH.match(iso)
        and re.match(r"起(?!草|步|点|到|伏)", text[span.end :])
        and re.search(r"自|从", before)
        and not NEGATED.match(text, span.end)
    ):
        return "event.since"
    spoken_of = THAT.search(text, max(0, span.start - 14), span.start)
    if YEAR.match(iso) and spoken_of and FOUNDED.match(text, span.end):
        return "event.founded"
    if MONTH.match(iso) and HONOURED.match(text, span.end):
        return "event.honoured"
    if trigger is None:
        return ""
    clause = _clause_end(text, span.end, stop)
    second = _clause_end(text, min(clause + 1, stop), stop)
    between = text[span.end : trigger.start] if trigger.start >= span.end else text[trigger.end : span.start]
    between = NAMED.sub("", between)
    close = trigger.start <= second and not COUNTING.search(between) and not AIM.search(between)
    if MONTH.match(iso):
        direct = len(between) <= 3
        return "event.month" if close and (direct or not COUNTING.search(text[span.end : clause])) else ""
    if RANGE.match(iso):
        held = HELD.match(text, span.end) or (
            text[span.start - 1 : span.start] in "。\n" and HELD_BY.match(text, span.end)
        )
        return "event.months" if held and not COUNTING.search(text[span.end : clause]) else ""
    if YEAR.match(iso) and re.match(r"\d|[一二]", span.text):
        body_before = any(m.at[1] == span.start for m in reading.of(Organisation))
        founding = FOUNDING.search(text, span.end, second)
        if founding and (OPENS.search(before) or body_before):
            said = text[span.end : _clause_end(text, founding.start(), stop)]
            counted = COUNTING.search(said) or AIM.search(said) or MANY.search(said)
            return "" if counted else "event.year"
    return ""


def _iso(reading: Reading, span: Span) -> str | None:
    """The date in ISO; a day without a year gets one only where the bulletin's own date tells it.

    12月28日 in a bulletin of 2012-02 is 2011-12-28, unless its sentence speaks of what is to come.
    """
    iso = dates.parse(span.text, year=reading.context.year)
    if iso is None or re.search(r"[今去明前当本上年]|\d{4}", span.text) or "/" in iso:
        return iso
    printed = reading.bulletin.date or ""
    bare = dates.parse(span.text, year=None)
    if bare is None or not bare.startswith("--") or len(printed) < 7:
        return bare or iso
    year = int(printed[:4])
    later = bare[2:7] > printed[5 : 5 + len(bare) - 2]
    sentence = reading.item.text[max(0, span.start - 10) : _sentence_end(reading.item.text, span.end)]
    ahead = reading.item.tense == "target" or re.search(r"将|拟|计划|预计", sentence)
    if later and not ahead:  # 5月份 in the tasks of a year is its May
        year -= 1
    return f"{year}-{bare[2:]}"


def _covered(reading: Reading) -> list[tuple[int, int]]:
    """Titles and names, whose dates tell nothing that happens."""
    out = [(s.start, s.end) for group in ("document", "programme", "award") for s in reading.spans(group)]
    if reading.item.signature:
        out.append(reading.item.signature)
    return out


def _sentence_end(text: str, start: int) -> int:
    match = re.compile(r"[。；！？\n]").search(text, start)
    return match.start() if match else len(text)


def _clause_start(text: str, start: int) -> int:
    return max(text.rfind(c, 0, start) for c in "，。；！？：\n") + 1


def _clause_end(text: str, start: int, stop: int) -> int:
    """The end of the clause that begins at `start`; a date that stands alone (2007年，…) is not one."""
    first = text.find("，", start, stop)
    if 0 <= first - start <= 2:
        first = text.find("，", first + 1, stop)
    return first if first >= 0 else stop


def _alone(text: str, start: int, end: int) -> bool:
    """A date in brackets or in a line of its own: （2010年12月29日）."""
    left, right = text[max(0, start - 1) : start], text[end : end + 1]
    return left in "（\n" and right in "）\n" and bool(left or start == 0) and bool(right)


def _printed(item: Item, span: Span) -> bool:
    """Does a date stand in the line, or glued to the headline, that says when an article was printed?"""
    start = item.text.rfind("\n", 0, span.start) + 1
    end = item.text.find("\n", span.end)
    if start > item.body_start or end < 0 or end - start > 120:
        return False
    line = item.text[start:end]
    return (
        "。" not in line
        and re.search(r"\d{4}[年\-/.]\d", span.text) is not None
        and bool(IMPRINT.search(line))
    )


def _trigger(triggers: list[Span], start: int, stop: int, clause: int, near_end: int) -> Span | None:
    """What happened on a date: the first word of a kind in the clauses beside it, else the first word."""
    after = [t for t in triggers if start <= t.start < stop]
    near = [t for t in after if t.start < near_end] or after[:1]
    near = near or [t for t in triggers if clause <= t.start < start]
    return next((t for t in near if t.label_ != "other"), near[0] if near else None)


def _holders(clauses: Clauses, span: Span, at: int) -> tuple[Organisation, ...]:
    clause = clauses.at(at)
    if not clause.explicit:
        first = clauses.at(span.start)
        return first.subjects if first.explicit else clause.subjects
    return clause.subjects


def _place(reading: Reading, start: int, stop: int) -> Place | None:
    """The first place named with 在 in the sentence: 在浏河镇召开."""
    text = reading.item.text
    for mention in reading.of(Place):
        if start <= mention.at[0] < stop and text[mention.at[0] - 1 : mention.at[0]] in ("在", "赴", "到"):
            return mention.entity if isinstance(mention.entity, Place) else None
    return None
