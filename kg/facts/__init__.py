"""A resolved item in, its facts out: one module a kind, each with `find(reading, clauses)`."""

from __future__ import annotations

from kg.facts import awards, documents, events, involvements, outcomes, parts, posts
from kg.model import Fact, ItemFacts, Outcome, Reading
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
    figures = iter(parts.join(reading.item, (f for *_, f in found if isinstance(f, Outcome))))
    found = [(a, b, c, next(figures) if isinstance(f, Outcome) else f) for a, b, c, f in found]
    found.sort(key=lambda entry: entry[:3])
    return ItemFacts(
        item=reading.item,
        context=reading.context,
        contributors=reading.contributors,
        mentions=reading.mentions,
        facts=tuple(entry[3] for entry in found),
    )
