"""Issued reports in the table. Keys: docs/architecture.md, "One table"."""

import msgspec
from pynamodb.attributes import UnicodeAttribute

from services.core import events
from services.core.reporting.issued import IssuedReport, event_of
from services.core.table import ConflictError, Item, put


class IssuedItem(Item):
    """One issued report with the event that announces it."""

    data = UnicodeAttribute()
    event = UnicodeAttribute()


def issue(report: IssuedReport) -> bool:
    """Store the report and its event in one put; `False` where that report was issued before."""
    item = IssuedItem(
        f"I#{report.campaign}",
        report.subject,
        data=msgspec.json.encode(report).decode(),
        event=events.encode(event_of(report)),
    )
    try:
        put(item, IssuedItem.pk.does_not_exist())
    except ConflictError:
        return False
    return True


def get(campaign: str, subject: str) -> IssuedReport | None:
    """The report of that campaign and `IssuedReport.subject`; `None` if there is none."""
    try:
        item = IssuedItem.get(f"I#{campaign}", subject, consistent_read=True)
    except IssuedItem.DoesNotExist:
        return None
    return msgspec.json.decode(item.data, type=IssuedReport)


def latest(campaign: str, schedule: str) -> IssuedReport | None:
    """The newest report of a schedule, in one query."""
    newest = IssuedItem.query(
        f"I#{campaign}",
        IssuedItem.sk.startswith(f"{schedule}#"),
        scan_index_forward=False,
        limit=1,
        consistent_read=True,
    )
    return next((msgspec.json.decode(item.data, type=IssuedReport) for item in newest), None)


def issued(campaign: str) -> list[IssuedReport]:
    """Every report of a campaign, newest first, in one query; there are some fifty in a year."""
    found = [msgspec.json.decode(item.data, type=IssuedReport) for item in IssuedItem.query(f"I#{campaign}")]
    return sorted(found, key=lambda report: report.moment, reverse=True)
