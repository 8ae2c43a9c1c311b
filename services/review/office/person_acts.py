"""What the office does with a person, one small form each: declared once for link, page and deed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from services.core.campaign.model import Campaign
from services.core.form import Choice, Field, Kind
from services.core.language.message import Message, message
from services.core.people.person import Grant, Person
from services.core.people.preference import LANGUAGE
from services.core.people.roll import acts
from services.core.people.roll.fields import (
    EMAIL,
    NAME,
    Values,
    grants_of,
    home_field,
    newcomer,
    role_field,
)
from services.core.people.roll.posts import posts, role_name
from services.core.trail.by import By
from services.core.vietnam import vietnam_day


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """About whom, in which campaign and when; `typed` is what the form or the address says."""

    person: Person
    campaign: Campaign
    now: datetime
    typed: Mapping[str, str]

    @property
    def held(self) -> tuple[Grant, ...]:
        """The roles that the person has in the campaign."""
        return tuple(grant for grant in self.person.grants if grant.campaign == self.campaign.id)


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do with a person.

    `name` is the last part of its address, `carry` does it with the values read, if the deed whose number was
    seen is still the last. `ends`: somebody may be the last who holds a role.
    """

    name: str
    title: Message
    lead: Message
    button: Message
    carry: Callable[[Asked, Values, int, By], object]
    fields: Callable[[Asked], tuple[Field, ...]] = lambda _: ()
    start: Callable[[Asked], dict[str, str]] = lambda _: {}
    offered: Callable[[Asked], bool] = lambda _: True
    ends: bool = False
    warning: bool = False


def _has_role(asked: Asked) -> bool:
    return bool(asked.held)


def _held_field(asked: Asked) -> Field:
    """Which of the person's roles, or all of them; one that ended meanwhile may be named by an older form."""
    held = [one.holder for one in asked.held]
    choices = [Choice(one, role_name(one, asked.campaign)) for one in held]
    if len(held) > 1:
        choices.append(Choice(" ".join(held), message("All of these roles")))
    older = asked.typed.get("role", "")
    known = {choice.value for choice in posts(asked.campaign, vietnam_day(asked.now))}
    if (
        older not in {choice.value for choice in choices}
        and older.split()
        and known.issuperset(older.split())
    ):
        choices.append(Choice(older, message("The roles of before")))
    return Field(name="role", kind=Kind.CHOICE, label=message("Role"), choices=tuple(choices))


def _first_role(asked: Asked) -> dict[str, str]:
    """The role that the address names, or the only one there is."""
    held = [one.holder for one in asked.held]
    named = asked.typed.get("role", "")
    return {"role": named if named in held else held[0] if len(held) == 1 else ""}


def _home(asked: Asked) -> Field:
    return home_field(asked.campaign, vietnam_day(asked.now))


def _meant(asked: Asked, values: Values) -> tuple[Grant, ...]:
    return grants_of(str(values["role"]), asked.campaign.id)


def _give(asked: Asked, values: Values, seen: int, by: By) -> None:
    (grant,) = _meant(asked, values)
    acts.give(asked.person.id, grant, str(values["home"] or ""), seen, by)


def _hand_over(asked: Asked, values: Values, seen: int, by: By) -> None:
    grants = _meant(asked, values)
    acts.hand_over(asked.person.id, grants, newcomer(values, grants), seen, by)


def _correct(asked: Asked, values: Values, seen: int, by: By) -> None:
    acts.correct(asked.person.id, str(values["name"]), str(values["home"] or ""), seen, by)


ACTS: Final = (
    Act(
        name="give",
        title=message("Give a role"),
        lead=message("They get an e-mail that says so."),
        button=message("Give the role"),
        fields=lambda asked: (role_field(asked.campaign, vietnam_day(asked.now)), _home(asked)),
        start=lambda asked: {"role": asked.typed.get("role", ""), "home": asked.person.home},
        carry=_give,
    ),
    Act(
        name="hand-over",
        title=message("Hand over to a successor"),
        lead=message(
            "The successor gets the role, with everything that is open, and an e-mail; this person no longer "
            "holds it. Somebody who is known already is found by the address and keeps their name and unit."
        ),
        button=message("Hand over the role"),
        fields=lambda asked: (_held_field(asked), NAME, EMAIL, LANGUAGE, _home(asked)),
        start=lambda asked: _first_role(asked) | {"language": "vi", "home": asked.person.home},
        offered=_has_role,
        carry=_hand_over,
    ),
    Act(
        name="end",
        title=message("End a role"),
        lead=message(
            "It ends at once, also where this person is signed in. What they did stays in the histories."
        ),
        button=message("End the role"),
        fields=lambda asked: (_held_field(asked),),
        start=_first_role,
        offered=_has_role,
        carry=lambda asked, values, seen, by: acts.end(asked.person.id, _meant(asked, values), seen, by),
        ends=True,
        warning=True,
    ),
    Act(
        name="correct",
        title=message("Correct name and unit"),
        lead=message("The name stands for the person: whoever is in charge of a work does not decide on it."),
        button=message("Save"),
        fields=lambda asked: (NAME, _home(asked)),
        start=lambda asked: {"name": asked.person.name, "home": asked.person.home},
        carry=_correct,
    ),
    Act(
        name="address",
        title=message("Change the e-mail address"),
        lead=message(
            "From then on they sign in by the new address alone, everywhere anew. What they did stays theirs."
        ),
        button=message("Change the address"),
        fields=lambda _: (EMAIL,),
        start=lambda asked: {"email": asked.person.email},
        carry=lambda asked, values, seen, by: acts.readdress(asked.person.id, str(values["email"]), seen, by),
    ),
    Act(
        name="invitation",
        title=message("Send the invitation once more"),
        lead=message("The e-mail says again what they were given to do, and how to sign in."),
        button=message("Send the invitation"),
        offered=_has_role,
        carry=lambda asked, _, seen, by: acts.remind(asked.person.id, seen, by),
    ),
    Act(
        name="sign-out",
        title=message("Sign out everywhere"),
        lead=message(
            "Every browser in which they are signed in is closed, for example after a telephone was lost."
        ),
        button=message("Sign them out"),
        carry=lambda asked, _, seen, by: acts.sign_out(asked.person.id, seen, by),
    ),
)
