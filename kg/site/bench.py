"""A number of entities in, lines of figures out: how long the site of a graph of that size takes to write.

    python -m kg.site.bench 10000

The graph is that of the sample bulletins, copied: each copy has bulletins, entities and indicators of its own
(`·7` behind their names), so entities have as many facts and quotes as real ones. Everything is measured:
rows, pages in both languages, reading pages, questions, search index and downloads, in one process.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Final

from kg import ingest, store, tables
from kg.bench import peak
from kg.identity import BASE
from kg.site import records
from kg.site.build import build

_BASE: Final = re.escape(BASE.encode("utf-8"))
#: an entity's IRI (in the reviewed schemes they are ASCII), and the IRIs that hold the stem of a bulletin
_ENTITY: Final = re.compile(
    rb"<(" + _BASE + rb"(?:organisation|programme|document|person)/[^>]*[^\x00-\x7f][^>]*)>"
)
_STEM: Final = re.compile(rb"<(" + _BASE + rb"(?:bulletin|graph)/[^/#>]+)")
#: the name of an entity, and the wording of an indicator
_NAME: Final = re.compile(
    rb"(^<" + _BASE + rb"(?:organisation|programme|document|person)/\S+ <\S+#(?:label|prefLabel)> "
    rb"|<\S+#indicator> )\"((?:[^\"\\]|\\.)+)\""
)


def multiplied(samples: store.Store, folder: Path, copies: int) -> store.Store:
    """The graph of the samples, so many times, as a graph in another folder."""
    with store.writing(folder) as writer:
        for number in range(copies):
            mark = f"·{number}".encode()
            for stem, entry in samples.manifest.items():
                lines = [
                    _NAME.sub(
                        rb'\1"\2' + mark + rb'"',
                        _STEM.sub(rb"<\1" + mark, _ENTITY.sub(rb"<\1" + mark + rb">", line)),
                    )
                    for line in samples.lines(stem).splitlines(keepends=True)
                ]
                name = f"{stem}·{number}"
                text = sorted(line.decode("utf-8") for line in lines)
                file, digest, quads = store.write_quads(folder, name, text)
                writer.put(replace(entry, stem=name, file=file, quads_sha256=digest, quads=quads))
        writer.commit()
    return store.open_graph(folder)


def measure(entities: int = 10_000) -> Iterator[str]:
    """Write the site of a graph of at least so many entities, and yield the figures, line by line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = [str(path) for path in (files("kg") / "samples").iterdir() if path.name.endswith(".txt")]
        ingest.build(sorted(texts), graph=folder / "samples")
        samples = store.open_graph(folder / "samples")
        found = records.gather(tables.rows(samples), samples.base).entities
        own = sum(len(of) for kind, of in found.items() if kind not in ("places", "themes"))
        copies = -(-entities // own)
        graph = multiplied(samples, folder / "graph", copies)
        yield f"graph: {len(graph.manifest)} bulletins, {graph.size:,} quads"
        began = time.perf_counter()
        report = build(graph, folder / "site")
        took = time.perf_counter() - began
        size = sum(path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file())
        yield (
            f"site: {report.entities:,} entities, {report.pages:,} pages (zh and en), {size / 1e6:,.0f} MB, "
            f"in {took:.1f} s: {report.pages / took:,.0f} pages/s"
        )
        yield f"memory at peak: {peak():,.0f} MB"


if __name__ == "__main__":
    for line in measure(*map(int, sys.argv[1:2])):
        print(line)
