"""The `thidua` command: `python -m infra.cli …`, or `./thidua …` at the top of the repository.

One module for each family of commands; each has `add`, which declares them. `thidua --help` lists what
there is.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from infra.cli import campaign, deploying, doctoring, keeping, operating, people, rotating, running
from infra.cli.telling import CommandError, teller
from services.core.language.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from infra.cli.telling import Teller

#: Every family of commands, in the order in which they are listed.
_FAMILIES = (running, campaign, people, deploying, doctoring, rotating, keeping, operating)
_LANG: Final = "language of what is said (vi)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, 0 when all is well."""
    chosen = parser().parse_args(arguments)
    tell = teller(chosen.lang)
    try:
        code: int = chosen.command(chosen, tell)
    except CommandError as error:
        print(f"thidua: {say(error.why, chosen.lang)}", file=sys.stderr)
        return 1
    return code


def parser() -> argparse.ArgumentParser:
    """What reads the words of a command."""
    common = argparse.ArgumentParser(add_help=False)
    # Before the command or after it; where it is left out after it, what stood before it stays.
    common.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=_LANG)
    whole = argparse.ArgumentParser(prog="thidua", description="Run an emulation movement.")
    whole.add_argument("--lang", choices=LANGUAGES, default="vi", help=_LANG)
    whole.set_defaults(command=_list)
    commands = whole.add_subparsers(metavar="COMMAND")
    for family in _FAMILIES:
        family.add(commands, common)
    return whole


def _list(_chosen: argparse.Namespace, _tell: "Teller") -> int:
    """Without a command: what there is."""
    parser().print_help()
    return 0
