"""Identity and N-Quads: readable IRIs, canonical lines, the evidence shape, and what may not be written."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import handmade
import pyoxigraph as ox
import pytest

from kg import model, rdf
from kg.identity import BASE, Identity, segment
from kg.model import Document, Fact, Mention, Organisation, Person, Place, Programme
from kg.terms import OA, ORG, TU

IDENTITY = Identity()


def lines() -> list[str]:
    source = handmade.bulletin()
    return rdf.quads(source, handmade.facts(source), IDENTITY)


def parsed() -> list[ox.Quad]:
    return list(ox.parse("".join(lines()), format=ox.RdfFormat.N_QUADS))


def objects(subject: str, predicate: str) -> set[str]:
    return {
        quad.object.value
        for quad in parsed()
        if str(quad.subject) == f"<{subject}>" and quad.predicate.value == str(predicate)
        if isinstance(quad.object, ox.NamedNode | ox.Literal)
    }


# ---------------------------------------------------------------- identity
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("苏州市总工会", "苏州市总工会"),
        ("“要约”行动·二期", "“要约”行动·二期"),
        ("中达电子（江苏）有限公司", "中达电子（江苏）有限公司"),
        ("A/B 公司", "A%2FB%20公司"),
        ("50%#?", "50%25%23%3F"),
        ("a%20b", "a%2520b"),
        ("..", "%2E%2E"),
        ("全　角", "全%E3%80%80角"),
        ("<script>", "%3Cscript%3E"),
        ("私\ue000用", "私%EE%80%80用"),
    ],
)
def test_segments_keep_chinese_and_escape_the_rest(name: str, path: str) -> None:
    assert segment(name) == path
    ox.NamedNode(BASE + path)  # a valid IRI


def test_segments_are_distinct() -> None:
    names = ["a b", "a%20b", "a/b", "a%2Fb", "A b", "ab", ".", "%2E"]
    assert len({segment(name) for name in names}) == len(names)


def test_iris_of_entities() -> None:
    assert IDENTITY.entity(Organisation("苏州市总工会", "union")) == f"{BASE}organisation/苏州市总工会"
    assert IDENTITY.entity(Programme("送清凉")) == f"{BASE}programme/送清凉"
    assert IDENTITY.entity(Document("工会法")) == f"{BASE}document/工会法"
    assert IDENTITY.entity(Person("张三", "320500")) == f"{BASE}person/320500/张三"
    assert IDENTITY.entity(Person("张三")) == f"{BASE}person/unplaced/张三"
    assert IDENTITY.entity(Place("苏州市", "320500")) == f"{BASE}place/320500"
    assert IDENTITY.entity(Place("开发区", "")) == f"{BASE}place/开发区"


def test_iris_of_places_in_the_text() -> None:
    assert IDENTITY.item("2011-14", 3) == f"{BASE}bulletin/2011-14/item/3"
    assert IDENTITY.passage("2011-14", 12, 34) == f"{BASE}bulletin/2011-14#char=12,34"
    assert IDENTITY.fact("2011-14", 3, "outcome", 8, 16).endswith("/item/3/outcome/8-16")
    assert IDENTITY.fact("2011-14", 3, "outcome", 8, 16, 2).endswith("/item/3/outcome/8-16-2")


@pytest.mark.parametrize("base", ["w3id.org/x/", "https://w3id.org/x", "https://w3id.org/x y/", ""])
def test_a_base_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="no base"):
        Identity(base)


# ---------------------------------------------------------------- lines
def test_lines_are_sorted_distinct_and_of_one_graph() -> None:
    found = lines()
    assert found == sorted(set(found))
    assert {quad.graph_name.value for quad in parsed()} == {f"{BASE}graph/2012-03"}  # type: ignore[union-attr]


def test_lines_do_not_depend_on_the_order_of_finding() -> None:
    source = handmade.bulletin()
    (read,) = handmade.facts(source)
    turned = dataclasses.replace(read, facts=read.facts[::-1], mentions=read.mentions[::-1])
    assert rdf.quads(source, [turned], IDENTITY) == lines()


def test_a_fact_found_twice_is_written_once() -> None:
    source = handmade.bulletin()
    (read,) = handmade.facts(source)
    assert rdf.quads(source, [dataclasses.replace(read, facts=read.facts * 2)], IDENTITY) == lines()


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("1.50", '"1.50"'),
        ('他说"好"\\', '"他说\\"好\\"\\\\"'),
        ("a\nb\r\tc", '"a\\nb\\r\\tc"'),
        ("\0\x0b\x85\u2028", '"\\u0000\\u000B\\u0085\\u2028"'),
        ("\U00020bb7野家", '"\U00020bb7野家"'),
    ],
)
def test_strings_survive(text: str, literal: str) -> None:
    assert rdf.string(text) == literal
    line = f"<urn:s> <urn:p> {literal} <urn:g> .\n"
    assert len(line.splitlines()) == 1
    (quad,) = ox.parse(line, format=ox.RdfFormat.N_QUADS)
    assert isinstance(quad.object, ox.Literal) and quad.object.value == text


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(rdf.EvidenceError, match="character 1"):
        rdf.string("好\ud800")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.2E+4", "12000"),
        ("71.170", "71.17"),
        ("12000.0", "12000"),
        ("0.00", "0"),
        ("100", "100"),
        ("1E-3", "0.001"),
    ],
)
def test_numbers_are_canonical(number: str, text: str) -> None:
    assert rdf.plain(Decimal(number)) == text


# ---------------------------------------------------------------- shape
def test_the_text_is_kept_once_and_verbatim() -> None:
    texts = [quad.object for quad in parsed() if quad.predicate.value == str(TU.text)]
    assert [text.value for text in texts if isinstance(text, ox.Literal)] == [handmade.TEXT]


def test_a_fact_points_at_one_passage_with_its_words() -> None:
    fact = IDENTITY.fact("2012-03", 1, "outcome", 50, 60)
    (passage,) = objects(fact, TU.evidence)
    assert passage == IDENTITY.passage("2012-03", 50, 60)
    assert objects(passage, OA.exact) == {"新签合同1.50万份"}
    assert (objects(passage, OA.start), objects(passage, OA.end)) == ({"50"}, {"60"})
    assert objects(fact, TU.value) == {"15000"}
    assert objects(fact, TU.rule) == {f"{BASE}rule/test.figure"}


def test_facts_on_one_stretch_are_numbered_by_content() -> None:
    first, second = (IDENTITY.fact("2012-03", 1, "involvement", 13, 36, n) for n in (1, 2))
    assert objects(first, TU.organisation) == {IDENTITY.organisation("滨湖区人社局")}
    assert objects(second, TU.organisation) == {IDENTITY.organisation("滨湖区总工会")}


def test_short_cuts() -> None:
    assert objects(IDENTITY.organisation("滨湖区总工会"), TU.ran) == {
        f"{BASE}programme/百分百要约行动",
        f"{BASE}programme/送清凉活动",
    }
    assert objects(IDENTITY.organisation("滨湖区人社局"), TU.partnerIn) == {f"{BASE}programme/百分百要约行动"}
    assert objects(IDENTITY.organisation("滨湖区人社局"), TU.ran) == set()
    assert objects(f"{BASE}person/320211/陈一鸣", ORG.memberOf) == {IDENTITY.organisation("滨湖区总工会")}


def test_places_are_described_with_those_above() -> None:
    assert objects(f"{BASE}place/320211", "https://schema.org/containedInPlace") == {f"{BASE}place/320200"}
    assert objects(f"{BASE}place/320000", "http://www.w3.org/2000/01/rdf-schema#label") == {"江苏省"}


def test_quads_stay_few() -> None:
    source = handmade.bulletin()
    (read,) = handmade.facts(source)
    assert len(lines()) <= 9 * len(read.mentions) + 12 * len(read.facts) + 60


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (5, 5), (120, 9999)])
def test_evidence_outside_its_item_is_refused(start: int, end: int) -> None:
    source = handmade.bulletin()
    (read,) = handmade.facts(source)
    astray = dataclasses.replace(read.facts[0], start=start, end=end)
    with pytest.raises(rdf.EvidenceError, match=r"2012-03\.txt, item 1"):
        rdf.quads(source, [dataclasses.replace(read, facts=(astray,))], IDENTITY)
    mention = Mention(1, handmade.BINHU, start, end, "test")
    with pytest.raises(rdf.EvidenceError, match=r"2012-03\.txt, item 1"):
        rdf.quads(source, [dataclasses.replace(read, mentions=(mention,))], IDENTITY)


def test_every_kind_of_fact_can_be_written() -> None:
    records = (record for record in vars(model).values() if isinstance(record, type))
    assert set(rdf.KINDS) == {one for one in records if issubclass(one, Fact) and one is not Fact}
    source = handmade.bulletin()
    (read,) = handmade.facts(source)
    assert {type(fact) for fact in read.facts} == set(rdf.KINDS)


def test_bodies_of_places_that_share_a_name_are_told_apart() -> None:
    """鼓楼区 is a district of 南京, 徐州 and 福州; 滨湖区 is one of 无锡 only."""
    nanjing = Organisation("鼓楼区总工会", "union", "320106", "南京市总工会")
    xuzhou = Organisation("鼓楼区总工会", "union", "320302", "徐州市总工会")
    assert IDENTITY.entity(nanjing) == f"{BASE}organisation/320106/鼓楼区总工会"
    assert IDENTITY.entity(xuzhou) == f"{BASE}organisation/320302/鼓楼区总工会"
    committee = Organisation("中共鼓楼区委", "party", "320106")
    assert IDENTITY.entity(committee) == f"{BASE}organisation/320106/中共鼓楼区委"
    assert IDENTITY.organisation("鼓楼区总工会") == f"{BASE}organisation/鼓楼区总工会"  # which one is open
    assert IDENTITY.organisation("滨湖区总工会", "320211") == f"{BASE}organisation/滨湖区总工会"
    assert IDENTITY.organisation("鼓楼机械厂", "320106") == f"{BASE}organisation/鼓楼机械厂"
    town = Organisation("鼓楼区湖南路街道总工会", "union", "320106", "鼓楼区总工会")
    assert IDENTITY.organisation(town.parent or "", town.place) == IDENTITY.entity(nanjing)


# ---------------------------------------------------------------- what is said beside the facts
THEME = "https://w3id.org/union-kg/vocabulary/theme/"
SUBJECT = "http://purl.org/dc/terms/subject"


def test_items_and_programmes_have_their_themes() -> None:
    assert objects(f"{BASE}bulletin/2012-03/item/1", SUBJECT) == {f"{THEME}bargaining"}
    assert objects(f"{BASE}programme/百分百要约行动", SUBJECT) == {f"{THEME}bargaining"}
    assert objects(f"{BASE}programme/送清凉活动", SUBJECT) == {f"{THEME}services"}


def test_a_name_that_tells_no_theme_has_that_of_its_items() -> None:
    source = handmade.bulletin()
    (read,) = handmade.facts(source)
    named = Mention(1, Programme("三个一"), 3, 9, "test.mention")
    report = dataclasses.replace(read.item, form="report")

    def themes(item: model.Item) -> list[str]:
        found = rdf.quads(source, [dataclasses.replace(read, item=item, mentions=(named,))], IDENTITY)
        return [line for line in found if "programme/三个一>" in line and SUBJECT in line]

    assert len(themes(read.item)) == 1 and f"{THEME}bargaining" in themes(read.item)[0]
    assert themes(report) == []  # a part of a report holds too much


def test_a_period_has_its_days_once() -> None:
    time = "http://www.w3.org/2006/time#"
    assert objects(f"{BASE}period/2012", f"{time}hasBeginning") == {f"{BASE}day/2012-01-01"}
    assert objects(f"{BASE}day/2012-12-31", f"{time}inXSDDate") == {"2012-12-31"}
    assert objects(f"{BASE}period/2012", "http://www.w3.org/2004/02/skos/core#notation") == {"2012"}


def test_the_graph_says_where_it_comes_from() -> None:
    prov = "http://www.w3.org/ns/prov#"
    assert objects(f"{BASE}graph/2012-03", f"{prov}wasDerivedFrom") == {f"{BASE}bulletin/2012-03"}
    (reading,) = objects(f"{BASE}graph/2012-03", f"{prov}wasGeneratedBy")
    assert objects(reading, f"{prov}used") == {f"{BASE}bulletin/2012-03"}
    assert objects(reading, f"{prov}wasAssociatedWith") == {f"{BASE}software/kg"}


def test_a_department_is_a_unit_and_a_district_union_is_none() -> None:
    source = handmade.bulletin()
    (read,) = handmade.facts(source)
    mention = Mention(1, handmade.OFFICE, 0, 3, "test.mention")
    unit = "<http://www.w3.org/ns/org#OrganizationalUnit>"
    found = rdf.quads(source, [dataclasses.replace(read, mentions=(mention, *read.mentions))], IDENTITY)
    assert [line.split()[0] for line in found if unit in line] == [f"<{BASE}organisation/无锡市总工会办公室>"]


def test_a_body_that_is_gone_leads_to_its_successor() -> None:
    source = handmade.bulletin()
    (read,) = handmade.facts(source)
    gone = Organisation("平江区总工会", "union", "320503", "苏州市总工会")
    found = rdf.quads(
        source, [dataclasses.replace(read, mentions=(Mention(1, gone, 0, 3, "test.mention"),))], IDENTITY
    )
    change = f"<{BASE}change/平江区总工会/姑苏区总工会>"
    said = {
        line.split()[1].rpartition("#")[2].strip(">"): line.split()[2] for line in found if change in line
    }
    assert said["originalOrganization"] == f"<{BASE}organisation/平江区总工会>"
    assert said["resultingOrganization"] == f"<{BASE}organisation/姑苏区总工会>"
    assert any(change in line and '"2012"' in line for line in found)
