"""Spans of one item and what was resolved before them in, bodies of the item's house out.

公司工会, 团委, 人力资源科, 炼铁厂: parts of an enterprise that its own bulletin, or an item about it, calls
without its name. Everything that makes an organisation of a name stands here too.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span

from extractors.organisation_forms import UNION_PARTS
from kg.model import Item, Kind, Organisation
from kg.resolve import names
from kg.resolve.context import BulletinContext, union_above
from kg.resolve.levels import Ground
from kg.resolve.links import Resolved

#: the administration of a zone, whose union is the zone's: 高新区|管委会
ZONE_OFFICE = re.compile(r"(?<=区)(?:管委会|党工委)$|(?<=园)(?:管委会|党工委)$")
#: works of a house that go by their own name: 炼铁厂, 检修公司
WORKS_END = re.compile(r"(?:厂|矿|公司|段|队|学校)$")
#: companies keep the places their registered names open with
COMPANY = re.compile(r"公司|集团|银行|厂|矿")
KINDS: dict[str, Kind] = {
    k: k for k in ("union", "party", "government", "enterprise", "institution", "association", "joint")
}


class Houses(Ground):
    """The bodies found so far, and those of the house they tell of."""

    def __init__(self, item: Item, doc: Doc, context: BulletinContext, place: str | None, why: str) -> None:
        super().__init__(item, doc, context, place, why)
        self.resolved: list[Resolved] = []

    def body(self) -> Organisation | None:
        """The union the item is by or about."""
        raise NotImplementedError

    def _named(self, span: Span) -> Resolved:
        raise NotImplementedError

    def _member(self, span: Span, text: str) -> Resolved | None:
        raise NotImplementedError

    def _make(
        self, span: Span, name: str, code: str | None, prefix: str, reason: str, rule: str | None = None
    ) -> Resolved:
        kind = KINDS[span.label_]
        if name.endswith("工会委员会") and names.body_of(name):
            name = name.removesuffix("委员会")  # of a house: its union and the committee are one body
        if name.startswith("中共") and kind == "government":
            kind = "party"
        if COMPANY.search(name) and not prefix.endswith(("市", "区", "县")):
            code = names.place_in(name)
        parent = self._parent(name, kind, code, prefix)
        if kind == "enterprise" and parent and parent.endswith("工会"):
            kind = "union"  # its own department: 苏州市总工会研究室
        organisation = Organisation(name, kind, code or None, parent)
        return Resolved(span.start, span.end, organisation, prefix, code, rule or span.id_, reason)

    def _parent(self, name: str, kind: Kind, code: str | None, prefix: str) -> str | None:
        if (body := names.body_of(name)) is not None:
            return body
        if name == "中华全国总工会":
            return None
        if name.endswith("总工会") and code and names.place_name(code) and name.startswith(prefix):
            if name == prefix + "总工会" and self._name_of(code) == prefix:
                return union_above(code)
            return self._name_of(code) + "总工会"  # of a town or zone
        if kind == "union" and code and prefix and len(name) > len(prefix):
            return self._name_of(code) + "总工会"
        return None

    def _own_house(self, span: Span) -> Resolved | None:
        """公司工会, 集团公司团委, 局党委, 集团公司: a body of the house the item or bulletin is of."""
        match = names.houses().opening.match(span.text)
        if match is None:
            return None
        pattern = names.houses().patterns[match.group()]
        house, why = self._house(pattern, span, general=match.group() in names.houses().whole)
        if house is None:
            return None
        name = house + span.text[match.end() :]
        return self._make(span, name, None, house, f"{span.text} → {name}：{why}")

    def _house_post(self, span: Span) -> Resolved | None:
        """工会|主席 behind other posts of one house: 某公司党委书记甲、工会主席乙."""
        last = self.resolved[-1].organisation.name if self.resolved else ""
        zone = ZONE_OFFICE.search(last)
        house = last[: zone.start()] if zone else names.house_of(last) or names.body_of(last)
        if house is None or (not zone and house.endswith(("市", "区", "县", "镇"))):
            return None
        name = house + span.text
        return self._make(span, name, self.resolved[-1].code, house, f"{span.text} → {name}：随前 {house}")

    def _house_unit(self, span: Span) -> Resolved | None:
        """炼铁厂 by its own name, 质检中心 by its house's, in the bulletin of a house; else nothing."""
        house = self.context.house
        if house is None:
            return None
        name = span.text if WORKS_END.search(span.text) else house + span.text
        return self._make(span, name, None, house, f"{span.text} → {name}：本刊主办单位")

    def _house_part(self, span: Span) -> Resolved | None:
        """团委 and 人力资源科 behind 黄磷厂工会; 安全环保部|部长 where the house is known."""
        last = self.resolved[-1] if self.resolved else None
        said = last.organisation.name if last else ""
        house = names.house_of(said) or (said if said and names.house_of(said + "工会") else None)
        linked = last is not None and self.text[last.end : span.start] in ("、", "和", "与", "及", "以及")
        if linked and house is None:
            return self._member(span, span.text)
        if not linked and self.context.house:
            house = self.context.house
        elif not linked and span.text in UNION_PARTS:
            house = said if said.endswith("工会") else self._own_union(span)
        elif not linked and (house is None or self.text.startswith("）", span.end)):
            house = self._own_union(span)
        if house is None:
            return None
        name = house + span.text
        return self._make(span, name, None, house, f"{span.text} → {name}：随前 {house}")

    def _own_union(self, span: Span) -> str | None:
        """The union whose department stands alone: （责任部门：经济技术部） in an item of 盘锦市总工会."""
        own = self.body()
        return own.name if own and own.kind == "union" and span.text in names._parts() else None

    def _house(self, pattern: re.Pattern[str], span: Span, *, general: bool) -> tuple[str | None, str]:
        own = self.context.house
        if general and own and pattern.search(own):
            return own, "本刊主办单位"
        for r in reversed(self.resolved):
            house = names.house_of(r.organisation.name)
            if house and pattern.search(house):
                return house, f"上文 {house}"
        signed = self.item.signature or (len(self.text), len(self.text))
        for other in self.spans:
            if other.start >= signed[0] and other.kb_id_ == "name":
                house = names.house_of(self._named(other).organisation.name)
                if house and pattern.search(house):
                    return house, f"署名 {house}"
        if own and pattern.search(own):
            return own, "本刊主办单位"
        return None, ""
