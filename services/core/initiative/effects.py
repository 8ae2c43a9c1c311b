"""What each command changes on an initiative, once it is allowed."""

from datetime import datetime
from functools import singledispatch

import msgspec

from services.core.campaign import calendar
from services.core.campaign.model import Track
from services.core.campaign.routing import council_for
from services.core.campaign.succession import lineage
from services.core.initiative import commands as c
from services.core.initiative import filing
from services.core.initiative.initiative import Initiative
from services.core.initiative.needs import still_confirmed
from services.core.initiative.standing import acting
from services.core.record.case import Case
from services.core.record.effects import Effect, answer_to, effect
from services.core.record.usual import usual_effect


@singledispatch
def effect_of(command: c.Command, case: Case[Initiative]) -> Effect:
    """What `command` changes on the initiative of `case`."""
    return usual_effect(command, case)


def _in(days: int, case: Case[Initiative]) -> datetime:
    return calendar.due(case.now, days, case.campaign)


def _resting_on(rule: str, case: Case[Initiative], done: Effect) -> Effect:
    return msgspec.structs.replace(done, rules=filing.used(case.campaign, rule, case.now))


@effect_of.register
def _submit(command: c.Submit, case: Case[Initiative]) -> Effect:
    council = council_for(case.campaign, Track.INITIATIVE)
    assert council is not None  # noqa: S101 - the table's gate saw to it
    due = _in(case.campaign.terms.answer_days, case)
    done = effect(facts=command.facts, submitted_at=case.now, council=council.id, due=due)
    return _resting_on(filing.FILING, case, done)


@effect_of.register
def _resubmit(command: c.Resubmit, case: Case[Initiative]) -> Effect:
    """Back to whoever returned it, who has the whole term anew; to the unit where it has to confirm again."""
    terms, confirmed = case.campaign.terms, still_confirmed(case)
    changes = answer_to(case, command) | ({} if confirmed == case.record.confirmed else {"confirmed": False})
    due = _in(terms.appraisal_days if confirmed else terms.answer_days, case)
    return effect(command.answer, facts=command.facts, due=due, **changes)


@effect_of.register
def _confirm(command: c.Confirm, case: Case[Initiative]) -> Effect:
    """It goes to the council's secretary; to its chair where the secretary's unit is the own one."""
    own = lineage(case.campaign, case.campaign.council(case.record.council).unit)
    due = _in(case.campaign.terms.appraisal_days, case)
    # It may be confirmed anew after the secretary declared a conflict, or the office handed it over.
    chaired = case.record.chaired or case.record.unit in own
    return effect(command.remark, confirmed=True, chaired=chaired, due=due)


@effect_of.register
def _accept(command: c.Accept, case: Case[Initiative]) -> Effect:
    due = filing.decision_due(case.now, case.campaign)
    done = effect(command.remark, accepted_at=case.now, due=due)
    return _resting_on(filing.DECIDING, case, done)


@effect_of.register
def _declare_conflict(command: c.DeclareConflict, case: Case[Initiative]) -> Effect:
    """Where the secretary is barred now, the chair has it at once; nobody else hands it on."""
    declared, record = usual_effect(command, case), case.record
    if record.chaired or acting(record) not in case.person.holders(record.campaign):
        return declared
    return effect(command.reason, **declared.changes, chaired=True)


@effect_of.register
def _move(command: c.Move, case: Case[Initiative]) -> Effect:
    """The chair has it where the unit that it goes to is the secretary's own; else whoever has it now."""
    record = case.record
    council = next((one for one in case.campaign.councils if one.id == record.council), None)
    own = lineage(case.campaign, council.unit) if council else ()
    chaired = record.chaired or (record.confirmed and command.unit in own)
    return effect(command.reason, **usual_effect(command, case).changes, chaired=chaired)


@effect_of.register
def _hand_over(command: c.HandOver, case: Case[Initiative]) -> Effect:
    return effect(command.reason, chaired=not case.record.chaired)
