"""The ledger under two hands: whoever comes second changes nothing."""

import msgspec
import pytest

from services.core.mailing.mail import Status
from services.core.people.person import Person
from services.core.queue import PermanentError, RetryableError
from services.core.table import ConflictError
from services.notify import deliver, ledger, sweep
from services.notify.intent import Intent, Kind
from services.notify.ledger import LEASE, Claim
from tests.flow.notify.conftest import Doing, RealClock


@pytest.fixture
def intent(work: Doing, people: dict[str, Person]) -> Intent:
    """An e-mail to Lan about her return."""
    event = work.submit().send_back().event()
    return Intent(event=event, kind=Kind.RETURNED, person=people["lan"])


def _status(intent: Intent) -> Status:
    copy = ledger.get(intent.id)
    assert copy is not None
    return copy.status


def test_an_email_is_held_until_its_lease_ends(intent: Intent) -> None:
    """Nobody else sends while somebody may still be sending; afterwards the next one may."""
    assert ledger.claim(intent, "s", "t", 100) is Claim.MINE
    assert ledger.claim(intent, "s", "t", 100 + LEASE - 1) is Claim.HELD
    assert ledger.stuck(100 + LEASE - 1, 10) == ()
    assert ledger.stuck(100 + LEASE, 10) == (intent.id,)
    assert ledger.claim(intent, "s", "t", 100 + LEASE) is Claim.MINE


def test_of_two_that_take_over_one_does(intent: Intent, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both saw the lease end; only the first to write holds it."""
    ledger.claim(intent, "s", "t", 100)
    seen = ledger.get(intent.id)
    assert ledger.claim(intent, "s", "t", 200) is Claim.MINE
    monkeypatch.setattr(ledger, "get", lambda _: seen)
    assert ledger.claim(intent, "s", "t", 200) is Claim.HELD


def test_what_was_sent_stays_sent(intent: Intent, real: RealClock) -> None:
    """A slower hand can neither fail nor suppress it any more."""
    ledger.claim(intent, "s", "t", 100)
    seen = ledger.get(intent.id)
    assert seen is not None
    ledger.mark_sent(intent.id, "reference", intent.event.occurred_at)
    sweep.suppress(seen)
    with pytest.raises(ConflictError):
        ledger.mark_failed(intent.id, "code")
    assert ledger.claim(intent, "s", "t", real()) is Claim.DONE
    assert _status(intent) is Status.SENT


def test_an_unknown_email_is_none(intent: Intent) -> None:
    """Only what was intended is there."""
    assert ledger.get(intent.id) is None


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RetryableError("the record is older"), Status.INTENDED),
        (PermanentError("no such event"), Status.FAILED),
    ],
)
def test_the_tick_and_an_event_that_does_not_fit(
    intent: Intent, real: RealClock, monkeypatch: pytest.MonkeyPatch, error: Exception, status: Status
) -> None:
    """What may fit later is kept for the next tick, what never will is failed; the others go on."""

    def refuse(_: object) -> tuple[deliver.Mail, ...]:
        raise error

    ledger.claim(intent, "s", "t", real())
    real.seconds += LEASE
    monkeypatch.setattr(deliver, "mails", refuse)
    assert sweep.sweep() == (status is Status.FAILED)
    assert _status(intent) is status


def test_the_tick_comes_after_somebody_else(
    intent: Intent, real: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old e-mail that was sent between the tick's look and its verdict stays sent."""
    ledger.claim(intent, "s", "t", real())
    seen = ledger.get(intent.id)
    assert seen is not None
    ledger.mark_sent(intent.id, "reference", intent.event.occurred_at)
    real.seconds += sweep.GIVEN_UP + LEASE
    monkeypatch.setattr(ledger, "stuck", lambda *_: (intent.id,))
    assert sweep.sweep() == 0
    monkeypatch.setattr(ledger, "get", lambda _: msgspec.structs.replace(seen, since=0))
    assert sweep.sweep() == 0
    monkeypatch.undo()
    assert _status(intent) is Status.SENT
