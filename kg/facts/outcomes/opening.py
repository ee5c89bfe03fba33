"""A regular expression in, the characters its matches can begin with out: to pass over all other places.

An alternation of many cues is tried at each character of a text; behind `(?=[…])` of their first characters
it is tried only where one of them can begin, which takes a fraction of the time and finds the same.
"""

from __future__ import annotations

import re

#: a look behind at the front, without groups inside: (?<![为除])
_BEHIND = re.compile(r"\(\?<[!=](?:\[[^]]*\]|\\.|[^()\[\]\\])*\)")
#: a class such as [还也]; one with a bare hyphen at its edge could not be joined to others
_CLASS = re.compile(r"\[(?![-^])((?:\\.|[^]\\])+(?<!-))\]")
_OPTIONAL = re.compile(r"[?*]|\{0?,")


def opening(expression: str) -> str | None:
    """The body of a character class: "[还也]?将|共" -> "还也将共"; None where that is not plain to see."""
    found = ""
    for branch in _branches(expression):
        first = _first(branch)
        if first is None:
            return None
        found += first
    return found


def _first(branch: str) -> str | None:
    """The same of an expression without | outside of brackets."""
    found = ""
    while True:
        while behind := _BEHIND.match(branch):
            branch = branch[behind.end() :]
        if branch.startswith("(?:"):
            end = _closing(branch)
            inner, branch = opening(branch[3:end]), branch[end + 1 :]
            if inner is None:
                return None
            found += inner
        elif one := _CLASS.match(branch):
            found, branch = found + one[1], branch[one.end() :]
        elif branch and branch[0] not in r"\.^$()[]{}?*+|":
            found, branch = found + re.escape(branch[0]), branch[1:]
        else:
            return None  # an end without any character, or what this does not read
        optional = _OPTIONAL.match(branch)
        if not optional:
            return found
        if optional[0][0] == "{":
            return None
        branch = branch[1:].removeprefix("?")


def _depths(expression: str) -> list[tuple[int, str, int]]:
    """Each character outside of classes and escapes, its place, and how many brackets are open then."""
    depth, found = 0, []
    for part in re.finditer(r"\\.|\[\^?(?:\\.|[^]\\])+\]|.", expression):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        found.append((part.start(), part[0], depth))
    return found


def _branches(expression: str) -> list[str]:
    cuts = [at for at, sign, depth in _depths(expression) if sign == "|" and not depth]
    return [expression[a + 1 : b] for a, b in zip([-1, *cuts], [*cuts, len(expression)], strict=True)]


def _closing(expression: str) -> int:
    return next(at for at, sign, depth in _depths(expression) if sign == ")" and not depth)
