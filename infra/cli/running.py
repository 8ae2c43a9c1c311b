"""`thidua run`: everything on this machine."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.cli.telling import Commands, Teller


def add(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Declare `run`."""
    run = commands.add_parser("run", parents=[common], help="start everything on this machine")
    run.set_defaults(command=_run)


def _run(_chosen: argparse.Namespace, _tell: "Teller") -> int:
    from infra.local import run  # noqa: PLC0415 - no other command needs the local cloud

    run.main()
    return 0
