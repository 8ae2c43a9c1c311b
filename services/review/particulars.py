"""What somebody must have before their eyes to take one action: a few rows above its form."""

from services.core.campaign.model import Campaign
from services.core.citizen import commands as citizen
from services.core.citizen.citizen import Citizen
from services.core.citizen.fields import CONTRIBUTIONS
from services.core.citizen.standing import deciding
from services.core.initiative.initiative import Initiative
from services.core.initiative.standing import acting
from services.core.language.message import Message, Text, Value, message
from services.core.people.roll.posts import role_name
from services.core.record import filling
from services.core.record.case import Case
from services.core.record.commands import HandOver
from services.core.record.history import last_act
from services.core.record.record import Record
from services.core.record.showing.story import tell
from services.core.record.showing.wording import holder_name
from services.core.work import commands as c
from services.core.work.who import reassignment
from services.core.work.work import Amendment, Facts, Work

Rows = list[tuple[Message | Text, Value | None]]

FAVOURABLE = message("Favourable")
UNFAVOURABLE = message("Unfavourable")


def particulars(command: type[c.Command], case: Case) -> Rows:
    """The rows for `command` on the case's record, which was submitted."""
    if isinstance(case.record, Work):
        return _of_work(command, case, case.record)
    if isinstance(case.record, Initiative):
        return _of_council(command, case, acting(case.record))
    return _of_citizen(command, case, case.record) if isinstance(case.record, Citizen) else []


def _of_citizen(command: type[c.Command], case: Case, record: Citizen) -> Rows:
    facts = record.facts
    if command in (citizen.Recognise, citizen.Refuse) and facts:
        named = ((field.label, filling.value_of(field, facts)) for field in CONTRIBUTIONS)
        given: Rows = [(label, value) for label, value in named if value is not None]
        return [(message("To be decided by"), record.due), *given]
    return _of_council(command, case, deciding(record))


def _of_council(command: type[c.Command], case: Case, holder: str) -> Rows:
    if command is HandOver:
        return [(message("Has it now"), role_name(holder, case.campaign))]
    return _decision(case) if command is c.TakeBack else []


def _of_work(command: type[c.Command], case: Case, work: Work) -> Rows:
    if command in (c.Approve, c.Decline, c.SendBack):
        return opinion_rows(work, case.campaign)
    if command in (c.ApproveAmendment, c.DeclineAmendment) and work.amendment and work.facts:
        return _amendment(work.facts, work.amendment)
    if command in (c.Verify, c.SendBackClaim, c.JudgeNotAchieved):
        return _claim(work)
    if command is c.TakeBack:
        return _decision(case)
    if command is c.Reassign:
        holder, stand_in = reassignment(work, case.seat, case.campaign)
        return [
            (message("Has it now"), holder_name(holder, case.campaign)),
            (message("Substitute"), holder_name(stand_in, case.campaign)),
        ]
    return []


def _decision(case: Case) -> Rows:
    last = last_act(case.history)
    return [(message("Decision"), tell(last, case.campaign)), (message("Decided"), last.at)] if last else []


def opinion_rows(work: Record, campaign: Campaign) -> Rows:
    """The appraising body's opinion on a work, and what each seat has decided so far."""
    if not isinstance(work, Work) or work.opinion is None:
        return []
    body = holder_name(f"body:{work.opinion.body}", campaign)
    opinion = FAVOURABLE if work.opinion.favourable else UNFAVOURABLE
    rows: Rows = [(message("Opinion of {body}", body=body), _with(opinion, work.opinion.reasons))]
    for seat in campaign.seats:
        vote = work.votes.get(seat.id)
        if vote:
            decision = message("Approved") if vote.approve else message("Not approved")
            rows.append((seat.name, _with(decision, vote.reasons)))
    return rows


def _with(decision: Message, words: str) -> Message:
    return message("{decision}: {words}", decision=decision, words=words) if words else decision


def _amendment(facts: Facts, asked: Amendment) -> Rows:
    rows: Rows = [(message("Deadline in force"), facts.deadline)]
    if asked.start:
        rows = [(message("Start in force"), facts.start), (message("Start asked for"), asked.start), *rows]
    if asked.deadline:
        rows.append((message("Deadline asked for"), asked.deadline))
    if asked.description:
        rows += [
            (message("Description in force"), facts.description),
            (message("Description asked for"), asked.description),
        ]
    return [*rows, (message("Reason of the unit"), asked.reason)]


def _claim(work: Work) -> Rows:
    rows: Rows = []
    if work.facts:
        rows = [
            (message("Deadline in force"), work.facts.deadline),
            (message("What shows that it is done"), work.facts.proof),
        ]
    if work.claim:
        rows += [
            (message("Day that the unit states"), work.claim.done_on),
            (message("Evidence reported"), work.claim.evidence),
        ]
    return rows
