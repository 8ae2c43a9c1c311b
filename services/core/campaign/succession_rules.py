"""What must hold in a campaign file between those that end and those that succeed them, on every day.

As in `rules.py`, every rule works on the good fields of rows.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from services.core.campaign import model
from services.core.campaign.lines import Path
from services.core.campaign.shape import Report, Shape
from services.core.language.message import Message, message

_Rows = Mapping[str, Mapping[str, Any]]


def check(found: Shape, report: Report) -> None:
    """Tell `report` every rule of succession that the campaign in `found` breaks."""
    for path, unit in found.of(model.Unit):
        _lifetime(path, unit, report)
    for kind, field in ((model.Unit, "successors"), (model.Body, "successor"), (model.Seat, "successor")):
        rows = {row.get("id", ""): row for _, row in found.of(kind)}
        for path, row in found.of(kind):
            _ends(found.given[path], path, field, report)
            _succeeded(rows, path, row, field, report)
    _one_seat_each(found, report)
    _substitutes(found, report)


def _lifetime(path: Path, unit: Mapping[str, Any], report: Report) -> None:
    """A unit begins before it ends, and its former names follow one another within that time."""
    since, until = unit.get("since"), unit.get("until")
    if since and until and until <= since:
        report((*path, "until"), message("The unit ends before it begins."))
    days = [former.until for former in unit.get("earlier", ())]
    if any(later <= earlier for earlier, later in pairwise(days)):
        report((*path, "earlier"), message("Former names stand in the order of their days, oldest first."))
    if days and ((since and days[0] <= since) or (until and days[-1] >= until)):
        report((*path, "earlier"), message("A former name ends while the unit exists."))


def _ends(given: frozenset[str], path: Path, field: str, report: Report) -> None:
    if ("until" in given) != (field in given):
        report(
            path,
            message("“until” and “{field}” go together: from which day on, and who comes then.", field=field),
        )


def _succeeded(rows: _Rows, path: Path, row: Mapping[str, Any], field: str, report: Report) -> None:
    """Who succeeds is there on that day and ends later, if ever: so no chain comes back to its beginning."""
    until, named = row.get("until"), row.get(field) or ()
    for successor in (named,) if isinstance(named, str) else named:
        after = rows.get(successor, {})
        if until and after.get("until") and after["until"] <= until:
            report((*path, field), message("“{id}” has ended by the day on which it succeeds.", id=successor))
        elif until and after.get("since") and after["since"] > until:
            report((*path, field), message("“{id}” begins after the day on which it succeeds.", id=successor))


def _one_seat_each(found: Shape, report: Report) -> None:
    """A seat succeeds one other: what two decided could not be what one decided."""
    met: set[str] = set()
    for path, seat in found.of(model.Seat):
        successor = seat.get("successor")
        if successor in met:
            report((*path, "successor"), message("“{id}” succeeds another seat already.", id=successor))
        met |= {successor} if successor else set()


def _substitutes(found: Shape, report: Report) -> None:
    """Who stands in belongs, whatever the day, to another unit than the one whose records are at stake."""
    bodies = {row.get("id", ""): row for _, row in found.of(model.Body)}
    told: set[Path] = set()
    for day in _days(found):
        own = [(path, area, _on(bodies, area.get("body"), day)) for path, area in found.of(model.Area)]
        own += [(path, seat, seat) for path, seat in found.of(model.Seat) if _stands(seat, day)]
        for path, row, owner in own:
            unit = owner.get("unit")
            if unit and path not in told and _on(bodies, row.get("substitute"), day).get("unit") == unit:
                told.add(path)
                report((*path, "substitute"), _SAME if day == date.min else _same_from(day))


_SAME = message("The substitute must belong to another unit than the one that it stands in for.")


def _same_from(day: date) -> Message:
    return message("From {day} on the substitute belongs to the very unit that it stands in for.", day=day)


def _days(found: Shape) -> Iterator[date]:
    """A day before anything ended, and each on which a body does."""
    yield date.min
    yield from sorted({row["until"] for _, row in found.of(model.Body) if row.get("until")})


def _stands(row: Mapping[str, Any], day: date) -> bool:
    return row.get("until") is None or bool(day < row["until"])


def _on(rows: _Rows, wanted: str | None, day: date) -> Mapping[str, Any]:
    row = rows.get(wanted or "", {})
    for _ in rows:
        if _stands(row, day):
            break
        row = rows.get(row.get("successor") or "", {})
    return row
