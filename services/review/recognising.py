"""What a council's people, and the office, can do with what a council recognises."""

from services.core.acting.action import Action
from services.core.citizen import commands as c
from services.core.form import Field, Kind
from services.core.language.message import message

_LONG = 2000

#: In the order in which a record's page offers them.
RECOGNISING: tuple[Action, ...] = (
    Action(
        name="recognise",
        command=c.Recognise,
        title=message("Record that the council recognises it"),
        lead=message(
            "The council decides, whoever chairs it records that. The locality is told at once. "
            "Until anybody acts on it, you may take this back."
        ),
        button=message("Recognise"),
        fields=(
            Field(
                name="remark",
                kind=Kind.TEXT,
                label=message("Remark"),
                hint=message("For example the day and the number of the minutes; without names"),
                required=False,
                longest=_LONG,
            ),
        ),
        build=lambda _campaign, _seat, v: c.Recognise(remark=v["remark"] or ""),
        weight="primary",
    ),
    Action(
        name="refuse",
        command=c.Refuse,
        title=message("Record that the council does not recognise it"),
        lead=message("The record ends. The locality reads the reasons; it may put the same forward anew."),
        button=message("Refuse the recognition"),
        fields=(
            Field(
                name="reasons",
                kind=Kind.TEXT,
                label=message("Reasons"),
                hint=message("The locality reads them; without names"),
                longest=_LONG,
            ),
        ),
        build=lambda _campaign, _seat, v: c.Refuse(reasons=v["reasons"]),
    ),
    Action(
        name="hand-over",
        command=c.HandOver,
        title=message("Hand over within the council"),
        lead=message(
            "For when whoever has it cannot act: it goes to the deputy within the council, or back. "
            "The term stays as it is."
        ),
        button=message("Hand over"),
        fields=(Field(name="reason", kind=Kind.TEXT, label=message("Reason"), longest=_LONG),),
        build=lambda _campaign, _seat, v: c.HandOver(reason=v["reason"]),
    ),
)
