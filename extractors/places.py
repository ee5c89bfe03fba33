"""A name or a code of GB/T 2260 in, the places it can mean out: the gazetteer, without any text.

`places.tsv` holds every release of the standard from 1980 to 2019, `places_later.tsv` what came
after, `place_successors.tsv` which place took over the land of an abolished one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from extractors.lexicon import load

Level = Literal["province", "prefecture", "county"]
RANK: dict[str, int] = {"province": 0, "prefecture": 1, "county": 2}


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """One name of one code: 320584 吴江市, in the releases from 199212 to 201110.

    `first_release` and `last_release` are dates of statistics releases (YYYYMM), not of decrees;
    `last_release` is "" for a place that stands in the newest list.
    """

    code: str
    name: str
    short: str  # 吴江; "" where under two characters would remain (沛县)
    parent: str  # code of the place above, "" for a province
    first_release: str
    last_release: str
    level: Level

    @property
    def plain(self) -> str:
        """An autonomous county as people write it: 三都水族自治县 -> 三都县; "" for all others."""
        return f"{self.short}县" if self.short and self.name.endswith("自治县") else ""

    @property
    def current(self) -> bool:
        """Does the newest list have it under this name?"""
        return not self.last_release


def level_of(code: str) -> Level:
    """320000 -> province, 320500 -> prefecture, 320583 -> county."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


class Places:
    """All places by code and by name, short or full; built once, from the data files."""

    @cached_property
    def records(self) -> tuple[PlaceRecord, ...]:
        """Every name of every code."""
        rows = load("places")
        later = load("places_later")
        newest = max(row[5] for row in rows)
        replaced = {row[0]: row[2] for row in later}
        for row in later:
            replaced.update({code: row[2] for code in row[3].split("|") if len(row) > 3 and code})
        out: list[PlaceRecord] = []
        for code, name, short, parent, first, last, *former in rows:
            end = replaced.get(code, "") and replaced[code] + "12"
            out.append(
                PlaceRecord(
                    code,
                    name,
                    short,
                    parent,
                    first,
                    "" if last == newest and not end else end or last,
                    level_of(code),
                )
            )
            for entry in filter(None, "".join(former).split("|")):
                old, start, stop = entry.split(":")
                out.append(PlaceRecord(code, old, _short(old), parent, start, stop, level_of(code)))
        for code, name, year, *_ in later:
            above = code[:4] + "00"
            parent = above if any(row[0] == above for row in rows) else code[:2] + "0000"
            out.append(PlaceRecord(code, name, _short(name), parent, year + "12", "", level_of(code)))
        return tuple(out)

    @cached_property
    def _by_code(self) -> dict[str, PlaceRecord]:
        found: dict[str, PlaceRecord] = {}
        for record in self.records:
            old = found.get(record.code)
            if old is None or (record.last_release or "9") >= (old.last_release or "9"):
                found[record.code] = record
        return found

    @cached_property
    def _by_name(self) -> dict[str, tuple[PlaceRecord, ...]]:
        found: dict[str, list[PlaceRecord]] = {}
        for record in self.records:
            found.setdefault(record.name, []).append(record)
            if record.short:
                found.setdefault(record.short, []).append(record)
            if record.plain:
                found.setdefault(record.plain, []).append(record)
        return {name: tuple(sorted(records, key=_best_first)) for name, records in found.items()}

    def by_code(self, code: str) -> PlaceRecord:
        """The place under its newest name; raises KeyError for a code that never was one."""
        return self._by_code[code]

    def records_of(self, code: str) -> tuple[PlaceRecord, ...]:
        """The names a code has had, in no order; empty for a code that never was one."""
        return self._of_code.get(code, ())

    @cached_property
    def _of_code(self) -> dict[str, tuple[PlaceRecord, ...]]:
        found: dict[str, list[PlaceRecord]] = {}
        for record in self.records:
            found.setdefault(record.code, []).append(record)
        return {code: tuple(records) for code, records in found.items()}

    def by_name(self, name: str) -> tuple[PlaceRecord, ...]:
        """All places of that full or short name (苏州, 苏州市): highest level first, then the newest."""
        return self._by_name.get(name, ())

    def parent(self, code: str) -> str:
        """The code of the place above: 320583 -> 320500 -> 320000 -> ""."""
        record = self._by_code.get(code)
        return record.parent if record else ""

    def within(self, code: str, ancestor: str) -> bool:
        """Is the place `ancestor` itself or inside it?"""
        while code:
            if code == ancestor:
                return True
            code = self.parent(code)
        return False

    def path(self, code: str) -> tuple[str, ...]:
        """The place and all above it, itself first: 320583, 320500, 320000."""
        out = []
        while code in self._by_code:
            out.append(code)
            code = self.parent(code)
        return tuple(out)

    @cached_property
    def _successors(self) -> dict[str, str]:
        found = {row[0]: row[2] for row in load("place_successors")}
        for code, _name, _year, *former in load("places_later"):
            for old in filter(None, "".join(former).split("|")):
                found.setdefault(old, code)
        return found

    def successor(self, code: str) -> str | None:
        """The code that took over an abolished place (平江区 -> 姑苏区), None where it still stands."""
        if code in self._successors:
            return self._successors[code]
        record = self._by_code.get(code)
        if record is None or record.current:
            return None
        # 通州市 became 通州区: the same short name in the same prefecture, else in the same province
        same = [r for r in self.by_name(record.short or record.name) if r.current and r.code != code]
        for digits in (4, 2):
            near = [r for r in same if r.code[:digits] == code[:digits]]
            if near:
                return near[0].code
        return None


def _best_first(record: PlaceRecord) -> tuple[int, int, str]:
    newest = int(record.last_release or "999999")
    return RANK[record.level], -newest, record.code


def _short(name: str) -> str:
    """A former or later name without its ending: 郊区 -> "", 通州市 -> 通州."""
    short = name[:-1] if name[-1] in "省市区县旗盟州" and "自治" not in name else ""
    return short if len(short) >= 2 else ""


PLACES = Places()


@cache
def candidates(name: str) -> tuple[PlaceRecord, ...]:
    """The places a bulletin of this century can mean by `name`, superseded codes left out."""
    found = [r for r in PLACES.by_name(name) if r.current or r.last_release >= "2000"]
    exact = [r for r in found if r.name == name] or found
    kept: list[PlaceRecord] = []
    for record in exact:
        # the same name in the same province, gone before a newer code begins: only the code changed
        if record.current or not any(
            k.name == record.name and k.code[:2] == record.code[:2] and k.first_release > record.last_release
            for k in kept
        ):
            kept.append(record)
    return tuple(kept)


def choose(name: str, near: tuple[str, ...] = ()) -> str:
    """The code that `name` means beside the places `near` (nearest first), or "" where that is open.

    鼓楼区 beside 徐州市 is 320302; alone it is open. 海南 alone is the province, not the prefecture.
    """
    found = candidates(name)
    if not found:
        return ""
    codes = [r.code for r in found]
    for other in near:
        if other in codes:
            return other
    for other in near:
        for ancestor in PLACES.path(other):
            inside = [c for c in codes if PLACES.within(c, ancestor)]
            if len(inside) == 1:
                return inside[0]
            if inside:
                codes = inside
                break
    top = min(RANK[level_of(c)] for c in codes)
    highest = [c for c in codes if RANK[level_of(c)] == top]
    if len(highest) == 1:
        return highest[0]
    standing = [c for c in highest if PLACES.by_code(c).current]
    return standing[0] if len(standing) == 1 else ""


#: what may stand before the place a body's name opens with: 中共|鼓楼区委, 共青团|鼓楼区委
BEFORE_PLACE = ("中国共产党", "中共", "共青团", "政协", "民革", "民盟", "民建", "民进", "农工党", "致公党")


@cache
def namesakes(name: str) -> frozenset[str]:
    """The codes that share the full place name a body's name opens with: 鼓楼区总工会 -> 320106, 320302 …

    Empty where the place is the only one of its name (苏州市总工会) or no full name opens the body's.
    """
    rest = next((name[len(w) :] for w in BEFORE_PLACE if name.startswith(w)), name)
    for size in range(min(len(rest), 12), 1, -1):
        if any(r.name == rest[:size] for r in PLACES.by_name(rest[:size])):
            codes = frozenset(r.code for r in candidates(rest[:size]) if r.name == rest[:size])
            return codes if len(codes) > 1 else frozenset()
    return frozenset()


def namesake(name: str, code: str | None) -> str:
    """Which of its namesakes a body's place is, or lies in: 鼓楼区总工会, 320106 -> 320106; "" for others."""
    codes = namesakes(name) if code else frozenset()
    return next((c for c in PLACES.path(code or "") if c in codes), "") if codes else ""
