"""Word lists as data: `load("name")` reads `name.tsv` beside this file.

UTF-8; one entry a line, columns separated by tabs; `#` starts a comment line and a last column may
give the reason of an entry. The first column is the term and must be unique within the file.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


class LexiconError(ValueError):
    """A word list that contradicts itself; the message names file and line."""


@cache
def load(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `name.tsv`, comments and blank lines left out."""
    return parse(name, files(__name__).joinpath(f"{name}.tsv").read_text(encoding="utf-8-sig"))


def parse(name: str, text: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a list; `LexiconError` names list and line where one cannot be meant so."""
    seen: dict[str, int] = {}
    rows: list[tuple[str, ...]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        row = tuple(cell.strip() for cell in line.split("\t"))
        if not row[0]:
            raise LexiconError(f"{name}.tsv, line {number}: the first column is empty")
        if row[0] in seen:
            raise LexiconError(f"{name}.tsv, line {number}: {row[0]} stands already in line {seen[row[0]]}")
        if len(row) == 1 and " " in row[0] and rows and len(rows[0]) > 1:
            raise LexiconError(f"{name}.tsv, line {number}: separate the columns by tabs, not by spaces")
        seen[row[0]] = number
        rows.append(row)
    return tuple(rows)


def terms(name: str) -> tuple[str, ...]:
    """The first column of `name.tsv`."""
    return tuple(row[0] for row in load(name))
