"""Building: any order and folder, replaced and skipped rightly, the same bytes in parallel, killed safely."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg import ingest, store
from kg.ingest import BuildError, build, find, passed_over, remove
from kg.store import StoreError, open_graph

TEXT = """【工作动态】
{city}总工会开展“送清凉”活动
8月{day}日，{city}总工会到建筑工地开展“送清凉”活动，慰问职工{count}人次。（{city}总工会）
"""
CITIES = ("无锡市", "常州市", "南通市", "扬州市", "泰州市")


def write(folder: Path, *, mark: int = 0, count: int = 5) -> list[Path]:
    """Bulletins of several cities; `mark` makes another version of each."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, city in enumerate(CITIES[:count], 1):
        path = folder / f"2012-{number:02}.txt"
        path.write_text(TEXT.format(city=city, day=number + 1, count=1000 + mark), encoding="utf-8")
        paths.append(path)
    return paths


def files(directory: Path) -> dict[str, bytes]:
    """What a graph keeps, byte by byte, without its index."""
    kept = [directory / "manifest.json", *(directory / "bulletins").iterdir()]
    return {path.name: path.read_bytes() for path in sorted(kept)}


def marks(directory: Path) -> set[str]:
    """Which versions of the bulletins are in a graph."""
    graph = open_graph(directory)
    return {"新" if "1001人次" in graph.lines(stem).decode("utf-8") else "旧" for stem in graph.manifest}


# ---------------------------------------------------------------- what a build does
def test_a_report_says_what_was_done(tmp_path: Path) -> None:
    write(tmp_path / "in")
    seen: list[tuple[int, int, str]] = []
    report = build([tmp_path / "in"], graph=tmp_path / "g", progress=lambda *step: seen.append(step))
    assert report.bulletins == report.total == len(report.built) == 5
    assert report.items == 5
    assert list(report.facts) == ["mention", "involvement", "outcome", "document", "post", "event", "award"]
    assert report.quads == open_graph(tmp_path / "g").size
    assert [done for done, _, _ in seen] == [1, 2, 3, 4, 5]
    assert set(report.stages) == {"segment", "extract", "write"}


def test_the_text_is_kept_as_it_was_read(tmp_path: Path) -> None:
    (path,) = write(tmp_path / "in", count=1)
    build([path], graph=tmp_path / "g")
    query = "SELECT ?text { ?b tu:text ?text }"
    (row,) = open_graph(tmp_path / "g").query(query)  # type: ignore[misc]
    assert row[0].value == path.read_text(encoding="utf-8")  # type: ignore[union-attr, index]


def test_every_fact_quotes_its_text(tmp_path: Path) -> None:
    from kg import checks

    build(write(tmp_path / "in"), graph=tmp_path / "g")
    assert [str(problem) for problem in checks.check(open_graph(tmp_path / "g"))] == []


def test_unchanged_bulletins_are_skipped(tmp_path: Path) -> None:
    paths = write(tmp_path / "in")
    build(paths, graph=tmp_path / "g")
    before = files(tmp_path / "g")
    paths[2].write_text(TEXT.format(city="盐城市", day=9, count=5), encoding="utf-8")
    report = build(paths, graph=tmp_path / "g")
    assert report.built == ("2012-03",)
    assert report.unchanged == ("2012-01", "2012-02", "2012-04", "2012-05")
    assert report.items == 5
    after = files(tmp_path / "g")
    assert len(after) == len(before)
    assert len(after.keys() - before.keys()) == 1


def test_building_again_changes_nothing(tmp_path: Path) -> None:
    paths = write(tmp_path / "in")
    build(paths, graph=tmp_path / "g")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "g").rglob("*") if path.name != "lock"}
    assert build(paths, graph=tmp_path / "g").built == ()
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "g").rglob("*") if path.name != "lock"}
    assert {p: t for p, t in before.items() if p.is_file()} == {p: t for p, t in after.items() if p.is_file()}


def test_other_code_reads_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path / "in", count=1)
    build(paths, graph=tmp_path / "g")
    monkeypatch.setattr(ingest, "version", lambda: "another")
    assert build(paths, graph=tmp_path / "g").built == ("2012-01",)


def test_the_others_stay_until_removed(tmp_path: Path) -> None:
    paths = write(tmp_path / "in")
    build(paths[:2], graph=tmp_path / "g")
    assert build(paths[2:3], graph=tmp_path / "g").total == 3
    assert remove(["2012-01"], graph=tmp_path / "g") == 2
    assert list(open_graph(tmp_path / "g").manifest) == ["2012-02", "2012-03"]
    with pytest.raises(StoreError, match="no bulletin 2012-09"):
        remove(["2012-02", "2012-09"], graph=tmp_path / "g")
    assert list(open_graph(tmp_path / "g").manifest) == ["2012-02", "2012-03"]


def test_the_same_bytes_in_any_order_folder_and_number_of_processes(tmp_path: Path) -> None:
    paths = write(tmp_path / "in")
    build(paths, graph=tmp_path / "one")
    moved = [Path(shutil.copy(path, tmp_path / path.name)) for path in reversed(paths)]
    for path in moved:
        build([path], graph=tmp_path / "别处" / "two")
    build(moved, graph=tmp_path / "three", jobs=2)
    assert files(tmp_path / "one") == files(tmp_path / "别处" / "two") == files(tmp_path / "three")


def test_a_base_of_ones_own(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", count=2)
    build(paths[:1], graph=tmp_path / "g", base="https://example.org/kg/")
    build(paths[1:], graph=tmp_path / "g")  # the graph remembers it
    assert open_graph(tmp_path / "g").base == "https://example.org/kg/"
    assert b"w3id.org/union-kg/bulletin" not in b"".join(files(tmp_path / "g").values())
    with pytest.raises(StoreError, match="another folder"):
        build(paths[:1], graph=tmp_path / "g", base="https://example.org/other/")
    with pytest.raises(ValueError, match="no base"):
        build(paths, graph=tmp_path / "g2", base="example")
    assert not (tmp_path / "g2").exists()


# ---------------------------------------------------------------- sources
def test_files_folders_and_globs(tmp_path: Path) -> None:
    paths = [path.resolve() for path in write(tmp_path / "in" / "2012")]
    (tmp_path / "in" / "notes.md").write_text("no bulletin")
    (tmp_path / "in" / ".hidden.txt").write_text("no bulletin")
    assert find([tmp_path / "in"]) == paths
    assert find([str(tmp_path / "in" / "**" / "*-0[12].txt")]) == paths[:2]
    assert find([paths[1], tmp_path / "in"]) == [paths[1], paths[0], *paths[2:]]


@pytest.mark.parametrize("source", ["missing.txt", "in/*.nothing", "in/empty"])
def test_sources_that_are_none(source: str, tmp_path: Path) -> None:
    (tmp_path / "in" / "empty").mkdir(parents=True)
    with pytest.raises(BuildError, match=source.split("/")[-1].replace("*", r"\*")):
        build([str(tmp_path / source)], graph=tmp_path / "g")
    assert not (tmp_path / "g").exists()


def test_two_files_of_one_stem(tmp_path: Path) -> None:
    (first,) = write(tmp_path / "a", count=1)
    (second,) = write(tmp_path / "b", mark=1, count=1)
    with pytest.raises(BuildError) as error:
        build([first, second], graph=tmp_path / "g")
    assert str(first.resolve()) in str(error.value) and str(second.resolve()) in str(error.value)
    shutil.copy(first, second)
    report = build([first, second], graph=tmp_path / "g")
    assert report.bulletins == 1
    assert "the same text" in report.skipped[0].reason


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_unreadable_file_does_not_stop_the_rest(jobs: int, tmp_path: Path) -> None:
    write(tmp_path / "in")
    (tmp_path / "in" / "bad.txt").write_bytes(b"\x00\x01\xff\xfe\x80" * 50)
    report = build([tmp_path / "in"], graph=tmp_path / "g", jobs=jobs)
    assert report.bulletins == 5
    ((bad,)) = report.skipped
    assert bad.source == "bad.txt" and "byte 0" in bad.reason and "bad.txt" not in bad.reason
    with pytest.raises(BuildError, match=r"bad\.txt"):
        build([tmp_path / "in"], graph=tmp_path / "g2", strict=True, jobs=jobs)
    assert not (tmp_path / "g2").exists()


def test_nothing_readable_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    with pytest.raises(BuildError, match=r"bad\.txt"):
        build([tmp_path / "bad.txt"], graph=tmp_path / "g")
    assert not (tmp_path / "g").exists()


def test_a_fault_of_ours_is_reported_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path / "in", count=2)
    real = ingest.items

    def faulty(bulletin: ingest.Bulletin) -> list[ingest.ItemFacts]:
        if bulletin.id == "2012-01":
            raise KeyError("x")
        return real(bulletin)

    monkeypatch.setattr(ingest, "items", faulty)
    report = build(paths, graph=tmp_path / "g")
    assert report.built == ("2012-02",)
    assert [one.source for one in report.skipped] == ["2012-01.txt"]
    assert "KeyError" in report.skipped[0].reason


# ---------------------------------------------------------------- killed
@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGKILL")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_build_leaves_the_old_graph_or_the_new(jobs: int, tmp_path: Path) -> None:
    """A real build in a process of its own, killed at several moments; `test_store` kills at each step."""
    build(write(tmp_path / "in"), graph=tmp_path / "g")
    write(tmp_path / "in", mark=1)
    script = (
        "import sys\nfrom pathlib import Path\nfrom kg.ingest import build\n"
        "if __name__ == '__main__':\n"
        "    show = lambda done, total, name: print(done, flush=True)\n"
        "    print(0, flush=True)\n"
        f"    build([sys.argv[1]], graph=Path(sys.argv[2]), jobs={jobs}, progress=show)\n"
    )
    (tmp_path / "run.py").write_text(script, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    for lines, wait in ((1, 0.0), (1, 0.3), (3, 0.0), (6, 0.0), (6, 0.02)):
        command = [sys.executable, str(tmp_path / "run.py"), str(tmp_path / "in"), str(tmp_path / "g")]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
        assert child.stdout is not None
        for _ in range(lines):
            child.stdout.readline()
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        found = marks(tmp_path / "g")
        assert len(found) == 1 and len(open_graph(tmp_path / "g").manifest) == 5
        if found == {"新"}:
            break
    build([tmp_path / "in"], graph=tmp_path / "g")  # nothing is locked, nothing is left lying about
    assert marks(tmp_path / "g") == {"新"}
    assert len(list((tmp_path / "g" / "bulletins").iterdir())) == 5


def test_a_second_build_is_told_of_the_first(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", count=1)
    with store.writing(tmp_path / "g"), pytest.raises(StoreError, match=f"process {os.getpid()}"):
        build(paths, graph=tmp_path / "g")


def test_files_that_are_no_text_are_told_by_ending(tmp_path: Path) -> None:
    folder = tmp_path / "简报"
    (folder / "inner").mkdir(parents=True)
    for name in ("a.docx", "inner/b.docx", "c.pdf", "d.txt", "d.json", ".hidden.pdf"):
        (folder / name).write_text("x", encoding="utf-8")
    assert passed_over([folder]) == {".docx": 2, ".pdf": 1}
    assert passed_over([folder / "d.txt"]) == {}
