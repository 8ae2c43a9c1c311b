"""Twenty people at once: nobody ever reads another's page."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from infra.local.browser import Browser
from infra.local.front import Front
from services.core.people import session
from services.core.people.person import Person
from services.core.record import store

PEOPLE = 20
VISITS = 15


def test_each_reads_their_own_page(front: Front, announce: Callable[[str], Person]) -> None:
    """Every page carries its own person's name, with all twenty asking in the same moment.

    Chalice keeps the current request in one place for all threads; without the front's remedy nearly every
    page here belongs to somebody else.
    """
    people = [announce(f"Người Thứ {number:02d}") for number in range(PEOPLE)]
    together = threading.Barrier(PEOPLE)

    def visit(person: Person) -> list[str]:
        browser = Browser(front.answer)
        browser.cookies["session"] = session.start(person.id, time.time())
        wrong = []
        for _ in range(VISITS):
            together.wait(timeout=60)
            page = browser.open("/registration/me")
            others = [other.name for other in people if other.name in page.html]
            if page.status != 200 or others != [person.name]:
                wrong.append(f"{person.name} read {others} ({page.status})")
        return wrong

    with ThreadPoolExecutor(PEOPLE) as pool:
        assert [wrong for found in pool.map(visit, people) for wrong in found] == []


def test_each_writes_their_own_draft(front: Front, announce: Callable[[str], Person]) -> None:
    """Twenty save a draft in the same moment, and each draft is its author's, with the author's words."""
    people = [announce(f"Người Thứ {number:02d}") for number in range(PEOPLE)]
    together = threading.Barrier(PEOPLE)

    def draft(person: Person) -> str:
        browser = Browser(front.answer)
        browser.cookies["session"] = session.start(person.id, time.time())
        page = browser.open("/registration/records/new")
        together.wait(timeout=60)
        saved = browser.press(page, "/edit", ("do", "save"), title=f"Công trình của {person.name}")
        return saved.path.split("/")[3]

    with ThreadPoolExecutor(PEOPLE) as pool:
        for person, record in zip(people, pool.map(draft, people), strict=True):
            stored = store.get(record)
            assert stored is not None
            assert stored.record.made_by == person.id
            assert (stored.draft or {})["title"] == f"Công trình của {person.name}"
