"""The `thidua` command: `python -m infra.cli …`.

    run                      start everything on this machine
    campaign check FILE      name every mistake of a campaign file by line and field
    campaign load FILE       show what the file would change, then load it

`load` writes to the table that the environment names (TABLE_NAME, the usual AWS variables, and
AWS_ENDPOINT_URL for an engine that is not AWS).
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from services.core import clock, settings
from services.core.campaign.difference import Difference
from services.core.campaign.file import CampaignFileError, read
from services.core.campaign.model import Campaign
from services.core.language.catalogue import LANGUAGES, say
from services.core.language.message import Language, Message, message

#: Characters of a value that a difference shows.
_SHOWN = 60


class CommandError(RuntimeError):
    """Why a command cannot go on, in one sentence for whoever typed it."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.sentence)
        self.why = why


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, 0 when all is well."""
    chosen = _parser().parse_args(arguments)
    tell = _teller(chosen.lang)
    try:
        code: int = chosen.command(chosen, tell)
    except CommandError as error:
        print(f"thidua: {say(error.why, chosen.lang)}", file=sys.stderr)
        return 1
    return code


Teller = Callable[[Message], None]


def _teller(language: Language) -> Teller:
    from infra import catalogues  # noqa: PLC0415 - only a person at a terminal needs the compiler

    catalogues.compile_stale()
    return lambda what: print(say(what, language))


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=LANGUAGES, default="vi", help="language of what is said (vi)")
    parser = argparse.ArgumentParser(prog="thidua", description="Run an emulation movement.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", parents=[common], help="start everything on this machine")
    run.set_defaults(command=_run)

    campaign = commands.add_parser("campaign", help="check or load a campaign file")
    verbs = campaign.add_subparsers(required=True, metavar="VERB")
    for name, command, purpose in (
        ("check", _check, "name every mistake of the file by line and field"),
        ("load", _load, "show what the file would change, then load it"),
    ):
        verb = verbs.add_parser(name, parents=[common], help=purpose)
        verb.add_argument("file", type=Path, metavar="FILE")
        verb.set_defaults(command=command)
    return parser


def _run(_chosen: argparse.Namespace, _tell: Teller) -> int:
    from infra.local import run  # noqa: PLC0415 - no other command needs the local cloud

    run.main()
    return 0


def _check(chosen: argparse.Namespace, tell: Teller) -> int:
    campaign = _campaign(chosen.file, chosen.lang)
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


def _load(chosen: argparse.Namespace, tell: Teller) -> int:
    campaign = _campaign(chosen.file, chosen.lang)
    if campaign is None:
        return 1
    with _cloud_troubles():
        from services.core.campaign import store  # noqa: PLC0415 - needs the table's name when imported

        planned = store.preview(campaign)
        if planned.changed and planned.version == 1:
            tell(message("First load of the campaign “{campaign}”.", campaign=campaign.short))
        else:
            _show(planned.differences, tell)
        try:
            done = store.load(campaign, clock.now())
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
    return 0


def _campaign(path: Path, language: Language) -> Campaign | None:
    """The campaign of a file; None once its mistakes are printed."""
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


def _show(differences: Sequence[Difference], tell: Teller) -> None:
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


@contextmanager
def _cloud_troubles() -> Iterator[None]:
    """Turn what AWS clients raise into one sentence with the remedy.

    Raises:
        CommandError: the table cannot be reached or written.
    """
    from botocore import exceptions as aws  # noqa: PLC0415 - slow to import, and only needed here
    from pynamodb.exceptions import PynamoDBException  # noqa: PLC0415 - the same

    try:
        yield
    except settings.MissingSettingError as error:
        raise CommandError(message("TABLE_NAME is not set: give it the name of the table.")) from error
    except (aws.BotoCoreError, PynamoDBException) as error:
        raise CommandError(_trouble(error, getattr(error, "cause", None) or error)) from error
    except RuntimeError as error:
        from services.core.table import ConflictError  # noqa: PLC0415 - needs the table's name when imported

        if isinstance(error, ConflictError):
            raise CommandError(message("Another load came in between. Load the file again.")) from error
        raise


def _trouble(error: Exception, cause: Exception) -> Message:
    from botocore import exceptions as aws  # noqa: PLC0415 - as above

    code = getattr(error, "cause_response_code", None) or ""
    match cause:
        case aws.NoRegionError():
            return message("No AWS region is set: set AWS_DEFAULT_REGION.")
        case aws.NoCredentialsError() | aws.PartialCredentialsError():
            return message("No AWS credentials are set: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
        case aws.HTTPClientError() | aws.ConnectionError():
            return message("The table's service cannot be reached: is AWS_ENDPOINT_URL right?")
        case _ if code == "ResourceNotFoundException":
            return message("There is no table “{table}” here: deploy first.", table=settings.table_name())
        case _:
            return message("The table's service refuses: {reason}.", reason=code or str(cause))


if __name__ == "__main__":
    sys.exit(main())
