"""The world in which everything is measured: the local cloud with the real campaign, people and records.

All goes in through the same doors as in life: the campaign's file, people's roles and sessions, forms that
are posted, the pump. Only the many records of a long list are copied: copies measure the same and cost less.
"""

import base64
import importlib
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec
from boto3.dynamodb.types import TypeSerializer
from chalice.app import SQSEventConfig
from chalice.local import RouteMatcher

from bench.gateway import Context, proxy_event
from bench.measure import ROOT, require
from infra.local import moto_inside, stages
from infra.local.cloud import REGION, Cloud, set_environment
from services.core import clock, events

if TYPE_CHECKING:
    from infra.local.pump import Pump
    from services.core.campaign.model import Campaign

set_environment()

OK = 200
SEE_OTHER = 303

#: How many people of different units take part; what is measured with many clients uses them all.
MEMBERS = 20

#: Stands in the title of every record that is registered here.
TITLE = "Bê tông hóa 1,2 km đường giao thông nội đồng"

AREA = "economy"
TYPED: Mapping[str, str] = {
    "title": TITLE,
    "kind": "construction",
    "area": AREA,
    "description": "Đổ bê tông mặt đường rộng 3 m, dày 16 cm, dài 1.200 m, có rãnh thoát nước hai bên. " * 4,
    "meaning": "Xe cơ giới vào tận ruộng, giảm công vận chuyển lúa trong vụ thu hoạch. " * 2,
    "place": "Cánh đồng thôn Đông, từ kênh N2 đến đường liên xã",
    "beneficiaries": "214 hộ của hai thôn",
    "budget": "1.450.000.000",
    "sources": "Ngân sách xã 900 triệu đồng, Nhân dân đóng góp 550 triệu đồng và 320 ngày công",
    "target": "",
    "quantity": "",
    "start": "15/10/2024",
    "deadline": "30/4/2025",
    "proof": "Biên bản nghiệm thu có chữ ký của Ban Giám sát cộng đồng, ảnh trước và sau khi làm",
    "in_charge": "Trần Văn Hùng, Phó Chủ tịch UBND",
}
#: The same for the peers, who read neither Vietnamese dates nor separators.
PEER_TYPED: Mapping[str, str] = {
    **{name: text for name, text in TYPED.items() if name not in ("target", "quantity")},
    "budget": "1450000000",
    "start": "2024-10-15",
    "deadline": "2025-04-30",
}
_KEYS = ("pk", "sk", "gsi1pk", "gsi1sk")
_serialize = TypeSerializer().serialize
_REVISION = re.compile(r'name="revision" value="(\d+)"')


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody signed in: `cookie` opens the session, `csrf` its forms; `of` is the unit, body or seat."""

    person: str
    email: str
    of: str
    cookie: str
    csrf: str

    @property
    def sent_cookie(self) -> str:
        """The cookie's line in a request."""
        return f"session={self.cookie}" if self.cookie else ""


#: Somebody who is not signed in.
STRANGER = Member(person="", email="", of="", cookie="", csrf="")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a page's function answered."""

    status: int
    headers: dict[str, Any]
    text: str


class Scene:
    """The cloud with the campaign loaded and its people signed in. Make it with `Scene.build()`."""

    def __init__(self, cloud: Cloud, campaign: "Campaign") -> None:
        self.cloud = cloud
        self.campaign = campaign
        self._apps: dict[str, Any] = {}

    @classmethod
    def build(cls) -> "Scene":
        """An empty cloud, then the campaign; time stands still a week after the launch."""
        from services.core.campaign import file, store  # noqa: PLC0415 - models need the environment first

        cloud = Cloud.start()
        cloud.reset()
        campaign = file.read((ROOT / "campaigns" / "vinh-linh-70.toml").read_bytes())
        moment = campaign.launch + timedelta(days=7)
        clock.use(lambda: moment)
        store.load(campaign, moment)
        return cls(cloud, store.current(campaign.id))

    # --- people ------------------------------------------------------------------------------

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """One member each of `MEMBERS` units that register and appraise nothing."""
        bodies = {body.unit for body in self.campaign.bodies}
        units = [unit.id for unit in self.campaign.units if unit.registers and unit.id not in bodies]
        require(len(units) >= MEMBERS, f"the campaign has fewer than {MEMBERS} units")
        return tuple(self._member("unit", unit, unit) for unit in units[:MEMBERS])

    @cached_property
    def appraiser(self) -> Member:
        """An appraiser of the body that the registered records go to."""
        body = self.campaign.area(AREA).body
        return self._member("body", body, self.campaign.body(body).unit)

    @cached_property
    def leader(self) -> Member:
        """Somebody who reads the dashboard."""
        return self._member("leader", "", self.campaign.office)

    @cached_property
    def office(self) -> Member:
        """Somebody of the office."""
        return self._member("office", "", self.campaign.office)

    def _member(self, role: str, of: str, home: str) -> Member:
        from services.core.people import session, store  # noqa: PLC0415 - see build
        from services.core.people.person import Grant, Person, Role, person_id  # noqa: PLC0415 - the same

        email = f"{role}.{of or 'bench'}@bench.example"
        grant = Grant(campaign=self.campaign.id, role=Role(role), of=of)
        person = Person(id=person_id(email), email=email, name="Nguyễn Thị Lan", home=home, grants=(grant,))
        store.save(person)
        cookie = session.start(person.id, time.time())
        found = session.find(cookie, time.time())
        require(found, f"{email} is not signed in")
        return Member(
            person=person.id, email=email, of=of, cookie=cookie, csrf=found[1].csrf if found else ""
        )

    # --- pages -------------------------------------------------------------------------------

    def app(self, stage: str) -> Any:  # noqa: ANN401 - Chalice has no types
        """The stage's Chalice app."""
        if stage not in self._apps:
            self._apps[stage] = importlib.import_module(f"services.{stage}.app").app
        return self._apps[stage]

    def ask(self, who: Member, method: str, address: str, typed: Mapping[str, str] | None = None) -> Answer:
        """What the function behind `address` answers, called as Lambda calls it.

        `typed` is a form, posted with the person's token.
        """
        body = urlencode({**typed, "csrf": who.csrf}) if typed is not None else ""
        answer = self.app(address.split("/")[1])(self.event(who, method, address, body), Context())
        raw = answer["body"] or ""
        if answer.get("isBase64Encoded"):
            raw = base64.b64decode(raw)
        headers = {**answer.get("headers", {}), **answer.get("multiValueHeaders", {})}
        text = raw if isinstance(raw, str) else raw.decode()
        return Answer(status=answer["statusCode"], headers=headers, text=text)

    def event(self, who: Member, method: str, address: str, body: str = "") -> dict[str, Any]:
        """What API Gateway makes of a request: it finds the route that the stage declares."""
        path = address.partition("?")[0]
        match = RouteMatcher(list(self.app(path.split("/")[1]).routes)).match_route(path)
        return proxy_event(
            method, address, resource=match.route, parts=match.captured, cookie=who.sent_cookie, body=body
        )

    # --- records -----------------------------------------------------------------------------

    def draft(self, who: Member, record: str = "") -> tuple[str, str]:
        """A complete draft, checked and ready to be handed in: its id and revision."""
        record = record or secrets.token_hex(16)
        typed = {**TYPED, "unit": who.of, "page": secrets.token_urlsafe(9), "do": "continue"}
        saved = self.ask(who, "POST", f"/registration/records/{record}/edit", typed)
        require(saved.status == SEE_OTHER, f"the draft was answered {saved.status}")
        page = self.ask(who, "GET", f"/registration/records/{record}/check")
        found = _REVISION.search(page.text)
        require(page.status == OK and found, f"the check was answered {page.status}")
        return record, found[1] if found else ""

    def submit(self, who: Member, record: str, revision: str) -> Answer:
        """Hand the draft in."""
        answer = self.ask(who, "POST", f"/registration/records/{record}/check", {"revision": revision})
        require(answer.status == SEE_OTHER, f"the submit was answered {answer.status}")
        require(str(answer.headers.get("Location", "")).endswith("/receipt"), "the submit was not confirmed")
        return answer

    @cached_property
    def record(self) -> str:
        """A record that was handed in, and whose event has reached everybody."""
        require(self.appraiser.person, "nobody would be told of it")
        record, revision = self.draft(self.members[0])
        self.submit(self.members[0], record, revision)
        self.pump.drain()
        require(not self.cloud.dead_letters(), "the first record's event ended in the dead letters")
        return record

    def item(self, key: Mapping[str, str]) -> moto_inside.Item:
        """A stored item in DynamoDB's own JSON. It must be there."""
        found = self.cloud.table.get_item(Key=dict(key)).get("Item")
        require(found, f"nothing stands under {dict(key)}")
        return {name: _serialize(value) for name, value in (found or {}).items()}

    def copies(self, key: Mapping[str, str], count: int) -> None:
        """Store `count` copies of an item under other record ids, in its own place of the index."""
        image, record = self.item(key), self.record
        with self.cloud.stream.detached():
            for _ in range(count):
                copy = _under(image, record, secrets.token_hex(16))
                moto_inside.restore(REGION, self.cloud.name, {}, copy)

    # --- the machinery -----------------------------------------------------------------------

    @cached_property
    def pump(self) -> "Pump":
        """The pump with every stage behind it."""
        from infra.local.pump import Pump  # noqa: PLC0415 - imports every stage

        return Pump(self.cloud, stages.load())

    def relay(self) -> None:
        """Let the relay pass on what waits in the stream."""
        for stage in self.pump.stages:
            for handler, size in stage.streams:
                while records := self.cloud.stream.peek(size):
                    handler({"Records": records}, stages.context(stage.name))
                    self.cloud.stream.forget(len(records))

    def deliver(self, name: str) -> None:
        """Let a stage hear what waits in its queue, one batch, as Lambda would."""
        stage = next(stage for stage in self.pump.stages if stage.name == name)
        for queue in self.cloud.queues:
            if queue.name in stage.queues:
                handler, size = stage.queues[queue.name]
                found = self.cloud.sqs.receive_message(
                    QueueUrl=queue.url, MaxNumberOfMessages=size, AttributeNames=["All"]
                )
                messages = found.get("Messages", [])
                require(messages, f"nothing waits for {name}")
                records = [_received(message["MessageId"], message["Body"]) for message in messages]
                answer = handler({"Records": records}, stages.context(name))
                require(not answer["batchItemFailures"], f"{name} could not handle its event")
                self.cloud.sqs.delete_message_batch(
                    QueueUrl=queue.url,
                    Entries=[
                        {"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]}
                        for n, message in enumerate(messages)
                    ],
                )

    def forget_campaign(self) -> None:
        """As in a new process: the campaign is read again when it is asked for."""
        from services.core.campaign import store  # noqa: PLC0415 - see build

        store.forget()

    def front_pages(self) -> Iterator[tuple[str, str, Member, str]]:
        """Stage, page, reader and words that must stand on it, for every stage with pages."""
        yield "registration", "/registration/records", self.members[0], TITLE
        yield "review", "/review/", self.appraiser, TITLE
        yield "report", "/report/dashboard", self.leader, self.campaign.short.vi

    def triggers(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """`stage.function` and a batch of one event, for the relay and every function behind a queue.

        The event is the first record's, long dealt with: the function reads what it needs and finds nothing
        to do.
        """
        event = events.decode(self.item({"pk": f"R#{self.record}", "sk": "R"})["event"]["S"])
        for name in stages.names():
            for source in self.app(name).event_sources:
                function = f"{name}.{source.handler_string.rsplit('.', 1)[-1]}"
                if isinstance(source, SQSEventConfig):
                    yield function, {"Records": [_queue_record(event)]}
                elif name == "relay":
                    yield function, {"Records": [_stream_record()]}


def _under(image: moto_inside.Item, old: str, new: str) -> moto_inside.Item:
    """The item as another record's: its keys and index keys, wherever they name the old one."""
    keys = {name: {"S": image[name]["S"].replace(old, new)} for name in _KEYS if name in image}
    return {**image, **keys}


def _queue_record(event: events.Event) -> dict[str, Any]:
    body = {"detail-type": event.type, "source": events.SOURCE, "detail": msgspec.to_builtins(event)}
    return _received("bench", msgspec.json.encode(body).decode())


def _received(message: str, body: str) -> dict[str, Any]:
    """A message as Lambda's poller hands it over."""
    return {
        "messageId": message,
        "receiptHandle": message,
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:ap-southeast-1:123456789012:bench",
        "awsRegion": REGION,
    }


def _stream_record() -> dict[str, Any]:
    """A stored item without an event: the relay looks at it and passes nothing on."""
    return {
        "eventID": "1",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "eventVersion": "1.1",
        "awsRegion": REGION,
        "eventSourceARN": "arn:aws:dynamodb:ap-southeast-1:123456789012:table/thidua/stream/bench",
        "dynamodb": {
            "ApproximateCreationDateTime": 0,
            "Keys": {"pk": {"S": "N#1"}, "sk": {"S": "N"}},
            "NewImage": {"pk": {"S": "N#1"}, "sk": {"S": "N"}},
            "SequenceNumber": "1",
            "SizeBytes": 1,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    }
