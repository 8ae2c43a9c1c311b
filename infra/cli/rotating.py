"""`thidua rotate-key`: a new secret for sign-in links and codes."""

import argparse
from typing import TYPE_CHECKING

from infra.cli.console import Terminal
from infra.cli.stopping import told
from infra.cli.telling import CommandError
from infra.cli.where import add_stage, installation
from services.core.language.message import message

if TYPE_CHECKING:
    from infra.cli.telling import Commands, Teller


def add(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Declare the command."""
    rotate = commands.add_parser(
        "rotate-key", parents=[common], help="make a new secret for sign-in links and codes"
    )
    add_stage(rotate)
    rotate.add_argument("--yes", action="store_true", help="do it without asking")
    rotate.set_defaults(command=_rotate)


def _rotate(chosen: argparse.Namespace, _tell: "Teller") -> int:
    from infra.deploy import keys  # noqa: PLC0415 - only for this command
    from infra.deploy.account import Account  # noqa: PLC0415 - needs AWS's clients

    here = installation(chosen)
    name = here.signing_key_name
    with told(), Terminal(chosen.lang, sure=chosen.yes) as console:
        ssm = Account().ssm
        if not keys.is_there(ssm, name):
            raise CommandError(
                message("There is no secret {name} in this account and region: deploy first.", name=name)
            )
        console.tell(
            message(
                "A new secret ends every sign-in link and code of the last ten minutes: whoever waits for "
                "one asks again. Whoever is signed in stays so."
            )
        )
        if not console.ask(message("Make a new secret?")):
            console.tell(message("Nothing was changed."))
            return 1
        keys.renew_signing_key(here, ssm)
        console.tell(message("{name} is new; every function knows it within five minutes.", name=name))
    return 0
