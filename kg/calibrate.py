"""Gold files with their texts in, the table of confidences (`kg/confidence.tsv`) out: `kg calibrate`.

Reads each text as `kg build` does, compares the tables with the gold as `kg evaluate`
does, and counts by rule.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from kg import confidence, ingest, store, tables
from kg.confidence import Confidence
from kg.evaluate import Verdict, verdicts
from kg.gold import GoldError


def judged(gold: Iterable[Path]) -> list[Verdict]:
    """Kind, rule and right or wrong of everything found in the texts NAME.txt beside the gold NAME.json.

    Raises `GoldError` where a text is missing, `ingest.BuildError` where one cannot be read.
    """
    files = sorted(gold)
    texts = [path.with_suffix(".txt") for path in files]
    if absent := [path for path in texts if not path.is_file()]:
        raise GoldError(f"{absent[0]} is missing: the text stands beside its gold file, under the same name.")
    with tempfile.TemporaryDirectory() as folder:
        graph, exported = Path(folder) / "graph", Path(folder) / "tables"
        ingest.build(texts, graph=graph, strict=True)
        tables.export(store.open_graph(graph), exported)
        return verdicts(exported, files)


def calibrate(gold: Iterable[Path], file: Path = confidence.FILE) -> Confidence:
    """Write the table of confidences anew from gold files; returns it."""
    made = confidence.estimate(judged(gold))
    file.write_text(confidence.written(made), encoding="utf-8", newline="\n")
    return made
