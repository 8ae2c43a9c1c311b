"""The office and what people ask about their data: entered, handed out, corrected, withdrawn, erased."""

import json
import zlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from urllib.parse import quote

import pytest

from services.core.campaign.model import Campaign, Track
from services.core.people.person import Person
from services.core.record.commands import Submit
from services.core.record.handle import handle
from services.core.record.history import blank, fold
from services.core.rights import store as requests
from services.core.rights.request import End, Outcome, Request, What
from services.core.subjects import store as subjects
from services.core.subjects.fields import typed_from
from services.core.subjects.subject import Channel, Consent, Details, Kind
from tests.conftest import MONDAY, TestCloud
from tests.flow.review.conftest import RECORD, Cast
from tests.flow.visitor import CAMPAIGN, Page, Visitor
from tests.unit.initiative.lives import FACTS

LIST = "/review/office/personal-data"
YES = Consent(given=True, on=date(2024, 10, 1), how=Channel.PAPER)
SEN = Details(
    name="Lê Thị Sen", birth=date(2013, 9, 1), position="Học sinh", address="Thôn Tiên Mỹ 2",
    telephone="0912 345 678", publish=(YES,),
    guardian_consent=date(2024, 10, 1), child_consent=date(2024, 10, 2),
)  # fmt: skip
FATHER = Details(name="Lê Văn Thuận", address="Thôn Tiên Mỹ 2", telephone="0233 3820 123")
SECRETS = ("Lê Thị Sen", "Tiên Mỹ 2", "912 345", "Lê Văn Thuận", "3820", "2013-09-01")
PERSON = f"{RECORD}.citizen"


@pytest.fixture
def office(cast: Cast, browser: Callable[[Person], Visitor]) -> Visitor:
    """The office before its browser."""
    return browser(cast.office)


@pytest.fixture
def sen() -> subjects.Stored:
    """A minor who is put forward, and her father who consented."""
    guardian = subjects.new(RECORD, "guardian", CAMPAIGN, "vinh-lam", Kind.GUARDIAN)
    subjects.save(guardian, FATHER, MONDAY)
    citizen = subjects.new(RECORD, "citizen", CAMPAIGN, "vinh-lam", Kind.CITIZEN)
    return subjects.save(citizen, SEN, MONDAY, guardian=guardian.subject.id)


def ask(office: Visitor, what: What, **typed: str) -> Page:
    """A request that came by letter is entered; the page that then shows it."""
    form = office.get(f"{LIST}/requests/new")
    given = {"name": SEN.name, "contact": SEN.telephone, "channel": "paper", "unit": "vinh-lam"}
    return office.post(form.action, {**form.form, **given, "what": what.value, **typed})


def everything(cloud: TestCloud) -> str:
    """Every item of the table, histories unpacked, and every e-mail that was kept."""
    return repr([_readable(item) for item in cloud.table.scan()["Items"]])


def _readable(item: Mapping[str, object]) -> list[object]:
    raw = [getattr(value, "value", value) for value in item.values()]
    return [zlib.decompress(each).decode() if isinstance(each, bytes) else each for each in raw]


def test_a_request_is_entered_once_and_due_in_time(office: Visitor) -> None:
    """Two working days to acknowledge, twenty days to erase; sent twice it is one."""
    page = ask(office, What.DELETE, words="Xin xóa tên con tôi")
    assert "09/10/2024" in page.text  # acknowledged by Wednesday
    assert "27/10/2024" in page.text
    (entered,) = requests.of_campaign(CAMPAIGN)
    assert (entered.what, entered.name, entered.received) == (What.DELETE, SEN.name, MONDAY.date())
    assert SEN.name in office.get(LIST).text


def test_what_is_overdue_says_so(office: Visitor, cloud: TestCloud) -> None:
    """At five on the second working day it is not late, a second later it is."""
    ask(office, What.VIEW)
    cloud.clock.set("2024-10-09T17:00:00+07:00")
    assert "quá hạn" not in office.get(LIST).text
    cloud.clock.set("2024-10-09T17:00:01+07:00")
    assert "quá hạn" in office.get(LIST).text
    (entered,) = requests.of_campaign(CAMPAIGN)
    office.press(office.get(f"{LIST}/requests/{entered.id}"), do="acknowledge")
    assert "quá hạn" not in office.get(LIST).text


def test_what_is_missing_is_said(office: Visitor) -> None:
    """Nothing is entered without a name, nor with a day that has not come; what was typed comes back."""
    page = ask(office, What.VIEW, name="", received="08/10/2024")
    assert page.status == 422
    assert SEN.telephone in page.html
    page = office.press(page, name=SEN.name)
    assert page.status == 422
    assert office.press(page, received="07/10/2024").status == 200
    assert len(requests.of_campaign(CAMPAIGN)) == 1


@pytest.mark.parametrize("words", ["le thi sen", "SEN", "0912345678", "+84 912 345 678"])
def test_somebody_is_found_by_name_or_telephone(office: Visitor, sen: subjects.Stored, words: str) -> None:
    """Without accents, by any word of the name, or by the number however written; everywhere or in a unit."""
    for where in ("", "unit=vinh-lam&"):
        found = office.get(f"{LIST}/people?{where}q={quote(words)}")
        assert f"{LIST}/people/{sen.subject.id}" in [link.address for link in found.links]
    assert FATHER.name not in found.text
    assert SEN.name not in office.get(f"{LIST}/people?unit=vinh-o&q={quote(words)}").text
    assert SEN.name not in office.get(f"{LIST}/people?unit=vinh-lam&q=+").text


def test_the_copy_is_complete(office: Visitor, sen: subjects.Stored, submit: Callable[..., str]) -> None:
    """Whatever is held stands on the page and in the file: the person, the guardian, the request."""
    submit()
    request = ask(office, What.VIEW).action.rpartition("/")[2]
    shown = office.get(f"{LIST}/people/{PERSON}?request={request}")
    office.press(shown)
    assert requests.of_campaign(CAMPAIGN)[0].subjects == (PERSON,)
    page = office.get(f"{LIST}/people/{PERSON}?lang=en")
    file = office.get(f"{LIST}/people/{PERSON}/file")
    told = json.loads(file.body)
    assert told["people"][0]["subject"]["id"] == sen.subject.id
    for value in (SEN.name, SEN.position, SEN.address, SEN.telephone, FATHER.name, FATHER.telephone):
        assert value in page.text
        assert value in json.dumps(told, ensure_ascii=False)
    assert "1 September 2013" in page.text
    assert RECORD not in page.text
    assert file.headers["content-disposition"].endswith('-citizen.json"')


def test_a_correction_is_seen_everywhere_and_never_overwrites_unseen(
    office: Visitor, sen: subjects.Stored
) -> None:
    """The details are put right in their one place; whoever was overtaken is told and loses nothing."""
    form = office.get(f"{LIST}/people/{PERSON}/correct")
    assert office.press(form, name="Lê Thị Sen Hồng").status == 200
    stale = office.press(form, name="Lê Thị Xen")
    assert stale.status == 409
    assert "Lê Thị Xen" in stale.html
    known = subjects.get(PERSON)
    assert known
    assert known.subject.details
    assert (known.subject.details.name, known.subject.details.publish) == ("Lê Thị Sen Hồng", (YES,))
    wrong = office.press(office.get(f"{LIST}/people/{PERSON}/correct"), child_consent="")
    assert wrong.status == 422
    assert sen.subject.details == SEN
    # What the unit types meanwhile is its own, and both are told.
    subjects.save_draft(known, {**typed_from(known.subject.details), "name": "Lê Thị Sen Hoa"}, MONDAY)
    page = office.press(office.get(f"{LIST}/people/{PERSON}/correct"), name="Lê Thị Sen Hường")
    assert (page.status, "Đơn vị đang sửa khác" in page.text) == (200, True)
    after = subjects.get(PERSON)
    assert after
    assert after.typed
    assert after.typed["name"] == "Lê Thị Sen Hoa"


def test_a_withdrawal_counts_at_once(office: Visitor, sen: subjects.Stored) -> None:
    """Day and way are kept beside the consent, which no longer counts."""
    assert sen.subject.details
    form = office.get(f"{LIST}/people/{PERSON}/withdraw")
    assert office.press(form, on="08/10/2024", how="telephone").status == 422
    early = office.press(form, on=f"{YES.on - timedelta(days=1):%d/%m/%Y}", how="telephone")
    assert (early.status, f"là của ngày {YES.on:%d/%m/%Y}" in early.text) == (422, True)
    assert office.press(form, on="07/10/2024", how="telephone").status == 200
    known = subjects.get(PERSON)
    assert known
    assert known.subject.details
    assert not known.subject.details.may_publish
    assert known.subject.details.publish[-1] == Consent(given=False, on=MONDAY.date(), how=Channel.TELEPHONE)
    assert office.get(f"{LIST}/people/{PERSON}/withdraw").status == 404


def test_erased_is_erased_everywhere(
    office: Visitor, sen: subjects.Stored, submit: Callable[..., str], cloud: TestCloud
) -> None:
    """Nothing that ever showed her still does; the record and its history read as before."""
    from services.core.record import store  # noqa: PLC0415 - needs the cloud's environment

    submit()
    before = store.get(RECORD)
    subjects.save_draft(sen, {"name": SEN.name, "telephone": SEN.telephone}, MONDAY)
    request = ask(office, What.DELETE, words=f"Xin xóa tên {SEN.name}").action.rpartition("/")[2]
    assert all(secret in everything(cloud) for secret in SECRETS)
    form = office.get(f"{LIST}/people/{PERSON}/erase?request={request}&lang=en")
    assert "A decision is still awaited" in form.text
    assert FATHER.name in form.text
    refused = office.press(form)
    assert refused.status == 422  # a decision is awaited: the office says why it cannot wait
    done = office.press(refused, reason="Gia đình yêu cầu xóa ngay")
    assert "Personal data of the person put forward and of the guardian erased on 7 October" in done.text
    assert "Gia đình yêu cầu xóa ngay" in done.text
    # Who asked is kept until they have their answer, and no longer.
    answered = office.press(
        office.get(f"{LIST}/requests/{request}"), do="answer", outcome="done", note="Đã xóa"
    )
    assert answered.status == 200
    (kept,) = requests.of_campaign(CAMPAIGN)
    assert (kept.name, kept.subjects, kept.end and kept.end.outcome) == ("", (PERSON,), Outcome.DONE)
    left = everything(cloud)
    assert [secret for secret in SECRETS if secret in left] == []
    after = store.get(RECORD)
    assert before
    assert after == before
    for path in (f"{LIST}/people/{PERSON}", f"{LIST}/people?unit=vinh-lam&q=Sen", LIST):
        assert SEN.name not in office.get(path).text
    assert office.get(f"{LIST}/people/{PERSON}/erase").status == 404


def test_a_guardian_who_was_only_typed_goes_with_the_child(
    office: Visitor, submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stands there for the child alone leaves nothing; what broke off in between is completed."""
    submit()
    child = subjects.new(RECORD, "citizen", CAMPAIGN, "vinh-lam", Kind.CITIZEN)
    subjects.save(child, SEN, MONDAY)
    guardian = subjects.new(RECORD, "guardian", CAMPAIGN, "vinh-lam", Kind.GUARDIAN)
    subjects.save_draft(guardian, {"name": FATHER.name, "telephone": FATHER.telephone}, MONDAY)
    form = office.get(f"{LIST}/people/{PERSON}/erase?lang=en")
    assert f"The guardian, {FATHER.name}, is erased as well." in form.text
    erase = subjects.erase

    def breaking(subject: str, *given: object) -> object:
        if subject == PERSON:
            raise RuntimeError
        return erase(subject, *given)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(subjects, "erase", breaking)
        assert office.press(form, reason="Gia đình yêu cầu xóa ngay").status == 500
    done = office.press(form, reason="Gia đình yêu cầu xóa ngay")
    assert "of the person put forward and of the guardian erased on 7 October 2024" in done.text
    for id_ in (PERSON, guardian.subject.id):
        gone = subjects.get(id_)
        assert gone
        assert (gone.typed, gone.subject.details) == (None, None)
        assert gone.subject.erased


def test_an_author_is_erased_while_the_initiative_goes_on(
    office: Visitor, cast: Cast, campaign: Campaign, cloud: TestCloud
) -> None:
    """The record's page shows "(erased)" in the place of the name, and its history by whom and when."""
    from services.core.record import store  # noqa: PLC0415 - needs the cloud's environment

    new = store.new("i1", campaign, "vinh-lam", cast.author.id, Track.INITIATIVE)
    store.save_draft(new, {}, campaign, MONDAY)
    for place, name in (("author-1", "Phan Thị Cúc"), ("author-2", "Đinh Văn Lợi")):
        author = subjects.new("i1", place, CAMPAIGN, "vinh-lam", Kind.AUTHOR)
        subjects.save(author, Details(name=name, position="Kế toán", workplace="UBND xã"), MONDAY)
    handle("i1", Submit(facts=FACTS), cast.author, campaign, MONDAY, seen=0)
    cloud.pump.drain()
    before = store.get("i1")
    assert before
    assert fold(blank(before.record), before.history) == before.record
    assert "Phan Thị Cúc" in office.get("/review/records/i1").text
    form = office.get(f"{LIST}/people/i1.author-1/erase")
    office.press(form, reason="Người đó đã nghỉ việc và yêu cầu xóa")
    cloud.pump.drain()
    page = office.get("/review/records/i1")
    assert "(đã xóa)" in page.text
    assert "Phòng Nội vụ xóa dữ liệu cá nhân ngày 07/10/2024 theo yêu cầu của người đó" in page.text
    assert "Đinh Văn Lợi" in page.text
    assert "Phan Thị Cúc" not in page.text + everything(cloud)
    assert store.get("i1") == before
    assert cloud.inner.dead_letters() == {}


def test_a_request_is_refused_with_a_reason_only(office: Visitor) -> None:
    """The answer says why; answered once, it stays answered."""
    page = ask(office, What.CORRECT)
    assert office.press(page, do="answer", outcome="refused").status == 422
    office.press(page, do="answer", outcome="refused", note="Không xác minh được người yêu cầu")
    (kept,) = requests.of_campaign(CAMPAIGN)
    assert kept.end
    assert (kept.end.outcome, kept.name) == (Outcome.REFUSED, SEN.name)
    office.press(page, do="answer", outcome="done")
    assert requests.of_campaign(CAMPAIGN) == (kept,)


def test_whose_time_is_over_goes_with_one_press(
    office: Visitor, sen: subjects.Stored, submit: Callable[..., str], cloud: TestCloud
) -> None:
    """People of a draft that lay still for half a year; those of a record that waits stay."""
    submit()
    left = subjects.new("r-left", "author-1", CAMPAIGN, "vinh-lam", Kind.AUTHOR)
    subjects.save_draft(left, {"name": "Trần Văn Bình"}, MONDAY)
    cloud.clock.forward(days=180, seconds=-1)
    assert "Trần Văn Bình" not in office.get(f"{LIST}/over?unit=vinh-lam").text
    cloud.clock.forward(seconds=1)
    page = office.get(f"{LIST}/over?unit=vinh-lam")
    assert "Trần Văn Bình" in page.text
    assert SEN.name not in page.text
    assert "Trần Văn Bình" not in office.press(page).text
    erased = subjects.get("r-left.author-1")
    assert erased
    assert erased.subject.erased
    assert subjects.get(sen.subject.id) == sen


def test_an_account_goes_once_it_holds_no_role(
    office: Visitor, cast: Cast, browser: Callable[[Person], Visitor], cloud: TestCloud
) -> None:
    """Name and address go, the session ends; with a role it is refused."""
    from services.core.people import store as people  # noqa: PLC0415 - needs the cloud's environment
    from services.core.people.forgotten import store as forgotten  # noqa: PLC0415 - the same

    path = f"{LIST}/accounts/{cast.colleague.id}"
    theirs = browser(cast.colleague)
    assert theirs.get("/review").status == 200
    assert office.post(path, {**office.get(LIST).form, "why": "request"}).status in (403, 422)
    people.save(Person(id=cast.colleague.id, email=cast.colleague.email, name=cast.colleague.name))
    page = office.press(office.get(path))
    assert "xóa dữ liệu cá nhân ngày 07/10/2024" in page.text
    assert "do.van.nam" not in everything(cloud)
    assert cast.colleague.name not in everything(cloud)
    assert theirs.get("/review", follow=False).location.startswith("/registration/sign-in")
    note = forgotten.erased(cast.colleague.id)
    assert note
    assert note.by == cast.office.id


def test_an_erased_account_is_forgotten_in_what_it_asked_before(office: Visitor, cast: Cast) -> None:
    """Who asked goes with the account, where the answer was given; an open request is answered first."""
    from services.core.people import store as people  # noqa: PLC0415 - needs the cloud's environment

    who = cast.colleague
    for id_, end in (
        ("a" * 32, End(at=MONDAY, by=cast.office.id, outcome=Outcome.DONE, note="Đã gửi cho ông Nam")),
        ("b" * 32, None),
    ):
        asked = Request(
            id=id_, campaign=CAMPAIGN, what=What.VIEW, received=MONDAY.date(), channel=Channel.ACCOUNT,
            name=who.name, contact=who.email, words="Cho xin bản sao", person=who.id, by=who.id, end=end,
        )  # fmt: skip
        requests.save(requests.Stored(request=asked), asked)
    people.save(Person(id=who.id, email=who.email, name=who.name))
    office.press(office.get(f"{LIST}/accounts/{who.id}"))
    found = {one.id[0]: one for one in requests.of_campaign(CAMPAIGN)}
    assert (found["a"].name, found["a"].contact, found["a"].words) == ("", "", "")
    assert found["b"].contact == who.email


def test_only_the_office_does_this(
    cast: Cast, browser: Callable[[Person], Visitor], sen: subjects.Stored
) -> None:
    """To everybody else these pages do not exist."""
    for person in (cast.author, cast.appraiser, cast.party):
        assert browser(person).get(f"{LIST}/people/{sen.subject.id}").status == 404


def test_a_tampered_address_finds_nothing(office: Visitor) -> None:
    """Ids that are none reach no key of the table."""
    for path in ("people/x", "people/x%23.y", "requests/1", "accounts/1", f"people/{PERSON}"):
        assert office.get(f"{LIST}/{path}").status == 404
