"""The sentences around a programme's name in, the roles of bodies beside who acts out.

Constructions give them, whatever the clause says: 在X支持下, 由X承办, 联合X, X等企业出资, 吸引X职工参加.
`kg.facts.involvements` weighs them against what the clauses say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.facts import involvement_cues as cue
from kg.model import Mention, Organisation, Role
from kg.subject import Clause, Clauses

#: how sure a role is: said of this body by a verb, said by a construction, inferred from who acts
SAID, BUILT, INFERRED = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Claim:
    """One reason to hold that a body had a role."""

    weight: int
    role: Role
    rule: str
    clause: Clause


def around(
    text: str, clauses: Clauses, left: int, at: int, right: int, chains: list[list[Mention]]
) -> Iterator[tuple[Organisation, Claim]]:
    """Roles the sentence [left, right) gives beside the clause at `at`: 在区政府支持下, 由X承办."""
    for chain in chains:
        first, last = chain[0], chain[-1]
        if not left <= first.at[0] < right:
            continue
        lead, rest = text[left : first.at[0]], text[last.at[1] : right]
        host = cue.HOSTS.match(rest)
        given: tuple[int, Role, str] | None = None
        if first.at[0] < at and cue.SUPPORT.match(rest):
            given = SAID, "partner", "involvement.support"
        elif host and host[1] in ("承办", "承保", "协办", "支持", "冠名", "赞助"):
            given = SAID + 1, "partner", "involvement.hosts"
        elif cue.THANKED.search(lead) and cue.BACKED.match(rest):
            given = SAID, "partner", "involvement.backed"
        elif cue.LENDS.match(rest) or (cue.LEANS.search(lead) and cue.PREMISES.match(rest)):
            given = BUILT, "partner", "involvement.lends"
        elif cue.FUNDS.match(rest):
            given = SAID, "partner", "involvement.funds"
        elif cue.ENTRUSTED.search(lead) and cue.WORKS.match(rest):
            given = SAID, "partner", "involvement.entrusted"
        elif cue.BYLINE.match(rest):
            given = SAID, "ran", "involvement.byline"
        elif cue.gives(lead, rest) and not cue.GIVES.search(lead):
            given = SAID, "partner", "involvement.donor"
        elif host and host[1] in ("主办", "牵头", "发起"):
            given = SAID + 1, "ran", "involvement.hosts"
        elif first.at[0] < at and cue.JOINS.search(lead):
            given = BUILT, "ran", "involvement.joins"
        elif cue.STAFF.match(rest) and (cue.INVITES if first.at[0] >= at else cue.SENDS).search(lead):
            given = SAID, "partner", "involvement.staff"
        elif first.at[0] >= at and (
            cue.WINS.match(rest) or (cue.GIVES.search(lead) and cue.GIVEN.match(rest))
        ):
            given = BUILT, "participant", "involvement.receives"
        elif first.at[0] >= at and cue.drawn(lead, rest):
            given = SAID, "participant", "involvement.drawn"
        elif first.at[0] >= at and cue.CONTESTANT.match(rest):
            given = BUILT, "participant", "involvement.contestant"
        elif (len(chain) > 1 and cue.OFFERED.match(rest)) or (
            cue.TEAMS_UP.search(lead) and cue.TEAMED.match(rest)
        ):
            yield from _offered(chain, clauses)
        elif cue.WITH_WHOM.search(lead) and cue.DEALS.match(rest):
            given = BUILT, "partner", "involvement.deal"
        elif _house(first) and len(chain) == 1 and cue.AT.search(lead) and cue.VENUE.match(rest):
            given = BUILT, "partner", "involvement.host"
        if given:
            aids = given[2] == "involvement.donor" and cue.AIDS.match(rest)
            for body in chain:
                if isinstance(body.entity, Organisation) and not (aids and body.entity.kind != "enterprise"):
                    yield body.entity, Claim(*given, clauses.at(body.at[0]))


def _house(body: Mention) -> bool:
    """May something be held at the body's premises: a firm's, a school's?"""
    return isinstance(body.entity, Organisation) and body.entity.kind in ("enterprise", "institution")


def _offered(chain: list[Mention], clauses: Clauses) -> Iterator[tuple[Organisation, Claim]]:
    """Who offers a service together: the union runs it, a firm or a house is its partner."""
    for body in chain:
        if isinstance(body.entity, Organisation):
            role: Role = "partner" if _house(body) else "ran"
            yield body.entity, Claim(SAID + 1, role, "involvement.offers", clauses.at(body.at[0]))


def going_on(
    text: str, clauses: Clauses, left: int, right: int, chains: list[list[Mention]], head: str
) -> Iterator[tuple[Organisation, Claim]]:
    """Who ran it by the sentence behind: 举办技能大赛。9月联合县人社局、团县委举办，….

    It may say again by its last words what it is about: 深化和谐企业创建活动。会同市工商联落实好|创建活动.
    """
    for chain in chains:
        first, last = chain[0], chain[-1]
        if not left <= first.at[0] < right or not cue.WITH.search(text[left : first.at[0]]):
            continue
        rest = text[last.at[1] : right]
        for body in chain if cue.HELD.match(rest) or head in re.split("[，；]", rest)[0] else ():
            if isinstance(body.entity, Organisation):
                yield body.entity, Claim(BUILT, "ran", "involvement.joins", clauses.at(body.at[0]))


def called_on(
    text: str, clauses: Clauses, left: int, right: int, chains: list[list[Mention]]
) -> Iterator[tuple[Organisation, Claim]]:
    """Enterprises and institutions that the sentence [left, right) says were called on."""
    for chain in chains:
        first, last = chain[0], chain[-1]
        if not left <= first.at[0] < right:
            continue
        lead, rest = text[left : first.at[0]], text[last.at[1] : right]
        if cue.CALLS_ON.search(lead) or (lead.endswith("在") and cue.IN_PLACE.match(rest)):
            for body in chain:
                if isinstance(body.entity, Organisation) and body.entity.kind in (
                    "enterprise",
                    "institution",
                ):
                    claim = Claim(SAID, "participant", "involvement.called-on", clauses.at(body.at[0]))
                    yield body.entity, claim
