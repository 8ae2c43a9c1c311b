"""Builds that every test shares: each target is built once, however many processes the tests have."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.packaging import package
from infra.packaging.reach import ROOT
from infra.packaging.target import Target, this_machine


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this run build in."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return shared / "build"


@pytest.fixture(scope="session")
def here(root: Path) -> Path:
    """The packages for this machine's Python and processor."""
    return _packages(this_machine(), root)


@pytest.fixture(scope="session")
def target(root: Path) -> Path:
    """The packages that are deployed unless somebody says otherwise, where `make package` leaves them."""

    def make() -> None:
        subprocess.run(["make", "package"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607 - README's words

    _once(root / "made", make)
    return package.folder_of(Target())


@pytest.fixture(scope="session")
def oldest(root: Path) -> Path:
    """What Lambda brings along, in the oldest versions that the code works with."""
    folder = root / "runtime"

    def make() -> None:
        subprocess.run(  # noqa: S603 - our own installer
            [
                *(str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--no-deps"),
                *("--require-hashes", "--target", str(folder)),
                *("-r", str(ROOT / "requirements" / "runtime.txt")),
            ],
            check=True,
        )

    _once(folder, make)
    return folder


@pytest.fixture(scope="session", params=package.STAGES)
def stage(request: pytest.FixtureRequest) -> str:
    """Each stage in turn."""
    name: str = request.param
    return name


def _packages(target: Target, root: Path) -> Path:
    folder = package.folder_of(target, root)

    def make() -> None:
        for _ in package.build(target, root):
            pass

    _once(folder, make)
    return folder


def _once(folder: Path, make: Callable[[], None]) -> None:
    """Make `folder` unless another process did; what broke off is made anew."""
    done = folder.parent / f"{folder.name}.done"
    with _alone(folder.parent):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make()
            done.touch()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
