"""Requests in the table."""

import time

import msgspec
import pytest

from services.core.rights import store
from services.core.rights.request import End, Outcome
from services.core.rights.store import Stored
from services.core.subjects.retention import REQUEST_DAYS
from services.core.table import ConflictError
from tests.conftest import TestCloud
from tests.unit.rights.test_request import AT, PLAN, a_request


@pytest.fixture(autouse=True)
def table(cloud: TestCloud) -> TestCloud:
    """An empty table."""
    return cloud


def test_a_form_sent_twice_is_one_request() -> None:
    """The form carries the request's id: the second time it is there already."""
    store.save(Stored(request=a_request()), a_request())
    with pytest.raises(ConflictError):
        store.save(Stored(request=a_request()), a_request())
    assert store.of_campaign(PLAN.id) == (a_request(),)
    assert store.of_campaign("other") == ()


def test_whoever_answers_second_is_told() -> None:
    """Two officials close the same request: one of them is told."""
    read = store.save(Stored(request=a_request()), a_request())
    store.save(read, msgspec.structs.replace(read.request, acknowledged=AT))
    with pytest.raises(ConflictError):
        store.save(read, msgspec.structs.replace(read.request, acknowledged=AT))


def test_what_is_answered_is_forgotten_in_time(cloud: TestCloud) -> None:
    """An open request stays; one that is answered expires after its days."""
    read = store.save(Stored(request=a_request()), a_request())
    key = {"pk": f"Q#{PLAN.id}", "sk": read.request.id}
    assert "expires" not in cloud.table.get_item(Key=key)["Item"]
    end = End(at=AT, by="p", outcome=Outcome.DONE)
    store.save(read, msgspec.structs.replace(read.request, end=end))
    left = int(str(cloud.table.get_item(Key=key)["Item"]["expires"])) - time.time()
    assert 0 <= REQUEST_DAYS * 86400 - left < 60


def test_a_request_forgets_who_asked_once_the_person_is_erased(cloud: TestCloud) -> None:
    """Every request about that person is blanked, nobody else's."""
    end = End(at=AT, by="p", outcome=Outcome.DONE)
    read = store.save(Stored(request=a_request()), a_request())
    store.forget(PLAN.id, "r.citizen")
    assert store.get(PLAN.id, read.request.id) == read  # who asked still has to hear the answer
    store.save(read, msgspec.structs.replace(read.request, end=end))
    other = msgspec.structs.replace(
        a_request(id_="b" * 32), name="Trần Văn Bình", subjects=("r.author-1",), end=end
    )
    store.save(Stored(request=other), other)
    store.forget(PLAN.id, "r.citizen")
    store.forget(PLAN.id, "r.citizen")
    text = repr(cloud.table.scan()["Items"])
    assert "Sen" not in text
    assert "Bình" in text
