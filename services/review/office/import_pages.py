"""Many people, or units, at once: a workbook to download, fill in, send, look at, and then to import.

Looking imports nothing; importing twice is importing once. A file in which anything has to be mended imports
nothing at all: an office that lets people in wants to know whom it let in.
"""

import re
import secrets
from time import monotonic

import msgspec
from chalice.app import Response

from services.core import settings, uploads
from services.core.form import Problem
from services.core.language.message import Message, message
from services.core.people.roll.rules import NotAllowedError
from services.core.spreadsheet import reading
from services.core.spreadsheet.opening import MOST_BYTES, too_large
from services.core.spreadsheet.sheet import MOST_ROWS, UnusableFileError
from services.core.table import ConflictError
from services.core.uploads import Arrived
from services.core.web import security
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.review.office.importing import IMPORTS, Importing, Line, Preview

_CONFLICT, _UNPROCESSABLE = 409, 422
_ID = re.compile(r"[0-9a-f]{32}")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: Lines and problems that a page names one by one.
_SHOWN = 100

#: Seconds after which an import leaves the rest to the next press: well within the gateway's 29.
_BUDGET = 12.0


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """A file that arrived, and what importing it would do."""

    file: Arrived
    tab: str
    left_out: tuple[Message, ...]
    preview: Preview


def start(visit: Visit, lists: str) -> Response:
    """What to do, in three steps: the workbook, and the form that sends it."""
    chosen = _chosen(lists)
    import_id = secrets.token_hex(16)
    key, arrival = _key(lists, import_id), f"{_address(chosen)}/{import_id}"
    ticket = uploads.ticket(key, f"{settings.site_url()}{arrival}", visit.now_real)
    page = visit.page(
        "office/import_start.html",
        chosen=chosen,
        path=_address(chosen),
        ticket=ticket,
        for_script=uploads.ticket(key, "", visit.now_real).fields,
        arrival=arrival,
        most=MOST_ROWS,
        largest=MOST_BYTES,
    )
    page.headers.update(security.sending_to(ticket.origin))
    return page


def workbook(visit: Visit, lists: str) -> Response:
    """The workbook to fill in; of units with what is held."""
    name = f'attachment; filename="{_chosen(lists).name}.xlsx"'
    return Response(_chosen(lists).workbook(visit), {"Content-Type": _XLSX, "Content-Disposition": name}, 200)


def look(visit: Visit, lists: str, import_id: str) -> Response:
    """What is in the file and what importing it would do; nothing is imported by looking."""
    chosen = _chosen(lists)
    try:
        looked = _look(visit, chosen, import_id)
    except UnusableFileError as error:
        return _unusable(visit, chosen, error.problems, _UNPROCESSABLE)
    return _check(visit, chosen, looked) if looked else _unusable(visit, chosen, (), 404)


def bring_in(visit: Visit, lists: str, import_id: str) -> Response:
    """Import the very file that the page showed, as far as one request goes."""
    chosen = _chosen(lists)
    visit.tell(command=f"Import-{chosen.name}", record=import_id)
    try:
        looked = _look(visit, chosen, import_id)
        if looked is None:
            return _unusable(visit, chosen, (), 404)
        if visit.form.get("etag") != looked.file.etag:
            visit.tell(outcome=FormOutcome.STALE)
            return _check(visit, chosen, looked, Problem("", _ANOTHER), _CONFLICT)
        refused = _carry(looked.preview.lines)
    except UnusableFileError as error:
        visit.tell(outcome=FormOutcome.MEND)
        return _unusable(visit, chosen, error.problems, _UNPROCESSABLE)
    if refused:
        visit.tell(outcome=FormOutcome.REFUSED)
        return _check(visit, chosen, looked, refused, _UNPROCESSABLE)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(f"{_address(chosen)}/{import_id}?done=1")


_ANOTHER = message("Another file has arrived since you opened this page. Look at it before you import it.")


def _carry(lines: tuple[Line, ...]) -> Problem | None:
    """Do one thing after the other until the time is up; what stops it, where the rules do not allow one."""
    until = monotonic() + _BUDGET
    for line in lines:
        if monotonic() > until:
            break
        try:
            line.do()
        except NotAllowedError as refused:
            reason = message("{name}: {reason}", name=line.name, reason=refused.problem.message)
            return Problem("", reason)
        except ConflictError:
            return Problem(
                "", message("A colleague changes {name} at this moment. Look again.", name=line.name)
            )
    return None


def _look(visit: Visit, chosen: Importing, import_id: str) -> Looked | None:
    """The file as it arrived, read and held against what stands; `None` where none did.

    Raises:
        UnusableFileError: the file as a whole has to be mended.
    """
    if not _ID.fullmatch(import_id):
        raise NotFound
    file = uploads.arrived(_key(chosen.name, import_id), MOST_BYTES)
    if file is None:
        return None
    if file.size > MOST_BYTES:
        raise UnusableFileError(too_large(file.size))
    contents = reading.read(file.head, chosen.sheet(visit))
    return Looked(
        file=file, tab=contents.tab, left_out=contents.left_out, preview=chosen.preview(visit, contents)
    )


def _check(
    visit: Visit, chosen: Importing, looked: Looked, problem: Problem | None = None, status: int = 200
) -> Response:
    preview = looked.preview
    return visit.page(
        "office/import_check.html",
        status,
        chosen=chosen,
        path=_address(chosen),
        looked=looked,
        lines=preview.lines,
        new=sum(line.is_new for line in preview.lines),
        problem=problem,
        done="done" in visit.query,
        shown=_SHOWN,
    )


def _unusable(visit: Visit, chosen: Importing, problems: tuple[Message, ...], status: int) -> Response:
    return visit.page(
        "office/import_unusable.html", status, chosen=chosen, path=_address(chosen), unusable=problems
    )


def _chosen(lists: str) -> Importing:
    if lists not in IMPORTS:
        raise NotFound
    return IMPORTS[lists]


def _address(chosen: Importing) -> str:
    return f"/review/office/import/{chosen.name}"


def _key(lists: str, import_id: str) -> str:
    """Where in the bucket the file lies; it is gone after a day, as all that browsers send."""
    return f"uploads/imports/office/{lists}/{import_id}"
