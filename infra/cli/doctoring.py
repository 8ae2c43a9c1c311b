"""`thidua doctor`: what is wrong with an installation, and what to do."""

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from infra.cli.stopping import told
from infra.cli.trouble import trouble
from infra.cli.where import add_stage, installation, tell_where
from services.core import clock
from services.core.language.catalogue import say
from services.core.language.message import Language, message

if TYPE_CHECKING:
    from infra.cli.telling import Commands, Teller
    from infra.deploy.doctor.finding import Finding


def add(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Declare the command."""
    doctor = commands.add_parser(
        "doctor", parents=[common], help="say what is wrong with an installation, and what to do"
    )
    add_stage(doctor)
    doctor.set_defaults(command=_doctor)


def _doctor(chosen: argparse.Namespace, tell: "Teller") -> int:
    from infra.deploy.account import Account  # noqa: PLC0415 - needs AWS's clients
    from infra.deploy.doctor.examination import examine  # noqa: PLC0415 - the same
    from infra.deploy.doctor.patient import Patient  # noqa: PLC0415 - the same

    here = installation(chosen)
    here.enter()
    counted: Counter[str] = Counter()
    with told():
        account = Account()
        tell_where(here, account, tell)
        for finding in examine(Patient(here, account, clock.now()), trouble):
            counted[finding.sign] += 1
            _show(finding, chosen.lang)
    tell(
        message(
            "In order: {fine}; wrong: {wrong}; not known: {unknown}.",
            fine=counted["✓"],
            wrong=counted["!"],
            unknown=counted["?"],
        )
    )
    return 1 if counted["!"] else 0


def _show(finding: "Finding", language: Language) -> None:
    """One line, and the facts that belong to it."""
    said = [say(part, language) for part in (finding.what, finding.remedy) if part]
    print(finding.sign, *said, flush=True)
    for fact in finding.facts:
        print(f"    {fact}", flush=True)
