"""One record of my unit."""

from chalice.app import Response

from services.core.acting.action import offers
from services.core.acting.question import case
from services.core.campaign.succession import holder_on
from services.core.language.message import Message, Text
from services.core.record.commands import Resubmit
from services.core.record.decide import may
from services.core.record.duty import Duty
from services.core.record.record import Record
from services.core.record.showing.sheet import sheet, spoken_of
from services.core.record.showing.wording import holder_name
from services.core.record.standing import tasks
from services.core.subjects import store as subjects
from services.core.vietnam import vietnam_day
from services.core.web.visit import Visit
from services.registration import confirming, consent_pages, drafting, file_pages, records
from services.registration.actions import ACTIONS
from services.registration.records import address

#: What is awaited from those who can return a record to its unit.
_RETURNING = frozenset({Duty.APPRAISE, Duty.ACCEPT, Duty.DECIDE})


def record(visit: Visit, record_id: str) -> Response:
    """One record; a draft opens in its form, for there is nothing else to see of it."""
    stored = records.mine(visit, record_id)
    if stored.record.facts is None:
        return visit.go(address(record_id, "edit"))
    question, attached = case(visit, stored), file_pages.of_page(visit, stored)
    known = subjects.get_many(spoken_of(stored))
    return visit.page(
        "records/record.html",
        sheet=sheet(stored, visit.campaign, visit.now, known),
        unconfirmed=confirming.nobody_confirms(visit, stored.record),
        is_answering=may(Resubmit, question),
        has_draft=stored.draft is not None and stored.record.state in drafting.EDITABLE,
        offers=list(offers(ACTIONS, question)),
        returns=_returns(visit, stored.record),
        has_consent=consent_pages.is_asked(stored, known),
        files=attached["files"],
        manage=attached["manage"],
        done=visit.query.get("done", ""),
    )


def _returns(visit: Visit, record: Record) -> Message | Text | None:
    """Whom the unit asks to return the record that waits for them: else nothing handed in is corrected."""
    for task in tasks(record, visit.campaign):
        if task.duty in _RETURNING:
            return holder_name(holder_on(visit.campaign, task.holder, vietnam_day(visit.now)), visit.campaign)
    return None
