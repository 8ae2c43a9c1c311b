"""Late access: whom the office lets submit after the registration deadline, and until when."""

from collections.abc import Iterable, Mapping

import msgspec
from chalice.app import Response

from services.core.form import Field, Kind, Problem, read
from services.core.language.message import Message, Text, message
from services.core.people import store as people
from services.core.permit import asking, store
from services.core.permit.asking import Wish
from services.core.permit.permit import Ended, Permit, Standing, for_record, for_unit, standing
from services.core.record.record import State
from services.core.record.showing.wording import unit_name
from services.core.record.tracks import rules
from services.core.record.transitions import is_bound
from services.core.table import ConflictError
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.review.office.finding import Found, by_number

LIST = "/review/office/permits"

_CONFLICT = 409
_UNPROCESSABLE = 422
_NO_RECORD = message("No record has this number: look it up on the record's page or in an e-mail about it")
_SUBMITTED = message("This record was submitted already: the deadline does not bind it any more")
_NOT_BOUND = message(
    "The registration deadline does not bind this record: an initiative has its own term of law"
)
_REASON = Field(name="reason", kind=Kind.TEXT, label=message("Reason"), longest=1000)

_NAMES: Mapping[Standing, tuple[Message, str]] = {
    Standing.IN_FORCE: (message("In force"), "good"),
    Standing.EXPIRED: (message("Expired"), "ended"),
    Standing.ENDED: (message("Ended early"), "refused"),
}
_REPLACED = (message("Replaced by a later one"), "ended")


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A grant in words. `by` and `ended_by` are names; `counts`: it is in force, and can be ended."""

    permit: Permit
    unit: Text
    by: str
    ended_by: str
    state: Message
    shape: str
    counts: bool


def permits(visit: Visit) -> Response:
    """Every grant: in force first, the next to expire on top; then what is over, newest first."""
    rows = _shown(visit, store.of_campaign(visit.campaign.id).values())
    return visit.page(
        "office/permits/list.html",
        in_force=sorted((row for row in rows if row.counts), key=lambda row: row.permit.until),
        over=sorted((row for row in rows if not row.counts), key=lambda row: row.permit.at, reverse=True),
        done=visit.query.get("done", ""),
    )


def new(visit: Visit) -> Response:
    """The form that grants a permit; `?unit=` and `?number=` fill in for whom."""
    given = {name: visit.query.get(name, "") for name in ("unit", "number")}
    return _form(visit, asking.starting_text(visit.campaign) | given)


def grant(visit: Visit) -> Response:
    """Show what would be granted to whom; with `do=grant` grant it, with `do=change` back to the form."""
    visit.tell(command="GrantPermit")
    typed = visit.form
    wish, problems = asking.read_wish(typed, visit.campaign, visit.now)
    found = by_number(visit.campaign, wish.number) if wish and wish.number else None
    if wish and wish.number and not problems:
        problems = _of_the_record(found)
    if wish is None or problems:
        visit.tell(outcome=FormOutcome.MEND)
        return _form(visit, typed, problems, _UNPROCESSABLE)
    if typed.get("do") == "change":
        return _form(visit, typed)
    if typed.get("do") != "grant":
        return _check(visit, wish, found)
    permit = _permit(visit, wish, found)
    try:
        store.grant(visit.campaign.id, permit, _seen(typed), visit.causation)
    except ConflictError:
        visit.tell(outcome=FormOutcome.STALE)
        return _check(visit, wish, found, _CONFLICT)
    visit.tell(outcome=FormOutcome.DONE, record=permit.scope)
    return visit.go(f"{LIST}?done=granted")


def ask_end(visit: Visit) -> Response:
    """Ask before a permit is ended early; `?of=` says whose."""
    return _end_page(visit, _in_force(visit, visit.query.get("of", "")), {}, ())


def end(visit: Visit) -> Response:
    """End a permit before its time, with the reason; one that is over stays as it is."""
    visit.tell(command="EndPermit")
    scope = visit.form.get("of", "")
    if not _counts(store.of_scope(visit.campaign.id, scope), visit):
        visit.tell(outcome=FormOutcome.STALE)
        return visit.go(LIST)
    values, problems = read((_REASON,), visit.form)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        return _end_page(visit, _in_force(visit, scope), visit.form, problems, _UNPROCESSABLE)
    store.end(visit.campaign.id, scope, Ended(by=visit.person.id, at=visit.now, reason=str(values["reason"])))
    visit.tell(outcome=FormOutcome.DONE, record=scope)
    return visit.go(f"{LIST}?done=ended")


def _form(
    visit: Visit, typed: Mapping[str, str], problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    fields = asking.fields(visit.campaign, visit.now)
    return visit.page("office/permits/new.html", status, fields=fields, typed=typed, problems=problems)


def _of_the_record(found: Found | None) -> tuple[Problem, ...]:
    """Why the deadline of the record with that number cannot be lifted."""
    if found is None:
        return (Problem("number", _NO_RECORD),)
    if not is_bound(rules(found.track).table):
        return (Problem("number", _NOT_BOUND),)
    return () if found.state is State.DRAFT else (Problem("number", _SUBMITTED),)


def _check(visit: Visit, wish: Wish, found: Found | None, status: int = 200) -> Response:
    """What is about to be granted, and what it takes the place of."""
    permit = _permit(visit, wish, found)
    grants = store.of_scope(visit.campaign.id, permit.scope)
    return visit.page(
        "office/permits/check.html",
        status,
        permit=permit,
        unit=unit_name(permit.unit, visit.campaign),
        title=found.title if found else "",
        typed=visit.form,
        names=[field.name for field in asking.fields(visit.campaign, visit.now)],
        seen=len(grants),
        before=grants[-1] if _counts(grants, visit) else None,
        overtaken=status == _CONFLICT,
    )


def _permit(visit: Visit, wish: Wish, found: Found | None) -> Permit:
    return Permit(
        scope=for_record(found.id) if found else for_unit(wish.unit),
        unit=found.unit if found else wish.unit,
        number=found.number if found else "",
        until=wish.until,
        reason=wish.reason,
        by=visit.person.id,
        at=visit.now,
    )


def _seen(typed: Mapping[str, str]) -> int:
    """How many grants of that unit or record the page showed; one that no page showed matches none."""
    text = typed.get("seen", "")
    return int(text) if text.isdecimal() and text.isascii() else -1


def _in_force(visit: Visit, scope: str) -> Permit:
    """The permit of that unit or record. Raises: NotFound: none is in force."""
    grants = store.of_scope(visit.campaign.id, scope) if scope else ()
    if not _counts(grants, visit):
        raise NotFound
    return grants[-1]


def _counts(grants: store.Grants, visit: Visit) -> bool:
    return bool(grants) and standing(grants[-1], visit.now) is Standing.IN_FORCE


def _end_page(
    visit: Visit,
    permit: Permit,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...],
    status: int = 200,
) -> Response:
    return visit.page(
        "office/permits/end.html",
        status,
        permit=permit,
        unit=unit_name(permit.unit, visit.campaign),
        field=_REASON,
        typed=typed,
        problems=problems,
    )


def _shown(visit: Visit, known: Iterable[store.Grants]) -> list[Shown]:
    rows = [(permit, permit is grants[-1]) for grants in known for permit in grants]
    names = _names(permit for permit, _ in rows)
    return [_row(visit, permit, names, newest=newest) for permit, newest in rows]


def _row(visit: Visit, permit: Permit, names: Mapping[str, str], *, newest: bool) -> Shown:
    stands = standing(permit, visit.now)
    replaced = not newest and stands is Standing.IN_FORCE
    state, shape = _REPLACED if replaced else _NAMES[stands]
    return Shown(
        permit=permit,
        unit=unit_name(permit.unit, visit.campaign),
        by=names[permit.by],
        ended_by=names[permit.ended.by] if permit.ended else "",
        state=state,
        shape=shape,
        counts=newest and stands is Standing.IN_FORCE,
    )


def _names(permits_: Iterable[Permit]) -> dict[str, str]:
    """The names of whoever granted and ended: few people, of the office."""
    who = {one for permit in permits_ for one in (permit.by, permit.ended.by if permit.ended else permit.by)}
    found = {one: people.get(one) for one in sorted(who)}
    return {one: person.name if person else "" for one, person in found.items()}
