"""Files are attached on a telephone, by keyboard, without script, and to a bucket on a host of its own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.core.web import security
from tests.browser.conftest import Live, OpenPage, axe, sideways, small_targets
from tests.browser.serving import Quiet, hosted
from tests.unit.attaching import samples

LAM = "lam.nguyen@vinh-lam.vinhlinh.example"
SCRIPT = Path(__file__).parents[2] / "services" / "core" / "web" / "static" / "app.js"


def _begin(live: Live, page: Page, title: str) -> None:
    """Begin a work, and go on to its files."""
    live.sign_in(page, LAM)
    page.goto(f"{live.url}/registration/records/new")
    page.locator("[name=title]").fill(title)
    page.get_by_role("button", name="Lưu, rồi đính kèm tệp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tệp đính kèm")


def _choose(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "x/y", "buffer": content})


def _picture(folder: Path, size: int) -> Path:
    """A picture of so many bytes; large ones take a while to be handed over in memory."""
    path = folder / "ảnh.jpg"
    path.write_bytes(samples.jpeg(size) if size else b"")
    return path


def _fits(page: Page) -> None:
    assert sideways(page) == []
    assert small_targets(page) == []


def test_a_telephone_without_script_attaches_a_file(live: Live, open_page: OpenPage) -> None:
    """Chosen, sent to the bucket, shown, attached, opened and removed: forms and links are enough."""
    page = open_page(width=360, script=False)
    _begin(live, page, "Nhà văn hóa thôn, không dùng mã kịch bản")
    _fits(page)
    _choose(page, "Kế hoạch số 12.pdf", samples.pdf())
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kế hoạch số 12.pdf")
    _fits(page)
    page.get_by_role("button", name="Đính kèm").click()
    expect(page.locator(".told")).to_have_text("Đã đính kèm “Kế hoạch số 12.pdf”.")
    _fits(page)
    live.settle()
    page.reload()
    expect(page.get_by_text("đã quét, không có mã độc")).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Kế hoạch số 12.pdf", exact=True).click()
    assert fetched.value.suggested_filename == "Kế hoạch số 12.pdf"
    assert Path(fetched.value.path()).read_bytes() == samples.pdf()
    page.get_by_role("link", name="Gỡ Kế hoạch số 12.pdf").click()
    _fits(page)
    page.get_by_role("button", name="Gỡ tệp").click()
    expect(page.locator(".told")).to_have_text("Đã gỡ tệp.")


def test_by_keyboard_with_a_bar_that_shows_how_far_it_is(
    live: Live, open_page: OpenPage, tmp_path: Path
) -> None:
    """What is wrong is said before anything is sent, what breaks off is sent again; axe finds nothing."""
    page = open_page(width=360)
    _begin(live, page, "Nhà văn hóa thôn, dùng bàn phím")
    assert axe(page) == []
    status, file = page.locator("[data-status]"), page.locator("input[type=file]")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if "/_s3/" in asked.url else None)
    for size, said in (
        (None, "Chưa chọn tệp nào."),
        (0, "Tệp trống (0 byte)."),
        (25 * 1024 * 1024, "Tệp quá lớn: chỉ nhận tối đa 20 MB."),
    ):
        if size is not None:
            file.set_input_files(_picture(tmp_path, size))
        file.focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(status).to_contain_text(said)
        expect(file).to_be_focused()
    assert sent == []
    page.route("**/_s3/", lambda route: route.abort("connectionreset"))
    file.set_input_files(_picture(tmp_path, 3 * 1024 * 1024))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(status).to_contain_text("Đường truyền bị ngắt, chưa có gì được đính kèm.")
    expect(page.get_by_role("progressbar")).to_be_hidden()
    page.unroute("**/_s3/")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("ảnh.jpg")
    assert "?" not in page.url
    assert axe(page) == []
    expect(page.get_by_label("Hình ảnh", exact=True)).to_be_checked()
    page.get_by_role("button", name="Đính kèm").press("Enter")
    expect(page.locator(".told")).to_have_text("Đã đính kèm “ảnh.jpg”.")
    assert axe(page) == []
    _choose(page, "Kế hoạch.pdf", samples.program())
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_role("alert")).to_contain_text("xét theo nội dung, đây là một chương trình máy tính")
    assert axe(page) == []


@contextmanager
def _bucket(arrived: list[bytes]) -> Iterator[str]:
    """A bucket on a host of its own, with the rule for other origins of infra/core.yaml; its address."""

    class Handler(Quiet):
        def do_OPTIONS(self) -> None:  # noqa: N802 - the standard library's name
            self._answer(200, {"Access-Control-Allow-Methods": "POST", "Access-Control-Max-Age": "3600"})

        def do_POST(self) -> None:  # noqa: N802 - the same
            body = self.rfile.read(int(self.headers["Content-Length"]))
            arrived.append(body)
            redirect = re.search(rb'name="success_action_redirect"\r\n\r\n([^\r]+)', body)
            self._answer(303 if redirect else 204, {"Location": redirect[1].decode()} if redirect else {})

        def _answer(self, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Access-Control-Allow-Origin": "*", "Content-Length": "0", **headers}.items():
                if status != 204 or name != "Content-Length":
                    self.send_header(name, value)
            self.end_headers()

    with hosted(Handler) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _site(bucket: str) -> Iterator[str]:
    """A page with the headers and the script of ours, whose form sends to the bucket; its address."""
    pages: dict[str, tuple[dict[str, str], str]] = {}

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802 - the standard library's name
            headers, body = pages[self.path.partition("?")[0]]
            self.send_response(200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

    with hosted(Handler) as port:
        site = f"http://localhost:{port}"
        html = {
            **security.headers(),
            **security.sending_to(bucket),
            "Content-Type": "text/html; charset=utf-8",
        }
        top = '<!doctype html><title>x</title><link rel="icon" href="data:,">'
        form = (
            f'<form method="post" action="{bucket}/" enctype="multipart/form-data" data-upload="/done" '
            f"""data-fields='{{"key": "by script"}}' data-most="999" data-sent-text="" data-sending="">"""
            f'<input type="hidden" name="success_action_redirect" value="{site}/done">'
            '<input type="file" name="file"><progress max="100" value="0" hidden></progress>'
            "<p data-status></p><button>send</button></form>"
        )
        pages["/"] = (html, f'{top}<script src="/app.js" defer></script>{form}')
        pages["/app.js"] = ({"Content-Type": "text/javascript"}, SCRIPT.read_text(encoding="utf-8"))
        pages["/done"] = (html, f"{top}<h1>arrived</h1>")
        yield site


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_bucket_on_a_host_of_its_own_is_reached(open_page: OpenPage, *, script: bool) -> None:
    """The page's policy and the bucket's rule let the file go there, and its person come back."""
    arrived: list[bytes] = []
    with _bucket(arrived) as bucket, _site(bucket) as site:
        page = open_page(script=script)
        page.goto(site)
        _choose(page, "a.pdf", samples.pdf())
        page.get_by_role("button", name="send").click()
        expect(page.get_by_role("heading")).to_have_text("arrived")
    assert len(arrived) == 1
    assert samples.pdf() in arrived[0]
    assert (b"by script" in arrived[0]) is script
