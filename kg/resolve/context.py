"""A bulletin and its docs in, what they leave unsaid out: whose bulletin, whose item, where, when.

The printed masthead speaks first. Without it the places vote: signatures and titles count more than
the body, a prefecture gathers the votes of its counties, and a bulletin whose signatures and titles name
one county only is that county's own.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from extractors import place as places
from extractors.date import infer_year
from extractors.organisation_words import trades
from extractors.places import PLACES, choose, level_of
from kg.model import Bulletin, Context, Item, Organisation
from kg.resolve.names import folded, house_of, houses, place_name

MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
#: 市总民管部, 市总工会办公室: a signature that names no city is the issuer's own
OWN_SIGNATURE = re.compile(r"（(?:市|省|区|县|州|盟|旗)总")
#: a house union in a masthead: 太行机械集团公司工会　主办
HOUSE_UNION = re.compile(r"(?<![一-鿿])(?!各|有关)[一-鿿（）]{3,24}工会")
#: where a single article was taken from: 来源：兰陵新闻网, or a paper alone in its line: 2008-01-30 铁岭日报
SOURCE = re.compile(
    r"(?:来源|稿源|转自|供稿|供稿单位)[于:： ]{0,3}([一-鿿]{3,16})"
    r"|^[\d\-—/年月日:： \u3000]{0,24}([一-鿿]{2,6}(?:日报|晚报|晨报|新闻网|工会网|工人报))(?![一-鿿])",
    re.MULTILINE,
)
#: the union of a trade in a masthead or a report's title: 江西省|金融|工会编印, 在重庆市|机械冶金|工会第三次…
TRADE_UNION = re.compile(
    r"([一-鿿]{2,10})工会(?=委员会|办公室|编|主办|第|[一二三四五六七八九十]{1,3}届|[^一-鿿]|$)"
)
PAPER = re.compile(r"(?:日报社?|晚报|晨报|新闻网|工会网?|工人报|电视台|广播电视台|融媒体中心|融媒)$")


@dataclass(frozen=True, slots=True)
class BulletinContext:
    """What holds for all items of a bulletin; `reason` says how the region was found."""

    region: str | None
    issuer: Organisation | None
    reason: str
    year: int | None
    year_reason: str
    #: full names of enterprises anywhere in the bulletin, for short names elsewhere in it
    enterprises: tuple[str, ...] = field(default=(), repr=False)
    #: the enterprise or office whose union issues the bulletin: 太行机械集团公司
    house: str | None = None
    #: the zone whose union issues the bulletin: 大连经济技术开发区
    zone: str | None = None
    #: common names the bulletin uses for autonomous places: 632800 → 海西州
    folded: tuple[tuple[str, str], ...] = ()
    #: does the union of a trade issue it: 江西省金融工会?
    trade: bool = False


def city(code: str) -> str:
    """The prefecture (or municipality) of a code: 320583 → 320500, 310115 → 310000.

    A county-level place directly under its province is its own: 659001 石河子市, 419001 济源市.
    """
    above = code[:4] + "00"
    if code[:2] + "0000" in MUNICIPALITIES:
        return code[:2] + "0000"
    return above if PLACES.records_of(above) else code


def province(code: str) -> str:
    """The province of a code: 320583 → 320000."""
    return code[:2] + "0000"


def union_of(code: str) -> Organisation:
    """The 总工会 of a place: 320583 → 昆山市总工会 under 苏州市总工会."""
    return Organisation(place_name(code) + "总工会", "union", code, union_above(code))


def union_above(code: str) -> str:
    """The union above a place's own: 320583 → 苏州市总工会, 320000 → 中华全国总工会."""
    above = PLACES.parent(code)
    while (
        above and above not in MUNICIPALITIES and place_name(above) in ("县", "市辖区", "省直辖县级行政区划")
    ):
        above = PLACES.parent(above)
    return place_name(above) + "总工会" if above else "中华全国总工会"


def code_of(place: Span, region: str | None) -> str:
    """A place's code, a namesake decided by the bulletin's region: 宝山区 in a bulletin of 上海市."""
    if place.kb_id_ or place.label_ in ("township", "zone"):
        return place.kb_id_
    return choose(place.text, (region,) if region else ())


def _coded(doc: Doc, start: int, end: int, region: str | None = None) -> list[tuple[Span, str]]:
    found = [(s, code_of(s, region)) for s in doc.spans["place"] if s.start >= start and s.end <= end]
    return [(span, code) for span, code in found if code]


def _region(bulletin: Bulletin, docs: list[Doc]) -> tuple[str | None, str]:
    """The place whose union issues the bulletin, and why."""
    for text, why in (
        (bulletin.issuer, "报头编印单位"),
        (bulletin.title if len(bulletin.items) > 1 else None, "刊名"),
    ):
        chosen, end = "", -1
        for found in places.find(text) if text else ():
            code = found.code or choose(text[found.start : found.end], _named(docs)) if text else ""
            if code and (not chosen or (found.start == end and PLACES.within(code, chosen))):
                chosen, end = code, found.end  # 上海市|宝山区|总工会: the lowest
        if chosen:
            return chosen, f"{why} {text}"
    votes: Counter[str] = Counter()
    strong: Counter[str] = Counter()
    own = False
    for item, doc in zip(bulletin.items, docs, strict=True):
        signed = item.signature or (len(item.text), len(item.text))
        own = own or OWN_SIGNATURE.match(item.text, signed[0]) is not None
        head = item.body_start or min(40, len(item.text))
        for span in doc.spans["place"]:
            code = span.kb_id_
            if not code or (code.endswith("0000") and code not in MUNICIPALITIES):
                continue
            votes[code] += 1
            if span.start >= signed[0] or span.end <= head:
                strong[code] += 3
    total = votes + strong
    if not total:
        return _source(bulletin) or (None, "无地名")
    cities: Counter[str] = Counter()
    for code, count in total.items():
        cities[city(code)] += count
    best, _ = max(cities.items(), key=lambda c: (c[1], c[0]))
    inside = Counter({c: n for c, n in total.items() if city(c) == best})
    counties = {c for c in (strong or inside) if city(c) == best and level_of(c) == "county"}
    only, count = max(inside.items(), key=lambda c: (c[1], c[0]))
    if len(bulletin.items) == 1:
        return _of_one(docs[0], bulletin, only)
    if (
        len(counties) == 1
        and level_of(only) == "county"
        and (count >= 0.7 * sum(inside.values()))
        and not (own and inside[best] > 0.3 * count)
    ):
        return only, f"全刊地名多为{place_name(only)}"
    return best, f"全刊地名多属{place_name(best)}"


def _named(docs: list[Doc]) -> tuple[str, ...]:
    """The codes of all places of a bulletin, to tell namesakes apart (鼓楼区总工会 in a masthead)."""
    return tuple(dict.fromkeys(s.kb_id_ for doc in docs for s in doc.spans["place"] if s.kb_id_))


def _source(bulletin: Bulletin) -> tuple[str, str] | None:
    """The place whose paper or site printed an article, provinces left out: 来源：兰陵新闻网."""
    for match in SOURCE.finditer(bulletin.text):
        name = match[1] or match[2]
        codes = [choose(PAPER.sub("", name)), *(found.code for found in places.find(name))]
        for code in codes:
            if code and (not code.endswith("0000") or code in MUNICIPALITIES):
                return code, f"来源 {name}"
    return None


def _of_one(doc: Doc, bulletin: Bulletin, most: str) -> tuple[str, str]:
    """The place of a single item: its title's, first union's or source's, else the commonest.

    The source goes before a union of its area that is named only late: 铁岭日报 on 市总工会, 昌图县总工会.
    """
    item = bulletin.items[0]
    if titled := _titled(item, doc, None):
        return titled
    source = _source(bulletin)
    for name in doc.spans["organisation"]:
        if name.label_ == "union" and name.kb_id_ == "name":
            for _, code in _coded(doc, name.start, name.end):
                late = name.start > item.body_start + 80
                if source and late and (PLACES.within(code, source[0]) or PLACES.within(source[0], code)):
                    return source
                return code, f"文中 {name.text}"
    if source:
        return source
    return most, f"文中地名多为{place_name(most)}"


def _titled(item: Item, doc: Doc, region: str | None) -> tuple[str, str] | None:
    """The place a headline speaks of, the lowest of a nested one: 北京|怀柔：…, 山西省|长治市|…工会.

    The short name of a far place is passed over where the text names other provinces only (三江水泥).
    """
    coded = _coded(doc, 0, item.body_start, region)
    for index, (span, code) in enumerate(coded):
        if code.endswith("0000") and code not in MUNICIPALITIES:
            continue
        end = span.end
        for other, lower in coded[index + 1 :]:
            if other.start != end or not PLACES.within(lower, code):
                break
            code, end = lower, other.end
        if span.id_ != "place.full" and code not in MUNICIPALITIES and _far(code, doc, item, region):
            continue
        return code, f"标题 {item.text[span.start : end]}"
    return None


def _far(code: str, doc: Doc, item: Item, region: str | None) -> bool:
    """Is a place alone in its province, where the item's unions are all of another?"""
    unions = [s for s in doc.spans["organisation"] if s.label_ == "union" and s.kb_id_ == "name"]
    near = {c[:2] for s in unions for _, c in _coded(doc, s.start, s.end, region)}
    if region:
        near.add(region[:2])
    return bool(near) and code[:2] not in near


def bulletin_context(bulletin: Bulletin, docs: list[Doc]) -> BulletinContext:
    """What the whole bulletin tells: region, issuer and year, each with its reason."""
    region, reason = _region(bulletin, docs)
    year, year_reason = infer_year(bulletin.text, printed=bulletin.date)
    enterprises = dict.fromkeys(
        s.text
        for doc in docs
        for s in doc.spans["organisation"]
        if s.label_ == "enterprise" and s.text.endswith("公司")
    )
    issuer = union_of(region) if region else None
    house, why = _house(bulletin, docs)
    if house:
        issuer = Organisation(house + "工会", "union", region, house)
        reason = why
    zone = None if house else _zone(bulletin)
    if zone and region:
        issuer = Organisation(zone + "总工会", "union", region, union_of(region).name)
    trade = None if house or zone else _trade(bulletin)
    if trade and region:
        issuer = Organisation(trade, "union", region, union_of(region).name)
    common = _folded(region, bulletin.text)
    if issuer and not house and not zone and not trade and region in common:
        issuer = Organisation(common[region] + "总工会", "union", region, issuer.parent)
    return BulletinContext(
        region,
        issuer,
        reason,
        year,
        year_reason,
        tuple(enterprises),
        house,
        zone,
        tuple(common.items()),
        bool(trade),
    )


def _folded(region: str | None, text: str) -> dict[str, str]:
    """The common names by code that a bulletin uses for its own autonomous place: 海西州."""
    codes = PLACES.path(region) if region else ()
    return {code: own for code in codes if (own := folded(code)) and own in text}


def _zone(bulletin: Bulletin) -> str | None:
    """The zone that a masthead's union is of: 大连经济技术开发区|总工会办公室."""
    for text in (bulletin.issuer, bulletin.title if len(bulletin.items) > 1 else None):
        chain = places.find(text) if text else []
        for found in chain:
            if text and found.label == "zone" and text.startswith(("总工会", "工会"), found.end):
                before = [p for p in chain if p.end == found.start]
                return text[before[0].start if before else found.start : found.end]
    return None


def _trade(bulletin: Bulletin) -> str | None:
    """The union of a trade that a masthead or a report's title names: 江西省金融工会编印."""
    masthead = bulletin.text[: bulletin.items[0].start] if bulletin.items else ""
    report = bulletin.title if bulletin.title and "报告" in bulletin.title else None
    for text in (bulletin.issuer, report, masthead):
        for found in TRADE_UNION.finditer(text or ""):
            for place in places.find(found[1]):
                if place.label not in ("zone", "township") and found[1][place.end :] in trades():
                    return found[1][place.start :] + "工会"
    return None


def _house(bulletin: Bulletin, docs: list[Doc]) -> tuple[str | None, str]:
    """The house of an enterprise union's bulletin: printed, or the fullest name where house words sign."""
    masthead = bulletin.text[: bulletin.items[0].start] if bulletin.items else ""
    if "总工会" not in (bulletin.issuer or "") + masthead:
        for text in (bulletin.issuer, bulletin.title, masthead):
            for named in HOUSE_UNION.findall(text or ""):
                if house := house_of(named):
                    return house, f"报头 {named}"
    signed: Counter[str] = Counter()
    for item in bulletin.items:
        if item.signature and (match := houses().opening.match(item.text, item.signature[0] + 1)):
            signed[match.group()] += 1
    if not signed or max(signed.values()) < 2:
        return None, ""
    word = max(signed, key=lambda w: (signed[w], w))
    full: Counter[str] = Counter()
    for doc in docs:
        for span in doc.spans["organisation"]:
            if (
                span.kb_id_ == "name"
                and (house := house_of(span.text))
                and houses().patterns[word].search(house)
            ):
                full[house] += 1
    if not full:
        return None, ""
    return max(full, key=lambda n: (full[n], len(n))), f"署名“{word}”与文中全名"


def item_place(item: Item, doc: Doc, context: BulletinContext) -> tuple[str | None, str]:
    """The place an item is of, and why: by title, signature, first union, else the bulletin's region."""
    text = item.text
    signed = item.signature or (len(text), len(text))

    def deepest(start: int, end: int) -> str | None:
        codes = [code for _, code in _coded(doc, start, end, context.region)]
        return codes[-1] if codes else None

    unions = [s for s in doc.spans["organisation"] if s.label_ == "union" and s.kb_id_ == "name"]
    for name in unions:
        if name.end <= item.body_start and (code := deepest(name.start, name.end)):
            return code, f"标题 {name.text}"
    for name in unions:
        code = deepest(name.start, name.end) if name.start >= signed[0] else None
        if code and (name.text.endswith(("总工会", "总")) or level_of(code) == "county"):
            return code, f"署名 {name.text}"
    if titled := _titled(item, doc, context.region):
        return titled
    if item.signature and OWN_SIGNATURE.match(text, signed[0]) and context.region:
        return context.region, f"署名 {text[signed[0] + 1 : signed[1] - 1]}"
    if item.body_start == 0 or item.form == "article":
        for name in unions:
            if (
                name.start < item.body_start + 80
                and (code := deepest(name.start, name.end))
                and not code.endswith("0000")
            ):
                return code, f"文首 {name.text}"
    return context.region, context.reason


def of_item(
    item: Item, doc: Doc, context: BulletinContext, body: Organisation | None, place: str | None
) -> Context:
    """The item's context, its year from its own text where the bulletin's is unknown."""
    year, reason = context.year, context.year_reason
    if year is None:
        year, reason = infer_year(item.text, printed=None)
    return Context(context.issuer, context.region, body, place, year, reason)
