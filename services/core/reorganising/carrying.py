"""Carrying out a reorganisation: units, then records with the people of whom they speak, then members.

One conditional write at a time; safe to break off anywhere and to begin again: whatever was done is found
done. Records come before members, so that nobody loses sight of what they have; and once more after them, for
what was begun meanwhile.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import msgspec

from services.core.campaign import store as campaigns
from services.core.campaign import succession
from services.core.campaign.model import Campaign
from services.core.people import store as people
from services.core.people.person import Person, Role
from services.core.people.roll import store as roll
from services.core.record import store as records
from services.core.record.commands import Move
from services.core.record.handle import StaleError, handle
from services.core.record.record import CONCLUDED, State
from services.core.record.store import Line, Stored
from services.core.reorganising import outcome, store
from services.core.reorganising.reorganisation import Kind, Reorganisation, Stage
from services.core.reorganising.store import Kept
from services.core.subjects import store as subjects
from services.core.subjects.subject import record_of
from services.core.table import ConflictError, again
from services.core.vietnam import vietnam_day

#: Records, and people of whom they speak, that one call moves: some seconds, within the gateway's 29.
MOST = 100


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Who carries out, when, in answer to which request."""

    person: Person
    now: datetime
    causation: str = ""


class _Full(Exception):  # noqa: N818 - not an error: this call has done its part
    """This call has moved as many as it may."""


def carry_out(kept: Kept, act: Act, most: int = MOST) -> Kept:
    """Go on with a reorganisation that was planned, until it is done or `most` steps were taken.

    One that is done already is looked through once more, for what the table's index told late; nobody is told
    again.

    Raises:
        ConflictError: others change the same things all the time; nothing is lost, try again.
        ValueError: it is not planned yet.
    """
    kept = _begun(kept, act)
    done = kept.reorganisation
    campaigns.change_units(done.campaign, lambda campaign: outcome.units_after(done, campaign))
    carrying = _Carrying(done, campaigns.current(done.campaign), act, most)
    try:
        if done.kind is not Kind.RENAME:
            carrying.records()
            carrying.members()
            carrying.records()
    except _Full:
        return store.save(kept, carrying.so_far())
    if done.stage is Stage.DONE:
        return store.save(kept, carrying.so_far())
    finished = msgspec.structs.replace(carrying.so_far(), stage=Stage.DONE, done_at=act.now)
    return store.save(kept, finished, store.event_of(finished, act.now, act.person.id, act.causation))


def left(campaign_id: str, unit: str) -> tuple[Line, ...]:
    """Everything that stands in the list of a unit."""
    return tuple(_lines(campaign_id, unit))


def _begun(kept: Kept, act: Act) -> Kept:
    one = kept.reorganisation
    if one.stage is Stage.PREPARED:
        raise ValueError(f"{one.id} was not planned yet")
    if one.stage is not Stage.PLANNED:
        return kept
    return store.save(kept, msgspec.structs.replace(one, stage=Stage.UNDER_WAY, begun_at=act.now))


class _Carrying:
    """One call's part of the way, and how much of it was done."""

    def __init__(self, done: Reorganisation, campaign: Campaign, act: Act, most: int) -> None:
        self._done = done
        self._campaign = campaign
        self._act = act
        self._most = most
        self._steps = 0
        self._moved = 0
        self._people = 0

    def so_far(self) -> Reorganisation:
        """The reorganisation with all that was done until now."""
        before = self._done
        return msgspec.structs.replace(
            before, moved=before.moved + self._moved, people=before.people + self._people
        )

    def records(self) -> None:
        """Move what is open, and list what was concluded with who keeps it; then of whom they speak.

        Raises:
            _Full: more is left than this call may do.
        """
        for unit in self._done.units:
            # Read whole before anything moves: the list is what is being emptied.
            for line in left(self._campaign.id, unit):
                self._step()
                self._moved += again(partial(self._record, line.id))
            for one in subjects.of_unit(self._campaign.id, unit):
                self._step()
                subjects.move(one.id, self._keeper(record_of(one.id)))

    def _step(self) -> None:
        if self._steps >= self._most:
            raise _Full
        self._steps += 1

    def _keeper(self, record_id: str) -> str:
        """The unit that has the record, or keeps it; of one that was not moved yet its next."""
        stored = records.get(record_id)
        if stored is None:
            return outcome.successor_of(self._done, record_id, "")
        record = stored.record
        if record.state not in CONCLUDED and record.unit in self._done.units:
            return outcome.successor_of(self._done, record_id, record.made_by)
        return succession.heir(self._campaign, record.unit, vietnam_day(self._act.now))

    def _record(self, record_id: str) -> bool:
        """Move one record; whether it was still to be moved. The index may list what has moved already."""
        stored = records.get(record_id)
        if stored is None:
            return False
        if stored.record.state in CONCLUDED:
            records.list_with_heir(stored, self._campaign, self._act.now)
            return False
        if stored.record.unit not in self._done.units:
            return False
        self._move(stored, outcome.successor_of(self._done, record_id, stored.record.made_by))
        return True

    def _move(self, stored: Stored, unit: str) -> None:
        act, record = self._act, stored.record
        if record.state is State.DRAFT:
            records.move_draft(stored, unit, self._campaign, act.now)
            return
        command = Move(unit=unit, reason=self._done.document)
        try:
            handle(
                record.id,
                command,
                act.person,
                self._campaign,
                act.now,
                seen=record.sequence,
                causation=act.causation,
            )
        except StaleError as stale:
            raise ConflictError(str(stale)) from stale

    def members(self) -> None:
        """Give roles and home in the successors to whoever had them in a unit that ended."""
        for person_id in dict.fromkeys(_concerned(self._done, self._campaign)):
            person = people.get(person_id)
            after = outcome.person_after(self._done, person) if person else None
            if after is not None and after != person:
                people.save(after)
                self._people += 1


def _concerned(done: Reorganisation, campaign: Campaign) -> Iterator[str]:
    """Whoever is a member of an ended unit, and whoever has their home in one."""
    for unit in done.units:
        for person in people.holders_of(campaign.id, f"{Role.UNIT.value}:{unit}"):
            yield person.id
    cursor: str | None = None
    while True:
        page = roll.page(campaign.id, cursor)
        yield from (line.id for line in page.rows if line.home in done.units)
        cursor = page.cursor
        if cursor is None:
            return


def _lines(campaign_id: str, unit: str) -> Iterator[Line]:
    cursor: str | None = None
    while True:
        page = records.of_unit(campaign_id, unit, cursor)
        yield from page.rows
        cursor = page.cursor
        if cursor is None:
            return
