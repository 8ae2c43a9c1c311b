"""The tick: e-mails that were intended and not sent are tried again, as long as they are true.

An e-mail gets stuck when SES is out of reach for longer than the queue tries, or when the function is ended
between noting and sending. It may also be ended between sending and marking; nobody can then tell whether SES
had taken the e-mail, and it is sent again: at most one duplicate for each such crash, never a missing one.
"""

from time import time as real_now

from services.core.events import UnknownEventError
from services.core.mailing.mail import Status
from services.core.queue import PermanentError, RetryableError
from services.core.table import ConflictError
from services.core.telemetry import metrics
from services.core.telemetry.faults import wordless
from services.core.telemetry.log import logger
from services.core.telemetry.metrics import Metric
from services.notify import deliver, ledger
from services.notify.intent import ids_of
from services.notify.ledger import Copy

#: E-mails that one tick looks at; the next tick goes on.
MOST = 100

#: Real seconds after which an e-mail that could never be sent is given up: three days.
GIVEN_UP = 3 * 24 * 3600

_log = logger()


def sweep() -> int:
    """Try again what is stuck, longest waiting first. Gives how many e-mails are settled now."""
    found = [ledger.get(mail) for mail in ledger.stuck(real_now(), MOST)]
    return sum(_settled(copy) for copy in found if copy is not None and copy.status is Status.INTENDED)


def _settled(copy: Copy) -> bool:
    """One e-mail that breaks is logged and left for the next tick; those behind it do not wait with it."""
    try:
        return _again(copy)
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this e-mail alone
        _log.error("an e-mail could not be tried again", extra={**_ids(copy), **wordless(error)})
        return False


def _again(copy: Copy) -> bool:
    if real_now() - copy.since > GIVEN_UP:
        return _given_up(copy)
    try:
        wanted = next((mail for mail in deliver.mails(copy.event) if mail.intent.id == copy.id), None)
    except (PermanentError, UnknownEventError):
        return _given_up(copy)
    except RetryableError:
        return False
    if wanted is None:
        suppress(copy)
        return True
    return deliver.dispatch(wanted)


def _given_up(copy: Copy) -> bool:
    try:
        ledger.mark_failed(copy.id, copy.error or "GivenUp")
    except ConflictError:
        return False
    _log.error("an e-mail is given up", extra={**_ids(copy), "code": copy.error})
    metrics.tell(Metric.MAILS_FAILED, of=copy.kind.value)
    return True


def suppress(copy: Copy) -> None:
    """Note that it is no longer true; one that was sent meanwhile stays so."""
    try:
        ledger.mark_suppressed(copy.id)
    except ConflictError:
        _log.info("an e-mail was sent after all", extra=_ids(copy))
    else:
        _log.info("an e-mail is no longer true", extra=_ids(copy))


def _ids(copy: Copy) -> dict[str, str]:
    return ids_of(copy.event, copy.kind, copy.person)
