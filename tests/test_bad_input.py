"""Every kind of bad input through the command line: a clear sentence, an exit code, the graph as it was."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kg import ingest, store
from kg.cli import app
from kg.console import Exit

GOOD = """某市工会信息

甲县总工会开展送清凉活动

8月3日，甲县总工会开展“送清凉”活动，慰问一线职工1200人次，发放物资15万元。（甲县总工会）
"""


def kg(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def kept(graph: Path) -> dict[str, bytes]:
    """Everything of the graph but its lock and index."""
    return {
        str(path.relative_to(graph)): path.read_bytes()
        for path in sorted(graph.rglob("*"))
        if path.is_file() and path.name != "lock" and "index" not in path.parts
    }


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A graph with one good bulletin."""
    source = tmp_path / "first.txt"
    source.write_text(GOOD, encoding="utf-8")
    assert kg("build", source, "--graph", tmp_path / "graph").exit_code == 0
    return tmp_path / "graph"


def refused(result: Result, code: Exit, says: str) -> None:
    assert result.exit_code == code, result.output
    assert re.search(says, result.stderr), result.stderr
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


SURROGATE = "题目\n\n正文有一个".encode() + b"\xed\xa0\x80" + "坏字。".encode()
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", r"x\.txt: .*empty"),
    "blank": ("　\n \r\n".encode(), r"x\.txt: .*white space"),
    "binary": (bytes(range(256)) * 40, r"x\.txt: .*(byte|字节) 0"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), r"x\.txt: .*byte \d+"),
    "pdf": (b"%PDF-1.4\n%\xe2\xe3", r"x\.txt: .*PDF.*save it as text"),
    "no items": ("只有一个标题".encode(), r"x\.txt: .*no item"),
    "nul": (GOOD.encode() + b"\x00", r"x\.txt: .*byte \d+"),
    "surrogate in utf-8": (SURROGATE, r"x\.txt: .*byte \d+"),
    "surrogate in utf-16": (
        b"\xff\xfe" + GOOD.encode("utf-16-le") + b"\x00\xd8\x41\x00",
        r"x\.txt: .*byte \d+.*surrogate",
    ),
    "damaged utf-8": (GOOD.encode()[:-3] + b"\xff\xe3" + GOOD.encode(), r"x\.txt: .*damaged"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused_with_its_name_and_place(
    name: str, tmp_path: Path, graph: Path
) -> None:
    data, says = UNREADABLE[name]
    before = kept(graph)
    (tmp_path / "x.txt").write_bytes(data)
    refused(kg("build", tmp_path / "x.txt", "--graph", graph), Exit.SOURCE, says)
    assert kept(graph) == before


def test_one_unreadable_file_among_many_is_reported_and_does_not_stop_the_rest(
    tmp_path: Path, graph: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(3):
        (folder / f"n{n}.txt").write_text(GOOD.replace("1200", f"1{n}00"), encoding="utf-8")
    (folder / "bad.txt").write_bytes(bytes(range(256)))
    before = kept(graph)
    refused(kg("build", folder, "--graph", graph, "--strict"), Exit.SOURCE, r"bad\.txt: .*byte")
    assert kept(graph) == before
    result = kg("build", folder, "--graph", graph)
    assert result.exit_code == 0
    assert "bad.txt" in result.stderr and "bad.txt" not in result.stdout
    assert set(store.read_manifest(graph)) == {"first", "n0", "n1", "n2"}


def test_a_folder_without_bulletins(tmp_path: Path, graph: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.docx").write_bytes(b"PK")
    before = kept(graph)
    refused(kg("build", tmp_path / "empty", "--graph", graph), Exit.SOURCE, "no bulletins")
    refused(kg("build", tmp_path / "absent", "--graph", graph), Exit.SOURCE, "no such file")
    refused(kg("build", tmp_path / "*.nothing", "--graph", graph), Exit.SOURCE, "no such file")
    assert kept(graph) == before


def test_two_files_of_the_same_stem(tmp_path: Path, graph: Path) -> None:
    for folder, number in (("a", "1200"), ("b", "1300")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.txt").write_text(GOOD.replace("1200", number), encoding="utf-8")
    before = kept(graph)
    refused(kg("build", tmp_path / "a", tmp_path / "b", "--graph", graph), Exit.SOURCE, "the same name")
    assert kept(graph) == before


def test_a_title_with_markup_stays_text_everywhere(tmp_path: Path) -> None:
    title = "甲县总工会<script>alert(1)</script>开展“送清凉”活动[bold]"
    source = tmp_path / "x.txt"
    source.write_text(GOOD.replace("甲县总工会开展送清凉活动", title), encoding="utf-8")
    assert kg("build", source, "--graph", tmp_path / "graph").exit_code == 0
    assert kg("view", tmp_path / "page.html", "--graph", tmp_path / "graph").exit_code == 0
    assert "<script>alert" not in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert kg("export", tmp_path / "tables", "--graph", tmp_path / "graph").exit_code == 0
    assert title in (tmp_path / "tables" / "items.csv").read_text(encoding="utf-8-sig")
    select = "SELECT ?t WHERE { ?i <http://purl.org/dc/terms/title> ?t FILTER(CONTAINS(?t, '<script>')) }"
    (tmp_path / "q.rq").write_text(select, encoding="utf-8")
    for shape, shown in (
        ("table", "<script>alert(1)</script>"),
        ("md", "&lt;script&gt;"),
        ("json", "[bold]"),
    ):
        result = kg("query", "--sparql", tmp_path / "q.rq", "--format", shape, "--graph", tmp_path / "graph")
        assert result.exit_code == 0 and shown in result.stdout


@pytest.mark.parametrize(
    "text", [GOOD.replace("“送清凉”", "“送清凉"), "【动态\n" + GOOD, GOOD + "【" * 500 + "“" * 500]
)
def test_unclosed_brackets_and_quotes_are_read_on(text: str, tmp_path: Path) -> None:
    source = tmp_path / "x.txt"
    source.write_text(text, encoding="utf-8")
    result = kg("build", source, "--graph", tmp_path / "graph")
    assert result.exit_code == 0, result.output
    assert next(iter(store.read_manifest(tmp_path / "graph").values())).facts["outcome"] >= 2


def test_ten_thousand_items(tmp_path: Path) -> None:
    lines = "".join(f"●8月3日，甲县第{n}小学工会慰问教职工{n + 3}人。\n" for n in range(10_000))
    (tmp_path / "x.txt").write_text(f"某市工会信息\n\n【简讯】\n{lines}", encoding="utf-8")
    result = kg("build", tmp_path / "x.txt", "--graph", tmp_path / "graph")
    assert result.exit_code == 0, result.output
    assert store.read_manifest(tmp_path / "graph")["x"].items == 10_000


def test_fifty_megabytes_are_refused_at_once(tmp_path: Path, graph: Path) -> None:
    line = "甲县总工会开展慰问活动，发放慰问金3万元。\n".encode()
    (tmp_path / "x.txt").write_bytes(line * (50_000_000 // len(line) + 1))
    before, began = kept(graph), time.perf_counter()
    refused(kg("build", tmp_path / "x.txt", "--graph", graph), Exit.SOURCE, r"x\.txt: .*50 MB.*split")
    assert time.perf_counter() - began < 5
    assert kept(graph) == before


def test_a_large_bulletin_below_the_limit_is_read_in_linear_time(tmp_path: Path) -> None:
    seconds = []
    for size in (40, 160):
        text = "".join(GOOD.replace("甲县", f"甲{n}县") + "\n" for n in range(size))
        (tmp_path / f"x{size}.txt").write_text(text, encoding="utf-8")
        began = time.perf_counter()
        assert kg("build", tmp_path / f"x{size}.txt", "--graph", tmp_path / f"g{size}").exit_code == 0
        seconds.append(time.perf_counter() - began)
    assert seconds[1] < 4 * 3 * seconds[0] + 1


# ---------------------------------------------------------------- a disk that does not let us
def _raiser(number: int) -> Any:
    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number), "somewhere")

    return fail


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("place", ["mkdir", "write", "commit"])
def test_a_disk_that_is_full_or_closed_leaves_the_graph_as_it_was(
    number: int, place: str, tmp_path: Path, graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "second.txt").write_text(GOOD, encoding="utf-8")
    before = kept(graph)
    with monkeypatch.context() as patch:
        if place == "mkdir":
            patch.setattr(Path, "mkdir", _raiser(number))
        elif place == "write":
            patch.setattr(store.os, "fsync", _raiser(number))
        elif place == "commit":
            patch.setattr(Path, "replace", _raiser(number))
        result = kg("build", tmp_path / "second.txt", "--graph", graph)
    refused(result, Exit.GRAPH, re.escape(os.strerror(number)))
    assert kept(graph) == before
    assert kg("build", tmp_path / "second.txt", "--graph", graph).exit_code == 0


@pytest.mark.parametrize("command", ["export", "dump", "view"])
def test_results_that_cannot_be_written(command: str, tmp_path: Path, graph: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder is wanted")
    target = tmp_path / "file" / ("x.nq" if command == "dump" else "x")
    refused(kg(command, target, "--graph", graph), Exit.GRAPH, "file")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission_to_write(tmp_path: Path, graph: Path) -> None:
    (tmp_path / "second.txt").write_text(GOOD, encoding="utf-8")
    before = kept(graph)
    for folder in (graph, graph / "bulletins"):
        folder.chmod(0o555)
    try:
        refused(kg("build", tmp_path / "second.txt", "--graph", graph), Exit.GRAPH, "[Pp]ermission")
    finally:
        for folder in (graph, graph / "bulletins"):
            folder.chmod(0o755)
    assert kept(graph) == before


# ---------------------------------------------------------------- Ctrl-C
def test_ctrl_c_in_the_middle(tmp_path: Path, graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        (tmp_path / f"n{n}.txt").write_text(GOOD, encoding="utf-8")
    real, calls = ingest._keep, []

    def keep(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(ingest, "_keep", keep)
    before = kept(graph)
    refused(
        kg("build", tmp_path / "n*.txt", "--graph", graph),
        Exit.INTERRUPTED,
        "Interrupted; the graph is as it was",
    )
    assert len(calls) == 2
    assert kept(graph) == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_real_interrupt_ends_the_command_with_130(jobs: int, tmp_path: Path, graph: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(60):
        (folder / f"n{n}.txt").write_text(GOOD.replace("甲县", f"甲{n}县") * 40, encoding="utf-8")
    before = kept(graph)
    command = [sys.executable, "-c", "from kg.cli import main; main()", "build", folder, "--graph", graph]
    process = subprocess.Popen(
        [*command, "--jobs", str(jobs)], stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    while process.poll() is None and len(list((graph / "bulletins").iterdir())) < 3:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED, said.decode()
    assert "as it was" in said.decode() and "Traceback" not in said.decode()
    assert kept(graph) == before


# ---------------------------------------------------------------- a base that is no base
@pytest.mark.parametrize("base", ["javascript:alert(1)", "http://x/ y>", "http://x/a"])
def test_a_wrong_base_is_a_sentence(base: str, tmp_path: Path, graph: Path) -> None:
    (tmp_path / "new.txt").write_text(GOOD, encoding="utf-8")
    before = kept(graph)
    refused(
        kg("build", tmp_path / "new.txt", "--graph", graph, "--base", base), Exit.USAGE, "no base for IRIs"
    )
    assert kept(graph) == before


# ---------------------------------------------------------------- a graph that is no graph
@pytest.mark.parametrize("command", ["query --list-nothing", "export t", "dump d.nq", "check", "view v.html"])
def test_a_missing_graph_names_the_command_that_makes_one(command: str, tmp_path: Path) -> None:
    if command.startswith("query"):
        result = kg(
            "query", "bodies-under", "--param", "organisation=甲市总工会", "--graph", tmp_path / "none"
        )
    else:
        name, *rest = command.split()
        result = kg(name, *(tmp_path / r for r in rest), "--graph", tmp_path / "none")
    refused(result, Exit.GRAPH, "there is no graph in .*kg build")


def test_a_folder_of_something_else_is_not_taken_for_a_graph(tmp_path: Path) -> None:
    (tmp_path / "first.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    refused(
        kg("build", tmp_path / "first.txt", "--graph", tmp_path / "photos"),
        Exit.GRAPH,
        "holds a.jpg: give another folder",
    )
    assert [p.name for p in (tmp_path / "photos").iterdir()] == ["a.jpg"]


def test_a_damaged_manifest_is_named(graph: Path) -> None:
    (graph / "manifest.json").write_text("{", encoding="utf-8")
    refused(kg("check", "--graph", graph), Exit.GRAPH, "manifest.json is damaged")


def test_a_graph_that_is_being_written_says_by_whom(graph: Path, tmp_path: Path) -> None:
    with store.writing(graph):
        result = kg("build", tmp_path / "first.txt", "--graph", graph)
    refused(result, Exit.GRAPH, rf"is being written by process {os.getpid()}")
