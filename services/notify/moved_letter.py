"""The letter about a reorganisation, in words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from services.core.campaign.model import Campaign
from services.core.language.message import Message, Text, message
from services.core.record.record import CONCLUDED, State
from services.core.record.showing.wording import state_name, unit_name, unit_on
from services.core.record.store import Line
from services.core.reorganising.reorganisation import Kind, Reorganisation
from services.core.table import Page
from services.notify.letter import Button, Letter, Reading
from services.notify.naming import line_name

_PAGES = "/registration/records"


def moved_letter(
    done: Reorganisation,
    lists: Mapping[str, Page[Line]],
    erased: Collection[str],
    campaign: Campaign,
    site: str,
) -> Letter:
    """What changed from which day on, and what stands open with each of the reader's units.

    `lists` are the first pages of these units' lists, `erased` the ids of records that speak of somebody who
    was erased.
    """
    lead = _lead(done, campaign)
    return Letter(
        subject=lead,
        lead=lead,
        sentences=tuple(_sentences(done)),
        button=Button(label=message("Open the unit's records"), url=f"{site}{_PAGES}"),
        readings=()
        if done.kind is Kind.RENAME
        else tuple(_reading(unit, page, erased, campaign, site) for unit, page in lists.items()),
        why=message(
            "You receive this e-mail because you are a member of {who}",
            who=_listed([unit_name(unit, campaign) for unit in lists]),
        ),
    )


def _lead(done: Reorganisation, campaign: Campaign) -> Message:
    eve = done.day - timedelta(days=1)
    before = _listed([unit_on(unit, eve, campaign) for unit in done.units])
    if done.kind is Kind.RENAME and done.name:
        return message(
            "From {day} on {before} is called {after}", day=done.day, before=before, after=done.name
        )
    after = _listed([unit_name(unit, campaign) for unit in done.successors])
    return message(
        "From {day} on {after} stands in the place of {before}", day=done.day, after=after, before=before
    )


def _sentences(done: Reorganisation) -> Iterator[Message]:
    if done.document:
        yield message("It rests on: {document}", document=done.document)
    if done.kind is Kind.RENAME:
        yield message("Your records stay where they are, with their numbers and terms")
        return
    yield message("What was open is your unit's now, with its numbers and terms; drafts, too")
    yield message("What had been concluded stays as it is, and stands at the end of your unit's list")


def _reading(unit: str, page: Page[Line], erased: Collection[str], campaign: Campaign, site: str) -> Reading:
    open_ = [line for line in page.rows if line.state not in CONCLUDED]
    said = [] if open_ else [message("Nothing is open")]
    if page.cursor:
        said.append(message("These are the first ones; the list has all of them"))
    return Reading(
        title=unit_name(unit, campaign),
        sentences=tuple(said),
        pages=tuple(_named(line, site, has_erased=line.id in erased) for line in open_),
    )


def _named(line: Line, site: str, *, has_erased: bool) -> Button:
    state = State(line.state)
    title = line_name(line, has_erased=has_erased)
    page = "/edit" if state is State.DRAFT else ""
    return Button(
        label=message(
            "{title}, {number}: {state}", title=title, number=line.number, state=state_name(line.track, state)
        ),
        url=f"{site}{_PAGES}/{line.id}{page}",
    )


def _listed(names: Sequence[Text]) -> Message | Text:
    """Several names as one."""
    found: Message | Text = names[0]
    for name in names[1:]:
        found = message("{before}, {name}", before=found, name=name)
    return found
