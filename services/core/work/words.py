"""What a work says of itself, and how it is filled in: the words of its track."""

from services.core.language.message import message
from services.core.record.tracks import Words
from services.core.work.fields import across, sections, value_of
from services.core.work.headlines import QUOTED, TELLING, headline, voices
from services.core.work.notes import notes
from services.core.work.story import tell
from services.core.work.wording import NEXT, OUTCOME_NAMES, SHAPES, STATE_NAMES
from services.core.work.work import Facts

WORDS = Words(
    facts=Facts,
    begin=message("Register a work"),
    untitled=message("Work without a title"),
    sections=sections,
    across=across,
    value=value_of,
    tell=tell,
    state_names=STATE_NAMES,
    shapes=SHAPES,
    next=NEXT,
    notes=notes,
    headline=headline,
    quoted=QUOTED,
    telling=TELLING,
    voices=voices,
    outcome_names=OUTCOME_NAMES,
)
