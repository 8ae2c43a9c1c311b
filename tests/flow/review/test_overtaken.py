"""Two people at once, and one person twice: nothing is stored twice, nothing typed is lost."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from services.core.people.person import Person
from services.core.record.record import State
from services.core.work import commands as c
from tests.flow.review.conftest import Cast, Give
from tests.flow.review.test_decide import PAGE, stored
from tests.flow.visitor import Page, Visitor

Browser = Callable[[Person], Visitor]
Submit = Callable[..., str]


def test_a_form_sent_twice_is_stored_once(submit: Submit, browser: Browser, cast: Cast) -> None:
    """The second press finds it done, and the page confirms it as the first did."""
    submit()
    appraiser = browser(cast.appraiser)
    asked = appraiser.get(f"{PAGE}/appraise")
    pages = [appraiser.press(asked, favourable="yes", reasons="Phù hợp") for _ in range(2)]
    assert [page.status for page in pages] == [200, 200]
    assert all("Đã thực hiện:" in page.text for page in pages)
    assert [entry.type for entry in stored().history] == ["WorkSubmitted", "WorkAppraised"]


def test_a_conflict_declared_twice_is_stored_once(submit: Submit, browser: Browser, cast: Cast) -> None:
    """Though the person is barred by the first press, the second is told that it is done."""
    submit()
    appraiser = browser(cast.appraiser)
    asked = appraiser.get(f"{PAGE}/conflict")
    assert [appraiser.press(asked, reason="Người thân").status for _ in range(2)] == [200, 200]
    assert stored().record.conflicts == (cast.appraiser.id,)


def test_two_presses_at_the_same_moment_are_stored_once(submit: Submit, browser: Browser, cast: Cast) -> None:
    """Two requests of one double click, side by side, add one entry; both are confirmed."""
    submit()
    first = browser(cast.appraiser)
    asked = first.get(f"{PAGE}/appraise")
    start, pages = Barrier(2), []

    def press() -> None:
        start.wait()
        pages.append(first.press(asked, follow=False, favourable="yes", reasons="Phù hợp"))

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored().history) == 2
    assert [page.status for page in pages] == [303, 303]


def test_a_stale_page_says_who_did_what_and_keeps_the_words(
    submit: Submit, browser: Browser, cast: Cast, give: Give
) -> None:
    """The other seat's vote is shown; sent again from there, the decision counts."""
    submit()
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp"))
    ubnd = browser(cast.ubnd)
    asked = ubnd.get(f"{PAGE}/decline?seat=ubnd")
    give(cast.party, c.Approve(seat="huyen-uy", reasons="Nhất trí cao"))
    late = ubnd.press(asked, reasons="Trùng dự án khác")
    assert late.status == 409
    assert 'role="alert"' in late.html
    assert "Thường trực Huyện ủy chấp thuận" in late.text
    assert "Nhất trí cao" in late.text
    assert late.form["reasons"] == "Trùng dự án khác"
    assert stored().record.state is State.APPRAISED
    assert ubnd.press(late).status == 200
    assert stored().record.state is State.DECLINED


def test_a_second_approval_counts_beside_the_first(
    submit: Submit, browser: Browser, cast: Cast, give: Give
) -> None:
    """Seats approve each for itself: whoever is second is not asked again, however often they press.

    Anything else that happened since, a conflict declared after the first approval, still is to be read.
    """
    submit()
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp"))
    ubnd = browser(cast.ubnd)
    asked = ubnd.get(f"{PAGE}/approve?seat=ubnd")
    give(cast.party, c.Approve(seat="huyen-uy"))
    for _ in range(2):
        done = ubnd.press(asked)
        assert (done.status, "Đã thực hiện:" in done.text) == (200, True)
    assert [entry.type for entry in stored().history[2:]] == ["WorkSeatApproved", "WorkApproved"]
    give(cast.ubnd, c.TakeBack(reason="Nhầm"))
    asked = ubnd.get(f"{PAGE}/approve?seat=ubnd")
    give(cast.party, c.DeclareConflict(reason="Người thân"))
    assert ubnd.press(asked).status == 409


def test_what_can_no_longer_be_done_keeps_the_words_to_copy(
    submit: Submit, browser: Browser, cast: Cast, give: Give
) -> None:
    """A colleague returned the record meanwhile: the opinion is not stored, and can be copied."""
    submit()
    appraiser = browser(cast.appraiser)
    asked = appraiser.get(f"{PAGE}/appraise")
    give(cast.colleague, c.Appraise(favourable=False, reasons="Chưa rõ"))
    late = appraiser.press(asked, favourable="yes", reasons="Phù hợp quy hoạch")
    assert late.status == 409
    assert "Chưa rõ" in late.text
    assert "Phù hợp quy hoạch" in late.text
    assert "<textarea" not in late.html
    opinion = stored().record.opinion
    assert opinion is not None
    assert opinion.reasons == "Chưa rõ"


def test_words_and_mistakes_survive_a_stale_page_together(
    submit: Submit, browser: Browser, cast: Cast, give: Give
) -> None:
    """A form with mistakes on an old page comes back with both; mended, it was sent by somebody who knew."""
    submit()
    appraiser = browser(cast.appraiser)
    asked = appraiser.get(f"{PAGE}/return")
    give(cast.colleague, c.DeclareConflict(reason="Người thân"))
    wrong = appraiser.press(asked, missing="Dự toán", due="31/2/2025")
    assert wrong.status == 422
    assert wrong.form["missing"] == "Dự toán"
    assert "Người thân" in wrong.text
    assert wrong.html.count('role="alert"') == 2
    assert appraiser.press(wrong, due="20/10/2024").status == 200
    assert stored().record.state is State.RETURNED


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 5000, "99", "0"])
def test_a_form_without_its_reading_is_as_old_as_can_be(
    submit: Submit, browser: Browser, cast: Cast, seen: str
) -> None:
    """Whatever stands in the hidden field, nothing is stored unseen, and no page breaks."""
    submit()
    appraiser = browser(cast.appraiser)
    asked = appraiser.get(f"{PAGE}/appraise")
    page = appraiser.press(asked, seen=seen, favourable="yes", reasons="Phù hợp")
    assert page.status == 409
    assert page.form["reasons"] == "Phù hợp"
    assert page.form["seen"] == "1"
    assert len(stored().history) == 1


def test_a_form_from_elsewhere_is_refused(submit: Submit, browser: Browser, cast: Cast) -> None:
    """Without the session's own token nothing is decided."""
    submit()
    appraiser = browser(cast.appraiser)
    asked = appraiser.get(f"{PAGE}/appraise")
    page: Page = appraiser.press(asked, csrf="x", favourable="yes", reasons="Phù hợp")
    assert page.status == 403
    assert len(stored().history) == 1


@pytest.mark.parametrize("done", ["1", "99", "x", "<b>", ""])
def test_a_confirmation_is_told_by_the_history_only(
    submit: Submit, browser: Browser, cast: Cast, done: str
) -> None:
    """An address that somebody made up confirms nothing that this person did not do."""
    submit()
    page = browser(cast.appraiser).get(f"{PAGE}?done={done}")
    assert page.status == 200
    assert "Đã thực hiện:" not in page.text
