"""A text in, the stretches around an offset out: its clause, sentence, paragraph and point of a list."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_SENTENCE_END = re.compile(r"[。！？\n]")
_CLAUSE_END = re.compile(r"[，。；：！？\n]")
#: a new point of a list: what the point before spoke of no longer runs
_POINT = re.compile(
    r"(?<=[。；\n：])(?:[一二三四五六七八九十]{1,3}(?:是|要|、)|（[一二三四五六七八九十]{1,2}）|\d{1,2}[.、．](?!\d))"
)
#: no sentence is looked through farther than this, so that a text without full stops stays linear
LONGEST = 600


class Bounds:
    """Where the stretches of one text begin and end, looked up in logarithmic time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentence_ends = [m.start() for m in _SENTENCE_END.finditer(text)]
        self.clause_ends = [m.start() for m in _CLAUSE_END.finditer(text)]
        self.paragraphs = [m.end() for m in re.finditer("\n", text)]
        self.semicolons = [m.end() for m in re.finditer("；", text)]
        self.points = [m.start() for m in _POINT.finditer(text)]

    def sentence(self, offset: int) -> tuple[int, int]:
        """The sentence around a reading offset."""
        start, end = _around(self.sentence_ends, offset, len(self.text))
        return max(start, offset - LONGEST), min(end, offset + LONGEST)

    def clause(self, offset: int) -> tuple[int, int]:
        """The stretch between commas around a reading offset."""
        return _around(self.clause_ends, offset, len(self.text))

    def part(self, offset: int) -> int:
        """Where the part of a sentence, between semicolons, around a reading offset begins."""
        return max(self.sentence(offset)[0], _last(self.semicolons, offset))

    def paragraph(self, offset: int) -> int:
        """Where the paragraph of a reading offset begins."""
        return max(_last(self.paragraphs, offset), offset - 8 * LONGEST)

    def point(self, offset: int) -> int:
        """Where the point of a list (一是…) or else the paragraph of a reading offset begins."""
        return max(self.paragraph(offset), _last(self.points, offset))


def _last(starts: list[int], offset: int) -> int:
    """The last start not behind `offset`, else the front of the text."""
    at = bisect_right(starts, offset) - 1
    return starts[at] if at >= 0 else 0


def _around(ends: list[int], offset: int, length: int) -> tuple[int, int]:
    at = bisect_left(ends, offset)
    return (ends[at - 1] + 1 if at else 0), (ends[at] if at < len(ends) else length)
