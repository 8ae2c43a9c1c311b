"""Complete drafts of a unit, checked in one list and submitted by one button, each for itself."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from chalice.app import Response

from services.core.campaign.model import Track
from services.core.language.message import Message, message
from services.core.record import store
from services.core.record.commands import Resubmit, Submit
from services.core.record.record import Record, State, is_record_id
from services.core.record.refusal import RefusedError
from services.core.record.showing.wording import with_whom
from services.core.record.store import Line, Stored
from services.core.record.title import same_title
from services.core.table import ConflictError
from services.core.web.visit import Visit
from services.registration import deciding, drafting, records

#: What is submitted by one press; each makes an e-mail.
MOST = 100
#: What a form calls a draft that is ticked, before its id; its value is the revision that was looked at.
_TICKED = "draft-"

_CHANGED = message("It was changed after you opened the list. Look at it again and submit it")


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A complete draft; `refused` says why it cannot be submitted now, `twin` names another of its title."""

    id: str
    number: str
    title: str
    revision: int
    refused: tuple[Message, ...] = ()
    twin: str = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a draft that was ticked; without a `reason` it is submitted.

    Then `at` is the moment of that, and `next` says who has it now and until when.
    """

    id: str
    number: str
    title: str
    reason: tuple[Message, ...] = ()
    at: datetime | None = None
    next: tuple[Message, ...] = ()


def look(visit: Visit) -> Response:
    """The unit's complete drafts, to be looked through once more; and how many are not complete."""
    unit = records.unit_of(visit)
    lines = [line for line in store.all_of_unit(visit.campaign.id, unit) if line.track is Track.WORK]
    drafts = store.without_history(line.id for line in lines if line.state == State.DRAFT)
    complete = [(stored, command) for stored in drafts.values() if (command := _command(visit, stored))]
    # The rules are asked of those that are shown only: after the deadline each takes two reads.
    ready = list(_ready(visit, lines, complete[:MOST]))
    return visit.page(
        "import/submit.html",
        unit=visit.campaign.unit(unit),
        ready=ready,
        can_submit=any(not one.refused for one in ready),
        more=len(complete) - len(ready),
        incomplete=len(drafts) - len(complete),
        ticked=_TICKED,
    )


def submit(visit: Visit) -> Response:
    """Submit what is ticked, each in a write of its own, and say for each what became of it.

    Pressed again, it finds submitted what was submitted.
    """
    ticked = {
        name.removeprefix(_TICKED): revision
        for name, revision in visit.form.items()
        if name.startswith(_TICKED) and is_record_id(name.removeprefix(_TICKED))
    }
    unit = records.unit_of(visit)
    stored = store.without_history(list(ticked)[:MOST])
    own = [
        one for one in stored.values() if one.record.unit == unit and one.record.campaign == visit.campaign.id
    ]
    results = [_submitted(visit, one, ticked[one.record.id]) for one in own]
    visit.tell(command="SubmitMany", record=unit)
    return visit.page(
        "import/submitted.html",
        unit=visit.campaign.unit(unit),
        done=[one for one in results if not one.reason],
        left=[one for one in results if one.reason],
    )


def _command(visit: Visit, stored: Stored) -> Submit | Resubmit | None:
    """What handing the draft in asks for; `None` while something is to be mended."""
    return drafting.command_from(stored.record, visit.campaign, stored.draft or {})[0]


def _ready(
    visit: Visit, lines: list[Line], complete: Sequence[tuple[Stored, Submit | Resubmit]]
) -> Iterator[Ready]:
    titles: dict[str, Line] = {}
    for line in lines:
        titles.setdefault(same_title(line.title), line)
    for stored, command in complete:
        record = stored.record
        foreseen = deciding.foresee(visit, stored, command)
        # The list may be a moment older than the draft: then it knows another title.
        other = titles.get(same_title(command.facts.title))
        yield Ready(
            id=record.id,
            number=record.number,
            title=command.facts.title,
            revision=stored.revision,
            refused=_reasons(foreseen) if isinstance(foreseen, RefusedError) else (),
            twin=other.number if other and other.id != record.id else "",
        )


def _submitted(visit: Visit, stored: Stored, revision: str) -> Result:
    """Submit one, or say why not."""
    record = stored.record
    title = record.facts.title if record.facts else (stored.draft or {}).get("title", "")

    def result(*reason: Message, now: Record = record) -> Result:
        return Result(
            id=record.id,
            number=record.number,
            title=title,
            reason=reason,
            at=now.submitted_at,
            next=with_whom(now, visit.campaign),
        )

    if record.state is not State.DRAFT:
        return result()
    command = _command(visit, stored)
    if command is None or revision != str(stored.revision):
        return result(_CHANGED)
    try:
        saved = deciding.carry_out(visit, stored, command)
    except RefusedError as error:
        return result(*_reasons(error))
    except ConflictError:
        return result(_CHANGED)
    return result(now=saved.record)


def _reasons(error: RefusedError) -> tuple[Message, ...]:
    return tuple(problem.message for problem in error.problems)
