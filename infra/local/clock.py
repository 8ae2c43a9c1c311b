"""The local business clock: it starts on the campaign's launch day and goes at the real pace.

Today the plan's dates are past, so that nothing could be lived through on the real day. The clock is kept as
a distance to the real one, in a file, and only ever moves forward. Sessions and codes use the real clock.
"""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.local.journal import StaleError
from services.core.vietnam import VIETNAM


def read_moment(text: str) -> datetime:
    """The moment in ISO form or as `07/10/2024 07:00`; Vietnam's time unless it says otherwise.

    Raises:
        ValueError: another form.
    """
    try:
        moment = datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


class BackwardsError(ValueError):
    """Business time does not go back: what happened would then lie in the future."""


class LocalClock:
    """The clock whose distance is kept in `folder`, which must exist."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "clock.json"
        self._lock = threading.Lock()
        self._ahead: timedelta | None = self._read()

    @property
    def is_set(self) -> bool:
        """Whether it was ever set; a new one shows the real time."""
        return self._ahead is not None

    def now(self) -> datetime:
        """The business moment, aware."""
        return datetime.now(UTC) + (self._ahead or timedelta())

    def start_at(self, moment: datetime) -> None:
        """Set a clock that was never set."""
        self._keep(moment - datetime.now(UTC))

    def move_to(self, moment: datetime) -> None:
        """It is `moment` now.

        Raises:
            BackwardsError: it is later than that already.
        """
        ahead = moment - datetime.now(UTC)
        if self._ahead is not None and ahead < self._ahead:
            raise BackwardsError(f"it is {self.now():%Y-%m-%d %H:%M} UTC already")
        self._keep(ahead)

    def _keep(self, ahead: timedelta) -> None:
        with self._lock:
            anew = self._path.with_suffix(".new")
            anew.write_text(json.dumps({"ahead": ahead.total_seconds()}), encoding="utf-8")
            anew.replace(self._path)
            self._ahead = ahead

    def _read(self) -> timedelta | None:
        try:
            return timedelta(seconds=json.loads(self._path.read_text(encoding="utf-8"))["ahead"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            raise StaleError(
                f"{self._path} is damaged: remove the folder {self._path.parent} to start afresh "
                "(everything in it is lost)."
            ) from None
