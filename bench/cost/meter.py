"""Counts what AWS would bill while the local cloud runs: per function, and at the edge.

Functions run as Lambda runs them (bench/world.py, infra/local/pump.py); every AWS call is heard where moto
answers it, every item where the table's stream tells of it. What is counted bears the names of
bench/cost/prices.toml; beside them stand `runs`, `cold`, `ms` (our own work, without moto's), `calls`, `log`
(bytes) and `campaign` (read units of the campaign, which grow with its units).
"""

import base64
import gzip
import json
import logging
import math
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from contextvars import ContextVar
from datetime import datetime
from io import TextIOBase
from typing import Any, TypeAlias
from unittest import mock
from urllib.parse import urlsplit

import boto3
import msgspec
from botocore.awsrequest import AWSPreparedRequest
from chalice.local import RouteMatcher

from bench import emulator, units
from bench.cost.taking import EDGE
from bench.emulator import Call
from infra.local import moto_inside, stages
from infra.local.cloud import REGION, Cloud, read_mail
from infra.local.front import Answer, Front
from infra.local.front import Call as Request
from infra.local.pump import Pump
from infra.local.stages import Handler, Stage
from services.core import clock
from services.core.campaign import store as campaigns
from services.core.telemetry.log import logger

#: What was counted; and by whom it was caused (a function, or `edge`).
_Work: TypeAlias = defaultdict[str, float]
Run: TypeAlias = defaultdict[str, _Work]

#: Our own metrics, and the gateway's methods, that were told of; with ` hours`, in how many hours each.
METRICS, METHODS = "metrics", "methods"
_LINKED = re.compile(r'<(?:link rel="stylesheet" href|script src|img src)="([^"]+)"')
#: Below this the gateway does not compress (infra/stages).
_WORTH_COMPRESSING = 800
_NAMESPACE = "thidua-bench"

#: The function that runs now; empty while whoever measures calls AWS.
_running: ContextVar[str] = ContextVar("running", default="")


class Meter:
    """The local cloud under a meter. `pump` and `line` are the ways to make it do something."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        loaded = tuple(self._metered(stage) for stage in stages.load())
        self.pump = Pump(cloud, loaded)
        self._front = Front(loaded)
        self._routes = {stage.name: RouteMatcher(list(stage.app.routes)) for stage in loaded}
        self._images: dict[tuple[str, str], units.Item] = {}
        self._warm: set[str] = set()
        self._emulated = 0.0
        self._run: Run = _nothing()
        self._told: dict[str, set[tuple[str, datetime]]] = {}
        cloud.stream.heard = self._stored

    @contextmanager
    def counting(self) -> Iterator[Run]:
        """What everything within the block adds up to; it begins with every function cold."""
        self._run, self._emulated = _nothing(), 0.0
        self._told = {METRICS: set(), METHODS: set()}
        self._warm.clear()
        level = logger().log_level
        logger().setLevel(logging.INFO)

        def logged(handler: logging.Handler, record: logging.LogRecord) -> None:
            self._write(handler.format(record))

        moto_inside.on_call(self._heard)
        try:
            with (
                redirect_stdout(_Ear(self._printed)),
                mock.patch.object(logging.StreamHandler, "emit", logged),
                mock.patch.dict("os.environ", POWERTOOLS_METRICS_NAMESPACE=_NAMESPACE),
            ):
                yield self._run
        finally:
            moto_inside.on_call(None)
            logger().setLevel(level)
        for what, hours in self._told.items():
            self._run[EDGE][f"{what} hours"] = len(hours)
            self._run[EDGE][what] = len({name for name, _ in hours})

    def kept(self) -> int:
        """Bytes of every item in table and index that is to stay for a week or longer."""
        soon = time.time() + 7 * 24 * 3600
        return sum(units.kept(item) for item in self._images.values() if _expires(item) > soon)

    def a_while_passes(self) -> None:
        """Nothing happens for so long that Lambda gives every function up."""
        self._warm.clear()

    def a_day_passes(self) -> None:
        """The table forgets what lives for hours: sessions, requests to sign in, tries. AWS bills nothing."""
        soon = time.time() + 24 * 3600
        for pk, sk in [key for key, item in self._images.items() if _expires(item) <= soon]:
            keys = {"pk": {"S": pk}, "sk": {"S": sk}}
            moto_inside.restore(REGION, self._cloud.name, keys, None)
        self.pump.drain()

    # --- what stands before the pages --------------------------------------------------------

    def line(self, seen: set[str]) -> Callable[[Request], Answer]:
        """The way from one browser through CloudFront and the gateway; `seen` are the files that it keeps."""

        def answer(call: Request) -> Answer:
            stage = call.path.split("/")[1]
            with self._runs(f"{stage}-pages"):
                status, headers, body = self._front.answer(call)
            route = self._routes[stage].match_route(call.path).route
            self._told[METHODS].add((f"{stage} {call.method} {route}", _hour()))
            self._run[EDGE]["apigateway.requests"] += 1
            self._run[EDGE]["cloudfront.functions"] += 1
            self._crossed(call, headers, body)
            for address in _LINKED.findall(body.decode(errors="replace")) if body else ():
                if address not in seen:
                    seen.add(address)
                    asked = Request(method="GET", path=address, headers={})
                    self._crossed(asked, *self._front.answer(asked)[1:])
            return status, headers, body

        return answer

    def _crossed(self, call: Request, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        edge = self._run[EDGE]
        edge["cloudfront.requests"] += 1
        edge["waf.requests"] += 1
        sent = gzip.compress(body, compresslevel=5, mtime=0) if len(body) >= _WORTH_COMPRESSING else body
        edge["cloudfront.out"] += len(sent) + sum(len(name) + len(value) + 4 for name, value in headers)
        if call.method == "POST":
            edge["cloudfront.origin"] += len(call.body) + sum(
                len(name) + len(value) + 4 for name, value in call.headers.items()
            )
        for name, value in headers:
            if name.lower() == "location" and "X-Amz-Signature" in value:
                edge["s3.get"] += 1
                edge["transfer.out"] += self._weight(value)

    def _weight(self, address: str) -> int:
        """Bytes of the object behind a presigned address."""
        key = urlsplit(address).path.lstrip("/")
        bucket = self._cloud.outputs["BucketName"]
        s3 = boto3.client("s3", region_name=REGION)
        size: int = s3.head_object(Bucket=bucket, Key=key.removeprefix(f"{bucket}/"))["ContentLength"]
        return size

    # --- functions ---------------------------------------------------------------------------

    def _metered(self, stage: Stage) -> Stage:
        return msgspec.structs.replace(
            stage,
            queues={name: (self._consumer(stage, one), size) for name, (one, size) in stage.queues.items()},
            streams=tuple((self._relay(stage, one), size) for one, size in stage.streams),
            ticks=tuple(self._tick(stage, one) for one in stage.ticks),
        )

    def _consumer(self, stage: Stage, handler: Handler) -> Handler:
        name = f"{stage.name}-consume"

        def consume(event: dict[str, Any], context: object) -> Any:  # noqa: ANN401 - as Lambda's
            # A rule sent each message; Lambda received the batch and deletes it.
            self._run[name]["sqs.requests"] += len(event["Records"]) + 2
            with self._runs(name):
                return handler(event, context)

        return consume

    def _relay(self, stage: Stage, handler: Handler) -> Handler:
        def pass_on(event: dict[str, Any], context: object) -> Any:  # noqa: ANN401 - as Lambda's
            # Lambda filters before it runs the function (infra/stages/relay.yaml).
            told = [one for one in event["Records"] if "event" in one["dynamodb"].get("NewImage", {})]
            if not told:
                return {"batchItemFailures": []}
            with self._runs(f"{stage.name}-pass-on"):
                return handler({"Records": told}, context)

        return pass_on

    def _tick(self, stage: Stage, handler: Handler) -> Handler:
        def tick(event: dict[str, Any], context: object) -> Any:  # noqa: ANN401 - as Lambda's
            with self._runs(f"{stage.name}-tick"):
                return handler(event, context)

        return tick

    @contextmanager
    def _runs(self, name: str) -> Iterator[None]:
        """One run of a function; the first after a pause is cold, and reads the campaign anew."""
        work = self._run[name]
        work["runs"] += 1
        if name not in self._warm:
            self._warm.add(name)
            work["cold"] += 1
            campaigns.forget()
        token = _running.set(name)
        before, started = self._emulated, time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started - (self._emulated - before)
            work["ms"] += max(0.0, spent) * 1000
            _running.reset(token)

    # --- what is heard -----------------------------------------------------------------------

    def _heard(self, request: AWSPreparedRequest, seconds: float, answered: bytes) -> None:
        self._emulated += seconds
        name = _running.get()
        if not name:
            return
        work = self._run[name]
        work["calls"] += 1
        call = emulator.call_of(request, seconds)
        if "s3" in urlsplit(request.url).netloc.split("."):
            work[f"s3.{str(request.method).lower()}"] += 1
        elif call.service == "dynamodb":
            self._table(work, call, json.loads(answered))
        elif call.service == "events":
            work["events.events"] += len(call.body["Entries"])
        elif call.service == "sesv2":
            mail = read_mail(base64.b64decode(call.body["Content"]["Raw"]["Data"]).decode(), clock.now())
            work["ses.messages"] += 1
            work["ses.attachments"] += sum(len(one.content) for one in mail.attachments)
        else:
            raise ValueError(f"nobody counts {call.service} {call.operation}")

    def _table(self, work: _Work, call: Call, answer: dict[str, Any]) -> None:
        if call.reads:
            found = answer.get("Items", [answer["Item"]] if "Item" in answer else [])
            read = units.read(sum(map(units.size, found)), consistent=call.body.get("ConsistentRead", False))
            whose = "campaign" if '"C#' in json.dumps(call.body) else "dynamodb.read"
            work[whose] += read
        elif "ConditionalCheckFailed" in answer.get("__type", ""):
            # What was refused is billed as if it had overwritten what it found.
            key = call.body.get("Key") or call.body["Item"]
            held = self._images.get((key["pk"]["S"], key["sk"]["S"]), {})
            work["dynamodb.write"] += max(1, units.begun(units.size(held)))

    def _stored(self, keys: units.Item, after: units.Item | None) -> None:
        key = (keys["pk"]["S"], keys["sk"]["S"])
        before = self._images.pop(key, {})
        if after:
            self._images[key] = after
        name = _running.get()
        if name:
            self._run[name]["dynamodb.write"] += units.written(before, after or {})

    def _printed(self, text: str) -> None:
        """What a function prints: metrics, one a line (CloudWatch's embedded metric format)."""
        if not text.strip():
            return
        self._write(text)
        told = json.loads(text)
        for group in told["_aws"]["CloudWatchMetrics"]:
            of = ",".join(str(told[name]) for names in group["Dimensions"] for name in sorted(names))
            for metric in group["Metrics"]:
                self._told[METRICS].add((f"{metric['Name']} {of}", _hour()))

    def _write(self, line: str) -> None:
        name = _running.get()
        if name:
            self._run[name]["log"] += len(line.encode())


def _nothing() -> Run:
    return defaultdict(lambda: defaultdict(float))


def _expires(item: units.Item) -> float:
    return float(item["expires"]["N"]) if "expires" in item else math.inf


def _hour() -> datetime:
    """The hour that it is now: CloudWatch bills a metric for each hour in which it is told."""
    return clock.now().replace(minute=0, second=0, microsecond=0)


class _Ear(TextIOBase):
    """Standard output that is heard instead of shown."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        self._heard = heard

    def write(self, text: str) -> int:
        self._heard(text)
        return len(text)


def plain(run: Run) -> dict[str, dict[str, float]]:
    """The run as it is kept: no noise in its order, milliseconds with one decimal."""
    return {
        name: {what: round(value, 1) for what, value in sorted(work.items())}
        for name, work in sorted(run.items())
    }
