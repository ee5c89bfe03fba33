"""A snapshot in, the files of its site out: built once, on the first visit, in a process of its own.

The server starts at once and answers `/sparql` as ever; who never opens a page pays for none. Until the site
stands, its pages say so and load themselves anew. What is served is what the build wrote, found in a list of
its files: no path that somebody sends is ever put together with that of a folder.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import tempfile
import threading
from html import unescape
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from kg import store
from kg.site import build, shell

#: a fork would share locks and threads that Oxigraph holds
_PROCESSES: Final = multiprocessing.get_context("spawn")
_ENDINGS: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".ttl": "text/turtle",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".gexf": "application/xml",
    ".graphml": "application/xml",
    ".gz": "application/gzip",
    ".zip": "application/zip",
}
#: where a page says what it may do, in its first lines
_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_HEAD: Final = 4_000
#: what only a header can say
_FRAMED: Final = "; frame-ancestors 'none'"


class Site:
    """The site of a snapshot; `close` ends its build and deletes it."""

    def __init__(self, snapshot: Path) -> None:
        self._snapshot = snapshot
        self._folder = Path(tempfile.mkdtemp(prefix="kg-serve-site-"))
        self._process: BaseProcess | None = None
        self._files: dict[str, Path] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._static = shell.static()

    def ready(self) -> bool:
        """Whether the site stands; the first who asks has it built. Any thread may ask."""
        with self._lock:
            if self._files or self._closed:
                return bool(self._files)
            if self._process is None:
                self._process = _PROCESSES.Process(
                    target=_build, args=(str(self._snapshot), str(self._folder)), daemon=True
                )
                self._process.start()
            site = self._folder / "site"
            if site.is_dir():  # it is moved there when all of it is written
                self._files = {
                    path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()
                }
            return bool(self._files)

    def failure(self) -> str:
        """Why there will be no site, or ""."""
        if self._process is None or self._process.is_alive() or self.ready():
            return ""
        with self._lock:
            try:
                return (self._folder / "failure").read_text(encoding="utf-8")
            except FileNotFoundError:
                return "the site could not be built; `kg site DIR` says why"

    def file(self, path: str) -> Path | None:
        """The file of the site that a path of a request names: `bodies/` is `bodies/index.html`."""
        return self._files.get(f"{path}index.html" if not path or path.endswith("/") else path)

    def style(self, path: str) -> bytes | None:
        """What the pages load that is the same for every graph, before the site stands."""
        folder, _, name = path.rpartition("/")
        return self._static.get(name) if folder == "static" else None

    def close(self) -> None:
        """End the build and delete what was written; may be called twice."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
                self._process.join()
            shutil.rmtree(self._folder, ignore_errors=True)


def media(path: str) -> str:
    """The media type of a file by its ending."""
    return _ENDINGS.get(Path(path).suffix, "application/octet-stream")


def policy(page: str) -> str | None:
    """The Content-Security-Policy that a page of ours states, as a header, from its first lines."""
    stated = _POLICY.search(page[:_HEAD])
    return unescape(stated[1]) + _FRAMED if stated else None


def head(path: Path) -> str:
    """The first lines of a page."""
    with path.open(encoding="utf-8") as file:
        return file.read(_HEAD)


def _build(snapshot: str, folder: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    if hasattr(os, "nice"):
        os.nice(5)  # questions go first
    try:
        build.build(store.open_graph(Path(snapshot)), Path(folder) / "site")
    except Exception as error:  # whatever it was, the pages say so
        (Path(folder) / "failure").write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
        raise
