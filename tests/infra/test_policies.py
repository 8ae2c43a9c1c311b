"""Least privilege, proven by living: what functions call is granted, and what is granted is called."""

import json
import re
import time
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import boto3
import msgspec
import pytest

from infra.local.browser import Browser
from infra.local.cloud import REGION
from infra.local.front import Call
from infra.local.machine import Machine, example_people
from services.core import clock
from services.core.attaching import store as attachments
from services.core.attaching.attachment import Attachment, FileKind, Purpose
from services.core.campaign.model import Campaign
from services.core.people.person import Grant as Holding
from services.core.people.person import Person, Role, person_id
from services.core.subjects.subject import Details
from services.core.subjects.subject import Kind as SubjectKind
from services.core.uploads import Scan
from services.core.vietnam import VIETNAM
from tests.conftest import TestCloud
from tests.infra.grants import PARAMETERS, Asked, Function, Grant, asked, functions
from tests.posting import multipart

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.pump import Pump
    from infra.local.season import Script
    from tests.infra.calling import Watch

BOUNCE: Final = Path(__file__).parents[1] / "flow" / "notify" / "ses" / "bounce-permanent.json"

#: What Lambda does with a function's role around each run: nothing here can make it happen.
BY_LAMBDA: Final = {
    "logs:CreateLogStream": "keeps what the function logs",
    "logs:PutLogEvents": "keeps what the function logs",
    "xray:PutTraceSegments": "keeps its traces",
    "xray:PutTelemetryRecords": "keeps its traces",
    "sqs:ReceiveMessage": "takes messages from the function's queue",
    "sqs:DeleteMessage": "takes handled messages away",
    "sqs:GetQueueAttributes": "asks how many messages wait",
    "dynamodb:DescribeStream": "follows the table's stream",
    "dynamodb:GetRecords": "follows the table's stream",
    "dynamodb:GetShardIterator": "follows the table's stream",
    "dynamodb:ListStreams": "follows the table's stream",
    "sqs:SendMessage": "puts what the relay gives up on into the dead letters",
}

TABLE: Final = "arn:aws:dynamodb:ap-southeast-1:123456789012:table/thidua"


# --- the judge ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grant", "call", "allowed"),
    [
        (Grant(action="dynamodb:Query", resource=TABLE), ("dynamodb:Query", TABLE), True),
        (Grant(action="dynamodb:query", resource=TABLE), ("dynamodb:Query", TABLE), True),
        (Grant(action="dynamodb:Quer?", resource=TABLE), ("dynamodb:Query", TABLE), True),
        (Grant(action="dynamodb:*", resource=f"{TABLE}*"), ("dynamodb:Query", f"{TABLE}/index/x"), True),
        (Grant(action="dynamodb:Query", resource=TABLE), ("dynamodb:Query", f"{TABLE}/index/x"), False),
        (Grant(action="dynamodb:Query", resource=TABLE), ("dynamodb:Query", TABLE.upper()), False),
        (Grant(action="dynamodb:Query", resource=TABLE), ("dynamodb:Scan", TABLE), False),
    ],
)
def test_a_grant_is_judged_as_iam_does(grant: Grant, call: tuple[str, str], allowed: bool) -> None:  # noqa: FBT001 - a row of the table
    """The proof below is worth what its judge is: actions know no case, resources do, wildcards are wild."""
    assert grant.allows(Asked(action=call[0], resource=call[1])) is allowed


def test_a_condition_is_judged_as_iam_does() -> None:
    """What a grant asks for beside action and resource has to be there, and the very same."""
    only = (("ses:FromAddress", "thi-dua@vinh-linh.example"),)
    grant = Grant(action="ses:SendEmail", resource="*", only=only)
    call = Asked(action="ses:SendEmail", resource="arn:aws:ses:ap-southeast-1:1:identity/x", given=only)
    other = (("ses:FromAddress", "somebody@vinh-linh.example"),)
    assert grant.allows(call)
    assert not grant.allows(msgspec.structs.replace(call, given=other))
    assert not grant.allows(msgspec.structs.replace(call, given=()))


def test_a_call_of_an_unknown_kind_is_granted_by_nobody() -> None:
    """A service that nobody called before cannot slip through because the judge does not know it."""
    (call,) = asked("POST", "https://sns.ap-southeast-1.amazonaws.com/", "", "Action=Publish")
    assert call.action == "unknown:POST"


# --- what is deployed --------------------------------------------------------------------------


@pytest.fixture
def deployed(cloud: TestCloud) -> dict[str, Function]:
    """Every function as infra/stages has it."""
    return functions(cloud.inner.outputs)


def test_what_stages_declare_is_what_is_deployed(deployed: dict[str, Function]) -> None:
    """Every trigger of every stage is one function with a role of its own that may write its own log only."""
    from tests.infra.calling import names  # noqa: PLC0415 - imports every stage

    assert deployed.keys() == names()
    for name, function in deployed.items():
        (log,) = {grant.resource for grant in function.grants if grant.action.startswith("logs:")}
        assert log.endswith(f":log-group:/aws/lambda/{PARAMETERS['Name']}-{name}:*")


@pytest.fixture
def watch(cloud: TestCloud, campaign: Campaign, deployed: dict[str, Function]) -> "Watch":
    """The functions, each with its own settings; the people of the example; the secret where it lies."""
    from services.core.people import store  # noqa: PLC0415 - its model needs the cloud's environment
    from tests.infra.calling import Watch  # noqa: PLC0415 - imports every stage

    cloud.clock.set(campaign.launch)
    for person in example_people():
        store.save(person.person(campaign.id))
    boto3.client("ssm", region_name=REGION).put_parameter(
        Name=f"/{PARAMETERS['Name']}/signing-key",
        Value="signed-with-this-" * 2,
        Type="SecureString",
        Overwrite=True,
    )
    return Watch(deployed)


def test_functions_may_what_they_do_and_do_what_they_may(
    cloud: TestCloud, watch: "Watch", deployed: dict[str, Function], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No function lacks a grant, which no emulator would miss; and none has a grant that it never used."""
    from infra.local.pump import Pump  # noqa: PLC0415 - imports every stage

    pump = Pump(cloud.inner, watch.stages)
    with watch.noting():
        _a_season_is_lived(cloud, pump, watch, monkeypatch)
        _somebody_is_invited(cloud, pump)
        _a_unit_looks_around(watch)
        _files_are_attached(cloud, pump, watch)
        _the_office_reads(watch)
        _the_office_lets_people_in_and_go(watch)
        _somebody_is_erased(cloud, watch)
        _mail_gets_stuck(cloud, pump, watch, monkeypatch)
        _mail_comes_back(cloud, pump)
    lacking = {
        name: missing
        for name, calls in watch.calls.items()
        if (missing := sorted(call for call in calls if not deployed[name].may(call)))
    }
    unused = {
        name: found
        for name, function in deployed.items()
        if (found := sorted(grant for grant in function.grants if not _used(grant, watch.calls[name])))
    }
    assert (lacking, unused) == ({}, {})


def _used(grant: Grant, calls: set[Asked]) -> bool:
    return grant.action in BY_LAMBDA or any(grant.allows(call) for call in calls)


# --- what happens ------------------------------------------------------------------------------


class _Clock:
    """The held clock of a test, moved as the local one is."""

    def __init__(self, cloud: TestCloud) -> None:
        self.move_to: Callable[[datetime], None] = cloud.clock.set


def _a_season_is_lived(
    cloud: TestCloud, pump: "Pump", watch: "Watch", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Works of every fate, with as few of them and as few ticks as show each kind of step."""
    from infra.local import season  # noqa: PLC0415 - imports every stage

    hourly = pump.due_ticks
    monkeypatch.setattr(
        pump,
        "due_ticks",
        lambda until: (at for at in hourly(until) if f"{at.astimezone(VIETNAM):%u %H}" == "1 07"),
    )
    script = _shortened(season.read_script())
    monkeypatch.setattr(season, "read_script", lambda: script)
    machine = Machine(cloud.inner, pump, _Clock(cloud), PARAMETERS["SiteUrl"])
    played = season.Season(machine, watch.answer)
    played.play()
    assert [line.trouble for line in played.progress().lines if line.trouble] == []
    assert cloud.inner.dead_letters() == {}


def _shortened(script: "Script") -> "Script":
    wanted = {step.do for life in script.works for step in life.steps}
    works = []
    for life in script.works:
        if new := wanted & {step.do for step in life.steps}:
            works.append(life)
            wanted -= new
    return msgspec.structs.replace(script, works=tuple(works))


def _somebody_is_invited(cloud: TestCloud, pump: "Pump") -> None:
    """The command invites whoever comes first; the e-mail is notify's."""
    from services.core.people import store  # noqa: PLC0415 - its model needs the cloud's environment

    email = "moi@vinh-linh.example"
    grant = Holding(campaign=PARAMETERS["CampaignId"], role=Role.OFFICE)
    before = len(cloud.mails())
    store.invite(Person(id=person_id(email), email=email, name="Mới", grants=(grant,)), clock.now())
    pump.drain()
    assert len(cloud.mails()) == before + 1


def _a_unit_looks_around(watch: "Watch") -> None:
    """A language is chosen, a draft begun and thrown away, and the browser signed out."""
    browser = _signed_in(watch, Role.UNIT, "vinh-thuy")
    browser.press(browser.open("/registration/me"), "/me", language="en")
    saved = browser.press(browser.open("/registration/records/new"), "/edit", ("do", "save"), title="A draft")
    address = saved.path.rpartition("/")[0]
    browser.press(browser.open(f"{address}/discard"), "/discard")
    assert browser.open(f"{address}/edit").status == HTTPStatus.NOT_FOUND
    browser.press(browser.open("/registration/me"), "/sign-out")
    assert browser.open("/registration/me").path == "/registration/sign-in"


def _files_are_attached(cloud: TestCloud, pump: "Pump", watch: "Watch") -> None:
    """A file is sent, attached, opened and taken away again; the office opens another that was handed in."""
    browser = _signed_in(watch, Role.UNIT, "vinh-thuy")
    saved = browser.press(browser.open("/registration/records/new"), "/edit", ("do", "save"), title="A draft")
    draft = saved.path.split("/")[3]
    _attach(watch, browser, draft)
    (file,) = attachments.of_record(draft)
    pump.drain()
    browser.open(f"/registration/records/{draft}/files/{file.id}/open")
    browser.press(browser.open(f"/registration/records/{draft}/files/{file.id}/remove"), "/remove")
    assert attachments.of_record(draft) == ()
    work = next(item for item in cloud.table.scan()["Items"] if item.get("state") == "verified")
    handed_in = msgspec.structs.replace(file, record=str(work["pk"]).partition("#")[2])
    cloud.inner.store_file(handed_in.key, b"%PDF-1.7")
    attachments.add(handed_in)
    pump.drain()
    _signed_in(watch, Role.OFFICE).open(f"/review/records/{handed_in.record}/files/{file.id}/open")
    assert attachments.of_record(handed_in.record)[0].scan is Scan.CLEAN


def _attach(watch: "Watch", browser: Browser, record: str) -> None:
    arrived = _sent(watch, browser, f"/registration/records/{record}/files", "a.pdf", b"%PDF-1.7")
    browser.press(browser.open(arrived), arrived)


def _sent(watch: "Watch", browser: Browser, path: str, name: str, data: bytes) -> str:
    """Send a file by the form of that page; the page that looks at it."""
    form = browser.open(path).form("/_s3/")
    kind, body = multipart({k: v for k, v in form.fields.items() if k != "file"}, name, data)
    call = Call(method="POST", path="/_s3/", headers={"content-type": kind}, body=body, length=len(body))
    return urlsplit(dict(watch.answer(call)[1])["Location"]).path


def _the_office_reads(watch: "Watch") -> None:
    """The dashboard of a day gone by, a unit, and a report's file."""
    browser = _signed_in(watch, Role.OFFICE)
    for path in ("/report/", "/report/dashboard?on=1/3/2025", "/report/units/vinh-lam"):
        assert browser.open(path).status == HTTPStatus.OK
    issued = browser.open("/report/issued")
    address = re.findall(r'href="(/report/issued/[^"]+)"', issued.html)[0]
    browser.open(address)
    assert [call for call in watch.calls["report-pages"] if call.action == "s3:GetObject"]


def _the_office_lets_people_in_and_go(watch: "Watch") -> None:
    """Somebody comes, gets another address, and leaves; a unit has a new head."""
    browser, desk = _signed_in(watch, Role.OFFICE), "/review/office"
    given = {"name": "Phan Văn Tú", "email": "tu@vinh-lam.example", "language": "vi", "role": "unit:vinh-lam"}
    page = browser.press(browser.open(f"{desk}/people/new"), "/people/new", **given)
    address = page.path.partition("?")[0]
    browser.press(browser.open(f"{address}/address"), "/address", email="tu@vinh-linh.example")
    browser.press(browser.open(f"{address}/end"), "/end", role="unit:vinh-lam")
    browser.press(browser.open(f"{desk}/units/vinh-lam/edit"), "/edit", head="Phan Văn Tú")
    arrived = _sent(watch, browser, f"{desk}/import/people", "nhieu-nguoi.xlsx", b"no workbook")
    assert browser.open(arrived).status == HTTPStatus.UNPROCESSABLE_ENTITY


def _somebody_is_erased(cloud: TestCloud, watch: "Watch") -> None:
    """Somebody sees what is held about them as an author; the office erases them, and a file with them."""
    from services.core.subjects import store as subjects  # noqa: PLC0415 - its model needs the environment

    work = next(item for item in cloud.table.scan()["Items"] if item.get("state") == "verified")
    record, unit = str(work["pk"]).partition("#")[2], str(work["unit"])
    member = next(one for one in example_people() if (one.role, one.of) == (Role.UNIT, unit))
    author = subjects.new(record, "author-1", PARAMETERS["CampaignId"], unit, SubjectKind.AUTHOR)
    subjects.save(author, Details(name="Phan Văn Tú", email=member.email), clock.now())
    shown = Attachment(
        id="a" * 32, record=record, name="Tú.jpg", kind=FileKind.JPEG, size=1, purpose=Purpose.PICTURE,
        by="x", at=clock.now(),
    )  # fmt: skip
    attachments.add(shown)
    browser, office = _signed_in(watch, Role.UNIT, unit), _signed_in(watch, Role.OFFICE)
    assert "Phan Văn Tú" in browser.open("/registration/me/data").html
    browser.press(browser.open("/registration/me/request"), "/request", what="delete", words="Xin xóa tên")
    people = "/review/office/personal-data/people"
    assert office.open(f"{people}?unit={unit}&q=0912345678").status == HTTPStatus.OK
    desk = office.open("/review/office/personal-data")
    asked = re.findall(r'href="(\S+/requests/(?!new)[^"?]+)"', desk.html)[0]
    page = office.open(f"{people}/{author.subject.id}/erase?request={asked.rpartition('/')[2]}")
    office.press(page, "/erase", **{f"file-{shown.id}": "yes"})
    assert office.open(asked).status == HTTPStatus.OK
    assert "Phan Văn Tú" not in browser.open("/registration/me/data").html
    assert shown not in attachments.of_record(record)


def _mail_gets_stuck(cloud: TestCloud, pump: "Pump", watch: "Watch", monkeypatch: pytest.MonkeyPatch) -> None:
    """SES is busy for longer than the queue tries: the next tick sends a code and a report with its file."""
    from services.notify.send import RetryableSendError  # noqa: PLC0415 - imports a stage

    def busy(*_: object, **__: object) -> str:
        raise RetryableSendError("Throttling")

    before = len(cloud.mails())
    with monkeypatch.context() as patched:
        patched.setattr("services.notify.deliver.send", busy)
        browser = Browser(watch.answer)
        browser.press(browser.open("/registration/sign-in"), "/sign-in", email=example_people()[0].email)
        pump.travel(clock.now() + timedelta(days=7), cloud.clock.set)
    assert len(cloud.mails()) == before
    pump.tick()
    assert {mail.kind for mail in cloud.mails()[before:]} == {"sign-in", "report"}


def _mail_comes_back(cloud: TestCloud, pump: "Pump") -> None:
    """SES tells of an e-mail that bounced."""
    items = cloud.table.scan()["Items"]
    key = next({"pk": i["pk"], "sk": i["sk"]} for i in items if i.get("state") == "sent")
    told = json.loads(BOUNCE.read_text(encoding="utf-8"))
    told["detail"]["mail"]["tags"]["mail"] = [f"{str(key['pk']).removeprefix('M#')}-{key['sk']}"]
    queue = next(one for one in cloud.inner.queues if one.name.endswith("notify"))
    cloud.inner.sqs.send_message(QueueUrl=queue.url, MessageBody=json.dumps(told))
    pump.drain()
    assert cloud.table.get_item(Key=key)["Item"]["state"] == "bounced"


def _signed_in(watch: "Watch", role: Role, of: str = "") -> Browser:
    """The browser of the example's person who has this role."""
    from services.core.people import session  # noqa: PLC0415 - its model needs the cloud's environment

    who = next(one for one in example_people() if (one.role, one.of) == (role, of))
    browser = Browser(watch.answer)
    browser.cookies["session"] = session.start(person_id(who.email), time.time())
    return browser
