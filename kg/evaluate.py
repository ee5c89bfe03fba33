"""Exported tables and gold files in, precision, recall and F1 by kind out, with intervals and errors.

A gold file is one JSON object per bulletin, coded by the codebook (its shape is checked here). A fact
counts when it stands in the same item as the gold fact and agrees with it on the fields that `_Item`
names, kind by kind. Gold facts marked `optional` are neither missed nor wrong. The figures are those of
the scorer that goes with the codebook: `tests/test_evaluate.py` compares the two.

Intervals are percentile bootstrap intervals over *items* (facts of one item stand and fall together, so
facts are not resampled singly), with a fixed seed: the same input prints the same figures.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal

from spacy.scorer import PRFScore

from kg.gold import NOTHING, GoldError, Record, cell, found_items, read_gold, read_tables

#: The kinds that are scored, in the order of the report. *quantities* are figures by value and unit alone,
#: *outcomes* the same figures with status, comparator and indicator right as well.
KINDS = (
    "items",
    "contributors",
    "organisations",
    "programmes",
    "involvements",
    "quantities",
    "outcomes",
    "documents",
    "posts",
    "events",
    "awards",
)

#: Closing heads with or without which a programme is the same: “百分百要约”行动 = 百分百要约
PROGRAMME_HEAD = re.compile(
    "(?:(?:系列|创建|竞赛)?活动|行动|工程|工作|竞赛|计划|项目|大赛|比赛|机制|制度|体系|网络|品牌|创建|评选|点)$"
)
#: Titles that begin with the same characters are those of the same item, whatever follows.
TITLE_START = 14
TITLE_LIKENESS = 0.75

DRAWS = 1000
SEED = 20110811


@dataclass(frozen=True, slots=True)
class Error:
    """A gold fact that was missed, or a finding that is wrong."""

    verdict: Literal["missed", "wrong"]
    kind: str
    bulletin: str
    item: str  # the item's title
    fact: str  # the fact in a few words
    quote: str = ""  # where the text says so (missed: a surface form or the gold's quote)


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% bootstrap interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one kind. `gold` = hits + missed, `found` = hits + wrong."""

    kind: str
    gold: int
    found: int
    precision: float
    recall: float
    f1: float
    interval: Interval | None  # of F1; None where there is nothing to score


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures: by kind, of details (right, of those found), and every error in order of the gold."""

    scores: tuple[Score, ...]
    details: Mapping[str, tuple[int, int]]
    errors: tuple[Error, ...]
    items: int  # how many were scored
    absent: tuple[str, ...]  # bulletins with gold that the tables do not hold


Verdict = tuple[str, str, bool]  # kind, the rule that made a finding, and whether it is right


@dataclass(slots=True)
class _Tally:
    """Counts of one item (or of one found item that no gold item matches)."""

    counts: defaultdict[str, PRFScore] = field(default_factory=lambda: defaultdict(PRFScore))
    details: defaultdict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    errors: list[Error] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


# ---------------------------------------------------------------- comparing words
def plain(text: str | None) -> str:
    """The letters and digits of a text after NFKC: “百分百 要约”行动 → 百分百要约行动."""
    return "".join(c for c in unicodedata.normalize("NFKC", text or "") if c.isalnum())


def programme_key(name: str) -> str:
    """A programme's name without punctuation and closing heads: “安康杯”竞赛活动 → 安康杯."""
    key = plain(name)
    while (match := PROGRAMME_HEAD.search(key)) and match.start() >= 2:
        key = key[: match.start()]
    return key


def alike(one: str | None, other: str | None) -> bool:
    """Do two phrases name the same thing: one holds the other, or half of their bigrams agree."""
    a, b = plain(one), plain(other)
    if not a or not b:
        return False
    if a in b or b in a:
        return True
    x, y = ({s[i : i + 2] for i in range(len(s) - 1)} for s in (a, b))
    return 4 * len(x & y) >= len(x) + len(y)


def same_date(one: str, other: str) -> bool:
    """The same day, where one of them may leave the year out: 2011-08-11 and --08-11."""
    if one == other:
        return True
    if "--" not in one and "--" not in other:
        return False

    def day(date: str) -> list[str]:
        return [re.sub(r"^(?:\d{4}|-)-", "", part) for part in date.split("/")]

    return day(one) == day(other)


def _number(value: object) -> float | None:
    try:
        return round(float(str(value)), 6)
    except ValueError:
        return None


# ---------------------------------------------------------------- matching
def _align(gold: Sequence[Record], found: Sequence[Record]) -> tuple[list[Record | None], list[Record]]:
    """For each gold item the found item with the most similar title (or None), and the found items left."""
    left = list(found)
    partners: list[Record | None] = []
    for item in gold:
        wanted = plain(item["title"])
        best, likeness = None, 0.0
        for candidate in left:
            title = plain(candidate["title"])
            ratio = SequenceMatcher(None, wanted, title).ratio()
            if title and (title.startswith(wanted[:TITLE_START]) or wanted.startswith(title[:TITLE_START])):
                ratio = max(ratio, 0.8)
            if ratio > likeness:
                best, likeness = candidate, ratio
        if likeness < TITLE_LIKENESS:
            best = None
        if best is not None:
            left.remove(best)
        partners.append(best)
    return partners, left


def _is_optional(fact: Any) -> bool:
    return isinstance(fact, Mapping) and bool(fact.get("optional", False))


class _Item:
    """Scores one item: what the gold has against what was found, kind by kind."""

    def __init__(self, bulletin: str, gold: Record, found: Record) -> None:
        self.gold, self.found = gold, found
        self.bulletin, self.title = bulletin, gold["title"] or found["title"]
        self.tally = _Tally()
        self.organisations = {e["name"]: _spellings(e, plain) for e in gold["organisations"]}
        self.programmes = {e["name"]: _spellings(e, programme_key) for e in gold["programmes"]}

    def is_organisation(self, gold: str, found: str | None) -> bool:
        """Is `found` a spelling that the gold accepts for the body `gold`?"""
        return plain(found) in self.organisations.get(gold, {plain(gold)})

    def is_programme(self, gold: str, found: str | None) -> bool:
        """Is `found` a spelling that the gold accepts for the programme `gold`?"""
        return programme_key(found or "") in self.programmes.get(gold, {programme_key(gold)})

    def match(
        self,
        kind: str,
        gold: Iterable[Any],
        found: Iterable[Any],
        same: Callable[[Any, Any], bool],
        show: Callable[[Any], str],
        *,
        optional: Callable[[Any], bool] = _is_optional,
        closeness: Callable[[Any, Any], int] = lambda _gold, _found: 0,
        ignore: Callable[[Any], bool] = lambda _found: False,
    ) -> list[tuple[Any, Any]]:
        """Pair each gold fact with the closest finding not yet taken, and count hits, missed and wrong.

        Gold facts that are not optional choose first. A finding left over is wrong unless it repeats a
        gold fact under another name, or `ignore` says that it hangs on something optional.
        """
        gold, left = list(gold), list(found)
        count = self.tally.counts[kind]
        pairs = []
        for fact in sorted(gold, key=optional):
            finding = max((f for f in left if same(fact, f)), key=lambda f: closeness(fact, f), default=None)
            if finding is not None:
                left.remove(finding)
                pairs.append((fact, finding))
                if not optional(fact):
                    count.tp += 1
                    self._judge(kind, finding, True)
            elif not optional(fact):
                count.fn += 1
                self._error("missed", kind, show(fact), fact)
        for finding in left:
            if not ignore(finding) and not any(same(fact, finding) for fact in gold):
                count.fp += 1
                self._judge(kind, finding, False)
                self._error("wrong", kind, show(finding), finding)
        return pairs

    def _error(self, verdict: Literal["missed", "wrong"], kind: str, fact: str, record: Any) -> None:
        quote = ""
        if isinstance(record, Mapping):
            quote = record.get("quote") or " / ".join(record.get("as", ()))
        self.tally.errors.append(Error(verdict, kind, self.bulletin, self.title, fact, quote))

    def _judge(self, kind: str, finding: Any, right: bool) -> None:
        named = self.found.get("rules", {}).get((kind, finding), ()) if isinstance(finding, str) else ()
        rules = sorted(named) if isinstance(finding, str) else [finding.get("rule")]
        self.tally.verdicts += [(kind, rule, right) for rule in rules if rule]

    def detail(self, name: str, right: bool) -> None:
        """Count a field of a fact that was found."""
        self.tally.details[name].append(right)

    def score(self) -> _Tally:
        """Score all kinds of this item but the item itself."""
        self._names()
        self._involvements()
        self._outcomes()
        self._documents()
        self._rest()
        return self.tally

    def _names(self) -> None:
        gold, found = self.gold, self.found
        self.match(
            "contributors",
            gold["contributors"],
            found["contributors"],
            lambda g, f: plain(g) == plain(f),
            str,
        )
        # Signing bodies may or may not be listed among the organisations, and so may the bodies above them.
        signed = [plain(name) for name in gold["contributors"]]
        listed = set().union(*self.organisations.values())
        bodies = [
            name
            for name in sorted(found["organisations"])
            if plain(name) in listed or not any(s and s.startswith(plain(name)) for s in signed)
        ]
        self.match(
            "organisations",
            gold["organisations"],
            bodies,
            lambda g, f: plain(f) in _spellings(g, plain),
            _name,
        )
        self.match(
            "programmes",
            gold["programmes"],
            sorted(found["programmes"]),
            lambda g, f: programme_key(f) in _spellings(g, programme_key),
            _name,
        )

    def _involvements(self) -> None:
        loose = {
            e["name"] for e in (*self.gold["programmes"], *self.gold["organisations"]) if _is_optional(e)
        }
        for gold, found in self.match(
            "involvements",
            self.gold["involvements"],
            self.found["involvements"],
            lambda g, f: (
                self.is_organisation(g["organisation"], f["organisation_name"])
                and self.is_programme(g["programme"], f["programme_name"])
            ),
            lambda x: f"{_field(x, 'organisation')} — {_field(x, 'programme')} ({x['role']})",
            optional=lambda g: _is_optional(g) or g["programme"] in loose or g["organisation"] in loose,
            ignore=lambda f: any(
                self.is_programme(n, f["programme_name"]) or self.is_organisation(n, f["organisation_name"])
                for n in loose
            ),
        ):
            self.detail("involvement role", gold["role"] == found["role"])

    def _outcomes(self) -> None:
        def figure(g: Record, f: Record) -> bool:
            return _number(g["value"]) == _number(f["value"]) and plain(g["unit"]) == plain(f["unit"])

        def agreement(g: Record, f: Record) -> int:
            fields = (alike(g["indicator"], f["indicator"]), g["status"] == f["status"])
            return sum((*fields, g["comparator"] == f["comparator"]))

        def show(x: Record) -> str:
            return f"{x['comparator']}{x['value']}{x['unit']} {x['status']} {x['indicator']}"

        gold, found = self.gold["outcomes"], self.found["outcomes"]
        for g, f in self.match("quantities", gold, found, figure, show, closeness=agreement):
            if _is_optional(g):
                continue
            self.detail("outcome status", g["status"] == f["status"])
            self.detail("outcome comparator", g["comparator"] == f["comparator"])
            self.detail("outcome indicator", alike(g["indicator"], f["indicator"]))
            if body := g.get("organisation"):
                self.detail("outcome organisation", self.is_organisation(body, f["organisation_name"]))
            if programme := g.get("programme"):
                self.detail("outcome programme", self.is_programme(programme, f["programme_name"]))
            if period := g.get("period"):
                self.detail("outcome period", period == f["period"])
        self.match(
            "outcomes",
            gold,
            found,
            lambda g, f: figure(g, f) and (_is_optional(g) or agreement(g, f) == 3),
            show,
        )

    def _documents(self) -> None:
        def same(g: Record, f: Record) -> bool:
            short, long = sorted((plain(g["title"]), plain(f["title"])), key=len)
            return short == long or (len(short) >= 6 and short in long)

        for g, f in self.match(
            "documents", self.gold["documents"], self.found["documents"], same, lambda x: str(x["title"])
        ):
            self.detail("document act", g["act"] == f["act"])
            if g["act"] == "issued" and (issuers := g.get("issuers")):
                found = {plain(name) for name in cell(f["issuers_name"])}
                self.detail("document issuers", {plain(name) for name in issuers} == found)

    def _rest(self) -> None:
        gold, found = self.gold, self.found
        self.match(
            "posts",
            gold["posts"],
            found["posts"],
            lambda g, f: (
                (plain(g["person"]), plain(g["post"]), plain(g["organisation"]))
                == (plain(f["person_name"]), plain(f["post"]), plain(f["organisation_name"]))
            ),
            lambda x: f"{_field(x, 'person')} {x['post']} {_field(x, 'organisation')}",
        )
        self.match(
            "events",
            [e for e in gold["events"] if e["date"]],
            [e for e in found["events"] if e["date"]],
            lambda g, f: same_date(g["date"], f["date"]),
            lambda x: f"{x['kind']} {x['date']}",
        )
        self.match(
            "awards",
            gold["awards"],
            found["awards"],
            lambda g, f: (
                plain(g["recipient"]) == plain(f["recipient_name"]) and alike(g["award"], f["award"])
            ),
            lambda x: f"{_field(x, 'recipient')} {x['award']}",
        )


def _spellings(entry: Record, key: Callable[[str], str]) -> set[str]:
    return {key(name) for name in (entry["name"], *entry.get("accept", ()))}


def _name(entry: Any) -> str:
    return str(entry["name"]) if isinstance(entry, Mapping) else str(entry)


def _field(record: Record, name: str) -> str:
    """The label of an entity: a table row has it in NAME_name, a gold fact in NAME."""
    return str(record.get(f"{name}_name") or record[name])


def _score_bulletin(gold: Record, found: Sequence[Record]) -> list[_Tally]:
    """One tally for every gold item that is not optional, and for every found item without a partner."""
    bulletin = gold["bulletin"].removesuffix(".txt")
    partners, extra = _align(gold["items"], found)
    tallies = []
    for item, partner in zip(gold["items"], partners, strict=True):
        if _is_optional(item):
            continue
        tally = _Item(bulletin, item, partner or NOTHING).score()
        if partner is None:
            tally.counts["items"].fn += 1
            tally.errors.insert(0, Error("missed", "items", bulletin, item["title"], item["title"]))
        else:
            tally.counts["items"].tp += 1
        tallies.append(tally)
    for partner in extra:
        tally = _Item(bulletin, NOTHING, partner).score()
        tally.counts["items"].fp += 1
        tally.errors.insert(0, Error("wrong", "items", bulletin, partner["title"], partner["title"]))
        tallies.append(tally)
    return tallies


# ---------------------------------------------------------------- figures
def _intervals(counts: Sequence[PRFScore], draws: int) -> Interval | None:
    """The middle 95% of F1 over `draws` samples of the items, taken with replacement."""
    units = [(c.tp, c.fp + c.fn) for c in counts]
    rng = random.Random(SEED)
    values = []
    for _ in range(draws):
        hits = faults = 0
        for hit, fault in rng.choices(units, k=len(units)):
            hits += hit
            faults += fault
        if hits or faults:  # a sample without any fact of this kind says nothing
            values.append(2 * hits / (2 * hits + faults))
    if not values:
        return None
    values.sort()
    return Interval(values[int(0.025 * len(values))], values[min(int(0.975 * len(values)), len(values) - 1)])


def _tallies(tables: Path, gold: Iterable[Path]) -> tuple[list[_Tally], list[str]]:
    """A tally for every item, and the bulletins with gold that the tables do not hold."""
    found = found_items(read_tables(tables))
    tallies: list[_Tally] = []
    absent = []
    for path in sorted(gold):
        record = read_gold(path)
        bulletin = record["bulletin"].removesuffix(".txt")
        if bulletin not in found:
            absent.append(bulletin)
        tallies += _score_bulletin(record, found.get(bulletin, []))
    if not tallies:
        raise GoldError("There is nothing to score: the gold files hold no items.")
    return tallies, absent


def verdicts(tables: Path, gold: Iterable[Path]) -> list[Verdict]:
    """Which rule was right how often: what is optional in the gold, or repeats a fact, gives no verdict."""
    return [verdict for tally in _tallies(tables, gold)[0] for verdict in tally.verdicts]


def evaluate(tables: Path, gold: Iterable[Path], *, draws: int = DRAWS) -> Evaluation:
    """Score a folder of exported tables against gold files.

    A gold file whose bulletin is not in the tables counts as missed, and is named in `absent`.
    GoldError is raised for a gold file or a table that cannot be read.
    """
    tallies, absent = _tallies(tables, gold)
    scores = []
    for kind in KINDS:
        counts = [t.counts[kind] for t in tallies]
        total = sum(counts, PRFScore())
        figures = (total.precision, total.recall, total.fscore, _intervals(counts, draws))
        scores.append(Score(kind, total.tp + total.fn, total.tp + total.fp, *figures))
    details: dict[str, tuple[int, int]] = {}
    for tally in tallies:
        for name, answers in tally.details.items():
            right, of = details.get(name, (0, 0))
            details[name] = (right + sum(answers), of + len(answers))
    errors = tuple(error for tally in tallies for error in tally.errors)
    return Evaluation(tuple(scores), details, errors, len(tallies), tuple(absent))


def as_records(evaluation: Evaluation) -> dict[str, Any]:
    """The same as plain JSON values: `kinds` and `detail` by name, `errors` and `absent` as lists."""
    kinds = {}
    for score in evaluation.scores:
        interval = [score.interval.low, score.interval.high] if score.interval else None
        figures = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
        kinds[score.kind] = {"gold": score.gold, "found": score.found, **figures, "f1_95": interval}
    details = {name: {"right": right, "of": of} for name, (right, of) in evaluation.details.items()}
    errors = [asdict(error) for error in evaluation.errors]
    return {"kinds": kinds, "detail": details, "errors": errors, "absent": list(evaluation.absent)}
