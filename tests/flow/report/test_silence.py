"""Who is silent: from the unit's form to the leader's dashboard, now and on every day gone by."""

import re
from collections.abc import Callable

import pytest

from infra.local.pump import Pump
from services.core.people.person import Person
from services.core.record import store
from services.core.work import commands as c
from tests.conftest import TestCloud
from tests.flow.registration.works import TYPED, act
from tests.flow.visitor import Page, Visitor, announce

BOARD = "/report/dashboard"
LIST = "/registration/records"
YESTERDAY = "07/10/2024"

#: What the dashboard says of the commune among the units that need a call.
WORDS = re.compile(r"Xã Vĩnh Lâm (chưa đăng ký, chưa có bản nháp|chưa đủ số tối thiểu; đã đăng ký: 0)")
SILENT, BELOW = "chưa đăng ký, chưa có bản nháp", "chưa đủ số tối thiểu; đã đăng ký: 0"

Read = Callable[..., str]


@pytest.fixture
def read(browser: Callable[[Person | None], Visitor], leader: Person) -> Read:
    """What a leader reads of commune Vĩnh Lâm: now, or at the end of a day."""
    visitor = browser(leader)

    def said(day: str = "") -> str:
        found = WORDS.search(visitor.get(f"{BOARD}?on={day}").text)
        return found[1] if found else ""

    return said


@pytest.fixture
def lan(campaign: object) -> Visitor:  # noqa: ARG001 - people live in its cloud
    """A member of the commune, before the form."""
    from services.registration.app import app  # noqa: PLC0415 - its models need the cloud's environment

    return Visitor(app, announce("Nguyễn Thị Lan", "unit:vinh-lam"))


@pytest.fixture
def minh(campaign: object) -> Visitor:  # noqa: ARG001 - people live in its cloud
    """Her colleague, before his."""
    from services.registration.app import app  # noqa: PLC0415 - its models need the cloud's environment

    return Visitor(app, announce("Lê Văn Minh", "unit:vinh-lam"))


def _draft(visitor: Visitor) -> str:
    """Type a title and save; the record's id."""
    return _id(visitor.press(visitor.get(f"{LIST}/new"), do="save", title="Nhà văn hóa"))


def _id(page: Page) -> str:
    return page.action.split("/")[3]


def _discard(visitor: Visitor, record_id: str) -> None:
    visitor.press(visitor.get(f"{LIST}/{record_id}/discard"))
    assert store.get(record_id) is None


def test_a_draft_ends_the_silence_at_once(lan: Visitor, read: Read) -> None:
    """Opening a form is nothing yet; the first letter that is kept by itself is a draft."""
    form = lan.get(f"{LIST}/new")
    assert read() == SILENT
    assert lan.post(form.action.replace("/edit", "/draft"), {**form.form, "title": "N"}).status == 204
    assert read() == BELOW


def test_discarding_the_only_draft_brings_silence_back_but_not_for_yesterday(
    cloud: TestCloud, lan: Visitor, read: Read
) -> None:
    """Yesterday's figure says what was so yesterday, for ever."""
    record_id = _draft(lan)
    cloud.clock.forward(days=1)
    assert (read(), read(YESTERDAY)) == (BELOW, BELOW)
    _discard(lan, record_id)
    assert (read(), read(YESTERDAY), read("06/10/2024")) == (SILENT, BELOW, SILENT)


def test_a_draft_of_a_few_minutes_leaves_a_day_silent(cloud: TestCloud, lan: Visitor, read: Read) -> None:
    """As of a day is the end of that day."""
    record_id = _draft(lan)
    cloud.clock.forward(minutes=5)
    _discard(lan, record_id)
    cloud.clock.forward(days=1)
    _draft(lan)
    assert (read(), read(YESTERDAY)) == (BELOW, SILENT)


@pytest.mark.parametrize("which", [0, 1])
def test_discarding_one_of_two_drafts_changes_nothing(
    cloud: TestCloud, lan: Visitor, minh: Visitor, read: Read, which: int
) -> None:
    """Whichever of the two, and whoever made it."""
    two = (_draft(lan), _draft(minh))
    cloud.clock.forward(days=1)
    _discard(lan, two[which])
    assert (read(), read(YESTERDAY)) == (BELOW, BELOW)


def test_what_was_handed_in_and_withdrawn_is_no_silence(pump: Pump, lan: Visitor, read: Read) -> None:
    """Nor is there a second of it: the draft's sign speaks until the row does, and the row for good."""
    check = lan.press(lan.get(f"{LIST}/new"), do="continue", **TYPED)
    lan.press(check)
    assert read() == BELOW  # its event is still under way
    pump.drain()
    assert read() == ""
    record_id = _id(check)
    author = announce("Nguyễn Thị Lan", "unit:vinh-lam")
    act(record_id, author, c.Withdraw(reason="Trùng với công trình của huyện"))
    pump.drain()
    other = _draft(lan)
    assert read() == BELOW
    _discard(lan, other)
    assert read() == BELOW


def test_two_people_at_once_are_one_sign(
    lan: Visitor, minh: Visitor, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While she discards the only draft he saves his first: the unit has one."""
    hers = _draft(lan)
    ask = lan.get(f"{LIST}/{hers}/discard")
    besides = store._another_draft  # noqa: SLF001 - the moment between reading and writing

    def late(*arguments: object) -> str | None:
        monkeypatch.setattr(store, "_another_draft", besides)
        found = besides(*arguments)  # type: ignore[arg-type]  # passed on
        _draft(minh)
        return found

    monkeypatch.setattr(store, "_another_draft", late)
    lan.press(ask)
    assert store.get(hers) is None
    assert read() == BELOW
