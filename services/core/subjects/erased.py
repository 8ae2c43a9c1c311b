"""That a person was erased, as other stages hear of it: they take away the copies that they keep."""

from services.core.events import VERSIONS, Event
from services.core.subjects.subject import Erasure, Subject


def erased(subject: Subject, erasure: Erasure, causation: str = "") -> Event:
    """The event of an erasure. It happens once in a life, so its id follows from the subject."""
    return Event(
        id=f"{subject.id}.erased",
        type="SubjectErased",
        version=VERSIONS["SubjectErased"],
        occurred_at=erasure.at,
        campaign=subject.campaign,
        subject=subject.id,
        sequence=1,
        actor=erasure.by,
        causation=causation,
    )
