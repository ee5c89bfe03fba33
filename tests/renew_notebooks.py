"""notebooks/*.py in, the same notebooks executed, with outputs, as notebooks/*.ipynb out.

    python tests/renew_notebooks.py              all of them
    python tests/renew_notebooks.py 2 5          those whose name begins so

The script (`py:percent` of jupytext) is the source; the notebook beside it holds the same cells and what came
out. Nothing that varies is stored: no times, no versions, cell numbers for ids, one stream a cell.
`tests/test_notebooks.py` executes them in the same way and compares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parents[1] / "notebooks"
SECONDS = 240  # that one cell may take on a busy machine


def scripts() -> list[Path]:
    """The notebooks as scripts, in order of their numbers."""
    return sorted(FOLDER.glob("*.py"))


def executed(script: Path) -> NotebookNode:
    """A script's notebook as it comes out now; raises `CellExecutionError` where a cell fails."""
    notebook = jupytext.read(script)
    NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(FOLDER)}},
        extra_arguments=["--log-level=ERROR"],  # it warns of TCP, which stays on this machine
    ).execute()
    return _lasting(notebook)


def _lasting(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run or from machine to machine."""
    notebook.metadata = nbformat.from_dict(
        {
            "jupytext": {"formats": "ipynb,py:percent"},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    runs = 0
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02}"
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "code":
            runs += 1
            cell.execution_count = runs
            cell.outputs = list(_outputs(cell.outputs, runs))
    return notebook


def _outputs(outputs: list[NotebookNode], run: int) -> Iterator[NotebookNode]:
    streams: dict[str, NotebookNode] = {}
    for output in outputs:
        if output.output_type == "stream":
            if output.name in streams:  # written in several pieces, as the kernel flushed
                streams[output.name].text += output.text
                continue
            streams[output.name] = output
        else:
            output.metadata = nbformat.from_dict({})
            if output.output_type == "execute_result":
                output.execution_count = run
        yield output


def write(script: Path) -> Path:
    """Execute a script's notebook and store it beside the script."""
    notebook = executed(script)
    nbformat.validate(notebook)
    path = script.with_suffix(".ipynb")
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return path


if __name__ == "__main__":
    for script in scripts():
        if len(sys.argv) == 1 or script.name.startswith(tuple(sys.argv[1:])):
            path = write(script)
            print(f"{path.relative_to(FOLDER.parent)}: {path.stat().st_size:,} bytes")
