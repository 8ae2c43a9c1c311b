"""How a colleague of the authors confirms an initiative or returns it, and whether there is one."""

from services.core.acting.action import Action
from services.core.acting.returning import returning
from services.core.form import Field, Kind
from services.core.initiative import commands as c
from services.core.language.message import Message, message
from services.core.people import store as accounts
from services.core.people.person import Role
from services.core.record.duty import Duty
from services.core.record.record import Record
from services.core.record.standing import tasks
from services.core.record.tracks import rules_of
from services.core.web.visit import Visit

_LONG = 2000


def nobody_confirms(visit: Visit, record: Record) -> Message | None:
    """What is said while a confirmation is awaited and everybody of the unit is one of the authors.

    The office had an e-mail about it when the record was handed in (services/notify/recipients.py).
    """
    if all(task.duty is not Duty.CONFIRM for task in tasks(record, visit.campaign)):
        return None
    members = accounts.holders_of(record.campaign, f"{Role.UNIT.value}:{record.unit}")
    if not all(rules_of(record).owns(person, record) for person in members):
        return None
    return message(
        "Nobody of {unit} can confirm it yet: everybody who signs in for the unit is one of the authors. The "
        "office has been told by e-mail; it can let in another colleague.",
        unit=visit.campaign.unit(record.unit).name,
    )


CONFIRMING: tuple[Action, ...] = (
    Action(
        name="confirm",
        command=c.Confirm,
        title=message("Confirm the initiative"),
        lead=message(
            "You confirm for the unit, as somebody who is no author, that it is applied as the record says, "
            "and that the authors and their shares are right. It then goes to the council."
        ),
        button=message("Confirm"),
        fields=(
            Field(
                name="remark",
                kind=Kind.TEXT,
                label=message("Remark"),
                hint=message("Without names: e-mails show it"),
                required=False,
                longest=_LONG,
            ),
        ),
        build=lambda _campaign, _seat, v: c.Confirm(remark=v["remark"] or ""),
        weight="primary",
    ),
    returning(
        message("Return to the authors"),
        message("They are told what to add and by when; after that it waits for confirmation again."),
        Field(
            name="missing",
            kind=Kind.TEXT,
            label=message("What has to be added"),
            hint=message("Name each piece or figure, so that one answer is enough"),
            longest=_LONG,
        ),
    ),
)
