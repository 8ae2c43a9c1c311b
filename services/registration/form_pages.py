"""The form of a record: opened, saved at any point, checked, handed in, confirmed.

Nothing typed is ever lost: a form with mistakes is saved as it is and comes back, and where somebody else
changed the same answer meanwhile both versions are shown.
"""

import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from chalice.app import Response

from services.core.attaching import store as attachments
from services.core.attaching.shown import Shown
from services.core.form import Field, Problem
from services.core.language import formats
from services.core.language.message import message
from services.core.record import people as drafts
from services.core.record import returning, store
from services.core.record.commands import Resubmit, Submit
from services.core.record.record import State
from services.core.record.refusal import RefusedError
from services.core.record.showing import sheet
from services.core.record.store import Stored
from services.core.record.tracks import words, words_of
from services.core.table import ConflictError
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.registration import deciding, drafting, file_pages, lateness, meanwhile, parting, records
from services.registration import people as subjects
from services.registration.merging import Merged, marks
from services.registration.records import address

_CONFLICT = 409
_UNPROCESSABLE = 422

#: What the log calls a draft that is saved.
_SAVE = "SaveDraft"


def new(visit: Visit) -> Response:
    """An empty form with a fresh record's id; nothing is stored before something is saved."""
    units = records.my_units(visit)
    unit = visit.query.get("unit", "")
    unit = unit if unit in units else units[0]
    return _form(visit, _begun(visit, uuid.uuid4().hex, unit, visit.query.get("track", "")), {})


def edit(visit: Visit, record_id: str) -> Response:
    """The form as it was left, on whatever device; `?check` shows what has to be mended."""
    stored = records.mine(visit, record_id)
    if stored.record.state not in drafting.EDITABLE:
        return visit.go(address(record_id))
    typed = drafting.starting_text(stored, visit.campaign)
    problems: tuple[Problem, ...] = ()
    if "check" in visit.query:
        _, problems = subjects.command_from(visit, stored, typed)
    return _form(visit, stored, typed, problems)


def save(visit: Visit, record_id: str) -> Response:
    """Keep what was typed; then on to the check where nothing has to be mended, or to files or people."""
    visit.tell(command=_SAVE)
    typed = visit.form
    stored = _opened(visit, record_id, typed)
    if stored.record.state not in drafting.EDITABLE:
        return meanwhile.overtaken(visit, stored, parting.left_over(stored, visit.campaign, typed))
    typed, unsettled = parting.settled(stored, visit.campaign, typed)
    merged = drafting.merged(stored, visit.campaign, typed)
    if merged.asked or unsettled:
        return meanwhile.parted(visit, stored, merged, unsettled)
    if drafting.is_too_large(stored.record, visit.campaign, merged.text):
        return _too_large(visit, stored, merged.text)
    try:
        stored = _keep(visit, stored, merged, closed=True)
    except ConflictError:
        return save(visit, record_id)
    taken = " ".join(parting.taken_in(merged))
    if typed.get("do") == "continue":
        return _go_on(visit, stored, merged.text | {"taken": taken})
    return visit.go(meanwhile.onward(stored, _onward(typed.get("do", "")), taken))


def _onward(pressed: str) -> str:
    """The page about the record to which a button leads once the draft is saved."""
    if pressed == "files":
        return "files"
    return pressed.replace("-", "/", 1) if pressed.startswith("people-") else "edit?saved=1"


def _too_large(visit: Visit, stored: Stored, typed: Mapping[str, str]) -> Response:
    """The form with what was typed and is too long to be saved."""
    _, problems = subjects.command_from(visit, stored, typed)
    visit.tell(outcome=FormOutcome.MEND)
    problems = (Problem("", drafting.too_large()), *problems)
    return _form(visit, stored, typed, problems, status=_UNPROCESSABLE)


def _go_on(visit: Visit, stored: Stored, typed: Mapping[str, str]) -> Response:
    """To the check, or back to the form with what has to be mended."""
    _, problems = subjects.command_from(visit, stored, typed)
    if problems:
        return _form(visit, stored, typed, problems, status=_UNPROCESSABLE)
    return visit.go(meanwhile.onward(stored, "check", typed["taken"]))


def autosave(visit: Visit, record_id: str) -> Response:
    """Keep what is being typed. 204 when it is kept, 409 when something has to be asked.

    The answer's headers say from what the page goes on, at what hour it was kept, in words (percent-encoded),
    and whether the page lacks what somebody else changed.
    """
    visit.tell(command=_SAVE)
    typed, campaign = visit.form, visit.campaign
    stored = _opened(visit, record_id, typed)
    merged = drafting.merged(stored, campaign, typed)
    stale = stored.record.state not in drafting.EDITABLE or drafting.comes_late(stored, campaign, typed)
    if stale or merged.asked or drafting.is_too_large(stored.record, campaign, merged.text):
        visit.tell(outcome=FormOutcome.STALE if stale or merged.asked else FormOutcome.MEND)
        return Response("", {"Content-Type": "text/plain; charset=utf-8"}, _CONFLICT)
    try:
        stored = _keep(visit, stored, merged, closed=False)
    except ConflictError:
        return autosave(visit, record_id)
    answer = visit.nothing()
    answer.headers["thidua-base"] = marks(drafting.asked_of(stored.record, campaign), typed)
    answer.headers["thidua-saved"] = quote(formats.hour(visit.now, visit.language))
    if merged.taken:
        answer.headers["thidua-taken"] = "yes"
    return answer


def check(visit: Visit, record_id: str) -> Response:
    """Check your answers, before they are handed in."""
    stored = records.mine(visit, record_id)
    if stored.record.state not in drafting.EDITABLE:
        return visit.go(address(record_id))
    return _check(visit, stored)


def submit(visit: Visit, record_id: str) -> Response:
    """Hand in what was checked, once, however often the button is pressed."""
    stored = records.mine(visit, record_id)
    if stored.record.state not in drafting.EDITABLE:
        return visit.go(address(record_id, "receipt"))
    if visit.form.get("revision") != str(stored.revision):
        visit.tell(outcome=FormOutcome.STALE)
        changed = message("The draft was changed after you opened this page. Check it again as it is now.")
        return _check(visit, stored, (Problem("", changed),), _CONFLICT)
    typed = drafting.starting_text(stored, visit.campaign)
    command, _ = subjects.command_from(visit, stored, typed, final=True)
    if command is None:
        visit.tell(outcome=FormOutcome.MEND)
        return visit.go(address(record_id, "edit?check=1"))
    try:
        subjects.hand_in(visit, stored, typed, foreseen=deciding.foresee(visit, stored, command))
        deciding.carry_out(visit, stored, command)
    except RefusedError as error:
        return _check(visit, stored, status=_UNPROCESSABLE, refused=error.problems)
    except ConflictError:
        return submit(visit, record_id)
    return visit.go(address(record_id, "receipt"))


def _opened(visit: Visit, record_id: str, typed: Mapping[str, str]) -> Stored:
    """The record that a form belongs to; a new one where nobody has saved it yet."""
    stored = records.find(visit, record_id)
    if stored is not None:
        return stored
    if typed.get("unit") not in records.my_units(visit):
        raise NotFound
    return _begun(visit, record_id, typed["unit"], typed.get("track", ""))


def _begun(visit: Visit, record_id: str, unit: str, track_name: str) -> Stored:
    """A record that nobody has saved yet. Raises: NotFound, where the unit begins none of that track."""
    track = records.track_named(track_name)
    if not words(track).may_begin(unit, visit.campaign):
        raise NotFound
    return store.new(record_id, visit.campaign, unit, visit.person.id, track)


def _keep(visit: Visit, stored: Stored, merged: Merged, *, closed: bool) -> Stored:
    """Save the draft, unless it stands there already."""
    shown = marks(drafting.asked_of(stored.record, visit.campaign), visit.form) if merged.taken else ""
    draft = drafting.kept(
        stored.record, visit.campaign, merged.text, closed=closed, by=visit.person.id, shown=shown
    )
    draft |= drafts.carried(drafting.starting_text(stored, visit.campaign))
    if draft != stored.draft:
        stored = store.save_draft(stored, draft, visit.campaign, visit.now)
    visit.tell(outcome=FormOutcome.DONE, record=stored.record.id)
    return stored


def _form(
    visit: Visit,
    stored: Stored,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    *,
    status: int = 200,
) -> Response:
    campaign, record = visit.campaign, stored.record
    asked = drafting.asked_of(record, campaign)
    groups = subjects.groups(visit, stored, subjects.text_of(visit, stored, typed))
    return visit.page(
        "records/form.html",
        status,
        record=record,
        unit=campaign.unit(record.unit).name,
        words=words_of(record),
        sections=words_of(record).sections(campaign),
        fields=asked,
        answers={field.name: field for field in drafting.answers_of(record, campaign)}
        if record.state is State.RETURNED
        else {},
        typed=typed,
        problems=problems,
        is_new=not stored.revision,
        files=len(attachments.of_record(record.id)) if stored.revision else 0,
        base=marks(asked, drafting.starting_text(stored, campaign)),
        taken=meanwhile.taken_over(visit, (*asked, *_alone(groups)), typed.get("taken", "")),
        page=secrets.token_urlsafe(9),
        people=groups,
        warnings=words_of(record).warnings(typed, campaign, vietnam_day(visit.now)),
        saved="saved" in visit.query and status == 200,  # noqa: PLR2004 - HTTP's word for all is well
        closing=lateness.of_record(visit, record),
    )


def _alone(groups: Iterable[subjects.Group]) -> Iterator[Field]:
    """What is asked about those of whom there is one only: from their pages one comes back to the form."""
    return (field for group in groups if group.asked.most == 1 for field in subjects.questions(group.asked))


def _check(
    visit: Visit,
    stored: Stored,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
    refused: tuple[Problem, ...] = (),
) -> Response:
    campaign, record = visit.campaign, stored.record
    typed = drafting.starting_text(stored, campaign)
    command, to_mend = subjects.command_from(visit, stored, typed)
    if command is None or to_mend:
        return visit.go(address(record.id, "edit?check=1"))
    foreseen = deciding.foresee(visit, stored, command)
    closing, asked = lateness.of_record(visit, record), drafting.asked_of(record, campaign)
    attached = file_pages.of_page(visit, stored)
    body = ""
    if isinstance(foreseen, RefusedError):
        refused = foreseen.problems
    else:
        body = foreseen.changes.get("body", "")
    return visit.page(
        "records/check.html",
        status,
        stored=stored,
        groups=sheet.groups(
            record.track,
            command.facts,
            campaign,
            subjects.known_by_id(visit, stored, typed),
            contacts=True,
        ),
        answer=getattr(command, "answer", ""),
        requests=_requests(visit, stored, command, typed, attached["files"]),
        twin=store.of_same_title(record, command.facts.title),
        body=campaign.body(body).name if body else None,
        next=words_of(record).next[State.DRAFT],
        refused=refused,
        fields=asked,
        closing=closing,
        over=closing is not None and closing.is_over,
        problems=problems,
        taken=meanwhile.taken_over(visit, asked, ""),
        **attached,
    )


def _requests(
    visit: Visit,
    stored: Stored,
    command: Submit | Resubmit,
    typed: Mapping[str, str],
    files: Iterable[Shown],
) -> tuple[returning.Request, ...]:
    """What the return asks and whether it is met; of a record that was not returned nothing."""
    if not isinstance(command, Resubmit):
        return ()
    return returning.requests(
        stored.record,
        command,
        visit.campaign,
        files=any(file.answers for file in files),
        people=any(one.typed is not None for one in subjects.known(stored, typed).values()),
    )
