"""A catalogue and one of its entities in, the page of the entity out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote

from kg.site import links, shell, words
from kg.site.records import Catalogue, Entity
from kg.site.sections import Chart, Section, Sections

#: so many quotes stand open below one heading, the others behind “and N more”
OPEN: Final = 4
#: so many groups of a section stand open
GROUPS: Final = 60
#: kind of page -> class of schema.org
_SCHEMA: Final = {
    "bodies": "Organization",
    "programmes": "Project",
    "documents": "CreativeWork",
    "people": "Person",
    "places": "Place",
    "themes": "DefinedTerm",
    "indicators": "StatisticalVariable",
}


class Writer:
    """Writes the pages of all entities of a catalogue in one language."""

    def __init__(
        self,
        catalogue: Catalogue,
        language: str,
        *,
        languages: Sequence[str] = tuple(shell.LANGUAGES),
        chart: Chart | None = None,
        drawn: frozenset[str] = frozenset(),
    ) -> None:
        self.all = catalogue
        self.language = language
        self.languages = languages
        self.drawn = drawn  # the IRIs that the view of the network shows
        self.zh = language == "zh"
        self.make = Sections(catalogue, language, chart=chart)
        self.t = self.make.t
        self._makers: dict[str, Callable[[Entity], Iterator[Section]]] = {
            "bodies": self._body,
            "programmes": self._programme,
            "documents": self._document,
            "people": self._person,
            "places": self._place,
            "themes": self._theme,
            "indicators": self._indicator,
        }

    def page(self, one: Entity) -> str:
        """The whole page of an entity."""
        sections = [section for section in self._makers[one.kind](one) if section.count]
        kind = words.KINDS[one.kind][0] if self.zh else words.KINDS[one.kind][2]
        name = self.make.name(one)
        counted = self.t("，", ", ").join(f"{section.title} {section.count}" for section in sections[:5])
        description = self.t(f"{name}（{kind}）：{counted}。", f"{name} ({kind}): {counted}.")
        return shell.render(
            "entity.html",
            page=one.page,
            language=self.language,
            languages=self.languages,
            title=name,
            description=description,
            jsonld=self._linked(one, name),
            one=one,
            name=name,
            kind=kind,
            definition=self._definition(one),
            head=self._head(one),
            chain=self._chain(one),
            sections=sections,
            charts=any(section.chart for section in sections),
            open=OPEN,
            most=GROUPS,
        )

    # ---- the head of a page
    def _definition(self, one: Entity) -> str:
        if one.kind == "themes":
            return words.themes_by_iri()[one.key].definitions.get(self.language, "")
        return ""

    def _chain(self, one: Entity) -> list[tuple[str, str]]:
        """What stands above, the highest first; where there are several above, one line of them."""
        chain: list[tuple[str, str]] = []
        seen = {one.key}
        at = one
        while at.above - seen:
            at = self.all.entities[one.kind][min(at.above - seen)]
            seen.add(at.key)
            chain.append((self.make.name(at), self.make.to(at)))
        return chain[::-1]

    def _head(self, one: Entity) -> list[tuple[str, list[tuple[str, str]]]]:
        """What is told in the card: label, and (text, link) of each value."""
        found: list[tuple[str, list[tuple[str, str]]]] = []
        if one.kind == "bodies" and one.row.get("kind"):
            found.append((self.t("类别", "Kind"), [(words.name("kind", one.row["kind"], self.language), "")]))
        if len(one.above) > 1:
            above = [self.all.entities[one.kind][key] for key in sorted(one.above)]
            found.append((self.t("上级", "Above"), [(self.make.name(up), self.make.to(up)) for up in above]))
        for label, changes in (
            (self.t("前身", "Replaced"), one.before),
            (self.t("后为", "Replaced by"), one.after),
        ):
            if changes:
                bodies = self.all.entities["bodies"]
                found.append(
                    (
                        label,
                        [
                            (f"{bodies[key].name} {year}".strip(), self.make.to(bodies[key]))
                            for key, year in changes
                        ],
                    )
                )
        if one.row.get("place"):
            found.append(
                (self.t("所在地", "Place"), self.make.named(one.row["place"], one.row["place_name"]))
            )
        if one.row.get("broader_name") and not one.above:
            names = one.row["broader_name"].split("|")
            found.append((self.t("上位活动", "Part of"), [(name, "") for name in names]))
        if one.same:
            same = [self.all.entities[one.kind][key] for key in sorted(one.same)]
            label = self.t("同一活动（经审定）", "The same programme (reviewed)")
            found.append((label, [(each.name, self.make.to(each)) for each in same]))
        if one.row.get("themes"):
            concepts = [words.themes()[name] for name in one.row["themes"].split("|")]
            values = [(c.names[self.language], f"../{links.page('themes', c.iri)}") for c in concepts]
            found.append((self.t("主题", "Themes"), values))
        forms = sorted(one.forms - {one.name}, key=lambda form: (-len(form), form))
        if forms:
            found.append((self.t("文中写法", "Other forms"), [(form, "") for form in forms]))
        if one.mentions:
            bulletins = len({row["bulletin"] for row in one.mentions})
            told = self.t(
                f"{len(one.mentions)} 处，{bulletins} 份简报", f"{len(one.mentions)} in {bulletins} bulletins"
            )
            found.append((self.t("提及", "Mentions"), [(told, "")]))
        if one.key in self.drawn:
            view = f"../network.html#{quote(one.key, safe=':/')}"
            found.append((self.t("关系图", "Network"), [(self.t("在图中看", "see it drawn"), view)]))
        return found

    # ---- kinds
    def _body(self, one: Entity) -> Iterator[Section]:
        rows = one.facts["involvements"]
        yield self.make.groups(
            "programmes",
            self.t("开展、协助、参加的活动", "Programmes it ran, supported or joined"),
            self.make.involved(rows, "programme", "programmes"),
        )
        yield self.make.groups(
            "with",
            self.t("与谁一起", "With whom"),
            self.make.together(one),
            note=self.t(
                "同一条中参与同一项活动，或联合发文。",
                "In one programme in the same item, or issuing a document together.",
            ),
        )
        yield self.make.figures(one.facts["outcomes"], {"indicator", "programme"})
        yield self.make.groups(
            "documents", self.t("文件", "Documents"), self.make.documents(one.facts["documents"], "document")
        )
        yield self.make.groups(
            "posts", self.t("任职的人", "People in posts"), self.make.posts(one.facts["posts"], "person")
        )
        yield self.make.groups(
            "events", self.t("事件", "Events"), self.make.events(one.facts["events"], but=self.make.to(one))
        )
        yield from self.make.awards(one)
        yield self.make.listed(
            "below", self.t("下属组织", "Bodies below it"), self.make.links_to("bodies", one.below)
        )
        yield self.make.items("items", self.t("署名的条目", "Items it signs"), one.facts["items"])
        yield self.make.bulletins(one.facts["bulletins"])
        yield self.make.mentions(one)

    def _programme(self, one: Entity) -> Iterator[Section]:
        same = [self.all.entities["programmes"][key] for key in sorted(one.same)]
        rows = [row for each in (one, *same) for row in each.facts["involvements"]]
        names = "、".join(each.name for each in same)
        yield self.make.groups(
            "bodies",
            self.t("谁开展、协助、参加", "Who ran, supported or joined it"),
            self.make.involved(rows, "organisation", "bodies"),
            note=self.t(f"含以“{names}”为名的。", f"Under the name of {names} as well.") if same else "",
        )
        figures = [row for each in (one, *same) for row in each.facts["outcomes"]]
        yield self.make.figures(figures, {"indicator", "body"} | ({"programme"} if same else set()))
        yield self.make.listed(
            "below", self.t("所含活动", "Parts of it"), self.make.links_to("programmes", one.below)
        )
        yield self.make.listed(
            "alike",
            self.t("名称相近的活动", "Programmes of a similar name"),
            self.make.links_to("programmes", one.alike),
            note=self.t(
                "名称互相包含，也许是同一项活动的另一种说法。",
                "One name lies in the other; they may be one programme in other words.",
            ),
        )
        items = {row["item"] for row in one.mentions} | {row["item"] for row in rows}
        documents = {row["document"] for item in items for row in self.make.in_item(item, "documents")}
        yield self.make.listed(
            "documents",
            self.t("同条中的文件", "Documents in the same items"),
            self.make.links_to("documents", documents),
            note=self.t("出现在同一条中，未必有因果。", "They stand in the same items; no cause is claimed."),
        )
        yield from self.make.awards(one)
        yield self.make.mentions(one)

    def _document(self, one: Entity) -> Iterator[Section]:
        rows = one.facts["documents"]
        yield self.make.groups(
            "acts", self.t("发布与引用", "Issued and cited"), self.make.documents(rows, "issuers")
        )
        items = sorted({row["item"] for row in rows})
        note = self.t("出现在同一条中，未必有因果。", "They stand in the same items; no cause is claimed.")
        involved = [row for item in items for row in self.make.in_item(item, "involvements")]
        yield self.make.groups(
            "programmes",
            self.t("同条中的活动", "Programmes in the same items"),
            self.make.involved(involved, "programme", "programmes"),
            note=note,
        )
        figures = [row for item in items for row in self.make.in_item(item, "outcomes")]
        yield self.make.figures(
            figures,
            {"indicator", "body", "programme"},
            title=self.t("同条中的数据", "Figures in the same items"),
            note=note,
            drawn=False,
        )
        yield self.make.mentions(one)

    def _person(self, one: Entity) -> Iterator[Section]:
        yield self.make.groups(
            "posts", self.t("职务", "Posts"), self.make.posts(one.facts["posts"], "organisation")
        )
        yield from self.make.awards(one)
        yield self.make.mentions(one)

    def _place(self, one: Entity) -> Iterator[Section]:
        bodies = [row["organisation"] for row in one.facts["bodies"]]
        yield self.make.listed(
            "bodies", self.t("这里的组织", "Bodies here"), self.make.links_to("bodies", bodies)
        )
        ran: Counter[str] = Counter()
        for iri in bodies:
            for row in self.all.entities["bodies"][iri].facts["involvements"]:
                ran[row["programme"]] += 1
        yield self.make.listed(
            "programmes",
            self.t("这里的组织参与的活动", "Programmes of bodies here"),
            self.make.links_to("programmes", ran),
        )
        yield self.make.groups(
            "events", self.t("在这里的事件", "Events here"), self.make.events(one.facts["events"])
        )
        yield self.make.listed(
            "below", self.t("所辖地方", "Places within"), self.make.links_to("places", one.below)
        )
        yield self.make.mentions(one)

    def _theme(self, one: Entity) -> Iterator[Section]:
        yield self.make.listed(
            "below", self.t("下位主题", "Narrower themes"), self.make.links_to("themes", one.below)
        )
        programmes = [row["programme"] for row in one.facts["programmes"]]
        yield self.make.listed(
            "programmes", self.t("活动", "Programmes"), self.make.links_to("programmes", programmes)
        )
        bodies = {
            row["organisation"]
            for iri in programmes
            for row in self.all.entities["programmes"][iri].facts["involvements"]
        }
        yield self.make.listed(
            "bodies",
            self.t("参与这些活动的组织", "Bodies in these programmes"),
            self.make.links_to("bodies", bodies),
        )
        yield self.make.items("items", self.t("条目", "Items"), one.facts["items"])

    def _indicator(self, one: Entity) -> Iterator[Section]:
        yield self.make.figures(one.facts["outcomes"], {"body", "programme"})

    # ---- structured data
    def _linked(self, one: Entity, name: str) -> dict[str, Any]:
        """The entity in terms of schema.org."""
        said: dict[str, Any] = {"@type": _SCHEMA[one.kind]}
        if one.kind != "indicators":
            said["@id"] = one.key
        said |= {"name": name, "url": one.page.rpartition("/")[2]}
        if forms := sorted(one.forms - {one.name}):
            said["alternateName"] = forms
        if one.kind == "bodies" and one.above:
            above = [self.all.entities["bodies"][key] for key in sorted(one.above)]
            said["parentOrganization"] = [
                {"@type": "Organization", "@id": a.key, "name": a.name} for a in above
            ]
        if one.row.get("place_name"):
            said["location"] = [{"@type": "Place", "name": n} for n in one.row["place_name"].split("|")]
        if one.kind == "documents":
            issued = [row for row in one.facts["documents"] if row["act"] == "issued"]
            publishers = sorted({n for row in issued for n in row["issuers_name"].split("|") if n})
            if publishers:
                said["publisher"] = [{"@type": "Organization", "name": n} for n in publishers]
        if one.kind == "people":
            said["jobTitle"] = sorted({row["post"] for row in one.facts["posts"]})
        if one.kind == "places" and one.above:
            above = [self.all.entities["places"][key] for key in sorted(one.above)]
            said["containedInPlace"] = [{"@type": "Place", "name": a.name} for a in above]
        return said
