"""What holders, states and duties are called, and the sentence that says who has a record now, what follows.

Everything that shows a record says it with these words: pages, e-mails, reports. Sentences are `Message`s.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from services.core.campaign.model import Body, Campaign, Council, Seat, Track, Unit
from services.core.language.message import Message, Text, message
from services.core.record.duty import Duty, Task
from services.core.record.record import CONCLUDED, Outcome, Record, State
from services.core.record.standing import tasks
from services.core.record.tracks import words, words_of
from services.core.vietnam import vietnam_day

TRACK_NAMES: Mapping[Track, Message] = {
    Track.WORK: message("Work"),
    Track.INITIATIVE: message("Initiative"),
    Track.CITIZEN: message("Citizen"),
}

_DUTIES: Mapping[Duty, Message] = {
    Duty.SUBMIT: message("{who} can finish and submit it until {due}"),
    Duty.ANSWER: message("{who} completes it by {due}"),
    Duty.APPRAISE: message("{who} appraises it by {due}"),
    Duty.APPROVE: message("{who} decides on the approval by {due}"),
    Duty.AMEND: message("{who} decides on the amendment by {due}"),
    Duty.FINISH: message("{who} carries it out by {due}"),
    Duty.VERIFY: message("{who} verifies the completion by {due}"),
    Duty.CONFIRM: message("{who} confirms it by {due}"),
    Duty.ACCEPT: message("{who} accepts or returns it by {due}"),
    Duty.DECIDE: message("{who} decides on the recognition by {due}"),
}

_DUTIES_WITHOUT_TERM: Mapping[Duty, Message] = {
    Duty.SUBMIT: message("{who} can finish and submit it"),
    Duty.ANSWER: message("{who} completes it"),
    Duty.APPRAISE: message("{who} appraises it"),
    Duty.APPROVE: message("{who} decides on the approval"),
    Duty.AMEND: message("{who} decides on the amendment"),
    Duty.FINISH: message("{who} carries it out"),
    Duty.VERIFY: message("{who} verifies the completion"),
    Duty.CONFIRM: message("{who} confirms it"),
    Duty.ACCEPT: message("{who} accepts or returns it"),
    Duty.DECIDE: message("{who} decides on the recognition"),
}


def state_name(track: Track, state: State, outcome: Outcome | None = None) -> Message:
    """A state in words; a verified completion says how it was judged."""
    own = words(track)
    return own.outcome_names[outcome] if outcome else own.state_names[state]


def shape(track: Track, state: State, outcome: Outcome | None = None) -> str:
    """The mark of a state, as `parts/record.html` draws it; a completion judged late has its own."""
    return "late" if outcome is Outcome.LATE else words(track).shapes[state]


#: Roles within a council: whoever acts in one acts for the council.
_OF_A_COUNCIL = ("chair", "vice_chair", "secretary", "council")


def holder_name(holder: str, campaign: Campaign) -> Message | Text:
    """Who a holder is, by the campaign's names; one that the campaign no longer has keeps its id."""
    kind, _, of = holder.partition(":")
    named: Mapping[str, Sequence[Unit | Body | Seat | Council]] = {
        "unit": campaign.units,
        "body": campaign.bodies,
        "seat": campaign.seats,
        **dict.fromkeys(_OF_A_COUNCIL, campaign.councils),
    }
    for row in named.get(kind, ()):
        if row.id == of:
            return row.name
    if kind == "office":
        return campaign.unit(campaign.office).name
    return message("Leadership") if kind == "leader" else Text(vi=of, en=of)


def unit_name(unit: str, campaign: Campaign) -> Text:
    """The unit's name; one that the campaign no longer has keeps its id."""
    known = next((row.name for row in campaign.units if row.id == unit), None)
    return known or Text(vi=unit, en=unit)


def own_unit(record: Record, campaign: Campaign) -> Text:
    """The name of the record's unit: once it is concluded, the name of that day."""
    if record.since is None or record.state not in CONCLUDED:
        return unit_name(record.unit, campaign)
    return unit_on(record.unit, vietnam_day(record.since), campaign)


def unit_on(unit: str, day: date, campaign: Campaign) -> Text:
    """The unit's name on that day; one that the campaign no longer has keeps its id."""
    known = next((row.name_on(day) for row in campaign.units if row.id == unit), None)
    return known or Text(vi=unit, en=unit)


def area_name(area: str, campaign: Campaign) -> Text:
    """The area's name; one that the campaign no longer has keeps its id."""
    known = next((row.name for row in campaign.areas if row.id == area), None)
    return known or Text(vi=area, en=area)


def duty(task: Task, campaign: Campaign) -> Message:
    """What is awaited from whom, and until when; a unit's deadline is a day, every other term a moment."""
    who = holder_name(task.holder, campaign)
    if task.due is None:
        return Message(_DUTIES_WITHOUT_TERM[task.duty].sentence, {"who": who})
    due = vietnam_day(task.due) if task.duty is Duty.FINISH else task.due
    return Message(_DUTIES[task.duty].sentence, {"who": who, "due": due})


def with_whom(record: Record, campaign: Campaign) -> tuple[Message, ...]:
    """Who has the record now and until when, one sentence for each; none once it is concluded."""
    return tuple(duty(task, campaign) for task in tasks(record, campaign))


def what_next(record: Record) -> Message:
    """What happens after that."""
    return words_of(record).next[record.state]
