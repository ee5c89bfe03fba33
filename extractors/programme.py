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

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors import programme_cues as cue
from extractors.programme_names import canonical, core, generic, merge, same
from extractors.programme_quotes import Quotations

__all__ = ["GROUP", "canonical", "find", "merge", "same"]

GROUP = "programme"


class _Text(Quotations):
    """One text with what is found in it, with marks and without."""

    # ---- documents
    def plans(self) -> None:
        """The programme of years that a plan lays down: 《某市职工素质工程三年行动计划》."""
        for m in cue.PLAN.finditer(self.text):
            scheme = cue.SCHEME.search(m[1])
            start, end = (m.start(1) + at for at in scheme.span(1)) if scheme else m.span(1)
            self.add(start, end, "programme.plan")
        for m in cue.YEARS.finditer(self.text):
            if not self.blocked[m.start(1)]:
                self.add(*m.span(1), "programme.plan")

    # ---- lists of projects
    def points(self) -> None:
        """The points of a list of projects, 2. 职工夜校。…, where the text says that it is one."""
        points = list(cue.POINTS.finditer(self.text))
        if len(points) < 4 or not cue.PROJECTS.search(self.text, 0, points[0].start()):
            return
        for m in points:
            start, end = m.span(1)
            end = done.start() if (done := cue.DONE.search(self.text, start, end)) else end
            if not self.lex.verb.match(self.text, start):
                self.add(start, end, "programme.point")

    # ---- names made after one pattern
    def patterned(self) -> None:
        """Campaigns that every union names after one pattern: “六五”普法, 送电影下基层, 重大疾病互助保障."""
        for m in cue.ON_LAW.finditer(self.text):
            self.add(m.start(), m.end(), "programme.known")
        for m in cue.PATTERN.finditer(self.text):
            if self.blocked[m.start()]:
                continue
            heads = self.lex.heads_here.match(self.text, m.end())
            self.add(
                m.start(), heads.end() if heads and self.closed_at(heads) else m.end(), "programme.known"
            )

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
            if cue.ONE_WITH.search(text, max(0, m.start() - 28), m.start()):
                continue
            if m[0].endswith("工作室") and m.start() and not cue.UNOWNED.match(text, m.start() - 1):
                continue  # 李明劳模创新工作室: one of them
            if m[0].endswith(("夜校", "书屋")) and (
                cue.ROOM_AFTER.match(text, end)
                or cue.ROOM_BEFORE.search(text, max(0, m.start() - 12), m.start())
            ):
                continue  # 职工书屋、健身房、乒乓球馆: rooms
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

    def agreed(self) -> None:
        """What an issued paper founds: 下发《关于建立|劳动争议化解机制|的意见》; not what is only cited."""
        for m in cue.AGREED.finditer(self.text):
            if not generic(core(m[1])) and not self.lex.verb.match(m[1]):
                self.add(*m.span(1), "programme.document")

    def again(self) -> None:
        """Brands and projects once read, where the text says them again without marks."""
        words = {self.text[f.start : f.end].strip("“”") for f in self.found if f.rule in cue.BRANDS}
        words = {w for w in words if len(w) > 2 and not generic(w) and w not in self.lex.known_as}
        if not words:
            return
        longest = sorted(words, key=lambda w: (-len(w), w))[:40]
        for m in re.finditer("|".join(map(re.escape, longest)), self.text):
            if not any(self.blocked[m.start() : m.end()]):
                self.add(m.start(), m.end(), "programme.again")

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
                row = cue.PARALLEL.match(text, m.end()) if self.last_head(m[0])[0] == "大" else None
                previous = row.end() if row else m.end()
                self.add(start, previous, rule)

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
        aside = text.find("）", start, at) if text.startswith("（", start) else -1
        start = aside + 1 if aside >= 0 else start  # （以下简称甲）第九届职工技术比武
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
        if head == "基金" and not governed and self.text[m.end() : m.end() + 1].isdigit():
            return False  # 自筹700万元、职工互助基金260万元: where money comes from
        if head == "基金" and re.search(r"\d", before):
            return False  # 拿出30万元奖励基金
        if (head == "基金" and not cue.NOT_INSIDE.search(before)) or (
            head == "数据库" and governed and len(before) >= 5
        ):
            return True
        if head in ("网络", "联盟") and len(before) >= 6:
            at = m.start() - len(before)
            if governed in cue.BUILDS or cue.SHAPED.search(self.text, max(0, at - 20), at):
                return True
        if head == "责任制" and len(before) < 6:
            return False
        if governed in ("", "的") and cue.BREAK.search(before):
            return False
        if governed not in ("", "的") and len(before) <= 16 and lex.known.search(name):
            return True
        if governed == "启动" and len(before) >= 4 and cue.CONTEST.search(name):
            return not cue.BREAK.search(before)
        if strength == "named":
            return bool(governed) and len(before) >= 4
        # 举办职工文化艺术节, 办好职工艺术节, 举办全市职工文艺汇演: one event, whatever words name it
        if cue.HELD_EVENT.search(name) and governed in cue.HOLDS:
            at = m.start() - len(before)
            if len(name) >= 7 or cue.LEVEL.search(self.text, max(0, at - 2), at):
                return True
        if governed == "办好" and cue.FEAST.search(name):
            return True
        if head == "机制" and governed in cue.BUILDS and len(before) >= 4:
            left = self.text[max(0, m.start() - len(before) - 40) : m.start() - len(before)]
            if cue.TOGETHER.search(left):
                return True  # 与市法院建立诉调对接机制
        if generic(words) or generic(before):
            return False
        if cue.ENTERS.search(before):
            return True
        if strength == "strong":
            return bool(governed) or (4 <= len(before) <= 14 and not cue.BREAK.search(before))
        if strength == "medium":  # 平安|创建工程: a head before another may be part of the name
            own = name[: -len(head)] if head == "工程" else before
            return bool(governed) and len(own) >= 3
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
    found.points()
    found.quotations()
    found.plans()
    found.patterned()
    found.drives()
    found.compounds()
    found.agreed()
    found.known()
    found.again()
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
