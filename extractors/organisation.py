"""Reading text and its places in, span group `organisation` out: the grammar of official Chinese names.

A name is found from its last word (`organisation_heads.tsv`: 总工会, 教育局, 有限公司 …) and read leftwards
to what cannot stand in a name (`organisation_boundaries.tsv`). What opens it decides the form:

* a place (苏州市吴中区|横泾街道|总工会) or a national name (中国|农业银行…): kb_id `name`;
* a level word (市|教育局, 区|总) or a list with a body before it (市总工会、|教育局): kb_id `local`, its
  place is for `kg.resolve` to say;
* any own name, before the heads that ask for no place (恒达机械有限公司): kb_id `name`;
* 该行, 该公司, 我会: kb_id `anaphor`.

Names join to the right where one body belongs to another: 市总|民管部, 有限公司|工会. Classes of bodies
(各级工会, 有关部门, 外企工会) stay unmarked. Label: the codebook's kind; span_id: the rule.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.lexicon import load
from extractors.organisation_again import repeated, sharing, unions_of
from extractors.organisation_brands import branded, enumerated
from extractors.organisation_forms import LEVEL, ZONES
from extractors.organisation_grammar import Grammar
from extractors.organisation_units import deepened, units
from extractors.organisation_walk import SHARED, Name
from extractors.organisation_words import LEVELS, stem_kinds, word_lists
from extractors.places import candidates, level_of

__all__ = ["LEVELS", "OrganisationComponent", "find"]

#: a zone or town that acts through its leaders stands for its administration: 吴江经济开发区有关领导
LEADERS = re.compile(r"(?:党政)?(?:有关|相关|主要)?(?:领导(?!下|小组|班子成员制)|负责人|负责同志)")

#: 区劳动社保、工商联等部门; 市人社、教育部门
DEPARTMENTS = re.compile(
    r"(?P<list>[一-鿿]{2,10}(?:、[一-鿿]{2,8}?){0,8}(?:[和与及][一-鿿]{2,8}?)?)等?(?:有关|相关|职能|多|几|[两三四五六七八九十\d]+)?个?(?:部门|单位)"
)


#: national bodies whose local offices bear their name: 国家税务总局|登封市税务局, 国家统计局|德州调查队
LOCAL_OFFICES = {"国家税务总局": ("税务局",), "国家统计局": ("调查队",)}
#: a county's short name that opens a list: |芗城|、龙文、龙海总工会
SHORT_PLACE = re.compile(r"(?<=[、，。；：\n])[一-鿿]{2,3}$|^[一-鿿]{2,3}$")
#: a place of such a list that no place list knows: 、|太谷区|、
LISTED_PLACE = re.compile(r"(?<=[、，。；：\n])[一-鿿]{1,7}(?:[区县市旗镇乡]|街道)$")
#: 甘谷、武山、清水|三县|总工会
COUNTED_PLACES = re.compile(r"[两二三四五六七八九十]个?(?:[县区市州盟旗]|县区|区县|县市|市县)总工会")


def _stems(grammar: Grammar) -> list[Name]:
    """市人社、教育等部门: the members of such a list, where it opens with a place or a level word."""
    extra: list[Name] = []
    for match in DEPARTMENTS.finditer(grammar.text):
        start = max((p.end for p in grammar.places if match.start() <= p.end <= match.end()), default=0)
        body = match.group("list")
        at = match.start("list")
        if start > at:
            body, at = body[start - at :], start
            opening, form = _chain_start(grammar.places, start), "name"
        else:
            first = re.split("[、和与及]", body, maxsplit=1)[0]
            found = [
                m for m in LEVEL.finditer(first) if m.group() in LEVELS and first[m.end() :] in stem_kinds()
            ]
            if not found:
                continue
            level = found[0]
            cut = level.end()
            opening, form = at + level.start(), "local"
            body, at = body[cut:], at + cut
        stems = stem_kinds()
        for number, piece in enumerate(re.finditer(r"[^、和与及]+", body)):
            word = piece.group()
            if any(n.start < at + piece.end() and at + piece.start() < n.end for n in grammar.names):
                continue
            if word in stems:
                begin = at + piece.start()
                rule = "organisation.stem" if number else "organisation.stem-first"
                extra.append(
                    Name(
                        begin if number else opening,
                        begin + len(word),
                        stems[word],
                        form if not number else "local",
                        rule,
                        "gov",
                        word,
                    )
                )
            elif _whole_head(word):
                begin = at + piece.start()
                extra.append(
                    Name(
                        begin, begin + len(word), _whole_head(word), "local", "organisation.stem", "gov", word
                    )
                )
    return extra


@cache
def _whole_head(word: str) -> str:
    """The kind of a word that is a whole office or association: 工商联, 妇联."""
    return next(
        (r.label for r in word_lists().rows if r.kind == "head" and r.word == word and r.need == "place"), ""
    )


def _chain_start(places: list[Span], end: int) -> int:
    """Where the places that stand side by side before `end` begin."""
    for place in reversed(places):
        if place.end == end:
            end = place.start
    return end


def _shared(text: str, names: list[Name]) -> list[Name]:
    """省、市总工会 names two bodies: the level word before 、 is the other one's."""
    out = []
    for name in names:
        if name.form == "local" and name.rule == "organisation.level":
            match = SHARED.search(text, max(0, name.start - 4), name.start)
            if match:
                out.append(
                    replace(name, start=match.start(), end=name.start - 1, rule="organisation.shared-head")
                )
        out.append(name)
    return out


def _shared_places(grammar: Grammar, names: list[Name]) -> list[Name]:
    """西秀区、平坝区、普定县|总工会: every place of the list has its own; 甘谷、武山、清水三县|总工会."""
    text = grammar.text
    taken = {i for n in names for i in range(n.start, n.end)}
    out: list[Name] = []

    def lead(end: int, like: Name) -> None:
        """The places joined to the left of `end`, each as a body like `like`."""
        while end - 1 not in taken:
            start = _chain_start(grammar.places, end)
            if start == end and (unlisted := LISTED_PLACE.search(text, max(0, end - 10), end)):
                start = unlisted.start()
            short = SHORT_PLACE.search(text, max(0, end - 4), end) if start == end else None
            if short and any(level_of(r.code) == "county" for r in candidates(short.group())):
                start = short.start()
            if start == end:
                return
            out.append(replace(like, start=start, end=end, form="local", rule="organisation.shared-place"))
            if text[start - 1 : start] not in ("、", "和", "与", "及"):
                return
            end = start - 1

    for name in names:
        if name.rule != "organisation.place" or name.cls not in ("utop", "gtop", "gov", "assoc"):
            continue
        own = grammar.chain_end(name.start)
        joined = text[name.start - 1 : name.start] in ("、", "和", "与", "及")
        if joined and name.start < own < name.end and name.head in text[own : name.end]:
            lead(name.start - 1, name)
    for match in COUNTED_PLACES.finditer(text):
        lead(match.start(), Name(0, 0, "union", "local", "", "utop", "总工会", True))
    return out


@cache
def _anaphors() -> tuple[re.Pattern[str], dict[str, str]]:
    """The pattern of 该行, 该公司工会, 我会 … and the kind of each noun."""
    rows = load("organisation_anaphors")
    kinds = {row[0]: row[1] for row in rows} | {row[0] + "工会": "union" for row in rows if row[1] != "union"}
    said = "|".join(sorted(kinds, key=len, reverse=True))
    own = "|".join(row[0] for row in rows if len(row) > 3)
    pattern = rf"(?<![应本活])(?:该({said})|我({own}))(?![一-鿿]{{0,2}}(?:议|员|员工|计|谈|面|长期|为了))"
    return re.compile(pattern), kinds


def _others(text: str, places: list[Span]) -> list[Name]:
    """Anaphors, and zones or towns that act through their leaders."""
    out = []
    pattern, kinds = _anaphors()
    for match in pattern.finditer(text):
        noun = match[1] or match[2]
        name = Name(*match.span(), kinds[noun], "anaphor", "organisation.anaphor", "", noun)
        out.append(name)
    for place in places:
        if place.label_ in ZONES and LEADERS.match(text, place.end):
            out.append(
                Name(place.start, place.end, "government", "name", "organisation.leaders", "gtop", "", True)
            )
    return out


def find(text: str, places: list[Span], dates: list[Span], documents: list[Span]) -> list[Name]:
    """All names of a reading text, in order, without overlaps (earlier, then longer ones win)."""
    grammar = Grammar(text, places, dates, documents)
    names = grammar.find()
    names = _shared(text, names) + _stems(grammar) + _others(text, places) + enumerated(grammar)
    names += branded(grammar, names)
    names += _shared_places(grammar, names)
    names += sharing(grammar, names)
    names = unions_of(grammar, names)
    names += repeated(grammar, names)
    names += units(grammar, names)
    names = [n for n in deepened(grammar, names) if "某" not in text[n.start : n.end]]  # 潼川镇某砖厂
    names.sort(key=lambda n: (n.start, -n.end))
    out: list[Name] = []
    for name in names:
        if out and out[-1].end == name.start and name.head in LOCAL_OFFICES.get(out[-1].head, ()):
            out[-1] = replace(out[-1], end=name.end)
        if not out or name.start >= out[-1].end:
            out.append(name)
    return out


class OrganisationComponent:
    """spaCy component: `doc.spans["organisation"]`."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group and hand the doc on."""
        groups = {
            g: sorted(doc.spans[g], key=lambda s: s.start) if g in doc.spans else []
            for g in ("place", "date", "document")
        }
        names = find(doc.text, groups["place"], groups["date"], groups["document"])
        doc.spans["organisation"] = [
            Span(doc, n.start, n.end, label=n.label, kb_id=n.form, span_id=n.rule) for n in names
        ]
        return doc


@Language.factory("kg_organisation")
def _create(nlp: Language, name: str) -> OrganisationComponent:
    return OrganisationComponent()
