"""The commands on the sample bulletins: what they print, write and end with."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kg import bench, console, demo, store
from kg.cli import app
from kg.queries import questions
from kg.tables import TABLES
from kg.views import text_table


def kg(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def done(*arguments: object, stdin: str | None = None) -> str:
    result = kg(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `bulletins/` (the samples and their gold) and `graph/` built from them."""
    folder = tmp_path_factory.mktemp("samples")
    demo.copy_samples(folder / "bulletins")
    done("build", folder / "bulletins", "--graph", folder / "graph")
    return folder


@pytest.fixture
def graph(samples: Path) -> Path:
    return samples / "graph"


# ---------------------------------------------------------------- build
def test_build_reports_what_it_did_and_skips_what_did_not_change(tmp_path: Path) -> None:
    demo.copy_samples(tmp_path / "in")
    first = done("build", tmp_path / "in", "--graph", tmp_path / "graph")
    assert "3 read, 0 unchanged" in first
    assert all(word in first for word in ("items", "involvement", "outcome", "seconds", "quads"))
    again = done("build", tmp_path / "in", "--graph", tmp_path / "graph")
    assert "0 read, 3 unchanged" in again


def test_build_uses_the_folder_graph_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    texts, _ = demo.copy_samples(tmp_path / "in")
    done("build", texts[0])
    assert (tmp_path / "graph" / "manifest.json").is_file()


def test_no_progress_bar_where_there_is_no_terminal(tmp_path: Path) -> None:
    with console.progress() as move:
        assert move is None


def test_remove_takes_a_bulletin_out(tmp_path: Path) -> None:
    texts, _ = demo.copy_samples(tmp_path / "in")
    done("build", tmp_path / "in", "--graph", tmp_path / "graph")
    assert "2" in done("remove", texts[0].stem, "--graph", tmp_path / "graph")
    assert texts[0].stem not in store.read_manifest(tmp_path / "graph")
    assert kg("remove", "absent", "--graph", tmp_path / "graph").exit_code == console.Exit.GRAPH


# ---------------------------------------------------------------- query
def test_every_question_is_listed_and_can_be_asked_by_name_and_number(graph: Path) -> None:
    listed = json.loads(done("query", "--list", "--format", "json"))
    assert [row["name"] for row in listed] == [question.name for question in questions()]
    for question in questions():
        if not any(parameter.required for parameter in question.parameters.values()):
            by_name = done("query", question.name, "--format", "tsv", "--graph", graph)
            assert by_name == done("query", question.number, "--format", "tsv", "--graph", graph)


def test_an_answer_holds_its_evidence(graph: Path) -> None:
    rows = json.loads(
        done("query", "who-ran", "-p", "programme=要约行动", "-f", "json", "--evidence", "-g", graph)
    )
    assert rows
    for row in rows:
        assert int(row["start"]) < int(row["end"])
        assert row["quote"] and row["bulletin"] and row["item"]


@pytest.mark.parametrize("shape", ["table", "csv", "tsv", "json", "md"])
def test_formats_hold_the_same_rows(graph: Path, shape: str) -> None:
    select = "SELECT ?name WHERE { ?o a org:Organization ; rdfs:label ?name } ORDER BY ?name LIMIT 5"
    printed = done("query", "--sparql", "-", "--format", shape, "--graph", graph, stdin=select)
    names = [
        row["name"]
        for row in json.loads(done("query", "--sparql", "-", "-f", "json", "-g", graph, stdin=select))
    ]
    assert len(names) == 5 and all(name in printed for name in names)


def test_cells_with_marks_survive_every_format() -> None:
    columns, rows = ("a", "b"), [('x,"y"\nz', None), ("t\tab|*_<b>\\", "会")]
    assert list(csv.reader(io.StringIO(text_table.as_csv(columns, rows), newline=""))) == [
        ["a", "b"],
        ['x,"y"\nz', ""],
        ["t\tab|*_<b>\\", "会"],
    ]
    assert text_table.as_tsv(columns, rows).splitlines()[2] == "t\\tab|*_<b>\\\\\t会"
    assert json.loads(text_table.as_json(columns, rows))[0]["b"] is None
    assert "t\tab\\|\\*\\_&lt;b&gt;\\\\" in text_table.as_markdown(columns, rows)


def test_a_wide_answer_becomes_blocks_in_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    columns, rows = [f"column{n}" for n in range(9)], [["很长的一段引文" * 3] * 9]
    monkeypatch.setenv("COLUMNS", "200")
    console.grid(columns, rows)
    assert "column0 ┃ column1" in re.sub(" +", " ", capsys.readouterr().out)
    monkeypatch.setenv("COLUMNS", "80")
    console.grid(columns, rows)
    assert f"column8  {rows[0][0]}\n" in capsys.readouterr().out


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert console.safe("a\x1b[31mb\u202ec会·“”") == "a\ufffd[31mb\ufffdc会·“”"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["query"], "give one of"),
        (["query", "who-ran", "--list"], "give one of"),
        (["query", "who-rann"], "did you mean who-ran"),
        (["query", "要约行动"], "kg query who-ran --param programme="),
        (["query", "who-ran", "--param", "programme"], "KEY=VALUE"),
        (["query", "who-ran", "--param", "nonsense=1"], "no parameter nonsense"),
        (["query", "who-ran"], "needs programme"),
        (["query", "who-ran", "--param", "programme=不存在的活动"], "the graph has no programme"),
        (["query", "--sparql", "absent.rq"], "absent.rq cannot be read"),
        (["query", "--sparql", "-"], "no SPARQL query"),
        (["query", "who-ran", "--format", "xls"], "xls"),
        (["view"], "Missing"),
        (["view", "x.html", "--limit", "0"], "2"),
        (["build", "x", "--jobs", "0"], "1"),
        (["unknown"], "No such command"),
    ],
)
def test_a_wrong_command_line_is_answered_with_a_sentence(
    graph: Path, arguments: list[str], says: str
) -> None:
    where = ["--graph", str(graph)] if arguments[0] == "query" else []
    result = kg(*arguments, *where, stdin="this is no query")
    assert result.exit_code == console.Exit.USAGE
    assert says in result.stderr
    assert "Traceback" not in result.output


# ---------------------------------------------------------------- export, dump, check, view, evaluate
def test_export_writes_every_table_that_excel_opens_rightly(graph: Path, tmp_path: Path) -> None:
    said = done("export", tmp_path, "--graph", graph)
    for name in TABLES:
        assert name in said
        assert (tmp_path / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))["resources"]


@pytest.mark.parametrize("name", ["g.nq", "g.nq.gz", "g.ttl", "g.trig", "g.jsonld"])
def test_dump_writes_the_graph(graph: Path, tmp_path: Path, name: str) -> None:
    assert name in done("dump", tmp_path / name, "--graph", graph)
    assert (tmp_path / name).stat().st_size > 1000


def test_dump_names_the_endings_it_knows(graph: Path, tmp_path: Path) -> None:
    result = kg("dump", tmp_path / "g.xml", "--graph", graph)
    assert result.exit_code == console.Exit.GRAPH and ".jsonld" in result.stderr


def test_check_finds_no_problem_in_the_samples(graph: Path) -> None:
    assert "No problems" in done("check", "--graph", graph)


def test_view_writes_the_page(graph: Path, tmp_path: Path) -> None:
    said = done("view", tmp_path / "深" / "网络.html", "--graph", graph)
    html = (tmp_path / "深" / "网络.html").read_text(encoding="utf-8")
    assert "江阴市总工会" in html and "nodes" in said
    done("view", tmp_path / "again.html", "--graph", graph)
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == html


def test_evaluate_scores_the_samples_against_their_gold(samples: Path, tmp_path: Path) -> None:
    graph = samples / "graph"
    printed = done("evaluate", samples / "bulletins", "--graph", graph)
    assert all(word in printed for word in ("organisations", "F1", "of those found"))
    figures = json.loads(done("evaluate", samples / "bulletins", "--graph", graph, "--json"))
    assert figures["kinds"]["items"]["gold"] > 20 and figures["absent"] == []
    done("export", tmp_path, "--graph", graph)
    assert json.loads(done("evaluate", samples / "bulletins", "--tables", tmp_path, "--json")) == figures
    listed = done("evaluate", samples / "bulletins", "--graph", graph, "--errors").splitlines()
    assert len([line for line in listed if line.startswith(("missed", "wrong"))]) == len(figures["errors"])


def test_evaluate_says_which_gold_is_faulty(samples: Path, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    result = kg("evaluate", tmp_path / "x.json", "--graph", samples / "graph")
    assert result.exit_code == console.Exit.SOURCE and "x.json" in result.stderr
    (tmp_path / "none").mkdir()
    result = kg("evaluate", tmp_path / "none", "--graph", samples / "graph")
    assert result.exit_code == console.Exit.SOURCE and "no gold files" in result.stderr


# ---------------------------------------------------------------- demo, bench
def test_the_demo_shows_the_whole_path(tmp_path: Path) -> None:
    said = done("demo", tmp_path / "demo")
    for part in ("bulletins", "kg query", "kg view", "kg evaluate", "What to try next", "network.html"):
        assert part in said
    for name, parameters in demo.QUESTIONS:
        rows = json.loads(
            done(
                "query",
                name,
                *(part for key, value in parameters.items() for part in ("-p", f"{key}={value}")),
                "--evidence",
                "--format",
                "json",
                "--graph",
                tmp_path / "demo" / "graph",
            )
        )
        assert rows and rows[0]["quote"]
    assert (tmp_path / "demo" / "network.html").is_file()


def test_the_bench_measures_every_step_and_finds_the_same_bytes_with_two_processes() -> None:
    said = "\n".join(bench.measure(0.05, jobs=2))
    for step in (
        "segmentation",
        "bare scan",
        "spaCy",
        "extraction + facts",
        "N-Quads",
        "index",
        "peak memory",
    ):
        assert step in said
    assert "the same bytes" in said and "DIFFERENT" not in said


def test_the_bare_scan_runs_what_the_extractors_run() -> None:
    walks = bench.scans(
        ["8月3日，甲县总工会开展“送清凉”活动，慰问职工1200人次。", "乙市总工会下发《通知》。"]
    )
    assert len(walks) >= 5
    assert any(list(walk("发放15万元")) for walk in walks)


# ---------------------------------------------------------------- as a process
def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from kg.cli import main; main()", *map(str, arguments)]
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONIOENCODING", "PYTHONUTF8")}
    return subprocess.run(command, capture_output=True, env=clean | environment, check=False)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "gbk"])
def test_output_is_utf8_whatever_the_console_says(encoding: str) -> None:
    result = run("query", "--list", PYTHONIOENCODING=encoding, PYTHONUTF8="0", LC_ALL="C")
    assert result.returncode == 0, result.stderr
    assert "哪些工会" in result.stdout.decode("utf-8")
    failed = run("query", "who-ran", "--graph", "没有", PYTHONIOENCODING=encoding, PYTHONUTF8="0", LC_ALL="C")
    assert "错误 Error" in failed.stderr.decode("utf-8")


def test_a_reader_that_has_enough_ends_the_command_quietly(graph: Path) -> None:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "query", "--sparql", "-", "-f", "csv"]
    process = subprocess.Popen(
        [*command, "--graph", str(graph)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write(b"SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
    process.stdin.close()
    process.stdout.read(100)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(timeout=60)
