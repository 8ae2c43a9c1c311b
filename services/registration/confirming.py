"""How a colleague of the authors confirms an initiative for the unit, or returns it to them."""

from services.core.acting.action import Action
from services.core.acting.returning import returning
from services.core.form import Field, Kind
from services.core.initiative import commands as c
from services.core.language.message import message

_LONG = 2000

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
