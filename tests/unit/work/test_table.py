"""How the rules refuse, in which words; who may do what stands in `allowed.py`."""

import pytest

from services.core.record.decide import decide
from services.core.record.refusal import NotYoursError, RefusedError, WrongStateError
from tests.unit.work.lives import COMMANDS, SITUATIONS


def test_a_refusal_says_whether_it_is_too_late_or_not_yours() -> None:
    """Pages tell the two apart: the one asks to read again, the other to leave it to somebody else."""
    life = SITUATIONS["approved"]()
    with pytest.raises(WrongStateError):
        decide(life.case("appraiser", COMMANDS["appraise"]))
    with pytest.raises(NotYoursError):
        decide(life.case("stranger", COMMANDS["progress"]))


def test_a_case_without_a_command_cannot_be_decided() -> None:
    """A page's question is not taken for a command by mistake."""
    with pytest.raises(TypeError):
        decide(SITUATIONS["draft"]().case("author", None))


def test_the_barred_are_told_why() -> None:
    """Whoever is barred reads that it is for their own interest, not that they hold no role."""
    life = SITUATIONS["submitted"]()
    with pytest.raises(RefusedError, match="your unit's"):
        decide(life.case("appraiser of the unit", COMMANDS["appraise"]))
