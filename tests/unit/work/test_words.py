"""What a work says about itself: states, duties, history, facts, changes; in both languages, never a gap."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings

from services.core.campaign.model import Campaign, Track
from services.core.language.catalogue import say
from services.core.language.message import Language, Text
from services.core.people.person import Role
from services.core.record.duty import Duty, Task
from services.core.record.record import Outcome, State
from services.core.record.showing.sheet import changes, groups, sheet
from services.core.record.showing.story import tell
from services.core.record.showing.wording import (
    area_name,
    duty,
    holder_name,
    shape,
    state_name,
    unit_name,
    what_next,
    with_whom,
)
from services.core.vietnam import VIETNAM
from services.core.work import commands as c
from services.core.work.transitions import TABLE
from services.core.work.wording import OUTCOME_NAMES, SHAPES, STATE_NAMES
from services.core.work.work import Facts
from tests.unit.work.lives import (
    COMMANDS,
    FACTS,
    SITUATIONS,
    Life,
    amending,
    approved,
    campaign,
    completed,
    lives,
    returned,
    submitted,
    verified,
)

LANGUAGES: tuple[Language, ...] = ("vi", "en")


def _changed(facts: Facts, **values: object) -> Facts:
    return msgspec.structs.replace(facts, **values)


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", sorted({state for row in TABLE for state in (*row.source, row.to) if state})
)
def test_every_state_has_a_name_a_mark_and_a_next_step(state: State) -> None:
    """No state can be shown without its word, its shape and what follows."""
    work = msgspec.structs.replace(submitted().work, state=state)
    assert say(STATE_NAMES[state], "vi") != STATE_NAMES[state].sentence
    assert SHAPES[state]
    assert what_next(work).sentence


@pytest.mark.parametrize(
    ("day", "outcome", "mark"),
    [
        (date(2024, 12, 19), Outcome.EARLY, "done"),
        (date(2024, 12, 20), Outcome.ON_TIME, "done"),
        (date(2024, 12, 21), Outcome.LATE, "late"),
    ],
)
def test_a_verified_work_says_how_it_was_judged(day: date, outcome: Outcome, mark: str) -> None:
    """Early, on time and late have words of their own, and late a mark of its own."""
    life = approved().at(submitted().now + timedelta(days=100))
    life.do("author", c.ClaimCompletion(done_on=day, evidence="Biên bản"))
    life.do("appraiser", c.Verify(done_on=day))
    assert state_name(Track.WORK, life.work.state, life.work.outcome) == OUTCOME_NAMES[outcome]
    assert (
        shape(Track.WORK, life.work.state, outcome) == sheet(life.stored, campaign(), life.now).shape == mark
    )
    assert day.strftime("%d/%m/%Y") in say(tell(life.history[-1], campaign()), "vi")


@pytest.mark.parametrize(
    ("holder", "name"),
    [
        ("unit:vinh-lam", "Xã Vĩnh Lâm"),
        ("body:phong-tckh", "Phòng Tài chính - Kế hoạch"),
        ("seat:huyen-uy", "Thường trực Huyện ủy"),
        ("office", "Phòng Nội vụ"),
        ("leader", "Lãnh đạo"),
        ("body:dissolved", "dissolved"),
        ("unknown:thing", "thing"),
    ],
)
def test_holders_are_called_by_the_campaigns_names(holder: str, name: str) -> None:
    """Names come from the file; one that the file no longer has is still said, not an error."""
    assert say(holder_name(holder, campaign()), "vi") == name


@pytest.mark.parametrize("kind", list(Duty))
def test_every_duty_is_said_with_and_without_a_term(kind: Duty) -> None:
    """Who, what, and until when where there is a term."""
    due = submitted().work.due
    assert due is not None
    told = {
        term: say(duty(Task(holder="seat:ubnd", duty=kind, due=term), campaign()), "vi")
        for term in (due, None)
    }
    day = due.astimezone(VIETNAM)
    assert f"{day.day:02}/{day.month}/{day.year}" in told[due]
    assert "/" not in told[None]
    assert all(text.startswith("Ủy ban nhân dân huyện") for text in told.values())


def test_both_seats_are_named_while_both_have_it() -> None:
    """A work before two seats says so twice, and once when one has decided."""
    assert len(with_whom(SITUATIONS["appraised"]().work, campaign())) == 2
    assert len(with_whom(SITUATIONS["half_approved"]().work, campaign())) == 1
    assert with_whom(verified().work, campaign()) == ()


def test_a_units_deadline_is_said_as_a_day() -> None:
    """The unit has until the end of the day, so no hour is named."""
    (sentence,) = with_whom(approved().work, campaign())
    assert "giờ" not in say(sentence, "vi")
    assert "20/12/2024" in say(sentence, "vi")


# --- the history -------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, derandomize=True)
@given(lives())
def test_every_life_can_be_told(life: Life) -> None:
    """Whatever happened to a work, each entry is a sentence in both languages, and the page can be made."""
    for language in LANGUAGES:
        for entry in life.history:
            assert "{" not in say(tell(entry, campaign()), language)
    page = sheet(life.stored, campaign(), life.now)
    assert len(page.history) == len(life.history)
    assert [told.words for told in page.history] == [entry.reason for entry in reversed(life.history)]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (c.RequestAmendment(deadline=date(2025, 1, 15), description=None, reason="x"), "thời hạn đến"),
        (c.RequestAmendment(deadline=None, description="Chỉ 800 m", reason="x"), "quy mô"),
        (
            c.RequestAmendment(deadline=date(2025, 1, 15), description="Chỉ 800 m", reason="x"),
            "quy mô và thời hạn đến",
        ),
        (
            c.RequestAmendment(start=date(2024, 9, 1), deadline=None, description=None, reason="x"),
            "ngày bắt đầu",
        ),
    ],
)
def test_an_amendment_says_what_it_asks_for(command: c.Command, said: str) -> None:
    """A new deadline, another scope, or both."""
    life = approved().do("author", command)
    assert said in say(tell(life.history[-1], campaign()), "vi")


@pytest.mark.parametrize(("days", "late"), [(6, False), (8, True)])
def test_an_answer_after_its_term_is_said_to_be_late(days: int, late: bool) -> None:  # noqa: FBT001 - the outcome
    """Late is said, on time is not."""
    life = returned().later(days=days).do("author", COMMANDS["resubmit"])
    assert ("sau thời hạn" in say(tell(life.history[-1], campaign()), "vi")) is late


def test_a_report_of_progress_says_how_far_it_is() -> None:
    """The figure stands in the sentence, in the way of its language."""
    life = approved().do("author", COMMANDS["progress"])
    assert "40%" in say(tell(life.history[-1], campaign()), "vi")


def test_a_return_says_by_when_it_has_to_be_answered() -> None:
    """The unit reads its term in the history, too."""
    life = returned()
    assert life.work.due is not None
    assert f"{life.work.due:%d/%m/%Y}" in say(tell(life.history[-1], campaign()), "vi")


@pytest.mark.parametrize("name", ["appraise", "appraise against"])
def test_an_opinion_says_which_way_it_goes(name: str) -> None:
    """Favourable or not is plain from the sentence alone."""
    life = submitted().do("appraiser", COMMANDS[name])
    against = name == "appraise against"
    assert ("không đề nghị" in say(tell(life.history[-1], campaign()), "vi")) is against


# --- the page ----------------------------------------------------------------------------------


def test_the_sheet_answers_in_order_of_need() -> None:
    """Title, names, who has it and whether that is overdue, from one call."""
    life = submitted()
    page = sheet(life.stored, campaign(), life.now)
    assert (
        page.title,
        say(page.unit, "vi"),
        say(page.area, "vi") if isinstance(page.area, Text) else "",
    ) == (
        FACTS.title,
        "Xã Vĩnh Lâm",
        "Kinh tế",
    )
    assert [one.late for one in page.standing] == [False]
    assert [one.late for one in sheet(life.stored, campaign(), life.now + timedelta(days=60)).standing] == [
        True
    ]
    assert page.ask is None
    assert sheet(returned().stored, campaign(), life.now).ask is not None


def test_a_draft_has_a_sheet_too() -> None:
    """A work without facts shows the title that was typed, and no facts."""
    life = SITUATIONS["draft"]()
    typed = msgspec.structs.replace(life.stored, draft={"title": "Đường"})
    assert sheet(typed, campaign(), life.now).title == "Đường"
    assert sheet(life.stored, campaign(), life.now).facts == ()
    assert sheet(life.stored, campaign(), life.now).title == ""


def test_facts_are_shown_in_the_forms_order_with_names_and_measures() -> None:
    """Choices by name, money with its unit, a quantity with the target's measure, nothing as None."""
    target = campaign().targets[0]
    facts = _changed(FACTS, target=target.id, quantity=msgspec.convert("12.5", type=type(target.value)))
    shown = {
        row.label.sentence: row.value for group in groups(Track.WORK, facts, campaign()) for row in group.rows
    }
    assert say(shown["Area of emulation"], "vi") == "Kinh tế"  # type: ignore[arg-type] # a Text
    assert say(shown["Budget"], "vi") == "850.000.000 đồng"  # type: ignore[arg-type] # a Message
    assert say(shown["Quantity towards that target"], "vi") == "12,5 ha"  # type: ignore[arg-type] # a Message
    assert shown["Sources of the budget"] is None


def test_a_choice_that_the_file_no_longer_offers_is_still_shown() -> None:
    """A record outlives the campaign's areas and targets."""
    facts = _changed(
        FACTS,
        area="gone",
        target="gone",
        quantity=msgspec.convert("3", type=type(campaign().targets[0].value)),
    )
    shown = {
        row.label.sentence: row.value for group in groups(Track.WORK, facts, campaign()) for row in group.rows
    }
    assert shown["Area of emulation"] == "gone"
    assert str(shown["Quantity towards that target"]) == "3"


def test_changes_name_only_what_differs() -> None:
    """Before and after, in the words of the form; nothing without two sides."""
    after = _changed(FACTS, deadline=date(2025, 1, 15), sources="Ngân sách huyện")
    found = {
        one.label.sentence: (one.before, one.after) for one in changes(Track.WORK, FACTS, after, campaign())
    }
    assert found == {
        "Deadline": (date(2024, 12, 20), date(2025, 1, 15)),
        "Sources of the budget": (None, "Ngân sách huyện"),
    }
    assert changes(Track.WORK, None, FACTS, campaign()) == changes(Track.WORK, FACTS, None, campaign()) == ()
    assert changes(Track.WORK, FACTS, FACTS, campaign()) == ()


def test_what_an_answer_changed_is_shown_until_the_approval() -> None:
    """The appraiser sees what is new after a return; after the approval the baseline is what counts."""
    life = returned().do("author", c.Resubmit(facts=_changed(FACTS, place="Thôn Duy Viên")))
    page = sheet(life.stored, campaign(), life.now)
    assert [one.after for one in page.changed[0].changes] == ["Thôn Duy Viên"]
    assert page.changed[0].title.sentence == "Changed after the return"
    assert sheet(submitted().stored, campaign(), life.now).changed == ()


def test_what_was_approved_first_stays_visible() -> None:
    """After an amendment the page shows both deadlines, for ever."""
    life = amending().do("party seat", COMMANDS["agree, party"]).do("ubnd seat", COMMANDS["agree, ubnd"])
    page = sheet(life.stored, campaign(), life.now)
    assert [(one.before, one.after) for one in page.changed[0].changes] == [
        (date(2024, 12, 20), date(2025, 1, 15))
    ]
    assert sheet(completed().stored, campaign(), life.now).changed == ()


def _everybody(plan: Campaign) -> list[str]:
    rows = [
        *(f"{Role.UNIT.value}:{unit.id}" for unit in plan.units),
        *(f"{Role.BODY.value}:{body.id}" for body in plan.bodies),
        *(f"{Role.SEAT.value}:{seat.id}" for seat in plan.seats),
    ]
    return [*rows, Role.OFFICE.value, Role.LEADER.value]


def test_every_holder_of_the_plan_has_a_name_in_both_languages() -> None:
    """Nobody is shown by an id."""
    for holder in _everybody(campaign()):
        for language in LANGUAGES:
            assert say(holder_name(holder, campaign()), language) != holder.partition(":")[2]


def test_areas_and_units_are_named_even_when_the_campaign_forgot_them() -> None:
    """A record outlives a file that no longer names its area or unit: its page shows the id then."""
    plan = campaign()
    assert area_name("economy", plan) == plan.area("economy").name
    assert unit_name("vinh-lam", plan) == plan.unit("vinh-lam").name
    assert area_name("gone", plan) == unit_name("gone", plan) == Text(vi="gone", en="gone")
