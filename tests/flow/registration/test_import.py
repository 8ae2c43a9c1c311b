"""Many works at once: a workbook is looked at, imported as drafts, corrected, exported, imported again."""

from io import BytesIO

import msgspec
import pytest
from openpyxl import load_workbook

from services.core.presence import store as presence
from services.core.record import store
from services.core.record.record import State
from tests.conftest import HeldClock, TestCloud
from tests.flow.registration.sheets import EXPORT, FIRST, Sent, put
from tests.flow.registration.works import TYPED
from tests.flow.visitor import CAMPAIGN, Page, Visitor

LIST = "/registration/records"


def drafts() -> dict[str, dict[str, str]]:
    """What stands as drafts of the unit, by title."""
    lines = list(store.all_of_unit(CAMPAIGN, "vinh-lam"))
    found = store.without_history(line.id for line in lines)
    return {line.title: found[line.id].draft or {} for line in lines}


def test_the_page_explains_and_leads_to_both_workbooks(visitor: Visitor) -> None:
    """Three steps, a template, the unit's own works, and a form that goes straight to the bucket."""
    page = visitor.get("/registration/import")
    assert page.status == 200
    form = page.forms[-1]
    assert form.fields["key"].startswith("uploads/imports/vinh-lam/")
    assert form.fields["success_action_redirect"].rpartition("/")[0].endswith("/registration/import")
    addresses = [link.address for link in page.links]
    assert "/registration/import/template?unit=vinh-lam" in addresses
    assert "/registration/export?unit=vinh-lam" in addresses
    assert "Cả hai tệp chỉ gồm công trình, phần việc" in page.text


def test_looking_imports_nothing(visitor: Visitor) -> None:
    """The dry run counts, names what has to be mended by row and column, and leaves the table as it was."""
    sheet = Sent(visitor)
    sheet.work(FIRST)
    sheet.work(FIRST + 1, title="Nhà văn hóa", deadline="31/2/2025", budget="=SUM(1;2)")
    sheet.work(FIRST + 2, title="")
    page = sheet.send()
    assert page.status == 200
    assert "Chưa nhập gì" in page.text
    assert "Hồ sơ mới 2" in page.text
    assert "Trong đó còn phải bổ sung 1" in page.text
    assert "Hàng không nhập được 1" in page.text
    assert "Hàng 5 · Nhà văn hóa I (Kinh phí) Đây là công thức" in page.text
    assert "Hàng 5 N (Thời hạn hoàn thành) Ngày này không có thật" in page.text
    assert "Hàng 6 B (Tên) Ghi tên" in page.text
    assert drafts() == {}


def test_rows_become_drafts_as_typed(visitor: Visitor, colleague: Visitor) -> None:
    """Complete and incomplete rows stand as drafts that the form opens, also for a colleague."""
    sheet = Sent(visitor)
    sheet.work(FIRST)
    sheet.work(FIRST + 3, title="Nhà văn hóa", deadline="31/2/2025")
    result = sheet.bring_in()
    assert "2 hồ sơ trong tệp đã là bản nháp" in result.text
    assert "Nhà văn hóa" in result.text
    assert drafts()[TYPED["title"]].items() >= {**TYPED, "deadline": "30/4/2025"}.items()
    edit = next(link.address for link in result.links if "/edit?check=1" in link.address)
    form = colleague.get(edit)
    assert form.form["deadline"] == "31/2/2025"
    assert "Ngày này không có thật" in form.text
    assert presence.of_campaign(CAMPAIGN)["vinh-lam"]


def test_importing_twice_is_importing_once(visitor: Visitor, cloud: TestCloud) -> None:
    """Pressed again or sent again, the same file changes nothing: no item is written a second time."""
    sheet = Sent(visitor)
    sheet.book.worksheets[1].cell(FIRST, 1).value = "Đường thôn"
    assert "trang “Hồ sơ” chưa có hàng nào" in sheet.send().text
    for at in range(5):
        sheet.work(FIRST + at, title=f"Đường thôn {at // 2}")
    look = sheet.send()
    visitor.press(look)
    before = cloud.table.scan()["Items"]
    visitor.press(look)
    again = Sent(visitor, number=2)
    again.book = sheet.book
    page = again.send()
    assert "không có hàng nào mới" in page.text
    assert cloud.table.scan()["Items"] == before
    assert len(before) > 5


def test_a_corrected_file_changes_what_nobody_touched(visitor: Visitor, held_clock: HeldClock) -> None:
    """Corrections arrive; what somebody changed here since stays, and is listed with a way there."""
    sheet = Sent(visitor)
    sheet.work(FIRST, title="Một", deadline="31/2/2025")
    sheet.work(FIRST + 1, title="Hai")
    sheet.bring_in()
    held_clock.forward(hours=1)
    line = next(line for line in store.all_of_unit(CAMPAIGN, "vinh-lam") if line.title == "Hai")
    visitor.press(visitor.get(f"{LIST}/{line.id}/edit"), do="save", place="Thôn Đông")
    sheet.work(FIRST, title="Một", deadline="30/4/2025")
    sheet.work(FIRST + 1, title="Hai", place="Thôn Tây")
    sheet.work(FIRST + 2, title="Bốn", kind="Công trường")
    page = sheet.send()
    assert "Bản nháp được sửa 1" in page.text
    assert "Nhập 1 bản nháp mới, sửa 1 bản nháp" in page.html
    assert "“Công trường” không có trong các mục đã cho" in page.text
    assert "Hàng 4: Một" in page.text
    assert "Thời hạn hoàn thành trước: 31/2/2025 nay: 30/4/2025" in page.text
    assert "không có trong tệp này" not in page.text
    assert "đã được sửa trên hệ thống sau khi lập tệp" in page.text
    visitor.press(page)
    assert drafts()["Một"]["deadline"] == "30/4/2025"
    assert drafts()["Hai"]["place"] == "Thôn Đông"
    sheet.work(FIRST, title="Ba")
    page = sheet.send()
    assert "1 bản nháp nhập từ tệp trước không có trong tệp này" in page.text
    gone = next(line for line in store.all_of_unit(CAMPAIGN, "vinh-lam") if line.title == "Một")
    assert f"{LIST}/{gone.id}/discard" in [link.address for link in page.links]
    visitor.press(page)
    assert set(drafts()) == {"Một", "Hai", "Ba", "Bốn"}


def test_what_is_exported_can_be_changed_and_imported(visitor: Visitor) -> None:
    """By its number even a title changes; what is exported unchanged changes nothing."""
    for title in ("Một", "Hai"):
        visitor.press(
            visitor.get(f"{LIST}/new"), do="save", **{**TYPED, "title": title, "start": "1/10/2024"}
        )
    sheet = Sent(visitor, EXPORT)
    states = sheet.column("Tình trạng")
    assert [sheet.page.cell(at, states).value for at in (FIRST, FIRST + 1)] == ["Bản nháp", "Bản nháp"]
    sheet.page.cell(FIRST, states).value = "Đã chấp thuận"
    page = sheet.send()
    assert "không có hàng nào mới" in page.text
    assert "Không đọc" not in page.text
    titles = sheet.column("Tên")
    row = next(at for at in (FIRST, FIRST + 1) if sheet.page.cell(at, titles).value == "Một")
    sheet.page.cell(row, titles).value = "Một, đã đổi"
    page = sheet.send()
    assert "Sửa 1 bản nháp" in page.html
    assert visitor.press(page).status == 200
    assert set(drafts()) == {"Một, đã đổi", "Hai"}
    assert drafts()["Hai"]["start"] == "1/10/2024"
    sheet.page.cell(row, titles).value = "Một, đổi lần nữa"
    sheet.bring_in()
    assert set(drafts()) == {"Một, đổi lần nữa", "Hai"}


def test_an_older_export_does_not_bring_older_text_back(visitor: Visitor) -> None:
    """What was typed here after the download is not overwritten by it."""
    visitor.press(visitor.get(f"{LIST}/new"), do="save", **TYPED)
    sheet = Sent(visitor, EXPORT)
    line = next(store.all_of_unit(CAMPAIGN, "vinh-lam"))
    visitor.press(visitor.get(f"{LIST}/{line.id}/edit"), do="save", place="Thôn Đông")
    sheet.page.cell(FIRST, sheet.column("Địa điểm")).value = "Thôn Tây"
    assert "đã được sửa trên hệ thống" in sheet.send().text
    assert drafts()[TYPED["title"]]["place"] == "Thôn Đông"


def test_submitted_works_are_told_not_touched(visitor: Visitor, submitted: str) -> None:
    """A row of a record that was submitted changes nothing, by number as by title."""
    sheet = Sent(visitor, EXPORT)
    unchanged = sheet.send()
    assert "Không tiếp nhận" not in unchanged.text
    sheet.page.cell(FIRST, sheet.column("Địa điểm")).value = "Thôn Tây"
    page = sheet.send()
    assert "đã nộp: tệp không làm thay đổi" in page.text
    assert "không có hàng nào mới" in page.text
    assert "Không tiếp nhận 1 hàng" in page.text
    stored = store.get(submitted)
    assert stored is not None
    assert stored.record.facts is not None
    assert (stored.record.state, stored.draft) == (State.SUBMITTED, None)


def test_numbers_that_nobody_knows_and_titles_that_exist(visitor: Visitor, submitted: str) -> None:
    """A wrong or doubled number is refused; a title that the unit has already is left to a person."""
    del submitted
    visitor.press(visitor.get(f"{LIST}/new"), do="save", **{**TYPED, "title": "Một"})
    line = next(line for line in store.all_of_unit(CAMPAIGN, "vinh-lam") if line.title == "Một")
    sheet = Sent(visitor)
    for at, number in enumerate(("VLAM-ZZZZZZ", line.number.lower(), line.number, None)):
        sheet.work(FIRST + at)
        sheet.page.cell(FIRST + at, 1).value = number
    sheet.work(FIRST + 4)
    page = sheet.send()
    assert "không có hồ sơ số VLAM-ZZZZZZ" in page.text
    assert "Hàng 5 có cùng số hồ sơ" in page.text
    assert "Hàng không nhập được 2" in page.text
    assert f"Hàng 8: {TYPED['title']}" in page.text
    assert "đã nộp, không sửa được bằng tệp" in page.text


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "trống"), (b"%PDF-1.7", "PDF"), (b"x" * 25_000_000, "25.000 kB"), (b"PK\x03\x04", "hỏng")],
)
def test_a_file_that_is_none_is_refused_whole(visitor: Visitor, data: bytes, said: str) -> None:
    """What it is and what to do; nothing is imported by pressing on either."""
    sheet = Sent(visitor)
    page = sheet.send(data)
    assert page.status == 422
    assert said in page.text
    form = visitor.get("/registration/me").form
    assert visitor.post(sheet.address, {"csrf": form["csrf"]}).status == 422
    assert visitor.get(f"{sheet.address}/result").status == 422
    assert drafts() == {}


def test_another_units_file_is_nobodys_here(visitor: Visitor) -> None:
    """A file sent for another unit does not exist for us, and another unit's template is not read."""
    sheet = Sent(visitor)
    put(sheet.id, sheet.data, unit="vinh-long")
    csrf = visitor.get("/registration/me").form["csrf"]
    assert visitor.get(sheet.address).status == 404
    assert visitor.get(f"{sheet.address}/result").status == 404
    assert visitor.post(sheet.address, {"csrf": csrf}).status == 404
    assert visitor.get("/registration/import/nonsense").status == 404
    assert visitor.get("/registration/import?unit=vinh-long").status == 404
    assert visitor.get("/registration/export?unit=vinh-long").status == 404
    for page in sheet.book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.value == "vinh-lam":
                    cell.value = "vinh-long"
    assert "được lập cho đơn vị khác" in sheet.send().text


def test_a_save_at_the_same_moment_is_not_overwritten(
    visitor: Visitor, colleague: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever saves between look and write keeps their text; the result says that a row is left."""
    sheet = Sent(visitor)
    sheet.work(FIRST, title="Một")
    sheet.bring_in()
    line = next(store.all_of_unit(CAMPAIGN, "vinh-lam"))
    form = colleague.get(f"{LIST}/{line.id}/edit")
    real = store.without_history

    def then_somebody_saves(ids: object) -> dict[str, store.Stored]:
        found = real(ids)  # type: ignore[arg-type]  # passed on as it came
        monkeypatch.setattr(store, "without_history", real)
        colleague.press(form, do="save", place="Thôn Đông")
        return found

    sheet.work(FIRST, title="Một", place="Thôn Tây")
    look = sheet.send()
    monkeypatch.setattr(store, "without_history", then_somebody_saves)
    result = visitor.press(look)
    assert "đã được sửa trên hệ thống" in result.text
    assert drafts()["Một"]["place"] == "Thôn Đông"


def test_a_broken_off_import_is_completed_by_repeating(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the function dies after some rows, pressing again saves the rest and nothing twice."""
    sheet = Sent(visitor)
    for at in range(20):
        sheet.work(FIRST + at, title=f"Đường thôn {at}")
    look = sheet.send()
    real, calls = store.save_draft, []

    def dies(*given: object, **more: object) -> store.Stored:
        calls.append(1)
        if len(calls) > 7:
            raise TimeoutError("the function was stopped")
        return real(*given, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(store, "save_draft", dies)
    assert visitor.press(look).status == 500
    monkeypatch.setattr(store, "save_draft", real)
    assert 0 < len(drafts()) < 20
    assert "20 hồ sơ trong tệp đã là bản nháp" in visitor.press(look).text
    assert {store_.revision for store_ in store.without_history(_ids()).values()} == {1}


def _ids() -> list[str]:
    return [line.id for line in store.all_of_unit(CAMPAIGN, "vinh-lam")]


def test_the_complete_ones_are_submitted_together(visitor: Visitor, cloud: TestCloud) -> None:
    """Ticked drafts are submitted each for itself with its receipt; pressed again, nothing happens twice."""
    sheet = Sent(visitor)
    for at in range(3):
        sheet.work(FIRST + at, title=f"Đường thôn {at}")
    sheet.work(FIRST + 3, title="Chưa đủ", deadline="")
    sheet.work(FIRST + 4, title="Đường thôn 0")
    sheet.bring_in()
    assert "/registration/submit?unit=vinh-lam" in [link.address for link in visitor.get(LIST).links]
    page = visitor.get("/registration/submit")
    assert "4 bản nháp đã đủ nội dung" in page.text
    assert "Còn 1 bản nháp khác phải bổ sung" in page.text
    assert page.text.count("chỉ đánh dấu nếu là hai hồ sơ khác nhau") == 1
    sent = _ticked(page)
    assert len(sent) == 3
    answer = visitor.post(page.action, {**page.form, **sent})
    assert "Đã nộp 3 hồ sơ" in answer.text
    told = "Nộp lúc 8 giờ 00 ngày 07/10/2024; Phòng Tài chính - Kế hoạch thẩm định, chậm nhất"
    assert " ".join(answer.text.split()).count(told) == 3
    assert "Đã nộp 3 hồ sơ" in visitor.post(page.action, {**page.form, **sent}).text
    cloud.pump.drain()
    assert sum(mail.kind == "receipt" for mail in cloud.mails()) == 3
    states = sorted(line.state for line in store.all_of_unit(CAMPAIGN, "vinh-lam"))
    assert states == [State.DRAFT, State.DRAFT, *[State.SUBMITTED] * 3]


def test_a_draft_that_changed_or_comes_too_late_stays(visitor: Visitor, held_clock: HeldClock) -> None:
    """What was looked at is what is submitted; after the deadline the reason stands beside each."""
    sheet = Sent(visitor)
    sheet.work(FIRST)
    sheet.bring_in()
    page = visitor.get("/registration/submit")
    line = next(store.all_of_unit(CAMPAIGN, "vinh-lam"))
    visitor.press(visitor.get(f"{LIST}/{line.id}/edit"), do="save", place="Thôn Đông")
    answer = visitor.post(page.action, {**page.form, **_ticked(page)})
    assert "1 hồ sơ chưa nộp" in answer.text
    assert "đã thay đổi sau khi mở danh sách" in answer.text
    page = visitor.get("/registration/submit")
    held_clock.set("2025-01-01T08:00:00+07:00")
    late = visitor.post(page.action, {**page.form, **_ticked(page)})
    assert "1 hồ sơ chưa nộp" in late.text
    assert "17 giờ 00 ngày 31/12/2024" in visitor.get("/registration/submit").text


def test_a_title_that_the_list_does_not_show_yet_is_no_fault(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of a unit may be a moment older than its drafts: the page is had all the same."""
    sheet = Sent(visitor)
    sheet.work(FIRST, title="Đường thôn Đông")
    sheet.bring_in()
    older = [msgspec.structs.replace(line, title="Đường") for line in store.all_of_unit(CAMPAIGN, "vinh-lam")]
    monkeypatch.setattr(store, "all_of_unit", lambda *_: iter(older))
    assert "Đường thôn Đông" in visitor.get("/registration/submit").text


def _ticked(page: Page) -> dict[str, str]:
    return {name: text for name, text in page.form.items() if name.startswith("draft-")}


def test_the_template_speaks_the_readers_language(visitor: Visitor) -> None:
    """An English template is read like a Vietnamese one."""
    sheet = Sent(visitor, "/registration/import/template?lang=en")
    assert [page.title for page in sheet.book.worksheets] == ["Works", "Guide", "thidua"]
    sheet.work(FIRST, kind="Construction work", area="Economy")
    sheet.send()
    assert "Hồ sơ mới 1" in visitor.get(f"{sheet.address}?lang=vi").text


def test_a_download_is_a_file(visitor: Visitor) -> None:
    """It comes as a workbook under a name, and can be opened."""
    answer = visitor.get(EXPORT)
    assert answer.headers["content-disposition"] == 'attachment; filename="vinh-lam.xlsx"'
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert load_workbook(BytesIO(answer.body)).worksheets[0].title == "Hồ sơ"


def test_another_file_under_the_same_address_is_looked_at_first(visitor: Visitor) -> None:
    """What the button imports is what was shown: a file that came later is shown before."""
    sheet = Sent(visitor)
    sheet.work(FIRST)
    look = sheet.send()
    sheet.work(FIRST + 1, title="Hai")
    put(sheet.id, sheet.data)
    page = visitor.press(look)
    assert page.status == 409
    assert "Đã nhận được tệp khác" in page.text
    assert drafts() == {}
    visitor.press(page)
    assert len(drafts()) == 2
