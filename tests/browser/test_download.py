"""A file that lies on another host than the pages, as a bucket does once deployed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.core.web import security
from tests.browser.conftest import OpenPage
from tests.browser.serving import Quiet, hosted

CONTENT = b"PK" + bytes(range(256)) * 30


@contextmanager
def _serving(answers: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """A host of its own that gives these answers; its address."""

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802 - the standard library's name
            status, headers, body = answers[self.path.partition("?")[0]]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with hosted(Handler) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_our_pages_let_a_file_come_from_the_bucket(open_page: OpenPage, *, script: bool) -> None:
    """The headers of every page allow the way there by a link; the file keeps its name and every byte."""
    given = {
        "Content-Type": "application/x-test",
        "Content-Disposition": 'attachment; filename="weekly.xlsx"',
    }
    page = b'<!doctype html><title>x</title><link rel="icon" href="data:,"><a href="/file" download>file</a>'
    told = {**security.headers(), "Content-Type": "text/html; charset=utf-8"}
    with _serving({"/reports/1.xlsx": (200, given, CONTENT)}) as bucket:
        way = {**security.headers(), "Location": f"{bucket}/reports/1.xlsx?X-Amz-Signature=0"}
        with _serving({"/": (200, told, page), "/file": (303, way, b"")}) as site:
            browser = open_page(script=script)
            browser.goto(site.replace("127.0.0.1", "localhost"))
            with browser.expect_download() as fetched:
                browser.get_by_role("link", name="file").click()
    assert fetched.value.suggested_filename == "weekly.xlsx"
    assert Path(fetched.value.path()).read_bytes() == CONTENT
