"""`thidua package`, `deploy` and `destroy`: an installation on AWS."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from infra.cli import campaign as campaigns
from infra.cli.console import Terminal
from infra.cli.stopping import told
from infra.cli.telling import CommandError
from infra.cli.where import add_stage, installation, tell_where
from infra.packaging.target import ARCHITECTURES, PYTHONS, Target
from services.core import clock
from services.core.language.message import message
from services.core.people.person import Role, is_email
from services.core.telemetry import correlation

if TYPE_CHECKING:
    from infra.cli.telling import Commands, Teller
    from infra.deploy.wishes import Office, Wishes
    from infra.packaging.package import Package

_DEFAULT: Final = Target()

_DEPLOY: Final = (
    "Shows what would change, asks, and changes it; it can be broken off and repeated. Account and region "
    "come from the environment: AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "
    "AWS_DEFAULT_REGION. The first time it needs --campaign, --mail-from and --alarms; what is not asked for "
    "anew stays as it was."
)


def add(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Declare the commands."""
    target = argparse.ArgumentParser(add_help=False)
    target.add_argument(
        "--python", choices=PYTHONS, default=_DEFAULT.python, help=f"Lambda's Python ({_DEFAULT.python})"
    )
    target.add_argument(
        "--architecture",
        choices=ARCHITECTURES,
        default=_DEFAULT.architecture,
        help=f"Lambda's processor ({_DEFAULT.architecture})",
    )

    package = commands.add_parser(
        "package", parents=[common, target], help="build what is deployed, into build/"
    )
    package.set_defaults(command=_package)

    deploy = commands.add_parser(
        "deploy",
        parents=[common, target],
        help="bring an installation to AWS, or up to date there",
        description=_DEPLOY,
    )
    add_stage(deploy)
    deploy.add_argument(
        "--campaign", type=Path, metavar="FILE", help="the campaign's file, loaded if it changed"
    )
    deploy.add_argument("--mail-from", metavar="ADDRESS", help="the address that e-mails come from")
    deploy.add_argument(
        "--mail-address-only", action="store_true", help="let SES verify that address instead of its domain"
    )
    deploy.add_argument("--alarms", metavar="ADDRESS", help="the address to which alarms go")
    deploy.add_argument(
        "--office", metavar="'NAME <ADDRESS>'", help="the first person of the office, invited"
    )
    deploy.add_argument(
        "--domain", metavar="NAME", help="the site's own name; without it CloudFront gives one"
    )
    deploy.add_argument("--certificate", metavar="ARN", help="the certificate of --domain, in us-east-1")
    deploy.add_argument("--zone", metavar="ID", help="the hosted zone of --domain, where Route 53 keeps it")
    deploy.add_argument("--site-url", metavar="URL", help="a front of your own, instead of CloudFront")
    deploy.add_argument(
        "--scanner",
        choices=("guardduty", "own"),
        help="what looks for malware in attached files (guardduty); own: yours, which puts the same tag",
    )
    deploy.add_argument("--as-built", action="store_true", help="deploy what `package` left in build/")
    deploy.add_argument("--yes", action="store_true", help="change without asking")
    deploy.set_defaults(command=_deploy)

    destroy = commands.add_parser("destroy", parents=[common], help="remove an installation from AWS")
    add_stage(destroy)
    destroy.add_argument(
        "--with-data", metavar="NAME", help="remove its data, too: repeat the installation's name to be sure"
    )
    destroy.add_argument("--yes", action="store_true", help="remove without asking")
    destroy.set_defaults(command=_destroy)


def _package(chosen: argparse.Namespace, tell: "Teller") -> int:
    _packages(chosen, tell, as_built=False)
    return 0


def _packages(chosen: argparse.Namespace, tell: "Teller", *, as_built: bool) -> "tuple[Package, ...]":
    """Package every stage, or take what lies there, telling the size of each."""
    from infra.packaging import package  # noqa: PLC0415 - Chalice's packager is slow to import
    from infra.packaging.libraries import BuildError  # noqa: PLC0415 - the same

    target = Target(python=chosen.python, architecture=chosen.architecture)
    if not as_built:
        tell(
            message(
                "Packaging for {runtime} on {architecture}",
                runtime=target.runtime,
                architecture=target.architecture,
            )
        )
    packages = []
    try:
        for one in package.built(target) if as_built else package.build(target):
            packages.append(one)
            layer = f" + {one.layer.stat().st_size / 1000:,.0f} KB layer" if one.layer else ""
            print(f"    {one.stage}: {one.code.stat().st_size / 1000:,.0f} KB{layer}", flush=True)
    except BuildError as error:
        raise CommandError(message("The packages cannot be built: {reason}", reason=str(error))) from error
    if not packages[0].compiled:
        tell(
            message(
                "Without {runtime} on this machine, the code goes along uncompiled, and every cold start is "
                "slower, until {runtime} is installed and the code deployed again.",
                runtime=target.runtime,
            )
        )
    return tuple(packages)


# --- deploy ------------------------------------------------------------------------------------


def _deploy(chosen: argparse.Namespace, tell: "Teller") -> int:
    from infra.deploy.account import Account  # noqa: PLC0415 - needs AWS's clients
    from infra.deploy.deploying import Deployment  # noqa: PLC0415 - the same

    here = installation(chosen)
    with told(), _stopped(), Terminal(chosen.lang, sure=chosen.yes) as console:
        wishes = _wishes(chosen)
        account = Account()
        tell_where(here, account, tell)
        deployment = Deployment(here, wishes, account, console)
        packages = _packages(chosen, tell, as_built=chosen.as_built)
        deployment.check(packages)
        core = deployment.core()
        here.enter()
        if chosen.campaign:
            campaigns.load_file(chosen.campaign, chosen.lang, tell)
        deployment.stages(packages)
        site = deployment.edge(packages)
        deployment.watch()
        deployment.mail()
        _invite(wishes.office, deployment.campaign(), tell)
        return _answers(site, core, tell)


def _wishes(chosen: argparse.Namespace) -> "Wishes":
    from infra.deploy.wishes import Wishes, domain_of, is_site, office_of  # noqa: PLC0415 - only this command

    for address in (chosen.mail_from, chosen.alarms):
        if address is not None and not is_email(address):
            raise CommandError(message("“{text}” is no e-mail address.", text=address))
    if chosen.site_url is not None and (chosen.domain or not is_site(chosen.site_url)):
        raise CommandError(
            message("--site-url is scheme and host of a front of your own (https://thidua.donvi.vn), and "
                    "cannot go with --domain.")
        )  # fmt: skip
    office = office_of(chosen.office) if chosen.office else None
    if chosen.office and office is None:
        raise CommandError(
            message("Write the office's first person as 'Nguyễn Thị Lan <lan@donvi.example>', not “{text}”.",
                    text=chosen.office)
        )  # fmt: skip
    identity = chosen.mail_from if chosen.mail_address_only else domain_of(chosen.mail_from or "")
    campaign = campaigns.read_file(chosen.campaign, chosen.lang) if chosen.campaign else None
    if chosen.campaign and campaign is None:
        raise CommandError(message("Nothing was deployed: mend the campaign's file first."))
    return Wishes(
        campaign=campaign.id if campaign else None,
        mail_from=chosen.mail_from,
        mail_identity=identity or None,
        alarms=chosen.alarms,
        domain=chosen.domain,
        certificate=chosen.certificate,
        zone=chosen.zone,
        site_url=chosen.site_url,
        scanner=chosen.scanner,
        office=office,
    )


def _invite(office: "Office | None", campaign: str, tell: "Teller") -> None:
    """Let the first person of the office in; say how, where nobody could ever come in."""
    from services.core.people import store  # noqa: PLC0415 - it knows the table's name from now on
    from services.core.people.addresses.store import placed  # noqa: PLC0415 - the same

    if office is not None:
        new = store.invite(placed(office.person(campaign)), clock.now(), correlation.new())
        tell(
            message("{email} is invited.", email=office.email)
            if new
            else message("{email} was invited before.", email=office.email)
        )
    elif not store.holders_of(campaign, Role.OFFICE.value):
        tell(message("Nobody of the office is known yet: invite the first with --office 'NAME <ADDRESS>'."))


def _answers(site: str, core: dict[str, str], tell: "Teller") -> int:
    """Look at the pages, and print what one has to know."""
    from infra.deploy import smoke  # noqa: PLC0415 - only here

    for name in ("TableName", "BucketName", "BusName"):
        print(f"    {name}: {core[name]}")
    wait = message(
        "Waiting for the pages at {site}, two minutes at most: a new name takes a while.", site=site
    )
    found = smoke.faults(site, waiting=lambda: tell(wait))
    for fault in found:
        tell(message("{path} answers {got}.", path=site + fault.path, got=fault.got))
    if found:
        tell(message("The site does not answer as it should: `thidua doctor` says more."))
        return 1
    tell(message("The movement: {site}/", site=site))
    return 0


@contextmanager
def _stopped() -> Iterator[None]:
    """Turn what stops a deployment into the sentence that it brings along.

    Raises:
        CommandError: it cannot go on.
    """
    from infra.deploy.changes import StackError  # noqa: PLC0415 - only for commands on a deployment
    from infra.deploy.deploying import DeclinedError  # noqa: PLC0415 - the same
    from infra.deploy.destroying import ProtectedError  # noqa: PLC0415 - the same

    try:
        yield
    except (StackError, ProtectedError) as error:
        raise CommandError(error.why) from error
    except DeclinedError as error:
        raise CommandError(
            message("Stopped here. What was done so far stays; the same command goes on.")
        ) from error


# --- destroy -----------------------------------------------------------------------------------


def _destroy(chosen: argparse.Namespace, tell: "Teller") -> int:
    from infra.deploy import destroying  # noqa: PLC0415 - needs AWS's clients
    from infra.deploy.account import Account  # noqa: PLC0415 - the same

    here = installation(chosen)
    with told(), _stopped(), Terminal(chosen.lang, sure=chosen.yes) as console:
        account = Account()
        tell_where(here, account, tell)
        removed = destroying.destroy(here, account, console, with_data=chosen.with_data)
    if removed:
        tell(message("{name} is removed.", name=here.name))
    return 0
