"""What people choose about themselves, and the office for whoever it lets in: in which language they read."""

from services.core.form import Choice, Field, Kind
from services.core.language.message import Text, message

LANGUAGE = Field(
    name="language",
    kind=Kind.CHOICE,
    label=message("Language of pages and e-mails"),
    # Each language is named in itself: whoever looks for it reads it.
    choices=(
        Choice("vi", Text(vi="Tiếng Việt", en="Tiếng Việt")),
        Choice("en", Text(vi="English", en="English")),
    ),
)
