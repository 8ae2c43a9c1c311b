"""`kill -9` in the middle of work: everything that was acknowledged is there after the next start."""

import json
import re
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException

import msgspec
import pytest

from infra.local.browser import read_forms
from tests.faults.machines import PATIENCE, Machine, free_port
from tests.posting import multipart

WRITERS = 8
#: So many acknowledged writes pass before the process is killed.
ENOUGH = 60
EMAIL = "lam.nguyen@vinh-lam.vinhlinh.example"
NOON = "2024-10-07T12:00"


class Killed(msgspec.Struct, kw_only=True):
    """A machine that was killed in the middle of work, and runs again: what was acknowledged before."""

    machine: Machine
    cookie: str
    drafts: dict[int, int]
    letters: list[dict[str, object]]
    files: list[str]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    machine = Machine(tmp_path_factory.mktemp("local"), free_port())
    try:
        machine.wait_until_ready()
        found = _work_and_be_killed(machine)
    finally:
        machine.kill()
    again = Machine(machine.folder, machine.port)
    try:
        again.wait_until_ready()
        found.machine = again
        yield found
    finally:
        again.kill()


def _work_and_be_killed(machine: Machine) -> Killed:
    cookie, csrf = _sign_in(machine)
    assert machine.post("/_local/clock", {"at": NOON})[0] == 303
    assert machine.get("/_local/idle")[0] == 200
    letters = json.loads(machine.get("/_local/mail.json")[1])
    files = [_bring(machine, cookie, csrf, attach=attach) for attach in (True, False)]
    done: dict[int, int] = {}
    writers = [
        threading.Thread(target=_write_until_killed, args=(machine, cookie, csrf, number, done))
        for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    until = time.monotonic() + PATIENCE
    while len(done) < WRITERS or sum(done.values()) < ENOUGH:
        assert time.monotonic() < until, f"only these were acknowledged: {done}"
        time.sleep(0.001)
    machine.kill()
    for writer in writers:
        writer.join(timeout=PATIENCE)
    return Killed(machine=machine, cookie=cookie, drafts=done, letters=letters, files=files)


def _bring(machine: Machine, cookie: str, csrf: str, *, attach: bool) -> str:
    """Send a file to a draft, and perhaps attach it; the address that shows it from then on."""
    number = WRITERS + attach
    assert machine.post(_address(number, "draft"), {"csrf": csrf, "unit": "vinh-lam"}, cookie)[0] == 204
    (form,) = (
        one for one in read_forms(machine.get(_address(number, "files"), cookie)[1]) if "policy" in one.fields
    )
    fields = {name: text for name, text in form.fields.items() if name != "file"}
    assert machine.send("/_s3/", *multipart(fields, "Kế hoạch.pdf", b"%PDF-1.7")) == 303
    arrival = _address(number, f"files/{fields['key'].rpartition('/')[2]}")
    if not attach:
        return arrival
    shown = next(one for one in read_forms(machine.get(arrival, cookie)[1]) if "etag" in one.fields)
    assert machine.post(arrival, shown.fields, cookie)[0] == 303
    return f"{arrival}/open"


def _sign_in(machine: Machine) -> tuple[str, str]:
    """The cookie and the form token of somebody who signed in by the code in their e-mail."""
    token = "a-token-of-this-browser"  # noqa: S105 - a visitor's form token, made up
    jar = {"csrf": token}
    asked = machine.post("/registration/sign-in", {"csrf": token, "email": EMAIL}, _header(jar), jar)
    assert asked[0] == 303
    assert machine.get("/_local/idle")[0] == 200
    (letter,) = json.loads(machine.get("/_local/mail.json")[1])
    code = re.search(r"\b(\d{6})\b", letter["text"])
    assert code is not None
    entered = {"csrf": token, "code": code[1]}
    assert machine.post("/registration/sign-in/code", entered, _header(jar), jar)[0] == 303
    found = re.search(r'name="csrf" value="([^"]+)"', machine.get("/registration/me", _header(jar))[1])
    assert found is not None
    return _header(jar), found[1]


def _header(jar: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def _write_until_killed(machine: Machine, cookie: str, csrf: str, number: int, done: dict[int, int]) -> None:
    """Save a draft again and again, and note what was acknowledged last."""
    for count in range(10_000):
        typed = {"unit": "vinh-lam", "page": f"page-{number}", "title": f"Công trình {number} lần {count}"}
        try:
            status, _ = machine.post(_address(number, "draft"), {"csrf": csrf, **typed}, cookie)
        except (OSError, HTTPException):
            return
        if status == 204:
            done[number] = count


def _address(number: int, page: str) -> str:
    return f"/registration/records/{number:032x}/{page}"


def test_a_kill_loses_nothing_and_repeats_nothing(killed: Killed) -> None:
    """Drafts are as last acknowledged or newer, files are there, nobody is mailed again, the day goes on.

    One test, because each process that it takes costs seconds.
    """
    machine = killed.machine
    assert len(killed.drafts) == WRITERS
    for number, count in killed.drafts.items():
        status, page = machine.get(_address(number, "edit"), killed.cookie)
        assert status == 200, "the session and the draft survive"
        found = re.search(rf"Công trình {number} lần (\d+)", page)
        assert found is not None
        assert int(found[1]) >= count
    attached, arrived = (machine.get(address, killed.cookie) for address in killed.files)
    assert attached[0] == 303
    assert "Kế hoạch.pdf" in arrived[1]
    assert machine.get("/_local/idle")[0] == 200
    assert json.loads(machine.get("/_local/mail.json")[1]) == killed.letters
    assert "07/10/2024" in machine.get("/_local/clock")[1]
