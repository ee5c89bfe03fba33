"""Writes the weights of `kg/facts/outcomes/whose.tsv`: which features tell whose work a figure reports.

Run it on purpose, `python tests/train_whose.py`, after features or the rules before them changed. It reads
the samples and the development half (never `test/`), and takes every figure that the rules hand to whoever
acted last. Of its candidates those that the gold names are right; the weights are the maximum of the
conditional likelihood with an L2 penalty, by Newton's method from zero, so that the same gold gives the
same weights. It prints how many figures are right if each text is left out of the training in turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from extractors import numbers
from kg.evaluate import alike, plain
from kg.facts.outcomes.whose import FILE, Features, Whose, weights
from kg.gold import read_gold
from kg.ingest import read
from kg.model import Organisation, Outcome

HERE = Path(__file__).parent
FOLDERS = (HERE.parent / "kg" / "samples", HERE / "cases" / "bulletins" / "dev")
#: how strongly weights are held near zero; 1, 3 and 10 were tried with texts left out
PENALTY = 3.0
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A figure with its candidates (the one who acted last first) and which of them the gold names."""

    text: str
    features: tuple[Features, ...]
    right: tuple[bool, ...]


def cases(gold: Path) -> Iterator[Case]:
    """The figures of a text with gold that the rules hand to whoever acted last."""
    seen: dict[tuple[int, int], list[tuple[Organisation, Features]]] = {}

    def record(whose: Whose, start: int, end: int, acting: tuple[Organisation, ...]) -> Organisation:
        place = whose.reading.item.to_bulletin(start, end)
        seen[place] = list(whose.candidates(start, end, acting))
        return acting[0]

    with patch.object(Whose, "of", record):
        bulletin, items = read(gold.with_suffix(".txt"))
    by_title = {plain(one.item.title): [f for f in one.facts if isinstance(f, Outcome)] for one in items}
    for item in read_gold(gold)["items"]:
        found = by_title.get(plain(item["title"]), [])
        names = {
            one["name"]: {plain(n) for n in (one["name"], *one.get("accept", ()))}
            for one in item["organisations"]
        }
        for fact in item["outcomes"]:
            if fact.get("optional") or not fact.get("organisation"):
                continue
            outcome = _partner(fact, found)
            if outcome is None:
                continue
            found.remove(outcome)
            for (start, end), candidates in seen.items():
                quantity = numbers.parse(plain_digits(bulletin.text[start:end]))
                inside = outcome.start <= start and end <= outcome.end
                if inside and quantity is not None and quantity.value == outcome.value:
                    accepted = names.get(fact["organisation"], {plain(fact["organisation"])})
                    right = tuple(plain(body.name) in accepted for body, _ in candidates)
                    yield Case(gold.stem, tuple(features for _, features in candidates), right)
                    break


def plain_digits(text: str) -> str:
    """Full-width digits and marks as the reading text has them: ８５％ -> 85%."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text if not c.isspace())


def _partner(fact: dict[str, Any], found: Sequence[Outcome]) -> Outcome | None:
    """The figure found that the gold means, the one with the like indicator first."""
    same = [
        f for f in found if float(f.value) == float(fact["value"]) and plain(f.unit) == plain(fact["unit"])
    ]
    return max(same, key=lambda f: alike(fact["indicator"], f.indicator), default=None)


def fit(given: Sequence[Case], names: Sequence[str]) -> Matrix:
    """The weights of the named features that make the right candidates likeliest."""
    told = [case for case in given if any(case.right) and not all(case.right)]
    x = np.array([[f.get(name, 0.0) for name in names] for case in told for f in case.features])
    right = np.array([r for case in told for r in case.right], dtype=float)
    sizes = [len(case.right) for case in told]
    starts, group = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(sizes)), sizes)
    made: Matrix = np.zeros(len(names))
    for _ in range(30):
        z = x @ made
        p = np.exp(z - np.maximum.reduceat(z, starts)[group])
        p /= np.add.reduceat(p, starts)[group]
        q = p * right
        q /= np.add.reduceat(q, starts)[group]
        deviation = x - np.add.reduceat(x * p[:, None], starts)[group]
        curvature = (deviation * p[:, None]).T @ deviation + PENALTY * np.eye(len(names))
        step = np.linalg.solve(curvature, x.T @ (q - p) - PENALTY * made)
        made = made + step
        if np.abs(step).max() < 1e-6:
            break
    return made


def hits(given: Sequence[Case], names: Sequence[str], made: Matrix) -> int:
    """How many figures go to a right body with these weights."""
    return sum(
        case.right[int(np.argmax([np.dot([f.get(n, 0.0) for n in names], made) for f in case.features]))]
        for case in given
    )


def written(table: str, trained: Mapping[str, float]) -> str:
    """The table with the weights trained, its features, reasons and comments as they were."""
    lines = []
    for line in table.splitlines():
        name, *rest = line.split("\t")
        if name in trained:
            line = "\t".join((name, f"{trained[name] + 0.0:.2f}".replace("-0.00", "0.00"), *rest[1:]))
        lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Train, report with each text left out in turn, and write the weights."""
    given = [case for folder in FOLDERS for gold in sorted(folder.glob("*.json")) for case in cases(gold)]
    names = list(weights())
    left_out = 0
    for text in sorted({case.text for case in given}):
        made = fit([case for case in given if case.text != text], names)
        left_out += hits([case for case in given if case.text == text], names, made)
    last = sum(case.right[0] for case in given)
    print(f"{len(given)} figures; who acted last: {last} right, weights with the text left out: {left_out}")
    text = written(FILE.read_text(encoding="utf-8"), dict(zip(names, fit(given, names), strict=True)))
    FILE.write_text(text, encoding="utf-8", newline="\n")
    print(f"written: {FILE}")


if __name__ == "__main__":
    main()
