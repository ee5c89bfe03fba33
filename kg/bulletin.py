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
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from kg import layout
from kg.layout import Line
from kg.model import Bulletin, Item, Status
from kg.normal import SPACE, Stretch, bare, clean, join
from kg.readers import BulletinError
from kg.readers.text import decode

__all__ = ["BulletinError", "parse", "read"]

Form = Literal["news", "brief", "report", "article"]
#: A text with headings is a report only from this length on (characters); shorter ones are one item.
_LONG = 1200
#: how many lines and characters a headline may have; that of a report has subtitles
_HEADLINE = {"news": (4, 110), "article": (4, 110), "brief": (4, 110), "report": (8, 160)}
#: how far from the first and last line the furniture of a web page stands
_PAGE_EDGE = 10
#: a blank between two names of a signature: `（市总工会 张三）`
_BETWEEN_NAMES = re.compile(
    rf"(?<=[\u4e00-\u9fff]{{2}})[{SPACE}]+(?=[\u4e00-\u9fff]{{2}}|[\u4e00-\u9fff][{SPACE}]+[\u4e00-\u9fff][）)])"
)
#: `市总召开会议  8月2日，…`: a headline and its text on one line of a 简讯 section
_RUN_IN = re.compile(rf"^(?P<head>[^{SPACE}，。；：！？、]{{6,36}})[{SPACE}]{{2,}}(?=[^{SPACE}（(])")
_PAGE_REFERENCE = re.compile(r"[（(]?(?:[.．·…—\-]{2,}|\s)*\d{0,3}[）)]?$")


@dataclass(slots=True)
class _Unit:
    """A paragraph, heading or signature: one line, or the lines a sentence was cut into."""

    lines: list[Line]

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end

    @property
    def stretches(self) -> list[Stretch]:
        return [line.stretch for line in self.lines]

    def heads(self) -> bool:
        """Could it be a headline, or a line of one?"""
        return len(self.lines) == 1 and layout.could_head(self.first)


@dataclass(slots=True)
class _Draft:
    """An item in the making."""

    section: str | None
    form: Form = "news"
    head: list[Stretch] = field(default_factory=list)
    paragraphs: list[list[Stretch]] = field(default_factory=list)
    signature: Stretch | None = None  # in the bulletin, brackets included
    closed: bool = False  # signed by a body or an author: nothing but a new item can follow
    tense: Status | None = None

    def add(self, unit: _Unit, text: str, *, skip: int = 0) -> None:
        """Append a paragraph (less its first `skip` characters), with the signature it may end in."""
        stretches = unit.stretches
        stretches[0] = (stretches[0][0] + skip, stretches[0][1])
        self.paragraphs.append(stretches)
        closing = layout.signature(text[unit.start : unit.end])
        if closing is not None:
            self.closed = True
            if closing[1]:
                inner = text[unit.start + closing[0] : unit.end]
                self.signature = (unit.end - len(inner.lstrip()), unit.end)


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
    units = list(_units(body))
    units, printed = _without_imprint(units)
    title, issuer, date = masthead.title, masthead.issuer, masthead.date
    if _is_report(units, text):
        drafts = _report(units, text)
        date = date or next(
            (layout.iso(u.first.text) for u in units[:8] if layout.is_date_line(u.first)), None
        )
    elif masthead.lines == 0 and _is_article(units, text):
        units, page = _without_furniture(units)
        drafts = _article(units, text)
        issuer, date = issuer or page.issuer, date or page.date
    else:
        drafts = _news(units, text)
    items = tuple(_item(draft, text, Path(name).stem, n) for n, draft in enumerate(drafts, 1))
    if not items:
        raise BulletinError(
            f"{name}: 读到 {len(found)} 行文字，但没有一条信息：没有标题下的正文，也没有●条目"
            f" ({len(found)} lines, yet no item: no text under a headline, no bullet)"
        )
    own = items[0].title if items[0].form in ("report", "article") else None
    stem = Path(name).stem
    return Bulletin(
        stem,
        name,
        hashlib.sha256(data).hexdigest(),
        encoding,
        text,
        title or own or stem,
        issuer,
        date or printed,
        items,
    )


# ---------------------------------------------------------------- around the items
def _masthead(found: list[Line]) -> _Masthead:
    """Read 工会信息 / 第12期（总第345期） / 某市总工会办公室编 / 2011年8月20日 off the first lines."""
    last, title, body, date = -1, None, None, None
    year: str | None = None
    periodical = False
    for number, line in enumerate(found[:14]):
        if layout.section(line.text) or layout.BULLET.match(line.text) or layout.is_contents(line):
            break
        if len(line.bare) > 60 or (layout.ends_sentence(line) and not layout.is_imprint(line)):
            break
        if layout.is_issue(line):
            last = number
            title = title or _issue_title(line, found[:number])
            body = body or layout.issuer(replace(line, bare=layout.ISSUE.sub("", line.bare)))
            day = layout.iso(layout.ISSUE.sub("", line.bare))
            date, year = date or day, year or layout.iso(line.bare)
        elif layout.is_periodical(line) and number <= last + 2 and number < 4:
            periodical = True
            title = title or line.bare.strip("《》")
            last = number if last >= 0 else last
        elif (named := layout.issuer(line)) and (
            last >= 0 or periodical or (number == 0 and _issue_follows(found, number))
        ):
            body, date, last = body or named, date or layout.iso(line.bare), number
        elif layout.is_date_line(line) and (last >= 0 or periodical):
            date, last = date or layout.iso(line.bare), number
        elif layout.is_imprint(line) and (last >= 0 or periodical):
            last = number
        elif last >= 0 and not _issue_follows(found, number):
            break
    if last < 0:
        return _Masthead()
    return _Masthead(last + 1, title, body, date or year)


def _issue_follows(found: list[Line], number: int) -> bool:
    return any(layout.is_issue(line) for line in found[number + 1 : number + 4])


def _issue_title(line: Line, above: list[Line]) -> str | None:
    """The bulletin's name: before 第12期 on its line, or the line above that is called a periodical."""
    match = layout.ISSUE.match(line.bare)
    own = match["name"].strip("《》") if match else ""
    if len(own) >= 3 and not own.endswith(("总", "累计")):
        return own
    return next(
        (other.bare.strip("《》★☆") for other in reversed(above) if layout.is_periodical(other)), None
    ) or next((other.bare for other in above[:1] if len(other.bare) <= 20), None)


def _without_contents(found: list[Line]) -> list[Line]:
    """Leave out 本期要目 and its lines: they end where the first of them stands again."""
    at = next((n for n, line in enumerate(found[:40]) if layout.is_contents(line)), None)
    if at is None or at + 1 >= len(found):
        return found
    key = _entry(found[at + 1])
    for number in range(at + 2, min(at + 200, len(found))):
        line = found[number]
        if key and _entry(line)[:8] == key[:8]:
            return found[:at] + found[number:]
        if layout.ends_sentence(line) and len(line.bare) > 30:
            break
    number = at + 1
    while (
        number < len(found)
        and _PAGE_REFERENCE.search(found[number].bare)
        and found[number].bare[-1:].isdigit()
    ):
        number += 1
    return found[:at] + found[number:]


def _entry(line: Line) -> str:
    """A line of contents without bullet, number, leaders and page: `1．某局开展… ……3`."""
    text = layout.BULLET.sub("", line.bare)
    text = layout.BRIEF_NUMBER.sub("", text)
    return _PAGE_REFERENCE.sub("", text).strip("【】")


def _units(found: list[Line]) -> Iterator[_Unit]:
    """Lines put together where a sentence goes on in the next."""
    width = layout.wrap_width(found)
    unit: _Unit | None = None
    for line in found:
        if unit is not None and _goes_on(unit, line, width):
            unit.lines.append(line)
            continue
        if unit is not None:
            yield unit
        unit = _Unit([line])
    if unit is not None:
        yield unit


def _goes_on(unit: _Unit, line: Line, width: int | None) -> bool:
    if not layout.continues(unit.lines[-1], line, width):
        return False
    if layout.BULLET.match(line.text) or layout.section(line.text) or layout.section(unit.first.text):
        return False
    return not layout.is_imprint(line) and not _closes(unit)


def _closes(unit: _Unit) -> bool:
    """Does its last line end in a signature."""
    return layout.signature(unit.lines[-1].text) is not None


def _without_imprint(units: list[_Unit]) -> tuple[list[_Unit], str | None]:
    """Leave out 本期印发：…, 编辑：…, 某办公室 2011年8月20日印发; the date printed there is returned too."""
    kept: list[_Unit] = []
    date: str | None = None
    for unit in units:
        line = unit.first
        dated = layout.DATE.search(line.bare) is not None
        if (
            layout.is_issue(line)
            or layout.is_imprint(line)
            or (dated and len(unit.lines) == 1 and layout.issuer(line))
        ):
            date = date or layout.iso(line.bare)
        else:
            kept.append(unit)
    return kept, date


def _without_furniture(units: list[_Unit]) -> tuple[list[_Unit], _Masthead]:
    """Leave out what a web page puts around an article: 来源：…, 发布时间：…, 浏览次数：…, 上一篇：…"""
    kept: list[_Unit] = []
    date = source = None
    for number, unit in enumerate(units):
        line = unit.first
        edge = number < _PAGE_EDGE or number >= len(units) - _PAGE_EDGE
        found = list(layout.labels(line)) if edge and len(unit.lines) == 1 else []
        for label, value in found:
            meaning = layout.label_meaning(label)
            if meaning == "source" and source is None and layout.signers(value):
                source = bare(value)
        if found or (edge and layout.is_date_line(line)):
            date = date or layout.iso(line.bare)
        elif not (kept and unit.first.bare == kept[-1].first.bare):  # a title printed twice
            kept.append(unit)
    return kept, _Masthead(0, None, source, date)


# ---------------------------------------------------------------- one article
def _is_article(units: list[_Unit], text: str) -> bool:
    """One headline, no sections, and no signature but at the end."""
    if any(layout.section(unit.first.text) for unit in units):
        return False
    signed = [
        n for n, unit in enumerate(units) if (s := layout.signature(text[unit.start : unit.end])) and s[1]
    ]
    if any(n < len(units) - 3 for n in signed):
        return False
    return not (units and layout.BULLET.match(units[0].first.text))


def _article(units: list[_Unit], text: str) -> list[_Draft]:
    draft = _Draft(None, "article")
    for unit in units:
        if not draft.paragraphs and _joins_headline(draft, unit):
            draft.head.extend(unit.stretches)
        else:
            draft.add(unit, text)
    if not draft.paragraphs or not (draft.head or layout.ends_sentence(units[0].lines[-1])):
        return []
    return [draft]


def _joins_headline(draft: _Draft, unit: _Unit) -> bool:
    """Is `unit` a further line of the headline, and not the author's or the first of the text."""
    if not unit.heads() or layout.is_date_line(unit.first):
        return False
    if not draft.head:
        return True
    if layout.is_author(unit.first) or layout.is_byline(unit.first):
        return False
    length = sum(end - start for start, end in draft.head) + len(unit.first.bare)
    lines, characters = _HEADLINE[draft.form]
    return len(draft.head) < lines and length <= characters


# ---------------------------------------------------------------- a work report
def _levels(units: list[_Unit]) -> dict[int, int]:
    """Index of a unit -> its number, for the first-level headings in sequence (from 1 in each part)."""
    found: dict[int, int] = {}
    previous = 0
    for number, unit in enumerate(units):
        level = layout.first_level(unit.first)
        if level is not None and level in (1, previous + 1):
            found[number] = previous = level
    return found


def _is_report(units: list[_Unit], text: str) -> bool:
    if not units or units[-1].end - units[0].start < _LONG or len(_levels(units)) < 2:
        return False
    if any(layout.section(unit.first.text) for unit in units[:5]):
        return False
    return any(layout.is_report_cue(unit.first) for unit in units[:10])


def _report(units: list[_Unit], text: str) -> list[_Draft]:
    levels = _levels(units)
    parts = _parts(units, levels)
    draft = _Draft(None, "report")
    at = 0
    while at < len(units) and at not in levels and at not in parts and _joins_headline(draft, units[at]):
        draft.head.extend(units[at].stretches)
        at += 1
    whole = layout.tense(bare("".join(text[a:b] for a, b in draft.head)), part=False)
    drafts = [draft]
    part: str | None = None
    tense: Status | None = None
    for number in range(at, len(units)):
        unit = units[number]
        if number in parts:
            part = clean(text, unit.stretches)[0]
            tense = layout.tense(part, part=True)
            if not any(n < number for n in levels):
                draft.section, draft.tense = part, tense
                draft.add(unit, text)
            else:
                draft = _Draft(part, "report", unit.stretches, tense=tense)
                drafts.append(draft)
        elif number in levels:
            own = tense if part else layout.tense(unit.first.bare, part=False) or whole
            draft = _Draft(part, "report", tense=own)
            drafts.append(draft)
            if len(unit.first.bare) <= 60:
                draft.head = unit.stretches
            else:
                draft.add(unit, text)
        else:
            draft.add(unit, text)
    return [d for d in drafts if d.paragraphs]


def _parts(units: list[_Unit], levels: dict[int, int]) -> set[int]:
    """The units that introduce a part: the last such line before each 一、, or `第二部分 …`."""
    parts: set[int] = set()
    since = 1
    for number in (n for n, level in levels.items() if level == 1):
        for candidate in range(number - 1, since - 1, -1):
            unit = units[candidate]
            if unit.heads() and layout.introduces_part(unit.first):
                parts.add(candidate)
                break
        since = number + 1
    return parts


# ---------------------------------------------------------------- a bulletin of several items
def _news(units: list[_Unit], text: str) -> list[_Draft]:
    drafts: list[_Draft] = []
    for name, group in _sections(units):
        drafts.extend(_section_items(name, group, text))
    return [draft for draft in drafts if draft.paragraphs]


def _sections(units: list[_Unit]) -> Iterator[tuple[str | None, list[_Unit]]]:
    name: str | None = None
    group: list[_Unit] = []
    for unit in units:
        found = layout.section(unit.first.text) if len(unit.lines) == 1 else None
        if found is not None:
            yield name, group
            name, group = found, []
        else:
            group.append(unit)
    yield name, group


def _section_items(name: str | None, group: list[_Unit], text: str) -> list[_Draft]:
    """The items of one section, in order."""
    brief = layout.section_kind(name) == "brief"
    marked = any(_mark(unit, brief) for unit in group)
    lone = brief and not any(
        len(unit.first.bare) > 60 or layout.ends_sentence(unit.lines[-1]) for unit in group
    )
    signed = any(layout.signature(text[u.start : u.end]) for u in group)
    drafts: list[_Draft] = []
    draft: _Draft | None = None

    def begin(form: Form) -> _Draft:
        fresh = _Draft(name, form)
        drafts.append(fresh)
        return fresh

    for number, unit in enumerate(group):
        line = unit.first
        mark = _mark(unit, brief)
        free = draft is None or draft.closed
        headless = draft is not None and bool(draft.head) and not draft.paragraphs
        if mark and (
            free
            or brief
            or (draft is not None and draft.form == "brief")
            or (not headless and _marks(drafts))
        ):
            if unit.heads() and _text_follows(group, number) and not _mark(group[number + 1], brief):
                draft = begin("news")
                draft.head = [(line.start + mark, line.end)]
            else:
                draft = begin("brief")
                _add_brief(draft, unit, text, mark)
        elif layout.signature(line.text) == (0, True) or _is_right_signature(draft, unit):
            if draft is not None and not draft.closed:
                draft.add(unit, text)
                draft.signature = draft.signature or (unit.start, unit.end)
                draft.closed = True
        elif lone:
            draft = begin("brief")
            draft.add(unit, text)
        elif draft is not None and headless and layout.is_author(line):
            draft.add(unit, text)
        elif draft is not None and headless and _joins_headline(draft, unit):
            draft.head.extend(unit.stretches)
        elif (
            unit.heads()
            and _text_follows(group, number)
            and (free or _new_headline(draft, group, number, marked))
        ):
            draft = begin("news")
            draft.head = unit.stretches
        elif free or draft is None or (brief and draft.form == "brief" and not marked and not signed):
            if unit.heads():  # a line with nothing under it
                continue
            draft = begin("brief")
            _add_brief(draft, unit, text, 0)
        else:
            draft.add(unit, text)
    return drafts


def _mark(unit: _Unit, brief: bool) -> int:
    """The length of the bullet, or the number in a 简讯 section, with its white space; 0 without one."""
    match = layout.BULLET.match(unit.first.text) or (
        layout.BRIEF_NUMBER.match(unit.first.text) if brief else None
    )
    return match.end() if match else 0


def _marks(drafts: list[_Draft]) -> bool:
    """Do bullets open items here: the one at hand was opened by one."""
    return bool(drafts) and drafts[-1].form == "brief"


def _add_brief(draft: _Draft, unit: _Unit, text: str, skip: int) -> None:
    """Add the paragraph of a brief; a headline run in before two blanks is taken apart."""
    rest = unit.first.text[skip:]
    run_in = _RUN_IN.match(rest)
    if run_in is not None and len(rest) > run_in.end() + 15:
        start = unit.start + skip
        draft.head = [(start, start + len(run_in["head"]))]
        skip += run_in.end()
    draft.add(unit, text, skip=skip)


def _text_follows(group: list[_Unit], number: int) -> bool:
    """Is there a paragraph under the headline that `number` begins, after at most three more lines of it."""
    for unit in group[number + 1 : number + 1 + _HEADLINE["news"][0]]:
        if not unit.heads() and layout.signature(unit.first.text) != (0, True):
            return True
    return False


def _new_headline(draft: _Draft | None, group: list[_Unit], number: int, marked: bool) -> bool:
    """Does a headline begin here though the item before it has no signature."""
    if draft is None or not draft.paragraphs:
        return draft is None
    previous = group[number - 1].lines[-1]
    return layout.ends_sentence(previous) and layout.has_actor(group[number].first)


def _is_right_signature(draft: _Draft | None, unit: _Unit) -> bool:
    """`                某市总工会` or `供稿：某市总工会` alone under a text."""
    line = unit.first
    if draft is None or draft.closed or not draft.paragraphs or len(unit.lines) > 1 or len(line.bare) > 30:
        return False
    return (line.indent >= 16 or layout.is_credit(line)) and layout.signers(line.text)


# ---------------------------------------------------------------- draft -> item
def _item(draft: _Draft, text: str, bulletin: str, position: int) -> Item:
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


def _names_apart(draft: _Draft, text: str, reading: str, offsets: array[int]) -> str:
    """`（市总工会 张三）` read as （市总工会、张三）: without its blank the names would run together."""
    if draft.signature is None:
        return reading
    start, end = draft.signature
    for match in _BETWEEN_NAMES.finditer(text, start, end):
        at = bisect_left(offsets, match.start())
        reading = f"{reading[:at]}、{reading[at:]}"
        offsets.insert(at, match.start())
    return reading
