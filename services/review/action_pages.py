"""One page for each action: its question, and what becomes of the answer.

The form carries the sequence that its reader saw. If somebody acted since, the page says who did what and
keeps what was typed; the same form sent twice is found done.
"""

import re
from collections.abc import Mapping
from datetime import date

import msgspec
from chalice.app import Response

from services.core import form
from services.core.form import Problem
from services.core.language.message import Message
from services.core.web.visit import NotFound, Visit
from services.core.work import commands as c
from services.core.work.handle import NoSuchRecordError, StaleError, handle
from services.core.work.judgement import outcome
from services.core.work.record import Outcome
from services.core.work.refusal import NotYoursError, RefusedError
from services.core.work.sheet import sheet
from services.core.work.store import Stored
from services.core.work.wording import OUTCOME_NAMES, holder_name
from services.review.actions import Action, action_named, offered
from services.review.particulars import particulars
from services.review.records import address, case, seen_by

_SEQUENCE = re.compile(r"[0-9]{1,9}")
_CONFLICT = 409


class Judging(msgspec.Struct, frozen=True, kw_only=True):
    """How the day in the field would be judged; `said` absent while the field holds no day."""

    deadline: date
    said: Message | None
    words: Mapping[Outcome, Message]


def ask(visit: Visit, record_id: str, action_name: str) -> Response:
    """The action's question; to the record itself where it is not (or no longer) to be asked."""
    action, stored = _action(action_name), seen_by(visit, record_id)
    seat = visit.query.get("seat", "")
    question = case(visit, stored, seat)
    if offered(action, question, seat) is None:
        return visit.go(address(record_id))
    return _page(visit, stored, action, action.start(question) | {"seat": seat})


def act(visit: Visit, record_id: str, action_name: str) -> Response:
    """Receive the answer and carry it out."""
    action, typed = _action(action_name), visit.form
    values, problems = form.read(action.fields, typed)
    if problems:
        return _page(visit, seen_by(visit, record_id), action, typed, problems=problems, status=422)
    command = action.build(visit.campaign, typed.get("seat", ""), values)
    seen = _seen(typed)
    try:
        handle(record_id, command, visit.person, visit.campaign, visit.now, seen=seen)
    except NoSuchRecordError:
        raise NotFound from None
    except StaleError as stale:
        return _page(visit, stale.stored, action, typed, status=_CONFLICT)
    except RefusedError as refused:
        status = 403 if isinstance(refused, NotYoursError) else 422
        return _page(
            visit, seen_by(visit, record_id), action, typed, problems=refused.problems, status=status
        )
    return visit.go(f"{address(record_id)}?done={seen + 1}")


def _action(name: str) -> Action:
    action = action_named(name)
    if action is None:
        raise NotFound
    return action


def _seen(typed: Mapping[str, str]) -> int:
    """The sequence that the form was made for; a form without one is as old as can be."""
    text = typed.get("seen", "")
    return int(text) if _SEQUENCE.fullmatch(text) else 0


def _page(  # noqa: PLR0913 - one page with all that may stand on it
    visit: Visit,
    stored: Stored,
    action: Action,
    typed: Mapping[str, str],
    *,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    seat = typed.get("seat", "")
    question = case(visit, stored, seat)
    offer = offered(action, question, seat)
    behind = stored.work.sequence - _seen(typed) if "seen" in typed else 0
    shown = sheet(stored, visit.campaign, visit.now)
    return visit.page(
        "action.html",
        status,
        sheet=shown,
        action=action,
        acting_as=holder_name(offer.holder, visit.campaign) if offer else None,
        rows=particulars(action.command, question) if offer else [],
        judging=_judging(stored, typed) if action.command is c.Verify else None,
        seat=seat,
        typed=typed,
        problems=problems,
        # The page that comes back counts as read: also one with mistakes to mend must tell what is new.
        overtaken=status == _CONFLICT or behind != 0,
        news=shown.history[: max(0, behind)],
    )


def _judging(stored: Stored, typed: Mapping[str, str]) -> Judging | None:
    facts = stored.work.facts
    if facts is None:
        return None
    try:
        said = OUTCOME_NAMES[outcome(form.read_day(form.clean(typed.get("done_on", ""))), facts.deadline)]
    except form.UnreadableError:
        said = None
    return Judging(deadline=facts.deadline, said=said, words=OUTCOME_NAMES)
