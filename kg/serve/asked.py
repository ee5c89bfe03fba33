"""A pool of workers and the values of a form in, the page of a question with its answer out.

The pages are those of `kg.site.questions`, with a form. They are made anew for each request, by a thread that
waits for a worker like any query; the first page asks what the entities are called, once for all.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Final

from kg import queries
from kg.identity import Identity
from kg.queries import Question, Table
from kg.serve import protocol
from kg.serve.pool import Pool
from kg.serve.worker import Fill, Query
from kg.site import questions
from kg.site.questions import Names
from kg.store import Entry

_JSON: Final = protocol.Wanted(results="application/sparql-results+json", triples=None)
#: what is named, and how often; a body or programme may be known without being named
_NAMES: Final = """SELECT ?type ?it (SAMPLE(?label) AS ?name) (COUNT(?mention) AS ?times) WHERE {
  VALUES (?class ?type) {
    (org:Organization "organisation") (tu:Programme "programme") (tu:Document "document")
    (foaf:Person "person") (schema:Place "place")
  }
  ?it a ?class ; rdfs:label ?label .
  OPTIONAL { ?mention tu:names ?it }
} GROUP BY ?type ?it ORDER BY ?type ?it"""
_ITEMS: Final = """SELECT ?item (COUNT(?fact) AS ?facts) WHERE {
  ?fact tu:evidence/dcterms:isPartOf ?item
} GROUP BY ?item ORDER BY DESC(?facts) ?item LIMIT 5"""


class Asked:
    """The pages of the questions over a pool; any thread may call it."""

    def __init__(self, pool: Pool, manifest: Mapping[str, Entry]) -> None:
        self._pool = pool
        self._manifest = manifest
        self._lock = threading.Lock()
        self._names: Names | None = None
        self._items: list[str] = []
        self._examples: dict[str, tuple[dict[str, str], Table]] = {}

    def index(self, language: str) -> str:
        """The list of all questions."""
        return questions.index(language=language, live=True)

    def page(self, name: str, given: Mapping[str, str], language: str) -> tuple[int, str] | None:
        """Status and page of a question; None where there is none of that name.

        Without any value given it is an example's answer, as on the static site.
        """
        question = next((one for one in queries.questions() if one.name == name), None)
        if question is None:
            return None
        told = {key: value.strip() for key, value in given.items() if key in question.parameters}
        told = {key: value for key, value in told.items() if value}
        said, answer, status = "", None, 200
        try:
            known = self._known()
        except queries.QueryError as error:
            known, said, status = Names({}), str(error), 500
        try:
            if not said:
                told, answer = (told, self._ask(question, told)) if given else self._example(question, known)
        except queries.QueryError as error:
            said, status = str(error), 400
        html = questions.page(question, told, answer, known, language=language, said=said, live=True)
        return status, html

    def _example(self, question: Question, known: Names) -> tuple[dict[str, str], Table]:
        if question.name not in self._examples:  # the snapshot does not change
            self._examples[question.name] = questions.example(question, known, self._items, self._ask)
        return self._examples[question.name]

    def _known(self) -> Names:
        with self._lock:
            if self._names is None:
                known = Names({entry.source: stem for stem, entry in self._manifest.items()})
                for type_, iri, name, times in self._run(_NAMES).rows:
                    known.add(str(type_), str(iri), str(name), int(times or 0))
                bases = {entry.base for entry in self._manifest.values()}
                stems = {Identity(base).bulletin(stem): stem for base in bases for stem in self._manifest}
                for iri, _ in self._run(_ITEMS).rows:
                    bulletin, _, position = str(iri).rpartition("/item/")
                    if bulletin in stems:
                        self._items.append(f"{stems[bulletin]}/{position}")
                self._names = known
            return self._names

    def _ask(self, question: Question, given: Mapping[str, str]) -> Table:
        """The answer of a question; raises `QueryError` with the worker's sentence."""
        filled = self._pool.ask(Fill(question.name, dict(given)))
        if filled.status != 200:
            raise queries.QueryError(filled.body.decode("utf-8").strip())
        return self._run(filled.body.decode("utf-8"))

    def _run(self, query: str) -> Table:
        answer = self._pool.ask(Query(protocol.Asked(query), _JSON))
        if answer.status != 200:
            raise queries.QueryError(answer.body.decode("utf-8").strip())
        told = json.loads(answer.body)
        columns = tuple(told["head"]["vars"])
        rows = (
            tuple(row[name]["value"] if name in row else None for name in columns)
            for row in told["results"]["bindings"]
        )
        return Table(columns, tuple(rows))
