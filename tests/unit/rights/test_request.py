"""By when a request about personal data is acknowledged and done."""

from datetime import date, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.campaign import calendar, file
from services.core.campaign.model import Campaign
from services.core.rights import request as rights
from services.core.rights.request import End, Outcome, Request, What
from services.core.subjects.subject import Channel
from services.core.vietnam import VIETNAM
from tests.conftest import FILE

PLAN = file.read(FILE.read_bytes())
FRIDAY = date(2025, 6, 6)
AT = datetime(2025, 6, 10, 9, tzinfo=VIETNAM)


def a_request(what: What = What.VIEW, received: date = FRIDAY, id_: str = "a" * 32) -> Request:
    """Somebody asks."""
    return Request(
        id=id_, campaign=PLAN.id, what=what, received=received, channel=Channel.PAPER,
        name="Lê Thị Sen", contact="0912 345 678", words="Xin xóa tên tôi", by="p1", subjects=("r.citizen",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("what", "day"),
    [
        (What.VIEW, date(2025, 6, 16)),
        (What.CORRECT, date(2025, 6, 16)),
        (What.WITHDRAW, date(2025, 6, 21)),  # a Saturday stays a Saturday
        (What.DELETE, date(2025, 6, 26)),
    ],
)
def test_each_kind_has_its_days(what: What, day: date) -> None:
    """View and correct 10 days, withdrawal 15, delete 20, at the campaign's hour."""
    assert rights.finish_by(a_request(what), PLAN) == datetime.combine(day, time(17), tzinfo=VIETNAM)


def test_acknowledging_counts_working_days() -> None:
    """Received on a Friday, it is acknowledged by Tuesday at five."""
    assert rights.acknowledge_by(a_request(), PLAN) == datetime(2025, 6, 10, 17, tzinfo=VIETNAM)


@given(st.dates(date(2024, 9, 1), date(2026, 12, 31)), st.sampled_from(What))
def test_terms_hold_on_every_day(received: date, what: What) -> None:
    """Two working days lie between, whatever weekends and holidays come; the rest are plain days."""
    request = a_request(what, received)
    by = rights.acknowledge_by(request, PLAN).date()
    between = [received + timedelta(days=n) for n in range(1, (by - received).days + 1)]
    assert sum(calendar.is_working_day(day, PLAN.holidays) for day in between) == rights.ACKNOWLEDGED_IN
    assert calendar.is_working_day(by, PLAN.holidays)
    assert (rights.finish_by(request, PLAN).date() - received).days == rights.DONE_IN[what]
    term = rights.due(request, PLAN)
    assert term == min(rights.acknowledge_by(request, PLAN), rights.finish_by(request, PLAN))


def test_what_is_due_first_comes_first() -> None:
    """Unacknowledged before acknowledged by due; what is answered follows, latest first."""

    def made(n: int, **changes: object) -> Request:
        return msgspec.structs.replace(a_request(id_=f"{n:032x}"), **changes)

    new = made(1)
    acknowledged = made(2, acknowledged=AT)
    later = made(3, received=FRIDAY + timedelta(days=1), acknowledged=AT)
    done = made(4, end=End(at=AT, by="p", outcome=Outcome.DONE))
    newer = made(5, end=End(at=AT + timedelta(days=1), by="p", outcome=Outcome.REFUSED, note="x"))
    given = (done, later, newer, acknowledged, new)
    assert rights.in_order(given, PLAN) == (new, acknowledged, later, newer, done)
    assert rights.due(acknowledged, PLAN) == rights.finish_by(acknowledged, PLAN)
    assert rights.due(done, PLAN) is None


def test_what_remains_of_a_request_names_nobody() -> None:
    """Kind, days and outcome stay; name, contact, words and the note go."""
    ended = msgspec.structs.replace(
        a_request(What.DELETE), end=End(at=AT, by="p", outcome=Outcome.DONE, note="Bà Sen")
    )
    left = rights.blank(ended)
    assert not any(part in repr(left) for part in ("Sen", "0912", "Xin"))
    assert (left.what, left.received, left.end and left.end.at) == (What.DELETE, FRIDAY, AT)
    assert rights.blank(left) == left


def test_an_id_is_told_from_what_is_none() -> None:
    """An address that was tampered with reaches no key of the table."""
    assert rights.is_request_id("0" * 32)
    assert not any(rights.is_request_id(text) for text in ("", "0" * 31, "0" * 33, "G" * 32, f"{'0' * 32}\n"))


def test_the_plan_is_a_campaign() -> None:
    """The terms above are those of the real plan: they end at five."""
    assert isinstance(PLAN, Campaign)
    assert PLAN.terms.due_hour == time(17)
