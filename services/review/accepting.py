"""How a council takes an initiative up."""

from services.core.acting.action import Action
from services.core.form import Field, Kind
from services.core.initiative.commands import Accept
from services.core.language.message import message

ACCEPTING = Action(
    name="accept",
    command=Accept,
    title=message("Accept the initiative"),
    lead=message(
        "It is complete and filed in time. From today the time of law runs within which the council decides. "
        "Until anybody acts on it, you may take this back."
    ),
    button=message("Accept"),
    fields=(
        Field(
            name="remark",
            kind=Kind.TEXT,
            label=message("Remark"),
            hint=message("Without names: e-mails show it"),
            required=False,
            longest=2000,
        ),
    ),
    build=lambda _campaign, _seat, v: Accept(remark=v["remark"] or ""),
    weight="primary",
)
