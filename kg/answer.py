"""What `kg query` was given and found in, text on the terminal or for a pipe out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from kg import console, queries
from kg.console import CommandError, Exit, say, warn
from kg.views import text_table


class Format(StrEnum):
    """How a table is printed."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    md = "md"


def parameters(pairs: Sequence[str]) -> dict[str, str]:
    """What `--param KEY=VALUE` gave, by key."""
    given = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise CommandError(
                f"--param {pair}: write it as KEY=VALUE, as in --param programme=要约行动", Exit.USAGE
            )
        given[key.strip()] = value.strip()
    return given


def text_of(file: str) -> str:
    """The text of a file, or of standard input for `-`."""
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}", Exit.USAGE) from error


def print_questions(format: Format) -> None:
    """The list of the questions."""
    rows = [
        (
            question.number,
            question.name,
            question.zh,
            question.en,
            " ".join(name if given.required else f"[{name}]" for name, given in question.parameters.items()),
        )
        for question in queries.questions()
    ]
    print_table(queries.Table(("number", "name", "zh", "en", "parameters"), tuple(rows)), format)


def print_answer(
    table: queries.Table,
    format: Format,
    question: queries.Question,
    parameters: Mapping[str, str],
    *,
    evidence: bool,
    near: str = "",
) -> None:
    """The answer of a question, with quotes and places where asked; for none, a sentence that says so."""
    shown = table if evidence else queries.narrow(table)
    if table.rows or format is not Format.table:
        print_table(shown, format)
    if not table.rows:  # a pipe gets the header alone, people the sentence
        (say if format is Format.table else warn)(
            " ".join(filter(None, (queries.nothing(question, parameters), near)))
        )


def print_table(table: queries.Table, format: Format) -> None:
    """Any table: for reading, or for a pipe."""
    if format is Format.table:
        console.grid(table.columns, table.rows)
        say(f"{len(table.rows)} 行 rows")
        return
    writers: dict[Format, Callable[[Sequence[str], Sequence[text_table.Row]], str]] = {
        Format.csv: text_table.as_csv,
        Format.tsv: text_table.as_tsv,
        Format.json: text_table.as_json,
        Format.md: text_table.as_markdown,
    }
    sys.stdout.write(writers[format](table.columns, table.rows))
