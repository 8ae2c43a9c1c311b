"""Many works at once: a workbook to download, to fill in, to send, to look at, and then to import as drafts.

Looking imports nothing. Importing twice is importing once.
"""

import secrets
from collections import Counter

import msgspec
from chalice.app import Response

from services.core import settings, uploads
from services.core.language.message import Message
from services.core.spreadsheet.opening import MOST_BYTES
from services.core.spreadsheet.sheet import MOST_ROWS, UnusableFileError
from services.core.web import security
from services.core.web.visit import FormOutcome, Visit
from services.registration import imports, records
from services.registration.importing import IMPORTABLE, WRITTEN, Judged, Verdict
from services.registration.imports import Looked, Sent

START = "/registration/import"
_CONFLICT, _UNPROCESSABLE = 409, 422
#: Rows that a page names one by one; whoever has more to mend begins with these.
_SHOWN = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows there are of each kind; `incomplete` of those that are or become drafts."""

    new: int
    changed: int
    unchanged: int
    touched: int
    submitted: int
    refused: int
    incomplete: int

    @property
    def written(self) -> int:
        """What an import would save."""
        return self.new + self.changed


def start(visit: Visit) -> Response:
    """What to do, in three steps: the template, the form that sends a file."""
    unit = records.unit_of(visit)
    import_id = secrets.token_hex(16)
    key, arrival = imports.key(unit, import_id), f"{START}/{import_id}"
    ticket = uploads.ticket(key, f"{settings.site_url()}{arrival}", visit.now_real)
    page = visit.page(
        "import/start.html",
        unit=visit.campaign.unit(unit),
        units=[visit.campaign.unit(one) for one in records.my_units(visit)],
        ticket=ticket,
        for_script=uploads.ticket(key, "", visit.now_real).fields,
        arrival=arrival,
        most=MOST_ROWS,
        largest=MOST_BYTES,
    )
    page.headers.update(security.sending_to(ticket.origin))
    return page


def template(visit: Visit) -> Response:
    """The workbook to fill in."""
    unit = records.unit_of(visit)
    return _download(imports.workbook(visit, unit, filled=False), f"{unit}-mau.xlsx")


def export(visit: Visit) -> Response:
    """The unit's works in the same form, to be read or changed and imported again."""
    unit = records.unit_of(visit)
    return _download(imports.workbook(visit, unit, filled=True), f"{unit}.xlsx")


def look(visit: Visit, import_id: str) -> Response:
    """What is in the file and what importing it would do; nothing is imported by looking."""
    try:
        file = imports.sent(visit, import_id)
        if file is None:
            return _nothing(visit)
        return _check(visit, file, imports.look(visit, file))
    except UnusableFileError as error:
        return _unusable(visit, error.problems)


def bring_in(visit: Visit, import_id: str) -> Response:
    """Import the very file that the page showed, as drafts; records are looked at again as they stand now."""
    visit.tell(command="ImportDrafts", record=import_id)
    try:
        file = imports.sent(visit, import_id)
        if file is None:
            return _nothing(visit)
        looked = imports.look(visit, file)
        if visit.form.get("etag") != file.etag:
            visit.tell(outcome=FormOutcome.STALE)
            return _check(visit, file, looked, is_another=True)
        imports.save(visit, file.unit, looked)
    except UnusableFileError as error:
        visit.tell(outcome=FormOutcome.MEND)
        return _unusable(visit, error.problems)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(f"{START}/{import_id}/result")


def result(visit: Visit, import_id: str) -> Response:
    """What stands now of what is in the file: the drafts that are complete, and those to be completed."""
    try:
        file = imports.sent(visit, import_id)
        if file is None:
            return _nothing(visit)
        looked = imports.look(visit, file)
    except UnusableFileError as error:
        return _unusable(visit, error.problems)
    return visit.page(
        "import/result.html",
        unit=visit.campaign.unit(file.unit),
        import_id=import_id,
        tab=looked.contents.tab,
        counted=_counted(looked.rows),
        to_complete=[row for row in looked.rows if row.verdict is Verdict.UNCHANGED and row.problems],
        others=_others(looked.rows),
        numbers={record_id: stored.record.number for record_id, stored in looked.stored.items()},
        shown=_SHOWN,
    )


def _check(visit: Visit, file: Sent, looked: Looked, *, is_another: bool = False) -> Response:
    """The page before the button; `is_another` where the file is not the one that was looked at."""
    return visit.page(
        "import/check.html",
        _CONFLICT if is_another else 200,
        unit=visit.campaign.unit(file.unit),
        file=file,
        is_another=is_another,
        tab=looked.contents.tab,
        counted=_counted(looked.rows),
        to_mend=[
            row for row in looked.rows if row.problems and row.verdict in {*IMPORTABLE, Verdict.REFUSED}
        ],
        others=_others(looked.rows),
        changing=[row for row in looked.rows if row.verdict is Verdict.CHANGED],
        missing=imports.missing(looked),
        is_empty=not looked.rows,
        held_back=len(imports.held_back(visit, looked)),
        twins=[row for row in looked.rows if row.verdict in WRITTEN and (row.twin or row.same_as)],
        left_out=looked.contents.left_out,
        numbers={record_id: stored.record.number for record_id, stored in looked.stored.items()},
        shown=_SHOWN,
    )


def _counted(rows: tuple[Judged, ...]) -> Counted:
    of = Counter(row.verdict for row in rows)
    return Counted(
        new=of[Verdict.NEW],
        changed=of[Verdict.CHANGED],
        unchanged=of[Verdict.UNCHANGED],
        touched=of[Verdict.TOUCHED],
        submitted=of[Verdict.SUBMITTED],
        refused=of[Verdict.REFUSED],
        incomplete=sum(bool(row.problems) for row in rows if row.verdict in IMPORTABLE),
    )


def _others(rows: tuple[Judged, ...]) -> list[Judged]:
    """Rows that are left alone."""
    return [row for row in rows if row.verdict in (Verdict.TOUCHED, Verdict.SUBMITTED)]


def _nothing(visit: Visit) -> Response:
    """Nothing arrived under this address, or what did is gone by now."""
    return visit.page("import/unusable.html", 404, problems=())


def _unusable(visit: Visit, problems: tuple[Message, ...]) -> Response:
    return visit.page("import/unusable.html", _UNPROCESSABLE, problems=problems)


def _download(data: bytes, name: str) -> Response:
    return Response(
        data, {"Content-Type": _XLSX, "Content-Disposition": f'attachment; filename="{name}"'}, 200
    )
