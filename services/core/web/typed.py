"""What of a form a person typed: what is shown to be read again, or copied, where the form's page is gone."""

from collections.abc import Mapping
from typing import Final

#: The fields that pages write into their forms themselves, hidden: marks, revisions, ids, what comes next. No
#: question that a person answers in words has one of these names (tests/unit/web/test_visit.py).
OF_THE_PAGE: Final = frozenset(
    {
        "base",
        "csrf",
        "do",
        "etag",
        "files",
        "held",
        "id",
        "next",
        "of",
        "page",
        "parted",
        "request",
        "revision",
        "seat",
        "seen",
        "taken",
        "token",
        "track",
        "unit",
        "was",
    }
)


def texts(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The answers of more than one word, in the form's order; none of what the page wrote (`OF_THE_PAGE`)."""
    return tuple(text for name, text in fields.items() if name not in OF_THE_PAGE and len(text.split()) > 1)
