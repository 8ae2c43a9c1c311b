"""What a unit does with an approved work: progress, completion, amendment, withdrawal."""

import pytest

from services.core.people.person import Person
from services.core.record import store
from services.core.record.record import State
from services.core.work import commands as c
from tests.conftest import HeldClock
from tests.flow.registration.works import act, approve
from tests.flow.visitor import Visitor

LIST = "/registration/records"


@pytest.fixture
def approved(submitted: str, appraiser: Person, approvers: tuple[Person, Person]) -> str:
    """The id of a work that both seats have approved."""
    approve(submitted, appraiser, approvers)
    return submitted


def _stored(record_id: str) -> store.Stored:
    found = store.get(record_id)
    assert found is not None
    return found


def test_progress_is_reported_and_may_fall(visitor: Visitor, approved: str) -> None:
    """Each report stands in the history; 100 is no claim."""
    for percent in ("100", "40"):
        page = visitor.press(
            visitor.get(f"{LIST}/{approved}/progress"), percent=percent, note=f"Đến {percent}"
        )
        assert "Đã báo cáo tiến độ" in page.text
    stored = _stored(approved)
    assert stored.record.state is State.APPROVED
    assert stored.record.progress is not None
    assert stored.record.progress.percent == 40
    assert "Xã Vĩnh Lâm báo cáo đã thực hiện 100%" in visitor.get(f"{LIST}/{approved}").text


@pytest.mark.parametrize("percent", ["101", "-1", "4,5", "half", ""])
def test_a_wrong_figure_comes_back(visitor: Visitor, approved: str, percent: str) -> None:
    """The note is kept, the figure marked, nothing stored."""
    page = visitor.press(visitor.get(f"{LIST}/{approved}/progress"), percent=percent, note="Đã đổ bê tông")
    assert page.status == 422
    assert page.form["note"] == "Đã đổ bê tông"
    assert page.form["percent"] == percent
    assert 'id="e-percent"' in page.html
    assert _stored(approved).record.progress is None


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("9/10/2024", "sớm hơn ngày bắt đầu"),
        ("21/4/2025", "tương lai"),
        ("30/2/2025", "không có thật"),
    ],
)
def test_the_evidenced_day_lies_between_start_and_today(
    visitor: Visitor, approved: str, held_clock: HeldClock, day: str, said: str
) -> None:
    """A day outside is refused with its reason, and the evidence typed stays."""
    held_clock.set("2025-04-20T09:00:00+07:00")
    page = visitor.press(visitor.get(f"{LIST}/{approved}/completion"), done_on=day, evidence="Biên bản số 3")
    assert page.status == 422
    assert said in page.text
    assert page.form["evidence"] == "Biên bản số 3"


def test_completion_is_claimed_once(visitor: Visitor, approved: str, held_clock: HeldClock) -> None:
    """The claim goes to the verifying body; the same form sent again changes nothing."""
    held_clock.set("2025-04-20T09:00:00+07:00")
    form = visitor.get(f"{LIST}/{approved}/completion")
    for _ in range(2):
        page = visitor.press(form, done_on="18/4/2025", evidence="Biên bản nghiệm thu số 3")
        assert page.status == 200
        assert "đang chờ xác nhận" in page.text
    stored = _stored(approved)
    assert stored.record.state is State.COMPLETED
    assert [e.type for e in stored.history].count("WorkCompletionClaimed") == 1
    assert "Phòng Tài chính - Kế hoạch xác nhận hoàn thành" in page.text
    assert "/withdraw" not in page.html


def test_an_amendment_leaves_what_was_approved_in_force(visitor: Visitor, approved: str) -> None:
    """Only what was changed is asked for; a second request has to wait."""
    form = visitor.get(f"{LIST}/{approved}/amendment")
    assert form.form["deadline"] == "30/4/2025"
    same = visitor.press(form, reason="Mưa lũ")
    assert same.status == 422
    page = visitor.press(form, deadline="30/6/2025", reason="Mưa lũ")
    assert "đang chờ chấp thuận" in page.text
    work = _stored(approved).record
    assert work.amendment is not None
    assert (work.amendment.deadline is not None, work.amendment.description) == (True, None)
    assert work.facts is not None
    assert f"{work.facts.deadline:%d/%m/%Y}" == "30/04/2025"
    assert "Thường trực Huyện ủy xem xét đề nghị điều chỉnh" in page.text
    assert visitor.get(f"{LIST}/{approved}/amendment", follow=False).status == 303


def test_an_amended_work_shows_what_was_approved_first(
    visitor: Visitor, approved: str, approvers: tuple[Person, Person]
) -> None:
    """The approved baseline stays visible for ever; the receipt says what was handed in, the rest apart."""
    visitor.press(visitor.get(f"{LIST}/{approved}/amendment"), deadline="30/6/2025", reason="Mưa lũ")
    act(approved, approvers[0], c.ApproveAmendment(seat="huyen-uy"))
    act(approved, approvers[1], c.ApproveAmendment(seat="ubnd"))
    text = visitor.get(f"{LIST}/{approved}").text
    assert "Điều chỉnh sau khi được chấp thuận" in text
    assert "trước: 30/4/2025" in text
    assert "nay: 30/6/2025" in text
    now, _, handed_in = visitor.get(f"{LIST}/{approved}/receipt").text.partition("Nội dung đã nộp")
    assert ("nay: 30/6/2025" in now, "30/4/2025" in handed_in, "30/6/2025" in handed_in) == (
        True,
        True,
        False,
    )


def test_withdrawing_needs_a_reason(visitor: Visitor, submitted: str) -> None:
    """Without one nothing happens; with one the record ends and stays readable."""
    form = visitor.get(f"{LIST}/{submitted}/withdraw")
    assert visitor.press(form, reason="  ").status == 422
    page = visitor.press(form, reason="Trùng với dự án của huyện")
    assert "Đã rút hồ sơ" in page.text
    assert "Trùng với dự án của huyện" in page.text
    assert _stored(submitted).record.state is State.WITHDRAWN
    assert "Còn phải nộp 1 hồ sơ" in visitor.get(LIST).text


def test_a_stale_form_shows_what_happened_and_keeps_the_text(
    visitor: Visitor, colleague: Visitor, approved: str
) -> None:
    """Whoever acts second sees what the first did, and sends again knowingly."""
    hers, his = (who.get(f"{LIST}/{approved}/progress") for who in (visitor, colleague))
    visitor.press(hers, percent="30", note="Xong nền đường")
    page = colleague.press(his, percent="20", note="Mới xong một nửa nền")
    assert page.status == 409
    assert "Xong nền đường" in page.text
    assert page.form["note"] == "Mới xong một nửa nền"
    assert colleague.press(page).status == 200
    assert [e.type for e in _stored(approved).history].count("WorkProgressReported") == 2


def test_an_act_overtaken_by_a_decision_keeps_the_text(
    visitor: Visitor, submitted: str, appraiser: Person, approvers: tuple[Person, Person]
) -> None:
    """A withdrawal sent after the record was declined is not done, and the reason typed is still there."""
    form = visitor.get(f"{LIST}/{submitted}/withdraw")
    act(submitted, appraiser, c.Appraise(favourable=False, reasons="Chưa có nguồn vốn"))
    act(submitted, approvers[0], c.Decline(seat="huyen-uy", reasons="Chưa cần thiết"))
    page = visitor.press(form, reason="Không còn kinh phí")
    assert page.status == 409
    assert page.form["reason"] == "Không còn kinh phí"
    assert "Chưa cần thiết" in page.text
    assert _stored(submitted).record.state is State.DECLINED


@pytest.mark.parametrize("page", ["progress", "completion", "amendment"])
def test_pages_open_only_in_their_state(visitor: Visitor, submitted: str, page: str) -> None:
    """What cannot be done now leads back to the record, where what can be done stands."""
    answer = visitor.get(f"{LIST}/{submitted}/{page}", follow=False)
    assert (answer.status, answer.location) == (303, f"{LIST}/{submitted}")
