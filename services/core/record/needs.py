"""The rules that the tables of several tracks name: each is one gate or need, and refuses with a sentence.

Source of each: domain rules ("Rules, exactly") and the plan, section IV.2.1.
"""

from services.core.language.message import message
from services.core.record.case import Case
from services.core.record.history import last_act
from services.core.record.refusal import RefusedError, WrongStateError
from services.core.vietnam import vietnam_day


def always(_: Case) -> bool:
    """The row fits whatever the case."""
    return True


def campaign_open(case: Case) -> None:
    """A fixed close refuses new submissions after it."""
    close = case.campaign.close
    if close is not None and case.now > close:
        raise WrongStateError.because(message("The campaign closed at {close}", close=close))


def before_deadline(case: Case) -> None:
    """The registration deadline includes its last second and binds the first submission only.

    A late-access permit lifts it until a moment, that last second included, too.
    """
    deadline, late = case.campaign.registration_deadline, case.late_until
    if case.now <= deadline or (late is not None and case.now <= late):
        return
    if late is not None:
        raise WrongStateError.because(
            message(
                "Late access ended at {until}. Your draft is kept; ask the office what can be done.",
                until=late,
            )
        )
    raise WrongStateError.because(
        message(
            "Registration ended at {deadline}. Your draft is kept; ask the office what can be done.",
            deadline=deadline,
        )
    )


def known_area(case: Case) -> None:
    """The area is one of the campaign's."""
    area = case.asked("facts").area
    if all(area != known.id for known in case.campaign.areas):
        raise RefusedError.because(message("Choose one of the campaign's areas"), "area")


def reason(case: Case) -> None:
    """A reason is written."""
    if not case.asked("reason").strip():
        raise RefusedError.because(message("Write the reason"), "reason")


def reasons(case: Case) -> None:
    """The reasons of an opinion or a refusal are written."""
    if not case.asked("reasons").strip():
        raise RefusedError.because(message("Write the reasons"), "reasons")


def missing_said(case: Case) -> None:
    """The unit is told what is missing, in general or of single fields."""
    if not case.asked("missing").strip() and not case.asked("notes"):
        raise RefusedError.because(
            message("Write what has to be added, in general or beside a field"), "missing"
        )


def due_ahead(case: Case) -> None:
    """The unit is given time: at least until tomorrow."""
    if vietnam_day(case.asked("due")) <= case.today:
        raise RefusedError.because(message("The due day must lie after today"), "due")


def decision_last(case: Case) -> None:
    """A decision can be taken back until the next one acts."""
    last = last_act(case.history)
    if last is None or not last.is_decision:
        raise WrongStateError.because(
            message("There is no decision left to take back: somebody has acted since")
        )
