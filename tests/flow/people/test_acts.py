"""What the office does with people: once, noted, and never over somebody else's head."""

import time
from datetime import timedelta
from functools import partial

import msgspec
import pytest

from services.core import clock
from services.core.campaign.model import Campaign
from services.core.people import session, store
from services.core.people.addresses import store as addresses
from services.core.people.entrance import entry
from services.core.people.entrance.entry import Caller
from services.core.people.entrance.signin import code
from services.core.people.forgotten import store as forgotten
from services.core.people.person import Grant, Person, Role, person_id
from services.core.people.roll import acts
from services.core.people.roll.acts import Enrolled
from services.core.people.roll.rules import KnownError, NotAllowedError
from services.core.settings import signing_key
from services.core.subjects.subject import Erasure, Why
from services.core.table import ConflictError
from services.core.trail import store as trails
from services.core.trail.by import By
from services.core.trail.deed import Deed, Todo, What
from services.core.trail.store import Trail
from tests.flow.visitor import CAMPAIGN, announce

UBND = Grant(campaign=CAMPAIGN, role=Role.SEAT, of="ubnd")
VINH_LAM = Grant(campaign=CAMPAIGN, role=Role.UNIT, of="vinh-lam")
OFFICE = Grant(campaign=CAMPAIGN, role=Role.OFFICE)


@pytest.fixture
def by(campaign: Campaign) -> By:
    """The office, which is one person."""
    return By(
        person=announce("Trần Văn Sơn", "office", home="phong-noi-vu"), campaign=campaign.id, now=clock.now()
    )


def new(name: str, email: str, *grants: Grant, home: str = "") -> Person:
    """Somebody as a form gives them."""
    return Person(id="", email=email, name=name, home=home, grants=grants)


def done(person: str) -> list[Deed]:
    """What was done with somebody, newest first."""
    return list(trails.deeds(trails.of_person(person)))


def signs_in(email: str) -> str:
    """Who is signed in by the code that goes to this address; empty where nobody is."""
    caller = Caller(browser="b", ip="10.0.0.1")
    request = entry.ask(email, caller, time.time())
    _, cookie = entry.prove(request.id, caller, time.time(), digits=code(request.id, signing_key()))
    found = session.find(cookie, time.time())
    return found[0].id if found else ""


def holders(person: str) -> set[str]:
    """The roles that somebody holds now."""
    found = store.get(person)
    assert found
    return set(found.holders(CAMPAIGN))


def test_an_invitation_is_sent_once_however_often_the_form_is(by: By) -> None:
    """A second press of the button neither makes a second person nor a second deed nor a second e-mail."""
    given = new("Nguyễn Thị Lan", "lan@vinh-lam.example", VINH_LAM)
    first, second = acts.invite(given, by), acts.invite(given, by)
    assert first == second == person_id("lan@vinh-lam.example")
    told = store.invited(first)
    assert told
    assert told.sequence == 1
    assert [(deed.what, deed.holders, deed.by_name) for deed in done(first)] == [
        (What.INVITED, ("unit:vinh-lam",), "Trần Văn Sơn")
    ]


def test_a_known_address_is_not_taken_from_anybody(by: By) -> None:
    """Inviting a second name under an address would let two people in by one mailbox."""
    lan = announce("Nguyễn Thị Lan", "unit:vinh-lam")
    for instead in (False, True):
        with pytest.raises(KnownError) as known:
            acts.invite(new("Lê Văn Minh", lan.email, VINH_LAM), by, instead=instead)
        assert known.value.person.id == lan.id


def test_a_mailbox_goes_to_the_next_official_once_the_last_has_no_role(by: By) -> None:
    """A function's mailbox stays when its official leaves: the old name must not act under it any more."""
    lan = announce("Nguyễn Thị Lan", "unit:vinh-lam")
    cookie = session.start(lan.id, time.time())
    acts.end(lan.id, [VINH_LAM], 0, by)
    minh = acts.invite(new("Lê Văn Minh", lan.email, VINH_LAM), by, instead=True)
    assert minh != lan.id
    assert signs_in(lan.email) == minh
    assert session.find(cookie, time.time()) is None
    assert [deed.what for deed in done(lan.id)] == [What.LEFT_ADDRESS, What.ENDED]
    before = store.get(lan.id)
    assert before
    assert (before.name, before.email) == ("Nguyễn Thị Lan", "")


def test_a_changed_address_is_the_only_way_in(by: By) -> None:
    """The id stays, so that what somebody did stays theirs; the old mailbox opens nothing any more."""
    lan = announce("Nguyễn Thị Lan", "unit:vinh-lam")
    caller = Caller(browser="b", ip="10.0.0.1")
    request = entry.ask(lan.email, caller, time.time())
    cookie = session.start(lan.id, time.time())
    acts.readdress(lan.id, "Lan.Nguyen@Tinh.example ", 0, by)
    assert session.find(cookie, time.time()) is None
    entry.prove(request.id, caller, time.time(), digits=code(request.id, signing_key()))
    assert store.partition(lan.id)[1] == []
    assert signs_in(lan.email) == ""
    assert signs_in("lan.nguyen@tinh.example") == lan.id
    assert [person.email for person in store.holders_of(CAMPAIGN, "unit:vinh-lam")] == [
        "lan.nguyen@tinh.example"
    ]


def test_an_address_that_somebody_left_is_free_for_others(by: By) -> None:
    """Who was first known under it keeps the id; whoever comes gets another, and lists find both."""
    lan = announce("Nguyễn Thị Lan", "unit:vinh-lam")
    acts.readdress(lan.id, "lan@tinh.example", 0, by)
    minh = acts.invite(new("Lê Văn Minh", lan.email, VINH_LAM), by)
    assert {signs_in(lan.email), signs_in("lan@tinh.example")} == {minh, lan.id}
    listed = addresses.placed(new("Lê Văn Minh", lan.email, VINH_LAM))
    assert listed.id == minh
    with pytest.raises(KnownError):
        acts.readdress(lan.id, lan.email, 1, by)
    acts.readdress(minh, "minh@tinh.example", 1, by)
    acts.readdress(lan.id, lan.email, 1, by)
    assert signs_in(lan.email) == lan.id


def test_an_address_that_another_gets_meanwhile_is_told(by: By, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between noting and doing: nobody must read that somebody has it, or was let in by it, who was not."""
    lan, minh = announce("Nguyễn Thị Lan", "unit:vinh-lam"), announce("Lê Văn Minh", "unit:vinh-tu")
    hai, note = new("Trần Thị Hai", "chung@vinh-lam.example", VINH_LAM), trails.note

    def overtaken(trail: Trail, seen: int, deed: Deed, todo: Todo) -> Deed | None:
        noted = note(trail, seen, deed, todo)
        monkeypatch.setattr(trails, "note", note)
        acts.readdress(minh.id, hai.email, trails.last(trails.of_person(minh.id)), by)
        return noted

    for act in (
        partial(acts.invite, hai, by),
        partial(acts.readdress, lan.id, hai.email, 0, by),
        partial(acts.hand_over, lan.id, [VINH_LAM], hai, 1, by),
    ):
        monkeypatch.setattr(trails, "note", overtaken)
        with pytest.raises(KnownError) as known:
            act()
        assert (known.value.person.id, signs_in(lan.email)) == (minh.id, lan.id)
        acts.readdress(minh.id, minh.email, done(minh.id)[0].number, by)
    assert holders(lan.id) == {"unit:vinh-lam"}


def test_letting_somebody_in_that_broke_off_is_completed(by: By, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it stops, sending the form again makes one person of it, under one id."""
    given = new("Nguyễn Thị Lan", "lan@vinh-lam.example", VINH_LAM)
    with monkeypatch.context() as broken:
        broken.setattr(store, "invite", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            acts.invite(given, by)
    lan = acts.invite(given, by)
    assert holders(lan) == {"unit:vinh-lam"}
    assert signs_in(given.email) == lan


def test_a_role_ends_at_once_in_an_open_session(by: By) -> None:
    """Whoever left must not decide from a page that is still open."""
    mai = announce("Võ Thị Mai", "seat:ubnd", home="ubnd-huyen")
    cookie = session.start(mai.id, time.time())
    acts.end(mai.id, [UBND], 0, by)
    found = session.find(cookie, time.time())
    assert found
    assert found[0].holders(CAMPAIGN) == frozenset()
    assert store.holders_of(CAMPAIGN, "seat:ubnd") == []


def test_the_last_of_the_office_stays(by: By) -> None:
    """Without the office nobody could let anybody in again."""
    with pytest.raises(NotAllowedError):
        acts.end(by.person.id, [OFFICE], 0, by)
    announce("Lê Thị Ngọc", "office", home="phong-noi-vu")
    acts.end(by.person.id, [OFFICE], 0, by)
    assert holders(by.person.id) == set()


def test_nobody_decides_by_their_own_grace(by: By) -> None:
    """The office decides nothing in another's place, so it must not seat itself."""
    with pytest.raises(NotAllowedError):
        acts.give(by.person.id, UBND, "", 0, by)
    acts.give(by.person.id, VINH_LAM, "", 0, by)
    assert holders(by.person.id) == {"office", "unit:vinh-lam"}


def test_nobody_moves_out_of_what_bars_them(by: By) -> None:
    """Name and unit say on whose records somebody decides nothing: a colleague corrects them."""
    son = announce("Trần Văn Sơn", "office", "seat:ubnd", home="phong-noi-vu")
    own = msgspec.structs.replace(by, person=son)
    leader = Grant(campaign=CAMPAIGN, role=Role.LEADER)
    for act in (
        lambda: acts.correct(son.id, son.name, "vinh-lam", 0, own),
        lambda: acts.correct(son.id, "Trần Sơn", son.home, 0, own),
        lambda: acts.give(son.id, leader, "vinh-lam", 0, own),
    ):
        with pytest.raises(NotAllowedError, match="a colleague"):
            act()
    acts.give(son.id, leader, "", 0, own)
    colleague = msgspec.structs.replace(by, person=announce("Lê Thị Ngọc", "office", home="phong-noi-vu"))
    acts.correct(son.id, son.name, "vinh-lam", 1, colleague)
    acts.correct(colleague.person.id, "Lê Thị Bích Ngọc", "phong-noi-vu", 0, colleague)


def test_whoever_decides_has_a_home(by: By) -> None:
    """Otherwise nobody knows which records are their own unit's, and they would decide on them."""
    lan = announce("Nguyễn Thị Lan")
    with pytest.raises(NotAllowedError) as why:
        acts.give(lan.id, UBND, "", 0, by)
    assert why.value.problem.field == "home"
    acts.give(lan.id, UBND, "ubnd-huyen", 0, by)
    found = store.get(lan.id)
    assert found
    assert found.home == "ubnd-huyen"
    with pytest.raises(NotAllowedError):
        acts.correct(lan.id, lan.name, "", 1, by)


def test_handing_over_is_one_form_and_harmless_twice(by: By) -> None:
    """Between two officials no record is without anybody, and a second press changes nothing."""
    mai = announce("Võ Thị Mai", "seat:ubnd", "unit:ubnd-huyen", home="ubnd-huyen")
    roles = list(mai.grants)
    to = new("Phan Văn Tú", "tu@ubnd.example", home="ubnd-huyen")
    first = acts.hand_over(mai.id, roles, to, 0, by)
    later = msgspec.structs.replace(by, now=by.now + timedelta(minutes=1))
    assert acts.hand_over(mai.id, roles, to, 0, later) == first
    assert holders(mai.id) == set()
    assert holders(first) == {"seat:ubnd", "unit:ubnd-huyen"}
    assert [deed.what for deed in done(mai.id)] == [What.HANDED_OVER]
    assert [(deed.what, deed.other_name) for deed in done(first)] == [(What.TOOK_OVER, "Võ Thị Mai")]
    told = store.invited(first)
    assert told
    assert told.sequence == 1


def test_handing_over_that_broke_off_is_completed(by: By, monkeypatch: pytest.MonkeyPatch) -> None:
    """The successor has the roles before the other loses them; the same form does the rest."""
    mai = announce("Võ Thị Mai", "seat:ubnd", home="ubnd-huyen")
    to = new("Phan Văn Tú", "tu@ubnd.example", home="ubnd-huyen")
    with monkeypatch.context() as broken:
        broken.setattr(store, "save", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            acts.hand_over(mai.id, [UBND], to, 0, by)
    tu = acts.hand_over(mai.id, [UBND], to, 0, by)
    assert (holders(mai.id), holders(tu)) == (set(), {"seat:ubnd"})
    assert len(done(tu)) == 1


@pytest.mark.parametrize("erased", [False, True])
@pytest.mark.parametrize("breaks", ["invite", "save"])
def test_a_role_that_ended_does_not_come_back_by_what_broke_off(
    by: By, monkeypatch: pytest.MonkeyPatch, breaks: str, *, erased: bool
) -> None:
    """A successor who left before handing over was completed takes nothing over again, nor who was erased."""
    mai = announce("Võ Thị Mai", "seat:ubnd", home="ubnd-huyen")
    with monkeypatch.context() as broken:
        broken.setattr(store, breaks, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            acts.hand_over(mai.id, [UBND], new("Phan Văn Tú", "tu@ubnd.example", home="ubnd-huyen"), 0, by)
    tu = person_id("tu@ubnd.example")
    if breaks == "invite":
        with pytest.raises(ConflictError):
            acts.end(tu, [UBND], 1, by)
    acts.end(tu, [UBND], 1, by)
    if erased:
        forgotten.erase(tu, CAMPAIGN, Erasure(at=by.now, by="p1", holder="office", why=Why.REQUEST))
    with pytest.raises(ConflictError):
        acts.sign_out(mai.id, 1, by)
    assert (holders(mai.id), holders(tu)) == (set(), set())


def test_a_successor_who_is_known_keeps_their_unit(by: By) -> None:
    """The form starts from the predecessor's; whoever is known stays barred from their own unit's records."""
    mai = announce("Võ Thị Mai", "seat:ubnd", home="ubnd-huyen")
    tu = announce("Phan Văn Tú", "unit:vinh-lam", home="vinh-lam")
    acts.hand_over(mai.id, [UBND], new(tu.name, tu.email, home="ubnd-huyen"), 0, by)
    found = store.get(tu.id)
    assert found
    assert found.home == "vinh-lam"
    assert holders(tu.id) == {"seat:ubnd", "unit:vinh-lam"}


def test_a_list_brings_no_role_back_that_ended_meanwhile(by: By, monkeypatch: pytest.MonkeyPatch) -> None:
    """A colleague ends a role between the look at a person and what a list corrects of them."""
    lan = announce("Nguyễn Thị Lan", "unit:vinh-lam", "leader")
    listed = new("Nguyễn Thị Lan Anh", lan.email, VINH_LAM, home="vinh-lam")
    leader, real = Grant(campaign=CAMPAIGN, role=Role.LEADER), acts.enrolment

    def looked(given: Person) -> tuple[Enrolled, Person | None]:
        found = real(given)
        monkeypatch.setattr(acts, "enrolment", real)
        acts.end(lan.id, [leader], 0, by)
        return found

    monkeypatch.setattr(acts, "enrolment", looked)
    assert acts.enrol(listed, by) is Enrolled.MORE
    assert holders(lan.id) == {"unit:vinh-lam"}
    found = store.get(lan.id)
    assert found
    assert found.name == "Nguyễn Thị Lan Anh"


def test_two_officials_do_not_overwrite_one_another(by: By) -> None:
    """Whoever acts on what they did not see is told; and an old form, sent again, brings nothing back."""
    lan = announce("Nguyễn Thị Lan", "unit:vinh-lam")
    other = msgspec.structs.replace(by, person=announce("Lê Thị Ngọc", "office", home="phong-noi-vu"))
    acts.correct(lan.id, "Nguyễn Thị Lan Anh", "vinh-lam", 0, by)
    with pytest.raises(ConflictError):
        acts.correct(lan.id, "Nguyễn Thị Lành", "vinh-lam", 0, other)
    acts.end(lan.id, [VINH_LAM], 1, other)
    acts.give(lan.id, VINH_LAM, "", 2, by)
    acts.end(lan.id, [VINH_LAM], 1, other)
    assert holders(lan.id) == {"unit:vinh-lam"}


def test_a_role_that_comes_back_is_told_again(by: By) -> None:
    """Who was let go and is needed again hears of it, although the roles are the same as before."""
    lan = acts.invite(new("Nguyễn Thị Lan", "lan@vinh-lam.example", VINH_LAM), by)
    acts.end(lan, [VINH_LAM], 1, by)
    acts.give(lan, VINH_LAM, "", 2, by)
    acts.remind(lan, 3, by)
    acts.remind(lan, 3, by)
    told = store.invited(lan)
    assert told
    assert told.sequence == 3


def test_signing_out_closes_every_browser(by: By) -> None:
    """A telephone that was lost is shut from the office."""
    lan = announce("Nguyễn Thị Lan", "unit:vinh-lam")
    cookies = [session.start(lan.id, time.time()) for _ in range(2)]
    acts.sign_out(lan.id, 0, by)
    assert [session.find(cookie, time.time()) for cookie in cookies] == [None, None]
    assert [deed.what for deed in done(lan.id)] == [What.SIGNED_OUT]


def test_a_list_brings_about_what_lacks_and_no_more(by: By) -> None:
    """Whoever is new is let in, whoever is known gets what they lack; the same list again is nothing."""
    lan = announce("Nguyễn Thị Lan", "unit:vinh-lam")
    leader = Grant(campaign=CAMPAIGN, role=Role.LEADER)
    listed = new("Nguyễn Thị Lan", lan.email, VINH_LAM, leader, home="vinh-lam")
    mai = new("Võ Thị Mai", "mai@ubnd.example", UBND, home="ubnd-huyen")
    assert [acts.enrol(one, by) for one in (listed, mai)] == [Enrolled.MORE, Enrolled.NEW]
    assert [acts.enrol(one, by) for one in (listed, mai)] == [Enrolled.SAME, Enrolled.SAME]
    assert holders(lan.id) == {"unit:vinh-lam", "leader"}
    assert [(deed.what, deed.holders) for deed in done(lan.id)] == [(What.GIVEN, ("leader",))]
    told = store.invited(lan.id)
    assert told
    assert "unit" not in told.id
    assert acts.enrol(msgspec.structs.replace(listed, name="Nguyễn Thị Lan Anh"), by) is Enrolled.MORE
    assert [deed.what for deed in done(lan.id)] == [What.CORRECTED, What.GIVEN]
    assert store.invited(lan.id) == told


def test_a_list_follows_an_address_that_changed(by: By) -> None:
    """An older list names the older address: it is nobody's, unless somebody has it now."""
    lan = announce("Nguyễn Thị Lan", "unit:vinh-lam")
    acts.readdress(lan.id, "lan@tinh.example", 0, by)
    listed = new("Nguyễn Thị Lan", "lan@tinh.example", VINH_LAM, home="vinh-lam")
    assert acts.enrol(listed, by) is Enrolled.SAME
