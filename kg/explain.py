"""A bulletin with what was read from it in, each item with its mentions marked and its facts explained out.

The tool with which rules are debugged and a reader checks: every mention and fact as a `Line` with the
rule that made it, the confidence of that rule, the words of the text and where they stand; of a
short name also how context resolved it (市总 → 常熟市总工会：署名). `kg.cli` prints the lines; `page`
makes one HTML file of them that opens offline: spaCy's displaCy marks the text, nothing runs in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Final

from spacy import displacy

from extractors.lexicon import load
from kg import confidence
from kg.console import safe
from kg.model import (
    Award,
    Bulletin,
    Context,
    Document,
    Event,
    Fact,
    Involvement,
    Issuance,
    ItemFacts,
    Mention,
    Organisation,
    Outcome,
    Person,
    Place,
    Post,
    Programme,
)

#: type of entity or fact -> (name in Chinese, in English); the English name is the class in the page
NAMES: Final[Mapping[type, tuple[str, str]]] = {
    Organisation: ("组织", "organisation"),
    Programme: ("活动", "programme"),
    Document: ("文件", "document"),
    Person: ("人", "person"),
    Place: ("地方", "place"),
    Involvement: ("参与", "involvement"),
    Outcome: ("数据", "outcome"),
    Issuance: ("文件", "document"),
    Post: ("任职", "post"),
    Event: ("事件", "event"),
    Award: ("获奖", "award"),
}
_ROLES: Final = {"ran": "开展", "partner": "协助", "participant": "参加"}
_STATUSES: Final = {"result": "结果", "target": "目标"}
_ACTS: Final = {"issued": "发布", "cited": "引用"}
#: as in ontology/vocabularies/event_kinds.ttl
EVENT_KINDS: Final = {
    "meeting": "会议",
    "training": "培训",
    "visit": "慰问走访",
    "inspection": "检查调研",
    "launch": "启动",
    "contest": "竞赛",
    "award": "表彰",
    "election": "选举",
    "donation": "捐赠",
    "publicity": "宣传",
    "performance": "演出",
    "survey": "调查",
    "signing": "签约",
    "issue": "发布",
    "other": "其他",
}
#: column of a line -> its heading in the page
_HEADINGS: Final = {
    "kind": "类别 kind",
    "says": "内容 says",
    "rule": "规则 rule",
    "confidence": "可信度 confidence",
    "quote": "原文 quote",
    "at": "位置 at",
    "reason": "理由 reason",
}
COLUMNS: Final = tuple(_HEADINGS)


@dataclass(frozen=True, slots=True)
class Line:
    """One mention or fact: what it says, by which rule, in which words (bulletin offsets)."""

    kind: str  # 组织, 数据 …
    says: str
    rule: str
    confidence: float | None
    quote: str
    start: int
    end: int
    reason: str = ""

    def cells(self) -> tuple[str, ...]:
        """The line as the cells of `COLUMNS`, line breaks of the quote folded."""
        sure = "" if self.confidence is None else f"{self.confidence:.3f}"
        quote = " ".join(self.quote.split())
        return (self.kind, self.says, self.rule, sure, quote, f"{self.start}–{self.end}", self.reason)


# ---------------------------------------------------------------- mentions and facts
def mentions(bulletin: Bulletin, read: ItemFacts) -> list[Line]:
    """The mentions of an item in order of the text, places that only stand in a name left out."""
    bodies = [(m.start, m.end) for m in read.mentions if not isinstance(m.entity, Place)]
    lines = []
    for one in sorted(read.mentions, key=lambda m: (m.start, -m.end)):
        inside = any(start <= one.start and one.end <= end for start, end in bodies)
        if not (isinstance(one.entity, Place) and inside):
            lines.append(_line(bulletin, one, NAMES[type(one.entity)][0], one.entity.name, one.reason))
    return lines


def facts(bulletin: Bulletin, read: ItemFacts) -> list[Line]:
    """The facts of an item in order of the text."""
    found = sorted(read.facts, key=lambda fact: (fact.start, fact.end, repr(fact)))
    return [_line(bulletin, fact, NAMES[type(fact)][0], says(fact)) for fact in found]


def _line(bulletin: Bulletin, made: Fact | Mention, kind: str, said: str, reason: str = "") -> Line:
    quote = bulletin.text[made.start : made.end]
    return Line(kind, said, made.rule, confidence.known().of(made), quote, made.start, made.end, reason)


def says(fact: Fact) -> str:
    """A fact in a few words: 女职工专项合同 ＝1260份（结果）；组织：绍兴市总工会；时期：2011."""
    match fact:
        case Involvement(organisation=body, programme=programme, role=role):
            return f"{body.name} {_ROLES[role]} {programme.name}"
        case Outcome():
            upper = "" if fact.value_max is None else f"–{_number(fact.value_max)}"
            sign = "" if fact.comparator == "=" else fact.comparator
            figure = f"{fact.indicator} {sign}{_number(fact.value)}{upper}{fact.unit}"
            parts = {"组织": _name(fact.organisation), "活动": _name(fact.programme), "时期": fact.period}
            if fact.part_of:
                parts["属于"] = f"{fact.part_of[0]}–{fact.part_of[1]} 的 {_number(fact.part_of[2])}"
            return _with(f"{figure}（{_STATUSES[fact.status]}）", parts)
        case Issuance(document=document, act=act, issuers=issuers):
            return _with(f"{_ACTS[act]}《{document.name}》", {"发文": _names(issuers)})
        case Post(person=person, post=post, organisation=body):
            return f"{person.name} 任 {body.name} {post}"
        case Event(kind=kind, date=date, organisations=bodies, place=place):
            return _with(
                f"{EVENT_KINDS[kind]} {date or ''}".rstrip(), {"组织": _names(bodies), "地点": _name(place)}
            )
        case Award(recipient=recipient, award=award, grantor=grantor, year=year):
            return _with(f"{recipient.name} 获 {award}", {"授予": _name(grantor), "年度": year})
    raise TypeError(f"no sentence is known for a {type(fact).__name__}")


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _name(entity: Organisation | Programme | Place | None) -> str | None:
    return entity.name if entity else None


def _names(bodies: Iterable[Organisation]) -> str:
    return "、".join(body.name for body in bodies)


def _with(sentence: str, parts: Mapping[str, str | None]) -> str:
    return "；".join((sentence, *(f"{name}：{value}" for name, value in parts.items() if value)))


def context(read: ItemFacts) -> str:
    """What the item leaves unsaid, as it was understood: 署名：…；主体：常熟市总工会；年份：2011（…）."""
    known: Context = read.context
    year = f"{known.year}（{known.year_reason}）" if known.year else known.year_reason
    told = {
        "署名": _names(read.contributors),
        "编发": _name(known.issuer),
        "主体": _name(known.body),
        "地区": _places().get(known.place or known.region or "", known.place or known.region),
        "年份": year,
    }
    return "；".join(f"{name}：{value}" for name, value in told.items() if value)


@cache
def _places() -> dict[str, str]:
    return {row[0]: row[1] for row in load("places")}


# ---------------------------------------------------------------- the text with its marks
def marked(bulletin: Bulletin, read: ItemFacts) -> Iterator[tuple[str, Mention | None]]:
    """The item's text in pieces, each with the mention it is, or None; of nested mentions the outermost."""
    at = read.item.start
    for one in sorted(read.mentions, key=lambda m: (m.start, -m.end)):
        if one.start >= at:
            yield bulletin.text[at : one.start], None
            yield bulletin.text[one.start : one.end], one
            at = one.end
    yield bulletin.text[at : read.item.end], None


# ---------------------------------------------------------------- the page
#: braces of the style are not displaCy's: the look stands in explain.html
_MARK: Final = '<mark class="{label_en}" title="{why}">{text}<span>{label}</span></mark>'


def page(bulletin: Bulletin, items: Sequence[ItemFacts]) -> str:
    """One HTML page, to be written as UTF-8: no script, no outside reference, every text escaped."""
    template = Template(files("kg").joinpath("explain.html").read_text(encoding="utf-8"))
    body = "\n".join(_section(bulletin, read) for read in items)
    return template.substitute(
        title=_html(bulletin.title or bulletin.id), source=_html(bulletin.source), items=body
    )


def _section(bulletin: Bulletin, read: ItemFacts) -> str:
    title = f"{read.item.position}. {' '.join(read.item.title.split())}"
    return "\n".join(
        (
            f'<section id="item-{read.item.position}">',
            f"<h2>{_html(title)}</h2>",
            f'<p class="context">{_html(context(read))}</p>',
            _marked_html(bulletin, read),
            _table("事实", "facts", facts(bulletin, read)),
            _table("提及", "mentions", mentions(bulletin, read)),
            "</section>",
        )
    )


def _marked_html(bulletin: Bulletin, read: ItemFacts) -> str:
    ents = []
    at = 0
    for text, mention in marked(bulletin, read):
        if mention:
            zh, en = NAMES[type(mention.entity)]
            why = mention.reason or mention.entity.name
            params = {"label_en": en, "why": _html(f"{why} [{mention.rule}]")}
            ents.append({"start": at, "end": at + len(text), "label": zh, "params": params})
        at += len(text)
    text = safe(bulletin.text[read.item.start : read.item.end])
    options = {"template": _MARK}
    return displacy.render(
        {"text": text, "ents": ents}, style="ent", manual=True, jupyter=False, options=options
    )


def _table(zh: str, en: str, lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    rows = [dict(zip(COLUMNS, line.cells(), strict=True)) for line in lines]
    shown = [name for name in COLUMNS if any(row[name] for row in rows)]
    head = "".join(f"<th>{_HEADINGS[name]}</th>" for name in shown)
    cells = ("".join(f'<td class="{name}">{_html(row[name])}</td>' for name in shown) for row in rows)
    body = "\n".join(f"<tr>{row}</tr>" for row in cells)
    table = f"<table><caption>{zh} {en}: {len(lines)}</caption><tr>{head}</tr>\n{body}</table>"
    return f'<div class="wide" tabindex="0">{table}</div>'


def _html(text: str) -> str:
    return escape(safe(text))
