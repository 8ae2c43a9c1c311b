"""For which Python and which processor a package is made."""

import platform
import shutil
import subprocess
import sys
from typing import Final

import msgspec

#: Lambda's word for a processor, and what wheels for it are called.
#: https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html
_WHEELS: Final = {"arm64": "aarch64-manylinux2014", "x86_64": "x86_64-manylinux2014"}

#: The Pythons that Lambda runs and this code works on.
#: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
PYTHONS: Final = ("3.11", "3.12", "3.13")

ARCHITECTURES: Final = tuple(_WHEELS)


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A Python (`3.13`) on a processor (`arm64`), both in Lambda's words."""

    python: str = "3.13"
    architecture: str = "arm64"

    @property
    def runtime(self) -> str:
        """Lambda's name of the Python."""
        return f"python{self.python}"

    @property
    def wheels(self) -> str:
        """Uv's name of the processor."""
        return _WHEELS[self.architecture]

    @property
    def folder(self) -> str:
        """The name of what is built for it."""
        return f"{self.runtime}-{self.architecture}"

    def interpreter(self) -> str | None:
        """A Python of this version on this machine, whose bytecode fits; `None` where there is none."""
        if self.python == _here():
            return sys.executable
        found = shutil.which(self.runtime)
        if found is None:
            return None
        asked = subprocess.run(  # noqa: S603 - the interpreter that the PATH names
            [found, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        return found if asked.stdout.strip() == self.python else None


def this_machine() -> Target:
    """What the rehearsal is packaged for: the emulator runs functions on the Python and processor it has."""
    machine = platform.machine().lower()
    architecture = "arm64" if machine in ("arm64", "aarch64") else "x86_64"
    return Target(python=_here(), architecture=architecture)


def _here() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"
