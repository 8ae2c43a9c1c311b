"""Somebody was erased: the words of stored e-mails about their record, or to them, are taken away."""

from collections.abc import Iterator

from services.core.events import Event
from services.core.mailing import store as mailing
from services.core.mailing.mail import Line
from services.core.subjects.subject import record_of
from services.core.telemetry.log import logger
from services.notify import ledger

#: The events that this stage hears to forget, and not to write to anybody.
EVENTS = frozenset({"SubjectErased", "PersonErased"})

_log = logger()


def forget(event: Event) -> None:
    """Take the words away, and of an erased account also where its e-mails went. Twice is the same as once.

    What is told of later is left alone: it is written without the name.
    """
    is_account = event.type == "PersonErased"
    lines = _to(event.subject) if is_account else mailing.about(record_of(event.subject))
    for line in lines:
        if line.at <= event.occurred_at:
            ledger.forget(line.id, reader=is_account)
            _log.info("an e-mail was forgotten", extra={"mail": line.id, "event": event.id})


def _to(person: str) -> Iterator[Line]:
    """Every e-mail to that person, newest first."""
    before = ""
    while True:
        page = mailing.to_person(person, before)
        yield from page.rows
        if page.cursor is None:
            return
        before = page.cursor
