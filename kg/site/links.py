"""An entity, an indicator or a passage in, the place of its page out: paths from the root of the site.

Names of files are plain ASCII and told apart without their case, so that the site survives any disk, archive
and server. `HEX` is the first 12 hexadecimal digits of the SHA-256 of the key, the same in every build.

>>> page("indicators", "发出要约书")
'indicators/e6f77d0ed87a.html'
>>> reading("wuxi-2011-09", 120, 144)
'bulletins/wuxi-2011-09.html#c120-144'
>>> relative("bodies/e6f77d0ed87a.html", "static/site.css")
'../static/site.css'
"""

from __future__ import annotations

import re
from hashlib import sha256
from posixpath import dirname, relpath
from typing import Final

#: the folders of entity pages, in order of the navigation; a key is an IRI, or an indicator's wording
KINDS: Final = ("bodies", "programmes", "documents", "people", "places", "themes", "indicators")
#: language -> the folder of its pages
FOLDERS: Final = {"zh": "", "en": "en/"}

#: names that are files' names on every system as they are; capitals would meet their small letters on Windows
_PLAIN: Final = re.compile(r"[0-9a-z](?:[0-9a-z._-]{0,78}[0-9a-z_-])?")
#: devices of Windows, and the list of the bulletins
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|index)(?:\..*)?")


def hexed(key: str) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of a key."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def page(kind: str, key: str) -> str:
    """The page of one entity: `bodies/HEX.html`; the key is its IRI, of an indicator its wording."""
    if kind not in KINDS:
        raise ValueError(f"no such kind of page: {kind}")
    return f"{kind}/{hexed(key)}.html"


def listing(kind: str) -> str:
    """The page that lists a kind: `bodies/index.html`; `bulletins` and `questions` have one, too."""
    return f"{kind}/index.html"


def file_name(name: str) -> str:
    """A name as that of a file (no ending): as it is where that is safe, else cleaned, with a digest behind.

    `wuxi-2011-09` stays; `工会信息第13期` becomes `13-HEX`.
    """
    if _PLAIN.fullmatch(name) and not _RESERVED.fullmatch(name):
        return name
    kept = re.sub(r"[^0-9a-z]+", "-", name.lower()).strip("-")[:60]
    return f"{kept or 'b'}-{hexed(name)}"


def bulletin(bulletin_id: str) -> str:
    """The reading page of a bulletin (its id is the stem of its file): `bulletins/ID.html`."""
    return f"bulletins/{file_name(bulletin_id)}.html"


def anchor(start: int | str, end: int | str) -> str:
    """The anchor of a passage, by its offsets in code points of the bulletin's text: `c120-144`."""
    return f"c{start}-{end}"


def reading(bulletin_id: str, start: int | str, end: int | str) -> str:
    """A passage in its place: `bulletins/ID.html#c120-144`; offsets are code points, as in the tables."""
    return f"{bulletin(bulletin_id)}#{anchor(start, end)}"


def item(bulletin_id: str, position: int | str) -> str:
    """An item in its bulletin, by its place there from 1: `bulletins/ID.html#item-3`."""
    return f"{bulletin(bulletin_id)}#item-{position}"


def localised(path: str, language: str) -> str:
    """Where the page lies in a language: `about.html` (zh), `en/about.html` (en)."""
    return FOLDERS[language] + path


def relative(from_page: str, to_page: str) -> str:
    """The link from one page to another, both relative to the root; an anchor behind the second is kept."""
    path, mark, fragment = to_page.partition("#")
    return relpath(path, dirname(from_page) or ".") + mark + fragment
