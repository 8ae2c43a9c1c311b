"""That somebody is to get an e-mail about something: decided before a word of it is written."""

import hashlib
from enum import StrEnum

import msgspec

from services.core.events import Event
from services.core.mailing import mail as mailing
from services.core.people.person import Person
from services.core.record.duty import Task


class Kind(StrEnum):
    """What an e-mail is about; the value stands in its `X-Thidua-Kind` header."""

    INVITED = "invited"  # the reader was given roles, and hears how to sign in
    SIGN_IN = "sign-in"  # the link and the code
    WAITING = "waiting"  # something waits for the reader's decision
    RETURNED = "returned"  # the unit has to add something, by a due moment
    DECIDED = "decided"  # what was decided on the unit's record
    RECEIPT = "receipt"  # what was submitted, for whoever submitted it
    STRANDED = "stranded"  # everybody who could decide is barred: for the office
    PERMITTED = "permitted"  # the office lets the unit, or one record, in after the deadline
    REMINDED = "reminded"  # registration, or late access, ends soon: drafts, and works that are missing
    MOVED = "moved"  # the reader's unit was reorganised: what it is called, what they have from then on
    REPORT = "report"  # a report was issued


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """One e-mail to be: `person` is told of `event`. `tasks` is what is awaited, earliest due first."""

    event: Event
    kind: Kind
    person: Person
    tasks: tuple[Task, ...] = ()

    @property
    def id(self) -> str:
        """The e-mail's id, the same however often the event is heard."""
        return mail_id(self.event, self.kind, self.person.id)

    @property
    def ids(self) -> dict[str, str]:
        """What the log says of it."""
        return ids_of(self.event, self.kind, self.person.id)


def ids_of(event: Event, kind: Kind, person: str) -> dict[str, str]:
    """What the log says of an e-mail, however it is known: ids and its kind, neither words nor addresses."""
    return {
        "mail": mail_id(event, kind, person),
        "kind": kind.value,
        "person": person,
        "event": event.id,
        "correlation_id": event.causation,
    }


def mail_id(event: Event, kind: Kind, person: str) -> str:
    """The id of the one e-mail of this kind that this person gets for this event."""
    digest = hashlib.sha256(f"{event.id}\0{kind.value}\0{person}".encode()).hexdigest()[:32]
    return mailing.mail_id(person, event.occurred_at, digest)
