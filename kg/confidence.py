"""Which rule was right how often in, the confidence of every rule out; `confidence.tsv` keeps it.

The estimate is the *m-estimate* (B. Cestnik, Estimating probabilities: a crucial task in machine
learning, ECAI 1990, pp. 147-149) with m = 2: a rule that was right in `right` of `of` findings gets

    (right + 2 * rate) / (of + 2)

so it starts from the rate of its kind and moves away from it as findings come in. The rate itself is
Laplace's rule of succession over all findings of the kind, (right + 1) / (of + 2), which is also
what the m-estimate gives when nothing is known beforehand (a rate of 1/2). A rule that the gold never
shows gets the rate of its kind, and none is certain: 0.999 is the most. The gold is the development
half, so that the test half can tell how honest the figures are.

Right and wrong are those of `kg.evaluate`: an outcome counts as right with value, unit, status,
comparator and indicator, an involvement with body and programme, a name once per item and rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from kg.model import (
    Award,
    Event,
    Fact,
    Involvement,
    Issuance,
    ItemFacts,
    Mention,
    Organisation,
    Outcome,
    Post,
    Programme,
)

#: where the figures stand that go with the package
FILE: Final = Path(__file__).with_name("confidence.tsv")
#: how many findings the rate of the kind weighs
WEIGHT: Final = 2
#: no rule is certain
MOST: Final = 0.999
#: kinds, as `kg evaluate` names them, of facts and of the entities mentions name
KINDS: Final[dict[type, str]] = {
    Organisation: "organisations",
    Programme: "programmes",
    Involvement: "involvements",
    Outcome: "outcomes",
    Issuance: "documents",
    Post: "posts",
    Event: "events",
    Award: "awards",
}
_HEADER = """\
# How often each rule was right on the development gold. Written by `kg calibrate`, never by hand;
# kg/confidence.py says how the confidence is estimated. The rule * stands for its whole kind: a rule
# that is not listed has the confidence of its kind.
# kind	rule	right	of	confidence
"""


class ConfidenceError(ValueError):
    """A table of confidences that cannot be used; the message names what to mend."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How often a rule, or a whole kind (rule `*`), was right, and the estimate made of it."""

    kind: str
    rule: str
    right: int
    of: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """The confidence of every rule, by its name; and of every kind, for rules never seen."""

    figures: tuple[Figure, ...]
    _rules: Mapping[str, float] = field(init=False, repr=False)
    _kinds: Mapping[str, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rules: dict[str, str] = {}
        for one in self.figures:
            if one.rule != "*" and rules.setdefault(one.rule, one.kind) != one.kind:
                raise ConfidenceError(
                    f"the rule {one.rule} reads {rules[one.rule]} as well as {one.kind}: "
                    "give each kind a rule of its own name"
                )
        by_rule = {one.rule: one.confidence for one in self.figures if one.rule != "*"}
        object.__setattr__(self, "_rules", by_rule)
        by_kind = {one.kind: one.confidence for one in self.figures if one.rule == "*"}
        object.__setattr__(self, "_kinds", by_kind)

    def of(self, made: Fact | Mention) -> float | None:
        """The confidence of the rule behind a fact or mention; None for what no gold judges (a place)."""
        kind = KINDS.get(type(made.entity if isinstance(made, Mention) else made))
        if kind is None:
            return None
        return self._rules.get(made.rule, self._kinds.get(kind))


def estimate(verdicts: Iterable[tuple[str, str, bool]]) -> Confidence:
    """The confidences that verdicts (kind, rule, right) give, rounded to three places; see above how."""
    rules: Counter[tuple[str, str, bool]] = Counter(v for v in verdicts if v[0] in KINDS.values())
    figures = []
    for kind in KINDS.values():
        names = sorted({rule for known, rule, _ in rules if known == kind})
        counts = {name: (rules[kind, name, True], rules[kind, name, False]) for name in names}
        right, wrong = (sum(count[at] for count in counts.values()) for at in (0, 1))
        rate = (right + 1) / (right + wrong + 2)
        if counts:
            figures.append(Figure(kind, "*", right, right + wrong, min(round(rate, 3), MOST)))
        for name, (right, wrong) in counts.items():
            of = right + wrong
            confidence = (right + WEIGHT * rate) / (of + WEIGHT)
            figures.append(Figure(kind, name, right, of, min(round(confidence, 3), MOST)))
    return Confidence(tuple(figures))


def written(confidence: Confidence) -> str:
    """The table as `confidence.tsv` holds it."""
    lines = (
        f"{one.kind}\t{one.rule}\t{one.right}\t{one.of}\t{one.confidence:.3f}\n" for one in confidence.figures
    )
    return _HEADER + "".join(lines)


def read(path: Path = FILE) -> Confidence:
    """The table of a file; raises `ConfidenceError` with file and line where it is no such table."""
    figures = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        try:
            kind, rule, right, of, confidence = line.split("\t")
            figure = Figure(kind, rule, int(right), int(of), float(confidence))
        except ValueError:
            raise ConfidenceError(
                f"{path.name}, line {number}: not kind, rule, right, of, confidence"
            ) from None
        if (
            kind not in KINDS.values()
            or not 0 <= figure.right <= figure.of
            or not 0 <= figure.confidence <= 1
        ):
            raise ConfidenceError(
                f"{path.name}, line {number}: no kind that is scored, or figures that cannot be"
            )
        figures.append(figure)
    return Confidence(tuple(figures))


@cache
def known() -> Confidence:
    """The confidences that go with the package."""
    return read()


def at_least(items: Iterable[ItemFacts], least: float) -> list[ItemFacts]:
    """The items without the facts whose confidence is below `least`; mentions stay."""
    confidence = known()
    return [
        replace(one, facts=tuple(fact for fact in one.facts if (confidence.of(fact) or 0.0) >= least))
        for one in items
    ]
