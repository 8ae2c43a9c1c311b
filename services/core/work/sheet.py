"""Everything that a work's page shows, in the order in which it answers.

What it is; its state; who has it now, until when; what comes next; the facts; what changed; the history. The
stages that show a work put what can be done there in between. Templates: `parts/work.html`.
"""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from services.core.campaign.model import Campaign
from services.core.form import Field, Kind, clean
from services.core.language.message import Message, Text, Value, message
from services.core.vietnam import vietnam_day
from services.core.work import fields as work_fields
from services.core.work.history import Entry
from services.core.work.record import Ask, Facts, Outcome, State, Work
from services.core.work.standing import Duty, Task, tasks
from services.core.work.store import Stored
from services.core.work.story import tell
from services.core.work.wording import area_name, duty, holder_name, state_name, what_next

#: The mark beside each state's word; `parts/record.html` draws them.
SHAPES: Mapping[State, str] = {
    State.DRAFT: "draft",
    State.SUBMITTED: "waiting",
    State.RETURNED: "returned",
    State.APPRAISED: "waiting",
    State.APPROVED: "good",
    State.DECLINED: "refused",
    State.COMPLETED: "waiting",
    State.VERIFIED: "done",
    State.NOT_ACHIEVED: "refused",
    State.WITHDRAWN: "ended",
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One fact under its label; `None` where nothing was given."""

    label: Message
    value: Value | None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of one section of the form."""

    title: Message
    rows: tuple[Row, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that reads otherwise than before."""

    label: Message
    before: Value | None
    after: Value | None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who has the work now. `due` is a day for a unit's deadline, a moment for every other term."""

    who: Message | Text
    does: Message
    due: date | datetime | None
    late: bool


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the history; `words` are what the person wrote."""

    sentence: Message
    at: datetime
    words: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A work, ready to be shown. Histories are newest first."""

    work: Work
    title: str
    unit: Text
    area: Text | str
    state: Message
    shape: str
    standing: tuple[Standing, ...]
    next: Message
    ask: Ask | None
    facts: tuple[Group, ...]
    amended: tuple[Change, ...]
    resubmitted: tuple[Change, ...]
    history: tuple[Told, ...]


def sheet(stored: Stored, campaign: Campaign, now: datetime) -> Sheet:
    """What the page of a submitted work shows at `now`."""
    work = stored.work
    facts = work.facts
    return Sheet(
        work=work,
        title=facts.title if facts else clean((stored.draft or {}).get("title", "")),
        unit=campaign.unit(work.unit).name,
        area=area_name(facts.area, campaign) if facts else "",
        state=state_name(work.state, work.outcome),
        shape=shape(work.state, work.outcome),
        standing=tuple(_standing(task, campaign, now) for task in tasks(work, campaign)),
        next=what_next(work),
        ask=work.ask if work.state is State.RETURNED else None,
        facts=groups(facts, campaign) if facts else (),
        amended=changes(work.baseline, facts, campaign),
        resubmitted=changes(_answered(stored.history), facts, campaign) if not work.baseline else (),
        history=tuple(
            Told(sentence=tell(entry, campaign), at=entry.at, words=entry.reason)
            for entry in reversed(stored.history)
        ),
    )


def shape(state: State, outcome: Outcome | None) -> str:
    """The mark of a work's state; a completion judged late has its own."""
    return "late" if outcome is Outcome.LATE else SHAPES[state]


def groups(facts: Facts, campaign: Campaign) -> tuple[Group, ...]:
    """The facts, in the sections and the order of the form."""
    return tuple(
        Group(
            title=section.title,
            rows=tuple(
                Row(label=field.label, value=value_of(field, facts, campaign)) for field in section.fields
            ),
        )
        for section in work_fields.sections(campaign)
    )


def changes(before: Facts | None, after: Facts | None, campaign: Campaign) -> tuple[Change, ...]:
    """What reads otherwise in `after`; nothing where one of the two is missing."""
    if before is None or after is None:
        return ()
    pairs = (
        (field, value_of(field, before, campaign), value_of(field, after, campaign))
        for field in work_fields.fields(campaign)
    )
    return tuple(Change(label=field.label, before=old, after=new) for field, old, new in pairs if old != new)


def value_of(field: Field, facts: Facts, campaign: Campaign) -> Value | None:
    """One fact as it is shown: choices by their names, amounts with their measure."""
    value: Value | None = getattr(facts, field.name)
    if value is None or value == "":
        return None
    if field.kind in (Kind.CHOICE, Kind.PICK):
        named = {choice.value: choice.label for choice in field.choices}
        return named.get(str(value), str(value))
    if field.kind is Kind.MONEY:
        return message("{amount} đồng", amount=value)
    target = work_fields.target_of(facts, campaign)
    if field.kind is Kind.NUMBER and target is not None:
        return message("{quantity} {measure}", quantity=value, measure=target.measure)
    return value


def _standing(task: Task, campaign: Campaign, now: datetime) -> Standing:
    due: date | datetime | None = task.due
    if task.due is not None and task.duty is Duty.FINISH:
        due = vietnam_day(task.due)
    return Standing(
        who=holder_name(task.holder, campaign),
        does=duty(task, campaign),
        due=due,
        late=task.due is not None and task.due < now,
    )


def _answered(history: tuple[Entry, ...]) -> Facts | None:
    """The facts as they stood before the last resubmission, if there was one."""
    handed_in = [entry for entry in history if entry.type in ("WorkSubmitted", "WorkResubmitted")]
    if len(handed_in) < 2:  # noqa: PLR2004 - before and after
        return None
    return msgspec.convert(handed_in[-2].changes["facts"], type=Facts)
