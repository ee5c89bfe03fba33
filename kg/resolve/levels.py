"""An item's places and context in, the place that a level word stands for out: 市 in 市总, 区 in 区教育局.

A level word means the item's own place or one above it, a town or zone the nearest one named before.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span

from extractors.places import PLACES, level_of
from kg.model import Item
from kg.resolve import names
from kg.resolve.context import MUNICIPALITIES, BulletinContext, city, code_of, province

#: a division of the 兵团 and its city
DIVISION = re.compile(r"第[一二三四五六七八九十]{1,3}师(?P<city>[一-鿿]{2,4}市)")
#: the item's city may be named apart in the same clause, then a bare 市 is the prefecture
CLAUSE_END = re.compile(r"[，。；！？：\n]")


class Ground:
    """One item's text, places and organisation spans, and the names its places go by there."""

    def __init__(self, item: Item, doc: Doc, context: BulletinContext, place: str | None, why: str) -> None:
        self.item = item
        self.doc = doc
        self.text = item.text
        self.context = context
        self.place = place
        self.why = why
        self.places = list(doc.spans["place"])
        self.codes = {(p.start, p.end): code_of(p, context.region) for p in self.places}
        self.spans = list(doc.spans["organisation"])
        self.own_names = {
            s.text: self._code(s)
            for s in self.places
            if self._code(s) and s.label_ in ("province", "prefecture", "county") and self._is_full(s)
        }
        self.full = {code: name for name, code in self.own_names.items()}
        for code, own in context.folded:
            self.full.setdefault(code, own)
        for code in {city(c) for c in (place, context.region) if c} - self.full.keys():
            if (own := names.folded(code)) and own in self.text:
                self.full[code] = own  # 延边州 where the text never writes 延边朝鲜族自治州

        for match in DIVISION.finditer(item.text):  # 第八师|石河子市: city and division are one body
            for code in [c for n, c in self.own_names.items() if n == match["city"]]:
                self.full[code] = match.group()

    def _divided(self, code: str | None, written: str) -> str:
        """The city as the division's where the text calls it so: 石河子市 → 第八师石河子市."""
        own = self.full.get(code or "", "")
        return own if own.endswith(written) and DIVISION.fullmatch(own) else written

    def _code(self, place: Span) -> str:
        return self.codes[place.start, place.end]

    def _name_of(self, code: str) -> str:
        """A code's full name as the text writes it: 吴江市 where the standard now has 吴江区."""
        return self.full.get(code) or names.place_name(code)

    def _is_full(self, place: Span) -> bool:
        """Does the text write the place in full: 苏州市, not 苏州?"""
        return any(place.text in (r.name, r.plain) for r in PLACES.by_name(place.text))

    def _chain(self, start: int, end: int) -> list[Span]:
        """The places standing side by side from `start`."""
        out: list[Span] = []
        for place in self.places:
            if place.start == start and place.end <= end:
                out.append(place)
                start = place.end
            elif place.start > start:
                break
        return out

    def _own_level(self, chain: list[Span]) -> list[Span]:
        """The chain without the places above the lowest of the standard: 厦门市|湖里区 → 湖里区."""
        levels = ("prefecture", "county")
        while len(chain) > 1 and self._code(chain[1]) and chain[1].label_ in levels:
            chain = chain[1:]
        return chain

    def _level(self, level: str, span: Span) -> tuple[str, str | None, str] | None:
        """The place a level word stands for in this item: (name, code, reason)."""
        place = self.place
        zone = self.context.zone
        if zone and zone.endswith(level) and place == self.context.region:
            return zone, place, "本刊主办单位"
        if level in ("镇", "乡", "街道", "园区", "开发区", "高新区", "经开区", "新区", "村", "社区"):
            return self._small(level, span)
        if place is None:
            return None
        if level in ("省", "自治区"):
            above = province(place)
            return (names.place_name(above), above, self.why) if above not in MUNICIPALITIES else None
        own = self._name_of(place)
        if level == "城区":  # what a city's districts call themselves in Guangxi
            return (own, place, self.why) if level_of(place) == "county" else None
        if level == "市":
            if level_of(place) == "county" and own.endswith("市") and not self._named_apart(span, place):
                return own, place, self.why
            above = city(place)
            if level_of(above) == "county" or above not in {c for c in PLACES.path(place)}:
                return None
            if level_of(place) == "province" and place not in MUNICIPALITIES:
                return None
            return self._name_of(above), above, self.why if above == place else f"{self.why}，上级市"
        if level_of(place) == "county" and own.endswith(level):
            return own, place, self.why
        if level in ("州", "盟") and level_of(city(place)) == "prefecture":
            above = city(place)
            return self._name_of(above), above, self.why
        return self._near(level, span)

    def _near(self, level: str, span: Span) -> tuple[str, str | None, str] | None:
        """The nearest place before the span whose name ends with the level word, else the only one."""
        fits = [
            p
            for p in self.places
            if self._code(p)
            and self._name_of(self._code(p)).endswith(level)
            and level_of(self._code(p)) == "county"
        ]
        before = [p for p in fits if p.end <= span.start]
        if before:
            code = self._code(before[-1])
        elif len({self._code(p) for p in fits}) == 1:
            code = self._code(fits[0])
        elif self.context.region and self._name_of(self.context.region).endswith(level):
            code = self.context.region
        else:
            return None
        return self._name_of(code), code, f"上文 {self._name_of(code)}"

    def _small(self, level: str, span: Span) -> tuple[str, str | None, str] | None:
        """The town or zone a level word stands for: the nearest named before."""
        before = [
            p
            for p in self.places
            if p.end <= span.start and p.label_ in ("township", "zone") and p.text.endswith(level)
        ]
        if not before:
            before = [p for p in self.places if p.label_ in ("township", "zone") and p.text.endswith(level)][
                :1
            ]
        home = self.place or self.context.region
        if not before and home and level in ("开发区", "高新区", "经开区"):
            name = self._name_of(home).removesuffix("市") + level  # 淄博|高新区
            return name, home, self.why
        if not before:
            return None
        found = before[-1]
        return found.text, self._code(found) or self.place, f"上文 {found.text}"

    def _named_apart(self, span: Span, place: str) -> bool:
        """Is the item's own city named as another body behind, in the same clause: 市政协…和吴江市总工会?"""
        region = self.context.region
        if region is None or level_of(region) == "county":
            return False
        end = CLAUSE_END.search(self.text, span.end)
        limit = end.start() if end else len(self.text)
        for other in self.spans:
            if span.end <= other.start < limit and other.kb_id_ == "name":
                chain = self._chain(other.start, other.end)
                if chain and self._code(chain[-1]) == place:
                    return True
        return False
