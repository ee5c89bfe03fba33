"""The word lists: each says what belongs there, and holds each word once, as the reading text has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import extractors.lexicon
from extractors.lexicon import OWN, LexiconError, load, parse, terms
from kg import ingest

FOLDER = Path(extractors.lexicon.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.tsv"))
#: a word cannot stand in both: what is a programme and what never is, what is a body and what refers to one
EXCLUDE = (
    ("programme_known", "programme_not"),
    ("programme_known", "programme_generic"),
    ("organisation_aliases", "organisation_anaphors"),
    ("organisation_aliases", "organisation_boundaries"),
)


def test_the_lists_are_there() -> None:
    assert len(NAMES) > 40
    assert {name for pair in EXCLUDE for name in pair} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_begins_with_what_belongs_there(name: str) -> None:
    first = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[0]
    assert re.match(r"# .{12,}", first), f"{name}.tsv: begin with a comment that says what belongs there"


@pytest.mark.parametrize("name", NAMES)
def test_a_list_can_be_loaded_and_has_columns(name: str) -> None:
    """Loading refuses duplicates; only the last two columns (flags, a reason) may be left out."""
    rows = load(name)
    assert rows, f"{name}.tsv holds no word"
    widths = sorted({len(row) for row in rows})
    assert widths[-1] - widths[0] <= 2, f"{name}.tsv: rows of {widths} columns"


@pytest.mark.parametrize("name", NAMES)
def test_words_are_written_as_in_the_reading_text(name: str) -> None:
    """Digits, letters, ％ and ． are half-width there, so a full-width one would never be found."""
    wide = [word for word in terms(name) if re.search("[０-９Ａ-Ｚａ-ｚ％．\u3000]", word)]
    assert not wide, f"{name}.tsv: write half-width: {wide}"


@pytest.mark.parametrize(("one", "other"), EXCLUDE)
def test_lists_do_not_contradict_each_other(one: str, other: str) -> None:
    both = sorted(set(terms(one)) & set(terms(other)))
    assert not both, f"{'、'.join(both)}: in {one}.tsv as well as in {other}.tsv; take it out of one"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "# 词\n总工会\tunion\n工会\tunion\n总工会\tparty\n",
            r"heads\.tsv, line 4: 总工会 stands already in line 2",
        ),
        ("总工会\tunion\n\tunion\n", r"heads\.tsv, line 2: the first column is empty"),
        ("总工会\tunion\n工会 union\n", r"heads\.tsv, line 2: separate the columns by tabs"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(LexiconError, match=sentence):
        parse("heads", text)


def test_a_good_list() -> None:
    text = "\ufeff# 词\n\n总工会\tunion\n工会\tunion\t全称\n".removeprefix("\ufeff")
    assert parse("heads", text) == (("总工会", "union"), ("工会", "union", "全称"))


# ---------------------------------------------------------------- lists of one's own
@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for lists of one's own, named as a reader would name it."""
    monkeypatch.setenv(OWN, str(tmp_path))
    return tmp_path


def read_anew(name: str) -> dict[str, tuple[str, ...]]:
    return {row[0]: row for row in load.__wrapped__(name)}


def test_words_of_ones_own_stand_behind_ours_and_count_where_both_have_them(mine: Path) -> None:
    ours = read_anew("programme_known")
    assert ours["送温暖"] == ("送温暖", "bare")
    text = "# 自己的词\n阳光驿家\tbare\t某市的品牌\n送温暖\tmarked\n"
    (mine / "programme_known.tsv").write_text(text, encoding="utf-8-sig")
    both = read_anew("programme_known")
    assert list(both) == [*ours, "阳光驿家"]
    assert both["送温暖"] == ("送温暖", "marked")
    assert read_anew("programme_not") == {row[0]: row for row in load("programme_not")}


def test_a_build_after_a_change_of_ones_own_words_reads_the_bulletins_anew(mine: Path) -> None:
    before = ingest.version.__wrapped__()
    (mine / "programme_known.tsv").write_text("阳光驿家\tbare\n", encoding="utf-8")
    after = ingest.version.__wrapped__()
    assert after not in (before, "")
    assert ingest.version.__wrapped__() == after


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        (
            "programme_know",
            b"",
            r"programme_know\.tsv: there is no list .* did you mean programme_known\.tsv",
        ),
        ("programme_known", "阳光驿家\tbare\n".encode("gb18030"), "is not UTF-8"),
        ("programme_known", "阳光驿家\n".encode(), "阳光驿家 has 1 columns, but programme_known needs 2"),
        ("programme_known", "阳光\tbare\n阳光\tbare\n".encode(), r"line 2: 阳光 stands already in line 1"),
    ],
)
def test_a_list_of_ones_own_that_cannot_be_used_is_refused(
    mine: Path, name: str, data: bytes, sentence: str
) -> None:
    (mine / f"{name}.tsv").write_bytes(data)
    with pytest.raises(LexiconError, match=sentence):
        read_anew("programme_known")


def test_a_folder_of_ones_own_that_is_not_there_is_refused(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(OWN, str(mine / "没有"))
    with pytest.raises(LexiconError, match="no such folder"):
        read_anew("programme_known")
