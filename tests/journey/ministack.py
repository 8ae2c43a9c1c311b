"""What was deployed to MiniStack, from outside: its pages over HTTP, everything else through boto3.

Nothing of this process's environment is used but Python; where the deployment is, and by which keys it may be
asked, stands in the file that `--rehearsal` names:

    {"site": "http://localhost:PORT", "endpoint": "http://127.0.0.1:PORT", "post": "http://127.0.0.1:PORT",
     "region": "ap-southeast-1", "name": "thidua-rehearsal", "access_key": "…", "secret_key": "…"}
"""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import urlopen

import boto3
import msgspec

from infra.local.cloud import Mail, read_mail
from infra.packaging.reach import ROOT
from infra.rehearse.post import MAILS
from infra.triggers import tick_event

T = TypeVar("T")

#: Seconds in which whatever is awaited has to come; many functions start cold on the way.
_PATIENCE = 90.0
#: Seconds between two looks, and how many looks in a row have to see nothing new.
_PAUSE, _LOOKS = 0.25, 10

_QUEUES = ("review", "notify", "report")
_COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """Where the deployment is: the file's content. `post` is where infra.rehearse.post can be asked."""

    site: str
    endpoint: str
    post: str
    region: str
    name: str
    access_key: str
    secret_key: str

    def client(self, service: str) -> Any:  # noqa: ANN401 - a client of any service
        """A client that asks the emulator, whatever the environment says."""
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
        )

    def environment(self) -> dict[str, str]:
        """An environment in which a command works on the deployment, and on nothing else."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return kept | {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_REGION": self.region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


def deployed(told: Path) -> "MiniStackWorld":
    """The world whose whereabouts stand in the file `told`."""
    return MiniStackWorld(msgspec.json.decode(told.read_bytes(), type=Rehearsal))


class MiniStackWorld:
    """A deployment in the emulator."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.site = rehearsal.site
        self._rehearsal = rehearsal

    def let_in(self, people: Path) -> None:
        """See World."""
        stage = self._rehearsal.name.removeprefix("thidua-")
        command = [sys.executable, "-m", "infra.cli", "people", "load", "--stage", stage, "--invite"]
        done = subprocess.run(  # noqa: S603 - our own command
            [*command, str(people)],
            cwd=ROOT,
            env=self._rehearsal.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def until(self, look: Callable[[], T | None], what: str) -> T:
        """See World: functions take their time, so it looks again and again, but not for ever."""
        end = time.monotonic() + _PATIENCE
        while (found := look()) is None:
            assert time.monotonic() < end, f"{what} did not come in {_PATIENCE:.0f} s; {self._standing()}"
            time.sleep(_PAUSE)
        return found

    def settle(self) -> None:
        """See World: the queues are empty, and stay so, and no e-mail comes, for a few looks in a row."""
        end, calm, sent = time.monotonic() + _PATIENCE, 0, -1
        while calm < _LOOKS:
            assert time.monotonic() < end, f"it does not come to rest: {self._standing()}"
            time.sleep(_PAUSE)
            before, sent = sent, len(self._sent())
            calm = calm + 1 if sent == before and not self._depth(*_QUEUES) else 0

    def tick(self) -> None:
        """See World: what the rule for every tick sends to its functions."""
        for stage in ("notify", "report"):
            answer = self._lambda.invoke(
                FunctionName=f"{self._rehearsal.name}-{stage}-tick",
                Payload=json.dumps(tick_event(self._rehearsal.region)).encode(),
            )
            said = answer["Payload"].read().decode()
            assert "FunctionError" not in answer, f"{stage}-tick broke: {said}"

    def mails(self) -> list[Mail]:
        """See World."""
        return [
            read_mail(base64.b64decode(one["raw"]).decode(), datetime.fromisoformat(one["at"]))
            for one in self._sent()
        ]

    def dead_letters(self) -> int:
        """See World."""
        return self._depth(*(f"{name}-dead" for name in (*_QUEUES, "relay")))

    # --- what the emulator tells -------------------------------------------------------------

    @cached_property
    def _lambda(self) -> Any:  # noqa: ANN401 - boto3's client
        return self._rehearsal.client("lambda")

    @cached_property
    def _sqs(self) -> Any:  # noqa: ANN401 - the same
        return self._rehearsal.client("sqs")

    def _depth(self, *names: str) -> int:
        """How many messages of these queues wait or are being handled."""
        found = 0
        for name in names:
            url = self._sqs.get_queue_url(QueueName=f"{self._rehearsal.name}-{name}")["QueueUrl"]
            told = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_COUNTS))["Attributes"]
            found += sum(int(told[count]) for count in _COUNTS)
        return found

    def _standing(self) -> str:
        """How things stand, for whoever has to find out why nothing comes."""
        under_way = {name: self._depth(name) for name in _QUEUES}
        return f"under way: {under_way}; dead letters: {self.dead_letters()}; e-mails: {len(self._sent())}"

    def _sent(self) -> list[dict[str, str]]:
        """What SES took, oldest first."""
        with urlopen(f"{self._rehearsal.post}{MAILS}", timeout=30) as answer:  # noqa: S310 - loopback
            sent: list[dict[str, str]] = json.load(answer)
        return sent
