"""Reading and cutting: every layout under cases/items, the shared gold, encodings, bad input, linear time."""

from __future__ import annotations

import codecs
import json
import time
from pathlib import Path
from typing import Any

import pytest

from kg.bulletin import BulletinError, parse, read
from kg.model import Bulletin
from kg.normal import clean

CASES = Path(__file__).parent / "cases" / "items"
LAYOUTS = sorted(path.stem for path in CASES.glob("*.txt"))
SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD = sorted((SHARED / "gold").glob("*.json"))

SMALL = "某县总工会走访慰问困难职工\n近日，某县总工会走访困难职工20户。（某县总工会）\n"


def shape(bulletin: Bulletin) -> list[dict[str, Any]]:
    return [
        {
            "title": item.title,
            "section": item.section,
            "signature": item.signature and item.text[slice(*item.signature)],
            "form": item.form,
        }
        for item in bulletin.items
    ]


def holds_together(bulletin: Bulletin) -> None:
    """What is true of every bulletin, whatever its layout."""
    end = 0
    for position, item in enumerate(bulletin.items, 1):
        assert item.position == position
        assert len(item.text) == len(item.offsets)
        assert all(a < b for a, b in zip(item.offsets, item.offsets[1:], strict=False))
        assert end <= item.start < item.end <= len(bulletin.text)
        end = item.end
        assert item.text.strip() == item.text and "\n\n" not in item.text
        if item.body_start:
            assert item.text[: item.body_start - 1].replace(" ", "") == item.title
            assert item.text[item.body_start - 1] == "\n"
        for index, char in enumerate(item.text):
            if char.isalnum() and "\u4e00" <= char <= "\u9fff":
                assert bulletin.text[item.offsets[index]] == char


def test_layouts_are_collected() -> None:
    assert len(LAYOUTS) >= 12
    assert {path.stem for path in CASES.glob("*.json")} == set(LAYOUTS)


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    expected = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    bulletin = read(CASES / f"{name}.txt")
    holds_together(bulletin)
    wanted = [
        {key: item[key] for key in ("title", "section", "signature", "form")} for item in expected["items"]
    ]
    assert shape(bulletin) == wanted
    for key in ("title", "issuer", "date"):
        if key in expected:
            assert getattr(bulletin, key) == expected[key]
    for item, want in zip(bulletin.items, expected["items"], strict=True):
        if "tense" in want:
            assert item.tense == want["tense"], item.title
        for stretch in want.get("contains", ()):
            assert stretch in item.text
        for stretch in want.get("lacks", ()):
            assert stretch not in item.text


@pytest.mark.skipif(not GOLD, reason="the shared gold is not here")
@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem[:3])
def test_shared_gold(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    bulletin = read(SHARED / "bulletins" / f"{path.stem}.txt")
    holds_together(bulletin)
    assert [(i.section, i.title) for i in bulletin.items] == [
        (i["section"], i["title"]) for i in gold["items"]
    ]
    assert [bool(i.signature) for i in bulletin.items] == [bool(i["contributors"]) for i in gold["items"]]


# ---------------------------------------------------------------- encodings
@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SMALL.encode(), "utf-8"),
        (codecs.BOM_UTF8 + SMALL.encode(), "utf-8"),
        (SMALL.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + SMALL.encode("utf-16-be"), "utf-16"),
        (SMALL.encode("gb18030"), "gb18030"),
        (SMALL.encode("gbk"), "gb18030"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    bulletin = parse(data, name="a.txt")
    assert (bulletin.text, bulletin.encoding) == (SMALL, encoding)
    assert bulletin.items[0].title == "某县总工会走访慰问困难职工"


def test_line_breaks_and_astral_characters_are_kept() -> None:
    text = SMALL.replace("\n", "\r\n").replace("20户", "𠮷20户")
    bulletin = parse(text.encode(), name="a.txt")
    assert bulletin.text == text
    item = bulletin.items[0]
    at = item.text.index("20户")
    assert bulletin.text[slice(*item.to_bulletin(at, at + 3))] == "20户"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空"),
        (b" \n\t\r\n\xe3\x80\x80", "空白"),
        (SMALL.encode() + b"\x00", f"字节 {len(SMALL.encode())} "),
        (codecs.BOM_UTF16_LE + "某\x00".encode("utf-16-le"), "字节 4 "),
        (SMALL.encode("utf-16-le"), "NUL"),
        (SMALL.encode() + b"\x1b[0m" + SMALL.encode(), "U+001B"),
        (SMALL.encode() + "\ud800".encode("utf-8", "surrogatepass") + SMALL.encode(), "字节 "),
        (codecs.BOM_UTF16_LE + "某\ud800某".encode("utf-16-le", "surrogatepass"), "字节 4 "),
        (SMALL.encode()[:40] + b"\xff" + SMALL.encode()[40:], "字节 40 "),
        (bytes(range(1, 256)) * 8, "字节 "),
        (b"\xff\xfe\xfd\xfc" * 50 + b"\xff", "字节 "),
        (b"%PDF-1.4\n", "PDF"),
        (b"PK\x03\x04....", "Word"),
        ("工会信息\n第3期\n某市总工会办公室编  2012年3月1日\n".encode(), "没有一条信息"),
        ("某市总工会".encode(), "没有一条信息"),
        (b"no Chinese here\nat all\n", "没有一条信息"),
        ("【简讯】\n【工作动态】\n".encode(), "没有一条信息"),
    ],
)
def test_refused(data: bytes, says: str) -> None:
    with pytest.raises(BulletinError) as caught:
        parse(data, name="坏.txt")
    assert str(caught.value).startswith("坏.txt: ")
    assert says in str(caught.value)


def test_near_misses_are_read() -> None:
    # a closing bracket that names no body, a line of a list, a dash line, a final Ctrl-Z
    text = "某市总工会印发管理办法（试行）\n办法共六章。\n1.总则。\n2.附则（见附件）\n————————\n\x1a"
    bulletin = parse(text.encode(), name="a.txt")
    (item,) = bulletin.items
    assert item.title == "某市总工会印发管理办法（试行）"
    assert item.signature is None
    assert item.text.endswith("2.附则（见附件）")


@pytest.mark.parametrize(
    ("line", "date", "titles"),
    [
        ("2013年第3期        9月27日编发", "2013-09-27", 1),
        ("2013年第3期", "2013", 1),
        ("第3期", None, 1),
    ],
)
def test_the_day_on_the_issue_line(line: str, date: str | None, titles: int) -> None:
    item = "1.6月28日，某市教育工会举办职工歌咏比赛，120人参加。\n"
    text = f"某市教育工会\n快      讯\n{line}\n\n【简讯】\n\n{item}"
    found = parse(text.encode(), name="短.txt")
    assert (found.date, len(found.items)) == (date, titles)
    assert found.items[0].text.startswith("6月28日")


def test_broken_quotes_do_not_swallow_the_next_item() -> None:
    text = "【工作动态】\n" + SMALL.replace("近日", "近日，“温暖") + SMALL
    assert len(parse(text.encode(), name="a.txt").items) == 2


# ---------------------------------------------------------------- reading text
@pytest.mark.parametrize(
    ("source", "reading"),
    [
        ("金  明", "金明"),
        ("通过 ISO 9001 认证", "通过ISO 9001认证"),
        ("８０％", "80%"),
        ("1,074人,其中(女)3.15", "1,074人，其中（女）3.15"),
        ("10:30开始:会议", "10:30开始：会议"),
        ("\"两个普遍\"和'三送'", "“两个普遍”和‘三送’"),
        ("「要约」『行动』", "“要约”‘行动’"),
        ("企业(85%),职工", "企业（85%），职工"),
        ("worker's", "worker's"),
        ("GDP(2010)", "GDP(2010)"),
    ],
)
def test_reading_text(source: str, reading: str) -> None:
    text, offsets = clean(source, [(0, len(source))])
    assert text == reading
    assert len(offsets) == len(reading)
    assert list(offsets) == sorted(set(offsets))


# ---------------------------------------------------------------- size
def test_time_grows_with_the_text_alone() -> None:
    def seconds(times: int) -> tuple[float, int]:
        data = ("【工作动态】\n" + SMALL * times).encode()
        best, found = 9e9, 0
        for _ in range(2):
            before = time.perf_counter()
            found = len(parse(data, name="a.txt").items)
            best = min(best, time.perf_counter() - before)
        return best, found

    small, first = seconds(500)
    large, second = seconds(4000)
    assert (first, second) == (500, 4000)
    assert large < small * 8 * 2.5


@pytest.mark.parametrize("char", ["（", "【", "“", " ", "　", "●", "(", "市", "、"])
def test_no_pattern_runs_away(char: str) -> None:
    data = ("【工作动态】\n" + SMALL + char * 200_000 + "\n" + SMALL).encode()
    before = time.perf_counter()
    assert parse(data, name="a.txt").items
    assert time.perf_counter() - before < 5


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2008-01-30  某某日报", "2008-01-30"),
        ("某某新闻网    2009年3月6日    【字号：大 中 小】", "2009-03-06"),
        ("2004-4-29 某市工会网 字体：大 中 小", "2004-04-29"),
        ("某某日报  2009-08-27  第3版", "2009-08-27"),
        ("某某日报    2010年02月03日    第1版    点击：286", "2010-02-03"),
        ("2010年9月14日   某省工人报   李某某", "2010-09-14"),
        ("（2005年1月28日某市总工会十届三次委员会议通过）", "2005-01-28"),
        ("2009年3月6日  某市总工会召开座谈会", None),  # a sentence with a date is text
        ("2009年3月6日  某省工人报社  组织职工座谈", None),
    ],
)
def test_the_date_line_of_a_page_dates_the_article(line: str, date: str | None) -> None:
    text = f"某市总工会走访困难职工\n\n{line}\n\n近日，某市总工会走访了困难职工，发放慰问金2万元。\n"
    read_back = parse(text.encode(), name="page.txt")
    assert read_back.date == date
    alone = (
        read_back.items[0].title == "某市总工会走访困难职工"
    )  # a date line joins neither headline nor text
    assert alone is (date is not None)
