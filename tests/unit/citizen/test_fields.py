"""What a locality fills in: at least one contribution, in whatever mixture, and days in their order."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.campaign.model import Track
from services.core.citizen.citizen import Facts
from services.core.language.catalogue import say
from services.core.language.message import Message
from services.core.record import filling
from services.core.record.people import Entered
from services.core.record.showing.sheet import groups
from services.core.subjects.subject import Details
from tests.unit.citizen.lives import FACTS
from tests.unit.record.life import campaign

_TYPED = filling.typed_from(Track.CITIZEN, FACTS, campaign()) | filling.people_from(FACTS, ())
_HOUSEHOLD = Entered(subject="c1.household", name="Hoàng Thị Mơ", details=Details(name="Hoàng Thị Mơ"))


def _read(**typed: str) -> tuple[Facts | None, dict[str, str]]:
    facts, problems = filling.read_facts(Track.CITIZEN, _TYPED | typed, campaign(), (_HOUSEHOLD,))
    assert facts is None or isinstance(facts, Facts)
    return facts, {problem.field: problem.message.sentence for problem in problems}


def test_what_was_typed_is_read_and_can_be_typed_again() -> None:
    """A form that is opened again gives the very same facts."""
    assert _read() == (FACTS, {})


@settings(max_examples=40)
@given(
    labour=st.none() | st.decimals(min_value="0.5", max_value=9999, places=1),
    money=st.none() | st.integers(1, 10**12),
    land=st.none() | st.decimals(min_value="0.001", max_value=99_999, places=3),
    solution=st.sampled_from(["", "Tưới nhỏ giọt cho hồ tiêu"]),
)
def test_any_mixture_does_but_none(
    labour: Decimal | None, money: int | None, land: Decimal | None, solution: str
) -> None:
    """Each kind has its own quantity and any may be missing, but not all of them."""
    typed = {
        "labour": "" if labour is None else f"{labour.normalize():f}".replace(".", ","),
        "money": "" if money is None else str(money),
        "land": "" if land is None else f"{land.normalize():f}".replace(".", ","),
        "solution": solution,
    }
    facts, problems = _read(**typed)
    if any(typed.values()):
        assert facts is not None
        assert (facts.labour, facts.money, facts.land, facts.solution) == (labour, money, land, solution)
    else:
        assert problems == {"labour": "Write at least one contribution: labour, money, land or a solution"}


@pytest.mark.parametrize("name", ["labour", "money", "land"])
def test_nothing_is_not_written_as_zero(name: str) -> None:
    """A 0 says neither that it was given nor that it was forgotten: the field is left empty instead."""
    _, problems = _read(**{name: "0"})
    assert problems == {name: "Leave it empty where nothing was contributed"}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"money": "1.200.000,5"}, "money"),
        ({"labour": "mười"}, "labour"),
        ({"land": "-5"}, "land"),
        ({"start": "30/02/2024"}, "start"),
        ({"title": " "}, "title"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_what_cannot_be_read_is_named(typed: dict[str, str], field: str) -> None:
    """Each mistake stands beside its own field."""
    facts, problems = _read(**typed)
    assert facts is None
    assert set(problems) == {field}


@settings(max_examples=40)
@given(start=st.dates(date(2000, 1, 1), date(2030, 1, 1)), days=st.integers(-400, 400))
def test_it_ends_no_earlier_than_it_begins(start: date, days: int) -> None:
    """From–to is read in its order; the same day twice is one day."""
    end = start + timedelta(days=days)
    facts, problems = _read(start=f"{start:%d/%m/%Y}", end=f"{end:%d/%m/%Y}")
    assert (facts is not None) == (days >= 0)
    assert set(problems) == (set() if days >= 0 else {"end"})


def test_quantities_are_shown_with_their_measures() -> None:
    """A page says "12 ngày công" and "200 m²"; what was not contributed stays empty."""
    rows = [row for group in groups(Track.CITIZEN, FACTS, campaign()) for row in group.rows]
    shown = {
        say(row.label, "en"): say(row.value, "en") if isinstance(row.value, Message) else row.value
        for row in rows
    }
    assert shown["Labour"] == "12 days of work"
    assert shown["Land"] == "200 m²"
    assert shown["Money"] is None
