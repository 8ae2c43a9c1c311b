"""One person: who they are, what they may do, and a small page for each thing to do with them."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from chalice.app import Response

from services.core import form
from services.core.form import Problem
from services.core.language.message import Message, message
from services.core.people import store
from services.core.people.person import Person, Session
from services.core.people.roll import acts
from services.core.people.roll.fields import check_address
from services.core.people.roll.posts import role_name
from services.core.people.roll.rules import KnownError, NotAllowedError
from services.core.record.showing.wording import unit_name
from services.core.table import ConflictError, Page
from services.core.trail import store as trails
from services.core.trail.deed import Deed
from services.core.vietnam import VIETNAM
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.review import register
from services.review.office import words
from services.review.office.acting import PEOPLE, acting
from services.review.office.person_acts import ACTS, Act, Asked
from services.review.register import Line, Sought

#: Records that a warning names.
_NAMED = 5

NOTHING: Page[Line] = Page((), None)

_CONFLICT = 409

#: Digits of a deed's number.
_LONGEST_NUMBER = 6


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A role of a person. `alone`: nobody else holds it; `waiting` are records that are open with it."""

    holder: str
    name: Message
    alone: bool
    waiting: Page[Line] = NOTHING


def person(visit: Visit, person_id: str) -> Response:
    """Who it is, their roles, how they sign in, what was done."""
    known, sessions = _known(person_id)
    deeds = trails.deeds(trails.of_person(person_id))
    return visit.page(
        "office/person.html",
        person=known,
        path=f"{PEOPLE}/{person_id}",
        home=unit_name(known.home, visit.campaign) if known.home else None,
        held=held(visit, known),
        invited=store.invited(person_id),
        sessions=_live(sessions, visit.now_real),
        told=[words.told(deed, visit.campaign) for deed in deeds],
        done=_just_done(visit, deeds),
        acts=[act.name for act in ACTS if act.offered(_asked(visit, known))],
    )


def held(visit: Visit, known: Person) -> tuple[Held, ...]:
    """The roles of a person in the campaign: of each, whether anybody else holds it. One query a role."""
    campaign = visit.campaign
    return tuple(
        Held(
            holder=holder,
            name=role_name(holder, campaign),
            alone=all(one.id == known.id for one in store.holders_of(campaign.id, holder)),
        )
        for holder in sorted(known.holders(campaign.id))
    )


def _left_alone(visit: Visit, known: Person) -> tuple[Held, ...]:
    """The roles that nobody else holds, each with some of the records that wait for it."""
    return tuple(
        msgspec.structs.replace(
            role, waiting=register.find(visit.campaign.id, Sought(holder=role.holder), most=_NAMED)
        )
        for role in held(visit, known)
        if role.alone
    )


def ask(visit: Visit, person_id: str, act: str) -> Response:
    """The question of one thing to do."""
    known, _ = _known(person_id)
    asked, chosen = _asked(visit, known), _named(act)
    if not chosen.offered(asked):
        return visit.go(f"{PEOPLE}/{person_id}")
    return _page(visit, chosen, asked)


def carry_out(visit: Visit, person_id: str, act: str) -> Response:
    """Receive the answer and do it."""
    known, _ = _known(person_id)
    asked, chosen = _asked(visit, known), _named(act)
    visit.tell(command=f"Person-{chosen.name}")
    values, problems = form.read(chosen.fields(asked), visit.form)
    problems += check_address(values)
    if problems:
        return _back(visit, chosen, asked, problems)
    try:
        chosen.carry(asked, values, seen(visit.form), acting(visit))
    except acts.NobodyError:
        raise NotFound from None
    except NotAllowedError as refused:
        return _back(visit, chosen, asked, (refused.problem,))
    except KnownError as taken:
        return _back(visit, chosen, asked, (Problem("email", _taken(taken)),), taken.person)
    except ConflictError:
        visit.tell(outcome=FormOutcome.STALE)
        return _page(visit, chosen, asked, status=_CONFLICT)
    visit.tell(outcome=FormOutcome.DONE)
    # Whoever ended their own last role of the office sees no desk any more.
    mine = visit.person.id == person_id and "office" not in _known(person_id)[0].holders(visit.campaign.id)
    return visit.go("/registration" if mine else f"{PEOPLE}/{person_id}?done={seen(visit.form) + 1}")


def seen(typed: Mapping[str, str]) -> int:
    """The number of the last deed that the form's reader saw."""
    text = typed.get("seen", "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _LONGEST_NUMBER else 0


def _taken(known: KnownError) -> Message:
    return message("This address is that of {name}.", name=known.person.name)


def _back(
    visit: Visit, act: Act, asked: Asked, problems: tuple[Problem, ...], taken: Person | None = None
) -> Response:
    visit.tell(outcome=FormOutcome.MEND)
    known = {field.name for field in act.fields(asked)}
    shown = tuple(one if one.field in known else Problem("", one.message) for one in problems)
    return _page(visit, act, asked, shown, 422, taken)


def _page(  # noqa: PLR0913, PLR0917 - the form, and why it comes back
    visit: Visit,
    act: Act,
    asked: Asked,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
    taken: Person | None = None,
) -> Response:
    """The form as it begins, or as it was typed; it tells what colleagues did since it was opened.

    `taken` has the address that was typed.
    """
    typed = visit.form if visit.method == "POST" else act.start(asked)
    deeds = trails.deeds(trails.of_person(asked.person.id))
    last = deeds[0].number if deeds else 0
    read = seen(typed) if "seen" in typed else last
    return visit.page(
        "office/act.html",
        status,
        title=act.title,
        lead=act.lead,
        button=act.button,
        warning=act.warning,
        over=asked.person.name,
        path=f"{PEOPLE}/{asked.person.id}",
        fields=act.fields(asked),
        typed=typed,
        problems=problems,
        seen=last,
        news=[words.told(deed, visit.campaign) for deed in deeds if deed.number > read],
        settled=status == _CONFLICT,
        held=_left_alone(visit, asked.person) if act.ends else (),
        taken=(f"{PEOPLE}/{taken.id}", taken.name) if taken else None,
    )


def _asked(visit: Visit, known: Person) -> Asked:
    typed = visit.form if visit.method == "POST" else visit.query
    return Asked(person=known, campaign=visit.campaign, now=visit.now, typed=typed)


def _known(person_id: str) -> tuple[Person, list[Session]]:
    known, sessions = store.partition(person_id)
    if known is None or not known.name:  # never known, or erased
        raise NotFound
    return known, sessions


def _named(name: str) -> Act:
    found = next((act for act in ACTS if act.name == name), None)
    if found is None:
        raise NotFound
    return found


def _live(sessions: list[Session], now_real: float) -> list[datetime]:
    """When the sessions began that are open now, newest first; sessions count real time."""
    began = [one.started for one in sessions if one.expires > now_real]
    return [datetime.fromtimestamp(second, VIETNAM) for second in reversed(began)]


def _just_done(visit: Visit, deeds: tuple[Deed, ...]) -> Message | None:
    """What the visitor has just done (`?done=` is its number), in its own sentence."""
    for deed in deeds:
        if str(deed.number) == visit.query.get("done") and deed.by == visit.person.id:
            return words.told(deed, visit.campaign).sentence
    return None
