"""What a unit does with a registered work: report progress or completion, ask for an amendment, withdraw.

Each is one small form. The page says on which state of the record it was opened; what happened since is shown
before anything is sent a second time, and a form sent twice acts once.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from chalice.app import Response

from services.core import form
from services.core.form import Field, Kind, Problem
from services.core.language.message import Message, message
from services.core.web.visit import Visit
from services.core.work import commands as c
from services.core.work import sheet
from services.core.work.decide import may
from services.core.work.fields import typed_from
from services.core.work.handle import StaleError, handle
from services.core.work.record import Work
from services.core.work.refusal import RefusedError
from services.core.work.store import Stored
from services.registration import records
from services.registration.records import address

_LONG = 2000
_SEQUENCE = re.compile(r"[0-9]{1,9}")
_CONFLICT = 409
_UNPROCESSABLE = 422


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do. `build` makes the command of the values read; `start` is what the form shows first."""

    name: str
    title: Message
    lead: Message
    button: Message
    warning: bool = False
    fields: tuple[Field, ...]
    command: type[c.Command]
    build: Callable[[Work, Mapping[str, Any]], c.Command]
    start: Callable[[Work], dict[str, str]] = lambda _: {}


PROGRESS = Action(
    name="progress",
    title=message("Report progress"),
    lead=message(
        "Say how far the work is. The figure may also fall; 100 does not yet report the completion."
    ),
    button=message("Report progress"),
    fields=(
        Field(
            name="percent",
            kind=Kind.WHOLE,
            label=message("Done so far"),
            measure=message("per cent"),
            high=100,
            longest=3,
        ),
        Field(name="note", kind=Kind.TEXT, label=message("What has been done"), longest=_LONG),
    ),
    command=c.ReportProgress,
    build=lambda _, values: c.ReportProgress(percent=values["percent"], note=values["note"]),
)

COMPLETION = Action(
    name="completion",
    title=message("Report completion"),
    lead=message(
        "The day on which the work was done is judged against the deadline, not the day of this report."
    ),
    button=message("Report completion"),
    fields=(
        Field(
            name="done_on",
            kind=Kind.DAY,
            label=message("Day on which it was done"),
            hint=message("The day that the evidence shows, for example that of the acceptance minutes"),
            longest=12,
        ),
        Field(
            name="evidence",
            kind=Kind.TEXT,
            label=message("What shows that it is done"),
            hint=message("Name the papers with number and date, and where they can be seen"),
            longest=4000,
        ),
    ),
    command=c.ClaimCompletion,
    build=lambda _, values: c.ClaimCompletion(done_on=values["done_on"], evidence=values["evidence"]),
)

AMENDMENT = Action(
    name="amendment",
    title=message("Ask for an amendment"),
    lead=message(
        "A new deadline or scope is decided on by the seats that approved the work. "
        "Until then, what was approved is in force."
    ),
    button=message("Ask for the amendment"),
    fields=(
        Field(name="deadline", kind=Kind.DAY, label=message("Deadline"), longest=12),
        Field(name="description", kind=Kind.TEXT, label=message("Description"), longest=4000),
        Field(name="reason", kind=Kind.TEXT, label=message("Reason"), longest=_LONG),
    ),
    command=c.RequestAmendment,
    build=lambda work, values: c.RequestAmendment(
        deadline=_changed(values["deadline"], work.facts and work.facts.deadline),
        description=_changed(values["description"], work.facts and work.facts.description),
        reason=values["reason"],
    ),
    start=lambda work: _as_typed(work, "deadline", "description"),
)

WITHDRAWAL = Action(
    name="withdraw",
    title=message("Withdraw the record"),
    lead=message(
        "The record stays readable with its history, but is no longer counted. This cannot be undone."
    ),
    button=message("Withdraw the record"),
    warning=True,
    fields=(Field(name="reason", kind=Kind.TEXT, label=message("Reason"), longest=_LONG),),
    command=c.Withdraw,
    build=lambda _, values: c.Withdraw(reason=values["reason"]),
)


def progress(visit: Visit, record_id: str) -> Response:
    """The form for a progress report."""
    return _open(visit, record_id, PROGRESS)


def report_progress(visit: Visit, record_id: str) -> Response:
    """Receive a progress report."""
    return _receive(visit, record_id, PROGRESS)


def completion(visit: Visit, record_id: str) -> Response:
    """The form for a completion claim."""
    return _open(visit, record_id, COMPLETION)


def claim_completion(visit: Visit, record_id: str) -> Response:
    """Receive a completion claim."""
    return _receive(visit, record_id, COMPLETION)


def amendment(visit: Visit, record_id: str) -> Response:
    """The form for an amendment, filled with what is in force."""
    return _open(visit, record_id, AMENDMENT)


def request_amendment(visit: Visit, record_id: str) -> Response:
    """Receive the request for an amendment."""
    return _receive(visit, record_id, AMENDMENT)


def withdrawal(visit: Visit, record_id: str) -> Response:
    """The form for a withdrawal."""
    return _open(visit, record_id, WITHDRAWAL)


def withdraw(visit: Visit, record_id: str) -> Response:
    """Receive a withdrawal."""
    return _receive(visit, record_id, WITHDRAWAL)


def _open(visit: Visit, record_id: str, action: Action) -> Response:
    stored = records.mine(visit, record_id)
    if not may(action.command, records.case(visit, stored)):
        return visit.go(address(record_id))
    return _page(visit, stored, action, action.start(stored.work))


def _receive(visit: Visit, record_id: str, action: Action) -> Response:
    stored = records.mine(visit, record_id)
    typed = visit.form
    seen = _seen(typed)
    values, problems = form.read(action.fields, typed)
    if problems:
        if seen != stored.work.sequence:
            return _moved(visit, stored, action, typed)
        return _page(visit, stored, action, typed, problems, status=_UNPROCESSABLE)
    command = action.build(stored.work, values)
    try:
        handle(record_id, command, visit.person, visit.campaign, visit.now, seen=seen)
    except StaleError as error:
        return _moved(visit, error.stored, action, typed)
    except RefusedError as error:
        return _page(visit, stored, action, typed, error.problems, status=_UNPROCESSABLE)
    return visit.go(f"{address(record_id)}?done={action.name}")


def _moved(visit: Visit, stored: Stored, action: Action, typed: Mapping[str, str]) -> Response:
    """Somebody acted since the page was opened: what is new, and what was typed."""
    moved = message("The record has changed since you opened this page; what is new stands below.")
    return _page(visit, stored, action, typed, (Problem("", moved),), status=_CONFLICT)


def _seen(typed: Mapping[str, str]) -> int:
    """The sequence at which the page was opened; -1 where the form does not say."""
    sent = typed.get("sequence", "")
    return int(sent) if _SEQUENCE.fullmatch(sent) else -1


def _page(  # noqa: PLR0913 - one page with all that may stand on it
    visit: Visit,
    stored: Stored,
    action: Action,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    *,
    status: int = 200,
) -> Response:
    shown = sheet.sheet(stored, visit.campaign, visit.now)
    seen = _seen(typed)
    new = [entry for entry in stored.history if entry.sequence > seen >= 0]
    return visit.page(
        "works/action.html",
        status,
        sheet=shown,
        action=action,
        typed=typed,
        problems=problems,
        news=shown.history[: len(new)],
        can_send=may(action.command, records.case(visit, stored)),
    )


def _changed(asked: Any, in_force: Any) -> Any:  # noqa: ANN401 - a day or a text, the same in and out
    """What is asked for, or `None` where it is what is in force already."""
    return None if asked == in_force else asked


def _as_typed(work: Work, *names: str) -> dict[str, str]:
    """These facts as a person would type them."""
    typed = typed_from(work.facts) if work.facts else {}
    return {name: typed.get(name, "") for name in names}
