"""Works on their way: the people around one work, and histories that lead to every situation it can be in."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from services.core.record.record import State
from services.core.vietnam import VIETNAM
from services.core.work import commands as c
from services.core.work.work import Facts, Work, WorkKind
from tests.unit.record import life as any_life
from tests.unit.record.life import START, named, person

campaign = any_life.campaign

UNIT, STRANGER_UNIT = "vinh-lam", "vinh-thuy"
AREA, BODY, SUBSTITUTE = "economy", "phong-tckh", "phong-nn-ptnt"
PARTY, UBND = "huyen-uy", "ubnd"

AFTER_DEADLINE = datetime(2024, 12, 21, 8, 0, tzinfo=VIETNAM)

FACTS = Facts(
    title="Đường giao thông nội đồng",
    kind=WorkKind.CONSTRUCTION,
    area=AREA,
    description="Bê tông 1,2 km",
    meaning="Đi lại thuận tiện",
    place="Thôn Tiên Mỹ",
    beneficiaries="120 hộ",
    budget=850_000_000,
    start=date(2024, 10, 1),
    deadline=date(2024, 12, 20),
    proof="Biên bản nghiệm thu",
    in_charge="Trần Văn Bình, Phó Chủ tịch",
)


#: Everybody around the work, by the part they play.
PEOPLE = {
    "author": person("author", f"unit:{UNIT}", home=UNIT),
    "colleague": person("colleague", f"unit:{UNIT}", home=UNIT),
    "stranger": person("stranger", f"unit:{STRANGER_UNIT}", home=STRANGER_UNIT),
    "appraiser": person("appraiser", f"body:{BODY}"),
    "second appraiser": person("second appraiser", f"body:{BODY}"),
    "appraiser of the unit": person("appraiser of the unit", f"body:{BODY}", home=UNIT),
    "substitute": person("substitute", f"body:{SUBSTITUTE}"),
    "other body": person("other body", "body:phong-vhtt"),
    "party seat": person("party seat", f"seat:{PARTY}"),
    "ubnd seat": person("ubnd seat", f"seat:{UBND}"),
    "seat of the unit": person("seat of the unit", f"seat:{PARTY}", f"seat:{UBND}", home=UNIT),
    "office": person("office", "office"),
    "leader": person("leader", "leader"),
    "nobody": person("nobody"),
}


class Life(any_life.Life[Work]):
    """One work from its first draft on."""

    def __init__(self) -> None:
        draft = Work(id="w1", campaign="vinh-linh-70", unit=UNIT, number="VL-23ABCD", made_by="author")
        super().__init__(draft, PEOPLE)

    @property
    def work(self) -> Work:
        """The record as it stands."""
        return self.record


# --- commands that lack nothing ----------------------------------------------------------------

COMMANDS: dict[str, c.Command] = {
    "submit": c.Submit(facts=FACTS),
    "resubmit": c.Resubmit(facts=FACTS, answer="Đã bổ sung dự toán"),
    "withdraw": c.Withdraw(reason="Không còn nguồn vốn"),
    "return": c.Return(missing="Dự toán", due=START + timedelta(days=7)),
    "appraise": c.Appraise(favourable=True, reasons="Phù hợp quy hoạch"),
    "appraise against": c.Appraise(favourable=False, reasons="Chưa rõ nguồn vốn"),
    "send back, party": c.SendBack(seat=PARTY, reason="Thẩm định lại nguồn vốn"),
    "send back, ubnd": c.SendBack(seat=UBND, reason="Thẩm định lại nguồn vốn"),
    "approve, party": c.Approve(seat=PARTY),
    "approve, ubnd": c.Approve(seat=UBND, reasons="Đồng ý"),
    "decline, party": c.Decline(seat=PARTY, reasons="Trùng dự án khác"),
    "decline, ubnd": c.Decline(seat=UBND, reasons="Trùng dự án khác"),
    "progress": c.ReportProgress(percent=40, note="Xong nền đường"),
    "amend": c.RequestAmendment(deadline=date(2025, 1, 15), description=None, reason="Mưa lũ"),
    "agree, party": c.ApproveAmendment(seat=PARTY),
    "agree, ubnd": c.ApproveAmendment(seat=UBND),
    "refuse, party": c.DeclineAmendment(seat=PARTY, reasons="Không cần thiết"),
    "refuse, ubnd": c.DeclineAmendment(seat=UBND, reasons="Không cần thiết"),
    "claim": c.ClaimCompletion(done_on=date(2024, 10, 5), evidence="Biên bản số 12"),
    "send claim back": c.SendBackClaim(reason="Thiếu ảnh"),
    "verify": c.Verify(done_on=date(2024, 10, 5)),
    "not achieved": c.JudgeNotAchieved(reason="Không triển khai"),
    "take back": c.TakeBack(reason="Nhầm hồ sơ"),
    "conflict": c.DeclareConflict(reason="Người thân thi công"),
    "reassign, body": c.Reassign(reason="Cả phòng đi vắng"),
    "reassign, party": c.Reassign(seat=PARTY, reason="Đi công tác"),
    "reassign, ubnd": c.Reassign(seat=UBND, reason="Đi công tác"),
    "move": c.Move(unit=STRANGER_UNIT),
}


# --- the situations ----------------------------------------------------------------------------


def draft() -> Life:
    """Nothing was submitted yet."""
    return Life()


def submitted() -> Life:
    """The body has it."""
    return draft().do("author", COMMANDS["submit"])


def returned() -> Life:
    """The unit has to answer."""
    return submitted().do("appraiser", COMMANDS["return"])


def appraised() -> Life:
    """Both seats have it."""
    return submitted().do("appraiser", COMMANDS["appraise"])


def half_approved() -> Life:
    """One seat has said yes."""
    return appraised().do("party seat", COMMANDS["approve, party"])


def approved() -> Life:
    """Both seats have, UBND last."""
    return half_approved().do("ubnd seat", COMMANDS["approve, ubnd"])


def overdue() -> Life:
    """Approved, and the deadline's day is over."""
    return approved().at(AFTER_DEADLINE)


def amending() -> Life:
    """An amendment waits for both seats."""
    return approved().do("author", COMMANDS["amend"])


def half_amended() -> Life:
    """One seat has agreed to it."""
    return amending().do("party seat", COMMANDS["agree, party"])


def completed() -> Life:
    """A claim waits for verification."""
    return approved().do("author", COMMANDS["claim"])


def verified() -> Life:
    """The claim was confirmed."""
    return completed().do("appraiser", COMMANDS["verify"])


def declined() -> Life:
    """UBND said no."""
    return appraised().do("ubnd seat", COMMANDS["decline, ubnd"])


def not_achieved() -> Life:
    """The claim did not hold."""
    return completed().do("appraiser", COMMANDS["not achieved"])


def withdrawn() -> Life:
    """The unit gave it up."""
    return approved().do("author", COMMANDS["withdraw"])


SITUATIONS: dict[str, Callable[[], Life]] = named(
    draft, submitted, returned, appraised, half_approved, approved, overdue, amending, half_amended,
    completed, verified, declined, not_achieved, withdrawn,
)  # fmt: skip


# --- random lives ------------------------------------------------------------------------------

_ACTORS = ("author", "appraiser", "second appraiser", "substitute", "party seat", "ubnd seat", "office")

#: What is worth trying in each state; the rules still decide.
_LIKELY = {
    State.DRAFT: ("submit",),
    State.SUBMITTED: (
        "appraise", "return", "appraise against", "conflict", "reassign, body", "take back", "withdraw",
    ),
    State.RETURNED: ("resubmit", "take back", "withdraw"),
    State.APPRAISED: (
        "approve, party", "approve, ubnd", "decline, ubnd", "send back, party", "take back", "conflict",
        "reassign, party", "reassign, ubnd",
    ),
    State.APPROVED: (
        "progress", "amend", "agree, party", "agree, ubnd", "refuse, party", "claim", "not achieved",
        "take back", "conflict", "reassign, ubnd", "withdraw",
    ),
    State.COMPLETED: ("verify", "send claim back", "not achieved", "conflict", "reassign, body"),
    State.VERIFIED: ("take back",),
    State.DECLINED: ("take back",),
    State.NOT_ACHIEVED: ("take back",),
    State.WITHDRAWN: ("take back",),
}  # fmt: skip


@st.composite
def lives(draw: st.DrawFn, most: int = 14) -> Life:
    """A work that lived through up to `most` random commands; what the rules refuse did not happen."""
    life = submitted()
    for _ in range(draw(st.integers(0, most))):
        life.later(hours=draw(st.integers(0, 300)))
        command = COMMANDS[draw(st.sampled_from(_LIKELY[life.work.state]))]
        actors = [who for who in _ACTORS if life.allows(who, command)]
        if actors:
            life.do(draw(st.sampled_from(actors)), command)
    return life
