"""README and help against the code: what they name must exist, and what exists must be named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from extractors import EXTRACTORS
from kg.cli import app
from kg.console import Exit
from kg.queries import questions
from kg.tables import TABLES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GROUP = typer.main.get_command(app)
COMMANDS = GROUP.commands  # type: ignore[attr-defined]
CODE = "\n".join(re.findall(r"`[^`\n]+`|^(?: {4}|\t).+$", README, re.MULTILINE))

#: what must be named in the README -> the line to add where it is not
NAMED: dict[str, str] = {
    **{f"`kg {name}": f"| `kg {name}` | {command.help} |" for name, command in COMMANDS.items()},
    **{f"`{name}.csv`": f"`{name}.csv`, in the section Tables" for name in TABLES},
    **{
        f"| `{question.name}` |": f"| `{question.name}` | {question.zh} | {question.en} |"
        for question in questions()
    },
    **{f"`{name}`": f"`{name}`, in the list of extractors" for name in EXTRACTORS},
    **{f"| {code.value} |": f"| {code.value} | {code.name.lower()} |" for code in Exit},
}


def test_there_is_something_to_check() -> None:
    assert len(COMMANDS) >= 10 and len(questions()) >= 7 and len(TABLES) == 11


@pytest.mark.parametrize("name", NAMED)
def test_what_exists_is_in_the_readme(name: str) -> None:
    assert name in README, f"add to README.md: {NAMED[name]}"


def test_commands_in_the_readme_exist() -> None:
    used = set(re.findall(r"(?<![\w-])kg ([a-z]+)", CODE)) | set(re.findall(r"Scripts\\kg ([a-z]+)", CODE))
    assert used, "no command was found in the README"
    assert used <= COMMANDS.keys(), f"the README shows commands that do not exist: {used - COMMANDS.keys()}"


def test_options_in_the_readme_exist() -> None:
    options = {
        option
        for command in COMMANDS.values()
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    lines = [line for line in README.splitlines() if re.search(r"(?<![\w-])kg [a-z]+", line)]
    used = {option for line in lines for option in re.findall(r"(?<![\w-])--[a-z-]+", line)}
    assert used
    others = {"--group", "--help"}  # of pip, and of every command
    assert used - others <= options, f"the README shows options that do not exist: {used - others - options}"


def test_questions_in_the_readme_exist() -> None:
    used = set(re.findall(r"kg query ([a-z][a-z-]+)", README))
    assert used <= {question.name for question in questions()}


def test_files_in_the_readme_exist() -> None:
    paths = re.findall(r"`((?:kg|extractors|ontology|tests)/[\w./-]*)`|\]\(([\w./-]+)\)", README)
    found = [a or b for a, b in paths]
    assert len(found) > 10
    absent = [
        path for path in found if not (ROOT / path).exists() and "NAME" not in path and "cqNN" not in path
    ]
    assert not absent, f"the README names files that do not exist: {absent}"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_in_chinese_and_english(name: str) -> None:
    command = COMMANDS[name]
    texts = [command.help, *(p.help for p in command.params if p.name != "help" and getattr(p, "help", None))]
    assert len(texts) > 1 or not command.params
    for text in texts:
        assert re.search(r"[一-鿿]", text) and re.search(r"[A-Za-z]{2}", text), f"kg {name}: {text}"


def test_the_licence_and_the_version_agree_everywhere() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"', project, re.MULTILINE)
    assert version is not None
    assert f"version: {version[1]}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
