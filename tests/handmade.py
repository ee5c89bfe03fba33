"""A bulletin written for the tests and the facts a careful reader would sign, made by hand.

`bulletin(...)` and `facts(...)` need no extractor, so the tests of graph, tables and questions fail
for faults of graph, tables and questions only.
"""

from __future__ import annotations

import hashlib
from array import array
from decimal import Decimal
from pathlib import Path

from kg import store
from kg.identity import BASE, Identity
from kg.model import (
    Award,
    Bulletin,
    Context,
    Document,
    Event,
    Involvement,
    Issuance,
    Item,
    ItemFacts,
    Mention,
    Organisation,
    Outcome,
    Person,
    Place,
    Post,
    Programme,
)
from kg.rdf import KINDS, quads

WUXI = Organisation("无锡市总工会", "union", "320200", "江苏省总工会")
BINHU = Organisation("滨湖区总工会", "union", "320211", "无锡市总工会")
OFFICE = Organisation("无锡市总工会办公室", "union", "320200", "无锡市总工会")
BUREAU = Organisation("滨湖区人社局", "government", "320211")
FIRM = Organisation("无锡市星湖纺织有限公司", "enterprise", "320200")
OFFER = Programme("百分百要约行动")
COOL = Programme("送清凉活动")
RULES = Document("工资集体协商办法")
CHEN = Person("陈一鸣", "320211")

TEXT = (
    "滨湖区“要约”行动有成效\n"
    "滨湖区总工会会同区人社局开展“百分百要约”行动，印发《工资集体协商办法》，新签合同1.50万份，力争覆盖率达85%以上。\n"
    "8月11日，区总工会主席陈一鸣到星湖纺织送清凉，该公司获“模范职工之家”称号。（区总工会）\n"
)


def bulletin(stem: str = "2012-03", text: str = TEXT) -> Bulletin:
    """One item over the whole text."""
    head, _, _ = text.partition("\n")
    item = Item(
        bulletin=stem,
        position=1,
        section="工作动态",
        title=head,
        start=0,
        end=len(text.rstrip("\n")),
        text=text.rstrip("\n"),
        offsets=array("L", range(len(text))),
        body_start=len(head) + 1,
    )
    return Bulletin(
        id=stem,
        source=f"{stem}.txt",
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        encoding="utf-8",
        text=text,
        title="无锡工会信息",
        issuer=None,
        date="2012-08",
        items=(item,),
    )


def facts(source: Bulletin) -> list[ItemFacts]:
    """What the text says."""
    text, item = source.text, source.items[0]

    def at(surface: str) -> tuple[int, int]:
        start = text.index(surface)
        return start, start + len(surface)

    def mention(surface: str, entity: object, reason: str = "") -> Mention:
        return Mention(1, entity, *at(surface), "test.mention", reason)  # type: ignore[arg-type]

    ran = at("滨湖区总工会会同区人社局开展“百分百要约”行动")
    return [
        ItemFacts(
            item=item,
            context=Context(WUXI, "320200", BINHU, "320211", 2012),
            contributors=(BINHU,),
            mentions=(
                mention("“要约”行动", OFFER),
                mention("滨湖区总工会", BINHU),
                mention("区人社局", BUREAU, "区人社局 → 滨湖区人社局: 区"),
                mention("“百分百要约”行动", OFFER),
                mention("工资集体协商办法", RULES),
                mention("星湖纺织", FIRM),
                mention("陈一鸣", CHEN),
                mention("滨湖区", Place("滨湖区", "320211")),
            ),
            facts=(
                Involvement(1, *ran, "test.ran", BINHU, OFFER, "ran"),
                Involvement(1, *ran, "test.ran", BUREAU, OFFER, "partner"),
                Involvement(1, *at("到星湖纺织送清凉"), "test.ran", BINHU, COOL, "ran"),
                Involvement(1, *at("到星湖纺织送清凉"), "test.at", FIRM, COOL, "participant"),
                Outcome(
                    1,
                    *at("新签合同1.50万份"),
                    "test.figure",
                    indicator="新签合同",
                    value=Decimal("1.50") * 10000,
                    unit="份",
                    comparator="=",
                    status="result",
                    organisation=BINHU,
                    programme=OFFER,
                    period="2012",
                ),
                Outcome(
                    1,
                    *at("覆盖率达85%以上"),
                    "test.figure",
                    indicator="覆盖率",
                    value=Decimal(85),
                    unit="%",
                    comparator=">=",
                    status="target",
                    organisation=BINHU,
                    programme=OFFER,
                ),
                Issuance(1, *at("印发《工资集体协商办法》"), "test.issue", RULES, "issued", (BINHU,)),
                Post(1, *at("区总工会主席陈一鸣"), "test.post", CHEN, "主席", BINHU),
                Event(1, *at("8月11日"), "test.event", "visit", "--08-11", (BINHU,)),
                Award(1, *at("该公司获“模范职工之家”称号"), "test.award", FIRM, "模范职工之家", None, "2012"),
            ),
        )
    ]


def put(writer: store.Writer, source: Bulletin, found: list[ItemFacts], *, base: str = BASE) -> None:
    """Keep a bulletin the way `kg.ingest` does."""
    name, digest, count = store.write_quads(writer.directory, source.id, quads(source, found, Identity(base)))
    writer.put(
        store.Entry(
            stem=source.id,
            source=source.source,
            sha256=source.sha256,
            file=name,
            quads=count,
            quads_sha256=digest,
            version="test",
            base=base,
            items=len(found),
            facts={kind: 0 for kind in KINDS.values()},
        )
    )


def graph(directory: Path, *stems: str) -> store.Store:
    """A graph of hand-made bulletins."""
    with store.writing(directory) as writer:
        for stem in stems or ("2012-03",):
            source = bulletin(stem)
            put(writer, source, facts(source))
        writer.commit()
    return store.open_graph(directory)
