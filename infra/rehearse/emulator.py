"""MiniStack: CloudFormation, Lambda, gateway, streams, queues, bus and mail, in a process of its own.

It has an environment of its own, because it pins botocore. `AUTH=true` lets it refuse what a function's role
does not grant. Everything that it opens has to be on loopback; that is looked at, not believed.
"""

import ipaddress
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
import psutil

REGION: Final = "ap-southeast-1"
_HOST: Final = "127.0.0.1"
#: Seconds in which it has to be up.
_PATIENCE: Final = 60.0


class RehearsalError(RuntimeError):
    """Why the rehearsal cannot go on, in one sentence."""


class Emulator(msgspec.Struct, frozen=True, kw_only=True):
    """One that runs: its address, and the process that it is."""

    port: int
    process: int

    @property
    def url(self) -> str:
        """The address of every service."""
        return f"http://{_HOST}:{self.port}"

    def environment(self) -> dict[str, str]:
        """What makes a command work on it, and on nothing else."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def open_to_others(self) -> tuple[str, ...]:
        """The addresses beyond loopback on which it, or a process that it started, listens."""
        return tuple(sorted(set(_strangers(psutil.Process(self.process)))))


@contextmanager
def running(program: Path, log: Path, port: int = 0) -> Iterator[Emulator]:
    """Start it, and end it with everything that it started.

    Args:
        program: the `ministack` command.
        log: where it writes.
        port: on which it listens; 0 takes a free one.

    Raises:
        RehearsalError: the port is in use, or it does not come up.
    """
    port = port or free_port()
    if _answers(port):
        raise RehearsalError(f"port {port} is in use: stop the program that has it, or set REHEARSAL_PORT")
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - the program of its own environment
            [str(program)],
            env=_environment(program, port),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, port, log)
        yield Emulator(port=port, process=process.pid)
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it with everything that it started, politely first."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(program: Path, port: int) -> dict[str, str]:
    """Nothing of ours but the way to programs: functions inherit what it has."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(program.parent),
        "LANG": "C.UTF-8",
        "BIND_HOST": _HOST,
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "AUTH": "true",
        "MINISTACK_REGION": REGION,
    }


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > until:
            raise RehearsalError(f"the emulator does not come up; its log is {log}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{_HOST}:{port}/_ministack/health", timeout=2):
            return True
    except OSError as error:
        # Somebody else's server answers something else, and is there all the same.
        return hasattr(error, "code")


def _strangers(process: psutil.Process) -> Iterator[str]:
    for one in (process, *process.children(recursive=True)):
        for connection in one.net_connections(kind="inet"):
            address = connection.laddr
            if connection.status == psutil.CONN_LISTEN and not ipaddress.ip_address(address.ip).is_loopback:
                yield f"{address.ip}:{address.port}"
