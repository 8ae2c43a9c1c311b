"""What a transition needs: each gate and need, at its edges."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from services.core.language.message import Text
from services.core.record.decide import decide, may
from services.core.record.record import State
from services.core.record.refusal import RefusedError
from services.core.record.showing.sheet import sheet
from services.core.vietnam import VIETNAM
from services.core.work import commands as c
from tests.unit.work import lives
from tests.unit.work.lives import COMMANDS, FACTS, PARTY, SITUATIONS, START, UBND, Life


def refused(life: Life, who: str, command: c.Command) -> tuple[str, str]:
    """The field and the sentence of the one reason for which it is refused."""
    with pytest.raises(RefusedError) as caught:
        decide(life.case(who, command))
    (problem,) = caught.value.problems
    return problem.field, problem.message.sentence


@pytest.mark.parametrize(
    ("situation", "who", "command", "field"),
    [
        ("submitted", "author", c.Withdraw(reason=" "), "reason"),
        ("submitted", "appraiser", c.Return(missing="\n", due=START + timedelta(days=3)), "missing"),
        ("submitted", "appraiser", c.Appraise(favourable=True, reasons=""), "reasons"),
        ("submitted", "appraiser", c.DeclareConflict(reason=""), "reason"),
        ("submitted", "office", c.Reassign(reason=""), "reason"),
        ("appraised", "ubnd seat", c.SendBack(seat=UBND, reason=""), "reason"),
        ("appraised", "ubnd seat", c.Decline(seat=UBND, reasons=""), "reasons"),
        ("approved", "author", c.ReportProgress(percent=10, note=""), "note"),
        ("approved", "author", c.ReportProgress(percent=-1, note="x"), "percent"),
        ("approved", "author", c.ReportProgress(percent=101, note="x"), "percent"),
        ("approved", "author", c.ClaimCompletion(done_on=date(2024, 10, 5), evidence=""), "evidence"),
        (
            "approved",
            "author",
            c.RequestAmendment(deadline=date(2025, 1, 1), description=None, reason=""),
            "reason",
        ),
        ("amending", "ubnd seat", c.DeclineAmendment(seat=UBND, reasons=""), "reasons"),
        ("completed", "appraiser", c.SendBackClaim(reason=""), "reason"),
        ("completed", "appraiser", c.JudgeNotAchieved(reason=""), "reason"),
        ("overdue", "appraiser", c.JudgeNotAchieved(reason=""), "reason"),
        ("appraised", "appraiser", c.TakeBack(reason=""), "reason"),
    ],
)
def test_what_must_be_said_is_asked_for(situation: str, who: str, command: c.Command, field: str) -> None:
    """A decision without its words is refused, and the field is named."""
    assert refused(SITUATIONS[situation](), who, command)[0] == field


@pytest.mark.parametrize("percent", [0, 100])
def test_progress_has_both_ends(percent: int) -> None:
    """Nothing done and all done are progress; 100 is no claim."""
    life = SITUATIONS["approved"]().do("author", c.ReportProgress(percent=percent, note="x"))
    assert life.work.state is State.APPROVED
    assert life.work.progress is not None
    assert life.work.progress.percent == percent


def test_the_registration_deadline_includes_its_last_second() -> None:
    """At 17:00:00 still accepted, at 17:00:01 refused, and the draft is said to be kept."""
    last = lives.campaign().registration_deadline
    assert SITUATIONS["draft"]().at(last).allows("author", COMMANDS["submit"])
    late = SITUATIONS["draft"]().at(last + timedelta(seconds=1))
    assert "Your draft is kept" in refused(late, "author", COMMANDS["submit"])[1]


def test_the_registration_deadline_binds_the_first_submission_only() -> None:
    """A resubmission after a return is not bound by it."""
    life = SITUATIONS["returned"]().at(lives.campaign().registration_deadline + timedelta(days=30))
    assert life.allows("author", COMMANDS["resubmit"])


@pytest.mark.parametrize(("seconds", "allowed"), [(-1, True), (0, True), (1, False)])
def test_late_access_lifts_the_deadline_to_its_last_second(seconds: int, *, allowed: bool) -> None:
    """With a permit until T: at T accepted, one second later refused, and the moment is said."""
    until = lives.campaign().registration_deadline + timedelta(days=10)
    life = SITUATIONS["draft"]().at(until + timedelta(seconds=seconds))
    case = msgspec.structs.replace(life.case("author", COMMANDS["submit"]), late_until=until)
    if allowed:
        assert decide(case).type == "WorkSubmitted"
    else:
        with pytest.raises(RefusedError, match="Late access ended"):
            decide(case)


def test_late_access_that_ends_before_the_deadline_takes_nothing_away() -> None:
    """Up to the deadline everybody may submit, whatever permit there was."""
    deadline = lives.campaign().registration_deadline
    life = SITUATIONS["draft"]().at(deadline)
    case = msgspec.structs.replace(
        life.case("author", COMMANDS["submit"]), late_until=deadline - timedelta(days=3)
    )
    assert decide(case).type == "WorkSubmitted"


@pytest.mark.parametrize(("seconds", "allowed"), [(0, True), (1, False)])
def test_a_fixed_close_refuses_new_submissions(seconds: int, *, allowed: bool) -> None:
    """After it nothing is submitted for the first time."""
    close = START + timedelta(days=1)
    life = SITUATIONS["draft"]().at(close + timedelta(seconds=seconds))
    closing = msgspec.structs.replace(lives.campaign(), close=close)
    case = msgspec.structs.replace(life.case("author", COMMANDS["submit"]), campaign=closing)
    if allowed:
        assert decide(case).type == "WorkSubmitted"
    else:
        with pytest.raises(RefusedError, match="The campaign closed"):
            decide(case)


@pytest.mark.parametrize("command", [c.Submit, c.Resubmit])
def test_only_the_campaigns_areas_are_known(command: type[c.Submit] | type[c.Resubmit]) -> None:
    """An area that the file no longer has is refused, not routed to nobody."""
    life = SITUATIONS["draft" if command is c.Submit else "returned"]()
    facts = msgspec.structs.replace(FACTS, area="astronomy")
    assert refused(life, "author", command(facts=facts))[0] == "area"


@pytest.mark.parametrize(
    ("due", "allowed"),
    [
        (datetime(2024, 10, 7, 17, 0, tzinfo=VIETNAM), False),
        (datetime(2024, 10, 6, 17, 0, tzinfo=VIETNAM), False),
        (datetime(2024, 10, 8, 0, 0, tzinfo=VIETNAM), True),
    ],
)
def test_a_return_leaves_time_to_answer(due: datetime, *, allowed: bool) -> None:
    """The due day lies after today, in Vietnam."""
    life = SITUATIONS["submitted"]()
    command = c.Return(missing="Dự toán", due=due)
    assert life.allows("appraiser", command) is allowed
    if not allowed:
        assert refused(life, "appraiser", command)[0] == "due"


@pytest.mark.parametrize(
    ("answered", "late"), [(timedelta(days=7), False), (timedelta(days=7, seconds=1), True)]
)
def test_a_late_answer_is_accepted_and_marked(answered: timedelta, *, late: bool) -> None:
    """It stays marked, also when a further return is answered in time."""
    life = SITUATIONS["returned"]().at(START + answered).do("author", COMMANDS["resubmit"])
    assert life.work.answered_late is late
    again = c.Return(missing="Ảnh", due=life.now + timedelta(days=9))
    life.do("appraiser", again).later(days=1).do("author", COMMANDS["resubmit"])
    assert life.work.answered_late is late


@pytest.mark.parametrize("seat", ["", "nowhere"])
@pytest.mark.parametrize("who", ["party seat", "appraiser"])
def test_an_unknown_seat_decides_nothing(who: str, seat: str) -> None:
    """A seat that the campaign does not have cannot approve."""
    assert not SITUATIONS["appraised"]().allows(who, c.Approve(seat=seat))


def test_a_seat_decides_once() -> None:
    """The second word of a seat is refused as said already."""
    life = SITUATIONS["half_approved"]()
    assert "already decided" in refused(life, "party seat", c.Decline(seat=PARTY, reasons="x"))[1]


@pytest.mark.parametrize(
    ("situation", "command"),
    [("half_approved", c.Approve(seat=UBND)), ("half_amended", c.ApproveAmendment(seat=UBND))],
)
def test_a_seat_that_the_campaign_no_longer_has_does_not_count(situation: str, command: c.Command) -> None:
    """Where another seat took the place of one that had voted, all of today's seats are still needed."""
    case = SITUATIONS[situation]().case("ubnd seat", command)
    party, ubnd = case.campaign.seats
    other = msgspec.structs.replace(party, id="mat-tran")
    changed = msgspec.structs.replace(case.campaign, seats=(ubnd, other))
    entry = decide(msgspec.structs.replace(case, campaign=changed))
    assert entry.type.endswith("SeatApproved")
    assert not {"baseline", "facts", "due"} & entry.changes.keys()


def test_nobody_is_named_for_an_area_that_the_campaign_no_longer_has() -> None:
    """A later version of the file may leave an area out: the office is told, and the page stands."""
    case = SITUATIONS["submitted"]().case("office", COMMANDS["reassign, body"])
    others = tuple(area for area in case.campaign.areas if area.id != FACTS.area)
    later = msgspec.structs.replace(case, campaign=msgspec.structs.replace(case.campaign, areas=others))
    with pytest.raises(RefusedError, match="no longer has this area"):
        decide(later)
    assert not may(c.Reassign, msgspec.structs.replace(later, command=None))
    assert sheet(SITUATIONS["submitted"]().stored, later.campaign, START).area == Text(
        vi=FACTS.area, en=FACTS.area
    )


def test_an_unknown_seat_is_named_before_its_vote_is_looked_at() -> None:
    """The rule itself refuses a seat that is none, whatever role the person holds."""
    from services.core.work.needs import seat_open  # noqa: PLC0415 - the one rule that decide asks later

    with pytest.raises(RefusedError, match="no such seat"):
        seat_open(SITUATIONS["appraised"]().case("party seat", None, "nowhere"))


@pytest.mark.parametrize(
    ("deadline", "description", "field"),
    [
        (None, None, "deadline"),
        (FACTS.deadline, None, "deadline"),
        (None, FACTS.description, "deadline"),
        (FACTS.deadline, FACTS.description, "deadline"),
        (date(2024, 9, 30), None, "deadline"),
    ],
)
def test_an_amendment_changes_something_possible(
    deadline: date | None, description: str | None, field: str
) -> None:
    """The same deadline and scope, or a deadline before the start, is nothing to decide on."""
    asked = c.RequestAmendment(deadline=deadline, description=description, reason="Mưa lũ")
    assert refused(SITUATIONS["approved"](), "author", asked)[0] == field


@pytest.mark.parametrize(
    ("deadline", "description"), [(FACTS.start, None), (None, "1,5 km"), (FACTS.deadline, "1,5 km")]
)
def test_an_amendment_may_change_one_of_the_two(deadline: date | None, description: str | None) -> None:
    """The other then stays as approved."""
    asked = c.RequestAmendment(deadline=deadline, description=description, reason="Mưa lũ")
    assert SITUATIONS["approved"]().allows("author", asked)


def test_what_is_in_force_already_is_not_asked_for() -> None:
    """The seats see only what would change, although the form sends the whole of both."""
    asked = c.RequestAmendment(deadline=FACTS.deadline, description="1,5 km", reason="Mưa lũ")
    amendment = SITUATIONS["approved"]().do("author", asked).work.amendment
    assert amendment is not None
    assert (amendment.deadline, amendment.description) == (None, "1,5 km")
    other = c.RequestAmendment(deadline=date(2025, 1, 15), description=FACTS.description, reason="Mưa lũ")
    amendment = SITUATIONS["approved"]().do("author", other).work.amendment
    assert amendment is not None
    assert (amendment.deadline, amendment.description) == (date(2025, 1, 15), None)


def test_a_work_that_began_earlier_is_amended_then_claimed() -> None:
    """A day before the approved start says what to do; once the seats agreed, it can be claimed."""
    life, early = SITUATIONS["approved"](), FACTS.start - timedelta(days=3)
    claim = c.ClaimCompletion(done_on=early, evidence="Biên bản")
    field, sentence = refused(life, "author", claim)
    assert (field, "amendment of the start" in sentence) == ("done_on", True)
    asked = c.RequestAmendment(start=early, deadline=FACTS.deadline, description=None, reason="Khởi công sớm")
    life.do("author", asked)
    life.do("party seat", c.ApproveAmendment(seat=PARTY)).do("ubnd seat", c.ApproveAmendment(seat=UBND))
    assert life.work.facts == msgspec.structs.replace(FACTS, start=early)
    assert life.work.baseline == FACTS
    assert life.allows("author", claim)


def test_a_start_does_not_lie_after_the_deadline() -> None:
    """Whichever of the two is new, the other one is looked at."""
    late = FACTS.deadline + timedelta(days=1)
    asked = c.RequestAmendment(start=late, deadline=None, description=None, reason="x")
    assert refused(SITUATIONS["approved"](), "author", asked)[0] == "start"
    both = msgspec.structs.replace(asked, deadline=late)
    assert SITUATIONS["approved"]().allows("author", both)
    assert (
        refused(
            SITUATIONS["approved"](), "author", msgspec.structs.replace(both, start=late + timedelta(days=1))
        )[0]
        == "deadline"
    )


def test_an_amendment_may_be_asked_after_the_old_deadline() -> None:
    """Being late does not close the way to a new deadline."""
    assert SITUATIONS["overdue"]().allows("author", COMMANDS["amend"])


def test_one_amendment_at_a_time() -> None:
    """The next waits until the seats have decided on the first."""
    assert "already waiting" in refused(SITUATIONS["amending"](), "author", COMMANDS["amend"])[1]


def test_without_an_amendment_there_is_nothing_to_agree_to() -> None:
    """The refusal says so."""
    life = SITUATIONS["approved"]()
    assert "No amendment" in refused(life, "party seat", COMMANDS["agree, party"])[1]


@pytest.mark.parametrize(
    ("done_on", "allowed"),
    [
        (date(2024, 9, 30), False),
        (FACTS.start, True),
        (START.date(), True),
        (START.date() + timedelta(days=1), False),
    ],
)
def test_the_evidenced_day_lies_between_start_and_today(done_on: date, *, allowed: bool) -> None:
    """Both inclusive; the unit's day and the verifier's are held to the same."""
    claim = c.ClaimCompletion(done_on=done_on, evidence="Biên bản")
    assert SITUATIONS["approved"]().allows("author", claim) is allowed
    correction = c.Verify(done_on=done_on, reason="Theo biên bản")
    assert SITUATIONS["completed"]().allows("appraiser", correction) is allowed
    if not allowed:
        assert refused(SITUATIONS["approved"](), "author", claim)[0] == "done_on"


def test_a_corrected_day_is_explained() -> None:
    """Confirming needs no words, correcting does."""
    life = SITUATIONS["completed"]()
    assert life.allows("appraiser", c.Verify(done_on=date(2024, 10, 5)))
    assert refused(life, "appraiser", c.Verify(done_on=date(2024, 10, 6)))[0] == "reason"
    assert life.allows("appraiser", c.Verify(done_on=date(2024, 10, 6), reason="Theo biên bản"))


@pytest.mark.parametrize(("hour", "allowed"), [((2024, 12, 20, 23, 59), False), ((2024, 12, 21, 0, 0), True)])
def test_not_achieved_without_a_claim_waits_for_the_day_after(
    hour: tuple[int, int, int, int, int], *, allowed: bool
) -> None:
    """The deadline's day belongs to the unit to its end, in Vietnam."""
    life = SITUATIONS["approved"]().at(datetime(*hour, tzinfo=VIETNAM))
    assert life.allows("appraiser", COMMANDS["not achieved"]) is allowed


def test_somebody_else_acting_ends_the_right_to_take_back() -> None:
    """After the unit has reported progress, the approval on which it relied stands."""
    life = SITUATIONS["approved"]().do("author", COMMANDS["progress"])
    assert not life.allows("ubnd seat", COMMANDS["take back"])
    returned = SITUATIONS["submitted"]().do("appraiser", COMMANDS["return"])
    assert returned.allows("appraiser", COMMANDS["take back"])
    returned.do("appraiser", COMMANDS["take back"])
    assert "somebody has acted since" in refused(returned, "appraiser", COMMANDS["take back"])[1]


def test_reassigning_hands_the_task_to_the_named_substitute() -> None:
    """From then on the substitute body decides, and the former one no more."""
    life = SITUATIONS["submitted"]().do("office", COMMANDS["reassign, body"])
    assert life.work.body == lives.SUBSTITUTE
    assert life.allows("substitute", COMMANDS["appraise"])
    assert not life.allows("appraiser", COMMANDS["appraise"])


def test_a_returned_work_comes_back_to_whoever_returned_it() -> None:
    """A substitute that took over keeps the work; another area starts anew with its own body."""
    life = SITUATIONS["submitted"]().do("office", COMMANDS["reassign, body"])
    life.do("substitute", COMMANDS["return"])
    moved = msgspec.structs.replace(FACTS, area="culture-society")
    assert decide(life.case("author", COMMANDS["resubmit"])).changes["body"] == lives.SUBSTITUTE
    assert decide(life.case("author", c.Resubmit(facts=moved))).changes["body"] == "phong-vhtt"


def test_a_seat_is_handed_over_once() -> None:
    """The substitute decides for the seat; handing it to the same again is nothing."""
    life = SITUATIONS["appraised"]().do("office", COMMANDS["reassign, party"])
    assert life.work.stand_ins == {PARTY: "body:ban-thuong-vu"}
    assert not life.allows("party seat", COMMANDS["approve, party"])
    assert "has it already" in refused(life, "office", COMMANDS["reassign, party"])[1]
    lives.PEOPLE["stand-in"] = lives.person("stand-in", "body:ban-thuong-vu")
    try:
        assert life.allows("stand-in", COMMANDS["approve, party"])
    finally:
        del lives.PEOPLE["stand-in"]


def test_no_substitute_decides_on_its_own_units_record() -> None:
    """A record of the first body's unit is with the substitute already and is not handed back."""
    own = msgspec.structs.replace(SITUATIONS["draft"]().work, unit=lives.BODY, made_by="clerk")
    life = Life()
    life.record = own
    lives.PEOPLE["clerk"] = lives.person("clerk", f"unit:{lives.BODY}", home=lives.BODY)
    try:
        life.do("clerk", COMMANDS["submit"])
    finally:
        del lives.PEOPLE["clerk"]
    assert life.work.body == lives.SUBSTITUTE
    assert "its own unit's record" in refused(life, "office", COMMANDS["reassign, body"])[1]


@pytest.mark.parametrize(
    ("situation", "seat", "words"),
    [
        ("submitted", PARTY, "appraising body, not with a seat"),
        ("appraised", "", "nothing to decide"),
        ("half_approved", PARTY, "nothing to decide"),
        ("approved", PARTY, "nothing to decide"),
    ],
)
def test_only_an_open_task_is_reassigned(situation: str, seat: str, words: str) -> None:
    """What waits for nobody is handed to nobody."""
    given = c.Reassign(seat=seat, reason="Đi công tác")
    assert words in refused(SITUATIONS[situation](), "office", given)[1]
