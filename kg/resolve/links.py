"""Resolved organisations of one item in, the short names among them joined to the full ones, in place.

三洋能源公司 is 三洋能源（苏州）有限公司; 中国人民银行中心支行 is 中国人民银行苏州中心支行; 以下简称“恒达”
makes every 恒达 a mention.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractors.organisation_forms import NOT_ITS_UNION
from kg.model import Organisation
from kg.resolve import names

#: 以下简称“恒达公司”
DEFINED = re.compile(r"[（(](?:以下|下文|下)?简称[：:]?[“\"]?([一-鿿A-Za-z0-9]{2,12})[”\"]?[）)]")

#: 阜康|产业园工会, which signs as 产业园工会
OPENS_ZONE = re.compile(r"(?:[一-鿿]{0,4}产业|工业|科技|物流|高新|经济)?(?:园区?|开发区)(?=[一-鿿]*工会)")


#: the place that a level word stood for: 黑龙江省 of 省农垦总局工会
LEVELLED = re.compile(r"[省市区县州盟旗]$")
#: what a house may have under its short name: 衡钢|工会
COMMITTEE = re.compile(r"(?:工会|党委|团委|女工委)")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A span with its organisation, and the prefix (place) its list members inherit."""

    start: int
    end: int
    organisation: Organisation
    prefix: str
    code: str | None
    rule: str
    reason: str


def short_names(resolved: list[Resolved], known: tuple[str, ...], places: set[str]) -> None:
    """三洋能源公司 is 三洋能源（苏州）有限公司, where the item (or else the bulletin) names that."""
    shorts = tuple(places)
    enterprises = {
        r.organisation.name: r for r in resolved if r.organisation.kind in ("enterprise", "institution")
    }
    for i, r in enumerate(resolved):
        name = r.organisation.name
        if r.organisation.kind not in ("enterprise", "institution"):
            continue
        fuller = [n for n in enterprises if names.shorter(name, n, shorts)]
        if len(fuller) == 1:
            target = enterprises[fuller[0]].organisation
            resolved[i] = replace(
                r,
                organisation=target,
                rule="resolve.short-name",
                reason=f"{name} → {target.name}：文中全名",
            )
        elif not fuller and r.organisation.kind == "enterprise":
            full = [n for n in known if names.shorter(name, n, shorts)]
            if len(full) == 1:
                target = replace(r.organisation, name=full[0])
                resolved[i] = replace(
                    r,
                    organisation=target,
                    rule="resolve.short-name",
                    reason=f"{name} → {full[0]}：本刊全名",
                )


def placeless(resolved: list[Resolved], surfaces: set[str]) -> None:
    """中国人民银行中心支行党委 is 中国人民银行苏州中心支行党委, the same name without its place.

    The place may have been a level word (省农垦总局工会), and a part may follow: 农垦总局工会|办公室.
    """
    places = sorted(surfaces, key=len, reverse=True)
    bare: dict[str, list[Organisation]] = {}
    for r in resolved:
        name = r.organisation.name
        for place in places:
            if place in name[1:] or (name.startswith(place) and OPENS_ZONE.match(name, len(place))):
                bare.setdefault(name.replace(place, "", 1), []).append(r.organisation)
        if LEVELLED.search(r.prefix) and name.startswith(r.prefix) and len(name) - len(r.prefix) >= 5:
            bare.setdefault(name[len(r.prefix) :], []).append(r.organisation)
    for i, r in enumerate(resolved):
        name = r.organisation.name
        if r.organisation.place is not None:
            continue
        part = names.body_of(name) or name
        full = {o.name: o for o in bare.get(name, ()) or bare.get(part, ())}
        if len(full) == 1:
            target = next(iter(full.values()))
            if name not in bare:
                whole = target.name + name[len(part) :]
                target = replace(r.organisation, name=whole, place=target.place, parent=target.name)
            reason = f"{name} → {target.name}：文中全名"
            resolved[i] = replace(r, organisation=target, rule="resolve.short-name", reason=reason)


def defined(resolved: list[Resolved], text: str) -> None:
    """Mark short names defined once (以下简称“恒达”) and an enterprise's own words (中达电子).

    The enterprise may be named by its union only: 安徽恒达竹业有限公司工会 tells what 恒达竹业 is.
    """
    shorts: dict[str, Resolved] = {}
    for match in DEFINED.finditer(text):
        before = [r for r in resolved if r.end == match.start()]
        if before:
            shorts[match.group(1)] = before[0]
    for i, r in enumerate(resolved):
        own = next((w for w in shorts if r.organisation.name.startswith(w)), None)
        if own and (rest := r.organisation.name.removeprefix(own)) and COMMITTEE.match(rest):
            whole = shorts[own].organisation.name  # 衡钢|工会
            body = replace(r.organisation, name=whole + rest, parent=whole)
            reason = f"{r.organisation.name} → {body.name}：文中全名"
            resolved[i] = replace(r, organisation=body, rule="resolve.short-name", reason=reason)
    told = {r.organisation.name for r in resolved}
    for r in list(resolved):
        body = r.organisation
        house = names.house_of(body.name) if body.kind in ("union", "party") else None
        if house and house.endswith("公司") and house not in told:
            body = Organisation(house, "enterprise", None, None)
        name = body.name
        if body.kind != "enterprise" or not name.endswith("公司"):
            continue
        for word in (names.core(name), names.own_words(name)):
            if len(word) >= 4 and word != name and word not in shorts:
                shorts.setdefault(word, replace(r, organisation=body))
    taken = [(r.start, r.end) for r in resolved]
    for word, r in shorts.items():
        for match in re.finditer(re.escape(word), text):
            if any(s < match.end() and match.start() < e for s, e in taken):
                continue
            body, end = r.organisation, match.end()
            if text.startswith("工会", end) and not NOT_ITS_UNION.match(text, end + 2):
                body, end = Organisation(body.name + "工会", "union", body.place, body.name), end + 2
            reason = f"{text[match.start() : end]} → {body.name}：文中全名"
            resolved.append(
                replace(
                    r,
                    start=match.start(),
                    end=end,
                    organisation=body,
                    rule="resolve.short-name",
                    reason=reason,
                )
            )
            taken.append((match.start(), end))
