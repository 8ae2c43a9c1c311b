"""`kill -9` in the middle of work: everything that was acknowledged is there after the next start."""

import json
import re
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException

import msgspec
import pytest

from tests.faults.machines import PATIENCE, Machine, free_port

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
    return Killed(machine=machine, cookie=cookie, drafts=done, letters=letters)


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
    """Drafts are what was last acknowledged or newer, nobody is mailed again, the business day goes on.

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
    assert machine.get("/_local/idle")[0] == 200
    assert json.loads(machine.get("/_local/mail.json")[1]) == killed.letters
    assert "07/10/2024" in machine.get("/_local/clock")[1]
