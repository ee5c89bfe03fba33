"""A resolved item in, its documents out: each once, as issued in the item or only cited.

The verb nearest to the title decides (`document_verbs.tsv`): 下发了《…通知》 issues, 贯彻《…法》 cites;
after the title stand 出台, 由市政府下发. A document of which no verb tells is cited. The issuers are
the bodies that act at the verb, joined by those that forward it in the same sentence (市委进行了转发).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from spacy.tokens import Span

from extractors.lexicon import load
from kg.model import Act, Document, Issuance, Organisation, Reading
from kg.subject import Clauses

#: what joins titles of one list: 《…》、《…》和《…》
LIST = re.compile(r"[》”]?(?:（[^（）]{1,10}）)?(?:、|和|及|以及|与|，)?[《“]?")
#: after a title: 《…》（试行）近日正式|出台, 《…》由市政府|下发
WHEN = r"(?:于?[^，。；《由经]{0,12}?日|近日|日前|已|也|将|正式|顺利|联合|全面|目前|随后|相继|陆续){0,3}"
AFTER = re.compile(
    r"[》”](?:（[^（）]{1,10}）)?(?:等[^，。；]{0,12}?(?:文件|制度|办法|意见|规定))?(?:，)?"
    rf"{WHEN}(?P<by>(?:由|经)[^，。；]{{2,40}}?)?{WHEN}"
    r"(?P<verb>出台|下发|印发|发布|颁布|审议通过|获得通过|通过|签订|签署|转发|公布|起草|制定|制订|上?签了?字)"
)
#: 《…》精神, 《…》的贯彻: cited whatever stands before
CITED_AFTER = re.compile(
    r"[》”](?:（[^（）]{1,10}）)?(?:等[^，。；]{0,12})?(?:的)?(?:精神|要求|规定|相关规定|有关规定|条款|第[一二三四五六七八九十百\d]+条)"
)
#: between bodies and the title they wrote
OWNS = re.compile(r"(?:、|和|与|及|的|联合)?[《“]?")
#: 会上宣读了某区总工会《关于…的倡议书》: whose paper is read out
READ_OUT = re.compile(r"宣读(?:了)?")
FORWARD = re.compile(r"(?:进行了?|予以|给予)?(?:转发|批转)")
#: laws and regulations of the state, cited unless the verb stands directly before the title
LAW = re.compile(r"(?:(?<![办方做])法|条例)(?:（[^（）]*）)?$")


@cache
def _verbs() -> tuple[re.Pattern[str], dict[str, str]]:
    acts = {row[0]: row[1] for row in load("document_verbs")}
    words = sorted(acts, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words))), acts


def find(reading: Reading, clauses: Clauses) -> Iterator[Issuance]:
    """One issuance per document, its evidence the title that tells most (issued before cited)."""
    spans = [s for s in reading.spans("document") if s.label_ != "media"]
    text = reading.item.text
    found: dict[str, Issuance] = {}
    heads = _heads(text, spans)
    for span, (head, tail) in zip(spans, heads, strict=True):
        title = span.kb_id_ or span.text
        act, issuers, rule = _judge(reading, clauses, span, head, tail)
        known = found.get(title)
        if known is not None and (known.act == "issued" or act == "cited"):
            if act == "issued" and not known.issuers and issuers:
                found[title] = _fact(reading, span, title, act, issuers, rule)
            continue
        found[title] = _fact(reading, span, title, act, issuers, rule)
    yield from found.values()


def _fact(
    reading: Reading, span: Span, title: str, act: Act, issuers: tuple[Organisation, ...], rule: str
) -> Issuance:
    start, end = reading.item.to_bulletin(span.start, span.end)
    return Issuance(reading.item.position, start, end, rule, Document(title), act, issuers)


def _heads(text: str, spans: list[Span]) -> list[tuple[int, int]]:
    """For each title where its list begins and ends: verbs stand before the first and after the last."""
    groups: list[list[Span]] = [[s] for s in spans[:1]]
    for before, span in pairwise(spans):
        if LIST.fullmatch(text, before.end, span.start):
            groups[-1].append(span)
        else:
            groups.append([span])
    return [(g[0].start, g[-1].end) for g in groups for _ in g]


def _judge(
    reading: Reading, clauses: Clauses, span: Span, head: int, tail: int
) -> tuple[Act, tuple[Organisation, ...], str]:
    text = reading.item.text
    clause = clauses.at(head)
    verbs, acts = _verbs()
    floor = max(clause.start, head - 40)
    before = list(verbs.finditer(text, floor, head))
    after = AFTER.match(text, tail)
    if CITED_AFTER.match(text, tail):
        return "cited", (), "document.cited-after"
    if before:
        verb = before[-1]
        if acts[verb.group()] == "cited":
            return "cited", (), "document.verb"
        of_another = text[verb.end() : verb.end() + 1] == "的"
        if of_another and any(acts[v.group()] == "cited" for v in before[:-1]):
            return "cited", (), "document.verb"
        if LAW.search(span.text) and head - verb.end() > 3:
            return "cited", (), "document.law"
        own = _owners(reading, head, verb.end())
        if not own or FORWARD.match(verb.group()):  # 市委办转发了市总工会、市人社局《…方案》
            own = tuple(dict.fromkeys((*own, *_issuers(reading, clauses, verb.start(), tail))))
        return "issued", own, "document.verb"
    read = READ_OUT.search(text, floor, head)
    if read and (own := _owners(reading, head, read.end())):
        return "issued", own, "document.read-out"
    if after and not LAW.search(span.text):
        at = after.start("by") + 1 if after["by"] else after.start("verb")
        issuers = _named(reading, after.start("by"), after.end("by")) if after["by"] else ()
        return "issued", issuers or _issuers(reading, clauses, at, tail), "document.verb-after"
    return "cited", (), "document.bare"


def _issuers(reading: Reading, clauses: Clauses, at: int, tail: int) -> tuple[Organisation, ...]:
    """The bodies acting at the verb, and those that forward the paper in the rest of the sentence."""
    text = reading.item.text
    bodies = dict.fromkeys(clauses.at(at).subjects)
    stop = min((i for i in (text.find("。", tail), text.find("\n", tail)) if i >= 0), default=len(text))
    for match in FORWARD.finditer(text, tail, stop):
        clause = clauses.at(match.start())
        if clause.explicit:
            bodies.update(dict.fromkeys(clause.subjects))
    return tuple(bodies)


def _owners(reading: Reading, head: int, floor: int) -> tuple[Organisation, ...]:
    """The bodies right before a title and behind its verb: 宣读了市总、市人社局|《关于…的决定》."""
    text = reading.item.text
    owners: list[Organisation] = []
    at = head
    for mention in reversed([m for m in reading.of(Organisation) if floor <= m.at[0] < head]):
        if not OWNS.fullmatch(text, mention.at[1], at):
            break
        if isinstance(mention.entity, Organisation):
            owners.insert(0, mention.entity)
        at = mention.at[0]
    return tuple(owners)


def _named(reading: Reading, start: int, end: int) -> tuple[Organisation, ...]:
    """The bodies named in a stretch: 由市政府."""
    return tuple(
        m.entity
        for m in reading.of(Organisation)
        if isinstance(m.entity, Organisation) and start <= m.at[0] < end
    )
