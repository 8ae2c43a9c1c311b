"""An initiative, over HTTP and the real path: form, authors, confirmation, the council, e-mails."""

import re
from datetime import datetime

import pytest

from infra.local.cloud import Mail
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record import store
from services.core.record.people import of_facts
from services.core.record.record import State
from services.core.record.store import Stored
from services.core.subjects import store as subjects
from services.core.subjects.subject import Erasure, Why
from services.core.vietnam import VIETNAM
from tests.browsing import Page
from tests.conftest import TestCloud
from tests.flow.visitor import Visitor, announce

TITLE = "Cấy lúa theo hàng bằng khung kéo tay"
COUNCIL = "sang-kien"
TYPED = {
    "title": TITLE,
    "area": "economy",
    "novelty": "Kéo khung cấy bốn hàng một lượt.",
    "first_applied": "15/3/2024",
    "place": "Hợp tác xã Tiên Mỹ",
    "benefit": "Giảm một nửa công cấy.",
    "gain": "45.000.000",
    "reach": "Các hợp tác xã trồng lúa",
    "funding": "other",
}
AN = {"name": "Trần Văn An", "birth": "1980", "position": "Kỹ sư", "workplace": "HTX Tiên Mỹ"}
BINH = {"name": "Lê Thị Bình", "birth": "5/2/1985", "position": "Cán bộ", "workplace": "UBND xã Vĩnh Lâm"}


class Company:
    """Two authors, a colleague, and the council's people, each with a browser for each stage."""

    def __init__(self, cloud: TestCloud) -> None:
        self.cloud = cloud
        self.browsers: dict[tuple[str, str], Visitor] = {}
        self.an = announce("Trần Văn An", "unit:vinh-lam", email="tac.gia@vinh-lam.example")
        self.lan = announce("Nguyễn Thị Lan", "unit:vinh-lam", email="lan@vinh-lam.example")
        self.secretary = announce(
            "Lê Thị Ánh", f"secretary:{COUNCIL}", home="phong-noi-vu", email="thu.ky@hd.example"
        )
        self.chair = announce("Trần Quang Chủ", f"chair:{COUNCIL}", home="ubnd-huyen", email="chu@hd.example")
        self.office = announce("Phan Thị Vụ", "office", home="phong-noi-vu", email="vu@nv.example")

    def at(self, stage: str, person: Person) -> Visitor:
        """The person's browser before that stage."""
        self.cloud.pump.drain()
        if (stage, person.id) not in self.browsers:
            app = __import__(f"services.{stage}.app", fromlist=["app"]).app
            self.browsers[stage, person.id] = Visitor(app, person)
        return self.browsers[stage, person.id]

    def act(self, stage: str, person: Person, record: str, action: str, **typed: str) -> Page:
        """Open the page of an action, fill it in, press its button."""
        browser = self.at(stage, person)
        asked = browser.get(f"/{stage}/records/{record}/{action}")
        assert asked.action.endswith(f"/{action}"), asked.text
        return browser.press(asked, **typed)

    def told(self, person: Person) -> list[Mail]:
        """The e-mails of that person, newest last."""
        self.cloud.pump.drain()
        return [mail for mail in self.cloud.mails() if person.email in mail.to]


@pytest.fixture
def company(cloud: TestCloud, campaign: Campaign) -> Company:  # noqa: ARG001 - they hold roles in it
    """Everybody, announced, on the Monday after the launch."""
    return Company(cloud)


def add(browser: Visitor, page: Page, share: str, **typed: str) -> Page:
    """On the list of authors: add one, and come back to the list."""
    back = browser.press(one_more(browser, page), do="continue", share=share, **typed)
    assert f"Tỷ lệ đóng góp: {share}%" in back.text
    assert ("Tổng tỷ lệ đã nhập" in back.text) != ("được nêu hai lần" in back.text)
    return back


def one_more(browser: Visitor, page: Page) -> Page:
    """From the list of authors to the page of one who is not there yet."""
    return browser.get(next(link.address for link in page.links if link.address.endswith("/author-new")))


def drafted(company: Company, *authors: tuple[str, dict[str, str]], **typed: str) -> Page:
    """The form with these authors, by their shares."""
    browser = company.at("registration", company.an)
    page = browser.press(
        browser.get("/registration/records/new?track=initiative"), do="people-author", **(TYPED | typed)
    )
    for share, author in authors:
        page = add(browser, page, share, **author)
    return browser.get(next(link.address for link in page.links if link.address.endswith("/edit")))


def filed(company: Company, *authors: tuple[str, dict[str, str]]) -> str:
    """Filled in, checked and submitted; the id of the record."""
    browser = company.at("registration", company.an)
    check = browser.press(drafted(company, *authors), do="continue")
    assert check.action.endswith("/check"), check.text
    for _, author in authors:
        assert author["birth"][-4:] in check.text, "to be checked before it is handed in"
        assert author.get("email", "không ghi") in check.text
    receipt = browser.press(check)
    assert "Đã nộp hồ sơ" in receipt.text, receipt.text
    return re.findall(r"/registration/records/([0-9a-f]+)", receipt.html)[0]


def stored_of(record: str) -> Stored:
    """The record as the table holds it."""
    found = store.get(record)
    assert found is not None
    return found


def test_from_the_form_to_the_council(company: Company) -> None:
    """60 and 40: a colleague confirms, the secretary accepts, all hear of it, no e-mail names authors."""
    record = filed(company, ("60", AN), ("40", BINH | {"email": "le.binh@vl.example"}))
    (receipt,) = company.told(company.an)
    assert "Tác giả 1" in receipt.text
    assert "60%" in receipt.text
    own = company.at("registration", company.an).get(f"/registration/records/{record}")
    assert "Trần Văn An, Kỹ sư, HTX Tiên Mỹ: 60%" in own.text
    assert "chưa có ai xác nhận được" not in own.text
    assert ("1980" in own.text, "le.binh" in own.text, "le.binh" in receipt.text) == (False, False, False)
    # The author cannot confirm; a colleague can, and was asked to.
    assert "Xác nhận sáng kiến" not in own.text
    assert (
        company.at("registration", company.an).get(f"{own_path(record)}/confirm").action.endswith("sign-out")
    )
    (asked,) = company.told(company.lan)
    assert f"/registration/records/{record}" in asked.text
    # Nor can an author who was let in only after it was handed in: neither offered nor accepted.
    late = company.at("registration", announce("Lê Thị Bình", "unit:vinh-lam", email="binh@vl.example"))
    assert "Xác nhận sáng kiến" not in late.get(own_path(record)).text
    csrf = {"csrf": late.get("/registration/me").form["csrf"]}
    for action, typed in (("confirm", {}), ("return", {"missing": "Số liệu", "due": "20/11/2024"})):
        form = company.at("registration", company.lan).get(f"{own_path(record)}/{action}").form
        refused = late.post(f"{own_path(record)}/{action}", {**form, **typed, **csrf})
        assert refused.status == 403
        assert "là một trong các tác giả" in refused.text
    company.act("registration", company.lan, record, "confirm", remark="Đang áp dụng")
    assert stored_of(record).record.state is State.CONFIRMED

    (waiting,) = company.told(company.secretary)
    assert TITLE in waiting.subject
    assert TITLE in company.at("review", company.secretary).get("/review").text
    page = company.at("review", company.secretary).get(f"/review/records/{record}")
    assert "Lê Thị Bình, Cán bộ, UBND xã Vĩnh Lâm: 40%" in page.text
    company.act("review", company.secretary, record, "accept")
    accepted = stored_of(record).record
    assert accepted.state is State.ACCEPTED
    assert accepted.due == datetime(2025, 1, 7, 23, 59, 59, tzinfo=VIETNAM)
    assert "chờ phiên họp" in company.told(company.an)[-1].subject
    queue = company.at("review", company.secretary).get("/review")
    assert TITLE in queue.text
    told = "".join(mail.text + mail.html for mail in company.cloud.mails())
    assert "Lê Thị Bình" not in told


def own_path(record: str) -> str:
    """The page of a record for its unit."""
    return f"/registration/records/{record}"


def test_what_is_wrong_with_the_authors_is_said_by_name(company: Company) -> None:
    """99%, nobody at all, the same author twice, a share that is no number."""
    browser = company.at("registration", company.an)
    page = browser.press(drafted(company), do="continue")
    assert page.status == 422
    assert 'href="#f-people-author"' in page.html
    page = browser.press(drafted(company, ("60", AN), ("39", BINH)), do="continue")
    assert "99%" in page.text
    assert "còn thiếu 1%" in page.text
    again = AN | {"name": "trần văn  an", "birth": "05/02/1980", "telephone": "0913 222 333"}
    page = drafted(company, ("60", AN | {"email": "an@vinhlam.example"}), ("40", again))
    assert "Năm sinh: 1980" in page.text
    page = browser.press(page, do="continue")
    assert "được nêu hai lần, là tác giả thứ 1 và thứ 2" in page.text
    assert "đã đủ" not in page.text

    people = browser.press(page, do="people-author")
    person = one_more(browser, people)
    wrong = browser.post(
        person.action, {**person.form, **BINH, "birth": "hôm qua", "share": "rất nhiều", "do": "continue"}
    )
    assert wrong.status == 422
    assert 'id="e-share"' in wrong.html
    assert 'id="e-birth"' in wrong.html
    assert wrong.form["birth"] == "hôm qua"
    form = browser.get(person.action.partition("/people")[0] + "/edit")
    assert "Lê Thị Bình" in browser.press(form, do="continue").text


def test_13_months_ago_is_told_early_and_refused(company: Company) -> None:
    """The form says it as soon as the day is typed, the check says what can be done, nothing is submitted."""
    form = drafted(company, ("100", AN), first_applied="6/9/2023")
    assert "06/9/2024" in form.text
    check = company.at("registration", company.an).press(form, do="continue")
    assert "phải nộp chậm nhất ngày 06/9/2024" in check.text
    assert "/edit#f-first_applied" in "".join(link.address for link in check.links)
    assert 0 < check.html.find("Hiện chưa thể nộp hồ sơ này") < check.html.find("<h1")
    assert "Sau khi nộp" not in check.text
    assert check.action.endswith("sign-out")


def test_a_person_is_kept_apart_and_never_lost(company: Company) -> None:
    """Removed, a number goes to nobody else; two people typing see both versions; a draft goes with them."""
    browser, other = company.at("registration", company.an), company.at("registration", company.lan)
    form = drafted(company, ("60", AN), ("40", BINH))
    base = form.action.removesuffix("/edit")
    record = base.rpartition("/")[2]
    early = other.get(form.action)
    browser.press(form, do="save", reach="Các xã")
    way = other.press(early, do="people-author", benefit="Giảm công cấy")
    assert "1 mục đã được người khác sửa trong lúc này" in way.text
    mine, theirs = browser.get(f"{base}/people/author-2"), other.get(f"{base}/people/author-2")
    other.press(theirs, do="save", position="Phó Chủ tịch", telephone="0233 3820 123")
    parted = browser.press(mine, do="save", position="Chủ tịch", birth="1981")
    assert parted.status == 409
    assert parted.form["telephone"] == "0233 3820 123"
    assert "Phó Chủ tịch" in parted.text
    assert parted.form["position"] == "Chủ tịch"
    browser.press(parted, do="save")
    typed = subjects.get_many([f"{record}.author-2"])[f"{record}.author-2"].typed or {}
    kept = [typed[name] for name in ("position", "telephone", "birth")]
    assert kept == ["Chủ tịch", "0233 3820 123", "1981"]

    hers = other.get(f"{base}/people/author-2")
    removed = browser.press(browser.get(f"{base}/people/author-2/remove"))
    assert "Lê Thị Bình" not in removed.text
    # Whoever was typing about somebody who is taken out keeps the words, and decides.
    gone = other.press(hers, do="save", position="Trưởng ban")
    assert (gone.status, gone.form["position"]) == (409, "Trưởng ban")
    assert gone.action.endswith("/people/author-new")
    assert stored_of(record).draft["~people"] == "author-1"  # type: ignore[index]
    assert subjects.get(f"{record}.author-2") is None
    # Only looked at, nobody is added; pressed twice, one is; a number goes to nobody else.
    new = one_more(browser, removed)
    assert browser.press(new, do="save").status == 200
    assert stored_of(record).draft["~people"] == "author-1"  # type: ignore[index]
    assert browser.press(new, do="continue").status == 422
    for _ in range(2):
        assert "còn 39,5%" in browser.press(new, do="save", name="Hồ Văn Giang", share="0,5").text
    assert other.press(one_more(other, removed), do="save", name="Hồ Văn Giang").status == 200
    assert stored_of(record).draft["~people"] == "author-1 author-3 author-4"  # type: ignore[index]
    # What stands in the record's own draft tells nobody who it is, and goes on from the form's own page.
    browser.press(browser.get(f"{base}/edit"), do="save")
    draft = stored_of(record).draft
    assert draft is not None
    assert "Trần" not in str(draft)
    assert draft["author-1-share"] == "60"
    browser.press(browser.get(f"{base}/discard"))
    assert store.get(record) is None
    assert subjects.get(f"{record}.author-1") is None


def test_a_return_goes_back_to_whoever_asked_and_authors_can_be_changed(company: Company) -> None:
    """The council asks for more: a third author, other shares; its secretary has it again, with it."""
    record = filed(company, ("60", AN), ("40", BINH))
    company.act("registration", company.lan, record, "confirm")
    company.act("review", company.secretary, record, "return", missing="Nêu đủ tác giả", due="20/11/2024")
    browser = company.at("registration", company.an)
    page = browser.press(browser.get(f"{own_path(record)}/people/author-2"), do="continue", share="30")
    page = add(browser, page, "10", **(BINH | {"name": "Hồ Văn Cường", "birth": "1990"}))
    assert any(link.address.endswith("/people/author-3") for link in page.links)
    check = browser.press(browser.get(f"{own_path(record)}/edit"), do="continue", answer="Đã nêu đủ")
    assert "Hồ Văn Cường" in check.text
    typing = company.at("registration", company.lan)
    open_still = typing.get(f"{own_path(record)}/people/author-3")
    browser.press(check)
    late = typing.press(open_still, do="save", position="Kỹ sư trưởng")
    assert (late.status, "Kỹ sư trưởng" in late.text) == (409, True)
    again = stored_of(record)
    assert again.record.state is State.CONFIRMED
    assert [one.share for one in of_facts(again.record.facts)] == [60, 30, 10]  # type: ignore[attr-defined]
    seen = company.at("review", company.secretary).get(f"/review/records/{record}")
    assert "Hồ Văn Cường" in seen.text
    assert "trước:" in seen.text


def test_an_erased_author_leaves_the_history_readable(company: Company) -> None:
    """Erased, the name is nowhere; the share stays, who may confirm stays, and the record goes on."""
    record = filed(company, ("60", AN), ("40", BINH))
    author = f"{record}.author-1"
    subjects.erase(
        author,
        Erasure(at=company.cloud.clock.now, by=company.office.id, holder="office", why=Why.REQUEST),
    )
    page = company.at("registration", company.lan).get(own_path(record))
    assert "Trần Văn An" not in page.text
    assert "(đã xóa): 60%" in page.text
    company.act("registration", company.lan, record, "return", missing="Số liệu", due="20/11/2024")
    browser = company.at("registration", company.an)
    erased = browser.get(f"{own_path(record)}/people/author-1")
    assert "không thể nhập lại" in erased.text
    check = browser.press(browser.get(f"{own_path(record)}/edit"), do="continue")
    assert check.action.endswith("/check"), check.text
    browser.press(check)
    first = of_facts(stored_of(record).record.facts)[0]
    assert (first.subject, first.accounts) == (author, (company.an.id,))
    assert (
        company.at("registration", company.an).get(f"{own_path(record)}/confirm").action.endswith("sign-out")
    )


def test_withdrawn_after_a_return_nothing_typed_is_left(company: Company) -> None:
    """What was changed and not handed in goes; what was handed in stays, for the history names the person."""
    record = filed(company, ("100", AN))
    company.act("registration", company.lan, record, "return", missing="Số liệu", due="20/11/2024")
    browser = company.at("registration", company.an)
    browser.press(
        browser.get(f"{own_path(record)}/people/author-1"), do="save", position="Chủ nhiệm", share="100"
    )
    company.act("registration", company.an, record, "withdraw", reason="Gộp hồ sơ")
    kept = subjects.get(f"{record}.author-1")
    assert kept is not None
    assert kept.typed is None
    assert kept.subject.details is not None
    assert kept.subject.details.position == "Kỹ sư"


def test_when_everybody_is_an_author_the_office_hears_of_it(company: Company) -> None:
    """Nobody may confirm: the office is told at once, and nobody is asked in vain."""
    lan = AN | {"name": "Chị Lan", "email": company.lan.email}
    record = filed(company, ("50", AN), ("50", lan))
    for page in (own_path(record), f"{own_path(record)}/receipt"):
        shown = company.at("registration", company.an).get(page).text
        assert "Xã Vĩnh Lâm chưa có ai xác nhận được" in shown
    assert company.told(company.lan) == []
    (stranded,) = company.told(company.office)
    assert "tác giả" in stranded.text
