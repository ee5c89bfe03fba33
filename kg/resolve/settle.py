"""All facts of one bulletin in, the same facts out with one record for each organisation.

Items are read one by one, so 恒达机械集团 could be of 昆山 in one and of no place in the next. The place
(and kind, and parent) that most facts and mentions give it holds for all; bodies whose places share a
name (鼓楼区总工会 of 南京 and of 徐州) stay apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from typing import Any, TypeVar

from extractors.places import namesake
from kg.model import Context, Fact, ItemFacts, Mention, Organisation

Key = tuple[str, str]
Record = TypeVar("Record", Context, Mention, Fact)


def settle(items: list[ItemFacts]) -> list[ItemFacts]:
    """One record per organisation of a bulletin, in all its items."""
    counted: dict[Key, Counter[Organisation]] = {}
    for item in items:
        records: tuple[Context | Mention | Fact, ...] = (item.context, *item.mentions, *item.facts)
        for body in (*item.contributors, *(body for record in records for body in _bodies(record))):
            counted.setdefault(_key(body), Counter())[body] += 1
    chosen = {
        body: best
        for said in counted.values()
        if len(said) > 1
        for best in [_best(said)]
        for body in said
        if body != best
    }
    return [_settled(item, chosen) for item in items] if chosen else items


def _key(body: Organisation) -> Key:
    return body.name, namesake(body.name, body.place)


def _best(records: Counter[Organisation]) -> Organisation:
    """The commonest record; one with a place or a parent before one without, then by content."""

    def rank(body: Organisation) -> tuple[bool, int, bool, str, str, str]:
        known = body.place is not None
        return known, records[body], body.parent is not None, body.kind, body.place or "", body.parent or ""

    return max(records, key=rank)


@cache
def _fields(record: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(record))


def _values(record: Any) -> list[tuple[str, Any]]:
    """The fields of a record with their names; the names are looked up once per class."""
    kind: Any = type(record)
    return [(name, getattr(record, name)) for name in _fields(kind)]


def _bodies(record: Context | Mention | Fact) -> Iterator[Organisation]:
    for _, value in _values(record):
        if isinstance(value, Organisation):
            yield value
        elif isinstance(value, tuple):
            yield from (v for v in value if isinstance(v, Organisation))


def _settled(item: ItemFacts, chosen: dict[Organisation, Organisation]) -> ItemFacts:
    return replace(
        item,
        context=_with(item.context, chosen),
        contributors=tuple(dict.fromkeys(chosen.get(body, body) for body in item.contributors)),
        mentions=tuple(_with(mention, chosen) for mention in item.mentions),
        facts=tuple(_with(fact, chosen) for fact in item.facts),
    )


def _with(record: Record, chosen: dict[Organisation, Organisation]) -> Record:
    """The record with every organisation that was settled otherwise replaced."""
    changed: dict[str, Any] = {}
    for name, value in _values(record):
        if isinstance(value, Organisation):
            if value in chosen:
                changed[name] = chosen[value]
        elif isinstance(value, tuple) and any(isinstance(v, Organisation) and v in chosen for v in value):
            changed[name] = tuple(
                dict.fromkeys(chosen.get(v, v) if isinstance(v, Organisation) else v for v in value)
            )
    return replace(record, **changed) if changed else record
