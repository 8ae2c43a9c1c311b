"""A commune registers a work: drafts, mistakes, two people at once, submitting, answering a return."""

import re
import unicodedata
from urllib.parse import unquote

import pytest

from services.core.people.person import Person
from services.core.record import store
from services.core.record.record import State
from tests.conftest import HeldClock, TestCloud
from tests.flow.registration.works import TYPED, send_back
from tests.flow.visitor import Page, Visitor

NEW = "/registration/records/new"
LIST = "/registration/records"


def _id(page: Page) -> str:
    """The record's id in the address that the page's form goes to."""
    return page.action.split("/")[3]


def _stored(record_id: str) -> store.Stored:
    found = store.get(record_id)
    assert found is not None
    return found


def _items(cloud: TestCloud) -> int:
    return sum(item["pk"].startswith("R#") for item in cloud.table.scan()["Items"])


def test_opening_the_form_stores_nothing(visitor: Visitor, cloud: TestCloud) -> None:
    """Looking at a page, however often, changes nothing."""
    for path in (LIST, NEW, NEW):
        assert visitor.get(path).status == 200
    assert _items(cloud) == 0


def test_a_draft_is_saved_at_any_point_and_resumed_by_a_colleague(
    visitor: Visitor, colleague: Visitor
) -> None:
    """What is half done and full of mistakes is kept as typed, for another device and another person."""
    page = visitor.press(visitor.get(NEW), do="save", title="Đường", budget="1.200.000,5", start="31/2/2025")
    assert page.status == 200
    assert "Đã lưu bản nháp" in page.text
    listed = colleague.get(LIST)
    assert "Bản nháp" in listed.text
    again = colleague.get(f"{LIST}/{_id(page)}/edit")
    assert (again.form["title"], again.form["budget"], again.form["start"]) == (
        "Đường",
        "1.200.000,5",
        "31/2/2025",
    )


def test_a_whole_registration(visitor: Visitor, cloud: TestCloud) -> None:
    """Typed, checked, submitted: the receipt names number, moment, person, unit and who has it now."""
    page = visitor.press(visitor.get(NEW), do="continue", **TYPED)
    assert "Kiểm tra nội dung" in page.text
    assert "Phòng Tài chính - Kế hoạch" in page.text
    record_id = page.action.split("/")[3]
    receipt = visitor.press(page)
    work = _stored(record_id).record
    assert work.state is State.SUBMITTED
    assert work.number in receipt.text
    assert work.number.startswith("VLAM-")
    said = "Nộp lúc 8 giờ 00 ngày 07/10/2024; người nộp: Nguyễn Thị Lan; đơn vị: Xã Vĩnh Lâm"
    assert said in " ".join(receipt.text.split())
    assert "Phòng Tài chính - Kế hoạch thẩm định, chậm nhất 17 giờ 00 ngày 21/10/2024" in receipt.text
    assert "đơn vị đã đạt" in visitor.get(LIST).text
    record = visitor.get(f"{LIST}/{record_id}")
    assert "Xã Vĩnh Lâm nộp hồ sơ 8 giờ 00 ngày 07/10/2024" in " ".join(record.text.split())
    assert "1.200.000.000 đồng" in record.text
    assert "đề nghị Phòng Tài chính - Kế hoạch trả lại hồ sơ" in record.text  # to correct it, no withdrawal
    assert _items(cloud) == 1


def test_a_form_sent_twice_is_stored_once(visitor: Visitor, cloud: TestCloud) -> None:
    """Pressing a button twice gives the same record, one event and the same receipt."""
    blank = visitor.get(NEW)
    first = visitor.press(blank, do="continue", **TYPED)
    second = visitor.press(blank, do="continue", **TYPED)
    assert first.status == second.status == 200
    receipts = [visitor.press(first), visitor.press(first)]
    assert [receipt.status for receipt in receipts] == [200, 200]
    assert "Đã nộp hồ sơ" in receipts[1].text
    assert _items(cloud) == 1
    assert [entry.type for entry in _stored(_id(blank)).history] == ["WorkSubmitted"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("budget", "1.200.000,5", "tính tròn đồng"),
        ("budget", "-5", "1.200.000"),
        ("start", "31/2/2025", "không có thật"),
        ("deadline", "9/10/2024", "sớm hơn ngày bắt đầu"),
        ("deadline", "5/2/25", "ngày/tháng/năm"),
        ("title", "x" * 251, "251"),
        ("title", " \t\u200b ", "Tên"),
        ("kind", "castle", "Chọn"),
        ("area", "no-such-area", "Chọn"),
        ("target", "no-such-target", "Chọn"),
        ("quantity", "12,5", "chỉ tiêu"),
        ("in_charge", "", "Người phụ trách"),
    ],
)
def test_bad_input_comes_back_as_typed_with_its_reason(
    visitor: Visitor, field: str, typed: str, said: str
) -> None:
    """Every mistake is named above the form with a link, and at its field; all that was typed is there."""
    sent = TYPED | {field: typed}
    page = visitor.press(visitor.get(NEW), do="continue", **sent)
    assert page.status == 422
    assert 'role="alert"' in page.html
    assert said.lower() in page.text.lower()
    where = "target" if field == "quantity" else field
    assert f'href="#f-{where}"' in page.html
    assert f'id="e-{where}"' in page.html
    chosen = {"kind", "area", "target"}
    for name, text in sent.items():
        if name not in chosen:
            assert page.form[name].split() == text.split(), name
    assert _stored(_id(page)).draft is not None


def test_the_list_of_mistakes_names_every_field_once(visitor: Visitor) -> None:
    """Two days that do not exist read differently above the form; a sentence that names its field stays."""
    wrong = TYPED | {"start": "31/2/2025", "deadline": "30/2/2025", "place": ""}
    listed = visitor.press(visitor.get(NEW), do="continue", **wrong).text
    assert "Ngày bắt đầu: Ngày này không có thật" in listed
    assert "Thời hạn hoàn thành: Ngày này không có thật" in listed
    assert "Địa điểm: Cần điền" not in listed


def test_a_draft_is_listed_with_composed_letters(visitor: Visitor) -> None:
    """A title typed on a Mac stands in the list as on Windows, before it is submitted too."""
    visitor.press(visitor.get(NEW), do="save", title=unicodedata.normalize("NFD", TYPED["title"]) + "\x07")
    assert TYPED["title"] in visitor.get(LIST).text


def test_decomposed_letters_are_stored_composed(visitor: Visitor) -> None:
    """A Mac's keyboard and a Windows keyboard store the same title."""
    apart = TYPED | {"title": unicodedata.normalize("NFD", TYPED["title"]) + "\x07"}
    page = visitor.press(visitor.press(visitor.get(NEW), do="continue", **apart))
    facts = _stored(page.html.partition(f"{LIST}/")[2][:32]).record.facts
    assert facts is not None
    assert facts.title == TYPED["title"]


def test_markup_stays_text(visitor: Visitor) -> None:
    """HTML in any field is shown as typed, on every page that shows it."""
    nasty = '<script>alert("x")</script></textarea>'
    texts = dict.fromkeys(("title", "description", "meaning", "place", "proof", "in_charge"), nasty)
    page = visitor.press(visitor.get(NEW), do="save", **(TYPED | texts))
    check = visitor.press(page, do="continue")
    receipt = visitor.press(check)
    record = visitor.get(f"{LIST}/{_id(page)}")
    for shown in (page, check, receipt, record, visitor.get(LIST)):
        assert shown.status == 200
        assert "<script>alert" not in shown.html
        assert "&lt;script&gt;" in shown.html
    assert page.form["title"] == nasty


def test_an_oversized_draft_is_shown_again_not_lost(visitor: Visitor, cloud: TestCloud) -> None:
    """What is too large to be stored comes back with what to shorten."""
    page = visitor.press(visitor.get(NEW), do="save", description="ấ" * 45_000)
    assert page.status == 422
    assert page.form["description"] == "ấ" * 45_000
    assert 'href="#f-description"' in page.html
    assert _items(cloud) == 0


def test_typing_is_saved_by_itself(visitor: Visitor) -> None:
    """The script's autosave answers 204, page after page, and a button still saves afterwards."""
    blank = visitor.get(NEW)
    path = f"{LIST}/{_id(blank)}/draft"
    for title in ("Đ", "Đườ", "Đường"):
        assert visitor.post(path, {**blank.form, "title": title}).status == 204
    assert (_stored(_id(blank)).draft or {})["title"] == "Đường"
    assert visitor.press(blank, do="save", title="Đường mới").status == 200
    assert (_stored(_id(blank)).draft or {})["title"] == "Đường mới"


def test_an_autosave_that_comes_late_brings_nothing_old_back(visitor: Visitor) -> None:
    """An autosave still under way when the button was pressed is refused."""
    blank = visitor.get(NEW)
    path = f"{LIST}/{_id(blank)}/draft"
    assert visitor.post(path, {**blank.form, "title": "old"}).status == 204
    visitor.press(blank, do="save", title="new")
    assert visitor.post(path, {**blank.form, "title": "old"}).status == 409
    assert (_stored(_id(blank)).draft or {})["title"] == "new"


def test_two_people_in_one_draft_lose_nothing(visitor: Visitor, colleague: Visitor) -> None:
    """What both changed is decided by whoever saves second; what one of them changed is kept, and named."""
    first = visitor.press(visitor.get(NEW), do="save", **TYPED)
    path = f"{LIST}/{_id(first)}/edit"
    hers, his = visitor.get(path), colleague.get(path)
    assert visitor.press(hers, do="save", place="Thôn Tiên Mỹ 1", proof="Biên bản").status == 200
    clash = colleague.press(his, do="save", place="Thôn Tiên Mỹ 2", meaning="Ý nghĩa khác")
    assert clash.status == 409
    assert "Hồ sơ có hai bản khác nhau" in clash.text
    assert "Thôn Tiên Mỹ 1" in clash.text
    assert clash.form["place"] == "Thôn Tiên Mỹ 2"
    assert (_stored(_id(first)).draft or {})["place"] == "Thôn Tiên Mỹ 1"
    assert "data-autosave" not in clash.html
    assert not {"keep-meaning", "keep-proof"} & set(clash.form)
    done = colleague.press(clash, **{"keep-place": "theirs"})
    assert done.status == 200
    assert "1 mục đã được người khác sửa trong lúc này" in done.text
    draft = _stored(_id(first)).draft or {}
    found = [draft[name] for name in ("place", "meaning", "proof")]
    assert found == ["Thôn Tiên Mỹ 1", "Ý nghĩa khác", "Biên bản"]
    # Her page is still open as it was: it takes over what he changed, and undoes nothing.
    check = visitor.press(hers, do="continue", place="Thôn Tiên Mỹ 1", proof="Biên bản")
    assert "1 mục đã được người khác sửa trong lúc này" in check.text
    assert (_stored(_id(first)).draft or {})["meaning"] == "Ý nghĩa khác"
    # The way to the files tells it as well.
    files = visitor.press(hers, do="files", place="Thôn Tiên Mỹ 1", proof="Biên bản")
    assert "1 mục đã được người khác sửa trong lúc này" in files.text


def test_two_people_who_type_at_once_are_both_saved(visitor: Visitor, colleague: Visitor) -> None:
    """Each page's autosave keeps its own answers, and hears from what it goes on; a clash stops it."""
    first = visitor.press(visitor.get(NEW), do="save", **TYPED)
    path = f"{LIST}/{_id(first)}/draft"
    pages = [who.get(f"{LIST}/{_id(first)}/edit").form for who in (visitor, colleague)]
    for word in ("một", "một hai", "một hai ba"):
        for who, form, name in zip((visitor, colleague), pages, ("meaning", "proof"), strict=True):
            form[name] = word
            answer = who.post(path, form)
            assert answer.status == 204
            form["base"] = answer.headers["thidua-base"]
    assert "thidua-taken" in answer.headers
    assert re.fullmatch(r"\d+ giờ \d\d", unquote(answer.headers["thidua-saved"]))
    draft = _stored(_id(first)).draft or {}
    assert (draft["meaning"], draft["proof"]) == ("một hai ba", "một hai ba")
    assert colleague.post(path, {**pages[1], "meaning": "bốn"}).status == 409
    assert colleague.post(f"{LIST}/{_id(first)}/edit", pages[1]).status == 200
    assert (_stored(_id(first)).draft or {})["meaning"] == "một hai ba"


def test_the_same_text_is_no_clash(visitor: Visitor, colleague: Visitor) -> None:
    """Two people who saved the same words need not be asked."""
    first = visitor.press(visitor.get(NEW), do="save", **TYPED)
    his = colleague.get(f"{LIST}/{_id(first)}/edit")
    visitor.press(first, do="save", place="Thôn Duy Viên")
    assert colleague.press(his, do="save", place="Thôn Duy Viên").status == 200


def test_submitting_what_changed_since_the_check_is_checked_again(
    visitor: Visitor, colleague: Visitor
) -> None:
    """Nobody submits words that they have not seen."""
    check = visitor.press(visitor.get(NEW), do="continue", **TYPED)
    record_id = check.action.split("/")[3]
    colleague.press(colleague.get(f"{LIST}/{record_id}/edit"), do="save", place="Thôn Duy Viên")
    again = visitor.press(check)
    assert again.status == 409
    assert "Thôn Duy Viên" in again.text
    assert _stored(record_id).record.state is State.DRAFT
    assert visitor.press(again).status == 200
    assert _stored(record_id).record.state is State.SUBMITTED


def test_typing_into_a_record_that_was_submitted_meanwhile(visitor: Visitor, colleague: Visitor) -> None:
    """What was typed is shown beside what stands in the record now, so that it can be copied."""
    check = visitor.press(visitor.get(NEW), do="continue", **TYPED)
    record_id = check.action.split("/")[3]
    his = colleague.get(f"{LIST}/{record_id}/edit")
    visitor.press(check)
    page = colleague.press(his, do="save", place="Thôn Duy Viên")
    assert page.status == 409
    assert "Thôn Duy Viên" in page.text
    assert "Thôn Tiên Mỹ" in page.text
    assert colleague.post(f"{LIST}/{record_id}/draft", his.form).status == 409
    assert _stored(record_id).record.state is State.SUBMITTED


def test_the_same_title_warns_and_a_person_decides(visitor: Visitor, submitted: str) -> None:
    """The other record is named; submitting is still possible."""
    twin = TYPED | {"title": f"  {TYPED['title'].upper()}. "}
    check = visitor.press(visitor.get(NEW), do="continue", **twin)
    assert _stored(submitted).record.number in check.text
    assert f"{LIST}/{submitted}" in check.html
    assert "Đã nộp hồ sơ" in visitor.press(check).text


@pytest.mark.parametrize(
    ("moment", "accepted"),
    [("2024-12-31T17:00:00+07:00", True), ("2024-12-31T17:00:01+07:00", False)],
)
def test_the_registration_deadline_includes_its_last_second(
    visitor: Visitor,
    held_clock: HeldClock,
    moment: str,
    accepted: bool,  # noqa: FBT001 - the outcome
) -> None:
    """At 17:00:00 it is accepted, a second later refused; the draft is kept either way."""
    check = visitor.press(visitor.get(NEW), do="continue", **TYPED)
    record_id = check.action.split("/")[3]
    held_clock.set(moment)
    page = visitor.press(check)
    assert page.status == (200 if accepted else 422)
    assert ("Đã nộp hồ sơ" in page.text) is accepted
    assert _stored(record_id).record.state is (State.SUBMITTED if accepted else State.DRAFT)
    if not accepted:
        assert "17 giờ 00 ngày 31/12/2024" in page.text
        pages = [visitor.get(f"{LIST}/{record_id}/{name}") for name in ("check", "edit")]
        for shown in (page, *pages, visitor.get(LIST)):
            assert "Đã hết hạn đăng ký lúc 17 giờ 00 ngày 31/12/2024" in shown.text
            assert "Nộp hồ sơ</button>" not in shown.html
            assert shown.html.count('href="tel:') == 1, "whom to ask for late access"
        assert visitor.press(visitor.get(f"{LIST}/{record_id}/edit"), do="save").status == 200


def test_a_return_is_asked_and_answered_field_by_field(
    visitor: Visitor, submitted: str, appraiser: Person
) -> None:
    """What is asked of a field stands there; the reviewer sees question, answer and change together."""
    from services.review.app import app  # noqa: PLC0415 - needs the cloud's environment

    reviewer = Visitor(app, appraiser)
    asked = reviewer.press(
        reviewer.get(f"/review/records/{submitted}/return"), **{"note-place": "Ghi rõ thôn", "note-proof": ""}
    )
    assert asked.status == 200
    assert "Ghi rõ thôn" in visitor.get(f"{LIST}/{submitted}").text
    form = visitor.get(f"{LIST}/{submitted}/edit")
    assert 'href="#f-place"' in form.html
    assert 'aria-describedby="a-place"' in form.html
    check = visitor.press(form, do="continue", place="Thôn Duy Viên", **{"answer-place": "Đã ghi tên thôn"})
    assert "Đã ghi tên thôn" in check.text
    assert visitor.press(check).status == 200
    seen = reviewer.get(f"/review/records/{submitted}").text
    told = seen[seen.index("Nội dung yêu cầu và trả lời") : seen.index("Xem toàn bộ hồ sơ")]
    for words in ("Ghi rõ thôn", "Đã ghi tên thôn", TYPED["place"], "Thôn Duy Viên"):
        assert words in told
    assert TYPED["meaning"] not in told


@pytest.mark.parametrize(("days", "late"), [(4, False), (6, True)])
def test_answering_a_return(  # noqa: PLR0913, PLR0917 - people, time and two outcomes
    visitor: Visitor,
    submitted: str,
    appraiser: Person,
    held_clock: HeldClock,
    days: int,
    late: bool,  # noqa: FBT001 - the outcome
) -> None:
    """What is asked stands beside the form; the answer goes back, late or not, unbound by the deadline."""
    held_clock.set("2024-12-31T16:00:00+07:00")
    send_back(submitted, appraiser, "Bổ sung nguồn vốn đối ứng")
    record = visitor.get(f"{LIST}/{submitted}")
    assert "Bổ sung nguồn vốn đối ứng" in record.text
    held_clock.forward(days=days)
    form = visitor.get(f"{LIST}/{submitted}/edit")
    assert "Bổ sung nguồn vốn đối ứng" in form.text
    assert form.form["title"] == TYPED["title"]
    assert form.form["budget"] == TYPED["budget"]
    check = visitor.press(form, do="continue", sources="Ngân sách huyện", answer="Đã bổ sung nguồn vốn")
    assert "Đã bổ sung nguồn vốn" in check.text
    assert visitor.press(check).status == 200
    stored = _stored(submitted)
    assert stored.record.state is State.SUBMITTED
    assert stored.record.answered_late is late
    record = visitor.get(f"{LIST}/{submitted}")
    assert "Ngân sách huyện" in record.text
    assert "Thay đổi sau khi được trả lại" in record.text
    assert ("nộp lại sau thời hạn" in record.text) is late


def test_a_draft_can_be_deleted_a_submitted_record_cannot(visitor: Visitor, submitted: str) -> None:
    """Deleting asks first, and works only on what was never handed in; a page still open brings none back."""
    draft = visitor.press(visitor.get(NEW), do="save", title="Nhầm")
    ask = visitor.get(f"{LIST}/{_id(draft)}/discard")
    assert "Nhầm" in ask.text
    assert "Đã xóa bản nháp" in visitor.press(ask).text
    assert store.get(_id(draft)) is None
    assert visitor.post(f"{LIST}/{_id(draft)}/draft", draft.form).status == 409
    assert store.get(_id(draft)) is None
    assert visitor.press(ask).status == 200
    revision = str(_stored(submitted).revision)
    csrf = ask.form["csrf"]
    visitor.post(f"{LIST}/{submitted}/discard", {"csrf": csrf, "revision": revision})
    assert _stored(submitted).record.state is State.SUBMITTED


def test_everything_also_in_english(visitor: Visitor) -> None:
    """The same journey reads whole in English."""
    page = visitor.get(f"{NEW}?lang=en")
    assert "Register a work" in page.text
    page = visitor.press(page, do="continue", **(TYPED | {"start": "x"}))
    assert "Write the date as day/month/year" in page.text
    page = visitor.press(page, do="continue", start="10/10/2024")
    assert "1,200,000,000 đồng" in page.text
    assert "The record is submitted" in visitor.press(page).text
