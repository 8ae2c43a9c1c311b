"""What must hold between the values of a campaign file, once each by itself is right.

Every rule works on the good fields of rows, so that a row with one mistake is still held to the others.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import msgspec

from services.core.campaign import model, succession_rules
from services.core.campaign.lines import Path
from services.core.campaign.shape import Report, Shape
from services.core.language.message import message

#: Field by field, the section in which the id that it names must stand.
_REFERENCES: tuple[tuple[type[msgspec.Struct], str, str], ...] = (
    (model.Campaign, "office", "units"),
    (model.Unit, "parent", "units"),
    (model.Unit, "successors", "units"),
    (model.Area, "body", "bodies"),
    (model.Area, "substitute", "bodies"),
    (model.Body, "unit", "units"),
    (model.Body, "successor", "bodies"),
    (model.Seat, "unit", "units"),
    (model.Seat, "substitute", "bodies"),
    (model.Seat, "successor", "seats"),
    (model.Council, "unit", "units"),
    (model.Target, "area", "areas"),
    (model.Target, "owner", "units"),
)
_NEEDED = ("areas", "units", "bodies", "seats")
_SPAN_NEEDED = frozenset(model.Direction) - {model.Direction.KEEP, model.Direction.ABOUT}


def check(found: Shape, data: Mapping[str, Any], names: Mapping[Path, str], report: Report) -> None:
    """Tell `report` every rule that the campaign in `found` breaks.

    `data` is the file as plain values, `names` how each path of it is written for people.
    """
    _unique(found, report)
    _references(found, data, report)
    _needed(data, report)
    _moments(found, report)
    for path, unit in found.of(model.Unit):
        _unit(found, path, unit, report)
    for path, council in found.of(model.CouncilRule):
        _council(path, council, report)
    for path, target in found.of(model.Target):
        _target(path, target, found.given[path], report)
    _legal(found, report)
    _escalation(found, report)
    _explained(found, names, report)
    succession_rules.check(found, report)


def _unique(found: Shape, report: Report) -> None:
    """Within a section every id stands once; so do the units' codes, and every holiday."""
    for kind, field in (
        (model.Unit, "id"), (model.Unit, "code"), (model.Area, "id"), (model.Body, "id"), (model.Seat, "id"),
        (model.Council, "id"), (model.Target, "id"), (model.LegalRule, "id"), (model.ReportSchedule, "id"),
        (model.Assumption, "about"),
    ):  # fmt: skip
        _once((((*path, field), fields[field]) for path, fields in found.of(kind) if field in fields), report)
    for path, campaign in found.of(model.Campaign):
        days = campaign.get("holidays", ())
        _once((((*path, "holidays", index), day) for index, day in enumerate(days)), report)
    for path, terms in found.of(model.Reminders):
        for field in ("before", "after", "registration"):
            days = terms.get(field, ())
            _once((((*path, field, index), day) for index, day in enumerate(days)), report)


def _once(places: Iterable[tuple[Path, Any]], report: Report) -> None:
    seen: Counter[Any] = Counter()
    for path, value in places:
        seen[value] += 1
        if seen[value] > 1:
            report(path, message("“{value}” stands here for the second time.", value=value))


def _references(found: Shape, data: Mapping[str, Any], report: Report) -> None:
    """Every id that a row names stands in its section, be that row itself right or wrong."""
    for kind, field, section in _REFERENCES:
        known = _ids(data, section)
        for path, fields in found.of(kind):
            named = fields.get(field)
            for wanted in named if isinstance(named, tuple) else (named,):
                if wanted is not None and wanted not in known:
                    report(
                        (*path, field),
                        message("No row of [[{section}]] has the id “{id}”.", section=section, id=wanted),
                    )


def _ids(data: Mapping[str, Any], section: str) -> set[str]:
    rows = data.get(section)
    return {str(row.get("id")) for row in rows if isinstance(row, dict)} if isinstance(rows, list) else set()


def _needed(data: Mapping[str, Any], report: Report) -> None:
    for section in _NEEDED:
        if data.get(section) == []:
            report((section,), message("At least one row is needed here."))


def _moments(found: Shape, report: Report) -> None:
    for path, campaign in found.of(model.Campaign):
        launch, deadline = campaign.get("launch"), campaign.get("registration_deadline")
        close, planned = campaign.get("close"), campaign.get("plan_date")
        if launch and deadline and deadline <= launch:
            report(
                (*path, "registration_deadline"), message("The registration deadline lies before the launch.")
            )
        if deadline and close and close < deadline:
            report((*path, "close"), message("The campaign closes before the registration deadline."))
        if launch and planned and planned > launch.date():
            report((*path, "plan_date"), message("The plan's day lies after the launch."))


def _unit(found: Shape, path: Path, unit: Mapping[str, Any], report: Report) -> None:
    """No unit stands, over its parents, below itself."""
    parents = {fields.get("id"): fields.get("parent") for _, fields in found.of(model.Unit)}
    above, steps = unit.get("parent"), 0
    while above is not None and above != unit.get("id") and steps < len(parents):
        above, steps = parents.get(above), steps + 1
    if above is not None and above == unit.get("id"):
        report((*path, "parent"), message("Through its parents this unit stands below itself."))


def _council(path: Path, rule: Mapping[str, Any], report: Report) -> None:
    for field in ("quorum", "share"):
        if field in rule and Fraction(rule[field]) > 1:
            report((*path, field), message("A part of the members cannot be more than all: at most “1/1”."))


def _target(path: Path, target: Mapping[str, Any], given: frozenset[str], report: Report) -> None:
    direction, value, high = target.get("direction"), target.get("value"), target.get("high")
    if direction is model.Direction.RANGE and "high" not in given:
        report(path, message("A range needs its upper end, “high”."))
    if direction is model.Direction.RANGE and high is not None and value is not None and high <= value:
        report((*path, "high"), message("The upper end of a range must lie above its lower end, “value”."))
    if direction not in {None, model.Direction.RANGE} and "high" in given:
        report((*path, "high"), message("Only a range has an upper end."))
    if target.get("kind") is model.TargetKind.LEVEL and direction in _SPAN_NEEDED:
        for key in (each for each in ("baseline", "by") if each not in given):
            report(
                path,
                message("A level that is to be reached needs “{key}”: from where, and by when.", key=key),
            )


def _legal(found: Shape, report: Report) -> None:
    """The versions of one rule follow one another: no day has two."""
    versions: dict[str, list[tuple[Path, dict[str, Any]]]] = {}
    for path, row in found.of(model.LegalRule):
        if ("value" in found.given[path]) != ("measure" in found.given[path]):
            report(path, message("“value” and “measure” go together: a figure and what it counts."))
        if "effective" in row and "rule" in row:
            versions.setdefault(row["rule"], []).append((path, row))
            if row.get("until", row["effective"]) < row["effective"]:
                report((*path, "until"), message("The rule ends before it takes effect."))
    for rule, rows in versions.items():
        rows.sort(key=lambda each: each[1]["effective"])
        for (_, earlier), (path, later) in pairwise(rows):
            if earlier.get("until", later["effective"]) >= later["effective"]:
                mend = message(
                    "On {day} another version of “{rule}” is still in force: give that one its “until”.",
                    day=later["effective"],
                    rule=rule,
                )
                report((*path, "effective"), mend)


def _escalation(found: Shape, report: Report) -> None:
    latest = 0
    for path, step in found.of(model.Escalation):
        after = step.get("after", latest + 1)
        if after <= latest:
            report((*path, "after"), message("Each step of the escalation comes later than the one before."))
        latest = max(latest, after)


def _explained(found: Shape, names: Mapping[Path, str], report: Report) -> None:
    """Every assumption is about something of the file, and every assumed source has one that explains it."""
    about = {row["about"] for _, row in found.of(model.Assumption) if "about" in row}
    known = {*names.values(), *(field.name for field in msgspec.structs.fields(model.Campaign))}
    for path, row in found.of(model.Assumption):
        if "about" in row and row["about"] not in known:
            report(
                (*path, "about"), message("Nothing in this file has the path “{path}”.", path=row["about"])
            )
    for path, source in found.of(model.Source):
        above = {names[path[:length]] for length in range(1, len(path) + 1)}
        if source.get("assumed") and not above & about:
            report(
                path,
                message(
                    "This is assumed, but no row of [[assumptions]] is about “{path}”.", path=names[path[:-1]]
                ),
            )
