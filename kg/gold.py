"""Gold files and exported tables in, the same records for both out: what `kg.evaluate` compares.

A gold file is one JSON object per bulletin, coded by the codebook; its shape is checked here, loudly. The
tables are those of `kg export`. Both become one record an item, with a list for each kind of fact.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]  # a gold fact (JSON object) or a table row

TABLES = ("items", "mentions", "involvements", "outcomes", "documents", "posts", "events", "awards")

#: The lists of a gold item and the fields each entry must have.
GOLD_FIELDS: Mapping[str, tuple[str, ...]] = {
    "organisations": ("name",),
    "programmes": ("name",),
    "involvements": ("organisation", "programme", "role"),
    "outcomes": ("indicator", "value", "unit", "comparator", "status"),
    "documents": ("title", "act"),
    "posts": ("person", "post", "organisation"),
    "events": ("kind", "date"),
    "awards": ("recipient", "award"),
}

#: An item without any fact.
NOTHING: Record = {"title": "", "contributors": (), **{kind: () for kind in GOLD_FIELDS}}


class GoldError(ValueError):
    """A gold file or a table that cannot be scored; the message names the file and what to mend."""


def read_gold(path: Path) -> Record:
    """A gold file, its shape checked; GoldError names the file, the item and the field."""
    try:
        gold = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise GoldError(f"{path} is not JSON: {error}.") from error
    if not isinstance(gold, dict) or not isinstance(gold.get("bulletin"), str):
        raise GoldError(f'{path} is not a gold file: it needs "bulletin" and "items".')
    if not isinstance(gold.get("items"), list):
        raise GoldError(f'{path} has no list of "items".')
    for number, item in enumerate(gold["items"], 1):
        where = f"{path}, item {number}"
        if not isinstance(item, dict) or not isinstance(item.get("title"), str):
            raise GoldError(f'{where}: an item needs a "title".')
        item.setdefault("contributors", [])
        for kind, fields in GOLD_FIELDS.items():
            for entry in item.setdefault(kind, []):
                if absent := [f for f in fields if not isinstance(entry, dict) or f not in entry]:
                    raise GoldError(f"{where}: an entry of {kind} lacks {', '.join(absent)}.")
    return gold


def read_tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The tables that are scored, from a folder that `kg export` wrote."""
    csv.field_size_limit(10**8)
    tables = {}
    for name in TABLES:
        path = folder / f"{name}.csv"
        if not path.is_file():
            raise GoldError(f"{path} is missing; write the tables with `kg export {folder}`.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return tables


def found_items(tables: Mapping[str, list[dict[str, str]]]) -> dict[str, list[dict[str, Any]]]:
    """What was found, by bulletin: one record an item, in the shape of a gold item where it matters."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    by_iri: dict[str, dict[str, Any]] = {}
    for row in tables["items"]:
        item: dict[str, Any] = {kind: [] for kind in TABLES[2:]}
        item |= {"title": row["title"], "contributors": cell(row.get("contributors_name"))}
        item |= {"organisations": set(), "programmes": set(), "rules": defaultdict(set)}
        by_iri[row["item"]] = item
        found[row["bulletin"].removesuffix(".txt")].append(item)
    for row in tables["mentions"]:
        kind = f"{row['type'].lower()}s"
        if kind in ("organisations", "programmes") and row["item"] in by_iri:
            by_iri[row["item"]][kind].add(row["entity_name"])
            # the rules that read a name, where it is named: `rule` is no column that every table must have
            by_iri[row["item"]]["rules"][kind, row["entity_name"]].update(cell(row.get("rule")))
    for kind in TABLES[2:]:
        for row in tables[kind]:
            if row["item"] in by_iri:
                by_iri[row["item"]][kind].append(row)
    return found


def cell(text: str | None) -> list[str]:
    """The values of a cell that may hold several."""
    return [part for part in re.split(r"[|；;]", text or "") if part.strip()]
