"""The letters about until when a unit can submit."""

from collections.abc import Sequence

from services.core.campaign.model import Campaign
from services.core.language.message import Message, Text, Value, message
from services.core.permit.permit import Permit
from services.core.record.showing.wording import unit_name
from services.core.record.store import Stored
from services.notify.letter import Button, Letter, Quote, Reading, shortened
from services.notify.naming import draft_name
from services.notify.reminders.due import Draft, Left

_PAGES = "/registration/records"
_TITLE_IN_SUBJECT = 80


def permit_letter(permit: Permit, unit: str, record: Stored | None, campaign: Campaign, site: str) -> Letter:
    """That the office lets the unit, or one record of it, in until a moment, and why."""
    name = unit_name(unit, campaign)
    title = _title(record) if record else name
    where = f"{_PAGES}/{record.record.id}/edit" if record else f"{_PAGES}?unit={unit}"
    sentence = message("Late access until {until}: {what}")
    return Letter(
        subject=Message(
            sentence.sentence, {"until": permit.until, "what": shortened(title, _TITLE_IN_SUBJECT)}
        ),
        lead=Message(sentence.sentence, {"until": permit.until, "what": title}),
        sentences=(
            message("Registration ends at {deadline}", deadline=campaign.registration_deadline),
            _lifted(permit, name),
        ),
        button=Button(label=_button(record), url=f"{site}{where}"),
        quotes=(Quote(title=message("Reason"), words=permit.reason),),
        why=_member(name),
    )


def _lifted(permit: Permit, unit: Text) -> Message:
    if permit.number:
        return message(
            "The office lets {unit} submit record {number} until {until}, that very moment included",
            unit=unit,
            number=permit.number,
            until=permit.until,
        )
    return message(
        "The office lets {unit} register and submit until {until}, that very moment included",
        unit=unit,
        until=permit.until,
    )


def _title(record: Stored) -> Value:
    return draft_name(record.record.track, (record.draft or {}).get("title", "").strip())


def _button(record: Stored | None) -> Message:
    return message("Open the draft") if record else message("Open the unit's records")


def reminder_letter(left: Sequence[Left], campaign: Campaign, site: str) -> Letter:
    """What is still to be done for each unit, the earliest end first; `left` holds at least one."""
    ordered = sorted(left, key=lambda one: one.until)
    first = ordered[0]
    ends = message("Late access ends at {until}: {what}") if first.late else _ENDS
    lead = Message(ends.sentence, {"until": first.until, "what": _what(ordered)})
    names = tuple(dict.fromkeys(unit_name(one.unit, campaign) for one in ordered))
    return Letter(
        subject=lead,
        lead=lead,
        sentences=(message("A record counts once it is submitted: a draft is kept, but is not registered"),),
        button=Button(label=message("Open the unit's records"), url=f"{site}{_PAGES}?unit={first.unit}"),
        readings=tuple(_reading(one, campaign, site) for one in ordered),
        why=_member(names[0])
        if len(names) == 1
        else message("You receive this e-mail because you are a member of the units named in it"),
    )


_ENDS = message("Registration ends at {until}: {what}")


def _what(left: Sequence[Left]) -> Message:
    """How much there is to do, in all."""
    drafts = len({draft.record for one in left for draft in one.drafts})
    missing = sum(one.missing for one in left)
    if not missing:
        return message("drafts not submitted: {drafts}", drafts=drafts)
    if not drafts:
        return message("works still missing: {missing}", missing=missing)
    return message(
        "drafts not submitted: {drafts}, works still missing: {missing}", drafts=drafts, missing=missing
    )


def _reading(one: Left, campaign: Campaign, site: str) -> Reading:
    until = message("Late access until {until}", until=one.until)
    asked = campaign.terms.minimum_works
    missing = message(
        "At least {asked} works are asked of the unit; still missing: {missing}",
        asked=asked,
        missing=one.missing,
    )
    return Reading(
        title=unit_name(one.unit, campaign),
        sentences=(*((until,) if one.late else ()), *((missing,) if one.missing else ())),
        pages=tuple(_page(draft, site) for draft in one.drafts),
    )


def _page(draft: Draft, site: str) -> Button:
    return Button(
        label=message(
            "{title}, last saved at {saved}",
            title=draft_name(draft.track, draft.title),
            saved=draft.saved,
        ),
        url=f"{site}{_PAGES}/{draft.record}/edit",
    )


def _member(unit: Text) -> Message:
    return message("You receive this e-mail because you are a member of {who}", who=unit)
