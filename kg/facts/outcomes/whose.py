"""A figure in whose clause nobody acts in, whose work it most likely reports out: by learned weights.

The rules of `Frame.organisation` decide what is certain: a giver, who acts in the clause, a list's head.
Where they would only hand the figure to whoever acted last, all bodies nearby are compared here. Each has
the features that hold of it, `whose.tsv` says what a feature weighs and why, and the body with the greatest
sum is taken. The weights are those of a conditional logit model, fitted by `python tests/train_whose.py`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from extractors.lexicon import parse
from kg.facts.outcomes.bounds import Bounds
from kg.model import Mention, Organisation, Reading
from kg.subject import Bodies, Clauses

#: feature, weight, reason; the weights are written by the training, the reasons by us
FILE: Final = Path(__file__).with_name("whose.tsv")
#: so many mentions before a figure are looked at, that an item of a thousand bodies stays linear
NEAR: Final = 12
_PREPOSITION = re.compile(r"[向对为给让把被经由与和赴到在从]")
#: 甲厂、乙厂等12家: named as examples
_AMONG = re.compile(r"[^，。；]{0,24}等\d")
#: 县医院职工捐款|1.1万元
_GIVES = re.compile(r"捐|认捐|出资|赞助|资助|补助|补贴|拨付|配套")
#: 其中甲厂等3家: a part of what was told
_ASIDE = re.compile(r"其中|包括|(?:共有?|有|吸引)?来自")
_KINDS: Final[Mapping[str, str]] = {
    "union": "union",
    "party": "state",
    "government": "state",
    "enterprise": "enterprise",
}
Features = dict[str, float]


@cache
def weights() -> Mapping[str, float]:
    """What each feature weighs, in the order of `whose.tsv`."""
    return {row[0]: float(row[1]) for row in parse("whose", FILE.read_text(encoding="utf-8"))}


class Whose:
    """The bodies of one item, for comparing which one's work a figure reports; built once per item."""

    def __init__(self, reading: Reading, clauses: Clauses, bounds: Bounds) -> None:
        self.reading, self.clauses, self.bounds = reading, clauses, bounds
        self.text = reading.item.text
        self.named = [(m, m.entity) for m in reading.of(Organisation) if isinstance(m.entity, Organisation)]
        self.starts = [m.at[0] for m, _ in self.named]
        self.mentions: dict[str, list[Mention]] = {}
        for mention, body in self.named:
            self.mentions.setdefault(body.name, []).append(mention)
        self.most = max(2, *map(len, self.mentions.values())) if self.mentions else 2
        self.posts = {span.start for span in reading.spans("post")}
        self.signed = {body.name for body in reading.contributors}
        self.static: dict[str, Features] = {}

    def of(self, start: int, end: int, acting: Bodies) -> Organisation:
        """Whose work the figure at [start, end) reports; `acting` acted last, and nobody in its clause."""
        left = self.bounds.sentence(start)[0]
        for mention, body in self.named[self._at(left) : self._at(start)]:
            if body.parent == acting[0].name and body.kind == "union" and mention.at[1] in self.posts:
                return acting[0]  # 市总工会法律工作部部长邬某介绍: who speaks for the union, which acts
            if body == acting[0] and self.text[mention.at[0] - 1 : mention.at[0]] == "的":
                return body  # 由区总工会、区法院共建的|某区调处中心受理…，调解|711宗
        if len(acting[0].name) > 4 and self.text.startswith(acting[0].name[-2:], left):
            return acting[0]  # 中心聘请律师|26名
        if any(m.at[0] == left for m in self.mentions.get(acting[0].name, ())):
            return acting[0]  # 某区人民医院到场义诊，测量血压|320人次: who began the sentence
        known = weights()
        best, most = acting[0], -math.inf
        for body, features in self.candidates(start, end, acting):
            total = sum(known[name] * value for name, value in features.items())
            if total > most + 1e-9:
                best, most = body, total
        return best

    def candidates(self, start: int, end: int, acting: Bodies) -> Iterator[tuple[Organisation, Features]]:
        """The bodies a figure may belong to, who acted last first, each with the features that hold of it."""
        own = self.reading.context.body
        at = bisect_left(self.starts, start)
        right = self.bounds.clause(end)[1]
        behind = self.named[at : bisect_left(self.starts, right)][:NEAR]
        title = self.named[: bisect_left(self.starts, self.reading.item.body_start)][:NEAR]
        bodies = [*acting, *((own,) if own else ()), *self.reading.contributors]
        bodies += [
            body for _, body in (*self.named[max(0, at - NEAR) : at], *behind, *title, *self.named[:1])
        ]
        left, sentence = self.bounds.clause(start)[0], self.bounds.sentence(start)[0]
        paragraph = self.bounds.paragraph(start)
        nearest = self.named[at - 1][1].name if at else ""
        first = {place: self._first(place, start) for place in (sentence, paragraph)}
        fresh = any(self.clauses.at(m.at[0]).explicit for m, _ in self.named[self._at(sentence) : at])
        acted = [body.name for body in acting]
        aside = bool(_ASIDE.match(self.text, left))
        unique: dict[str, Organisation] = {}
        for body in bodies:
            unique.setdefault(body.name, body)
        for name, body in unique.items():
            features = dict(self._static(body))
            before = self._before(name, start)
            if name == acted[0]:
                features["acted last"] = 1.0
                if not fresh:
                    features["acted in an earlier sentence"] = 1.0
                if self.reading.item.form == "report":
                    features["acted last in a report"] = 1.0
            elif name in acted:
                features["acted last beside another"] = 1.0
            if before is None:
                if name in self.mentions:
                    features["named only behind"] = 1.0
                features["distance"] = 1.3
                features |= self._behind(name, end, right)
                yield body, features
                continue
            features["named before"] = 1.0
            if aside and before.at[0] >= left:
                features["in an aside"] = 1.0
            features["distance"] = math.log1p(start - before.at[1]) / 5
            for label, place in (("clause", left), ("sentence", sentence), ("paragraph", paragraph)):
                if before.at[0] >= place:
                    features[f"named in the {label}"] = 1.0
            if before.at[0] >= sentence:
                if name == nearest:
                    features["nearest in the sentence"] = 1.0
                if before.at[1] in self.posts:
                    features["named by a post"] = 1.0
            if name == first[sentence]:
                features["first of the sentence"] = 1.0
            if name == first[paragraph]:
                features["first of the paragraph"] = 1.0
            if before.at[0] >= left:
                if name == nearest:
                    features["nearest in the clause"] = 1.0
                if body.kind != "union" and _GIVES.search(self.text, left, start):
                    features["gives"] = 1.0
                if _PREPOSITION.match(self.text, before.at[0] - 1):
                    features["behind a preposition"] = 1.0
                if self.text.startswith("的", before.at[1]):
                    features["before 的"] = 1.0
                if _AMONG.match(self.text, before.at[1]):
                    features["among examples"] = 1.0
            yield body, features | self._behind(name, end, right)

    def _at(self, offset: int) -> int:
        """How many mentions stand before an offset."""
        return bisect_left(self.starts, offset)

    def _first(self, start: int, end: int) -> str:
        """The first body named in [start, end)."""
        at = self._at(start)
        return self.named[at][1].name if at < len(self.named) and self.starts[at] < end else ""

    def _before(self, name: str, start: int) -> Mention | None:
        """Where a body is named last before `start`."""
        mentions = self.mentions.get(name, [])
        at = bisect_left(mentions, start, key=lambda mention: mention.at[0])
        return mentions[at - 1] if at else None

    def _behind(self, name: str, end: int, right: int) -> Features:
        """Is the body named behind the figure in its clause?"""
        mentions = self.mentions.get(name, [])
        at = bisect_left(mentions, end, key=lambda mention: mention.at[0])
        inside = at < len(mentions) and mentions[at].at[0] < right
        return {"named behind in the clause": 1.0} if inside else {}

    def _static(self, body: Organisation) -> Features:
        """What holds of a body in the whole item."""
        if body.name in self.static:
            return self.static[body.name]
        own, issuer = self.reading.context.body, self.reading.context.issuer
        named = self.mentions.get(body.name, [])
        head = self.reading.item.body_start
        true = {
            "the item's body": own is not None and body.name == own.name,
            "the item's body in a report": own is not None
            and body.name == own.name
            and self.reading.item.form == "report",
            "of the kind of the item's body": own is not None and body.kind == own.kind,
            "signed": body.name in self.signed,
            "issued the bulletin": issuer is not None and body.name == issuer.name,
            "in the headline": bool(named) and named[0].at[0] < head,
            "first of the headline": bool(named) and self._first(0, head) == body.name,
            "first of the item": bool(self.named) and self.named[0][1].name == body.name,
            "named most often": len(named) == self.most,
            _KINDS.get(body.kind, "another kind"): True,
        }
        features: Features = {name: 1.0 for name, holds in true.items() if holds}
        if named:
            features["times named"] = math.log1p(len(named))
        self.static[body.name] = features
        return features
