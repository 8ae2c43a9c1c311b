"""The workbook in which the office lists people: its columns, and whom its rows mean. Pure."""

from datetime import date

import msgspec

from services.core import form
from services.core.campaign.model import Campaign
from services.core.form import Problem
from services.core.language.catalogue import say
from services.core.language.message import message
from services.core.people.person import Person
from services.core.people.preference import LANGUAGE
from services.core.people.roll.fields import EMAIL, NAME, Values, grants_of, home_field, role_field
from services.core.people.roll.listing import Entry, faults, gathered
from services.core.spreadsheet.sheet import CellProblem, Contents, Mark, Sheet


def sheet(campaign: Campaign, today: date) -> Sheet:
    """One row for each role of each person."""
    return Sheet(
        name=message("People"),
        title=message("People to be let in"),
        lead=message(
            "One row for each role; whoever has two stands here twice. Nobody is told before you have looked "
            "at what would be done."
        ),
        fields=(
            NAME,
            EMAIL,
            role_field(campaign, today),
            home_field(campaign, today),
            msgspec.structs.replace(LANGUAGE, required=False),
        ),
        mark=Mark(
            lists="people",
            campaign=campaign.id,
            campaign_name=say(campaign.short, "vi"),
            version=campaign.version,
        ),
    )


def people(contents: Contents, campaign: Campaign) -> tuple[tuple[Person, ...], tuple[CellProblem, ...]]:
    """Everybody of the workbook, each once with all roles; nobody where any cell has to be mended."""
    read = [form.read(contents.fields, row.typed) for row in contents.rows]
    wrong: dict[int, list[Problem]] = {at: list(problems) for at, (_, problems) in enumerate(read)}
    rows = [_row(values) for values, _ in read]
    for fault in faults(rows):
        # A role names its unit, body or seat along with it.
        field = "role" if fault.field == "of" else fault.field
        if field not in {problem.field for problem in wrong[fault.row]}:
            wrong[fault.row].append(Problem(field, fault.message))
    problems = [
        problem for at, row in enumerate(contents.rows) for problem in contents.placed(row, wrong[at])
    ]
    if problems:
        return (), tuple(problems)
    return gathered(msgspec.convert(rows, tuple[Entry, ...]), campaign.id), ()


def _row(values: Values) -> dict[str, object]:
    """What could be read of a row, as a list's rules name it."""
    found: dict[str, object] = {
        name: value for name in ("name", "email", "home", "language") if (value := values[name])
    }
    if values["role"]:
        (grant,) = grants_of(str(values["role"]), "")
        found |= {"role": grant.role, "of": grant.of}
    return found
