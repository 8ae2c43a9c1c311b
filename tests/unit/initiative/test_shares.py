"""Shares that make 100 exactly, authors named twice, and the dates of law, whatever the day."""

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.campaign.legal import in_force, later
from services.core.initiative.filing import DECIDING, FILING, last_day
from services.core.initiative.shares import AUTHORS, among, is_same, so_far, unfit
from services.core.language.catalogue import say
from services.core.record.people import Entered, Given
from services.core.subjects.subject import Details
from tests.unit.record.life import campaign

_DAYS = st.dates(date(2013, 1, 1), date(2090, 12, 31))


@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=20))
def test_shares_fit_exactly_when_they_make_100(thousandths: list[int]) -> None:
    """In thousandths, as a person types them: the least too little or too much is found."""
    shares = [Decimal(part) / 1000 for part in thousandths]
    assert (unfit(shares) is None) == (sum(thousandths) == 100_000)
    rest = 100_000 - sum(thousandths)
    if rest > 0:
        assert unfit([*shares, Decimal(rest) / 1000]) is None


@pytest.mark.parametrize("share", ["0", "-1"])
def test_a_share_lies_above_nothing(share: str) -> None:
    """Nobody is an author of nothing, even where the sum is right."""
    wrong = unfit([Decimal(100) - Decimal(share), Decimal(share)])
    assert wrong is not None
    assert wrong.sentence == "Every share lies above 0"


def test_the_sum_says_what_is_missing() -> None:
    """99%: 1 is missing."""
    wrong = unfit([Decimal(60), Decimal(39)])
    assert wrong is not None
    assert wrong.values == {"total": Decimal(99), "missing": Decimal(1)}


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([], None),
        ([""], "Shares entered so far: 0%; 100% is missing."),
        (["60", "", "nhiều"], "Shares entered so far: 60%; 40% is missing."),
        (["60", "39,5"], "Shares entered so far: 99.5%; 0.5% is missing."),
        (["60", "40"], "Shares entered so far: 100%; nothing is missing."),
        (["60", "60"], "Shares entered so far: 120%; 20% too much."),
    ],
)
def test_the_sum_is_said_while_authors_are_added(shares: list[str], said: str | None) -> None:
    """As typed: what is empty or cannot be read yet adds nothing."""
    found = so_far([{"share": share} for share in shares])
    assert (found and say(found, "en")) == said


_NUMBERS = ("", "0913 222 333", "+84 913222333", "0913 222 334")
_AN = Details(name="Nguyễn Văn An", birth=1980, position="Kỹ sư", workplace="HTX", email="an@x.example")


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"name": "nguyễn  văn AN.", "email": ""}, True),
        ({"name": "Trần Thị Bình", "birth": 1975, "email": "AN@x.example"}, True),
        ({"birth": 1981, "email": ""}, False),
        ({"birth": date(1980, 2, 5), "email": ""}, True),  # contradicts nothing
        ({"birth": date(1981, 2, 5), "email": ""}, False),
        ({"birth": None, "email": ""}, True),
        ({"telephone": "0913 222 333", "email": ""}, True),  # the other gives none
        ({"name": "Trần Thị Bình", "email": ""}, False),
        ({"name": "Nguyễn Văn Ân", "email": ""}, False),
        ({"email": "khac@x.example"}, False),
    ],
)
def test_an_author_is_named_once(changes: dict[str, object], same: bool) -> None:  # noqa: FBT001 - a table
    """The same e-mail address, or the same name with nothing against it, is the same person."""
    other = msgspec.structs.replace(_AN, **changes)
    assert is_same(_AN, other) == is_same(other, _AN) == same
    people = (_given(1, _AN), _given(2, other))
    assert [problem.field for problem in among(people, {})] == ["people-author"] * same


@given(
    st.dates(date(1950, 1, 1)),
    st.dates(date(1950, 1, 1)),
    st.sampled_from(_NUMBERS),
    st.sampled_from(_NUMBERS),
)
def test_only_what_both_give_tells_two_of_a_name_apart(one: date, other: date, ring: str, call: str) -> None:
    """Whole dates among themselves, else the years; telephone numbers however they are written."""
    first = Details(name="Hồ Văn Giang", birth=one, telephone=ring)
    second = Details(name="hồ  văn giang", birth=other, telephone=call)
    rings_alike = not ring or not call or ring.replace(" ", "")[-9:] == call.replace(" ", "")[-9:]
    assert is_same(first, second) == (one == other and rings_alike)
    for by_year in (
        msgspec.structs.replace(first, birth=one.year),
        msgspec.structs.replace(first, birth=None),
    ):
        assert is_same(by_year, second) == is_same(second, by_year)
        assert is_same(by_year, second) == ((not by_year.birth or one.year == other.year) and rings_alike)


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Khung cấy của ông Nguyễn Văn An, HTX Tiên Mỹ", True),
        ("NGUYEN VAN AN: khung cấy", True),
        ("Khung cấy của ông Nguyễn Văn Ang", False),
        ("Khung cấy", False),
        (None, False),
    ],
)
def test_no_author_is_named_by_the_title(title: str | None, named: bool) -> None:  # noqa: FBT001 - a table
    """Lists and e-mails show the title to people who have to know no name, marks and case aside."""
    alone = Given(asked=AUTHORS, person=_given(1, _AN).person, values={"share": Decimal(100)})
    assert [problem.field for problem in among((alone,), {"title": title})] == ["title"] * named


def _given(rank: int, details: Details) -> Given:
    who = Entered(subject=f"i1.author-{rank}", name=details.name, details=details)
    return Given(asked=AUTHORS, person=who, values={"share": Decimal(50)})


@given(_DAYS)
def test_a_year_to_file_ends_on_the_same_date(first: date) -> None:
    """Of 29 February on 28 February; never a day more than 366, nor another day of the month."""
    last = last_day(first, campaign(), first)
    assert last is not None
    if (first.month, first.day) == (2, 29):
        assert last == date(first.year + 1, 2, 28)
    else:
        assert (last.year, last.month, last.day) == (first.year + 1, first.month, first.day)
    assert (last - first).days in (365, 366)


@given(_DAYS)
def test_three_months_to_decide_end_on_the_same_date_or_the_months_last(accepted: date) -> None:
    """30 November leads to 28 or 29 February."""
    rule = in_force(campaign(), DECIDING, accepted)
    assert rule is not None
    due = later(accepted, rule)
    assert (due.year * 12 + due.month) - (accepted.year * 12 + accepted.month) == 3
    if due.day != accepted.day:
        assert (due + timedelta(days=1)).day == 1
        assert due.day < accepted.day
    if accepted == date(accepted.year, 11, 30):
        assert due.day == 28 + isleap(due.year)


def test_the_law_of_the_day_counts() -> None:
    """Before it came into force and after it ended there is none, then the next version."""
    old = next(rule for rule in campaign().legal if rule.rule == FILING)
    ended = msgspec.structs.replace(old, until=date(2025, 6, 30))
    new = msgspec.structs.replace(
        old, id="initiative-filing-2025", value=Decimal(2), effective=date(2025, 7, 1)
    )
    changed = msgspec.structs.replace(campaign(), legal=(ended, new))
    assert last_day(date(2025, 1, 1), changed, date(2025, 6, 30)) == date(2026, 1, 1)
    assert last_day(date(2025, 1, 1), changed, date(2025, 7, 1)) == date(2027, 1, 1)
    assert last_day(date(2012, 1, 1), changed, date(2012, 4, 24)) is None


def test_a_rule_without_a_time_leads_nowhere() -> None:
    """A governing decree is not taken for a term."""
    governing = next(rule for rule in campaign().legal if rule.value is None)
    with pytest.raises(ValueError, match="sets no time"):
        later(date(2025, 1, 1), governing)
