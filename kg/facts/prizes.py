"""A resolved item in, its lists of prize-winners out: 一等奖：甲、乙；二等奖：丙.

Here the prize comes first and no verb gives it. Four forms: a prize with a colon or dash and those who won
it (优秀组织奖：某区总工会); with 由 … 夺得 (冠军由某县总工会队夺得); with 为 or 是 (获“…”称号的有：…);
and several prizes with as many winners (亚军、季军分别为甲和乙; 前三名依次是甲、乙、丙). Every piece of the
list must be a name (`kg.facts.recipients`), else nothing is read: 一等奖：奖金5000元 tells of no winner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from extractors.award import ranks, title
from extractors.lexicon import terms
from kg.facts import recipients
from kg.model import Mention, Organisation, Person, Programme, Reading

#: before a prize and no part of its name: 其中，|一等奖, 获得|“优秀建会单位”称号
LEAD = re.compile(
    r"(?:我[市省县区]|此次|本次|今年|(?:受表彰|受到表彰|获评|获得|荣获|当选)的|其中|最终|最后|最|评选|荣获|获得|获|荣膺|授予|评出|产生|决出|夺得|以及|并|而|大赛|比赛|竞赛)+"
)
#: several prizes and as many winners
SEVERAL = re.compile(
    r"(?P<of>[^，。；：、“”\n]{0,16}?)"
    r"(?:(?P<places>[冠亚季]军?(?:[、和与]?[冠亚季]军?){0,1}[、和与]?[冠亚季]军)"
    r"|(?P<ranks>第?[一二三四五六](?:[、和]第?[一二三四五六]){1,5})(?P<unit>等奖|名)|前(?P<top>[二两三四五六])名)"
    r"(?:的?(?:选手|单位|队伍|代表队))?(?:分别|依次)?(?P<link>由|被|为|是|：)(?:分别|依次)?[：:]?"
)
#: an honour that stands before who has it: 全国劳动模范、|某集团焊工|王某某; 省五一劳动奖章获得者|李某某
BORNE = re.compile(
    r"(?P<title>(?:全国|省部?级?|市级?|[一-鿿]{2,3}[省市区县州])(?:劳动模范|五一劳动奖章|五一巾帼标兵|先进工作者|技术能手|道德模范))"
    r"(?:称号|荣誉称号)?(?:获得者)?(?:、[^、，。；：！？\n“”（）]{0,26}?)?"
)
#: what ends a list of winners that opened with 由
WON = re.compile(
    r"(?:分别|依次|共同|成功|一举)?(?:获得|夺得|摘得|摘取|斩获|赢得|捧得|夺取|夺走|摘走|包揽|取得|收入囊中|获)"
)
STOP = re.compile(r"[；。\n！？]")
#: a further prize inside the stretch: 一等奖：甲，二等奖：乙
FURTHER = re.compile(
    r"[，,](?=[^，。；：、\n]{2,18}(?:：|——|由|为|是)|[^，。；：、\n]{0,12}(?:[特一二三四]等奖|第[一二三四五六]名|[冠亚季]军|[金银铜][奖牌]))"
)
#: a prize that stands alone and draws its group from the one before: 茶艺一等奖甲，|二等奖|乙
RANK = re.compile(r"[特一二三四]等奖|第[一二三四五六]名|[冠亚季]军|[金银铜][奖牌]")


class Prize(NamedTuple):
    """One prize at reading [start, end) and who won it."""

    start: int
    end: int
    title: str
    winners: list[recipients.Recipient]


@cache
def _one() -> re.Pattern[str]:
    endings = "|".join(sorted(map(re.escape, terms("award_endings")), key=len, reverse=True))
    return re.compile(
        rf"(?:(?<=[，。；：、\n（])|(?<=获得)|(?<=荣获)|(?<=[获奖])|^)"
        rf"(?P<title>[^，。；：、\n“”（）]{{0,16}}?(?:{endings})|[^，。；：、\n“”（）]{{0,10}}“[^“”\n]{{2,24}}”(?:荣誉称号|称号|奖)?)"
        r"(?:[（]?\d{1,2}[名个人项][）]?|获得者|得主|获奖者|获奖单位|获奖选手)?"
        r"(?P<link>：|——|—|-{1,2}|(?:的(?:单位|集体|个人|企业|选手|职工|作品)?)?(?:有|是|分别是|分别为|为)：?|由|被|归(?=[^，。；\n]{2,40}所有)|，(?=[^，。\n]{2,80}[；。，\n])|(?=[一-鿿]{2,4}[（，；、。])|(?=[^，。；：\n（]{2,60}(?:\n|$)))"
    )


def find(reading: Reading, named: list[Mention]) -> Iterator[Prize]:
    """Every prize with its winners, in order of the text."""
    text = reading.item.text
    done: list[tuple[int, int]] = []
    for match in SEVERAL.finditer(text):
        names = ranks(match["of"] or "", match["places"], match["ranks"], match["unit"], match["top"])
        end, winners = _winners(reading, named, match.end(), by=match["link"] in "由被")
        if len(winners) == len(names):
            done.append((match.start(), end))
            for name, winner in zip(names, winners, strict=True):
                yield Prize(match.start(), end, _clean(name), [winner])
    at = told = 0
    group = ""
    while (found := _one().search(text, at)) is not None:
        match, at = found, found.start() + 1
        link = match["link"]
        if any(a <= match.start() and match.end() <= b for a, b in done):
            continue
        if not _linked(reading, match) or RANK.match(text, match.end()):
            continue  # 个人奖：|一等奖王某
        name = _clean(match["title"])
        if len(name) < 2 or name[0] == "各" or not _is_prize(match["title"], link):
            continue  # 各工种第一名: rows of their own (`kg.facts.firsts`)
        end, winners = _winners(reading, named, match.end(), by=link in ("由", "被"))
        if winners:
            at = end
            if RANK.fullmatch(name):
                name = group + name if group and not STOP.search(text, told, match.start()) else name
            else:
                group = name[: ranked.start()] if (ranked := RANK.search(name)) else ""
            told = match.start()
            yield Prize(match.start(), end, name, winners)


def _linked(reading: Reading, match: re.Match[str]) -> bool:
    """Do those who won follow a prize that no word links to them: 第一名王某（甲厂）, 团体一等奖，某行；?"""
    text, link = reading.item.text, match["link"]
    if link == "，":
        before = text[max(0, match.start() - 1) : match.start()]
        return RANK.search(match["title"]) is not None and before in ("；", "：", "。", "\n", "")
    if link:
        return True
    if RANK.search(match["title"]) and re.match(
        r"[一-鿿]{2,4}[（，；、。]", text[match.end() : match.end() + 5]
    ):
        return True
    return recipients.spaced(reading, match.end())  # 团体第一名  某机械厂


def borne(reading: Reading, named: list[Mention]) -> Iterator[Prize]:
    """Honours that are only said of a person whom the text names for something else."""
    text = reading.item.text
    people = {m.at[0]: m for m in named if isinstance(m.entity, Person)}
    for start, mention in people.items():
        if not isinstance(mention.entity, Person):
            continue
        clause = max(text.rfind(c, 0, start) for c in "，。；：！？\n“”（）") + 1
        for match in BORNE.finditer(text, clause, start):
            if BORNE.fullmatch(text, match.start(), start):
                yield Prize(match.start(), mention.at[1], match["title"], [mention.entity])
                break


def _by_clause(reading: Reading, named: list[Mention], start: int, end: int) -> list[recipients.Recipient]:
    """Persons told one a clause, each behind house and posts: 某公司焊工甲，某县医院院长、党委书记乙."""
    out: list[recipients.Recipient] = []
    for piece in re.finditer("[^，]+", reading.item.text[start:end]):
        left, right = start + piece.start(), start + piece.end()
        told = [m.entity for m in named if m.at[1] == right and isinstance(m.entity, Person)]
        one = told or recipients.listed(reading, named, max(left, _last_joint(reading, left, right)), right)
        if len(one) != 1 or not isinstance(one[0], Person):
            return []
        out.append(one[0])
    return out if len(out) > 1 else []


def _last_joint(reading: Reading, start: int, end: int) -> int:
    """Behind the last 、 of a clause, or its start."""
    return max(reading.item.text.rfind("、", start, end) + 1, start)


def _is_prize(said: str, link: str) -> bool:
    """Is a quoted name a prize here: only with 称号 or 奖, or where the text says who has it."""
    return "“" not in said or said.endswith(("称号", "奖")) or link.startswith(("的", "：", "—"))


def _clean(said: str) -> str:
    return title(LEAD.sub("", said, count=1) if LEAD.match(said) else said)


def _winners(
    reading: Reading, named: list[Mention], start: int, *, by: bool
) -> tuple[int, list[recipients.Recipient]]:
    """Those listed from `start`, and where the list ends; with `by` up to 夺得 or 获得 in the same clause."""
    text = reading.item.text
    stop = STOP.search(text, start)
    end = stop.start() if stop else len(text)
    if by:
        won = WON.search(text, start, min(end, start + 120))
        if won is None or "，" in text[start : won.start()]:
            return start, []
        end = won.start()
    elif further := FURTHER.search(text, start, end):
        end = further.start()
    found = recipients.listed(reading, named, start, end)
    if not by and text[start - 1 : start] in "：是" and "，" in text[start:end]:
        found = _by_clause(reading, named, start, end) or found
    if not found and not by and (comma := text.find("，", start, end)) >= 0:
        end = comma
        found = recipients.listed(reading, named, start, end)
    return end, [r for r in found if isinstance(r, Organisation | Person | Programme)]
