"""A text and its figures in, the stretches before and behind each figure out, freed of what names nothing.

`indicator` reads the phrases from them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.facts.outcomes import wording


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the text: reading offsets, its unit and whether it is a percentage."""

    start: int
    end: int
    unit: str
    percent: bool
    noun: bool = False  # the unit is the counted noun itself: 102万职工


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a figure counts, and the stretch (reading offsets) that shows it."""

    text: str
    start: int
    end: int
    rule: str
    verb: str = ""
    noun: str = ""
    head: str = ""  # what a dependent figure behind it would lean on
    reach: int = 0  # where the next figure's own stretch may begin, if later than `end`


class Stretches:
    """The stretches around the figures of one text, and how they are cleaned."""

    def __init__(
        self,
        text: str,
        figures: Sequence[Figure],
        bodies: Sequence[tuple[int, int]],
        dates: Sequence[tuple[int, int]],
    ) -> None:
        """`bodies` (and persons) and `dates` never belong to an indicator's front."""
        blanks = [*bodies, *dates]
        self.text = text
        self.figures = list(figures)
        self.blanks = dict(sorted(blanks))
        self.spans = sorted(self.blanks.items())
        self.dates = sorted(dates)
        self.date_ends = {b: a for a, b in dates}
        self.body_ends = {b for _, b in bodies}
        self.walls = self._walls()

    def _walls(self) -> list[int]:
        """Where clauses end: hard punctuation outside quotes, and brackets that hold a figure."""
        starts = [f.start for f in self.figures]
        through: list[tuple[int, int]] = [m.span() for m in wording.QUOTE.finditer(self.text)]
        walls = []
        for match in wording.BRACKET.finditer(self.text):
            at = bisect_left(starts, match.start())
            if at < len(starts) and starts[at] < match.end():
                walls += [match.start(), match.end() - 1]
            else:
                through.append(match.span())
        through.sort()
        openings = [a for a, _ in through]
        for match in wording.HARD.finditer(self.text):
            at = bisect_right(openings, match.start()) - 1
            if at < 0 or through[at][1] <= match.start() or match[0] == "\n":
                walls.append(match.start())
        return sorted(walls)

    def _left(self, index: int, found: Sequence[Phrase] = ()) -> int:
        """Where the stretch before a figure begins: behind the last wall or the phrase before it."""
        start = self.figures[index].start
        at = bisect_left(self.walls, start) - 1
        wall = self.walls[at] + 1 if at >= 0 else 0
        if index:
            wall = max(wall, self.figures[index - 1].end)
        reach = max(found[-1].end, found[-1].reach) if found else 0
        return max(wall, reach) if reach <= start else wall

    def _right(self, index: int) -> int:
        """Where the stretch behind a figure ends: before the next wall or figure."""
        end = self.figures[index].end
        at = bisect_left(self.walls, end)
        wall = self.walls[at] if at < len(self.walls) else len(self.text)
        return min(wall, self.figures[index + 1].start) if index + 1 < len(self.figures) else wall

    def _same_sentence(self, index: int) -> bool:
        """Does the figure before this one stand in the same sentence (；counts as inside)?"""
        return index > 0 and not re.search(
            r"[。！？\n]", self.text[self.figures[index - 1].end : self.figures[index].start]
        )

    # ------------------------------------------------------------ cleaning
    def _strip_front(self, start: int, end: int) -> int:
        """Moves `start` past bodies, dates, connectives and scope: 全市已累计|新建工会."""
        openers = (wording.NUMBERED, wording.TERM, wording.lead())
        while start < end:
            if start in self.blanks and self.blanks[start] <= end:
                start = self.blanks[start]
                continue
            if self.text[start] in " 、的”）·●":
                start += 1
                continue
            match = next((m for p in openers if (m := p.match(self.text, start, end))), None)
            if not match:
                break
            start = match.end()
        return start

    def _strip_back(self, start: int, end: int) -> int:
        """Moves `end` before what joins phrase and figure: 组建率|要力争达到."""
        while end > start:
            if self.text[end - 1] in " 、":
                end -= 1
                continue
            if end in self.date_ends and self.date_ends[end] >= start:  # 由年初|的1860户
                end = self.date_ends[end]
                continue
            match = wording.tail().search(self.text[start:end])
            if not match or (match.start() == 0 and match[0][-1] in "值额价"):
                break
            end = start + match.start()
        return end

    def _shorten(self, start: int, end: int) -> tuple[int, str]:
        """A long phrase cut back to its verb and noun; returns the new start and the text."""
        for left, right in _inside(self.dates, start, end - 3):
            if self.text[left - 1] not in "比较由从至到于在过超占按以为":
                start = right  # 疗养院全年|接待职工
        text = self.text[start:end]
        # behind the last adverb of counting: 工会系统共|慰问困难企业
        for match in re.finditer(
            r"(?<![公总党])(?:共(?![建同享青创产和识有赢体性])|累计|先后|总计|已经|已(?!建))", text
        ):
            if len(text) - match.end() >= 3:
                start, text = start + match.end(), text[match.end() :]
                return self._shorten(start, end) if len(text) > wording.LONG else (start, text)
        if len(text) <= wording.LONG:
            return start, text
        for left, right in _inside(self.spans, start + 1, end - 3):  # a body in the phrase: its subject
            if self.text[left - 1] not in "对向为给与和、":
                return self._shorten(right, end)
        # 组织动漫制作、集成电路设计等|职业技能竞赛: verb and the noun behind 等
        if (etc := text.rfind("等")) > 0 and len(text) - etc > 2:
            verb = self._opening_verb(text)
            return start, verb + text[etc + 1 :]
        for match in wording.strong().finditer(text):
            if len(text) - match.end() >= 2 and len(text) - match.start() <= wording.LONG + 4:
                return start + match.start(), text[match.start() :]
        return start, text

    def _opening_verb(self, text: str) -> str:
        """组织开展 at the front of a phrase, else nothing."""
        verbs = wording.verbs()[1]
        for size in (4, 3, 2):
            if verbs.get(text[:size]) in ("strong", "light"):
                return text[:size]
        return ""

    def _moved(self, text: str, dated: bool) -> bool:
        """Does the text between two figures only lead from one to the other: 提高到, 提高(到2012年的)?"""
        text = wording.NOW.sub("", text)
        return bool(wording.MOVED.fullmatch(text)) and (dated or text[-1] in "到至为了")

    def _before_date(self, start: int, end: int) -> int:
        """`end` moved before a date in the stretch: 职工之家|6月28日."""
        at = bisect_left(self.dates, (start + 2, 0))
        if at == len(self.dates) or self.text[self.dates[at][0] - 1] in "于在从到自至由截的":
            return end
        return min(end, self.dates[at][0])

    def _undated(self, start: int, end: int) -> int:
        """`end` moved before a date and 的: 提高到|2012年的87%."""
        while end > start and (self.text[end - 1] == "的" or end in self.date_ends):
            end = self.date_ends.get(end, end - 1)
        return end


def _inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans that begin at `start` or later and end before `end`, of sorted spans."""
    for index in range(bisect_left(spans, (start, 0)), len(spans)):
        if spans[index][0] >= end:
            return
        if spans[index][1] < end:
            yield spans[index]
