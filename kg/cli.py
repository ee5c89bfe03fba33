"""The `kg` command: files, printing and exit codes; imports everything, nothing imports it.

Each command is a few lines over one function of another module. Errors are sentences on standard
error, and the exit codes are those of `kg.console.Exit`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from extractors.lexicon import LexiconError
from kg import (
    answer,
    checks,
    confidence,
    console,
    dataset,
    documentation,
    evaluate,
    ingest,
    queries,
    store,
    tables,
)
from kg import bench as benchmark
from kg import demo as samples
from kg import explain as explained
from kg.answer import Format
from kg.calibrate import calibrate as calibrated
from kg.commands import analyse, serve, site, view
from kg.console import CommandError, Exit, say, warn
from kg.gold import GoldError
from kg.identity import BaseError
from kg.readers import BulletinError

app = typer.Typer(
    name="kg",
    help="工会信息知识图谱：读简报，成图谱，每条事实都指向原文。\n\n"
    "Read Chinese trade-union bulletins into a knowledge graph in which every fact points at its words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
known = console.guarded(
    {
        queries.QueryError: Exit.USAGE,
        BaseError: Exit.USAGE,
        ingest.BuildError: Exit.SOURCE,
        BulletinError: Exit.SOURCE,
        GoldError: Exit.SOURCE,
        store.StoreError: Exit.GRAPH,
        checks.CheckError: Exit.GRAPH,
        confidence.ConfidenceError: Exit.SOURCE,
        LexiconError: Exit.SOURCE,
    }
)

Graph = Annotated[Path, typer.Option("--graph", "-g", help="图谱所在文件夹 / the folder of the graph")]
GRAPH = Path("graph")
#: quads that `build` still checks: validating takes about 0.2 ms a quad
MOST_CHECKED = 100_000
#: rows of an answer that the demo shows
SHOWN = 8


# ---------------------------------------------------------------- build
@app.command()
@known
def build(
    sources: Annotated[
        list[str],
        typer.Argument(help="简报文件、文件夹或通配符 / files, folders or patterns", metavar="SOURCE"),
    ],
    graph: Graph = GRAPH,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="并行进程数 / processes to use")] = 1,
    strict: Annotated[
        bool, typer.Option("--strict", help="有一个文件读不了就算失败 / fail when any file cannot be read")
    ] = False,
    base: Annotated[
        str | None, typer.Option(help="IRI 前缀（新图谱） / base of all IRIs, for a new graph")
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="舍去可信度更低的事实 / leave out facts of less confidence")
    ] = 0.0,
    checking: Annotated[
        bool, typer.Option("--check/--no-check", help="建成后检查 / check what was built (as `kg check`)")
    ] = True,
) -> None:
    """读入简报，建成或更新图谱。 Read bulletins into the graph; unchanged ones are skipped."""
    with console.progress() as bar:
        report = ingest.build(
            sources,
            graph=graph,
            jobs=jobs,
            strict=strict,
            base=base,
            min_confidence=min_confidence,
            progress=bar,
        )
    _print_report(report, graph)
    if checking and report.built:
        if report.quads > MOST_CHECKED:
            say(f"太多，未检查 not checked, it would take minutes: kg check --graph {graph}")
        else:
            _print_problems(checks.check(store.open_graph(graph), report.built), most=10)


def _print_report(report: ingest.Report, graph: Path) -> None:
    say(
        f"简报 bulletins: {report.bulletins} ({len(report.built)} read, {len(report.unchanged)} unchanged; "
        f"{report.total} in {graph})"
    )
    facts = ", ".join(f"{kind} {count:,}" for kind, count in report.facts.items())
    say(f"条目 items: {report.items:,}; 事实 facts: {facts}")
    say(f"四元组 quads: {report.quads:,}; 用时 seconds: {report.seconds:.1f}")
    for skipped in report.skipped:
        warn(f"略过 skipped: {skipped.source}: {skipped.reason}")
    if report.passed_over:
        others = ", ".join(f"{count} × {ending}" for ending, count in report.passed_over.items())
        warn(
            f"文件夹中只读 .txt，未读 passed over, only .txt is read: {others}"
            "（Word、PDF 请另存为纯文本 save them as plain text）"
        )


@app.command()
@known
def remove(
    bulletins: Annotated[
        list[str],
        typer.Argument(
            metavar="BULLETIN", help="简报名（不带扩展名） / bulletins, by file name without ending"
        ),
    ],
    graph: Graph = GRAPH,
) -> None:
    """从图谱中删去简报。 Take bulletins out of the graph."""
    left = ingest.remove(bulletins, graph=graph)
    say(f"已删去 removed: {len(bulletins)}; 剩余 left: {left}")


# ---------------------------------------------------------------- query
@app.command()
@known
def query(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="问题的名称、编号或其中的字词 / name, number or words of a question",
            show_default=False,
        ),
    ] = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="KEY=VALUE", help="参数 / a parameter")
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="输出格式 / output format")] = Format.table,
    listing: Annotated[bool, typer.Option("--list", "-l", help="列出全部问题 / list the questions")] = False,
    sparql: Annotated[
        str | None,
        typer.Option(metavar="FILE|-", help="运行 SPARQL 文件（- 为标准输入） / run a SPARQL file"),
    ] = None,
    evidence: Annotated[
        bool, typer.Option("--evidence", "-e", help="附原文与位置 / add quote and place to each row")
    ] = False,
    predecessors: Annotated[
        bool, typer.Option("--predecessors", help="也算其前身（撤并前） / count what a body replaced as well")
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="最多等几秒 / give up after so many seconds")
    ] = 30,
    graph: Graph = GRAPH,
) -> None:
    """提问：用现成的问题，或用 SPARQL。 Answer a named question, or run SPARQL."""
    if [bool(name), listing, sparql is not None].count(True) != 1:
        raise CommandError(
            "give one of: the name of a question, --list, or --sparql FILE (see `kg query --list`)",
            Exit.USAGE,
        )
    if listing:
        answer.print_questions(format)
    elif name is not None:
        question, parameters = queries.asked(name, graph), answer.parameters(param or ())
        opened = store.open_graph(graph)
        table = queries.run(opened, question, parameters, predecessors=predecessors, timeout=timeout)
        near = "" if table.rows else queries.like(opened, question, parameters)
        answer.print_answer(table, format, question, parameters, evidence=evidence, near=near)
    elif sparql is not None:
        text = answer.text_of(sparql)
        answer.print_table(queries.sparql(store.open_graph(graph), text, timeout=timeout), format)


# ---------------------------------------------------------------- export, dump, check
@app.command()
@known
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="放表格的文件夹 / folder for the tables")],
    graph: Graph = GRAPH,
) -> None:
    """导出 CSV 表格，Excel、R 可直接打开。 Write CSV tables with a Frictionless description."""
    written = tables.export(store.open_graph(graph), folder)
    console.grid(("table", "rows"), [(name, str(count)) for name, count in written.items()])
    say(f"已写入 written: {folder}")


@app.command()
@known
def dump(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="*.nq、*.ttl、*.trig、*.jsonld，可加 .gz / and .gz behind to pack"
        ),
    ],
    graph: Graph = GRAPH,
    ontology: Annotated[
        bool, typer.Option("--ontology", help="连同本体与词表 / with the ontology and the vocabularies")
    ] = False,
) -> None:
    """导出整个图谱（RDF）。 Write the whole graph as RDF; N-Quads are sorted."""
    count = store.open_graph(graph).dump(file, ontology=ontology)
    say(f"已写入 written: {file} ({count:,} statements)")


@app.command()
@known
def check(graph: Graph = GRAPH) -> None:
    """检查图谱：结构（SHACL）与矛盾。 Validate the graph; exit code 1 where it has problems."""
    if count := _print_problems(checks.check(store.open_graph(graph))):
        raise CommandError(f"{count} problems found", Exit.FOUND)


def _print_problems(problems: Iterable[checks.Problem], most: int | None = None) -> int:
    """Show problems, at most so many of them; returns how many there are."""
    found = list(problems)
    for problem in found[:most]:
        warn(f"✗ {problem}")
    if len(found) > len(found[:most]):
        warn(f"… 共 {len(found)} 个问题 problems: kg check")
    if not found:
        say("没有发现问题。 No problems found.")
    return len(found)


# ---------------------------------------------------------------- evaluate
@app.command(name="evaluate")
@known
def evaluate_command(
    gold: Annotated[
        list[Path],
        typer.Argument(metavar="GOLD", help="标准答案（JSON 文件或文件夹） / gold files or folders"),
    ],
    graph: Graph = GRAPH,
    tables_folder: Annotated[
        Path | None, typer.Option("--tables", help="改用已导出的表格 / score tables exported before")
    ] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="列出漏掉与错误的事实 / list what was missed and wrong")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")] = False,
) -> None:
    """对照标准答案打分。 Score the graph against gold files: precision, recall, F1 with 95% intervals."""
    files = _gold_files(gold)
    if tables_folder is not None:
        result = evaluate.evaluate(tables_folder, files)
    else:
        with tempfile.TemporaryDirectory() as folder:
            tables.export(store.open_graph(graph), Path(folder))
            result = evaluate.evaluate(Path(folder), files)
    _print_evaluation(result, errors=errors, as_json=as_json)


def _gold_files(paths: Sequence[Path]) -> list[Path]:
    files = []
    for path in paths:
        found = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not found:
            raise CommandError(f"{path}: no gold files (*.json) in this folder", Exit.SOURCE)
        files += found
    return files


def _print_evaluation(result: evaluate.Evaluation, *, errors: bool, as_json: bool) -> None:
    for bulletin in result.absent:
        warn(f"不在图谱中 not in the graph, all of it counts as missed: {bulletin}")
    if as_json:
        sys.stdout.write(json.dumps(evaluate.as_records(result), ensure_ascii=False, indent=1) + "\n")
        return
    if errors:
        for error in result.errors:
            quote = f" “{error.quote}”" if error.quote else ""
            say(f"{error.verdict:7}{error.kind:14}{error.bulletin} · {error.item[:24]} · {error.fact}{quote}")
    rows = []
    for score in result.scores:
        interval = f"{score.interval.low:.3f}–{score.interval.high:.3f}" if score.interval else ""
        told = score.gold + score.found > 0
        figures = (f"{figure:.3f}" if told else "–" for figure in (score.precision, score.recall, score.f1))
        rows.append((score.kind, str(score.gold), str(score.found), *figures, interval))
    console.grid(("kind", "gold", "found", "P", "R", "F1", "95% of F1"), rows)
    for name, (right, of) in result.details.items():
        say(f"  of those found, {name}: {right} of {of} right ({right / of:.0%})")


# ---------------------------------------------------------------- explain, calibrate
@app.command()
@known
def explain(
    bulletin: Annotated[
        Path,
        typer.Argument(metavar="BULLETIN", help="一份简报（不需要图谱） / a bulletin; no graph is needed"),
    ],
    item: Annotated[int | None, typer.Option(min=1, help="只看第几条 / only the item of this number")] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="写成离线网页 / write a page that opens offline")
    ] = None,
) -> None:
    """逐条说明：标出提及，列出事实及其规则、可信度、出处。 Show what was read from a text, and why."""
    if not bulletin.is_file():
        raise CommandError(f"{bulletin}: no such file", Exit.SOURCE)
    read, found = ingest.read(bulletin)
    items = [one for one in found if item in (None, one.item.position)]
    if not items:
        raise CommandError(f"{bulletin} has no item {item}, only 1 to {len(found)}", Exit.USAGE)
    if html is not None:
        console.write_page(html, explained.page(read, items))
        say(f"已写入 written: {html}")
        return
    for one in items:
        say(f"\n{one.item.position}. {' '.join(one.item.title.split())}", style="bold")
        say(explained.context(one), style="dim")
        console.marked(
            (text, explained.NAMES[type(mention.entity)] if mention else None)
            for text, mention in explained.marked(read, one)
        )
        for lines in (explained.mentions(read, one), explained.facts(read, one)):
            if lines:
                console.grid(explained.COLUMNS, [line.cells() for line in lines])


@app.command()
@known
def calibrate(
    gold: Annotated[
        list[Path],
        typer.Argument(
            metavar="GOLD", help="标准答案，正文在旁 / gold files or folders, each NAME.json beside NAME.txt"
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="写到哪里 / the table to write", show_default=False)
    ] = confidence.FILE,
) -> None:
    """按标准答案算出每条规则的可信度。 Estimate the confidence of every rule from development gold."""
    figures = calibrated(_gold_files(gold), out).figures
    columns = ("kind", "rule", "right", "of", "confidence")
    rows = [(one.kind, one.rule, str(one.right), str(one.of), f"{one.confidence:.3f}") for one in figures]
    console.grid(columns, rows)
    say(f"已写入 written: {out}")


# ---------------------------------------------------------------- demo, bench
@app.command()
@known
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="示例文件夹 / folder for the demo")] = Path(
        "kg-demo"
    ),
) -> None:
    """三份示例简报，一遍走完全程。 The whole path on three sample bulletins, in seconds."""
    graph, page = folder / "graph", folder / "network.html"
    texts, gold = samples.copy_samples(folder / "bulletins")
    say(f"1. 读入示例简报 / kg build {folder / 'bulletins'} --graph {graph}")
    report = ingest.build(texts, graph=graph)
    _print_report(report, graph)
    opened = store.open_graph(graph)
    _print_problems(checks.check(opened, report.built), most=3)
    for number, (name, parameters) in enumerate(samples.QUESTIONS, 2):
        question = queries.question(name)
        given = " ".join(f"--param {key}={value}" for key, value in parameters.items())
        say(f"\n{number}. {question.zh} {question.en} / kg query {name} {given} --graph {graph}")
        table = queries.run(opened, question, parameters)
        answer.print_table(queries.Table(table.columns, table.rows[:SHOWN]), Format.table)
    say(f"\n4. 画成网页 / kg view {page} --graph {graph}")
    shown, _ = view.write_page(graph, page, 300)
    say(f"{shown} 个节点 nodes: {page}")
    say(f"\n5. 对照标准答案 / kg evaluate {folder / 'bulletins'} --graph {graph}")
    with tempfile.TemporaryDirectory() as tables_folder:
        tables.export(opened, Path(tables_folder))
        _print_evaluation(evaluate.evaluate(Path(tables_folder), gold), errors=False, as_json=False)
    say(f"\n接下来 / What to try next:\n  用浏览器打开 open in a browser: {page.resolve()}")
    for line in (
        "kg query --list",
        f"kg site site --graph {graph}",
        f"kg export tables --graph {graph}",
        "kg build 你的简报文件夹",
    ):
        say(f"  {line}")


@app.command()
@known
def bench(
    megabytes: Annotated[float, typer.Option(min=0.05, help="语料大小 / size of the corpus")] = 10.0,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, help="并行进程数 / processes to compare with one")
    ] = 2,
) -> None:
    """测速度与内存。 Measure speed and memory on a corpus made from the samples."""
    for line in benchmark.measure(megabytes, jobs=jobs):
        say(line)


app.command("docs")(known(documentation.docs))
app.command("describe")(known(dataset.describe_command))
app.command("cube")(known(dataset.cube_command))


view.register(app)
analyse.register(app)
serve.register(app)
site.register(app)


def main() -> None:
    """The entry point of the `kg` command."""
    console.use_utf8()
    app()
