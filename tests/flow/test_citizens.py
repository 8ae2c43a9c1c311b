"""A locality puts people forward, over HTTP and the real path: form, people, council, e-mails, consent."""

import re
from datetime import datetime

import pytest

from infra.local.cloud import Mail
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.core.record import store
from services.core.record.record import State
from services.core.subjects import store as subjects
from services.core.subjects.subject import Erasure, Why
from services.core.vietnam import VIETNAM
from tests.browsing import Page
from tests.conftest import TestCloud
from tests.flow.visitor import Visitor, announce

START = "2024-10-07T08:00:00+07:00"
TITLE = "Hiến 200 m² đất mở rộng đường thôn"
NAME, GUARDIAN_NAME = "Hoàng Thị Mơ", "Hoàng Văn Sáu"
COUNCIL = "thi-dua-khen-thuong"

TYPED = {
    "title": TITLE,
    "area": "economy",
    "description": "Hiến đất, dời hàng rào và góp công làm đường.",
    "labour": "12,5",
    "land": "200",
    "start": "2/9/2024",
    "end": "30/9/2024",
    "place": "Thôn Tiên Mỹ",
    "beneficiaries": "85 hộ",
    "evidence": "Biên bản họp thôn ngày 30/9/2024",
}
HOUSEHOLD = {"name": NAME, "address": "Thôn Tiên Mỹ, xã Vĩnh Lâm", "publish": "no"}
PERSON = HOUSEHOLD | {"birth": "1961", "position": "Nông dân"}


class Company:
    """The locality, the council and the office, each with a browser for each stage that they visit."""

    def __init__(self, cloud: TestCloud) -> None:
        self.cloud = cloud
        self.browsers: dict[tuple[str, str], Visitor] = {}
        self.lan = announce("Nguyễn Thị Lan", "unit:vinh-lam", email="lan@vinh-lam.example")
        self.stranger = announce("Lê Văn Xa", "unit:vinh-thuy", email="xa@vinh-thuy.example")
        self.chair = announce("Trần Quang Chủ", f"chair:{COUNCIL}", home="ubnd-huyen", email="chu@hd.example")
        self.deputy = announce(
            "Lê Thị Phó", f"vice_chair:{COUNCIL}", home="phong-noi-vu", email="pho@hd.example"
        )
        self.member = announce("Hồ Văn Viên", f"council:{COUNCIL}", home="huyen-uy", email="vien@hd.example")
        self.office = announce("Phan Thị Vụ", "office", home="phong-noi-vu", email="vu@nv.example")

    def at(self, stage: str, person: Person) -> Visitor:
        """The person's browser before that stage."""
        self.cloud.pump.drain()
        if (stage, person.id) not in self.browsers:
            app = __import__(f"services.{stage}.app", fromlist=["app"]).app
            self.browsers[stage, person.id] = Visitor(app, person)
        return self.browsers[stage, person.id]

    def decide(self, person: Person, record: str, action: str, **typed: str) -> Page:
        """Open the page of an action, fill it in, press its button."""
        browser = self.at("review", person)
        asked = browser.get(f"/review/records/{record}/{action}")
        assert asked.status == 200, asked.text
        return browser.press(asked, **typed)

    def told(self, person: Person) -> list[Mail]:
        """The e-mails of that person, newest last."""
        self.cloud.pump.drain()
        return [mail for mail in self.cloud.mails() if person.email in mail.to]


@pytest.fixture
def company(cloud: TestCloud, campaign: Campaign) -> Company:  # noqa: ARG001 - they hold roles in it
    """Everybody, announced, on the Monday after the launch."""
    cloud.clock.set(START)
    return Company(cloud)


def drafted(company: Company, **people: dict[str, str]) -> Page:
    """The form with these people in it, where it was saved last."""
    browser = company.at("registration", company.lan)
    page = browser.get("/registration/records/new?track=citizen")
    for place, typed in people.items():
        person = browser.press(page, do=f"people-{place}", **TYPED)
        page = browser.press(person, do="continue", **typed)
        assert page.status == 200, page.text
    return page


def put_forward(company: Company, **people: dict[str, str]) -> str:
    """Filled in, checked and submitted; the id of the record."""
    page = drafted(company, **people)
    browser = company.at("registration", company.lan)
    check = browser.press(page, do="continue")
    assert check.action.endswith("/check"), check.text
    for words in ("200 m²", "Đồng ý cho công khai", "xã Vĩnh Lâm"):
        assert words in check.text
    receipt = browser.press(check)
    assert "Đã nộp hồ sơ" in receipt.text, receipt.text
    return re.findall(r"/registration/records/([0-9a-f]+)", receipt.html)[0]


def test_a_household_is_put_forward_and_recognised(cloud: TestCloud, company: Company) -> None:
    """Land and labour, one household: the chair is told and decides; no e-mail has the name."""
    record = put_forward(company, household=HOUSEHOLD)
    waiting = company.told(company.chair)[-1]
    assert TITLE in waiting.subject
    assert "quyết định công nhận" in waiting.subject
    queue = company.at("review", company.chair).get("/review")
    assert TITLE in queue.text
    assert NAME not in queue.text

    page = company.at("review", company.chair).get(f"/review/records/{record}")
    for words in (NAME, "12,5 ngày công", "200 m²", "Đồng ý cho công khai"):
        assert words in page.text
    done = company.decide(company.chair, record, "recognise", remark="Biên bản số 5")
    assert "công nhận" in done.text

    stored = store.get(record)
    assert stored is not None
    assert stored.record.state is State.RECOGNISED
    assert "Được công nhận" in company.told(company.lan)[-1].subject
    for mail in cloud.mails():
        assert NAME not in mail.subject
        assert NAME not in mail.text


def test_nobody_else_sees_the_names(company: Company) -> None:
    """The locality, the council and the office read who it is; another commune does not find the record."""
    record = put_forward(company, household=HOUSEHOLD)
    for person in (company.chair, company.deputy, company.member, company.office):
        assert NAME in company.at("review", person).get(f"/review/records/{record}").text
    assert NAME in company.at("registration", company.lan).get(f"/registration/records/{record}").text
    stranger = company.at("registration", company.stranger)
    assert stranger.get(f"/registration/records/{record}").status == 404


def test_a_minor_is_not_put_forward_without_the_guardian(company: Company) -> None:
    """Of a child of ten both consents and the guardian are asked for in words; then it goes through."""
    child = PERSON | {"birth": "05/02/2014", "position": "Học sinh"}
    page = drafted(company, citizen=PERSON)
    browser = company.at("registration", company.lan)
    refused = browser.press(browser.press(page, do="people-citizen"), do="continue", **child)
    assert refused.status == 422
    summary = refused.html.partition('class="summary"')[2].partition("</ul>")[0]
    assert "Ghi ngày người giám hộ đồng ý" in summary
    assert "Ghi ngày người chưa thành niên đồng ý" in summary
    assert "đồng ý: Ghi" not in summary, "a sentence that names its field is not given the name again"
    now_needed = browser.get(page.action)
    assert "Chưa có. Cần ghi người giám hộ" in now_needed.text
    assert "Ghi người giám hộ đã đồng ý" in browser.press(now_needed, do="continue").text
    consents = {"guardian_consent": "1/10/2024", "child_consent": "1/10/2024"}
    onward = browser.press(refused, do="continue", follow=False, **(child | consents))
    page = browser.get(onward.location)
    assert onward.headers["location"].endswith("#s-people-citizen")
    assert 'id="s-people-citizen"' in page.html
    unnamed = browser.press(page, do="continue")
    assert unnamed.status == 422
    assert "Ghi người giám hộ đã đồng ý" in unnamed.text
    page = browser.press(
        browser.press(unnamed, do="people-guardian"), do="continue", name=GUARDIAN_NAME, telephone=""
    )
    check = browser.press(page, do="continue")
    assert GUARDIAN_NAME in check.text
    assert "Đã nộp hồ sơ" in browser.press(check).text


def test_one_record_puts_one_forward_and_its_title_names_nobody(company: Company) -> None:
    """Nobody, or a title with the name in it however it is typed, is refused with a sentence."""
    browser = company.at("registration", company.lan)
    empty = browser.press(browser.get("/registration/records/new?track=citizen"), do="continue", **TYPED)
    assert empty.status == 422
    assert "Thêm người hoặc hộ gia đình" in empty.text
    page = drafted(company, citizen=PERSON)
    named = browser.press(page, do="continue", title="Bà HOANG THI MO, hiến đất")
    assert named.status == 422
    assert "không ghi tên" in named.text


def test_a_chair_of_the_same_locality_is_barred_and_the_office_hands_it_on(company: Company) -> None:
    """The office hears at once that nobody can decide, and hands the record to the vice-chair."""
    company.chair = announce("Trần Quang Chủ", f"chair:{COUNCIL}", home="vinh-lam", email=company.chair.email)
    record = put_forward(company, citizen=PERSON)
    assert not company.told(company.chair)
    stranded = company.told(company.office)[-1]
    assert stranded.kind == "stranded"
    page = company.at("review", company.chair).get(f"/review/records/{record}")
    assert "/recognise" not in page.html
    company.decide(company.office, record, "hand-over", reason="Chủ tịch là người của xã")
    assert TITLE in company.told(company.deputy)[-1].subject
    company.decide(company.deputy, record, "recognise")
    stored = store.get(record)
    assert stored is not None
    assert stored.record.state is State.RECOGNISED


def test_returned_answered_and_refused_with_the_reason(company: Company) -> None:
    """The locality hears what to add, answers, reads why it was not recognised; the chair takes it back."""
    record = put_forward(company, citizen=PERSON)
    company.decide(company.chair, record, "return", missing="Biên bản bàn giao đất")
    returned = company.told(company.lan)[-1]
    assert "Biên bản bàn giao đất" in returned.text
    browser = company.at("registration", company.lan)
    form = browser.get(f"/registration/records/{record}/edit")
    browser.press(browser.press(form, do="continue", answer="Đã bổ sung biên bản"))
    company.decide(company.chair, record, "refuse", reasons="Đã được công nhận năm 2023")
    decided = company.told(company.lan)[-1]
    assert "Không được công nhận" in decided.subject
    assert "Đã được công nhận năm 2023" in decided.text
    company.decide(company.chair, record, "take-back", reason="Nhầm hồ sơ")
    stored = store.get(record)
    assert stored is not None
    assert stored.record.state is State.SUBMITTED


def test_the_last_word_on_publishing_counts(company: Company) -> None:
    """Given on paper and withdrawn by telephone: the page shows the last word, and both stay."""
    record = put_forward(company, citizen=PERSON)
    browser = company.at("registration", company.lan)
    assert f"/registration/records/{record}/consent" in browser.get(f"/registration/records/{record}").html
    asked = browser.get(f"/registration/records/{record}/consent")
    wrong = browser.press(asked, given="yes", on="8/10/2024", how="paper")
    assert wrong.status == 422
    given = browser.press(wrong, given="yes", on="7/10/2024", how="paper")
    assert "Có, từ ngày" in given.text
    asked = browser.get(f"/registration/records/{record}/consent")
    withdrawn = browser.press(asked, given="no", on="7/10/2024", how="telephone")
    assert "Không, đã rút lại" in withdrawn.text
    assert "Không, đã rút lại" in company.at("review", company.chair).get(f"/review/records/{record}").text
    again = browser.press(asked, given="no", on="7/10/2024", how="telephone")
    assert again.status == 200
    stale = browser.press(asked, given="yes", on="7/10/2024", how="email")
    assert stale.status == 409
    subject = subjects.get(f"{record}.citizen")
    assert subject is not None
    assert subject.subject.details is not None
    assert [word.given for word in subject.subject.details.publish] == [True, False]


def test_who_is_erased_leaves_a_history_that_still_reads(company: Company) -> None:
    """The name is gone from every page and later e-mail; what was contributed and decided stands."""
    record = put_forward(company, household=HOUSEHOLD)
    company.decide(company.chair, record, "recognise")
    at = datetime(2024, 10, 7, 9, 0, tzinfo=VIETNAM)
    subjects.erase(
        f"{record}.household", Erasure(at=at, by=company.office.id, holder="office", why=Why.REQUEST)
    )
    for stage, person in (
        ("registration", company.lan),
        ("review", company.chair),
        ("review", company.office),
    ):
        page = company.at(stage, person).get(f"/{stage}/records/{record}")
        assert page.status == 200
        assert NAME not in page.html
        assert "(đã xóa)" in page.text
        assert "ghi nhận kết luận công nhận" in page.text
        assert "/consent" not in page.html
    assert (
        company.at("registration", company.lan).get(f"/registration/records/{record}/consent").status == 404
    )
    # What was not written yet when they were erased has no title any more, which may name them.
    receipt, decided = company.told(company.lan)
    assert TITLE in receipt.subject
    assert decided.subject.startswith("Được công nhận: Gương Nhân dân")
    assert TITLE not in decided.text


def test_only_a_locality_is_offered_it(company: Company) -> None:
    """An agency neither finds the button nor the form; a commune does."""
    agency = announce("Lê Thị Mận", "unit:phong-vhtt", email="man@vhtt.example")
    browser = company.at("registration", agency)
    assert "track=citizen" not in browser.get("/registration/records").html
    assert browser.get("/registration/records/new?track=citizen").status == 404
    assert "track=citizen" in company.at("registration", company.lan).get("/registration/records").html
