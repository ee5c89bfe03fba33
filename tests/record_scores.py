"""Writes `scores.json`, its copy for `kg site` and the README's table: F1 by kind for each set of gold.

Run it on purpose, `python tests/record_scores.py`, after a change that is meant to move a figure;
`test_scores.py` holds every later change to what it wrote. A set that is not here (the shared
gold) keeps the figures it had.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TypedDict

from kg.checks import check
from kg.evaluate import Evaluation, evaluate
from kg.ingest import build
from kg.store import open_graph
from kg.tables import export


class Record(TypedDict):
    """The figures of one set, and of how many texts they are."""

    texts: int
    f1: dict[str, float]
    interval: dict[str, tuple[float, float]]  # 95%, bootstrap over items
    right: dict[str, tuple[int, int]]  # of the pairs found, how many agree on a detail, of how many


HERE = Path(__file__).parent
FILE = HERE / "scores.json"
#: the same figures, for the page of `kg site` that says how good the facts are
SHIPPED = HERE.parent / "kg" / "site" / "quality.json"
README = HERE.parent / "README.md"
#: between these lines the README holds the table that `table` makes
OPEN, CLOSE = "<!-- made by: python tests/record_scores.py -->\n", "<!-- end -->"
HEADINGS = {
    "shared": "hand-coded gold",
    "samples": "samples",
    "dev": "development half",
    "test": "held-out half",
    "blind": "blind set",
}
#: set of gold -> (folder of the texts, folder of the gold)
SETS: dict[str, tuple[Path, Path]] = {
    "samples": (HERE.parent / "kg" / "samples", HERE.parent / "kg" / "samples"),
    "dev": (HERE / "cases" / "bulletins" / "dev", HERE / "cases" / "bulletins" / "dev"),
    "test": (HERE / "cases" / "bulletins" / "test", HERE / "cases" / "bulletins" / "test"),
    "blind": (HERE / "cases" / "bulletins" / "blind", HERE / "cases" / "bulletins" / "blind"),
    "shared": (HERE.parents[1] / "shared" / "bulletins", HERE.parents[1] / "shared" / "gold"),
}


def present(name: str) -> bool:
    """Are the texts and the gold of a set here?"""
    return SETS[name][0].is_dir() and texts(name) > 0


def measure(name: str, *, draws: int = 1) -> Evaluation:
    """Build a set and score it; a graph that its own checks find fault with is no basis for figures."""
    folder_of_texts, gold = SETS[name]
    files = sorted(gold.glob("*.json"))
    with tempfile.TemporaryDirectory() as folder:
        graph, tables = Path(folder) / "graph", Path(folder) / "tables"
        build([folder_of_texts / f"{path.stem}.txt" for path in files], graph=graph, strict=True)
        built = open_graph(graph)
        problems = list(check(built))
        assert not problems, f"{name}: {problems[0]}"
        export(built, tables)
        return evaluate(tables, files, draws=draws)


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


def record(name: str) -> Record:
    """Build and score a set, with intervals."""
    done = measure(name, draws=1000)
    intervals: dict[str, tuple[float, float]] = {}
    for score in done.scores:
        if score.gold and score.interval:
            low, high = score.interval.low, score.interval.high
            intervals[score.kind] = (round(low, 3), round(high, 3))
    return Record(
        texts=texts(name),
        f1=figures(done),
        interval=intervals,
        right={detail: (right, of) for detail, (right, of) in done.details.items()},
    )


def table(records: dict[str, Record]) -> str:
    """The README's table: a row a kind or detail, a column a set."""
    names = [name for name in HEADINGS if name in records]
    lines = [
        "| F1 (95% interval) | "
        + " | ".join(f"{HEADINGS[n]} ({records[n]['texts']} texts)" for n in names)
        + " |",
        "|---|" + "---|" * len(names),
    ]
    for kind in records["test"]["f1"]:
        cells = []
        for name in names:
            f1, interval = records[name]["f1"].get(kind), records[name]["interval"].get(kind)
            span = f" ({interval[0]:.2f}–{interval[1]:.2f})" if interval else ""
            cells.append("–" if f1 is None else f"{f1:.2f}{span}")
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    for detail in records["test"]["right"]:
        cells = []
        for name in names:
            right, of = records[name]["right"].get(detail, (0, 0))
            cells.append(f"{right}/{of}" if of else "–")
        lines.append(f"| of those found, {detail} right | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure what is here, write the file, print what changed."""
    before = recorded()
    after = {name: record(name) if present(name) else before[name] for name in SETS}
    readme = README.read_text(encoding="utf-8")
    head, _, rest = readme.partition(OPEN)
    README.write_text(
        head + OPEN + table(after) + CLOSE + rest.partition(CLOSE)[2], encoding="utf-8", newline="\n"
    )
    for file in (FILE, SHIPPED):
        file.write_text(json.dumps(after, indent=1) + "\n", encoding="utf-8", newline="\n")
    for name, scores in after.items():
        known = before[name]["f1"] if name in before else {}
        for kind, f1 in scores["f1"].items():
            was = known.get(kind)
            print(f"{name:8} {kind:14} {f1:.3f}" + ("" if was in (None, f1) else f"  was {was:.3f}"))
    print(f"written: {FILE}, {README}")


if __name__ == "__main__":
    main()
