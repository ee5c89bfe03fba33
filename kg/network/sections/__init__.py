"""Rows of tables in, the sections of a report out: each network with figures, tables, charts, caveats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from kg.network.section import Section
from kg.network.sections.common import Rows
from kg.network.sections.offices import holders, levels
from kg.network.sections.one_mode import shared, together
from kg.network.sections.over_time import changing, spreading
from kg.network.sections.two_mode import two_mode

#: kind → what makes its section from (rows, seed, draws, length of periods)
KINDS: Final[Mapping[str, Callable[[Rows, int, int | None, str], Section]]] = {
    "two-mode": lambda rows, seed, draws, length: two_mode(rows, seed=seed, draws=draws),
    "bodies": lambda rows, seed, draws, length: shared(rows, mode="organisation", seed=seed),
    "programmes": lambda rows, seed, draws, length: shared(rows, mode="programme", seed=seed),
    "cooperation": lambda rows, seed, draws, length: together(rows, seed=seed),
    "hierarchy": lambda rows, seed, draws, length: levels(rows),
    "diffusion": lambda rows, seed, draws, length: spreading(rows),
    "posts": lambda rows, seed, draws, length: holders(rows),
    "change": lambda rows, seed, draws, length: changing(rows, length=length),
}
