"""A graph in, the files that can be taken away out, and the page that tells what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg import tables
from kg.network import export, two_mode
from kg.site import shell
from kg.site.records import Row
from kg.store import Store

#: table -> what it holds, in Chinese and English
_TOLD: Final[dict[str, tuple[str, str]]] = {
    "bulletins": ("简报", "the bulletins"),
    "items": ("条目", "the items of the bulletins"),
    "mentions": ("提及：实体在文中的每一处", "every place that names an entity"),
    "organisations": ("组织", "bodies"),
    "programmes": ("活动", "programmes"),
    "involvements": ("谁开展、协助、参加了什么", "who ran, supported or joined what"),
    "outcomes": ("成效与目标的数据", "figures: results and targets"),
    "documents": ("发布与引用的文件", "documents issued and cited"),
    "posts": ("谁任什么职务", "who holds which post"),
    "events": ("事件", "events"),
    "awards": ("荣誉", "awards"),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away."""

    name: str
    size: int  # bytes
    rows: int | None  # of a table
    zh: str
    en: str

    @property
    def shown(self) -> str:
        """Its size for people: 34 kB."""
        if self.size < 1000:
            return f"{self.size} B"
        return f"{self.size / 1000:,.0f} kB" if self.size < 1_000_000 else f"{self.size / 1_000_000:,.1f} MB"


def write(graph: Store, folder: Path, rows: Sequence[tuple[str, Row]]) -> list[File]:
    """Write tables, graph and network into a folder; returns what they are, in order of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = tables.export(graph, folder, rows)
    graph.dump(folder / "graph.nq.gz")
    whole = two_mode.network(two_mode.ties(rows))
    for name, text in (("network.gexf", export.gexf(whole)), ("network.graphml", export.graphml(whole))):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")

    def file(name: str, zh: str, en: str, count: int | None = None) -> File:
        return File(name, (folder / name).stat().st_size, count, zh, en)

    found = [file(f"{table}.csv", *_TOLD[table], counts[table]) for table in counts]
    found.append(
        file(
            "datapackage.json",
            "各表各列的说明（Frictionless）",
            "what the columns of the tables are (Frictionless)",
        )
    )
    found.append(
        file(
            "graph.nq.gz",
            "整个图谱（RDF，N-Quads，gzip 压缩）",
            "the whole graph (RDF, N-Quads, packed with gzip)",
        )
    )
    found.append(
        file(
            "network.gexf",
            "组织与活动的网络，用 Gephi 打开",
            "the network of bodies and programmes, for Gephi",
        )
    )
    found.append(
        file(
            "network.graphml",
            "同一网络，用 Cytoscape、R 打开",
            "the same network, for Cytoscape, igraph and R",
        )
    )
    return found


def page(files: Sequence[File], language: str, languages: Sequence[str]) -> str:
    """The page of the downloads."""
    zh = language == "zh"
    title = "下载" if zh else "Downloads"
    description = (
        "全部数据表、图谱和网络，均附说明。"
        if zh
        else "All tables, the graph and the network, with descriptions."
    )
    return shell.render(
        "downloads.html",
        page="downloads/index.html",
        language=language,
        languages=languages,
        title=title,
        description=description,
        jsonld={
            "@type": "Dataset",
            "name": "工会信息知识图谱",
            "description": description,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": one.zh if zh else one.en,
                    "contentUrl": f"{'' if zh else '../../downloads/'}{one.name}",
                    "contentSize": f"{one.size} B",
                }
                for one in files
            ],
        },
        files=files,
    )
