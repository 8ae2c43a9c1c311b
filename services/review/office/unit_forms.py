"""The forms that correct a unit and add one."""

from collections.abc import Iterable

from chalice.app import Response

from services.core import form
from services.core.campaign import store as campaigns
from services.core.campaign.unit import Unit, UnitKind
from services.core.form import Field, Problem
from services.core.language.message import Message, Text, message
from services.core.people.roll.posts import units
from services.core.table import ConflictError
from services.core.trail import store as trails
from services.core.units import acts
from services.core.units.fields import CODE, check_code, check_telephone, code_of, fields, said
from services.core.units.rules import NotAllowedError, below, id_of, mark, texts
from services.core.vietnam import vietnam_day
from services.core.web.visit import FormOutcome, Visit
from services.review.office.acting import acting
from services.review.office.person_page import seen
from services.review.office.units_page import UNITS, known


def edit(visit: Visit, unit_id: str) -> Response:
    """The form that corrects a unit."""
    unit = known(visit, unit_id)
    return _page(visit, unit)


def save(visit: Visit, unit_id: str) -> Response:
    """Correct a unit; whoever was overtaken sees what stands there now beside what they typed."""
    unit = known(visit, unit_id)
    visit.tell(command="CorrectUnit")
    values, problems = form.read(_fields(visit, unit), visit.form)
    problems += check_telephone(values)
    if problems:
        return _mend(visit, unit, problems)
    try:
        acts.correct(said(unit, values), visit.form.get("was", ""), seen(visit.form), acting(visit))
    except NotAllowedError as refused:
        return _mend(visit, unit, (refused.problem,))
    except ConflictError:
        visit.tell(outcome=FormOutcome.STALE)
        now = campaigns.current(visit.campaign.id).unit(unit_id)
        return _page(visit, now, status=409, others=_others(visit, now))
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(f"{UNITS}/{unit_id}?done=1")


def new(visit: Visit) -> Response:
    """The form that adds a unit; `?parent=` is the one that it belongs to."""
    return _page(visit, None)


def add(visit: Visit) -> Response:
    """Add a unit."""
    visit.tell(command="AddUnit")
    values, problems = form.read((CODE, *_fields(visit)), visit.form)
    problems += check_code(values) + check_telephone(values)
    if problems:
        return _mend(visit, None, problems)
    code = code_of(values)
    blank = Unit(id=id_of(code), code=code, name=Text(vi="", en=""), kind=UnitKind.AGENCY)
    try:
        acts.add(said(blank, values), acting(visit))
    except NotAllowedError as refused:
        return _mend(visit, None, (refused.problem,))
    except ConflictError:
        return _mend(visit, None, (Problem("code", message("A colleague added this code just now")),))
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(f"{UNITS}/{blank.id}?done=1")


def _fields(visit: Visit, unit: Unit | None = None) -> tuple[Field, ...]:
    """What is asked; a unit belongs neither to itself nor to one of its own."""
    own = {unit.id, *below(unit.id, visit.campaign)} if unit else frozenset()
    offered = units(visit.campaign, vietnam_day(visit.now))
    return fields(choice for choice in offered if choice.value not in own)


def _others(visit: Visit, now: Unit) -> Iterable[tuple[Message, Message | Text | str]]:
    """What stands there now, where something else was typed."""
    stands = texts(now)
    for field in _fields(visit, now):
        text = stands[field.name]
        if form.clean(visit.form.get(field.name, "")) != text:
            label = next((choice.label for choice in field.choices if choice.value == text), text)
            yield field.label, label or message("not given")


def _mend(visit: Visit, unit: Unit | None, problems: tuple[Problem, ...]) -> Response:
    visit.tell(outcome=FormOutcome.MEND)
    return _page(visit, unit, problems, 422)


def _page(
    visit: Visit,
    unit: Unit | None,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
    others: Iterable[tuple[Message, Message | Text | str]] = (),
) -> Response:
    """The form as the unit stands, or as it was typed."""
    blank = {"registers": "yes", "parent": visit.query.get("parent", "")}
    typed = visit.form if visit.method == "POST" else texts(unit) if unit else blank
    return visit.page(
        "office/unit_form.html",
        status,
        unit=unit,
        path=f"{UNITS}/{unit.id}" if unit else UNITS,
        fields=_fields(visit, unit) if unit else (CODE, *_fields(visit)),
        typed=typed,
        problems=problems,
        others=list(others),
        seen=trails.last(trails.of_unit(visit.campaign.id, unit.id)) if unit else 0,
        was=mark(unit) if unit else "",
    )
