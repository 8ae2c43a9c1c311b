"""How dates, hours, amounts and numbers are written in each language. Pure: values in, text out.

Vietnamese follows official documents (NĐ 30/2020/NĐ-CP, annex I: days below 10 and the months 1 and 2 take a
leading zero), with a point between thousands and a comma before decimals.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal

from services.core.language.message import Language
from services.core.vietnam import VIETNAM

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_LAST_PADDED_MONTH = 2
_NOON = 12


def day(value: date, language: Language) -> str:
    """A date: `05/02/2025`, `10/3/2025`; English `5 February 2025`.

    A moment is taken as the day that it falls on in Vietnam.
    """
    if isinstance(value, datetime):
        value = _in_vietnam(value).date()
    return f"{short_day(value, language)}{' ' if language == 'en' else '/'}{value.year}"


def short_day(value: date, language: Language) -> str:
    """A date within the year that everybody has in mind: `05/02`, `10/3`; English `5 February`."""
    if language == "en":
        return f"{value.day} {_MONTHS[value.month - 1]}"
    month = f"{value.month:02}" if value.month <= _LAST_PADDED_MONTH else str(value.month)
    return f"{value.day:02}/{month}"


def typed_day(value: date) -> str:
    """A date as a form holds it, in either language: as pages show it, `30/4/2025`."""
    return day(value, "vi")


def hour(value: time | datetime, language: Language) -> str:
    """An hour: `7 giờ 00`; English `7:00 am`. A moment gives its hour in Vietnam."""
    if isinstance(value, datetime):
        value = _in_vietnam(value).time()
    if language == "en":
        return f"{value.hour % _NOON or _NOON}:{value.minute:02} {'am' if value.hour < _NOON else 'pm'}"
    return f"{value.hour} giờ {value.minute:02}"


def moment(value: datetime, language: Language) -> str:
    """A moment in Vietnam's time: `14 giờ 05 ngày 03/3/2025`; English `2:05 pm, 3 March 2025`.

    Raises:
        ValueError: the moment has no time zone, so nobody can say when it was.
    """
    if language == "en":
        return f"{hour(value, language)}, {day(value, language)}"
    return f"{hour(value, language)} ngày {day(value, language)}"


def number(value: int | Decimal, language: Language) -> str:
    """A number with separators: `1.234,5`; English `1,234.5`. A Decimal keeps its decimals as given."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text if language == "en" else text.translate(_SWAP)


def money(amount: int, language: Language) -> str:
    """Whole đồng: `1.200.000 đồng`; English `VND 1,200,000`. The unit never parts from the figure."""
    figure = number(amount, language)
    return f"VND\N{NO-BREAK SPACE}{figure}" if language == "en" else f"{figure}\N{NO-BREAK SPACE}đồng"


def percent(value: int | Decimal, language: Language) -> str:
    """A share that is already in per cent: 12.5 gives `12,5%`; English `12.5%`."""
    return f"{number(value, language)}%"


def unbroken(text: str) -> str:
    """A line whose figures keep their units beside them: `10 ngày`, `1,2 km`, `17 giờ 00` do not part."""
    return _GAP.sub("\N{NO-BREAK SPACE}", text)


#: The blank between a figure and the word after it, and between a word of time or number and its figure.
_GAP = re.compile(r"(?<=\d) (?!ngày \d)(?=[^\W\d])|(?:(?<=giờ)|(?<=ngày)|(?<=số)) (?=\d)", re.IGNORECASE)
_SWAP = str.maketrans({",": ".", ".": ","})


def _in_vietnam(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {value.isoformat()}")
    return value.astimezone(VIETNAM)
