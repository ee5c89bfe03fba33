"""An item or the name of a programme in, the themes of union work it belongs to out.

Themes and their words are those of `ontology/vocabularies/themes.ttl`: names (`skos:altLabel`) and hints
(`skos:hiddenLabel`), so that a new word is a line of data. Words are found in one pass, the longest
first: in 女职工专项集体合同 the word 女职工 is not seen. What stands in a headline counts more than what
stands below, and a word said five times counts no more than one said thrice.

What is measured against `kg/samples/themes.tsv` stands in the README, section Ontology.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Final

import ahocorasick_rs
import pyoxigraph as ox

import ontology
from kg.terms import PREFIXES, concepts

_SKOS: Final = PREFIXES["skos"]
#: what a word is worth: a name of the theme or a hint, in the headline or below
_NAME: Final = 2.0
_HINT: Final = 1.0
_HEADLINE: Final = 3.0
#: a word counts so often at most
_MOST: Final = 3
#: of an item: at most so many themes, each with at least so much, and this share of the strongest
_THEMES: Final = 3
_LEAST: Final = 4.0
_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of all themes, ready to be searched for."""

    automaton: ahocorasick_rs.AhoCorasick
    worth: tuple[tuple[str, float], ...]  # theme and weight, by number of the word


@cache
def _words() -> _Words:
    notation = {iri: code for (scheme, code), iri in concepts().items() if scheme == "theme"}
    weights = {"prefLabel": _NAME, "altLabel": _NAME, "hiddenLabel": _HINT}
    found: dict[str, tuple[str, float]] = {}
    quads = list(ox.parse(ontology.data("vocabularies/themes.ttl"), format=ox.RdfFormat.TURTLE))
    broad = {str(quad.subject) for quad in quads if quad.predicate.value == _SKOS + "topConceptOf"}
    for quad in quads:
        weight = weights.get(quad.predicate.value.removeprefix(_SKOS))
        if weight is None or not isinstance(quad.subject, ox.NamedNode):
            continue
        if isinstance(quad.object, ox.Literal) and quad.object.language == "zh":
            theme = notation.get(quad.subject.value)
            if theme is None or str(quad.subject) in broad:
                continue  # the name of the scheme, or of a group of themes, which nothing is sorted into
            known = found.setdefault(quad.object.value, (theme, weight))
            if known[0] != theme:
                raise ValueError(
                    f"ontology/vocabularies/themes.ttl: {quad.object.value} stands under {known[0]}, {theme}"
                )
    words = sorted(found)
    automaton = ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return _Words(automaton, tuple(found[word] for word in words))


def _scores(text: str, factor: float = 1.0) -> dict[str, float]:
    """Theme -> what its words in a text are worth."""
    words = _words()
    counts = Counter(number for number, _, _ in words.automaton.find_matches_as_indexes(text))
    scores: dict[str, float] = defaultdict(float)
    for number, count in counts.items():
        theme, weight = words.worth[number]
        scores[theme] += factor * weight * min(count, _MOST)
    return scores


def of_item(text: str, body_start: int = 0) -> tuple[str, ...]:
    """The themes of an item's reading text, whose headline ends at `body_start`; the strongest first."""
    scores = _scores(text[:body_start], _HEADLINE)
    for theme, score in _scores(text[body_start:]).items():
        scores[theme] += score
    ranked = sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))
    if not ranked:
        return ()
    best = ranked[0][1]
    kept = [theme for theme, score in ranked if score >= max(_LEAST, best * _SHARE)]
    return tuple(kept[:_THEMES]) or tuple(theme for theme, score in ranked[:2] if score == best)


def of_name(name: str) -> tuple[str, ...]:
    """The themes that the name of a programme tells: 金秋助学活动 -> assistance; () where it tells none."""
    return tuple(sorted(_scores(name)))
