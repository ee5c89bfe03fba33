"""What became of bodies, and the days of a period."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import handmade
import pytest

from kg import model, store, succession, timespan
from kg.model import Involvement, Organisation


@pytest.mark.parametrize(
    ("name", "kind", "place", "after", "year"),
    [
        ("平江区总工会", "union", "320503", "姑苏区总工会", "2012"),
        ("吴江市总工会", "union", "320584", "吴江区总工会", "2012"),
        ("港闸区总工会", "union", "320611", "崇川区总工会", "2020"),
        ("绍兴市劳动保障局", "government", "330600", "绍兴市人社局", "2008"),
        ("某县安全生产监督管理局", "government", None, "某县应急管理局", "2018"),
    ],
)
def test_successors(name: str, kind: model.Kind, place: str | None, after: str, year: str) -> None:
    found = succession.successor(Organisation(name, kind, place))
    assert found is not None
    assert (found.body.name, found.year) == (after, year)


@pytest.mark.parametrize(
    ("name", "kind", "place"),
    [
        ("姑苏区总工会", "union", "320508"),  # stands
        ("平江区总工会办公室", "union", "320503"),  # of a department nothing is known
        ("平江区平江路街道总工会", "union", "320503"),  # lies there, is not the district's
        ("平江区教育局", "government", "320503"),
        ("劳动局", "government", None),  # whose?
        ("人力资源和社会保障局", "government", None),
        ("平江劳动局职工之家有限公司", "enterprise", "320503"),
    ],
)
def test_what_has_no_successor(name: str, kind: model.Kind, place: str | None) -> None:
    assert succession.successor(Organisation(name, kind, place)) is None


def test_a_question_includes_predecessors_when_asked(tmp_path: Path) -> None:
    """What 平江区总工会 ran is found from 姑苏区总工会, by the path that the README shows."""
    source = handmade.bulletin("2011-03")
    (read,) = handmade.facts(source)
    old = Organisation("平江区总工会", "union", "320503", "苏州市总工会")
    facts = tuple(
        dataclasses.replace(fact, organisation=old) if isinstance(fact, Involvement) else fact
        for fact in read.facts
    )
    with store.writing(tmp_path / "g") as writer:
        handmade.put(writer, source, [dataclasses.replace(read, facts=facts)])
        writer.commit()
    graph = store.open_graph(tmp_path / "g")
    asked = """SELECT ?name WHERE { ?body rdfs:label "姑苏区总工会" . ?body PATH ?one .
        ?one tu:ran/rdfs:label ?name } ORDER BY ?name"""
    path = "(^org:resultingOrganization/org:originalOrganization)*"
    assert [row["name"].value for row in graph.query(asked.replace("PATH", path))] == [  # type: ignore[union-attr]
        "百分百要约行动",
        "送清凉活动",
    ]
    assert list(graph.query(asked.replace("?body PATH ?one", "FILTER(?body = ?one)"))) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2011", ("2011-01-01", "2011-12-31")),
        ("2012-02", ("2012-02-01", "2012-02-29")),
        ("2011-08-20", ("2011-08-20", "2011-08-20")),
        ("2011-H1", ("2011-01-01", "2011-06-30")),
        ("2011-Q4", ("2011-10-01", "2011-12-31")),
        ("2010/2012", ("2010-01-01", "2012-12-31")),
        ("2011-01/2011-07", ("2011-01-01", "2011-07-31")),
        ("2011-13", None),
        ("2011-02-30", None),
        ("0000", None),
        ("去年", None),
    ],
)
def test_days_of_a_period(period: str, days: tuple[str, str] | None) -> None:
    assert timespan.days(period) == days
