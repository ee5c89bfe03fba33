"""Reports, tables and errors in, what people see in a terminal out: printing and exit codes of the commands.

Text of bulletins is never read as rich markup, and its control characters are shown, not obeyed.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as Grid
from rich.text import Text

P = ParamSpec("P")


class Exit(IntEnum):
    """What the commands end with; the README documents each."""

    DONE = 0
    FOUND = 1  # check found problems; build --strict left something out; a source could not be used
    USAGE = 2  # the command line is wrong
    SOURCE = 3  # no source could be used: missing, unreadable, no bulletin
    GRAPH = 4  # the graph is missing, in use, or cannot be written
    NETWORK = 5  # the port is taken; the other server cannot be reached or refuses
    INTERRUPTED = 130


class CommandError(Exception):
    """A command cannot go on; `code` is what it ends with."""

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__(message)
        self.code = code


def use_utf8() -> None:
    """Write UTF-8 whatever the console's code page is: Chinese and `·` on a Windows console as well."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # absent where a test replaced the stream
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def safe(text: object) -> str:
    """The text with control and direction characters shown as U+FFFD (but line breaks kept)."""
    if (string := str(text)).isprintable():
        return string
    hidden = ("Cc", "Cf", "Cs")
    return "".join("\ufffd" if unicodedata.category(c) in hidden and c != "\n" else c for c in string)


def out() -> Console:
    """Standard output; as wide as the terminal, and wide enough for a quote where there is none."""
    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "160"))
    return Console(width=width, markup=False, highlight=False, emoji=False)


def say(text: object = "", *, style: str | None = None) -> None:
    """A line on standard output, never wrapped and never read as markup."""
    out().print(Text(safe(text)), style=style, soft_wrap=True)


def warn(text: object) -> None:
    """A line on standard error."""
    Console(stderr=True, markup=False, highlight=False, emoji=False).print(
        Text(safe(text)), style="yellow", soft_wrap=True
    )


def fail(message: object, code: Exit) -> NoReturn:
    """End the command with a sentence on standard error."""
    Console(stderr=True, markup=False, highlight=False, emoji=False).print(
        Text(f"错误 Error: {safe(message)}"), style="red", soft_wrap=True
    )
    raise typer.Exit(code)


def guarded(errors: Mapping[type[Exception], Exit]) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """A decorator that turns known exceptions into sentences and exit codes; others are shown as they are."""

    def decorate(command: Callable[P, None]) -> Callable[P, None]:
        @wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                command(*args, **kwargs)
            except KeyboardInterrupt:
                fail("已中断，图谱保持原样。 Interrupted; the graph is as it was before.", Exit.INTERRUPTED)
            except BrokenPipeError:  # `kg query … | head`: the reader has enough
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            except CommandError as error:
                fail(error, error.code)
            except tuple(errors) as error:
                fail(error, next(code for known, code in errors.items() if isinstance(error, known)))
            except OSError as error:
                where = f"{error.filename}: " if error.filename else ""
                fail(f"{where}{error.strerror or error}", Exit.GRAPH)

        return run

    return decorate


def write_page(page: Path, html: str) -> None:
    """Put a page into a file as UTF-8, whole or not at all; the folder is made where it is missing."""
    page.parent.mkdir(parents=True, exist_ok=True)
    making = page.with_name(f"{page.name}.{os.getpid()}.tmp")
    try:  # aside first: a full disk must not cost the page that is there
        making.write_text(html, encoding="utf-8", newline="\n")
        making.replace(page)
    finally:
        making.unlink(missing_ok=True)


@contextmanager
def progress(total: int | None = None) -> Iterator[Callable[[int, int, str], None] | None]:
    """A function `(done, total, name)` that moves a bar on a terminal; None (quiet) where there is none."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def move(done: int, of: int, name: str) -> None:
            bar.update(task, description=safe(name)[:40], completed=done, total=of)

        yield move


#: what a mention is -> its colour
MARKS = {
    "organisation": "red",
    "programme": "yellow",
    "document": "blue",
    "person": "magenta",
    "place": "green",
}


def marked(pieces: Iterable[tuple[str, tuple[str, str] | None]]) -> None:
    """A text whose pieces may be marked with a name (Chinese, English): …⟦市总 组织⟧开展…."""
    text = Text()
    for piece, name in pieces:
        if name is None:
            text.append(safe(piece))
        else:
            text.append("⟦", style="dim").append(safe(piece), style=f"bold {MARKS[name[1]]}")
            text.append(f" {name[0]}⟧", style="dim")
    out().print(text, soft_wrap=True)


#: a column narrower than this folds its texts into unreadable strips
NARROWEST = 12


def grid(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table for reading: columns without any value left out, numbers to the right, long texts folded.

    Where the terminal is too narrow for it, each row becomes a block of lines.
    """
    cells = [[safe("" if cell is None else cell) for cell in row] for row in rows]
    shown = [at for at in range(len(columns)) if not cells or any(row[at] for row in cells)]
    widths = [max(cell_len(text) for text in (columns[at], *(row[at] for row in cells))) for at in shown]
    if sum(min(width, NARROWEST) + 3 for width in widths) > out().width:
        _blocks([columns[at] for at in shown], [[row[at] for at in shown] for row in cells])
        return
    table = Grid(header_style="bold", show_lines=False)
    for at, width in zip(shown, widths, strict=True):
        numeric = bool(cells) and all(_is_number(row[at]) for row in cells)
        table.add_column(
            Text(columns[at]),
            justify="right" if numeric else "left",
            overflow="fold",
            min_width=min(width, NARROWEST),
        )
    for row in cells:
        table.add_row(*(Text(row[at]) for at in shown))
    out().print(table)


def _blocks(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Each row as lines `column  value`, values without text left out."""
    room = max(map(len, columns)) + 2
    for row in rows:
        say("─" * room)
        for column, text in zip(columns, row, strict=True):
            if text:
                say(f"{column:{room}}{text}")


def _is_number(text: str) -> bool:
    return not text or text.removesuffix("%").replace(".", "", 1).replace("-", "", 1).isdigit()
