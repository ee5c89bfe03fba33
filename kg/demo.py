"""The samples that come with the package in, a small graph with answers, tables, a page and figures out."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

#: Two questions that the demo answers, with a programme and a body that stand in the samples.
QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("who-ran", {"programme": "要约行动"}),
    ("results", {"organisation": "江阴市总工会"}),
)


def copy_samples(folder: Path) -> tuple[list[Path], list[Path]]:
    """Put the sample bulletins and their gold files into `folder`; returns both, in order of names."""
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("kg") / "samples") as samples:
        for source in sorted((*samples.glob("*.txt"), *samples.glob("*.json"))):
            shutil.copyfile(source, folder / source.name)
    return sorted(folder.glob("*.txt")), sorted(folder.glob("*.json"))
