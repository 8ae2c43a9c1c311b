"""Early, on time, late, overdue: by days in Vietnam."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.record.record import Outcome
from services.core.record.title import same_title
from services.core.vietnam import end_of_day
from services.core.work import commands as c
from services.core.work.judgement import is_overdue, outcome
from tests.unit.work.lives import COMMANDS, FACTS, SITUATIONS

_DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(_DAYS, _DAYS)
def test_each_day_is_judged_one_way(done_on: date, deadline: date) -> None:
    """Before the deadline's day is early, that very day on time, after it late; nothing else exists."""
    expected = {True: Outcome.EARLY, False: Outcome.LATE}[done_on < deadline]
    assert outcome(done_on, deadline) is (Outcome.ON_TIME if done_on == deadline else expected)


@pytest.mark.parametrize(
    ("done_on", "judged"),
    [
        (FACTS.deadline - timedelta(days=1), "early"),
        (FACTS.deadline, "on_time"),
        (date(2024, 12, 21), "late"),
    ],
)
def test_the_day_of_the_claim_does_not_count(done_on: date, judged: str) -> None:
    """A claim in January of a work that was done in December is judged by December."""
    life = SITUATIONS["approved"]().at(end_of_day(date(2025, 1, 20)))
    life.do("author", c.ClaimCompletion(done_on=done_on, evidence="Biên bản"))
    life.later(days=3).do("appraiser", c.Verify(done_on=done_on))
    assert life.work.verdict is not None
    assert life.work.verdict.outcome.value == judged


def test_the_judgement_uses_the_last_approved_deadline() -> None:
    """An amendment in force moves the day; one that a claim made lapse does not."""
    done_on = date(2025, 1, 10)
    claim = c.ClaimCompletion(done_on=done_on, evidence="Biên bản")
    for agreed, judged in ((True, Outcome.EARLY), (False, Outcome.LATE)):
        life = SITUATIONS["half_amended"]().at(end_of_day(date(2025, 1, 20)))
        if agreed:
            life.do("ubnd seat", COMMANDS["agree, ubnd"])
        life.do("author", claim).do("appraiser", c.Verify(done_on=done_on))
        assert life.work.amendment is None
        assert life.work.verdict is not None
        assert life.work.verdict.outcome is judged


@pytest.mark.parametrize(
    ("situation", "day", "overdue"),
    [
        ("approved", FACTS.deadline, False),
        ("approved", FACTS.deadline + timedelta(days=1), True),
        ("completed", FACTS.deadline + timedelta(days=1), False),
        ("submitted", FACTS.deadline + timedelta(days=1), False),
    ],
)
def test_overdue_is_approved_without_claim_after_the_deadline(
    situation: str, day: date, *, overdue: bool
) -> None:
    """Claims that wait to be verified are not overdue, nor is anything on its deadline's day."""
    work = SITUATIONS[situation]().work
    assert work.facts is not None
    assert is_overdue(work.state, work.facts.deadline, day) is overdue


@pytest.mark.parametrize(
    "title",
    [
        "  đường   NỘI đồng . ",
        "Đường nội đồng.",
        "ĐƯỜNG NỘI ĐỒNG",
        unicodedata.normalize("NFD", "Đường nội đồng"),
    ],
)
def test_the_same_title(title: str) -> None:
    """Form, case, spaces and a final stop aside, it is the same title."""
    assert same_title(title) == same_title("Đường nội đồng")


def test_other_words_are_another_title() -> None:
    """A mark on a letter makes another word in Vietnamese."""
    assert same_title("Đường nội đồng") != same_title("Đường nối đồng")
