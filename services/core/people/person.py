"""A person, the roles that they hold, and the browsers in which they are signed in.

What a role lets somebody do stands with each command and route.
"""

import re
import uuid
from enum import StrEnum

import msgspec

from services.core.language.message import Language

#: Characters of an address (RFC 5321, 4.5.3.1).
LONGEST_EMAIL = 254
_EMAIL = r"[^@\s<>]{1,64}@[^@\s<>.]+(\.[^@\s<>.]+)+"  # compiled where used: no page waits for it

_NAMESPACE = uuid.UUID("7d0b4c2e-5d0b-4f0c-9b1e-70a1954616f6")


class Role(StrEnum):
    """What a person may be in a campaign."""

    UNIT = "unit"  # member of a unit: registers, reports, claims
    BODY = "body"  # appraiser of an appraising body
    SEAT = "seat"  # approver on one seat
    OFFICE = "office"  # runs the campaign, decides nothing in another's place
    LEADER = "leader"  # reads dashboards, receives reports
    CHAIR = "chair"  # of a council: records what it decides
    VICE_CHAIR = "vice_chair"  # of a council, in the chair's place
    SECRETARY = "secretary"  # of a council: accepts what it is to decide on, keeps its minutes
    COUNCIL = "council"  # member of a council


#: Roles in a council: all of them read what it decides on.
OF_A_COUNCIL = (Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY, Role.COUNCIL)

#: Roles for which records wait until somebody decides.
DECIDING = (Role.BODY, Role.SEAT, Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY)


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """One role in one campaign; `of` is the unit, body, seat or council, empty for office and leader."""

    campaign: str
    role: Role
    of: str = ""

    @property
    def holder(self) -> str:
        """The role as tasks and records name it: `unit:vinh-lam`, `seat:ubnd`, `office`."""
        return f"{self.role.value}:{self.of}" if self.of else self.role.value


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can sign in. `home` is the unit that they belong to, whatever roles they hold."""

    id: str
    email: str
    name: str
    language: Language = "vi"
    home: str = ""
    grants: tuple[Grant, ...] = ()

    def holders(self, campaign: str) -> frozenset[str]:
        """Every holder that this person is in `campaign`."""
        return frozenset(grant.holder for grant in self.grants if grant.campaign == campaign)

    def has(self, campaign: str, role: Role) -> bool:
        """Whether any grant in `campaign` is of this role."""
        return any(grant.role is role and grant.campaign == campaign for grant in self.grants)

    def of(self, campaign: str, role: Role) -> tuple[str, ...]:
        """The units, bodies or seats for which the person holds `role` in `campaign`."""
        return tuple(g.of for g in self.grants if g.role is role and g.campaign == campaign)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One signed-in browser. `hash` names the stored item, `started` and `expires` are real epoch seconds.

    `proof` says how strongly it was proven (`email`: the mailbox was reached); what a second factor will be
    asked for looks here. `csrf` is known once the cookie was seen, and is never stored.
    """

    person: str
    hash: str
    started: int
    expires: int
    proof: str = "email"
    csrf: str = ""


def joined(known: Person | None, given: Person) -> Person:
    """A person who is given roles: whoever is known keeps their address, language, other roles, and home.

    The name is the one that is given; so is a home, where there is one. Whoever belongs nowhere yet belongs
    to the unit of which they become a member. An address is the one that they have now, which may be newer
    than the one under which a list still names them.
    """
    joins = next((grant.of for grant in given.grants if grant.role is Role.UNIT), "")
    if known is None:
        return msgspec.structs.replace(given, home=given.home or joins)
    return msgspec.structs.replace(
        given,
        email=known.email or given.email,
        language=known.language,
        home=given.home or known.home or joins,
        grants=tuple(dict.fromkeys((*known.grants, *given.grants))),
    )


def is_email(text: str) -> bool:
    """Whether `text` can be the address of a mailbox that we can send to: plain ASCII, with a domain."""
    return len(text) <= LONGEST_EMAIL and text.isascii() and re.fullmatch(_EMAIL, text) is not None


def clean_email(text: str) -> str:
    """The address as it is stored and compared: without spaces around it, in lower case."""
    return text.strip().lower()


def person_id(email: str) -> str:
    """The id of an address, and of whoever was first known under it.

    Derived, so that finding a person by address is one read by key, and two people loading the same list
    write the same items. A person's id stays when their address changes (services/core/people/addresses).
    """
    return uuid.uuid5(_NAMESPACE, clean_email(email)).hex
