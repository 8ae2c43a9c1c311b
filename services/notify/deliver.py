"""One event, every e-mail that it leads to: read again, decide, compose, note, send, mark.

Five calls to AWS for an e-mail to one holder: the record, who holds the role, the intent, SES, the mark. Once
more an event for a receipt's files, and for each person of whom the record speaks.
"""

from collections.abc import Callable, Iterator, Mapping
from time import perf_counter
from time import time as real_now
from typing import TYPE_CHECKING

from services.core import clock, settings
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.campaign.succession import holder_on
from services.core.events import Event
from services.core.language.catalogue import say
from services.core.people import store as people
from services.core.people.addresses import store as addresses
from services.core.people.entrance import store as entrance
from services.core.queue import PermanentError, RetryableError
from services.core.record import store as records
from services.core.record.people import ids
from services.core.record.store import Stored
from services.core.record.tracks import track_of
from services.core.reporting import files
from services.core.reporting import store as reports
from services.core.reporting.issued import IssuedReport
from services.core.telemetry import metrics
from services.core.telemetry.log import logger
from services.core.telemetry.metrics import Metric
from services.core.vietnam import vietnam_day
from services.notify import access, forgetting, ledger, recipients
from services.notify.compose import Attachment, BadAddressError, Envelope, compose, raw
from services.notify.intent import Intent, Kind
from services.notify.ledger import Claim
from services.notify.mail import Mail
from services.notify.naming import untitled
from services.notify.other_letters import invitation_letter, report_letter, sign_in_letter
from services.notify.passage import Passage, passage
from services.notify.record_letters import record_letter
from services.notify.reminders.due import EVENT as REMINDER
from services.notify.reorganised import moved_mails
from services.notify.send import AccountTroubleError, PermanentSendError, RetryableSendError, send

if TYPE_CHECKING:
    from services.core.attaching import attachment

#: Bytes of files that an e-mail may carry; encoded they grow by a third, and many servers stop at 10 MB.
LARGEST = 7_000_000

_log = logger()


def deliver(event: Event) -> None:
    """Send everything that `event` still leads to and that was not sent before; or forget what was sent.

    Raises:
        RetryableError: at least one e-mail could not be sent now; hearing the event again sends only those.
    """
    if event.type in forgetting.EVENTS:
        forgetting.forget(event)
        return
    outstanding = [mail.intent.kind.value for mail in mails(event) if not dispatch(mail)]
    if outstanding:
        raise RetryableError(f"{len(outstanding)} e-mails of {event.type} could not be sent now")


def mails(event: Event) -> tuple[Mail, ...]:
    """What the event leads to as things stand now; nothing where it is no longer true."""
    tellers: Mapping[str, Callable[[Event], Iterator[Mail]]] = {
        "SignInRequested": _sign_in,
        "ReportIssued": _report,
        "PersonInvited": _invitation,
        "PermitGranted": access.permit_mails,
        "UnitsReorganised": moved_mails,
        REMINDER: access.reminder_mails,
    }
    teller = tellers.get(event.type) or (_record if track_of(event.type) else None)
    return tuple(teller(event)) if teller else ()


def dispatch(mail: Mail) -> bool:
    """Send one e-mail unless that was done; `False` if it has to be tried again later."""
    intent, person = mail.intent, mail.intent.person
    composed = compose(mail.letter, mail.campaign, person.language)
    match ledger.claim(intent, composed.subject, "" if mail.secret else composed.text, real_now()):
        case Claim.DONE:
            return True
        case Claim.HELD:
            return False
    envelope = _envelope(mail)
    began = perf_counter()
    try:
        message = raw(composed, envelope)
        reference = send(message, sender=envelope.sender, to=person.email, mail=intent.id)
    except RetryableSendError as error:
        _put_off(intent, error)
        return False
    except PermanentSendError as error:
        _fail(intent, error.code)
        return True
    except BadAddressError:
        _fail(intent, "BadAddress")
        return True
    ms = round((perf_counter() - began) * 1000)
    _log.info("an e-mail was sent", extra={**intent.ids, "reference": reference, "ms": ms})
    metrics.tell(Metric.MAILS_SENT, of=intent.kind.value)
    ledger.mark_sent(intent.id, reference, clock.now())
    return True


def _envelope(mail: Mail) -> Envelope:
    person = mail.intent.person
    return Envelope(
        id=mail.intent.id,
        kind=mail.intent.kind.value,
        person=person,
        sender=settings.sender(),
        sender_name=say(mail.campaign.short, person.language),
        reply_to=mail.campaign.contact,
        at=clock.now(),
        causation=mail.intent.event.causation,
        attachments=mail.attachments,
    )


def _put_off(intent: Intent, error: RetryableSendError) -> None:
    told = {**intent.ids, "code": error.code}
    if isinstance(error, AccountTroubleError):
        _log.error("no e-mail can be sent until somebody acts", extra=told)
    else:
        _log.warning("an e-mail could not be sent now", extra=told)
    metrics.tell(Metric.MAILS_RETRIED, of=intent.kind.value)
    ledger.release(intent.id, error.code, real_now())


def _fail(intent: Intent, code: str) -> None:
    _log.error("an e-mail can never be sent", extra={**intent.ids, "code": code})
    metrics.tell(Metric.MAILS_FAILED, of=intent.kind.value)
    ledger.mark_failed(intent.id, code)


def _record(event: Event) -> Iterator[Mail]:
    stored = records.get(event.subject)
    if stored is None:
        return
    place = _place(event, stored)
    campaign = _campaign(place)
    noted = recipients.notices(event, place, campaign)
    holders = {notice.holder for notice in noted}
    today = vietnam_day(clock.now())
    known = {
        holder: people.holders_of(campaign.id, holder_on(campaign, holder, today))
        for holder in sorted(holders)
    }
    lost = recipients.stranded(event, place, noted, known, campaign)
    if lost and recipients.OFFICE not in known:
        known[recipients.OFFICE] = people.holders_of(campaign.id, recipients.OFFICE)
    erased = _speaks_of_erased(stored)
    for intent in recipients.intents(event, place.now, noted, lost, known, campaign):
        handed_in = _handed_in(place) if intent.kind is Kind.RECEIPT else ()
        said = untitled(place, intent.person.language) if erased else place
        letter = record_letter(intent, said, campaign, settings.site_url(), handed_in)
        yield Mail(intent=intent, letter=letter, campaign=campaign)


def _campaign(place: Passage) -> Campaign:
    """The campaign with the end of the unit that the record left, also where this process has not heard."""
    before, after = place.before, place.after
    campaign = campaigns.current(after.campaign)
    if before.unit != after.unit and campaign.unit(before.unit).until is None:
        campaigns.forget()
        campaign = campaigns.current(after.campaign)
    return campaign


def _speaks_of_erased(stored: Stored) -> bool:
    """Whether somebody of whom the record speaks was erased; one read for each, none of a work."""
    named = ids(stored.record.facts)
    if not named:
        return False
    from services.core.subjects import store as subjects  # noqa: PLC0415 - works name nobody

    return any(found.subject.erased for found in map(subjects.get, named) if found)


def _handed_in(place: Passage) -> "tuple[attachment.Attachment, ...]":
    """The files that went with the record, as far as they are still there; one query."""
    from services.core.attaching import rules, store  # noqa: PLC0415 - few e-mails name files

    return rules.handed_in_with(store.of_record(place.now.id), place.entry.at)


def _place(event: Event, stored: Stored) -> Passage:
    """The event within the history of its record.

    Raises:
        RetryableError: the record, as read, has not got that far yet.
        PermanentError: the history tells something else at that place.
    """
    told = [entry.type for entry in stored.history]
    if event.sequence > len(told):
        raise RetryableError(f"{event.subject} stands at {len(told)}, before {event.sequence}")
    if event.sequence < 1 or told[event.sequence - 1] != event.type:
        raise PermanentError(f"{event.subject} has no {event.type} at {event.sequence}")
    return passage(stored.record, stored.history, event.sequence)


def _sign_in(event: Event) -> Iterator[Mail]:
    request = entrance.signin_request(event.subject)
    if request is None or request.consumed or real_now() >= request.expires:
        return
    # The request is an address's: whose that is now, may have changed since.
    person = addresses.owner(request.person)
    if person is None:
        return
    campaign = campaigns.current(event.campaign)
    letter = sign_in_letter(request.id, settings.signing_key(), campaign, settings.site_url())
    intent = Intent(event=event, kind=Kind.SIGN_IN, person=person)
    yield Mail(intent=intent, letter=letter, campaign=campaign, secret=True)


def _invitation(event: Event) -> Iterator[Mail]:
    person = people.get(event.subject)
    if person is None or not person.holders(event.campaign):
        return
    campaign = campaigns.current(event.campaign)
    letter = invitation_letter(person, campaign, settings.site_url())
    yield Mail(intent=Intent(event=event, kind=Kind.INVITED, person=person), letter=letter, campaign=campaign)


def _report(event: Event) -> Iterator[Mail]:
    report = reports.get(event.campaign, event.subject)
    if report is None:
        return
    campaign = campaigns.current(event.campaign)
    attachments = _attachments(report)
    told: set[str] = set()
    for holder in report.to:
        letter = report_letter(report, holder, campaign, settings.site_url(), attached=bool(attachments))
        for person in people.holders_of(campaign.id, holder):
            if person.id not in told:
                told.add(person.id)
                intent = Intent(event=event, kind=Kind.REPORT, person=person)
                yield Mail(intent=intent, letter=letter, campaign=campaign, attachments=attachments)


def _attachments(report: IssuedReport) -> tuple[Attachment, ...]:
    """The report's files, or none at all where they are too large together."""
    found = tuple(
        Attachment(name=file.name, type=file.type, content=files.load(file)) for file in report.files
    )
    return found if sum(len(file.content) for file in found) <= LARGEST else ()
