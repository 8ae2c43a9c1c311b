"""Who is told what about a record: pure, given who holds which role.

Nobody is asked to decide on what they are barred from, nor told what they just did themselves. When nobody is
left who could decide, the office hears of it at once (domain, "People and what they may do").
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec

from services.core.campaign.model import Campaign
from services.core.events import Event
from services.core.people.person import Person, Role
from services.core.record.duty import OF_THE_UNIT, Duty, Task
from services.core.record.record import Record
from services.core.record.tracks import rules_of
from services.core.record.who import is_barred
from services.core.vietnam import vietnam_day
from services.notify.intent import Intent, Kind
from services.notify.passage import Passage, opened, still_open

OFFICE = Role.OFFICE.value

#: What a unit's members all have to do, and know without being told; confirming is for some of them.
_THEIR_OWN = OF_THE_UNIT - {Duty.CONFIRM}

#: By what events end that may bar somebody: by their own word, or because the record is their unit's now.
_MOVED = "Moved"
_MAY_BAR = ("ConflictDeclared", _MOVED)

_FAR = datetime.max.replace(tzinfo=UTC)


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """That whoever is `holder` may have to be told; `only` narrows it to one person of them."""

    kind: Kind
    holder: str
    task: Task | None = None
    only: str = ""


def notices(event: Event, passage: Passage, campaign: Campaign) -> tuple[Notice, ...]:
    """What the event may lead to, before it is known who holds which role."""
    unit, news = f"{Role.UNIT.value}:{passage.after.unit}", rules_of(passage.after).news
    found: list[Notice] = []
    if event.type in news.submitted:
        found.append(Notice(kind=Kind.RECEIPT, holder=unit, only=event.actor))
    if _unit_hears(passage, campaign):
        kind = Kind.RETURNED if event.type in news.returned else Kind.DECIDED
        found.append(Notice(kind=kind, holder=unit))
    # What its members have after a reorganisation, one letter tells each of them for all records.
    known = OF_THE_UNIT if event.type.endswith(_MOVED) else _THEIR_OWN
    new = opened(passage, campaign)
    found += (
        Notice(kind=Kind.WAITING, holder=task.holder, task=task) for task in new if task.duty not in known
    )
    if event.type.endswith(_MAY_BAR):
        found += (
            Notice(kind=Kind.STRANDED, holder=task.holder, task=task)
            for task in still_open(passage, campaign)
            if task.duty not in OF_THE_UNIT and task not in new
        )
    return tuple(found)


def _unit_hears(passage: Passage, campaign: Campaign) -> bool:
    news, type_ = rules_of(passage.after).news, passage.entry.type
    asked = news.returned | news.asked
    if type_ in asked:
        return any(task.duty in (Duty.ANSWER, Duty.FINISH) for task in opened(passage, campaign))
    if passage.undone is not None:
        told = asked | news.decided
        return passage.undone.type in told and not any(entry.type in told for entry in passage.followed)
    return type_ in news.decided and passage.stands


def stranded(
    event: Event,
    passage: Passage,
    noted: Iterable[Notice],
    people: Mapping[str, Sequence[Person]],
    campaign: Campaign,
) -> tuple[Task, ...]:
    """The tasks that nobody can do any more, or never could.

    Judged as of the event, so that of several declarations of conflict only the one that left nobody tells
    the office; one by somebody who could not have done the task anyway does not. Nor does a move to another
    unit where nobody could have done it before, as far as those people have not moved yet.
    """
    lost: list[Task] = []
    day = vietnam_day(event.occurred_at)
    for notice in noted:
        task, there = notice.task, people[notice.holder]
        if task is None or any(_may(task, person, passage.after, campaign, day) for person in there):
            continue
        could = (person for person in there if _could(task, person, event, passage, campaign))
        if notice.kind is Kind.WAITING or any(could):
            lost.append(task)
    return tuple(lost)


def _could(task: Task, person: Person, event: Event, passage: Passage, campaign: Campaign) -> bool:
    """Whether it is by the event that the person may not do the task any more."""
    day = vietnam_day(event.occurred_at)
    if event.type.endswith(_MOVED):
        ended = campaign.unit(passage.before.unit).until
        # By then the unit of the record was no more the person's than that of any other.
        day = ended - timedelta(days=1) if ended else day
    elif person.id != event.actor:
        return False
    return _may(task, person, passage.before, campaign, day)


def intents(  # noqa: PLR0913, PLR0917 - what happened, to whom it may matter, and by which rules
    event: Event,
    record: Record,
    noted: Iterable[Notice],
    lost: Sequence[Task],
    people: Mapping[str, Sequence[Person]],
    campaign: Campaign,
) -> tuple[Intent, ...]:
    """One intent for each person and kind; `record` is how it stands now, `people` are those of every holder.

    Whoever has two things to do about the same record gets one e-mail about both.
    """
    told: dict[tuple[Kind, str], tuple[Person, list[Task]]] = {}
    for notice in noted:
        if notice.kind is Kind.STRANDED:
            continue
        for person in people[notice.holder]:
            if _is_told(notice, person, event, record, campaign):
                _, tasks = told.setdefault((notice.kind, person.id), (person, []))
                tasks += [notice.task] if notice.task else []
    if lost:
        told |= {(Kind.STRANDED, person.id): (person, list(lost)) for person in people[OFFICE]}
    return tuple(
        Intent(event=event, kind=kind, person=person, tasks=tuple(sorted(tasks, key=_due)))
        for (kind, _), (person, tasks) in told.items()
    )


def _is_told(notice: Notice, person: Person, event: Event, record: Record, campaign: Campaign) -> bool:
    if notice.task is not None:
        day = vietnam_day(event.occurred_at)
        return person.id != event.actor and _may(notice.task, person, record, campaign, day)
    return person.id == notice.only if notice.only else person.id != event.actor


def _may(task: Task, person: Person, record: Record, campaign: Campaign, day: date) -> bool:
    """Whether the person may do it: a unit's member confirms what they did not make themselves."""
    if task.duty is Duty.CONFIRM:
        return not rules_of(record).owns(person, record)
    return not is_barred(person, record, campaign, day)


def _due(task: Task) -> tuple[datetime, str]:
    return task.due or _FAR, task.seat
