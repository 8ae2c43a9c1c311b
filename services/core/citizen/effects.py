"""What each command changes on a citizen's record, once it is allowed."""

from functools import singledispatch

from services.core.campaign import calendar
from services.core.campaign.model import Track
from services.core.campaign.routing import council_for
from services.core.citizen import commands as c
from services.core.citizen.citizen import Citizen
from services.core.citizen.standing import deciding
from services.core.record.case import Case
from services.core.record.effects import Effect, answer_to, effect
from services.core.record.record import RecordFacts
from services.core.record.usual import usual_effect


@singledispatch
def effect_of(command: c.Command, case: Case[Citizen]) -> Effect:
    """What `command` changes on the record of `case`."""
    return usual_effect(command, case)


def _received(facts: RecordFacts, case: Case[Citizen], answer: str = "", **more: object) -> Effect:
    """The record goes to whoever records what its council decides; due in working days."""
    due = calendar.due(case.now, case.campaign.terms.approval_days, case.campaign)
    return effect(answer, facts=facts, due=due, **more)


@effect_of.register
def _submit(command: c.Submit, case: Case[Citizen]) -> Effect:
    council = council_for(case.campaign, Track.CITIZEN)
    assert council is not None  # noqa: S101 - the table's gate saw to it
    return _received(command.facts, case, submitted_at=case.now, council=council.id)


@effect_of.register
def _resubmit(command: c.Resubmit, case: Case[Citizen]) -> Effect:
    return _received(command.facts, case, command.answer, **answer_to(case, command))


@effect_of.register
def _recognise(command: c.Recognise, _: Case[Citizen]) -> Effect:
    return effect(command.remark, due=None)


@effect_of.register
def _refuse(command: c.Refuse, _: Case[Citizen]) -> Effect:
    return effect(command.reasons, due=None)


@effect_of.register
def _declare_conflict(command: c.DeclareConflict, case: Case[Citizen]) -> Effect:
    """Where whoever has it is barred now, the deputy has it at once; nobody else hands it on."""
    declared = usual_effect(command, case)
    record = case.record
    if record.deputised or deciding(record) not in case.person.holders(record.campaign):
        return declared
    return effect(command.reason, **declared.changes, deputised=True)


@effect_of.register
def _hand_over(command: c.HandOver, case: Case[Citizen]) -> Effect:
    return effect(command.reason, deputised=not case.record.deputised)
