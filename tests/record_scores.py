"""Writes `scores.json`: F1 by kind for each set of gold, as the extraction stands now.

Run it on purpose, `python tests/record_scores.py`, after a change that is meant to move a figure;
`test_scores.py` holds every later change to what it wrote. A set that is not here (the shared
gold) keeps the figures it had.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TypedDict

from kg.evaluate import Evaluation, evaluate
from kg.ingest import build
from kg.store import open_graph
from kg.tables import export


class Record(TypedDict):
    """The figures of one set, and of how many texts they are."""

    texts: int
    f1: dict[str, float]


HERE = Path(__file__).parent
FILE = HERE / "scores.json"
#: set of gold -> (folder of the texts, folder of the gold)
SETS: dict[str, tuple[Path, Path]] = {
    "samples": (HERE.parent / "kg" / "samples", HERE.parent / "kg" / "samples"),
    "dev": (HERE / "cases" / "bulletins" / "dev", HERE / "cases" / "bulletins" / "dev"),
    "test": (HERE / "cases" / "bulletins" / "test", HERE / "cases" / "bulletins" / "test"),
    "shared": (HERE.parents[1] / "shared" / "bulletins", HERE.parents[1] / "shared" / "gold"),
}


def present(name: str) -> bool:
    """Are the texts and the gold of a set here?"""
    return SETS[name][0].is_dir() and texts(name) > 0


def measure(name: str) -> Evaluation:
    """Build a set and score it."""
    folder_of_texts, gold = SETS[name]
    files = sorted(gold.glob("*.json"))
    with tempfile.TemporaryDirectory() as folder:
        graph, tables = Path(folder) / "graph", Path(folder) / "tables"
        build([folder_of_texts / f"{path.stem}.txt" for path in files], graph=graph, strict=True)
        export(open_graph(graph), tables)
        return evaluate(tables, files, draws=1)


def figures(evaluation: Evaluation) -> dict[str, float]:
    """F1 of every kind that the gold holds, to three places."""
    return {score.kind: round(score.f1, 3) for score in evaluation.scores if score.gold}


def texts(name: str) -> int:
    """How many texts with gold a set holds."""
    return len(list(SETS[name][1].glob("*.json")))


def recorded() -> dict[str, Record]:
    """What `scores.json` holds, by set."""
    if not FILE.is_file():
        return {}
    scores: dict[str, Record] = json.loads(FILE.read_text(encoding="utf-8"))
    return scores


def main() -> None:
    """Measure what is here, write the file, print what changed."""
    before = recorded()
    after = {
        name: Record(texts=texts(name), f1=figures(measure(name))) if present(name) else before[name]
        for name in SETS
    }
    FILE.write_text(json.dumps(after, indent=1) + "\n", encoding="utf-8", newline="\n")
    for name, scores in after.items():
        known = before[name]["f1"] if name in before else {}
        for kind, f1 in scores["f1"].items():
            was = known.get(kind)
            print(f"{name:8} {kind:14} {f1:.3f}" + ("" if was in (None, f1) else f"  was {was:.3f}"))
    print(f"written: {FILE}")


if __name__ == "__main__":
    main()
