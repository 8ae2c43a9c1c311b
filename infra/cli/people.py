"""`thidua people load`: let the people of a file in, and tell them.

It adds and never takes away: whoever is known keeps their other roles and the language that they chose. With
`--invite` everyone in the file has been told of their roles afterwards, by one e-mail each; doing it again,
or after it broke off, sends nobody a second one.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from infra import people
from infra.cli.telling import CommandError
from infra.cli.trouble import cloud_troubles
from infra.cli.where import add_stage, entered, installation
from services.core import clock, settings
from services.core.language.catalogue import say
from services.core.language.message import Language, message
from services.core.people.person import Person, joined
from services.core.telemetry import correlation

if TYPE_CHECKING:
    from infra.cli.telling import Commands, Teller
    from services.core.campaign.model import Campaign


def add(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Declare `people load`."""
    family = commands.add_parser("people", help="let people in")
    verbs = family.add_subparsers(required=True, metavar="VERB")
    load = verbs.add_parser("load", parents=[common], help="show whom the file lets in, then let them in")
    load.set_defaults(command=_load)
    add_stage(load, required=False)
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument("--invite", action="store_true", help="send each one invitation by e-mail")


def _load(chosen: argparse.Namespace, tell: "Teller") -> int:
    with cloud_troubles(), entered(chosen):
        campaign = _campaign(_campaign_id(chosen))
        given = _read(chosen.file, campaign, chosen.lang)
        if given is None:
            return 1
        from services.core.people import store  # noqa: PLC0415 - needs the table's name when imported
        from services.core.people.addresses.store import placed  # noqa: PLC0415 - the same

        given = tuple(placed(person) for person in given)
        known = {person.id: found for person in given if (found := store.get(person.id))}
        _show(known, given, campaign.id, tell)
        changed = [person for person in given if joined(known.get(person.id), person) != known.get(person.id)]
        for person in changed:
            store.save(joined(known.get(person.id), person))
        cause = correlation.new()
        invited = [store.invite(person, clock.now(), cause) for person in given] if chosen.invite else []
    tell(
        message(
            "People in the file: {all}; new or changed: {changed}; invited now: {invited}.",
            all=len(given), changed=len(changed), invited=sum(invited),
        )
    )  # fmt: skip
    return 0


def _campaign_id(chosen: argparse.Namespace) -> str:
    if chosen.stage:
        return installation(chosen).campaign
    try:
        return settings.campaign_id()
    except settings.MissingSettingError as error:
        raise CommandError(
            message("CAMPAIGN_ID is not set: name the installation with --stage, or set the campaign's id.")
        ) from error


def _campaign(campaign_id: str) -> "Campaign":
    from services.core.campaign import store  # noqa: PLC0415 - needs the table's name when imported

    try:
        return store.current(campaign_id)
    except store.NoCampaignError as error:
        why = message("The campaign “{id}” is not loaded here: load its file first.", id=campaign_id)
        raise CommandError(why) from error


def _read(path: Path, campaign: "Campaign", language: Language) -> tuple[Person, ...] | None:
    """The people of a file; None once its mistakes are printed.

    Raises:
        CommandError: the file cannot be read.
    """
    try:
        return people.read(path.read_bytes(), campaign)
    except people.MistakesError as error:
        for problem in error.problems:
            place = ": ".join(filter(None, (f"{path}:{problem.line}", problem.field)))
            print(f"{place}: {say(problem.message, language)}")
        return None
    except OSError as error:
        why = message("{file} cannot be read: {reason}.", file=str(path), reason=error.strerror or "")
        raise CommandError(why) from error


def _show(known: Mapping[str, Person], given: Sequence[Person], campaign: str, tell: "Teller") -> None:
    """One line for each that is new (+), other than before (~), or kept though the file lacks it (=)."""
    found = [each for person in given for each in people.changes(known.get(person.id), person, campaign)]
    for each in found:
        print(f"{each.sign} {each.email}: {each.what}")
    if any(each.sign == "=" for each in found):
        tell(message("Roles with = are not in the file; nothing is taken away by loading one."))
