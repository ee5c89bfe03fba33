"""`kg site`: a graph in, a folder of static pages out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg import console, store
from kg.console import Exit, say
from kg.site import build as making
from kg.views.safe import PageError

_known = console.guarded({store.StoreError: Exit.GRAPH, making.SiteError: Exit.GRAPH, PageError: Exit.GRAPH})


class Language(StrEnum):
    """In which languages the pages are written."""

    zh = "zh"
    en = "en"
    both = "both"


@_known
def site(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="放网站的文件夹（新的，或以前的网站） / folder for the site")
    ],
    graph: Annotated[
        Path, typer.Option("--graph", "-g", help="图谱所在文件夹 / the folder of the graph")
    ] = Path("graph"),
    language: Annotated[
        Language, typer.Option("--language", "-l", help="页面语言 / language of the pages")
    ] = Language.both,
) -> None:
    """写成可离线打开的网站。 Write a site that opens from disk: search, pages, texts, views."""
    opened = store.open_graph(graph)
    languages = ("zh", "en") if language is Language.both else (language.value,)
    with console.progress() as bar:
        report = making.build(opened, folder, languages=languages, progress=bar)
    say(
        f"已写入 written: {folder} ({report.pages:,} 页 pages: {report.entities:,} 个实体 entities, "
        f"{report.bulletins:,} 份简报 bulletins)"
    )
    say(f"用浏览器打开 open in a browser: {(folder / 'index.html').resolve()}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(site)
