"""Two browsers at the very same moment: one write wins, nothing is lost, nothing is stored twice."""

from collections.abc import Callable
from typing import Any

import pytest

from services.core.people.person import Person
from services.core.record import store
from services.core.record.record import State
from services.core.work import commands as c
from tests.flow.registration.works import TYPED, act, approve, send_back
from tests.flow.visitor import Visitor

LIST = "/registration/records"


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], object]], None]:
    """Let something happen between a page's reading and its writing, once."""

    def arrange(name: str, happens: Callable[[], object]) -> None:
        write = getattr(store, name)

        def late(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the store takes and gives
            monkeypatch.setattr(store, name, write)
            happens()
            return write(*arguments, **named)

        monkeypatch.setattr(store, name, late)

    return arrange


def _stored(record_id: str) -> store.Stored:
    found = store.get(record_id)
    assert found is not None
    return found


def test_two_saves_at_once_show_both_versions(
    visitor: Visitor, colleague: Visitor, meanwhile: Callable[[str, Callable[[], object]], None]
) -> None:
    """Whoever's write comes second is asked, although nothing had been saved when it was read."""
    first = visitor.press(visitor.get(f"{LIST}/new"), do="save", **TYPED)
    path = first.action
    hers, his = visitor.get(path), colleague.get(path)
    meanwhile("save_draft", lambda: visitor.press(hers, do="save", place="Thôn 1"))
    clash = colleague.press(his, do="save", place="Thôn 2")
    assert clash.status == 409
    assert "Thôn 1" in clash.text
    assert clash.form["place"] == "Thôn 2"


@pytest.mark.parametrize(("keep", "place"), [("theirs", "Thôn 1"), ("mine", "Thôn 2")])
def test_whoever_comes_second_chooses_field_by_field(
    visitor: Visitor, colleague: Visitor, keep: str, place: str
) -> None:
    """What differs is asked for one by one, by whom it was saved; all else of both stays."""
    path = visitor.press(visitor.get(f"{LIST}/new"), do="save", **TYPED).action
    hers, his = visitor.get(path), colleague.get(path)
    visitor.press(hers, do="save", place="Thôn 1", beneficiaries="300 hộ")
    clash = colleague.press(his, do="save", place="Thôn 2", beneficiaries="300 hộ")
    assert "Nguyễn Thị Lan đã lưu hồ sơ này" in clash.text
    assert "keep-beneficiaries" not in clash.html
    again = colleague.press(clash)
    assert (again.status, again.form["place"]) == (422, "Thôn 2")
    done = colleague.press(again, **{"keep-place": keep})
    assert done.status == 200
    stored = _stored(path.split("/")[3])
    assert (stored.draft or {})["place"] == place
    assert (stored.draft or {})["beneficiaries"] == "300 hộ"


def test_two_autosaves_of_one_page_at_once_keep_the_newer(
    visitor: Visitor, meanwhile: Callable[[str, Callable[[], object]], None]
) -> None:
    """A page that overtakes itself is no clash."""
    blank = visitor.get(f"{LIST}/new")
    path = blank.action.replace("/edit", "/draft")
    meanwhile("save_draft", lambda: visitor.post(path, {**blank.form, "title": "Đ"}))
    assert visitor.post(path, {**blank.form, "title": "Đường"}).status == 204
    assert (_stored(blank.action.split("/")[3]).draft or {})["title"] == "Đường"


def test_two_submits_at_once_are_one(
    visitor: Visitor, colleague: Visitor, meanwhile: Callable[[str, Callable[[], object]], None]
) -> None:
    """Both people get the receipt of the one submission."""
    check = visitor.press(visitor.get(f"{LIST}/new"), do="continue", **TYPED)
    record_id = check.action.split("/")[3]
    his = colleague.get(check.action)
    meanwhile("save", lambda: visitor.press(check))
    page = colleague.press(his)
    assert page.status == 200
    assert "Đã nộp hồ sơ" in page.text
    assert len(_stored(record_id).history) == 1


def test_two_reports_at_once_are_both_seen(  # noqa: PLR0913, PLR0917 - everybody around one work
    visitor: Visitor,
    colleague: Visitor,
    submitted: str,
    appraiser: Any,  # noqa: ANN401 - a fixture's person
    approvers: Any,  # noqa: ANN401 - the same
    meanwhile: Callable[[str, Callable[[], object]], None],
) -> None:
    """The second sees the first one's report before it decides to send its own."""
    approve(submitted, appraiser, approvers)
    path = f"{LIST}/{submitted}/progress"
    hers, his = visitor.get(path), colleague.get(path)
    meanwhile("save", lambda: visitor.press(hers, percent="30", note="Xong nền đường"))
    page = colleague.press(his, percent="20", note="Một nửa")
    assert page.status == 409
    assert "Xong nền đường" in page.text
    assert page.form["note"] == "Một nửa"


def test_a_draft_that_is_typed_into_is_not_deleted(
    visitor: Visitor, colleague: Visitor, meanwhile: Callable[[str, Callable[[], object]], None]
) -> None:
    """Deleting loses against a colleague's saving, before and at the very moment, and it is said."""
    draft = visitor.press(visitor.get(f"{LIST}/new"), do="save", **TYPED)
    record_id = draft.action.split("/")[3]
    ask, his = visitor.get(f"{LIST}/{record_id}/discard"), colleague.get(draft.action)
    meanwhile("discard", lambda: colleague.press(his, do="save", place="Thôn 2"))
    asked = visitor.press(ask)
    assert (asked.status, asked.action) == (409, ask.action)
    assert "Bản nháp đã thay đổi" in asked.text
    assert (_stored(record_id).draft or {})["place"] == "Thôn 2"
    visitor.press(ask)
    assert _stored(record_id).record.state is State.DRAFT
    assert "Đã xóa bản nháp" in visitor.press(asked).text


@pytest.mark.parametrize("page", ["edit", "check", "discard"])
def test_pages_of_a_draft_lead_to_the_record_once_it_is_submitted(
    visitor: Visitor, submitted: str, page: str
) -> None:
    """An old address is no dead end."""
    answer = visitor.get(f"{LIST}/{submitted}/{page}", follow=False)
    assert (answer.status, answer.location) == (303, f"{LIST}/{submitted}")


def test_an_incomplete_draft_leads_from_the_check_back_to_the_form(visitor: Visitor) -> None:
    """Whoever opens the check, or submits, too early sees what has to be mended."""
    draft = visitor.press(visitor.get(f"{LIST}/new"), do="save", title="Đường")
    record_id = draft.action.split("/")[3]
    page = visitor.get(f"{LIST}/{record_id}/check")
    assert "Một số nội dung cần sửa" in page.text
    form = {"csrf": page.form["csrf"], "revision": str(_stored(record_id).revision)}
    assert "Một số nội dung cần sửa" in visitor.post(f"{LIST}/{record_id}/check", form).text
    assert visitor.get(f"{LIST}/{record_id}", follow=False).location == f"{LIST}/{record_id}/edit"
    assert visitor.get(f"{LIST}/{record_id}/receipt").status == 404


def test_what_a_unit_typed_outlives_a_return_that_is_taken_back(
    visitor: Visitor, submitted: str, appraiser: Person
) -> None:
    """The return comes again in better words: the draft that the unit had begun is still there."""
    send_back(submitted, appraiser, "Bổ sung nguồn vốn")
    visitor.press(
        visitor.get(f"{LIST}/{submitted}/edit"), do="save", place="Thôn Duy Viên", answer="Đã bổ sung"
    )
    open_page = visitor.get(f"{LIST}/{submitted}/edit")
    act(submitted, appraiser, c.TakeBack(reason="Viết lại yêu cầu"))
    overtaken = visitor.press(open_page, do="save", answer="Đã bổ sung nguồn vốn đối ứng")
    assert overtaken.status == 409
    assert "Đã bổ sung nguồn vốn đối ứng" in overtaken.text
    assert "Thôn Duy Viên" not in visitor.get(f"{LIST}/{submitted}").text
    send_back(submitted, appraiser, "Bổ sung nguồn vốn đối ứng")
    form = visitor.get(f"{LIST}/{submitted}/edit").form
    assert (form["place"], form["answer"]) == ("Thôn Duy Viên", "Đã bổ sung")
    visitor.press(visitor.press(visitor.get(f"{LIST}/{submitted}/edit"), do="continue"))
    assert _stored(submitted).draft is None
