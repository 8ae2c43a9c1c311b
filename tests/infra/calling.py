"""The functions of every stage, each run as it is deployed, with every AWS call noted under who made it."""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import msgspec
import pytest
from botocore.awsrequest import AWSPreparedRequest

from infra.local import bucket, moto_inside, stages
from infra.local.cloud import REGION
from infra.local.front import Answer, Call, Front
from infra.local.stages import Handler, Stage
from services.core import parameters
from services.core.campaign import store as campaigns
from tests.infra.grants import Asked, Function, asked

#: The function that runs now; empty while the pump itself, or a test, calls AWS.
_running: ContextVar[str] = ContextVar("running", default="")

#: The stage whose pages make tickets; those of the office begin with keys of their own.
_LETS_SEND = "registration"
_OFFICE_S, _LETS_THE_OFFICE_SEND = b"uploads/imports/office/", "review"

#: How often each function begins in a process that has read nothing yet; reading takes most of a test's time.
_FRESH = 5


class Watch:
    """Runs functions as they are deployed. `calls` is what each of them asked for."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self.calls: defaultdict[str, set[Asked]] = defaultdict(set)
        self.stages = tuple(self._watched(stage) for stage in stages.load())
        self._functions = functions
        self._settings = {name for one in functions.values() for name in one.environment} | {"SIGNING_KEY"}
        self._runs = Counter[str]()
        self._front = Front(self.stages)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note every call that a function makes within the block."""
        moto_inside.on_call(self._heard)
        try:
            yield
        finally:
            moto_inside.on_call(None)

    def answer(self, call: Call) -> Answer:
        """The front's answer; the pages of a stage are the function `<stage>-pages`.

        A page that leads to a presigned address asks for what stands behind it, with its own role; so does
        one whose ticket lets a browser put a file into the bucket.
        """
        stage = call.path.split("/")[1]
        name = _pages(_sender(call) if f"/{stage}" == bucket.PREFIX else stage)
        with self._running(name):
            status, headers, body = self._front.answer(call)
        for header, value in headers:
            if header == "Location" and "X-Amz-Signature" in value:
                self.calls[name] |= set(asked("GET", value, "", ""))
        return status, headers, body

    @contextmanager
    def _running(self, function: str) -> Iterator[None]:
        """Calls within the block are made by this function, which has its own settings and no others."""
        self._runs[function] += 1
        if self._runs[function] <= _FRESH:
            campaigns.forget()
        parameters.forget()
        token = _running.set(function)
        with pytest.MonkeyPatch.context() as patched:
            for name in self._settings & os.environ.keys():
                patched.delenv(name)
            for name, value in self._functions[function].environment.items():
                patched.setenv(name, value)
            try:
                yield
            finally:
                _running.reset(token)

    def _heard(self, request: AWSPreparedRequest, _seconds: float, _body: bytes) -> None:
        function = _running.get()
        if function:
            target = _text(request.headers.get("X-Amz-Target", ""))
            self.calls[function] |= set(
                asked(request.method, request.url, target, _text(request.body or b""))
            )
            copied = _text(request.headers.get("x-amz-copy-source", ""))
            if copied:
                name, _, key = copied.partition("/")
                self.calls[function] |= set(
                    asked("GET", f"https://{name}.s3.{REGION}.amazonaws.com/{key}", "", "")
                )

    def _watched(self, stage: Stage) -> Stage:
        return msgspec.structs.replace(
            stage,
            queues={name: (self._wrap(stage, one), size) for name, (one, size) in stage.queues.items()},
            streams=tuple((self._wrap(stage, one), size) for one, size in stage.streams),
            ticks=tuple(self._wrap(stage, one) for one in stage.ticks),
        )

    def _wrap(self, stage: Stage, handler: Handler) -> Handler:
        name = _name(stage, handler)

        def handle(event: dict[str, Any], context: object) -> Any:  # noqa: ANN401 - as Lambda's
            with self._running(name):
                return handler(event, context)

        return handle


def names() -> set[str]:
    """What the functions of all stages are called: after what starts them, and `pages` for what has any."""
    found = set()
    for stage in stages.load():
        handlers = [one for one, _ in (*stage.queues.values(), *stage.streams)] + list(stage.ticks)
        found |= {_name(stage, handler) for handler in handlers}
        if stage.app.routes:
            found.add(_pages(stage.name))
    return found


def _pages(stage: str) -> str:
    return f"{stage}-pages"


def _name(stage: Stage, handler: Handler) -> str:
    """After the handler's own name in `app.py`."""
    module = vars(sys.modules[f"services.{stage.name}.app"])
    name = next(name for name, value in module.items() if value is handler)
    return f"{stage.name}-{name.replace('_', '-')}"


def _text(sent: object) -> str:
    return sent.decode("utf-8", "replace") if isinstance(sent, bytes | bytearray) else str(sent)


def _sender(call: Call) -> str:
    """The stage whose pages signed the ticket by which a file is sent."""
    return _LETS_THE_OFFICE_SEND if _OFFICE_S in call.body else _LETS_SEND
