"""`kg analyse`: a graph in, measured networks out: tables, CSV, GEXF, GraphML, a report with charts."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from kg import console, store, tables
from kg.console import CommandError, Exit, say, warn
from kg.network import change, charts, export, report
from kg.network.null import SEED
from kg.network.section import Said, Section
from kg.network.sections import KINDS
from kg.network.two_mode import NetworkError

_known = console.guarded({store.StoreError: Exit.GRAPH, NetworkError: Exit.GRAPH})
_ALL = "、".join(KINDS)
#: Rows of each table that the terminal shows.
SHOWN = 8


@_known
def analyse(
    graph: Annotated[
        Path, typer.Option("--graph", "-g", help="图谱所在文件夹 / the folder of the graph")
    ] = Path("graph"),
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="报告与文件写到这里 / folder for the report and files"),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help=f"只分析 only: {_ALL}（可重复 repeatable）"),
    ] = None,
    period: Annotated[
        str, typer.Option(help=f"时期的长短 / length of periods: {', '.join(change.LENGTHS)}")
    ] = "year",
    draws: Annotated[
        int | None,
        typer.Option(min=20, help="随机网络的个数 / random networks to compare with (200 up to 2,000 ties)"),
    ] = None,
    seed: Annotated[int, typer.Option(help="随机数种子 / seed of all chance")] = SEED,
) -> None:
    """分析组织与活动的网络，附解释与注意。 Analyse the networks; say what the figures mean and do not."""
    for name in kind or ():
        if name not in KINDS:
            raise CommandError(
                f"没有这种分析 no such kind {name!r}; there are {', '.join(KINDS)}", Exit.USAGE
            )
    if period not in change.LENGTHS:
        raise CommandError(
            f"没有这种时期 no such period {period!r}; there are {', '.join(change.LENGTHS)}", Exit.USAGE
        )
    opened = store.open_graph(graph)
    rows = [(table, row) for table, row in tables.rows(opened) if table != "mentions"]
    sections = [make(rows, seed, draws, period) for name, make in KINDS.items() if not kind or name in kind]
    count = len(opened.manifest)
    source = Said(f"{count} 份简报。", f"{count} bulletins.")
    for section in sections:
        _print(section)
    if out is None:
        say(
            "\n加 --out DIR 写报告、CSV、GEXF、GraphML。 Add --out DIR for the report, CSV, GEXF and GraphML."
        )
        return
    for written in write(out, sections, source):
        warn(written)
    say(f"\n已写入 written: {out}（报告 report: {out / 'report.html'}）")


def _print(section: Section) -> None:
    say(f"\n{section.title.zh} {section.title.en}", style="bold")
    for name, value in section.figures:
        say(f"  {name.zh} {name.en}: {value}")
    for table in section.tables:
        say(f"\n{table.caption.zh} {table.caption.en} ({min(SHOWN, len(table.rows))} / {table.of:,})")
        console.grid([column.name.zh for column in table.columns], table.rows[:SHOWN])
    for said in section.notes:
        say(f"※ {said.zh} {said.en}", style="yellow")


def write(folder: Path, sections: Sequence[Section], source: Said) -> list[str]:
    """Write the report and every network into a folder; returns what people should know, one sentence each.

    `report.html`, `report.md`, `charts/NAME.svg`, `figures.csv`, and for each kind `KIND-nodes.csv`,
    `KIND-edges.csv`, `KIND.gexf` and `KIND.graphml`, or `KIND.csv` where it is a comparison.
    """
    pictures, notes = _drawn(sections)
    made = report.Report(sections, source, pictures, notes)
    for name, picture in pictures.items():
        console.write_page(folder / "charts" / f"{name}.svg", picture)
    console.write_page(folder / "report.md", report.markdown(made))
    console.write_page(folder / "report.html", report.html(made))
    figures = [
        {"kind": section.kind, "zh": name.zh, "en": name.en, "value": value}
        for section in sections
        for name, value in section.figures
    ]
    console.write_page(folder / "figures.csv", csv_text(figures))
    for section in sections:
        if section.rows:
            rows = [{name: _cell(value) for name, value in row.items()} for row in section.rows]
            console.write_page(folder / f"{section.kind}.csv", csv_text(rows))
        if section.graph is not None and section.graph.number_of_edges():
            kind, graph, nodes = section.kind, section.graph, section.nodes
            console.write_page(folder / f"{kind}-nodes.csv", csv_text(export.nodes(graph, nodes)))
            console.write_page(folder / f"{kind}-edges.csv", csv_text(export.edges(graph)))
            console.write_page(folder / f"{kind}.gexf", export.gexf(graph, nodes))
            console.write_page(folder / f"{kind}.graphml", export.graphml(graph, nodes))
    return [f"{said.zh} {said.en}" for said in notes]


def _drawn(sections: Sequence[Section]) -> tuple[dict[str, str], list[Said]]:
    """Every chart as SVG, or none and why."""
    try:
        return {chart.name: charts.svg(chart) for section in sections for chart in section.charts}, []
    except NetworkError as error:
        return {}, [Said(error.zh, error.en)]


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV: a byte-order mark, CRLF and quoting as in RFC 4180, the columns of all rows in order."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    target = io.StringIO(newline="")
    target.write("\ufeff")
    writer = csv.DictWriter(target, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def _cell(value: Any) -> Any:
    return "|".join(value) if isinstance(value, tuple) else value


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(analyse)
