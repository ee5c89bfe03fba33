"""Stretches of a bulletin's verbatim text in, reading text with offsets out.

Every change is a deletion or one character for one character, so each reading character has the
offset it came from:

* white space goes (`金  明` -> `金明`), but one blank stays between two ASCII words (`ISO 9001`);
* full-width digits, letters and signs are narrowed (`８０％` -> `80%`, `ＯＫ` -> `OK`);
* half-width `,():;?!` beside Chinese are widened (`10家,其中` -> `10家，其中`), not in numbers (`1,074`);
* straight quotes and `「」『』` become “” and ‘’.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence

#: [start, end) in the verbatim text
Stretch = tuple[int, int]

#: White space as it occurs in files: all of Unicode's, and the zero-width characters.
SPACE = r"\s\u200b\u200c\u200d\u2060\ufeff\u00ad\x1c-\x1f"
_SPACES = re.compile(f"[{SPACE}]+")

_NARROW = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_NARROW |= {
    ord(wide): ord(thin) for wide, thin in zip("％．＋－＝／＆＠＃＊＂＇＿", "%.+-=/&@#*\"'_", strict=True)
}
_NARROW |= {ord(corner): ord(quote) for corner, quote in zip("「」『』｢｣", "“”‘’“”", strict=True)}

#: What makes the punctuation beside it Chinese: 家, 《, ，
_CHINESE = r"\u2e80-\u9fff\uf900-\ufaff“”‘’、。《》（），：；？！…—"
_HALF = re.compile(rf"(?<=[{_CHINESE}])[,():;?!]|[,():;?!](?=[{_CHINESE}])")
_WIDE = {half: chr(ord(half) + 0xFEE0) for half in ",():;?!"}
_DOUBLE = re.compile(r"[\"“”]")
#: a straight single quote that is not an apostrophe (worker's)
_SINGLE = re.compile(r"(?<![A-Za-z])'|'(?![A-Za-z])")


def narrow(text: str) -> str:
    """`text` with full-width digits, letters and signs narrowed, in the same length."""
    return text.translate(_NARROW)


def bare(text: str) -> str:
    """`text` narrowed and without any white space, for comparing and matching lines."""
    return _SPACES.sub("", text.translate(_NARROW))


def clean(text: str, stretches: Iterable[Stretch]) -> tuple[str, array[int]]:
    """The reading text of `stretches` of `text`, run together, and the offset of each of its characters."""
    pieces: list[str] = []
    offsets: array[int] = array("I")
    previous = ""  # the character before, across stretches
    for start, end in stretches:
        piece = text[start:end].translate(_NARROW)
        at = 0
        while at < len(piece):
            space = _SPACES.search(piece, at)
            stop = space.start() if space else len(piece)
            if stop > at:
                pieces.append(piece[at:stop])
                offsets.extend(range(start + at, start + stop))
                previous = piece[stop - 1]
            if space is None:
                break
            following = piece[space.end() : space.end() + 1]
            if _ascii_word(previous) and _ascii_word(following):
                pieces.append(" ")
                offsets.append(start + stop)
            at = space.end()
    return _widened("".join(pieces)), offsets


def join(text: str, paragraphs: Sequence[Sequence[Stretch]]) -> tuple[str, array[int], list[int]]:
    """Paragraphs (each of one or more stretches) as one reading text with a line break between them.

    Returns the text, its offsets and the reading offset at which each paragraph starts.
    """
    pieces: list[str] = []
    offsets: array[int] = array("I")
    starts: list[int] = []
    for stretches in paragraphs:
        if starts:
            pieces.append("\n")
            offsets.append(offsets[-1] + 1)
        starts.append(len(offsets))
        piece, places = clean(text, stretches)
        pieces.append(piece)
        offsets.extend(places)
    return "".join(pieces), offsets, starts


def _ascii_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _widened(text: str) -> str:
    """Half-width punctuation beside Chinese widened and quotes paired, in the same length."""
    for _ in range(2):  # the second pass sees what the first made Chinese: `企业(85%),`
        text = _HALF.sub(lambda match: _WIDE[match[0]], text)
    if '"' in text or "'" in text or text.count("“") != text.count("”"):
        text = _paired(text)
    return text


def _paired(text: str) -> str:
    """Straight quotes turned into “” and ‘’ by turns; curved ones are kept and reset the turn."""
    opened = False

    def double(match: re.Match[str]) -> str:
        nonlocal opened
        opened = not opened if match[0] == '"' else match[0] == "“"
        return "“" if opened else "”"

    text = _DOUBLE.sub(double, text)
    inside = False

    def single(_: re.Match[str]) -> str:
        nonlocal inside
        inside = not inside
        return "‘" if inside else "’"

    return _SINGLE.sub(single, text) if text.count("'") else text
