"""`make rehearse`: the whole life of an installation, on one machine, without an account.

Packaged for this machine, deployed to an emulator that refuses what no role grants, the journey walked over
HTTP, updated with its data kept, backed up, destroyed, deployed, restored: the figures are the same.
"""

import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from infra.installation import Installation
from infra.packaging import compare, package
from infra.packaging.reach import ROOT
from infra.packaging.target import Target, this_machine
from infra.rehearse import arranging, emulator, plan, table
from infra.rehearse.edge import Behind, Edge
from infra.rehearse.emulator import REGION, RehearsalError
from infra.rehearse.meter import Meter
from infra.rehearse.passing import serving
from infra.rehearse.post import Post

if TYPE_CHECKING:
    from services.report.figures import Figures

INSTALLATION: Final = Installation("rehearsal")
_PLAN: Final = ROOT / "campaigns" / "vinh-linh-70.toml"
_MAIL_FROM: Final = "thi-dua@vinh-linh.example"
_OFFICE: Final = "Nguyễn Thị Lan <van-phong@vinh-linh.example>"


def main() -> int:
    """Rehearse; the exit code."""
    began = time.monotonic()
    folder = package.BUILD / "rehearsal"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with ExitStack() as open_things:
            Rehearsal(folder, open_things).run()
    except RehearsalError as error:
        _say(
            f"\nthe rehearsal failed: {error}\n(what the emulator and the functions wrote: {folder})",
            sys.stderr,
        )
        return 1
    _say(f"rehearsed in {time.monotonic() - began:.0f} s")
    return 0


class Rehearsal:
    """One run, in a folder of its own that stays until the next."""

    def __init__(self, folder: Path, open_things: ExitStack) -> None:
        self._folder = folder
        self._open = open_things
        self._campaign = folder / "campaign.toml"

    def run(self) -> None:
        """Every step, each said before it is done."""
        _step("packages for this machine and for Lambda, compared")
        self._package()
        _step("the emulator, on loopback")
        self._start()
        _step("deployed")
        self._deploy()
        _step("the journey, over HTTP")
        self._journey()
        before = self._figures()
        calls = self._meter.calls()
        _step("updated, with its data kept")
        self._update()
        self._same(before, "the update")
        _step("backed up, destroyed, deployed anew, restored")
        self._restore()
        self._same(before, "the restore")
        starts = arranging.starts(INSTALLATION, self._site)
        _say(table.made(package.built(this_machine()), starts, calls))

    # --- the steps -------------------------------------------------------------------------

    def _package(self) -> None:
        here, target = this_machine(), Target()
        for wanted in (here, target):
            self._thidua("package", "--python", wanted.python, "--architecture", wanted.architecture)
        found = compare.compare(package.folder_of(here), package.folder_of(target))
        for line in compare.in_words(found):
            _say(f"    {line}")
        if found.faults:
            raise RehearsalError("the two builds differ: " + "; ".join(found.faults))

    def _start(self) -> None:
        program = Path(sys.executable).parents[1] / "emulator" / "bin" / "ministack"
        if not program.exists():
            raise RehearsalError("the emulator is not installed: run `make rehearse`")
        port = int(os.environ.get("REHEARSAL_PORT") or 0)
        self._emulator = self._open.enter_context(
            emulator.running(program, self._folder / "emulator.log", port)
        )
        self._on_loopback()
        os.environ.update(self._emulator.environment())
        INSTALLATION.enter()
        gateway = f"127.0.0.1:{self._emulator.port}"
        self._edge, self._meter = Edge(gateway, _behind), Meter(gateway)
        self._site = f"http://localhost:{self._open.enter_context(serving(self._edge))}"
        self._metered = f"http://127.0.0.1:{self._open.enter_context(serving(Post(self._meter)))}"
        self._campaign.write_text(
            plan.moved(_PLAN.read_text(encoding="utf-8"), datetime.now(UTC).date()), encoding="utf-8"
        )

    def _deploy(self) -> None:
        """The office is invited by a second run: by then the emulator lets e-mails out."""
        self._deployed("--campaign", str(self._campaign), "--mail-from", _MAIL_FROM, "--alarms", _MAIL_FROM)
        self._arrange()
        self._deployed("--office", _OFFICE)

    def _deployed(self, *words: str) -> None:
        here = this_machine()
        self._thidua(
            # The emulator has no GuardDuty.
            *("deploy", "--stage", INSTALLATION.stage, "--as-built", "--yes", "--scanner", "own"),
            *("--python", here.python, "--architecture", here.architecture, "--site-url", self._site),
            *words,
        )
        self._edge.forget()

    def _arrange(self) -> None:
        arranging.let_send(INSTALLATION)
        arranging.let_http(Installation(INSTALLATION.stage))
        arranging.dress(INSTALLATION, arranging.oldest_runtime(self._folder), self._metered)

    def _journey(self) -> None:
        """The same tests that run against the cloud in process."""
        told = self._folder / "rehearsal.json"
        told.write_bytes(msgspec.json.encode(self._told()))
        self._run(
            *("-m", "pytest", "tests/journey", "-q", "-p", "no:cacheprovider"),
            *("--cloud", "ministack", "--rehearsal", str(told)),
        )
        self._on_loopback()

    def _told(self) -> dict[str, str]:
        environment = self._emulator.environment()
        return {
            "site": self._site,
            "endpoint": self._emulator.url,
            "post": self._metered,
            "region": REGION,
            "name": INSTALLATION.name,
            "access_key": environment["AWS_ACCESS_KEY_ID"],
            "secret_key": environment["AWS_SECRET_ACCESS_KEY"],
        }

    def _update(self) -> None:
        """Other terms, and another address for alarms: a new version of the campaign, and a changed stack."""
        text = self._campaign.read_text(encoding="utf-8")
        self._campaign.write_text(text.replace("approval_days = 5", "approval_days = 7"), encoding="utf-8")
        self._deployed("--campaign", str(self._campaign), "--alarms", f"alarms-{_MAIL_FROM}")
        self._arrange()

    def _restore(self) -> None:
        backup = str(self._folder / "backup.gz")
        self._thidua("backup", "--stage", INSTALLATION.stage, "--to", backup)
        if self._thidua("destroy", "--stage", INSTALLATION.stage, "--yes", may_fail=True) == 0:
            raise RehearsalError("what holds data was destroyed without being named")
        self._thidua("destroy", "--stage", INSTALLATION.stage, "--yes", "--with-data", INSTALLATION.name)
        self._deployed("--campaign", str(self._campaign), "--mail-from", _MAIL_FROM, "--alarms", _MAIL_FROM)
        self._thidua("restore", "--stage", INSTALLATION.stage, "--from", backup)
        self._arrange()

    # --- what is looked at ------------------------------------------------------------------

    def _on_loopback(self) -> None:
        if strangers := self._emulator.open_to_others():
            raise RehearsalError(f"the emulator listens beyond loopback: {', '.join(strangers)}")

    def _figures(self) -> "Figures":
        """Everything that is summed up, as of one moment."""
        self._at = datetime.now(UTC)
        return _figures(self._at)

    def _same(self, before: "Figures", what: str) -> None:
        if _figures(self._at) != before:
            raise RehearsalError(f"the figures are others after {what}")

    def _thidua(self, *words: str, may_fail: bool = False) -> int:
        return self._run("-m", "infra.cli", *words, "--lang", "en", may_fail=may_fail)

    def _run(self, *words: str, may_fail: bool = False) -> int:
        done = subprocess.run([sys.executable, *words], cwd=ROOT, check=False)  # noqa: S603 - our own modules
        if done.returncode and not may_fail:
            raise RehearsalError(f"`{' '.join(words[:4])} …` ended with {done.returncode}")
        return done.returncode


def _behind() -> Behind:
    """What the edge asks, as infra/edge.yaml is told it."""
    from infra.deploy import keys  # noqa: PLC0415 - once the environment leads to the emulator
    from infra.deploy.account import Account  # noqa: PLC0415 - the same
    from infra.deploy.changes import Stacks  # noqa: PLC0415 - the same
    from infra.deploy.plan import HOSTS  # noqa: PLC0415 - the same

    account = Account()
    stacks = Stacks(account.formation)
    apis = {stage: stacks.outputs(INSTALLATION.stack(stage)).get("RestAPIId", "") for stage in HOSTS}
    return Behind(apis=apis, key=keys.ensure(INSTALLATION, account.ssm)[0])


def _figures(at: datetime) -> "Figures":
    from services.core.campaign import store as campaigns  # noqa: PLC0415 - they know the table from now on
    from services.report.figures import figures  # noqa: PLC0415 - the same
    from services.report.known import known  # noqa: PLC0415 - the same

    campaigns.forget()
    campaign = campaigns.as_of("vinh-linh-70", at)
    found = known(campaign.id)
    return figures(found.rows, found.drafting(at), campaign, at)


def _step(what: str) -> None:
    _say(f"\n=== {what}")


def _say(line: str, stream: object = None) -> None:
    print(line, file=stream or sys.stdout, flush=True)  # type: ignore[arg-type]  # a terminal's stream


if __name__ == "__main__":
    sys.exit(main())
