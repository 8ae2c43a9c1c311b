"""Where each role works: the links at the top of every page.

The core imports no stage, so the addresses stand here; a test sees to it that each one is a route.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from services.core.language.message import Message, message
from services.core.people.entrance import signin
from services.core.people.person import DECIDING, Role


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One link, for whoever holds one of `roles`."""

    path: str
    label: Message
    roles: tuple[Role, ...]


LINKS: Final = (
    Link(path="/registration/records", label=message("My unit's records"), roles=(Role.UNIT,)),
    Link(path="/review", label=message("Waiting for me"), roles=DECIDING),
    Link(path="/review/office", label=message("Office desk"), roles=(Role.OFFICE,)),
    Link(path="/report/dashboard", label=message("Dashboard"), roles=(Role.OFFICE, Role.LEADER)),
)

SIGN_IN: Final = signin.PAGE
SIGN_OUT: Final = "/registration/sign-out"
ME: Final = "/registration/me"
PRIVACY: Final = "/registration/privacy"
MOVEMENT: Final = "/registration/campaign"

#: What a page may link to, whoever sees it.
WAYS: Final[Mapping[str, str]] = {
    "me": ME,
    "sign_in": SIGN_IN,
    "sign_out": SIGN_OUT,
    "privacy": PRIVACY,
    "movement": MOVEMENT,
}
