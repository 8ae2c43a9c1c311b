"""What a new version of a campaign file changes, row by row and field by field. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from services.core.campaign.model import NOT_IN_FILE, Campaign


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One field that is not as before: its path, and its old and new value as JSON (None: not there).

    `kept` says that the table keeps its own value all the same: units belong to the app once loaded.
    """

    field: str
    before: str | None
    after: str | None
    kept: bool = False


def differences(before: Campaign | None, after: Campaign, units: frozenset[str]) -> tuple[Difference, ...]:
    """Every difference between two files, in the order of the new one; what is gone comes last.

    `units` are the ids of those that the app already owns.
    """
    old, new = _flat(before), _flat(after)
    paths = [*new, *(path for path in old if path not in new)]
    return tuple(
        Difference(
            field=".".join(path),
            before=old.get(path),
            after=new.get(path),
            kept=path[0] == "units" and not units.isdisjoint(path[1:2]),
        )
        for path in paths
        if old.get(path) != new.get(path)
    )


def left_out(before: Campaign, after: Campaign) -> tuple[str, ...]:
    """Areas, bodies, seats and targets of `before` that `after` no longer has, as `seats.ubnd`.

    Records point at them for ever: a work that waits for a seat which is gone would wait for good.
    """
    return tuple(
        f"{kind}.{row.id}"
        for kind in ("areas", "bodies", "seats", "targets")
        for row in getattr(before, kind)
        if row.id not in {kept.id for kept in getattr(after, kind)}
    )


def _flat(campaign: Campaign | None) -> Mapping[tuple[str, ...], str]:
    """Path → value as JSON; rows of a list stand under their id, other lists are one value."""
    found: dict[tuple[str, ...], str] = {}
    if campaign is not None:
        _walk(msgspec.to_builtins(campaign), (), found)
    return {path: value for path, value in found.items() if path[0] not in NOT_IN_FILE}


def _walk(value: Any, path: tuple[str, ...], found: dict[tuple[str, ...], str]) -> None:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        for key, inner in value.items():
            _walk(inner, (*path, key), found)
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict) and "id" in value[0]:
        for row in value:
            _walk(row, (*path, row["id"]), found)
    else:
        found[path] = msgspec.json.encode(value).decode()
