"""First and second coding of the same bulletins in, their agreement as F1 by kind of fact out.

    python tests/agreement.py [--errors]

A second coder coded the bulletins of `cases/bulletins/second` from the text alone. Facts are matched as
`kg evaluate` matches them: each coding is written as the tables of `kg export` and scored against the
other as gold. The share of the first coder's facts that the second has is one way, the share of the
second coder's facts that the first has the other way; F1 is their harmonic mean, so neither coder is
preferred. What a coder marked as optional is asked of nobody: it is neither missed nor wrong. The strict
figure counts a fact as lacking where the other coder has it only as optional.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.evaluate import KINDS, Evaluation, evaluate
from kg.gold import GOLD_FIELDS, TABLES, Record, read_gold

HERE = Path(__file__).parent
BULLETINS = HERE / "cases" / "bulletins"
SECOND = BULLETINS / "second"
HELD_OUT = BULLETINS / "test"  # scored, but never looked at: their facts are not printed
FIRST = (HERE.parent / "kg" / "samples", BULLETINS / "dev", HELD_OUT)

#: Fields of a gold fact that a table names otherwise.
COLUMNS = {
    "organisation": "organisation_name",
    "programme": "programme_name",
    "person": "person_name",
    "recipient": "recipient_name",
    "organisations": "organisations_name",
    "issuers": "issuers_name",
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement on one kind: how many facts each coder asks of the other, and how many are there."""

    kind: str
    first: int  # facts of the first coding that are not optional
    first_shared: int  # of these, those that the second coding has too
    second: int
    second_shared: int

    @property
    def f1(self) -> float:
        """The harmonic mean of the two shares; 1 where neither coder has a fact of this kind."""
        one = self.first_shared / self.first if self.first else 1.0
        other = self.second_shared / self.second if self.second else 1.0
        return 2 * one * other / (one + other) if one + other else 0.0


def pairs() -> Iterator[tuple[Path, Path]]:
    """Each second coding after the first coding of the same bulletin; KeyError if there is none."""
    first = {path.stem: path for folder in FIRST for path in folder.glob("*.json")}
    for path in sorted(SECOND.glob("*.json")):
        yield first[path.stem], path


def rows(gold: Record, *, strict: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """A gold file as rows of the exported tables: (table, row), without optional facts if strict."""
    stem = gold["bulletin"].removesuffix(".txt")
    for number, item in enumerate(gold["items"]):
        iri = f"{stem}/{number}"
        signed = "|".join(item["contributors"])
        yield "items", {"item": iri, "bulletin": stem, "title": item["title"], "contributors_name": signed}
        for kind in GOLD_FIELDS:
            for fact in item[kind]:
                if strict and fact.get("optional"):
                    continue
                if kind in ("organisations", "programmes"):
                    yield "mentions", {"item": iri, "type": kind[:-1], "entity_name": fact["name"]}
                else:
                    yield kind, {"item": iri} | {COLUMNS.get(k, k): _text(v) for k, v in fact.items()}


def _text(value: object) -> str:
    if isinstance(value, list):
        return "|".join(value)
    return "" if value is None else str(value)


def scored(gold: list[Path], found: list[Path], strict: bool) -> Evaluation:
    """Gold files scored against others that stand in for exported tables."""
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for path in found:
        for name, row in rows(read_gold(path), strict=strict):
            tables[name].append(row)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, lines in tables.items():
            columns = dict.fromkeys(column for row in lines for column in row)
            with (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, list(columns), restval="")
                writer.writeheader()
                writer.writerows(lines)
        return evaluate(folder, gold, draws=0)


def evaluations(*, strict: bool = False) -> tuple[Evaluation, Evaluation]:
    """The first coding as gold against the second, and the second as gold against the first."""
    first, second = (list(paths) for paths in zip(*pairs(), strict=True))
    return scored(first, second, strict), scored(second, first, strict)


def agreement(both: tuple[Evaluation, Evaluation]) -> list[Agreement]:
    """The agreement on every kind, in the order of `kg evaluate`."""
    counts = [{s.kind: (s.gold, round(s.recall * s.gold)) for s in one.scores} for one in both]
    return [Agreement(kind, *counts[0][kind], *counts[1][kind]) for kind in KINDS]


def figures() -> dict[str, dict[str, float]]:
    """F1 and strict F1 of every kind, rounded as they are recorded in `agreement.json`."""
    both, strictly = agreement(evaluations()), agreement(evaluations(strict=True))
    return {
        a.kind: {"f1": round(a.f1, 3), "strict": round(s.f1, 3)} for a, s in zip(both, strictly, strict=True)
    }


def main() -> None:
    """Print the table and, with --errors, the facts that one coder asks for and the other does not."""
    parser = argparse.ArgumentParser(description="Agreement of the first with the second coding.")
    parser.add_argument("--errors", action="store_true", help="list the facts that only one coder has")
    wanted = parser.parse_args()
    both, strictly = evaluations(), evaluations(strict=True)
    print(f"{'kind':14} {'first':>6} {'shared':>7} {'second':>7} {'shared':>7} {'F1':>7} {'strict':>7}")
    for a, s in zip(agreement(both), agreement(strictly), strict=True):
        shares = f"{a.first:6} {a.first_shared:7} {a.second:7} {a.second_shared:7}"
        print(f"{a.kind:14} {shares} {a.f1:7.3f} {s.f1:7.3f}")
    for name in both[0].details:
        right, of = (sum(one.details.get(name, (0, 0))[n] for one in both) for n in (0, 1))
        print(f"{name:28} {right:5} of {of:5} {right / of if of else 1:7.3f}")
    if wanted.errors:
        for only, one in zip(("first", "second"), strictly, strict=True):
            for e in one.errors:
                if e.verdict == "missed" and not (HELD_OUT / f"{e.bulletin}.json").exists():
                    print(f"{only:6} {e.kind:14} {e.bulletin} | {e.item[:14]} | {e.fact}")


if __name__ == "__main__":
    main()
