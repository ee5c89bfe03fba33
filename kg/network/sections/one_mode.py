"""Rows of tables in, the sections on bodies among themselves, and programmes among themselves, out."""

from __future__ import annotations

from kg.network import projection
from kg.network.backbone import LEVEL, backbone
from kg.network.cooperation import cooperation
from kg.network.measures import measure
from kg.network.section import Column, Said, Section, measured, written
from kg.network.sections.common import BODY, NODES, PROGRAMME, Rows, empty, heaviest, overview
from kg.network.two_mode import NetworkError, network, ties


def shared(rows: Rows, *, mode: str, seed: int) -> Section:
    """Bodies joined by programmes they share, or programmes by bodies."""
    body = mode == "organisation"
    section = Section(
        "bodies" if body else "programmes",
        Said("共同活动网络", "Bodies that share programmes")
        if body
        else Said("共同组织网络", "Programmes that share bodies"),
        Said(
            "两个组织参与同一活动就相连；一个活动有 n 个组织时，权重加 1/(n-1)（Newman 2001）。"
            if body
            else "两个活动由同一组织参与就相连；一个组织有 n 个活动时，权重加 1/(n-1)（Newman 2001）。",
            "Two bodies are joined where both take part in a programme; one of n bodies adds 1/(n-1) to the "
            "weight (Newman 2001)."
            if body
            else "Two programmes are joined where one body takes part in both; a body with n programmes adds "
            "1/(n-1) to the weight (Newman 2001).",
        ),
    )
    whole = network(ties(rows))
    if empty(section, whole):
        return section
    try:
        graph = projection.shared(whole, mode=mode)
    except NetworkError as error:
        widest = projection.widest(whole, mode=mode)
        section.notes += [
            Said(error.zh, error.en),
            Said(
                f"已略去连着超过 {widest} 个节点的中心。", f"What joins more than {widest} nodes is left out."
            ),
        ]
        graph = projection.shared(whole, mode=mode, widest=widest)
    section.graph = graph
    if empty(section, graph):
        return section
    result = measure(graph, seed=seed)
    section.nodes = result.rows
    section.notes += [Said(*note) for note in result.notes]
    section.figures.append((NODES, written(len(graph))))
    section.uses("shared")
    overview(section, graph, result)
    spine = backbone(graph)
    section.figures.append(
        (
            Said(f"骨干联系（α<{LEVEL}）", f"ties of the backbone (α<{LEVEL})"),
            written(spine.number_of_edges()),
        )
    )
    section.uses("backbone")
    section.add(
        Said("联系最多的节点", "Nodes with the most ties"),
        [BODY if body else PROGRAMME, *measured(*result.columns)],
        result.rows,
    )
    pairs = [
        {
            "one": graph.nodes[one]["label"],
            "other": graph.nodes[other]["label"],
            "through": projection.names_between(whole, one, other),
            "backbone": "✓" if spine.has_edge(one, other) else "",
            **values,
        }
        for one, other, values in heaviest(graph)
    ]
    columns = [
        Column("one", Said("甲", "one")),
        Column("other", Said("乙", "other")),
        Column("weight", Said("权重", "weight"), "shared"),
        Column("shared", Said("共同数", "shared")),
        Column("through", Said("共同的活动", "programmes") if body else Said("共同的组织", "bodies")),
        Column("backbone", Said("骨干", "backbone"), "backbone"),
    ]
    section.add(Said("最紧密的联系", "The closest ties"), columns, pairs)
    return section


def together(rows: Rows, *, seed: int) -> Section:
    """Who ran programmes or issued documents together."""
    section = Section(
        "cooperation",
        Said("合作", "Co-operation"),
        Said(
            "同一条信息里一起开展或协助同一活动、或共同发文的组织相连；权重是共同的活动与文件数。",
            "Bodies are joined that one item has run or support a programme, or that issued a document "
            "together; the weight is the number of programmes and documents.",
        ),
        graph=(graph := cooperation(rows)),
    )
    if empty(section, graph):
        return section
    result = measure(graph, seed=seed)
    section.nodes = result.rows
    section.notes += [Said(*note) for note in result.notes]
    section.figures.append((Said("组织", "bodies"), written(len(graph))))
    overview(section, graph, result)
    pairs = [
        {
            "one": graph.nodes[one]["label"],
            "other": graph.nodes[other]["label"],
            "what": [*values["programmes"], *(f"《{name}》" for name in values["documents"])],
            "quote": values["evidence"][0]["quote"],
            **{key: values[key] for key in ("weight", "newman", "close", "first", "last")},
        }
        for one, other, values in heaviest(graph)
    ]
    columns = [
        Column("one", Said("甲", "one")),
        Column("other", Said("乙", "other")),
        Column("weight", Said("活动与文件", "programmes and documents"), "cooperation"),
        Column("newman", Said("权重 1/(n-1)", "weight 1/(n-1)")),
        Column("close", Said("同一句写到", "in one passage")),
        Column("first", Said("最早", "first")),
        Column("last", Said("最晚", "last")),
        Column("what", Said("合作的活动、文件", "what")),
        Column("quote", Said("原文（第一处）", "quote (the first)")),
    ]
    section.add(Said("合作最多的组织", "Bodies that work together most"), columns, pairs)
    section.add(
        Said("合作最广的组织", "Bodies that work with the most others"),
        [BODY, *measured(*result.columns)],
        result.rows,
    )
    return section
