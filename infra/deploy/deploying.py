"""`thidua deploy`: from packages to pages that answer, step by step; each can be repeated.

What breaks off leaves every stack either as it was or as it should be: the same command goes on from there.
"""

from functools import cached_property
from typing import Final

import msgspec

from infra.deploy import artefacts, failures, keys, mail
from infra.deploy.account import Account
from infra.deploy.changes import ChangeSet, StackError, Stacks, Template
from infra.deploy.console import Console
from infra.deploy.plan import (
    API_STAGE,
    HOSTS,
    PARTS,
    PENDING,
    Known,
    Parameter,
    api_host,
    has_own_front,
    parameters,
    values,
)
from infra.deploy.statuses import HIDDEN, NOT_THERE, TO_BE_MADE
from infra.deploy.wishes import Wishes
from infra.installation import EDGE_REGION, Installation
from infra.packaging.package import Package
from infra.template import INFRA, parse
from services.core.language.message import message
from services.core.web.security import EDGE, VIEWER

#: Longer templates have to lie in S3.
#: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
_LONGEST_BODY: Final = 51_200

#: The options of the command that give a parameter its first value.
_OPTIONS: Final = {
    "CampaignId": "--campaign FILE",
    "MailFrom": "--mail-from ADDRESS",
    "MailIdentity": "--mail-from ADDRESS",
    "AlarmEmail": "--alarms ADDRESS",
}


class DeclinedError(RuntimeError):
    """Whoever was asked said no; everything before that stays."""


class Deployment:
    """One run of the command on one installation."""

    def __init__(
        self, installation: Installation, wishes: Wishes, account: Account, console: Console
    ) -> None:
        self._installation = installation
        self._wishes = wishes
        self._account = account
        self._console = console
        self._home = Stacks(account.formation)
        self._edge = Stacks(account.edge_formation)
        self._known = Known()
        self._bucket = ""

    # --- the steps, in their order -----------------------------------------------------------

    def check(self, packages: tuple[Package, ...]) -> None:
        """See that every value is there, before anything is touched.

        Raises:
            StackError: a first deployment lacks something (the options are named), it was deployed in another
                region, or its own name has no certificate that CloudFront can use.
        """
        if self._stands("edge") and not self._stands("core"):
            raise StackError(failures.elsewhere(self._installation.name, self._account.region))
        self._check_certificate()
        self._known = Known(hosts=dict.fromkeys(HOSTS, "-"), edge_key="-", site_url="-")
        texts = {package.stage: package.template.read_text(encoding="utf-8") for package in packages}
        lacking: list[str] = []
        for part in self.parts():
            text = texts.get(part) or _own(part)
            lacking += self._parameters(part, text)[1]
        if lacking:
            options = dict.fromkeys(_OPTIONS.get(name, name) for name in lacking)
            raise StackError(
                message("The first deployment needs more: {options}", options=", ".join(options))
            )

    def parts(self) -> tuple[str, ...]:
        """The parts of this installation; with a front of one's own there is no edge."""
        return tuple(part for part in PARTS if part != "edge" or not self.own_front)

    @property
    def own_front(self) -> bool:
        """Whether something else than CloudFront stands before the pages."""
        if self._wishes.site_url is not None or self._wishes.domain is not None:
            return self._wishes.site_url is not None
        return has_own_front(self._home.parameters(self._installation.stack("core")))

    def core(self) -> dict[str, str]:
        """What every stage stands on, and the keys; the core's outputs."""
        self._known = Known(identity_there=self._identity_is_there())
        self._apply("core", Template(body=_own("core")))
        key, made = keys.ensure(self._installation, self._account.ssm)
        for name in made:
            self._console.tell(message("Made a secret: {name}", name=name))
        self._known = Known(edge_key=key, site_url=self._site_url())
        found = self._home.outputs(self._installation.stack("core"))
        self._bucket = found["BucketName"]
        return found

    def stages(self, packages: tuple[Package, ...]) -> None:
        """Upload the packages, and bring every stage up to date."""
        for package in packages:
            uploaded = artefacts.upload(package, self._account.s3, self._bucket)
            if uploaded.bytes:  # what lies there already is not sent
                self._console.show(
                    f"    {package.stage}: {uploaded.bytes / 1000:,.0f} KB → s3://{self._bucket}"
                )
            self._apply(package.stage, Template(body=uploaded.template, url=uploaded.url))

    def edge(self, packages: tuple[Package, ...]) -> str:
        """What stands before the pages; the site's address.

        CloudFront's own name is known only now: the stages are told, so that links in e-mails lead there.
        """
        if self.own_front:
            self._tell_front()
            return self._known.site_url
        found = self._apply_edge()
        if found != self._known.site_url:
            self._known = msgspec.structs.replace(self._known, site_url=found)
            self._console.tell(message("The site's address is {site}: the stages are told.", site=found))
            self.stages(packages)
            if self._hosts() != self._known.hosts:  # never on AWS; an emulator makes an API anew that changes
                self._apply_edge()
        return found

    def watch(self) -> None:
        """Alarms and the dashboard."""
        text = _own("watch")
        self._apply("watch", Template(body=text, url=self._lying(text)))

    def campaign(self) -> str:
        """The id of the campaign that the pages show."""
        return self._home.parameters(self._installation.stack("registration"))["CampaignId"]

    def mail(self) -> mail.MailState:
        """How SES stands, told."""
        identity = self._home.parameters(self._installation.stack("core"))["MailIdentity"]
        found = mail.state(self._account.ses, identity)
        mail.explain(found, self._console)
        return found

    # --- what stands before the pages ----------------------------------------------------------

    def _apply_edge(self) -> str:
        """Bring CloudFront up to date; say what only whoever keeps the site's name can do. The address."""
        self._known = msgspec.structs.replace(self._known, hosts=self._hosts())
        self._apply("edge", Template(body=_own("edge")))
        stack = self._installation.stack("edge")
        told, found = self._edge.parameters(stack), self._edge.outputs(stack)
        if told.get("SiteDomain") and not told.get("HostedZoneId"):
            self._console.tell(message("This has to stand where the names of the site's domain are kept:"))
            self._console.show(f"    {told['SiteDomain']} CNAME {found['DistributionDomain']}")
        return found["SiteUrl"]

    def _tell_front(self) -> None:
        """What a front of one's own has to do."""
        self._console.tell(
            message(
                "Your front at {site} leads to these addresses. It sets the header {viewer} to the visitor's "
                "address, and {header} to the secret in SSM, {name}:",
                site=self._known.site_url,
                viewer=VIEWER,
                header=EDGE,
                name=keys.edge_key_name(self._installation),
            )
        )
        for stage, host in self._hosts().items():
            self._console.show(f"    /{stage} → https://{host}/{API_STAGE}/{stage}")

    def _hosts(self) -> dict[str, str]:
        """The hosts of the APIs, by stage."""
        apis = {stage: self._home.outputs(self._installation.stack(stage))["RestAPIId"] for stage in HOSTS}
        return {stage: api_host(api, self._account.region) for stage, api in apis.items()}

    def _identity_is_there(self) -> bool | None:
        """Whether SES knows the identity already, so that the core must not make it: an account has it once.

        `None` where the core goes on with the one that it has.
        """
        before = self._elsewhere.get("MailIdentity", "")
        wanted = self._wishes.mail_identity or before
        goes_on = self._home.status(self._installation.stack("core")) not in TO_BE_MADE
        if goes_on and wanted == before:
            return None
        found = mail.is_there(self._account.ses, wanted)
        if found:
            self._console.tell(
                message(
                    "SES knows “{identity}” already: it is used as it stands, and stays when this "
                    "installation is removed.",
                    identity=wanted,
                )
            )
        return found

    def _check_certificate(self) -> None:
        """CloudFront takes certificates from its own region only, and CloudFormation says so very late."""
        wanted = self._wishes.certificate
        if self._wishes.domain and not wanted:
            wanted = self._edge.parameters(self._installation.stack("edge")).get("CertificateArn", "")
        if wanted is not None and f":acm:{EDGE_REGION}:" not in wanted:
            raise StackError(
                message(
                    "The site's own name needs its certificate, made in {region}: --certificate ARN",
                    region=EDGE_REGION,
                )
            )

    # --- one stack -------------------------------------------------------------------------

    def _apply(self, part: str, template: Template) -> None:
        """Show what would change, ask, change it."""
        stacks, stack = self._stacks(part), self._installation.stack(part)
        told, missing = self._parameters(part, template.body)
        if missing:
            raise StackError(message("“{stack}” lacks {missing}", stack=stack, missing=", ".join(missing)))
        if template.url or len(template.body.encode()) > _LONGEST_BODY:
            template = Template(url=template.url or self._lying(template.body))
        tags = {"thidua": self._installation.name}
        change = stacks.prepare(stack, template, told, tags)
        if change is None:
            self._console.tell(message("{stack}: nothing changes.", stack=stack))
            return
        self._show(change)
        if not self._console.ask(message("Carry it out?")):
            stacks.forget(change)
            raise DeclinedError
        stacks.carry_out(change, self._console.progress(stack))

    def _show(self, change: ChangeSet) -> None:
        self._console.tell(
            message("{stack}: new, {count} resources", stack=change.stack, count=len(change.changes))
            if change.new
            else message("{stack}: to be changed: {count}", stack=change.stack, count=len(change.changes))
        )
        for one in change.changes if not change.new else ():
            self._console.show(f"    {one.sign} {one.name}  {one.kind}")
        if any(one.sign in "!-" for one in change.changes):
            self._console.tell(
                message("What is marked ! is made anew and what is marked - is removed: look twice.")
            )

    def _parameters(self, part: str, text: str) -> tuple[tuple[Parameter, ...], tuple[str, ...]]:
        stacks, stack = self._stacks(part), self._installation.stack(part)
        goes_on = stacks.status(stack) not in TO_BE_MADE
        before = frozenset(stacks.parameters(stack) if goes_on else ())
        given = values(self._installation, self._wishes, self._known)
        return parameters(parse(text), given, before, self._elsewhere)

    @cached_property
    def _elsewhere(self) -> dict[str, str]:
        """What any stack was told before; secrets are not shown."""
        told = (self._stacks(part).parameters(self._installation.stack(part)) for part in PARTS)
        return {name: value for one in told for name, value in one.items() if value != HIDDEN}

    def _stands(self, part: str) -> bool:
        return self._stacks(part).status(self._installation.stack(part)) not in NOT_THERE

    def _stacks(self, part: str) -> Stacks:
        return self._edge if part == "edge" else self._home

    def _site_url(self) -> str:
        """Where the pages are, as far as it is known before the edge is there."""
        if self._wishes.site_url is not None:
            return self._wishes.site_url.rstrip("/")
        if self._wishes.domain is not None:
            return f"https://{self._wishes.domain}"
        told = self._home.parameters(self._installation.stack("registration")).get("SiteUrl")
        return told or PENDING

    def _lying(self, text: str) -> str:
        return artefacts.upload_text(text, self._account.s3, self._bucket, "yaml")


def _own(part: str) -> str:
    """The text of a template that Chalice has no part in."""
    return (INFRA / f"{part}.yaml").read_text(encoding="utf-8")
