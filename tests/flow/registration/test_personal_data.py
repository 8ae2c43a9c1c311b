"""What people see of what is held about them, and how they ask for its correction or erasure."""

import json
import time

import pytest

from services.core.acting import store as unsent
from services.core.people.person import Person
from services.core.rights import store as requests
from services.core.rights.request import DONE_IN, What
from services.core.subjects import retention
from services.core.subjects import store as subjects
from services.core.subjects.subject import Details, Kind
from tests.conftest import MONDAY, TestCloud
from tests.flow.visitor import CAMPAIGN, Visitor

LAN = Details(
    name="Nguyễn Thị Lan", birth=1985, position="Công chức văn hóa", workplace="UBND xã Vĩnh Lâm",
    telephone="0912 345 678", email="nguyen.thi.lan@vinh-linh.example",
)  # fmt: skip
OTHER = Details(name="Trần Văn Bình", birth=1980, position="Kế toán", workplace="UBND xã", email="b@x.vn")


@pytest.fixture
def author(lan: Person) -> subjects.Stored:
    """Lan is an author of an initiative of her unit; a colleague is one, too."""
    assert lan.email == LAN.email

    def new(place: str) -> subjects.Stored:
        return subjects.new("r1", place, CAMPAIGN, "vinh-lam", Kind.AUTHOR)

    subjects.save(new("author-2"), OTHER, MONDAY)
    subjects.save_draft(
        new("author-3"), {"name": "Lan nháp", "email": LAN.email.upper(), "birth": "1"}, MONDAY
    )
    return subjects.save(new("author-1"), LAN, MONDAY)


def test_everybody_reads_what_is_held_and_how_long(campaign: object) -> None:
    """Without signing in, from the foot of every page: what, why, how long, whom to ask, by when answered."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    assert campaign
    stranger = Visitor(app)
    assert "/registration/privacy" in [link.address for link in stranger.get("/registration").links]
    page = stranger.get("/registration/privacy?lang=en")
    assert page.status == 200
    for days in (retention.DRAFT_DAYS, retention.REFUSED_DAYS, *DONE_IN.values()):
        assert f"{days} days" in page.text
    assert "within 2 working days" in page.text
    assert "{" not in page.text
    assert "Luật Bảo vệ dữ liệu cá nhân" in stranger.get("/registration/privacy?lang=vi").text


def test_i_see_everything_about_me_and_nobody_else(visitor: Visitor, lan: Person, author: object) -> None:
    """Account, sign-ins, the records that name me under my address: on the page and in the file."""
    assert author
    unsent.keep(lan.id, "r1", "progress", {"note": "Đã rải nhựa", "percent": "", "seen": "7"}, time.time())
    unsent.keep("another", "r1", "progress", {"note": "Trần Văn Bình"}, time.time())
    page = visitor.get("/registration/me/data?lang=en")
    told = json.loads(visitor.get("/registration/me/data/file").body)
    known = (lan.email, lan.name, LAN.position, LAN.workplace, LAN.telephone)
    for value in (*known, "1985", "Lan nháp", "Đã rải nhựa"):
        assert value in page.text
        assert value in json.dumps(told, ensure_ascii=False)
    assert "Trần Văn Bình" not in page.text
    assert "Trần Văn Bình" not in json.dumps(told, ensure_ascii=False)
    assert [one["subject"]["id"] for one in told["people"]] == ["r1.author-1", "r1.author-3"]
    assert told["account"]["grants"] == [{"campaign": CAMPAIGN, "role": "unit", "of": "vinh-lam"}]
    assert told["unsent"] == [{"record": "r1", "fields": {"note": "Đã rải nhựa", "percent": ""}}]
    assert len(told["sign_ins"]) == 1
    assert visitor.cookies["session"].partition(".")[2] not in json.dumps(told)


def test_i_see_which_e_mails_i_was_sent(
    visitor: Visitor, lan: Person, submitted: str, cloud: TestCloud
) -> None:
    """The receipt of what I submitted, with its day and subject, and nobody else's."""
    assert submitted
    cloud.pump.drain()
    (told,) = json.loads(visitor.get("/registration/me/data/file").body)["e_mails"]
    assert (told["to"], told["about"]) == (lan.email, submitted)
    assert told["subject"] in visitor.get("/registration/me/data").text


def test_the_file_is_one_to_keep(visitor: Visitor) -> None:
    """The browser saves it instead of showing it."""
    answer = visitor.get("/registration/me/data/file")
    assert answer.headers["content-disposition"] == 'attachment; filename="about-me.json"'
    assert answer.headers["content-type"].startswith("application/json")


def test_asking_is_one_form_and_filed_once(visitor: Visitor, lan: Person) -> None:
    """Sent twice it is one request, which I see with my data."""
    form = visitor.get("/registration/me/request")
    told = visitor.press(form, what="delete", words="Xin xóa số điện thoại của tôi")
    assert "Xin xóa số điện thoại của tôi" in told.text
    visitor.press(form, what="delete", words="Xin xóa số điện thoại của tôi")
    (filed,) = requests.of_campaign(CAMPAIGN)
    assert (filed.what, filed.person, filed.contact, filed.received) == (
        What.DELETE, lan.id, lan.email, MONDAY.date(),
    )  # fmt: skip


def test_what_is_missing_is_said_and_nothing_is_lost(visitor: Visitor) -> None:
    """A form without its choice comes back with what was typed."""
    page = visitor.press(visitor.get("/registration/me/request"), words="Xin sửa năm sinh")
    assert page.status == 422
    assert "Xin sửa năm sinh" in page.html
    assert requests.of_campaign(CAMPAIGN) == ()
    assert visitor.press(page, what="correct").status == 200
    assert len(requests.of_campaign(CAMPAIGN)) == 1


def test_nobody_sees_what_others_asked(visitor: Visitor, colleague: Visitor) -> None:
    """Requests stand with whoever filed them."""
    visitor.press(visitor.get("/registration/me/request"), what="correct", words="Sửa họ tên")
    assert "Sửa họ tên" not in colleague.get("/registration/me/data").text
