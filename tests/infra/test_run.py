"""`make run`: what it says when it cannot start, and that it ends cleanly."""

import json
import os
import socket
from pathlib import Path

import pytest

from tests.faults.machines import Machine, free_port


def _says(folder: Path, port: int) -> str:
    machine = Machine(folder, port)
    said: str = machine.process.communicate(timeout=60)[0]
    assert machine.process.returncode == 1
    lines = [line for line in said.splitlines() if line.startswith("thidua: ")]
    assert len(lines) == 1, said
    return lines[0]


def test_a_port_in_use_is_told_with_another(tmp_path: Path) -> None:
    """Whoever finds the port taken reads in one line how to take another."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"port {port} is in use" in (said := _says(tmp_path, port))
        assert f"PORT={port + 1} make run" in said


def test_a_damaged_folder_is_told(tmp_path: Path) -> None:
    """A stale or damaged `.local/` is told in one line with the remedy."""
    (tmp_path / "journal.jsonl").write_text('["thidua-journal",2]\nrubbish\n["idle",{}]\n')
    assert "damaged at line 2: remove the folder" in _says(tmp_path, free_port())


def test_a_damaged_clock_is_told(tmp_path: Path) -> None:
    """The same for the clock's file."""
    (tmp_path / "clock.json").write_text("rubbish")
    assert "clock.json is damaged: remove the folder" in _says(tmp_path, free_port())


def test_a_folder_of_another_version_is_told(tmp_path: Path) -> None:
    """A campaign that this code cannot read any more stops the start, with the remedy."""
    keys = {"pk": {"S": "C#vinh-linh-70"}, "sk": {"S": "#"}}
    item = ["item", keys, {**keys, "version": {"N": "1"}, "data": {"B": "AAAA"}}]
    lines = (["thidua-journal", 2], item, ["idle", {}])
    (tmp_path / "journal.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    (tmp_path / "clock.json").write_text('{"ahead": -60000000}')
    assert f"{tmp_path} was written by another version: remove the folder" in _says(tmp_path, free_port())


@pytest.mark.parametrize("port", ["99999", "many"])
def test_a_port_that_is_none_is_told(tmp_path: Path, port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PORT must be a number that a port can have."""
    from infra.local import run  # noqa: PLC0415 - beside the only test that calls it here

    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit):
        run.main(tmp_path)


def test_a_whole_life(tmp_path: Path) -> None:
    """It gets ready, listens on this machine only, refuses a second instance, and ends cleanly at Ctrl-C."""
    machine = Machine(tmp_path, free_port())
    try:
        machine.wait_until_ready()
        seconds = _worked(machine)
        assert _listening(machine) == {f"0100007F:{machine.port:04X}"}
        assert "another `make run` already uses" in _says(tmp_path, free_port())
        assert machine.get("/_local/idle") == (200, "idle\n")
        said = machine.interrupt()
    finally:
        machine.kill()
    assert machine.process.returncode == 0, said
    assert f"http://localhost:{machine.port}/_local/" in said
    assert "Traceback" not in said
    assert seconds < 8, "the five seconds of a start, in time of the processor, on a machine that is busy"


def _worked(machine: Machine) -> float:
    """The processor's seconds that the process has used."""
    user, system = Path(f"/proc/{machine.process.pid}/stat").read_text().split()[13:15]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _listening(machine: Machine) -> set[str]:
    """The addresses that anybody listens on at the machine's port."""
    lines = Path(f"/proc/{machine.process.pid}/net/tcp").read_text().splitlines()[1:]
    listening = "0A"
    return {
        local
        for _, local, _, state, *_ in (line.split() for line in lines)
        if state == listening and local.endswith(f":{machine.port:04X}")
    }
