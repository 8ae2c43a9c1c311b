"""What a unit can do with a registered record, in the order in which a record's page offers it."""

from services.core.acting.action import Action
from services.core.form import Field, Kind
from services.core.language.message import PERCENT, message
from services.core.record import filling
from services.core.record.case import Case
from services.core.work import commands as c
from services.registration.confirming import CONFIRMING

_LONG = 2000


def _in_force(case: Case) -> dict[str, str]:
    """What may be amended, as a person would type it."""
    record = case.record
    typed = filling.typed_from(record.track, record.facts, case.campaign) if record.facts else {}
    return {name: typed.get(name, "") for name in ("start", "deadline", "description")}


ACTIONS: tuple[Action, ...] = (
    *CONFIRMING,
    Action(
        name="progress",
        command=c.ReportProgress,
        title=message("Report progress"),
        lead=message(
            "Say how far the work is. The figure may also fall; 100 does not yet report the completion."
        ),
        button=message("Report progress"),
        with_files=True,
        fields=(
            Field(
                name="percent",
                kind=Kind.WHOLE,
                label=message("Done so far"),
                measure=PERCENT,
                high=100,
                longest=3,
            ),
            Field(name="note", kind=Kind.TEXT, label=message("What has been done"), longest=_LONG),
        ),
        build=lambda _campaign, _seat, v: c.ReportProgress(
            percent=v["percent"], note=v["note"], files=v["files"]
        ),
        weight="primary",
    ),
    Action(
        name="completion",
        command=c.ClaimCompletion,
        title=message("Report completion"),
        lead=message(
            "The day on which the work was done is judged against the deadline, not the day of this report."
        ),
        button=message("Report completion"),
        with_files=True,
        fields=(
            Field(
                name="done_on",
                kind=Kind.DAY,
                label=message("Day on which it was done"),
                hint=message("The day that the evidence shows, for example that of the acceptance minutes"),
                longest=12,
            ),
            Field(
                name="evidence",
                kind=Kind.TEXT,
                label=message("What shows that it is done"),
                hint=message("Name the papers with number and date, and where they can be seen"),
                longest=4000,
            ),
        ),
        build=lambda _campaign, _seat, v: c.ClaimCompletion(
            done_on=v["done_on"], evidence=v["evidence"], files=v["files"]
        ),
    ),
    Action(
        name="amendment",
        command=c.RequestAmendment,
        title=message("Ask for an amendment"),
        lead=message(
            "A new start, deadline or scope is decided on by the seats that approved the work. "
            "Until then, what was approved is in force."
        ),
        button=message("Ask for the amendment"),
        fields=(
            Field(
                name="start",
                kind=Kind.DAY,
                label=message("Start"),
                hint=message("An earlier day where the work began before the one that was approved"),
                longest=12,
            ),
            Field(name="deadline", kind=Kind.DAY, label=message("Deadline"), longest=12),
            Field(name="description", kind=Kind.TEXT, label=message("Description"), longest=4000),
            Field(name="reason", kind=Kind.TEXT, label=message("Reason"), longest=_LONG),
        ),
        build=lambda _campaign, _seat, v: c.RequestAmendment(
            start=v["start"], deadline=v["deadline"], description=v["description"], reason=v["reason"]
        ),
        start=_in_force,
    ),
    Action(
        name="withdraw",
        command=c.Withdraw,
        title=message("Withdraw the record"),
        lead=message(
            "The record stays readable with its history, but is no longer counted. This cannot be undone."
        ),
        button=message("Withdraw the record"),
        fields=(Field(name="reason", kind=Kind.TEXT, label=message("Reason"), longest=_LONG),),
        build=lambda _campaign, _seat, v: c.Withdraw(reason=v["reason"]),
        warning=True,
    ),
)
