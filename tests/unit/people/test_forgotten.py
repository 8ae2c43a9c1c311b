"""An account that is erased: nothing of it tells who it was, and whoever is let in again is somebody new."""

from datetime import datetime

import msgspec
import pytest

from services.core import events
from services.core.acting import store as unsent
from services.core.people import session, store
from services.core.people.forgotten import store as forgotten
from services.core.people.forgotten.store import HoldsARoleError
from services.core.people.person import Person
from services.core.subjects.subject import Erasure, Why
from services.core.vietnam import VIETNAM
from tests.conftest import TestCloud
from tests.flow.visitor import CAMPAIGN, announce

NOTE = Erasure(at=datetime(2025, 6, 1, 8, tzinfo=VIETNAM), by="p1", holder="office", why=Why.REQUEST)


@pytest.fixture
def binh(cloud: TestCloud) -> Person:  # noqa: ARG001 - the person lives in its table
    """Somebody whose role has ended, with a browser still signed in and a report half written."""
    person = announce("Lê Văn Bình", "unit:vinh-lam", email="binh@vinh-lam.example")
    without = msgspec.structs.replace(person, grants=())
    store.save(without)
    session.start(person.id, 2**40)
    unsent.keep(person.id, "r1", "progress", {"note": "Lê Văn Bình viết"}, 2**40)
    return without


def test_nothing_tells_who_it_was(cloud: TestCloud, binh: Person) -> None:
    """All is gone, what was typed too; id and note stay, and the event names the id alone."""
    forgotten.erase(binh.id, CAMPAIGN, NOTE)
    (item,) = cloud.table.scan()["Items"]
    assert not any(part in repr(item) for part in ("Bình", "binh@", "vinh-lam"))
    event = events.decode(str(item["event"]))
    assert (event.type, event.subject, event.actor) == ("PersonErased", binh.id, "p1")
    assert forgotten.erased(binh.id) == NOTE
    forgotten.erase(binh.id, CAMPAIGN, msgspec.structs.replace(NOTE, by="p2"))
    assert forgotten.erased(binh.id) == NOTE


def test_whoever_holds_a_role_is_not_erased(binh: Person) -> None:
    """They can still act, and others have to know who does."""
    announce("Lê Văn Bình", "unit:vinh-lam", email=binh.email)
    with pytest.raises(HoldsARoleError):
        forgotten.erase(binh.id, CAMPAIGN, NOTE)
    assert store.get(binh.id)
    with pytest.raises(LookupError):
        forgotten.erase("nobody", CAMPAIGN, NOTE)


def test_whoever_is_let_in_again_can_be_erased_again(binh: Person) -> None:
    """The older note no longer holds, and does not stand in the way."""
    forgotten.erase(binh.id, CAMPAIGN, NOTE)
    store.save(binh)
    assert forgotten.erased(binh.id) is None
    later = msgspec.structs.replace(NOTE, at=datetime(2025, 7, 1, 8, tzinfo=VIETNAM))
    forgotten.erase(binh.id, CAMPAIGN, later)
    assert forgotten.erased(binh.id) == later
