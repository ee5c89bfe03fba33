"""A resolved item in, its rolls of honour out: a heading that names the honour, and who has it line by line.

    一、五一劳动奖状（5个）          二、五一劳动奖章（8名）
    某市第二人民医院                 王某某  某卷烟厂维修工

The heading is numbered or tells how many there are, and is nothing but the honour. A line below it holds
a body, a person with house and post (before or behind the name), or several; the first other line ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors import award as awards
from extractors.lexicon import terms
from extractors.person import is_name
from kg.facts import recipients
from kg.facts.prizes import Prize
from kg.model import Mention, Organisation, Person, Reading

#: the number of a heading: 一、, （二）, 3．
NUMBER = r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、])"
#: how many there are: （5个）, （共8名，排名不分先后）
COUNT = r"（(?:共|计)?[\d一二三四五六七八九十百]{1,4}[个名人家项户](?:[^（）]{0,14})?）"
#: the number of a line: 1.王某某, （3）某车间
ORDER = re.compile(r"(?:\d{1,3}[.．、]|（\d{1,3}）|●|■|◆)")
#: what stands behind a name of the roll: （女）, （彝族）, （女，回族）
WHO = re.compile(r"（(?:女|男|[一-鿿]{1,4}族|[女男]，[一-鿿]{1,4}族|已故|兼|农民工|[^（）]{3,24})）")
#: a line of a roll, no prose
LINE = re.compile(r"[^，。；！？：]{2,40}(?:（[^（）]{1,30}）[^，。；！？：]{0,30})?")


@cache
def _heading() -> re.Pattern[str]:
    endings = "|".join(sorted(map(re.escape, terms("award_endings")), key=len, reverse=True))
    title = rf"(?:“[^“”\n]{{2,30}}”|[^，。；：！？“”（）、\n]{{0,24}}?(?:{endings}))"
    behind = "(?:荣誉称号|称号|获得者|得主|获奖者)?"
    return re.compile(
        rf"(?:^|(?<=\n))(?:{NUMBER}(?P<numbered>{title}){behind}(?:名单)?(?:{COUNT})?"
        rf"|(?P<counted>{title}){behind}(?:名单)?{COUNT}|(?P<listed>{title}){behind}名单)[：:]?(?=\n)"
    )


def find(reading: Reading, named: list[Mention]) -> Iterator[Prize]:
    """The honours of every roll, in order of the text."""
    text = reading.item.text
    for head in _heading().finditer(text):
        title = _full(text, awards.title(head["numbered"] or head["counted"] or head["listed"]))
        found: list[recipients.Recipient] = []
        at = end = head.end() + 1
        while 0 < at < len(text):
            stop = text.find("\n", at)
            stop = stop if stop >= 0 else len(text)
            row = _row(reading, named, at, stop)
            if not row:
                break
            found += row
            end, at = stop, stop + 1
        if found:
            yield Prize(head.start(), end, title, found)


def _full(text: str, title: str) -> str:
    """The longest name under which the item gives the honour: 五一劳动奖章 -> 某市五一劳动奖章."""
    given = (
        awards.title(text[g.start : g.end]) for g in awards.find(text) if g.quote > g.start or not g.name
    )
    return max((g for g in given if g.endswith(title) and len(g) < len(title) + 10), key=len, default=title)


def _row(reading: Reading, named: list[Mention], start: int, stop: int) -> list[recipients.Recipient]:
    """Who stands in one line of a roll; nobody where it is no such line."""
    text = reading.item.text
    if order := ORDER.match(text, start, stop):
        start = order.end()
    if not LINE.fullmatch(text, start, stop):
        return []
    if name := _name(reading, start, stop):
        return [Person(name, reading.context.place)]
    if found := recipients.listed(reading, named, start, stop):
        return found
    for mention in named:
        if mention.at[0] == start and isinstance(mention.entity, Organisation):
            house, rest = mention.entity, text[mention.at[1] : stop]
            if len(rest) <= 12 and not recipients.NO_UNIT.search(rest) and recipients.STUDIO.fullmatch(rest):
                return [Organisation(house.name + rest, house.kind, house.place, house.name)]
    return []


def _name(reading: Reading, start: int, stop: int) -> str:
    """The person of a line, or "": 孔某某  某厂维修工, 某厂维修工  孔某某, 杨某（女）某校教师."""
    text = reading.item.text
    blanks = [at for at in range(start + 2, stop) if recipients.spaced(reading, at)]
    for end in (start + 3, start + 2, start + 4):
        name = text[start:end]
        apart = end in blanks or end == stop or WHO.match(text, end)
        if end <= stop and apart and _like_name(name):
            return name
    for at in reversed(blanks):
        if at - start >= 4 and 2 <= stop - at <= 4 and _like_name(text[at:stop]):
            return text[at:stop]
    return ""


def _like_name(said: str) -> bool:
    """Could a column be a name: of known form, or two or three characters that no body ends in."""
    return is_name(said) or bool(re.fullmatch(r"[一-鿿]{2,3}(?<![厂矿局队班组站所部院校科室委会社])", said))
