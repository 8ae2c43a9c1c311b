"""The rules that the table names: each is one gate or need, and refuses with a sentence.

Source of each: domain rules ("Rules, exactly") and the plan, section IV.2.1.
"""

from services.core.campaign.succession import approvals
from services.core.form import Needed
from services.core.language.message import message
from services.core.record.case import Case
from services.core.record.record import State
from services.core.record.refusal import NotYoursError, RefusedError, WrongStateError
from services.core.work.standing import open_seats
from services.core.work.who import is_of, reassignment
from services.core.work.work import Work

_FULL = 100

#: When a verifier gives a reason (domain rules, "Fields").
CORRECTED = Needed(
    when=message("required where the day differs from the one that the unit states"),
    missing=message("Write why you correct the day that the unit stated"),
)


def last_seat(case: Case[Work]) -> bool:
    """Every other seat has already said yes."""
    return open_seats(case.record, case.campaign) == (case.seat,)


def seat_open(case: Case[Work]) -> None:
    """The seat exists and has not decided yet: one decision per seat."""
    seat = case.seat
    if seat not in {known.id for known in approvals(case.campaign)}:
        raise NotYoursError.because(message("There is no such seat in this campaign"))
    if seat not in open_seats(case.record, case.campaign):
        raise WrongStateError.because(message("This seat has already decided"))


def percent(case: Case[Work]) -> None:
    """Progress is 0 to 100; it may fall, and 100 is no claim."""
    if not 0 <= case.asked("percent") <= _FULL:
        raise RefusedError.because(
            message("Write a whole number from {low} to {high}", low=0, high=_FULL), "percent"
        )


def note(case: Case[Work]) -> None:
    """Progress comes with a word on what was done."""
    if not case.asked("note").strip():
        raise RefusedError.because(message("Write what has been done so far"), "note")


def no_amendment(case: Case[Work]) -> None:
    """Only one amendment waits at a time."""
    if case.record.amendment is not None:
        raise WrongStateError.because(message("An amendment is already waiting for approval"))


def amendment(case: Case[Work]) -> None:
    """An amendment waits for the seats."""
    if case.record.amendment is None:
        raise WrongStateError.because(message("No amendment is waiting for approval"))


def something_amended(case: Case[Work]) -> None:
    """An amendment changes the start, the deadline or the scope."""
    facts = case.record.facts
    asked = ("start", "deadline", "description")
    if facts is not None and all(case.asked(name) in (None, getattr(facts, name)) for name in asked):
        raise RefusedError.because(message("Change the start, the deadline or the description"), "deadline")


def amended_days(case: Case[Work]) -> None:
    """The deadline does not lie before the start, whichever of the two is new."""
    facts = case.record.facts
    if facts is None:
        return
    start, deadline = case.asked("start") or facts.start, case.asked("deadline") or facts.deadline
    if deadline >= start:
        return
    if deadline == facts.deadline:
        raise RefusedError.because(
            message("The start lies after the deadline ({deadline})", deadline=deadline), "start"
        )
    raise RefusedError.because(
        message("The deadline lies before the start ({start})", start=start), "deadline"
    )


def evidence(case: Case[Work]) -> None:
    """A claim says what shows the completion."""
    if not case.asked("evidence").strip():
        raise RefusedError.because(message("Write what shows that the work is done"), "evidence")


def done_day(case: Case[Work]) -> None:
    """The evidenced day lies between the start and today, both inclusive; it may precede the approval.

    Of a work that began before the start that was approved, the start is amended first.
    """
    facts, done_on = case.record.facts, case.asked("done_on")
    if facts is not None and done_on < facts.start:
        raise RefusedError.because(
            message(
                "The day lies before the start that was approved ({start}). If the work began earlier, the "
                "unit first asks for an amendment of the start, and reports the completion once it is in "
                "force.",
                start=facts.start,
            ),
            "done_on",
        )
    if done_on > case.today:
        raise RefusedError.because(message("The day lies in the future"), "done_on")


def correction_explained(case: Case[Work]) -> None:
    """A verifier who corrects the day says why."""
    claim = case.record.claim
    if claim is not None and case.asked("done_on") != claim.done_on and not case.asked("reason").strip():
        raise RefusedError.because(CORRECTED.missing, "reason")


def deadline_passed(case: Case[Work]) -> None:
    """Without a claim, a work is judged not achieved from the day after its deadline."""
    facts = case.record.facts
    if facts is not None and case.today <= facts.deadline:
        raise WrongStateError.because(
            message("This can be judged only after the deadline ({deadline})", deadline=facts.deadline)
        )


def something_to_reassign(case: Case[Work]) -> None:
    """A seat is named exactly where a seat's decision is open, and a substitute is left to hand it to."""
    seat, state = case.seat, case.record.state
    by_seat = state in (State.APPRAISED, State.APPROVED)
    if by_seat and seat not in open_seats(case.record, case.campaign):
        raise WrongStateError.because(message("This seat has nothing to decide here"))
    if not by_seat and seat:
        raise WrongStateError.because(message("The work is with its appraising body, not with a seat"))
    facts = case.record.facts
    if not seat and all(facts is None or facts.area != area.id for area in case.campaign.areas):
        raise WrongStateError.because(message("The campaign no longer has this area: nobody is named for it"))
    holder, stand_in = reassignment(case.record, seat, case.campaign)
    if stand_in == holder:
        raise WrongStateError.because(message("The substitute has it already"))
    if is_of(stand_in, case.record.unit, case.campaign):
        raise WrongStateError.because(message("The substitute would decide on its own unit's record"))
