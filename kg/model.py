"""The records every other module speaks in: bulletins, items, entities, mentions and facts.

Imports nothing of ours. All records are frozen. Offsets are Unicode code points, half-open, and
of two kinds, never mixed in one record:

* *bulletin offsets* count in `Bulletin.text`, the decoded file kept verbatim. `start` and `end` of
  items, mentions and facts are of this kind, so a quote is always `bulletin.text[start:end]`.
* *reading offsets* count in `Item.text`, the reading text the extractors see (line breaks of a
  headline joined, runs of spaces gone, full-width digits narrowed). `Item.to_bulletin` maps them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from spacy.tokens import Doc, Span

Kind = Literal["union", "party", "government", "enterprise", "institution", "association", "joint"]
Role = Literal["ran", "partner", "participant"]
Comparator = Literal["=", ">=", ">", "<=", "<", "~"]
Status = Literal["result", "target"]
Act = Literal["issued", "cited"]


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a bulletin, with the reading text the extractors see.

    `text` is `title_part + "\\n" + paragraph + "\\n" + …`; the first `body_start` characters are the
    headline and its line break (0 where the item has no headline of its own, as a ● bullet).
    The signature （市总民管部、办公室） is part of `text`; `signature` is its reading span, brackets
    included, or None. `offsets[i]` is the bulletin offset of reading character i.
    """

    bulletin: str  # id of the bulletin: the file's stem
    position: int  # 1-based, in the order of the text
    section: str | None
    title: str
    start: int
    end: int
    text: str
    offsets: array[int] = field(compare=False, repr=False)
    body_start: int = 0
    signature: tuple[int, int] | None = None
    #: news (headline + body) | brief (a ● bullet) | report (part of a 工作报告) | article (a web page)
    form: Literal["news", "brief", "report", "article"] = "news"
    #: for parts of a report: does its section state results or targets (主要任务)?
    tense: Status | None = None

    def to_bulletin(self, start: int, end: int) -> tuple[int, int]:
        """Bulletin offsets of the reading span [start, end); `end` > `start`."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span {start}:{end} lies outside item {self.position} of {self.bulletin}")
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A decoded source file, cut into items. `text` is kept verbatim."""

    id: str
    source: str  # the file's name as given, for people; no path of the machine
    sha256: str  # of the file's bytes
    encoding: str
    text: str = field(repr=False)
    title: str
    issuer: str | None  # as printed in a masthead (苏州市总工会办公室 编), else None
    date: str | None  # ISO, as exact as the text: 2011-08-20, 2011-08, 2011
    items: tuple[Item, ...] = field(repr=False)


# ---------------------------------------------------------------- entities
@dataclass(frozen=True, slots=True)
class Organisation:
    """A named body under its full, canonical name: 苏州市总工会民管部."""

    name: str
    kind: Kind
    place: str | None = None  # GB/T 2260 code of the place its name starts with, or that context gives
    parent: str | None = None  # canonical name of the body directly above it, where name or place tells


@dataclass(frozen=True, slots=True)
class Programme:
    """A named campaign, contest, scheme, mechanism … under its canonical name: 百分百要约行动."""

    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """A work in 《…》 or a named plan, by its title without brackets."""

    title: str

    @property
    def name(self) -> str:
        """The title, under the name all entities share."""
        return self.title


@dataclass(frozen=True, slots=True)
class Person:
    """A named person; `scope` (a place code) keeps namesakes of different cities apart."""

    name: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place of GB/T 2260, current or abolished."""

    name: str
    code: str


Entity = Organisation | Programme | Document | Person | Place


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an item names an entity (bulletin offsets), by which rule, and why it resolves so."""

    item: int
    entity: Entity
    start: int
    end: int
    rule: str
    reason: str = ""  # how context resolved it: "市总 → 苏州市总工会: 署名"
    #: the same stretch in reading offsets, for the fact finders
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Context:
    """What an item may leave unsaid: whose bulletin, whose item, where, and in which year."""

    issuer: Organisation | None  # of the bulletin, printed or inferred
    region: str | None  # place code of the bulletin (苏州市)
    body: Organisation | None  # the union the item is by or about (常熟市总工会)
    place: str | None  # place code of the item (常熟市)
    year: int | None  # the year 今年 stands for, where it can be known
    year_reason: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """An item after extraction and resolution: what the fact finders receive.

    `doc` has one token per code point of `item.text`, so token index = reading offset.
    `mentions` are sorted by reading offset; a span without an entity has no mention.
    """

    bulletin: Bulletin
    item: Item
    doc: Doc
    context: Context
    mentions: tuple[Mention, ...]
    contributors: tuple[Organisation, ...]
    _spans: dict[str, list[Span]] = field(default_factory=dict, repr=False, compare=False)

    def spans(self, group: str) -> list[Span]:
        """The spans of one extractor, in order of the text (empty where it found none); not to be changed."""
        found = self._spans.get(group)
        if found is None:  # spaCy makes every span anew each time that it is looked at
            found = self._spans[group] = list(self.doc.spans[group]) if group in self.doc.spans else []
        return found

    def of(self, kind: type[Entity]) -> Iterator[Mention]:
        """The mentions of one type of entity, in order of the text."""
        return (m for m in self.mentions if isinstance(m.entity, kind))


# ---------------------------------------------------------------- facts
@dataclass(frozen=True, slots=True)
class Fact:
    """What all facts share: the item, the evidence (bulletin offsets) and the rule that made it."""

    item: int
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Involvement(Fact):
    """An organisation ran, supported or took part in a programme."""

    organisation: Organisation
    programme: Programme
    role: Role


@dataclass(frozen=True, slots=True)
class Outcome(Fact):
    """A figure: 新建职工书屋126家."""

    indicator: str
    value: Decimal
    unit: str
    comparator: Comparator
    status: Status
    value_max: Decimal | None = None
    organisation: Organisation | None = None
    programme: Programme | None = None
    period: str | None = None
    #: the figure of the item that this one lies in (68家，其中38家), by the place of its quote and its value
    part_of: tuple[int, int, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Issuance(Fact):
    """A document in an item: issued by bodies there, or cited."""

    document: Document
    act: Act
    issuers: tuple[Organisation, ...] = ()


@dataclass(frozen=True, slots=True)
class Post(Fact):
    """A person holds a post in an organisation."""

    person: Person
    post: str
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class Event(Fact):
    """Something dated: `kind` as in the codebook, `date` ISO (--08-11 where the year is unknown)."""

    kind: str
    date: str | None
    organisations: tuple[Organisation, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Award(Fact):
    """A recipient was given a title or prize."""

    recipient: Organisation | Person | Programme
    award: str
    grantor: Organisation | None = None
    year: str | None = None


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """Everything read from one item."""

    item: Item
    context: Context
    contributors: tuple[Organisation, ...]
    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...]  # in order of the text, then of kind
