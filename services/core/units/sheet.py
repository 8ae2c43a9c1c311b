"""The workbook in which the office keeps units: filled with what is held, corrected and added to. Pure."""

from collections.abc import Iterator, Mapping

import msgspec

from services.core import form
from services.core.campaign.model import Campaign
from services.core.campaign.unit import Unit, UnitKind
from services.core.form import Field, Kind, Problem
from services.core.language.catalogue import say
from services.core.language.message import Text, message
from services.core.spreadsheet.sheet import CellProblem, Contents, Mark, Sheet
from services.core.units.fields import CODE, Values, check_code, check_telephone, code_of, fields, said
from services.core.units.rules import NotAllowedError, check, id_of, mark, merged, texts

#: The unit that another belongs to, by its code, since it may be added by the same workbook.
PARENT = Field(
    name="parent",
    kind=Kind.LINE,
    label=message("Belongs to (code)"),
    hint=message("The code of a unit of this list"),
    required=False,
    longest=6,
)


def sheet(campaign: Campaign) -> Sheet:
    """One row for each unit."""
    asked = [PARENT if field.name == "parent" else field for field in fields(())]
    return Sheet(
        name=message("Units"),
        title=message("Units"),
        lead=message(
            "A known code is corrected, a new one added. Rows that you delete change nothing: a unit that "
            "ends is reorganised on its page."
        ),
        fields=(CODE, *asked),
        mark=Mark(
            lists="units",
            campaign=campaign.id,
            campaign_name=say(campaign.short, "vi"),
            version=campaign.version,
        ),
    )


def rows(campaign: Campaign) -> Iterator[dict[str, str]]:
    """What is held of every unit that has not ended, as it would be typed."""
    codes = {unit.id: unit.code for unit in campaign.units}
    for unit in campaign.units:
        if unit.until is None:
            yield texts(unit) | {"code": unit.code, "parent": codes.get(unit.parent or "", "")}


def notes(campaign: Campaign) -> dict[str, str]:
    """What each unit was when the workbook was written, so that nothing newer is written over."""
    return {unit.code: mark(unit) for unit in campaign.units if unit.until is None}


def units(contents: Contents, campaign: Campaign) -> tuple[tuple[Unit, ...], tuple[CellProblem, ...]]:
    """The units of the workbook that are new or other than held; none where any cell has to be mended."""
    read = [form.read(contents.fields, row.typed) for row in contents.rows]
    known = {unit.code: unit for unit in campaign.units}
    ids = {code: unit.id for code, unit in known.items()} | {
        code_of(values): id_of(code_of(values)) for values, _ in read if code_of(values) not in known
    }
    found: list[Unit] = []
    problems: list[CellProblem] = []
    met: set[str] = set()
    for row, (values, unread) in zip(contents.rows, read, strict=True):
        wrong = [
            *unread,
            *check_code(values),
            *check_telephone(values),
            *_twice(values, met),
            *_parent(values, ids),
        ]
        unit = None if wrong else _unit(values, known, ids)
        before = known.get(unit.code) if unit else None
        if unit and before:
            wrong = [*_newer(unit, before, contents.notes)]
        problems += contents.placed(row, wrong)
        if unit and unit != before:
            found.append(unit)
    if not problems:
        problems += _unfit(found, contents, campaign)
    return ((), tuple(problems)) if problems else (tuple(found), ())


def _unit(values: Values, known: Mapping[str, Unit], ids: Mapping[str, str]) -> Unit:
    code = code_of(values)
    blank = Unit(id=ids[code], code=code, name=Text(vi="", en=""), kind=UnitKind.AGENCY)
    parent = ids[str(values["parent"]).upper()] if values["parent"] else None
    given = said(blank, dict(values) | {"parent": parent})
    return merged(known[code], given) if code in known else given


def _twice(values: Values, met: set[str]) -> Iterator[Problem]:
    code = code_of(values)
    if code and code in met:
        yield Problem("code", message("This code stands above already"))
    met.add(code)


def _parent(values: Values, ids: Mapping[str, str]) -> Iterator[Problem]:
    parent = str(values["parent"] or "").upper()
    if parent and parent not in ids:
        yield Problem("parent", message("No unit has the code {code}", code=parent))


def _newer(unit: Unit, before: Unit, noted: Mapping[str, str]) -> Iterator[Problem]:
    """The fields that a colleague changed after the workbook was written, and that it would change back."""
    if unit.code not in noted or noted[unit.code] == mark(before):
        return
    was, wanted = texts(before), texts(unit)
    for field, text in was.items():
        if text != wanted[field]:
            yield Problem(
                field,
                message(
                    "This unit was changed after the workbook was downloaded; here now stands: {now}. "
                    "Download it again, and correct it there",
                    now=text or message("not given"),
                ),
            )


def _unfit(found: list[Unit], contents: Contents, campaign: Campaign) -> Iterator[CellProblem]:
    """Units that would not fit among all, once those of the workbook stand among them."""
    after = {unit.id: unit for unit in campaign.units} | {unit.id: unit for unit in found}
    whole = msgspec.structs.replace(campaign, units=tuple(after.values()))
    at = {code_of(row.typed): row.at for row in contents.rows}
    for unit in found:
        try:
            check(unit, whole)
        except NotAllowedError as refused:
            yield contents.problem(at[unit.code], refused.problem)
