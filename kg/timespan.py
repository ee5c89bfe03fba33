"""A period as outcomes write it in, its first and last day out: 2011-H1 -> 2011-01-01, 2011-06-30."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Final

_PART: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?|-H(?P<half>[12])|-Q(?P<quarter>[1-4]))?"
)


def days(period: str) -> tuple[str, str] | None:
    """First and last day of 2011, 2011-08, 2011-08-20, 2011-H1, 2011-Q3 or 2010/2012; None for others."""
    begin, _, end = period.partition("/")
    first, last = _part(begin), _part(end or begin)
    return (first[0], last[1]) if first and last else None


def _part(text: str) -> tuple[str, str] | None:
    found = _PART.fullmatch(text)
    if found is None:
        return None
    year = found["year"]
    first, last = 1, 12
    if found["month"]:
        first = last = int(found["month"])
    elif found["half"]:
        last = 6 * int(found["half"])
        first = last - 5
    elif found["quarter"]:
        last = 3 * int(found["quarter"])
        first = last - 2
    if not 1 <= first <= 12 or int(year) == 0:
        return None
    length = monthrange(int(year), last)[1]
    if found["day"]:
        day = found["day"]
        return (f"{year}-{last:02}-{day}",) * 2 if 1 <= int(day) <= length else None
    return f"{year}-{first:02}-01", f"{year}-{last:02}-{length}"
