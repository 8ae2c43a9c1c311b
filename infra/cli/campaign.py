"""`thidua campaign …`: check a campaign's file, and load it.

`load` writes to the table of the installation that `--stage` names, or to the one in TABLE_NAME; the usual
AWS variables say where that is, and AWS_ENDPOINT_URL for an engine that is not AWS.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from infra.cli.telling import CommandError
from infra.cli.trouble import cloud_troubles
from infra.cli.where import add_stage, entered
from services.core import clock
from services.core.campaign.difference import Difference
from services.core.campaign.file import CampaignFileError, read
from services.core.campaign.model import Campaign
from services.core.language.catalogue import say
from services.core.language.message import Language, message
from services.core.telemetry import correlation

if TYPE_CHECKING:
    from infra.cli.telling import Commands, Teller

#: Characters of a value that a difference shows.
_SHOWN = 60


def add(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Declare `campaign check` and `campaign load`."""
    campaign = commands.add_parser("campaign", help="check or load a campaign file")
    verbs = campaign.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser(
        "check", parents=[common], help="name every mistake of the file by line and field"
    )
    check.set_defaults(command=_check)
    load = verbs.add_parser("load", parents=[common], help="show what the file would change, then load it")
    load.set_defaults(command=_load)
    add_stage(load, required=False)
    for verb in (check, load):
        verb.add_argument("file", type=Path, metavar="FILE")


def _check(chosen: argparse.Namespace, tell: "Teller") -> int:
    campaign = read_file(chosen.file, chosen.lang)
    if campaign is None:
        return 1
    tell(
        message(
            "{file}: no mistakes. Areas: {areas}; units: {units}; targets: {targets}; "
            "assumptions: {assumptions}.",
            file=str(chosen.file),
            areas=len(campaign.areas),
            units=len(campaign.units),
            targets=len(campaign.targets),
            assumptions=len(campaign.assumptions),
        )
    )
    return 0


def _load(chosen: argparse.Namespace, tell: "Teller") -> int:
    with cloud_troubles(), entered(chosen):
        return 0 if load_file(chosen.file, chosen.lang, tell) else 1


def load_file(path: Path, language: Language, tell: "Teller") -> bool:
    """Show what the file would change in this process's table, then load it; `False` if it has mistakes.

    Raises:
        CommandError: the file cannot be read, or would take away what is still needed.
    """
    campaign = read_file(path, language)
    if campaign is None:
        return False
    from services.core.campaign import store  # noqa: PLC0415 - needs the table's name when imported

    planned = store.preview(campaign)
    if planned.changed and planned.version == 1:
        tell(message("First load of the campaign “{campaign}”.", campaign=campaign.short))
    else:
        _show(planned.differences, tell)
    try:
        done = store.load(campaign, clock.now(), causation=correlation.new())
    except store.StillNeededError as error:
        raise CommandError(
            message(
                "These are still needed, because works may be with them: {gone}. Keep them in the file.",
                gone=", ".join(error.gone),
            )
        ) from error
    if done.changed:
        tell(message("Version {version} is loaded.", version=done.version))
    else:
        tell(message("Nothing has changed: version {version} stays.", version=done.version))
    return True


def read_file(path: Path, language: Language) -> Campaign | None:
    """The campaign of a file; None once its mistakes are printed.

    Raises:
        CommandError: the file cannot be read.
    """
    try:
        return read(path.read_bytes())
    except CampaignFileError as error:
        for problem in error.problems:
            place = f"{path}:{problem.line}: {problem.field}".removesuffix(" ")
            print(f"{place.removesuffix(':')}: {say(problem.message, language)}")
        return None
    except OSError as error:
        why = message("{file} cannot be read: {reason}.", file=str(path), reason=error.strerror or "")
        raise CommandError(why) from error


def _show(differences: Sequence[Difference], tell: "Teller") -> None:
    """One line for each: what is new (+), gone (-), other than before (~), or other but not taken (=)."""
    for each in differences:
        before, after = _short(each.before), _short(each.after)
        if each.kept:
            print(f"= {each.field}: {before} → {after}")
        elif each.before is None:
            print(f"+ {each.field}: {after}")
        elif each.after is None:
            print(f"- {each.field}: {before}")
        else:
            print(f"~ {each.field}: {before} → {after}")
    if any(each.kept for each in differences):
        tell(message("Lines with = are not taken: once loaded, units are changed in the application."))


def _short(value: str | None) -> str:
    if value is None:
        return "∅"
    return value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"
