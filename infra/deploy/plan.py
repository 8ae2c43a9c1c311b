"""Which stacks make up an installation, in which order, and what each is told. Pure.

A stack's template declares the parameters that it takes, and gets those, no more. What nobody asked for
anew is what the stack was told before.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from infra.deploy.wishes import Wishes
from infra.installation import EDGE_REGION, Installation
from infra.packaging.package import STAGES

#: Where an installation's pages are until its edge has a name: nowhere.
PENDING: Final = "https://pending.invalid"

#: The name of the APIs' stage, the first part of their paths (infra/packaging/staging.py).
API_STAGE: Final = "site"

#: In the order in which they stand on each other.
PARTS: Final = ("core", *STAGES, "watch", "edge")

#: The stages with pages, and the parameter of the edge that takes the host of each.
HOSTS: Final = {"registration": "RegistrationHost", "review": "ReviewHost", "report": "ReportHost"}


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What earlier steps found out.

    `hosts` are those of the APIs, by stage; `edge_key` is the secret between the edge and the pages.
    `identity_there`: whether SES knows from elsewhere what it verifies; `None`: as the core was told before.
    """

    hosts: Mapping[str, str] = msgspec.field(default_factory=dict)
    edge_key: str = ""
    site_url: str = ""
    identity_there: bool | None = None


def region_of(part: str, home: str) -> str:
    """The region in which a part is deployed."""
    return EDGE_REGION if part == "edge" else home


def values(installation: Installation, wishes: Wishes, known: Known) -> dict[str, str]:
    """Every value that is known now for any parameter of any stack."""
    found: dict[str, str | None] = {
        "Name": installation.name,
        "CampaignId": wishes.campaign,
        "MailFrom": wishes.mail_from,
        "MailIdentity": wishes.mail_identity,
        "AlarmEmail": wishes.alarms,
        "Front": "own" if wishes.site_url is not None else "edge" if wishes.domain is not None else None,
        "SiteDomain": wishes.domain,
        "CertificateArn": wishes.certificate,
        "HostedZoneId": wishes.zone,
        "Scanner": wishes.scanner,
        "SiteUrl": known.site_url or None,
        "EdgeKey": known.edge_key or None,
        "ApiStage": API_STAGE,
        "MailIdentityThere": None
        if known.identity_there is None
        else "yes"
        if known.identity_there
        else "no",
        **{parameter: known.hosts.get(stage) for stage, parameter in HOSTS.items()},
    }
    return {name: value for name, value in found.items() if value is not None}


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter of a stack: a new value, or (`None`) what it was before."""

    name: str
    value: str | None


def parameters(
    template: Mapping[str, Any],
    given: Mapping[str, str],
    before: frozenset[str],
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> tuple[tuple[Parameter, ...], tuple[str, ...]]:
    """What a stack is told, and which parameters nobody has a value for.

    `before` are the parameters that the stack has already. One that is made anew beside others takes what
    those were told: `elsewhere`.
    """
    told, missing = [], []
    for name, declared in template.get("Parameters", {}).items():
        if name in given:
            told.append(Parameter(name=name, value=given[name]))
        elif name in before:
            told.append(Parameter(name=name, value=None))
        elif name in elsewhere:
            told.append(Parameter(name=name, value=elsewhere[name]))
        elif "Default" not in declared:
            missing.append(name)
    return tuple(told), tuple(missing)


def has_own_front(core: Mapping[str, str]) -> bool:
    """Whether something else than CloudFront stands before the pages, by what the core was told."""
    return core.get("Front") == "own"


def api_host(api: str, region: str, suffix: str = "amazonaws.com") -> str:
    """The host of a REST API."""
    return f"{api}.execute-api.{region}.{suffix}"
