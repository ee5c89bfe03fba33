"""A question and its parameters in, a table out: the `.rq` files of `ontology/questions/`, and free SPARQL.

A question file `cqNN-slug.rq` is plain SPARQL that any engine runs as it is. Its header comments say
what it asks (`question.zh`, `question.en`), what can be given (`parameter: NAME TYPE description`, with
`?` behind an optional name) and which view suits the answer (`view`). Where the text says
`VALUES ?NAME { UNDEF }` a parameter's values take the place of UNDEF, as terms, never as pasted text.

Values are names, other names or IRIs: 百分百要约行动, “要约”行动 and the IRI of either find the same
programme, by the reviewed scheme `ontology/vocabularies/programmes.ttl` and by what the texts call it.
Nothing here can change a graph or reach another machine.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

import ontology
from kg import terms
from kg.identity import Identity
from kg.store import Store, keywords

Term = ox.NamedNode | ox.Literal


class QueryError(ValueError):
    """A question that cannot be asked; the message says why, and what could be meant."""


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
#: what a parameter may be: the class its entities have, None for text
_TYPES: Final[dict[str, str | None]] = {
    "organisation": str(terms.ORG.Organization),
    "programme": str(terms.TU.Programme),
    "document": str(terms.TU.Document),
    "person": str(terms.FOAF.Person),
    "place": str(terms.SCHEMA.Place),
    "item": str(terms.TU.Item),
    "bulletin": str(terms.TU.Bulletin),
    "text": None,
}


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
        if found is None or found[3] not in _TYPES:
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
    """The question of a name (`who-ran`), number (`1`, `cq01`) or file; else the nearest names are told."""
    wanted = name.strip().lower().removesuffix(".rq")
    for one in questions():
        if wanted in (one.name, f"cq{one.number}-{one.name}", f"cq{one.number}", one.number):
            return one
        if wanted.isdigit() and int(wanted) == int(one.number):
            return one
    near = difflib.get_close_matches(wanted, [one.name for one in questions()], 3, 0.4)
    near = near or [one.name for one in questions() if wanted in one.zh or wanted in one.en.lower()]
    hint = f"did you mean {_either(near)}?" if near else "`kg query --list` shows them all"
    raise QueryError(f"there is no question {name}; {hint}")


def run(graph: Store, question: Question, parameters: Mapping[str, str]) -> Table:
    """The answer of a question; parameters are names, other names or IRIs (errors as `filled`)."""
    return sparql(graph, filled(graph, question, parameters))


def filled(graph: Store, question: Question, parameters: Mapping[str, str]) -> str:
    """A question's SPARQL with its parameters' values in place, for any engine to run.

    Raises `QueryError` for a parameter that is unknown or missing, or a name that the graph does
    not have (with the nearest it has).
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
        values = " ".join(str(term) for term in _terms(graph, parameter, value))
        slot = f"VALUES ?{name} {{ UNDEF }}"
        if slot not in text:
            raise ValueError(f"cq{question.number}-{question.name}.rq lacks `{slot}`")
        text = text.replace(slot, f"VALUES ?{name} {{ {values} }}")
    return text


# ---------------------------------------------------------------- free SPARQL
_UPDATE: Final = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD)\b", re.IGNORECASE)
_SERVICE: Final = re.compile(r"\bSERVICE\b", re.IGNORECASE)
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def sparql(graph: Store, text: str) -> Table:
    """The answer to SELECT, ASK, CONSTRUCT or DESCRIBE; the usual prefixes need not be declared.

    Raises `QueryError`, with line and column, for what is no such query.
    """
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
        place = _PLACE.search(str(error))
        said = f"line {place[1]}, column {place[2]}: {place[3]}" if place else str(error)
        raise QueryError(f"this is no SPARQL query: {said}") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from None


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


# ---------------------------------------------------------------- names
_QUOTES: Final = re.compile(r"[\s“”‘’\"'「」『』《》〈〉]+")


def _key(name: str) -> str:
    """A name without white space, quotes and brackets: “要约”行动 -> 要约行动."""
    return _QUOTES.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _either(names: Iterable[str]) -> str:
    return ", ".join(names)


def _terms(graph: Store, parameter: Parameter, value: str) -> list[Term]:
    """What a parameter's value stands for in the graph."""
    kind = _TYPES[parameter.type]
    if kind is None:
        return [ox.Literal(value)]
    if re.match(r"[a-z][a-z0-9+.-]*:[^\s]", value, re.IGNORECASE):
        return _by_iri(graph, parameter, kind, value)
    if parameter.type in ("item", "bulletin"):
        return _by_source(graph, parameter.type, value)
    return _by_name(graph, parameter, kind, value)


def _by_iri(graph: Store, parameter: Parameter, kind: str, value: str) -> list[Term]:
    try:
        node = ox.NamedNode(value.strip("<>"))
    except ValueError:
        raise QueryError(f"{value} is no IRI") from None
    reviewed = terms.programmes().get(node.value)
    if parameter.type == "programme" and reviewed:
        return _by_name(graph, parameter, kind, reviewed.name)
    if not graph.query(f"ASK {{ {node} a <{kind}> }}"):
        raise QueryError(f"the graph has no {parameter.type} {node.value}")
    return [node]


def _by_source(graph: Store, type_: str, value: str) -> list[Term]:
    """Bulletins by stem or file name, items by STEM/NUMBER or headline."""
    stem, _, number = value.rpartition("/")
    identity = Identity(graph.base)
    for one in (value, value.removesuffix(".txt")):
        if type_ == "bulletin" and one in graph.manifest:
            return [ox.NamedNode(identity.bulletin(one))]
    if type_ == "item" and number.isdigit() and stem.removesuffix(".txt") in graph.manifest:
        return [ox.NamedNode(identity.item(stem.removesuffix(".txt"), int(number)))]
    titles = _named(graph, "SELECT ?it ?name { ?it a ?kind ; dcterms:title ?name }", str(_TYPES[type_]))
    return _nearest(type_, value, titles)


def _by_name(graph: Store, parameter: Parameter, kind: str, value: str) -> list[Term]:
    names = {value}
    if parameter.type == "programme":
        names |= _other_names(value)
    labels = _named(graph, "SELECT ?it ?name { ?it a ?kind ; rdfs:label ?name }", kind)
    found = {iri for name in names for iri in labels.get(_key(name), {})}
    said = _named(graph, "SELECT ?it ?name { ?p tu:names ?it ; oa:exact ?name . ?it a ?kind }", kind)
    if parameter.type == "programme":
        # a programme named otherwise in the texts is the same one; its reviewed names join in as well
        found |= {iri for name in names for iri in said.get(_key(name), {})}
    if found:
        return [ox.NamedNode(iri) for iri in sorted(found)]
    others = said.get(_key(value), {})
    if len(others) > 1:
        full = sorted(name for iri in others for name in _full(labels, iri))
        raise QueryError(
            f"{value} stands for {len(full)} of type {parameter.type} in these texts: "
            f"{_either(full[:8])}{' …' if len(full) > 8 else ''}; give one of these names"
        )
    if others:
        return [ox.NamedNode(iri) for iri in others]
    return _nearest(parameter.type, value, labels)


def _full(labels: Mapping[str, Mapping[str, str]], wanted: str) -> Iterable[str]:
    return (name for entries in labels.values() for iri, name in entries.items() if iri == wanted)


def _other_names(value: str) -> set[str]:
    """All reviewed names of a programme, and of those held for the same: 要约行动 -> 百分百要约行动, …."""
    known = {_key(name): iri for name, iri in terms.programme_names().items()}
    first = known.get(_key(value))
    waiting, seen = [first] if first else [], set()
    while waiting:
        iri = waiting.pop()
        seen.add(iri)
        same = terms.programmes()[iri].same | {
            other.iri for other in terms.programmes().values() if iri in other.same
        }
        waiting.extend(one for one in sorted(same) if one not in seen and one in terms.programmes())
    return {name for iri in seen for name in terms.programmes()[iri].names}


def _named(graph: Store, text: str, kind: str) -> dict[str, dict[str, str]]:
    """Key of a name -> IRI -> the name as written."""
    found: dict[str, dict[str, str]] = {}
    answer = graph.query(text.replace("?kind", f"<{kind}>"))
    assert isinstance(answer, ox.QuerySolutions)
    for solution in answer:
        iri, name = solution["it"], solution["name"]
        if isinstance(iri, ox.NamedNode) and isinstance(name, ox.Literal):
            found.setdefault(_key(name.value), {})[iri.value] = name.value
    return found


def _nearest(type_: str, value: str, names: Mapping[str, Mapping[str, str]]) -> list[Term]:
    """The one entity of that name, or a `QueryError` with the nearest names."""
    key = _key(value)
    if key in names:
        return [ox.NamedNode(iri) for iri in sorted(names[key])]
    near = [name for name in names if len(key) > 1 and key in name][:5]
    near += [name for name in difflib.get_close_matches(key, names, 5, 0.35) if name not in near]
    if not near:
        raise QueryError(f"the graph has no {type_} {value}, nor anything of a like name")
    written = [min(names[name].values()) for name in near[:5]]
    raise QueryError(f"the graph has no {type_} {value}; nearest: {_either(written)}")
