"""A text and its figures in, what each figure counts out, in the text's words.

Three shapes cover the genre. *Before*: the phrase ends in the figure (发放宣传册数千册, 组建率达95%);
*behind*: the counted noun follows (收到85条信息, 27名干部职工参加); *inherited*: the figure leans on
the one before it (走访320家企业，1150人次; 其中来电86件，涉及职工240人次; 比上年净增3610家).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from kg.facts.outcomes import wording
from kg.facts.outcomes.stretches import Figure, Phrase, Stretches


class Indicators(Stretches):
    """Finds the phrase of each figure of one text, in order; built once per item."""

    def phrases(self) -> list[Phrase]:
        """One phrase per figure, in order."""
        found: list[Phrase] = []
        shared = self._respectively()
        for index in range(len(self.figures)):
            found.append(shared.get(index) or self._in_turn(index, found) or self._phrase(index, found))
        return self._row(found)

    # ------------------------------------------------------------ phrases
    def _phrase(self, index: int, found: list[Phrase]) -> Phrase:
        figure = self.figures[index]
        left, right = self._left(index, found), self._right(index)
        if index + 1 < len(self.figures) and right == self.figures[index + 1].start:
            right = self._undated(figure.end, right)  # 从4860户减少到|2020年的|零户
        right = self._before_date(figure.end, right)
        start = self._strip_front(left, figure.start)
        end = self._strip_back(start, figure.start)
        behind = wording.NOW.sub("", self.text[figure.end : right])
        joint = wording.JOINT.search(behind)
        behind = behind[: joint.start()] if joint else behind
        if wording.WHEN.fullmatch(self.text, start, end):  # 结业时|79人通过考核
            start = end
        if wording.REST.fullmatch(self.text, start, end):
            start = end
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
        paid = figure.unit == "元" and wording.PUT_IN.search(before) and wording.strong().match(behind)
        if (paid and self._followed(figure.end)) or self._counts_before(figure, before, behind, kind):
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
            or (before and wording.WHOLE.fullmatch(behind))
            or (wording.MOVED.fullmatch(behind) and behind[-1] in "到至为")
        ):
            return True
        if wording.GOAL.match(behind):
            return bool(before)
        if figure.unit == "元" and wording.FUNDS.search(before):
            return True  # 自筹资金|15万元改造哺乳室
        if behind.startswith("用于") and wording.SPENT.search(before):
            return False  # 每年拿出20万元|用于贴息
        predicates, _ = wording.predicates()
        if self.text[figure.start - 1 : figure.start] == "等":
            return False  # 木工季某等25人|获奖章: those before are examples
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
        text = wording.untitled(self.text[start:end])
        if not text and figure.unit == "元" and (body := self._body(left, figure.start)):
            if (
                previous
                and index
                and self.figures[index - 1].unit == "元"
                and previous.start in self.body_ends
                and previous.end == self.figures[index - 1].end
            ):  # 甲公司捐资10万元、乙公司|5万元; 甲公司人均增资260元，乙公司|280元
                return replace(previous, start=left, end=figure.end, rule="outcome.turn")
            return Phrase(body, left, figure.end, "outcome.donor", head=body)
        share = previous and index and self.figures[index - 1].unit == figure.unit
        if previous and share and wording.SHARE.fullmatch(text):  # 攸县补助1245人次，茶陵县|736人次
            of = wording.SHARE.match(previous.text)
            base = previous.text[of.end() :] if of else previous.text
            if base:
                text += base
                return replace(previous, text=text, start=start, end=figure.end, rule="outcome.turn")
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
        text = wording.ASPECT.sub("", wording.untitled(text))
        if previous and wording.LEVEL.fullmatch(text) and (kin := wording.LEVELLED.search(previous.text)):
            text += kin[1]
        if wording.WORTH.fullmatch(text) and (given := self._clause_before(index, own=True)):
            return Phrase(given, origin, figure.end, "outcome.worth", noun=given, head=given)
        if growth := wording.GROWTH.match(text):
            head = previous.head if previous else self._clause_before(index)
            kept = text
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
        if figure.unit == "票" and (vote := wording.VOTES.match(behind)):  # 181票|赞成
            return Phrase(f"{vote[0]}票", figure.start, figure.end + vote.end(), "outcome.vote", head=vote[0])
        if behind.startswith("用于") and len(behind) > 3:  # 安排15万元|用于聘请指导员
            text = behind[2 : 2 + wording.LONG]
            return Phrase(text, figure.start, figure.end + 2 + len(text), "outcome.purpose", head=text)
        behind = behind.removeprefix("的")
        relative = wording.RELATIVE.match(behind)
        if relative and relative.end() < len(behind):
            behind = behind[relative.end() :]
        noun, predicate, role = self._split(behind, figure, kind)
        if bound := wording.LATE_BOUND.match(noun):  # 8个工种以上的技能竞赛 -> 技能竞赛工种
            noun = noun[bound.end() :] + bound[1]
        noun = wording.noun_alone(noun, self.text[start:end], kind)
        if noun and stretch[0] == "的" and (worth := wording.WORTH.search(self.text[start : figure.start])):
            done = wording.verbs()[0].search(self.text[start : figure.start - len(worth[0])])
            text = (done[0] if done else "") + noun + worth[1]  # 送去价值3.2万元的|礼物
            length = stretch.find(noun) + len(noun)
            first = figure.start - len(worth[0])
            return Phrase(text, first, figure.end + length, "outcome.worth", noun=noun, head=noun)
        quote_end = figure.end + len(stretch)
        kept = wording.ASPECT.sub("", predicate).rstrip("的了中") if role in ("keep", "post") else ""
        kept = wording.NAMED.sub(r"\1", kept)[:34]
        keep_verb = verb if kind in ("strong", "depend") else ""
        if not verb and previous and previous.rule == "outcome.verb-noun":
            between = self.text[previous.end : figure.start]
            if noun and not kept and between in ("、", "和", "及", "以及"):  # 走访4个镇、|9个村
                text = previous.verb.removeprefix("共") + noun
                length = stretch.find(noun) + len(noun)
                return Phrase(
                    text, figure.start, figure.end + length, "outcome.verb-noun", previous.verb, noun, text
                )
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
        adjective = wording.ADJECTIVE.match(behind)
        match = predicates.match(behind) or predicates.search(behind, 1)
        if adjective and match and match.start() == 0 and figure.unit in wording.THINGS:
            match = predicates.search(behind, adjective.end())  # 2000个|免费体检名额
        noun, predicate, role = behind, "", ""
        if match:
            noun, predicate, role = behind[: match.start()], behind[match.start() :], classes[match[0]]
            if not noun and "的" in behind[:-1]:  # 开展集体协商的企业
                noun, predicate, role = behind, "", ""
            elif (
                role == "post"
                and len(predicate) > len(match[0])
                and not (
                    kind == "strong" and len(noun) > 2  # 选派18名大学生志愿者|担任辅导员
                )
            ):  # 同志担任预警员
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
        """The figure names nothing itself: 走访320家企业，1150人次 -> 走访人次."""
        figure = self.figures[index]
        own = self._clause_before(index, own=True)
        if previous and not own:
            if previous.verb and previous.rule in ("outcome.verb-noun", "outcome.dependent"):
                base = previous.text.removesuffix(previous.noun)
                text = base + ("金额" if figure.unit == "元" else figure.unit)
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

    def _body(self, left: int, end: int) -> str:
        """The body that alone stands before a sum: 某公司|10万元."""
        start = left + len(self.text[left:end]) - len(self.text[left:end].lstrip("，、；：和 "))
        stretch = self.text[start:end]
        return stretch if self.blanks.get(start) == end and end not in self.date_ends else ""

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

    def _group(self, index: int) -> list[int]:
        """The figures listed from this one on with nothing but 、 and 和 between: 99.5%和90%."""
        group = [index]
        while group[-1] + 1 < len(self.figures):
            gap = self.text[self.figures[group[-1]].end : self.figures[group[-1] + 1].start]
            if not wording.LISTED.fullmatch(gap):
                break
            group.append(group[-1] + 1)
        return group

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
            group = self._group(index)
            start = self._strip_front(left, at)
            subjects = re.split(r"以及|[、和与及]", self.text[start:at].removesuffix("，"))
            if wording.MEASURE.search(subjects[0]) and len(subjects) == 1:  # 覆盖率分别为92%和95.3%
                subjects *= len(group)
            if len(group) < 2 or len(subjects) != len(group):
                continue
            stem = self._stem(at, figure.start)
            for subject, member in zip(subjects, group, strict=True):
                end = self.figures[member].end
                shared[member] = Phrase(subject + stem, start, end, "outcome.respectively", head=subject)
        return shared

    def _stem(self, at: int, end: int) -> str:
        """What is said of each behind 分别: 完成任务的, 比上年增长."""
        return self.text[self._strip_front(at, end) : self._strip_back(at, end)].removeprefix("分别")

    def _in_turn(self, index: int, found: list[Phrase]) -> Phrase | None:
        """企业1320家、班组8650个，分别比上年增长11%和14.2%: each of the figures before, in turn."""
        figure = self.figures[index]
        if index and found[-1].rule == "outcome.in-turn" and index in self._group(index - 1):
            first = index
            while first and found[first - 1].rule == "outcome.in-turn":
                first -= 1
        else:
            first = index
        left = self._left(first)
        turn = wording.IN_TURN.match(self.text, left)
        if not turn or not self._same_sentence(first):
            return None
        size = len(self._group(first))
        if size < 2 or first < size:
            return None
        stem = turn[1] + self._stem(turn.end() - 2, self.figures[first].start)
        kin = found[first - size + index - first]
        head = kin.head or kin.text
        return Phrase(head + stem, kin.start, figure.end, "outcome.in-turn", head=head)

    def _row(self, found: list[Phrase]) -> list[Phrase]:
        """分别发放1500元、1000元和500元慰问金: the noun behind the last of a row counts all of it."""
        for index in range(len(found) - 1):
            group = self._group(index)
            last = found[group[-1]]
            units = {self.figures[member].unit for member in group}
            if len(group) < 2 or len(units) > 1 or last.rule not in ("outcome.noun", "outcome.verb-noun"):
                continue
            for member in group[:-1]:
                phrase = found[member]
                if phrase.rule in ("outcome.before", "outcome.ditto") and last.noun not in phrase.text:
                    text = (phrase.verb or self._last_verb(phrase.text)) + last.noun
                    found[member] = replace(phrase, text=text, rule="outcome.row", noun=last.noun, head=text)
        return found

    @staticmethod
    def _last_verb(text: str) -> str:
        """The verb that ends a phrase: 按特困发放 -> 发放."""
        match = wording.verbs()[0].search(text)
        return match[0] if match else ""
