"""A resolved item in, what surrounds its figures out: reached or aimed at, whose, of which programme, when.

A `Frame` is built once per item; its methods answer for a reading offset. Status comes from cues
(target_cues.tsv): those of the figure's own clause first, then of its sentence, then an aim that an earlier
sentence of the paragraph opened (《意见》提出…), else the tense of the part of a report, else a result.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from extractors.lexicon import load
from kg.facts.outcomes.belonging import Belonging
from kg.facts.outcomes.bounds import Bounds
from kg.facts.outcomes.period import Periods
from kg.model import Organisation, Programme, Reading, Status
from kg.subject import Clause, Clauses

#: 全市新建…: the figure is that of the union by or about which the item is
_WHOLE = re.compile(r"(?:[全我本](?:市|区|县|省|州|盟|旗|镇|乡)|全系统|全行业|各级工会|各地工会)")
#: bodies named as a part or as examples do not do the work: 其中甲公司工会等3家
_EXAMPLE = re.compile(r"其中|包括|如|例如")
_MONEY = re.compile(r"\d[\d.]*余?多?[百千万亿]*余?多?元")
_GIVES = re.compile(r"捐|认捐|出资|赞助|资助")
#: between a giver and the sum: 捐资, 共认捐, 等企业出资
_GAVE = re.compile(r"(?:各|共|分别|还|又)?(?:捐[资款赠助]?|认捐|出资|赞助)?(?:现金|人民币)?")
#: the year a report looks back on: 2012年工作总结
_SUMMARY = re.compile(r"(?<!\d)((?:19|20)\d{2})年度?[^，。；]{0,8}?(?:总结|回顾|情况|述职|汇报)")
_BY_YEAR = re.compile(r"(?<!截)[到至]((?:19|20)\d{2})年")
_FROM = re.compile(r"(?:由|从)[^，。；]{0,8}$")
_TO = re.compile(
    r"(?:逐步|大幅)?(?:提高|增加|上升|下降|降低|扩大|提升|减少|缩短|增长|调整|压缩|降|增|升)(?:到|至|为)"
)
_MEASURED = re.compile(
    r"(?<![要将应须])(?:完成|占|为|达|超过?)[^，。；]{0,16}(?:目标|任务|指标|计划)[^，。；]{0,4}$"
)


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    status: Status
    reach: str


@cache
def _cues() -> tuple[re.Pattern[str], tuple[tuple[Status, str], ...]]:
    """All cues as one expression of numbered groups (g0, g1 …), with their status and reach."""
    parts, meanings = [], []
    for index, (expression, status, reach, *_) in enumerate(load("target_cues")):
        parts.append(f"(?P<g{index}>{expression})")
        meanings.append(("target" if status == "target" else "result", reach))
    return re.compile("|".join(parts)), tuple(meanings)  # type: ignore[arg-type]


class Frame:
    """Sentences, cues, dates and programmes of one item, for looking up around a figure."""

    def __init__(self, reading: Reading, clauses: Clauses) -> None:
        self.reading = reading
        self.clauses = clauses
        self.text = text = reading.item.text
        self.bounds = bounds = Bounds(text)
        self.sentence, self.clause = bounds.sentence, bounds.clause
        self.paragraph, self.point = bounds.paragraph, bounds.point
        pattern, meanings = _cues()
        self.cues = [
            _Cue(m.start(), m.end(), *meanings[int((m.lastgroup or "g0")[1:])])
            for m in pattern.finditer(text)
        ]
        self.cue_starts = [c.start for c in self.cues]
        self.programme = Belonging(reading, bounds).of
        body = reading.item.body_start
        self.titular = {m.entity.name for m in reading.of(Organisation) if m.at[0] < body}
        self.named = list(reading.of(Organisation))
        self.named_starts = [m.at[0] for m in self.named]
        #: 市总将举办职工文化节: what its body counts is still to come
        self.announced = any(c.status == "target" and c.reach == "sentence" for c in self._between(0, body))
        self.periods = Periods(reading, bounds, _section_year(reading))

    def _between(self, start: int, end: int) -> list[_Cue]:
        return self.cues[bisect_left(self.cue_starts, start) : bisect_left(self.cue_starts, end)]

    # ------------------------------------------------------------ answers
    def status(self, start: int, end: int) -> Status:
        """Is the figure at [start, end) reached or aimed at?"""
        tense = self.reading.item.tense
        left, right = self.clause(start)
        if _FROM.search(self.text[left:start]) and _TO.match(self.text, end):
            return "result"  # 由60%提高到80%: where it stood
        weak = self.announced or tense == "target"  # 共 and 同比 tell nothing there
        if (aim := self._aimed_year(start)) is not None:
            return aim
        done = any(c.status == "result" and c.reach != "weak" for c in self._between(left, start + 1))
        if not done and any(c.status == "target" and c.reach == "behind" for c in self._between(end, right)):
            return "target"
        for cue in reversed(self._between(left, start + 1)):
            if cue.reach != "behind" and not (weak and cue.reach == "weak"):
                return cue.status
        if any(c.status == "result" and not (weak and c.reach == "weak") for c in self._between(end, right)):
            return "result"
        if tense == "result":
            return "result"
        first, last = self.sentence(start)
        if tense is None and _MEASURED.search(self.text[left:start]):
            return "result"  # 完成全年任务的88%: a share of an aim is counted, not aimed at
        for cue in reversed(self._between(first, left)):
            if cue.status == "result":
                if tense == "target" or cue.reach == "weak":
                    continue
                return "result"
            if cue.reach in ("sentence", "paragraph"):
                return "target"
        if any(c.status == "target" and c.reach == "behind" for c in self._between(right, last)):
            return "target"
        for cue in reversed(self._between(self.paragraph(start), first)):
            if cue.status == "result" and tense is None:
                return "result"
            if cue.reach == "paragraph":
                return "target"
        return tense or ("target" if self.announced else "result")

    def _aimed_year(self, start: int) -> Status | None:
        """Does 到2020年 before the figure lie ahead of the bulletin's own year?"""
        year = self.reading.context.year
        first, _ = self.sentence(start)
        stated = _BY_YEAR.findall(self.text[first:start])
        return "target" if year and stated and int(stated[-1]) > year else None

    def organisation(self, start: int) -> Organisation | None:
        """Whose work the figure reports: who acts in its clause, or the item's union for 全市…."""
        body = self.reading.context.body
        left, _ = self.clause(start)
        clause = self.clauses.at(start)
        if giver := self._giver(left, start):
            return giver
        if clause.explicit and (_EXAMPLE.match(self.text, left) or self.text[start - 1] == "等"):
            clause = Clause(left, left, clause.behind)  # 其中县医院等3家获奖: named as examples
        elif clause.explicit:
            return clause.subjects[0]
        if listed := self._list_head(start):
            return listed
        if body and (_WHOLE.match(self.text, left) or not clause.subjects):
            return body
        if body and self.reading.item.form == "report" and not self._acted(left):
            return body
        if not clause.subjects:
            return None
        acting = clause.subjects[0]
        if body and acting.kind in ("party", "government") and acting.name not in self.titular:
            return body  # 市委进行了转发，…创建面达到50%: they passed a paper on, the work is the union's
        return acting

    def _giver(self, left: int, start: int) -> Organisation | None:
        """Who gives the sum at `start`: 甲行捐资10万元、乙厂|5万元; the first where 甲行、乙厂各捐10万元."""
        sentence = self.sentence(start)[0]
        if not _MONEY.match(self.text, start) or not _GIVES.search(self.text, sentence, start):
            return None
        named = self.named[bisect_left(self.named_starts, left) : bisect_left(self.named_starts, start)]
        if not named or not _GAVE.fullmatch(self.text, named[-1].at[1], start):
            return None
        first = len(named) - 1
        while first and self.text[named[first - 1].at[1] : named[first].at[0]] in ("、", "和", "与"):
            first -= 1
        if self.text[named[first].at[0] - 1 : named[first].at[0]] in tuple("向给为对"):
            return None  # 甲行向某中心捐款5万元
        giver = named[first].entity
        return giver if isinstance(giver, Organisation) else None

    def _acted(self, before: int) -> bool:
        """Does the sentence name who acts before the clause at `before`? In reports nobody acts longer."""
        at = self.sentence(before)[0]
        while at < before:
            clause = self.clauses.at(at)
            if clause.explicit and not _EXAMPLE.match(self.text, clause.start):
                return True
            at = max(clause.end, at + 1)
        return False

    def _list_head(self, start: int) -> Organisation | None:
        """Who acts before the colon of a list in the figure's sentence: 中心帮扶两类职工：一是…300户."""
        first = max(self.sentence(start)[0], 0)
        colon = self.text.rfind("：", first, start)
        if colon < 0:
            return None
        head = self.clauses.at(colon)
        return head.subjects[0] if head.explicit and head.subjects else None

    def period(self, start: int, status: Status, programme: Programme | None) -> str | None:
        """What time the figure at `start` covers."""
        return self.periods.at(start, status=status, programme=programme)


def _section_year(reading: Reading) -> str | None:
    """The year a part of a report covers, from its heading: 2014年工作回顾."""
    if reading.item.form != "report":
        return None
    for heading in (reading.item.section or "", reading.item.title):
        years = re.findall(r"(?<!\d)((?:19|20)\d{2})年", heading)
        if len(set(years)) == 1:
            return str(years[0])
    summary = _SUMMARY.search(reading.bulletin.items[0].title) if reading.item.tense != "target" else None
    return summary[1] if summary else None
