"""A size in, lines of figures out: how fast each step of the path is, beside a bare scan of the same text.

The corpus is made from the sample bulletins, repeated under new names until the size is reached. The *bare
scan* runs, over the same reading text, the very patterns and automata that the extractors run over each
item: they are found by watching a run of the pipeline, so none is forgotten and none that looks at a few
characters only is counted in. Speeds are in megabytes (10^6 bytes of UTF-8) a second.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from types import FrameType
from typing import Any

import pyoxigraph as ox
import spacy
from ahocorasick_rs import AhoCorasick

from kg import bulletin as bulletins
from kg import ingest, store
from kg.identity import Identity
from kg.pipeline import language
from kg.rdf import quads

Scan = Callable[[str], Iterable[object]]
MEGA = 1_000_000
#: methods that walk over a text (a search or match may stop at its first character)
_WALKS = frozenset(
    ("finditer", "findall", "sub", "split", "find_matches_as_indexes", "find_matches_as_strings")
)


def corpus(megabytes: float, folder: Path) -> list[Path]:
    """Write copies of the samples, named by number, until they hold so many megabytes."""
    samples = sorted(
        (path for path in (files("kg") / "samples").iterdir() if path.name.endswith(".txt")),
        key=lambda p: p.name,
    )
    texts = [path.read_bytes() for path in samples]
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    size = 0
    while size < megabytes * MEGA:
        number = len(written)
        path = folder / f"{number:05}-{Path(samples[number % len(samples)].name).stem}.txt"
        path.write_bytes(texts[number % len(texts)])
        size += path.stat().st_size
        written.append(path)
    return written


def scans(texts: Sequence[str]) -> list[Scan]:
    """The patterns and automata that the extractors run once over every text, as functions of a text."""
    calls: Counter[tuple[int, str]] = Counter()
    seen: dict[tuple[int, str], Any] = {}

    def watch(_frame: FrameType, event: str, called: Any) -> None:
        if event == "c_call" and called.__name__ in _WALKS:
            owner = called.__self__
            if isinstance(owner, re.Pattern | AhoCorasick):
                calls[id(owner), called.__name__] += 1
                seen[id(owner), called.__name__] = owner

    nlp = language()
    for text in texts:  # fill all caches first
        nlp(text)
    sys.setprofile(watch)
    try:
        for text in texts:
            nlp(text)
    finally:
        sys.setprofile(None)
    found = {id(owner): owner for key, owner in seen.items() if calls[key] == len(texts)}
    return [_scan(owner) for owner in found.values()]


def _scan(owner: re.Pattern[str] | AhoCorasick) -> Scan:
    if isinstance(owner, re.Pattern):
        return owner.finditer
    try:
        owner.find_matches_as_indexes("", overlapping=True)
    except ValueError:  # this automaton is made for matches that do not overlap
        return owner.find_matches_as_indexes
    return lambda text: owner.find_matches_as_indexes(text, overlapping=True)


def measure(megabytes: float = 10.0, *, jobs: int = 2) -> Iterator[str]:
    """Run everything on a corpus of that size and yield the figures, line by line."""
    with tempfile.TemporaryDirectory() as folder:
        paths = corpus(megabytes, Path(folder) / "bulletins")
        data = [(path.name, path.read_bytes()) for path in paths]
        size = sum(len(text) for _, text in data) / MEGA
        yield f"corpus: {len(paths)} bulletins, {size:.1f} MB, made from the samples"
        yield from _stages(data, size)
        yield from _whole(Path(folder), paths, size, jobs)


def _stages(data: list[tuple[str, bytes]], size: float) -> Iterator[str]:
    """Each step alone, in this process."""
    nlp = language()
    took: defaultdict[str, float] = defaultdict(float)
    walks = scans([item.text for name, text in data[:3] for item in bulletins.parse(text, name=name).items])
    tokenizer = spacy.blank("zh")
    read = 0
    for name, text in data:
        began = time.perf_counter()
        bulletin = bulletins.parse(text, name=name)
        took["segmentation"] += time.perf_counter() - began
        texts = [item.text for item in bulletin.items]
        read += sum(len(text) for text in texts)

        began = time.perf_counter()
        for text_of_item in texts:
            for walk in walks:
                for _match in walk(text_of_item):
                    pass
        took["bare scan"] += time.perf_counter() - began

        began = time.perf_counter()
        for text_of_item in texts:
            tokenizer.make_doc(text_of_item)
        took["spaCy blank zh tokenizer"] += time.perf_counter() - began

        began = time.perf_counter()
        for text_of_item in texts:
            nlp(text_of_item)
        took["extraction"] += time.perf_counter() - began

        began = time.perf_counter()
        found = ingest.items(bulletin)
        took["extraction + facts"] += time.perf_counter() - began

        began = time.perf_counter()
        for line in quads(bulletin, found, Identity()):
            line.encode("utf-8")
        took["N-Quads"] += time.perf_counter() - began
    took["extraction + facts + N-Quads"] = took["extraction + facts"] + took["N-Quads"]
    yield f"bare scan: {len(walks)} patterns and automata; {read:,} characters of reading text"
    for name, seconds in took.items():
        ratio = seconds / took["bare scan"]
        yield f"{name:32}{size / seconds:8.2f} MB/s{seconds:9.2f} s{ratio:7.2f} × bare scan"


def _whole(folder: Path, paths: list[Path], size: float, jobs: int) -> Iterator[str]:
    """Builds in processes of their own: memory, `--jobs`, and the index beside a raw bulk load."""
    small = paths[: max(1, len(paths) // 10)]
    peak_small, _ = _build(small, folder / "small", 1)
    peak, seconds = _build(paths, folder / "one", 1)
    yield (
        f"build: {size / seconds:.2f} MB/s; peak memory {peak:.0f} MB, "
        f"{peak_small:.0f} MB for a tenth of the bulletins"
    )
    _, together = _build(paths, folder / "many", jobs)
    digests = [_digest(folder / name) for name in ("one", "many")]
    same = "the same bytes" if digests[0] == digests[1] else "DIFFERENT BYTES"
    yield f"build --jobs {jobs}: {size / together:.2f} MB/s ({seconds / together:.2f} × one process), {same}"

    opened = store.open_graph(folder / "one")
    began = time.perf_counter()
    opened.index()
    index = time.perf_counter() - began
    whole = folder / "all.nq"
    count = opened.dump(whole)
    in_memory = opened.size <= store.IN_MEMORY
    raw = ox.Store() if in_memory else ox.Store(folder / "raw")
    began = time.perf_counter()
    raw.bulk_load(path=str(whole), format=ox.RdfFormat.N_QUADS)
    if not in_memory:
        raw.flush()
    bulk = time.perf_counter() - began
    yield (
        f"index ({'in memory' if in_memory else 'on disk'}): {count / index:,.0f} quads/s of {count:,}; "
        f"raw bulk_load {count / bulk:,.0f} quads/s; ratio {bulk / index:.2f}"
    )
    yield f"quads a bulletin: {count / len(paths):,.0f}; {whole.stat().st_size / MEGA / size:.1f} × the text"


_CHILD = """
import sys, time
from pathlib import Path
from kg import bench, ingest
if __name__ == "__main__":
    sources = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    began = time.perf_counter()
    ingest.build(sources, graph=Path(sys.argv[2]), jobs=int(sys.argv[3]))
    print(bench.peak(), time.perf_counter() - began)
"""


def peak() -> float:
    """The most memory this process had so far, in MB; nan where the system does not tell."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux: getrusage would count in the process that started this one
        kilobytes = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
        return int(kilobytes[1]) / 1e3 if kilobytes else float("nan")
    if sys.platform == "win32":
        return float("nan")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _build(paths: Sequence[Path], graph: Path, jobs: int) -> tuple[float, float]:
    """Peak memory (MB; not known on Windows) and seconds of a build in a new process."""
    listing, child = graph.with_suffix(".list"), graph.with_suffix(".py")
    listing.write_text("\n".join(map(str, paths)), encoding="utf-8")
    child.write_text(_CHILD, encoding="utf-8")
    command = [sys.executable, str(child), str(listing), str(graph), str(jobs)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)  # its errors are shown
    peak, seconds = done.stdout.split()
    return float(peak), float(seconds)


def _digest(graph: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted((graph / "bulletins").iterdir()):
        digest.update(path.name.encode("utf-8") + path.read_bytes())
    return digest.hexdigest()
