"""My unit's records: the list, and how much of what is asked of the unit is done."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from chalice.app import Response

from services.core.campaign.model import Track
from services.core.language.message import Message, Text
from services.core.record import store
from services.core.record.record import State
from services.core.record.showing.wording import TRACK_NAMES, holder_name, shape, state_name, unit_on
from services.core.record.store import Line
from services.core.record.tracks import TRACKS, words
from services.core.vietnam import vietnam_day
from services.core.web.visit import NotFound, Visit
from services.core.work.counting import counted
from services.registration import records
from services.registration.lateness import Closings
from services.registration.records import address


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list in words. `mine`: the unit itself has to act; late access moves a draft's `due`.

    `unit` names another unit whose record it is: one that ended, and in whose place this one stands.
    """

    line: Line
    path: str
    track: Message
    untitled: Message
    state: Message
    shape: str
    holders: tuple[Message | Text, ...]
    mine: bool
    due: datetime | None
    late: bool
    unit: Text | None


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of record that a unit may begin."""

    track: Track
    begin: Message


class Minimum(msgspec.Struct, frozen=True, kw_only=True):
    """How many works the campaign asks of a unit, and how many count so far."""

    asked: int
    counted: int

    @property
    def missing(self) -> int:
        """How many are still to be submitted."""
        return max(0, self.asked - self.counted)


def records_of_unit(visit: Visit) -> Response:
    """The records of one of my units, what the unit has to do first; 25 a page."""
    units = records.my_units(visit)
    unit = visit.query.get("unit", units[0])
    if unit not in units:
        raise NotFound
    cursor = visit.query.get("from")
    page = store.of_unit(visit.campaign.id, unit, cursor)
    whole = cursor is None and page.cursor is None
    closings, beginnings = Closings(visit, unit), list(_beginnings(visit, unit))
    return visit.page(
        "records/list.html",
        unit=visit.campaign.unit(unit),
        units=[visit.campaign.unit(one) for one in units],
        rows=[_shown(visit, line, unit, closings) for line in page.rows],
        cursor=page.cursor,
        beginnings=beginnings,
        total=len(page.rows) if whole else None,
        minimum=_minimum(visit, unit, page.rows, whole=whole) if cursor is None else None,
        discarded="discarded" in visit.query,
        closing=closings.of_unit,
        free=[visit.say(TRACK_NAMES[one.track]) for one in beginnings if not closings.binds(one.track)],
        several=_drafts_of_works(page.rows) > 1,
    )


def _drafts_of_works(lines: Sequence[Line]) -> int:
    """How many of them might be submitted together; which are complete only their own page can tell."""
    return sum(line.state == State.DRAFT and line.track is Track.WORK for line in lines)


def _beginnings(visit: Visit, unit: str) -> Iterator[Beginning]:
    for track in TRACKS:
        own = words(track)
        if own.may_begin(unit, visit.campaign):
            yield Beginning(track=track, begin=own.begin)


def _shown(visit: Visit, line: Line, unit: str, closings: Closings) -> Shown:
    state = State(line.state)
    closing = closings.of(line.id, line.track) if state is State.DRAFT else None
    due = closing.at if closing else line.due
    is_mine = f"unit:{unit}" in line.holders
    return Shown(
        line=line,
        path=address(line.id, "edit" if state is State.DRAFT else ""),
        track=TRACK_NAMES[line.track],
        untitled=words(line.track).untitled,
        state=state_name(line.track, state, line.outcome),
        shape=shape(line.track, state, line.outcome),
        holders=tuple(holder_name(holder, visit.campaign) for holder in line.holders),
        mine=is_mine,
        due=due,
        late=due is not None and due < visit.now,
        unit=unit_on(line.unit, vietnam_day(line.updated), visit.campaign) if line.unit != unit else None,
    )


def _minimum(visit: Visit, unit: str, lines: Sequence[Line], *, whole: bool) -> Minimum | None:
    """The minimum and what counts towards it, where this page can tell."""
    asked = visit.campaign.terms.minimum_works
    if not visit.campaign.unit(unit).registers or not asked:
        return None
    found = Minimum(asked=asked, counted=counted(lines))
    return found if whole or not found.missing else None
