"""What things look like in every view: colours, shapes and names of kinds and roles.

The colours are of the palette of Okabe and Ito ("Color universal design", 2008), which people with any common
colour blindness tell apart; shape tells the same once more: bodies are round, programmes square.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Chinese first on every system: macOS, Windows, Linux.
FONTS: Final = "'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
#: kind of body -> colour, Chinese, English; "" is a body whose kind the text does not tell
KINDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "union": ("#d55e00", "工会", "union"),
    "party": ("#cc79a7", "党组织", "party"),
    "government": ("#0072b2", "政府", "government"),
    "enterprise": ("#009e73", "企业", "enterprise"),
    "institution": ("#56b4e9", "事业单位", "institution"),
    "association": ("#8a6d1f", "社团", "association"),
    "joint": ("#7b5ea7", "联合机构", "joint body"),
    "": ("#8b929a", "类别不明", "kind unknown"),
}
PROGRAMME: Final = ("#f0b400", "活动", "programme")
#: role -> dash of its line in pixels (empty: one line), Chinese, English; from the strongest to the weakest
ROLES: Final[Mapping[str, tuple[tuple[int, ...], str, str]]] = {
    "ran": ((), "开展", "ran"),
    "partner": ((9, 6), "合作", "partner"),
    "participant": ((2, 5), "参加", "participant"),
}


def kind_of(kind: str) -> str:
    """A key of KINDS: the kind itself, or "" for one that has no colour of its own."""
    return kind if kind in KINDS else ""
