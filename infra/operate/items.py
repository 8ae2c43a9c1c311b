"""The table's items outside of the table: which are kept, how each is one line, which of two is newer. Pure.

An item is an image in DynamoDB's own JSON, `{"pk": {"S": "R#1"}, "data": {"B": b"…"}}`: types are kept, and a
number stays the text that it is, so that nothing is rounded.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
"""

import base64
import binascii
from typing import Any, Final, TypeAlias

import msgspec

from services.core.events import RESTORED
from services.core.language.message import Message, message

#: One item in DynamoDB's JSON; binary values are bytes.
Image: TypeAlias = dict[str, dict[str, Any]]


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One row of "One table" in docs/architecture.md.

    `pk` and `sk` are what its keys begin with. What is not `kept` is in no backup. What comes `by_itself`,
    with a deployment and its ticks, stands in a table before anybody has used it.
    """

    name: str
    pk: str
    sk: str
    label: Message
    kept: bool = True
    by_itself: bool = False


#: Every kind of item. A backup that is restored must open nobody's session and prove no one-time code, so
#: sessions, sign-in requests and their limits stay out; they live for hours at most. Nor does it bring back
#: what somebody typed and has not sent, which lives for days.
KINDS: Final = (
    Kind(name="record", pk="R#", sk="R", label=message("records")),
    Kind(name="older part of a record's history", pk="R#", sk="H#", label=message("parts of histories")),
    Kind(name="person", pk="P#", sk="P", label=message("people"), by_itself=True),
    Kind(name="grant", pk="P#", sk="G#", label=message("roles"), by_itself=True),
    Kind(name="address", pk="P#", sk="E", label=message("addresses that changed hands")),
    Kind(name="deed with a person", pk="P#", sk="A#", label=message("what the office did with people")),
    Kind(name="text not sent", pk="P#", sk="D#", label=message("texts not sent yet"), kept=False),
    Kind(name="session", pk="P#", sk="S#", label=message("sessions"), kept=False),
    Kind(name="sign-in request", pk="L#", sk="L", label=message("sign-in requests"), kept=False),
    Kind(name="limit", pk="N#", sk="N", label=message("limits"), kept=False),
    Kind(name="deed with a unit", pk="C#", sk="A#", label=message("what the office did with units")),
    Kind(name="campaign", pk="C#", sk="", label=message("campaigns"), by_itself=True),
    Kind(name="line of the register", pk="O#", sk="O", label=message("lines of the register of records")),
    Kind(name="task", pk="T#", sk="", label=message("tasks")),
    Kind(name="e-mail that came to grief", pk="M#trouble", sk="", label=message("e-mails in trouble")),
    Kind(name="e-mail", pk="M#", sk="", label=message("e-mails"), by_itself=True),
    Kind(name="summary", pk="Y#", sk="", label=message("summaries")),
    Kind(name="late access", pk="K#", sk="", label=message("late accesses")),
    Kind(name="presence", pk="D#", sk="", label=message("notes of drafts")),
    Kind(name="file of a record", pk="F#", sk="", label=message("files of records")),
    Kind(name="person of a record", pk="S#", sk="S", label=message("people of records")),
    Kind(name="request about personal data", pk="Q#", sk="", label=message("requests about personal data")),
    Kind(
        name="comparison of summaries",
        pk="A#",
        sk="A",
        label=message("comparisons of summaries"),
        by_itself=True,
    ),
    Kind(
        name="round of reminders",
        pk="B#",
        sk="",
        label=message("rounds of reminders"),
        by_itself=True,
    ),
    Kind(name="reorganisation of units", pk="Z#", sk="", label=message("reorganisations of units")),
    Kind(name="issued report", pk="I#", sk="", label=message("issued reports"), by_itself=True),
)

#: An item that no row describes is kept all the same: better too much than too little.
_OTHER: Final = Kind(name="other", pk="", sk="", label=message("other items"))

#: What counts an item's writes or events, the most exact first. An item has none, or carries it from its
#: first write on.
_COUNTERS: Final = ("revision", "sequence", "version")

_ENCODER: Final = msgspec.json.Encoder(order="sorted")


class _Head(msgspec.Struct, frozen=True):
    """The part of an event that says which it is."""

    id: str


def kind_of(image: Image) -> Kind:
    """The kind of an item, by its keys."""
    pk, sk = key_of(image)
    return next((kind for kind in KINDS if pk.startswith(kind.pk) and sk.startswith(kind.sk)), _OTHER)


def label_of(name: str) -> Message:
    """What the items of that kind are called in a list."""
    return next((kind for kind in KINDS if kind.name == name), _OTHER).label


def key_of(image: Image) -> tuple[str, str]:
    """Partition and range key.

    Raises:
        ValueError: the image lacks one of them, so that it is no item of ours.
    """
    try:
        pk, sk = image["pk"]["S"], image["sk"]["S"]
    except (KeyError, TypeError) as error:
        raise ValueError("no item without pk and sk") from error
    if not (isinstance(pk, str) and isinstance(sk, str)):
        raise ValueError("keys are texts")  # noqa: TRY004 - whoever reads a file catches one kind of error
    return pk, sk


def line_of(image: Image) -> bytes:
    """The item as JSON without blanks or line ends: the same item always gives the same bytes.

    Keys are sorted, and so are the members of sets, which have no order; binary values are in base64.
    """
    return _ENCODER.encode({name: _sorted(value) for name, value in image.items()})


def image_of(line: bytes | msgspec.Raw) -> Image:
    """The item of a line that `line_of` wrote.

    Raises:
        ValueError: it is none (msgspec's own errors are ValueErrors, too).
    """
    image = {name: _opened(value) for name, value in msgspec.json.decode(line, type=Image).items()}
    key_of(image)
    return image


def counter_of(image: Image) -> str | None:
    """The attribute by which two versions of the item are told apart, if it has one."""
    return next((name for name in _COUNTERS if "N" in image.get(name, {})), None)


def marked(image: Image) -> Image:
    """The item as it is restored: it says that its event was passed on in its first life.

    services/relay/relay.py says who reads that.
    """
    try:
        head = msgspec.json.decode(image.get("event", {}).get("S", ""), type=_Head)
    except msgspec.MsgspecError:
        return image
    return image | {RESTORED: {"S": head.id}}


def unmarked(image: Image) -> Image:
    """The item as its writers know it, whether it was ever restored or not."""
    return {name: value for name, value in image.items() if name != RESTORED}


def _sorted(value: dict[str, Any]) -> dict[str, Any]:
    """A value with its sets in order, however deep they lie."""
    ((kind, content),) = value.items()
    match kind:
        case "SS" | "NS" | "BS":
            return {kind: sorted(content)}
        case "L":
            return {kind: [_sorted(each) for each in content]}
        case "M":
            return {kind: {name: _sorted(each) for name, each in content.items()}}
        case _:
            return value


def _opened(value: dict[str, Any]) -> dict[str, Any]:
    """A value as boto3 wants it, with bytes where JSON has base64.

    Raises:
        ValueError: it is no value of DynamoDB.
    """
    if len(value) != 1:
        raise ValueError("a value has one type")
    ((kind, content),) = value.items()
    match kind, content:
        case "B", str():
            return {kind: _bytes(content)}
        case "BS", list():
            return {kind: [_bytes(each) for each in content]}
        case "L", list():
            return {kind: [_opened(each) for each in content]}
        case "M", dict():
            return {kind: {name: _opened(each) for name, each in content.items()}}
        case ("S" | "N", str()) | ("SS" | "NS", list()) | ("BOOL" | "NULL", bool()):
            return value
        case _:
            raise ValueError(f"no value of DynamoDB: {kind}")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
