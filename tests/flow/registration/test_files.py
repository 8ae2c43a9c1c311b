"""A record's files: sent to the bucket, looked at, attached, scanned, opened, taken away."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import pytest

from services.core import uploads
from services.core.acting import store as unsent
from services.core.attaching import store
from services.core.attaching.attachment import MOST, Purpose
from services.core.people.person import Person
from services.core.record import store as records
from services.core.uploads import Scan
from services.core.work import commands as c
from services.core.work.work import Work
from tests.conftest import HeldClock, TestCloud
from tests.flow.registration.sending import add, files_of, send
from tests.flow.registration.works import TYPED, act, approve, send_back
from tests.flow.visitor import Page, Visitor, announce
from tests.unit.attaching import samples


@pytest.fixture
def draft(visitor: Visitor) -> str:
    """The id of a work that Lan has begun."""
    saved = visitor.press(visitor.get("/registration/records/new"), do="save", title=TYPED["title"])
    return saved.action.split("/")[3]


def _open(visitor: Visitor, record_id: str, at: int = 0) -> Page:
    file = store.of_record(record_id)[at]
    return visitor.get(f"{files_of(record_id)}/{file.id}/open", follow=False)


def test_from_a_telephone_to_a_record(
    visitor: Visitor, colleague: Visitor, draft: str, cloud: TestCloud
) -> None:
    """Sent, looked at, attached; scanned; opened by a colleague under the name that it had."""
    page = send(visitor, draft, samples.jpeg(3000), "Ảnh mặt đường.JPG")
    assert page.status == 200
    assert "Ảnh mặt đường.jpg" in page.text
    assert "Hình ảnh JPEG" in page.text
    assert "3 KB" in page.text
    assert page.form["purpose"] == "picture"
    assert store.of_record(draft) == (), "looking at it attaches nothing"
    done = visitor.press(page)
    assert "Đã đính kèm “Ảnh mặt đường.jpg”." in done.text
    assert "đang quét mã độc" in done.text
    (file,) = store.of_record(draft)
    assert (file.purpose, file.size) == (Purpose.PICTURE, 3000)
    assert _open(colleague, draft).status == 403, "nobody else before it is scanned"
    assert _open(visitor, draft).status == 303
    cloud.pump.drain()
    assert "đã quét, không có mã độc" in colleague.get(files_of(draft)).text
    assert store.of_record(draft)[0].scan is Scan.CLEAN, "the scanner is asked once"
    opened = _open(colleague, draft)
    assert opened.status == 303
    query = parse_qs(urlsplit(opened.headers["location"]).query)
    assert query["response-content-type"] == ["image/jpeg"]
    assert unquote(query["response-content-disposition"][0]).endswith("Ảnh mặt đường.jpg")
    assert query["X-Amz-Expires"] == ["60"]


def test_what_arrived_and_nobody_attached_is_no_file(visitor: Visitor, draft: str) -> None:
    """It lies where it is deleted after a day; what is attached lies elsewhere."""
    page = send(visitor, draft, samples.pdf())
    key = f"uploads/{draft}/{page.action.rpartition('/')[2]}"
    assert uploads.arrived(key) is not None
    visitor.press(page)
    assert uploads.arrived(key) is None
    (file,) = store.of_record(draft)
    assert file.key.startswith("files/")
    assert uploads.read(file.key, 9999) == samples.pdf()


def test_pressed_twice_it_is_attached_once(visitor: Visitor, draft: str) -> None:
    """A second press, a page gone back to, a reload: one file, and the person sees it."""
    page = send(visitor, draft, samples.pdf())
    visitor.press(page)
    again = visitor.press(page)
    assert "Đã đính kèm" in again.text
    assert "Đã đính kèm" in visitor.get(page.action).text
    assert len(store.of_record(draft)) == 1


def test_the_same_content_is_attached_once(visitor: Visitor, draft: str) -> None:
    """Under whatever name it comes again, the one that is there is named; what got lost is taken again."""
    early = send(visitor, draft, samples.pdf(), "sớm.pdf")
    add(visitor, draft, samples.pdf(), "Kế hoạch.pdf")
    other = samples.pdf()[:-1] + b"x"
    for again in (send(visitor, draft, samples.pdf(), "Bản sao.pdf"), visitor.press(early)):
        assert again.status == 422
        assert "với tên “Kế hoạch.pdf”: nội dung giống nhau" in again.text
    add(visitor, draft, other, "khác.pdf")
    (first,) = (file for file in store.of_record(draft) if file.name == "Kế hoạch.pdf")
    uploads.remove(first.key)
    assert send(visitor, draft, samples.pdf()).status == 200


def test_a_form_that_was_used_takes_no_second_file(visitor: Visitor, draft: str, cloud: TestCloud) -> None:
    """Whoever goes back and sends another file by the same form hears that it was not taken."""
    page = send(visitor, draft, samples.pdf())
    visitor.press(page)
    cloud.inner.store_file(f"uploads/{draft}/{page.action.rpartition('/')[2]}", samples.png())
    assert "Biểu mẫu đó đã được dùng" in visitor.get(page.action).text
    (file,) = store.of_record(draft)
    assert uploads.read(file.key, 9999) == samples.pdf(), "what is attached is out of its reach"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (samples.program(), "Kế hoạch.pdf", "xét theo nội dung, đây là một chương trình máy tính"),
        (b"", "Kế hoạch.pdf", "Tệp “Kế hoạch.pdf” trống (0 byte)."),
        (b"", "", "Chưa chọn tệp nào."),
        (
            samples.jpeg(25 * 1024 * 1024),
            "to.jpg",
            "dung lượng 25 MB, trong khi mỗi tệp chỉ được tối đa 20 MB",
        ),
        (samples.docx()[:-40], "hỏng.docx", "một văn bản bị hỏng hoặc không đầy đủ"),
    ],
)
def test_what_is_not_fit_is_refused_in_words(
    visitor: Visitor, draft: str, content: bytes, name: str, words: str
) -> None:
    """Our page says what it is and what to do; a button pressed all the same attaches nothing."""
    page = send(visitor, draft, content, name)
    assert page.status == 422
    assert words in page.text
    address = f"{files_of(draft)}/{'0' * 32}"
    csrf = visitor.get("/registration/me").form["csrf"]
    assert visitor.post(address, {"csrf": csrf, "purpose": "plan", "etag": "x"}).status == 404
    assert store.of_record(draft) == ()


def test_a_file_that_broke_off_is_told(visitor: Visitor, draft: str) -> None:
    """The page says that nothing has come, and leads back."""
    page = visitor.get(f"{files_of(draft)}/{'0' * 32}")
    assert page.status == 404
    assert "Chưa có tệp nào đến" in page.text


def test_another_file_in_its_place_is_not_attached_unseen(
    visitor: Visitor, draft: str, cloud: TestCloud
) -> None:
    """What is attached is what was shown; whatever came after it has to be looked at first."""
    page = send(visitor, draft, samples.pdf())
    key = f"uploads/{draft}/{page.action.rpartition('/')[2]}"
    cloud.inner.store_file(key, samples.png(), {"name": "b.png"})
    shown = visitor.press(page)
    assert (shown.status, store.of_record(draft)) == (409, ())
    assert "b.png" in shown.text
    cloud.inner.store_file(key, samples.program(), {"name": "a.pdf"})
    assert visitor.press(shown).status == 422
    assert store.of_record(draft) == ()


def test_the_copy_is_of_just_what_was_judged(
    visitor: Visitor, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3 is told which file was looked at, so that none that slips in between is copied."""
    from services.core import bucket  # noqa: PLC0415 - needs the cloud's environment

    page = send(visitor, draft, samples.pdf())
    told: list[str] = []
    copy = bucket.client().copy_object

    def heard(**asked: str) -> object:
        told.append(asked["CopySourceIfMatch"])
        return copy(**asked)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(bucket.client(), "copy_object", heard)
    visitor.press(page)
    assert told == [page.form["etag"]]


def test_an_eleventh_file_is_refused(visitor: Visitor, draft: str, cloud: TestCloud) -> None:
    """Ten, and no form for more; one that was sent before is refused in words, and nothing of it stays."""
    late = send(visitor, draft, samples.png(), "11.png")
    add(visitor, draft, samples.pdf())
    (first,) = store.of_record(draft)
    for number in range(1, MOST):
        store.add(msgspec.structs.replace(first, id=f"{number:032x}", scan=Scan.CLEAN))
    full = visitor.get(files_of(draft))
    assert "Hồ sơ đã có đủ mười tệp" in full.text
    assert not [form for form in full.forms if "policy" in form.fields]
    assert visitor.press(late).status == 409
    assert len(store.of_record(draft)) == MOST
    kept = cloud.inner.s3.list_objects_v2(Bucket=cloud.inner.outputs["BucketName"], Prefix="files/")
    assert [one["Key"] for one in kept["Contents"]] == [first.key]


def test_an_infected_file_is_for_nobody(
    visitor: Visitor, colleague: Visitor, draft: str, cloud: TestCloud
) -> None:
    """Not even for who sent it; the page says so, and it can be removed."""
    add(visitor, draft, samples.pdf() + samples.EICAR)
    cloud.pump.drain()
    page = visitor.get(files_of(draft))
    assert "bị chặn: có chứa mã độc" in page.text
    for who in (visitor, colleague):
        opened = _open(who, draft)
        assert opened.status == 403
        assert "Đã phát hiện mã độc" in opened.text
    removal = next(link.address for link in page.links if link.address.endswith("/remove"))
    assert "Đã gỡ tệp" in visitor.press(visitor.get(removal)).text
    assert store.of_record(draft) == ()


def test_what_the_scanner_cannot_look_into_is_for_its_owner(
    visitor: Visitor, colleague: Visitor, draft: str, cloud: TestCloud
) -> None:
    """A document under a password stays with who attached it, and others hear why."""
    add(visitor, draft, samples.pdf() + b"/Encrypt 9 0 R")
    cloud.pump.drain()
    assert _open(visitor, draft).status == 303
    assert "mật khẩu" in _open(colleague, draft).text


def test_a_file_that_got_lost_is_told_and_can_be_removed(
    visitor: Visitor, draft: str, cloud: TestCloud
) -> None:
    """The pages go on and say what became of it; back again it is opened, gone it can be removed."""
    add(visitor, draft, samples.pdf())
    (file,) = store.of_record(draft)
    uploads.remove(file.key)
    page = visitor.get(files_of(draft))
    assert (page.status, store.of_record(draft)) == (200, (file,)), "nothing is written"
    assert "không còn trong kho" in page.text
    opened = _open(visitor, draft)
    assert opened.status == 404
    assert "Tệp không còn trong kho" in opened.text
    cloud.inner.store_file(file.key, samples.pdf())
    assert _open(visitor, draft).status == 303
    uploads.remove(file.key)
    removal = next(link.address for link in page.links if link.address.endswith("/remove"))
    assert "Đã gỡ tệp" in visitor.press(visitor.get(removal)).text
    assert store.of_record(draft) == ()


def test_strangers_find_no_file(visitor: Visitor, draft: str, cloud: TestCloud) -> None:
    """To another unit neither the record nor its files exist, whatever the address."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    add(visitor, draft, samples.pdf())
    cloud.pump.drain()
    (file,) = store.of_record(draft)
    other = Visitor(app, announce("Trần Văn Bình", "unit:vinh-tu"))
    for rest in ("", f"/{file.id}", f"/{file.id}/open", f"/{file.id}/remove"):
        assert other.get(files_of(draft) + rest).status == 404
    for made_up in ("0" * 31, "..", "%2e%2e", "x" * 32, "0" * 32 + "%0a"):
        assert visitor.get(f"{files_of(draft)}/{made_up}/open").status == 404


def test_a_ticket_is_for_one_place(visitor: Visitor, draft: str) -> None:
    """The form leads to the record's own files and back to its own page, and each page has its own place."""
    first, second = (visitor.get(files_of(draft)).form for _ in range(2))
    assert first["key"] != second["key"]
    assert re.fullmatch(rf"uploads/{draft}/[0-9a-f]{{32}}", first["key"])
    assert first["success_action_redirect"].endswith(f"/files/{first['key'].rpartition('/')[2]}")


# --- when --------------------------------------------------------------------------------------


def test_what_was_handed_in_stays(
    visitor: Visitor, reviewing: Visitor, submitted: str, appraiser: Person, cloud: TestCloud
) -> None:
    """Submitted, nothing is added; returned, more can be, and only what is new can go again.

    What was asked about the files stands beside them and is answered; the receipt tells which went along.
    """
    assert not visitor.get(files_of(submitted)).form.get("policy")
    cloud.clock.forward(minutes=1)
    asking = reviewing.get(f"/review/records/{submitted}/return")
    reviewing.press(asking, **{"note-files": "Bổ sung bản vẽ"})
    assert "Bổ sung bản vẽ" in add(visitor, submitted, samples.pdf(), "cũ.pdf").text
    cloud.clock.forward(hours=1)
    form = visitor.get(f"/registration/records/{submitted}/edit")
    assert "Đã đính kèm 1 tệp." in form.text
    assert form.text.count("Bổ sung bản vẽ") == 1
    check = visitor.press(form, do="continue", **{"answer-files": "Đã bổ sung bản vẽ"})
    assert re.search(r"Yêu cầu: Bổ sung bản vẽ.*đã sửa", check.text)
    assert "cũ.pdf" in visitor.press(check).text
    seen = reviewing.get(f"/review/records/{submitted}").text
    assert "Đơn vị giải trình: Đã bổ sung bản vẽ" in seen
    assert re.search(r"đính kèm \d+/\d+/\d{4}\s+Bổ sung sau khi trả lại", seen)
    cloud.clock.forward(hours=1)
    send_back(submitted, appraiser, "Bổ sung nữa")
    page = add(visitor, submitted, samples.png(), "mới.png")
    old, new = store.of_record(submitted)
    assert [link.address for link in page.links if link.address.endswith("/remove")] == [
        f"{files_of(submitted)}/{new.id}/remove"
    ]
    assert "giữ lại: đã nộp cùng hồ sơ" in page.text
    assert visitor.get(f"{files_of(submitted)}/{old.id}/remove").status == 409
    csrf = visitor.get("/registration/me").form["csrf"]
    assert visitor.post(f"{files_of(submitted)}/{old.id}/remove", {"csrf": csrf}).status == 409
    assert len(store.of_record(submitted)) == 2


def test_while_it_is_carried_out_evidence_and_pictures_are_added(
    visitor: Visitor, submitted: str, appraiser: Person, approvers: tuple[Person, Person], cloud: TestCloud
) -> None:
    """No plan any more; what went with no report yet can be taken away again."""
    approve(submitted, appraiser, approvers)
    cloud.clock.forward(minutes=1)
    page = send(visitor, submitted, samples.pdf())
    assert page.form["purpose"] == "evidence"
    assert visitor.press(page, purpose="plan").status == 422
    done = visitor.press(page)
    assert "Đã đính kèm" in done.text
    (removal,) = (link.address for link in done.links if link.address.endswith("/remove"))
    assert "Đã gỡ tệp" in visitor.press(visitor.get(removal)).text
    assert store.of_record(submitted) == ()


def test_what_is_attached_goes_with_the_next_report_and_with_no_other(  # noqa: PLR0913, PLR0917 - cast and time
    visitor: Visitor,
    reviewing: Visitor,
    submitted: str,
    appraiser: Person,
    approvers: tuple[Person, Person],
    cloud: TestCloud,
) -> None:
    """The report names the file for unit and reviewer; a made-up id goes with nothing."""
    approve(submitted, appraiser, approvers)
    cloud.clock.forward(minutes=1)
    add(visitor, submitted, samples.jpeg(3000), "Ảnh rải nhựa.jpg")
    (file,) = store.of_record(submitted)
    ask = f"/registration/records/{submitted}/progress"
    page = visitor.get(ask)
    assert page.form["files"] == file.id
    assert "Ảnh rải nhựa.jpg" in page.text
    assert "Ảnh rải nhựa.jpg" not in reviewing.get(f"/review/records/{submitted}").text
    visitor.press(page, percent="40", note="Đã rải nhựa", files=f"{file.id} {'0' * 32}")
    stored = records.get(submitted)
    assert isinstance(stored and stored.record, Work)
    assert stored.record.progress.files == (file.id,)
    assert visitor.get(ask).form["files"] == ""
    assert visitor.get(f"{files_of(submitted)}/{file.id}/remove").status == 409, "it was sent"
    cloud.pump.drain()
    for where in (
        visitor.get(f"/registration/records/{submitted}"),
        reviewing.get(f"/review/records/{submitted}"),
    ):
        assert "Kèm theo: Ảnh rải nhựa.jpg" in where.text


def test_what_was_typed_waits_while_files_are_attached(  # noqa: PLR0913, PLR0917 - cast and time
    visitor: Visitor,
    colleague: Visitor,
    submitted: str,
    appraiser: Person,
    approvers: tuple[Person, Person],
    held_clock: HeldClock,
) -> None:
    """Kept as typed for this person and report until it is sent; a claim sent back gives its files free."""
    approve(submitted, appraiser, approvers)
    held_clock.set("2025-04-20T09:00:00+07:00")
    ask = f"/registration/records/{submitted}/completion"
    words = {"done_on": "30/2", "evidence": "  Biên bản số 3\r\nký ngày 18/4  "}
    large = visitor.press(visitor.get(ask), do="files", evidence="x" * 130_000)
    assert (large.status, len(large.form["evidence"])) == (422, 130_000), "nothing half kept, nothing lost"
    away = visitor.press(visitor.get(ask), do="files", **words)
    assert "Nội dung đã nhập được lưu 7 ngày" in away.text
    done = add(visitor, submitted, samples.pdf(), "biên bản.pdf")
    assert [one.words for one in done.links if one.address == ask] == ["Quay lại “Báo cáo hoàn thành”"]
    back = visitor.get(ask)
    assert {name: back.form[name] for name in words} == words
    assert "Nội dung đã nhập được điền lại" in back.text
    assert "biên bản.pdf" in back.text
    assert colleague.get(ask).form["evidence"] == ""
    assert "Quay lại “Báo cáo" not in colleague.get(files_of(submitted)).text
    assert visitor.get(ask.replace("completion", "progress")).form["note"] == ""
    colleague.press(colleague.get(ask.replace("completion", "progress")), percent="90", note="Gần xong")
    moved = visitor.get(ask)
    assert "Gần xong" in moved.text, "what happened meanwhile is told"
    assert visitor.press(moved, done_on="18/4/2025", files=back.form["files"]).status == 200
    assert unsent.waiting(store.of_record(submitted)[0].by, submitted, 0) == ()
    act(submitted, appraiser, c.SendBackClaim(reason="Thiếu chữ ký"))
    again = visitor.get(ask).form
    assert (again["files"], again["evidence"]) == (back.form["files"], "")


def test_a_file_that_comes_too_late_is_not_attached(visitor: Visitor, draft: str) -> None:
    """Sent while it was a draft, looked at after it was submitted."""
    page = send(visitor, draft, samples.pdf())
    form = visitor.get(f"/registration/records/{draft}/edit")
    visitor.press(visitor.press(form, do="continue", **TYPED))
    late = visitor.press(page)
    assert late.status == 409
    assert "Hiện hồ sơ không nhận thêm tệp" in late.text
    assert store.of_record(draft) == ()


# --- those who decide --------------------------------------------------------------------------


@pytest.fixture
def reviewing(appraiser: Person) -> Visitor:
    """The appraiser before her browser."""
    from services.review.app import app  # noqa: PLC0415 - needs the cloud's environment

    return Visitor(app, appraiser)


def _review(visitor: Visitor, record_id: str, file: str) -> Page:
    return visitor.get(f"/review/records/{record_id}/files/{file}/open", follow=False)


def test_an_appraiser_opens_what_was_handed_in(
    visitor: Visitor, reviewing: Visitor, draft: str, appraiser: Person, cloud: TestCloud
) -> None:
    """Once it is scanned; what the unit adds after a return not before it hands that in; others nothing."""
    from services.review.app import app  # noqa: PLC0415 - needs the cloud's environment

    add(visitor, draft, samples.pdf())
    (file,) = store.of_record(draft)
    cloud.clock.forward(minutes=1)
    assert _review(reviewing, draft, file.id).status == 404
    form = visitor.get(f"/registration/records/{draft}/edit")
    visitor.press(visitor.press(form, do="continue", **TYPED))
    assert "đang được quét" in _review(reviewing, draft, file.id).text
    cloud.pump.drain()
    assert _review(reviewing, draft, file.id).status == 303
    send_back(draft, appraiser, "Bổ sung")
    cloud.clock.forward(minutes=1)
    add(visitor, draft, samples.png())
    cloud.pump.drain()
    assert [_review(reviewing, draft, one.id).status for one in store.of_record(draft)] == [303, 404]
    elsewhere = Visitor(app, announce("Ngô Văn Tài", "body:phong-vhtt", home="phong-vhtt"))
    for made_up in (file.id, "0" * 32, ".."):
        assert _review(elsewhere, draft, made_up).status == 404
    assert _review(reviewing, draft, "0" * 31).status == 404


@pytest.mark.parametrize("address", ["", "https://thidua.s3.ap-southeast-1.amazonaws.com/"])
def test_the_page_lets_its_form_go_to_the_bucket(
    visitor: Visitor, draft: str, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Its policy names the bucket's host and no other; no other page's does."""
    monkeypatch.setenv("BUCKET_URL", address)
    page = visitor.get(files_of(draft))
    host = "https://" + urlsplit(page.action).netloc
    assert host.endswith(".s3.ap-southeast-1.amazonaws.com")
    policy = page.headers["content-security-policy"]
    assert f"form-action 'self' {host};" in policy
    assert f"connect-src 'self' {host};" in policy
    assert host not in visitor.get("/registration/records").headers["content-security-policy"]


# --- on other pages ----------------------------------------------------------------------------


def test_what_was_typed_is_kept_on_the_way_to_the_files(visitor: Visitor) -> None:
    """The form is saved first, also one that nobody has saved yet."""
    page = visitor.press(visitor.get("/registration/records/new"), do="files", title="Đường")
    record = page.form["key"].split("/")[1]
    assert visitor.get(f"/registration/records/{record}/edit").form["title"] == "Đường"


def test_pages_of_the_record_show_its_files(
    visitor: Visitor, reviewing: Visitor, draft: str, cloud: TestCloud
) -> None:
    """The check before it is handed in, the unit's page, and the page of those who decide."""
    add(visitor, draft, samples.pdf(), "Kế hoạch.pdf")
    cloud.pump.drain()
    check = visitor.press(visitor.get(f"/registration/records/{draft}/edit"), do="continue", **TYPED)
    assert "Kế hoạch.pdf" in check.text
    cloud.clock.forward(minutes=1)
    visitor.press(check)
    (file,) = store.of_record(draft)
    for who, stage in ((visitor, "registration"), (reviewing, "review")):
        page = who.get(f"/{stage}/records/{draft}")
        assert f"/{stage}/records/{draft}/files/{file.id}/open" in [link.address for link in page.links]
        assert "Thêm hoặc gỡ tệp" not in page.text


def test_a_draft_that_is_deleted_takes_its_files_along(
    visitor: Visitor, draft: str, cloud: TestCloud
) -> None:
    """Nobody could ever remove them afterwards."""
    add(visitor, draft, samples.pdf())
    visitor.press(visitor.get(f"/registration/records/{draft}/discard"))
    assert store.of_record(draft) == ()
    assert not cloud.inner.s3.list_objects_v2(Bucket=cloud.inner.outputs["BucketName"]).get("Contents")


def test_a_copy_that_s3_refuses_again_and_again_ends(
    visitor: Visitor, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3 says of what it may not copy the same as of what is gone: whoever pressed looks again."""
    page = send(visitor, draft, samples.pdf())
    refused: list[str] = []

    def keep(key: str, *_: str) -> None:
        refused.append(key)
        raise uploads.ChangedError(key)

    monkeypatch.setattr(uploads, "keep", keep)
    shown = visitor.press(page)
    assert len(refused) == 1
    assert (shown.status, shown.form["etag"]) == (200, page.form["etag"])
    assert store.of_record(draft) == ()
