"""From a letter to an e-mail: subject, plain text and HTML, then the raw message that is sent.

All of it is in Unicode's composed form (NFC), which old mail programs need to show Vietnamese. Header lines
are made by `email.message`, and whatever could break one is taken out before.
"""

import unicodedata
from datetime import datetime
from email import policy
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import msgspec
from jinja2 import Environment, Template

from services.core import templates
from services.core.campaign.model import Campaign
from services.core.language.catalogue import say, written
from services.core.language.message import Language, Value
from services.core.people.person import Person
from services.core.telemetry import correlation
from services.notify.letter import Letter

TEMPLATES = Path(__file__).parent / "templates"

#: Seven bits only: every server on the way passes them on untouched.
_WIRE = policy.SMTP.clone(cte_type="7bit")

#: Characters of a subject line; more than any mail program shows.
_LONGEST_SUBJECT = 200


class BadAddressError(ValueError):
    """A person's address is none that an e-mail can be sent to."""


class Composed(msgspec.Struct, frozen=True, kw_only=True):
    """An e-mail's words, in the reader's language."""

    subject: str
    text: str
    html: str


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file that goes with an e-mail; `type` is its media type."""

    name: str
    type: str
    content: bytes


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about an e-mail but its words.

    `id` and `kind` are the intent's; `sender` is an address shown under the name `sender_name`, `reply_to` an
    address or empty, `at` the moment of writing, `causation` the id of the request that led to it, or empty.
    """

    id: str
    kind: str
    person: Person
    sender: str
    sender_name: str
    reply_to: str
    at: datetime
    causation: str = ""
    attachments: tuple[Attachment, ...] = ()


def compose(letter: Letter, campaign: Campaign, language: Language) -> Composed:
    """The letter's words and forms."""
    subject = one_line(say(letter.subject, language))[:_LONGEST_SUBJECT]
    values = {"letter": letter, "campaign": campaign, "language": language, "subject": subject}
    text, html = (_template(name, language).render(values) for name in ("letter.txt", "letter.html"))
    return Composed(subject=subject, text=_nfc(text).strip() + "\n", html=_nfc(html).strip() + "\n")


def raw(composed: Composed, envelope: Envelope) -> bytes:
    """The message as it goes over the wire (RFC 5322).

    Raises:
        BadAddressError: an address cannot stand in a header.
    """
    message = EmailMessage(policy=_WIRE)
    message["Date"] = envelope.at
    message["Message-ID"] = f"<{envelope.id}@{envelope.sender.rpartition('@')[2]}>"
    # Answers of absent people must not come back to it, nor count as read by somebody.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Thidua-Kind"] = envelope.kind
    if envelope.causation:
        message[correlation.HEADER] = envelope.causation
    message.set_content(composed.text)
    message.add_alternative(composed.html, subtype="html")
    for attachment in envelope.attachments:
        main, _, sub = attachment.type.partition("/")
        name = one_line(attachment.name)
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=name)
    # Last: adding a part takes every Content-… header along into the part before it.
    message["Content-Language"] = envelope.person.language
    return _named_lines(composed.subject, envelope) + message.as_bytes()


def _named_lines(subject: str, envelope: Envelope) -> bytes:
    """The header lines that hold Vietnamese.

    Made by `email.header`: where `email.message` folds a long one, it loses blanks between words.
    """
    person = envelope.person
    lines = {
        "From": _mailbox(envelope.sender_name, envelope.sender),
        "To": _mailbox(person.name, person.email),
        "Reply-To": _mailbox("", envelope.reply_to) if envelope.reply_to else "",
        "Subject": _encoded(subject, "Subject"),
    }
    return "".join(f"{name}: {line}\r\n" for name, line in lines.items() if line).encode("ascii")


def _mailbox(name: str, address: str) -> str:
    try:
        checked = str(Address(addr_spec=address.encode("ascii").decode()))
    except Exception as error:  # the parser of addresses raises whatever it stumbles over
        raise BadAddressError(type(error).__name__) from error
    shown = one_line(name)
    return f"{_encoded(shown, 'Reply-To')} <{checked}>" if shown else checked


def _encoded(text: str, header: str) -> str:
    """The text in encoded words (RFC 2047), in lines of at most 76 characters after the name of `header`."""
    return Header(text, "utf-8", header_name=header).encode(linesep="\r\n")


def one_line(text: str) -> str:
    """The text on one line, composed, without anything that is not to be seen."""
    seen = "".join(" " if c.isspace() else c for c in text if c.isspace() or not _is_control(c))
    return _nfc(" ".join(seen.split()))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@cache
def _environment(language: Language) -> Environment:
    environment = templates.environment((TEMPLATES,))

    def said(value: Value) -> str:
        return written(value, language)

    environment.globals["say"] = said
    return environment


def _template(name: str, language: Language) -> Template:
    return _environment(language).get_template(name)
