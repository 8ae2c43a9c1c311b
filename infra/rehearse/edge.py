"""What stands in for CloudFront and for what the emulator's gateway leaves out.

As infra/edge.yaml says: the first part of the path picks the API, `/` leads to the campaign's page, and
whatever a viewer sends under the edge's own names is overwritten.
"""

import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

import msgspec

from infra.deploy.plan import API_STAGE, HOSTS
from infra.packaging import gateway
from infra.rehearse.passing import Answered, Asked, passed_on
from services.core.web.security import EDGE, PAGE, VIEWER

#: What the emulator says where the gateway has a page of ours (infra/packaging/gateway.py).
_REFUSALS: Final = {"MissingAuthenticationTokenException": "MISSING_AUTHENTICATION_TOKEN"}


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """What the edge knows of an installation: the id of each stage's API, and its own key."""

    apis: dict[str, str]
    key: str


class Edge:
    """The front of one installation, whose APIs are at `gateway` (host and port)."""

    def __init__(self, gateway: str, behind: Callable[[], Behind]) -> None:
        self._gateway = gateway
        self._ask = behind
        self._behind: Behind | None = None
        self._asking = threading.Lock()

    def forget(self) -> None:
        """Ask anew what is behind: an update may make another API."""
        with self._asking:
            self._behind = None

    def __call__(self, asked: Asked) -> Answered:
        """What the stage, or the gateway before it, answers."""
        if asked.path in ("", "/"):
            return Answered(status=302, headers=(("Location", "/registration/"),))
        behind = self._known()
        stage = asked.path.lstrip("/").partition("?")[0].partition("/")[0]
        api = behind.apis.get(stage) or behind.apis[next(iter(HOSTS))]
        own = {
            "host": f"{api}.execute-api.localhost:{self._gateway.rpartition(':')[2]}",
            EDGE: behind.key,
            VIEWER: asked.viewer,
        }
        sent = tuple((name, value) for name, value in asked.headers if name.lower() not in own)
        answered = passed_on(
            msgspec.structs.replace(asked, path=f"/{API_STAGE}{asked.path}", headers=(*sent, *own.items())),
            self._gateway,
        )
        if answered.status == HTTPStatus.NOT_FOUND and "html" not in answered.header("content-type"):
            # No page of ours, so no API of ours: it was deployed anew, and the next who asks finds it.
            self.forget()
        refusal = _REFUSALS.get(answered.header("x-amzn-ErrorType"))
        return _page(refusal) if refusal else answered

    def _known(self) -> Behind:
        with self._asking:
            if self._behind is None:
                self._behind = self._ask()
            return self._behind


def _page(kind: str) -> Answered:
    """The gateway's own page, which the emulator's does not know, with what the edge adds to it."""
    page = gateway.responses()[kind]
    told = {name: value.strip("'") for name, value in page["ResponseParameters"]["Headers"].items()}
    return Answered(
        status=page["StatusCode"],
        headers=tuple({**PAGE, **told}.items()),
        body=page["ResponseTemplates"]["text/html"].encode(),
    )
