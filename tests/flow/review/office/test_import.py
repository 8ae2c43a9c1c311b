"""People and units from a workbook: looked at first, all or nothing, and no more however often it is sent."""

from io import BytesIO

import msgspec
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.core import bucket, settings
from services.core.campaign import store as campaigns
from services.core.people import store
from services.core.people.person import Grant, Person, Role, person_id
from services.core.trail import store as trails
from services.review.app import app
from services.review.office import import_pages
from tests.conftest import TestCloud
from tests.flow.visitor import CAMPAIGN, Page, Visitor

IMPORT = "/review/office/import"
#: The first row below the headings.
FIRST = 4
NEW = ("VMOI", "Xã Mới", None, "Xã", "UBND", None, None, None, "Có, đơn vị phải đăng ký công trình")
SEAT = Grant(campaign=CAMPAIGN, role=Role.SEAT, of="ubnd")
UBND = "Ủy ban nhân dân huyện Vĩnh Linh"
ROWS = [
    ("Phan Văn Tú", "tu@vinh-lam.example", "Thành viên Xã Vĩnh Lâm", "", ""),
    (
        "Võ Thị Mai",
        "mai@ubnd.example",
        "Chấp thuận thay mặt Ủy ban nhân dân huyện",
        "Ủy ban nhân dân huyện Vĩnh Linh",
        "",
    ),
    ("Võ Thị Mai", "mai@ubnd.example", "Lãnh đạo", "", "English"),
]


class Sent:
    """A workbook of the desk, open to be filled in; `send` puts it where a browser would."""

    def __init__(self, desk: Visitor, lists: str) -> None:
        self.desk, self.lists, self.id = desk, lists, "1" * 32
        self.book = load_workbook(BytesIO(desk.get(f"{IMPORT}/{lists}/workbook").body))

    @property
    def page(self) -> Worksheet:
        """The sheet that is filled in."""
        return self.book.worksheets[0]

    def fill(self, *rows: tuple[str, ...]) -> "Sent":
        """Rows below the headings."""
        for at, row in enumerate(rows, start=FIRST):
            for column, value in enumerate(row, start=1):
                self.page.cell(at, column).value = value or None
        return self

    def send(self) -> Page:
        """Send it, and see what is in it."""
        target = BytesIO()
        self.book.save(target)
        put(self.lists, self.id, target.getvalue())
        return self.desk.get(f"{IMPORT}/{self.lists}/{self.id}")


def put(lists: str, import_id: str, data: bytes) -> None:
    """What S3 does with a file that a browser sent."""
    bucket.client().put_object(
        Bucket=settings.bucket_name(),
        Key=f"uploads/imports/office/{lists}/{import_id}",
        Body=data,
        Metadata={"name": "danh-sach.xlsx"},
    )


def test_people_are_looked_at_then_let_in_and_told_once(cloud: TestCloud, desk: Visitor) -> None:
    """Looking lets nobody in; one press lets everybody in; the same file again is nothing."""
    assert "uploads/imports/office/people/" in desk.get(f"{IMPORT}/people").html
    page = Sent(desk, "people").fill(*ROWS).send()
    assert (page.status, "Phan Văn Tú" in page.text, "Nhập 2 mục" in page.text) == (200, True, True)
    assert store.get(person_id("mai@ubnd.example")) is None
    done = desk.press(page)
    assert "Đã nhập xong mọi hàng trong tệp" in done.text
    mai = store.get(person_id("mai@ubnd.example"))
    assert mai
    assert (mai.holders(CAMPAIGN), mai.language) == (frozenset({"seat:ubnd", "leader"}), "en")
    assert "Không có gì để nhập" in desk.get(page.action).text
    desk.press(page)
    cloud.pump.drain()
    assert len(cloud.mails()) == 2


def test_whoever_is_known_changes_only_as_the_rows_say(desk: Visitor, lan: Person) -> None:
    """A role elsewhere moves nobody; another home is shown, old and new, before it is done."""
    role = "Thành viên Xã Vĩnh Ô"
    page = Sent(desk, "people").fill((lan.name, lan.email, role, "", "")).send()
    assert (role in page.text, "đổi thành" in page.text) == (True, False)
    desk.press(page)
    known = store.get(lan.id)
    assert known
    assert (known.home, known.holders(CAMPAIGN)) == ("vinh-lam", {"unit:vinh-lam", "unit:vinh-o"})
    page = Sent(desk, "people").fill((lan.name, lan.email, role, "Xã Vĩnh Ô", "")).send()
    assert "Xã Vĩnh Lâm đổi thành Xã Vĩnh Ô" in page.text
    desk.press(page)
    after = store.get(lan.id)
    assert after
    assert (after.home, after.grants) == ("vinh-o", known.grants)


def test_one_wrong_cell_lets_nobody_in(desk: Visitor) -> None:
    """The cell is named by row, column and heading; nothing is imported, whatever is pressed."""
    page = Sent(desk, "people").fill(*ROWS, ("Lê Văn Tám", "tám@x", "Vua", "", "")).send()
    assert page.status == 200
    assert page.text.count("Hàng 7") == 2
    assert "B (Địa chỉ thư điện tử)" in page.text
    assert len(page.forms) == 1, "only to sign out"
    assert store.get(person_id("tu@vinh-lam.example")) is None


def test_another_file_is_not_imported_unseen(desk: Visitor) -> None:
    """Who changed the file after looking sees it first."""
    sent = Sent(desk, "people").fill(*ROWS)
    page = sent.send()
    sent.fill(("Lê Văn Tám", "tam@x.example", "Lãnh đạo", "", "")).send()
    late = desk.press(page)
    assert (late.status, "Lê Văn Tám" in late.text) == (409, True)
    assert store.get(person_id("tam@x.example")) is None


def test_what_is_too_much_for_one_press_is_left_to_the_next(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that takes longer than the gateway waits is done in parts; the page says how much is left."""
    monkeypatch.setattr(import_pages, "_BUDGET", -1.0)
    page = Sent(desk, "people").fill(*ROWS).send()
    part = desk.press(page)
    assert "còn 2 mục" in part.text
    monkeypatch.undo()
    assert "Đã nhập xong" in desk.press(part).text


def test_nobody_seats_themselves_by_a_list_either(desk: Visitor, ngoc: Person) -> None:
    """The import stops there and says at whom."""
    seat = (ngoc.name, ngoc.email, ROWS[1][2], "Phòng Nội vụ", "")
    done = desk.press(Sent(desk, "people").fill(seat).send())
    assert (done.status, ngoc.name in done.text) == (422, True)
    assert store.holders_of(CAMPAIGN, "seat:ubnd") == []
    store.save(msgspec.structs.replace(ngoc, grants=(*ngoc.grants, SEAT)))
    moved = desk.press(Sent(desk, "people").fill((ngoc.name, ngoc.email, ROWS[2][2], "Xã Vĩnh Ô", "")).send())
    assert (moved.status, "đồng nghiệp" in moved.text) == (422, True)


def test_units_go_out_are_corrected_and_come_back(desk: Visitor) -> None:
    """The workbook holds what is known; what is corrected and added in it comes back, noted as if typed."""
    sent = Sent(desk, "units")
    rows = {str(row[0].value): row for row in sent.page.iter_rows(min_row=FIRST)}
    assert "Không có gì để nhập" in sent.send().text
    rows["VLAM"][6].value = "0233 111 2222"
    sent.page.append(NEW)
    page = sent.send()
    assert "Nhập 2 mục" in page.text
    assert "Đã nhập xong" in desk.press(page).text
    campaigns.forget()
    now = campaigns.current(CAMPAIGN)
    assert (now.unit("vinh-lam").phone, now.unit("vmoi").parent) == ("0233 111 2222", "ubnd-huyen")
    assert [deed.by_name for deed in trails.deeds(trails.of_unit(CAMPAIGN, "vinh-lam"))] == ["Lê Thị Ngọc"]
    assert "đã được sửa sau khi tải tệp về" in _older(desk, sent).text


def _older(desk: Visitor, sent: Sent) -> Page:
    """The older workbook once more, after a colleague corrected the same unit by hand."""
    edit = desk.get("/review/office/units/vinh-lam/edit")
    desk.press(edit, phone="0233 333 4444")
    return sent.send()


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_says_what_to_do(desk: Visitor, data: bytes) -> None:
    """A file that is not what it says is refused in words, not by a fault."""
    put("people", "2" * 32, data)
    page = desk.get(f"{IMPORT}/people/{'2' * 32}")
    assert (page.status, "Không đọc được tệp" in page.text) == (422, True)


def test_what_is_not_there_and_who_may_not(desk: Visitor, lan: Person, cloud: TestCloud) -> None:
    """Unknown lists and files are not found; nobody but the office looks, and looking changes nothing."""
    assert desk.get(f"{IMPORT}/people/{'3' * 32}").status == 404
    assert desk.get(f"{IMPORT}/people/x").status == 404
    assert desk.get(f"{IMPORT}/kings").status == 404
    stranger = Visitor(app, lan)
    before = cloud.table.scan()["Items"]
    for path in (f"{IMPORT}/people", f"{IMPORT}/units", f"{IMPORT}/units/workbook"):
        assert desk.get(path).status == 200
        assert stranger.get(path).status == 404
    assert cloud.table.scan()["Items"] == before
