"""A row of a table of facts in, the fact in words with links out: what stands beside a bulletin's text.

A figure is told with what it is measured against: a target with the results that were reported on it, a
result with its targets, of the same body, unit and indicator (one name holds the other), in any bulletin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from kg.site import links, words

Row = dict[str, str]
#: a text, and the link it has or ""
Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: its names, and the sign before the number of one."""

    zh: str
    en: str
    sign_zh: str
    sign_en: str

    def sign(self, language: str) -> str:
        """数, fig."""
        return self.sign_zh if language == "zh" else self.sign_en


#: table -> kind of fact, in order of the legend
FACTS: Final[Mapping[str, Kind]] = {
    "involvements": Kind("参与", "involvement", "参", "inv"),
    "outcomes": Kind("数据", "figure", "数", "fig"),
    "documents": Kind("文件", "document", "文", "doc"),
    "posts": Kind("任职", "post", "职", "post"),
    "events": Kind("事件", "event", "事", "ev"),
    "awards": Kind("获奖", "award", "奖", "aw"),
}
#: type of mention -> its names
MENTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "organisation": ("组织", "body"),
    "programme": ("活动", "programme"),
    "document": ("文件", "document"),
    "person": ("人物", "person"),
    "place": ("地方", "place"),
}
#: the sentence of a fact, and its named fields
_Told = tuple[list[Part], list[tuple[str, tuple[Part, ...]]]]
#: type of entity -> the kind of its page
_PAGES: Final = {
    "organisation": "bodies",
    "programme": "programmes",
    "document": "documents",
    "person": "people",
    "place": "places",
}
#: figures that one is measured against
_MOST_AGAINST: Final = 3
#: figures of one body and unit that are compared by their words; beyond, the wording must be the same
_MOST_COMPARED: Final = 300


@dataclass(frozen=True, slots=True)
class Against:
    """A figure that another is measured against."""

    status: str  # target or result
    name: str  # of that status, in the language of the page
    figure: str  # 组建独立工会 43家
    period: str
    href: str
    share: str  # 108% of the target, or ""
    bulletin: str


@dataclass(frozen=True, slots=True)
class Card:
    """A fact as it is told."""

    number: int
    table: str
    name: str  # 数据
    sign: str  # 数
    item: str  # IRI
    anchor: str
    quote: str
    head: tuple[Part, ...]
    status: str
    status_name: str
    fields: tuple[tuple[str, tuple[Part, ...]], ...]
    against: tuple[Against, ...]
    rule: str
    confidence: str  # 0.97


@dataclass(slots=True)
class Teller:
    """Tells facts in one language, with links that hold in the folder `bulletins/` of that language."""

    base: str  # of the graph's IRIs
    language: str
    facts: Sequence[tuple[str, Sequence[tuple[str, Row]]]]  # (bulletin, its (table, row) pairs)
    #: the figures of one body in one unit, and each by its IRI, with the bulletin they stand in
    _figures: dict[tuple[str, str], list[tuple[str, Row]]] = field(init=False)
    #: the same by indicator and status, for a body of which too many are told to compare all their wordings
    _named: dict[tuple[str, str, str, str], list[tuple[str, Row]]] = field(init=False)
    _by_iri: dict[str, tuple[str, Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._figures, self._named = defaultdict(list), defaultdict(list)
        for bulletin, facts in self.facts:
            for table, row in facts:
                if table == "outcomes":
                    self._by_iri[row["outcome"]] = (bulletin, row)
                    if row["organisation"]:
                        body, unit = row["organisation"], row["unit"]
                        self._figures[body, unit].append((bulletin, row))
                        self._named[body, unit, row["indicator"], row["status"]].append((bulletin, row))

    def t(self, zh: str, en: str) -> str:
        """The text of the language."""
        return zh if self.language == "zh" else en

    # ------------------------------------------------------------ links
    def page(self, kind: str, key: str) -> str:
        """The link to the page of an entity."""
        return f"../{links.page(kind, key)}"

    def href(self, type_: str, iri: str) -> str:
        """The link to the page of an entity of a type; what it is, its IRI may tell."""
        folder = iri.removeprefix(self.base).partition("/")[0]
        kind = _PAGES.get(folder) or _PAGES.get(type_)
        return self.page(kind, iri) if kind and iri else ""

    def entities(self, type_: str, iris: str, names: str) -> tuple[Part, ...]:
        """The entities of a cell, each with its link."""
        keys, shown = iris.split("|"), names.split("|")
        if len(keys) != len(shown):  # a name with the sign in it
            keys, shown = keys[:1], [names]
        return tuple((name, self.href(type_, iri)) for iri, name in zip(keys, shown, strict=True) if name)

    def why(self, row: Row) -> str:
        """What a mention names, and how that is known: 常熟市总工会（署名） · organisation.local 0.93."""
        reason = f"（{row['reason']}）" if row["reason"] else ""
        return f"{row['entity_name']}{reason} · {row['rule']} {_sure(row['confidence'])}".rstrip()

    # ------------------------------------------------------------ facts
    def card(self, number: int, table: str, row: Row, text: str) -> Card:
        """One fact, told."""
        start, end = int(row["start"]), int(row["end"])
        head, fields = self._told(table, row)
        kind, status = FACTS[table], row.get("status", "")
        return Card(
            number=number,
            table=table,
            name=self.t(kind.zh, kind.en),
            sign=kind.sign(self.language),
            item=row["item"],
            anchor=links.anchor(start, end),
            quote=" ".join(text[start:end].split()),
            head=tuple(head),
            status=status,
            status_name=words.name("status", status, self.language) if status else "",
            fields=tuple((name, parts) for name, parts in fields if parts),
            against=tuple(self._against(row)) if table == "outcomes" else (),
            rule=row["rule"],
            confidence=_sure(row["confidence"]),
        )

    def _told(self, table: str, row: Row) -> _Told:
        match table:
            case "involvements":
                return self._involvement(row)
            case "outcomes":
                return self._outcome(row)
            case "documents":
                return self._document(row)
            case "posts":
                return self._post(row)
            case "events":
                return self._event(row)
            case "awards":
                return self._award(row)
        raise ValueError(f"no words are known for a row of {table}")

    def _one(self, row: Row, column: str, type_: str = "") -> tuple[Part, ...]:
        return self.entities(type_ or column, row[column], row[f"{column}_name"])

    def _involvement(self, row: Row) -> _Told:
        role = words.name("role", row["role"], self.language)
        head = [*self._one(row, "organisation"), (f" {role} ", ""), *self._one(row, "programme")]
        return head, []

    def _outcome(self, row: Row) -> _Told:
        indicator = (row["indicator"], self.page("indicators", row["indicator"]))
        return [indicator, (f" {amount(row)}", "")], [
            (self.t("组织", "whose"), self._one(row, "organisation")),
            (self.t("活动", "programme"), self._one(row, "programme")),
            (self.t("时期", "period"), _plain(words.day(row["period"], self.language))),
            (self.t("属于（不可相加）", "part of (not to be added)"), self._whole(row)),
        ]

    def _whole(self, row: Row) -> tuple[Part, ...]:
        """The figure that another lies in: 新建工会142家，其中 …."""
        if (known := self._by_iri.get(row["part_of"])) is None:
            return ()
        bulletin, whole = known
        return ((figure(whole), _sentence(bulletin, whole)),)

    def _document(self, row: Row) -> _Told:
        act = words.name("act", row["act"], self.language)
        head = [(f"{act} ", ""), (f"《{row['title']}》", self.href("document", row["document"]))]
        return head, [(self.t("发文", "issued by"), self._one(row, "issuers", "organisation"))]

    def _post(self, row: Row) -> _Told:
        head = [*self._one(row, "person"), (f" {self.t('任', 'as')} ", ""), (row["post"], "")]
        return head, [(self.t("组织", "at"), self._one(row, "organisation"))]

    def _event(self, row: Row) -> _Told:
        kind = words.name("event-kind", row["kind"], self.language)
        return [(kind, "")], [
            (self.t("日期", "date"), _plain(words.day(row["date"], self.language))),
            (self.t("主办", "held by"), self._one(row, "organisations", "organisation")),
            (self.t("地点", "place"), _plain("、".join(filter(None, row["place_name"].split("|"))))),
        ]

    def _award(self, row: Row) -> _Told:
        head = [*self._one(row, "recipient", ""), (f" {self.t('获', 'was given')} ", ""), (row["award"], "")]
        return head, [
            (self.t("授予", "by"), self._one(row, "grantor", "organisation")),
            (self.t("年度", "year"), _plain(row["year"])),
        ]

    # ------------------------------------------------------------ target against result
    def _against(self, row: Row) -> list[Against]:
        """What a figure is measured against, in order of the bulletins and their text."""
        body, unit, mine = row["organisation"], row["unit"], row["indicator"]
        same = self._figures.get((body, unit), [])
        if len(same) > _MOST_COMPARED:
            other = "result" if row["status"] == "target" else "target"
            alike = self._named.get((body, unit, mine, other), [])
        else:
            alike = [
                (bulletin, one)
                for bulletin, one in same
                if one["status"] != row["status"] and (mine in one["indicator"] or one["indicator"] in mine)
            ]
        return [self._measured(row, bulletin, one) for bulletin, one in alike[:_MOST_AGAINST]]

    def _measured(self, row: Row, bulletin: str, other: Row) -> Against:
        target, result = (row, other) if row["status"] == "target" else (other, row)
        return Against(
            status=other["status"],
            name=words.name("status", other["status"], self.language),
            figure=figure(other),
            period=words.day(other["period"], self.language),
            href=_sentence(bulletin, other),
            share=_share(result["value"], target["value"]),
            bulletin=bulletin,
        )


def amount(row: Row) -> str:
    """The figure of a row of `outcomes`: ≥1200–1300份."""
    sign = {"=": "", ">=": "≥", "<=": "≤", "~": "约"}.get(row["comparator"], row["comparator"])
    upper = f"–{row['value_max']}" if row["value_max"] else ""
    return f"{sign}{row['value']}{upper}{row['unit']}"


def figure(row: Row) -> str:
    """What a row of `outcomes` counts, and how much: 组建独立工会 43家."""
    return f"{row['indicator']} {amount(row)}"


def _sentence(bulletin: str, row: Row) -> str:
    """The link from one reading page to a passage."""
    return links.reading(bulletin, row["start"], row["end"]).removeprefix("bulletins/")


def _share(result: str, target: str) -> str:
    try:
        part = Decimal(result) * 100 / Decimal(target)
    except (InvalidOperation, ZeroDivisionError):
        return ""
    return f"{part:.0f}%" if part >= 0 else ""


def _plain(text: str) -> tuple[Part, ...]:
    return ((text, ""),) if text else ()


def _sure(confidence: str) -> str:
    return f"{float(confidence):.2f}" if confidence else ""
