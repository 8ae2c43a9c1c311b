"""What SES took, whole: the emulator itself keeps neither the headers of an e-mail nor its files."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from infra.rehearse.passing import Answered, Asked

#: Where every e-mail so far can be read, oldest first: JSON, each with `at` (UTC) and `raw` (base64).
MAILS: Final = "/_rehearsal/mails"

#: SES API v2 Reference, "SendEmail".
_SENDING: Final = ("POST", "/v2/email/outbound-emails")


class Post:
    """Keeps what functions send by e-mail, and leaves every call to `behind`."""

    def __init__(self, behind: Callable[[Asked], Answered]) -> None:
        self._behind = behind
        self._keeping = threading.Lock()
        self._mails: list[dict[str, str]] = []

    def __call__(self, asked: Asked) -> Answered:
        """Pass a call on; an e-mail that was taken is kept, one that was refused is not."""
        if (asked.method, asked.path) == ("GET", MAILS):
            with self._keeping:
                told = json.dumps(self._mails).encode()
            return Answered(status=HTTPStatus.OK, headers=(("Content-Type", "application/json"),), body=told)
        answered = self._behind(asked)
        if (asked.method, asked.path) == _SENDING and answered.status == HTTPStatus.OK:
            raw = json.loads(asked.body)["Content"]["Raw"]["Data"]
            with self._keeping:
                self._mails.append({"at": datetime.now(UTC).isoformat(), "raw": raw})
        return answered
