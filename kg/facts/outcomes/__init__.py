"""A resolved item in, its outcomes out: every figure with what it counts, how much, whose, of what and when.

`extractors.outcome` marks the figures, `indicator` finds what each counts, `frame` what surrounds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors import numbers
from extractors.numbers import Comparator, Quantity
from kg.facts.outcomes.frame import Frame
from kg.facts.outcomes.indicator import Indicators
from kg.facts.outcomes.stretches import Figure, Phrase
from kg.model import Organisation, Outcome, Person, Reading
from kg.subject import Clauses

#: a number without a measure word counts what such a noun counts: 参加人数过百 -> 人
_UNIT_OF = (("人次", "人次"), ("人数", "人"), ("户数", "户"), ("家数", "家"), ("件数", "件"), ("场次", "场"))
_PEOPLE = re.compile(r"(?:职工|会员|员工|人员|群众|农民工|粉丝|用户|劳动者|观众|网友)$")
#: a bound that stands before the phrase, not at the number: 超全年目标的80%, 不低于工资总额的2%
_FAR_BOUND = re.compile(r"(不低于|不少于|不超过|不高于|低于|高于|超过|超|占|为)[^，。；]{2,16}的$")
_FAR: dict[str, Comparator] = {
    "不低于": ">=",
    "不少于": ">=",
    "不超过": "<=",
    "不高于": "<=",
    "低于": "<",
    "高于": ">",
    "超过": ">",
    "超": ">",
}
#: a bound before the verb: 每月至少上门两次
_LEAST = re.compile(r"(?:至少|不少于)[一-鿿]{1,4}$")
#: the most that can be had: 最多可贷, 最高可贷, 每人最高资助; not 单人最高救助5万元, the most that was given
_MOST = re.compile(
    r"(?:(?:最多|至多)[一-鿿]{0,4}|最高可[一-鿿]{0,4}|每[人户笔家年件个次][^，。；]{0,6}最高[一-鿿]{0,4})$"
)
#: a bound behind the noun: 8个工种以上的竞赛
_LATE_BOUND = re.compile(r"(?!规模|限额)[^\W\d百千万十]{1,4}?(以上|以下|左右|以内)(?=的|，|。|；|$)")
_LATE: dict[str, Comparator] = {"以上": ">=", "以下": "<=", "以内": "<=", "左右": "~"}


def find(reading: Reading, clauses: Clauses) -> Iterator[Outcome]:
    """The outcomes of an item, in order of the text."""
    item, text = reading.item, reading.item.text
    signature = item.signature[0] if item.signature else len(text)
    spans = [s for s in reading.spans("figure") if s.start < signature]
    read = [(s, q) for s in spans if (q := numbers.parse(s.text)) is not None]
    if not read:
        return
    figures = [Figure(s.start, s.end, q.unit, q.unit == "%", numbers.kind(q.unit) == "noun") for s, q in read]
    bodies = [m.at for m in reading.mentions if isinstance(m.entity, Organisation | Person)]
    dates = [(s.start, s.end) for s in reading.spans("date")]
    frame = Frame(reading, clauses)
    phrases = Indicators(text, figures, bodies, dates).phrases()
    told = {_key(q) for f, (_, q) in zip(figures, read, strict=True) if f.start >= item.body_start}
    for figure, (_, quantity), phrase in zip(figures, read, phrases, strict=True):
        if figure.start < item.body_start and _key(quantity) in told:
            continue  # the headline says what the body says again
        start, end = item.to_bulletin(*_quote(figure, phrase))
        status = frame.status(figure.start, figure.end)
        programme = frame.programme(figure.start, figure.end)
        outcome = Outcome(
            item=item.position,
            start=start,
            end=end,
            rule=phrase.rule,
            indicator=phrase.text,
            value=quantity.value,
            unit=quantity.unit or _unit(text, figure.start),
            comparator=_comparator(text, figure, quantity),
            status=status,
            value_max=quantity.value_max,
            organisation=None,
            programme=programme,
            period=frame.period(figure.start, status, programme),
        )
        each = frame.each(figure.start)
        for body in each:
            yield replace(outcome, organisation=body)
        if not each:
            yield replace(outcome, organisation=frame.organisation(figure.start, figure.end))


def _key(quantity: Quantity) -> tuple[Decimal, str]:
    return quantity.value, quantity.unit


def _quote(figure: Figure, phrase: Phrase) -> tuple[int, int]:
    """The shortest stretch that holds indicator and figure."""
    return min(phrase.start, figure.start), max(phrase.end, figure.end)


def _unit(text: str, start: int) -> str:
    """The unit a number without measure word has from the noun before it: 参加人数过百 -> 人."""
    back = text[max(0, start - 8) : start]
    for noun, unit in _UNIT_OF:
        if noun in back:
            return unit
    return "人" if _PEOPLE.search(re.sub(r"(?:已|共|达到?|有|约|为|年内|今年|目前|现在)+$", "", back)) else ""


def _comparator(text: str, figure: Figure, quantity: Quantity) -> Comparator:
    """The number's own bound, else one that stands before its phrase: 超全年目标的80%."""
    if quantity.comparator == "=" and figure.percent:
        match = _FAR_BOUND.search(text[max(0, figure.start - 24) : figure.start])
        if match:
            return _FAR.get(match[1], "=")
    if quantity.comparator == "=" and _LEAST.search(text[max(0, figure.start - 6) : figure.start]):
        return ">="
    if quantity.comparator == "=" and _MOST.search(text[max(0, figure.start - 18) : figure.start]):
        return "<="
    if quantity.comparator == "=" and (match := _LATE_BOUND.match(text, figure.end)):
        return _LATE[match[1]]
    return quantity.comparator
