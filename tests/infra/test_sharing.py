"""People who hand in forms and the pump share one process well."""

import threading

import pytest

from infra.local import sharing
from infra.local.sharing import BACKLOG, Sharing


class _Relay:
    """How far a relay is behind, and whether anybody has looked."""

    def __init__(self, behind: int) -> None:
        self.behind = behind
        self.looked_at = threading.Event()

    def __call__(self) -> int:
        self.looked_at.set()
        return self.behind


def test_a_form_waits_until_the_relay_is_near() -> None:
    """However many hand in at once, events are passed on while they do, not after."""
    relay = _Relay(BACKLOG + 1)
    shared = Sharing(relay)
    entered_at: list[int] = []

    def hand_in() -> None:
        with shared.form():
            entered_at.append(relay.behind)

    with shared.running():
        person = threading.Thread(target=hand_in)
        person.start()
        assert relay.looked_at.wait(10)
        assert entered_at == []
        relay.behind = BACKLOG
        shared.relay_moved()
        person.join(10)
    assert entered_at == [BACKLOG]


def test_nobody_waits_for_a_pump_that_does_not_run() -> None:
    """Tests, and the machine while it starts, have no relay that could catch up."""
    shared = Sharing(_Relay(10 * BACKLOG))
    with shared.form():
        assert shared.forms_in_hand()
    assert not shared.forms_in_hand()


def test_queues_wait_for_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form in hand keeps the queues back for a while, never for good; without one they go at once."""
    shared = Sharing(_Relay(0))
    assert shared.queues_may_go()
    with shared.form():
        assert not shared.queues_may_go()
        monkeypatch.setattr(sharing, "LONGEST_WAIT", 0.0)
        assert shared.queues_may_go()
        monkeypatch.undo()
    assert shared.queues_may_go()


def test_a_relay_that_stands_still_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the bus refuses everything, people can go on handing in."""
    monkeypatch.setattr(sharing, "LONGEST_WAIT", 0.0)
    shared = Sharing(_Relay(10 * BACKLOG))
    with shared.running(), shared.form():
        assert shared.forms_in_hand()


def test_a_form_that_breaks_is_not_in_hand_any_more() -> None:
    """Otherwise the queues would wait for it for ever."""
    shared = Sharing(_Relay(0))
    with pytest.raises(RuntimeError), shared.form():
        raise RuntimeError
    assert not shared.forms_in_hand()
