"""A resolved item in, its facts out: one module a kind, each with `find(reading, clauses)`."""

from __future__ import annotations

from kg.facts import awards, documents, events, involvements, outcomes, posts
from kg.model import Fact, ItemFacts, Reading
from kg.subject import acting

#: kind → finder; the order is that of the codebook and of facts at the same place
FINDERS = (involvements, outcomes, documents, posts, events, awards)


def facts(reading: Reading) -> ItemFacts:
    """All facts of an item, in order of the text, then of `FINDERS`."""
    clauses = acting(reading)
    found: list[tuple[int, int, int, Fact]] = []
    for rank, finder in enumerate(FINDERS):
        for fact in finder.find(reading, clauses):
            found.append((fact.start, rank, fact.end, fact))
    found.sort(key=lambda entry: entry[:3])
    return ItemFacts(
        item=reading.item,
        context=reading.context,
        contributors=reading.contributors,
        mentions=reading.mentions,
        facts=tuple(entry[3] for entry in found),
    )
