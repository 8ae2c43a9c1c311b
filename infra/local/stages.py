"""The stages, as their Chalice apps declare them: pages, queues, stream and schedules.

Nothing is declared twice: what a stage listens to is read from its app, here as by `chalice package`.
"""

import importlib
import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from chalice.app import Chalice, DynamoDBEventConfig, ScheduledEventConfig, SQSEventConfig
from chalice.local import LambdaContext

SERVICES = Path(__file__).parents[2] / "services"

#: A Lambda function's entry.
Handler: TypeAlias = Callable[[dict[str, Any], Any], Any]


class UnknownTriggerError(RuntimeError):
    """A stage declares something that the local cloud does not act out."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """One stage with what starts its functions: `queues` maps a name to handler and batch size."""

    name: str
    app: Any
    queues: dict[str, tuple[Handler, int]]
    streams: tuple[tuple[Handler, int], ...]
    ticks: tuple[Handler, ...]


#: How often every stage's tick comes. Pure rules say what is due then, so one pace is enough for all.
TICK = timedelta(minutes=15)
_TICK_EXPRESSION = "rate(15 minutes)"


def names() -> tuple[str, ...]:
    """The folders of services/ that hold an app."""
    return tuple(sorted(path.parent.name for path in SERVICES.glob("*/app.py")))


def load(wanted: Iterable[str] | None = None) -> tuple[Stage, ...]:
    """Import the stages (every one, unless named) and read their triggers.

    Raises:
        UnknownTriggerError: a trigger that is neither queue, stream nor the one tick.
    """
    return tuple(_stage(name) for name in (names() if wanted is None else wanted))


def context(stage: str) -> LambdaContext:
    """What Lambda passes beside the event."""
    return LambdaContext(function_name=f"thidua-{stage}", memory_size=512, max_runtime_ms=30_000)


def _stage(name: str) -> Stage:
    app: Chalice = importlib.import_module(f"services.{name}.app").app
    queues: dict[str, tuple[Handler, int]] = {}
    streams: list[tuple[Handler, int]] = []
    ticks: list[Handler] = []
    for source in app.event_sources:
        handler = _handler(name, source.handler_string)
        if isinstance(source, SQSEventConfig):
            queues[_last(source.queue or source.queue_arn)] = (handler, source.batch_size)
        elif isinstance(source, DynamoDBEventConfig):
            streams.append((handler, source.batch_size))
        elif isinstance(source, ScheduledEventConfig) and source.schedule_expression == _TICK_EXPRESSION:
            ticks.append(handler)
        else:
            raise UnknownTriggerError(f"services/{name}/app.py: {source.name} has a trigger of another kind")
    return Stage(name=name, app=app, queues=queues, streams=tuple(streams), ticks=tuple(ticks))


def _handler(stage: str, handler_string: str) -> Handler:
    """The function behind `app.consume`: Chalice names it by the last part."""
    handler: Handler = getattr(sys.modules[f"services.{stage}.app"], handler_string.rsplit(".", 1)[-1])
    return handler


def _last(name: str | None) -> str:
    return (name or "").rsplit(":", 1)[-1]
