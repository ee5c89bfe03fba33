"""A graph's folder in, worker processes over a snapshot of it out, each query ended when its time is up."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import queue
import shutil
import tempfile
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from kg import store
from kg.serve import worker
from kg.serve.worker import Answer, Job, sentence

WORKERS: Final = 2
_TRIES: Final = 20
#: a fork would share locks and threads that Oxigraph holds
_PROCESSES: Final = multiprocessing.get_context("spawn")


def snapshot(directory: Path, target: Path) -> None:
    """Make `target` a graph folder like `directory` is now; its files are linked, or else copied."""
    for again in (True, True, True, False):
        graph = store.open_graph(directory)
        manifest = (directory / "manifest.json").read_bytes()
        (target / "bulletins").mkdir(exist_ok=True)
        try:
            for entry in graph.manifest.values():
                _link(directory / "bulletins" / entry.file, target / "bulletins" / entry.file)
        except FileNotFoundError:  # a build replaced it at this moment: take what it made
            if not again:
                raise
            continue
        (target / "manifest.json").write_bytes(manifest)
        if store.read_manifest(target) == graph.manifest:
            return
    raise store.StoreError(f"the graph in {directory} changes all the time: try again when its build is done")


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except FileExistsError:  # of an earlier try; files are named by what they hold
        return
    except OSError:  # another disk, or no links there
        shutil.copyfile(source, target)


class _Worker:
    """One process and our end of its pipe."""

    def __init__(self, directory: Path, limit: float, most_answer: int) -> None:
        self._connection: Connection
        self._connection, theirs = _PROCESSES.Pipe()
        self._process: BaseProcess = _PROCESSES.Process(
            target=worker.work, args=(theirs, str(directory), limit, most_answer), daemon=True
        )
        self._process.start()
        theirs.close()
        self.ready = False

    def wait(self) -> None:
        """Return when the graph is loaded."""
        if not self.ready:
            self._connection.recv()
            self.ready = True

    def ask(self, job: Job, limit: float) -> Answer | None:
        """The answer, or None when the time is up; raises `EOFError` where the process ended."""
        self.wait()
        self._connection.send(job)
        answer: Answer | None = self._connection.recv() if self._connection.poll(limit) else None
        return answer

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._connection.close()


class Pool:
    """Workers over one snapshot; `close` ends them and deletes it."""

    def __init__(
        self,
        directory: Path,
        *,
        limit: float,
        workers: int = WORKERS,
        most_answer: int = worker.MOST_ANSWER,
    ) -> None:
        self.limit = limit
        self._most_answer = most_answer
        self._closed = False
        #: those that have loaded the graph first, then in order of their coming
        self._free: queue.PriorityQueue[tuple[bool, int, _Worker]] = queue.PriorityQueue()
        self._turns = itertools.count()
        self._all: set[_Worker] = set()
        self._folder = Path(tempfile.mkdtemp(prefix="kg-serve-"))
        try:
            snapshot(directory, self._folder)
            first = self._start()
            first.wait()  # it makes the index that the others open
            self._put(first)
            for _ in range(workers - 1):
                self._put(self._start())
        except EOFError:
            self.close()
            raise store.StoreError(f"the graph in {directory} cannot be loaded") from None
        except BaseException:
            self.close()
            raise

    @property
    def snapshot(self) -> Path:
        """The graph that the workers answer from."""
        return self._folder

    def _start(self) -> _Worker:
        made = _Worker(self._folder, self.limit, self._most_answer)
        self._all.add(made)
        return made

    def _put(self, one: _Worker) -> None:
        """Let the next job have it."""
        self._free.put((not one.ready, next(self._turns), one))

    def ask(self, job: Job) -> Answer:
        """Have a job done by the next worker that is free. Blocks; any thread may call it."""
        try:
            one = self._free.get(timeout=self.limit)[2]
        except queue.Empty:
            return sentence(503, "other queries are running: try again in a while")
        try:
            answer = one.ask(job, self.limit)
            why = f"the query took longer than {self.limit:g} seconds and was stopped: ask for less"
        except (EOFError, OSError):
            answer = None
            why = "the query was stopped, probably for want of memory: ask for less"
        if answer is not None:
            self._put(one)
            return answer
        self._all.discard(one)
        one.kill()
        if self._closed:
            return sentence(503, "the server is stopping")
        self._put(self._start())
        return sentence(500, why)

    def close(self) -> None:
        """End every worker and delete the snapshot; may be called twice."""
        self._closed = True
        while self._all:
            self._all.pop().kill()
        for _ in range(_TRIES):  # a worker that is only now ending may still be writing there
            shutil.rmtree(self._folder, ignore_errors=True)
            if not self._folder.exists():
                break
            time.sleep(0.1)
