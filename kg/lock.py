"""A folder in, the sole right to write in it out, until the holder ends in whatever way.

The lock is the operating system's own lock on the file `lock`, so a killed holder leaves none
behind; the file's text (process, machine, since when) is only for the sentence that a second
writer gets. It works on POSIX and on Windows.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

#: Windows locks hide the locked bytes from readers: lock one far behind the text
_FAR = 1 << 20


class Locked(RuntimeError):
    """Somebody else is writing; the message says who and what to do."""


def _acquire(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _release(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
    os.close(handle)  # on POSIX the lock goes with the handle


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold `folder/lock` for the body of the `with`; raises `Locked` at once if somebody has it."""
    path = folder / "lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    if not _acquire(handle):
        os.close(handle)
        raise Locked(
            f"{folder} is being written by {_holder(path)}; "
            "wait until it has finished, or stop that process, then try again"
        )
    try:
        note = f"process {os.getpid()} on {platform.node()} since {datetime.now():%Y-%m-%d %H:%M:%S}\n"
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, note.encode("utf-8"))
        yield
    finally:
        os.ftruncate(handle, 0)
        _release(handle)


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip() or "another process"
    except OSError:
        return "another process"
