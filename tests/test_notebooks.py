"""The notebooks still run, what they show is what comes out now, and they read as notebooks should.

Text and tables are compared exactly, also inside HTML. Pictures are compared by their presence and their size
in pixels: what is drawn in them depends on the fonts of the machine. The interactive view is compared by its
data, so that a new style of the page makes no notebook stale. `python tests/renew_notebooks.py` renews all.
"""

from __future__ import annotations

import ast
import base64
import json
import re
import struct
from functools import cache
from hashlib import sha256
from html import unescape
from typing import Any

import pytest

pytest.importorskip("nbclient", reason="to run: pip install --group dev")
pytest.importorskip("jupytext", reason="to run: pip install --group dev")
pytest.importorskip("pandas", reason="to run: pip install --group dev")

import jupytext
import nbformat
import renew_notebooks

from kg.network import charts
from kg.network.two_mode import NetworkError

RENEW = "python tests/renew_notebooks.py"
NAMES = [path.stem for path in renew_notebooks.scripts()]
#: what a stored output must not have: a folder of a machine, the date or the name of a run
MACHINE = re.compile(r"(?<![\w:/])/(?:tmp|home|root|work|usr|var|Users|private)/|[A-Z]:\\\\|file://")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: characters from which an output is a page of its own: the interactive view; and the data in it
PAGE = 100_000
DATA = re.compile(r'<script[^>]* type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
#: those that draw charts
DRAWING = ("3", "4")


@cache
def stored(name: str) -> Any:
    """A notebook as it is stored."""
    path = renew_notebooks.FOLDER / f"{name}.ipynb"
    assert path.is_file(), f"{path.name} is missing: {RENEW}"
    return nbformat.read(path, as_version=4)


def code(name: str) -> list[Any]:
    """The cells of a notebook that run."""
    return [cell for cell in stored(name).cells if cell.cell_type == "code"]


def tree(cell: Any) -> ast.Module:
    """The statements of a cell, without its magics."""
    return ast.parse("\n".join(line for line in cell.source.splitlines() if not line.startswith("%")))


def shown(output: Any) -> dict[str, object]:
    """An output as it is compared: text whole, a page by its data, a picture by its size in pixels."""
    if output.output_type == "stream":
        return {output.name: output.text}
    assert output.output_type in ("execute_result", "display_data"), output
    return {kind: pixels(data) if kind == "image/png" else told(data) for kind, data in output.data.items()}


def told(data: str) -> str:
    """A text; of the interactive view the data that it shows, not the scripts that show them."""
    if len(data) < PAGE:
        return data
    found = DATA.findall(unescape(data))
    assert found, "a long output is no page with data"
    return f"page with {sha256(''.join(found).encode()).hexdigest()}"


def pixels(data: str) -> tuple[int, int]:
    """Width and height of a PNG in base64."""
    png = base64.b64decode(data)
    assert png.startswith(b"\x89PNG\r\n\x1a\n"), "no PNG"
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


def test_the_notebooks_are_the_five() -> None:
    assert [name[0] for name in NAMES] == ["1", "2", "3", "4", "5"]
    assert sorted(path.stem for path in renew_notebooks.FOLDER.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stored_is_what_comes_out(name: str) -> None:
    if name.startswith(DRAWING):
        try:
            charts.font()
        except NetworkError as error:
            pytest.skip(error.en)
    now = renew_notebooks.executed(renew_notebooks.FOLDER / f"{name}.py")
    cells = [cell for cell in now.cells if cell.cell_type == "code"]
    assert len(cells) == len(code(name)), f"{name}: {RENEW}"
    for number, (new, old) in enumerate(zip(cells, code(name), strict=True), 1):
        came_out = [shown(output) for output in new.outputs]
        assert came_out == [shown(output) for output in old.outputs], (
            f"{name}, cell {number}, shows something else now; look at it, then: {RENEW} {name[0]}"
        )


@pytest.mark.parametrize("name", NAMES)
def test_script_and_notebook_are_a_pair(name: str) -> None:
    script = jupytext.read(renew_notebooks.FOLDER / f"{name}.py")
    assert script.metadata["jupytext"]["formats"] == stored(name).metadata["jupytext"]["formats"]
    pair = [[(cell.cell_type, cell.source) for cell in one.cells] for one in (script, stored(name))]
    assert pair[0] == pair[1], f"{name}.py and {name}.ipynb differ: edit the script, then {RENEW} {name[0]}"


@pytest.mark.parametrize("name", NAMES)
def test_cells_import_kg_and_define_nothing(name: str) -> None:
    nodes = [node for cell in code(name) for node in ast.walk(tree(cell))]
    defined = [n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    assert not defined, f"{name} defines {defined}: it belongs into kg, with a test"
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert any(module and module.split(".")[0] == "kg" for module in modules)


@pytest.mark.parametrize("name", NAMES)
def test_all_cells_ran_in_order_without_error_or_complaint(name: str) -> None:
    cells = code(name)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert outputs, f"{name} has no outputs: {RENEW}"
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stored_tells_of_a_machine_or_a_run(name: str) -> None:
    for cell in code(name):
        for output in cell.outputs:
            text = json.dumps([d for kind, d in output.get("data", {}).items() if kind != "image/png"])
            assert not (found := MACHINE.search(text + output.get("text", ""))), f"{name}: {found}"
    assert set(stored(name).metadata) == {"jupytext", "kernelspec", "language_info"}
    assert "version" not in stored(name).metadata["language_info"]
    assert not [cell for cell in stored(name).cells if cell.metadata], "cells carry metadata, such as times"


def test_a_folder_of_a_machine_would_be_seen() -> None:
    assert MACHINE.search('"/tmp/abc/graph"')
    assert MACHINE.search('"C:\\\\Users\\\\me"')
    assert not MACHINE.search("https://w3id.org/union-kg/work/tmp/x and 目标/tmp")


@pytest.mark.parametrize("name", NAMES)
def test_prose_is_chinese_with_an_english_summary_and_caveats(name: str) -> None:
    prose = [cell.source for cell in stored(name).cells if cell.cell_type == "markdown"]
    assert len(CHINESE.findall("\n".join(prose))) > 400
    first = prose[0]
    assert CHINESE.search(first.splitlines()[0])
    assert "**English summary.**" in first
    assert len(re.findall(r"[A-Za-z]{2,}", first.partition("**English summary.**")[2])) > 60
    assert any("不可以说" in cell for cell in prose), f"{name} does not say what not to conclude"


@pytest.mark.parametrize("name", NAMES)
def test_tables_and_charts_can_be_read_without_running(name: str) -> None:
    kinds = [set(output.data) for cell in code(name) for output in cell.outputs if "data" in output]
    assert any("text/html" in kind for kind in kinds)
    for kind in kinds:
        assert kind & {"text/plain", "image/png"}, f"{name}: an output that only a notebook server can show"
    if name.startswith(DRAWING):
        assert any("image/png" in kind for kind in kinds), f"{name} has no chart"
