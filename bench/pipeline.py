"""From a submit to its e-mails, against the very same AWS calls made bare with botocore on the same moto.

The calls of one submit are recorded; the bare side makes them again for another draft, one after the other,
with nothing of ours in between. What parts the two is our own work: form, rules, history, event, letters.
"""

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import botocore.session
from botocore import xform_name

from bench import emulator, measure
from bench.emulator import Call
from bench.measure import Figure, require
from bench.world import Member, Scene
from infra.local.cloud import REGION

TURNS = 25
LIMIT = 1.5
#: The id of an e-mail in the key of its item, after its moment.
_MAIL = re.compile(r"(?<=\dZ-)[0-9a-f]{32}")
_Client = Any


def figures(scene: Scene) -> Iterator[Figure]:
    """One ratio; both sides have to end with the record stored and its e-mails sent."""
    member = scene.members[4]
    bare = _Bare(scene, member)
    subjects: dict[str, Callable[[], float]] = {"whole": lambda: _whole(scene, member)[0], "bare": bare.run}
    for subject in subjects.values():
        subject()
    samples = measure.in_turns(subjects, TURNS)
    yield measure.at_most_times(
        f"submit to e-mail, whole pipeline, against the same {bare.count} calls made bare",
        samples,
        "whole",
        "bare",
        LIMIT,
    )


def _whole(scene: Scene, member: Member) -> tuple[float, str, list[Call]]:
    """The milliseconds of one submit through form, relay and notify, its record, and its calls."""
    record, revision = scene.draft(member)
    scene.pump.drain()
    before = len(scene.cloud.mails())
    with emulator.recorded() as calls:
        started = time.perf_counter()
        scene.submit(member, record, revision)
        scene.relay()
        scene.deliver("notify")
        took = (time.perf_counter() - started) * 1000
    require(len(scene.cloud.mails()) > before, "no e-mail came")
    scene.pump.drain()
    return took, record, calls


class _Bare:
    """The recorded calls, made again for another record."""

    def __init__(self, scene: Scene, member: Member) -> None:
        self._scene = scene
        self._member = member
        _, self._record, calls = _whole(scene, member)
        session = botocore.session.get_session()
        names = dict.fromkeys(call.service for call in calls)
        self._clients = {name: session.create_client(name, region_name=REGION) for name in names}
        self._calls = [self._prepared(call) for call in calls]
        self.count = len(calls)

    def run(self) -> float:
        """Make the calls for a fresh draft; the milliseconds."""
        record, _ = self._scene.draft(self._member)
        self._scene.pump.drain()
        before = len(self._scene.cloud.mails())
        calls = [(name, method, self._renamed(params, record)) for name, method, params in self._calls]
        receipts: list[dict[str, str]] = []
        started = time.perf_counter()
        for name, method, params in calls:
            if method == "delete_message_batch":
                params["Entries"] = receipts
            answer = getattr(self._clients[name], method)(**params)
            if method == "receive_message":
                receipts = _receipts(answer["Messages"])
            if method == "put_item" and params["Item"].get("event"):
                self._scene.cloud.stream.forget(len(self._scene.cloud.stream))
        took = (time.perf_counter() - started) * 1000
        require(len(self._scene.cloud.mails()) > before, "the bare calls sent no e-mail")
        stored = self._scene.item({"pk": f"R#{record}", "sk": "R"})
        require(stored["state"] == {"S": "submitted"}, "the bare calls stored nothing")
        self._scene.pump.drain()
        return took

    @staticmethod
    def _prepared(call: Call) -> tuple[str, str, str]:
        return call.service, xform_name(call.operation), json.dumps(call.body)

    def _renamed(self, params: str, record: str) -> dict[str, Any]:
        """The parameters for another record: its id, and fresh ids for its e-mails (conditions must hold)."""
        text = params.replace(self._record, record)
        text = _MAIL.sub(lambda found: _fresh(found[0], record), text)
        renamed: dict[str, Any] = _with_bytes(json.loads(text))
        return renamed


def _fresh(mail: str, record: str) -> str:
    """Another id of the same length, the same for one e-mail and record."""
    return hashlib.blake2b(f"{mail}{record}".encode(), digest_size=len(mail) // 2).hexdigest()


def _receipts(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    return [{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(messages)]


def _with_bytes(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """JSON carries bytes in base64; botocore wants the bytes themselves."""
    if isinstance(value, list):
        return [_with_bytes(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"B"}:
        return {"B": base64.b64decode(value["B"])}
    if value.keys() == {"Data"}:
        return {"Data": base64.b64decode(value["Data"])}
    return {name: _with_bytes(each) for name, each in value.items()}
