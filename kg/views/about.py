"""Rows of all tables in, what a page tells of its bodies and programmes beside their ties out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: of each body
MOST_MENTIONS = 5


@dataclass(frozen=True, slots=True)
class About:
    """Other names and parents by IRI, and every outcome with the `bulletin` and `title` of its item."""

    aliases: Mapping[str, str] = field(default_factory=dict)  # joined by |
    parents: Mapping[str, str] = field(
        default_factory=dict
    )  # names of the bodies directly above, joined by |
    outcomes: tuple[Mapping[str, str], ...] = ()
    #: by IRI the first mentions, with bulletin, title and quote
    mentions: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    #: by IRI of a body, by IRI of one directly above: the first mention whose words tell so, where one does
    tellings: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


def about(tables: Iterable[tuple[str, Mapping[str, str]]]) -> About:
    """Rows as (table, row), in any order, to what is known; of mentions the first MOST_MENTIONS of a body."""
    items: dict[str, Mapping[str, str]] = {}
    outcomes: list[Mapping[str, str]] = []
    aliases: dict[str, str] = {}
    parents: dict[str, str] = {}
    bodies: list[Mapping[str, str]] = []
    named: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for table, row in tables:
        if table == "items":
            items[row["item"]] = row
        elif table == "outcomes":
            outcomes.append(row)
        elif table == "organisations":
            aliases[row["organisation"]] = row["aliases"]
            parents[row["organisation"]] = row["parent_name"]
            bodies.append(row)
        elif table == "programmes":
            aliases[row["programme"]] = row["aliases"]
        elif table == "mentions" and row["type"] == "organisation":
            named[row["entity"]].append({**row, "quote": row["text"]})

    def placed(rows: list[Mapping[str, str]]) -> list[Mapping[str, str]]:
        told = (
            {**row, "bulletin": items[row["item"]]["bulletin"], "title": items[row["item"]]["title"]}
            for row in rows
        )
        return sorted(told, key=lambda row: (row["bulletin"], int(row["start"]), row.get("outcome", "")))

    all_named = {iri: placed(rows) for iri, rows in named.items()}
    tellings = {row["organisation"]: _tellings(row, all_named.get(row["organisation"], [])) for row in bodies}
    mentions = {iri: tuple(rows[:MOST_MENTIONS]) for iri, rows in all_named.items()}
    return About(aliases, parents, tuple(placed(outcomes)), mentions, tellings)


def _tellings(body: Mapping[str, str], mentions: list[Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """By the IRI of a parent the first mention that names the body by it: 市总民管部, under 苏州市总工会.

    The body's name is the parent's and a rest; a mention that is the rest alone (民管部) tells no parent.
    What only lists tell (昆山市总工会 under 苏州市总工会) is told by no mention.
    """
    found = {}
    for iri, name in zip(body["parent"].split("|"), body["parent_name"].split("|"), strict=False):
        rest = body["organisation_name"].removeprefix(name)
        if iri and rest and rest != body["organisation_name"]:
            telling = (row for row in mentions if row["quote"].endswith(rest) and row["quote"] != rest)
            if (row := next(telling, None)) is not None:
                found[iri] = row
    return found
