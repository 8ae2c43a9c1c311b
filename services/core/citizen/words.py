"""What a citizen's record says of itself, and how it is filled in: the words of its track."""

from services.core.citizen.citizen import Facts
from services.core.citizen.fields import across, sections, value_of
from services.core.citizen.locality import may_begin
from services.core.citizen.people import among, people
from services.core.citizen.story import QUOTED, TELLING, headline, tell
from services.core.citizen.wording import NEXT, SHAPES, STATE_NAMES
from services.core.language.message import message
from services.core.record.tracks import Words

WORDS = Words(
    facts=Facts,
    begin=message("Put a citizen forward"),
    untitled=message("Citizen's record without a title"),
    sections=sections,
    across=across,
    value=value_of,
    tell=tell,
    state_names=STATE_NAMES,
    shapes=SHAPES,
    next=NEXT,
    notes=lambda _record, _campaign: (),
    headline=headline,
    quoted=QUOTED,
    telling=TELLING,
    may_begin=may_begin,
    people=people,
    among=among,
)
