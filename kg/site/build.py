"""A graph in, a folder with the whole site out, replaced whole or left as it was.

Everything is written beside the folder, under `.NAME.making/`, and moved into its place at the end: a build
that fails, is interrupted or killed leaves the site that was there, at worst under `.NAME.making/old`, from
where the next build takes it back. The same graph gives the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from markupsafe import Markup

from kg import lock, tables
from kg.site import (
    about,
    downloads,
    entities,
    links,
    lists,
    questions,
    reading,
    records,
    search,
    shell,
    views,
)
from kg.site.records import Row
from kg.store import Store
from kg.views import outcomes

#: what tells a folder of ours; it names everything at the top of the site
MARK: Final = "site.json"
#: indicators that are drawn on one page; the table below has all figures
CHARTS: Final = 6

Progress = Callable[[int, int, str], None]


class SiteError(RuntimeError):
    """The site cannot be written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was written."""

    pages: int
    entities: int
    bulletins: int


def build(
    graph: Store,
    folder: Path,
    *,
    languages: Sequence[str] = tuple(shell.LANGUAGES),
    progress: Progress | None = None,
) -> Report:
    """Write the site of a graph into a folder, in place of an earlier site there.

    Raises `SiteError` where the folder holds anything else or cannot be written.
    """
    folder = folder.resolve()
    making = folder.with_name(f".{folder.name}.making")
    try:
        _look(folder)
        making.mkdir(parents=True, exist_ok=True)
        try:
            with lock.hold(making):
                _take_back(folder, making)
                site = making / "site"
                shutil.rmtree(site, ignore_errors=True)
                report = _write(graph, site, languages, progress)
                _swap(site, folder, making / "old")
        finally:
            _leave(making)
    except lock.Locked as error:
        raise SiteError(str(error)) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise SiteError(
            f"the site cannot be written to {folder} ({where}{error.strerror or error}); "
            "what was there is as it was before"
        ) from error
    return report


# ---------------------------------------------------------------- the folder
def _look(folder: Path) -> None:
    """Refuse a folder with anything but a site of ours in it."""
    if folder.is_dir() and any(folder.iterdir()):
        mark = folder / MARK
        try:
            known = json.loads(mark.read_text(encoding="utf-8"))
            kept, files = known["holds"], known.get("files", {})
        except (OSError, ValueError, KeyError, TypeError):
            raise SiteError(
                f"{folder} holds {min(one.name for one in folder.iterdir())} and is no site "
                "that `kg site` wrote: give an empty or a new folder"
            ) from None
        if strange := sorted({one.name for one in folder.iterdir()} - set(kept) - {MARK}):
            raise SiteError(
                f"{folder} holds {strange[0]} beside the site, which would be lost: move it elsewhere first"
            )
        for name, count in _files(folder).items():
            if count > files.get(name, count):
                raise SiteError(
                    f"{folder / name} holds {count - files[name]} more files than `kg site` wrote there, "
                    "which would be lost: move them elsewhere first"
                )
    elif folder.exists() and not folder.is_dir():
        raise SiteError(f"{folder} is a file: give a folder")


def _files(folder: Path) -> dict[str, int]:
    """How many files each folder of a site holds, at any depth."""
    return {
        one.name: sum(len(files) for _, _, files in os.walk(one))
        for one in sorted(folder.iterdir())
        if one.is_dir()
    }


def _take_back(folder: Path, making: Path) -> None:
    """Put back the site that a killed build had moved aside."""
    old = making / "old"
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _swap(site: Path, folder: Path, old: Path) -> None:
    """Move the new site to its place; where that fails, the old one back."""
    if folder.exists():
        folder.rename(old)
    try:
        site.rename(folder)
    except BaseException:
        if old.exists():
            old.rename(folder)
        raise


def _leave(making: Path) -> None:
    """Delete what is not needed; never an old site whose place is empty."""
    folder = making.with_name(making.name.removeprefix(".").removesuffix(".making"))
    shutil.rmtree(making / "site", ignore_errors=True)
    if folder.exists():
        shutil.rmtree(making / "old", ignore_errors=True)
    with suppress(OSError):
        (making / "lock").unlink()
    with suppress(OSError):
        making.rmdir()


# ---------------------------------------------------------------- what is in it
def _write(graph: Store, site: Path, languages: Sequence[str], progress: Progress | None) -> Report:
    rows = list(tables.rows(graph))
    catalogue = records.gather(rows, graph.base, _changes(graph))
    count = sum(map(len, catalogue.entities.values()))
    total = len(languages) * (count + len(catalogue.bulletins))
    site.mkdir(parents=True)
    written = 0
    for path, text in _pages(graph, catalogue, rows, languages):
        target = site / path
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True)
        with target.open("x", encoding="utf-8", newline="\n", errors="replace") as file:
            file.write(text)
        written += 1
        if progress and written % 50 == 0:
            progress(min(written, total), total, path)
    for name, content in (shell.static() | search.files(catalogue)).items():
        target = site / "static" / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)
    files = downloads.write(graph, site / "downloads", rows)
    for language in languages:
        path = links.localised("downloads/index.html", language)
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(downloads.page(files, language, languages), encoding="utf-8", newline="\n")
        written += 1
    if "zh" not in languages:
        (site / "index.html").write_text(
            '<!DOCTYPE html>\n<meta charset="utf-8">\n<title>Union bulletins</title>\n'
            '<meta http-equiv="refresh" content="0; url=en/index.html">\n'
            '<a href="en/index.html">English</a>\n',
            encoding="utf-8",
            newline="\n",
        )
    mark = {
        "generator": "union-kg: kg site",
        "languages": list(languages),
        "bulletins": len(catalogue.bulletins),
        "entities": {kind: len(found) for kind, found in catalogue.entities.items()},
        "rows": dict(sorted(catalogue.counts.items())),
        "pages": written,
        "holds": sorted(one.name for one in site.iterdir()),
        "files": _files(site),
    }
    (site / MARK).write_text(
        json.dumps(mark, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    return Report(written, count, len(catalogue.bulletins))


def _changes(graph: Store) -> Iterator[tuple[str, str, str]]:
    """What became of bodies: (IRI before, IRI after, year or "")."""
    asked = (
        "SELECT ?before ?after ?year { ?change org:originalOrganization ?before ; "
        "org:resultingOrganization ?after OPTIONAL { ?change dcterms:date ?year } }"
    )
    solutions = graph.query(asked)
    assert isinstance(solutions, ox.QuerySolutions)
    for before, after, year in solutions:
        yield before.value, after.value, year.value if year else ""


def _chart(rows: Sequence[Row], language: str) -> Markup:
    return Markup(outcomes.chart(rows, language=language, href=_from_entity, most=CHARTS))


def _from_entity(bulletin_id: str, start: int, end: int) -> str:
    """From a page of an entity to a passage."""
    return f"../{links.reading(bulletin_id, start, end)}"


def _pages(
    graph: Store, catalogue: records.Catalogue, rows: list[tuple[str, Row]], languages: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Every page but those of the downloads: (path from the root of the site, HTML)."""
    drawings, drawn = views.pages(rows)
    for language in languages:
        writer = entities.Writer(catalogue, language, languages=languages, chart=_chart, drawn=drawn)
        for one in catalogue.all():
            yield links.localised(one.page, language), writer.page(one)
        for path, text in lists.lists(catalogue, language, languages):
            yield links.localised(path, language), text
        yield (
            links.localised("bulletins/index.html", language),
            lists.bulletins(catalogue, language, languages),
        )
        yield links.localised("index.html", language), lists.start(catalogue, language, languages)
        yield links.localised("about.html", language), about.page(graph, catalogue, language, languages)
        for path, text in drawings.items():
            yield links.localised(path, language), text
    yield from reading.pages(graph, rows, languages=languages)
    yield from questions.pages(graph, rows, languages=languages)
