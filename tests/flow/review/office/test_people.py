"""The office and its people: who is there, who comes, who goes, and who took over."""

import time
from typing import Any

import msgspec
import pytest

from services.core.campaign.model import Campaign
from services.core.people import store
from services.core.people.entrance import entry
from services.core.people.entrance.entry import Caller
from services.core.people.person import Grant, Person, Role, person_id
from services.core.people.roll import store as roll
from services.review.app import app
from tests.conftest import TestCloud
from tests.flow.visitor import CAMPAIGN, Visitor, announce

PEOPLE = "/review/office/people"
GIVEN: dict[str, Any] = {
    "name": "Phan Văn Tú",
    "email": "Tu.Phan@Vinh-Lam.example",
    "language": "vi",
    "role": "unit:vinh-lam",
}


def holders(person: str) -> set[str]:
    """The roles that somebody holds now."""
    found = store.get(person)
    assert found
    return set(found.holders(CAMPAIGN))


# --- finding -----------------------------------------------------------------------------------


def test_people_stand_by_given_name_25_a_page_in_one_query(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An official looks for Ánh under A; a page costs the same with thirty people as with three thousand."""
    for number in range(26):
        announce(f"Nguyễn Văn A{number:02}", "unit:vinh-lam", email=f"a{number}@x.example")
    announce("Đặng Thị Ánh", "unit:vinh-lam", email="anh@x.example")
    queries: list[str] = []
    query = store.PersonItem.by_holder.query

    def counted(key: str, *where: Any, **how: Any) -> Any:  # noqa: ANN401 - PynamoDB's own
        queries.append(key)
        return query(key, *where, **how)

    monkeypatch.setattr(store.PersonItem.by_holder, "query", counted)
    first = desk.get(PEOPLE)
    assert queries == ["P"]
    assert first.text.index("Nguyễn Văn A24") < first.text.index("25 mục tiếp theo")
    assert "Nguyễn Văn A25" not in first.text
    following = next(link.address for link in first.links if "from=" in link.address)
    names = [link.words for link in desk.get(following).links if link.address.startswith(f"{PEOPLE}/")]
    assert names[-2:] == ["Đặng Thị Ánh", "Lê Thị Ngọc"]


@pytest.mark.parametrize(
    "wanted", ["lan", "NGUYEN lan", "Thị Lan", "nguyễn", "nguyen.thi.lan@vinh-linh.example"]
)
def test_somebody_is_found_as_one_types(desk: Visitor, lan: Person, mai: Person, wanted: str) -> None:
    """Without accents, by any word of the name, or by the whole address."""
    page = desk.get(f"{PEOPLE}?q={wanted.replace(' ', '+')}")
    assert lan.name in page.text
    assert mai.name not in page.text


def test_everybody_of_a_role_is_listed(desk: Visitor, lan: Person, mai: Person) -> None:
    """Who approves for the district's committee? One query answers it."""
    page = desk.get(f"{PEOPLE}?role=seat:ubnd")
    assert mai.name in page.text
    assert lan.name not in page.text
    assert "chưa ai giữ vai trò này" in desk.get(f"{PEOPLE}?role=seat:huyen-uy").text.lower()


def test_how_many_hold_each_role_is_counted_within_the_campaign(lan: Person, mai: Person) -> None:
    """A role in another campaign of the same installation is none here."""
    elsewhere = Grant(campaign="other", role=Role.UNIT, of="vinh-lam")
    store.save(Person(id="1" * 32, email="x@x.example", name="X", grants=(elsewhere,)))
    counted = roll.tally(CAMPAIGN)
    assert (counted["unit:vinh-lam"], counted["seat:ubnd"], counted["unit:van-phong"]) == (1, 1, 1)
    assert lan.name != mai.name


# --- coming ------------------------------------------------------------------------------------


def test_somebody_new_is_let_in_and_told(cloud: TestCloud, desk: Visitor) -> None:
    """One form: afterwards they hold the role, and an e-mail says how to sign in; twice is once."""
    page = desk.get(f"{PEOPLE}/new?role=unit:vinh-lam")
    assert page.form["role"] == "unit:vinh-lam"
    done = desk.press(page, **GIVEN)
    assert "Đã thực hiện: Lê Thị Ngọc thêm người dùng này" in done.text
    desk.press(page, **GIVEN)
    cloud.pump.drain()
    (mail,) = cloud.mails()
    assert "<tu.phan@vinh-lam.example>" in mail.to
    assert holders(person_id(GIVEN["email"])) == {"unit:vinh-lam"}


def test_mistakes_come_back_beside_the_fields(desk: Visitor) -> None:
    """Nothing typed is lost, and whoever decides needs a home."""
    page = desk.press(desk.get(f"{PEOPLE}/new"), **GIVEN | {"email": "tú@x", "role": "seat:ubnd"})
    assert page.status == 422
    assert page.form["name"] == "Phan Văn Tú"
    assert "không phải là địa chỉ" in page.text or "ten@donvi.example" in page.text
    page = desk.press(page, email="tu@x.example")
    assert (page.status, "đơn vị công tác" in page.text) == (422, True)
    assert store.holders_of(CAMPAIGN, "seat:ubnd") == []


def test_a_known_address_leads_to_its_person(desk: Visitor, lan: Person) -> None:
    """The form says who it is and offers to give them what they lack; the mailbox is taken from nobody."""
    give = f"{PEOPLE}/{lan.id}/give?role=unit:vinh-o"
    for role, lacks in (("unit:vinh-o", True), ("unit:vinh-lam", False)):
        page = desk.press(desk.get(f"{PEOPLE}/new"), **GIVEN | {"email": lan.email, "role": role})
        assert page.status == 409
        links = {link.address for link in page.links}
        assert (f"{PEOPLE}/{lan.id}" in links, give in links) == (True, lacks)
    assert desk.press(page, do="instead").status == 409


def test_a_mailbox_with_a_new_official(desk: Visitor, lan: Person) -> None:
    """Once its first official has no role any more, the address becomes the next one's."""
    end = desk.get(f"{PEOPLE}/{lan.id}/end?role=unit:vinh-lam")
    desk.press(end)
    page = desk.press(desk.get(f"{PEOPLE}/new"), **GIVEN | {"email": lan.email})
    done = desk.press(page, do="instead")
    assert (done.status, "Phan Văn Tú" in done.text) == (200, True)
    assert "không còn địa chỉ" in desk.get(f"{PEOPLE}/{lan.id}").text


# --- changing and going ------------------------------------------------------------------------


def test_a_role_is_given_and_told(cloud: TestCloud, desk: Visitor, lan: Person) -> None:
    """Whoever gets one more role hears of it, and can use it."""
    done = desk.press(desk.get(f"{PEOPLE}/{lan.id}/give"), role="leader")
    assert "Lãnh đạo" in done.text
    assert holders(lan.id) == {"unit:vinh-lam", "leader"}
    cloud.pump.drain()
    assert [lan.email in mail.to for mail in cloud.mails()] == [True]


def test_the_last_of_a_role_is_named_before_it_ends(desk: Visitor, lan: Person) -> None:
    """What comes to a commune without members waits for nobody: the page says so, and offers a successor."""
    page = desk.get(f"{PEOPLE}/{lan.id}/end?role=unit:vinh-lam")
    assert "Không ai khác giữ vai trò này: Thành viên Xã Vĩnh Lâm" in page.text
    assert any("/hand-over?role=unit:vinh-lam" in link.address for link in page.links)
    announce("Lê Văn Minh", "unit:vinh-lam")
    assert "Không ai khác" not in desk.get(page.action).text


def test_roles_are_handed_over_in_one_form(cloud: TestCloud, desk: Visitor, mai: Person) -> None:
    """The successor has both roles, the predecessor none; sent twice it is done once."""
    page = desk.get(f"{PEOPLE}/{mai.id}/hand-over")
    given: dict[str, Any] = {
        "name": "Phan Văn Tú",
        "email": "tu@ubnd.example",
        "role": "seat:ubnd unit:van-phong",
    }
    for _ in range(2):
        done = desk.press(page, **given)
        assert (done.status, "chuyển giao vai trò cho Phan Văn Tú" in done.text) == (200, True)
    assert holders(mai.id) == set()
    assert holders(person_id("tu@ubnd.example")) == {"seat:ubnd", "unit:van-phong"}
    cloud.pump.drain()
    assert ["tu@ubnd.example" in mail.to for mail in cloud.mails()] == [True]


def test_a_new_address_ends_the_old_one(cloud: TestCloud, desk: Visitor, lan: Person) -> None:
    """It is changed on a page of its own, never to somebody else's."""
    page = desk.get(f"{PEOPLE}/{lan.id}/address")
    taken = desk.press(page, email="le.thi.ngoc@phong-noi-vu.example")
    assert (taken.status, "Địa chỉ này là của Lê Thị Ngọc" in taken.text) == (422, True)
    assert "Trang của Lê Thị Ngọc" in taken.text
    done = desk.press(page, email="lan@tinh.example")
    assert f"{lan.email} → lan@tinh.example" in done.text
    assert lan.name in desk.get(f"{PEOPLE}?q=lan@tinh.example").text
    assert lan.name not in desk.get(f"{PEOPLE}?q={lan.email}").text
    for address in (lan.email, "lan@tinh.example"):
        entry.ask(address, Caller(browser="b", ip="10.0.0.1"), time.time())
    cloud.pump.drain()
    assert ["<lan@tinh.example>" in mail.to for mail in cloud.mails()] == [True]


def test_whoever_was_overtaken_sees_what_happened(desk: Visitor, lan: Person) -> None:
    """Two officials correct the same person: the second keeps what was typed, and is told who did what."""
    page = desk.get(f"{PEOPLE}/{lan.id}/correct")
    colleague = Visitor(app, announce("Trần Văn Sơn", "office", home="phong-noi-vu"))
    colleague.press(colleague.get(f"{PEOPLE}/{lan.id}/correct"), name="Nguyễn Thị Lan Anh")
    late = desk.press(page, name="Nguyễn Thị Lành")
    assert late.status == 409
    assert "Trần Văn Sơn sửa thông tin" in late.text
    assert "Nguyễn Thị Lan → Nguyễn Thị Lan Anh" in late.text
    assert late.form["name"] == "Nguyễn Thị Lành"
    assert desk.press(late).status == 200
    found = store.get(lan.id)
    assert found
    assert found.name == "Nguyễn Thị Lành"


def test_an_invitation_goes_out_again_when_asked(cloud: TestCloud, desk: Visitor, lan: Person) -> None:
    """Whoever lost the e-mail gets it anew, once for each press of a new form."""
    page = desk.get(f"{PEOPLE}/{lan.id}/invitation")
    desk.press(page)
    desk.press(page)
    cloud.pump.drain()
    assert len(cloud.mails()) == 1
    desk.press(desk.get(f"{PEOPLE}/{lan.id}/invitation"))
    cloud.pump.drain()
    assert len(cloud.mails()) == 2


def test_somebody_is_signed_out_everywhere(desk: Visitor, lan: Person) -> None:
    """The page says in how many browsers somebody is, and closes them."""
    browser = Visitor(app, lan)
    assert "trên 1 trình duyệt" in desk.get(f"{PEOPLE}/{lan.id}").text
    desk.press(desk.get(f"{PEOPLE}/{lan.id}/sign-out"))
    assert store.partition(lan.id)[1] == []
    assert "/sign-in" in browser.get("/review", follow=False).location


def test_whoever_leaves_the_office_leaves_the_desk(desk: Visitor, ngoc: Person) -> None:
    """The last one stays; otherwise the role ends at once, in the very browser that ended it."""
    last = desk.press(desk.get(f"{PEOPLE}/{ngoc.id}/end"))
    assert (last.status, holders(ngoc.id)) == (422, {"office"})
    announce("Trần Văn Sơn", "office", home="phong-noi-vu")
    done = desk.press(last, follow=False)
    assert done.location == "/registration"
    assert desk.get(PEOPLE).status == 404


def test_one_link_of_the_navigation_is_where_one_is(desk: Visitor, ngoc: Person) -> None:
    """Whoever is of the office and of a body sees the desk marked, not both ways into the stage."""
    store.save(
        msgspec.structs.replace(
            ngoc, grants=(*ngoc.grants, Grant(campaign=CAMPAIGN, role=Role.BODY, of="phong-tckh"))
        )
    )
    assert desk.get(PEOPLE).html.count('<li><a href="/review/office" aria-current="true"') == 1
    assert desk.get(PEOPLE).html.count("aria-current=") == desk.get("/review").html.count("aria-current=")


# --- security ----------------------------------------------------------------------------------


def test_looking_at_the_desk_changes_nothing(cloud: TestCloud, desk: Visitor, mai: Person) -> None:
    """Every page of the desk may be opened, by people and by link scanners, without anything being done."""
    before = cloud.table.scan()["Items"]
    acts = ("give", "hand-over", "end", "correct", "address", "invitation", "sign-out")
    paths = ["/review/office", PEOPLE, f"{PEOPLE}/new", f"{PEOPLE}/{mai.id}"]
    for path in (*paths, *(f"{PEOPLE}/{mai.id}/{act}" for act in acts)):
        assert desk.get(path, follow=False).status == 200, path
    assert cloud.table.scan()["Items"] == before


def test_nobody_else_reaches_the_desk(campaign: Campaign, mai: Person, lan: Person) -> None:
    """A seat, a unit and leadership see no desk, whatever address they type."""
    leader = announce("Hoàng Văn Đức", "leader", home="huyen-uy")
    for person in (mai, lan, leader):
        browser = Visitor(app, person)
        assert browser.get(f"{PEOPLE}/{lan.id}").status == 404
        csrf = {"csrf": "x"}
        assert browser.post(f"{PEOPLE}/{lan.id}/give", csrf | {"role": "office"}).status in (403, 404)
    assert holders(lan.id) == {"unit:vinh-lam"}
    assert campaign.id == CAMPAIGN


def test_what_is_not_there_is_not_found(desk: Visitor, lan: Person) -> None:
    """Unknown people, unknown acts and roles that the campaign has not got are refused, never a fault."""
    assert desk.get(f"{PEOPLE}/{'0' * 32}").status == 404
    assert desk.get(f"{PEOPLE}/{lan.id}/promote").status == 404
    page = desk.get(f"{PEOPLE}/{lan.id}/end")
    for role in ("seat:ubnd", "king", "unit:vinh-lam seat:", ""):
        assert desk.press(page, role=role).status == 422, role
    assert holders(lan.id) == {"unit:vinh-lam"}
