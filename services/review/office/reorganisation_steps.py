"""The questions of a reorganisation, one subject a page: what and when, which units, into what.

Every answer is kept at once, so that the form can be left and gone on with on any device.
"""

import uuid
from collections.abc import Mapping
from typing import Any

import msgspec
from chalice.app import Response

from services.core.acting.answer import Back
from services.core.form import read
from services.core.reorganising import rules
from services.core.reorganising.reorganisation import Kind, Reorganisation
from services.core.reorganising.store import Kept
from services.core.web.visit import FormOutcome, NotFound, Visit
from services.review import register
from services.review.office import reorganisation_form as forms
from services.review.office.reorganisation_kept import (
    CHANGEABLE,
    LIST,
    OVERTAKEN,
    UNPROCESSABLE,
    address,
    found,
    maybe,
    mended_at,
    save,
)

#: What the log calls an answer.
_COMMAND = "PrepareReorganisation"


def new(visit: Visit) -> Response:
    """The first question, under a fresh id; nothing is stored before it is answered."""
    return _basis(visit, uuid.uuid4().hex, 0, {})


def ask_basis(visit: Visit, reorganisation: str) -> Response:
    """What happens, from when on, and what it rests on."""
    kept = found(visit, reorganisation)
    if kept.reorganisation.stage not in CHANGEABLE:
        return visit.go(address(reorganisation))
    return _basis(visit, reorganisation, kept.revision, forms.basis_text(kept.reorganisation))


def basis(visit: Visit, reorganisation: str) -> Response:
    """Keep the first answer."""
    visit.tell(command=_COMMAND)
    kept, typed = maybe(visit, reorganisation), visit.form
    if kept and kept.reorganisation.stage not in CHANGEABLE:
        return visit.go(address(reorganisation))
    if kept is None and typed.get("seen") != "0":
        raise NotFound  # it was dropped meanwhile
    values, problems = read(forms.BASIS, typed)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        back = Back(status=UNPROCESSABLE, problems=problems)
        return _basis(visit, reorganisation, _seen(kept), typed, back)
    kind, day = Kind(str(values["kind"])), values["day"]
    before = kept.reorganisation if kept else None
    if before is None:
        before = Reorganisation(
            id=reorganisation,
            campaign=visit.campaign.id,
            kind=kind,
            day=day,  # type: ignore[arg-type]  # read as a day: `BASIS` says so
            made_by=visit.person.id,
            made_at=visit.now,
        )
    changes: dict[str, Any] = {"day": day, "document": values["document"] or ""}
    if kind is not before.kind:
        changes |= {"kind": kind, "units": (), "successors": (), "new": (), "name": None, "records": {}}
    after = msgspec.structs.replace(before, **changes)
    after = msgspec.structs.replace(
        after, new=tuple(msgspec.structs.replace(unit, since=after.day) for unit in after.new)
    )
    problems = rules.day_problems(after, visit.campaign)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        back = Back(status=UNPROCESSABLE, problems=problems)
        return _basis(visit, reorganisation, _seen(kept), typed, back)
    if not save(visit, kept or Kept(reorganisation=before), after):
        return _basis(visit, reorganisation, _seen(maybe(visit, reorganisation)), typed, OVERTAKEN)
    return visit.go(address(reorganisation, "units"))


def _seen(kept: Kept | None) -> int:
    return kept.revision if kept else 0


def _basis(
    visit: Visit, reorganisation: str, seen: int, typed: Mapping[str, str], back: Back | None = None
) -> Response:
    return visit.page(
        "office/reorganisation/basis.html",
        back.status if back else 200,
        action=address(reorganisation, "basis"),
        before=address(reorganisation) if seen else LIST,
        fields=forms.BASIS,
        typed=typed,
        problems=back.problems if back else (),
        seen=seen,
    )


def ask_units(visit: Visit, reorganisation: str) -> Response:
    """Which units end, or which one gets another name."""
    kept = found(visit, reorganisation)
    if kept.reorganisation.stage not in CHANGEABLE:
        return visit.go(address(reorganisation))
    return _units(visit, kept, forms.units_text(kept.reorganisation))


def units(visit: Visit, reorganisation: str) -> Response:
    """Keep which units were chosen."""
    visit.tell(command=_COMMAND)
    kept, typed = found(visit, reorganisation), visit.form
    one = kept.reorganisation
    if one.stage not in CHANGEABLE:
        return visit.go(address(reorganisation))
    chosen = forms.units_typed(one.kind, typed, visit.campaign)
    after = msgspec.structs.replace(one, units=chosen)
    if chosen != one.units:
        after = msgspec.structs.replace(after, successors=(), new=(), name=None, records={}, members={})
    problems = rules.unit_problems(after, visit.campaign)
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        return _units(visit, kept, typed, Back(status=UNPROCESSABLE, problems=problems))
    if not save(visit, kept, after):
        return _units(visit, found(visit, reorganisation), typed, OVERTAKEN)
    return visit.go(address(reorganisation, "names"))


def _units(
    visit: Visit,
    kept: Kept,
    typed: Mapping[str, str],
    back: Back | None = None,
) -> Response:
    one = kept.reorganisation
    merges = one.kind is Kind.MERGE
    return visit.page(
        "office/reorganisation/units.html",
        back.status if back else 200,
        one=one,
        title=forms.KIND_NAMES[one.kind],
        before=address(one.id, "basis"),
        field=None if merges else forms.one_unit(visit.campaign, one.day),
        groups=forms.groups(visit.campaign, one.day, visit.language) if merges else (),
        elsewhere=mended_at(one.id, back.problems if back else (), "units"),
        open=register.open_of_units(visit.campaign.id) if merges else {},
        typed=typed,
        problems=back.problems if back else (),
        seen=kept.revision,
    )


def ask_names(visit: Visit, reorganisation: str) -> Response:
    """Into what: units that stand there, new ones with name and code, or the new name."""
    kept = found(visit, reorganisation)
    if kept.reorganisation.stage not in CHANGEABLE:
        return visit.go(address(reorganisation))
    if not kept.reorganisation.units:
        return visit.go(address(reorganisation, "units"))
    return _names(visit, kept, forms.successors_text(kept.reorganisation))


def names(visit: Visit, reorganisation: str) -> Response:
    """Keep the successors, or the new name."""
    visit.tell(command=_COMMAND)
    kept, typed = found(visit, reorganisation), visit.form
    one = kept.reorganisation
    if one.stage not in CHANGEABLE or not one.units:
        return visit.go(address(reorganisation))
    after, problems = forms.with_successors(one, typed, visit.campaign)
    problems = problems or rules.problems(after, visit.campaign, ())
    if problems:
        visit.tell(outcome=FormOutcome.MEND)
        return _names(visit, kept, typed, Back(status=UNPROCESSABLE, problems=problems))
    if not save(visit, kept, after):
        return _names(visit, found(visit, reorganisation), typed, OVERTAKEN)
    return visit.go(address(reorganisation, "records" if one.kind is Kind.SPLIT else "check"))


def _names(
    visit: Visit,
    kept: Kept,
    typed: Mapping[str, str],
    back: Back | None = None,
) -> Response:
    one = kept.reorganisation
    return visit.page(
        "office/reorganisation/names.html",
        back.status if back else 200,
        one=one,
        title=forms.KIND_NAMES[one.kind],
        units=[visit.campaign.unit(unit).name for unit in one.units],
        before=address(one.id, "units"),
        slots=forms.slots(one, visit.campaign),
        elsewhere=mended_at(one.id, back.problems if back else (), "names"),
        typed=typed,
        problems=back.problems if back else (),
        seen=kept.revision,
    )
