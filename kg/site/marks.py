"""A text and the passages marked in it in, HTML out that reads as the text and holds each passage in place.

Passages may nest, touch, share their offsets or overlap by halves. The text is cut at every boundary; what
lies inside another stands inside its element, and what crosses the end of another is closed there and opened
again, as two elements of one passage: `…<span id="c3-9" data-c="c3-9">…</span></span><span data-c="c3-9">…`.
The first element of a passage has its anchor as `id`. Nothing is added to the text: without its tags the HTML
is the text, code point by code point, and the style sheet draws the numbers of facts from `data-n`.

The time is linear in text and passages, whatever the passages are: where more than `DEEPEST` are open at
once, a further one has an anchor only, which the script of the page can still follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from kg.site import links
from kg.site.shell import clean

#: elements that may stand inside each other
DEEPEST: Final = 16
#: numbers of facts drawn at one place; a list of honours can share one quote
MOST_TAGS: Final = 3


@dataclass(frozen=True, slots=True)
class Tag:
    """The number of a fact at the beginning of its passage."""

    label: str  # 数12
    href: str  # of what is told of it: #f12, or "" where nothing is
    name: str  # for those who do not see it: 数据 12
    kind: str  # class in the page


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text with all that is marked there; offsets are code points of the text."""

    start: int
    end: int
    classes: tuple[str, ...] = ()
    href: str = ""  # of the entity that is named here
    title: str = ""
    tags: tuple[Tag, ...] = ()

    @property
    def anchor(self) -> str:
        """`c120-144`."""
        return links.anchor(self.start, self.end)


def escaped(text: str) -> str:
    """The text as HTML that a browser reads back code point by code point.

    Control and direction characters are U+FFFD, carriage returns a reference, as a parser would drop them.
    """
    return escape(clean(text), quote=True).replace("\r", "&#13;")


@dataclass(slots=True)
class Marker:
    """Marks one stretch of a text after another; remembers which anchors stand already."""

    text: str
    passages: Sequence[Passage]  # each pair of offsets once
    _order: list[Passage] = field(init=False)
    _next: int = 0
    #: passages that began in a stretch before and go on
    _running: list[Passage] = field(default_factory=list)
    #: anchors of passages in more than one element
    broken: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._order = sorted(self.passages, key=lambda one: (one.start, -one.end))

    def html(self, start: int, end: int) -> str:
        """The stretch [start, end) with its marks; stretches are asked for in order and do not overlap."""
        return "".join(self._pieces(start, end))

    def _pieces(self, start: int, end: int) -> Iterator[str]:
        at = start
        stack: list[_Open] = []
        for passage in self._within(start, end):
            fresh = passage.start >= start
            begin = max(passage.start, start)
            while stack and (bound := min(one.passage.end for one in stack)) <= begin:
                yield escaped(self.text[at:bound])
                at = bound
                yield from self._close(stack, bound)
            yield escaped(self.text[at:begin])
            at = begin
            if len(stack) >= DEEPEST:
                yield f'<i id="{passage.anchor}"></i>' if fresh else ""
                continue
            crossing = passage.end > min((one.passage.end for one in stack), default=passage.end)
            if not fresh or crossing or passage.end > end:
                self.broken[passage.anchor] = None
                yield from self._open(stack, passage, first=fresh, broken=True)
            else:
                yield from self._open(stack, passage, first=True, broken=False)
        while stack:
            bound = min(end, min(one.passage.end for one in stack))
            yield escaped(self.text[at:bound])
            at = bound
            yield from self._close(stack, bound, last=bound == end)
        yield escaped(self.text[at:end])

    def _within(self, start: int, end: int) -> Iterator[Passage]:
        """The passages of a stretch in order: what goes on from before it, then what begins there."""
        going, self._running = self._running, []
        for passage in going:
            if passage.end > start:
                self._keep(passage, end)
                yield passage
        while self._next < len(self._order) and self._order[self._next].start < end:
            passage = self._order[self._next]
            self._next += 1
            if passage.start >= start:
                self._keep(passage, end)
                yield passage

    def _keep(self, passage: Passage, end: int) -> None:
        if passage.end > end and len(self._running) < DEEPEST:
            self._running.append(passage)

    def _open(self, stack: list[_Open], passage: Passage, *, first: bool, broken: bool) -> Iterator[str]:
        """The opening tag of a passage, and the numbers of its facts where it begins."""
        linked = any(one.linked for one in stack)  # a link in a link is none
        link = bool(passage.href) and not linked
        name = "a" if link else "span"
        attributes = [f'class="{" ".join(passage.classes)}"'] if passage.classes else []
        if first:
            attributes.append(f'id="{passage.anchor}"')
        if broken:
            attributes.append(f'data-c="{passage.anchor}"')
        if link:
            attributes.append(f'href="{escape(passage.href)}"')
        if passage.title:
            attributes.append(f'title="{escaped(passage.title)}"')
        if first:
            yield "".join(_tag(tag, link=not linked) for tag in passage.tags[:MOST_TAGS])
            if len(passage.tags) > MOST_TAGS:
                further = passage.tags[MOST_TAGS]
                more = Tag(f"+{len(passage.tags) - MOST_TAGS}", further.href, "", further.kind)
                yield _tag(more, link=not linked)
        yield f"<{name} {' '.join(attributes)}>"
        stack.append(_Open(passage, name, link))

    def _close(self, stack: list[_Open], bound: int, *, last: bool = False) -> Iterator[str]:
        """Close what ends at a place, and open again what stood inside it and goes on."""
        lowest = next((at for at, one in enumerate(stack) if last or one.passage.end == bound), len(stack))
        inner = stack[lowest:]
        del stack[lowest:]
        yield from (f"</{one.name}>" for one in reversed(inner))
        for one in inner:
            if not last and one.passage.end > bound:
                yield from self._open(stack, one.passage, first=False, broken=True)


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is not yet closed."""

    passage: Passage
    name: str
    linked: bool


def _tag(tag: Tag, *, link: bool) -> str:
    shown = f'class="tag {tag.kind}" data-n="{escaped(tag.label)}"'
    if link and tag.href:
        name = f' aria-label="{escaped(tag.name)}"' if tag.name else ""
        return f'<a {shown} href="{escape(tag.href)}"{name}></a>'
    return f"<span {shown}></span>"


def headline(text: str, start: int, end: int, title: str) -> int:
    """Where the headline ends that opens the stretch [start, end), or `start` where the title is not there.

    The title is without the white space of the text and with other widths of signs: `（` for `(`.
    """
    at = start
    for char in filter(lambda c: not c.isspace(), title):
        while at < end and text[at].isspace():
            at += 1
        if at >= end or _folded(text[at]) != _folded(char):
            return start
        at += 1
    return at


_WIDE: Final = str.maketrans("「」『』\"'“”‘’", "““““““““““")


def _folded(char: str) -> str:
    code = ord(char)
    return chr(code - 0xFEE0) if 0xFF01 <= code <= 0xFF5E else char.translate(_WIDE)


def merged(passages: Iterable[Passage]) -> list[Passage]:
    """One passage a pair of offsets, with all that the given ones mark there, in order of the text."""
    found: dict[tuple[int, int], list[Passage]] = {}
    for one in passages:
        found.setdefault((one.start, one.end), []).append(one)
    return [
        Passage(
            start,
            end,
            tuple(dict.fromkeys(name for one in same for name in one.classes)),
            next((one.href for one in same if one.href), ""),
            next((one.title for one in same if one.title), ""),
            tuple(tag for one in same for tag in one.tags),
        )
        for (start, end), same in sorted(found.items(), key=lambda entry: (entry[0][0], -entry[0][1]))
    ]
