"""The mail of this machine: to read, to click, and as JSON for tests that know nothing but HTTP."""

import html
import re
from collections.abc import Iterator
from urllib.parse import quote

import msgspec

from infra.local.cloud import Mail

_HREF = re.compile(r"""href\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")


class File(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment of an e-mail, and where it can be fetched."""

    name: str
    address: str


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """An e-mail as /_local/mail.json shows it; `number` counts from 1, `time` is the business clock's."""

    number: int
    time: str
    to: str
    subject: str
    kind: str
    text: str
    html: str
    links: list[str]
    attachments: list[File]


def letters(mails: list[Mail]) -> list[Letter]:
    """The letters in the order of sending, newest last."""
    return [letter(number, mail) for number, mail in enumerate(mails, start=1)]


def letter(number: int, mail: Mail) -> Letter:
    """The letter of an e-mail that is the `number`th sent."""
    return Letter(
        number=number,
        time=mail.at.isoformat(),
        to=mail.to,
        subject=mail.subject,
        kind=mail.kind,
        text=mail.text,
        html=mail.html,
        links=list(dict.fromkeys(_links(mail))),
        attachments=[
            File(name=file.name, address=f"/_local/mail/{number}/attachments/{quote(file.name, safe='')}")
            for file in mail.attachments
        ],
    )


def is_to(mail: Mail, address: str) -> bool:
    """Whether the e-mail went to `address`, whatever name stands beside it."""
    return address.lower() in mail.to.lower()


def _links(mail: Mail) -> Iterator[str]:
    for found in _HREF.findall(mail.html):
        if found.startswith("http"):
            yield html.unescape(found)
    for found in _ADDRESS.findall(mail.text):
        yield found.rstrip(".,;:")
