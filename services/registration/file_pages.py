"""The files of a unit's record: sent straight to the bucket, looked at, attached, opened, taken away."""

import secrets
from typing import Final, TypedDict

from chalice.app import Response

from services.core import settings, uploads
from services.core.acting import store as unsent
from services.core.acting.action import Action
from services.core.attaching import rules, shelf, store
from services.core.attaching.attachment import (
    LARGEST,
    MOST,
    Attachment,
    FileKind,
    Purpose,
    is_attachment_id,
    upload_key,
)
from services.core.attaching.opening import opened
from services.core.attaching.rules import Accepted
from services.core.attaching.shelf import Look
from services.core.attaching.shown import Shown, shown
from services.core.attaching.wording import kind_name, purpose_name, size_words
from services.core.form import Choice, Field, Kind, Problem, read
from services.core.language.message import message
from services.core.record.returning import FILES
from services.core.record.store import Stored
from services.core.subjects.retention import TYPED_DAYS
from services.core.web import security
from services.core.web.visit import ErrorPage, FormOutcome, NotFound, Visit
from services.registration import drafting, meanwhile, records
from services.registration.actions import ACTIONS

_CONFLICT, _UNPROCESSABLE = 409, 422
_ATTACH, _REMOVE = "AttachFile", "RemoveFile"
#: What a browser's dialog offers first; what is really chosen is looked at all the same.
_ENDINGS: Final = ",".join(f".{kind.value}" for kind in FileKind) + ",.jpeg,.heif"


def files(visit: Visit, record_id: str) -> Response:
    """The files of a record, and the form that sends one more to the bucket."""
    return _files(visit, records.mine(visit, record_id))


class OfPage(TypedDict):
    """What `parts/files.html` shows on other pages of the record: `files`, and where to `manage` them."""

    files: tuple[Shown, ...]
    manage: str


def of_page(visit: Visit, stored: Stored) -> OfPage:
    """The files of a record, for its other pages."""
    record, state = stored.record.id, stored.record.state
    return {
        "files": shown(shelf.of_record(record), visit.person.id, _address(record), stored.history),
        "manage": _address(record) if rules.addable(state) else "",
    }


def handed_in(visit: Visit, stored: Stored) -> tuple[Shown, ...]:
    """What of the record's files went with it when it was handed in last."""
    record = stored.record.id
    given = rules.handed_in_with(shelf.of_record(record), rules.handed_in(stored.history))
    return shown(given, visit.person.id, _address(record), stored.history)


def going_along(visit: Visit, stored: Stored) -> tuple[Shown, ...]:
    """What of the record's files goes with a report that is made now."""
    record = stored.record.id
    going = rules.unreported(shelf.of_record(record), stored.history)
    return shown(going, visit.person.id, _address(record), stored.history)


def arrived(visit: Visit, record_id: str, attachment_id: str) -> Response:
    """What the bucket got: shown to be attached, or refused in words. S3 leads here; nothing is changed yet.

    Of what S3 adds to the address nothing is believed.
    """
    stored = _known(visit, record_id, attachment_id)
    seen = shelf.look(record_id, attachment_id)
    if store.find(record_id, attachment_id) is not None:
        # The form of an older page was sent again, or somebody went back.
        return visit.go(_address(record_id, "?again=1" if seen else f"?attached={attachment_id}"))
    if seen is None:
        return _page(visit, stored, "nothing", 404, most=size_words(LARGEST))
    return _look(visit, stored, seen)


def attach(visit: Visit, record_id: str, attachment_id: str) -> Response:
    """Attach what was seen, once, however often the button is pressed."""
    visit.tell(command=_ATTACH)
    stored = _known(visit, record_id, attachment_id)
    if store.find(record_id, attachment_id) is not None:
        return visit.go(_address(record_id, f"?attached={attachment_id}"))
    seen = shelf.look(record_id, attachment_id)
    if seen is None or not isinstance(seen.verdict, Accepted) or not rules.addable(stored.record.state):
        visit.tell(outcome=FormOutcome.REFUSED)
        return arrived(visit, record_id, attachment_id)
    if visit.form.get("etag") != seen.etag:
        visit.tell(outcome=FormOutcome.STALE)
        changed = message(
            "Another file has arrived since you opened this page. Look at it before you attach it."
        )
        return _look(visit, stored, seen, (Problem("", changed),), _CONFLICT)
    values, problems = read((_purpose_field(stored, seen.verdict.kind),), visit.form)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        return _look(visit, stored, seen, problems, _UNPROCESSABLE)
    purpose = Purpose(str(values["purpose"]))
    return _attach(visit, seen, seen.verdict, purpose, (record_id, attachment_id))


def confirm_removal(visit: Visit, record_id: str, attachment_id: str) -> Response:
    """Ask before a file is taken away."""
    stored = _known(visit, record_id, attachment_id)
    file = _removable(stored, attachment_id)
    return _page(visit, stored, "remove", file=file)


def remove(visit: Visit, record_id: str, attachment_id: str) -> Response:
    """Take a file away; one that is gone is gone."""
    visit.tell(command=_REMOVE)
    stored = _known(visit, record_id, attachment_id)
    if store.find(record_id, attachment_id) is not None:
        shelf.take_away(_removable(stored, attachment_id))
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(_address(record_id, "?removed=1"))


def fetch(visit: Visit, record_id: str, attachment_id: str) -> Response:
    """Send a member of the unit to one of the record's files."""
    _known(visit, record_id, attachment_id)
    file = shelf.find(record_id, attachment_id)
    if file is None:
        raise NotFound
    return opened(visit, file)


def _known(visit: Visit, record_id: str, attachment_id: str) -> Stored:
    """The record of one of the visitor's units. Raises: NotFound, also where the second id is none."""
    if not is_attachment_id(attachment_id):
        raise NotFound
    return records.mine(visit, record_id)


def _address(record_id: str, rest: str = "") -> str:
    """Where the files of a record stand; `rest` begins with what parts it."""
    return f"/registration/records/{record_id}/files{rest}"


def _page(visit: Visit, stored: Stored, template: str, status: int = 200, **values: object) -> Response:
    """A page on the files of a record, with what each shows of the record itself."""
    draft = stored.draft or {}
    return visit.page(
        f"files/{template}.html",
        status,
        title=stored.record.facts.title if stored.record.facts else draft.get("title", ""),
        number=stored.record.number,
        record_page=records.address(stored.record.id),
        here=_address(stored.record.id),
        **values,
    )


def _files(visit: Visit, stored: Stored) -> Response:
    record, state = stored.record.id, stored.record.state
    there = shelf.of_record(record)
    purposes = rules.addable(state)
    staying = {file.id: rules.stays(file, stored.history) for file in there} if purposes else None
    attachment = secrets.token_hex(16)
    key, arrival = upload_key(record, attachment), _address(record, f"/{attachment}")
    ticket = uploads.ticket(key, f"{settings.site_url()}{arrival}", visit.now_real)
    page = _page(
        visit,
        stored,
        "list",
        files=shown(there, visit.person.id, _address(record), stored.history, staying),
        purposes=[purpose_name(one) for one in purposes],
        is_full=rules.is_full(there),
        state=state.value,
        reports=_reports(visit, stored),
        asked=stored.record.ask.notes.get(FILES.name, "") if stored.record.ask else "",
        taken=meanwhile.taken_over(visit, drafting.asked_of(stored.record, visit.campaign), ""),
        kept="kept" in visit.query,
        days=TYPED_DAYS,
        most=MOST,
        largest=LARGEST,
        largest_words=size_words(LARGEST),
        endings=_ENDINGS,
        ticket=ticket,
        for_script=uploads.ticket(key, "", visit.now_real).fields,
        arrival=arrival,
        attached=next((file for file in there if file.id == visit.query.get("attached")), None),
        removed="removed" in visit.query,
        again="again" in visit.query,
    )
    page.headers.update(security.sending_to(ticket.origin))
    return page


def _reports(visit: Visit, stored: Stored) -> tuple[Action, ...]:
    """The reports that wait, filled in, until their files are attached; one query."""
    if stored.record.state in drafting.EDITABLE:
        return ()
    waiting = unsent.waiting(visit.person.id, stored.record.id, visit.now_real)
    return tuple(action for action in ACTIONS if action.name in waiting)


def _look(
    visit: Visit, stored: Stored, seen: Look, problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    """The page on what arrived, with the button, or with why there is none."""
    if not isinstance(seen.verdict, Accepted):
        return _page(visit, stored, "unfit", _UNPROCESSABLE, unfit=seen.verdict)
    if not rules.addable(stored.record.state):
        raise _closed()
    field = _purpose_field(stored, seen.verdict.kind)
    return _page(
        visit,
        stored,
        "attach",
        status,
        name=seen.verdict.name,
        rows=[
            (message("Kind of file"), kind_name(seen.verdict.kind)),
            (message("Size"), size_words(seen.size)),
        ],
        etag=seen.etag,
        field=field,
        typed={"purpose": visit.form.get("purpose", "") if problems else field.choices[0].value},
        problems=problems,
    )


def _attach(
    visit: Visit, seen: Look, accepted: Accepted, purpose: Purpose, place: tuple[str, str]
) -> Response:
    """Attach the accepted file that was `seen`; `place` is the record's id and the attachment's."""
    file = Attachment(
        id=place[1],
        record=place[0],
        name=accepted.name,
        kind=accepted.kind,
        size=seen.size,
        purpose=purpose,
        by=visit.person.id,
        at=visit.now,
    )
    try:
        shelf.attach(file, seen.etag)
    except store.FullError:
        visit.tell(outcome=FormOutcome.REFUSED)
        raise ErrorPage(
            _CONFLICT,
            message("The record has ten files already"),
            message("Remove one that is not needed, then add this one."),
        ) from None
    except uploads.ChangedError:
        # The same form was sent twice, or another file lies there by now: whoever sent it looks again.
        visit.tell(outcome=FormOutcome.STALE)
        return arrived(visit, *place)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(_address(file.record, f"?attached={file.id}"))


def _removable(stored: Stored, attachment_id: str) -> Attachment:
    """Raises: NotFound, ErrorPage: there is no such file, or it stays."""
    file = store.find(stored.record.id, attachment_id)
    if file is None:
        raise NotFound
    if not rules.may_remove(file, stored.record.state, stored.history):
        raise ErrorPage(
            _CONFLICT,
            message("This file stays with the record"),
            message(
                "It was handed in, and others rely on it. Attach the right file beside it: "
                "when the record is returned to you, or for the next report."
            ),
        )
    return file


def _closed() -> ErrorPage:
    return ErrorPage(
        _CONFLICT,
        message("The record takes no files now"),
        message("Files are added to a draft, to a record that was returned, and while it is carried out."),
    )


def _purpose_field(stored: Stored, kind: FileKind) -> Field:
    return Field(
        name="purpose",
        kind=Kind.CHOICE,
        label=message("What it is for"),
        choices=tuple(
            Choice(one.value, purpose_name(one)) for one in rules.purposes(stored.record.state, kind)
        ),
    )
