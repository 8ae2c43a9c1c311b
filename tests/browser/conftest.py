"""A browser, the whole application on this machine, and the questions asked of every page."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias
from urllib.request import urlopen

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

_HOW = "install Debian's chromium (apt-get install chromium), or name one with CHROMIUM=/path/to/chromium"

ROOT = Path(__file__).parents[2]

#: `open_page(width=360, dark=True, script=False)` gives a fresh browser context's page.
OpenPage: TypeAlias = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that it can be chosen or left out.

    The paths of the guide are walked by the journeys in every run, and once more for their pictures by night.
    """
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if item.path.name == "test_guide.py":
                item.add_marker(pytest.mark.nightly)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium without a window, one per test process."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        if os.environ.get("BROWSER") == "required":
            pytest.fail(f"The browser tests are required here, and there is no browser: {_HOW}")
        pytest.skip(f"No browser: {_HOW}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens pages, each in a context of its own; at the end none may have complained on its console.

    An answer of 4xx or 5xx that a test asks for is no complaint.
    """
    complaints: list[str] = []
    contexts = []

    def open_one(*, width: int = 1280, dark: bool = False, script: bool = True, **more: Any) -> Page:  # noqa: ANN401 - playwright's own options
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type == "error" and "Failed to load resource" not in said.text
                else None
            ),
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


class Live:
    """`make run`, as a process of its own, on a free port and with a folder of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._sessions: dict[str, Any] = {}

    def settle(self) -> None:
        """Wait until everything under way has arrived."""
        self._read("/_local/idle")

    def mails(self) -> list[dict[str, Any]]:
        """Every e-mail so far, newest last, once everything under way has arrived."""
        self.settle()
        mails: list[dict[str, Any]] = json.loads(self._read("/_local/mail.json"))
        return mails

    def sign_in(self, page: Page, email: str) -> None:
        """Sign in as an official does: ask for the e-mail, open its link, press the button.

        Whoever did so before goes on with that session: addresses are asked for a link only so often an hour.
        """
        if email in self._sessions:
            page.context.add_cookies(self._sessions[email])
            page.goto(f"{self.url}/registration")
            return
        page.goto(f"{self.url}/registration/sign-in")
        page.locator("input[name=email]").fill(email)
        page.locator("main form button").click()
        page.wait_for_url("**/sign-in/code*")
        mail = next(mail for mail in reversed(self.mails()) if email in mail["to"])
        link = re.search(r"https?://\S+/sign-in/link\S*", mail["text"])
        assert link, mail["text"]
        page.goto(link[0])
        page.locator("main form button").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        self._sessions[email] = page.context.cookies()

    def _read(self, path: str) -> bytes:
        with urlopen(self.url + path, timeout=40) as answer:  # noqa: S310 - loopback
            body: bytes = answer.read()
        return body


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The whole application, started once per test process from nothing."""
    folder = tmp_path_factory.mktemp("local")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "terminal.txt"
    surroundings = {**os.environ, "PORT": str(port), "THIDUA_LOCAL": str(folder / "data")}
    with log.open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.cli", "run"],
            cwd=ROOT,
            env=surroundings,
            stdout=terminal,
            stderr=subprocess.STDOUT,
        )
        try:
            _until_ready(process, log, f"http://localhost:{port}")
            yield Live(f"http://localhost:{port}")
        finally:
            process.terminate()
            process.wait(timeout=20)


def _until_ready(process: subprocess.Popen[bytes], log: Path, url: str) -> None:
    """Wait until the pages answer; slow machines that run many tests get two minutes."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{url}/registration/sign-in", timeout=5):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"`python -m infra.cli run` did not come up:\n{log.read_text(encoding='utf-8')}")


def axe(page: Page) -> list[str]:
    """What axe-core finds on the page: rule, what is wrong, where. Needs a page with script on."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", tags
    )
    return [
        f"{rule['id']}: {rule['help']}: {node['target']} {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """What reaches beyond the right edge of the window; empty when nothing scrolls sideways."""
    found: list[str] = page.evaluate(
        """() => {
            const edge = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= edge) return [];
            return [...document.querySelectorAll("body *")]
                .filter((element) => element.getBoundingClientRect().right > edge + 1)
                .map((element) => element.outerHTML.slice(0, 160));
        }"""
    )
    return found


def small_targets(page: Page) -> list[str]:
    """Buttons, fields and links outside of sentences that are lower than 24 CSS pixels (WCAG 2.2, 2.5.8)."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("button, input:not([type=hidden]), select, nav a, .go")]
            .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 24)
            .map((element) => element.outerHTML.slice(0, 160))"""
    )
    return found
