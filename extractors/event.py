"""Reading text in, span group `event` out: the words that tell what happened (座谈会, 换届选举, 揭牌).

The label is the codebook's kind. A trigger is not yet an event: `kg.facts.events` makes one where a
date stands beside it. The words are in `event_triggers.tsv`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.lexicon import load


class Trigger(NamedTuple):
    """A word of happening at [start, end) and the kind it tells."""

    start: int
    end: int
    kind: str


@cache
def _lists() -> tuple[AhoCorasick, tuple[str, ...], tuple[re.Pattern[str] | None, ...]]:
    rows = load("event_triggers")
    # 学习会|议精神 is no 学习会
    bars = [
        "|".join(filter(None, (row[2] if len(row) > 2 else "", "议|员" * row[0].endswith("会"))))
        for row in rows
    ]
    barred = tuple(re.compile(bar) if bar else None for bar in bars)
    automaton = AhoCorasick([row[0] for row in rows], matchkind=MatchKind.LeftmostLongest)
    return automaton, tuple(row[1] for row in rows), barred


def find(text: str) -> list[Trigger]:
    """All triggers, longest first, without overlaps: 座谈会 but not 会议|精神."""
    automaton, kinds, barred = _lists()
    out = []
    for index, start, end in automaton.find_matches_as_indexes(text):
        bar = barred[index]
        if bar is None or not bar.match(text, end):
            out.append(Trigger(start, end, kinds[index]))
    return out


class EventComponent:
    """spaCy component: `doc.spans["event"]`."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group and hand the doc on."""
        doc.spans["event"] = [
            Span(doc, t.start, t.end, label=t.kind, span_id="event.trigger") for t in find(doc.text)
        ]
        return doc


@Language.factory("kg_event")
def _create(nlp: Language, name: str) -> EventComponent:
    return EventComponent()
