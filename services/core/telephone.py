"""Telephone numbers: how one is compared, and what is one. Pure."""

import re

from services.core.language.message import message

#: What to mend in what is no telephone number.
MEND = message("Write the telephone number in digits, for example 0233 3820 123")

#: Digits of a telephone number: the shortest here, the longest anywhere (ITU-T E.164, 6.1).
_SHORTEST, _LONGEST = 8, 15


def digits(telephone: str) -> str:
    """A telephone number as it is compared: digits only, with 0 for the country's +84."""
    return re.sub(r"\D", "", re.sub(r"^\s*(\+|00)\s*84", "0", telephone))


def is_telephone(text: str) -> bool:
    """Whether `text` is a telephone number, however its digits are parted."""
    return _SHORTEST <= len(digits(text)) <= _LONGEST


def numbers(text: str) -> tuple[str, ...]:
    """The numbers in `text`, as they stand there: with a comma, a semicolon or a stroke between them."""
    return tuple(re.split(r"[,;/]", text))


def dialled(text: str) -> str:
    """What a link rings: the first number; telephones dial what comes behind a comma, too, after a pause."""
    return re.sub(r"[^\d+]", "", numbers(text)[0])
