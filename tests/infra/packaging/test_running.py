"""Packages run: with what they carry, what Lambda's oldest runtime has, and nothing else of this machine."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.packaging import archive
from services.core.language.catalogue import say
from services.core.language.message import message

#: `make rehearse` runs every package for good; here each is run alone, which says sooner what it lacks.
pytestmark = pytest.mark.nightly

#: A process that sees three folders besides Python's own library: the code, its layer, Lambda's boto3. The
#: table lies at an address where nobody listens.
_BEGIN = """
import sys
sys.path += sys.argv[2:]
import json
import app
stage = sys.argv[1]
class Context:
    function_name, aws_request_id, memory_limit_in_mb = f"thidua-{stage}", "one", 512
    invoked_function_arn = "arn:aws:lambda:ap-southeast-1:123456789012:function:x"
"""

#: Everything that a page needs: their modules, a file, a page of the stage's own templates.
_PAGES = """
import importlib
from services.core.web import rendering
from services.core.web.site import Pages
modules = {v._module for v in vars(sys.modules[f"services.{stage}.app"]).values() if isinstance(v, Pages)}
for name in modules:
    importlib.import_module(name)
def ask(path, route, parts, cookie):
    return app.app({
        "requestContext": {"httpMethod": "GET", "resourcePath": route, "path": path, "requestId": "one",
                           "identity": {"sourceIp": "127.0.0.1"}},
        "headers": {"host": "localhost", "cookie": cookie},
        "multiValueQueryStringParameters": None, "pathParameters": parts, "stageVariables": {},
        "body": "", "isBase64Encoded": True,
    }, Context())
name = rendering.assets()["app.css"].name
style = ask(f"/{stage}/assets/{name}", f"/{stage}/assets/{{name}}", {"name": name}, "")
page = ask(f"/{stage}", f"/{stage}", {}, "session=" + "0" * 32 + "." + "a" * 43)
print(json.dumps({"modules": sorted(modules), "style": style["statusCode"], "page": page}))
"""

#: A queue's function, with a message that it cannot read, which it says without ending.
_CONSUME = """
message = {"messageId": "one", "body": "{}", "eventSource": "aws:sqs"}
print(json.dumps(app.consume({"Records": [message, message | {"messageId": "two"}]}, Context())))
"""

#: The relay, with nothing to pass on.
_RELAY = "print(json.dumps(app.pass_on({'Records': []}, Context())))"

#: What a tick imports, and whether the table's client could be made and reached as far as the wire.
_TICK = """
try:
    app.tick({"source": "aws.events", "account": "", "region": "", "detail": {}, "detail-type": "", "id": "1",
              "resources": [], "time": "", "version": "0"}, Context())
    failed = ""
except Exception as error:
    failed = type(error).__name__
import boto3
print(json.dumps({"failed": failed, "boto3": boto3.__version__,
                  "documents": "xlsxwriter" in sys.modules}))
"""


#: Both libraries of workbooks, with nothing else of ours than the layer.
_WORKBOOK = """
from io import BytesIO
from openpyxl import load_workbook
from xlsxwriter import Workbook
target = BytesIO()
book = Workbook(target, {"constant_memory": True})
book.add_worksheet("Hồ sơ").write_string(0, 0, "Đường")
book.close()
sheet = load_workbook(BytesIO(target.getvalue()))["Hồ sơ"]
print(json.dumps([[cell.value for cell in row] for row in sheet]))
"""


class Unpacked:
    """The stages' code, each in its folder, as Lambda unpacks it."""

    def __init__(self, packages: Path, runtime: Path, folder: Path) -> None:
        self._packages, self._runtime, self._folder = packages, runtime, folder

    def run(self, stage: str, *script: str, layer: bool = False) -> Any:  # noqa: ANN401 - what the script prints
        """What the script prints last, in JSON, run with the stage's code."""
        code = self._unpack(stage, "code")
        carried = (str(self._unpack(stage, "layer") / "python"),) if layer else ()
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-I", "-S", "-c", _BEGIN + "".join(script),
             stage, str(code), *carried, str(self._runtime)],
            cwd=self._folder,
            env=_ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def _unpack(self, stage: str, what: str) -> Path:
        folder = self._folder / stage / what
        if not folder.exists():
            archive.unpack(self._packages / stage / f"{what}.zip", folder)
        return folder


_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",
    "AWS_DEFAULT_REGION": "ap-southeast-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_MAX_ATTEMPTS": "1",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "TABLE_NAME": "thidua",
    "BUS_NAME": "thidua",
    "BUCKET_NAME": "thidua",
    "CAMPAIGN_ID": "vinh-linh-70",
    "SITE_URL": "http://localhost",
    "MAIL_FROM": "thi-dua@vinh-linh.example",
    "COOKIES": "loopback",
}


@pytest.fixture
def unpacked(here: Path, oldest: Path, tmp_path: Path) -> Unpacked:
    """The stages for this machine, beside the oldest boto3."""
    return Unpacked(here, oldest, tmp_path)


@pytest.mark.parametrize("paged", ["registration", "review", "report"])
def test_pages_are_complete(unpacked: Unpacked, paged: str) -> None:
    """Every page's module is there with its libraries; a file is served; templates and words make a page."""
    told = unpacked.run(paged, _PAGES)
    assert len(told["modules"]) >= 3
    assert told["style"] == 200
    assert told["page"]["statusCode"] == 500  # nobody answers for the table
    page = base64.b64decode(told["page"]["body"]).decode()
    assert say(message("The page could not be made"), "vi") in page


@pytest.mark.parametrize("listening", ["review", "notify", "report"])
def test_functions_of_queues_are_complete(unpacked: Unpacked, listening: str) -> None:
    """They find all that they import when a message comes, without a page's libraries or a layer."""
    failed = unpacked.run(listening, _CONSUME)["batchItemFailures"]
    assert [one["itemIdentifier"] for one in failed] == ["one", "two"]


def test_the_relay_is_complete(unpacked: Unpacked) -> None:
    """It makes its client of the bus with the oldest boto3."""
    assert unpacked.run("relay", _RELAY) == {"batchItemFailures": []}


def test_ticks_are_complete(unpacked: Unpacked) -> None:
    """Notify's needs no layer, report's has its libraries of documents there; both get as far as the wire."""
    told = {"notify": unpacked.run("notify", _TICK), "report": unpacked.run("report", _TICK, layer=True)}
    assert {stage: one["failed"] for stage, one in told.items()} == dict.fromkeys(told, "InvocationError")
    assert {one["boto3"] for one in told.values()} == {"1.35.0"}
    assert [stage for stage, one in told.items() if one["documents"]] == ["report"]


def test_workbooks_come_out_of_the_layer(unpacked: Unpacked) -> None:
    """What writes and reads them works as it lies there, without source and beside nothing else."""
    assert unpacked.run("registration", _WORKBOOK, layer=True) == [["Đường"]]
