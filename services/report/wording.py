"""How figures, targets and units are called, on the dashboard, in the workbook and in the mail alike."""

from collections.abc import Mapping, Sequence

import msgspec

from services.core.campaign import goals
from services.core.campaign.model import UnitKind
from services.core.language.message import Message, Text, Value, message
from services.core.record.duty import Duty
from services.core.record.record import State
from services.core.work.wording import OUTCOME_NAMES, STATE_NAMES
from services.report.figures import Figures, Presence
from services.report.targets import Judged, Status

PRESENCE_NAMES: Mapping[Presence, Message] = {
    Presence.REGISTERED: message("Registered"),
    Presence.BELOW: message("Below the minimum"),
    Presence.SILENT: message("Nothing yet"),
    Presence.UNASKED: message("Not asked"),
}

STATUS_NAMES: Mapping[Status, Message] = {
    Status.MET: message("Met"),
    Status.ON_PACE: message("On pace"),
    Status.BEHIND: message("Behind"),
    Status.NOT_REPORTED: message("Not reported"),
}

#: Several of a kind, as a sentence about them needs it.
UNIT_KIND_NAMES: Mapping[UnitKind, Message] = {
    UnitKind.AGENCY: message("Agencies"),
    UnitKind.PARTY: message("Party bodies"),
    UnitKind.MASS: message("Mass organisations"),
    UnitKind.ARMED: message("Armed forces"),
    UnitKind.COMMUNE: message("Communes"),
    UnitKind.TOWN: message("Towns"),
    UnitKind.QUARTER: message("Residential quarters"),
    UnitKind.ENTERPRISE: message("Enterprises"),
    UnitKind.COOPERATIVE: message("Cooperatives"),
}

#: What bodies and seats owe.
DUTY_NAMES: Mapping[Duty, Message] = {
    Duty.APPRAISE: message("Appraisal"),
    Duty.APPROVE: message("Approval"),
    Duty.AMEND: message("Decision on an amendment"),
    Duty.VERIFY: message("Verification of completion"),
}

#: What a target asks for, in words: `above 42,000 tonnes a year`.
goal = goals.goal


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """One figure that a leader asks for first, with its sentence. `out_of`: of how many, where it helps."""

    figure: int
    label: Message
    sentence: Message
    out_of: int | None = None

    @property
    def value(self) -> Value:
        """The figure by itself, as a mail shows it."""
        if self.out_of is None:
            return self.figure
        return message("{part} of {whole}", part=self.figure, whole=self.out_of)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list of figures."""

    label: Message | Text
    figure: int


def headlines(figures: Figures, judged: Sequence[Judged]) -> tuple[Headline, ...]:
    """The five figures, in the order in which they are asked for."""
    whole = figures.whole
    registered = figures.present(Presence.REGISTERED)
    return (
        Headline(
            figure=registered,
            out_of=figures.asked,
            label=message("Units registered"),
            sentence=message("{part} of {whole} units have registered", part=registered, whole=figures.asked),
        ),
        Headline(
            figure=whole.deciding,
            label=message("Waiting for a decision"),
            sentence=message("longer than the time allowed: {late}", late=whole.deciding_late),
        ),
        Headline(
            figure=whole.overdue,
            label=message("Overdue works"),
            sentence=message("reported completions to verify: {claims}", claims=whole.claims),
        ),
        Headline(
            figure=whole.in_time,
            label=message("Completed on time or early"),
            sentence=message("works judged so far: {judged}", judged=_judged(figures)),
        ),
        Headline(
            figure=_with(judged, Status.MET),
            out_of=len(judged),
            label=message("Targets met"),
            sentence=message(
                "{reported} of {whole} targets have reported figures",
                reported=len(judged) - _with(judged, Status.NOT_REPORTED),
                whole=len(judged),
            ),
        ),
    )


def lines(figures: Figures, judged: Sequence[Judged]) -> tuple[Line, ...]:
    """Every key figure, for the first sheet of the workbook."""
    whole = figures.whole
    units = (
        Line(label=message("Units that the campaign asks"), figure=figures.asked),
        Line(label=message("Units registered"), figure=figures.present(Presence.REGISTERED)),
        Line(label=message("Units below the minimum"), figure=figures.present(Presence.BELOW)),
        Line(label=message("Units without even a draft"), figure=figures.present(Presence.SILENT)),
    )
    works = (
        Line(label=message("Works submitted"), figure=whole.records),
        *(Line(label=name, figure=whole.states.get(state, 0)) for state, name in _shown_states()),
        Line(label=message("Overdue works"), figure=whole.overdue),
        Line(label=message("Waiting for a decision"), figure=whole.deciding),
        Line(label=message("Waiting longer than the time allowed"), figure=whole.deciding_late),
        *(Line(label=name, figure=whole.outcomes.get(one, 0)) for one, name in OUTCOME_NAMES.items()),
        *((Line(label=message("Not concluded"), figure=figures.not_concluded),) if figures.closed else ()),
    )
    targets = tuple(
        Line(label=message("Targets: {status}", status=name), figure=_with(judged, status))
        for status, name in STATUS_NAMES.items()
    )
    return (*units, *works, *targets)


def _shown_states() -> list[tuple[State, Message]]:
    """States as the reports list them: no drafts, and a verified work by its outcome."""
    return [
        (state, name) for state, name in STATE_NAMES.items() if state not in (State.DRAFT, State.VERIFIED)
    ]


def _judged(figures: Figures) -> int:
    return sum(figures.whole.outcomes.values()) + figures.whole.states.get(State.NOT_ACHIEVED, 0)


def _with(judged: Sequence[Judged], status: Status) -> int:
    return sum(one.status is status for one in judged)


def attainment(one: Judged) -> Message:
    """How a target stands, in a sentence."""
    name, wanted = one.target.name, goal(one.target)
    if one.value is None:
        return message("{target}: {goal}; not reported", target=name, goal=wanted)
    status = STATUS_NAMES[one.status]
    return message(
        "{target}: {value} reported, {goal}; {status}",
        target=name,
        value=one.value,
        goal=wanted,
        status=status,
    )
