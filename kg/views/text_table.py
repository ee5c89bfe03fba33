"""A table in, its text out: CSV, TSV, JSON or Markdown, for pipes, spreadsheets and papers."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from io import StringIO

Row = Sequence[str | None]


def as_csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """RFC 4180, without a byte-order mark: for a pipe. Files for Excel are written by `kg export`."""
    target = StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return target.getvalue()


def as_tsv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """One line a row: tabs, line breaks and backslashes within a cell become \\t, \\n, \\r and \\\\."""
    escapes = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
    lines = [columns, *(["" if cell is None else cell.translate(escapes) for cell in row] for row in rows)]
    return "".join("\t".join(line) + "\n" for line in lines)


def as_json(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """A list of objects; an unknown value is null."""
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def as_markdown(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """A pipe table; markup in the texts is shown, not obeyed."""
    escapes = str.maketrans({"|": "\\|", "<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " ", "\r": " "})
    escapes |= str.maketrans({char: f"\\{char}" for char in "\\`*_[]"})
    lines = [columns, ["---"] * len(columns)]
    lines += [["" if cell is None else cell.translate(escapes) for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
