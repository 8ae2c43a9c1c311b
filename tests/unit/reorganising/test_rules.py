"""What is refused of a reorganisation, and where the form says so."""

from datetime import date, timedelta

import msgspec
import pytest

from services.core.form import Problem
from services.core.reorganising import outcome, rules
from services.core.reorganising.reorganisation import Kind, Reorganisation, Stage
from services.core.vietnam import vietnam_day
from tests.unit.reorganising.planning import (
    COAST,
    COMMUNES,
    DAY,
    PLAN,
    merger,
    named,
    new_unit,
    planned,
    renaming,
    split,
    with_units,
)

AFTER = with_units(PLAN, outcome.units_after(merger(), PLAN))
RENAMED = with_units(PLAN, outcome.units_after(renaming(), PLAN))
LATER = DAY + timedelta(days=30)


def said(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.field, problem.message.sentence) for problem in problems]


@pytest.mark.parametrize("one", [merger(), split(), renaming()], ids=lambda one: str(one.kind))
def test_what_is_whole_is_not_refused(one: Reorganisation) -> None:
    """Each kind can be planned, also beside those that are over or only prepared."""
    others = (
        msgspec.structs.replace(one, id="r0", stage=Stage.DONE),
        msgspec.structs.replace(one, id="r2", stage=Stage.PREPARED),
        one,
    )
    assert rules.problems(one, PLAN, others) == ()


_TWIN = new_unit("other", COAST.code, COAST.name.vi)
WRONG = [
    (merger(units=()), "units", "Choose at least one unit"),
    (merger(units=("nobody", "vinh-tu")), "units", "There is no such unit in this campaign"),
    (
        merger(units=("vinh-tu",)),
        "units",
        "One unit that only gets another name is renamed: choose at least two",
    ),
    (
        merger(day=vietnam_day(PLAN.launch)),
        "day",
        "The day must lie after the launch of the movement, {launch}",
    ),
    (
        merger(document=""),
        "document",
        "Say what it rests on: number and day of the resolution or decision",
    ),
    (merger(successors=()), "into-1", "Name the one unit into which they merge"),
    (
        merger(successors=("vinh-tu",), new=()),
        "into-1",
        "A unit cannot go on in itself: it ends, or it does not",
    ),
    (merger(successors=("nobody",), new=()), "into-1", "There is no such unit in this campaign"),
    (split(units=COMMUNES[:2], successors=("vinh-o", "vinh-ha")), "units", "Choose one unit only"),
    (split(successors=("vinh-thai",)), "into-2", "Name at least two units into which it is split"),
    (split(successors=("vinh-thai", "vinh-thai")), "into-2", "This unit is chosen twice"),
    (renaming(name=None), "vi-1", "Say what the unit is called from then on"),
    (renaming(name=PLAN.unit("vinh-tu").name), "vi-1", "This is the name that the unit has"),
    (renaming(name=PLAN.unit("vinh-thai").name), "vi-1", "Another unit has this name"),
    (renaming(units=COMMUNES), "units", "Choose one unit only"),
    (
        merger(new=(msgspec.structs.replace(COAST, code=PLAN.unit("vinh-o").code),)),
        "code-1",
        "Another unit has the code {code}: choose one",
    ),
    (
        merger(new=(msgspec.structs.replace(COAST, name=PLAN.unit("vinh-o").name),)),
        "vi-1",
        "Another unit has this name",
    ),
    (
        merger(new=(msgspec.structs.replace(COAST, id="vinh-o"),), successors=("vinh-o",)),
        "into-1",
        "Another unit has the same identifier",
    ),
]


@pytest.mark.parametrize(("one", "field", "says"), WRONG, ids=[says for _, _, says in WRONG])
def test_what_cannot_be_is_refused(one: Reorganisation, field: str, says: str) -> None:
    """Each mistake is named at the answer that made it, and nothing else is complained of."""
    assert said(rules.problems(one, PLAN, ())) == [(field, says)]


def test_two_that_are_new_are_told_apart() -> None:
    """Units that come to be together have names and codes of their own."""
    one = split(successors=(COAST.id, _TWIN.id), new=(COAST, _TWIN))
    assert {field for field, _ in said(rules.problems(one, PLAN, ()))} == {
        "code-1", "vi-1", "code-2", "vi-2"
    }  # fmt: skip


def test_a_merger_may_keep_the_name_of_one_that_ends() -> None:
    """Three communes often go on under the name of one of them."""
    kept = msgspec.structs.replace(COAST, name=PLAN.unit("vinh-tu").name)
    assert rules.problems(merger(new=(kept,)), PLAN, ()) == ()


def test_one_unit_may_go_on_in_another() -> None:
    """A commune that joins a neighbour is a merger, too."""
    one = merger(units=("vinh-tu",), successors=("vinh-thai",), new=())
    assert rules.problems(one, PLAN, ()) == ()


def test_what_has_ended_is_not_reorganised_again() -> None:
    """So no chain of successors comes back to where it began."""
    again = merger(id="r2", units=("vinh-tu", "vinh-o"), day=LATER, successors=("vinh-ha",), new=())
    assert said(rules.problems(again, AFTER, ())) == [("units", "{unit} has ended on {day}")]
    back = merger(id="r2", units=(COAST.id,), day=LATER, successors=("vinh-tu",), new=())
    assert said(rules.problems(back, AFTER, ())) == [("into-1", "{unit} has ended on {day}")]


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), DAY])
def test_nothing_happens_to_a_unit_before_it_came_to_be(day: date) -> None:
    """A unit exists for a day at least, and has each of its names for one."""
    ends = merger(id="r2", units=(COAST.id,), day=day, successors=("vinh-o",), new=())
    assert rules.day_problems(ends, AFTER) == rules.problems(ends, AFTER, ())
    assert said(rules.problems(ends, AFTER, ())) == [
        ("day", "{unit} came to be on {day}: choose a later day")
    ]
    again = renaming(id="r2", day=day, name=named("Xã Khác"))
    assert said(rules.problems(again, RENAMED, ())) == [
        ("day", "{unit} has had its name since {day}: choose a later day")
    ]


@pytest.mark.parametrize("stage", [Stage.PLANNED, Stage.UNDER_WAY])
def test_no_unit_stands_under_two_at_once(stage: Stage) -> None:
    """Neither as one that ends nor as one that goes on."""
    other = merger(id="r2", stage=stage, units=("vinh-o",), successors=("vinh-tu",), new=())
    fields = [field for field, _ in said(rules.problems(split(), PLAN, (other,)))]
    assert fields == ["units"]
    other = merger(id="r2", stage=stage, units=("vinh-o",), successors=("trung-nam",), new=())
    assert [field for field, _ in said(rules.problems(split(), PLAN, (other,)))] == ["into-2"]


def test_it_is_carried_out_on_its_day_or_later() -> None:
    """The day is Vietnam's."""
    assert rules.too_early(merger(), DAY) == ()
    assert [problem.field for problem in rules.too_early(merger(), DAY - timedelta(days=1))] == ["day"]


def test_the_units_alone_can_be_looked_at() -> None:
    """The form says what is wrong with the units before it asks for their successors."""
    one = planned(Kind.MERGE, units=("vinh-tu", "vinh-o"))
    assert rules.unit_problems(one, PLAN) == ()
    assert said(rules.unit_problems(one, AFTER)) == [("units", "{unit} has ended on {day}")]
