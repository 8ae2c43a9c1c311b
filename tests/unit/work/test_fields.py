"""What a unit fills in: read exactly, checked across fields, and given back as it can be typed."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.campaign.model import Track
from services.core.form import LARGEST_AMOUNT, Kind, clean
from services.core.record.filling import field_named, fields, read_facts, typed_from
from services.core.work.fields import sections, target_of
from services.core.work.work import Facts, WorkKind
from tests.unit.work.lives import FACTS, campaign

TYPED = {
    "title": "Đường giao thông nội đồng",
    "kind": "construction",
    "area": "economy",
    "description": "Bê tông 1,2 km",
    "meaning": "Đi lại thuận tiện",
    "place": "Thôn Tiên Mỹ",
    "beneficiaries": "120 hộ",
    "budget": "850.000.000",
    "sources": "",
    "start": "1/10/2024",
    "deadline": "20/12/2024",
    "proof": "Biên bản nghiệm thu",
    "target": "",
    "quantity": "",
    "in_charge": "Trần Văn Bình, Phó Chủ tịch",
}


def _problems(**typed: str) -> list[str]:
    """The fields to be mended, in the order in which they are named."""
    facts, problems = read_facts(Track.WORK, TYPED | typed, campaign())
    assert (facts is None) is bool(problems)
    return [problem.field for problem in problems]


def test_what_was_typed_becomes_facts() -> None:
    """A filled-in form gives exactly these values."""
    assert read_facts(Track.WORK, TYPED, campaign()) == (FACTS, ())


def test_what_is_optional_may_be_left_empty_and_nothing_else() -> None:
    """To submit, everything is required but the budget's sources and the target link."""
    empty, problems = read_facts(Track.WORK, {}, campaign())
    assert empty is None
    optional = {"sources", "target", "quantity"}
    assert [problem.field for problem in problems] == [
        field.name for field in fields(Track.WORK, campaign()) if field.name not in optional
    ]


def test_a_budget_may_be_nothing() -> None:
    """Work that needs no money is registered with 0."""
    facts, _ = read_facts(Track.WORK, TYPED | {"budget": "0"}, campaign())
    assert facts is not None
    assert facts.budget == 0


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ({"deadline": "30/9/2024"}, ["deadline"]),
        ({"deadline": "1/10/2024"}, []),
        ({"target": "rice-area"}, ["quantity"]),
        ({"quantity": "12,5"}, ["target"]),
        ({"target": "rice-area", "quantity": "12,5"}, []),
        ({"target": "rice-area", "quantity": "0"}, []),
        ({"deadline": "30/9/2024", "title": "", "quantity": "5"}, ["title", "target", "deadline"]),
        ({"budget": "1.200.000,5"}, ["budget"]),
        ({"area": "astronomy"}, ["area"]),
        ({"start": "31/2/2025"}, ["start"]),
    ],
)
def test_answers_are_checked_beside_each_other(typed: dict[str, str], named: list[str]) -> None:
    """Problems come in the order of the form, whatever rule found them."""
    assert _problems(**typed) == named


_LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda text: bool(clean(text))
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    title=_LINES.map(clean),
    description=_LINES.map(lambda text: clean(text, lines=True)),
    budget=st.integers(0, LARGEST_AMOUNT),
    start=st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    quantity=st.none() | st.decimals(0, 10**6, places=3, allow_nan=False),
    kind=st.sampled_from(WorkKind),
)
def test_facts_survive_being_typed_again(  # noqa: PLR0913, PLR0917 - the kinds of value that facts hold
    title: str, description: str, budget: int, start: date, quantity: Decimal | None, kind: WorkKind
) -> None:
    """A form that starts from stored facts, sent unchanged, gives the same facts."""
    facts = msgspec.structs.replace(
        FACTS,
        title=title,
        description=description,
        budget=budget,
        start=start,
        deadline=start,
        kind=kind,
        quantity=quantity,
        target="rice-area" if quantity is not None else "",
    )
    assert read_facts(Track.WORK, typed_from(Track.WORK, facts, campaign()), campaign()) == (facts, ())


def test_every_fact_is_asked_once_and_every_field_is_a_fact() -> None:
    """The form and the record cannot drift apart."""
    names = [field.name for field in fields(Track.WORK, campaign())]
    assert sorted(names) == sorted(Facts.__struct_fields__)
    assert [field.name for section in sections(campaign()) for field in section.fields] == names


def test_fields_are_found_by_name() -> None:
    """The amendment page borrows two of them; a name that is none is a mistake in the code."""
    assert field_named(Track.WORK, campaign(), "deadline").kind is Kind.DAY
    with pytest.raises(KeyError):
        field_named(Track.WORK, campaign(), "colour")


def test_a_target_that_the_file_dropped_is_absent() -> None:
    """A record outlives the target that it served."""
    served = msgspec.structs.replace(FACTS, target="rice-area")
    found = target_of(served, campaign())
    assert found is not None
    assert found.id == "rice-area"
    assert target_of(FACTS, campaign()) is None
