"""The bucket's address on this machine: it answers as S3 does, and to nobody else."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from infra.local import bucket
from services.core.reporting import files
from services.core.reporting.issued import File
from tests.conftest import TestCloud

if TYPE_CHECKING:
    from infra.local.front import Front

FILE = File(key="reports/vinh-linh-70/weekly 1.xlsx", name="weekly-1.xlsx", type="application/x-test")
CONTENT = bytes(range(256)) * 20


@pytest.fixture
def link(cloud: TestCloud) -> str:
    """A link to a file that lies in the bucket."""
    assert cloud
    files.save(FILE, CONTENT)
    return files.link(FILE)


@pytest.fixture
def home(link: str) -> str:
    """Where the front lets that link lead."""
    ((_, location),) = bucket.at_home([("Location", link)])
    return location


def get(front: "Front", path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content, as the server would send them."""
    told: list[tuple[int, dict[str, str]]] = []
    address, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": re.sub("%20", " ", address),
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost:8000",
        "wsgi.input": io.BytesIO(),
    }

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        told.append((int(status.split(maxsplit=1)[0]), dict(headers)))

    body = b"".join(front(environ, start))  # type: ignore[arg-type]  # WSGI's write callable is not used
    return *told[0], body


def test_a_link_leads_home_and_to_the_file(front: "Front", home: str) -> None:
    """Byte for byte, under the name and type that were signed."""
    assert home.startswith("/_s3/reports/vinh-linh-70/weekly%201.xlsx?")
    status, headers, body = get(front, home)
    assert (status, body) == (200, CONTENT)
    assert headers["Content-Type"] == FILE.type
    assert headers["Content-Disposition"] == 'attachment; filename="weekly-1.xlsx"'


def test_other_ways_are_left_as_they_are() -> None:
    """Only what goes to the bucket is led home."""
    headers = [("Location", "/registration/"), ("X", "y"), ("Location", "https://elsewhere.example/a?b=c")]
    assert bucket.at_home(headers) == headers


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weekly%201", "weekly%202"),
        ("X-Amz-Expires=60", "X-Amz-Expires=6000"),
        ("filename%3D%22weekly-1.xlsx", "filename%3D%22run-me.exe"),
        ("x-test", "x-html"),
        ("X-Amz-Signature=", "X-Amz-Signature=0"),
        ("X-Amz-Signature=", "X-Amz-Signed="),
        ("X-Amz-Date=2", "X-Amz-Date=3"),
        ("X-Amz-Credential=", "X-Amz-Credential=x"),
    ],
)
def test_a_link_that_was_changed_opens_nothing(front: "Front", home: str, old: str, new: str) -> None:
    """Another file, a longer life, another name or type: whatever is not as it was signed is refused."""
    assert old in home
    status, headers, body = get(front, home.replace(old, new, 1))
    assert status == 403
    assert headers["Content-Type"].startswith("text/html")
    assert CONTENT not in body


def test_without_a_signature_or_by_another_method_nothing_is_given(front: "Front", home: str) -> None:
    """Nobody guesses a file by its name; a link to read is none to write."""
    assert get(front, urlsplit(home).path)[0] == 403
    assert get(front, "/_s3/")[0] == 403
    assert get(front, home, "DELETE")[0] == 403


@pytest.mark.parametrize(("seconds", "status"), [(-16 * 60, 403), (-60, 200), (55, 200), (65, 403)])
def test_a_link_is_good_for_a_minute(
    front: "Front", home: str, monkeypatch: pytest.MonkeyPatch, seconds: int, status: int
) -> None:
    """By the real clock, whatever the business clock says; clocks may differ by a quarter of an hour."""

    class Later(datetime):
        """The clock, so much later."""

        @classmethod
        def now(cls, tz: object = None) -> "Later":  # type: ignore[override]  # its only caller says UTC
            """What time it is then."""
            assert tz is UTC
            moment = datetime.now(UTC) + timedelta(seconds=seconds)
            return cls.fromtimestamp(moment.timestamp(), UTC)

    monkeypatch.setattr(bucket, "datetime", Later)
    assert get(front, home)[0] == status


def test_a_file_that_is_gone_is_a_page(front: "Front", cloud: TestCloud, home: str) -> None:
    """Whoever comes late finds words, not XML."""
    cloud.inner.reset()
    status, headers, _ = get(front, home)
    assert status == 404
    assert headers["Content-Type"].startswith("text/html")
