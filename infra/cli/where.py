"""`--stage`: which installation a command is about."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from infra.cli.telling import CommandError
from infra.installation import BadStageError, Installation, NotDeployedError
from services.core.language.message import message

if TYPE_CHECKING:
    from infra.cli.telling import Teller
    from infra.deploy.account import Account


def add_stage(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Declare the option."""
    parser.add_argument(
        "--stage", required=required, metavar="NAME", help="the installation, for example prod or test"
    )


def installation(chosen: argparse.Namespace) -> Installation:
    """The installation that was named.

    Raises:
        CommandError: none can be called that.
    """
    try:
        return Installation(chosen.stage)
    except BadStageError as error:
        raise CommandError(
            message(
                "“{stage}” is no name for an installation: write 2 to 20 small letters, digits or hyphens, "
                "beginning with a letter, for example prod.",
                stage=chosen.stage,
            )
        ) from error


def tell_where(here: Installation, account: "Account", tell: "Teller") -> None:
    """Say in which account and region a command works, and as whom: a slip is seen before it harms."""
    tell(
        message(
            "{name} in account {account}, {region}, as {who}",
            name=here.name, account=account.id, region=account.region, who=account.who,
        )
    )  # fmt: skip


@contextmanager
def entered(chosen: argparse.Namespace) -> Iterator[None]:
    """Work on the table of the installation that was named, or on the environment's where none was.

    Raises:
        CommandError: it is not deployed, or none can be called that.
    """
    if chosen.stage:
        installation(chosen).enter()
    with not_deployed():
        yield


@contextmanager
def not_deployed() -> Iterator[None]:
    """Say which stack is missing.

    Raises:
        CommandError: the installation is not there.
    """
    try:
        yield
    except NotDeployedError as error:
        raise CommandError(
            message(
                "There is no stack “{stack}” in this account and region: deploy first, or set its region.",
                stack=error.stack,
            )
        ) from error
