"""A report that was issued: its key figures and where its files lie.

The report stage writes it together with the event `ReportIssued`; notify reads it by key and mails it.
Whatever is missed or repeated, there is one item per schedule and moment.
"""

from datetime import UTC, datetime

import msgspec

from services.core.events import VERSIONS, Event
from services.core.language.catalogue import say, written
from services.core.language.message import Message, Text, Value


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One key figure, as it is read in each language: "Đơn vị đã đăng ký", "14 trên 18"."""

    label: Text
    value: Text


class File(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a report: its key in the bucket, and the name and media type under which it is sent."""

    key: str
    name: str
    type: str


class IssuedReport(msgspec.Struct, frozen=True, kw_only=True):
    """One report as issued.

    `schedule` is the id of the campaign's schedule, `moment` the moment as of which its figures stand
    (aware), `issued_at` when it was made. `to` names the holders who receive it (`office`, `leader`).
    `causation` is the id of the run that issued it, which its event carries; older ones have none.
    """

    campaign: str
    schedule: str
    moment: datetime
    issued_at: datetime
    title: Text
    to: tuple[str, ...]
    figures: tuple[Figure, ...]
    files: tuple[File, ...] = ()
    causation: str = ""

    @property
    def subject(self) -> str:
        """What the event is about, and the item's range key: `<schedule>#<moment in UTC>`."""
        return f"{self.schedule}#{self.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def figure(label: Message | Text, value: Value) -> Figure:
    """A key figure in both languages, from a label and a value that each language writes its own way."""
    return Figure(
        label=Text(vi=say(label, "vi"), en=say(label, "en")),
        value=Text(vi=written(value, "vi"), en=written(value, "en")),
    )


def event_of(report: IssuedReport) -> Event:
    """The event that tells the other stages; its id follows from the report, so that twice is once."""
    return Event(
        id=f"{report.campaign}.{report.subject}.1",
        type="ReportIssued",
        version=VERSIONS["ReportIssued"],
        occurred_at=report.issued_at,
        campaign=report.campaign,
        subject=report.subject,
        sequence=1,
        actor="system",
        causation=report.causation,
    )
