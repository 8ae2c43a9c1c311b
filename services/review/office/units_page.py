"""Units: the tree, and one unit with its people."""

from collections import Counter
from collections.abc import Iterator

import msgspec
from chalice.app import Response

from services.core import form
from services.core.campaign.model import Campaign
from services.core.campaign.unit import Unit
from services.core.language.folding import fold
from services.core.language.message import Message
from services.core.people import store as people
from services.core.people.roll import store as roll
from services.core.table import PAGE
from services.core.trail import store as trails
from services.core.units.wording import KIND_NAMES
from services.core.vietnam import vietnam_day
from services.core.web.visit import NotFound, Visit
from services.review.office import words

UNITS = "/review/office/units"

_LONGEST_START = 6


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list: a unit within its parents, `deep` of them, and how many members it has."""

    unit: Unit
    path: str
    kind: Message
    deep: int
    members: int


def units(visit: Visit) -> Response:
    """The units, each below the one that it belongs to; `?q=` words of a name or a code."""
    wanted = form.clean(visit.query.get("q", ""))[:200]
    members = roll.tally(visit.campaign.id)
    shown = [_shown(unit, deep, members) for unit, deep in tree(visit.campaign)]
    looked_for = fold(wanted).split()
    found = [one for one in shown if all(word in _sought(one.unit) for word in looked_for)]
    start = _start(visit.query.get("from", ""))
    return visit.page(
        "office/units.html",
        rows=found[start : start + PAGE],
        cursor=str(start + PAGE) if found[start + PAGE :] else None,
        total=len(found),
        wanted=wanted,
        today=vietnam_day(visit.now),
    )


def tree(campaign: Campaign) -> Iterator[tuple[Unit, int]]:
    """Every unit after the one that it belongs to, and how deep it lies; none is left out, even in a ring."""
    known = {unit.id for unit in campaign.units}
    left = {unit.id: unit for unit in campaign.units}

    def below(parent: str | None, deep: int) -> Iterator[tuple[Unit, int]]:
        mine = [one for one in left.values() if (one.parent if one.parent in known else None) == parent]
        for unit in mine:
            if left.pop(unit.id, None):
                yield unit, deep
                yield from below(unit.id, deep + 1)

    yield from below(None, 0)
    yield from ((unit, 0) for unit in tuple(left.values()))


def unit(visit: Visit, unit_id: str) -> Response:
    """One unit: its head and telephone, who acts for it, what was done."""
    shown = known(visit, unit_id)
    members = people.holders_of(visit.campaign.id, f"unit:{unit_id}")
    return visit.page(
        "office/unit.html",
        unit=shown,
        path=f"{UNITS}/{unit_id}",
        kind=KIND_NAMES[shown.kind],
        parent=next((one for one in visit.campaign.units if one.id == shown.parent), None),
        successors=[one for one in visit.campaign.units if one.id in shown.successors],
        members=[roll.line_of(one, visit.campaign.id) for one in roll.by_name(members)],
        told=[
            words.told(deed, visit.campaign)
            for deed in trails.deeds(trails.of_unit(visit.campaign.id, unit_id))
        ],
        today=vietnam_day(visit.now),
        done="done" in visit.query,
    )


def known(visit: Visit, unit_id: str) -> Unit:
    """The unit of that id, whether it still exists or not. Raises: NotFound."""
    found = next((one for one in visit.campaign.units if one.id == unit_id), None)
    if found is None:
        raise NotFound
    return found


def _shown(unit: Unit, deep: int, members: Counter[str]) -> Shown:
    return Shown(
        unit=unit,
        path=f"{UNITS}/{unit.id}",
        kind=KIND_NAMES[unit.kind],
        deep=deep,
        members=members[f"unit:{unit.id}"],
    )


def _sought(unit: Unit) -> str:
    """Everything that a search looks at."""
    return fold(" ".join((unit.name.vi, unit.name.en, unit.code, *(one.name.vi for one in unit.earlier))))


def _start(typed: str) -> int:
    """Where a page of the list begins."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_START else 0
