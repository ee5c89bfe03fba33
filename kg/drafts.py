"""The lines of a text in, drafts of its items out: which line opens an item, which belongs to it.

A *unit* is a paragraph, heading or signature: one line, or the lines a sentence was cut into. Three
layouts are told apart by what the whole text looks like, not by any one bulletin's wording:

* a *report*: a head with 工作报告 and first-level headings 一、二、…;
* an *article*: one headline, no section headings, no signature but at the end;
* a *bulletin*: 【section】 headings, headlines, signatures, bullets.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from kg import layout, page
from kg.layout import Line
from kg.model import Status
from kg.normal import SPACE, Stretch, bare, clean

Form = Literal["news", "brief", "report", "article"]
#: A text with headings is a report only from this length on (characters); shorter ones are one item.
_LONG = 800
#: how many lines and characters a headline may have; that of a report has subtitles
_HEADLINE = {"news": (4, 110), "article": (4, 110), "brief": (4, 110), "report": (8, 160)}
#: `市总召开会议  8月2日，…`: a headline and its text on one line of a 简讯 section
_RUN_IN = re.compile(rf"^(?P<head>[^{SPACE}，。；：！？、]{{6,36}})[{SPACE}]{{2,}}(?=[^{SPACE}（(])")


@dataclass(slots=True)
class Unit:
    """A paragraph, heading or signature: one line, or the lines a sentence was cut into."""

    lines: list[Line]

    @property
    def first(self) -> Line:
        """Its first line."""
        return self.lines[0]

    @property
    def start(self) -> int:
        """Where it starts in the text."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.lines[-1].end

    @property
    def stretches(self) -> list[Stretch]:
        """The stretches of its lines."""
        return [line.stretch for line in self.lines]

    def heads(self, *, numbered: bool = False) -> bool:
        """Could it be a headline, or a line of one; where `numbered`, one such as `一、某县总工会送温暖`?"""
        if len(self.lines) == 1:
            return layout.could_head(self.first, numbered=numbered)
        text = "".join(line.text for line in self.lines)  # 坚持服务大局， / 推动工会工作创新发展
        return len(self.lines) <= 3 and layout.could_head(
            replace(self.first, text=text, bare=bare(text)), most=_HEADLINE["news"][1]
        )


@dataclass(slots=True)
class Draft:
    """An item in the making."""

    section: str | None
    form: Form = "news"
    head: list[Stretch] = field(default_factory=list)
    paragraphs: list[list[Stretch]] = field(default_factory=list)
    signature: Stretch | None = None  # in the bulletin, brackets included
    closed: bool = False  # signed by a body or an author: nothing but a new item can follow
    tense: Status | None = None

    def add(self, unit: Unit, text: str, *, skip: int = 0, signs: bool = True) -> None:
        """Append a paragraph (less its first `skip` characters), with the signature it may end in."""
        stretches = unit.stretches
        stretches[0] = (stretches[0][0] + skip, stretches[0][1])
        self.paragraphs.append(stretches)
        closing = layout.signature(text[unit.start : unit.end]) if signs else None
        if closing is not None:
            self.closed = True
            if closing[1]:
                inner = text[unit.start + closing[0] : unit.end]
                self.signature = (unit.end - len(inner.lstrip()), unit.end)


# ---------------------------------------------------------------- lines -> units
def units_of(found: list[Line]) -> Iterator[Unit]:
    """Lines put together where a sentence goes on in the next."""
    width = layout.wrap_width(found)
    unit: Unit | None = None
    for line in found:
        if unit is not None and _goes_on(unit, line, width):
            unit.lines.append(line)
            continue
        if unit is not None:
            yield unit
        unit = Unit([line])
    if unit is not None:
        yield unit


def _goes_on(unit: Unit, line: Line, width: int | None) -> bool:
    last = unit.lines[-1]
    inside = width is not None and len(unit.lines) > 1 and unit.first.width >= width - 8
    inside = inside and not (layout.ends_sentence(last) or line.blank_before or line.indent > 2)
    if not inside and not layout.continues(last, line, width):
        return False
    if layout.BULLET.match(line.text) or layout.section(line.text) or layout.section(unit.first.text):
        return False
    return not layout.is_imprint(line) and not _closes(unit)


def _closes(unit: Unit) -> bool:
    """Does it end in a signature, which may itself be cut: （某市总工 / 会）."""
    return layout.signature("".join(line.text for line in unit.lines[-2:])) is not None


# ---------------------------------------------------------------- one article
def is_article(units: list[Unit], text: str) -> bool:
    """One headline, no sections, and no signature but at the end.

    The points of a list that a paragraph introduces do not sign: `3.职工夜校。…（责任部门：宣教部）`.
    """
    for number, unit in enumerate(units):
        name = layout.section(unit.first.text)  # 【工作成效】 under a headline and text is a subheading
        bare_name = number == 0 and name == unit.first.bare  # the page's channel above the headline
        if name is not None and not bare_name and (number < 2 or layout.is_known_section(name)):
            return False
    points = _points(units)
    signed = [
        n
        for n, unit in enumerate(units)
        if n not in points and (closing := layout.signature(text[unit.start : unit.end])) and closing[1]
    ]
    if any(n < len(units) - 3 for n in signed):
        return False
    return not (units and layout.BULLET.match(units[0].first.text))


def _points(units: list[Unit]) -> set[int]:
    """The numbered units of a list that a paragraph introduces; a digest has none, it begins with 1."""
    first = next((n for n, unit in enumerate(units) if _is_text(unit)), 0)
    found = {n for n, unit in enumerate(units) if layout.is_numbered(unit.first)}
    return set() if found and min(found) <= first else found


def article(units: list[Unit], text: str) -> list[Draft]:
    """The one item of a web article, under the headline of its first lines; none where nothing follows."""
    draft = Draft(layout.section(units[0].first.text), "article")
    if draft.section is not None:
        units = units[1:]
    if len(units) > 2 and not _is_text(units[1]) and layout.is_byline(units[0].first):
        units = units[1:]  # the site's name above the headline
    points = _points(units)
    for number, unit in enumerate(units):
        long = (
            not draft.head and len(unit.first.bare) <= _HEADLINE["article"][1] and "。" not in unit.first.bare
        )
        if not draft.paragraphs and (_joins_headline(draft, unit) or (long and not _is_text(unit))):
            draft.head.extend(unit.stretches)
        else:
            draft.add(unit, text, signs=number not in points)
    return [draft] if draft.paragraphs and any(map(_is_text, units[-len(draft.paragraphs) :])) else []


def _joins_headline(draft: Draft, unit: Unit) -> bool:
    """Is `unit` a further line of the headline, and not the author's or the first of the text."""
    if not unit.heads() or page.is_date_line(unit.first):
        return False
    if not draft.head:
        return True
    if layout.is_author(unit.first) or layout.is_byline(unit.first):
        return False
    length = sum(end - start for start, end in draft.head) + len(unit.first.bare)
    lines, characters = _HEADLINE[draft.form]
    return len(draft.head) < lines and length <= characters


# ---------------------------------------------------------------- a work report
def _levels(units: list[Unit]) -> dict[int, int]:
    """Index of a unit -> its number, for the first-level headings in sequence (from 1 in each part)."""
    found: dict[int, int] = {}
    previous = 0
    for number, unit in enumerate(units):
        level = layout.first_level(unit.first)
        if level is not None and level in (1, previous + 1):
            found[number] = previous = level
    return found


def is_report(units: list[Unit], text: str) -> bool:
    """A long text with first-level headings whose head says 工作报告 or the like."""
    if not units or units[-1].end - units[0].start < _LONG or len(_levels(units)) < 2:
        return False
    if any(layout.section(unit.first.text) for unit in units[:5]):
        return False
    return any(layout.is_report_cue(unit.first) for unit in units[:10])


def report(units: list[Unit], text: str) -> list[Draft]:
    """The items of a report: its opening under its title, then one for each 一、二、… of each part.

    Text between the heading of a later part and its first 一、 is an item under that heading.
    """
    levels = _levels(units)
    parts = _parts(units, levels)
    draft = Draft(None, "report")
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
                draft = Draft(part, "report", unit.stretches, tense=tense)
                drafts.append(draft)
        elif number in levels:
            own = tense if part else layout.tense(unit.first.bare, part=False) or whole
            draft = Draft(part, "report", tense=own)
            drafts.append(draft)
            if len(unit.first.bare) <= 60:
                draft.head = unit.stretches
            else:
                draft.add(unit, text)
        else:
            draft.add(unit, text)
    return [d for d in drafts if d.paragraphs]


def _parts(units: list[Unit], levels: dict[int, int]) -> set[int]:
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
def news(units: list[Unit], text: str) -> list[Draft]:
    """The items of a bulletin, section by section."""
    drafts: list[Draft] = []
    for name, group in _sections(units):
        drafts.extend(_section_items(name, group, text))
    return [draft for draft in drafts if draft.paragraphs]


def _sections(units: list[Unit]) -> Iterator[tuple[str | None, list[Unit]]]:
    name: str | None = None
    group: list[Unit] = []
    for unit in units:
        found = layout.section(unit.first.text) if len(unit.lines) == 1 else None
        if found is not None:
            yield name, group
            name, group = found, []
        else:
            group.append(unit)
    yield name, group


def _section_items(name: str | None, group: list[Unit], text: str) -> list[Draft]:
    """The items of one section, in order."""
    brief, speech = (layout.section_kind(name) == kind for kind in ("brief", "speech"))
    marks = {layout.mark(unit.first, numbers=brief) for unit in group} - {None}
    lone = brief and not any(
        len(unit.first.bare) > 60 or layout.ends_sentence(unit.lines[-1]) for unit in group
    )
    signed = any(layout.signature(text[u.start : u.end]) for u in group)
    drafts: list[Draft] = []
    draft: Draft | None = None
    opener = ""  # the mark that opens items here

    def begin(form: Form) -> Draft:
        fresh = Draft(name, form)
        drafts.append(fresh)
        return fresh

    for number, unit in enumerate(group):
        line = unit.first
        mark = layout.mark(line, numbers=brief)
        free = draft is None or draft.closed
        headless = draft is not None and bool(draft.head) and not draft.paragraphs
        if mark and (free or mark[0] == opener or (brief and not opener)):
            opener = opener or mark[0]
            follows = _text_follows(group, number) and not layout.mark(group[number + 1].first, numbers=brief)
            if unit.heads() and follows:
                draft = begin("news")
                draft.head = [(line.start + mark[1], line.end)]
            else:
                draft = begin("brief")
                _add_brief(draft, unit, text, mark[1])
        elif layout.signature(line.text) == (0, True) or _is_right_signature(draft, unit):
            if draft is not None and not draft.closed:
                draft.add(unit, text)
                draft.signature = draft.signature or (unit.start, unit.end)
                draft.closed = True
        elif lone:
            draft = begin("brief")
            draft.add(unit, text)
        elif headless and draft and (layout.is_author(line) or (speech and layout.is_speaker(line))):
            draft.add(unit, text)
        elif draft is not None and headless and _joins_headline(draft, unit):
            draft.head.extend(unit.stretches)
        elif (
            unit.heads(numbered=free)
            and _text_follows(group, number)
            and (free or _new_headline(draft, group, number))
        ):
            draft = begin("news")
            draft.head = unit.stretches
        elif free or draft is None or (brief and draft.form == "brief" and not marks and not signed):
            if unit.heads() or not (brief or _is_text(unit)):  # nothing follows it; 附表, 注：…
                continue
            draft = begin("brief")
            _add_brief(draft, unit, text, 0)
        else:
            draft.add(unit, text)
    return drafts


def _is_text(unit: Unit) -> bool:
    """Is it a paragraph that could be an item without a headline."""
    return unit.end - unit.start >= 6 and (
        layout.ends_sentence(unit.lines[-1]) or layout.signature(unit.lines[-1].text) is not None
    )


def _add_brief(draft: Draft, unit: Unit, text: str, skip: int) -> None:
    """Add the paragraph of a brief; a headline run in before two blanks is taken apart."""
    rest = unit.first.text[skip:]
    run_in = _RUN_IN.match(rest)
    if run_in is not None and len(rest) > run_in.end() + 15:
        start = unit.start + skip
        draft.head = [(start, start + len(run_in["head"]))]
        skip += run_in.end()
    draft.add(unit, text, skip=skip)


def _text_follows(group: list[Unit], number: int) -> bool:
    """Is there a paragraph under the headline that `number` begins, after at most three more lines of it."""
    for unit in group[number + 1 : number + 1 + _HEADLINE["news"][0]]:
        if not unit.heads() and layout.signature(unit.first.text) != (0, True):
            return True
    return False


def _new_headline(draft: Draft | None, group: list[Unit], number: int) -> bool:
    """Does a headline begin here though the item before it has no signature."""
    if draft is None or not draft.paragraphs:
        return draft is None
    previous = group[number - 1].lines[-1]
    lines = itertools.takewhile(Unit.heads, group[number : number + _HEADLINE["news"][0]])
    return layout.ends_sentence(previous) and layout.has_actor("".join(unit.first.bare for unit in lines))


def _is_right_signature(draft: Draft | None, unit: Unit) -> bool:
    """`                某市总工会` or `供稿：某市总工会` alone under a text."""
    line = unit.first
    if draft is None or draft.closed or not draft.paragraphs or len(unit.lines) > 1 or len(line.bare) > 30:
        return False
    return (line.indent >= 16 or layout.is_credit(line)) and layout.signers(line.text)
