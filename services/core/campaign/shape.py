"""Plain values into the shapes of a campaign, one by one, so that one mistake does not hide the others."""

import difflib
import math
import types
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import msgspec

from services.core.campaign.lines import Path
from services.core.campaign.model import Code, Id, Part
from services.core.language.message import Message, message
from services.core.vietnam import VIETNAM

#: What stands for a value that is wrong: it was complained of once and takes part in no further rule.
BROKEN: Final = object()

_MIN_YEAR, _MAX_YEAR = 1900, 2200
_LARGEST_WHOLE = 10**9
_LARGEST, _FINEST = Decimal(10) ** 15, -6

Report = Callable[[Path, Message], None]


class Shape(msgspec.Struct):
    """What could be made of the data.

    `rows` holds, for every table met, its class and its good fields (typed, without those that are wrong or
    left out), `given` the keys that it has, good or not. `whole` is the value, or `BROKEN`.
    """

    rows: dict[Path, tuple[type[msgspec.Struct], dict[str, Any]]]
    given: dict[Path, frozenset[str]]
    whole: Any = BROKEN

    def of(self, kind: type[msgspec.Struct]) -> list[tuple[Path, dict[str, Any]]]:
        """Path and good fields of every row of that class, in the order of the file."""
        return [(path, fields) for path, (met, fields) in self.rows.items() if met is kind]


def shape(
    kind: type[msgspec.Struct],
    data: Mapping[str, Any],
    report: Report,
    *,
    hidden: frozenset[str],
    whole: bool,
) -> Shape:
    """Read `data` as a `kind`, telling `report` each mistake with its path.

    `hidden` are fields of `kind` that a file may not set. Without `whole`, keys that are missing are not
    complained of: they may stand where the text could not be read.
    """
    found = Shape({}, {})
    found.whole = _Shaping(found, report, hidden, whole).table(kind, data, ())
    return found


class _Shaping:
    def __init__(self, found: Shape, report: Report, hidden: frozenset[str], whole: bool) -> None:  # noqa: FBT001 - private
        self._found = found
        self._report = report
        self._hidden = hidden
        self._whole = whole

    def table(self, kind: type[msgspec.Struct], data: object, path: Path) -> Any:  # noqa: ANN401 - any shape
        if not isinstance(data, dict):
            return self._wrong(path, message("This must be a section, or keys with their values in braces."))
        fields = [field for field in msgspec.structs.fields(kind) if path or field.name not in self._hidden]
        good: dict[str, Any] = {}
        self._found.rows[path], self._found.given[path] = (kind, good), frozenset(data)
        names = [field.name for field in fields]
        sound = self._known_keys(data, names, path)
        for field in fields:
            if field.name in data:
                value = self.value(
                    field.type, data[field.name], (*path, field.name), blank=not field.required
                )
                sound = sound and value is not BROKEN
                if value is not BROKEN:
                    good[field.name] = value
            elif field.required:
                sound = False
                if self._whole:
                    self._report((*path, field.name), message("This key is missing."))
        return kind(**good) if sound else BROKEN

    def _known_keys(self, data: Mapping[str, Any], names: Sequence[str], path: Path) -> bool:
        unknown = [key for key in data if key not in names]
        for key in unknown:
            self._report((*path, key), unknown_name(key, names))
        return not unknown

    def value(self, hint: Any, data: object, path: Path, *, blank: bool) -> Any:  # noqa: ANN401 - any shape
        """`data` as a value of the annotated type `hint`; an empty text passes only with `blank`."""
        plain = _without_none(hint)
        base = get_args(plain)[0] if get_origin(plain) is Annotated else plain
        if get_origin(base) is tuple:
            return self._array(get_args(base)[0], data, path)
        if isinstance(base, type) and issubclass(base, msgspec.Struct):
            return self.table(base, data, path)
        value, mend = _leaf(plain, base, data, blank=blank)
        return self._wrong(path, mend) if mend else value

    def _array(self, item: Any, data: object, path: Path) -> Any:  # noqa: ANN401 - any shape
        if not isinstance(data, list):
            return self._wrong(
                path, message("This must be a list in brackets, or a section with [[ ]] for each row.")
            )
        values = [self.value(item, each, (*path, index), blank=False) for index, each in enumerate(data)]
        return BROKEN if any(value is BROKEN for value in values) else tuple(values)

    def _wrong(self, path: Path, mend: Message) -> object:
        self._report(path, mend)
        return BROKEN


def unknown_name(name: str, known: Sequence[str]) -> Message:
    """That a key is not known here and, where one is close, which may be meant."""
    name = name if name.isprintable() else ascii(name)
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return message("There is no key “{key}” here; perhaps “{guess}” is meant.", key=name, guess=close[0])
    return message("There is no key “{key}” here.", key=name)


def _without_none(hint: Any) -> Any:  # noqa: ANN401 - an annotation may be anything
    """The type within `X | None`: TOML has no null, so the key is there with a value or not at all."""
    if get_origin(hint) in {Union, types.UnionType}:
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def _leaf(hint: Any, base: Any, data: object, *, blank: bool) -> tuple[Any, Message | None]:  # noqa: ANN401 - any type
    """The value, and what to mend where it is not one."""
    if get_origin(base) is Literal:
        return _choice(get_args(base), data)
    if issubclass(base, StrEnum):
        value, mend = _choice([str(member) for member in base], data)
        return (value if mend else base(value)), mend
    if base is str:
        return data, _text_fault(hint, data, blank=blank)
    if base is datetime:
        return _moment(data)
    return data if base is not Decimal or not isinstance(data, int) else Decimal(data), _plain_fault(
        hint, base, data
    )


def _choice(choices: Sequence[str], data: object) -> tuple[Any, Message | None]:
    if data in choices:
        return data, None
    return data, message(
        "This must be one of: {choices}.", choices=", ".join(f'"{each}"' for each in choices)
    )


def _text_fault(hint: Any, data: object, *, blank: bool) -> Message | None:  # noqa: ANN401 - any type
    if not isinstance(data, str):
        return message("This must be a text in quotation marks.")
    if unicodedata.normalize("NFC", data) != data:
        return message("The Vietnamese letters are typed in pieces (NFD). Type or save the text in NFC.")
    hidden = next(
        (sign for sign in data if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"}), None
    )
    if hidden is not None:
        return message(
            "The text contains an invisible character ({code}). Delete it.", code=f"U+{ord(hidden):04X}"
        )
    if not data.strip() and not (blank and not data):
        return message("The text is empty.")
    if data != data.strip():
        return message("The text begins or ends with a space.")
    return _pattern_fault(hint, data)


def _pattern_fault(hint: Any, data: str) -> Message | None:  # noqa: ANN401 - any type
    try:
        msgspec.convert(data, hint)
    except msgspec.ValidationError:
        return _PATTERNS[hint]
    return None


_PATTERNS: Mapping[Any, Message] = {
    Id: message(
        "An identifier has lower-case letters without marks, digits and single hyphens, such as “vinh-lam”, "
        "and at most 40 characters."
    ),
    Code: message("A code has 2 to 6 capital letters without marks or digits, such as “VLAM”."),
    Part: message("A part is written as a fraction in quotation marks, such as “2/3”."),
}


def _moment(data: object) -> tuple[Any, Message | None]:
    """A moment in Vietnam's time, cut to the second; one without offset is Vietnam's time already."""
    if not isinstance(data, datetime):
        return data, message(
            "This must be a day with its hour, without quotation marks: 2024-12-31T17:00:00."
        )
    fault = _year_fault(data)
    if fault:
        return data, fault
    aware = data.replace(tzinfo=VIETNAM) if data.tzinfo is None else data.astimezone(VIETNAM)
    return aware.replace(microsecond=0), None


def _year_fault(day: date) -> Message | None:
    if _MIN_YEAR <= day.year <= _MAX_YEAR:
        return None
    return message("The year must lie between {low} and {high}.", low=str(_MIN_YEAR), high=str(_MAX_YEAR))


def _plain_fault(hint: Any, base: Any, data: object) -> Message | None:  # noqa: ANN401 - any type
    if base is bool:
        return None if isinstance(data, bool) else message("This must be true or false.")
    if base is date:
        if isinstance(data, date) and not isinstance(data, datetime):
            return _year_fault(data)
        return message("This must be a day, without quotation marks: 2024-12-31.")
    if base is time:
        return (
            None
            if isinstance(data, time)
            else message("This must be an hour, without quotation marks: 17:00:00.")
        )
    return _number_fault(hint, base, data)


def _number_fault(hint: Any, base: Any, data: object) -> Message | None:  # noqa: ANN401 - any type
    if base is Decimal:
        fits = isinstance(data, int | Decimal) and not isinstance(data, bool) and _fits(Decimal(data))
        return None if fits else message("This must be a number with a point before decimals, such as 0.53.")
    low, high = _bounds(hint)
    if isinstance(data, int) and not isinstance(data, bool) and low <= data <= high:
        return None
    if high < _LARGEST_WHOLE:
        return message("This must be a whole number from {low} to {high}.", low=low, high=high)
    return message("This must be a whole number, at least {low}.", low=low)


def _fits(number: Decimal) -> bool:
    """Whether the number is one that a plan could name: neither infinite nor absurdly long."""
    exponent = number.as_tuple().exponent
    return number.is_finite() and abs(number) < _LARGEST and isinstance(exponent, int) and exponent >= _FINEST


def _bounds(hint: Any) -> tuple[int, int]:  # noqa: ANN401 - any type
    """The least and greatest whole number that the annotation allows."""
    metas = [part for part in get_args(hint)[1:] if isinstance(part, msgspec.Meta)]
    low = max((int(meta.ge) for meta in metas if meta.ge is not None), default=0)
    high = min((int(meta.le) for meta in metas if meta.le is not None), default=math.inf)
    return low, int(min(high, _LARGEST_WHOLE))
