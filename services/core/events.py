"""The envelope in which something that happened travels between stages.

Thin on purpose: an event says what happened to whom and in which order; whoever acts on it reads the record
again. It carries no free text and no personal data, so it may be logged, archived and replayed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

#: What EventBridge calls the sender of all our events.
SOURCE = "thidua"

#: The sender of events that an operator sends once more, out of the histories (infra/operate/replay.py): they
#: mend what a stage keeps, and nobody is written to because of them.
REPLAYED = "thidua.replay"

#: The attribute with which a restored item names the event that it passed on in its first life.
RESTORED = "restored"


class UnknownEventError(ValueError):
    """An event of a type or version that this code does not know: it belongs in the dead letters."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, in the past tense (`WorkSubmitted`).

    `sequence` counts the events of one `subject` from 1; a consumer that has seen a higher one ignores this
    one. `occurred_at` is the same however often an event of that id is told: e-mails about it are known
    by both. `causation` names the event or request that led to it. `actor` is a person's id, or `system`.
    """

    id: str
    type: str
    version: int
    occurred_at: datetime
    campaign: str
    subject: str
    sequence: int
    actor: str
    causation: str = ""


#: Every event type with the version that this code writes and reads. A golden file per pair stands in
#: tests/contract/golden and is never changed.
VERSIONS: Mapping[str, int] = {
    "CampaignLoaded": 1,
    "PermitGranted": 1,
    "PersonErased": 1,
    "PersonInvited": 1,
    "SignInRequested": 1,
    "SubjectErased": 1,
    "ReportIssued": 1,
    "UnitsReorganised": 1,
    "WorkSubmitted": 1,
    "WorkResubmitted": 1,
    "WorkReturned": 1,
    "WorkAppraised": 1,
    "WorkSentBack": 1,
    "WorkSeatApproved": 1,
    "WorkApproved": 1,
    "WorkDeclined": 1,
    "WorkWithdrawn": 1,
    "WorkProgressReported": 1,
    "WorkAmendmentRequested": 1,
    "WorkAmendmentSeatApproved": 1,
    "WorkAmended": 1,
    "WorkAmendmentDeclined": 1,
    "WorkCompletionClaimed": 1,
    "WorkCompletionSentBack": 1,
    "WorkVerified": 1,
    "WorkNotAchieved": 1,
    "WorkDecisionTakenBack": 1,
    "WorkConflictDeclared": 1,
    "WorkReassigned": 1,
    "WorkMoved": 1,
    "InitiativeSubmitted": 1,
    "InitiativeResubmitted": 1,
    "InitiativeReturned": 1,
    "InitiativeConfirmed": 1,
    "InitiativeAccepted": 1,
    "InitiativeWithdrawn": 1,
    "InitiativeDecisionTakenBack": 1,
    "InitiativeConflictDeclared": 1,
    "InitiativeReassigned": 1,
    "InitiativeMoved": 1,
    "CitizenSubmitted": 1,
    "CitizenResubmitted": 1,
    "CitizenReturned": 1,
    "CitizenRecognised": 1,
    "CitizenRefused": 1,
    "CitizenWithdrawn": 1,
    "CitizenDecisionTakenBack": 1,
    "CitizenConflictDeclared": 1,
    "CitizenReassigned": 1,
    "CitizenMoved": 1,
}


def encode(event: Event) -> str:
    """The event as one line of JSON, keys in the order of the class."""
    return msgspec.json.encode(event).decode()


def decode(data: str | bytes | Mapping[str, Any]) -> Event:
    """The event in JSON text or in an already parsed object.

    Raises:
        UnknownEventError: its type or version is not in `VERSIONS`, or it is no event at all.
    """
    try:
        event = (
            msgspec.json.decode(data, type=Event)
            if isinstance(data, str | bytes)
            else msgspec.convert(data, type=Event)
        )
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise UnknownEventError(f"not an event: {error}") from error
    if VERSIONS.get(event.type) != event.version:
        raise UnknownEventError(f"{event.type} version {event.version} is not known here")
    return event
