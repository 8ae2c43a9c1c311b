"""Of whom a citizen's record speaks: one person or one household, and a minor's guardian."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.core.form import Problem
from services.core.language.message import message
from services.core.record.people import Given, PeopleAsked, places
from services.core.subjects.subject import GUARDIAN_PLACE, Asked, Kind, stands_in

PERSON = PeopleAsked(
    kind=Kind.CITIZEN,
    place="citizen",
    title=message("Person put forward"),
    one=message("Person put forward"),
    add=message("Add the person"),
    missing=message("Nobody yet. One person or one household is put forward."),
    least=0,
)
HOUSEHOLD = PeopleAsked(
    kind=Kind.HOUSEHOLD,
    place="household",
    title=message("Household put forward"),
    one=message("Household put forward"),
    add=message("Add the household"),
    missing=message("None yet. One person or one household is put forward."),
    least=0,
)
GUARDIAN = PeopleAsked(
    kind=Kind.GUARDIAN,
    place=GUARDIAN_PLACE,
    title=message("Guardian"),
    one=message("Guardian"),
    add=message("Add the guardian"),
    missing=message("Nobody. Needed only where the person is under 18."),
    needed=message("Nobody yet. Needed here: the person put forward is under 18."),
    least=0,
)


def people(typed: Mapping[str, str]) -> tuple[PeopleAsked, ...]:
    """For whom the form asks: who is put forward rules the other one out, and a household has no guardian."""
    there = places(typed)
    if HOUSEHOLD.place in there and PERSON.place not in there:
        return (HOUSEHOLD, GUARDIAN) if GUARDIAN.place in there else (HOUSEHOLD,)
    if PERSON.place in there and HOUSEHOLD.place not in there:
        return (PERSON, GUARDIAN)
    return (PERSON, HOUSEHOLD, GUARDIAN)


def among(given: Sequence[Given], values: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems that show only when everybody is known, or when they stand beside the title."""
    by_kind = {one.asked.kind: one for one in given}
    person, household = by_kind.get(Kind.CITIZEN), by_kind.get(Kind.HOUSEHOLD)
    if not person and not household:
        yield Problem(PERSON.anchor, message("Add the person or the household that is put forward"))
    if person and household:
        either = message("One record puts one person or one household forward: take one of the two out")
        yield Problem(PERSON.anchor, either)
    yield from _guardian(person, by_kind.get(Kind.GUARDIAN))
    for one in given:
        if stands_in(one.person.name, values["title"] or ""):
            mend = message("Write what was contributed without the name of {name}", name=one.person.name)
            yield Problem("title", mend)


def _guardian(person: Given | None, guardian: Given | None) -> Iterator[Problem]:
    """A guardian is named exactly where one consented; that a minor's has to, the person's own fields see to.

    Whoever is surely a minor needs one, also while other answers are missing; of somebody who was erased
    nobody can tell any more.
    """
    details = person.person.details if person else None
    is_asked = person is not None and Asked.GUARDIAN in person.person.asked
    if person and details is None and not is_asked:
        return
    has_consented = details is not None and details.guardian_consent is not None
    if (has_consented or is_asked) and not guardian:
        yield Problem(GUARDIAN.anchor, message("Name the guardian who consented"))
    if guardian and not has_consented and not is_asked:
        yield Problem(
            GUARDIAN.anchor,
            message("Take the guardian out, or write on which day the guardian consented"),
        )
