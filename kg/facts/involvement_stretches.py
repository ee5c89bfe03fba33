"""The stretches of an item that `involvements` reads roles from: sentences, chains of bodies, clauses.

Text, mentions or clauses in, offsets (reading offsets) or mentions out; nothing is decided here.
"""

from __future__ import annotations

from bisect import bisect_right

from kg.facts import involvement_cues as cue
from kg.model import Mention
from kg.subject import Clause, Clauses


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause without the punctuation and line breaks around it."""
    while end - start > 1 and text[end - 1] in "，。；！？：\n ":
        end -= 1
    while end - start > 1 and text[start] in "\n ●":
        start += 1
    return start, end


def chain(text: str, here: list[Mention]) -> list[Mention]:
    """The last bodies of a clause that are coordinated with each other: A、B和C."""
    chain: list[Mention] = []
    for body in reversed(here):
        if chain and not cue.AND.fullmatch(text, body.at[1], chain[0].at[0]):
            break
        chain.insert(0, body)
    return chain


def sentence(text: str, at: int, behind: int) -> tuple[int, int]:
    """The sentence around the stretch [at, behind)."""
    left = max(text.rfind("。", 0, at), text.rfind("\n", 0, at)) + 1
    right = min((i for i in (text.find("。", behind), text.find("\n", behind)) if i >= 0), default=len(text))
    return left, right


def chains(text: str, bodies: list[Mention]) -> list[list[Mention]]:
    """All bodies, those coordinated with each other together: A、B和C."""
    chains: list[list[Mention]] = []
    for body in bodies:
        if chains and cue.AND.fullmatch(text, chains[-1][-1].at[1], body.at[0]):
            chains[-1].append(body)
        else:
            chains.append([body])
    return chains


def named_in(clauses: Clauses, clause: Clause) -> Clause:
    """The clause that named the bodies which a clause inherits; the first of all where none did."""
    index = bisect_right(clauses.starts, clause.start) - 1
    while index > 0 and not (
        clauses.clauses[index].explicit and clauses.clauses[index].subjects == clause.subjects
    ):
        index -= 1
    return clauses.clauses[index]
