"""Reorganisations of units: past and planned ones, what one will do exactly, and carrying it out."""

from datetime import timedelta

import msgspec
from chalice.app import Response

from services.core.acting.answer import CONFLICT, Back
from services.core.form import Problem
from services.core.language.message import Message, Text, message
from services.core.reorganising import outcome, rules, store
from services.core.reorganising.carrying import Act, carry_out, left
from services.core.reorganising.reorganisation import Kind, Reorganisation, Stage
from services.core.reorganising.store import Kept
from services.core.table import ConflictError
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, Visit
from services.review.office.reorganisation_form import KIND_NAMES
from services.review.office.reorganisation_kept import (
    CHANGEABLE,
    LIST,
    OVERTAKEN,
    UNPROCESSABLE,
    address,
    found,
    is_unseen,
    mended_at,
)
from services.review.office.reorganisation_plan import plan
from services.review.office.reorganisation_split import to_assign

#: Each stage's word and mark (`parts/record.html`).
STAGES: dict[Stage, tuple[Message, str]] = {
    Stage.PREPARED: (message("Being prepared"), "draft"),
    Stage.PLANNED: (message("Planned"), "waiting"),
    Stage.UNDER_WAY: (message("Being carried out"), "waiting"),
    Stage.DONE: (message("Carried out"), "done"),
}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A reorganisation in words."""

    one: Reorganisation
    path: str
    kind: Message
    units: tuple[Text, ...]
    into: tuple[Text, ...]
    stage: Message
    shape: str
    is_due: bool


def reorganisations(visit: Visit) -> Response:
    """All of them, the latest day first."""
    return visit.page(
        "office/reorganisation/list.html",
        rows=[_shown(visit, one) for one in store.of_campaign(visit.campaign.id)],
        dropped="dropped" in visit.query,
    )


def check(visit: Visit, reorganisation: str) -> Response:
    """What will happen exactly, before it is decided on."""
    kept = found(visit, reorganisation)
    if kept.reorganisation.stage not in CHANGEABLE:
        return visit.go(address(reorganisation))
    return _check(visit, kept)


def decide(visit: Visit, reorganisation: str) -> Response:
    """Plan it; where its day has come, carry it out at once."""
    visit.tell(command="PlanReorganisation")
    kept = found(visit, reorganisation)
    if kept.reorganisation.stage is not Stage.PREPARED:
        return visit.go(address(reorganisation))
    if is_unseen(visit, kept):
        visit.tell(outcome=FormOutcome.STALE)
        return _check(visit, kept, OVERTAKEN)
    if _problems(visit, kept.reorganisation):
        visit.tell(outcome=FormOutcome.REFUSED)
        return _check(visit, kept, Back(status=UNPROCESSABLE))
    planned = msgspec.structs.replace(kept.reorganisation, stage=Stage.PLANNED, planned_at=visit.now)
    try:
        kept = store.save(kept, planned)
    except ConflictError:
        return decide(visit, reorganisation)
    return _carried(visit, kept)


def one(visit: Visit, reorganisation: str) -> Response:
    """How far it is: planned, under way, or done with its result."""
    kept = found(visit, reorganisation)
    if kept.reorganisation.stage is Stage.PREPARED:
        return visit.go(address(reorganisation, "check"))
    return _one(visit, kept)


def carry(visit: Visit, reorganisation: str) -> Response:
    """Carry it out, or go on with it where it was broken off."""
    visit.tell(command="CarryOutReorganisation")
    kept = found(visit, reorganisation)
    if kept.reorganisation.stage is Stage.PREPARED:
        return visit.go(address(reorganisation, "check"))
    return _carried(visit, kept)


def drop(visit: Visit, reorganisation: str) -> Response:
    """Forget one that has changed nothing yet."""
    visit.tell(command="DropReorganisation")
    kept = found(visit, reorganisation)
    if kept.reorganisation.stage not in CHANGEABLE or is_unseen(visit, kept):
        visit.tell(outcome=FormOutcome.STALE)
        return visit.go(address(reorganisation))
    try:
        store.drop(kept)
    except ConflictError:
        return drop(visit, reorganisation)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(f"{LIST}?dropped=1")


def _carried(visit: Visit, kept: Kept) -> Response:
    """Do what can be done in one answer; before its day that is nothing."""
    now = kept.reorganisation
    if rules.too_early(now, vietnam_day(visit.now)):
        visit.tell(outcome=FormOutcome.DONE)
        return visit.go(address(now.id))
    # What it was planned on may have changed since: then the office decides anew.
    problems = _problems(visit, now) if now.stage is Stage.PLANNED else ()
    if problems:
        visit.tell(outcome=FormOutcome.REFUSED)
        return _one(visit, kept, Back(status=UNPROCESSABLE, problems=problems))
    try:
        carry_out(kept, Act(person=visit.person, now=visit.now, causation=visit.causation))
    except ConflictError:
        visit.tell(outcome=FormOutcome.STALE)
        busy = Problem(
            "", message("Somebody else is working on the same records just now. Press the button again.")
        )
        return _one(visit, found(visit, now.id), Back(status=CONFLICT, problems=(busy,)))
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(address(now.id))


def _problems(visit: Visit, planned: Reorganisation) -> tuple[Problem, ...]:
    """What keeps it from being decided on, records without a successor among it."""
    campaign = visit.campaign
    refused = rules.problems(planned, campaign, store.of_campaign(campaign.id))
    if planned.kind is not Kind.SPLIT or refused:
        return refused
    open_ = [line for line in to_assign(planned, campaign.id) if line.id not in planned.records]
    if not open_:
        return ()
    lacking = message("Records for which no unit was chosen yet: {count}", count=len(open_))
    return (Problem("records", lacking),)


def _check(visit: Visit, kept: Kept, back: Back | None = None) -> Response:
    planned = kept.reorganisation
    problems = (*(back.problems if back else ()), *_problems(visit, planned))
    return visit.page(
        "office/reorganisation/check.html",
        back.status if back else 200,
        shown=_shown(visit, planned),
        one=planned,
        plan=None if problems else plan(planned, visit.campaign),
        problems=problems,
        elsewhere=mended_at(planned.id, problems),
        is_due=planned.day <= vietnam_day(visit.now),
        seen=kept.revision,
    )


def _one(visit: Visit, kept: Kept, back: Back | None = None) -> Response:
    now = kept.reorganisation
    begun = now.stage in (Stage.UNDER_WAY, Stage.DONE)
    still = _still(visit, now) if begun and now.kind is not Kind.RENAME else 0
    return visit.page(
        "office/reorganisation/one.html",
        back.status if back else 200,
        shown=_shown(visit, now),
        one=now,
        plan=None if begun or back else plan(now, visit.campaign),
        still=still,
        file=outcome.needing_the_file(now, visit.campaign) if begun else (),
        problems=back.problems if back else (),
        elsewhere=mended_at(now.id, back.problems if back else ()),
        seen=kept.revision,
    )


def _still(visit: Visit, now: Reorganisation) -> int:
    """How many records stand in the lists of the units that ended."""
    return sum(len(left(visit.campaign.id, unit)) for unit in now.units)


def _shown(visit: Visit, told: Reorganisation) -> Shown:
    name, shape = STAGES[told.stage]
    units = {unit.id: unit for unit in (*told.new, *visit.campaign.units)}
    eve = told.day - timedelta(days=1)
    into = (told.name,) if told.name else tuple(units[each].name for each in told.successors)
    return Shown(
        one=told,
        path=address(told.id),
        kind=KIND_NAMES[told.kind],
        # Under the names that they had before: a renaming is read as from what to what.
        units=tuple(units[each].name_on(eve) for each in told.units),
        into=into,
        stage=name,
        shape=shape,
        is_due=told.stage is Stage.UNDER_WAY
        or (told.stage is Stage.PLANNED and told.day <= vietnam_day(visit.now)),
    )
