"""The vocabulary as data: classes and properties, word schemes, shapes, questions and violations.

Nothing here computes; `kg` reads these files. `data(name)` gives one file's bytes, `folder(name)`
the sorted files of a subfolder.
"""

from __future__ import annotations

from importlib.resources import files


def data(name: str) -> bytes:
    """The bytes of `ontology/NAME`: `data("union.ttl")`, `data("vocabularies/roles.ttl")`."""
    return files(__name__).joinpath(*name.split("/")).read_bytes()


def folder(name: str, ending: str) -> dict[str, bytes]:
    """The files of `ontology/NAME/` with that ending, by stem in sorted order."""
    found = [entry for entry in files(__name__).joinpath(name).iterdir() if entry.name.endswith(ending)]
    return {
        entry.name.removesuffix(ending): entry.read_bytes() for entry in sorted(found, key=lambda e: e.name)
    }
