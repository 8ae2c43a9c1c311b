"""What each command changes on a work, once it is allowed."""

from functools import singledispatch

import msgspec

from services.core.campaign import calendar, routing, succession
from services.core.campaign.model import Campaign
from services.core.people.person import Role
from services.core.record.case import Case
from services.core.record.effects import Effect, answer_to, effect
from services.core.record.moving import moved
from services.core.record.record import RecordFacts
from services.core.record.usual import usual_effect
from services.core.vietnam import end_of_day
from services.core.work import commands as c
from services.core.work.judgement import outcome
from services.core.work.needs import last_seat
from services.core.work.who import is_of, reassignment
from services.core.work.work import Amendment, Claim, Facts, Opinion, Progress, Verdict, Vote, Work


@singledispatch
def effect_of(command: c.Command, case: Case[Work]) -> Effect:
    """What `command` changes on the work of `case`."""
    return usual_effect(command, case)


def _received(facts: RecordFacts, case: Case[Work], answer: str = "", **more: object) -> Effect:
    """A work goes to the body of its area, or back to the one that returned it; due in working days."""
    before = case.record
    stays = bool(before.body) and before.facts is not None and before.facts.area == facts.area
    body = before.body if stays else routing.appraiser_for(case.campaign, facts.area, before.unit, case.today)
    due = calendar.due(case.now, case.campaign.terms.appraisal_days, case.campaign)
    return effect(answer, facts=facts, body=body, due=due, **more)


@effect_of.register
def _submit(command: c.Submit, case: Case[Work]) -> Effect:
    return _received(command.facts, case, submitted_at=case.now)


@effect_of.register
def _resubmit(command: c.Resubmit, case: Case[Work]) -> Effect:
    return _received(command.facts, case, command.answer, **answer_to(case, command))


@effect_of.register
def _withdraw(command: c.Withdraw, _: Case[Work]) -> Effect:
    return effect(command.reason, due=None, amendment=None)


@effect_of.register
def _appraise(command: c.Appraise, case: Case[Work]) -> Effect:
    opinion = Opinion(
        favourable=command.favourable,
        reasons=command.reasons,
        body=succession.body_on(case.campaign, case.record.body, case.today).id,
        at=case.now,
    )
    due = calendar.due(case.now, case.campaign.terms.approval_days, case.campaign)
    return effect(command.reasons, opinion=opinion, votes={}, due=due)


@effect_of.register
def _send_back(command: c.SendBack, case: Case[Work]) -> Effect:
    due = calendar.due(case.now, case.campaign.terms.appraisal_days, case.campaign)
    return effect(command.reason, opinion=None, votes={}, due=due)


def _voted(
    votes: dict[str, Vote], seat: str, case: Case[Work], reasons: str, *, approve: bool
) -> dict[str, Vote]:
    return votes | {seat: Vote(approve=approve, reasons=reasons, at=case.now)}


@effect_of.register
def _approve(command: c.Approve, case: Case[Work]) -> Effect:
    votes = _voted(case.record.votes, command.seat, case, command.reasons, approve=True)
    if not last_seat(case):
        return effect(command.reasons, votes=votes)
    # From here on the unit has it; its term is the deadline itself, to the end of that day.
    due = end_of_day(_facts(case.record).deadline)
    return effect(command.reasons, votes=votes, baseline=case.record.facts, due=due)


@effect_of.register
def _decline(command: c.Decline, case: Case[Work]) -> Effect:
    votes = _voted(case.record.votes, command.seat, case, command.reasons, approve=False)
    return effect(command.reasons, votes=votes, due=None)


@effect_of.register
def _report_progress(command: c.ReportProgress, case: Case[Work]) -> Effect:
    progress = Progress(percent=command.percent, note=command.note, at=case.now, files=command.files)
    return effect(command.note, progress=progress)


@effect_of.register
def _request_amendment(command: c.RequestAmendment, case: Case[Work]) -> Effect:
    facts = _facts(case.record)
    amendment = Amendment(
        # What is in force already is not asked for.
        start=None if command.start == facts.start else command.start,
        deadline=None if command.deadline == facts.deadline else command.deadline,
        description=None if command.description == facts.description else command.description,
        reason=command.reason,
        at=case.now,
        due=calendar.due(case.now, case.campaign.terms.approval_days, case.campaign),
    )
    return effect(command.reason, amendment=amendment)


@effect_of.register
def _approve_amendment(command: c.ApproveAmendment, case: Case[Work]) -> Effect:
    amendment = case.record.amendment
    assert amendment is not None  # noqa: S101 - the table's gate saw to it
    votes = _voted(amendment.votes, command.seat, case, command.reasons, approve=True)
    if not last_seat(case):
        return effect(command.reasons, amendment=msgspec.structs.replace(amendment, votes=votes))
    facts = _facts(case.record)
    amended = msgspec.structs.replace(
        facts,
        start=amendment.start or facts.start,
        deadline=amendment.deadline or facts.deadline,
        description=amendment.description or facts.description,
    )
    return effect(command.reasons, facts=amended, amendment=None, due=end_of_day(amended.deadline))


@effect_of.register
def _decline_amendment(command: c.DeclineAmendment, _: Case[Work]) -> Effect:
    return effect(command.reasons, amendment=None)


@effect_of.register
def _claim(command: c.ClaimCompletion, case: Case[Work]) -> Effect:
    claim = Claim(done_on=command.done_on, evidence=command.evidence, at=case.now, files=command.files)
    due = calendar.due(case.now, case.campaign.terms.verification_days, case.campaign)
    # A pending amendment lapses: what is done is judged against what was approved.
    return effect(command.evidence, claim=claim, amendment=None, due=due)


@effect_of.register
def _send_back_claim(command: c.SendBackClaim, case: Case[Work]) -> Effect:
    due = end_of_day(_facts(case.record).deadline)
    return effect(command.reason, claim=None, due=due)


@effect_of.register
def _verify(command: c.Verify, case: Case[Work]) -> Effect:
    verdict = Verdict(
        outcome=outcome(command.done_on, _facts(case.record).deadline),
        done_on=command.done_on,
        reason=command.reason,
        at=case.now,
    )
    return effect(command.reason, verdict=verdict, due=None)


@effect_of.register
def _not_achieved(command: c.JudgeNotAchieved, _: Case[Work]) -> Effect:
    return effect(command.reason, amendment=None, due=None)


@effect_of.register
def _move(command: c.Move, case: Case[Work]) -> Effect:
    """Whoever would decide on their own unit's record from now on is replaced, nobody else."""
    work, campaign = case.record, case.campaign
    body, stand_ins = work.body, dict(work.stand_ins)
    other = routing.substitute_for_body(campaign, _facts(work).area, body)
    if _is_of_body(body, command.unit, campaign) and not _is_of_body(other, command.unit, campaign):
        body = other
    for seat in [seat for seat, holder in stand_ins.items() if is_of(holder, command.unit, campaign)]:
        del stand_ins[seat]
    changes = moved(case, command.unit) | {"body": body, "stand_ins": stand_ins}
    return effect(command.reason, **changes)


def _is_of_body(body: str, unit: str, campaign: Campaign) -> bool:
    return is_of(f"{Role.BODY.value}:{body}", unit, campaign)


@effect_of.register
def _reassign(command: c.Reassign, case: Case[Work]) -> Effect:
    work = case.record
    _, stand_in = reassignment(work, command.seat, case.campaign)
    if command.seat:
        return effect(command.reason, stand_ins=work.stand_ins | {command.seat: stand_in})
    return effect(command.reason, body=stand_in.partition(":")[2])


def _facts(work: Work) -> Facts:
    """The facts of a work that was submitted."""
    assert work.facts is not None  # noqa: S101 - the table lets no draft come here
    return work.facts
