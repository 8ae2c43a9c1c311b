"""The e-mails about a record, in words; who gets which is decided in `recipients`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from services.core.campaign.model import Campaign
from services.core.language import formats
from services.core.language.message import Language, Message, Text, Value, message
from services.core.people.person import Role
from services.core.record import filling
from services.core.record.duty import OF_THE_UNIT, Duty, Task
from services.core.record.record import Record
from services.core.record.returning import words_with
from services.core.record.showing import sheet, wording
from services.core.record.showing.sheet import Group, Row
from services.core.record.showing.story import tell
from services.core.record.tracks import words_of
from services.core.vietnam import vietnam_day
from services.notify.intent import Intent, Kind
from services.notify.letter import Button, Letter, Quote, shortened
from services.notify.passage import Passage

if TYPE_CHECKING:
    from services.core.attaching.attachment import Attachment

#: Characters of a record's title in a subject: more is cut off by most telephones anyway.
_TITLE_IN_SUBJECT = 80

_WAITING: Mapping[Duty, Message] = {
    Duty.APPRAISE: message("Appraise by {day}: {what}"),
    Duty.APPROVE: message("Decide on the approval by {day}: {what}"),
    Duty.AMEND: message("Decide on the amendment by {day}: {what}"),
    Duty.VERIFY: message("Verify the completion by {day}: {what}"),
    Duty.CONFIRM: message("Confirm for the unit by {day}: {what}"),
    Duty.ACCEPT: message("Accept or return by {day}: {what}"),
    Duty.DECIDE: message("Decide on the recognition by {day}: {what}"),
}


def record_letter(
    intent: Intent, passage: Passage, campaign: Campaign, site: str, files: "Sequence[Attachment]" = ()
) -> Letter:
    """The letter of `intent`, in the words of its reader's language; `site` is the address of the pages.

    `files` are those that were handed in; a receipt names them.
    """
    if intent.kind is Kind.RECEIPT:
        return _receipt(intent, passage, campaign, site, files)
    write = {
        Kind.WAITING: _waiting,
        Kind.RETURNED: _returned,
        Kind.DECIDED: _decided,
        Kind.STRANDED: _stranded,
    }[intent.kind]
    return write(intent, passage, campaign, site)


def _waiting(intent: Intent, passage: Passage, campaign: Campaign, site: str) -> Letter:
    first = intent.tasks[0]
    sentence = _WAITING[first.duty] if first.due else message("Waiting for you: {what}")
    stage = "registration" if first.duty in OF_THE_UNIT else "review"
    return Letter(
        subject=_headed(sentence, intent, passage, campaign, due=first.due, shorten=True),
        lead=_headed(sentence, intent, passage, campaign, due=first.due),
        sentences=(
            tell(passage.entry, campaign),
            *(wording.duty(task, campaign) for task in intent.tasks),
        ),
        button=_button(message("Open the record"), site, stage, passage),
        quotes=_words(passage, campaign),
        facts=_short_facts(passage.now, campaign),
        why=_acting(first, campaign),
    )


def _returned(intent: Intent, passage: Passage, campaign: Campaign, site: str) -> Letter:
    sentence = message("Complete and submit again by {day}: {what}")
    ask = passage.after.ask
    due = ask.due if ask else None
    return Letter(
        subject=_headed(sentence, intent, passage, campaign, due=due, shorten=True),
        lead=_headed(sentence, intent, passage, campaign, due=due),
        sentences=(tell(passage.entry, campaign),),
        button=_button(message("Complete the record"), site, "registration", passage),
        quotes=_words(passage, campaign),
        facts=_short_facts(passage.now, campaign),
        why=_member(passage, campaign),
    )


def _decided(intent: Intent, passage: Passage, campaign: Campaign, site: str) -> Letter:
    sentence = words_of(passage.after).headline(passage.entry, passage.after)
    return Letter(
        subject=_headed(sentence, intent, passage, campaign, shorten=True),
        lead=_headed(sentence, intent, passage, campaign),
        sentences=(
            tell(passage.entry, campaign),
            *wording.with_whom(passage.after, campaign),
            wording.what_next(passage.after),
        ),
        button=_button(message("Open the record"), site, "registration", passage),
        quotes=_words(passage, campaign),
        facts=_short_facts(passage.after, campaign),
        why=_member(passage, campaign),
    )


def _receipt(
    intent: Intent, passage: Passage, campaign: Campaign, site: str, files: "Sequence[Attachment]"
) -> Letter:
    sentence = message("Received, number {number}: {what}")
    facts = passage.after.facts
    submitted = message("Handed in at {moment}", moment=passage.entry.at)
    return Letter(
        subject=_headed(sentence, intent, passage, campaign, shorten=True),
        lead=_headed(sentence, intent, passage, campaign),
        sentences=(submitted, *wording.with_whom(passage.after, campaign), wording.what_next(passage.after)),
        button=_button(message("Open the record"), site, "registration", passage),
        facts=(*(sheet.groups(passage.after.track, facts, campaign) if facts else ()), *_files(files)),
        why=message("You receive this e-mail because you submitted the record"),
    )


def _files(files: "Sequence[Attachment]") -> Iterator[Group]:
    """Names and sizes, under what each is for; no address, since whoever opens one is asked who they are."""
    from services.core.attaching.wording import purpose_name, size_words  # noqa: PLC0415 - few name files

    rows = tuple(
        Row(
            label=purpose_name(file.purpose),
            value=message("{name}, {size}", name=file.name, size=size_words(file.size)),
        )
        for file in files
    )
    if rows:
        yield Group(title=message("Attached files"), rows=rows)


def _stranded(intent: Intent, passage: Passage, campaign: Campaign, site: str) -> Letter:
    first = intent.tasks[0]
    sentence = message("Find somebody who can decide by {day}: {what}")
    return Letter(
        subject=_headed(sentence, intent, passage, campaign, due=first.due, shorten=True),
        lead=_headed(sentence, intent, passage, campaign, due=first.due),
        sentences=(
            *(_nobody(task, campaign) for task in intent.tasks),
            message("Hand the record to the substitute, or give the role to somebody who is not barred"),
        ),
        button=_button(message("Open the record"), site, "review", passage),
        facts=_short_facts(passage.now, campaign),
        why=_acting(first, campaign, holder=Role.OFFICE.value),
    )


def _nobody(task: Task, campaign: Campaign) -> Message:
    if task.duty is Duty.CONFIRM:
        return message(
            "Nobody is left who may confirm it for {who}: every member is one of the authors",
            who=wording.holder_name(task.holder, campaign),
        )
    return message(
        "Nobody is left who may decide for {who}: everybody there belongs to the unit of the record or "
        "declared a conflict of interest, or nobody holds the role",
        who=wording.holder_name(task.holder, campaign),
    )


def _headed(  # noqa: PLR0913 - a heading names the sentence, the record, the reader and the term
    sentence: Message,
    intent: Intent,
    passage: Passage,
    campaign: Campaign,
    *,
    due: datetime | None = None,
    shorten: bool = False,
) -> Message:
    """The sentence with the record's title and unit, its number, and the day of the term."""
    facts = passage.now.facts
    title = facts.title if facts else passage.now.number
    what = _with_unit(
        shortened(title, _TITLE_IN_SUBJECT) if shorten else title,
        wording.own_unit(passage.now, campaign),
    )
    day = _short_day(due, intent.event.occurred_at, intent.person.language) if due else ""
    return Message(sentence.sentence, {"what": what, "day": day, "number": passage.now.number})


def _with_unit(title: Value, unit: Text) -> Value:
    """The title and whose it is; a title that ends with the unit's name says that itself."""
    names = tuple(name.casefold() for name in (unit.vi, unit.en) if name)
    if isinstance(title, str) and title.casefold().endswith(names):
        return title
    return message("{title}, {unit}", title=title, unit=unit)


def _short_day(due: datetime, seen_from: datetime, language: Language) -> str:
    """The day of a term; the year only where it is another one."""
    day, today = vietnam_day(due), vietnam_day(seen_from)
    return formats.day(day, language) if day.year != today.year else formats.short_day(day, language)


def _words(passage: Passage, campaign: Campaign) -> tuple[Quote, ...]:
    """What was written with the entry, or by all who had a part in what it completes."""
    record, entry = passage.after, passage.entry
    own = words_of(record)
    voices = own.voices(entry, record)
    if voices:
        return tuple(
            Quote(title=wording.holder_name(holder, campaign), words=words)
            for holder, words in voices.items()
        )
    title = own.quoted.get(entry.type, _REASONS)
    general = (Quote(title=title, words=entry.reason),) if entry.reason else ()
    pieces = words_with(entry, record.track, campaign)
    return (*general, *(Quote(title=label, words=words) for label, words in pieces))


_REASONS = message("Reasons")


def _short_facts(record: Record, campaign: Campaign) -> tuple[Group, ...]:
    rows = [
        Row(label=message("Record number"), value=record.number),
        Row(label=message("Unit"), value=wording.own_unit(record, campaign)),
    ]
    if record.facts:
        words = words_of(record)
        for name in words.telling:
            field = filling.field_named(record.track, campaign, name)
            rows.append(Row(label=field.label, value=words.value(field, record.facts, campaign)))
    return (Group(title=message("The record"), rows=tuple(rows)),)


def _button(label: Message, site: str, stage: str, passage: Passage) -> Button:
    return Button(label=label, url=f"{site}/{stage}/records/{passage.now.id}")


def _acting(task: Task, campaign: Campaign, *, holder: str = "") -> Message:
    who: Message | Text = wording.holder_name(holder or task.holder, campaign)
    return message("You receive this e-mail because you act for {who}", who=who)


def _member(passage: Passage, campaign: Campaign) -> Message:
    unit = wording.own_unit(passage.now, campaign)
    return message("You receive this e-mail because you are a member of {who}", who=unit)
