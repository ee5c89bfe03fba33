"""A catalogue in, the index that the search of the pages loads out: `static/search-0.js` …

The files are scripts that hand over a string, because pages opened from disk may load scripts but fetch
nothing. One line an entry: `kind⇥page⇥weight⇥name⇥other name⇥…`, the most spoken of first, so that the
first file alone answers most searches. `site.js` cuts query and names into pairs of characters (要约行:
要约, 约行), which finds Chinese words without a list of words, in any order and with some characters wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from kg.site import links, words
from kg.site.records import Catalogue
from kg.site.sections import bulletin_label

#: entries of one file: some 1.5 MB
ENTRIES: Final = 20_000
#: other names of one entity that are searched
NAMES: Final = 12


def _entries(catalogue: Catalogue) -> Iterator[tuple[int, str]]:
    """Weight and line of every entry."""
    for one in catalogue.all():
        names = [one.name, *sorted(one.forms - {one.name}, key=lambda form: (-len(form), form))[:NAMES]]
        if one.kind == "themes":
            names.append(words.themes_by_iri()[one.key].names["en"])
        yield one.weight, _line(one.kind, links.hexed(one.key), one.weight, names)
    for stem, row in catalogue.bulletins.items():
        yield 1, _line("bulletins", links.file_name(stem), 1, [bulletin_label(row), stem])
    for row in catalogue.items.values():
        if row["title"]:
            place = f"{links.file_name(row['bulletin'])}#item-{row['position']}"
            yield 0, _line("items", place, 0, [row["title"]])


def _line(kind: str, page: str, weight: int, names: list[str]) -> str:
    cells = (kind, page, str(weight), *(" ".join(name.split()) for name in names))
    return "\t".join(cells)


def files(catalogue: Catalogue) -> dict[str, bytes]:
    """Name of the file in `static/` -> its content; at least one file."""
    entries = sorted(_entries(catalogue), key=lambda entry: (-entry[0], entry[1]))
    lines = [line for _, line in entries]
    parts = [lines[at : at + ENTRIES] for at in range(0, len(lines), ENTRIES)] or [[]]
    return {
        f"search-{number}.js": _script(number, len(parts), part).encode("utf-8", "replace")
        for number, part in enumerate(parts)
    }


def _script(number: int, of: int, lines: list[str]) -> str:
    text = json.dumps("\n".join(lines), ensure_ascii=False)
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("<", "\\u003c")
    return f"unionSearch({number},{of},{text});\n"
