"""A network and a title in, one HTML page out that opens offline: organisations, programmes and their quotes.

pyvis draws (vis-network is copied into the page); everything else is ours, because the texts come from
bulletins and are not to be trusted:

* pyvis' own lists are filled directly, without its `title` (a text with "href" in it becomes raw HTML there)
  and without its `heading` (never escaped). Tooltips are built in the browser from text nodes.
* the CDN links that `cdn_resources="in_line"` leaves are cut out, and a page that still refers to another
  host is refused with an error instead of being written.
* a Content-Security-Policy allows just the scripts of this page, by their hashes, and no connection at all.
"""

from __future__ import annotations

import json
import re
import unicodedata
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from importlib.resources import files
from math import ceil
from typing import Any

import networkx as nx
from pyvis.network import Network

from kg.network import layout

#: Chinese first on every system: macOS, Windows, Linux.
FONTS = "'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
#: Bodies are round, in the colour of their kind; programmes are boxes.
KINDS: Mapping[str, tuple[str, str, str]] = {
    "union": ("#c8453b", "工会", "union"),
    "party": ("#8e3b76", "党组织", "party"),
    "government": ("#3f6fb5", "政府", "government"),
    "enterprise": ("#3d8f5f", "企业", "enterprise"),
    "institution": ("#2d8f97", "事业单位", "institution"),
    "association": ("#7a6bb8", "社团", "association"),
    "joint": ("#8a7a55", "联合机构", "joint body"),
}
UNKNOWN_KIND = ("#777777", "未知", "unknown")
PROGRAMME_FILL, PROGRAMME_LINE = "#fff1cf", "#d29a1d"
#: role: dashes (False = one line), Chinese, English
ROLES: Mapping[str, tuple[Any, str, str]] = {
    "ran": (False, "开展", "ran"),
    "partner": ([9, 6], "合作", "partner"),
    "participant": ([2, 5], "参加", "participant"),
}
SIGN = '<svg width="22" height="16" aria-hidden="true">'
LABEL_LINE, LABEL_LINES = 10, 4

_REMOTE = re.compile(
    r"""<link\b[^>]*\bhref="https?://[^>]*>|<script\b[^>]*\bsrc="https?://[^>]*>\s*</script>""", re.DOTALL
)
_OUTSIDE = re.compile(
    r"""<(?!a\b)[a-z]+\b[^<>]*\b(?:src|href)\s*=|@import\b|url\(\s*["']?(?:https?:|//)""", re.I
)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)


class PageError(RuntimeError):
    """The drawing library wrote something that may reach the network; the page is not shown."""


def page(graph: nx.Graph, *, title: str, note: str = "") -> str:
    """The page as text, to be written as UTF-8. `note` is a sentence below the title."""
    ids = {node: number for number, node in enumerate(sorted(graph))}
    drawing = Network(height="100%", width="100%", cdn_resources="in_line")
    positions = layout(graph)
    drawing.nodes = [_node(graph, node, ids[node], positions[node]) for node in ids]
    pairs = ((sorted((ids[a], ids[b])), data) for a, b, data in graph.edges(data=True))
    edges = sorted((a, b, data) for (a, b), data in pairs)
    drawing.edges = [_edge(number, *edge) for number, edge in enumerate(edges)]
    drawing.options = OPTIONS
    drawn = _offline(drawing.generate_html().replace("\r\n", "\n"))
    evidence = {
        "nodes": [_head(graph, node) for node in ids],
        "edges": [[a, b, data["evidence"]] for a, b, data in edges],
        "roles": {role: f"{zh} {en}" for role, (_, zh, en) in ROLES.items()},
    }
    script = files(__package__).joinpath("network_page.js").read_text(encoding="utf-8")
    body = f"""<header><h1>{_text(title)}</h1><p>{_text(note)}</p></header>
{_legend(graph)}
<aside id="panel" aria-live="polite"></aside>
"""
    end = f"""{_list(graph)}
<script>const EVIDENCE = {_json(evidence)};
{script}</script>
"""
    style = files(__package__).joinpath("network_page.css").read_text(encoding="utf-8")
    style = style.replace("FONTS", FONTS)
    drawn = drawn.replace("<body>", f"<body>\n{body}", 1).replace("</body>", f"{end}</body>", 1)
    drawn = drawn.replace("</head>", f"<style>{style}</style>\n<title>{_text(title)}</title>\n</head>", 1)
    return _guarded(drawn)


#: Positions are given and springs are off: the page is at rest and the same on every machine.
OPTIONS: Mapping[str, Any] = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 120, "multiselect": False, "keyboard": False},
    "edges": {"smooth": False, "color": {"color": "#9aa3ad", "highlight": "#c8453b", "hover": "#555"}},
    "nodes": {"font": {"face": FONTS, "size": 15, "color": "#1c2430", "multi": False}},
}


def _node(graph: nx.Graph, node: str, number: int, position: tuple[float, float]) -> dict[str, Any]:
    data = graph.nodes[node]
    x, y = position
    common = {"id": number, "label": _wrap(data["label"]), "x": x, "y": y}
    if data["mode"] == "programme":
        box = {"background": PROGRAMME_FILL, "border": PROGRAMME_LINE}
        return common | {"shape": "box", "margin": 8, "color": box}
    colour = KINDS.get(data["kind"], UNKNOWN_KIND)[0]
    return common | {"shape": "dot", "size": 10 + min(14, 2 * graph.degree[node]), "color": colour}


def _edge(number: int, a: int, b: int, data: Mapping[str, Any]) -> dict[str, Any]:
    width = 1 + min(4, len(data["evidence"]))
    return {"id": number, "from": a, "to": b, "width": width, "dashes": ROLES[data["role"]][0]}


def _wrap(label: str) -> str:
    """At most four even lines of up to ten characters: 常熟市总工会困难职 / 工帮扶中心 would be uneven."""
    label = _clean(label) or "（无名）"
    room = LABEL_LINE * LABEL_LINES
    if len(label) > room:
        label = label[: room - 1] + "…"
    width = ceil(len(label) / ceil(len(label) / LABEL_LINE))
    return "\n".join(label[i : i + width] for i in range(0, len(label), width))


def _head(graph: nx.Graph, node: str) -> dict[str, str]:
    data = graph.nodes[node]
    kind = "项目 programme"
    if data["mode"] == "organisation":
        _, zh, en = KINDS.get(data["kind"], UNKNOWN_KIND)
        kind = f"{zh} {en}"
    return {"label": _clean(data["label"]), "kind": kind}


def _legend(graph: nx.Graph) -> str:
    """What shapes, colours and lines mean: only of what the page shows."""
    shown = {data["kind"] for _, data in graph.nodes(data=True) if data["mode"] == "organisation"}
    rows = [
        f'<li>{SIGN}<circle cx="11" cy="8" r="7" fill="{colour}"/></svg>{zh} <i>{en}</i></li>'
        for kind, (colour, zh, en) in (*KINDS.items(), ("", UNKNOWN_KIND))
        if kind in shown
    ]
    rows.append(
        f'<li>{SIGN}<rect x="1" y="2" width="20" height="12" rx="3" fill="{PROGRAMME_FILL}" '
        f'stroke="{PROGRAMME_LINE}"/></svg>项目 <i>programme</i></li>'
    )
    for dashes, zh, en in ROLES.values():
        dash = f' stroke-dasharray="{dashes[0]} {dashes[1]}"' if dashes else ""
        rows.append(
            f'<li>{SIGN}<line x1="0" y1="8" x2="22" y2="8" stroke="#6b7580" stroke-width="2"{dash}/></svg>'
            f"{zh} <i>{en}</i></li>"
        )
    return (
        f'<nav aria-label="图例 Legend"><h2>图例 <i>Legend</i></h2><ul>{"".join(rows)}</ul>'
        '<button id="all" type="button">显示全部 <i>show all</i></button></nav>'
    )


def _list(graph: nx.Graph) -> str:
    """Every tie with its quote as a table: for reading, for searching with Ctrl+F, and without scripts."""
    rows = []
    for one, other, data in graph.edges(data=True):
        body, programme = sorted((one, other), key=lambda node: graph.nodes[node]["mode"])
        for told in data["evidence"]:
            _, zh, en = ROLES[told["role"]]
            cells = (
                graph.nodes[body]["label"],
                f"{zh} {en}",
                graph.nodes[programme]["label"],
                f"“{told['quote']}”",
                f"{told['bulletin']} · {told['title']} [{told['start']}:{told['end']}]",
            )
            rows.append(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>")
    head = "".join(
        f"<th>{name}</th>"
        for name in ("组织 organisation", "角色 role", "项目 programme", "原文 quote", "出处 source")
    )
    return (
        f"<details><summary>文字列表 <i>all ties as a list</i> ({len(rows)})</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(sorted(rows))}</tbody></table></details>"
    )


# ---------------------------------------------------------------- safety
def _clean(text: object) -> str:
    """Without control and direction characters, which could garble a line or turn its reading round."""
    return "".join(c for c in str(text) if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def _text(text: object) -> str:
    return escape(_clean(text), quote=True)


def _json(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    dumped = json.dumps(value, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        dumped = dumped.replace(char, f"\\u{ord(char):04x}")
    return dumped


def _offline(drawn: str) -> str:
    """What pyvis drew, without comments, its empty headings and the links to a CDN."""
    drawn = re.sub(r"<!--.*?-->|<center>\s*<h1>\s*</h1>\s*</center>", "", drawn, flags=re.DOTALL)
    drawn = _REMOTE.sub("", drawn)
    for part in ("<html>", '<meta charset="utf-8">', "</head>", "<body>", "</body>"):
        if drawn.count(part) != 1:
            raise PageError(
                f"pyvis wrote a page with {drawn.count(part)} × {part}; kg/views/ must be adapted."
            )
    return drawn.replace("<html>", '<!DOCTYPE html>\n<html lang="zh">')


def _guarded(html: str) -> str:
    """The page with its Content-Security-Policy; PageError where markup still refers to something outside."""
    scripts = _SCRIPT.findall(html)
    if outside := _OUTSIDE.search(_SCRIPT.sub("", html)):
        raise PageError(f"the page refers to something outside: {outside.group()[:80]}")
    hashes = " ".join(
        f"'sha256-{b64encode(sha256(script.encode('utf-8')).digest()).decode('ascii')}'" for script in scripts
    )
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    guard = (
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
    )
    return html.replace('<meta charset="utf-8">', guard, 1)
