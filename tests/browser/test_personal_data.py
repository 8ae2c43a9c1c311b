"""The pages about personal data, each with something on it, on a telephone."""

import time
from collections.abc import Iterator

import pytest

from services.core.campaign.model import Campaign
from services.core.people import session
from services.core.people.person import Person
from services.core.rights import store as requests
from services.core.rights.request import End, Outcome, Request, What
from services.core.rights.store import Stored
from services.core.subjects import store as subjects
from services.core.subjects.subject import Channel, Consent, Details, Kind
from tests.browser.conftest import OpenPage, axe, sideways, small_targets
from tests.browser.serving import served
from tests.browser.test_look import SIGNED_IN
from tests.conftest import MONDAY
from tests.flow.visitor import announce

LONG = "Nguyễn Trần Khánh Huyền Trang Công Tằng Tôn Nữ"
OPEN, ANSWERED = "a" * 32, "b" * 32
OFFICE = "/review/office/personal-data"


@pytest.fixture
def office(campaign: Campaign) -> Person:
    """The office, with two requests, somebody in a record, and somebody in a draft that lies still."""
    person = announce("Trần Văn Sơn", "office", "unit:vinh-lam", home="phong-noi-vu")
    yes = Consent(given=True, on=MONDAY.date(), how=Channel.PAPER)
    details = Details(name=LONG, birth=1950, position="Nông dân", address="Thôn Tiên Mỹ 2", publish=(yes,))
    new = subjects.new("r1", "citizen", campaign.id, "vinh-lam", Kind.CITIZEN)
    subjects.save(new, details, MONDAY)
    old = subjects.new("r2", "author-1", campaign.id, "vinh-lam", Kind.AUTHOR)
    subjects.save_draft(old, {"name": LONG, "email": person.email}, MONDAY.replace(year=2023))
    for id_, end in (
        (OPEN, None),
        (ANSWERED, End(at=MONDAY, by=person.id, outcome=Outcome.REFUSED, note="x")),
    ):
        asked = Request(
            id=id_, campaign=campaign.id, what=What.DELETE, received=MONDAY.date().replace(day=1),
            channel=Channel.PAPER, name=LONG, contact="0912 345 678", words="Xin xóa", by=person.id,
            subjects=("r1.citizen",), person=person.id, unit="vinh-lam", end=end,
        )  # fmt: skip
        requests.save(Stored(request=asked), asked)
    return person


@pytest.fixture
def signed_in(office: Person) -> dict[str, object]:
    """The office's browser."""
    state = SIGNED_IN["storage_state"]
    (cookie,) = state["cookies"]
    value = session.start(office.id, time.time())
    return {"storage_state": {**state, "cookies": [{**cookie, "value": value}]}}


@pytest.fixture
def at(office: Person) -> Iterator[dict[str, list[str]]]:  # noqa: ARG001 - it comes with what is shown
    """Addresses of the pages to look at, by stage."""
    from services.registration.app import app as registration  # noqa: PLC0415 - needs the cloud's environment
    from services.review.app import app as review  # noqa: PLC0415 - the same

    person = f"{OFFICE}/people/r1.citizen"
    with served(review) as pages, served(registration) as own:
        yield {
            pages: [
                OFFICE, f"{OFFICE}/requests/{OPEN}", f"{OFFICE}/people?unit=vinh-lam&q=huyen&request={OPEN}",
                f"{person}?request={OPEN}", f"{person}/withdraw", f"{person}/erase?request={OPEN}",
                f"{OFFICE}/over?unit=vinh-lam",
            ],
            own: ["/registration/privacy", "/registration/me/data"],
        }  # fmt: skip


def test_every_page_is_accessible(
    at: dict[str, list[str]], signed_in: dict[str, object], open_page: OpenPage
) -> None:
    """axe-core finds nothing, nothing scrolls sideways, nothing is too small to press."""
    page = open_page(width=360, **signed_in)
    found = []
    for address, paths in at.items():
        for path in paths:
            answer = page.goto(f"{address}{path}")
            assert answer
            assert answer.ok, path
            found += [f"{path}: {one}" for one in (*axe(page), *sideways(page), *small_targets(page))]
    assert found == []
