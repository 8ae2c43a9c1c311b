"""Campaigns in the table: every load is a dated version, nothing is ever deleted.

A campaign's partition `C#<campaign>` holds the current version (`#`), one item per unit (`#U#<unit>`) and
every version ever loaded (`V#<version>`). Units belong to the app once they were loaded; all else is the
file's.
"""

import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from services.core import events
from services.core.campaign.model import Campaign, Unit
from services.core.table import ConflictError, Item, again, put
from services.core.vietnam import vietnam_day

if TYPE_CHECKING:
    from services.core.campaign.difference import Difference

#: Real seconds for which a process may go on with a campaign that another one has replaced.
CACHED = 60.0

_CURRENT, _UNIT, _VERSION = "#", "#U#", "V#"
_cache: dict[str, tuple[float, Campaign]] = {}


class NoCampaignError(LookupError):
    """No campaign of that id was ever loaded."""


class CampaignItem(Item):
    """Any item of a campaign's partition; the range key says which."""

    version = NumberAttribute(null=True)
    loaded = UnicodeAttribute(null=True)
    data = BinaryAttribute(legacy_encoding=False)
    event = UnicodeAttribute(null=True)


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What a load did, or would do: the version that is current afterwards, and what differs from before.

    `changed` without differences means that rows only stand in another order.
    """

    version: int
    changed: bool
    differences: "tuple[Difference, ...]"


class _Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the table holds: the last file (None before the first load) and the app's units.

    `packed` are the units as they are stored.
    """

    file: Campaign | None
    units: dict[str, Unit]
    packed: dict[str, bytes]


def current(campaign_id: str) -> Campaign:
    """The campaign as it stands: the last file's, with the units as the app has them. One query, cached.

    Raises:
        NoCampaignError: it was never loaded.
    """
    known = _cache.get(campaign_id)
    if known and time.monotonic() - known[0] < CACHED:
        return known[1]
    campaign = _merged(_standing(campaign_id), campaign_id)
    _cache[campaign_id] = (time.monotonic(), campaign)
    return campaign


def as_of(campaign_id: str, at: datetime) -> Campaign:
    """The campaign by the version that applied at `at` (the first one, before any), with the app's units.

    Units have the names of that day; those that a later version added are not in it. Costs a query only where
    there are several versions.

    Raises:
        NoCampaignError: it was never loaded.
    """
    now = current(campaign_id)
    if now.version <= 1:
        return _named_on(now, vietnam_day(at))
    versions: list[tuple[datetime, Campaign]] = [
        (datetime.fromisoformat(item.loaded), _unpack(item.data, Campaign))
        for item in CampaignItem.query(_partition(campaign_id), CampaignItem.sk.startswith(_VERSION))
    ]
    applied = [file for loaded, file in versions if loaded <= at]
    then = applied[-1] if applied else versions[0][1]
    later = {unit.id for unit in versions[-1][1].units} - {unit.id for unit in then.units}
    units = tuple(unit for unit in now.units if unit.id not in later)
    return _named_on(msgspec.structs.replace(then, units=units), vietnam_day(at))


def _named_on(campaign: Campaign, day: date) -> Campaign:
    """The campaign with each unit under the name that it has on that day."""
    if not any(unit.earlier for unit in campaign.units):
        return campaign
    units = tuple(msgspec.structs.replace(unit, name=unit.name_on(day)) for unit in campaign.units)
    return msgspec.structs.replace(campaign, units=units)


def forget() -> None:
    """Read every campaign anew when it is asked for next."""
    _cache.clear()


def preview(campaign: Campaign) -> Loaded:
    """What `load` would do, without doing it."""
    return _compare(_standing(campaign.id), campaign)


class StillNeededError(ValueError):
    """The file leaves out what records may be with. `gone` names each as `bodies.phong-tckh`."""

    def __init__(self, gone: tuple[str, ...]) -> None:
        super().__init__(f"still needed: {', '.join(gone)}")
        self.gone = gone


def load(campaign: Campaign, now: datetime, actor: str = "system", causation: str = "") -> Loaded:
    """Make `campaign` (as its file says it) the current version, unless it is that already.

    `causation` is the id of the request or command that asks for it, which the event carries.
    New units are added, units that stand in the table stay as they are. The current item is written last, in
    one conditional put with the event `CampaignLoaded`: what breaks off before it has changed nothing that
    anybody reads, and loading again mends it.

    Raises:
        ConflictError: another load came in between; load again.
        StillNeededError: an area, body, seat or target of the current version is not in the file.
    """
    from services.core.campaign.difference import left_out  # noqa: PLC0415 - whoever only reads loads none

    standing = _standing(campaign.id)
    if standing.file and (gone := left_out(standing.file, campaign)):
        raise StillNeededError(gone)
    result = _compare(standing, campaign)
    if not result.changed:
        return result
    before = standing.file.version if standing.file else 0
    for unit in campaign.units:
        if not before or unit.id not in standing.units:
            _add_unit(campaign.id, unit, anew=not before)
    file = msgspec.structs.replace(campaign, version=_keep(campaign, before + 1, now))
    item = CampaignItem(
        _partition(campaign.id),
        _CURRENT,
        version=file.version,
        loaded=now.isoformat(),
        data=_pack(file),
        event=events.encode(_event(file, now, actor, causation)),
    )
    put(item, CampaignItem.version == before if before else CampaignItem.pk.does_not_exist())
    forget()
    return msgspec.structs.replace(result, version=file.version)


def change_units(campaign_id: str, change: Callable[[Campaign], Iterable[Unit]]) -> None:
    """Put the units that `change` makes of the campaign as it stands now, new ones and those that are other.

    One write a unit, each on condition that nobody changed it since it was read. What breaks off half-way is
    completed by asking again: `change` then finds what was done.

    Raises:
        NoCampaignError: it was never loaded.
        ConflictError: others change the same units all the time.
    """
    again(lambda: _change_units(campaign_id, change))
    forget()


def _change_units(campaign_id: str, change: Callable[[Campaign], Iterable[Unit]]) -> None:
    standing = _standing(campaign_id)
    for unit in change(_merged(standing, campaign_id)):
        before = standing.units.get(unit.id)
        item = CampaignItem(_partition(campaign_id), f"{_UNIT}{unit.id}", data=_pack(unit))
        put(
            item,
            CampaignItem.data == standing.packed[unit.id] if before else CampaignItem.pk.does_not_exist(),
        )


def _compare(standing: _Standing, campaign: Campaign) -> Loaded:
    from services.core.campaign.difference import differences  # noqa: PLC0415 - as above

    before = standing.file.version if standing.file else 0
    changed = standing.file != msgspec.structs.replace(campaign, version=before)
    owned = frozenset(standing.units if standing.file else ())
    found = differences(standing.file, campaign, owned)
    return Loaded(version=before + changed, changed=changed, differences=found)


def _standing(campaign_id: str) -> _Standing:
    """One query for the current version and the units."""
    file: Campaign | None = None
    units: dict[str, Unit] = {}
    packed: dict[str, bytes] = {}
    mine = CampaignItem.query(
        _partition(campaign_id), CampaignItem.sk.startswith(_CURRENT), consistent_read=True
    )
    for item in mine:
        if item.sk == _CURRENT:
            file = _unpack(item.data, Campaign)
        else:
            unit = _unpack(item.data, Unit)
            units[unit.id], packed[unit.id] = unit, item.data
    return _Standing(file=file, units=units, packed=packed)


def _merged(standing: _Standing, campaign_id: str) -> Campaign:
    """The file's campaign with the app's units: in the order of the file, those of the app alone last."""
    if standing.file is None:
        raise NoCampaignError(f"no campaign {campaign_id} was loaded: run `thidua campaign load FILE`")
    order = dict.fromkeys(unit.id for unit in standing.file.units) | dict.fromkeys(standing.units)
    units = tuple(standing.units[unit_id] for unit_id in order if unit_id in standing.units)
    return msgspec.structs.replace(standing.file, units=units)


def _add_unit(campaign_id: str, unit: Unit, *, anew: bool) -> None:
    """Put the unit, unless the app has it: then the app's stays.

    With `anew` there is no current version yet: whatever stands there is left from a load that broke off.
    """
    item = CampaignItem(_partition(campaign_id), f"{_UNIT}{unit.id}", data=_pack(unit))
    with suppress(ConflictError):
        put(item, None if anew else CampaignItem.pk.does_not_exist())


def _keep(campaign: Campaign, version: int, now: datetime) -> int:
    """Keep the file under the first free version from `version` on, and say which.

    A number may be taken by a load that broke off, or by one that is under way; neither is overwritten.
    """
    while True:
        file = msgspec.structs.replace(campaign, version=version)
        item = CampaignItem(
            _partition(campaign.id),
            f"{_VERSION}{version:06d}",
            version=version,
            loaded=now.isoformat(),
            data=_pack(file),
        )
        try:
            put(item, CampaignItem.pk.does_not_exist())
        except ConflictError:
            version += 1
        else:
            return version


def _event(campaign: Campaign, now: datetime, actor: str, causation: str) -> events.Event:
    return events.Event(
        id=f"campaign-{campaign.id}-{campaign.version}",
        type="CampaignLoaded",
        version=events.VERSIONS["CampaignLoaded"],
        occurred_at=now,
        campaign=campaign.id,
        subject=campaign.id,
        sequence=campaign.version,
        actor=actor,
        causation=causation,
    )


def _partition(campaign_id: str) -> str:
    return f"C#{campaign_id}"


def _pack(value: Campaign | Unit) -> bytes:
    return zlib.compress(msgspec.json.encode(value), 6)


def _unpack(packed: Any, kind: Any) -> Any:  # noqa: ANN401 - PynamoDB's attribute, bytes at run time
    return msgspec.json.decode(zlib.decompress(packed), type=kind)
