"""A question and its parameters in, a table out: the `.rq` files of `ontology/questions/`, and free SPARQL.

A question file `cqNN-slug.rq` is plain SPARQL that any engine runs as it is. Its header comments say
what it asks (`question.zh`, `question.en`), what can be given (`parameter: NAME TYPE description`, with
`?` behind an optional name) and which view suits the answer (`view`). Where the text says
`VALUES ?NAME { UNDEF }` a parameter's values take the place of UNDEF, as terms, never as pasted text.

Values are names, other names or IRIs (`kg.names`). Columns of evidence are named `item`, `quote`, `start`
and `end`, or end so (`target_quote`); `narrow` leaves them out. Nothing here can change a graph or
reach another machine, and an answer may be given a time limit.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

import ontology
from kg import names
from kg.store import Store, keywords, open_graph


class QueryError(ValueError):
    """A question that cannot be asked; the message says why, and what could be meant."""


class QueryTimeout(QueryError):
    """A question that was not answered in time."""


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: named columns, and rows of text; an unbound cell is None."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something a question can be told."""

    name: str
    type: str  # organisation, programme, document, person, place, item, bulletin or text
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Question:
    """One competency question."""

    number: str  # 01
    name: str  # who-ran
    zh: str
    en: str
    parameters: dict[str, Parameter]
    view: str
    text: str


# ---------------------------------------------------------------- questions
_FILE: Final = re.compile(r"cq(\d+)-([a-z0-9-]+)")
_HEADER: Final = re.compile(r"^# (question\.zh|question\.en|parameter|view): *(.+)$", re.MULTILINE)
_PARAMETER: Final = re.compile(r"([a-z_]+)(\??) ([a-z]+) (.+)")


@cache
def questions() -> tuple[Question, ...]:
    """All questions, by number."""
    return tuple(_question(stem, data) for stem, data in ontology.folder("questions", ".rq").items())


def _question(stem: str, data: bytes) -> Question:
    text = data.decode("utf-8")
    name = _FILE.fullmatch(stem)
    header: dict[str, list[str]] = {}
    for key, value in _HEADER.findall(text):
        header.setdefault(key, []).append(value.strip())
    missing = [key for key in ("question.zh", "question.en", "view") if len(header.get(key, ())) != 1]
    if name is None or missing:
        raise ValueError(
            f"ontology/questions/{stem}.rq: {missing or 'its name'} is wrong (see kg/queries.py)"
        )
    parameters = {}
    for line in header.get("parameter", ()):
        found = _PARAMETER.fullmatch(line)
        if found is None or found[3] not in names.TYPES:
            raise ValueError(f"ontology/questions/{stem}.rq: cannot read `parameter: {line}`")
        parameters[found[1]] = Parameter(found[1], found[3], not found[2], found[4])
    return Question(
        number=name[1],
        name=name[2],
        zh=header["question.zh"][0],
        en=header["question.en"][0],
        parameters=parameters,
        view=header["view"][0],
        text=text,
    )


def question(name: str) -> Question:
    """The question of a name (`who-ran`), number (`1`, `cq01`) or file, or of words of its text.

    Raises `QueryError` where there is none or more than one, and says which could be meant.
    """
    wanted = name.strip().lower().removesuffix(".rq")
    for one in questions():
        if wanted in (one.name, f"cq{one.number}-{one.name}", f"cq{one.number}", one.number):
            return one
        if wanted.isdigit() and int(wanted) == int(one.number):
            return one
    words = wanted.replace("？", " ").replace("?", " ").split()
    texts = {one.name: f"{one.name} {one.zh} {one.en}".lower() for one in questions()}
    near = [slug for slug, text in texts.items() if words and all(word in text for word in words)]
    if len(near) == 1 and not re.fullmatch(r"[a-z0-9-]+", wanted):  # a name cut short is no question's words
        return next(one for one in questions() if one.name == near[0])
    if not near:
        slugs = [one.name for one in questions()]
        near = [slug for slug, _, _ in process.extract(wanted, slugs, scorer=fuzz.ratio, score_cutoff=60)]
        alike = process.extract(wanted, texts, scorer=fuzz.partial_ratio, score_cutoff=60)
        near = (near or [slug for _, _, slug in alike])[:3]
    hint = f"did you mean {_either(near)}?" if near else "`kg query --list` shows them all"
    raise QueryError(f"there is no question {name}; {hint}")


def asked(name: str, folder: Path) -> Question:
    """The question of a name, number or words; where a body or programme was named, how to ask of it."""
    try:
        return question(name)
    except QueryError:
        if name.isascii() or not (folder / "manifest.json").is_file():
            raise
        if hint := meant(open_graph(folder), name):
            raise QueryError(f"there is no question {name}; {hint}") from None
        raise


def meant(graph: Store, value: str) -> str:
    """How to ask of what was named in place of a question: 送温暖 is a programme, and who-ran takes one.

    Empty where the value has no name of the graph in it.
    """
    found = names.inside(graph, value)
    for type_, label in found:
        asking = [
            f'kg query {one.name} --param {parameter.name}="{label}"'
            for one in questions()
            for parameter in one.parameters.values()
            if parameter.type == type_
        ]
        article = "an" if type_[0] in "aeiou" else "a"
        is_ = f"{label} is {article} {type_}"
        if type_ == "organisation" and label not in value:
            is_ = f"{value} is what the texts call {_either(dict.fromkeys(name for _, name in found))}"
        return f"{is_}; ask for instance: {'; '.join(asking[:3])}"
    return ""


def bound(
    graph: Store, question: Question, parameters: Mapping[str, str], *, predecessors: bool = False
) -> str:
    """The SPARQL text of a question with its parameters in place.

    With `predecessors`, a body stands for those whose place it took as well. Raises `QueryError` for a
    parameter that is unknown or missing, or a name that the graph does not have (with the nearest it has).
    """
    unknown = sorted(set(parameters) - set(question.parameters))
    if unknown:
        known = _either(question.parameters) if question.parameters else "none"
        raise QueryError(f"the question {question.name} has no parameter {unknown[0]} (it has {known})")
    text = question.text
    for name, parameter in question.parameters.items():
        value = parameters.get(name, "").strip()
        if not value:
            if parameter.required:
                raise QueryError(
                    f"the question {question.name} needs {name} ({parameter.description}): --param {name}=…"
                )
            continue
        try:
            found = names.entities(graph, parameter.type, value)
        except names.NameUnknown as error:
            raise QueryError(str(error)) from None
        if predecessors and parameter.type == "organisation":
            found = names.predecessors(graph, found)
        slot = f"VALUES ?{name} {{ UNDEF }}"
        if slot not in text:
            raise ValueError(f"cq{question.number}-{question.name}.rq lacks `{slot}`")
        text = text.replace(slot, f"VALUES ?{name} {{ {' '.join(map(str, found))} }}")
    return text


def run(
    graph: Store,
    question: Question,
    parameters: Mapping[str, str],
    *,
    predecessors: bool = False,
    timeout: float | None = None,
) -> Table:
    """The answer of a question with its evidence; parameters are names, other names or IRIs (see `bound`)."""
    return sparql(graph, bound(graph, question, parameters, predecessors=predecessors), timeout=timeout)


#: an indicator is like words of which it has so great a share of the characters
_SHARED: Final = 0.6


def like(graph: Store, question: Question, parameters: Mapping[str, str]) -> str:
    """The names of indicators most like the words of a question that found nothing; empty where none are.

    工资合同 is in no indicator; 新签、续签工资专项集体合同 is near.
    """
    words = parameters.get("words", "").strip()
    if not words or "tu:indicator" not in question.text:
        return ""
    found = graph.query("SELECT DISTINCT ?name { ?figure tu:indicator ?name } ORDER BY ?name")
    assert isinstance(found, ox.QuerySolutions)
    known = [name.value for one in found if isinstance(name := one["name"], ox.Literal)]
    shared = {name: LCSseq.similarity(words, name) for name in known}  # characters in the same order
    near = [name for name in known if shared[name] >= _SHARED * len(words)]
    near.sort(key=lambda name: (-shared[name], len(name), name))
    return f"相近的指标 indicators like it: {', '.join(near[:5])}" if near else ""


_EVIDENCE: Final = re.compile(r"(?:\w+_)?(?:item|quote|start|end)")


def narrow(table: Table) -> Table:
    """The answer without its quotes and places; rows that differ in these alone become one."""
    kept = [at for at, column in enumerate(table.columns) if not _EVIDENCE.fullmatch(column)]
    rows = dict.fromkeys(tuple(row[at] for at in kept) for row in table.rows)
    return Table(tuple(table.columns[at] for at in kept), tuple(rows))


def nothing(question: Question, parameters: Mapping[str, str]) -> str:
    """The sentence that answers a question to which the graph has no rows."""
    given = "，".join(f"{name}={value}" for name, value in parameters.items())
    return (
        f"{question.zh} 图谱中没有答案{f'（{given}）' if given else ''}。 "
        f"The graph holds nothing that answers: {question.en}"
    )


# ---------------------------------------------------------------- free SPARQL
_UPDATE: Final = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD)\b", re.IGNORECASE)
_SERVICE: Final = re.compile(r"\bSERVICE\b", re.IGNORECASE)
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def sparql(graph: Store, text: str, *, timeout: float | None = None) -> Table:
    """The answer to SELECT, ASK, CONSTRUCT or DESCRIBE; the usual prefixes need not be declared.

    Raises `QueryError`, with line and column, for what is no such query, and `QueryTimeout` after so many
    seconds without an answer: then the caller can go on or end, while the engine, which knows no stop,
    works on in a thread that keeps no process alive.
    """
    if timeout is None:
        return _answer(graph, text)
    found: list[Table | BaseException] = []

    def work() -> None:
        try:
            found.append(_answer(graph, text))
        except BaseException as error:  # raised anew below, in the thread of the caller
            found.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(timeout)
    if not found:
        raise QueryTimeout(
            f"no answer within {timeout:g} seconds; narrow the question (a name, LIMIT) or give it longer"
        )
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def _answer(graph: Store, text: str) -> Table:
    plain = keywords(text)
    if _SERVICE.search(plain):
        raise QueryError("SERVICE is switched off: a question is answered from this graph alone")
    try:
        return _table(graph.query(text))
    except SyntaxError as error:
        if update := _UPDATE.search(plain):
            raise QueryError(
                f"{update[1].upper()} would change the graph: "
                "only SELECT, ASK, CONSTRUCT and DESCRIBE are run"
            ) from None
        raise QueryError(f"this is no SPARQL query: {misread(text, str(error))}") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from None


def misread(text: str, error: str) -> str:
    """Where a query cannot be read, with what Oxigraph says of it: `line 3, column 14: …`.

    Oxigraph tells the furthest place it came to in any reading, which for `FILTER(?s = )` is the end of the
    text; rdflib then tells the part that cannot be read.
    """
    place = _PLACE.search(error)
    if place is None:
        return error
    line, column, said = int(place[1]), int(place[2]), place[3]
    lines = text.splitlines()
    rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]]) if line <= len(lines) else ""
    if not rest.strip():
        from pyparsing import ParseException
        from rdflib.plugins.sparql.parser import parseQuery  # slow to load, and only needed here

        try:
            parseQuery(text)
        except ParseException as other:
            here = lines[other.lineno - 1][other.col - 1 :].strip() if other.lineno <= len(lines) else ""
            if here.strip("}"):
                return f"line {other.lineno}, column {other.col}: cannot be read from here on: {here[:40]}"
    return f"line {line}, column {column}: {said}"


def _table(answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Table:
    if isinstance(answer, ox.QueryBoolean):
        return Table(("answer",), (("true" if answer else "false",),))
    if isinstance(answer, ox.QueryTriples):
        triples = {tuple(map(_cell, (t.subject, t.predicate, t.object))) for t in answer}
        return Table(("subject", "predicate", "object"), tuple(sorted(triples, key=str)))
    columns = tuple(variable.value for variable in answer.variables)
    return Table(columns, tuple(tuple(_cell(value) for value in solution) for solution in answer))


def _cell(value: object) -> str | None:
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value.value
    return None if value is None else str(value)


def _either(names: Iterable[str]) -> str:
    return ", ".join(names)
