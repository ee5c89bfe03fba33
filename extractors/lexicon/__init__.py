"""Word lists as data: `load("name")` reads `name.tsv` beside this file.

UTF-8; one entry a line, columns separated by tabs; `#` starts a comment line and a last column may
give the reason of an entry. The first column is the term and must be unique within the file.

A reader adds words without touching the package: the environment variable KG_LEXICON names a folder, and
`name.tsv` there is read behind `name.tsv` here. Where both have a term, the reader's line counts.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

#: the environment variable that names a folder with word lists of one's own
OWN = "KG_LEXICON"


class LexiconError(ValueError):
    """A word list that contradicts itself; the message names file and line."""


@cache
def load(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `name.tsv` and of a list of one's own, comments and blank lines left out."""
    rows = parse(name, files(__name__).joinpath(f"{name}.tsv").read_text(encoding="utf-8-sig"))
    added = own().get(name)
    if added is None:
        return rows
    path, text = added
    columns = min(map(len, rows))
    merged = {row[0]: row for row in rows}
    for row in parse(str(path.with_suffix("")), text):
        if len(row) < columns:
            raise LexiconError(f"{path}: {row[0]} has {len(row)} columns, but {name} needs {columns}")
        merged[row[0]] = row
    return tuple(merged.values())


def own() -> dict[str, tuple[Path, str]]:
    """The reader's own lists, by name: the files `*.tsv` of the folder that KG_LEXICON names, and their text.

    `LexiconError` where there is no such folder, or a file in it has not the name of a list.
    """
    named = os.environ.get(OWN)
    if not named:
        return {}
    folder = Path(named)
    if not folder.is_dir():
        raise LexiconError(f"{OWN} names {named}, but there is no such folder")
    known = [Path(entry.name).stem for entry in files(__name__).iterdir() if entry.name.endswith(".tsv")]
    found = {}
    for path in sorted(folder.glob("*.tsv")):
        if path.stem not in known:
            near = get_close_matches(path.stem, known, 1)
            hint = f"; did you mean {near[0]}.tsv?" if near else ""
            raise LexiconError(f"{path}: there is no list of this name{hint}")
        try:
            found[path.stem] = path, path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise LexiconError(f"{path} is not UTF-8: save it as UTF-8 text") from None
    return found


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
