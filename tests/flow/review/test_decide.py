"""From the queue to the decision: every action through its page, and what it says to those it refuses."""

from collections.abc import Callable
from datetime import date

import pytest

from services.core import clock
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record import store
from services.core.record.record import Outcome, State
from services.core.record.store import Stored
from services.core.work import commands as c
from tests.conftest import TestCloud
from tests.flow.review.conftest import RECORD, Cast, Give
from tests.flow.visitor import Page, Visitor, announce

Browser = Callable[[Person], Visitor]
Submit = Callable[..., str]
PAGE = f"/review/records/{RECORD}"


def stored() -> Stored:
    """The record as it stands."""
    found = store.get(RECORD)
    assert found is not None
    return found


def answer(visitor: Visitor, action: str, **typed: str) -> Page:
    """Open the action's page, fill it in, press its button."""
    asked = visitor.get(f"{PAGE}/{action}", follow=False)
    assert asked.status == 200, asked.location
    return visitor.press(asked, **typed)


def offered(page: Page) -> set[str]:
    """The actions that a record's page offers."""
    links = page.html.split(f'href="{PAGE}/')[1:]
    return {link.partition('"')[0].replace("&amp;", "&") for link in links}


def test_a_work_goes_its_whole_way(
    submit: Submit, browser: Browser, cast: Cast, cloud: TestCloud, give: Give
) -> None:
    """Opinion, two approvals, a claim, its verification: each through its page, which says what was done."""
    submit()
    appraiser, party, ubnd = browser(cast.appraiser), browser(cast.party), browser(cast.ubnd)
    done = answer(appraiser, "appraise", favourable="yes", reasons="Phù hợp quy hoạch")
    assert "Đã thực hiện: Phòng Tài chính - Kế hoạch thẩm định, đề nghị chấp thuận" in done.text
    assert "Thường trực Huyện ủy xem xét chấp thuận" in done.text

    assert "Phù hợp quy hoạch" in party.get(f"{PAGE}/approve?seat=huyen-uy").text
    answer(party, "approve?seat=huyen-uy")
    assert stored().record.state is State.APPRAISED
    answer(ubnd, "approve?seat=ubnd", reasons="Đồng ý")
    assert stored().record.state is State.APPROVED

    cloud.clock.set("2025-04-28T09:00:00+07:00")
    give(cast.author, c.ClaimCompletion(done_on=date(2025, 4, 20), evidence="Biên bản số 12"))
    asked = appraiser.get(f"{PAGE}/verify")
    assert asked.form["done_on"] == "20/4/2025"
    assert "Hoàn thành trước hạn" in asked.text
    verified = appraiser.press(asked)
    assert "trước hạn" in verified.text
    verdict = stored().record.verdict
    assert verdict is not None
    assert (verdict.outcome, verdict.done_on) == (Outcome.EARLY, date(2025, 4, 20))


def test_an_unfavourable_opinion_goes_on_to_the_seats_too(
    submit: Submit, browser: Browser, cast: Cast
) -> None:
    """The seats decide, not the body."""
    submit()
    answer(browser(cast.appraiser), "appraise", favourable="no", reasons="Chưa rõ nguồn vốn")
    assert stored().record.state is State.APPRAISED
    page = browser(cast.ubnd).get(PAGE)
    assert "Không đề nghị chấp thuận: Chưa rõ nguồn vốn" in page.text
    assert offered(page) >= {"approve?seat=ubnd", "decline?seat=ubnd", "send-back?seat=ubnd"}


def test_a_return_names_what_is_missing_and_a_day(submit: Submit, browser: Browser, cast: Cast) -> None:
    """The form starts with the usual term; the term ends at the campaign's hour of the day typed."""
    submit()
    appraiser = browser(cast.appraiser)
    asked = appraiser.get(f"{PAGE}/return")
    assert asked.form["due"] == "14/10/2024"
    empty = appraiser.press(asked, missing="  ", due="7/10/2024")
    assert empty.status == 422
    assert 'href="#f-missing"' in empty.html
    too_soon = appraiser.press(asked, missing="Dự toán", due="7/10/2024")
    assert too_soon.status == 422
    assert 'href="#f-due"' in too_soon.html
    assert too_soon.form["missing"] == "Dự toán"
    appraiser.press(too_soon, due="15/10/2024")
    ask = stored().record.ask
    assert ask is not None
    assert (ask.missing, ask.due.isoformat()) == ("Dự toán", "2024-10-15T17:00:00+07:00")


def test_one_seat_that_declines_ends_it(submit: Submit, browser: Browser, cast: Cast, give: Give) -> None:
    """A decline without reasons comes back; with them the record is closed, also to the other seat."""
    submit()
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp"))
    ubnd = browser(cast.ubnd)
    assert answer(ubnd, "decline?seat=ubnd").status == 422
    page = answer(ubnd, "decline?seat=ubnd", reasons="Trùng dự án khác")
    assert stored().record.state is State.DECLINED
    assert offered(page) == {"take-back"}
    assert offered(browser(cast.party).get(PAGE)) == set()


def test_a_seat_sends_the_work_back_to_its_appraiser(
    submit: Submit, browser: Browser, cast: Cast, give: Give
) -> None:
    """The body has it again, with the seat's words, and the opinion is to be given anew."""
    submit()
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp"))
    answer(browser(cast.party), "send-back?seat=huyen-uy", reason="Làm rõ nguồn vốn")
    page = browser(cast.appraiser).get(PAGE)
    assert stored().record.opinion is None
    assert "Làm rõ nguồn vốn" in page.text
    assert "appraise" in offered(page)


def test_a_seat_may_take_back_what_it_sent_back(
    submit: Submit, browser: Browser, cast: Cast, give: Give
) -> None:
    """Who sent a work back is told so on its page and may undo it, until the body acts on it."""
    submit()
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp"))
    party = browser(cast.party)
    page = answer(party, "send-back?seat=huyen-uy", reason="Làm rõ nguồn vốn")
    assert page.status == 200
    assert "take-back" in offered(page)
    answer(party, "take-back", reason="Gửi nhầm")
    assert stored().record.state is State.APPRAISED
    assert stored().record.opinion is not None


def test_an_amendment_is_decided_by_both_seats(
    approved: str, browser: Browser, cast: Cast, give: Give
) -> None:
    """Old and new stand side by side; once both agreed, the new deadline is in force, the old one shown."""
    assert approved
    give(
        cast.author, c.RequestAmendment(deadline=date(2025, 6, 30), description="Rộng 3,5 m", reason="Mưa lũ")
    )
    party, ubnd = browser(cast.party), browser(cast.ubnd)
    asked = party.get(f"{PAGE}/approve-amendment?seat=huyen-uy")
    assert {"30/4/2025", "30/6/2025", "Rộng", "Mưa"} <= set(asked.text.split())
    party.press(asked)
    answer(ubnd, "approve-amendment?seat=ubnd", reasons="Đồng ý")
    facts, baseline = stored().record.facts, stored().record.baseline
    assert facts is not None
    assert baseline is not None
    assert (facts.deadline, facts.description) == (date(2025, 6, 30), "Rộng 3,5 m")
    assert baseline.deadline == date(2025, 4, 30)
    assert "30/4/2025" in ubnd.get(PAGE).text


def test_an_amendment_refused_leaves_what_was_approved(
    approved: str, browser: Browser, cast: Cast, give: Give
) -> None:
    """One seat suffices to refuse."""
    assert approved
    give(cast.author, c.RequestAmendment(deadline=date(2025, 6, 30), description=None, reason="Mưa lũ"))
    answer(browser(cast.ubnd), "decline-amendment?seat=ubnd", reasons="Còn đủ thời gian")
    assert stored().record.amendment is None
    facts = stored().record.facts
    assert facts is not None
    assert facts.deadline == date(2025, 4, 30)


def test_a_corrected_day_needs_its_reason(
    approved: str, browser: Browser, cast: Cast, give: Give, cloud: TestCloud
) -> None:
    """The page judges the day that was typed, also the one that it sends back."""
    assert approved
    cloud.clock.set("2025-05-10T09:00:00+07:00")
    give(cast.author, c.ClaimCompletion(done_on=date(2025, 4, 30), evidence="Biên bản số 12"))
    appraiser = browser(cast.appraiser)
    asked = appraiser.get(f"{PAGE}/verify")
    assert "Hoàn thành đúng hạn" in asked.text
    unexplained = appraiser.press(asked, done_on="2/5/2025")
    assert unexplained.status == 422
    assert 'href="#f-reason"' in unexplained.html
    assert "Theo ngày ghi ở trên: Hoàn thành chậm" in unexplained.text
    nonsense = appraiser.press(unexplained, done_on="31/2/2025")
    assert nonsense.status == 422
    assert "Hoàn thành" not in nonsense.text.partition("Theo ngày ghi ở trên:")[2][:12]
    page = appraiser.press(nonsense, done_on="2/5/2025", reason="Theo biên bản nghiệm thu")
    assert "chậm" in page.text
    verdict = stored().record.verdict
    assert verdict is not None
    assert (verdict.outcome, verdict.reason) == (Outcome.LATE, "Theo biên bản nghiệm thu")


def test_a_claim_is_sent_back_and_made_anew(
    approved: str, browser: Browser, cast: Cast, give: Give, cloud: TestCloud
) -> None:
    """The work is under way again with its deadline, and the unit's second claim can be verified."""
    assert approved
    cloud.clock.set("2025-04-01T09:00:00+07:00")
    give(cast.author, c.ClaimCompletion(done_on=date(2025, 3, 31), evidence="Ảnh chụp"))
    appraiser = browser(cast.appraiser)
    page = answer(appraiser, "send-claim-back", reason="Thiếu biên bản nghiệm thu")
    assert "Thiếu biên bản nghiệm thu" in page.text
    assert (stored().record.state, stored().record.claim) == (State.APPROVED, None)
    give(cast.author, c.ClaimCompletion(done_on=date(2025, 3, 31), evidence="Biên bản số 12"))
    assert answer(appraiser, "verify").status == 200
    assert stored().record.state is State.VERIFIED


def test_without_a_claim_a_work_is_judged_after_its_deadline(
    approved: str, browser: Browser, cast: Cast, cloud: TestCloud
) -> None:
    """Before that day the page offers nothing, from then on it does."""
    assert approved
    appraiser = browser(cast.appraiser)
    assert "not-achieved" not in offered(appraiser.get(PAGE))
    assert appraiser.get(f"{PAGE}/not-achieved", follow=False).location == PAGE
    cloud.clock.set("2025-05-02T08:00:00+07:00")
    appraiser = browser(cast.appraiser)
    assert "not-achieved" in offered(appraiser.get(PAGE))
    answer(appraiser, "not-achieved", reason="Không triển khai")
    assert stored().record.state is State.NOT_ACHIEVED


def test_a_decision_is_taken_back_until_somebody_acts(
    approved: str, browser: Browser, cast: Cast, give: Give
) -> None:
    """Its page names the decision; afterwards the seat may decide anew, the other one's word stands."""
    assert approved
    ubnd = browser(cast.ubnd)
    asked = ubnd.get(f"{PAGE}/take-back")
    assert "Ủy ban nhân dân huyện chấp thuận" in asked.text
    page = ubnd.press(asked, reason="Nhầm hồ sơ")
    assert stored().record.state is State.APPRAISED
    assert set(stored().record.votes) == {"huyen-uy"}
    assert "approve?seat=ubnd" in offered(page)
    assert "take-back" not in offered(browser(cast.party).get(PAGE))
    give(cast.ubnd, c.Approve(seat="ubnd"))
    give(cast.author, c.ReportProgress(percent=10, note="Khởi công"))
    assert "take-back" not in offered(ubnd.get(PAGE))


def test_a_declared_conflict_bars_at_once(submit: Submit, browser: Browser, cast: Cast) -> None:
    """The page says why nothing is offered any more; a form opened before is refused, its words kept."""
    submit()
    appraiser = browser(cast.appraiser)
    opinion = appraiser.get(f"{PAGE}/appraise")
    page = answer(appraiser, "conflict", reason="Người thân thi công")
    assert "không quyết định về hồ sơ này" in page.text
    assert offered(page) == set()
    late = appraiser.press(opinion, favourable="yes", reasons="Phù hợp quy hoạch")
    assert late.status == 409
    assert "Phù hợp quy hoạch" in late.text
    assert "Đề nghị chấp thuận" in late.text
    assert stored().record.state is State.SUBMITTED
    assert "appraise" in offered(browser(cast.colleague).get(PAGE))


def test_nobody_decides_on_the_own_units_record(submit: Submit, browser: Browser, cast: Cast) -> None:
    """Whoever belongs to the commune reads the record as a member of the body and is refused everything."""
    submit()
    barred = browser(cast.of_the_commune)
    page = barred.get(PAGE)
    assert "không quyết định về hồ sơ này" in page.text
    assert offered(page) == set()
    assert barred.get(f"{PAGE}/appraise", follow=False).location == PAGE
    form = browser(cast.appraiser).get(f"{PAGE}/appraise").form
    own = barred.get("/review/").form["csrf"]
    forced = barred.post(
        f"{PAGE}/appraise", form | {"csrf": own, "favourable": "yes", "reasons": "Phù hợp"}, follow=False
    )
    assert forced.status == 403
    assert stored().record.state is State.SUBMITTED


def test_the_office_reads_all_and_hands_over_only(
    submit: Submit, browser: Browser, cast: Cast, give: Give
) -> None:
    """It decides nothing; it hands a body's or a seat's task to the substitute that the page names."""
    submit()
    office = browser(cast.office)
    page = office.get(PAGE)
    assert offered(page) == {"reassign"}
    asked = office.get(f"{PAGE}/reassign")
    assert "Phòng Nông nghiệp" in asked.text
    office.press(asked, reason="Cả phòng đi vắng")
    assert stored().record.body == "phong-nn-ptnt"
    assert browser(cast.appraiser).get(PAGE).status == 404
    substitute = announce("Hồ Thị Thu", "body:phong-nn-ptnt", home="phong-nn-ptnt")
    give(substitute, c.Appraise(favourable=True, reasons="Phù hợp"))
    assert offered(office.get(PAGE)) == {"reassign?seat=huyen-uy", "reassign?seat=ubnd"}
    answer(office, "reassign?seat=ubnd", reason="Đi công tác")
    assert stored().record.stand_ins == {"ubnd": "body:tt-hdnd"}
    assert office.get("/review/").status == 404


def test_a_person_with_two_seats_is_asked_for_which(
    submit: Submit, browser: Browser, cast: Cast, give: Give
) -> None:
    """Both are offered by name; each is decided by itself."""
    submit()
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp"))
    both = announce("Lý Văn Hai", "seat:huyen-uy", "seat:ubnd", home="huyen-uy")
    visitor = browser(both)
    page = visitor.get(PAGE)
    assert {"approve?seat=huyen-uy", "approve?seat=ubnd"} <= offered(page)
    assert "Chấp thuận (Thường trực Huyện ủy)" in page.text
    assert page.html.count('class="go"') == 1
    answer(visitor, "approve?seat=ubnd")
    assert set(stored().record.votes) == {"ubnd"}
    assert "approve?seat=ubnd" not in offered(visitor.get(PAGE))


def test_somebody_elses_seat_is_not_offered(submit: Submit, browser: Browser, cast: Cast, give: Give) -> None:
    """Naming another seat in the address or in the form decides nothing."""
    submit()
    give(cast.appraiser, c.Appraise(favourable=True, reasons="Phù hợp"))
    party = browser(cast.party)
    for seat in ("ubnd", "nowhere", ""):
        assert party.get(f"{PAGE}/approve?seat={seat}", follow=False).location == PAGE
        form = party.get(f"{PAGE}/approve?seat=huyen-uy").form | {"seat": seat}
        assert party.post(f"{PAGE}/approve", form).status == 403
    assert party.get(f"{PAGE}/take-back?seat=ubnd", follow=False).location == PAGE
    assert stored().record.votes == {}


@pytest.mark.parametrize("path", ["/appraise", "/return", "/conflict", "/approve?seat=huyen-uy", "/nothing"])
def test_a_strangers_record_is_not_found(submit: Submit, browser: Browser, cast: Cast, path: str) -> None:
    """For whoever has nothing to do with it, a record does not exist: to read or to write."""
    submit()
    stranger = browser(cast.other_body)
    assert stranger.get(PAGE).status == 404
    assert stranger.get(PAGE + path).status == 404
    typed = {"seen": "1", "seat": "huyen-uy", "due": "20/10/2024", "favourable": "yes"}
    words = dict.fromkeys(("reasons", "reason", "missing"), "Không có")
    form = {"csrf": stranger.get("/review/").form["csrf"]} | typed | words
    assert stranger.post((PAGE + path).partition("?")[0], form).status == 404
    assert len(stored().history) == 1


@pytest.mark.parametrize("record", ["nowhere", "a" * 65, "..", "%2e%2e", "<b>", "W%23x"])
def test_what_was_never_stored_is_not_found(browser: Browser, cast: Cast, record: str) -> None:
    """An invented id gives the same page, and no error."""
    appraiser = browser(cast.appraiser)
    assert appraiser.get(f"/review/records/{record}").status == 404
    assert appraiser.get(f"/review/records/{record}/appraise").status == 404


def test_a_draft_exists_for_its_unit_only(browser: Browser, cast: Cast, campaign: Campaign) -> None:
    """Neither the office nor a member of the unit finds a draft in this stage."""
    new = store.new("adraft", campaign, "vinh-lam", cast.author.id)
    store.save_draft(new, {"title": "Chưa nộp"}, campaign, clock.now())
    both = announce("Mai Văn Ba", "unit:vinh-lam", "body:phong-tckh")
    assert browser(cast.office).get("/review/records/adraft").status == 404
    assert browser(both).get("/review/records/adraft").status == 404


def test_markup_in_a_decision_stays_text(submit: Submit, browser: Browser, cast: Cast) -> None:
    """HTML in reasons is shown as typed, by the page that refuses it and by the record."""
    submit()
    nasty = '</textarea><script>alert("x")</script>'
    appraiser = browser(cast.appraiser)
    refused = answer(appraiser, "appraise", reasons=nasty)
    assert refused.status == 422
    assert refused.form["reasons"] == nasty
    page = appraiser.press(refused, favourable="yes")
    for shown in (refused, page, browser(cast.ubnd).get(f"{PAGE}/approve?seat=ubnd")):
        assert "<script>alert" not in shown.html
        assert "&lt;script&gt;" in shown.html


@pytest.mark.parametrize("action", ["appraise", "return"])
def test_overlong_and_decomposed_words(submit: Submit, browser: Browser, cast: Cast, action: str) -> None:
    """Words that are too long come back whole with the reason."""
    submit()
    name = "reasons" if action == "appraise" else "missing"
    page = answer(browser(cast.appraiser), action, favourable="yes", **{name: "ấ" * 2001})
    assert page.status == 422
    assert f'href="#f-{name}"' in page.html
    assert page.form[name] == "ấ" * 2001


def test_every_page_speaks_english_too(submit: Submit, browser: Browser, cast: Cast) -> None:
    """`?lang=en` says all of it in English."""
    submit()
    appraiser = browser(cast.appraiser)
    assert "Give the opinion of the appraising body" in appraiser.get(f"{PAGE}?lang=en").text
    assert "The seats decide on the strength of these" in appraiser.get(f"{PAGE}/appraise?lang=en").text
    assert "1 record waits for you" in appraiser.get("/review/?lang=en").text
