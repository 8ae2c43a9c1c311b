"""A record's page for those who decide on it, and for the office."""

import re

from chalice.app import Response

from services.core.acting.action import offers
from services.core.acting.question import case
from services.core.acting.showing import sheet_of
from services.core.campaign.succession import approvals, seat_on
from services.core.record.record import State
from services.core.record.showing.sheet import Told, line
from services.core.record.standing import tasks
from services.core.record.store import Stored
from services.core.record.who import is_barred
from services.core.vietnam import vietnam_day
from services.core.web.visit import Visit
from services.review.actions import ACTIONS
from services.review.file_pages import handed_in
from services.review.particulars import opinion_rows
from services.review.queue_page import reviewer_holders
from services.review.records import seen_by

_SEQUENCE = re.compile(r"[1-9][0-9]{0,8}")


def record(visit: Visit, record_id: str) -> Response:
    """What it is, who has it, what I can do, the facts, the history."""
    stored = seen_by(visit, record_id)
    shown = sheet_of(visit, stored)
    question = case(visit, stored)
    mine = list(offers(ACTIONS, question))
    primary = next((offer for offer in mine if offer.action.weight == "primary"), None)
    return visit.page(
        "record.html",
        sheet=shown,
        primary=primary,
        others=[one for one in mine if one is not primary and one.action.weight != "aside"],
        asides=[one for one in mine if one.action.weight == "aside"],
        seats={
            seat.id: seat_on(visit.campaign, seat.id, vietnam_day(visit.now)).name
            for seat in approvals(visit.campaign)
        },
        is_barred=_would_decide(visit, stored)
        and is_barred(
            visit.person, stored.record, visit.campaign, question.today, is_named=question.is_named
        ),
        opinion=opinion_rows(stored.record, visit.campaign),
        files=handed_in(visit, stored),
        is_answer=stored.record.state is State.SUBMITTED and stored.record.answered is not None,
        done=_just_done(visit, stored),
    )


def _would_decide(visit: Visit, stored: Stored) -> bool:
    """Whether the record waits for a holder that the visitor is."""
    mine = set(reviewer_holders(visit))
    return any(task.holder in mine for task in tasks(stored.record, visit.campaign))


def _just_done(visit: Visit, stored: Stored) -> Told | None:
    """What the visitor has just done, told by the history itself.

    `?done=` is its sequence, or that of what somebody else did beside it just before.
    """
    done = visit.query.get("done", "")
    behind = stored.history[int(done) - 1 :] if _SEQUENCE.fullmatch(done) else ()
    entry = next((entry for entry in behind if entry.actor == visit.person.id), None)
    return line(entry, stored.record.track, visit.campaign) if entry else None
