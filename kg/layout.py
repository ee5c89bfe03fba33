"""A bulletin's verbatim text in, its lines out, each with what it looks like: heading, bullet, signature …

Everything here judges one line, or one line with its neighbours; `kg.bulletin` puts lines together.
Word lists are data: extractors/lexicon/section_*.tsv and masthead_*.tsv.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from extractors.lexicon import load, terms
from kg.model import Status
from kg.normal import SPACE, Stretch, bare, narrow

#: What ends a sentence, and with it a paragraph; closing brackets may follow.
_SENTENCE_END = re.compile(r"[。！？!?；;：:…][”’\"』」）)]*$")
_COMMA_END = re.compile(r"[，,、（(《]$")
_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_EDGE = re.compile(rf"^[{SPACE}]+|[{SPACE}]+$")
_BULLETS = "●◆■★○▲◇□☆▼►▶•◎※✦➤△◉❖⊙"
BULLET = re.compile(rf"^[{_BULLETS}·∙・*＊]\s*(?=\S)")
#: a bullet that opens an item in mid-line: `…防暑用品。（某市总工会） ●8月9日，…`
_INNER_BULLET = re.compile(rf"(?<=[。！）)])[{SPACE}]*(?=[●◆■★▲◇□☆►▶◎※])")
#: 【工作动态】, [工作动态], 〖简讯〗, and one whose closing bracket was forgotten
_SECTION = re.compile(
    r"^[◆■★●☆◇▲※◎]?\s*(?:[【〖［\[〔『「](?P<a>[^【】〖〗［］\[\]〔〕]{2,20})[】〗］\]〕』」]|【(?P<b>[^【】。，]{2,12})$)"
)
_INNER_SECTION = re.compile(rf"(?<=[。！）)])[{SPACE}]*(?=【[^【】。，]{{2,12}}】)")
_DATELINE = re.compile(r"(?:讯|电|消息)$")  # 【本报讯】 opens a sentence
_FURNITURE_IN_BRACKETS = re.compile(
    r"^(?:字体|字号|打印|关闭|大中小|大|中|小|返回|收藏|推荐|复制|分享|繁体|简体)"
)
_FIRST_LEVEL = re.compile(r"^([一二三四五六七八九十]{1,3})、(?=\S)")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[，、,]"
    r"|[一二三四五六七八九十]{1,2}(?:是|要|抓)|\d{1,2}(?:[、．)）]|\.(?!\d))|[①-⑳])"
)
BRIEF_NUMBER = re.compile(
    r"^(?:[（(]?(\d{1,2})(?:[、．)）]|\.(?!\d)|\.(?=\d{1,2}月\d{1,2}日))|([①-⑳]))\s*(?=\S)"
)
_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－·.]*\d{1,4}[-—–－·.]*|第\d{1,4}页(?:[,，/]?共\d{1,4}页)?|\d{1,3}/\d{1,3})$"
)
_RULE_LINE = re.compile(r"^[-—–_=＝*＊~～…·.─━═┄#＃+]{3,}$")
#: the closing bracket of an item: `…防范能力。   （某市总工会、市教育局）`
_CLOSING = re.compile(
    rf"[{SPACE}]*[（(](?P<names>[^（）()。]{{2,60}}(?:[（(][^（）()]{{1,20}}[）)][^（）()。]{{0,20}})?)[）)]$"
)
#: the same without brackets: `…防范能力。        某市总工会`, `…防范能力。供稿：某市总工会`
_OPEN_CLOSING = re.compile(
    rf"(?<=[。！？”])(?:[{SPACE}]{{4,}}|[{SPACE}]*(?:供稿|报送)(?:单位)?[:：])(?P<names>[\u4e00-\u9fff、{SPACE}]{{4,40}})$"
)
#: the same before another item that begins on its line
_INNER_CLOSING = re.compile(
    rf"(?<=[。！？”])[{SPACE}]*[（(](?P<names>[^（）()。，]{{2,40}})[）)][{SPACE}]*(?=[^{SPACE}，。、；：！？])"
)
_CREDIT = re.compile(
    r"^(?:供稿(?:单位|人)?|来稿|撰稿|报送(?:单位)?|来源|稿源|作者|文|通讯员|记者|摘自)[:：]?"
)
_SERVICE = re.compile(r"(?:供稿|提供|整理|报道|报送|推荐|摘编|执笔|综合)$")
_NAMES_APART = re.compile(rf"[{SPACE}、，,；;/]+")  # not 和: 仁和区总工会
_PERSON = re.compile(r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,6}$")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: 中共某区委书记 翟某, 某县总工会主席　李 某某
_AUTHOR_NAME = re.compile(rf"(?:^|[{SPACE}]+|[:：])[\u4e00-\u9fff][{SPACE}]*[\u4e00-\u9fff]{{1,3}}$")

_REPORTER = re.compile(r"^[（(]?(?:本报|本网|本刊|特约)?(?:记者|通讯员|作者|摄影|撰文|文/|图/)(?![上在的])")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its stretch without outer white space, and what stands around it."""

    start: int
    end: int
    text: str  # text[start:end], verbatim
    bare: str  # without white space, full-width narrowed
    indent: int  # columns before it
    width: int  # columns, indent included; a Chinese character has two
    blank_before: bool
    begins: bool = True  # False where it was split off a physical line

    @property
    def stretch(self) -> Stretch:
        """Where it stands."""
        return self.start, self.end


def lines(text: str) -> list[Line]:
    """The lines of `text` that are not blank; one that holds two items is split."""
    found: list[Line] = []
    previous_end = 0
    for match in _LINE.finditer(text):
        raw = match[0]
        stripped = _EDGE.sub("", raw)
        if not stripped:
            continue
        start = match.start() + raw.index(stripped)
        gap = text[previous_end : match.start()]
        blank = gap.replace("\r\n", "\n").count("\n") + gap.count("\f") > 1 if found else True
        indent = columns(raw[: start - match.start()])
        cuts = _cuts(stripped)
        for number, (a, b) in enumerate(zip([0, *cuts], [*cuts, len(stripped)], strict=True)):
            part = stripped[a:b]
            inner = _EDGE.sub("", part)
            at = start + a + part.index(inner)
            found.append(
                Line(
                    at,
                    at + len(inner),
                    inner,
                    bare(inner),
                    indent if number == 0 else 0,
                    indent + columns(inner) if number == 0 else columns(inner),
                    blank and number == 0,
                    number == 0,
                )
            )
        previous_end = match.end()
    return found


def columns(text: str) -> int:
    """How wide `text` is printed: a tab counts eight, a Chinese character two (as it has bytes in GBK)."""
    return len(text.encode("gbk", "replace")) + 7 * text.count("\t")


def _cuts(line: str) -> list[int]:
    """Where in `line` another item or section begins after a sentence or a signature."""
    cuts: set[int] = set()
    if "（" in line or "(" in line:
        for match in _INNER_CLOSING.finditer(line):
            if signers(match["names"]):
                cuts.add(match.end())
    cuts.update(m.end() for m in _INNER_BULLET.finditer(line) if m.end())
    if "【" in line:
        cuts.update(m.end() for m in _INNER_SECTION.finditer(line) if m.end())
        head = _SECTION.match(line)
        if head and head.end() < len(line) and not line[head.end() :].lstrip().startswith("【"):
            name = section(line)
            if name is not None:
                cuts.add(head.end())
    return sorted(cut for cut in cuts if 0 < cut < len(line) and line[cut:].strip())


# ---------------------------------------------------------------- word lists
@cache
def words(name: str) -> frozenset[str]:
    """The terms of the word list `name`, for membership."""
    return frozenset(terms(name))


@cache
def any_of(name: str, column: str | None = None) -> re.Pattern[str]:
    """A pattern that finds a term of the word list `name`, the longest first."""
    found = [row[0] for row in load(name) if column is None or row[1] == column]
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))))


@cache
def imprint() -> re.Pattern[str]:
    """How a line of the imprint begins: `本期印发`, `责编：`."""
    free, strict = (any_of("masthead_imprint", colon).pattern for colon in ("no", "yes"))
    return re.compile(rf"^[（(]?(?:(?:{free})|(?:{strict})[:：])|[（(]?共印?\d+份[）)]?$")


@cache
def section_kind(name: str | None) -> str:
    """`news`, `brief` or `speech`, by the section's name: 【工作简讯】 is brief."""
    if name is None:
        return "news"
    for row in load("section_names"):
        if row[0] == name:
            return row[1]
    for row in load("section_kinds"):
        if row[0] in name:
            return row[1]
    return "news"


def is_known_section(name: str) -> bool:
    """A usual name of a section, or one that says what kind it is: 工作动态, 一周短波."""
    return name in words("section_names") or section_kind(name) != "news"


# ---------------------------------------------------------------- what a line is
def section(line: str) -> str | None:
    """The name in a section heading (`【工作动态】` -> 工作动态), else None; text may follow the brackets."""
    match = _SECTION.match(line)
    if match is not None:
        name = bare(match["a"] or match["b"])
        rest = line[match.end() :].strip()
        if _FURNITURE_IN_BRACKETS.match(name) or not _HAN.search(name):
            return None
        known = is_known_section(name)
        if _DATELINE.search(name) and not known:
            return None
        if rest and not known and len(rest) < 3:
            return None
        square = line.lstrip(_BULLETS + " ")[0] not in "【〖"
        return name if not square or known else None
    plain = bare(line).strip(_BULLETS + "-—=~*·:：☆★◎").strip()
    plain = _FIRST_LEVEL.sub("", plain)  # 一、要闻 … 二、基层动态
    return plain if plain in words("section_names") else None


def ends_sentence(line: Line) -> bool:
    """Does the line end a sentence: `…成效。`, `…如下：`?"""
    return bool(_SENTENCE_END.search(line.bare))


def signature(text: str) -> tuple[int, bool] | None:
    """Where the closing （…） of `text` starts (its white space before included), and whether a body signs.

    （某市总工会 张三） -> (…, True); （张三） -> (…, False); （试行）, （详见附件） -> None.
    """
    match = _CLOSING.search(text)
    if match is None:
        bare_names = _OPEN_CLOSING.search(text)
        return (bare_names.start(), True) if bare_names and signers(bare_names["names"]) else None
    if any_of("section_asides", "start").match(match["names"]):
        return None
    before = text[: match.start()]
    closed = not before.strip() or _SENTENCE_END.search(before[-4:].rstrip()) is not None
    apart = closed or not match[0].startswith(("（", "("))
    if signers(match["names"]) and (apart or signer_end("strong").search(match["names"].rstrip())):
        return match.start(), True
    names = [n for n in _NAMES_APART.split(_CREDIT.sub("", bare_keep(match["names"]))) if n]
    persons = bool(names) and all(_PERSON.match(n) and n not in words("section_asides") for n in names)
    marked = _CREDIT.match(match["names"].strip()) is not None
    if closed and (marked or persons):
        return match.start(), False
    return None


def bare_keep(text: str) -> str:
    """`text` narrowed, without the blank inside a name of two characters: `（王  某）`."""
    return re.sub(
        rf"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[{SPACE}]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])",
        r"\1\2",
        narrow(text),
    )


def signers(names: str) -> bool:
    """Do `names`, the content of a closing bracket, sign for a body: 市总民管部、办公室; 某县总工会 张三?"""
    names = _SERVICE.sub("", _CREDIT.sub("", narrow(names).strip()))
    bodies = 0
    for name in _NAMES_APART.split(names):
        if not name:
            continue
        if signer_end().search(name) and len(name) >= 2:
            bodies += 1
        elif not _PERSON.match(name) and not (len(name) == 1 and bodies):
            return False
    return bodies > 0


def is_credit(line: Line) -> bool:
    """`供稿：某市总工会`."""
    match = _CREDIT.match(line.bare)
    return match is not None and match[0].endswith((":", "："))


@cache
def signer_end(strength: str | None = None) -> re.Pattern[str]:
    """How the name of a body ends that signs: 某市总工会民管部, 某某集团工会."""
    return re.compile(f"(?:{any_of('section_signers', strength).pattern})(?:[（(][^（）()]*[）)])?$")


def is_noise(line: Line) -> bool:
    """A page number, a rule of dashes, an issue line in the middle: nothing an item holds."""
    return bool(_PAGE_NUMBER.match(line.bare) or _RULE_LINE.match(line.bare))


def is_imprint(line: Line) -> bool:
    """`本期印发：市四套班子…`, `编辑：张三  责编：李四`, `（共印300份）`."""
    return bool(imprint().match(line.bare))


def mark(line: Line, *, numbers: bool) -> tuple[str, int] | None:
    """The bullet a line begins with (`●`; where `numbers` count, `1`, `（` or `①`) and its length."""
    match = BULLET.match(line.text)
    if match is not None:
        return match[0][0], match.end()
    match = BRIEF_NUMBER.match(line.text) if numbers else None
    if match is None:
        return None
    style = "（" if match[0][0] in "（(" else "①" if match[2] else "1"
    return style, match.end()


def is_numbered(line: Line) -> bool:
    """`一、`, `（二）`, `3.`, `一是`: a point of a text."""
    return bool(_NUMBERED.match(line.bare))


def first_level(line: Line) -> int | None:
    """The number of a first-level heading: `三、突出重点` -> 3."""
    match = _FIRST_LEVEL.match(line.bare)
    return chinese(match[1]) if match else None


def is_author(line: Line) -> bool:
    """The line of a speech's author: `中共某区委书记 翟某`, `某县总工会主席　李 某`."""
    if (
        len(line.bare) > 40
        or not any_of("section_posts").search(line.bare)
        or _SENTENCE_END.search(line.bare)
    ):
        return False
    match = _AUTHOR_NAME.search(line.text)
    return match is not None and match.start() > 0


def is_speaker(line: Line) -> bool:
    """An author's line without a blank, as it stands in a section of speeches: `中共某区委书记翟某`."""
    return len(line.bare) <= 30 and bool(_speaker().match(line.bare))


@cache
def _speaker() -> re.Pattern[str]:
    posts = any_of("section_posts").pattern
    return re.compile(rf"^[\u4e00-\u9fff、]{{2,20}}(?:{posts})[\u4e00-\u9fff]{{2,3}}$")


def is_byline(line: Line) -> bool:
    """A name alone under a headline: `金  明`, `某市总工会`, `记者 王某 通讯员 李某`."""
    if _REPORTER.match(line.bare):
        return True
    if re.search(r"[\d，。“”《》]", line.bare):
        return False
    return bool(_PERSON.match(line.bare) and len(line.bare) <= 3) or (
        len(line.bare) <= 20 and line.bare.endswith(("总工会", "工会", "办公室", "工会委员会", "编辑部"))
    )


def could_head(line: Line, *, most: int = 56, numbered: bool = False) -> bool:
    """Could the line be one of a headline: short, without a full stop, no point of a list."""
    text = line.bare
    if not 4 <= len(text) <= most or not _HAN.search(text) or "。" in text:
        return False
    if re.search(r"[；;，,、：:…]$", text) and not text.startswith("——"):
        return False
    return not ((is_numbered(line) and not numbered) or signature(line.text) or is_imprint(line))


def has_actor(headline: str) -> bool:
    """Does it name who acts or what took place: `某局工会举办…`; a subheading seldom does."""
    return len(headline) >= 8 and bool(any_of("section_actors").search(headline))


def is_report_cue(line: Line) -> bool:
    """A line near the head of a report: `在某市总工会…全委会上的工作报告`, `…向大会报告工作，请予审议。`."""
    title = "。" not in line.bare and any_of("section_reports", "title").search(line.bare)
    return bool(title or any_of("section_reports", "opening").search(line.bare))


def introduces_part(line: Line) -> bool:
    """The heading of a report's part: `某年工会工作取得的成绩`, `第二部分  今后五年的主要任务`."""
    return bool(any_of("section_parts").search(line.bare)) or bool(re.match("第[一二三四五]部分", line.bare))


def tense(heading: str, *, part: bool) -> Status | None:
    """result or target, by what a report's heading says: 主要任务 -> target; None for neither or both.

    `part` is true for the heading of a part, which says more with weaker words (安排) than `一、…` does.
    """
    rows = []
    for row in sorted(load("section_parts"), key=lambda row: -len(row[0])):
        if row[0] in heading and (part or "weak" not in row[2:3]):
            rows.append(row)
            heading = heading.replace(row[0], "，")  # 重点工作完成情况 looks back, 重点工作 alone ahead
    if any(row[1] == "target" for row in rows):
        strong_past = any(row[1] == "result" and "weak" not in row[2:3] for row in rows)
        return None if strong_past else "target"
    return "result" if rows else None


# ---------------------------------------------------------------- the text as a whole
def wrap_width(found: list[Line]) -> int | None:
    """The column at which a text was cut in mid-sentence, or None where paragraphs are whole lines."""
    cut = Counter(line.width for line in found if not _SENTENCE_END.search(line.bare) and line.width >= 40)
    if not cut or len(found) < 6:
        return None
    width = max(cut, key=lambda w: (cut[w] + cut[w - 1] + cut[w + 1], w))
    near = sum(count for w, count in cut.items() if abs(w - width) <= 2)
    longer = sum(1 for line in found if line.width > width + 4 and not _CLOSING.search(line.bare))
    return width if near >= 4 and near >= 0.25 * len(found) and longer <= 0.03 * len(found) else None


def continues(line: Line, following: Line, width: int | None) -> bool:
    """Does `following` carry on the sentence of `line`, cut by the width or left with a comma."""
    if following.begins is False or (_NUMBERED.match(following.bare) and ends_sentence(line)):
        return False
    if width is not None and following.indent < 3:
        word = re.match("[!-~]*", following.text)  # a number or Latin word is not broken at the margin
        if line.width + (columns(word[0]) if word else 0) >= width - 3:
            return not following.blank_before or not ends_sentence(line)
    if line.bare.endswith("：") and signer_end().search(line.bare[:-1]):  # 某区总工会： / 厂门口的夜校火了
        return len(line.bare) <= 24 and could_head(following)
    return bool(_COMMA_END.search(line.bare)) and (len(line.bare) > 20 or could_head(following))


_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○０ΟO", 0)


def chinese(number: str) -> int:
    """二十一 -> 21, 二〇一一 -> 2011, 12 -> 12."""
    if number.isdecimal():
        return int(number)
    if "十" in number:
        tens, _, ones = number.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    value = 0
    for digit in number:
        value = value * 10 + _DIGITS[digit]
    return value
