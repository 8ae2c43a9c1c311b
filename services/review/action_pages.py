"""One page for each action: its question, and what becomes of the answer.

If somebody acted since it was opened, the page says who did what and keeps what was typed.
"""

from collections.abc import Mapping
from datetime import date

import msgspec
from chalice.app import Response

from services.core import form
from services.core.acting.action import Action, offered
from services.core.acting.answer import CONFLICT, Back, behind, carry_out, named, seen
from services.core.acting.question import case
from services.core.acting.showing import sheet_of
from services.core.attaching import store as attachments
from services.core.campaign.model import Campaign
from services.core.form import Field
from services.core.language.message import Message
from services.core.record.record import Outcome
from services.core.record.returning import FILES, note_fields
from services.core.record.showing.sheet import Row, groups
from services.core.record.showing.wording import holder_name
from services.core.record.store import Stored
from services.core.record.tracks import words_of
from services.core.web.visit import Visit
from services.core.work import commands as c
from services.core.work.judgement import outcome
from services.core.work.wording import OUTCOME_NAMES
from services.core.work.work import Facts
from services.review.actions import ACTIONS
from services.review.addresses import address
from services.review.particulars import particulars
from services.review.records import seen_by


class Judging(msgspec.Struct, frozen=True, kw_only=True):
    """How the day in the field would be judged; `said` absent while the field holds no day."""

    deadline: date
    said: Message | None
    words: Mapping[Outcome, Message]


def ask(visit: Visit, record_id: str, action_name: str) -> Response:
    """The action's question; to the record itself where it is not (or no longer) to be asked."""
    action, stored = named(action_name, ACTIONS), seen_by(visit, record_id)
    seat = visit.query.get("seat", "")
    question = case(visit, stored, seat=seat)
    if offered(action, question, seat) is None:
        return visit.go(address(record_id))
    return _page(visit, stored, action, action.start(question) | {"seat": seat})


def act(visit: Visit, record_id: str, action_name: str) -> Response:
    """Receive the answer and carry it out."""
    action, typed = named(action_name, ACTIONS), visit.form
    back = carry_out(visit, record_id, action)
    if back:
        return _page(visit, seen_by(visit, record_id), action, typed, back)
    return visit.go(f"{address(record_id)}?done={seen(typed) + 1}")


def _page(
    visit: Visit, stored: Stored, action: Action, typed: Mapping[str, str], back: Back | None = None
) -> Response:
    seat = typed.get("seat", "")
    question = case(visit, stored, seat=seat)
    offer = offered(action, question, seat)
    unread = behind(typed, stored)
    shown = sheet_of(visit, stored)
    return visit.page(
        "action.html",
        back.status if back else 200,
        sheet=shown,
        action=action,
        acting_as=holder_name(offer.holder, visit.campaign) if offer else None,
        rows=particulars(action.command, question) if offer else [],
        asking=_asking(stored, visit.campaign) if action.each_field else (),
        judging=_judging(stored, typed) if action.command is c.Verify else None,
        seat=seat,
        typed=typed,
        problems=back.problems if back else (),
        # The page that comes back counts as read: also one with mistakes to mend must tell what is new.
        overtaken=unread != 0 or (back is not None and back.status == CONFLICT),
        news=shown.since(stored.record.sequence - unread),
    )


def _asking(stored: Stored, campaign: Campaign) -> list[tuple[Message, list[tuple[Field, Row]]]]:
    """What may be asked of each field, beside how it reads: by the sections of the form, then the files."""
    record = stored.record
    questions = iter(note_fields(record.track, campaign))
    shown = groups(record.track, record.facts, campaign) if record.facts else ()
    # After the fields come the people of whom the record speaks, and of those each field has its own page.
    fields = shown[: len(words_of(record).sections(campaign))]
    asked = [(group.title, [(next(questions), row) for row in group.rows]) for group in fields]
    names = ", ".join(file.name for file in attachments.of_record(record.id))
    return [*asked, (FILES.label, [(next(questions), Row(label=FILES.label, value=names or None))])]


def _judging(stored: Stored, typed: Mapping[str, str]) -> Judging | None:
    facts = stored.record.facts
    if not isinstance(facts, Facts):
        return None
    try:
        said = OUTCOME_NAMES[outcome(form.read_day(form.clean(typed.get("done_on", ""))), facts.deadline)]
    except form.UnreadableError:
        said = None
    return Judging(deadline=facts.deadline, said=said, words=OUTCOME_NAMES)
