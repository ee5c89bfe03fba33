"""Sorted N-Quads of bulletins in, a durable graph with a query index out.

What is kept is plain: `DIR/bulletins/STEM.HASH.nq`, one named graph each, and `DIR/manifest.json`,
which says which of these files are the graph. Files are named by their content and never changed;
one atomic replacement of the manifest is the commit, so a build killed at any moment leaves the
old graph or the new one. Files that no manifest names are swept by the next writer.

`DIR/index/` is a convenience: Oxigraph on disk, made from the N-Quads when it is missing or stale;
graphs up to `IN_MEMORY` quads are loaded into memory instead, which is faster than opening it.

Default graph: a query sees the *merge* of all bulletins' graphs and of the ontology, each triple
once. (Oxigraph's own union of named graphs repeats a triple for every graph that says it, and
wrong counts follow.) A query that says GRAPH or FROM gets an index that holds the named graphs as well.
"""

from __future__ import annotations

import gzip
import hashlib
import heapq
import io
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox

import ontology
from kg import lock
from kg.identity import BASE, Identity
from kg.terms import PREFIXES

#: up to so many quads a graph is loaded into memory for each run: 3 µs a quad measured, so a second at
#: most, against 7 µs once for the index on disk, whose answers then take 1.3 to 17 times as long
IN_MEMORY: Final = 300_000
_FORMAT: Final = 1


class StoreError(RuntimeError):
    """The graph cannot be read or written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest knows of one bulletin."""

    stem: str
    source: str  # the file's name as given
    sha256: str  # of the source's bytes
    file: str  # under bulletins/
    quads: int
    quads_sha256: str
    version: str  # of the code that read it
    base: str  # of the IRIs
    items: int
    facts: dict[str, int] = field(default_factory=dict)
    min_confidence: float = 0.0  # facts of less were left out


# ---------------------------------------------------------------- reading
def read_manifest(directory: Path) -> dict[str, Entry]:
    """Stem -> entry, in order of the stems; empty where there is no graph yet."""
    path = directory / "manifest.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["format"] != _FORMAT:
            raise StoreError(f"{path} is of another version of kg: build the graph anew")
        return {stem: Entry(stem=stem, **entry) for stem, entry in sorted(kept["bulletins"].items())}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path} is damaged ({error}): delete {directory} and build the graph anew"
        ) from None


def open_graph(directory: Path) -> Store:
    """The graph in a folder that `kg build` wrote."""
    if not (directory / "manifest.json").is_file():
        raise StoreError(
            f"there is no graph in {directory}: make one with `kg build SOURCE --graph {directory}`"
        )
    return Store(directory, read_manifest(directory))


class Store:
    """A graph as it was when opened; never changes what is kept."""

    def __init__(self, directory: Path, manifest: dict[str, Entry]) -> None:
        self.directory = directory
        self.manifest = manifest
        self._indexes: dict[bool, ox.Store] = {}

    @property
    def base(self) -> str:
        """The base of the graph's IRIs."""
        return next((entry.base for entry in self.manifest.values()), BASE)

    @property
    def size(self) -> int:
        """How many quads are kept."""
        return sum(entry.quads for entry in self.manifest.values())

    def lines(self, stem: str) -> bytes:
        """The N-Quads of one bulletin."""
        entry = self.manifest[stem]
        path = self.directory / "bulletins" / entry.file
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise StoreError(
                f"{path} is missing: another build replaced it, or it was deleted; "
                "try again, and if it stays missing build that bulletin again"
            ) from None

    def quads(self, stem: str) -> Iterator[ox.Quad]:
        """The quads of one bulletin's graph, in order of the file."""
        return iter(ox.parse(self.lines(stem), format=ox.RdfFormat.N_QUADS))

    def triples(self, stem: str) -> bytes:
        """The N-Triples of one bulletin: its lines without the graph."""
        entry = self.manifest[stem]
        graph = f" <{Identity(entry.base).graph(stem)}> .\n".encode()
        return self.lines(stem).replace(graph, b" .\n")

    def merged(self) -> Iterator[bytes]:
        """The merged graph as N-Triples: line by line, then the ontology (blank nodes) in one piece."""
        yield from self._sorted(merged=True)
        quads = (quad for turtle in _ontology() for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
        yield ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES) or b""

    # ---- index
    def query(self, text: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run SPARQL; see the module's docstring for what its default graph is.

        Raises `ValueError` for SERVICE: no question reaches another machine.
        """
        if calls_service(text):
            raise ValueError("SERVICE is switched off: a question is answered from this graph alone")
        index = self.index(named=bool(_NAMED.search(keywords(text))))
        return index.query(text, prefixes=PREFIXES)

    def index(self, *, named: bool = False) -> ox.Store:
        """The Oxigraph store with the merged graph, and with the named graphs if asked."""
        if named not in self._indexes:
            small = self.size * (2 if named else 1) <= IN_MEMORY
            self._indexes[named] = self._load(ox.Store(), named) if small else self._on_disk(named)
        return self._indexes[named]

    def _load(self, index: ox.Store, named: bool) -> ox.Store:
        for turtle in _ontology():
            index.bulk_load(turtle, format=ox.RdfFormat.TURTLE)
        index.bulk_load(_stream(map(self.triples, self.manifest)), format=ox.RdfFormat.N_TRIPLES)
        if named:
            index.bulk_load(_stream(map(self.lines, self.manifest)), format=ox.RdfFormat.N_QUADS)
        return index

    def _on_disk(self, named: bool) -> ox.Store:
        folder = self.directory / "index"
        place = folder / f"{self._key()}-{'named' if named else 'merged'}"
        if not place.is_dir():
            making = folder / f"making-{os.getpid()}"
            try:
                shutil.rmtree(making, ignore_errors=True)
                making.mkdir(parents=True)
                index = self._load(ox.Store(making), named)
                index.flush()
                del index  # closes it: Windows renames no open folder
                for old in folder.iterdir():
                    if old.name.partition("-")[0] not in ("making", self._key()):
                        shutil.rmtree(old, ignore_errors=True)
                with suppress(FileExistsError):  # another reader was quicker
                    making.rename(place)
            except OSError:
                if not place.is_dir():  # no room or no permission for an index: memory does as well
                    return self._load(ox.Store(), named)
            finally:
                shutil.rmtree(making, ignore_errors=True)
        return ox.Store.read_only(str(place))

    def _key(self) -> str:
        """What the index is made of, in 16 characters."""
        digest = hashlib.sha256()
        for turtle in _ontology():
            digest.update(hashlib.sha256(turtle).digest())
        for entry in self.manifest.values():
            digest.update(f"{entry.stem}\n{entry.quads_sha256}\n".encode())
        return digest.hexdigest()[:16]

    # ---- dump
    def dump(self, path: Path, *, ontology: bool = False) -> int:
        """Write the whole graph as `.nq` (sorted), `.ttl`, `.trig` or `.jsonld`, with `.gz` behind if wanted.

        With `ontology`, the ontology and the vocabularies stand in the default graph before it. Returns the
        number of statements written. Turtle has no named graphs and gets the merged graph; two dumps of one
        graph are the same bytes.
        """
        endings = [ending.lower() for ending in path.suffixes]
        packed = endings[-1:] == [".gz"]
        ending = (endings[:-1] if packed else endings)[-1:]
        if not ending or ending[0] not in _DUMPS:
            raise StoreError(
                f"{path.name}: end the name in .nq, .ttl, .trig or .jsonld (and .gz behind to pack)"
            )
        making = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            with making.open("wb") as raw:
                if packed:
                    with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as target:
                        count = self._write(target, ending[0], ontology)
                else:
                    count = self._write(raw, ending[0], ontology)
            making.replace(path)
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror or error}") from None
        finally:
            making.unlink(missing_ok=True)
        return count

    def _write(self, target: io.BufferedIOBase | gzip.GzipFile, ending: str, ontology: bool) -> int:
        lines = self._sorted(merged=ending == ".ttl")
        declared = _declared() if ontology else []
        if ending == ".nq":
            count = len(declared)
            text = ox.serialize(declared, format=ox.RdfFormat.N_QUADS) or b""
            target.write(b"".join(sorted(text.splitlines(keepends=True))))
            for line in lines:
                target.write(line)
                count += 1
            return count
        prefixes = {name: iri for name, iri in PREFIXES.items() if name != "xsd"}
        if ending == ".ttl":
            data: Iterable[ox.Quad] = ox.parse(_stream(lines), format=ox.RdfFormat.N_TRIPLES)
        else:  # one block a graph
            data = (quad for stem in self.manifest for quad in self.quads(stem))
        counted = _Counted(chain(declared, data))
        ox.serialize(counted, cast(IO[bytes], target), format=_DUMPS[ending], prefixes=prefixes)
        return counted.count

    def _sorted(self, *, merged: bool) -> Iterator[bytes]:
        """All lines in order of their bytes, each once."""
        last = b""
        read = self.triples if merged else self.lines
        for line in heapq.merge(*(io.BytesIO(read(stem)) for stem in self.manifest)):
            if line != last:
                yield line
            last = line


_DUMPS: Final = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
#: what in a query is no keyword: IRIs, strings, comments, variables, prefixed names
_NO_KEYWORD: Final = re.compile(
    r"<[^<>\"{}|^`\\\s]*>|\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*"
    r"|[?$]\w+|[\w.-]*:[\w.%-]*"
)
#: what a graph's folder may hold before its first commit
_OURS: Final = re.compile(r"lock|bulletins|index|manifest\..*tmp")
_NAMED: Final = re.compile(r"\b(GRAPH|FROM)\b", re.IGNORECASE)


def keywords(query: str) -> str:
    """A SPARQL text without its IRIs, strings, comments, variables and prefixed names."""
    return _NO_KEYWORD.sub(" ", query)


#: What the engine may take for the keyword, read without telling strings, IRIs and comments apart: `<` may
#: compare as well as open an IRI, and each way to tell them apart could be led astray. A keyword follows no
#: sigil (?service, ex:service), and no such mark follows it (<http://x/service/1>, 'service').
_SERVICE: Final = re.compile(r"(?<![?$:])service(?![/\-.'\">),;}]|\Z)", re.IGNORECASE)


def calls_service(query: str) -> bool:
    """Whether a query may hold the keyword SERVICE; in doubt yes, so “a service to” in a string is one."""
    return _SERVICE.search(query) is not None


def _declared() -> list[ox.Quad]:
    """The statements of ontology and vocabularies, their blank nodes numbered in order of the files."""
    numbers: dict[str, ox.BlankNode] = {}

    def numbered(node: ox.BlankNode) -> ox.BlankNode:
        return numbers.setdefault(node.value, ox.BlankNode(f"o{len(numbers)}"))

    found: dict[ox.Quad, None] = {}
    for turtle in _ontology():
        for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
            subject, told = quad.subject, quad.object
            subject = numbered(subject) if isinstance(subject, ox.BlankNode) else subject
            told = numbered(told) if isinstance(told, ox.BlankNode) else told
            found[ox.Quad(subject, quad.predicate, told)] = None
    return list(found)


def _ontology() -> list[bytes]:
    return [ontology.data("union.ttl"), *ontology.folder("vocabularies", ".ttl").values()]


class _Stream(io.RawIOBase):
    """Pieces of bytes, read on as one file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill as much of the buffer as one piece gives."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _stream(pieces: Iterable[bytes]) -> IO[bytes]:
    return io.BufferedReader(_Stream(pieces), 1 << 20)


class _Counted:
    """An iterator that counts what it gave."""

    def __init__(self, things: Iterable[ox.Quad]) -> None:
        self._things = iter(things)
        self.count = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> ox.Quad:
        thing = next(self._things)
        self.count += 1
        return thing


# ---------------------------------------------------------------- writing
def write_quads(directory: Path, stem: str, lines: Iterable[str]) -> tuple[str, str, int]:
    """Keep a bulletin's sorted lines as a file of `DIR/bulletins`; returns its name, SHA-256 and line count.

    The file is no part of the graph until a manifest names it, so any process may call this.
    """
    folder = directory / "bulletins"
    making = folder / f"{stem}.{os.getpid()}.tmp"
    digest = hashlib.sha256()
    count = 0
    try:
        with making.open("wb") as target:
            for line in lines:
                data = line.encode("utf-8")
                digest.update(data)
                target.write(data)
                count += 1
            target.flush()
            os.fsync(target.fileno())
        name = f"{stem}.{digest.hexdigest()[:12]}.nq"
        making.replace(folder / name)
    finally:
        with suppress(OSError):
            making.unlink(missing_ok=True)
    return name, digest.hexdigest(), count


class Writer:
    """A graph being changed: nothing is seen by anyone before `commit`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.manifest = read_manifest(directory)

    def put(self, entry: Entry) -> None:
        """Add a bulletin whose file is written, in place of an earlier one of the same stem."""
        self.manifest[entry.stem] = entry

    def remove(self, stem: str) -> None:
        """Leave a bulletin out."""
        if stem not in self.manifest:
            raise StoreError(f"the graph in {self.directory} has no bulletin {stem}")
        del self.manifest[stem]

    def commit(self) -> None:
        """Make the change: one atomic replacement of the manifest."""
        bases = sorted({entry.base for entry in self.manifest.values()})
        if len(bases) > 1:
            raise StoreError(
                f"the graph in {self.directory} has IRIs under {bases[0]}, not {bases[1]}: "
                "give the base it was built with, or build into another folder"
            )
        kept = {}
        for stem in sorted(self.manifest):
            kept[stem] = {key: value for key, value in asdict(self.manifest[stem]).items() if key != "stem"}
        path = self.directory / "manifest.json"
        making = self.directory / f"manifest.{os.getpid()}.tmp"
        try:
            with making.open("w", encoding="utf-8", newline="\n") as target:
                json.dump(
                    {"format": _FORMAT, "bulletins": kept},
                    target,
                    ensure_ascii=False,
                    indent=1,
                    sort_keys=True,
                )
                target.write("\n")
                target.flush()
                os.fsync(target.fileno())
            making.replace(path)
        finally:
            with suppress(OSError):
                making.unlink(missing_ok=True)


@contextmanager
def writing(directory: Path) -> Iterator[Writer]:
    """Change the graph in a folder, alone: `with writing(d) as writer: writer.put(…); writer.commit()`.

    Without `commit`, or if the body raises, the graph stays as it was. A folder that holds
    anything else is refused; what cannot be written is said in a sentence (`StoreError`).
    """
    new = not directory.exists()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if not (directory / "manifest.json").exists():
            strange = [entry.name for entry in directory.iterdir() if not _OURS.fullmatch(entry.name)]
            if strange:
                raise StoreError(f"{directory} is no graph but holds {min(strange)}: give another folder")
        (directory / "bulletins").mkdir(exist_ok=True)
        with lock.hold(directory):
            _sweep(directory)
            try:
                yield Writer(directory)
            finally:
                _sweep(directory)
    except lock.Locked as error:
        raise StoreError(str(error)) from None
    except OSError as error:
        raise StoreError(
            f"the graph in {directory} cannot be written ({error.strerror or error}); it is as it was before"
        ) from error
    finally:
        if new and not (directory / "manifest.json").exists():
            with suppress(OSError):  # leave no empty folder behind
                (directory / "bulletins").rmdir()
                (directory / "lock").unlink()
                directory.rmdir()


def _sweep(directory: Path) -> None:
    """Delete what no manifest names: leftovers of killed builds and files that were replaced."""
    named = {entry.file for entry in read_manifest(directory).values()}
    for path in (directory / "bulletins").iterdir():
        if path.name not in named:
            with suppress(OSError):
                path.unlink()
    for path in directory.glob("manifest.*.tmp"):
        with suppress(OSError):
            path.unlink()
