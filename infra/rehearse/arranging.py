"""What the emulator needs beside the deployment, and how long its functions take to start.

Three things differ from AWS. It judges the sending of an e-mail by the resource `*`, because it does not find
out which identity sends; so that is granted here, to the functions that may send. It speaks http, which the
bucket refuses. And it runs functions with the boto3 of its own environment; so they get a layer with the
oldest one that is to work.
"""

import compileall
import functools
import json
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import TYPE_CHECKING, Any, Final

import boto3
import msgspec

from infra.installation import Installation
from infra.packaging import archive
from infra.packaging.reach import ROOT
from infra.rehearse.emulator import REGION, RehearsalError
from infra.triggers import sqs_record, tick_event
from services.core.events import SOURCE, VERSIONS, Event, encode

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import FunctionConfigurationResponseTypeDef

#: Every function, but for the installation's name in front.
FUNCTIONS: Final = (
    "relay-pass-on",
    "registration-pages",
    "review-pages",
    "review-consume",
    "notify-consume",
    "notify-tick",
    "report-pages",
    "report-consume",
    "report-tick",
)
_SENDERS: Final = ("notify-consume", "notify-tick")
_MAY_SEND: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["ses:SendEmail", "ses:SendRawEmail"], "Resource": "*"}],
}


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """How long a function's first answer took, and its second, in milliseconds."""

    cold: float
    warm: float


def oldest_runtime(folder: Path) -> Path:
    """A layer with the oldest boto3 that is to work (requirements/runtime.txt), compiled as Lambda's is."""
    target = folder / "runtime"
    subprocess.run(  # noqa: S603 - our own installer
        [
            *(str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--no-deps"),
            *("--require-hashes", "--target", str(target), "-r", str(ROOT / "requirements" / "runtime.txt")),
        ],
        check=True,
    )
    compileall.compile_dir(target, quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
    archive.pack_folder(target, folder / "runtime.zip", "python/")
    return folder / "runtime.zip"


def let_send(installation: Installation) -> None:
    """Grant what the emulator cannot judge."""
    iam = boto3.client("iam")
    for name in _SENDERS:
        role = _configuration(installation, name)["Role"].rpartition("/")[2]
        iam.put_role_policy(RoleName=role, PolicyName="rehearsal", PolicyDocument=json.dumps(_MAY_SEND))


def let_http(installation: Installation) -> None:
    """Take away the bucket's only policy, which refuses whoever does not come by https."""
    boto3.client("s3").delete_bucket_policy(Bucket=installation.core["BucketName"])


def dress(installation: Installation, layer: Path, meter: str) -> None:
    """Let every function run on that layer's boto3, and ask AWS by way of the meter at that address."""
    version = _lambda().publish_layer_version(
        LayerName=f"{installation.name}-runtime", Content={"ZipFile": layer.read_bytes()}
    )["LayerVersionArn"]
    for name in FUNCTIONS:
        found = _configuration(installation, name)
        own = [one["Arn"] for one in found.get("Layers", []) if "-runtime:" not in one["Arn"]]
        led = {"AWS_SDK_UA_APP_ID": name, "AWS_ENDPOINT_URL": meter}
        _lambda().update_function_configuration(
            FunctionName=f"{installation.name}-{name}",
            Layers=[*own, version],
            Environment={"Variables": {**found["Environment"]["Variables"], **led}},
        )


def starts(installation: Installation, site: str) -> dict[str, Start]:
    """Let every function answer twice: pages through the edge, the others as Lambda rings them up.

    Whatever ran before is put away first. The layer of `dress` would be unpacked again for each start, so
    that this is worth something for functions as they were deployed.

    Raises:
        RehearsalError: one broke.
    """
    for name in FUNCTIONS:
        _lambda().update_function_configuration(
            FunctionName=f"{installation.name}-{name}", Description="to be started anew"
        )
    return {name: _start(installation, name, site) for name in FUNCTIONS}


def _start(installation: Installation, name: str, site: str) -> Start:
    stage, _, what = name.partition("-")
    took = []
    for _ in range(2):
        begun = time.perf_counter()
        if what == "pages":
            with urllib.request.urlopen(f"{site}/{stage}", timeout=60) as answer:  # noqa: S310 - our own edge
                answer.read()
        else:
            invoke(installation, name)
        took.append((time.perf_counter() - begun) * 1000)
    return Start(cold=took[0], warm=took[1])


def invoke(installation: Installation, name: str) -> None:
    """Ring a function up as its trigger does, with nothing to do but what is due.

    Raises:
        RehearsalError: it broke.
    """
    payload = _PAYLOADS[name.rpartition("-")[2]]
    answer = _lambda().invoke(
        FunctionName=f"{installation.name}-{name}", Payload=json.dumps(payload).encode()
    )
    if answer.get("FunctionError"):
        raise RehearsalError(f"{name} broke: {answer['Payload'].read().decode()}")


#: An event of a record that nobody knows: whoever hears of it looks it up, and has nothing to do.
_UNKNOWN: Final = Event(
    id="rehearsal.1",
    type="WorkSubmitted",
    version=VERSIONS["WorkSubmitted"],
    occurred_at=datetime(2024, 10, 7, 1, 0, tzinfo=UTC),
    campaign="rehearsal",
    subject="rehearsal",
    sequence=1,
    actor="system",
)

_MESSAGE: Final = {
    "MessageId": "rehearsal",
    "ReceiptHandle": "rehearsal",
    "Body": json.dumps({"source": SOURCE, "detail": json.loads(encode(_UNKNOWN))}),
}

#: What each kind of function is rung up with, by the last part of its name.
_PAYLOADS: Final[dict[str, dict[str, Any]]] = {
    "on": {"Records": []},
    "tick": tick_event(REGION),
    "consume": {"Records": [sqs_record(_MESSAGE, f"arn:aws:sqs:{REGION}:000000000000:rehearsal")]},
}


def _configuration(installation: Installation, name: str) -> "FunctionConfigurationResponseTypeDef":
    return _lambda().get_function_configuration(FunctionName=f"{installation.name}-{name}")


@functools.cache
def _lambda() -> "LambdaClient":
    return boto3.client("lambda")
