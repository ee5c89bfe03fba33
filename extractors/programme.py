"""Reading text in, `doc.spans["programme"]` out: named campaigns, contests, schemes, mechanisms, brands.

Two ways lead to a name. A quotation is one when a head stands behind it (“百分百要约”行动,
“从我做起”的节能减排活动), inside it (“强基工程”), or when a verb of carrying out governs it
(推进“两个普遍”). Without marks a compound is one when it ends in a head (职工素质提升工程), something
specific stands before the head (not 文体活动), and a verb or its shape shows where it begins.
What the words are is data: `lexicon/programme_*.tsv`.

A span covers the name as the text has it, marks included; its `kb_id` is `canonical(text)`.
Reads the groups organisation, document, place and date, where they exist, to know where names begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors import programme_cues as cue
from extractors.programme_names import SHORT, canonical, core, generic, lexicon, merge, same

__all__ = ["GROUP", "canonical", "find", "merge", "same"]

GROUP = "programme"


# ---------------------------------------------------------------- finding
@dataclass(frozen=True, slots=True, order=True)
class _Found:
    start: int
    end: int
    rule: str


class _Text:
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
        self.found: list[_Found] = []

    def add(self, start: int, end: int, rule: str) -> None:
        """Keep the stretch unless a rule before has a part of it."""
        if not any(self.taken[start:end]):
            self.found.append(_Found(start, end, rule))
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
        refused = end is None and bool(lex.not_tail.match(text, last.end()) or cue.HONOURED.search(before))
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
            elif known:
                if known == "bare" or governs or drive or cue.MEASURED.search(text, max(0, start - 3), start):
                    self.add(lead, stop, "programme.quote-known")
            elif (
                (cue.CHOSEN.match(text, stop) and len(words) > 2)
                or cue.CALLED.search(before)
                or (governs and (cue.PRODUCT.fullmatch(words) or cue.PLUS.fullmatch(words)))
            ):
                if self.speakable(words, headed=False):
                    self.add(start, stop, "programme.quote-brand")
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
        if cue.COUNT_INSIDE.search(between) or between.count("（") != between.count("）"):
            return None
        if text.startswith("的", at) and cue.ABOUT.match(text, tail.end()):  # “…”的竞赛主题: a slogan
            return None
        if tail[2] == "工作" and between not in ("", "相结合", "建设"):
            return None
        if between and quote[1][-1] not in SHORT and self.inner(quote[1]):
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
        if words in lex.not_is and not (headed and words in ("五一", "三八", "六一", "七一", "中国梦")):
            return False
        if any(w in words for w in lex.not_holds) or words[-1] in "。！？…：；，":
            return False
        if headed:
            return not (cue.NUMBERED.fullmatch(words) and "." not in words)
        if cue.NUMBERED.fullmatch(words) or not 2 <= len(words) <= 30:
            return False
        return not words.startswith(lex.not_starts) and not words.endswith(lex.not_ends)

    def inner(self, words: str) -> bool:
        """Does the quotation end with a head of its own: “强基工程”, “节能减排活动月”?"""
        found = self.lex.inner.search(words)
        if found is None or not self.speakable(words, headed=True):
            return False
        if found.start() < (2 if len(found[0]) == 1 else 1):
            return False
        if found[0] == "工作室" and cue.STUDIO.search(words):  # a body of a workshop, no programme
            return False
        strength = self.lex.strength.get(self.last_head(found[0]), "strong")
        if strength == "weak" or found[0] in ("教育", "建设工作", "宣讲"):
            return False
        return strength == "strong" or not generic(words[: found.start()])

    # ---- documents
    def plans(self) -> None:
        """The programme of years that a plan lays down: 《某市职工素质工程三年行动计划》."""
        for m in cue.PLAN.finditer(self.text):
            scheme = cue.SCHEME.search(m[1])
            start, end = (m.start(1) + at for at in scheme.span(1)) if scheme else m.span(1)
            self.add(start, end, "programme.plan")

    # ---- known names
    def known(self) -> None:
        """Programmes every union runs, without marks: 送温暖, 金秋助学活动."""
        text, lex = self.text, self.lex
        for m in lex.known.finditer(text):
            if self.blocked[m.start()] or self.taken[m.start()]:
                continue
            heads = lex.heads_here.match(text, m.end())
            end = heads.end() if heads and self.closed_at(heads) else m.end()
            if end == m.end() and text[end : end + 1] in tuple("金费款品员者"):
                continue  # 职工医疗互助金: the money, not the scheme
            if cue.IN_HONOUR.search(text, max(0, m.start() - 14), m.start()) or cue.OF_HONOUR.match(
                text, end
            ):
                continue
            if m[0].endswith("工作室") and not cue.UNOWNED.match(text, m.start() - 1):
                continue  # 李明劳模创新工作室: one of them
            if lex.known_as[m[0]] == "bare" or end > m.end():
                before = text[max(0, m.start() - 2) : m.start()]
                season = cue.SEASON.search(before) if text[m.start()] == "送" else None
                self.add(m.start() - (len(season[0]) if season else 0), end, "programme.known")

    def closed_at(self, heads: re.Match[str]) -> bool:
        """Does an unmarked run of heads end its word?"""
        if heads[0][-1] == "年" and self.text[heads.end() : heads.end() + 1] in tuple("度内来终底初"):
            return False
        stop = self.lex.not_before.get(self.last_head(heads[0]))
        return stop is None or not stop.match(self.text, heads.end())

    # ---- compounds
    def drives(self) -> None:
        """争创市示范社区（楼宇）工会活动: a drive for a title."""
        for m in cue.DRIVE_NAME.finditer(self.text):
            if not self.blocked[m.start()] and not generic(m[1]):
                self.add(m.start(), m.end(), "programme.drive")

    def compounds(self) -> None:
        """Unmarked names that end in a head: 职工素质提升工程, 首届职工运动会."""
        text, lex = self.text, self.lex
        previous = 0
        for m in lex.head.finditer(text):
            if self.blocked[m.start()] or self.taken[m.start()]:
                continue
            if not self.closed_at(m):  # 金秋助学活动日前结束: 活动, not 活动日
                shorter = lex.head.fullmatch(text, m.start(), m.end() - 1)
                if shorter is None:
                    continue
                m = shorter
            start, governed = self.left(m.start(), m[0], previous)
            if start is None:
                continue
            name = text[start : m.end()]
            if text.startswith("暨", start) and self.found and self.found[-1].end == start:
                if not core(name[1:]) or generic(core(name[1:])):  # 班组文化评选活动暨成果展示会
                    joined = self.found.pop()
                    self.taken[joined.start : joined.end] = bytes(joined.end - joined.start)
                    self.add(joined.start, m.end(), joined.rule)
                    previous = m.end()
                    continue
                start, name, governed = start + 1, name[1:], "暨"
            late = cue.JUBILEE.match(text, start, m.start())
            if late:  # 庆祝建县50周年首届职工艺术节
                start, name = late.end(), text[late.end() : m.end()]
            if start == previous and self.found and self.found[-1].end == start and not governed:
                part = cue.PART.fullmatch(text, start, m.start()) and cue.CONTEST.search(name)
                if part and cue.CONTEST.search(text, self.found[-1].start, start):
                    start = self.found.pop().start  # 第三届职工运动会拔河比赛
                    self.taken[start:previous] = bytes(previous - start)
                    name, governed = text[start : m.end()], "的"
            if self.names(name, m, governed):
                rule = "programme.ordinal" if cue.ORDINAL.match(name) else "programme.compound"
                self.add(start, m.end(), rule)
                previous = m.end()

    def opens(self, start: int, low: int) -> bool:
        """Is `start` the head of a sentence, of a quotation or of the words behind a date?"""
        before = self.text[low - 1 : low]
        dated = before == "，" and self.text[low - 2 : low - 1] in ("日", "间", "午")
        return dated or before in ("", "\n", "。", "“", "：", "！")

    def left(self, at: int, head: str, previous: int) -> tuple[int | None, str]:
        """Where the name with its head at `at` begins, and the verb that governs it ("" if none does)."""
        text, lex = self.text, self.lex
        low = at
        floor = max(previous, at - 36)
        while low > floor and text[low - 1] not in cue.EDGE and not self.taken[low - 1]:
            low -= 1
        governed = ""
        start = low
        for verb in lex.verb.finditer(text, low, at):
            if verb[0] in lex.nounlike and verb.start() == start and governed in cue.HOLDS:
                continue  # 开展建设职工之家活动: what is held may be called by a verb
            if (
                verb[0] in lex.nounlike
                and verb.start() > start
                and not (
                    cue.BEFORE_VERB.search(text, low, verb.start())
                    or verb.start() in self.ends
                    or (
                        verb[0] != "建设"
                        and text.endswith(("工会", "企业", "部门", "单位"), low, verb.start())
                    )
                )
            ):
                continue
            start, governed = verb.end(), verb[0]
        for end in range(at, start, -1):
            if end in self.ends:
                start = end
                break
        listed = text.rfind("、", start, at)
        while listed >= 0 and (
            text.rfind("（", start, listed) > text.rfind("）", start, listed)
            or cue.FEASTS.search(text, max(start, listed - 3), listed)
        ):
            listed = text.rfind("、", start, listed)
        if listed >= 0:
            if cue.EVERY.match(text, start):  # 参加各类技术攻关、发明创造活动: kinds of work
                return None, ""
            start = listed + 1
        for word in cue.GRAMMAR.finditer(text, start, at):
            start = word.end()
        while (lead := cue.LEAD.match(text, start, at)) and lead.end() > start:
            start = lead.end()
        if text.startswith("）", start) or text.count("（", start, at) != text.count("）", start, at):
            return None, ""
        if not governed and low <= start and self.opens(start, low):
            placed = next((self.places[e] for e in range(start + 1, at) if e in self.places), start)
            if placed > start and not text[start:placed].isalnum():
                placed = start
            if cue.HAPPENS.match(text, at + len(head)) or cue.OCCASION.match(text, at + len(head)):
                return placed, "启动"
        if cue.CONTEST.search(head) and cue.OCCASION.match(text, at + len(head)) and governed in cue.MEETS:
            return start, "启动"
        if not governed and cue.WON.match(text, at + len(head)):
            return start, "参加"
        if not governed and start in self.ends:
            return start, "的"  # the body's own: 某市总工会职工子女暑期服务活动
        if not governed and (listed >= 0 or text[low - 1 : low] in ("：", "、", "”")):
            clause = text[low : min(len(text), at + 160)].split("。")[0]
            back = text[max(0, low - 60) : low]
            if cue.LISTED.search(clause) or "系列活动" in back:
                governed = "等"
        return start, governed

    def names(self, name: str, m: re.Match[str], governed: str) -> bool:
        """Is the compound a name, not a kind of work?"""
        lex = self.lex
        words = core(name)
        head = self.last_head(m[0])
        if len(name) > 26 or len(words) < 2 or len(name) <= len(m[0]):
            return False
        before = name[: -len(m[0])]
        if cue.ORDINAL.search(before):
            return not cue.EDITIONS.search(before)
        if cue.COUNTED.search(before) or cue.NOT_INSIDE.search(before) or cue.OF_COUNT.match(before):
            return False
        strength = lex.strength.get(head, "weak")
        if strength == "never" or (head == "工程" and cue.WORKS.search(before)):
            return False
        if (head == "基金" and not cue.NOT_INSIDE.search(before)) or (
            head == "数据库" and governed and len(before) >= 5
        ):
            return True
        if governed in cue.BUILDS and head in ("网络", "联盟") and len(before) >= 6:
            return True
        if head == "责任制" and len(before) < 6:
            return False
        if governed in ("", "的") and cue.BREAK.search(before):
            return False
        if governed not in ("", "的") and len(before) <= 16 and lex.known.search(name):
            return True
        if governed == "启动" and len(before) >= 4 and cue.CONTEST.search(name):
            return not cue.BREAK.search(before)
        if generic(words) or generic(before):
            return False
        if cue.ENTERS.search(before):
            return True
        if strength == "strong":
            return bool(governed) or (4 <= len(before) <= 14 and not cue.BREAK.search(before))
        if strength == "medium":
            return bool(governed) and len(before) >= 3
        done = self.text.startswith("了", m.start() - len(before) - 1) or governed in ("推行", "实行")
        if governed in cue.BUILDS and self.text.startswith("以来", m.end()) and len(before) >= 8:
            return True
        if not done or governed not in cue.BUILDS or "和" in before:
            return False
        return len(before) >= 6 and not generic(words, 6)


def find(
    text: str,
    blocked: Iterable[tuple[int, int]] = (),
    bodies: Iterable[tuple[int, int]] = (),
    places: Iterable[tuple[int, int]] = (),
) -> list[tuple[int, int, str]]:
    """The programmes named in a text as (start, end, rule), in order and without overlaps.

    `blocked` are stretches where none is looked for (titles of documents), `bodies` the names of
    organisations, which a programme's name does not reach into; a place belongs to a name only before
    the number of an edition (泰州市第三届职工运动会).
    """
    mask = bytearray(len(text) + 1)
    for start, end in blocked:
        mask[start:end] = b"\1" * (end - start)
    found = _Text(text, mask, frozenset(end for _, end in bodies), {end: start for start, end in places})
    found.quotations()
    found.plans()
    found.drives()
    found.compounds()
    found.known()
    return [(f.start, f.end, f.rule) for f in sorted(found.found)]


@Language.factory("kg_programme")
def create(nlp: Language, name: str) -> ProgrammeExtractor:
    """The component `kg_programme`."""
    return ProgrammeExtractor()


class ProgrammeExtractor:
    """`doc -> doc` with the span group programme."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the group; the groups document and organisation are read where they exist."""

        def stretches(group: str) -> list[tuple[int, int]]:
            return [(s.start, s.end) for s in doc.spans[group]] if group in doc.spans else []

        doc.spans[GROUP] = [
            Span(doc, start, end, label="programme", kb_id=canonical(doc.text[start:end]), span_id=rule)
            for start, end, rule in find(
                doc.text, stretches("document"), stretches("organisation"), stretches("place")
            )
        ]
        return doc
