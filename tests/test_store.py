"""The store: whole or not at all, one writer, an index that cannot be stale, dumps of the same bytes."""

from __future__ import annotations

import dataclasses
import gzip
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import handmade
import pyoxigraph as ox
import pytest
import rdflib

from kg import store
from kg.lock import hold
from kg.store import StoreError, open_graph, writing

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def number(graph: store.Store, query: str) -> int:
    (row,) = graph.query(query)  # type: ignore[misc]
    return int(row[0].value)  # type: ignore[union-attr, index]


def texts(directory: Path) -> dict[str, str]:
    """What each bulletin of a graph says of itself, read from its N-Quads."""
    graph = open_graph(directory)
    return {
        stem: quad.object.value
        for stem in graph.manifest
        for quad in graph.quads(stem)
        if quad.predicate.value.endswith("ontology#text") and isinstance(quad.object, ox.Literal)
    }


def write(directory: Path, mark: str, stems: tuple[str, ...] = ("a", "b", "c")) -> None:
    """Replace bulletins by versions that carry a mark."""
    with writing(directory) as writer:
        for stem in stems:
            source = handmade.bulletin(stem, handmade.TEXT + mark)
            handmade.put(writer, source, handmade.facts(source))
        writer.commit()


# ---------------------------------------------------------------- what is kept
def test_replacing_leaves_nothing_stale(tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    write(directory, "旧")
    write(directory, "新", ("b",))
    assert {stem: text[-1] for stem, text in texts(directory).items()} == {"a": "旧", "b": "新", "c": "旧"}
    assert len(list((directory / "bulletins").iterdir())) == 3


def test_removing(tmp_path: Path) -> None:
    handmade.graph(tmp_path / "g", "a", "b")
    with writing(tmp_path / "g") as writer:
        writer.remove("a")
        writer.commit()
    assert list(open_graph(tmp_path / "g").manifest) == ["b"]
    with pytest.raises(StoreError, match="no bulletin x"), writing(tmp_path / "g") as writer:
        writer.remove("x")


def test_the_same_bulletins_give_the_same_bytes_in_any_order_and_folder(tmp_path: Path) -> None:
    def files(directory: Path) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}

    handmade.graph(tmp_path / "one", "a", "b", "c")
    handmade.graph(tmp_path / "其他" / "two", "c", "a", "b")
    assert files(tmp_path / "one") == files(tmp_path / "其他" / "two")


def test_an_error_leaves_the_graph_as_it_was(tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    write(directory, "旧")
    before = sorted(directory.rglob("*"))
    with pytest.raises(RuntimeError, match="midway"), writing(directory) as writer:
        source = handmade.bulletin("a", handmade.TEXT + "新")
        handmade.put(writer, source, handmade.facts(source))
        raise RuntimeError("midway")
    assert {text[-1] for text in texts(directory).values()} == {"旧"}
    assert sorted(directory.rglob("*")) == before


def test_a_failed_first_build_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), writing(tmp_path / "graph"):
        raise RuntimeError
    assert not (tmp_path / "graph").exists()


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(StoreError, match=r"thesis\.docx"), writing(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_missing_or_damaged_graph_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        open_graph(tmp_path)
    directory = handmade.graph(tmp_path / "g").directory
    (directory / "manifest.json").write_text('{"format": 1, "bull')
    with pytest.raises(StoreError, match="damaged"):
        open_graph(directory)


def test_two_bases_do_not_mix(tmp_path: Path) -> None:
    handmade.graph(tmp_path / "g", "a")
    source = handmade.bulletin("b")
    with pytest.raises(StoreError, match=r"example\.org"), writing(tmp_path / "g") as writer:
        handmade.put(writer, source, handmade.facts(source), base="https://example.org/kg/")
        writer.commit()
    assert list(open_graph(tmp_path / "g").manifest) == ["a"]


# ---------------------------------------------------------------- killed at any moment
def _killed_after(steps: int, work: Callable[[], None]) -> bool:
    """Run `work` in a child that kills itself before its n-th change of the disk; False if it got through."""
    child = os.fork()
    if child == 0:
        left = [steps]

        def counted(real: Callable[..., object]) -> Callable[..., object]:
            def step(*args: object, **options: object) -> object:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **options)

            return step

        for owner, name in (
            (os, "fsync"),
            (Path, "replace"),
            (Path, "unlink"),
            (Path, "mkdir"),
            (Path, "open"),
        ):
            setattr(owner, name, counted(getattr(owner, name)))
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_before_any_step_the_graph_is_the_old_or_the_new(tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    write(directory, "旧")
    seen = []
    for steps in range(100):
        killed = _killed_after(steps, lambda: write(directory, "新"))
        marks = {text[-1] for text in texts(directory).values()}
        assert len(texts(directory)) == 3
        assert len(marks) == 1, f"a mixture after {steps} steps"
        seen.append(marks.pop())
        write(directory, "旧")  # the lock is free, and the leftovers are swept
        assert len(list((directory / "bulletins").iterdir())) == 3
        if not killed:
            break
    assert not killed
    assert seen.count("旧") > 5 and seen.count("新") > 1
    assert seen == sorted(seen, key="旧新".index), "there is one moment of change"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_first_build_that_is_killed_leaves_no_graph_or_a_whole_one(tmp_path: Path) -> None:
    for steps in range(100):
        directory = tmp_path / f"graph{steps}"
        killed = _killed_after(steps, lambda: write(directory, "新"))  # noqa: B023
        if (directory / "manifest.json").exists():
            assert {text[-1] for text in texts(directory).values()} == {"新"}
        write(directory, "后")
        assert len(texts(directory)) == 3
        if not killed:
            break
    assert not killed


# ---------------------------------------------------------------- one writer
def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with (
        writing(tmp_path / "g"),
        pytest.raises(StoreError, match=f"process {os.getpid()} on .* since .*wait until"),
        writing(tmp_path / "g"),
    ):
        pass


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys, time
        from pathlib import Path
        from kg.lock import hold
        with hold(Path(sys.argv[1])):
            print("held", flush=True)
            time.sleep(60)
        """
    )
    root = str(Path(store.__file__).parents[1])
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
    with pytest.raises(RuntimeError, match=f"process {holder.pid}"), hold(tmp_path):
        pass
    holder.kill()
    holder.communicate()
    assert "process" in (tmp_path / "lock").read_text()  # stale words, no lock
    with hold(tmp_path):
        pass


def test_reading_goes_on_beside_a_writer(tmp_path: Path) -> None:
    handmade.graph(tmp_path / "g", "a")
    with writing(tmp_path / "g"):
        assert number(open_graph(tmp_path / "g"), COUNT) > 100


# ---------------------------------------------------------------- index
def test_a_triple_said_by_two_bulletins_counts_once(tmp_path: Path) -> None:
    graph = handmade.graph(tmp_path / "g", "a", "b")
    body = "?o rdfs:label '滨湖区总工会'"
    assert number(graph, f"SELECT (COUNT(*) AS ?n) WHERE {{ {body} }}") == 1
    assert number(graph, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ {body} }} }}") == 2


def test_named_graphs_are_there_when_asked_for(tmp_path: Path) -> None:
    graph = handmade.graph(tmp_path / "g", "a", "b")
    query = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH <https://w3id.org/union-kg/graph/a> { ?s ?p ?o } }"
    assert number(graph, query) == graph.manifest["a"].quads
    query = "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/union-kg/graph/a> WHERE { ?s ?p ?o }"
    assert number(graph, query) == graph.manifest["a"].quads


@pytest.mark.parametrize("word", ["'GRAPH'", "<urn:x-graph:GRAPH>", "?graph", "ex:from"])
def test_the_word_graph_alone_asks_for_nothing(word: str, tmp_path: Path) -> None:
    graph = handmade.graph(tmp_path / "g")
    graph.query(f"PREFIX ex: <urn:> SELECT * WHERE {{ ?graph ?p {word} }} # GRAPH")
    assert list(graph._indexes) == [False]


def test_names_of_concepts_can_be_asked(tmp_path: Path) -> None:
    graph = handmade.graph(tmp_path / "g")
    query = "SELECT ?l WHERE { ?f tu:role/skos:prefLabel ?l FILTER(LANG(?l) = 'zh') } ORDER BY ?l LIMIT 1"
    (row,) = graph.query(query)  # type: ignore[misc]
    assert row[0].value in ("开展", "协助", "参加")  # type: ignore[union-attr, index]


def test_the_index_on_disk_is_made_once_and_never_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "IN_MEMORY", 0)
    first = handmade.graph(tmp_path / "g", "a")
    count = number(first, COUNT)
    (made,) = (tmp_path / "g" / "index").iterdir()
    changed = made.stat().st_mtime_ns
    assert number(open_graph(tmp_path / "g"), COUNT) == count
    assert made.stat().st_mtime_ns == changed
    handmade.graph(tmp_path / "g", "b")
    second = open_graph(tmp_path / "g")
    assert number(second, COUNT) > count
    assert [path.name for path in (tmp_path / "g" / "index").iterdir()] != [made.name]
    assert len(list((tmp_path / "g" / "index").iterdir())) == 1


def test_memory_and_disk_answer_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = handmade.graph(tmp_path / "g", "a", "b")
    in_memory = number(graph, COUNT)
    monkeypatch.setattr(store, "IN_MEMORY", 0)
    assert number(open_graph(tmp_path / "g"), COUNT) == in_memory


def test_a_missing_file_names_itself(tmp_path: Path) -> None:
    graph = handmade.graph(tmp_path / "g", "a")
    (path,) = (tmp_path / "g" / "bulletins").iterdir()
    path.unlink()
    with pytest.raises(StoreError, match="is missing"):
        graph.query(COUNT)


# ---------------------------------------------------------------- dumps
@pytest.mark.parametrize("name", ["d.nq", "d.ttl", "d.trig", "d.jsonld", "d.nq.gz", "d.trig.gz"])
def test_dumps_hold_everything_and_are_the_same_bytes(name: str, tmp_path: Path) -> None:
    graph = handmade.graph(tmp_path / "g", "a", "b")
    count = graph.dump(tmp_path / name)
    first = (tmp_path / name).read_bytes()
    open_graph(tmp_path / "g").dump(tmp_path / f"again-{name}")
    assert (tmp_path / f"again-{name}").read_bytes() == first
    data = gzip.decompress(first) if name.endswith(".gz") else first
    form = {"nq": "nquads", "ttl": "turtle", "trig": "trig", "jsonld": "json-ld"}[name.split(".")[1]]
    if form == "turtle":
        assert count == len(rdflib.Graph().parse(data=data, format=form)) < graph.size
    else:
        read = rdflib.Dataset().parse(data=data.decode("utf-8"), format=form)
        assert sum(len(one) for one in read.graphs()) == count == graph.size
    assert "无锡市总工会" in data.decode("utf-8")
    assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize("name", ["d.nq.gz", "d.ttl", "d.trig", "d.jsonld"])
def test_a_dump_with_the_ontology_answers_questions_alone(name: str, tmp_path: Path) -> None:
    """Loaded into an empty store it has what a question needs: facts and the notations of the schemes."""
    graph = handmade.graph(tmp_path / "g", "a", "b")
    count = graph.dump(tmp_path / name, ontology=True)
    first = (tmp_path / name).read_bytes()
    open_graph(tmp_path / "g").dump(tmp_path / f"again-{name}", ontology=True)
    assert (tmp_path / f"again-{name}").read_bytes() == first
    data = gzip.decompress(first) if name.endswith(".gz") else first
    loaded = ox.Store()
    forms = {"nq": ox.RdfFormat.N_QUADS, "ttl": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG}
    loaded.load(data, format=forms.get(name.split(".")[1], ox.RdfFormat.JSON_LD))
    assert len(loaded) == count > graph.dump(tmp_path / f"plain-{name}")
    asked = """PREFIX tu: <https://w3id.org/union-kg/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT DISTINCT ?body { ?fact tu:role/skos:notation "ran" ; tu:organisation ?body }"""
    assert len(list(loaded.query(asked, use_default_graph_as_union=True))) == 1  # type: ignore[arg-type]


def test_n_quads_are_sorted(tmp_path: Path) -> None:
    handmade.graph(tmp_path / "g", "b", "a").dump(tmp_path / "d.nq")
    lines = (tmp_path / "d.nq").read_bytes().splitlines(keepends=True)
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("name", ["d", "d.csv", "d.gz", "d.zip"])
def test_other_endings_are_refused(name: str, tmp_path: Path) -> None:
    graph = handmade.graph(tmp_path / "g")
    with pytest.raises(StoreError, match=r"\.nq, \.ttl, \.trig or \.jsonld"):
        graph.dump(tmp_path / name)


def test_a_dump_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    graph = handmade.graph(tmp_path / "g")
    with pytest.raises(StoreError, match=r"d\.nq cannot be written"):
        graph.dump(tmp_path / "missing" / "d.nq")


def test_manifest_entries_are_plain(tmp_path: Path) -> None:
    entry = handmade.graph(tmp_path / "g").manifest["2012-03"]
    assert dataclasses.asdict(entry)["source"] == "2012-03.txt"
    assert str(tmp_path) not in (tmp_path / "g" / "manifest.json").read_text(encoding="utf-8")
