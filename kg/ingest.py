"""Files in, a graph out: composes bulletin, pipeline, resolve, facts, rdf and store in one visible sequence.

`read` is the path of one bulletin; `build` walks it for many, in parallel if asked, and changes the
graph once, at the end. What a graph holds is everything ever built into it: a bulletin given again
replaces its facts (skipped where neither its bytes nor the code that reads it changed), the others
stay, and `remove` takes bulletins out. Bulletins are told apart by their file's stem, wherever the
file lies.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from glob import glob
from pathlib import Path

import extractors
import kg
import ontology
from extractors import lexicon
from extractors.lexicon import LexiconError
from kg import bulletin as bulletins
from kg import confidence, store
from kg.facts import facts
from kg.identity import BASE, Identity
from kg.model import Bulletin, ItemFacts
from kg.pipeline import language
from kg.rdf import KINDS, quads
from kg.resolve import bulletin_context, resolve
from kg.resolve.settle import settle

#: modules that come after the facts: a change there makes no bulletin stale
_AFTER = frozenset(
    (
        *("bench", "calibrate", "checks", "cli", "console", "demo", "evaluate", "explain", "gold", "ingest"),
        *("lock", "network", "queries", "samples", "store", "tables", "views"),
        *("dataset", "diagram", "documentation", "site"),
    )
)
#: told after every bulletin: how many are done, of how many, and which
Progress = Callable[[int, int, str], None]


class BuildError(RuntimeError):
    """Nothing was built; the message says why. The graph is as it was."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that gave nothing, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. Items and facts are those of all given bulletins, unchanged ones included."""

    built: tuple[str, ...]  # stems read anew
    unchanged: tuple[str, ...]  # stems whose bytes and code are as before
    skipped: tuple[Skipped, ...]
    items: int
    facts: dict[str, int]  # by kind, mentions too
    quads: int
    total: int  # bulletins now in the graph
    seconds: float
    passed_over: dict[str, int] = field(
        default_factory=dict
    )  # files in given folders that are no *.txt, by ending
    stages: dict[str, float] = field(default_factory=dict)  # seconds of work, over all processes

    @property
    def bulletins(self) -> int:
        """How many of the given bulletins are in the graph."""
        return len(self.built) + len(self.unchanged)


# ---------------------------------------------------------------- one bulletin
def items(bulletin: Bulletin) -> list[ItemFacts]:
    """Everything read from a bulletin, item by item."""
    docs = list(language().pipe(item.text for item in bulletin.items))
    context = bulletin_context(bulletin, docs)
    return settle(
        [facts(resolve(bulletin, item, doc, context)) for item, doc in zip(bulletin.items, docs, strict=True)]
    )


def read(path: Path) -> tuple[Bulletin, list[ItemFacts]]:
    """A file's bulletin and everything read from it; raises `BulletinError` where it is none."""
    bulletin = bulletins.read(path)
    return bulletin, items(bulletin)


def _keep(
    path: Path, directory: Path, base: str, code: str, least: float
) -> tuple[store.Entry, dict[str, float]]:
    """Read one file and write its N-Quads: the work of one process. Also returns seconds by stage."""
    clock = [time.perf_counter()]
    bulletin = bulletins.read(path)
    clock.append(time.perf_counter())
    found = confidence.at_least(items(bulletin), least)
    clock.append(time.perf_counter())
    file, digest, count = store.write_quads(directory, bulletin.id, quads(bulletin, found, Identity(base)))
    clock.append(time.perf_counter())
    counts = Counter(KINDS[type(fact)] for one in found for fact in one.facts)
    counts["mention"] = sum(len(one.mentions) for one in found)
    entry = store.Entry(
        stem=bulletin.id,
        source=bulletin.source,
        sha256=bulletin.sha256,
        file=file,
        quads=count,
        quads_sha256=digest,
        version=code,
        base=base,
        items=len(found),
        facts=dict(sorted(counts.items())),
        min_confidence=least,
    )
    names = ("segment", "extract", "write")
    return entry, {name: b - a for name, a, b in zip(names, clock, clock[1:], strict=False)}


# ---------------------------------------------------------------- many bulletins
def build(
    sources: Iterable[str | Path],
    *,
    graph: Path,
    jobs: int = 1,
    strict: bool = False,
    base: str | None = None,
    min_confidence: float = 0.0,
    progress: Progress | None = None,
) -> Report:
    """Read files, folders (their `*.txt`, recursively) and globs into the graph in a folder.

    A file that cannot be read is skipped and reported; with `strict` it makes the build fail. The
    graph keeps its `base` unless one is given. Facts below `min_confidence` are left out, their mentions
    stay; a bulletin built with another threshold is read anew. `jobs` processes share the work and write the
    same bytes as one. Raises `BuildError` or `store.StoreError`, and then the graph is as it was.
    """
    began = time.perf_counter()
    sources = list(sources)
    files, skipped = _by_stem(find(sources))
    built: list[str] = []
    unchanged: list[str] = []
    stages: Counter[str] = Counter()
    with store.writing(graph) as writer:
        base = base or next((entry.base for entry in writer.manifest.values()), BASE)
        Identity(base)  # refuses what is no base before any work is done
        code = version()
        stale: list[Path] = []
        for path, digest in files:
            kept = writer.manifest.get(path.stem)
            wanted = (digest, path.name, code, base, min_confidence)
            if kept and wanted == (
                kept.sha256,
                kept.source,
                kept.version,
                kept.base,
                kept.min_confidence,
            ):
                unchanged.append(path.stem)
            else:
                stale.append(path)
        for done, (path, result) in enumerate(_work(stale, graph, base, code, min_confidence, jobs), 1):
            if isinstance(result, Skipped):
                skipped.append(result)
            else:
                entry, seconds = result
                writer.put(entry)
                built.append(entry.stem)
                stages.update(seconds)
            if progress:
                progress(done, len(stale), path.name)
        skipped.sort(key=lambda one: one.source)
        if skipped and (strict or not built + unchanged):
            raise BuildError("\n".join(f"{one.source}: {one.reason}" for one in skipped))
        if built:
            writer.commit()
        entries = [writer.manifest[stem] for stem in sorted(built + unchanged)]
        total = len(writer.manifest)
    counts: Counter[str] = Counter()
    for entry in entries:
        counts.update(entry.facts)
    return Report(
        built=tuple(sorted(built)),
        unchanged=tuple(sorted(unchanged)),
        skipped=tuple(skipped),
        passed_over=passed_over(sources),
        items=sum(entry.items for entry in entries),
        facts={kind: counts[kind] for kind in ("mention", *KINDS.values())},
        quads=sum(entry.quads for entry in entries),
        total=total,
        seconds=time.perf_counter() - began,
        stages=dict(stages),
    )


def remove(stems: Iterable[str], *, graph: Path) -> int:
    """Take bulletins out of a graph; returns how many are left. An unknown one removes none."""
    with store.writing(graph) as writer:
        for stem in stems:
            writer.remove(stem)
        writer.commit()
        return len(writer.manifest)


# ---------------------------------------------------------------- sources
def find(sources: Iterable[str | Path]) -> list[Path]:
    """The files that sources stand for, each once, in the order given, sorted within a folder or glob."""
    found: dict[Path, None] = {}
    for source in sources:
        path = Path(source)
        if path.is_file():
            matches = [path]
        elif path.is_dir():
            matches = sorted(
                p for p in path.rglob("*.txt") if p.is_file() and not p.name.startswith((".", "~"))
            )
            if not matches:
                raise BuildError(f"{path}: no bulletins (*.txt) in this folder")
        else:
            # not Path.glob, which takes no absolute patterns
            matches = sorted(p for p in map(Path, glob(str(source), recursive=True)) if p.is_file())  # noqa: PTH207
            if not matches:
                raise BuildError(f"{source}: no such file or folder")
        for match in matches:
            found.setdefault(match.resolve())
    if not found:
        raise BuildError("nothing to build: name files, folders or patterns such as bulletins/*.txt")
    return list(found)


def passed_over(sources: Iterable[str | Path]) -> dict[str, int]:
    """How many files in the folders among the sources are not read, by their ending: {".docx": 3}.

    A file beside a text of the same name (its gold, the Word file it was saved from) is not counted.
    """
    endings = Counter(
        path.suffix.lower() or path.name
        for folder in map(Path, sources)
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith((".", "~")) and not path.with_suffix(".txt").is_file()
    )
    return dict(sorted(endings.items()))


def _by_stem(paths: Iterable[Path]) -> tuple[list[tuple[Path, str]], list[Skipped]]:
    """The files with their SHA-256, sorted by stem, and those that are left out.

    Raises `BuildError` for two files of one stem that differ: which of them is meant nobody can tell.
    """
    kept: dict[str, tuple[Path, str]] = {}
    skipped: list[Skipped] = []
    for path in sorted(paths, key=lambda path: (path.stem, str(path))):
        try:
            with path.open("rb") as source:
                digest = hashlib.file_digest(source, "sha256").hexdigest()
        except OSError as error:
            skipped.append(Skipped(path.name, f"cannot be read: {error.strerror or error}"))
            continue
        first = kept.setdefault(path.stem, (path, digest))
        if first[0] == path:
            continue
        if first[1] != digest:
            raise BuildError(
                f"{first[0]} and {path} have the same name but not the same text: rename one of them"
            )
        skipped.append(Skipped(path.name, f"the same text as {first[0]}"))
    return list(kept.values()), skipped


@cache
def version() -> str:
    """Fingerprint of all code and data that facts depend on, the reader's own lists too: 16 characters."""
    digest = hashlib.sha256()
    for package in (extractors, kg, ontology):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).as_posix()):
            inside = path.relative_to(root)
            if path.suffix not in (".py", ".tsv", ".ttl") or (
                package is kg and inside.parts[0].removesuffix(".py") in _AFTER
            ):
                continue
            digest.update(f"{package.__name__}/{inside.as_posix()}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name, (_, text) in lexicon.own().items():
        digest.update(f"own/{name}\n{text}\n".encode())
    return digest.hexdigest()[:16]


# ---------------------------------------------------------------- work
Result = tuple[store.Entry, dict[str, float]] | Skipped


def _one(path: Path, directory: Path, base: str, code: str, least: float) -> Result:
    """Read and write one file, or say why not."""
    try:
        return _keep(path, directory, base, code, least)
    except bulletins.BulletinError as error:
        return Skipped(path.name, str(error).removeprefix(f"{path.name}: "))
    except LexiconError:  # a word list that was just edited: no fault of this file
        raise
    except MemoryError:
        return Skipped(path.name, "there is not enough memory to read it")
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # a fault of ours must not cost the reader a night's work on a thousand other bulletins
        return Skipped(path.name, f"a fault in kg, please report it: {type(error).__name__}: {error}")


def _work(
    paths: list[Path], directory: Path, base: str, code: str, least: float, jobs: int
) -> Iterator[tuple[Path, Result]]:
    """Each path with its result, as they come."""
    if jobs <= 1 or len(paths) <= 1:
        for path in paths:
            yield path, _one(path, directory, base, code, least)
        return
    with _pool(min(jobs, len(paths))) as pool:
        # the longest first, so that none is left to one process at the end
        paths = sorted(paths, key=lambda path: path.stat().st_size, reverse=True)
        waiting = {pool.submit(_one, path, directory, base, code, least): path for path in paths}
        try:
            for future in as_completed(waiting):
                yield waiting.pop(future), future.result()
        except BrokenProcessPool:
            raise BuildError("a worker was killed (out of memory?): try again with --jobs 1") from None


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    # spawned, not forked: the same on every system, and no copy of the writer's lock in a worker
    pool = ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_die_with_parent
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _die_with_parent() -> None:
    """A worker whose parent was killed would wait for work forever."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
