"""Facts of a catalogue in, the sections of a page out, in one language: what `entity.html` draws.

A section has one of four shapes: *groups* (another entity or a fact, with the quotes that say it), *figures*
(charts and a table), *links*, and *mentions*.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup

from kg.site import links, words
from kg.site.records import Catalogue, Entity, Row

#: figures and a language -> what draws them, as HTML
Chart = Callable[[Sequence[Row], str], Markup]

#: a title can be a slogan of sixty characters: so much of it stands behind a quote
TITLE: Final = 26
_ROLES: Final = ("ran", "partner", "participant")
_SIGNS: Final = {"=": "", ">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< ", "~": "≈ "}


@dataclass(frozen=True, slots=True)
class Said:
    """A quote and where it stands."""

    quote: str
    href: str
    source: str  # of the bulletin, cut short
    item: str  # title of the item, cut short
    confidence: str


@dataclass(slots=True)
class Group:
    """Something said of one other entity, or one fact, with the quotes."""

    label: str
    href: str = ""
    chips: list[tuple[str, str]] = field(default_factory=list)  # class, text
    notes: list[tuple[str, str]] = field(default_factory=list)  # text, link or ""
    said: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """A heading and what stands below it."""

    id: str
    title: str
    count: int
    note: str = ""
    groups: Sequence[Group] = ()
    figures: Sequence[dict[str, Any]] = ()
    columns: frozenset[str] = frozenset()  # of the figures: which of indicator, body, programme are told
    chart: Markup | str = ""
    links: Sequence[tuple[str, str, str]] = ()  # link, text, note
    mentions: Sequence[dict[str, Any]] = ()


def bulletin_label(row: Row, *, most: int = 200) -> str:
    """What a bulletin is called: its title (cut at `most`) and date; without a title its issuer and file."""
    name = (
        row["title"] if row["title"] != row["bulletin"] else f"{row['issuer_name']} {row['bulletin']}".strip()
    )
    return f"{short(name, most)}（{row['date']}）" if row["date"] else short(name, most)


def short(text: str, most: int) -> str:
    """The text, at most so long: 真抓实干创先争优团结动员…"""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def value(row: Row, language: str) -> str:
    """A figure as people write it: `≥ 21,800 份`, `30–40 家`."""
    low, high = number(row["value"]), number(row["value_max"])
    shown = f"{low}–{high}" if high else low
    unit = row["unit"]
    return f"{_SIGNS.get(row['comparator'], '')}{shown}{'' if unit in ('%', '‰') else ' '}{unit}".strip()


@lru_cache(maxsize=4096)
def number(text: str) -> str:
    """Digits in groups of three: 34809 → 34,809; 71.17 stays."""
    whole, dot, rest = text.partition(".")
    digits = whole.lstrip("-")
    if not digits.isdigit():
        return text
    return f"{int(whole):,}{dot}{rest}" if len(digits) <= 30 else text


def comparable(rows: Sequence[Row]) -> list[Row]:
    """The figures a drawing says more of than the table: one indicator and unit, and two figures or more."""
    many = Counter((row["indicator"], row["unit"]) for row in rows)
    return [row for row in rows if many[row["indicator"], row["unit"]] > 1]


class Sections:
    """Makes sections in one language, with links from a page one folder below the root."""

    def __init__(self, catalogue: Catalogue, language: str, *, chart: Chart | None = None) -> None:
        self.all = catalogue
        self.language = language
        self.chart = chart
        self.zh = language == "zh"
        self._sources = {stem: bulletin_label(row, most=TITLE) for stem, row in catalogue.bulletins.items()}
        self._files = {stem: f"../{links.bulletin(stem)}" for stem in catalogue.bulletins}

    def t(self, zh: str, en: str) -> str:
        """The text of the page's language."""
        return zh if self.zh else en

    # ---- names and links
    def name(self, one: Entity) -> str:
        """Its name; themes have one in each language."""
        if one.kind == "themes" and not self.zh:
            return words.themes_by_iri()[one.key].names["en"]
        return one.name or self.t("（无名）", "(no name)")

    def to(self, one: Entity) -> str:
        """The link to an entity's page from another entity's."""
        return f"../{one.page}"

    def said(self, row: Row, quote: str = "") -> Said:
        """The quote of a fact."""
        stem = row["bulletin"]
        return Said(
            quote or row["quote"],
            f"{self._files[stem]}#{links.anchor(row['start'], row['end'])}",
            self._sources[stem],
            short(self.all.items[row["item"]]["title"], TITLE),
            row["confidence"],
        )

    def links_to(self, kind: str, keys: Iterable[str]) -> list[tuple[str, str, str]]:
        """The entities of those keys as links, the most spoken of first."""
        found = [self.all.entities[kind][key] for key in keys if key in self.all.entities[kind]]
        found.sort(key=lambda one: (-one.weight, one.name, one.key))
        return [(self.to(one), self.name(one), self._hint(one)) for one in found]

    def _hint(self, one: Entity) -> str:
        """A word behind a link: what kind of body, or how often spoken of."""
        return words.name("kind", one.row.get("kind", ""), self.language) if one.kind == "bodies" else ""

    def named(self, iris: str, names: str) -> list[tuple[str, str]]:
        """The entities of a cell as (name, link or "")."""
        found = []
        split = names.split("|")
        for at, iri in enumerate(iris.split("|")):
            if one := self.all.find(iri):
                found.append((one.name, self.to(one)))
            elif at < len(split) and split[at]:
                found.append((split[at], ""))
        return found

    # ---- sections
    def in_item(self, item: str, table: str) -> list[Row]:
        """The rows of a table (`involvements`, `documents`, `outcomes`) that stand in an item."""
        tables = self.all.in_item.get(item)
        return tables[table] if tables else []

    def groups(self, id_: str, title: str, groups: Iterable[Group], *, note: str = "") -> Section:
        """A section of groups."""
        found = list(groups)
        return Section(id_, title, len(found), note, groups=found)

    def listed(self, id_: str, title: str, found: list[tuple[str, str, str]], *, note: str = "") -> Section:
        """A section of links: (link, text, note)."""
        return Section(id_, title, len(found), note, links=found)

    def involved(self, rows: Iterable[Row], column: str, kind: str) -> Iterator[Group]:
        """One group a programme or body: the strongest role first, then who is told of most, then unions."""
        by: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by[row[column]].append(row)

        def order(entry: tuple[str, list[Row]]) -> tuple[int, int, bool, str]:
            role = min(_ROLES.index(row["role"]) for row in entry[1])
            other = self.all.entities[kind][entry[0]].row.get("kind") != "union"
            return role, -len(entry[1]), other, entry[0]

        for iri, facts in sorted(by.items(), key=order):
            roles = sorted({row["role"] for row in facts}, key=_ROLES.index)
            one = self.all.entities[kind][iri]
            dates = sorted(filter(None, (self.all.bulletins[row["bulletin"]]["date"] for row in facts)))
            notes = [(self.t(f"报道于 {dates[0]}", f"reported {dates[0]}"), "")] if dates else []
            yield Group(
                one.name,
                self.to(one),
                [(f"role {role}", words.name("role", role, self.language)) for role in roles],
                notes,
                [self.said(row) for row in facts],
            )

    def together(self, one: Entity) -> Iterator[Group]:
        """Bodies in one programme with this one in the same item, or issuing a document with it."""
        programmes: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in one.facts["involvements"]:
            for other in self.all.together[row["item"], row["programme"]]:
                if other["organisation"] != one.key:
                    programmes[other["organisation"]][row["programme"]].append(other)
        for row in one.facts["documents"]:
            issuers = row["issuers"].split("|")
            if row["act"] == "issued" and one.key in issuers:
                for iri in issuers:
                    if iri != one.key:
                        programmes[iri][row["document"]].append(row)
        for iri, shared in sorted(programmes.items(), key=lambda entry: (-len(entry[1]), entry[0])):
            other_body = self.all.entities["bodies"][iri]
            notes = []
            said: list[Said] = []
            for key, rows in sorted(shared.items(), key=lambda entry: (-len(entry[1]), entry[0])):
                thing = self.all.find(key)
                notes.append((thing.name, self.to(thing)) if thing else (key, ""))
                said += [self.said(row, row.get("quote") or row.get("title", "")) for row in rows]
            yield Group(other_body.name, self.to(other_body), [], notes, said)

    def documents(self, rows: Iterable[Row], column: str) -> Iterator[Group]:
        """Acts on documents, issued before cited: a group a document, or one for its issuers."""
        by: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            by["" if row["act"] == "issued" else "~", row[column]].append(row)
        for (_, key), facts in sorted(by.items()):
            act = facts[0]["act"]
            chips = [(f"act {act}", words.name("act", act, self.language))]
            if column == "document":
                one = self.all.entities["documents"][key]
                yield Group(
                    f"《{one.name}》", self.to(one), chips, [], [self.said(r, r["title"]) for r in facts]
                )
            else:
                first, *others = self.named(key, facts[0]["issuers_name"]) or [
                    (self.t("发文组织不详", "issuer not told") if act == "issued" else "", "")
                ]
                yield Group(*first, chips, others, [self.said(row, row["title"]) for row in facts])

    def posts(self, rows: Iterable[Row], column: str) -> Iterator[Group]:
        """One group for each post, of a person or of a body."""
        by: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            by[row[column], row["post"]].append(row)
        for (iri, post), facts in sorted(by.items()):
            one = self.all.find(iri)
            label = (
                one.name if one else facts[0][f"{column}_name"] or self.t("（组织不详）", "(body not told)")
            )
            yield Group(
                label, self.to(one) if one else "", [("post", post)], [], [self.said(r) for r in facts]
            )

    def events(self, rows: Iterable[Row], but: str = "") -> Iterator[Group]:
        """One group an event with who held it (`but` the body of the page), the dated ones first."""

        def order(row: Row) -> tuple[bool, str, str, int]:
            return (
                not row["date"] or row["date"].startswith("-"),
                row["date"],
                row["item"],
                int(row["start"]),
            )

        for row in sorted(rows, key=order):
            when = words.day(row["date"], self.language) or self.t("日期不详", "undated")
            held = self.named(row["organisations"], row["organisations_name"])
            notes = [one for one in held if not but or one[1] != but]
            notes += [(name, "") for name in row["place_name"].split("|") if name]
            kind = words.name("event-kind", row["kind"], self.language)
            yield Group(kind, "", [("date", when)], notes, [self.said(row)])

    def awards(self, one: Entity) -> Iterator[Section]:
        """What it received, and what it granted."""
        for part, title, other in (
            ("awards", self.t("所获荣誉", "Awards received"), "grantor"),
            ("granted", self.t("所授荣誉", "Awards granted"), "recipient"),
        ):
            groups = []
            for row in one.facts.get(part, ()):
                notes = self.named(row[other], row[f"{other}_name"])
                chips = [("date", row["year"])] if row["year"] else []
                groups.append(Group(row["award"], "", chips, notes, [self.said(row)]))
            yield self.groups(part, title, groups)

    def figures(
        self, rows: Sequence[Row], columns: set[str], *, title: str = "", note: str = "", drawn: bool = True
    ) -> Section:
        """Figures, those of one indicator beside each other; `columns` are indicator, body, programme."""
        title = title or self.t("成效与目标（数据）", "Results and targets (figures)")
        many = Counter(row["indicator"] for row in rows)
        ordered = sorted(
            rows,
            key=lambda r: (-many[r["indicator"]], r["indicator"], r["period"], r["item"], int(r["start"])),
        )
        indicators = self.all.entities["indicators"]
        told = [
            {
                "indicator": row["indicator"],
                "indicator_href": self.to(indicators[row["indicator"]]),
                "value": value(row, self.language),
                "status": row["status"],
                "status_name": words.name("status", row["status"], self.language),
                "bodies": self.named(row["organisation"], row["organisation_name"]),
                "programmes": self.named(row["programme"], row["programme_name"]),
                "period": words.day(row["period"], self.language),
                "said": self.said(row),
                "whole": self._whole(row),
            }
            for row in ordered
        ]
        drawing = self.chart(comparable(ordered), self.language) if drawn and self.chart else ""
        return Section(
            "figures", title, len(told), note, figures=told, columns=frozenset(columns), chart=drawing
        )

    def _whole(self, row: Row) -> tuple[str, str] | None:
        """The figure that this one is a part of, and its place: not to be added to it."""
        whole = self.all.outcomes.get(row.get("part_of", ""))
        if whole is None:
            return None
        told = f"{whole['indicator']} {value(whole, self.language)}"
        return told, f"{self._files[whole['bulletin']]}#{links.anchor(whole['start'], whole['end'])}"

    def items(self, id_: str, title: str, rows: Iterable[Row]) -> Section:
        """Links to items in their places."""
        found = [
            (
                f"../{links.item(row['bulletin'], row['position'])}",
                row["title"] or self.t("（无题）", "(no title)"),
                self._sources[row["bulletin"]],
            )
            for row in rows
        ]
        return self.listed(id_, title, found)

    def bulletins(self, rows: Iterable[Row]) -> Section:
        """Links to the bulletins a body issues."""
        found = [(self._files[row["bulletin"]], self._sources[row["bulletin"]], "") for row in rows]
        return self.listed("bulletins", self.t("编发的简报", "Bulletins it issues"), found)

    def mentions(self, one: Entity) -> Section:
        """Every place that names it, item by item."""
        by: dict[str, list[Row]] = defaultdict(list)
        for row in one.mentions:
            by[row["item"]].append(row)
        found = []
        for item, rows in by.items():
            stem = self.all.items[item]["bulletin"]
            spans = [
                (f"{self._files[stem]}#{links.anchor(row['start'], row['end'])}", row["text"], row["reason"])
                for row in rows
            ]
            found.append(
                {
                    "source": self._sources[stem],
                    "title": self.all.items[item]["title"],
                    "spans": spans,
                }
            )
        return Section("mentions", self.t("文中提及", "Where it is named"), len(one.mentions), mentions=found)
