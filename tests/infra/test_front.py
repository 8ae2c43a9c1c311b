"""The front: what CloudFront and API Gateway do, on one port of this machine."""

import gzip
import io
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

import pytest

from infra.local.front import LARGEST_BODY
from tests.told import Told

if TYPE_CHECKING:
    from infra.local.front import Front


class _Got:
    """An answer of the front, as the server would send it."""

    def __init__(self, front: "Front", method: str, path: str, body: bytes = b"", **headers: str) -> None:
        path, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        setup_testing_defaults(environ)
        self.body = b"".join(front(environ, self._start))
        self.unread = environ["wsgi.input"].read()

    def _start(self, status: str, headers: list[tuple[str, str]], *_: object) -> Any:  # noqa: ANN401 - WSGI
        self.status = int(status.split(maxsplit=1)[0])
        self.headers = dict(headers)
        self.lines = headers
        return lambda _: None


def test_the_first_part_of_the_path_picks_the_stage(front: "Front") -> None:
    """A stage's page answers under the stage's name, and the bare address leads to the campaign."""
    assert _Got(front, "GET", "/registration/").status == 200
    assert _Got(front, "GET", "/registration").status == 200
    home = _Got(front, "GET", "/")
    assert (home.status, home.headers["Location"]) == (302, "/registration/")


@pytest.mark.parametrize("path", ["/nowhere", "/registration/nowhere", "/registration/records/%00", "/xã"])
def test_an_unknown_address_is_a_page(front: "Front", path: str) -> None:
    """Nobody is shown the gateway's JSON."""
    got = _Got(front, "GET", path)
    assert got.status in (303, 404)
    if got.status == 404:
        assert got.headers["Content-Type"].startswith("text/html")
        assert "<h1>" in got.body.decode()


def test_each_request_has_an_id_of_its_own(front: "Front", told: Told) -> None:
    """As the gateway gives it, so that what a form leads to is found again, also on this machine."""
    form = b"csrf=none&email=lan%40vinh-lam.example"
    for _ in range(2):
        _Got(front, "POST", "/registration/sign-in", form, content_type="application/x-www-form-urlencoded")
    first, second = told.lines("a form was answered")
    assert first["correlation_id"] != second["correlation_id"]


def test_another_method_is_a_page_that_says_which(front: "Front") -> None:
    """A wrong method is told with what is allowed, as the protocol asks."""
    got = _Got(front, "DELETE", "/registration/sign-in")
    assert got.status == 405
    assert got.headers["Allow"] == "GET, HEAD, POST"
    assert got.headers["Content-Type"].startswith("text/html")


def test_too_large_a_body_is_read_and_refused(front: "Front") -> None:
    """The body is taken off the line, so that the browser gets to see the page."""
    got = _Got(front, "POST", "/registration/sign-in", b"x" * (LARGEST_BODY + 1))
    assert got.status == 413
    assert got.unread == b""
    assert "<h1>" in got.body.decode()


def test_a_body_that_is_no_form_is_a_page(front: "Front") -> None:
    """JSON sent to a form is refused in words."""
    environ_type = {"content_type": "application/json"}
    got = _Got(front, "POST", "/registration/sign-in", b"{}", **environ_type)
    assert got.status == 415
    assert got.headers["Content-Type"].startswith("text/html")


def test_another_name_for_this_machine_reads_nothing(front: "Front") -> None:
    """A site that points its own name at this machine cannot read anybody's mail through it."""
    assert _Got(front, "GET", "/registration/", host="evil.example:8000").status == 421
    assert _Got(front, "GET", "/registration/", host="localhost:8000").status == 200


def test_head_has_headers_and_no_body(front: "Front") -> None:
    """What checks whether the site lives gets a quick answer."""
    got = _Got(front, "HEAD", "/registration/")
    assert got.status == 200
    assert got.body == b""


def test_pages_are_compressed_for_who_can_read_it(front: "Front") -> None:
    """A page shrinks for browsers and stays plain for others."""
    plain = _Got(front, "GET", "/registration/sign-in")
    small = _Got(front, "GET", "/registration/sign-in", accept_encoding="gzip, br")
    assert small.headers["Content-Encoding"] == "gzip"
    assert small.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert len(small.body) < len(plain.body) * 0.6
    assert b"<h1>" in gzip.decompress(small.body)
    assert int(small.headers["Content-Length"]) == len(small.body)


def test_styles_are_kept_for_ever(front: "Front") -> None:
    """A style's name carries its content's hash, so it is fetched once."""
    page = _Got(front, "GET", "/registration/").body.decode()
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    got = _Got(front, "GET", address, accept_encoding="gzip")
    assert "immutable" in got.headers["Cache-Control"]
    assert got.headers["Content-Encoding"] == "gzip"


def test_several_cookies_arrive(front: "Front") -> None:
    """Each cookie has a header of its own."""
    got = _Got(front, "GET", "/registration/sign-in?lang=en")
    cookies = [value.split("=")[0] for name, value in got.lines if name == "Set-Cookie"]
    assert sorted(cookies) == ["csrf", "lang"]


def test_a_stage_that_breaks_is_a_page(front: "Front", monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails below the pages, the person reads a sentence."""

    def broken(_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(front, "answer", broken)
    got = _Got(front, "GET", "/registration/")
    assert got.status == 500
    assert "<h1>" in got.body.decode()
