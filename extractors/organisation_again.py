"""The names of a text so far in, what they say about other words of the text out: houses named again.

Where 黄磷厂工会 stands, a 黄磷厂 by itself is that house; a name found once by its people or its list
(浮选厂|高级工程师) is one wherever it stands. Lists whose members share a last part (青山、潇湘两个|街道工会)
give a name for every member.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from extractors.organisation_forms import SHARED_LAST, SHARED_TAIL, SHARER
from extractors.organisation_grammar import Grammar
from extractors.organisation_walk import Name

__all__ = ["edges", "repeated", "sharing", "unions_of"]

#: 黄磷厂|工会, 汽车运输公司|党委
COMMITTEE = re.compile(r"(?:工会(?:委员会)?|党委|党总支|党支部|团委)$")
#: the last word of a house, and its kind where it is no enterprise
HOUSE = re.compile(
    r"(?:公司|集团|厂|矿|农场|林场|合作社|酒店|宾馆|超市|商场|项目部|银行|支行|分行|电站|机务段|工务段|车务段|供电段)$"
    r"|(?P<institution>大学|学院|学校|中学|小学|幼儿园|医院|研究院|研究所|设计院)$"
)
#: a town in a list that no county stands before: 、|铭传乡|三家总工会
LISTED_TOWN = re.compile(r"(?<=[、和与])[一-鿿]{1,4}(?:镇|乡|街道|社区|村)$")
#: by these rules a name was found where it stood, not everywhere
SOMEWHERE = frozenset({"organisation.own", "organisation.brand", "organisation.enumerated"})


def repeated(grammar: Grammar, names: list[Name]) -> list[Name]:
    """黄磷厂 by itself, where the text also names its union or knows it by its people."""
    text = grammar.text
    houses: dict[str, Name] = {}
    for name in names:
        written = text[name.start : name.end]
        if name.form != "name" or name.rule == "organisation.place":
            continue
        if name.cls in ("union", "party") and (part := COMMITTEE.search(written)):
            house = written[: part.start()]
            kind = HOUSE.search(house)
            if len(house) >= 3 and (kind or name.rule == "organisation.brand"):
                label = "institution" if kind and kind["institution"] else "enterprise"
                head = kind.group() if kind else house
                houses.setdefault(house, Name(0, 0, label, "name", "organisation.again", "ent", head))
        elif name.rule in SOMEWHERE and name.cls in ("ent", "inst") and len(written) >= 3:
            houses.setdefault(written, Name(0, 0, name.label, "name", name.rule, name.cls, name.head))
    if not houses:
        return []
    ends = edges(grammar)
    taken = sorted((n.start, n.end) for n in names)
    starts = [start for start, _ in taken]
    out: list[Name] = []
    for house, like in houses.items():
        after = grammar.lists.after.get(like.head)
        at = text.find(house)
        while at >= 0:
            end = at + len(house)
            before = bisect_right(starts, end - 1) - 1
            free = before < 0 or taken[before][1] <= at
            if free and at in ends and not (after and after.match(text, end)):
                out.append(Name(at, end, like.label, "name", "organisation.again", like.cls, like.head))
            at = text.find(house, end)
    return out


def edges(grammar: Grammar) -> set[int]:
    """Where a name may begin: behind marks, words that end a name, and places."""
    ends = {0} | {t.end for t in grammar.tokens if t.row.kind in ("stop", "soft", "mark", "quant")}
    return ends | {p.end for p in grammar.places}


def sharing(grammar: Grammar, names: list[Name]) -> list[Name]:
    """青山, 潇湘 and 黄沙湾 of 青山、潇湘、黄沙湾三个街道工会: each a body with the last part they share."""
    text = grammar.text
    taken = {i for n in names for i in range(n.start, n.end)}
    opens = edges(grammar)
    out: list[Name] = []
    for match in SHARED_LAST.finditer(text):
        label = "union" if match["last"].endswith("工会") else "enterprise"
        if re.search(r"医院|学校|小学|中学", match["last"]) and label != "union":
            label = "institution"
        members: list[tuple[int, int]] = []
        end = match.start()
        while (start := _member(text, end, opens)) is not None:
            members.append((start, end))
            if text[start - 1 : start] not in ("、", "和", "与", "及"):
                break
            end = start - 1
        if len(members) < 2 or any(i in taken for s, e in members for i in range(s, e)):
            continue
        cls = "union" if label == "union" else "ent"
        out += [
            Name(s, e, label, "local", "organisation.shared-last", cls, match["last"]) for s, e in members
        ]
    return out


def unions_of(grammar: Grammar, names: list[Name]) -> list[Name]:
    """The names with the houses and towns of a list turned into their unions: 县一小、桃花小学两校|工会."""
    text = grammar.text
    at_end = {n.end: n for n in names}
    towns = {p.end: p.start for p in grammar.places if p.label_ in ("township", "county")}
    lost: set[int] = set()
    out: list[Name] = []
    for match in SHARED_TAIL.finditer(text):
        members: list[tuple[int, int]] = []
        end = match.start()
        joined = at_end.get(match.end())  # 师范附小三校工会, read as one
        while True:
            name = at_end.get(end) or (joined if end == match.start() else None)
            town = LISTED_TOWN.search(text, max(0, end - 6), end)
            if name is not None and (name is joined or name.cls in ("ent", "inst")) and name.start < end:
                start = name.start
            elif end in towns or town:
                start = towns.get(end, town.start() if town else end)
            else:
                break
            members.append((start, end))
            if text[start - 1 : start] not in ("、", "和", "与", "及"):
                break
            end = start - 1
        if len(members) < 2:
            continue
        lost.update(range(members[-1][0], match.end()))
        rule = "organisation.shared-tail"
        out += [Name(s, e, "union", "local", rule, "union", match["last"]) for s, e in members]
    return [n for n in names if n.start not in lost] + out


def _member(text: str, end: int, opens: set[int]) -> int | None:
    """Where the member of a list before `end` begins: 、|潇湘|、"""
    for start in range(end - 1, max(-1, end - 7), -1):
        if start in opens and SHARER.fullmatch(text, start, end):
            return start
        if text[start] in "、，。；：和与及" and start < end - 1:
            return start + 1 if SHARER.fullmatch(text, start + 1, end) else None
    return None
