"""The e-mails about a work, in words; who gets which is decided in `recipients`."""

from collections.abc import Mapping
from datetime import datetime

from services.core.campaign.model import Campaign
from services.core.language import formats
from services.core.language.message import Language, Message, Text, message
from services.core.people.person import Role
from services.core.vietnam import vietnam_day
from services.core.work import fields, sheet, wording
from services.core.work.record import Facts, Outcome, Work
from services.core.work.sheet import Group, Row
from services.core.work.standing import Duty, Task
from services.core.work.story import tell
from services.notify.intent import Intent, Kind
from services.notify.letter import Button, Letter, Quote, shortened
from services.notify.passage import Passage

#: Characters of a work's title in a subject: more is cut off by most telephones anyway.
_TITLE_IN_SUBJECT = 80

_WAITING: Mapping[Duty, Message] = {
    Duty.APPRAISE: message("Appraise by {day}: {what}"),
    Duty.APPROVE: message("Decide on the approval by {day}: {what}"),
    Duty.AMEND: message("Decide on the amendment by {day}: {what}"),
    Duty.VERIFY: message("Verify the completion by {day}: {what}"),
}

_DECIDED: Mapping[str, Message] = {
    "WorkApproved": message("Approved: {what}"),
    "WorkDeclined": message("Declined: {what}"),
    "WorkAmended": message("Amendment approved: {what}"),
    "WorkAmendmentDeclined": message("Amendment declined: {what}"),
    "WorkCompletionSentBack": message("Reported completion sent back: {what}"),
    "WorkNotAchieved": message("Judged not achieved: {what}"),
    "WorkDecisionTakenBack": message("Decision taken back: {what}"),
}
_VERIFIED: Mapping[Outcome, Message] = {
    Outcome.EARLY: message("Verified, completed early: {what}"),
    Outcome.ON_TIME: message("Verified, completed on time: {what}"),
    Outcome.LATE: message("Verified, completed late: {what}"),
}

#: The facts that tell one work from another, by the names of the form's fields.
_SHORT_FACTS = ("area", "place", "budget", "deadline")


def work_letter(intent: Intent, passage: Passage, campaign: Campaign, site: str) -> Letter:
    """The letter of `intent`, in the words of its reader's language; `site` is the address of the pages."""
    write = {
        Kind.WAITING: _waiting,
        Kind.RETURNED: _returned,
        Kind.DECIDED: _decided,
        Kind.RECEIPT: _receipt,
        Kind.STRANDED: _stranded,
    }[intent.kind]
    return write(intent, passage, campaign, site)


def _waiting(intent: Intent, passage: Passage, campaign: Campaign, site: str) -> Letter:
    first = intent.tasks[0]
    sentence = _WAITING[first.duty]
    return Letter(
        subject=_headed(sentence, intent, passage, campaign, due=first.due, shorten=True),
        lead=_headed(sentence, intent, passage, campaign, due=first.due),
        sentences=(
            tell(passage.entry, campaign),
            *(wording.duty(task, campaign) for task in intent.tasks),
        ),
        button=_button(message("Open the record"), site, "review", passage),
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
    verdict = passage.after.verdict
    by_outcome = verdict is not None and passage.entry.type == "WorkVerified"
    sentence = _VERIFIED[verdict.outcome] if verdict and by_outcome else _DECIDED[passage.entry.type]
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


def _receipt(intent: Intent, passage: Passage, campaign: Campaign, site: str) -> Letter:
    sentence = message("Received, number {number}: {what}")
    facts = passage.after.facts
    submitted = message("Handed in at {moment}", moment=passage.entry.at)
    return Letter(
        subject=_headed(sentence, intent, passage, campaign, shorten=True),
        lead=_headed(sentence, intent, passage, campaign),
        sentences=(submitted, *wording.with_whom(passage.after, campaign), wording.what_next(passage.after)),
        button=_button(message("Open the record"), site, "registration", passage),
        facts=sheet.groups(facts, campaign) if facts else (),
        why=message("You receive this e-mail because you submitted the record"),
    )


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
    """The sentence with the work's title and unit, its number, and the day of the term."""
    facts = passage.now.facts
    title = facts.title if facts else passage.now.number
    what = message(
        "{title}, {unit}",
        title=shortened(title, _TITLE_IN_SUBJECT) if shorten else title,
        unit=campaign.unit(passage.now.unit).name,
    )
    day = _short_day(due, intent.event.occurred_at, intent.person.language) if due else ""
    return Message(sentence.sentence, {"what": what, "day": day, "number": passage.now.number})


def _short_day(due: datetime, seen_from: datetime, language: Language) -> str:
    """The day of a term; the year only where it is another one."""
    day, today = vietnam_day(due), vietnam_day(seen_from)
    return formats.day(day, language) if day.year != today.year else formats.short_day(day, language)


def _words(passage: Passage, campaign: Campaign) -> tuple[Quote, ...]:
    """What was written with the entry; of an approval, what every seat wrote."""
    work, entry = passage.after, passage.entry
    if entry.type == "WorkApproved":
        return tuple(
            Quote(title=wording.holder_name(f"seat:{seat}", campaign), words=vote.reasons)
            for seat, vote in work.votes.items()
            if vote.reasons
        )
    return (Quote(title=_QUOTED.get(entry.type, _REASONS), words=entry.reason),) if entry.reason else ()


_REASONS = message("Reasons")
_QUOTED: Mapping[str, Message] = {
    "WorkReturned": message("What has to be added"),
    "WorkResubmitted": message("What the unit changed"),
    "WorkCompletionClaimed": message("What shows the completion"),
}


def _short_facts(work: Work, campaign: Campaign) -> tuple[Group, ...]:
    rows = [
        Row(label=message("Record number"), value=work.number),
        Row(label=message("Unit"), value=campaign.unit(work.unit).name),
    ]
    if work.facts:
        rows += (_row(name, work.facts, campaign) for name in _SHORT_FACTS)
    return (Group(title=message("The record"), rows=tuple(rows)),)


def _row(name: str, facts: Facts, campaign: Campaign) -> Row:
    field = fields.field_named(campaign, name)
    return Row(label=field.label, value=sheet.value_of(field, facts, campaign))


def _button(label: Message, site: str, stage: str, passage: Passage) -> Button:
    return Button(label=label, url=f"{site}/{stage}/works/{passage.now.id}")


def _acting(task: Task, campaign: Campaign, *, holder: str = "") -> Message:
    who: Message | Text = wording.holder_name(holder or task.holder, campaign)
    return message("You receive this e-mail because you act for {who}", who=who)


def _member(passage: Passage, campaign: Campaign) -> Message:
    unit = campaign.unit(passage.now.unit).name
    return message("You receive this e-mail because you are a member of {who}", who=unit)
