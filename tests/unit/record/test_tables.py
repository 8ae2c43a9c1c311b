"""Every command in every situation by everybody, in every track: allowed exactly as the domain says.

What is expected stands with each track, in its `allowed.py`.
"""

from collections.abc import Mapping
from types import ModuleType

import msgspec
import pytest

from services.core.campaign.model import Track
from services.core.citizen import commands as citizen_commands
from services.core.initiative import commands as initiative_commands
from services.core.record.commands import Command
from services.core.record.tracks import TRACKS, rules
from services.core.work import commands as work_commands
from tests.unit.citizen import allowed as citizen
from tests.unit.citizen import lives as citizen_lives
from tests.unit.initiative import allowed as initiative
from tests.unit.initiative import lives as initiative_lives
from tests.unit.record import walk
from tests.unit.work import allowed as work
from tests.unit.work import lives as work_lives


class Walked(msgspec.Struct, frozen=True, kw_only=True):
    """A track as it is walked: the commands that there are and those given, situations, what is expected."""

    commands: ModuleType
    given: Mapping[str, Command]
    situations: Mapping[str, walk.Make]
    allowed: walk.Allowed
    leads: walk.Leads


def _walked(commands: ModuleType, lives: ModuleType, expected: ModuleType) -> Walked:
    return Walked(
        commands=commands,
        given=lives.COMMANDS,
        situations=lives.SITUATIONS,
        allowed=expected.ALLOWED,
        leads=expected.LEADS,
    )


WALKED: Mapping[Track, Walked] = {
    Track.WORK: _walked(work_commands, work_lives, work),
    Track.INITIATIVE: _walked(initiative_commands, initiative_lives, initiative),
    Track.CITIZEN: _walked(citizen_commands, citizen_lives, citizen),
}
SITUATIONS = [(track, situation) for track, one in WALKED.items() for situation in one.situations]
HAPPENS = [(track, *what) for track, one in WALKED.items() for what in walk.happens(one.allowed)]


@pytest.mark.parametrize("track", TRACKS)
def test_the_walk_leaves_nothing_out(track: Track) -> None:
    """Every command, every state and every situation is walked, so that a new one cannot slip past."""
    one = WALKED[track]
    assert {type(command) for command in one.given.values()} == walk.types_of(one.commands)
    assert {make().record.state for make in one.situations.values()} == walk.states_of(rules(track).table)
    assert set(one.allowed) == set(one.situations)


def _expected(track: Track, situation: str) -> dict[str, set[str]]:
    """Who may give each command, nobody included."""
    one = WALKED[track]
    return {command: one.allowed[situation].get(command, set()) for command in one.given}


@pytest.mark.parametrize(("track", "situation"), SITUATIONS)
def test_exactly_those_named_may(track: Track, situation: str) -> None:
    """Nobody can do what the domain does not give them, and everybody can do what it does."""
    one = WALKED[track]
    life = one.situations[situation]()
    found = {command: walk.who_may(life, given) for command, given in one.given.items()}
    assert found == _expected(track, situation)


@pytest.mark.parametrize(("track", "situation"), SITUATIONS)
def test_a_page_offers_just_what_can_be_done(track: Track, situation: str) -> None:
    """`may` never promises what `decide` refuses, nor hides what it allows."""
    one = WALKED[track]
    life = one.situations[situation]()
    found = {command: walk.who_is_offered(life, given) for command, given in one.given.items()}
    assert found == _expected(track, situation)


@pytest.mark.parametrize(("track", "situation", "command", "who"), HAPPENS)
def test_what_is_done_leads_where_it_should(track: Track, situation: str, command: str, who: str) -> None:
    """Each command adds one entry, of the right event, state, person and role."""
    one = WALKED[track]
    rows = one.leads[command]
    event, state = rows[situation if situation in rows else ""]
    walk.leads(one.situations[situation], who, one.given[command], event, state)
