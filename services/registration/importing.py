"""What a filled-in workbook does to a unit's works, row by row, before anything is written. Pure.

A row is its record's number where it has one, else its title: so that repeating an import changes nothing and
a corrected file changes what it made. What somebody changed here since is left alone, and said.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from services.core.campaign.model import Campaign, Track
from services.core.form import Field, Kind, Problem, clean
from services.core.language.message import Message, message
from services.core.record import filling
from services.core.record.showing.sheet import Change
from services.core.record.title import same_title
from services.core.spreadsheet.sheet import CellProblem, Contents, Mark, Row, Sheet
from services.registration.comparing import changes, same
from services.registration.drafting import LARGEST_DRAFT

#: Ids of imported records are names in this space.
_SPACE = uuid.UUID("6f1d3c52-2f0b-5c6e-9a64-8f3b1d1f7a10")

#: A draft that came from a file and that nobody has saved in the form since: the form does not keep this.
IMPORTED = "~imported"

NUMBER = Field(
    name="number",
    kind=Kind.LINE,
    label=message("Record number"),
    hint=message("Leave empty for a new work. Where a number stands here, the row changes that draft"),
    required=False,
    longest=20,
)

#: What an export says of each record beside the answers; sent back, it is not read.
STATE = Field(name="~state", kind=Kind.LINE, label=message("State"), measure=message("only to look at"))


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"  # it changes a draft that nobody changed here since
    UNCHANGED = "unchanged"
    TOUCHED = "touched"  # a draft that somebody changed here since: left alone
    SUBMITTED = "submitted"  # a record that was submitted: left alone
    REFUSED = "refused"  # nobody can tell which work it is


#: What is written by an import.
WRITTEN = frozenset({Verdict.NEW, Verdict.CHANGED})
#: What stands as a draft, as the file says it, once an import is done.
IMPORTABLE = frozenset({*WRITTEN, Verdict.UNCHANGED})


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the unit as its list shows it."""

    id: str
    number: str
    title: str
    is_draft: bool


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A row and the record that it is about; `refused` says why there is none."""

    row: Row
    record: str = ""
    refused: CellProblem | None = None
    twin: Known | None = None
    same_as: int = 0


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A row and what becomes of it.

    `draft` is what would be saved, `changes` what it changes in the draft that stands; `twin` is another work
    of the unit with the same title, `same_as` an earlier row with it.
    """

    at: int
    title: str
    verdict: Verdict
    record: str = ""
    problems: tuple[CellProblem, ...] = ()
    draft: dict[str, str] = {}
    changes: tuple[Change, ...] = ()
    twin: Known | None = None
    same_as: int = 0


def sheet(campaign: Campaign, unit: str) -> Sheet:
    """The sheet of works of a unit, for template, export and import."""
    own = campaign.unit(unit)
    return Sheet(
        name=message("Works"),
        title=message("Works of {unit}", unit=own.name),
        lead=message(
            "One work in each row, below the headings. Do not merge or hide cells; write no formulas."
        ),
        fields=(NUMBER, *filling.fields(Track.WORK, campaign)),
        told=(STATE,),
        mark=Mark(
            lists="works",
            campaign=campaign.id,
            campaign_name=campaign.short.vi,
            version=campaign.version,
            unit=unit,
            unit_name=own.name.vi,
        ),
        advice=(
            message("Rows become drafts: nothing is submitted by sending this file."),
            message("The file may be sent again after a correction; a row is known by its number or title."),
            message("To change titles, download the unit's works as Excel: there each row has its number."),
        ),
    )


def digest(draft: Mapping[str, str], fields: Iterable[Field]) -> str:
    """A short name for exactly these answers: what an export notes for each number."""
    answers = [clean(draft.get(field.name, ""), lines=field.kind is Kind.TEXT) for field in fields]
    return hashlib.sha256(msgspec.json.encode(answers)).hexdigest()[:16]


def wanted(contents: Contents, campaign: Campaign, unit: str, known: Sequence[Known]) -> tuple[Wanted, ...]:
    """Which record each row is about, by its number or else by its title and how often it came before."""
    return tuple(_wanted(contents, campaign, unit, known))


def _wanted(contents: Contents, campaign: Campaign, unit: str, known: Sequence[Known]) -> Iterator[Wanted]:
    by_number = {one.number: one.id for one in known}
    by_title: dict[str, Known] = {}
    for one in known:
        by_title.setdefault(same_title(one.title), one)
    numbered = {by_number.get(row.typed[NUMBER.name].upper()) for row in contents.rows}
    rows_of: dict[str, int] = {}
    first: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for row in contents.rows:
        number, title = row.typed[NUMBER.name].upper(), same_title(row.typed["title"])
        if number:
            record = by_number.get(number, "")
            mend = _unknown(number) if not record else _again(rows_of[record]) if record in rows_of else None
            if mend:
                yield Wanted(row=row, refused=contents.problem(row.at, Problem(NUMBER.name, mend)))
                continue
        elif not title:
            mend = message("Write a title: without one nobody can tell which work this is")
            placed = contents.placed(row, (Problem("title", mend),))
            yield Wanted(row=row, refused=next(one for one in placed if one.field == "title"))
            continue
        else:
            # What another row names by its number is that row's, also where its title was this one before.
            record = next(id_ for id_ in _ids(campaign.id, unit, title, seen) if id_ not in numbered)
        rows_of[record] = row.at
        twin = by_title.get(title)
        yield Wanted(
            row=row,
            record=record,
            twin=twin if twin and twin.id != record else None,
            same_as=first.get(title, 0),
        )
        first.setdefault(title, row.at)


def _ids(campaign: str, unit: str, title: str, seen: Counter[str]) -> Iterator[str]:
    """The records that rows of that title make, behind those that were `seen`."""
    while True:
        seen[title] += 1
        yield record_of(campaign, unit, title, seen[title] - 1)


def record_of(campaign: str, unit: str, title: str, before: int) -> str:
    """The id of the record that a row without a number makes, `before` rows of the same title before it."""
    return uuid.uuid5(_SPACE, "\n".join((campaign, unit, same_title(title), str(before)))).hex


def judged(
    contents: Contents,
    rows: Sequence[Wanted],
    campaign: Campaign,
    drafts: Mapping[str, Mapping[str, str] | None],
) -> tuple[Judged, ...]:
    """What becomes of every row.

    `drafts` holds the stored ones of the records that the rows are about, as typed, and `None` for a record
    that was submitted; what is not there was never saved.
    """
    return tuple(_judged(contents, one, campaign, drafts) for one in rows)


def _judged(
    contents: Contents, one: Wanted, campaign: Campaign, drafts: Mapping[str, Mapping[str, str] | None]
) -> Judged:
    row, title = one.row, one.row.typed["title"]
    if one.refused:
        return Judged(at=row.at, title=title, verdict=Verdict.REFUSED, problems=(one.refused,))
    draft = {name: text for name, text in row.typed.items() if name != NUMBER.name}
    # A cell that says nothing takes nothing away from what stands there.
    stored = drafts.get(one.record) or {}
    draft |= {problem.field: stored.get(problem.field, "") for problem in row.problems}
    if sum(len(text.encode()) for text in draft.values()) > LARGEST_DRAFT:
        problem = contents.problem(row.at, Problem("description", _too_long()))
        return Judged(at=row.at, title=title, verdict=Verdict.REFUSED, problems=(problem,))
    _, problems = filling.read_facts(Track.WORK, draft, campaign)
    verdict = _verdict(one, draft, contents, campaign, drafts)
    fields = filling.fields(Track.WORK, campaign)
    return Judged(
        at=row.at,
        title=title,
        verdict=verdict,
        record=one.record,
        problems=contents.placed(row, problems),
        draft=draft | {IMPORTED: "yes"},
        changes=tuple(changes(fields, stored, draft)) if verdict is Verdict.CHANGED else (),
        twin=one.twin,
        same_as=one.same_as,
    )


def _verdict(
    one: Wanted,
    draft: Mapping[str, str],
    contents: Contents,
    campaign: Campaign,
    drafts: Mapping[str, Mapping[str, str] | None],
) -> Verdict:
    if one.record not in drafts:
        return Verdict.NEW
    stored = drafts[one.record]
    if stored is None:
        return Verdict.SUBMITTED
    fields = filling.fields(Track.WORK, campaign)
    if all(same(field, stored.get(field.name, ""), draft[field.name]) for field in fields):
        return Verdict.UNCHANGED
    noted = contents.notes.get(one.row.typed[NUMBER.name].upper())
    is_as_exported = noted is not None and noted == digest(stored, fields)
    return Verdict.CHANGED if is_as_exported or IMPORTED in stored else Verdict.TOUCHED


def missing(
    rows: Iterable[Judged], known: Iterable[Known], drafts: Mapping[str, Mapping[str, str]]
) -> Iterator[Known]:
    """The unit's `drafts`, as typed, that an earlier file brought and that no row of this one is about.

    Whoever was changed here since is somebody's own work by now, and not among them.
    """
    about = {row.record for row in rows}
    for one in known:
        if one.id not in about and IMPORTED in drafts.get(one.id, {}):
            yield one


def _unknown(number: str) -> Message:
    return message(
        "The unit has no record {number}. Correct the number, or leave it empty for a new work",
        number=number,
    )


def _again(row: int) -> Message:
    return message("Row {row} has the same number. Leave only one of them", row=str(row))


def _too_long() -> Message:
    return message("Together the answers of this row are too long to be saved. Shorten the longest ones")
