"""The exported tables: the promised columns, verbatim cells, keys that hold, the same bytes."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import handmade
import pytest

from kg import store, tables
from kg.store import Store, StoreError

SHARED = Path(__file__).parents[2] / "shared" / "gold" / "TABLES.md"


@pytest.fixture(scope="module")
def folder(graph: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("tables")
    tables.export(graph, target)
    return target


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


@pytest.mark.skipif(not SHARED.is_file(), reason="needs ../shared")
def test_the_promised_columns_are_there(folder: Path) -> None:
    promised = 0
    for line in SHARED.read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith(("| table", "|---")):
            table, _, columns = (cell.strip() for cell in line.strip("|").split("|"))
            names = re.sub(r"\([^)]*\)", "", columns).replace(" ", "").split(",")
            assert set(names) <= {column.name for column in tables.TABLES[table]}, table
            promised += 1
    assert promised == len(tables.TABLES) == 11


def test_cells_are_those_of_the_text(folder: Path) -> None:
    for table in ("involvements", "outcomes", "posts", "events", "awards"):
        found = rows(folder, table)
        assert found
        for row in found:
            assert handmade.TEXT[int(row["start"]) : int(row["end"])] == row["quote"]
    for row in rows(folder, "mentions"):
        assert handmade.TEXT[int(row["start"]) : int(row["end"])] == row["text"]


def test_rows(folder: Path) -> None:
    (one, _) = (row for row in rows(folder, "outcomes") if row["status"] == "result")
    assert {
        name: one[name]
        for name in ("indicator", "value", "value_max", "unit", "comparator", "organisation_name", "period")
    } == {
        "indicator": "新签合同",
        "value": "15000",
        "value_max": "",
        "unit": "份",
        "comparator": "=",
        "organisation_name": "滨湖区总工会",
        "period": "2012",
    }
    assert {(r["organisation_name"], r["role"]) for r in rows(folder, "involvements")} == {
        ("滨湖区总工会", "ran"),
        ("滨湖区人社局", "partner"),
        ("无锡市星湖纺织有限公司", "participant"),
    }
    (bulletin, _) = rows(folder, "bulletins")
    assert (bulletin["bulletin"], bulletin["issuer_name"], bulletin["date"]) == (
        "2012-03",
        "无锡市总工会",
        "2012-08",
    )
    (item, _) = rows(folder, "items")
    assert (item["title"], item["contributors_name"], item["section"]) == (
        "滨湖区“要约”行动有成效",
        "滨湖区总工会",
        "工作动态",
    )
    bodies = {row["organisation_name"]: row for row in rows(folder, "organisations")}
    assert bodies["滨湖区总工会"]["parent_name"] == "无锡市总工会"
    assert bodies["滨湖区人社局"]["aliases"] == "区人社局"
    assert bodies["滨湖区人社局"]["place_name"] == "滨湖区"
    offer = next(row for row in rows(folder, "programmes") if row["programme_name"] == "百分百要约行动")
    assert offer["aliases"] == "“百分百要约”行动|“要约”行动"
    assert offer["broader_name"] == "两个普遍"


def test_csv_is_what_excel_wants(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n")


def test_awkward_text_stays_verbatim(tmp_path: Path) -> None:
    """A quote, a comma, a line break and a leading = are the text's own."""
    text = '=1+1,"好"\n@滨湖区总工会开展送清凉\n'
    source = handmade.bulletin("a", text)
    (read,) = handmade.facts(handmade.bulletin())
    fact = handmade.Involvement(1, 0, 12, "test", handmade.BINHU, handmade.COOL, "ran")
    with store.writing(tmp_path / "g") as writer:
        item = source.items[0]
        handmade.put(writer, source, [handmade.ItemFacts(item, read.context, (), (), (fact,))])
        writer.commit()
    tables.export(store.open_graph(tmp_path / "g"), tmp_path / "t")
    (row,) = rows(tmp_path / "t", "involvements")
    assert row["quote"] == text[:12]
    assert rows(tmp_path / "t", "items")[0]["title"] == '=1+1,"好"'


def test_the_package_describes_the_files(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["name"]: resource for resource in package["resources"]}
    assert {path.stem for path in folder.glob("*.csv")} == set(described)
    for table, resource in described.items():
        found = rows(folder, table)
        fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        assert list(fields) == list(found[0])
        assert resource["rowcount"] == len(found)
        assert resource["bytes"] == (folder / resource["path"]).stat().st_size
        keys = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in found]
        assert len(set(keys)) == len(keys) and all(all(key) for key in keys), table
        for row in found:
            for name, type_ in fields.items():
                if row[name] and type_ in ("integer", "number"):
                    float(row[name])
        for key in resource["schema"].get("foreignKeys", ()):
            other = rows(folder, key["reference"]["resource"])
            assert {row[key["fields"]] for row in found} <= {row[key["reference"]["fields"]] for row in other}


def test_one_row_per_pair_and_item_with_the_strongest_role(tmp_path: Path) -> None:
    source = handmade.bulletin("a")
    (read,) = handmade.facts(source)
    facts = tuple(
        handmade.Involvement(1, start, start + 3, "test", handmade.BINHU, handmade.COOL, role)
        for start, role in ((0, "participant"), (20, "ran"), (40, "partner"))
    )
    with store.writing(tmp_path / "g") as writer:
        handmade.put(writer, source, [handmade.ItemFacts(read.item, read.context, (), (), facts)])
        writer.commit()
    graph = store.open_graph(tmp_path / "g")
    (row,) = tables.involvements(graph)
    assert (row["role"], row["start"], row["kind"], row["bulletin"]) == ("ran", "20", "union", "a")


def test_an_issue_outweighs_a_citation(tmp_path: Path) -> None:
    source = handmade.bulletin("a")
    (read,) = handmade.facts(source)
    facts = (
        handmade.Issuance(1, 0, 3, "test", handmade.RULES, "cited"),
        handmade.Issuance(1, 5, 9, "test", handmade.RULES, "issued", (handmade.BINHU, handmade.BUREAU)),
    )
    with store.writing(tmp_path / "g") as writer:
        handmade.put(writer, source, [handmade.ItemFacts(read.item, read.context, (), (), facts)])
        writer.commit()
    tables.export(store.open_graph(tmp_path / "g"), tmp_path / "t")
    (row,) = rows(tmp_path / "t", "documents")
    assert (row["act"], row["issuers_name"]) == ("issued", "滨湖区人社局|滨湖区总工会")


def test_the_same_graph_gives_the_same_bytes(graph: Store, folder: Path, tmp_path: Path) -> None:
    other = handmade.graph(tmp_path / "elsewhere", "2012-04", "2012-03")
    tables.export(other, tmp_path / "again")
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in (tmp_path / "again").iterdir())
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_a_folder_that_cannot_be_written_is_a_sentence(graph: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="tables cannot be written"):
        tables.export(graph, tmp_path / "file")
