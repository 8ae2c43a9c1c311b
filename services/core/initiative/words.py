"""What an initiative says of itself, and how it is filled in: the words of its track."""

from services.core.campaign.model import Track
from services.core.campaign.routing import council_for
from services.core.initiative.fields import across, sections, value_of, warnings
from services.core.initiative.initiative import Facts
from services.core.initiative.shares import AUTHORS, among
from services.core.initiative.story import QUOTED, TELLING, headline, tell
from services.core.initiative.wording import NEXT, SHAPES, STATE_NAMES
from services.core.language.message import message
from services.core.record.tracks import Words

WORDS = Words(
    facts=Facts,
    begin=message("Register an initiative"),
    untitled=message("Initiative without a title"),
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
    may_begin=lambda _unit, campaign: council_for(campaign, Track.INITIATIVE) is not None,
    people=lambda _typed: (AUTHORS,),
    among=among,
    warnings=warnings,
)
