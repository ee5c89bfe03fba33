"""A figure's offsets in, the programme it is a figure of out, by a short list of decisions.

A programme is named in full (“湖里职工夜校”) or afterwards by its last word alone (夜校已开课64场). The first
decision that finds one is taken; the reason for each stands beside it in `Belonging.of`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from extractors.lexicon import load
from kg.facts.outcomes.bounds import Bounds
from kg.model import Programme, Reading

#: what is done for or with a programme that follows: 捐资50万元|设立“励学基金”
_DOING = (
    r"(?:开展|实施|实行|推行|推出|设立|建立|成立|举办|组织|启动|打造|建成|建设|新建|创建|办成|兴办|开办|开设"
    r"|用于|建|办|发放)"
)
_DONE_FOR = re.compile(rf"{_DOING}了?[^，。；：、\d]{{0,10}}$")
_OPENS_DOING = re.compile(rf"(?:并|还|又|共|先后|共同|联合)?{_DOING}了?[^，。；：、\d]{{0,6}}$")
#: a clause that says what was put in, before what for: 投入资金36万元，新建“职工书屋”
_INPUT = re.compile(r"(?:投入|利用|拿出|安排|拨[付出款]?|筹[集措资]|出资|争取|投资|募集|捐[资款])")
#: between the members of a list
_LISTED = re.compile(r"[、和与及“”]{0,3}")
#: 参赛企业500家 are those of a contest
_COMPETE = re.compile(r"参赛")
_CONTEST = re.compile(r"竞赛|大赛|比赛|比武|杯|运动会|[赛球]$")
#: contests counted together, none by its name: 组织电工、焊工等技能竞赛107项
_CONTESTS = re.compile(
    r"(?:各类|各种|各级|等)[^，。；“”]{0,12}(?:竞赛|大赛|比赛|比武)|(?:竞赛|大赛|比赛|比武)(?:活动)?(?:共|近|约|达)?\d"
)
#: a programme that is itself counted: “午间课堂”|96期
_COUNTED = re.compile(r"(?:达|已达|共|等)?(?:近|约|超过?)?[\d一二两三四五六七八九十百]")
#: what there is anyway, whatever is done: 全县现有10个乡镇, 公司有职工|3800人; not 实现有效覆盖
_SETTING = re.compile(
    r"(?<!实)现有(?!效)|下辖|辖区?内?有|常住|从业人员|总人口|地处|位于|在册|年产|有(?:中方)?(?:职工|员工)\d"
)
#: 竞赛期间, 活动之余, 联盟成立一个月来: only when, not what of; 王某创新工作室等6个团队: an example
_ASIDE = re.compile(
    r"(?:举办|举行|开展)?(?:期间|之余|前后|同期|以外|之外)|等[^，。；“”\d]{0,8}\d"
    r"|(?:成立|启动|实施|推出|开通|运行|设立|建立)(?:[一二两三四五六七八九十半\d]{1,3}(?:年|个月|个?月|周|天)多?)?(?:以?来|后)"
    r"|(?:专项)?(?:资金|款项|经费|专款|捐款|善款)?[中里](?:列支|划拨|安排|拿出|支出|提取|拨出|开支|调剂)"
)
#: 筹资5万元补送一次，年底前把“甲点”增加到…: the next clause goes on to something else
_LATER = re.compile(r"(?:[^，]{0,4}[年月]底|年内|到\d|今后|下一步|明年|另外?|把|将)")
#: 1. “甲匠”选树。: the number of a point
_NUMBER = re.compile(r"[（\d一二三四五六七八九十]")
#: 以“三进五送”为主要形式，开展送温暖活动: the means, not what is counted
_MEANS = re.compile(
    r"(?:等)?(?:活动|工作)?为(?:主要|重要|基本|有效)?(?:形式|载体|抓手|契机|主题|主线|内容|平台|依托|动力|牵引|引领|导向)"
)
#: 以18个重点工程为主战场，…开展“大干300天”竞赛: what follows is done there
_GROUND = re.compile(
    r"以[^，。；]*\d[^，。；]*为[^，。；]{0,6}(?:战场|重点|载体|对象|主体|阵地|依托|龙头|试点)"
)
#: what may stand before a last word that stands for the whole name: ，夜校; 全区驿站; 新建驿站
_FREE = re.compile(r"(?:^|[\W_]|[全各该本此这届次项个所座在把对为由给到从将建设办进据让的市县区年月日半])$")


@cache
def _generic() -> frozenset[str]:
    """The last words that too many things are called by to stand for one: 活动, 工作."""
    return frozenset(row[0] for row in load("outcome_bare_not"))


@cache
def _fields() -> tuple[tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str]], ...]:
    """Fields of work: what is counted, what headlines say, what programmes are called."""
    return tuple(
        (_maybe(counted), _maybe(told), re.compile(named))
        for _, counted, told, named in load("outcome_fields")
    )


def _maybe(expression: str) -> re.Pattern[str] | None:
    return None if expression == "-" else re.compile(expression)


#: a sentence no longer than this may head a paragraph of a report
_HEADING = 24
#: so many of the names behind a figure are looked at, that an item of a thousand names stays linear
_NEAR = 12


class Belonging:
    """The programmes named in one item, for looking up which one a figure is of; built once per item."""

    def __init__(self, reading: Reading, bounds: Bounds) -> None:
        item = reading.item
        self.text = item.text
        self.bounds = bounds
        self.body = item.body_start
        self.report = item.form == "report"
        named = [
            (m.at[0], m.at[1], m.entity) for m in reading.of(Programme) if isinstance(m.entity, Programme)
        ]
        self.named = sorted([*named, *self._bare(named, item.body_start)], key=lambda mention: mention[:2])
        self.starts = [start for start, _, _ in self.named]
        self.title = self._first(0, item.body_start) or self._first(0, item.body_start, aside=True)
        self.done = self._done(item.body_start)
        #: what a news item is about, if nothing near a figure says more, is the first its opening names
        end = self.text.find("\n", item.body_start)
        self.opening_end = 0 if self.report else end if end > 0 else len(self.text)
        #: its lead, the whole opening of a web article, may name it last: …这是“送清凉”活动的第三站
        second = bounds.sentence(bounds.sentence(item.body_start)[1] + 1)[1]
        self.lead_end = self.opening_end if item.form == "article" else min(self.opening_end, second)

    def of(self, start: int, end: int) -> Programme | None:
        """The programme the figure [start, end) belongs to; of those who compete, a contest."""
        found = self._of(start, end)
        if found is None or _CONTEST.search(found.name):
            return found
        left, right = self.bounds.clause(start)[0], self.bounds.clause(end)[1]
        if not _COMPETE.search(self.text, left, right):
            return found
        at = bisect_left(self.starts, start) - 1
        while at >= 0 and not _CONTEST.search(self.named[at][2].name):
            at -= 1
        if at < 0:
            return found
        apart = self.bounds.paragraph(self.named[at][0]) != self.bounds.paragraph(start)
        if apart and _CONTESTS.search(self.text, self.bounds.sentence(start)[0], start):
            return found  # 吸引8000名职工参赛 behind other contests than the one a paragraph before names
        return self.named[at][2]

    def _of(self, start: int, end: int) -> Programme | None:
        """The programme a figure belongs to, whatever it counts."""
        if found := self._point(start):
            return found  # 0. 1. “甲匠”选树。年内评出20名: what heads its point of a list
        left, right = self.bounds.clause(start)[0], self.bounds.clause(end)[1]
        if found := self._last(left, start):
            return found  # 1. “送温暖”活动走访企业48家: the nearest before it in its clause
        if found := self._purpose(left, start, end, right):
            return found  # 2. 捐资50万元设立“励学基金”: what it was spent on or done for
        spot, paragraph = self.bounds.point(start), self.bounds.paragraph(start)
        if spot != paragraph:
            opening = self.bounds.sentence(spot)[1]
            if opening < start and (
                found := self._first(spot, min(opening, self.bounds.clause(spot + 3)[1]))
            ):
                return found  # 3. 一是建立甲网络。…: what its point of a list opens with
        if found := self._running(self.bounds.part(start), start) or self._first(start, right):
            return found  # 4. what its sentence came to, else one behind it in its clause
        if _SETTING.search(self.text, left, right):
            return None  # 5. 全县现有10个乡镇: nobody's work
        found = self._further(spot, paragraph, start)
        return None if found and self._foreign(found, left, right) else found

    def _further(self, spot: int, paragraph: int, start: int) -> Programme | None:
        """The programme that paragraph, headline or opening name, where the figure's sentence names none."""
        first = self.bounds.sentence(spot)[1]
        if self.title and spot == paragraph and first < start and self._several(spot, start):
            return self.title  # 6. the headline's, behind sentences that each name another
        opened = self._first(spot, min(start, self.bounds.clause(spot)[1]))
        if opened and (not self.report or self._headed(spot, start)):
            return opened  # 7. what its paragraph opens with
        if spot == paragraph and self.title:
            return self.title  # 8. what the headline names, unless a list leads away from it
        if not self.report and (found := self._first(spot, start)):
            return found  # 9. the first before it in its paragraph, which in a report speaks of many
        # 10. the headline after all, or the first that the opening of a news item named before the figure
        if found := self.title or self._opened_with(spot, start):
            return found
        # 11. failing all, one that only says when or how; in a report only of its own sentence
        if self.report:
            return self._first(self.bounds.part(start), start, aside=True)
        return (
            self._first(spot, start, aside=True)
            or self._opened_with(spot, start, aside=True)
            or self.done  # 12. what does by name what the headline says without one
        )

    def _foreign(self, programme: Programme, left: int, right: int) -> bool:
        """Is something counted in [left, right) of which another field of work speaks: 新增会员|3200人?"""
        called = programme.name
        if programme == self.title:
            called = self.text[: self.body]  # 工资集体协商“集中行动月”: what the headline adds to the name
        return any(
            counted and counted.search(self.text, left, right) and not named.search(called)
            for counted, _, named in _fields()
        )

    def _done(self, body: int) -> Programme | None:
        """What a headline tells that names no programme: 市领导走访慰问困难职工 -> “送温暖”活动."""
        if self.report or self.title:
            return None
        head = [named for _, told, named in _fields() if told and told.search(self.text, 0, body)]
        fits = (programme for _, _, programme in self.named if any(n.search(programme.name) for n in head))
        return next(fits, None)

    def _point(self, start: int) -> Programme | None:
        """The programme that alone makes the heading of a figure's point: 3. 职工夜校。开课|80期."""
        spot = self.bounds.point(start)
        opening = self.bounds.sentence(spot)[1]
        at = bisect_left(self.starts, spot)
        if opening >= start or at == len(self.named) or not _NUMBER.match(self.text, spot):
            return None
        name, end, programme = self.named[at]
        return programme if name - spot < 5 and name < opening <= end + 2 else None

    def _headed(self, spot: int, start: int) -> bool:
        """Is the figure's sentence the second, and does the first only head it or open with a name?

        深化“建家”活动。全市新建…|40个; “送温暖”活动扎实开展，走访…。发放慰问金|168万元.
        """
        end = self.bounds.sentence(spot)[1]
        brief = end - spot <= _HEADING and end == self.bounds.clause(spot)[1]
        at = bisect_left(self.starts, spot)
        return (brief or self.starts[at] == spot) and self.bounds.sentence(end + 1) == self.bounds.sentence(
            start
        )

    def _opened_with(self, spot: int, start: int, *, aside: bool = False) -> Programme | None:
        """What the opening of a news item names first, unless another point of the list is about that.

        Before the first of several (筹资300万元。“甲”活动走访…；“乙”活动资助…) a figure is of none of them.
        """
        end = max(min(start, self.opening_end), self.lead_end)
        found = self._first(0, end, aside=aside)
        if found is None:
            return None
        at = next(start for start, _, programme in self.named if programme == found)
        point = self.bounds.point(at)
        if point not in (spot, self.bounds.paragraph(at)):
            return None  # 一是开展“送清凉”…。三是培训职工|5600人
        semicolons = self.bounds.semicolons
        if at > start and bisect_left(semicolons, start) < bisect_left(semicolons, at):
            return None  # 甲区建会45家；乙区开展“集中建会月”活动: each of its own
        low, high = bisect_left(self.starts, start), bisect_left(self.starts, self.opening_end)
        several = len({programme.name for _, _, programme in self.named[low : min(high, low + _NEAR)]}) > 1
        if at > start and several:
            return None
        return found

    def _running(self, start: int, end: int) -> Programme | None:
        """What a sentence came to: 实施甲工程，举办乙大赛，设工种|15个 speaks of the contest.

        Not what is only one thing counted among others: 夜校接待4200人次，举办“午间课堂”96期，调解纠纷|37起.
        """
        first = bisect_left(self.starts, start)
        at = bisect_left(self.starts, end) - 1
        while at >= first:
            counted = _COUNTED.match(self.text, self.named[at][1])
            if not counted and not self._aside(at) and (at == first or self._opened(at)):
                return self.named[at][2]
            at -= 1
        return self._first(start, end)

    def _opened(self, at: int) -> bool:
        """Does a verb of doing, or its clause, open with the programme named there?"""
        left = self.bounds.clause(self.named[at][0])[0]
        return bool(_DONE_FOR.search(self.text, left, self.named[at][0])) or self.named[at][0] - left < 2

    def _several(self, start: int, end: int) -> bool:
        """Are three programmes and more named in [start, end), none of them the headline's?"""
        named = self.named[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        names = {programme.name for _, _, programme in named}
        return len(names) > 2 and self.title is not None and self.title.name not in names

    def _purpose(self, left: int, start: int, end: int, right: int) -> Programme | None:
        """The programme behind a figure that it serves, in its clause or, after an input, in the next."""
        at = bisect_left(self.starts, end)
        if at == len(self.named):
            return None
        name = self.named[at][0]
        if name < right:
            return self.named[at][2] if _DONE_FOR.search(self.text, end, name) else None
        if _GROUND.match(self.text, left, right) and name < self.bounds.sentence(end)[1]:
            return self.named[at][2] if _DONE_FOR.search(self.text, right, name) else None
        if right >= len(self.text) or self.text[right] != "，" or name >= self.bounds.clause(right + 1)[1]:
            return None
        if self._first(self.bounds.part(start), left):
            return None
        between = self.text[right + 1 : name]
        if _LATER.match(between):
            return None
        if _INPUT.search(self.text, left, start) or _OPENS_DOING.fullmatch(between):
            return self.named[at][2]
        return None

    def _first(self, start: int, end: int, *, aside: bool = False) -> Programme | None:
        """The first programme named in [start, end); `aside`: also one that only says when or how."""
        at = bisect_left(self.starts, start)
        while at < len(self.named) and self.named[at][0] < end:
            if aside or not self._aside(at):
                return self.named[at][2]
            at += 1
        return None

    def _aside(self, at: int) -> bool:
        """Does the programme named there only say when, by what means or for example?"""
        end = self.named[at][1]
        if at + 1 < len(self.named) and _LISTED.fullmatch(self.text, end, self.named[at + 1][0]):
            return self._aside(at + 1)  # “1元观影”、“健步走”等活动53次: each of the list
        return bool(_ASIDE.match(self.text, end) or _MEANS.match(self.text, end))

    def _last(self, start: int, end: int) -> Programme | None:
        """The last programme named in [start, end)."""
        at = bisect_left(self.starts, end) - 1
        while at >= 0 and self.starts[at] >= start:
            if not self._aside(at):
                return self.named[at][2]
            at -= 1
        return None

    def _bare(self, named: list[tuple[int, int, Programme]], body: int) -> list[tuple[int, int, Programme]]:
        """Where the last word of a name stands for it, behind the full name or in the headline."""
        heads: dict[str, tuple[int, Programme]] = {}
        for start, _, programme in named:
            for size in (4, 3, 2):
                head = programme.name[-size:]
                if head not in _generic() and head.isalpha() and len(programme.name) > size + 1:
                    heads.setdefault(head, (start, programme))
        if not heads:
            return []
        taken = {offset for start, end, _ in named for offset in range(start, end)}
        found = []
        longest = sorted(heads, key=lambda head: (-len(head), head))
        for match in re.finditer("|".join(map(re.escape, longest)), self.text):
            first, programme = heads[match[0]]
            if body <= match.start() < first or match.start() in taken:
                continue
            if _FREE.search(self.text[max(0, match.start() - 1) : match.start()]):
                found.append((match.start(), match.end(), programme))
        return found
