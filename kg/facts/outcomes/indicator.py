"""A text and its figures in, what each figure counts out, in the text's words.

Three shapes cover the genre. *Before*: the phrase ends in the figure (发放宣传册数千册, 组建率达95%);
*behind*: the counted noun follows (收到85条信息, 27名干部职工参加); *inherited*: the figure leans on
the one before it (涉及749家企业，843人次; 其中来访551件，涉及职工821人次; 比上年净增3610家).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

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


class Indicators:
    """Finds the phrase of each figure of one text, in order; built once per item."""

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
        self.dates = sorted(dates)
        self.date_ends = {b: a for a, b in dates}
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

    def phrases(self) -> list[Phrase]:
        """One phrase per figure, in order."""
        found: list[Phrase] = []
        shared = self._respectively()
        for index in range(len(self.figures)):
            phrase = shared.get(index) or self._phrase(index, found)
            found.append(phrase)
        return found

    # ------------------------------------------------------------ bounds
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
        while start < end:
            if start in self.blanks and self.blanks[start] <= end:
                start = self.blanks[start]
                continue
            if self.text[start] in " 、的”）·●":
                start += 1
                continue
            match = wording.TERM.match(self.text, start, end) or wording.lead().match(self.text, start, end)
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
        for left, right in self.dates[bisect_left(self.dates, (start, 0)) :]:
            if right >= end - 3:
                break
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
        for left, right in self.blanks.items():  # a body inside the phrase: its subject
            if start < left and right < end - 3 and self.text[left - 1] not in "对向为给与和、":
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
        return bool(wording.MOVED.fullmatch(text)) and (dated or text[-1] in "到至为了")

    def _undated(self, start: int, end: int) -> int:
        """`end` moved before a date and 的: 提高到|2012年的87%."""
        while end > start and (self.text[end - 1] == "的" or end in self.date_ends):
            end = self.date_ends.get(end, end - 1)
        return end

    # ------------------------------------------------------------ phrases
    def _phrase(self, index: int, found: list[Phrase]) -> Phrase:
        figure = self.figures[index]
        left, right = self._left(index, found), self._right(index)
        start = self._strip_front(left, figure.start)
        end = self._strip_back(start, figure.start)
        behind = self.text[figure.end : right]
        joint = wording.JOINT.search(behind)
        behind = behind[: joint.start()] if joint else behind
        before = self.text[start:end]
        edge = self._undated(left, figure.start)
        if found and self._same_sentence(index) and self._moved(self.text[left:edge], edge < figure.start):
            moved = found[-1]
            return replace(moved, end=figure.end, rule="outcome.moved")
        verb, kind = self._verb(start, end)
        if figure.noun:  # 102万职工积极参加: the unit is the noun
            figure = replace(figure, end=figure.end - len(figure.unit))
            behind, end = figure.unit + behind, start
            before, verb, kind = "", "", ""
        previous = found[-1] if self._same_sentence(index) and found else None
        if self._counts_before(figure, before, behind, kind):
            return self._before(index, left, start, end, behind, previous)
        if (spanned := wording.SPANNED.search(before)) and behind[0] != "的":  # 提前9天交付
            text = spanned[0] + behind[:16]
            return Phrase(
                text, end - len(spanned[0]), figure.end + len(behind[:16]), "outcome.span", head=text
            )
        phrase = self._behind(figure, index, start, end, behind, verb, kind, previous)
        if joint and joint[0]:  # 9个工会获得甲称号、|56个获得乙称号
            phrase = replace(phrase, reach=right)
        return phrase

    def _counts_before(self, figure: Figure, before: str, behind: str, kind: str) -> bool:
        """Does the indicator stand before the figure?"""
        if (
            not behind
            or wording.CONJUNCTION.match(behind)
            or (wording.MOVED.fullmatch(behind) and behind[-1] in "到至为")
        ):
            return True
        if wording.GOAL.match(behind):
            return bool(before)
        predicates, _ = wording.predicates()
        if figure.percent and behind[0] == "的" and not wording.GOAL.match(behind):
            return False  # 推动80%以上的乡镇工会达标
        if figure.percent:
            # 已经百分之百完成了任务: what is wholly done follows
            return bool(before) and kind != "light" and not re.match(r"(?:完成|覆盖|实现|建|签|达标)", behind)
        if behind[0] == "的":
            return False
        return (
            bool(before)
            and kind not in ("light", "strong", "depend", "scope")
            and bool(predicates.match(behind))
        )

    def _verb(self, start: int, end: int) -> tuple[str, str]:
        """The verb that ends the stretch before a figure, with its class: 新聘请|了24名 -> strong."""
        text = re.sub(r"(?:了|过|出|起)$", "", self.text[start:end])
        pattern, classes = wording.verbs()
        if re.match(r"[由对向与从把将]", self.text[end : end + 1]):
            return "", "light"  # 组建由|46名教师组成的导师团
        match = pattern.search(text)
        if match and classes[match["verb"]] == "scope":
            rest = re.sub(r"(?:了|过|出|起)$", "", text[: match.start("verb")])
            inner = pattern.search(rest)
            return (inner[0], classes[inner["verb"]]) if inner else ("", "scope")
        if not match:
            return "", ""
        if re.search(r"、[^、]{1,6}$", text[: match.start()]):
            return "", ""  # 设茶叶加工、餐厅服务8个工种: the end of a list, no verb
        return match[0], classes[match["verb"]]

    def _before(
        self, index: int, left: int, start: int, end: int, behind: str, previous: Phrase | None
    ) -> Phrase:
        """The phrase ends in the figure: 发放法律宣传册数千册."""
        figure = self.figures[index]
        text = self.text[start:end]
        whole = self.text[left : figure.start].strip("，、 ").removesuffix("的")
        if previous and previous.head and wording.LEANING.fullmatch(whole):
            return Phrase(
                previous.head + whole, previous.start, figure.end, "outcome.leaning", head=previous.head
            )
        if not text:
            return self._inherited(index, behind, previous)
        if start > left and self.text[start - 1] in "为向给" and len(text) > 4:
            start -= 1  # 为职工挽回损失: for whom belongs to it
        origin = start
        start, text = self._shorten(start, end)
        text = wording.ASPECT.sub("", text)
        if previous and wording.LEVEL.fullmatch(text) and (kin := wording.LEVELLED.search(previous.text)):
            text += kin[1]
        if growth := wording.GROWTH.match(text):
            head = previous.head if previous else self._clause_before(index)
            kept = wording.COMPARED.sub("", text)
            if growth.end() >= len(text) and head:
                return Phrase(
                    head + kept,
                    previous.start if previous else origin,
                    figure.end,
                    "outcome.growth",
                    head=head,
                )
        rule, head = "outcome.before", text
        for word, kind in wording.verbs()[1].items():
            if kind == "depend" and text.startswith(word) and previous and 0 < len(previous.head) <= 16:
                noun = text[len(word) :]
                return Phrase(
                    previous.head + text, start, figure.end, "outcome.dependent", word, noun, previous.head
                )
        predicates, classes = wording.predicates()
        if (
            behind
            and text in wording.generic()
            and (match := predicates.match(behind))
            and classes[match[0]] == "keep"
        ):
            text += wording.ASPECT.sub("", behind)
            return Phrase(
                text, start, figure.end + len(behind), "outcome.before-predicate", noun=head, head=text
            )
        verb = self._opening_verb(text)
        if (
            not verb
            and previous
            and previous.verb
            and self.text[left : left + 1] == "、"
            and origin == left + 1
        ):
            verb, text = previous.verb, previous.verb + text  # 走访困难企业76家、困难职工4300户
        if behind and len(behind) <= 8 and re.search(r"(?:按|以|用)$", self.text[start : figure.start]):
            text += behind  # 工会经费按60%|返还乡镇
            return Phrase(text, start, figure.end + len(behind), "outcome.share", verb, head=head)
        return Phrase(text, start, figure.end, rule, verb, text[len(verb) :], head)

    def _behind(
        self,
        figure: Figure,
        index: int,
        start: int,
        end: int,
        behind: str,
        verb: str,
        kind: str,
        previous: Phrase | None,
    ) -> Phrase:
        """The counted noun follows the figure: 收到85条劳动预警信息."""
        stretch = behind
        behind = behind.removeprefix("的")
        relative = wording.RELATIVE.match(behind)
        if relative and relative.end() < len(behind):
            behind = behind[relative.end() :]
        noun, predicate, role = self._split(behind, figure, kind)
        if bound := wording.LATE_BOUND.match(noun):  # 8个工种以上的技能竞赛 -> 技能竞赛工种
            noun = noun[bound.end() :] + bound[1]
        noun = wording.noun_alone(noun, self.text[start:end], kind)
        quote_end = figure.end + len(stretch)
        kept = wording.ASPECT.sub("", predicate).rstrip("的了中") if role in ("keep", "post") else ""
        if len(kept) > 34:
            kept = kept[:34]
        keep_verb = verb if kind in ("strong", "depend") else ""
        if keep_verb and self.text[start] == "每" and end - start <= 8:
            keep_verb = self.text[start:end]  # 每人给予5000元救助
        if figure.percent and noun and kept:
            keep_verb = ""
        quote_start = self.text.rfind(verb, start, end) if keep_verb else figure.start
        if not noun:
            base = previous.noun if previous and previous.reach and not previous.verb else ""
            if keep_verb and not kept:
                return self._inherited(index, behind, previous)
            text = base + (kept or predicate) if not keep_verb else keep_verb + kept
            return Phrase(
                text or figure.unit, quote_start, quote_end, "outcome.predicate", noun=base, head=text
            )
        if keep_verb:
            text = keep_verb + noun + (kept if wording.general(noun) else "")
            head = text
            if kind == "depend" and previous and 0 < len(previous.head) <= 16:
                text, head = previous.head + text, previous.head
            length = stretch.find(noun) + len(noun)
            return Phrase(text, quote_start, figure.end + length, "outcome.verb-noun", keep_verb, noun, head)
        if kept and (wording.general(noun) or figure.percent):
            return Phrase(
                noun + kept, quote_start, quote_end, "outcome.noun-predicate", noun=noun, head=noun + kept
            )
        before = self.text[start:end].removesuffix(verb) if verb else self.text[start:end]
        if (
            wording.general(noun)
            and 2 <= len(before) <= 12
            and kind in ("", "light")
            and not wording.PREPOSED.search(self.text[start : figure.start])
        ):
            length = stretch.find(noun) + len(noun)  # 艺术节共有六项内容
            return Phrase(
                before + noun,
                start,
                figure.end + length,
                "outcome.subject-noun",
                noun=noun,
                head=before + noun,
            )
        length = stretch.find(noun) + len(noun)
        return Phrase(noun, quote_start, figure.end + length, "outcome.noun", noun=noun, head=noun)

    def _split(self, behind: str, figure: Figure, kind: str) -> tuple[str, str, str]:
        """The stretch behind a figure as noun, predicate and the predicate's class: 职工|前来观看."""
        predicates, classes = wording.predicates()
        match = predicates.match(behind) or predicates.search(behind, 1)
        noun, predicate, role = behind, "", ""
        if match:
            noun, predicate, role = behind[: match.start()], behind[match.start() :], classes[match[0]]
            if not noun and "的" in behind[:-1]:  # 开展集体协商的企业
                noun, predicate, role = behind, "", ""
            elif role == "post" and len(predicate) > len(match[0]):  # 同志担任预警员
                noun, predicate = predicate[len(match[0]) :], ""
        preposed = wording.PREPOSED.search(self.text[max(0, figure.start - 4) : figure.start])
        if kind != "strong" and preposed and (done := wording.strong().search(noun, 2)):
            # 为58名农民工|追回欠薪87万元: what was done has its own figure; else it tells what is counted
            role = "cut" if self._followed(figure.end) else "keep"
            return noun[: done.start()], noun[done.start() :], role
        if role == "cut" and (wording.general(noun) or figure.percent):  # 镇（街道）在活动中|获得表彰
            later = next((m for m in predicates.finditer(predicate) if classes[m[0]] == "keep"), None)
            if later:
                return noun, predicate[later.start() :], "keep"
        return noun, predicate, role

    def _followed(self, end: int) -> bool:
        """Does another figure follow in the same clause?"""
        at = bisect_left(self.walls, end)
        wall = self.walls[at] if at < len(self.walls) else len(self.text)
        return any(end <= f.start < wall for f in self.figures)

    def _inherited(self, index: int, behind: str, previous: Phrase | None) -> Phrase:
        """The figure names nothing itself: 涉及749家企业，843人次 -> 涉及人次."""
        figure = self.figures[index]
        own = self._clause_before(index, own=True)
        if previous and not own:
            if previous.verb and previous.rule in ("outcome.verb-noun", "outcome.dependent"):
                base = previous.text.removesuffix(previous.noun)
                text = base + figure.unit
                return Phrase(
                    text,
                    previous.start,
                    figure.end,
                    "outcome.ditto",
                    previous.verb,
                    figure.unit,
                    previous.head,
                )
            text = previous.text
            if figure.unit in ("元", "人次", "人") and not self.figures[index - 1].unit.startswith(
                figure.unit
            ):
                unit = self.figures[index - 1].unit
                if unit in ("人次", "人"):
                    text = text.removesuffix(unit)
                text += "金额" if figure.unit == "元" else figure.unit  # 报销1094人次、183.7万元
            return Phrase(
                text, previous.start, figure.end, "outcome.ditto", previous.verb, previous.noun, previous.head
            )
        head = own or self._clause_before(index)
        start = self.text.rfind(head, 0, figure.start) if head else figure.start
        text = head or behind or figure.unit
        return Phrase(text, max(0, start), figure.end, "outcome.clause", head=text)

    def _clause_before(self, index: int, *, own: bool = False) -> str:
        """The clause before the figure's own, where that says nothing: 困难职工家庭，近三年来保持在1000户.

        `own`: only if no other figure stands in that clause.
        """
        at = bisect_left(self.walls, self.figures[index].start) - 1
        if at < 0 or self.text[self.walls[at]] in "。！？\n":
            return ""
        wall = self.walls[at]
        start = self.walls[at - 1] + 1 if at else 0
        if own and index and self.figures[index - 1].end > start:
            return ""
        start = self._strip_front(start, wall)
        return self._shorten(start, wall)[1]

    def _respectively(self) -> dict[int, Phrase]:
        """甲数和乙数分别完成任务的99.5%和90%: one indicator each."""
        shared: dict[int, Phrase] = {}
        for index, figure in enumerate(self.figures):
            if index in shared:
                continue
            left = self._left(index)
            at = self.text.find("分别", left, figure.start)
            if at <= left:
                continue
            group = [index]
            while group[-1] + 1 < len(self.figures):
                gap = self.text[self.figures[group[-1]].end : self.figures[group[-1] + 1].start]
                if not re.fullmatch(r"(?:以及|[、，和与及])(?:近|约)?", gap):
                    break
                group.append(group[-1] + 1)
            start = self._strip_front(left, at)
            subjects = re.split(r"以及|[、和与及]", self.text[start:at].removesuffix("，"))
            if len(group) < 2 or len(subjects) != len(group):
                continue
            stem = self.text[
                self._strip_front(at, figure.start) : self._strip_back(at, figure.start)
            ].removeprefix("分别")
            for subject, member in zip(subjects, group, strict=True):
                end = self.figures[member].end
                shared[member] = Phrase(subject + stem, start, end, "outcome.respectively", head=subject)
        return shared
