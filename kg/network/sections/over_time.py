"""Rows of tables in, the sections on the spread of programmes and on change between periods out."""

from __future__ import annotations

from dataclasses import asdict

from kg.network import change
from kg.network.diffusion import diffusion, spread
from kg.network.section import SHOWN, Bars, Chart, Column, Dots, Said, Section, written
from kg.network.sections.common import TIES, Rows, empty, share
from kg.network.two_mode import ties
from kg.timespan import days


def spreading(rows: Rows) -> Section:
    """Where and when each programme is reported."""
    graph = diffusion(rows)
    found = spread(graph)
    section = Section(
        "diffusion",
        Said("扩散", "Diffusion"),
        Said(
            "每个活动由哪些地方的组织开展或协助，先后何时见于简报。",
            "In which places bodies run or support each programme, and when that is reported.",
        ),
        graph=graph,
        rows=[asdict(one) for one in found],
    )
    if empty(section, graph):
        return section
    section.figures += [
        (Said("活动", "programmes"), written(len(found))),
        (
            Said("见于两地以上的活动", "programmes in two places and more"),
            written(sum(one.places > 1 for one in found)),
        ),
        (
            Said("组织所在地不明的联系", "ties of bodies without a known place"),
            written(graph.graph["unplaced"]),
        ),
    ]
    section.uses("diffusion")
    columns = [
        Column("name", Said("活动", "programme")),
        Column("places", Said("地方", "places")),
        Column("dated_places", Said("其中有日期", "dated")),
        Column("bodies", Said("组织", "bodies")),
        Column("first", Said("最早", "first")),
        Column("last", Said("最晚", "last")),
        Column("first_places", Said("最早的地方", "first places")),
        Column("days", Said("天数", "days"), "diffusion"),
    ]
    section.add(Said("见于地方最多的活动", "Programmes in the most places"), columns, section.rows)
    wide = [one for one in found if one.dated_places > 1][:SHOWN]
    if wide:
        points = tuple(
            tuple(
                sorted(
                    (*span, graph.nodes[place]["label"])
                    for _, place, when in graph.edges(one.programme, data="first")
                    if (span := days(when))
                )
            )
            for one in wide
        )
        title = Said("活动在各地首次见报", "When programmes are first reported in each place")
        axis = Said("首次见报", "first reported")
        section.charts.append(Chart("diffusion", title, Dots(tuple(one.name for one in wide), points, axis)))
    return section


def changing(rows: Rows, *, length: str) -> Section:
    """What is new, kept and gone from period to period."""
    found = change.change(ties(rows), length=length)
    section = Section(
        "change",
        Said("时期变化", "Change between periods"),
        Said(
            "每个时期与前一个有联系的时期相比，多少联系保留、新增、消失。",
            "How many ties are kept, new and gone beside the period with ties before.",
        ),
        rows=[asdict(one) for one in found.periods],
    )
    section.figures.append(
        (Said("不能归入时期的联系", "ties that belong to no period"), share(found.unplaced, found.rows))
    )
    if len(found.periods) < 2:
        section.left_out = True
        section.notes.append(
            Said(
                "有日期的时期不到两个，无从比较。",
                "Fewer than two periods have dated ties: nothing to compare.",
            )
        )
        return section
    section.uses("change")
    columns = [
        Column("name", Said("时期", "period")),
        Column("bulletins", Said("简报", "bulletins")),
        Column("items", Said("条目", "items")),
        Column("bodies", Said("组织", "bodies")),
        Column("programmes", Said("活动", "programmes")),
        Column("ties", TIES),
        Column("kept", Said("保留", "kept")),
        Column("new", Said("新增", "new")),
        Column("gone", Said("消失", "gone")),
        Column("jaccard", Said("Jaccard", "Jaccard"), "change"),
        Column("bodies_kept", Said("保留的组织", "bodies kept")),
        Column("programmes_kept", Said("保留的活动", "programmes kept")),
        Column("rank", Said("秩相关", "rank correlation")),
    ]
    section.add(Said("各时期", "Periods"), columns, section.rows)
    first, *later = found.periods
    series = (
        (Said("首期", "first period"), (float(first.ties), *(0.0 for _ in later))),
        (Said("前一时期没有", "not in the period before"), (0.0, *(float(one.new) for one in later))),
        (Said("前一时期也有", "in the period before too"), (0.0, *(float(one.kept) for one in later))),
    )
    title = Said("各时期的联系", "Ties by period")
    bars = Bars(tuple(one.name for one in found.periods), series, TIES)
    section.charts.append(Chart("change", title, bars))
    return section
