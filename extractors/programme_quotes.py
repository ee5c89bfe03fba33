"""Programmes named in quotation marks, found in a text: “百分百要约”行动, “强基工程”, 推进“两个普遍”.

`Quotations` walks the quotations list by list and keeps what it finds; `extractors.programme` goes on
with the names that stand without marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors import programme_cues as cue
from extractors import programme_frames as frame
from extractors.programme_names import SHORT, core, generic, lexicon


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A name found: where it stands and by which rule."""

    start: int
    end: int
    rule: str


class Quotations:
    """One text with what is found in it.

    `blocked` marks documents, `ends` is where bodies end, `places` gives the start of a place by its end.
    """

    def __init__(self, text: str, blocked: bytearray, ends: frozenset[int], places: dict[int, int]) -> None:
        self.text = text
        self.lex = lexicon()
        self.blocked = blocked
        self.ends = ends
        self.places = places
        self.taken = bytearray(len(text))
        self.found: list[Found] = []
        self.often: dict[str, bool] = {}

    def add(self, start: int, end: int, rule: str) -> None:
        """Keep the stretch unless a rule before has a part of it."""
        if not any(self.taken[start:end]):
            self.found.append(Found(start, end, rule))
            self.taken[start:end] = b"\1" * (end - start)

    # ---- quotations
    def quotations(self) -> None:
        """Names in quotation marks, list by list."""
        group: list[re.Match[str]] = []
        for quote in cue.QUOTE.finditer(self.text):
            if group and not cue.JOIN.fullmatch(self.text, group[-1].end(), quote.start()):
                self.group(group)
                group = []
            group.append(quote)
        if group:
            self.group(group)

    def group(self, quotes: list[re.Match[str]]) -> None:
        """“A”、“B”和“C”活动: one list, whose head and verb hold for every member."""
        text, lex, first, last = self.text, self.lex, quotes[0], quotes[-1]
        before = text[max(0, first.start() - 14) : first.start()]
        theme = cue.THEME.match(text, last.end())
        if theme and (theme[2] or theme[1] == "主题"):
            self.theme(last)
            return
        end = self.head_behind(last)
        governor = lex.governor.search(before)
        while governor and (inner := lex.governor.match(before, governor.start(2))):
            governor = inner  # 继续|开展|厂务公开“回头看”: the last verb
        governs = lex.governs[governor[1]] if governor else ""
        if governor and not cue.BARE.fullmatch(governor[2]) and not generic(governor[2]):
            governs = ""  # 建成困难职工“爱心超市”, but not 举办张某“…”
        if self.blocked[first.start()]:  # 《关于开展“…”活动的通知》 names one, other titles only cite words
            if end and "开展" in text[max(0, first.start() - 12) : first.start()]:
                self.add(first.start(), end, "programme.document")
            elif cue.TITLED.search(before) and self.inner(first[1]):
                self.add(*first.span(), "programme.document")
            return
        if governor and governor[1] in ("投身", "参与") and text.startswith("的", last.end()):
            governs = ""  # 投身“当好主人翁”的实践
        if governor and governor[1] == "加大" and not text.startswith("力度", last.end()):
            governs = ""
        drive = cue.DRIVE.search(before)
        within = before.endswith("在") and text.startswith(("中", "方面"), last.end())
        during = text.startswith("期间", last.end()) and frame.season(last[1])  # “民企招聘周”期间
        refused = end is None and not during
        refused = refused and bool(lex.not_tail.match(text, last.end()) or cue.HONOURED.search(before))
        for number, quote in enumerate(quotes):
            start, stop, words = quote.start(), quote.end(), quote[1]
            own = end if quote is last else self.own_head(quote, quotes[number + 1].start())
            alone = cue.ALONE.match(text, stop) is None  # “八大群体”入会和“强基”行动
            headed = own is not None or (end is not None and alone and not lex.not_tail.match(text, stop))
            stop = own or stop
            lead = start - len(drive[0]) if drive and quote is first else start
            known = lex.known_as.get(words)
            zeal = cue.ZEAL.search(before) if headed and cue.NUMBERED.fullmatch(words) else None
            if zeal:
                self.add(start - len(zeal[0]), stop, "programme.quote-head")
            elif headed:
                if self.speakable(words, headed=not text.endswith("”工作", start, stop)):
                    if quote is first and text[start - 1 : start] in ("庆", "迎"):
                        lead -= 1
                    self.add(self.from_ordinal(lead), stop, "programme.quote-head")
            elif refused and known != "bare":
                continue
            elif within and words[0] == "送":
                self.add(start, stop, "programme.quote-within")
            elif known:
                if (
                    known == "bare"
                    or governs
                    or drive
                    or within
                    or (theme and before.endswith("以"))  # 以“创模”为契机
                    or frame.framed(text, first.start(), last.end(), words)
                    or cue.MEASURED.search(text, max(0, start - 3), start)
                ):
                    counted = cue.COUNTED_NEXT.match(text, stop)  # 创建“爱心超市”|3个: places that were made
                    self.add(start if counted else lead, stop, "programme.quote-known")
            elif (
                (cue.CHOSEN.match(text, stop) and len(words) > 2)
                or cue.CALLED.search(before)
                or (governs and (cue.PRODUCT.fullmatch(words) or cue.PLUS.fullmatch(words)))
            ):
                if self.speakable(words, headed=False):
                    self.add(start, stop, "programme.quote-brand")
            elif self.headlined(quote) or self.repeated(quote):
                self.add(start, stop, "programme.quote-title")
            elif drive and quote is first and len(words) >= 3:
                self.add(lead, stop, "programme.drive")
            elif self.inner(words):
                self.add(self.from_ordinal(start), stop, "programme.quote-inner")
            elif (
                (governs == "quote" or (governs and cue.COUNTS.match(words)))
                and len(words) > 2
                and self.speakable(words, headed=False)
            ):
                self.add(start, stop, "programme.quote-verb")
            elif (
                frame.product(words) or frame.framed(text, first.start(), last.end(), words)
            ) and self.speakable(words, headed=False):
                self.add(start, stop, "programme.quote-frame")

    def own_head(self, quote: re.Match[str], before: int) -> int | None:
        """The end of the head a member of a list has of its own: “A”活动、“B”竞赛."""
        end = self.head_behind(quote)
        return end if end is not None and end <= before else None

    def from_ordinal(self, at: int) -> int:
        """The start with the number of the edition and the place before it: 泰州市第三届“金锤杯”…."""
        found = cue.EDITION.search(self.text, max(0, at - 12), at)
        if found is None:
            return at
        return self.places.get(found.start(), found.start())

    def theme(self, quote: re.Match[str]) -> None:
        """以“安全第一”为主题的演讲比赛: the event with its theme; a bare theme is no name."""
        text = self.text
        link = cue.THEME.match(text, quote.end())
        if link is None or not link[2]:
            return
        tail = self.lex.tail.match(text, link.end())
        if tail and not cue.BREAK.search(tail[1]) and self.closed(tail):
            rest = text[link.end() : tail.end()]
            plain = generic(core(rest)) or len(core(rest)) <= 3
            if plain and self.speakable(quote[1], headed=True):
                self.add(quote.start(), tail.end(), "programme.theme")
            elif not plain:
                self.add(link.end(), tail.end(), "programme.theme-event")

    def head_behind(self, quote: re.Match[str]) -> int | None:
        """Where the head of the quotation ends: “我为安全进一言”合理化建议竞赛活动 → after 活动.

        Behind 等 and more than a head stands the class, not the name: “五小”等群众性创新活动 → “五小”.
        """
        text, lex, at = self.text, self.lex, quote.end()
        tail = lex.tail.match(text, at)
        between = tail[1] if tail else ""
        for _ in range(3):  # 工会服务站点双15工程: 服务站 is no head, but 工程 is
            if tail is None or self.closed(tail) or cue.BREAK.search(between):
                break
            tail = lex.tail.match(text, tail.end())
            between = text[at : tail.end()] if tail else ""
        if tail is None or cue.BREAK.search(between) or not self.closed(tail) or len(between) > 24:
            return None
        rest = text[at : tail.end()]
        again = between and len(rest) >= 6 and text.count(rest) > text.count(quote[0] + rest)
        if again and not generic(core(rest)):
            return None  # 下班不“下课” 东台职工夜校…: the text names 东台职工夜校 without it
        if cue.COUNT_INSIDE.search(between) or between.count("（") != between.count("）"):
            return None
        if text.startswith("的", at) and cue.ABOUT.match(text, tail.end()):  # “…”的竞赛主题: a slogan
            return None
        if tail[2] == "工作" and between not in ("", "相结合", "建设"):
            return None
        if between and quote[1][-1] not in SHORT and self.inner(quote[1], brand=False):
            return None
        refused = lex.not_tail.match(text, at)
        if refused and between and refused.end() != tail.start(2):  # “…”演讲比赛, but not “…”精神宣讲活动
            return None
        if text.startswith("等", at) and (between or text.startswith("等先进的", at)):
            return at
        return tail.end()

    def closed(self, tail: re.Match[str]) -> bool:
        """Does the head end its word: not 活动中心, 工程师, 工作会议?"""
        head = self.last_head(tail[2])
        if head[-1] == "年" and self.text[tail.end() : tail.end() + 1] in tuple("度内来终底初"):
            return False
        if head == "工作":
            return not cue.NO_WORK.match(self.text, tail.end())
        stop = self.lex.not_before.get(head)
        return stop is None or not stop.match(self.text, tail.end())

    def last_head(self, heads: str) -> str:
        """The longest head the run of heads ends with."""
        for i in range(len(heads)):
            if heads[i:] in self.lex.strength:
                return heads[i:]
        return heads

    def speakable(self, words: str, *, headed: bool) -> bool:
        """May the quoted words name a programme, and not a formula, an honour or speech?"""
        lex = self.lex
        if cue.EMPTY.match(words) or len(words) < 2:
            return False
        if words in lex.not_is and not (
            headed and words in ("五一", "三八", "六一", "七一", "中国梦", "一带一路")
        ):
            return False
        if any(w in words for w in lex.not_holds) or words[-1] in "。！？…：；，":
            return False
        if headed:
            return not (cue.NUMBERED.fullmatch(words) and "." not in words)
        if cue.NUMBERED.fullmatch(words) or not 2 <= len(words) <= 30:
            return False
        return not words.startswith(lex.not_starts) and not words.endswith(lex.not_ends)

    def inner(self, words: str, *, brand: bool = True) -> bool:
        """Does the quotation end in a head of its own: “强基工程”, “节能减排活动月”, `brand`: “心理驿站”?"""
        found = self.lex.inner.search(words)
        if found is None or not self.speakable(words, headed=True):
            return False
        if found.start() < (2 if len(found[0]) == 1 else 1):
            return False
        if found[0] == "工作室" and cue.STUDIO.search(words):  # a body of a workshop, no programme
            return False
        head = self.last_head(found[0])
        strength = self.lex.strength.get(head, "strong")
        if brand and (head in self.lex.brands or frame.season(words)):
            return True  # the marks make a name of what would else be a kind of thing
        if strength == "weak" or found[0] in ("教育", "建设工作", "宣讲"):
            return False
        return strength == "strong" or not generic(words[: found.start()])

    def headlined(self, quote: re.Match[str]) -> bool:
        """Does the headline quote the words, and the text say them again: “职工会客厅”?"""
        words, body = quote[1], self.text.find("\n") + 1
        if len(words) < 3 or not body or cue.CATCHWORD.match(words):
            return False
        if not self.speakable(words, headed=False) or f"“{words}”" not in self.text[:body]:
            return False
        # “金点子” of the text's “金点子银行” is no name
        return re.search(rf"{re.escape(words)}(?!(?<=“{re.escape(words)})[^”])", self.text[body:]) is not None

    def repeated(self, quote: re.Match[str]) -> bool:
        """Does the text quote the words thrice, once after a verb of founding: 成立“海上工会”?"""
        words = quote[1]
        if len(words) < 3 or cue.CATCHWORD.match(words) or not self.speakable(words, headed=False):
            return False
        if words not in self.often:
            marked = f"“{words}”"
            self.often[words] = self.text.count(marked) > 2 and bool(
                re.search(rf"{cue.FOUNDS}了?[^，。；“”]{{0,8}}{re.escape(marked)}", self.text)
            )
        return self.often[words]
