"""Limits behind the edge: each line is counted by itself, and no header moves anybody to another one."""

from typing import TYPE_CHECKING

import msgspec
import pytest

from infra.local.browser import Browser
from services.core.people.entrance import limit
from services.core.people.entrance.limit import Limit

if TYPE_CHECKING:
    from infra.local.front import Answer, Call, Front

ASK = "/registration/sign-in"
KEY = "a secret of the edge and of the pages"


class Behind:
    """A way to the front from one address, with headers of the viewer's own invention."""

    def __init__(self, front: "Front", address: str, **forged: str) -> None:
        self._front = front
        self._address = address
        self._forged = {name.replace("_", "-"): value for name, value in forged.items()}

    def __call__(self, call: "Call") -> "Answer":
        """Send a call on its way."""
        headers = {**call.headers, **self._forged}
        return self._front.answer(msgspec.structs.replace(call, address=self._address, headers=headers))


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation with CloudFront before it; the front is that, too."""
    monkeypatch.setenv("EDGE_KEY", KEY)


def _asks(way: Behind, who: str, times: int) -> list[int]:
    """One person asks for a link so many times; the status of each answer."""
    browser = Browser(way)
    page = browser.open(ASK)
    return [browser.press(page, ASK, email=f"{who}@xa.example").status for _ in range(times)]


@pytest.mark.usefixtures("edge")
def test_twenty_people_behind_two_addresses_are_counted_apart(front: "Front") -> None:
    """Ten at each office ask as often as each may: together they would be too many, apart they are not."""
    each = Limit.ASKED_FOR_ADDRESS.value
    assert 10 * each <= Limit.ASKED_FROM_IP.value < 20 * each
    here, there = Behind(front, "203.0.113.7"), Behind(front, "198.51.100.10")
    for number in range(10):
        assert set(_asks(here, f"a{number}", each)) == {200}
        assert set(_asks(there, f"b{number}", each)) == {200}
    left = Limit.ASKED_FROM_IP.value - 10 * each
    more = [status for number in range(10, 13) for status in _asks(here, f"a{number}", each)]
    assert more == [200] * left + [429] * (3 * each - left)
    assert _asks(there, "b10", 1) == [200]


@pytest.mark.usefixtures("edge")
def test_a_viewer_cannot_choose_the_line_it_is_counted_at(
    front: "Front", monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a viewer sends under the edge's names is overwritten on the way."""
    counted: list[str] = []
    allows = limit.allows

    def noting(what: Limit, who: str, now_real: float) -> bool:
        counted.append(who)
        return allows(what, who, now_real)

    monkeypatch.setattr(limit, "allows", noting)
    way = Behind(front, "203.0.113.7", x_thidua_viewer="192.0.2.1", x_thidua_edge="forged")
    assert _asks(way, "lan", 1) == [200]
    assert "203.0.113.7" in counted
    assert "192.0.2.1" not in counted


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("", "unknown", False),
    ],
)
def test_a_line_is_an_address_or_the_first_half_of_one(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a table
    """Whoever has one address of IPv6 has 2^64 of them, and would otherwise be 2^64 people."""
    assert (limit.line(one) == limit.line(other)) is same
