"""The organisation spans of one item in, resolved organisations out, each with rule and reason.

Passes in order of the text: names with their own place, local names by the item's place (市总 → the
city's), members of a list by the body before them, then anaphors and short names by what the item names.
"""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Doc, Span

from extractors.organisation_forms import SHARED_LAST, SHARED_TAIL
from extractors.places import choose, level_of
from kg.model import Item, Kind, Organisation
from kg.resolve import links, names
from kg.resolve.context import BulletinContext, union_above, union_of
from kg.resolve.houses import COMPANY, Houses
from kg.resolve.links import Resolved

Found = tuple[int, int, Organisation, str, str]

#: between a body and a bare one of the same place: 市政协|副主席、|总工会
POST_GAP = re.compile(r"[一-鿿]{0,10}[、和与及兼]")
#: the end of a sentence
SENTENCE = re.compile(r"[。；！？\n]")
#: a signing union no list knows: （徐工工会）
SIGNER = re.compile(r"[一-鿿A-Za-z]{2,20}工会(?![一-鿿])")
#: what stands between marks in a signature
PIECE = re.compile(r"[一-鿿A-Za-z0-9]{2,20}")
#: a department of an enterprise; a unit of one; what is neither
PART = re.compile(r"(?:部|处|科|室|办)$")
UNIT = re.compile(r"(?<=[一-鿿]{2})(?:站|段|厂|矿|公司|医院|学校|车间|集团)$")
OWN_PART = re.compile(r"[一-鿿]{2,8}(?:部|室|科|办)(?=[、，；）/ ])")
PLAIN = re.compile(r"(?:编辑|本报|本刊|通讯|供稿|摄影).*")


class Bodies(Houses):
    """The organisations of one item."""

    def __init__(self, item: Item, doc: Doc, context: BulletinContext, place: str | None, why: str) -> None:
        super().__init__(item, doc, context, place, why)
        self._run()

    # ------------------------------------------------------------ public
    def mentions(self) -> list[Found]:
        """(start, end, organisation, rule, reason) in reading offsets, in order."""
        return [(r.start, r.end, r.organisation, r.rule, r.reason) for r in self.resolved]

    def contributors(self) -> tuple[Organisation, ...]:
        """The bodies that sign the item, in order; a person's name is none."""
        if self.item.signature is None:
            return ()
        start, end = self.item.signature
        signed = [
            (r.start, r.end, r.organisation) for r in self.resolved if start <= r.start and r.end <= end
        ]
        for order, (left, right, body) in enumerate(signed):
            if rest := OWN_PART.match(self.text, right, end):  # 某区总工会|生产保障部
                part = Organisation(body.name + rest.group(), body.kind, body.place, body.name)
                signed[order] = (left, rest.end(), part)
        for piece in SIGNER.finditer(self.text, start + 1, end):
            if not any(s < piece.end() and piece.start() < e for s, e, _ in signed):
                name = names.whole(piece.group())
                zone = name.removesuffix("工会")
                whole = [p.text for p in self.places if p.label_ == "zone" and p.text.endswith(zone)]
                name = whole[0] + "工会" if whole else name  # 产业园工会 → 阜康产业园工会
                union = Organisation(name, "union", None, names.body_of(name))
                signed.append((piece.start(), piece.end(), union))
        for piece in PIECE.finditer(self.text, start + 1, end - 1):
            if any(s < piece.end() and piece.start() < e for s, e, _ in signed):
                continue
            if signer := self._signs(piece.group()):
                signed.append((piece.start(), piece.end(), signer))
        return tuple(dict.fromkeys(organisation for _, _, organisation in sorted(signed, key=lambda s: s[0])))

    def _signs(self, name: str) -> Organisation | None:
        """A signing body that no span tells: a department of the item's body (宣教部), a unit (兰州站)."""
        if name in names._parts() or (self.context.house and PART.search(name)):
            own = self.context.house if name not in names._parts() else None
            body = own or getattr(self.body(), "name", None)
            if body and not PLAIN.fullmatch(name):
                kind: Kind = "enterprise" if own else "union"
                return Organisation(body + name, kind, self.place, body)
        place = next((p for p in self.places if p.text and name.startswith(p.text)), None)
        if UNIT.search(name) and (place is not None or self.context.house):
            return Organisation(name, "enterprise", place and self._code(place), None)
        return None

    def body(self) -> Organisation | None:
        """The union the item is by or about: its title's, else its signature's, else its place's."""
        head = self.item.body_start or (self.text + "。").index("。")
        signed = self.item.signature or (len(self.text), len(self.text))
        unions = [r for r in self.resolved if r.organisation.kind == "union"]
        titled = [r for r in unions if r.end <= head]
        if titled and titled[0].start <= 2:
            return self._whole(titled[0].organisation)
        for r in unions:
            if r.start >= signed[0]:
                own = self._whole(r.organisation)
                if self.place and own.place == self.place:
                    return own
                if own.name.endswith("工会") and not own.name.endswith("总工会"):
                    return own  # of an enterprise, a town, a trade
                if own.place is None or level_of(own.place) == "county" or not self.place:
                    return own
        printed = self.context.zone or self.context.trade
        if self.context.house or (printed and self.place == self.context.region):
            return self.context.issuer
        if self.place:
            return self._union(self.place)
        return titled[0].organisation if titled else self.context.issuer

    # ------------------------------------------------------------ passes
    def _run(self) -> None:
        for index, span in enumerate(self.spans):
            found = self._one(index, span)
            if found is not None:
                self.resolved.append(found)
        surfaces = {p.text for p in self.places}
        links.short_names(self.resolved, self.context.enterprises, surfaces)
        links.placeless(self.resolved, surfaces)
        links.defined(self.resolved, self.text)
        self.resolved.sort(key=lambda r: (r.start, r.end))

    def _one(self, index: int, span: Span) -> Resolved | None:
        if span.kb_id_ == "name":
            return self._named(span)
        if span.kb_id_ == "anaphor":
            return self._anaphor(span)
        if span.id_ == "organisation.shared-head":
            following = self.spans[index + 1] if index + 1 < len(self.spans) else None
            return self._shared(span, following)
        if span.id_ == "organisation.shared-place":
            return self._shared_place(index, span)
        if span.id_ in ("organisation.shared-last", "organisation.shared-tail"):
            return self._shared_last(span)
        if span.id_.startswith("organisation.stem"):
            return self._stem(span)
        if span.id_ == "organisation.house-post":
            return self._house_post(span)
        if span.id_ == "organisation.house-unit":
            return self._house_unit(span)
        if span.id_ == "organisation.house-part":
            return self._house_part(span)
        if span.id_ == "organisation.own-house" or (
            span.id_ == "organisation.joined"
            and names.houses().opening.match(span.text)
            and not names.LEVEL.match(span.text)
        ):
            return self._own_house(span)
        return self._local(span)

    def _union(self, code: str) -> Organisation:
        return Organisation(self._name_of(code) + "总工会", "union", code, union_above(code))

    def _whole(self, organisation: Organisation) -> Organisation:
        """The body of a department: 苏州市总工会民管部 → 苏州市总工会."""
        above = organisation.parent
        if above and organisation.name.startswith(above) and above.endswith("工会"):
            if not above.endswith("总工会"):
                return replace(organisation, name=above, parent=names.body_of(above))
            if organisation.place:
                return replace(organisation, name=above, parent=union_above(organisation.place))
        return organisation

    def _named(self, span: Span) -> Resolved:
        """A name with its own place or its own words."""
        text = span.text
        lead = names.OTHER_PARTY.match(text) or re.match(r"中国共产党|中共", text)
        skip = lead.end() if lead else 0
        quote = 1 if text[skip : skip + 1] in "“‘" else 0
        chain = self._chain(span.start + skip + quote, span.end)
        if span.id_ == "organisation.founded" and text[0] == "全" and (where := self._level(text[1], span)):
            name = where[0] + text[2:]  # 全县|…领导小组
            return self._make(span, name, where[1], where[0], f"{text} → {name}：{where[2]}")
        if not chain:
            name = names.whole(text)
            inside = [p for p in self.places if span.start <= p.start and p.end <= span.end and self._code(p)]
            code = self._code(inside[0]) if inside else None
            return self._make(span, name, code, "", f"{text} → {name}：通用简称" if name != text else "")
        if span.label_ != "enterprise" and not COMPANY.search(text):
            chain = self._own_level(chain)
        coded = [p for p in chain if self._code(p)]
        code = self._code(coded[-1]) if coded else None
        rest = self.text[chain[-1].end : span.end]
        written = self.text[chain[0].start : chain[-1].end]
        prefix = self._divided(code, written)
        last = chain[-1]
        if (
            code
            and self._code(last) == code
            and last.label_ in ("province", "prefecture", "county")
            and names.OFFICIAL.match(rest)
        ):
            shortened = last.text[-1] not in "省市区县州盟旗" or last.text != self._name_of(code)
            if shortened and not self._is_full(last):
                prefix = self.text[chain[0].start : last.start] + self._name_of(code)
        level = last.label_
        if lead and lead.group() not in ("中共", "中国共产党"):
            name = lead.group() + prefix + rest
        elif lead:
            name = "中共" + prefix + names.unfold(rest)
        else:
            name = names.join(prefix, rest, level=level)
        name = names.QUOTES.sub("", name)
        for short, full in names.aliases_of(rest):
            if rest.startswith(short) and not rest.startswith(full):
                name = full + rest[len(short) :]
        reason = f"{text} → {name}：自带地名" if name != text else ""
        return self._make(span, name, code, prefix, reason)

    # ------------------------------------------------------------ local names
    def _local(self, span: Span) -> Resolved | None:
        text = names.QUOTES.sub("", span.text)
        if text.startswith("团") and len(text) >= 3 and text[2] == "委":
            where = self._level(text[1], span)
            if where is None:
                return None
            name = f"共青团{where[0]}委"
            return self._make(span, name, where[1], where[0], f"{span.text} → {name}：{where[2]}")
        match = (
            names.LEVEL.match(text)
            if span.id_ == "organisation.level" or span.id_ == "organisation.joined"
            else None
        )
        if match is None:
            return self._member(span, text)
        where = self._level(match.group(), span)
        if where is None:
            return None
        prefix, code, why = where
        rest = text[match.end() :]
        own = code and self._name_of(code) == prefix  # 淄博高新区|工会 is no 总工会
        name = names.join(prefix, rest, level=level_of(code) if code and own else "township")
        return self._make(span, name, code, prefix, f"{span.text} → {name}：{why}")

    def _stem(self, span: Span) -> Resolved | None:
        """An office without its last word: 区劳动社保 → 沧浪区劳动社保局; 、工商联 after it."""
        chain = self._chain(span.start, span.end)
        rest = self.text[chain[-1].end : span.end] if chain else span.text
        if chain:
            prefix, code, why = "".join(p.text for p in chain), self._code(chain[-1]) or None, "自带地名"
        elif span.id_ == "organisation.stem-first":
            match = names.LEVEL.match(rest)
            where = self._level(match.group(), span) if match else None
            if match is None or where is None:
                return None
            prefix, code, why = where
            rest = rest[match.end() :]
        elif self.resolved and span.start - self.resolved[-1].end <= 3:
            prefix, code, why = self.resolved[-1].prefix, self.resolved[-1].code, "随前"
        else:
            return None
        name = prefix + names.office(rest)
        return self._make(span, name, code, prefix, f"{span.text} → {name}：{why}")

    def _member(self, span: Span, text: str) -> Resolved | None:
        """A member of a list, by the body before it: 市总民管部、|办公室; or a bare 总工会."""
        last = self.resolved[-1] if self.resolved and span.start - self.resolved[-1].end <= 12 else None
        alone = span.id_ == "organisation.bare"
        if alone and last is not None and not POST_GAP.fullmatch(self.text[last.end : span.start]):
            last = None
        if alone and last is None:
            again = self.resolved[-1] if self.resolved else None
            if again and again.rule == span.id_ and not SENTENCE.search(self.text, again.end, span.start):
                return replace(again, start=span.start, end=span.end)  # 、总工会主席甲，|总工会|副主席乙
            if self.place is None:
                return None
            name = self._name_of(self.place) + text
            return self._make(
                span, name, self.place, self._name_of(self.place), f"{text} → {name}：{self.why}"
            )
        if last is None:
            return None
        if names.is_part(text):
            body = names.body_of(last.organisation.name) or last.organisation.name
            name = body + text
            if names.house_of(body) == body and text[-1] in "部处科室":  # 分公司工会、|人力资源部
                found = self._make(
                    span,
                    name,
                    last.code,
                    last.prefix,
                    f"{text} → {name}：随前 {self.text[last.start : last.end]}",
                )
                return replace(found, organisation=replace(found.organisation, kind="enterprise"))
        else:
            if not last.prefix:
                return None
            name = names.beside(last.organisation.name, text, span.label_) or names.join(last.prefix, text)
        return self._make(
            span, name, last.code, last.prefix, f"{text} → {name}：随前 {self.text[last.start : last.end]}"
        )

    def _shared(self, span: Span, following: Span | None) -> Resolved | None:
        """省 in 省、市总工会."""
        if following is None:
            return None
        match = names.LEVEL.match(following.text)
        rest = following.text[match.end() :] if match else ""
        if span.text == "全国":
            return self._make(
                span, names.whole("全国" + names.unfold(rest)), None, "", f"{span.text} → 与后文共用“{rest}”"
            )
        where = self._level(span.text, span)
        if where is None or not rest:
            return None
        name = names.join(where[0], rest, level=level_of(where[1]) if where[1] else "township")
        return self._make(span, name, where[1], where[0], f"{span.text} → {name}：与后文共用“{rest}”")

    def _shared_place(self, index: int, span: Span) -> Resolved | None:
        """西秀区 in 西秀区、平坝区、普定县总工会; 武山 in 甘谷、武山、清水三县总工会."""
        following = next((s for s in self.spans[index + 1 :] if s.id_ != span.id_), None)
        rest = "总工会"
        last = self.spans[index]
        for other in self.spans[index + 1 :]:
            if other.id_ != span.id_ or other.start - last.end > 1:
                break
            last = other
        if following is not None and following.start - last.end == 1:
            chain = self._chain(following.start, following.end)
            rest = self.text[chain[-1].end : following.end] if chain else rest
        chain = self._own_level(self._chain(span.start, span.end))
        if not chain:
            near = self._code(self._chain(following.start, following.end)[-1]) if following else None
            own = choose(span.text, (near or self.place or "",))  # 芗城、|龙文、龙海总工会
            prefix = self._name_of(own) if own and level_of(own) == "county" else span.text
            name = prefix + rest
            return self._make(span, name, own or None, prefix, f"{span.text} → {name}：与后文共用“{rest}”")
        place = chain[-1]
        code = self._code(place)
        official = code and place.label_ in ("province", "prefecture", "county")
        prefix = self._name_of(code) if official and not self._is_full(place) else place.text
        name = names.join(prefix, rest, level=place.label_)
        return self._make(span, name, code or self.place, prefix, f"{span.text} → {name}：与后文共用“{rest}”")

    def _shared_last(self, span: Span) -> Resolved | None:
        """潇湘 in 青山、潇湘、黄沙湾三个街道工会: 潇湘街道工会."""
        whole = span.id_ == "organisation.shared-tail"  # 县一小 in 县一小、桃花小学两校工会
        shared = (SHARED_TAIL if whole else SHARED_LAST).search(self.text, span.end)
        if shared is None:
            return None
        house, code = span.text, self.place
        chain = self._own_level(self._chain(span.start, span.end))
        level = names.LEVEL.match(house) if whole and not chain else None
        if level and (where := self._level(level.group(), span)):
            house, code = where[0] + house[level.end() :], where[1]
        elif whole and chain:
            code = self._code(chain[-1]) or code
            county = code and chain[-1].label_ == "county" and chain[-1].end == span.end
            own = self._name_of(code) if code and county else chain[-1].text
            house = own + self.text[chain[-1].end : span.end]
        name = house + shared["last"]
        prefix = name.removesuffix("工会")
        return self._make(span, name, code, prefix, f"{span.text} → {name}：与后文共用“{shared['last']}”")

    # ------------------------------------------------------------ anaphors and short names
    def _anaphor(self, span: Span) -> Resolved | None:
        noun = span.text[1:]
        endings = names.antecedents()
        pattern = endings.get(noun)
        if noun.endswith("工会") and noun.removesuffix("工会") in endings and noun != "工会":
            house = endings[noun.removesuffix("工会")]  # 该公司|工会
            for r in reversed(self.resolved):
                if house.search(r.organisation.name):
                    name = r.organisation.name + "工会"
                    return self._make(span, name, r.code, r.prefix, f"{span.text} → {name}：前指")
        if span.text.startswith("我"):
            signed = self.item.signature or (len(self.text), len(self.text))
            for r in self.resolved:
                if r.end <= self.item.body_start and pattern and pattern.search(r.organisation.name):
                    return self._same(span, r, "标题")
            for other in self.spans:
                if (
                    other.start >= signed[0]
                    and other.kb_id_ == "name"
                    and pattern
                    and pattern.search(other.text)
                ):
                    return self._same(span, self._named(other), "署名")
            return None
        for r in reversed(self.resolved):
            if pattern and pattern.search(r.organisation.name):
                return self._same(span, r, "前指")
        return None

    def _same(self, span: Span, other: Resolved, why: str) -> Resolved:
        reason = f"{span.text} → {other.organisation.name}：{why}"
        return replace(other, start=span.start, end=span.end, rule=span.id_, reason=reason)


__all__ = ["Bodies", "union_of"]
