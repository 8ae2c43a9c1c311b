"""The way of one work over HTTP, told step by step: from the invitation to the report that leadership reads.

`pytest tests/journey` tells it to the cloud of this machine, `make rehearse` to what was deployed. Nothing is
looked at but pages and e-mails.
"""

import io
from collections import Counter
from datetime import date, timedelta

import openpyxl

from tests.journey.browser import Browser
from tests.journey.company import (
    APPRAISER,
    LEADER,
    MEMBER,
    NEIGHBOUR,
    OFFICE,
    PARTY,
    PEOPLE,
    PEOPLES,
    Company,
)
from tests.journey.worlds import World

TITLE = "Bê tông hóa đường nội đồng <b>thôn Tiên Mỹ</b> & Lâm Cao"
ANSWERS = {
    "title": TITLE,
    "kind": "construction",
    "area": "economy",
    "description": "Đổ bê tông 1.200 m, rộng 3 m.\nNhân dân hiến đất, góp ngày công.",
    "meaning": "Thuận lợi cho sản xuất và đi lại của 210 hộ",
    "place": "Thôn Tiên Mỹ, xã Vĩnh Lâm",
    "beneficiaries": "210 hộ",
    "budget": "1.200.000.000",
    "proof": "Biên bản nghiệm thu",
    "in_charge": "Trần Văn Hùng, Chủ tịch UBND xã",
}

#: An address that nobody announced.
UNKNOWN = "khong.ai@vinhlinh.example"

#: What everybody has been sent at the end of the way, apart from reports: how many of each kind.
SENT = {
    OFFICE: {"invited": 1, "sign-in": 1},
    MEMBER: {"invited": 1, "sign-in": 1, "receipt": 2, "returned": 1, "decided": 2},
    NEIGHBOUR: {"invited": 1, "sign-in": 1},
    APPRAISER: {"invited": 1, "sign-in": 1, "waiting": 3},
    PARTY: {"invited": 1, "sign-in": 1, "waiting": 1},
    PEOPLES: {"invited": 1, "sign-in": 1, "waiting": 1},
    LEADER: {"invited": 1, "sign-in": 1},
}


def test_from_the_invitation_to_the_weekly_report(world: World) -> None:
    """Everybody on the way of a work does their part, is told of it once, and sees what is theirs to see."""
    company = Company(world)
    everybody_is_invited_once(company)
    strangers_are_sent_to_the_entrance(company)
    everybody_comes_in(company)
    the_commune_saves_a_draft(company)
    the_commune_submits_what_it_has_mended(company)
    nobody_else_sees_it(company)
    the_appraiser_returns_it_and_the_commune_answers(company)
    it_is_appraised_and_approved(company)
    the_commune_reports_progress(company)
    its_completion_is_claimed_and_judged_early(company)
    the_dashboard_shows_it(company)
    the_weekly_report_is_issued_once(company)
    nobody_was_told_anything_twice(company)
    signing_out_ends_the_session(company)


# --- coming in ---------------------------------------------------------------------------------


def everybody_is_invited_once(company: Company) -> None:
    """The office loads the file of people, and loads it again: each gets one e-mail, which says the way."""
    company.world.let_in(PEOPLE)
    company.world.let_in(PEOPLE)
    for holder in company.address:
        mail = company.letter(holder, "invited")
        assert company.link(mail) == f"{company.world.site}/registration/sign-in"
        assert "Không cần mật khẩu" in mail.text


def strangers_are_sent_to_the_entrance(company: Company) -> None:
    """Whoever is not known sees the campaign's page, the entrance, and that there is no other page."""
    stranger = company.stranger()
    assert "Vĩnh Linh" in stranger.get("/").text
    for path in ("/registration/records", "/review", "/report/dashboard", "/report/issued"):
        answer = stranger.get(path, follow=False)
        assert answer.status == 303
        assert answer.location.startswith("/registration/sign-in?next=")
    for nowhere in ("/registration/khong-co-trang-nay", "/khong/co/trang/nay"):
        answer = stranger.get(nowhere)
        assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "Không tìm thấy trang" in answer.text
    code = stranger.press(stranger.get("/registration/sign-in"), email=UNKNOWN)
    assert "Kiểm tra thư điện tử" in code.text, "nobody learns here which addresses are known"
    assert stranger.press(code, code="000000").status == 422


def everybody_comes_in(company: Company) -> None:
    """By the link of the e-mail, and one of them by its code; a link that was used opens nothing more."""
    office = company.come_in(OFFICE)
    assert office.get("/registration/me").status == 200
    used = company.link(company.letters(OFFICE, "sign-in")[0])
    second = company.stranger()
    assert second.press(second.open(used)).status == 422
    company.come_in(LEADER, by_code=True)
    for holder in (MEMBER, NEIGHBOUR, APPRAISER, PARTY, PEOPLES):
        company.come_in(holder)


# --- registering -------------------------------------------------------------------------------


def the_commune_saves_a_draft(company: Company) -> None:
    """A title is enough for a draft; it stands in the list, and in the form that it opens."""
    member = company.browsers[MEMBER]
    form = member.click(member.get("/registration/records"), "Đăng ký công trình, phần việc")
    assert "Đã lưu bản nháp" in member.press(form, do="save", title=TITLE).text
    again = member.click(member.get("/registration/records"), TITLE)
    assert again.form["title"] == TITLE
    company.work = again.action.removeprefix("/registration").removesuffix("/edit")


def the_commune_submits_what_it_has_mended(company: Company) -> None:
    """31 February is refused, and nothing typed is lost; then it is checked, submitted and received."""
    member = company.browsers[MEMBER]
    form = member.get(f"/registration{company.work}/edit")
    start = _typed(company.today - timedelta(days=7))
    wrong = member.press(form, do="continue", **ANSWERS, start=start, deadline="31/02/2027")
    assert wrong.status == 422
    assert "Ngày này không có thật" in wrong.text
    assert wrong.form["description"].split() == ANSWERS["description"].split()
    check = member.press(wrong, do="continue", deadline=_typed(company.today + timedelta(days=30)))
    assert "Kiểm tra nội dung" in check.text
    receipt = member.press(check)
    assert "Đã nộp hồ sơ" in receipt.text
    assert TITLE in receipt.text
    mail = company.letter(MEMBER, "receipt")
    company.number = next(word for word in receipt.text.split() if word.startswith("VLAM-"))
    assert company.number in mail.subject
    assert ANSWERS["in_charge"] in mail.text


def nobody_else_sees_it(company: Company) -> None:
    """Another commune, a leader and a stranger find nothing where the work is, nor may the commune review."""
    path = f"/registration{company.work}"
    for holder in (NEIGHBOUR, LEADER, OFFICE):
        assert company.browsers[holder].get(path).status == 404
    for holder, elsewhere in (
        (MEMBER, f"/review{company.work}"),
        (MEMBER, "/review"),
        (MEMBER, "/report/issued"),
    ):
        assert company.browsers[holder].get(elsewhere).status == 404
    for holder, elsewhere in ((LEADER, f"/review{company.work}"), (APPRAISER, "/report/dashboard")):
        assert company.browsers[holder].get(elsewhere).status == 404
    stranger = company.stranger()
    assert stranger.get(path, follow=False).status == 303
    assert stranger.post(f"{path}/withdraw", {"reason": "-"}).status == 403


# --- deciding ----------------------------------------------------------------------------------


def the_appraiser_returns_it_and_the_commune_answers(company: Company) -> None:
    """It stands first in the appraiser's queue; what is missing goes to the commune, and the answer back."""
    queue = company.shown(APPRAISER, "/review", company.number)
    works = [link for link in queue.links if link.address.startswith("/review/records/")]
    assert (works[0].address, works[0].words) == (f"/review{company.work}", TITLE)
    company.decide(APPRAISER, "Trả lại để bổ sung", missing="Thiếu dự toán chi tiết")
    assert company.number not in company.shown(APPRAISER, "/review", "không có hồ sơ nào").text

    mail = company.letter(MEMBER, "returned")
    assert "Thiếu dự toán chi tiết" in mail.text
    member = company.browsers[MEMBER]
    form = member.click(member.open(company.link(mail)), "Bổ sung hồ sơ")
    check = member.press(form, do="continue", answer="Đã kèm dự toán", sources="Ngân sách xã")
    assert "Đã nộp hồ sơ" in member.press(check).text
    assert "Ngân sách xã" in company.letter(MEMBER, "receipt").text


def it_is_appraised_and_approved(company: Company) -> None:
    """The body recommends it, each seat is told and says yes, and the commune hears that it is approved."""
    company.decide(APPRAISER, "Cho ý kiến thẩm định", favourable="yes", reasons="Phù hợp quy hoạch")
    company.decide(PARTY, "Chấp thuận")
    company.decide(PEOPLES, "Chấp thuận", reasons="Đề nghị giữ đúng tiến độ")
    mail = company.letter(MEMBER, "decided")
    assert "Đề nghị giữ đúng tiến độ" in mail.text


# --- finishing ---------------------------------------------------------------------------------


def the_commune_reports_progress(company: Company) -> None:
    """How far it is stands on the record's page."""
    member = company.browsers[MEMBER]
    record = member.get(f"/registration{company.work}")
    done = company.act(MEMBER, record, "Báo cáo tiến độ", percent="60", note="Đã đổ 700 m")
    assert "Đã báo cáo tiến độ" in done.text
    assert "60%" in done.text


def its_completion_is_claimed_and_judged_early(company: Company) -> None:
    """Next week cannot be evidenced; today can, lies before the deadline, and so it is early."""
    member = company.browsers[MEMBER]
    form = member.click(member.get(f"/registration{company.work}"), "Báo cáo hoàn thành")
    next_week = _typed(company.today + timedelta(days=7))
    wrong = member.press(form, done_on=next_week, evidence="Biên bản nghiệm thu số 12")
    assert wrong.status == 422
    assert "ở trong tương lai" in wrong.text
    assert "Đã gửi báo cáo hoàn thành" in member.press(wrong, done_on=_typed(company.today)).text

    company.decide(APPRAISER, "Xác nhận hoàn thành")
    mail = company.letter(MEMBER, "decided")
    assert "Đã xác nhận hoàn thành trước hạn" in mail.subject
    assert "Hoàn thành trước hạn" in member.open(company.link(mail)).text


# --- reporting ---------------------------------------------------------------------------------


def the_dashboard_shows_it(company: Company) -> None:
    """One unit of all has registered, one work is judged, and nothing waits."""
    page = company.shown(LEADER, "/report/dashboard", "công trình, phần việc đã đánh giá: 1")
    assert "1 trên 47 đơn vị đã đăng ký" in page.text
    assert "Không có hồ sơ nào quá hạn giải quyết" in page.text
    assert company.browsers[OFFICE].get("/report/dashboard").status == 200


def the_weekly_report_is_issued_once(company: Company) -> None:
    """However often the clock strikes: one e-mail with the workbook, the same that the pages hand out."""
    company.world.tick()
    company.world.tick()
    mail = company.letter(LEADER, "report")
    company.letter(OFFICE, "report")
    company.world.settle()
    for holder in (LEADER, OFFICE):
        slots = Counter(one.subject for one in company.letters(holder, "report"))
        assert set(slots.values()) == {1}, slots

    leader = company.browsers[LEADER]
    issued = leader.click(leader.get("/report/dashboard"), "Báo cáo đã phát hành")
    file = leader.download(issued, "Tệp XLSX")
    assert (file.status, file.headers["content-type"]) == (200, mail.attachments[0].type)
    assert file.body == mail.attachments[0].content
    book = openpyxl.load_workbook(io.BytesIO(file.body))
    assert book.sheetnames == ["Số liệu chính", "Chỉ tiêu", "Đơn vị", "Công trình, phần việc"]
    figures = {row[0]: row[1] for row in book["Số liệu chính"].iter_rows(values_only=True)}
    assert figures["Đơn vị thuộc diện đăng ký"] == 47
    units = {row[0] for row in book["Đơn vị"].iter_rows(values_only=True)}
    assert {"Xã Vĩnh Lâm", "Thị trấn Hồ Xá"} <= units
    assert company.browsers[MEMBER].click(issued, "Tệp XLSX").status == 404, "it is not for everybody"


def nobody_was_told_anything_twice(company: Company) -> None:
    """What was sent is what should have been, each once; strangers got nothing, and nothing got stuck."""
    company.world.settle()
    sent = company.world.mails()
    told = {
        holder: dict(Counter(mail.kind for mail in sent if address in mail.to and mail.kind != "report"))
        for holder, address in company.address.items()
    }
    assert told == SENT
    assert not [mail for mail in sent if UNKNOWN in mail.to]
    assert company.world.dead_letters() == 0


def signing_out_ends_the_session(company: Company) -> None:
    """The button ends it everywhere: the old cookie opens nothing any more."""
    member = company.browsers[MEMBER]
    copy = Browser(company.world.site)
    copy.cookies |= member.cookies
    assert copy.get("/registration/records", follow=False).status == 200
    member.press_in(member.get("/registration/records"), "/registration/sign-out")
    for browser in (member, copy):
        assert browser.get("/registration/records", follow=False).status == 303


def _typed(day: date) -> str:
    """A day as an official types it."""
    return f"{day:%d/%m/%Y}"
