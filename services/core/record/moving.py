"""A record moves to the successor of its unit when units are reorganised: whether it may, what changes."""

from typing import Any

from services.core.campaign import succession
from services.core.language.message import message
from services.core.record.case import Case
from services.core.record.refusal import RefusedError, WrongStateError


def unit_ended(case: Case) -> None:
    """The record's unit has ended: nothing else moves a record."""
    if case.record.unit in _heirs(case):
        raise WrongStateError.because(message("The unit of this record still exists: the record stays there"))


def succeeds(case: Case) -> None:
    """The unit that is named stands in the place of the one that ended."""
    if case.asked("unit") not in _heirs(case):
        raise RefusedError.because(message("A record moves to a successor of its unit only"), "unit")


def _heirs(case: Case) -> tuple[str, ...]:
    return succession.heirs(case.campaign, case.record.unit, case.today)


def moved(case: Case, unit: str) -> dict[str, Any]:
    """The changes that make a record the successor's: its number, and where it began, stay."""
    return {"unit": unit, "origin": case.record.first_unit}


def moved_home(case: Case) -> dict[str, Any]:
    """The same for a record that is open again after its unit has ended; nothing while the unit exists."""
    unit = succession.heir(case.campaign, case.record.unit, case.today)
    return moved(case, unit) if unit != case.record.unit else {}
