"""How figures, targets and units are called, on the dashboard, in the workbook and in the mail alike."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from services.core.campaign import goals
from services.core.campaign.model import Track
from services.core.citizen.wording import STATE_NAMES as CITIZEN_STATES
from services.core.initiative.wording import STATE_NAMES as INITIATIVE_STATES
from services.core.language.message import Message, Text, Value, message
from services.core.record.duty import Duty
from services.core.record.record import State
from services.core.work.wording import OUTCOME_NAMES, STATE_NAMES
from services.report.figures import Figures, Presence, Tally
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

#: What bodies, seats and councils owe.
DUTY_NAMES: Mapping[Duty, Message] = {
    Duty.APPRAISE: message("Appraisal"),
    Duty.APPROVE: message("Approval"),
    Duty.AMEND: message("Decision on an amendment"),
    Duty.VERIFY: message("Verification of completion"),
    Duty.ACCEPT: message("Acceptance of an initiative"),
    Duty.DECIDE: message("Recognition"),
}


class TrackWords(msgspec.Struct, frozen=True, kw_only=True):
    """How a track beside works is called: several of its records, how many were submitted, and its states."""

    track: Track
    several: Message
    submitted: Message
    states: Mapping[State, Message]


TRACKS: Mapping[Track, TrackWords] = {
    one.track: one
    for one in (
        TrackWords(
            track=Track.INITIATIVE,
            several=message("Initiatives"),
            submitted=message("Initiatives submitted"),
            states=INITIATIVE_STATES,
        ),
        TrackWords(
            track=Track.CITIZEN,
            several=message("Citizens"),
            submitted=message("Citizens put forward"),
            states=CITIZEN_STATES,
        ),
    )
}

#: Where somebody has said yes to a record of those tracks.
_AGREED: Sequence[State] = (State.ACCEPTED, State.RECOGNISED)

_WORKS = message("Works of units")

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
            figure=figures.deciding,
            label=message("Records waiting for a decision"),
            sentence=message("overdue decisions: {late}", late=figures.deciding_late),
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
    decisions = (
        Line(label=message("Records waiting for a decision"), figure=figures.deciding),
        Line(label=message("Overdue decisions"), figure=figures.deciding_late),
    )
    works = (
        Line(label=message("Works submitted"), figure=whole.records),
        *(_of(_WORKS, name, whole.states.get(state, 0)) for state, name in _shown_states()),
        *(_of(_WORKS, name, whole.outcomes.get(one, 0)) for one, name in OUTCOME_NAMES.items()),
        *_awaited(_WORKS, whole),
        Line(label=message("Overdue works"), figure=whole.overdue),
        *((_of(_WORKS, message("Not concluded"), figures.not_concluded),) if figures.closed else ()),
    )
    beside = (line for one in TRACKS.values() for line in _all_of(one, figures.beside[one.track]))
    targets = (
        Line(label=message("Targets: {status}", status=name), figure=_with(judged, status))
        for status, name in STATUS_NAMES.items()
    )
    return (*units, *decisions, *works, *beside, *targets)


def brief(figures: Figures) -> tuple[Line, ...]:
    """What the e-mail of a report says beside the headlines: what is late, whom to call, the other tracks."""
    return (
        Line(label=message("Overdue decisions"), figure=figures.deciding_late),
        Line(label=message("Units below the minimum"), figure=figures.present(Presence.BELOW)),
        Line(label=message("Units without even a draft"), figure=figures.present(Presence.SILENT)),
        *(line for one in TRACKS.values() for line in _reached(one, figures.beside[one.track])),
    )


def track_lines(of: TrackWords, tally: Tally) -> tuple[Line, ...]:
    """A track beside works, for the dashboard: how many were submitted, wait, are late, were decided on."""
    return (
        Line(label=message("Submitted"), figure=tally.records),
        Line(label=message("Waiting for a decision"), figure=tally.deciding),
        Line(label=message("Overdue decisions"), figure=tally.deciding_late),
        *(
            Line(label=of.states[state], figure=tally.states.get(state, 0))
            for state in (*_AGREED, State.REFUSED)
            if state in of.states
        ),
    )


def _reached(of: TrackWords, tally: Tally) -> Iterator[Line]:
    """For the e-mail: how many were submitted, and to how many somebody said yes."""
    yield Line(label=of.submitted, figure=tally.records)
    for state in _AGREED:
        if state in of.states:
            yield _of(of.several, of.states[state], tally.states.get(state, 0))


def _all_of(of: TrackWords, tally: Tally) -> Iterator[Line]:
    """For the workbook: every state that a submitted record may have."""
    yield Line(label=of.submitted, figure=tally.records)
    for state, name in of.states.items():
        if state is not State.DRAFT:
            yield _of(of.several, name, tally.states.get(state, 0))
    yield from _awaited(of.several, tally)


def _awaited(names: Message, tally: Tally) -> tuple[Line, Line]:
    return (
        _of(names, message("Waiting for a decision"), tally.deciding),
        _of(names, message("Overdue decisions"), tally.deciding_late),
    )


def _of(names: Message, what: Message, figure: int) -> Line:
    """A figure with the name of the track of which it is one."""
    return Line(label=message("{track}: {what}", track=names, what=what), figure=figure)


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
