"""Records: every one that was submitted, with who has it until when, and what is looked for among them."""

from collections.abc import Iterator

import msgspec
from chalice.app import Response

from services.core import form
from services.core.campaign.model import Campaign
from services.core.language.message import Message, Text, message
from services.core.people.person import DECIDING, Role
from services.core.people.roll.posts import role_name
from services.core.record.record import CONCLUDED
from services.core.record.showing.wording import TRACK_NAMES, holder_name, shape, state_name, unit_on
from services.core.record.tracks import TRACKS, words
from services.core.vietnam import vietnam_day
from services.core.web.visit import Visit
from services.review import register
from services.review.addresses import address
from services.review.office.words import units_sought
from services.review.register import Line, Sought

RECORDS = "/review/office/records"

Pair = tuple[str, Message | Text]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list in words."""

    line: Line
    path: str
    unit: Text
    state: Message
    shape: str
    holders: tuple[Message | Text, ...]
    late: bool


def records(visit: Visit) -> Response:
    """The records that are looked for, what is due first, 25 a page; every filter stands in the address."""
    sought = _sought(visit)
    page = register.find(visit.campaign.id, sought, visit.query.get("from", ""))
    return visit.page(
        "office/records.html",
        rows=[shown(visit, line) for line in page.rows],
        cursor=page.cursor,
        sought=sought,
        filtered=sought != Sought(),
        units=[("", message("All units")), *units_sought(visit.campaign, vietnam_day(visit.now))],
        tracks=_tracks(),
        states=[("", message("All states")), *_states()],
        holders=[("", message("Everybody")), *_holders(visit.campaign)],
    )


def shown(visit: Visit, line: Line) -> Shown:
    """A line in words; of a concluded record with the name that its unit had that day."""
    then = vietnam_day(line.since if line.since and line.state in CONCLUDED else visit.now)
    return Shown(
        line=line,
        path=address(line.record),
        unit=unit_on(line.unit, then, visit.campaign),
        state=state_name(line.track, line.state, line.outcome),
        shape=shape(line.track, line.state, line.outcome),
        holders=tuple(holder_name(holder, visit.campaign) for holder in line.holders),
        late=line.due is not None and line.due < visit.now,
    )


def _sought(visit: Visit) -> Sought:
    asked = visit.query
    return Sought(
        words=form.clean(asked.get("q", ""))[:200],
        unit=asked.get("unit", "")[:40],
        track=asked.get("track", "")[:20],
        state=asked.get("state", "")[:20],
        holder=form.clean(asked.get("holder", ""))[:60],
        before=visit.now if asked.get("due") == "over" else None,
    )


def _tracks() -> list[Pair]:
    """What kinds of record there are to choose from; nothing where there is one only."""
    kinds = [(track.value, TRACK_NAMES[track]) for track in TRACKS]
    return [("", message("All kinds")), *kinds] if len(kinds) > 1 else []


def _states() -> Iterator[Pair]:
    """The states that a submitted record may be in, of every track, under the name that they have there."""
    found: dict[str, Message] = {}
    for track in TRACKS:
        for state, name in words(track).state_names.items():
            found.setdefault(state.value, name)
    found.pop("draft", None)
    yield from found.items()


def _holders(campaign: Campaign) -> Iterator[Pair]:
    """Who may have a record beside units, which are looked for by a filter of their own."""
    ids = {
        Role.SEAT: [seat.id for seat in campaign.seats],
        Role.BODY: [body.id for body in campaign.bodies],
    }
    councils = [council.id for council in campaign.councils]
    for role in DECIDING:
        for of in ids.get(role, councils):
            yield f"{role.value}:{of}", role_name(f"{role.value}:{of}", campaign)
