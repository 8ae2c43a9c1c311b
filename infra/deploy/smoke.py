"""Whether what was deployed answers: each stage's first page, through the edge, as a browser asks."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec

#: What each stage's first page answers to somebody who is not signed in: the campaign's page, or the way in.
_PAGES: Final = {
    "/registration": HTTPStatus.OK,
    "/review": HTTPStatus.SEE_OTHER,
    "/report": HTTPStatus.SEE_OTHER,
    "/nowhere-at-all": HTTPStatus.NOT_FOUND,
}

#: A new name takes a while to be known everywhere.
_PATIENCE: Final = 120.0


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """A page that did not answer as it should; `got` is its status, or why there was none.

    `deaf`: nobody listens at that address, so that waiting does not help.
    """

    path: str
    got: str
    deaf: bool = False


def faults(
    site_url: str,
    patience: float = _PATIENCE,
    pause: float = 3.0,
    waiting: Callable[[], None] = lambda: None,
) -> tuple[Fault, ...]:
    """Ask for every first page, again until it answers or `patience` (seconds) is over.

    `waiting` is called once where it has to wait.
    """
    until = time.monotonic() + patience
    told = False
    while True:
        found = tuple(fault for path, status in _PAGES.items() if (fault := _fault(site_url, path, status)))
        if not found or time.monotonic() >= until or all(fault.deaf for fault in found):
            return found
        if not told:
            waiting()
            told = True
        time.sleep(pause)


def _fault(site_url: str, path: str, wanted: HTTPStatus) -> Fault | None:
    try:
        got = _status(site_url + path)
    except (URLError, OSError) as error:
        why = getattr(error, "reason", error)
        words = getattr(why, "strerror", None) or str(why)
        return Fault(path=path, got=words, deaf=isinstance(why, ConnectionRefusedError))
    return None if got == wanted.value else Fault(path=path, got=str(got))


def _status(url: str) -> int:
    try:
        with _OPENER.open(Request(url, headers={"Accept": "text/html"}), timeout=30) as answer:  # noqa: S310 - ours
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


class _Stay(HTTPRedirectHandler):
    """A way to another page is an answer, too."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


_OPENER: Final = build_opener(_Stay)
