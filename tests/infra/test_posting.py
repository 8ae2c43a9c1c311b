"""A form with a file at the bucket's address on this machine: taken as S3 takes it, or not at all."""

import io
import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from infra.local import posting
from services.core import uploads
from services.core.uploads import Ticket
from services.core.uploads import bucket as edge
from services.core.web.visit import ErrorPage
from tests.conftest import TestCloud
from tests.posting import multipart

if TYPE_CHECKING:
    from infra.local.front import Front

KEY = "uploads/r/a"
REDIRECT = "http://localhost:8000/registration/records/r/files/a"
CONTENT = b"%PDF-1.7 noi dung"


@pytest.fixture
def ticket(cloud: TestCloud) -> Ticket:
    """What a page puts into its form."""
    assert cloud
    return uploads.ticket(KEY, REDIRECT, datetime.now(UTC).timestamp())


def post(
    front: "Front", fields: dict[str, str], content: bytes = CONTENT, *, name: str = "a.pdf", cut: int = 0
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and page, as the server would send them. `cut`: so many bytes never arrive."""
    told: list[tuple[int, dict[str, str]]] = []
    kind, body = multipart(fields, name, content)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/_s3/",
        "HTTP_HOST": "localhost:8000",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body[: len(body) - cut]),
    }

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        told.append((int(status.split(maxsplit=1)[0]), dict(headers)))

    page = b"".join(front(environ, start))  # type: ignore[arg-type]  # WSGI's write callable is not used
    return *told[0], page


def test_a_file_arrives_and_leads_to_its_page(front: "Front", ticket: Ticket) -> None:
    """Whole, with its name, and S3's own words in the address."""
    assert ticket.url == "/_s3/"
    assert timedelta(minutes=14) < ticket.until - datetime.now(UTC) <= timedelta(minutes=15)
    status, headers, _ = post(front, ticket.fields, name="/sdcard/Kế hoạch số 1.pdf")
    assert status == 303
    location = urlsplit(headers["Location"])
    assert location._replace(query="").geturl() == REDIRECT
    found = uploads.arrived(KEY)
    assert found is not None
    assert (found.size, found.head, found.name) == (len(CONTENT), CONTENT, "Kế hoạch số 1.pdf")
    told = parse_qs(location.query)
    assert (told["key"], told["etag"]) == ([KEY], [found.etag])


def test_a_file_arrives_whatever_its_bytes(front: "Front", ticket: Ticket) -> None:
    """A photo is full of what looks like the beginning of a boundary, which has to wait for what follows."""
    content = b"\r\n--" * 100_000
    assert post(front, ticket.fields, content)[0] == 303
    assert uploads.read(KEY, len(content) + 1) == content


def test_a_ticket_for_a_script_leads_nowhere(front: "Front", cloud: TestCloud) -> None:
    """A script wants to hear that it is done, not to be sent on."""
    assert cloud
    ticket = uploads.ticket(KEY, "", datetime.now(UTC).timestamp())
    assert post(front, ticket.fields)[0] == 204
    assert uploads.arrived(KEY) is not None


@pytest.mark.parametrize("name", ["key", "policy", "x-amz-signature", "x-amz-credential", "x-amz-date"])
@pytest.mark.parametrize("change", ["other", "gone"])
def test_a_form_that_was_changed_stores_nothing(
    front: "Front", ticket: Ticket, name: str, change: str
) -> None:
    """Another place, another policy, no signature: refused in words."""
    fields = {**ticket.fields, name: ticket.fields[name][:-2] + "00"}
    if change == "gone":
        del fields[name]
    status, headers, _ = post(front, fields)
    assert status == 403
    assert headers["Content-Type"].startswith("text/html")
    assert uploads.arrived(KEY) is None


@pytest.mark.parametrize(
    "field",
    [{"success_action_redirect": "http://elsewhere.example/"}, {"tagging": "x"}, {"acl": "public-read"}],
)
def test_a_form_takes_no_more_than_its_policy_names(
    front: "Front", ticket: Ticket, field: dict[str, str]
) -> None:
    """Whoever adds a field, or changes where it leads, is refused; what S3 is told to ignore may be there."""
    assert post(front, {**ticket.fields, **field})[0] == 403
    assert uploads.arrived(KEY) is None
    assert post(front, {**ticket.fields, "x-ignore-me": "x"})[0] == 303


def test_a_policy_of_ones_own_is_worth_nothing(front: "Front", ticket: Ticket) -> None:
    """A policy that allows everything needs our signature, too."""
    policy = json.loads(b64decode(ticket.fields["policy"]))
    policy["conditions"] = [["starts-with", "$key", ""]]
    forged = b64encode(json.dumps(policy).encode()).decode()
    assert post(front, {**ticket.fields, "policy": forged})[0] == 403


@pytest.mark.parametrize(("minutes", "status"), [(14, 303), (16, 403)])
def test_a_ticket_is_good_for_a_quarter_of_an_hour(
    front: "Front", ticket: Ticket, monkeypatch: pytest.MonkeyPatch, minutes: int, status: int
) -> None:
    """By the real clock, whatever the business clock says."""

    class Later(datetime):
        """The clock, so much later."""

        @classmethod
        def now(cls, tz: object = None) -> "Later":
            """What time it is then."""
            assert tz is UTC
            return cls.fromtimestamp((datetime.now(UTC) + timedelta(minutes=minutes)).timestamp(), UTC)

    monkeypatch.setattr(posting, "datetime", Later)
    assert post(front, ticket.fields)[0] == status


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_file_that_breaks_off_stores_nothing(front: "Front", ticket: Ticket, cut: int) -> None:
    """Whatever is missing, its end or all of it: nothing is half there."""
    status, _, page = post(front, ticket.fields, cut=cut)
    assert status == 400
    assert "Tệp chưa đến nơi".encode() in page
    assert uploads.arrived(KEY) is None


def test_a_form_without_a_file_stores_nothing(front: "Front", ticket: Ticket) -> None:
    """Nor one that is no such form at all."""
    kind, body = multipart(ticket.fields, None, b"")
    with pytest.raises(ErrorPage):
        posting.receive(kind, len(body), io.BytesIO(body))
    with pytest.raises(ErrorPage):
        posting.receive("application/x-www-form-urlencoded", 3, io.BytesIO(b"a=b"))
    assert post(front, {})[0] == 403


def test_more_than_the_bucket_takes_is_refused(
    front: "Front", ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The policy says how much, 100 MB; what is larger still is not even read to its end."""
    policy = json.loads(b64decode(ticket.fields["policy"]))
    assert ["content-length-range", 0, 100 * 1024 * 1024] in policy["conditions"]
    monkeypatch.setattr(uploads, "LARGEST", len(CONTENT) - 1)
    monkeypatch.setattr(edge, "LARGEST", len(CONTENT) - 1)
    small = uploads.ticket(KEY, REDIRECT, datetime.now(UTC).timestamp())
    status, _, page = post(front, small.fields)
    assert (status, uploads.arrived(KEY)) == (400, None)
    assert "quá lớn".encode() in page
    assert post(front, small.fields, bytes(70_000))[0] == 400
    assert post(front, small.fields, CONTENT[:-1])[0] == 303
