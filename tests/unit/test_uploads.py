"""Tickets and links to the bucket: what they say to a browser."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.cloud import Cloud
from services.core import uploads
from tests.conftest import TestCloud


@pytest.fixture(autouse=True, scope="module")
def _bucket() -> None:
    """There is one; links to it are made without asking it."""
    Cloud.start()


def disposition(name: str) -> str:
    """What the bucket is asked to say of the file's name."""
    query = parse_qs(urlsplit(uploads.link("files/r/a", name, "application/pdf")).query)
    return query["response-content-disposition"][0]


def test_a_file_is_saved_under_its_name() -> None:
    """With its diacritics, and for old programs without them."""
    assert disposition("Kế hoạch số 1 (đã ký).pdf") == (
        'attachment; filename="Ke hoach so 1 (da ky).pdf"; '
        "filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch%20s%E1%BB%91%201%20%28%C4%91%C3%A3%20k%C3%BD%29.pdf"
    )


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=50))
def test_no_name_says_more_than_a_name(name: str) -> None:
    """Whatever a name holds, the header is one line of ASCII, with nothing beside the name."""
    said = disposition(name)
    found = re.fullmatch(r"attachment; filename=\"([A-Za-z0-9 ._()-]+)\"; filename\*=UTF-8''([!-~]+)", said)
    assert found, said
    assert unquote(found[2], errors="surrogatepass") == name


def test_a_ticket_tells_where_its_page_may_send(monkeypatch: pytest.MonkeyPatch) -> None:
    """On this machine the very site, otherwise the bucket's own host, or the name that it has outside."""
    assert uploads.ticket("k", "", 0).origin == ""
    monkeypatch.setenv("BUCKET_URL", "")
    assert uploads.ticket("k", "", 0).origin.endswith(".s3.ap-southeast-1.amazonaws.com")
    monkeypatch.setenv("BUCKET_URL", "https://tep.vinh-linh.example/thidua/")
    ticket = uploads.ticket("k", "", 0)
    assert (ticket.origin, ticket.url) == (
        "https://tep.vinh-linh.example",
        "https://tep.vinh-linh.example/thidua/",
    )


def test_what_is_not_there_is_nothing(cloud: TestCloud) -> None:
    """A look finds nothing, a copy and a read say so, and taking it away does no harm."""
    assert uploads.arrived("k") is None
    with pytest.raises(uploads.ChangedError):
        uploads.keep("k", '"x"', "to", "application/pdf")
    with pytest.raises(uploads.ChangedError):
        uploads.read("k", 9)
    uploads.remove("k")
    cloud.inner.store_file("k", b"abc", {"name": "=?no such charset?q?=41?="})
    found = uploads.arrived("k", 2)
    assert found is not None
    assert (found.size, found.head, found.name) == (3, b"ab", "=?no such charset?q?=41?=")
    assert uploads.read("k", 9) == b"abc"
