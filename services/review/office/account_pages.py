"""Erasing the account of somebody who holds no role any more."""

from collections.abc import Mapping

from chalice.app import Response

from services.core import form
from services.core.form import Problem
from services.core.language.message import message
from services.core.people import store as people
from services.core.people.forgotten import store
from services.core.people.forgotten.store import HoldsARoleError
from services.core.people.person import Person, Role
from services.core.record.showing.wording import holder_name
from services.core.rights import request
from services.core.rights import store as requests
from services.core.subjects import retention
from services.core.subjects.subject import Erasure, Why
from services.core.subjects.wording import told
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.review.office.erasing_pages import WHY
from services.review.office.request_pages import LIST

_UNPROCESSABLE = 422

_ROLES = Problem("", message("This person still holds a role: end it first, or hand it over."))


def ask(visit: Visit, person_id: str) -> Response:
    """What erasing an account means, and what stands in the way."""
    return _page(visit, _known(person_id), {"why": Why.REQUEST.value}, ())


def erase(visit: Visit, person_id: str) -> Response:
    """Erase it: name and address go, sessions end, histories keep the id."""
    visit.tell(command="EraseAccount", record=person_id)
    known = _known(person_id)
    values, problems = form.read((WHY,), visit.form)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        return _page(visit, known, visit.form, problems, _UNPROCESSABLE)
    in_hand = visit.query.get("request", "")
    erasure = Erasure(
        at=visit.now,
        by=visit.person.id,
        holder=Role.OFFICE.value,
        why=Why(str(values["why"])),
        request=in_hand if request.is_request_id(in_hand) else "",
    )
    try:
        store.erase(person_id, visit.campaign.id, erasure, visit.causation)
    except HoldsARoleError as refused:
        visit.tell(outcome=FormOutcome.REFUSED, refusal=type(refused).__name__)
        return _page(visit, known, visit.form, (_ROLES,), _UNPROCESSABLE)
    requests.forget(visit.campaign.id, person_id)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(visit.here())


def _known(person_id: str) -> Person:
    found = people.get(person_id)
    if found is None:
        raise NotFound
    return found


def _page(
    visit: Visit, known: Person, typed: Mapping[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    note = store.erased(known.id)
    in_hand = visit.query.get("request", "")
    return visit.page(
        "office/personal/account.html",
        status,
        known=known,
        told=told(note, holder_name(note.holder, visit.campaign)) if note else None,
        back=f"{LIST}/requests/{in_hand}" if request.is_request_id(in_hand) else LIST,
        action=visit.here(),
        days=retention,
        fields=(WHY,),
        typed=typed,
        problems=problems,
    )
