"""That somebody was erased, as other stages hear of it: they take away the copies that they keep."""

from datetime import UTC

from services.core.events import VERSIONS, Event
from services.core.subjects.subject import Erasure, Subject


def erased(subject: Subject, erasure: Erasure, causation: str = "") -> Event:
    """The event that a person of a record was erased. It happens once, so its id follows from the subject."""
    return _event("SubjectErased", f"{subject.id}.erased", subject.campaign, subject.id, erasure, causation)


def account_erased(person: str, campaign: str, erasure: Erasure, causation: str = "") -> Event:
    """The event that an account was erased, in the campaign whose office did it.

    Whoever is let in again under the same address may be erased again: the moment tells the two apart.
    """
    at = f"{erasure.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return _event("PersonErased", f"{person}.erased.{at}", campaign, person, erasure, causation)


def _event(  # noqa: PLR0913, PLR0917 - what every event says
    type_: str, id_: str, campaign: str, subject: str, erasure: Erasure, causation: str
) -> Event:
    return Event(
        id=id_,
        type=type_,
        version=VERSIONS[type_],
        occurred_at=erasure.at,
        campaign=campaign,
        subject=subject,
        sequence=1,
        actor=erasure.by,
        causation=causation,
    )
