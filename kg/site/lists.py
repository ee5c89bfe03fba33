"""A catalogue in, the pages that lead to others out: the start page, and a list of each kind of entity.

A list has the most spoken of first. Long ones are cut into pages of `ROWS` (`index.html`, `index-2.html` …);
the filters work on the page that is open, the search on everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from kg.site import links, shell, words
from kg.site.records import Catalogue, Entity
from kg.site.sections import bulletin_label

#: rows of one page of a list
ROWS: Final = 1000
#: entities of a kind shown on the start page
SHOWN: Final = 8
#: kind -> what the list tells of each: (Chinese, English, the facts that are counted)
_COUNTED: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "bodies": (("活动", "programmes", "involvements"), ("数据", "figures", "outcomes")),
    "programmes": (("组织", "bodies", "involvements"), ("数据", "figures", "outcomes")),
    "documents": (("发布、引用", "acts", "documents"),),
    "people": (("职务", "posts", "posts"), ("荣誉", "awards", "awards")),
    "places": (("组织", "bodies", "bodies"),),
    "themes": (("活动", "programmes", "programmes"), ("条目", "items", "items")),
    "indicators": (("数据", "figures", "outcomes"),),
}
_LEADS: Final[dict[str, tuple[str, str]]] = {
    "bodies": (
        "文中提到的工会、党政机关、企业和其他组织；没有提及数的，是名单所示的上级或后继组织。",
        "Unions, party and government organs, enterprises and others named in the bulletins; those without "
        "mentions stand above them or took their place, as lists tell.",
    ),
    "programmes": (
        "工会和其他组织开展的活动、竞赛、计划和制度。",
        "Programmes, contests, plans and schemes that unions and others run.",
    ),
    "documents": ("文中发布或引用的文件。", "Documents issued or cited in the bulletins."),
    "people": ("文中有职务或获得荣誉的人。", "People named with a post or an award."),
    "places": (
        "文中提到的地方和组织所在的地方，代码依 GB/T 2260。",
        "Places named, and places of bodies, with their codes of GB/T 2260.",
    ),
    "themes": (
        "工会工作的主题；活动和条目按线索词归入。",
        "Themes of union work; programmes and items are sorted by cue words.",
    ),
    "indicators": (
        "数据说的是什么，用原文的说法。说法不同的指标不合并，因为口径可能不同。",
        "What the figures count, in the words of the text; other words may count otherwise.",
    ),
}


def _chips(one: Entity, language: str) -> list[tuple[str, str]]:
    """What tells entities of one name apart: kind and place of a body, posts of a person, issuers."""
    if one.kind == "bodies":
        kind = words.name("kind", one.row.get("kind", ""), language)
        return [(kind, "kind")] if kind else []
    if one.kind == "people":
        posts = sorted({f"{row['organisation_name']}{row['post']}" for row in one.facts["posts"]})
        return [(post, "post") for post in posts[:3]]
    if one.kind == "indicators":
        statuses = {row["status"] for row in one.facts["outcomes"]}
        return [
            (words.name("status", status, language), status)
            for status in ("target", "result")
            if status in statuses
        ]
    return []


def _row(one: Entity, language: str) -> dict[str, Any]:
    counts = []
    for _, _, part in _COUNTED[one.kind]:
        rows = one.facts.get(part, ())
        if part == "involvements":
            other = "programme" if one.kind == "bodies" else "organisation"
            counts.append(len({row[other] for row in rows}))
        else:
            counts.append(len(rows))
    themes = one.row.get("themes", "")
    name = one.name if one.kind != "themes" else words.themes_by_iri()[one.key].names[language]
    return {
        "name": name,
        "href": f"{links.hexed(one.key)}.html",
        "chips": _chips(one, language),
        "forms": sorted(one.forms - {one.name}, key=lambda form: (-len(form), form))[:4],
        "counts": [*counts, one.weight if one.mentions else ""],
        "kind": one.row.get("kind", "") or "-",
        "place": one.row.get("place_name", ""),
        "theme": themes,
    }


def _facets(kind: str, rows: Sequence[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """What a list can be narrowed by: key, label, and (value, text, rows) of each choice."""
    found = []
    for key, zh, en in (("kind", "类别", "kind"), ("place", "所在地", "place"), ("theme", "主题", "theme")):
        counts = Counter(value for row in rows for value in row[key].split("|") if value)
        if kind not in ("bodies", "programmes") or len(counts) < 2:
            continue
        choices = []
        for value, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
            text = value
            if key == "kind":
                text = words.name("kind", value, language) if value != "-" else "？"
            elif key == "theme":
                text = words.themes()[value].names[language]
            choices.append((value, text, count))
        found.append({"key": key, "label": zh if language == "zh" else en, "choices": choices})
    return found


def _tree(catalogue: Catalogue, language: str) -> list[tuple[int, Entity]]:
    """Themes in order of their scheme, each below what is broader: (depth, theme)."""
    entities = catalogue.entities["themes"]
    order = [concept.iri for concept in words.scheme("theme").values() if concept.iri in entities]

    def walk(key: str, depth: int) -> Iterator[tuple[int, Entity]]:
        yield depth, entities[key]
        for below in order:
            if below in entities[key].below:
                yield from walk(below, depth + 1)

    return [entry for key in order if not entities[key].above for entry in walk(key, 0)]


def lists(catalogue: Catalogue, language: str, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pages that list each kind: (path below the folder of the language, HTML)."""
    zh = language == "zh"
    for kind in links.KINDS:
        if kind == "themes":
            whole = _tree(catalogue, language)
        else:
            whole = [(0, one) for one in catalogue.sorted(kind)]
        parts = [whole[at : at + ROWS] for at in range(0, len(whole), ROWS)] or [[]]
        names = [f"index{'' if at == 0 else f'-{at + 1}'}.html" for at in range(len(parts))]
        title = words.KINDS[kind][0] if zh else words.KINDS[kind][1]
        for at, part in enumerate(parts):
            rows = [{**_row(one, language), "depth": depth} for depth, one in part]
            columns = [zh_ if zh else en_ for zh_, en_, _ in _COUNTED[kind]]
            yield (
                f"{kind}/{names[at]}",
                shell.render(
                    "list.html",
                    page=f"{kind}/{names[at]}",
                    language=language,
                    languages=languages,
                    title=title if len(parts) == 1 else f"{title} {at + 1}/{len(parts)}",
                    description=_LEADS[kind][0 if zh else 1],
                    jsonld={"@type": "CollectionPage", "name": title, "url": names[at]},
                    kind=kind,
                    lead=_LEADS[kind][0 if zh else 1],
                    heading=title,
                    total=len(whole),
                    rows=rows,
                    columns=[*columns, "提及" if zh else "mentions"]
                    if any(row["counts"][-1] for row in rows)
                    else columns,
                    facets=_facets(kind, rows, language),
                    parts=[(name, number + 1, number == at) for number, name in enumerate(names)],
                ),
            )


def bulletins(catalogue: Catalogue, language: str, languages: Sequence[str]) -> str:
    """The list of the bulletins, in order of their files."""
    zh = language == "zh"
    items = Counter(row["bulletin"] for row in catalogue.items.values())
    rows = [
        {
            "name": row["title"],
            "href": links.bulletin(stem).rpartition("/")[2],
            "chips": [(text, "date") for text in (row["date"], row["issuer_name"]) if text],
            "forms": [stem] if stem != row["title"] else [],
            "counts": [items[stem], catalogue.facts_of[stem]],
            "depth": 0,
        }
        for stem, row in catalogue.bulletins.items()
    ]
    title = "简报" if zh else "Bulletins"
    lead = (
        "每份简报的原文，标出其中的提及和事实。"
        if zh
        else "Each bulletin as it is, with mentions and facts marked."
    )
    return shell.render(
        "list.html",
        page="bulletins/index.html",
        language=language,
        languages=languages,
        title=title,
        description=lead,
        jsonld={"@type": "CollectionPage", "name": title, "url": "index.html"},
        kind="bulletins",
        lead=lead,
        heading=title,
        total=len(rows),
        rows=rows,
        columns=["条目" if zh else "items", "事实" if zh else "facts"],
        facets=[],
        parts=[],
    )


def start(catalogue: Catalogue, language: str, languages: Sequence[str]) -> str:
    """The start page: search, counts, and where one may begin."""
    zh = language == "zh"
    counts = [
        (words.KINDS[kind][0 if zh else 1], links.listing(kind), len(catalogue.entities[kind]))
        for kind in links.KINDS
    ]
    facts = [
        ("参与" if zh else "involvements", catalogue.counts["involvements"]),
        ("数据" if zh else "figures", catalogue.counts["outcomes"]),
        ("文件" if zh else "document acts", catalogue.counts["documents"]),
        ("任职" if zh else "posts", catalogue.counts["posts"]),
        ("事件" if zh else "events", catalogue.counts["events"]),
        ("荣誉" if zh else "awards", catalogue.counts["awards"]),
    ]
    leading = [
        (
            words.KINDS[kind][0 if zh else 1],
            links.listing(kind),
            [(one.page, one.name, sum(map(len, one.facts.values()))) for one in _leading(catalogue, kind)],
        )
        for kind in ("programmes", "bodies")
    ]
    dates = sorted(filter(None, (row["date"] for row in catalogue.bulletins.values())))
    bulletins = len(catalogue.bulletins)
    description = (
        f"从 {bulletins} 份工会简报读出的组织、活动与成效，每条事实都指向原文。"
        if zh
        else f"Bodies, programmes and outcomes in {bulletins} bulletins; every fact points at its words."
    )
    return shell.render(
        "start.html",
        page="index.html",
        language=language,
        languages=languages,
        title="首页" if zh else "Start",
        description=description,
        jsonld={"@type": "WebSite", "name": "工会信息知识图谱", "description": description},
        counts=counts,
        facts=facts,
        total=sum(count for _, count in facts),
        leading=leading,
        bulletins=[
            (links.bulletin(stem), bulletin_label(row))
            for stem, row in list(catalogue.bulletins.items())[:SHOWN]
        ],
        bulletin_count=bulletins,
        items=catalogue.counts["items"],
        dates=sorted({dates[0], dates[-1]}) if dates else [],
    )


def _leading(catalogue: Catalogue, kind: str) -> list[Entity]:
    """Those of whom most is told."""
    entities = catalogue.entities[kind].values()
    return sorted(entities, key=lambda one: (-sum(map(len, one.facts.values())), one.name, one.key))[:SHOWN]
