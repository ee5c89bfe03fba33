"""The written form of a figure in, its value out: 近13万人次 -> 130000 人次, comparator ~.

Pure functions over strings, no spaCy. `scan` finds every number that is followed by a measure word of
`lexicon/measure_words.tsv` (or by % , 成, a bare counted noun), `parse` turns one such stretch into a
`Quantity`. What is a figure and what is only a number in passing is decided in `extractors.outcome`.

Comparators are those of the codebook: 多/余/过/超过 `>`, 以上/不少于 `>=`, 近/约/左右/数千 `~`,
以内/以下/不超过 `<=`, 不到/不足 `<`, else `=`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from extractors.lexicon import load

Comparator = Literal["=", ">=", ">", "<=", "<", "~"]

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
#: full-width forms, for callers that have no reading text
_NARROW = {ord("％"): "%", ord("．"): ".", ord("，"): ",", **{0xFF10 + i: str(i) for i in range(10)}}
_COMPARATORS: tuple[Comparator, ...] = ("=", ">=", ">", "<=", "<", "~")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit as written (without 万, 亿) and what bounds it: 300余份 is > 300 份."""

    value: Decimal
    unit: str
    comparator: Comparator = "="
    value_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure word with its kind (count, people, money, percent, duration …) and what may not follow it."""

    word: str
    kind: str
    not_before: str = ""


@cache
def measures() -> dict[str, Measure]:
    """The measure words of `measure_words.tsv` by word; its third column: what they don't stand before.

    支|队伍 is 支, where that guard would not have it.
    """
    found = {}
    for word, kind, *rest in load("measure_words"):
        found[word] = Measure(word, kind, rest[0] if rest and rest[0] != "-" else "")
    return found


@cache
def _bounds() -> tuple[dict[str, Comparator], dict[str, Comparator]]:
    """The words before and behind a number that bound it, from `number_bounds.tsv`."""
    before: dict[str, Comparator] = {}
    behind: dict[str, Comparator] = {}
    for word, side, sign, *_ in load("number_bounds"):
        comparator = next(c for c in _COMPARATORS if c == sign)
        {"before": before, "behind": behind}[side][word] = comparator
    return before, behind


@cache
def _leading() -> str:
    """The words before a number with their guards: 约 but not in 要约780份, 过 only in 过百, 过万."""
    rows = sorted((row for row in load("number_bounds") if row[1] == "before"), key=lambda row: -len(row[0]))
    return "|".join(
        ("" if after == "-" else f"(?<![{after}])") + word + ("" if onward == "-" else f"(?=[{onward}])")
        for word, _, _, after, onward, *_ in rows
    )


def _either(words: Iterator[str] | list[str]) -> str:
    """An alternation, longest first, so that 人次 is tried before 人."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


#: 1,074 · 34809 · 71.17 — not a part of a longer number, of a code (A4) or of a date (3.15)
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?"
#: 万, 千万, 亿 behind digits; 千克 and 千瓦 are units, 百分点 is no hundred
_SCALE = r"(?:[十百千万亿](?!分)(?<!千(?=克|米|瓦|卡|帕|伏|焦))){1,3}"
#: digits with scales and an inner 余: 1985余万, 3.88万, 1万2千, 600多万
_MIXED = rf"{_ARABIC}(?:\s?[多余几来]?{_SCALE}(?:\d{{1,4}}{_SCALE})?)?"
#: Chinese numerals: 二十余万, 两千三百, 数百, 十几, 几十, 一百零八
_NUMERAL = (
    r"[数几]?[一二两三四五六七八九十百千万亿零〇]"
    r"(?:[一二两三四五六七八九十百千万亿零〇]|[多余几来](?=[十百千万亿])){0,11}几?"
)
_NUMBER = rf"(?:{_MIXED}|{_NUMERAL})"
#: 3—5年, 8至10家, 20-30人, 100～200元
_DASH = r"\s?(?:[-—–―~～]{1,2}|至|到)\s?"


@cache
def pattern() -> re.Pattern[str]:
    """One expression for a number with its bounds and measure word (named groups as `parse` reads them)."""
    _, behind = _bounds()
    alternatives = []
    for word in sorted(measures(), key=len, reverse=True):
        guard = measures()[word].not_before
        bare, _, noun = word.partition("|")  # 支|队伍: 支 alone is the unit
        followed = f"(?={re.escape(noun)})" if noun else f"(?![{guard}])" if guard else ""
        alternatives.append(re.escape(bare) + followed)
    # 项（次）, 家（次）: the bracket belongs to the measure word
    unit = rf"(?:{'|'.join(alternatives)})(?:（[次家户人个名场件套]）)?"
    return re.compile(
        # 不低于|每月1050元: of what the bound is stands between
        rf"(?P<before>(?:{_leading()})了?(?:每[人户月年天日次件个名]{{1,2}}(?=\d))?\s?)?"
        rf"(?:百分之(?P<hundredths>{_ARABIC}|{_NUMERAL}(?:点[零一二三四五六七八九]{{1,3}})?)"
        rf"(?:{_DASH}百分之(?P<hundredths_b>{_ARABIC}|{_NUMERAL}))?"
        rf"|(?<![\d.A-Za-z:])(?P<a>{_NUMBER})(?![\d.:]\d)"
        rf"(?:(?P<a_fuzz>[多余来]?)(?P<a_unit>{unit})?{_DASH}(?P<b>{_NUMBER})(?=[多余来]?\s?(?:{unit})))?"
        rf"(?P<fuzz>[多余来])?\s?(?P<unit>{unit})?(?P<tenth>(?<=成)[一二三四五六七八九半](?![十百千万个家名]))?)"
        # 两个多小时 and 65万元余: the surplus behind the measure word
        rf"(?P<late>[多余](?![元万亿样个种]))?(?P<behind>{_either(list(behind))})?"
    )


def scan(text: str) -> Iterator[re.Match[str]]:
    """Every number in `text` with its bounds and measure word (group `unit`, None where none follows)."""
    return pattern().finditer(text)


def number(text: str) -> Decimal | None:
    """The value of a numeral without affixes, or None: 1.4万, 34,809, 二十, 两千三百, 一百零八, 二〇一一."""
    value, _ = _value(text)
    return _normal(value) if value is not None else None


def parse(text: str) -> Quantity | None:
    """The quantity a stretch states, or None where there is none: 1985余万元 -> > 19850000 元."""
    match = pattern().search(text.translate(_NARROW))
    return quantity(match) if match else None


def quantity(match: re.Match[str]) -> Quantity | None:
    """The quantity of one match of `scan`."""
    before, behind = _bounds()
    if hundredths := match["hundredths"]:
        value, vague = _value(hundredths)
        value_max = _value(match["hundredths_b"])[0] if match["hundredths_b"] else None
        unit = "%"
    else:
        value, vague = _value(match["a"])
        value_max = _value(match["b"])[0] if match["b"] else None
        unit = match["unit"] or ""
        if value is None:
            return None
        if value_max is None and (pair := _neighbours(match["a"])):
            value, value_max = pair
        elif value_max is not None and match["b"]:
            value = _same_scale(value, match["a"], match["b"])
        if unit.startswith("个多"):  # 两个多小时
            unit, vague = unit.replace("多", ""), ">"
        if unit == "成":  # 四成五 is 45 %
            value, unit = (
                value * 10 + (5 if match["tenth"] == "半" else _DIGITS.get(match["tenth"] or "", 0)),
                "%",
            )
            value_max = value_max * 10 if value_max is not None else None
    if value is None:
        return None
    sign: Comparator = vague
    if match["before"]:
        sign = before[re.sub(r"了?(?:每.{1,2})?$", "", match["before"].strip())]
    elif match["behind"]:
        sign = behind[match["behind"]]
        if sign == "~" and value_max is not None and match["behind"] == "不等":
            sign = "="  # 200至500元不等: the range says it already
    elif match["fuzz"] or match["late"]:
        sign = ">"
    if value_max is not None and match["b"] and value_max < value and not match["before"]:
        value, value_max = value_max, value  # 10万元至3万元不等
    if value_max is not None and value_max <= value:
        value_max = None
    return Quantity(_normal(value), unit, sign, _normal(value_max) if value_max is not None else None)


def kind(unit: str) -> str:
    """What a unit measures (count, people, money …), `none` for no unit: 人次 -> people."""
    if not unit:
        return "none"
    measure = measures().get(unit) or measures().get(re.sub(r"（.）$", "", unit))
    return measure.kind if measure else "none"


def _normal(value: Decimal) -> Decimal:
    """Without superfluous zeros or exponents: 1.2E+4 and 12000.0 -> 12000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _value(text: str) -> tuple[Decimal | None, Comparator]:
    """The value of a numeral and what its inner 余, 数, 几 say: 二十余万 -> 200000 >, 数千 -> 1000 ~."""
    text = text.replace(",", "").replace(" ", "")
    sign: Comparator = "="
    if text[:1] in ("数", "几"):
        text, sign = text[1:], "~"  # 数千, 几十: of that order
    if text[-1:] == "几":
        text, sign = text[:-1], ">"  # 十几: more than ten
    for mark in "多余来几":
        if mark in text:
            text, sign = text.replace(mark, ""), ">"  # 二十余万, 600多万
    if not text:
        return None, sign
    if "点" in text:  # 百分之九十点五
        whole, _, part = text.partition("点")
        base, _ = _value(whole)
        if base is None:
            return None, sign
        return base + Decimal("0." + "".join(str(_DIGITS[c]) for c in part)), sign
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text)), sign  # 二〇一一
    # sections below 万, below 亿, and the whole: 两亿三千万, 1亿2000万, 3千万
    total = section = Decimal(0)
    current: Decimal | None = None
    for part in re.findall(r"\d+(?:\.\d+)?|.", text):
        if part[0].isascii():
            current = Decimal(part)
        elif part in _DIGITS:
            current = Decimal(_DIGITS[part])
        elif (scale := _SCALES.get(part)) is None:
            return None, sign
        elif scale < 10**4:
            section += (Decimal(1) if current is None else current) * scale
            current = None
        else:
            section += current or Decimal(0)
            if scale == 10**8:
                total = (total + section or Decimal(1)) * scale  # 一万亿 is 10^12
            else:
                total += (section or Decimal(1)) * scale
            section, current = Decimal(0), None
    return total + section + (current or Decimal(0)), sign


def _neighbours(text: str) -> tuple[Decimal, Decimal] | None:
    """Two neighbouring digits are a range: 二三十 -> 20, 30; 三四百 -> 300, 400; 五六 -> 5, 6."""
    match = re.fullmatch(r"([一二三四五六七八九])([一二三四五六七八九])([十百千万亿]{0,2})", text)
    if not match or _DIGITS[match[2]] - _DIGITS[match[1]] != 1:
        return None
    low, high = (number(match[i] + match[3]) for i in (1, 2))
    return (low, high) if low is not None and high is not None else None


def _same_scale(value: Decimal, a: str, b: str) -> Decimal:
    """The lower end of a range takes the scale of the upper: 3至5万 -> 30000."""
    scale = re.search(r"[百千万亿]+$", b)
    if scale and not re.search(r"[百千万亿]$", a):
        upper = number(b)
        scaled = number(f"{a}{scale[0]}")
        if upper is not None and scaled is not None and value < upper / 10 and scaled < upper:
            return scaled
    return value
