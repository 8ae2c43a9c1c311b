"""Between the functions and AWS: counts who asks for what.

Every function says its name with each call (`AWS_SDK_UA_APP_ID`) and is led here by AWS_ENDPOINT_URL. What
AWS itself does for a function, such as emptying its queue, does not come by.
"""

import re
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Final

from infra.rehearse.passing import Answered, Asked, passed_on

#: Where a client says in whose name it calls, and for which service.
_APP: Final = re.compile(r"\bapp/([a-z-]+)")
_SERVICE: Final = re.compile(r"Credential=[^/]+/\d+/[^/]+/([a-z0-9-]+)/")


class Meter:
    """Counts, and passes on to the emulator at `to` (host and port)."""

    def __init__(self, to: str) -> None:
        self._to = to
        self._counting = threading.Lock()
        self._counted: dict[str, Counter[str]] = {}

    def __call__(self, asked: Asked) -> Answered:
        """Pass a call on."""
        headers = {name.lower(): value for name, value in asked.headers}
        who = _APP.search(headers.get("user-agent", ""))
        if who:
            with self._counting:
                self._counted.setdefault(who.group(1), Counter())[_called(asked.method, headers)] += 1
        return passed_on(asked, self._to)

    def calls(self) -> dict[str, Counter[str]]:
        """How often each function asked for what (`dynamodb Query`), by function."""
        with self._counting:
            return {name: Counter(counted) for name, counted in self._counted.items()}


def _called(method: str, headers: Mapping[str, str]) -> str:
    """The service and, where it names it, the operation; else the method."""
    service = _SERVICE.search(headers.get("authorization", ""))
    operation = headers.get("x-amz-target", "").rpartition(".")[2] or method
    return f"{service.group(1) if service else '?'} {operation}"
