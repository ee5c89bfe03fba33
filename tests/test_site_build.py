"""`kg site`: written whole or not at all, the same bytes each time, and what the command says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from handmade import bulletin, put
from handmade import graph as handmade
from sites import Site, digest
from typer.testing import CliRunner

from kg import lock, store
from kg.cli import app
from kg.site import build as building
from kg.site.build import SiteError, build


# ---------------------------------------------------------------- written whole
def test_the_same_graph_gives_the_same_bytes(site: Site, tmp_path: Path) -> None:
    again = store.open_graph(site.graph.directory)
    build(again, tmp_path / "again")
    assert digest(tmp_path / "again") == digest(site.folder)


def test_an_interrupted_build_keeps_the_site_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, folder = handmade(tmp_path / "g"), tmp_path / "site"
    build(graph, folder)
    before = digest(folder)

    def broken(*_: object) -> Iterator[tuple[str, str]]:
        yield "index.html", "half"
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "_pages", broken)
    with pytest.raises(KeyboardInterrupt):
        build(graph, folder)
    assert digest(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["g", "site"]


def test_a_disk_that_is_full_is_told_and_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, folder = handmade(tmp_path / "g"), tmp_path / "site"
    build(graph, folder)
    before = digest(folder)

    def full(*_: object) -> Iterator[tuple[str, str]]:
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(building, "_pages", full)
    with pytest.raises(SiteError, match=r"No space left on device.*as it was before"):
        build(graph, folder)
    assert digest(folder) == before


def test_a_build_killed_between_the_two_moves_is_mended_by_the_next_even_if_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, folder = handmade(tmp_path / "g"), tmp_path / "site"
    build(graph, folder)
    before = digest(folder)
    making = tmp_path / ".site.making"
    making.mkdir()
    folder.rename(making / "old")

    def broken(*_: object) -> Iterator[tuple[str, str]]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(building, "_pages", broken)
        with pytest.raises(KeyboardInterrupt):
            build(graph, folder)
    assert digest(folder) == before
    build(graph, folder)
    assert digest(folder) == before
    assert not making.exists()


def test_where_the_new_site_cannot_be_moved_in_the_old_one_is_moved_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, folder = handmade(tmp_path / "g"), tmp_path / "site"
    build(graph, folder)
    before = digest(folder)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "site" and path.parent.name == ".site.making":
            raise PermissionError(13, "Permission denied", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(SiteError, match="Permission denied"):
        build(graph, folder)
    assert digest(folder) == before


def test_a_folder_with_anything_else_is_refused(tmp_path: Path) -> None:
    graph = handmade(tmp_path / "g")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("x")
    with pytest.raises(SiteError, match=r"holds thesis\.doc and is no site"):
        build(graph, tmp_path / "mine")
    (tmp_path / "file").write_text("x")
    with pytest.raises(SiteError, match="is a file"):
        build(graph, tmp_path / "file")
    build(graph, tmp_path / "site")
    (tmp_path / "site" / "notes.txt").write_text("x")
    with pytest.raises(SiteError, match=r"holds notes.txt beside the site"):
        build(graph, tmp_path / "site")
    assert (tmp_path / "mine" / "thesis.doc").read_text() == (tmp_path / "site" / "notes.txt").read_text()
    (tmp_path / "empty").mkdir()
    build(graph, tmp_path / "empty")
    (tmp_path / "empty" / "downloads" / "notes.txt").write_text("x")
    with pytest.raises(SiteError, match=r"downloads holds 1 more files than"):
        build(graph, tmp_path / "empty")
    (tmp_path / "empty" / "downloads" / "notes.txt").rename(tmp_path / "notes.txt")
    (tmp_path / "empty" / "downloads" / "items.csv").unlink()
    build(graph, tmp_path / "empty")


def test_two_builds_of_one_site_do_not_meet(tmp_path: Path) -> None:
    graph = handmade(tmp_path / "g")
    making = tmp_path / ".site.making"
    making.mkdir()
    with lock.hold(making), pytest.raises(SiteError, match="being written by process"):
        build(graph, tmp_path / "site")


# ---------------------------------------------------------------- the command
def test_the_command_writes_one_language_or_both(tmp_path: Path) -> None:
    handmade(tmp_path / "g")
    run = CliRunner().invoke
    for language, there, absent in (("zh", "about.html", "en"), ("en", "en/about.html", "about.html")):
        out = tmp_path / language
        done = run(app, ["site", str(out), "--graph", str(tmp_path / "g"), "--language", language])
        assert done.exit_code == 0, done.output
        assert (out / there).is_file() and not (out / absent).exists()
        assert (out / "index.html").is_file()
        shown = (out / there).read_text(encoding="utf-8")
        assert "hreflang" not in shown
    assert "en/index.html" in (tmp_path / "en" / "index.html").read_text(encoding="utf-8")


def test_the_command_tells_in_a_sentence_what_is_wrong(tmp_path: Path) -> None:
    run = CliRunner().invoke
    missing = run(app, ["site", str(tmp_path / "s"), "--graph", str(tmp_path / "none")])
    assert missing.exit_code == 4 and "kg build" in missing.stderr
    handmade(tmp_path / "g")
    refused = run(app, ["site", str(tmp_path), "--graph", str(tmp_path / "g")])
    assert refused.exit_code == 4 and "give an empty or a new folder" in refused.stderr


def test_a_graph_without_facts_or_bulletins_has_a_site_too(tmp_path: Path) -> None:
    with store.writing(tmp_path / "bare") as writer:
        put(writer, bulletin(), [])
        writer.commit()
    with store.writing(tmp_path / "empty") as writer:
        writer.commit()
    for name, bulletins in (("bare", 1), ("empty", 0)):
        report = build(store.open_graph(tmp_path / name), tmp_path / f"{name}-site")
        assert (report.entities, report.bulletins) == (0, bulletins)
        shown = (tmp_path / f"{name}-site" / "programmes" / "index.html").read_text(encoding="utf-8")
        assert "没有读出这一类" in shown
