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
from kg.facts.outcomes.opening import opening
from kg.facts.outcomes.period import Periods
from kg.facts.outcomes.whose import Whose
from kg.model import Organisation, Programme, Reading, Status
from kg.subject import Clause, Clauses, lower

#: 全市新建…: the figure is that of the union by or about which the item is
_WHOLE = re.compile(r"(?:[全我本](?:市|区|县|省|州|盟|旗|镇|乡)|全系统|全行业|各级工会|各地工会)")
#: bodies named as a part or as examples do not do the work: 其中甲公司工会等3家
_EXAMPLE = re.compile(r"其中|包括|如|例如")
_MONEY = re.compile(r"\d[\d.]*余?多?[百千万亿]*余?多?元")
#: who comes from where acts on nothing: 来自甲行、乙行的56名选手
_FROM_WHERE = re.compile(r"(?:共有?|有|吸引)?来自")
#: what is said of each of a row: 各捐, 三家企业分别赞助
_EACH = re.compile(
    r"(?:等)?(?:[两二三四五六七八九\d]{1,2}[家个](?:单位|企业|公司|工会|银行|部门)?)?(?:分别|各自|各)(?:向[^，。；]{2,14})?"
    r"(?:认捐|捐[款资赠助献出来]?|出资|赞助|资助|支持|补助|拿出|投入|奖励|给予|获得?|得到?|领到|拨付|配套)了?"
    r"(?:奖金|现金|资金|善款|人民币|款)?"
)
_ROW = re.compile("[、和与及]|以及")
#: so many points of a list are walked back, that one of a thousand stays linear
_POINTS = 40
#: a paragraph that is a point of a list: 1.…, （二）…
_NUMBERED = re.compile(
    r"\d{1,2}[.、．](?!\d)|（[一二三四五六七八九十\d]{1,2}）|[一二三四五六七八九十]{1,3}(?:、|是)"
)
#: between 等 and a figure of the list: 等|5家, 等9家商场的|108名
_COUNTS_LIST = re.compile(r"(?:\d+余?多?[家个所支名位户][^，。；\d]{0,10}的)?")
#: what a body does to those listed: 甲镇总工会牵线让乙厂、丙厂等5家调剂用工
_DONE_TO = re.compile(
    r"让|使|把|为|向|对|给|授予|表彰|组织|开展|举办|推荐|评选|命名|联合|会同|走访|慰问|深入|召集"
)
#: staff that a body lends: 8名医护人员, 5名律师
_STAFF = re.compile(
    r"\d+余?多?[名位个人][^，。；、\d]{0,6}(?:医生|医师|医护人员|医务人员|护士|专家|律师|教师|讲师|志愿者|技术人员|技师|干警|民警)"
)
#: the figures of a row: 23个和17个
_NUMBER = re.compile(r"\d[\d.]*(?=余?多?[万千百亿]*余?多?[^\d，。；、年月日])")
#: what a body gives in kind: 某图书馆捐赠图书500册, 某公司赠送矿泉水200箱
_IN_KIND = re.compile(
    r"(?:还|也|又|共|各|分别)?(?:向[^，。；]{2,16}|为[^，。；]{2,16}|给[^，。；]{2,16})?(?:捐[赠助]|赠送|赞助|送[来去上])了?[^，。；\d]{0,12}(?:价值)?"
)
_GIVES = re.compile(r"捐|认捐|出资|赞助|资助|补助|补贴|拨付|配套")
#: between a giver and the sum: 捐资, 共认捐, 等企业出资
_GAVE = re.compile(
    r"(?:各|共|分别|还|又)?(?:捐[资款赠助]?|认捐|出资|赞助|补助|补贴|拨付|配套)?(?:现金|人民币)?"
)
_BY_YEAR = re.compile(r"(?<!截)[到至]((?:19|20)\d{2})年")
#: a year that its sentence counts, not 2014年起 or 2014年的水平
_YEAR = re.compile(r"(?<![\d比较至到以])((?:19|20)\d{2})年(?:度)?(?!的|起|以来|底?前|全年目标)")
_FROM = re.compile(r"(?:由|从)[^，。；]{0,8}$")
_TO = re.compile(
    r"(?:逐步|大幅)?(?:提高|增加|上升|下降|降低|扩大|提升|减少|缩短|增长|调整|压缩|降|增|升)(?:到|至|为)"
)
_MEASURED = re.compile(
    r"(?<![要将应须])(?:完成|占|为|达|超过?)[^，。；]{0,16}(?:目标|任务|指标|计划)[^，。；]{0,4}$"
)


#: 占|全年目标|400万元: the aim itself
_AIM = re.compile(r"(?:全年|年度|本年|今年|年初)(?:工作|奋斗|既定)?(?:目标|任务|计划)$")
#: what a plan for the second half looks back on
_FIRST_HALF = re.compile(r"上半年")
#: 到6月底，, 截至目前，: what has been counted by then
_BY_NOW = re.compile(r"(?:到|至|截至|截止)(?:\d{1,2}月(?:\d{1,2}日|底|末)?|目前|年底)，")


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
    first = opening("|".join(row[0] for row in load("target_cues")))
    front = f"(?=[{first}])" if first else ""
    return re.compile(f"{front}(?:{'|'.join(parts)})"), tuple(meanings)  # type: ignore[arg-type]


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
        self.whose = Whose(reading, clauses, bounds)
        body = reading.item.body_start
        self.titular = {m.entity.name for m in reading.of(Organisation) if m.at[0] < body}
        self.named = list(reading.of(Organisation))
        self.posts = {span.start for span in reading.spans("post")}
        self.named_starts = [m.at[0] for m in self.named]
        #: 市总将举办职工文化节: what its body counts is still to come
        self.announced = any(c.status == "target" and c.reach == "sentence" for c in self._between(0, body))
        self.periods = Periods(reading, bounds)

    def _between(self, start: int, end: int) -> list[_Cue]:
        return self.cues[bisect_left(self.cue_starts, start) : bisect_left(self.cue_starts, end)]

    # ------------------------------------------------------------ answers
    def status(self, start: int, end: int) -> Status:
        """Is the figure at [start, end) reached or aimed at?"""
        tense = self.reading.item.tense
        left, right = self.clause(start)
        if self.text[end - 1 : end] != "%" and _AIM.search(self.text[left:start]):
            return "target"
        if _FROM.search(self.text[left:start]) and _TO.match(self.text, end):
            return "result"  # 由60%提高到80%: where it stood
        weak = self.announced or tense == "target"  # 共 and 同比 tell nothing there
        done = any(c.status == "result" and c.reach != "weak" for c in self._between(left, start + 1))
        if not done and (aim := self._aimed_year(start)) is not None:
            return aim
        if tense is None and self._past_year(left, start):
            return "result"
        if not done and any(
            c.status == "target" and c.reach in ("behind", "around") for c in self._between(end, right)
        ):
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
        said = self._between(first, left)
        if tense == "target" and _FIRST_HALF.search(self.text, first, start) and not _aims(said):
            return "result"  # 下半年打算 that first looks back: 上半年收缴经费538万元
        counted = not weak and any(c.reach == "weak" for c in said) and not _aims(said)
        if counted and _BY_NOW.match(self.text, first):
            return "result"  # 要求单独签订。到6月底，共签订273份，覆盖491家
        for cue in reversed(said):
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
                return "result" if tense is None and self._others_act(cue.start, first) else "target"
        if tense is None and self._listed_aim(start):
            return "target"
        return tense or ("target" if self.announced else "result")

    def _listed_aim(self, start: int) -> bool:
        """Does a figure stand in a list that an aim opens: 计划办好十件实事。|1.新建驿站25个?"""
        paragraph = self.paragraph(start)
        first = paragraph
        for _ in range(_POINTS):
            if not first or not _NUMBERED.match(self.text, first):
                break
            first = self.paragraph(first - 1)
        if first != paragraph:
            head = self.text.find("\n", first)
        else:
            points = self.bounds.points
            at = bisect_left(points, paragraph + 1)
            if at == len(points) or points[at] > start:
                return False
            head = points[at]
        opening = self.sentence(max(head - 2, 0))[0]
        return any(
            c.status == "target" and c.reach in ("sentence", "paragraph")
            for c in self._between(opening, head)
        )

    def _others_act(self, at: int, first: int) -> bool:
        """Does a union open the sentence at `first` that had no part in the aim at `at`?

        市总工会提出新建200家。|某区总工会新建35家: what it did about it.
        """
        here, told = self.clauses.at(first), self.clauses.at(at)
        if not here.explicit or any(body.kind != "union" for body in here.subjects):
            return False
        return not set(here.subjects) & set(told.subjects)

    def _aimed_year(self, start: int) -> Status | None:
        """Does 到2020年 before the figure lie ahead of the bulletin's own year?"""
        year = self.reading.context.year
        first, _ = self.sentence(start)
        stated = _BY_YEAR.findall(self.text[first:start])
        return "target" if year and stated and int(stated[-1]) > year else None

    def _past_year(self, left: int, start: int) -> bool:
        """Does the sentence count a year gone by (2014年新建436家), unless its clause says 要, 计划 …?"""
        year = self.reading.context.year
        stated = _YEAR.findall(self.text[self.sentence(start)[0] : start])
        if not year or not stated or int(stated[-1]) >= year:
            return False
        return not any(c.status == "target" for c in self._between(left, start + 1))

    def each(self, start: int) -> list[Organisation]:
        """The bodies of a row of which each has the figure: 甲行、乙厂各捐|10万元.

        Where each has its own, the one whose turn it is: 甲行、乙厂各捐8万元、|5万元. None where nothing is
        said of each.
        """
        left, right = self.clause(start)
        low, high = bisect_left(self.named_starts, left), bisect_left(self.named_starts, start)
        row: list[Organisation] = []
        for index in range(high - 1, low - 1, -1):
            mention = self.named[index]
            if row and not _ROW.fullmatch(self.text, mention.at[1], self.named[index + 1].at[0]):
                break
            if isinstance(mention.entity, Organisation):
                row.insert(0, mention.entity)
        given = _EACH.match(self.text, self.named[high - 1].at[1], start) if len(row) > 1 else None
        if not given:
            return []
        figures = [m.start() for m in _NUMBER.finditer(self.text, given.end(), min(right, given.end() + 60))]
        if len(figures) == len(row):
            return [row[sum(at <= start for at in figures) - 1]]
        return row if given.end() == start and "各" in given[0] else []

    def organisation(self, start: int, end: int) -> Organisation | None:
        """Whose work the figure reports: who acts in its clause, or the item's union for 全市…."""
        body = self.reading.context.body
        left, _ = self.clause(start)
        clause = self.clauses.at(start)
        if giver := self._giver(left, start):
            return giver
        if clause.explicit and body and self._examples(clause, start):
            return body  # 甲厂、乙厂等5家单位获奖: whoever was honoured before them
        if clause.explicit and (_EXAMPLE.match(self.text, left) or _FROM_WHERE.match(self.text, left)):
            clause = Clause(left, left, clause.behind)  # 其中县医院等3家获奖: named as examples
        elif clause.explicit and body and self._leads(clause):
            return body  # 市委书记带队走访了18家企业: leaders for whom the union went along
        elif clause.explicit and body and self._lends(clause, start):
            return body  # 市中医院派出22名医生: they serve what the union runs
        elif clause.explicit:
            return self._respective(clause, start) or clause.subjects[0]
        if listed := self._list_head(start):
            return listed
        whole = _WHOLE.match(self.text, left)
        if body and ((whole and not lower(whole[0], (body,), clause.subjects)) or not clause.subjects):
            return body
        if body and self.reading.item.form == "report" and not self._acted(left):
            return body
        if not clause.subjects:
            return None
        acting = clause.subjects[0]
        if body and acting.kind in ("party", "government") and acting.name not in self.titular:
            return body  # 市委进行了转发，…创建面达到50%: they passed a paper on, the work is the union's
        return self.whose.of(start, end, clause.subjects)

    def _examples(self, clause: Clause, start: int) -> bool:
        """Do the clause's bodies only open a list that the figure counts: 甲厂、乙厂李某等|5家?"""
        first = next((m for m in self.named if m.at[0] >= clause.start), None)
        if first is None or first.entity != clause.subjects[0] or first.at[0] >= start:
            return False
        etc = self.text.rfind("等", first.at[1], start)
        if etc < 0 or not _COUNTS_LIST.fullmatch(self.text, etc + 1, start):
            return False
        return not _DONE_TO.search(self.text, first.at[1], etc)

    def _leads(self, clause: Clause) -> bool:
        """Does a party or state organ act only by its leaders: 市委书记甲、市长乙走访?"""
        if clause.subjects[0].kind not in ("party", "government"):
            return False
        named = [m for m in self.named if clause.start <= m.at[0] < clause.end]
        return bool(named) and named[0].at[1] in self.posts

    def _lends(self, clause: Clause, start: int) -> bool:
        """Does an outside body only send staff: 派出22名医生, 某律师事务所5名律师?"""
        if clause.subjects[0].kind in ("union", "joint") or not _STAFF.match(self.text, start):
            return False
        first = next((m for m in self.named if m.at[0] >= clause.start), None)
        return first is not None and first.at[0] <= start

    def _respective(self, clause: Clause, start: int) -> Organisation | None:
        """The body whose turn it is: 甲厂、乙厂分别创建工作室23个和|17个."""
        if len(clause.subjects) < 2:
            return None
        at = self.text.find("分别", clause.start, start)
        if at < 0:
            return None
        gaps = [m.start() for m in _NUMBER.finditer(self.text, at, min(clause.end, start + 30))]
        turns = [gap for gap in gaps if gap <= start]
        return (
            clause.subjects[len(turns) - 1] if 0 < len(turns) <= len(gaps) == len(clause.subjects) else None
        )

    def _giver(self, left: int, start: int) -> Organisation | None:
        """Who gives the sum at `start`: 甲行捐资10万元、乙厂|5万元; the first where 甲行、乙厂各捐10万元."""
        sentence = self.sentence(start)[0]
        before = bisect_left(self.named_starts, start) - 1
        if before >= 0 and self.named_starts[before] >= left:
            donor = self.named[before]
            outside = isinstance(donor.entity, Organisation) and donor.entity.kind != "union"
            if outside and _IN_KIND.fullmatch(self.text, donor.at[1], start) and donor.at[0] - left < 8:
                return donor.entity if isinstance(donor.entity, Organisation) else None
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


def _aims(cues: list[_Cue]) -> bool:
    """Is any of some cues an aim?"""
    return any(cue.status == "target" for cue in cues)
