"""Resolved organisations of one item in, the short names among them joined to the full ones, in place.

三洋能源公司 is 三洋能源（苏州）有限公司; 中国人民银行中心支行 is 中国人民银行苏州中心支行; 以下简称“恒达”
makes every 恒达 a mention.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.model import Organisation
from kg.resolve import names

#: 以下简称“恒达公司”
DEFINED = re.compile(r"[（(](?:以下|下文|下)?简称[：:]?[“\"]?([一-鿿A-Za-z0-9]{2,12})[”\"]?[）)]")

#: 阜康|产业园工会, which signs as 产业园工会
OPENS_ZONE = re.compile(r"(?:[一-鿿]{0,4}产业|工业|科技|物流|高新|经济)?(?:园区?|开发区)(?=[一-鿿]*工会)")


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
    """中国人民银行中心支行党委 is 中国人民银行苏州中心支行党委, the same name without its place."""
    places = sorted(surfaces, key=len, reverse=True)
    bare: dict[str, list[Organisation]] = {}
    for r in resolved:
        name = r.organisation.name
        for place in places:
            if place in name[1:] or (name.startswith(place) and OPENS_ZONE.match(name, len(place))):
                bare.setdefault(name.replace(place, "", 1), []).append(r.organisation)
    for i, r in enumerate(resolved):
        full = set(bare.get(r.organisation.name, ()))
        if len(full) == 1 and r.organisation.place is None:
            target = full.pop()
            reason = f"{r.organisation.name} → {target.name}：文中全名"
            resolved[i] = replace(r, organisation=target, rule="resolve.short-name", reason=reason)


def defined(resolved: list[Resolved], text: str) -> None:
    """Mark short names defined once (以下简称“恒达”) and an enterprise's own words (中达电子)."""
    shorts: dict[str, Resolved] = {}
    for match in DEFINED.finditer(text):
        before = [r for r in resolved if r.end == match.start()]
        if before:
            shorts[match.group(1)] = before[0]
    for r in resolved:
        name = r.organisation.name
        if (
            (
                r.organisation.kind == "enterprise"
                and name.endswith("公司")
                and len(word := names.core(name)) >= 4
            )
            and word != name
            and word not in shorts
        ):
            shorts.setdefault(word, r)
    taken = [(r.start, r.end) for r in resolved]
    for word, r in shorts.items():
        for match in re.finditer(re.escape(word), text):
            if any(s < match.end() and match.start() < e for s, e in taken):
                continue
            reason = f"{word} → {r.organisation.name}：文中全名"
            resolved.append(
                replace(r, start=match.start(), end=match.end(), rule="resolve.short-name", reason=reason)
            )
            taken.append((match.start(), match.end()))
