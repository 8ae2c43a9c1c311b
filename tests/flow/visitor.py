"""A person with a browser before one stage, in this process."""

import base64
import time
from functools import cache
from urllib.parse import urlsplit

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalGateway

from infra.local import moto_inside
from infra.local.cloud import REGION, Cloud
from services.core.people import session, store
from services.core.people.person import Grant, Person, Role, person_id
from tests.browsing import Browsing, Page, mailbox
from tests.storing import stored

__all__ = ["CAMPAIGN", "Page", "Visitor", "announce"]

CAMPAIGN = "vinh-linh-70"


def announce(name: str, *holders: str, home: str = "", email: str = "") -> Person:
    """A stored person with these holders (`unit:xa-vinh-lam`, `office`)."""
    address = email or f"{mailbox(name)}@{home or 'vinh-linh'}.example"
    split = [holder.partition(":") for holder in holders]
    grants = tuple(Grant(campaign=CAMPAIGN, role=Role(kind), of=of) for kind, _, of in split)
    units = [grant.of for grant in grants if grant.role is Role.UNIT]
    person = Person(
        id=person_id(address),
        email=address,
        name=name,
        home=home or (units[0] if units else ""),
        grants=grants,
    )
    if moto_inside.knows(REGION, Cloud.start().name, f"P#{person.id}"):
        store.save(person)
    else:
        stored(person, lambda: store.save(person))
    return person


class Visitor(Browsing):
    """One browser; it goes as far as its stage's own pages."""

    def __init__(self, app: Chalice, person: Person | None = None, *, ip: str = "10.1.1.1") -> None:
        super().__init__()
        self.gateway = _gateway(app)
        self.ip = ip
        if person:
            self.cookies["session"] = session.start(person.id, time.time())

    def _goes(self, path: str, location: str) -> bool:
        return _stage(location) == _stage(path)

    def _send(self, method: str, path: str, body: bytes) -> Page:
        headers = {
            "host": "localhost:8000",
            "cookie": self._cookie_line(),
            "content-type": "application/x-www-form-urlencoded",
        }
        if method == "POST":
            headers["origin"] = f"http://{headers['host']}"  # as browsers do
        answer = self.gateway.handle_request(method, path, headers, body)
        self._keep(answer["multiValueHeaders"].get("Set-Cookie", []))
        content = base64.b64decode(answer["body"]) if answer.get("isBase64Encoded") else answer["body"]
        plain = {name.lower(): value for name, value in answer["headers"].items()}
        location = urlsplit(plain.get("location", ""))
        return Page(
            status=answer["statusCode"],
            location=location.path + (f"?{location.query}" if location.query else ""),
            headers=plain,
            body=content if isinstance(content, bytes) else content.encode(),
        )


def _stage(path: str) -> str:
    """The first segment of an address: the stage that answers it."""
    return urlsplit(path).path.split("/")[1]


@cache
def _gateway(app: Chalice) -> LocalGateway:
    return LocalGateway(app, Config())
