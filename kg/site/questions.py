"""A question and its answer in, its page out: `questions/NAME.html`, and the list of all of them.

On the static site the answer is that of an example, where the question needs one: of the bodies or
programmes of which the texts speak most, one whose answer has many rows. `kg serve` makes the same page
for any values: there it has a form, too. Every row leads to the sentences it rests on.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from kg import queries
from kg.names import nearest
from kg.queries import Question, Table
from kg.site import links, shell, words
from kg.site.facts_told import amount
from kg.store import Store

Row = dict[str, str]

#: rows of an answer that a page shows
MOST_ROWS: Final = 200
#: names that are tried for an example, rows of an answer that make it a good one, names that a form offers
TRIED: Final = 5
ENOUGH: Final = 10
OFFERED: Final = 300
#: seconds that one question of the static site may take, and all of them
LIMIT: Final = 10.0
ALL: Final = 60.0

#: type of a parameter -> the kind of page of what it names
_KINDS: Final = {
    "organisation": "bodies",
    "programme": "programmes",
    "document": "documents",
    "person": "people",
    "place": "places",
}
#: column of figures -> the columns of its comparator, upper end and unit
_FIGURES: Final = {
    "value": ("comparator", "value_max", "unit"),
    "other_value": ("other_comparator", "other_value_max", "other_unit"),
    "target": ("target_comparator", "target_max", "unit"),
    "result": ("result_comparator", "result_max", "unit"),
}
_UNBROKEN: Final = re.compile(r"[\d./:-]{1,21}")
#: of a column of evidence: which passage (`target_`, or ""), and what of it
_EVIDENCE: Final = re.compile(r"(\w+_)?(bulletin|item|quote|start|end)")


# ---------------------------------------------------------------- names
@dataclass(frozen=True, slots=True)
class _Column:
    zh: str
    en: str
    schemes: tuple[str, ...]
    kinds: tuple[str, ...]


@cache
def _told() -> tuple[dict[str, _Column], dict[str, tuple[str, str]]]:
    """The columns of answers and the codes in them, as `answers.tsv` names them."""
    columns, codes = {}, {}
    for line in files("kg.site").joinpath("answers.tsv").read_text(encoding="utf-8").splitlines():
        what, name, *told = line.split("\t") if line and not line.startswith("#") else ("", "")
        if what == "column":
            zh, en, schemes, kinds = told
            columns[name] = _Column(zh, en, *(tuple(filter(None, c.split("|"))) for c in (schemes, kinds)))
        elif what == "code":
            codes[name] = (told[0], told[1])
    return columns, codes


def columns() -> frozenset[str]:
    """The names of columns that `answers.tsv` knows."""
    return frozenset(_told()[0])


@dataclass(slots=True)
class Names:
    """The names of a graph's entities: which page a name leads to, and which are spoken of most."""

    sources: Mapping[str, str]  # a bulletin's file -> its id
    weights: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # kind -> name
    _iris: dict[tuple[str, str], str] = field(default_factory=dict)  # of (kind, name); "" for several

    def add(self, type_: str, iri: str, name: str, weight: int = 1) -> None:
        """An entity of a type, such as `organisation`, is named so often."""
        if (kind := _KINDS.get(type_)) is not None:
            self.weights[kind][name] += weight
            if self._iris.setdefault((kind, name), iri) != iri:
                self._iris[kind, name] = ""

    def page(self, kinds: Iterable[str], name: str) -> str:
        """The page that a name leads to, of these kinds; "" where there is none, or more than one."""
        for kind in kinds:
            if kind == "indicators":
                return links.page(kind, name)
            if kind == "themes" and name in words.themes():
                return links.page(kind, words.themes()[name].iri)
            if iri := self._iris.get((kind, name)):
                return links.page(kind, iri)
        return ""

    def most(self, type_: str, number: int) -> list[str]:
        """The names of a type that are spoken of most, those first."""
        ranked = sorted(self.weights[_KINDS[type_]].items(), key=lambda entry: (-entry[1], entry[0]))
        return [name for name, _ in ranked[:number]]


def names(graph: Store, rows: Iterable[tuple[str, Row]]) -> Names:
    """The names in the rows of the tables."""
    found = Names({entry.source: stem for stem, entry in graph.manifest.items()})
    for table, row in rows:
        if table == "mentions":
            found.add(row["type"], row["entity"], row["entity_name"])
        elif table == "organisations":
            found.add("organisation", row["organisation"], row["organisation_name"], 0)
        elif table == "programmes":
            found.add("programme", row["programme"], row["programme_name"], 0)
    return found


# ---------------------------------------------------------------- answers
@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of an answer: a value, or a quote with its place."""

    text: str
    href: str = ""  # from the root of the language
    place: str = ""  # of a quote: wuxi-2011-09.txt · 市总推进集体协商

    @property
    def whole(self) -> bool:
        """Whether it is a date or figure, which no line should break: 2011-01/2011-08."""
        return bool(_UNBROKEN.fullmatch(self.text))


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as a page shows it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    all: int  # rows, also those not shown


def shown(table: Table, known: Names, language: str) -> Shown:
    """An answer with codes in words, names that lead to their pages, and quotes that lead to their place."""
    at = {name: number for number, name in enumerate(table.columns)}
    passages = [name.removesuffix("quote") for name in table.columns if _passage(name, at)]
    used = {
        f"{prefix}{part}" for prefix in passages for part in ("bulletin", "item", "quote", "start", "end")
    }
    figures = {name: parts for name, parts in _FIGURES.items() if name in at and "unit" in at}
    merged = {part for parts in figures.values() for part in parts}
    plain = [name for name in table.columns if name not in used | merged]
    rows = [{name: row[at[name]] or "" for name in table.columns} for row in table.rows[:MOST_ROWS]]
    plain = [name for name in plain if any(row[name] for row in rows)]
    made = []
    for row in rows:
        cells = [
            Cell(_figure(row, name, figures[name]))
            if name in figures
            else _cell(name, row[name], known, language)
            for name in plain
        ]
        made.append((*cells, *(_quoted(prefix, row, known) for prefix in passages)))
    heads = [_head(name, language) for name in plain]
    return Shown(
        (*heads, *(_evidence(prefix, language) for prefix in passages)), tuple(made), len(table.rows)
    )


def _figure(row: Mapping[str, str], name: str, parts: tuple[str, ...]) -> str:
    """A figure in one cell: ≥1200份."""
    comparator, upper, unit = parts
    told = {
        "comparator": row.get(comparator) or "=",
        "value": row[name],
        "value_max": row.get(upper, ""),
        "unit": row[unit if unit in row else "unit"],
    }
    return amount(told) if row[name] else ""


def _passage(column: str, at: Mapping[str, int]) -> bool:
    found = _EVIDENCE.fullmatch(column)
    wanted = ("bulletin", "start", "end")
    return bool(found and found[2] == "quote" and all(f"{found[1] or ''}{part}" in at for part in wanted))


def _cell(column: str, value: str, known: Names, language: str) -> Cell:
    columns, codes = _told()
    told = columns.get(column)
    if told is None or not value:
        return Cell(value)
    for scheme in told.schemes:
        if scheme == "code" and value in codes:
            return Cell(codes[value][0 if language == "zh" else 1])
        if scheme != "code" and value in words.scheme(scheme):
            return Cell(words.name(scheme, value, language))
    return Cell(value, known.page(told.kinds, value))


def _quoted(prefix: str, row: Mapping[str, str], known: Names) -> Cell:
    quote, source = row[f"{prefix}quote"], row[f"{prefix}bulletin"]
    start, end = row[f"{prefix}start"], row[f"{prefix}end"]
    if not quote:
        return Cell("")
    stem = known.sources.get(source)
    title = " ".join(row.get(f"{prefix}item", "").split())
    place = f"{source} · {title[:24]}{'…' if len(title) > 24 else ''}" if title else source
    return Cell(" ".join(quote.split()), links.reading(stem, start, end) if stem else "", place)


def _head(column: str, language: str) -> str:
    told = _told()[0].get(column)
    return (told.zh if language == "zh" else told.en) if told else column


def _evidence(prefix: str, language: str) -> str:
    zh = {"target_": "目标的", "result_": "结果的", "other_": "另一处"}.get(prefix, "")
    return f"{zh}原文" if language == "zh" else f"{prefix.rstrip('_')} quote".strip()


Asker = Callable[[Question, Mapping[str, str]], Table]


def example(
    question: Question, known: Names, items: Sequence[str], ask: Asker
) -> tuple[dict[str, str], Table]:
    """Values with which a question has a telling answer, and the answer.

    Of what the texts speak of most, the first whose answer has `ENOUGH` rows, else the one with most of
    them. A question without a parameter that it needs is asked as it is. `items` are `STEM/NUMBER`, the
    richest first. Raises `QueryError` where the question cannot be answered.
    """
    needed = [one for one in question.parameters.values() if one.required]
    if not needed:
        return {}, ask(question, {})
    best: tuple[dict[str, str], Table] = {}, Table((), ())
    tried: list[dict[str, str]] = []
    for at in range(TRIED):
        given = {}
        for one in needed:
            if candidates := _candidates(one.type, known, items):
                given[one.name] = candidates[min(at, len(candidates) - 1)]
        if len(given) < len(needed):
            return {}, Table((), ())
        if given in tried:
            break
        tried.append(given)
        table = ask(question, given)
        if not best[0] or len(table.rows) > len(best[1].rows):
            best = given, table
        if len(table.rows) >= ENOUGH:
            break
    return best


def _candidates(type_: str, known: Names, items: Sequence[str]) -> list[str]:
    """What an example may be of."""
    if type_ in _KINDS:
        return known.most(type_, TRIED)
    if type_ == "item":
        return list(items[:TRIED])
    if type_ == "bulletin":
        return sorted(known.sources)[:TRIED]
    return ["职工", "工会", "会员", "企业", "活动"]  # words of an indicator


# ---------------------------------------------------------------- pages
def page(
    question: Question,
    given: Mapping[str, str],
    answer: Table | None,
    known: Names,
    *,
    language: str,
    said: str = "",
    live: bool = False,
    languages: Sequence[str] = tuple(links.FOLDERS),
) -> str:
    """The page of a question with the answer for the values given; `said` is why there is none.

    `live`: on a server that answers, with a form, and for a name that is not there the nearest that are.
    """
    chinese = language == "zh"
    values = " ".join(f'--param {name}="{value}"' for name, value in given.items())
    return shell.render(
        "question.html",
        page=f"questions/{question.name}.html",
        language=language,
        title=question.zh if chinese else question.en,
        description=question.en if chinese else question.zh,
        jsonld={"@type": "Question", "name": question.zh, "alternateName": question.en},
        connect=live,
        languages=languages,
        question=question,
        other=question.en if chinese else question.zh,
        parameters=[(one, _described(one.description, language)) for one in question.parameters.values()],
        given=dict(given),
        answer=shown(answer, known, language) if answer is not None else None,
        most=MOST_ROWS,
        said=said,
        near=_near(question, given, known, said) if live else {},
        live=live,
        offered={
            one.name: known.most(one.type, OFFERED)
            for one in question.parameters.values()
            if live and one.type in _KINDS
        },
        command=f"kg query {question.name} {values} --evidence".replace("  ", " "),
    )


def _near(question: Question, given: Mapping[str, str], known: Names, said: str) -> dict[str, list[str]]:
    """By parameter the names nearest to one that, as was said, the graph does not have."""
    found = {}
    for name, value in given.items():
        type_ = question.parameters[name].type
        if f"the graph has no {type_} {value}" in said:
            found[name] = nearest(value, known.weights[_KINDS[type_]]) if type_ in _KINDS else []
    return {name: names for name, names in found.items() if names}


def _described(description: str, language: str) -> str:
    zh, _, en = description.partition(" / ")
    return zh if language == "zh" or not en else en


def index(
    counts: Mapping[str, int] | None = None,
    *,
    language: str,
    live: bool = False,
    languages: Sequence[str] = tuple(links.FOLDERS),
) -> str:
    """The list of all questions; `counts` are the rows of the answer on each page."""
    chinese = language == "zh"
    return shell.render(
        "questions.html",
        page="questions/index.html",
        language=language,
        title="问答" if chinese else "Questions",
        description="现成的问题，每个答案都带原文。"
        if chinese
        else "Ready questions, each answered with quotes.",
        connect=live,
        languages=languages,
        questions=[
            (one, [_described(p.description, language) for p in one.parameters.values() if p.required])
            for one in queries.questions()
        ],
        counts=counts or {},
        live=live,
    )


def pages(
    graph: Store, rows: Sequence[tuple[str, Row]], *, languages: Sequence[str] = tuple(links.FOLDERS)
) -> Iterator[tuple[str, str]]:
    """(path from the root of the site, HTML) of the list and of each question with an example's answer."""
    known = names(graph, rows)
    items = richest(rows)
    counts: dict[str, int] = {}

    end = time.monotonic() + ALL

    def ask(question: Question, given: Mapping[str, str]) -> Table:
        left = end - time.monotonic()
        if left <= 0:
            raise queries.QueryTimeout(f"not asked here: all questions together took {ALL:g} seconds")
        return queries.run(graph, question, given, timeout=min(LIMIT, left))

    for question in queries.questions():
        said, answer = "", None
        given: dict[str, str] = {}
        try:
            given, answer = example(question, known, items, ask)
            counts[question.name] = len(answer.rows)
        except queries.QueryError as error:
            said = str(error)
        for language in languages:
            path = links.localised(f"questions/{question.name}.html", language)
            yield (
                path,
                page(question, given, answer, known, language=language, said=said, languages=languages),
            )
    for language in languages:
        yield (
            links.localised("questions/index.html", language),
            index(counts, language=language, languages=languages),
        )


def richest(rows: Iterable[tuple[str, Row]]) -> list[str]:
    """The items with most facts as `STEM/NUMBER`, those first."""
    facts: Counter[str] = Counter()
    items: dict[str, str] = {}
    for table, row in rows:
        if table == "items":
            items[row["item"]] = f"{row['bulletin']}/{row['position']}"
        elif "rule" in row and table != "mentions":
            facts[row["item"]] += 1
    ranked = sorted(facts.items(), key=lambda entry: (-entry[1], entry[0]))
    return [items[iri] for iri, _ in ranked[:TRIED]]
