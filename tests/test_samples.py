"""The gold of the samples and of the bulletins written for the tests keeps the shape of the codebook.

Each bulletin is a pair NAME.txt and NAME.json. Every problem is reported as file, item, field: what is wrong.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FOLDERS = {
    "samples": HERE.parent / "kg" / "samples",
    "dev": HERE / "cases" / "bulletins" / "dev",
    "test": HERE / "cases" / "bulletins" / "test",
    "blind": HERE / "cases" / "bulletins" / "blind",
}
SHARED = HERE.parent.parent / "shared"
GOLD = [path for folder in FOLDERS.values() for path in sorted(folder.glob("*.json"))]

LISTS = (
    "organisations",
    "programmes",
    "involvements",
    "outcomes",
    "documents",
    "posts",
    "events",
    "awards",
)
#: the fewest facts of each kind that the bulletins hold together, so that no kind goes untested
AT_LEAST = {
    "items": 115,
    "contributors": 75,
    "organisations": 680,
    "programmes": 200,
    "involvements": 400,
    "outcomes": 1200,
    "documents": 55,
    "posts": 160,
    "events": 120,
    "awards": 110,
}
KINDS = {"union", "party", "government", "enterprise", "institution", "association", "joint"}
ROLES = {"ran", "partner", "participant"}
COMPARATORS = {"=", ">=", ">", "<=", "<", "~"}
STATUSES = {"result", "target"}
ACTS = {"issued", "cited"}
EVENTS = {
    *("meeting", "training", "visit", "inspection", "launch", "contest", "award", "election", "donation"),
    *("publicity", "performance", "survey", "signing", "issue", "other"),
}
_DAY = r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?|--\d{2}(?:-\d{2})?)"
DATE = re.compile(rf"{_DAY}(?:/{_DAY})?")
_SPAN = r"\d{4}(?:-\d{2}(?:-\d{2})?|-H[12])?"
PERIOD = re.compile(rf"{_SPAN}(?:/{_SPAN})?")
_ITEM = {"title", "section", "contributors", *LISTS}
FIELDS = {
    "organisations": {"name", "as", "kind"},
    "programmes": {"name", "as"},
    "involvements": {"organisation", "programme", "role"},
    "outcomes": {
        *("quote", "indicator", "value", "unit", "comparator"),
        *("status", "organisation", "programme", "period"),
    },
    "documents": {"title", "act", "issuers"},
    "posts": {"person", "post", "organisation"},
    "events": {"kind", "date", "organisations"},
    "awards": {"recipient", "award", "grantor", "year"},
}
MAY_HAVE = {
    "organisations": {"as", "accept"},
    "programmes": {"as", "accept"},
    "outcomes": {"value_max"},
}


def folded(text: str) -> str:
    """Text without any white space: quotes and titles may run over line breaks."""
    return re.sub(r"\s+", "", text)


def stretches(text: str, titles: list[str]) -> list[str | None]:
    """Each item's own stretch of the folded text, from its title to the next; None where not found.

    Looked up from the end, because a table of contents repeats the titles at the top.
    """
    found: list[str | None] = []
    end = len(text)
    for title in reversed(titles):
        start = text.rfind(folded(title), 0, end)
        found.append(text[start:end] if start >= 0 else None)
        end = start if start >= 0 else end
    return found[::-1]


def _closed(value: Any, allowed: set[str], what: str) -> list[str]:
    return [] if value in allowed else [f"{what}: {value!r} is none of {', '.join(sorted(allowed))}"]


def item_problems(item: dict[str, Any], text: str) -> list[str]:
    """What is wrong with one gold item, whose folded stretch of the bulletin is `text`."""
    wrong: list[str] = []
    if missing := _ITEM - item.keys():
        return [f"lacks {', '.join(sorted(missing))}"]
    for kind, needed in FIELDS.items():
        for n, entry in enumerate(item[kind], 1):
            have = set(entry) - {"optional"} - MAY_HAVE.get(kind, set())
            if have != needed - MAY_HAVE.get(kind, set()):
                wrong.append(f"{kind} {n}: has the fields {sorted(entry)}, not {sorted(needed)}")
            if entry.get("optional", True) is not True:
                wrong.append(f"{kind} {n}: optional is true or left out")
    if wrong:
        return wrong
    organisations = {o["name"] for o in item["organisations"]}
    bodies = organisations | set(item["contributors"])
    programmes = {p["name"] for p in item["programmes"]}
    for kind in ("organisations", "programmes"):
        for name, times in Counter(e["name"] for e in item[kind]).items():
            if times > 1:
                wrong.append(f"{kind}: {name} is listed {times} times")
        for entry in item[kind]:
            wrong += [
                f"{kind}: {entry['name']}: {form!r} does not occur in the item"
                for form in entry.get("as", [])
                if folded(form) not in text
            ]
    for o in item["organisations"]:
        wrong += _closed(o["kind"], KINDS, f"organisations: {o['name']}: kind")
    for i in item["involvements"]:
        pair = f"involvements: {i['organisation']} — {i['programme']}"
        if i["organisation"] not in bodies:
            wrong.append(f"{pair}: the organisation is not listed in the item")
        if i["programme"] not in programmes:
            wrong.append(f"{pair}: the programme is not listed in the item")
        wrong += _closed(i["role"], ROLES, f"{pair}: role")
    pairs = Counter((i["organisation"], i["programme"]) for i in item["involvements"])
    wrong += [f"involvements: {o} — {p} stands {n} times" for (o, p), n in pairs.items() if n > 1]
    for f in item["outcomes"]:
        figure = f"outcomes: {f['quote']}"
        if folded(f["quote"]) not in text:
            wrong.append(f"{figure}: the quote is not in the item")
        if not isinstance(f["value"], int | float) or not isinstance(f.get("value_max", 0), int | float):
            wrong.append(f"{figure}: value is a number")
        elif "value_max" in f and f["value_max"] <= f["value"]:
            wrong.append(f"{figure}: value_max is above value")
        if not f["unit"] or not f["indicator"]:
            wrong.append(f"{figure}: unit and indicator are never empty")
        wrong += _closed(f["comparator"], COMPARATORS, f"{figure}: comparator")
        wrong += _closed(f["status"], STATUSES, f"{figure}: status")
        if f["organisation"] is not None and f["organisation"] not in bodies:
            wrong.append(f"{figure}: the organisation {f['organisation']} is not listed in the item")
        if f["programme"] is not None and f["programme"] not in programmes:
            wrong.append(f"{figure}: the programme {f['programme']} is not listed in the item")
        if f["period"] is not None and not PERIOD.fullmatch(f["period"]):
            wrong.append(f"{figure}: period {f['period']!r} is not like 2011, 2011-08, 2010/2012, 2011-H1")
    for d in item["documents"]:
        if folded(d["title"]) not in text:
            wrong.append(f"documents: {d['title']}: the title is not in the item")
        wrong += _closed(d["act"], ACTS, f"documents: {d['title']}: act")
        if d["act"] == "cited" and d["issuers"]:
            wrong.append(f"documents: {d['title']}: a cited document has no issuers")
        wrong += [
            f"documents: {d['title']}: issuer {o} is not listed" for o in d["issuers"] if o not in bodies
        ]
    for p in item["posts"]:
        wrong += [
            f"posts: {p['person']}: {p[field]} is not in the item"
            for field in ("person", "post")
            if folded(p[field]) not in text
        ]
        if p["organisation"] not in bodies:
            wrong.append(f"posts: {p['person']}: {p['organisation']} is not listed in the item")
    for e in item["events"]:
        wrong += _closed(e["kind"], EVENTS, f"events: {e['date']}: kind")
        if e["date"] is None and not e.get("optional"):
            wrong.append(f"events: {e['kind']}: an event without a date is optional")
        if e["date"] is not None and not DATE.fullmatch(e["date"]):
            wrong.append(f"events: {e['date']!r} is not a date like 2011-08-11, --08-11, 2011-08")
        wrong += [
            f"events: {e['kind']} {e['date']}: {o} is not listed"
            for o in e["organisations"]
            if o not in bodies
        ]
    for a in item["awards"]:
        if a["recipient"] not in bodies and folded(a["recipient"]) not in text:
            wrong.append(f"awards: {a['recipient']} is neither listed nor a name in the item")
        if a["grantor"] is not None and a["grantor"] not in bodies:
            wrong.append(f"awards: {a['recipient']}: grantor {a['grantor']} is not listed in the item")
        if a["year"] is not None and not re.fullmatch(r"\d{4}", a["year"]):
            wrong.append(f"awards: {a['recipient']}: year {a['year']!r} has four digits")
    return wrong


def problems(path: Path, source: Path) -> list[str]:
    """Everything wrong with one gold file, each with file, item and field."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = folded(source.read_text(encoding="utf-8"))
    wrong = [] if gold["bulletin"] == path.stem else [f"bulletin: {gold['bulletin']!r} is not {path.stem!r}"]
    items = gold["items"]
    for item, stretch in zip(items, stretches(text, [i["title"] for i in items]), strict=True):
        where = item["title"][:16]
        if stretch is None:
            wrong.append(f"{where}: title: not in the text, or not in this order")
            continue
        if item["section"] is not None and f"【{folded(item['section'])}】" not in text:
            # parts of a report have the heading of the part instead of a 【…】 heading
            heading = folded(item["section"])
            if heading not in text:
                wrong.append(f"{where}: section: {item['section']} is not in the text")
        # a form may stand in the heading of the section instead of the item itself
        stretch = folded(item["section"] or "") + "\n" + stretch
        wrong += [f"{where}: {problem}" for problem in item_problems(item, stretch)]
    return [f"{path.name}: {problem}" for problem in wrong]


def test_every_bulletin_has_its_gold() -> None:
    for name, folder in FOLDERS.items():
        texts, golds = ({p.stem for p in folder.glob(f"*.{ext}")} for ext in ("txt", "json"))
        assert texts == golds, f"{name}: without a partner: {sorted(texts ^ golds)}"
        assert texts, f"{name} holds no bulletin"


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_gold_keeps_the_codebook(path: Path) -> None:
    assert not (wrong := problems(path, path.with_suffix(".txt"))), "\n".join(wrong)


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_gold_is_written_one_way(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n", (
        f"{path.name}: write it with ensure_ascii=False, indent=1"
    )


def test_enough_facts_of_each_kind() -> None:
    count: Counter[str] = Counter()
    for path in GOLD:
        for item in json.loads(path.read_text(encoding="utf-8"))["items"]:
            count["items"] += 1
            count["contributors"] += len(item["contributors"])
            for kind in LISTS:
                count[kind] += sum(not entry.get("optional") for entry in item[kind])
    assert not {kind: count[kind] for kind, least in AT_LEAST.items() if count[kind] < least}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"outcomes": [{"value": "3"}]}, "has the fields"),
        ({"section": None, "programmes": [{"name": "送温暖", "as": ["送清凉"]}]}, "'送清凉' does not occur"),
        ({"organisations": [{"name": "甲市总工会", "kind": "club"}]}, "'club' is none of"),
        ({"events": [{"kind": "meeting", "date": "3月5日", "organisations": []}]}, "is not a date"),
        ({"documents": [{"title": "送温暖", "act": "cited", "issuers": ["甲市总工会"]}]}, "no issuers"),
    ],
)
def test_a_wrong_item_is_found(change: dict[str, Any], expected: str) -> None:
    item = {"title": "送温暖", "section": None, "contributors": [], **{kind: [] for kind in LISTS}, **change}
    assert expected in "\n".join(item_problems(item, "送温暖"))


@pytest.mark.skipif(not SHARED.exists(), reason="the shared bulletins are not here")
def test_the_shared_gold_passes_the_same_checks() -> None:
    paths = sorted((SHARED / "gold").glob("*.json"))
    wrong = [p for path in paths for p in problems(path, SHARED / "bulletins" / f"{path.stem}.txt")]
    assert paths
    assert not wrong, "\n".join(wrong)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared bulletins are not here")
def test_no_sentence_is_copied_from_the_shared_bulletins() -> None:
    """No 13 characters in a row within a clause stand in a shared bulletin."""
    shared = sorted((SHARED / "bulletins").glob("*.txt"))
    theirs = "".join(folded(p.read_text(encoding="utf-8")) for p in shared)
    ours = [p.with_suffix(".txt").read_text(encoding="utf-8") for p in GOLD]
    copied = {
        clause[i : i + 13]
        for text in ours
        for clause in re.split(r"[\s，。；、：！？（）“”《》()●【】,]+", text)
        for i in range(len(clause) - 12)
        if clause[i : i + 13] in theirs
    }
    assert shared
    assert not copied, sorted(copied)
