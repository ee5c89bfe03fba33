"""The bytes of a bulletin, a work report or a web article in, a `Bulletin` cut into items out.

    bytes --readers.text--> text --layout--> lines --here--> drafts --normal--> items with reading text

Three layouts are told apart by what the whole text looks like, not by any one bulletin's wording:
a *report* (a head with 工作报告, first-level headings 一、二、…), an *article* (one headline, no sections,
at most one signature) and a *bulletin* (masthead, 【section】 headings, headlines, signatures, bullets).
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass, replace
from pathlib import Path

from kg import layout, page
from kg.drafts import Draft, Unit, article, is_article, is_report, news, report, units_of
from kg.layout import Line
from kg.model import Bulletin, Item
from kg.normal import SPACE, bare, join
from kg.readers import BulletinError
from kg.readers.text import decode

__all__ = ["BulletinError", "parse", "read"]

#: how far from the first and last line the furniture of a web page stands
_PAGE_EDGE = 10
#: a blank between two names of a signature: `（市总工会 张三）`
_BETWEEN_NAMES = re.compile(
    rf"(?<=[\u4e00-\u9fff]{{2}})[{SPACE}]+(?=[\u4e00-\u9fff]{{2}}|[\u4e00-\u9fff][{SPACE}]+[\u4e00-\u9fff][）)])"
)
#: a union among sources, not a paper: 某市总工会, 某市总工会网站
_UNION = re.compile(
    r"^([\u4e00-\u9fff（）]{2,30}?工会[\u4e00-\u9fff]{0,10}?)(?:网站|官网|网|公众号|微信公众号|微信|供稿)?$"
)
#: the page at the end of a line of contents: `……3`, `（12）`
_PAGE_REFERENCE = re.compile(r"(?:[.·…—\-]{2,}|[（(])\d{1,3}[）)]?$")


@dataclass(frozen=True, slots=True)
class _Masthead:
    """What stands above the first item: how many lines, and what they say."""

    lines: int = 0
    title: str | None = None
    issuer: str | None = None
    date: str | None = None


def read(path: Path) -> Bulletin:
    """The bulletin in the file `path`; raises `BulletinError`, or `OSError` where it cannot be opened."""
    return parse(path.read_bytes(), name=path.name)


def parse(data: bytes, *, name: str) -> Bulletin:
    """The bulletin in `data`; `name` is the file's name, whose stem becomes the bulletin's id."""
    text, encoding = decode(data, name=name)
    found = [line for line in layout.lines(text) if not layout.is_noise(line)]
    masthead = _masthead(found)
    body = _without_contents(found[masthead.lines :])
    whole = list(units_of(body))
    units, printed = _without_imprint(whole)
    sent = masthead.lines > 0 or any(page.is_for(unit.first) for unit in whole)
    around = _Masthead()
    on_page = not sent and any(True for unit in units[:6] for _ in page.labels(unit.first))
    if is_report(units, text):
        if on_page:
            units, around = _without_furniture(units)
        drafts = report(units, text)
        days = (page.iso(unit.first.text) for unit in units[:10] if page.is_date_line(unit.first))
        around = replace(around, date=around.date or next(days, None))
    elif not sent and is_article((alone := _without_furniture(units))[0], text):
        drafts, around = article(alone[0], text), alone[1]
    else:
        if on_page:  # a digest
            units, around = alone
        drafts = news(units, text)
    items = tuple(_item(draft, text, Path(name).stem, n) for n, draft in enumerate(drafts, 1))
    if not items:
        raise BulletinError(
            f"{name}: 读到 {len(found)} 行文字，但没有一条信息：没有标题下的正文，也没有●条目"
            f" ({len(found)} lines, yet no item: no text under a headline, no bullet)"
        )
    own = items[0].title if items[0].form in ("report", "article") else None
    stem = Path(name).stem
    return Bulletin(
        id=stem,
        source=name,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        text=text,
        title=masthead.title or own or stem,
        issuer=masthead.issuer or around.issuer or printed.issuer,
        date=masthead.date or around.date or printed.date,
        items=items,
    )


# ---------------------------------------------------------------- around the items
def _masthead(found: list[Line]) -> _Masthead:
    """Read 工会信息 / 第12期（总第345期） / 某市总工会办公室编 / 2011年8月20日 off the first lines."""
    last, title, body, date = -1, None, None, None
    year: str | None = None
    periodical = False
    for number, line in enumerate(found[:14]):
        named_so = page.is_periodical(line) and _issue_follows(found, number)  # 工会动态 may be a section too
        if page.is_contents(line) or layout.BULLET.match(line.text):
            break
        if layout.section(line.text) and not named_so:
            break
        if len(line.bare) > 60 or (layout.ends_sentence(line) and not layout.is_imprint(line)):
            break
        if page.is_issue(line):
            last = number
            title = title or _issue_title(line, found[:number])
            body = body or page.issuer(replace(line, bare=page.ISSUE.sub("", line.bare)))
            date, year = date or page.issue_date(line), year or page.iso(line.text)
        elif page.is_periodical(line) and number <= last + 2 and number < 4:
            periodical = periodical or page.is_periodical(line, most=12)
            title = title or line.bare.strip("《》")
            last = number if last >= 0 else last
        elif (named := page.issuer(line)) and (
            last >= 0 or periodical or (number == 0 and _issue_follows(found, number))
        ):
            body, date, last = body or named, date or page.iso(line.text), number
        elif page.is_date_line(line) and (last >= 0 or periodical):
            date, last = date or page.iso(line.text), number
        elif layout.is_imprint(line) and (last >= 0 or periodical):
            last = number
        elif last >= 0 and not _issue_follows(found, number):
            break
    if last < 0:
        return _Masthead()
    return _Masthead(last + 1, title, body, date or year)


def _issue_follows(found: list[Line], number: int) -> bool:
    return any(page.is_issue(line) for line in found[number + 1 : number + 4])


def _issue_title(line: Line, above: list[Line]) -> str | None:
    """The bulletin's name: before 第12期 on its line, or the line above that is called a periodical."""
    match = page.ISSUE.match(line.bare)
    own = match["name"].strip("《》") if match else ""
    if len(own) >= 3 and not own.endswith(("总", "累计")):
        return own
    return next(
        (other.bare.strip("《》★☆") for other in reversed(above) if page.is_periodical(other)), None
    ) or next((other.bare for other in above[:1] if len(other.bare) <= 20), None)


def _without_contents(found: list[Line]) -> list[Line]:
    """Leave out 本期要目 and its lines: they end where the first of them stands again."""
    at = next((n for n, line in enumerate(found[:40]) if page.is_contents(line)), None)
    if at is None or at + 1 >= len(found):
        return found
    key = _entry(found[at + 1])
    for number in range(at + 2, min(at + 200, len(found))):
        line = found[number]
        entry = _entry(line)
        if min(len(key), len(entry)) >= 2 and (entry.startswith(key) or key.startswith(entry)):
            while number - 1 > at and layout.section(found[number - 1].text):  # the heading above it
                number -= 1
            return found[:at] + found[number:]
        if layout.ends_sentence(line) and len(line.bare) > 30:
            break
    number = at + 1
    while number < len(found) and _PAGE_REFERENCE.search(found[number].bare):
        number += 1
    return found[:at] + found[number:]


def _entry(line: Line) -> str:
    """A line of contents without bullet, number, leaders and page: `1．某局开展… ……3`."""
    text = layout.BULLET.sub("", line.bare)
    text = layout.BRIEF_NUMBER.sub("", text)
    return _PAGE_REFERENCE.sub("", text).strip("【】")


def _without_imprint(units: list[Unit]) -> tuple[list[Unit], _Masthead]:
    """Leave out 本期印发：…, 编辑：…, 某办公室 2011年8月20日印发; and read issuer and date there."""
    kept: list[Unit] = []
    issuer = date = None
    for unit in units:
        line = unit.first
        printer = None
        if len(unit.lines) == 1 and len(line.bare) <= 60 and page.DATE.search(line.bare):
            printer = page.issuer(line)
        if printer or page.is_issue(line) or layout.is_imprint(line):
            issuer, date = issuer or printer, date or page.iso(line.text)
        else:
            kept.append(unit)
    return kept, _Masthead(0, None, issuer, date)


def _without_furniture(units: list[Unit]) -> tuple[list[Unit], _Masthead]:
    """Leave out what a web page puts around an article: 来源：…, 发布时间：…, 浏览次数：…, 上一篇：…"""
    kept: list[Unit] = []
    date = source = None
    for number, unit in enumerate(units):
        line = unit.first
        if number > 2 and page.ends_page(line):
            break
        edge = (number < _PAGE_EDGE or number >= len(units) - _PAGE_EDGE) and len(unit.lines) == 1
        found = list(page.labels(line)) if edge else []
        for label, value in found:
            if page.label_meaning(label) == "source" and (named := _UNION.match(bare(value))):
                source = source or named[1]
        if found or (edge and (page.is_date_line(line) or page.is_breadcrumb(line))):
            date = date or page.iso(line.text)
        elif not (kept and line.bare == kept[-1].first.bare):  # a title printed twice
            kept.append(unit)
    return kept, _Masthead(0, None, source, date)


# ---------------------------------------------------------------- draft -> item
def _item(draft: Draft, text: str, bulletin: str, position: int) -> Item:
    paragraphs = [draft.head, *draft.paragraphs] if draft.head else draft.paragraphs
    reading, offsets, starts = join(text, paragraphs)
    reading = _names_apart(draft, text, reading, offsets)
    span: tuple[int, int] | None = None
    if draft.signature is not None:
        span = bisect_left(offsets, draft.signature[0]), bisect_left(offsets, draft.signature[1])
    body_start = 0
    if draft.head:
        body_start = starts[1]
        title = reading[: body_start - 1]
    else:
        title = reading[: span[0] if span else len(reading)].split("\n", 1)[0].split("。", 1)[0]
    return Item(
        bulletin=bulletin,
        position=position,
        section=draft.section,
        title=title.replace(" ", ""),
        start=offsets[0],
        end=offsets[-1] + 1,
        text=reading,
        offsets=offsets,
        body_start=body_start,
        signature=span,
        form=draft.form,
        tense=draft.tense,
    )


def _names_apart(draft: Draft, text: str, reading: str, offsets: array[int]) -> str:
    """`（市总工会 张三）` read as （市总工会、张三）: without its blank the names would run together."""
    if draft.signature is None:
        return reading
    start, end = draft.signature
    for match in _BETWEEN_NAMES.finditer(text, start, end):
        at = bisect_left(offsets, match.start())
        reading = f"{reading[:at]}、{reading[at:]}"
        offsets.insert(at, match.start())
    return reading
