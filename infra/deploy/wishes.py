"""What whoever deploys asks for. What is not asked for stays as it was deployed before."""

import re
from typing import Final

import msgspec

from services.core.people.person import Grant, Person, Role, clean_email, is_email, person_id

_SITE: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?/?")


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """The first person of the office, who is invited: they let everybody else in."""

    name: str
    email: str

    def person(self, campaign: str) -> Person:
        """Them, with their role in the campaign."""
        return Person(
            id=person_id(self.email),
            email=clean_email(self.email),
            name=self.name,
            grants=(Grant(campaign=campaign, role=Role.OFFICE),),
        )


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """Of an installation.

    `campaign` is the campaign's id, `mail_from` the address that e-mails come from, `mail_identity` what SES
    verifies of it: its domain, which also signs, or the address alone. Alarms go to the address `alarms`.
    `domain` is the site's own name with its `certificate` (ARN, in us-east-1) and, where Route 53 keeps the
    name, its `zone`. `site_url` stands for a front of one's own instead of CloudFront. `scanner` is what
    looks for malware in attached files, `guardduty` or `own`.
    """

    campaign: str | None = None
    mail_from: str | None = None
    mail_identity: str | None = None
    alarms: str | None = None
    domain: str | None = None
    certificate: str | None = None
    zone: str | None = None
    site_url: str | None = None
    scanner: str | None = None
    office: Office | None = None


def domain_of(email: str) -> str:
    """The part of an address behind the @."""
    return email.rpartition("@")[2]


def is_site(text: str) -> bool:
    """Whether it is scheme and host of a site, perhaps with a port, and no more."""
    return _SITE.fullmatch(text) is not None


def office_of(text: str) -> Office | None:
    """`Nguyễn Thị Lan <lan@donvi.example>`, read; `None` where it is not that."""
    name, bracket, rest = text.strip().partition("<")
    email = rest.removesuffix(">").strip()
    if not bracket or not name.strip() or not is_email(email):
        return None
    return Office(name=name.strip(), email=email)
