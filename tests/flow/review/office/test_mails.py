"""What was sent to whom: the office can tell what somebody was told, and what never reached them."""

from collections.abc import Callable

import pytest

from services.core.language.message import Message
from services.core.mailing import store as mailing
from services.core.mailing.mail import Status, mail_id
from services.core.mailing.wording import kind_name
from services.core.people.person import Person
from services.notify import ledger
from services.notify.intent import Kind
from services.review.app import app
from tests.conftest import MONDAY, TestCloud
from tests.flow.review.conftest import RECORD, Cast
from tests.flow.visitor import Visitor


@pytest.fixture
def told(cloud: TestCloud, submit: Callable[..., str], cast: Cast) -> Cast:
    """A work was submitted, and everybody got their e-mail."""
    submit(title="Trồng 500 cây xanh")
    cloud.pump.drain()
    return cast


def test_everything_about_a_record_stands_with_it(desk: Visitor, told: Cast) -> None:
    """Who was written to about it, when, and whether it went out; each opens with its text."""
    page = desk.get(f"/review/office/records/{RECORD}/mails")
    assert page.status == 200
    for person in (told.author, told.appraiser, told.colleague):
        assert person.email in page.text
    assert page.text.count("Đã gửi") >= 3
    one = next(link.address for link in page.links if "/office/mails/" in link.address)
    letter = desk.get(one)
    assert "Trồng 500 cây xanh" in letter.text
    assert any(link.address == f"/review/records/{RECORD}" for link in letter.links)
    assert any(
        link.address.endswith(f"{RECORD}/mails") for link in desk.get(f"/review/records/{RECORD}").links
    )


def test_everything_to_a_person_stands_with_them(desk: Visitor, told: Cast) -> None:
    """The author got a receipt, newest first; whoever was not written to has an empty list that says so."""
    page = desk.get(f"/review/office/people/{told.author.id}/mails")
    assert page.text.count("Trồng 500 cây xanh") == 1
    assert "Chưa gửi thư nào" in desk.get(f"/review/office/people/{told.ubnd.id}/mails").text


def test_a_page_of_a_persons_e_mails_is_one_query_and_leads_on(desk: Visitor, lan: Person) -> None:
    """Newest first, twenty-five a page, whatever became of them."""
    for at in range(27):
        mail = mail_id(lan.id, MONDAY.replace(minute=at), f"{at:032x}")
        pk, sk = f"M#{lan.id}", mail.partition("-")[2]
        mailing.MailItem(
            pk,
            sk,
            state="intended",
            kind="report",
            title=f"Số {at:02}",
            email=lan.email,
            name=lan.name,
            holder="M#r",
        ).save()
    page = desk.get(f"/review/office/people/{lan.id}/mails")
    assert page.text.index("Số 26") < page.text.index("Số 25")
    assert "Số 01" not in page.text
    following = desk.get(next(link.address for link in page.links if "from=" in link.address))
    assert ("Số 01" in following.text, "Số 00" in following.text, "Số 02" in following.text) == (
        True,
        True,
        False,
    )


def test_what_did_not_arrive_is_on_the_desk(desk: Visitor, told: Cast) -> None:
    """An address that bounces is seen without looking for it, under what it was about and for whom."""
    assert "mọi thư trong 90 ngày qua" in desk.get("/review/office/mails").text
    (line,) = [one for one in mailing.about(RECORD) if one.person == told.author.id]
    ledger.mark_came_back(line.id, Status.BOUNCED, "Permanent.General")
    assert "Thư điện tử không đến nơi" in desk.get("/review/office").text
    page = desk.get("/review/office/mails")
    assert (told.author.email in page.text, "Bị trả lại" in page.text) == (True, True)
    letter = desk.get(next(link.address for link in page.links if "/office/mails/" in link.address))
    assert "Permanent.General" in letter.text


def test_what_is_under_way_is_listed_too(desk: Visitor, told: Cast) -> None:
    """An e-mail that SES does not take now is not hidden: it waits, and the page says so."""
    (line,) = [one for one in mailing.about(RECORD) if one.person == told.author.id]
    item = mailing.MailItem.get(f"M#{told.author.id}", line.id.partition("-")[2])
    item.state, item.gsi1pk, item.gsi1sk = "intended", mailing.INTENDED_PARTITION, "00000000001"
    item.save()
    assert "Chờ gửi" in desk.get(f"/review/office/records/{RECORD}/mails").text


def test_nobody_else_reads_them_and_what_is_not_there_is_not_found(desk: Visitor, told: Cast) -> None:
    """What the office wrote to somebody is nobody else's; and addresses that are none are no fault."""
    (line,) = [one for one in mailing.about(RECORD) if one.person == told.author.id]
    paths = (
        f"/review/office/mails/{line.id}",
        f"/review/office/people/{told.author.id}/mails",
        f"/review/office/records/{RECORD}/mails",
        "/review/office/mails",
    )
    for path in paths:
        assert desk.get(path).status == 200
        assert Visitor(app, told.appraiser).get(path).status == 404
    for path in ("mails/x", f"mails/{line.id[:-1]}0", "people/x/mails", "records/x/mails"):
        assert desk.get(f"/review/office/{path}").status == 404, path


def test_every_kind_of_e_mail_has_a_name() -> None:
    """Whoever adds a kind says what the office calls it."""
    assert [kind.value for kind in Kind if not isinstance(kind_name(kind.value), Message)] == []
