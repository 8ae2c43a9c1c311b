"""The paths of the user guide (docs/vi), walked as it says, by the very words of the buttons.

`make pictures` writes the pictures that are taken here; `tests/contract/test_guide.py` says that the guide
shows just these.
"""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, OpenPage
from tests.browser.picturing import SCALE, Camera, camera, takes
from tests.browser.pressing import fill, follow, is_at, press
from tests.browser.test_import import filled
from tests.browser.test_journey import BODY, SEATS, decide
from tests.browser.test_pages import OFFICE
from tests.unit.attaching import samples

__all__ = ["camera"]

GIANG, QUE = "giang.ho@vinh-giang.vinhlinh.example", "que.ho@vinh-giang.vinhlinh.example"
THAI, TU = "thai.bui@vinh-thai.vinhlinh.example", "tu.do@vinh-tu.vinhlinh.example"
HEAD = "Nguyễn Đức Hải, Chủ tịch UBND xã"
ROAD = "Bê tông hóa đường Tùng Luật"
ANSWERS = {
    "title": ROAD,
    "description": "Đổ bê tông dày 18 cm, rộng 3,5 m.",
    "meaning": "Thuận lợi cho đi lại và sản xuất của Nhân dân.",
    "place": "Thôn Tùng Luật, xã Vĩnh Giang",
    "beneficiaries": "120 hộ",
    "budget": "1.200.000.000",
    "start": "30/9/2024",
    "proof": "Biên bản nghiệm thu, hình ảnh",
    "in_charge": HEAD,
}


def _phone(live: Live, open_page: OpenPage, email: str) -> Page:
    """A telephone on which somebody is signed in."""
    page = open_page(width=360, device_scale_factor=SCALE)
    live.sign_in(page, email)
    return page


@takes("dang-nhap", "ma-dang-nhap", "bam-dang-nhap")
def test_signing_in(live: Live, open_page: OpenPage, camera: Camera) -> None:
    """dang-nhap.md: an address, an e-mail, its code or its link, one press."""
    page = open_page(width=360, device_scale_factor=SCALE)
    page.goto(f"{live.url}/registration")
    follow(page, "Đăng nhập")
    fill(page, email=TU)
    camera.take(page, "dang-nhap", last="main form button")
    press(page, "Gửi thư cho tôi")
    is_at(page, "Kiểm tra thư điện tử")
    camera.take(page, "ma-dang-nhap", first="h1", last="main > :last-child")
    (mail,) = [mail for mail in live.mails() if TU in mail["to"]]
    link = re.search(r"https?://\S+/sign-in/link\S*", mail["text"])
    assert link
    page.goto(link[0])
    camera.take(page, "bam-dang-nhap", first="h1", last="main form")
    press(page, "Đăng nhập")
    is_at(page, "Hồ sơ đăng ký của Xã Vĩnh Tú")


@takes(
    "ho-so-cua-don-vi", "bieu-mau", "loi-can-sua", "tep-dinh-kem", "kiem-tra-noi-dung", "bien-nhan",
    "noi-dung-can-bo-sung", "giai-trinh", "dang-thuc-hien", "bao-cao-tien-do", "de-nghi-dieu-chinh",
    "bao-cao-hoan-thanh",
)  # fmt: skip
def test_a_work_from_the_form_to_its_completion(live: Live, open_page: OpenPage, camera: Camera) -> None:
    """dang-ky-cong-trinh.md, tep-dinh-kem.md, bo-sung.md, thuc-hien.md."""
    page = _phone(live, open_page, GIANG)
    page.goto(f"{live.url}/registration/records")
    camera.take(page, "ho-so-cua-don-vi", last="main a.go")
    follow(page, "Đăng ký công trình, phần việc")
    fill(page, **ANSWERS, deadline="31/2/2025")
    page.get_by_label("Công trình", exact=True).check()
    page.get_by_label("Văn hóa - xã hội").check()
    camera.take(page, "bieu-mau", first="h1", last="label[for^=f-kind]")
    press(page, "Tiếp tục để kiểm tra")
    camera.take(page, "loi-can-sua", first="[role=alert]", last="[role=alert]")
    fill(page, deadline="30/4/2025")
    _attach(page, camera)
    follow(page, "Quay lại biểu mẫu")
    press(page, "Tiếp tục để kiểm tra")
    is_at(page, "Kiểm tra nội dung")
    camera.take(page, "kiem-tra-noi-dung", first="h1", last=".facts >> nth=0")
    press(page, "Nộp hồ sơ")
    is_at(page, "Đã nộp hồ sơ")
    camera.take(page, "bien-nhan", last="main a[href*='/registration/records?']")
    _return(live, open_page)
    _answer(live, page, camera)
    _approve(live, open_page)
    _carry_out(live, page, camera)


def _attach(page: Page, camera: Camera) -> None:
    """A file is sent, looked at, attached."""
    press(page, "Lưu, rồi đính kèm tệp")
    is_at(page, "Tệp đính kèm")
    file = {"name": "Kế hoạch số 12.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Gửi tệp")
    is_at(page, "Kế hoạch số 12.pdf")
    page.get_by_label("Kế hoạch của đơn vị").check()
    press(page, "Đính kèm")
    expect(page.locator(".told")).to_be_visible()
    camera.take(page, "tep-dinh-kem", first=".told", last="main a[href$='/remove']")


def _return(live: Live, open_page: OpenPage) -> None:
    """The body asks for something at one field."""
    body = open_page()
    live.sign_in(body, BODY)
    live.settle()
    body.goto(f"{live.url}/review")
    follow(body, ROAD)
    follow(body, "Trả lại để bổ sung")
    body.locator("summary", has_text="Mô tả").click()
    fill(body, **{"note-description": "Ghi rõ chiều dài tuyến đường."})
    press(body, "Trả lại để bổ sung")
    expect(body.locator(".told")).to_be_visible()


def _answer(live: Live, page: Page, camera: Camera) -> None:
    """The unit answers beside what is asked."""
    live.settle()
    page.goto(f"{live.url}/registration/records")
    follow(page, ROAD)
    camera.take(page, "noi-dung-can-bo-sung", first="h1", last="main .actions >> nth=0")
    follow(page, "Bổ sung hồ sơ")
    fill(page, description="Đổ bê tông dày 18 cm, rộng 3,5 m, dài 1.250 m.")
    fill(page, **{"answer-description": "Đã ghi thêm chiều dài."})
    camera.take(page, "giai-trinh", first="label[for=f-description]", last="#f-answer-description")
    press(page, "Tiếp tục để kiểm tra")
    press(page, "Nộp hồ sơ")
    is_at(page, "Đã nộp hồ sơ")


def _approve(live: Live, open_page: OpenPage) -> None:
    """The body and both seats say yes."""
    body = open_page()
    live.sign_in(body, BODY)
    decide(live, body, ROAD, "appraise", favourable="yes", reasons="Phù hợp, có nguồn lực.")
    for holder in SEATS:
        seat = open_page()
        live.sign_in(seat, holder)
        decide(live, seat, ROAD, "approve")


def _carry_out(live: Live, page: Page, camera: Camera) -> None:
    """Progress, an amendment, completion."""
    page.goto(f"{live.url}/registration/records")
    follow(page, ROAD)
    camera.take(page, "dang-thuc-hien", first="h1", last="main .actions >> nth=0")
    follow(page, "Báo cáo tiến độ")
    fill(page, percent="40", note="Đã đổ bê tông 500 m.")
    camera.take(page, "bao-cao-tien-do", first="h1", last="#f-note")
    press(page, "Báo cáo tiến độ")
    follow(page, "Đề nghị điều chỉnh")
    fill(page, deadline="30/5/2025", reason="Mưa lũ kéo dài trong tháng 10.")
    camera.take(page, "de-nghi-dieu-chinh", first="h1", last="#f-deadline")
    press(page, "Gửi đề nghị điều chỉnh")
    follow(page, "Báo cáo hoàn thành")
    fill(page, done_on="30/9/2024", evidence="Biên bản nghiệm thu số 12/BB-NT ngày 30/9/2024")
    camera.take(page, "bao-cao-hoan-thanh", first="h1", last="#f-evidence")
    press(page, "Báo cáo hoàn thành")
    expect(page.locator(".told")).to_be_visible()


@takes("hai-noi-dung")
def test_two_people_in_one_draft(live: Live, open_page: OpenPage, camera: Camera) -> None:
    """cau-hoi.md: who saves second sees both texts and chooses."""
    first, second = _phone(live, open_page, GIANG), _phone(live, open_page, QUE)
    first.goto(f"{live.url}/registration/records/new")
    fill(first, title="Trồng hoa ven đường liên thôn", place="Thôn Tân Mỹ")
    press(first, "Lưu bản nháp")
    second.goto(first.url)
    fill(second, place="Thôn Cổ Mỹ")
    press(second, "Lưu bản nháp")
    fill(first, place="Thôn Tùng Luật")
    press(first, "Lưu bản nháp")
    camera.take(first, "hai-noi-dung", first="h1", last="main form")
    first.get_by_label("Nội dung ông (bà) nhập").check()
    press(first, "Lưu nội dung đã chọn")
    expect(first.locator("[name=place]")).to_have_value("Thôn Tùng Luật")


@takes("dang-nhap-lai")
def test_a_session_that_ended(live: Live, open_page: OpenPage, camera: Camera) -> None:
    """cau-hoi.md: what was typed is kept until one is signed in again."""
    page = _phone(live, open_page, GIANG)
    page.goto(f"{live.url}/registration/records/new")
    page.context.clear_cookies(name="session")
    fill(page, title="Sửa nhà văn hóa thôn Cổ Mỹ")
    press(page, "Lưu bản nháp")
    camera.take(page, "dang-nhap-lai", first="h1", last="main form button")


@takes("tai-mau-excel", "xem-truoc-khi-nhap", "nop-cung-luc")
def test_many_works_from_a_workbook(live: Live, open_page: OpenPage, camera: Camera, tmp_path: Path) -> None:
    """nhap-tu-excel.md: fetch the form, fill it in, send it, look, import, submit."""
    page = _phone(live, open_page, THAI)
    page.goto(f"{live.url}/registration/records")
    follow(page, "Đăng ký nhiều hồ sơ bằng Excel")
    camera.take(page, "tai-mau-excel", first="h1", last="main a[href*='/export']")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Mẫu trống").click()
    titles = ["Đường bê tông thôn Thái Lai", "Nhà văn hóa thôn Tân Hòa"]
    page.get_by_label("Tệp đã điền").set_input_files(
        filled(fetched.value.path(), tmp_path / "cong-trinh.xlsx", titles)
    )
    press(page, "Gửi và kiểm tra")
    page.wait_for_url("**/registration/import/*")
    camera.take(page, "xem-truoc-khi-nhap", first="h1", last="main > :last-child")
    press(page, "Nhập 2 hồ sơ thành bản nháp")
    page.get_by_role("link", name="Nộp cùng lúc").first.click()
    camera.take(page, "nop-cung-luc", first="h1", last="main form")
    press(page, "Nộp các hồ sơ đã đánh dấu")
    expect(page.get_by_role("status").first).to_contain_text("Đã nộp 1 hồ sơ")


@takes("tac-gia", "danh-sach-tac-gia", "xac-nhan-sang-kien")
def test_an_initiative_and_its_confirmation(live: Live, open_page: OpenPage, camera: Camera) -> None:
    """sang-kien.md: the form, each author with a share, submitted; a colleague confirms."""
    title = "Cấy lúa theo hàng bằng khung kéo tay"
    page = _phone(live, open_page, GIANG)
    page.goto(f"{live.url}/registration/records")
    follow(page, "Đăng ký sáng kiến")
    fill(
        page,
        title=title,
        novelty="Kéo khung cấy bốn hàng một lượt.",
        first_applied="15/8/2024",
        place="Hợp tác xã Tùng Luật",
        benefit="Giảm một nửa công cấy.",
        reach="Các hợp tác xã trồng lúa",
    )
    page.get_by_label("Kinh tế", exact=True).check()
    page.get_by_label("Không", exact=True).check()
    press(page, "Lưu, rồi sang phần “Tác giả và tỷ lệ đóng góp”")
    for name, share in (("Hồ Văn Giang", "60"), ("Lê Thị Bình", "40")):
        follow(page, "Thêm tác giả")
        fill(page, name=name, birth="1980", position="Công chức", workplace="UBND xã", share=share)
        if share == "60":
            camera.take(page, "tac-gia", first="h1", last="#f-workplace")
        press(page, "Lưu và tiếp tục")
    camera.take(page, "danh-sach-tac-gia", first="h1", last="main > :last-child")
    follow(page, "Quay lại biểu mẫu")
    press(page, "Tiếp tục để kiểm tra")
    press(page, "Nộp hồ sơ")
    is_at(page, "Đã nộp hồ sơ")
    colleague = _phone(live, open_page, QUE)
    colleague.goto(f"{live.url}/registration/records")
    follow(colleague, title)
    camera.take(colleague, "xac-nhan-sang-kien", first="h1", last="main .actions >> nth=0")
    follow(colleague, "Xác nhận sáng kiến")
    press(colleague, "Xác nhận")
    expect(colleague.locator(".told")).to_be_visible()


@takes("viec-da-dong-gop", "ho-gia-dinh")
def test_a_household_is_put_forward(live: Live, open_page: OpenPage, camera: Camera) -> None:
    """guong-nhan-dan.md: what was done, who did it, whether it may be made public."""
    title = "Hiến 200 m² đất mở rộng đường thôn"
    page = _phone(live, open_page, GIANG)
    page.goto(f"{live.url}/registration/records")
    follow(page, "Giới thiệu gương Nhân dân")
    fill(
        page,
        title=title,
        description="Hiến đất, dời hàng rào và góp công làm đường.",
        labour="12,5",
        land="200",
        start="2/9/2024",
        place="Thôn Tùng Luật",
        beneficiaries="85 hộ",
        evidence="Biên bản họp thôn ngày 30/9/2024",
    )
    page.get_by_label("Kinh tế", exact=True).check()
    camera.take(page, "viec-da-dong-gop", first="label[for=f-labour]", last="#f-land")
    press(page, "Lưu, rồi sang phần “Hộ gia đình được giới thiệu”")
    fill(page, name="Hoàng Thị Mơ", address="Thôn Tùng Luật, xã Vĩnh Giang", publish_on="28/9/2024")
    page.get_by_label("Có", exact=True).check()
    page.locator("[name=publish_how]").select_option(label="Giấy có chữ ký")
    camera.take(page, "ho-gia-dinh", first="legend", last="#f-publish_how")
    press(page, "Lưu và tiếp tục")
    press(page, "Tiếp tục để kiểm tra")
    press(page, "Nộp hồ sơ")
    is_at(page, "Đã nộp hồ sơ")
    follow(page, "Xem hồ sơ")
    follow(page, "Ghi ý kiến về việc công khai")
    is_at(page, "Việc đồng ý công khai: Hoàng Thị Mơ")


@takes("du-lieu-cua-toi")
def test_what_is_held_about_oneself(live: Live, open_page: OpenPage, camera: Camera) -> None:
    """du-lieu-cua-toi.md: one's name at the top, the copy, a request."""
    page = _phone(live, open_page, GIANG)
    page.goto(f"{live.url}/registration/records")
    follow(page, "Hồ Văn Giang")
    follow(page, "Dữ liệu lưu về ông (bà)")
    camera.take(page, "du-lieu-cua-toi", first="h1", last="main .facts >> nth=0")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Tải về dưới dạng tệp (JSON)").click()
    assert fetched.value.suggested_filename.endswith(".json")
    follow(page, "Yêu cầu đính chính hoặc xóa")
    page.get_by_label("Đính chính", exact=True).check()
    fill(page, words="Họ tên đúng là Hồ Văn Giảng.")
    press(page, "Gửi yêu cầu")
    expect(page.locator(".told")).to_be_visible()


@takes("ban-lam-viec", "them-nguoi-dung", "tim-ho-so", "cho-nop-muon", "sap-xep-don-vi")
def test_the_office_at_its_desk(live: Live, open_page: OpenPage, camera: Camera) -> None:
    """co-quan-thuong-truc.md: people, units, records, late access, reorganisation, requests, e-mails."""
    page = open_page(width=1000)
    live.sign_in(page, OFFICE)
    page.goto(f"{live.url}/review/office")
    camera.take(page, "ban-lam-viec", last=".ways")
    follow(page, "Người dùng")
    follow(page, "Thêm người dùng")
    fill(page, name="Trần Thị Mai", email="mai.tran@vinh-ha.vinhlinh.example")
    page.get_by_label("Tiếng Việt", exact=True).check()
    page.locator("[name=role]").select_option("unit:vinh-ha")
    camera.take(page, "them-nguoi-dung", first="h1", last="main form")
    press(page, "Thêm và gửi thư báo")
    expect(page.locator(".told")).to_be_visible()
    follow(page, "Thư đã gửi cho người này")
    page.goto(f"{live.url}/review/office/units")
    follow(page, "Nhiều mục cùng lúc: Excel")
    is_at(page, "Nhiều đơn vị cùng lúc: Excel")
    page.goto(f"{live.url}/review/office/records")
    camera.take(page, "tim-ho-so", first="h1", last="main form")
    page.goto(f"{live.url}/review/office/permits")
    follow(page, "Cho nộp muộn")
    page.locator("#f-unit").select_option("vinh-ha")
    fill(page, day="15/1/2025", hour="16:30", reason="Mưa lũ kéo dài")
    press(page, "Tiếp tục để kiểm tra")
    camera.take(page, "cho-nop-muon", first="h1", last="main form")
    page.goto(f"{live.url}/review/office/reorganisation")
    follow(page, "Chuẩn bị sắp xếp đơn vị")
    page.get_by_label("Nhập nhiều đơn vị thành một").check()
    fill(page, day="1/7/2025", document="Nghị quyết số 12/NQ-HĐND ngày 20/6/2025")
    camera.take(page, "sap-xep-don-vi", first="h1", last="main form")
    page.goto(f"{live.url}/review/office")
    follow(page, "Dữ liệu cá nhân")
    follow(page, "Nhập yêu cầu")
    is_at(page, "Nhập yêu cầu")
