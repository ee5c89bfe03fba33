"""A resolved item in, its rows of winners by trade out: 各工种第一名分别是：焊工，甲公司王某；钳工，….

Each row opens with a trade and ends in who won it. What a later sentence gives to the same rank
(各工种第一名由市总工会授予“…”, 前三名授予“…”) is given to each of them as well.
Lists that are made public, with who is on them: 公布“…”名单，甲、乙榜上有名.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.facts import recipients
from kg.facts.prizes import Prize
from kg.model import Mention, Person, Reading

#: 各工种第一名分别是：, 各项目冠军为：
HEAD = re.compile(
    r"各(?:个)?(?:工种|项目|赛项|组别|专业|单项|岗位|科目)(?:的)?(?P<rank>第一名|冠军|状元|头名|一等奖)(?:获得者)?(?:分别)?(?:是|为|有)?："
)
#: 焊工，|甲公司王某; 养老护理员：|某福利院余某
ROW = re.compile(r"[^，。；：\n\d]{2,14}[，：](?P<who>[^，。；：\n]{2,40})(?:[；。\n]|$)")
#: 各工种第一名由市总工会授予“…”; 对前三名由市人社局授予“…”
GIVEN = re.compile(
    r"(?:各(?:工种|项目|赛项|组别|专业|单项|岗位|科目)的?)?(?:第一名|冠军|状元|前(?:[二两三四五六]|[2-6])名)(?:的?选手|获得者)?"
    r"(?:，?(?:分别)?(?:由|被|经)[^，。；“”]{2,24})?(?:可)?(?:授予|命名为?|获得?|荣获)“(?P<title>[^“”\n]{2,24})”"
)

#: 公布“市模范职工之家”名单，|甲公司工会、乙医院工会|榜上有名
ON_LIST = re.compile(
    r"(?:公布|发布|公示|揭晓)了?[^，。；“”\n]{0,16}“(?P<title>[^“”\n]{2,24})”(?:名单|评选结果|结果)，"
    r"(?P<who>[^，。；“”\n]{4,90}?)(?:双双|同时|均|成功)?(?:榜上有名|名列其中|上榜|入选|入围)"
)


def find(reading: Reading, named: list[Mention]) -> Iterator[Prize]:
    """The first of every trade, what is given to all of them, and who is on a list made public."""
    text = reading.item.text
    for head in HEAD.finditer(text):
        winners: list[recipients.Recipient] = []
        at = head.end()
        while row := ROW.match(text, at):
            who = recipients.listed(reading, named, *row.span("who"))
            if len(who) != 1 or not isinstance(who[0], Person):
                break
            winners += who
            at = row.end()
        if len(winners) < 2:
            continue
        yield Prize(head.start(), at, head["rank"], winners)
        for given in GIVEN.finditer(text, at, min(len(text), at + 400)):
            yield Prize(given.start(), given.end(), given["title"], winners)
    for told in ON_LIST.finditer(text):
        if listed := recipients.listed(reading, named, *told.span("who")):
            yield Prize(told.start(), told.end(), told["title"], listed)
