"""The data and drawing of a view in, its page out: search, filters, legend, panel and list of all views.

The scripts of a page are one function, so that no name of theirs is global: `data.js` (what there is and what
of it is seen), `panel.js` (what a node or line is, with its quotes), those of the view, `controls.js`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
from markupsafe import Markup

from kg.views import outcomes
from kg.views.palette import FONTS, KINDS, PROGRAMME, ROLES, kind_of
from kg.views.safe import asset, guarded, render


def page(
    template: str,
    graph: nx.Graph,
    data: Mapping[str, Any],
    *,
    title: str,
    note: str,
    scripts: Sequence[str],
    styles: Sequence[str],
    library: Sequence[str] = (),
    focus: str = "",
    charts: str = "",
) -> str:
    """The page as text, to be written as UTF-8; raises `PageError` where it would reach beyond itself.

    `data` is of `kg.views.payload`, for this graph; `scripts` and `styles` are files of this package,
    `library` is scripts that run before them; `charts` is a fragment of HTML that is safe.
    """
    shown = {kind_of(known["kind"]) for _, known in graph.nodes(data=True) if known["mode"] == "organisation"}
    kinds = [
        {"key": kind or "unknown", "colour": colour, "zh": zh, "en": en, "round": True}
        for kind, (colour, zh, en) in KINDS.items()
        if kind in shown
    ]
    if any(known["mode"] == "programme" for _, known in graph.nodes(data=True)):
        colour, zh, en = PROGRAMME
        kinds.append({"key": "programme", "colour": colour, "zh": zh, "en": en, "round": False})
    ours = "\n".join(asset(name) for name in ("data.js", "panel.js", *scripts, "controls.js"))
    style = asset("page.css").replace("FONTS", FONTS) + asset("frame.css") + "".join(map(asset, styles))
    html = render(
        template,
        title=title,
        note=note,
        style=Markup(style + outcomes.STYLE),
        kinds=kinds,
        roles=[{"dash": dash, "zh": zh, "en": en} for dash, zh, en in ROLES.values()],
        data={**data, "focus": sorted(graph).index(focus) if focus else -1},
        charts=Markup(charts),
        scripts=[Markup(text) for text in (*library, f'"use strict";\n(() => {{\n{ours}}})();\n')],
    )
    return guarded(html)
