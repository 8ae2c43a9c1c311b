"""People: everybody by name, whoever is looked for, and the form that lets somebody new in."""

from collections.abc import Mapping

import msgspec
from chalice.app import Response

from services.core import form
from services.core.form import Field, Problem
from services.core.language.folding import fold
from services.core.language.message import Message, Text, message
from services.core.people import store
from services.core.people.addresses import store as addresses
from services.core.people.person import Person, person_id
from services.core.people.preference import LANGUAGE
from services.core.people.roll import acts
from services.core.people.roll import store as roll
from services.core.people.roll.fields import (
    EMAIL,
    NAME,
    check_address,
    grants_of,
    home_field,
    newcomer,
    role_field,
)
from services.core.people.roll.posts import posts, role_name
from services.core.people.roll.rules import KnownError, NotAllowedError
from services.core.people.roll.store import Line
from services.core.record.showing.wording import unit_name
from services.core.table import ConflictError, Page
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, Visit
from services.review.office.acting import PEOPLE, acting


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list in words."""

    path: str
    line: Line
    home: Text | None
    roles: tuple[Message, ...]


# --- the list ----------------------------------------------------------------------------------


def people(visit: Visit) -> Response:
    """Everybody by name, 25 a page; `?q=` words of a name or an address, `?role=` who holds it."""
    wanted = form.clean(visit.query.get("q", ""))[:200]
    offered = posts(visit.campaign, vietnam_day(visit.now))
    role = next((one.value for one in offered if one.value == visit.query.get("role")), "")
    page = _found(visit, wanted, role)
    return visit.page(
        "office/people.html",
        rows=[_shown(visit, line) for line in page.rows],
        cursor=page.cursor,
        wanted=wanted,
        role=role,
        roles=[("", message("All roles")), *((one.value, one.label) for one in offered)],
    )


def _found(visit: Visit, wanted: str, role: str) -> Page[Line]:
    campaign, cursor = visit.campaign.id, visit.query.get("from")
    if role:
        found = roll.by_name(store.holders_of(campaign, role))
        looked_for = fold(wanted).split()
        matching = [one for one in found if all(word in fold(one.name) for word in looked_for)]
        return Page([roll.line_of(person, campaign) for person in matching], None)
    if "@" in wanted:
        person = addresses.owner(person_id(wanted))
        return Page([roll.line_of(person, campaign)] if person else [], None)
    return roll.find(campaign, wanted, cursor or "") if wanted else roll.page(campaign, cursor)


def _shown(visit: Visit, line: Line) -> Shown:
    return Shown(
        path=f"{PEOPLE}/{line.id}",
        line=line,
        home=unit_name(line.home, visit.campaign) if line.home else None,
        roles=tuple(role_name(holder, visit.campaign) for holder in line.holders),
    )


# --- somebody new ------------------------------------------------------------------------------


def new(visit: Visit) -> Response:
    """The form that lets somebody in; `?role=` is a role that is to be given."""
    return _new_page(visit, {"language": "vi", "role": visit.query.get("role", "")})


def invite(visit: Visit) -> Response:
    """Let somebody in, and let them be told."""
    visit.tell(command="Invite")
    typed = visit.form
    values, problems = form.read(_fields(visit), typed)
    problems += check_address(values)
    if problems:
        return _mend(visit, *problems)
    given = newcomer(values, grants_of(str(values["role"]), visit.campaign.id))
    try:
        person = acts.invite(given, acting(visit), instead=typed.get("do") == "instead")
    except NotAllowedError as refused:
        return _mend(visit, refused.problem)
    except KnownError as known:
        return _known(visit, known.person, given)
    except ConflictError:
        return _mend(visit, Problem("", message("Somebody else let a person of this address in just now.")))
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(f"{PEOPLE}/{person}?done=1")


def _fields(visit: Visit) -> tuple[Field, ...]:
    campaign, today = visit.campaign, vietnam_day(visit.now)
    return (NAME, EMAIL, LANGUAGE, role_field(campaign, today), home_field(campaign, today))


def _mend(visit: Visit, *problems: Problem) -> Response:
    visit.tell(outcome=FormOutcome.MEND)
    return _new_page(visit, visit.form, problems, 422)


def _known(visit: Visit, person: Person, given: Person) -> Response:
    """The address is somebody's: a role is given on their page, unless the mailbox has a new official."""
    problem = Problem("email", message("This address is that of {name}.", name=person.name))
    visit.tell(outcome=FormOutcome.REFUSED)
    shown = _shown(visit, roll.line_of(person, visit.campaign.id))
    held = set(given.grants) <= set(person.grants)
    return _new_page(visit, visit.form, (problem,), 409, known=shown, held=held, free=not person.grants)


def _new_page(
    visit: Visit,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    status: int = 200,
    **known: object,
) -> Response:
    return visit.page(
        "office/invite.html",
        status,
        fields=_fields(visit),
        typed=typed,
        problems=problems,
        **{"known": None, "held": False, "free": False} | known,
    )
