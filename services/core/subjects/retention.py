"""How long each kind of personal data is kept, from when, and on what ground: the one place for it. Pure.

The privacy page shows this table; what erases or expires by itself takes its days from here or is compared
with it by a test. Where no source names a time it is marked as assumed: another body may set another one.
"""

from datetime import datetime, timedelta

import msgspec

from services.core.language.message import Message, message

#: Days for which people of a record are kept: after they were last typed, where it was never submitted; after
#: it ended without recognition; after it was recognised.
DRAFT_DAYS, REFUSED_DAYS, RECOGNISED_DAYS = 180, 365, 3650

#: Days for which a request about personal data is kept after it was answered.
REQUEST_DAYS = 730

#: Days for which what was typed into a report and not sent is kept for whoever typed it.
TYPED_DAYS = 7

#: Days for which copies of e-mails, lines of the log, and files that were replaced or deleted are kept.
MAIL_DAYS, LOG_DAYS, FILE_DAYS = 90, 90, 90

#: Days for which the table can be brought back as it was, and after which a backup has to be deleted.
TABLE_DAYS, BACKUP_DAYS = 35, 90

#: States of a record of any track in which it ended without recognition.
_REFUSED = frozenset({"declined", "refused", "withdrawn", "not_achieved"})
_DRAFT = "draft"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One row: what is held and why, how long, from when. `assumed` where no source names that time."""

    what: Message
    why: Message
    long: Message
    source: Message
    assumed: bool = False


_LAW = message("The law on the protection of personal data (91/2025/QH15): no longer than the purpose needs")
_DAYS = message("{days} days")


def _days(count: int) -> Message:
    return Message(_DAYS.sentence, {"days": count})


def table() -> tuple[Kept, ...]:
    """Everything that is held about people, in the order in which a reader asks."""
    return (
        Kept(
            what=message("Authors, citizens, households and guardians of a draft that was not submitted"),
            why=message("To prepare the record"),
            long=message("{days} days after it was last changed", days=DRAFT_DAYS),
            source=_LAW,
            assumed=True,
        ),
        Kept(
            what=message("The same, of a record that was refused or withdrawn"),
            why=message("To answer questions and complaints about the decision"),
            long=message("{days} days after its end", days=REFUSED_DAYS),
            source=_LAW,
            assumed=True,
        ),
        Kept(
            what=message("The same, of a record that was recognised"),
            why=message("To show what was recognised, and to propose commendations"),
            long=message("{years} years after the recognition", years=RECOGNISED_DAYS // 365),
            source=message("The terms for keeping commendation files"),
            assumed=True,
        ),
        Kept(
            what=message("Files attached to a record"),
            why=message("To show what the record says"),
            long=message("As long as the record; {days} days more after they are removed", days=FILE_DAYS),
            source=_LAW,
            assumed=True,
        ),
        Kept(
            what=message("Name, address and roles of whoever signs in"),
            why=message("To let only them act, and to show who decided"),
            long=message("While they hold a role, then as long as the records in which they acted"),
            source=_LAW,
            assumed=True,
        ),
        Kept(
            what=message("That somebody is signed in"),
            why=message("To know them from page to page"),
            long=message("12 hours, or until they sign out"),
            source=_LAW,
        ),
        Kept(
            what=message("What was typed into a report and not sent yet"),
            why=message("To show it to whoever typed it once files are attached"),
            long=message("{days} days, or until it is sent", days=TYPED_DAYS),
            source=_LAW,
            assumed=True,
        ),
        Kept(
            what=message("Copies of e-mails"),
            why=message("To show what was sent to whom"),
            long=_days(MAIL_DAYS),
            source=_LAW,
            assumed=True,
        ),
        Kept(
            what=message("Requests about personal data"),
            why=message("To show that they were answered in time"),
            long=message("{days} days after the answer", days=REQUEST_DAYS),
            source=_LAW,
            assumed=True,
        ),
        Kept(
            what=message("The log of the software, which holds no names"),
            why=message("To find faults and misuse"),
            long=_days(LOG_DAYS),
            source=_LAW,
            assumed=True,
        ),
        Kept(
            what=message("Backups of all of this"),
            why=message("To bring it back after a loss"),
            long=message(
                "{table} days in the database, {days} days as a file", table=TABLE_DAYS, days=BACKUP_DAYS
            ),
            source=_LAW,
            assumed=True,
        ),
    )


def ends(state: str, since: datetime) -> datetime:
    """When the people of a record are no longer kept that has stood in `state`, unchanged, since `since`.

    That holds for drafts and for records that are concluded; `is_over` leaves all others alone.
    """
    days = DRAFT_DAYS if state == _DRAFT else REFUSED_DAYS if state in _REFUSED else RECOGNISED_DAYS
    return since + timedelta(days=days)


def is_over(state: str, since: datetime, now: datetime, *, waiting: bool) -> bool:
    """Whether the time is over; never while somebody other than the drafting unit has something to do."""
    return (state == _DRAFT or not waiting) and ends(state, since) <= now
