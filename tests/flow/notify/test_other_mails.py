"""Invitations, signing in by e-mail, and issued reports with their files."""

import re
import time

import pytest

from services.core import clock
from services.core.campaign.model import Campaign
from services.core.language.catalogue import say
from services.core.language.message import Language
from services.core.mailing.mail import Status
from services.core.people import store
from services.core.people.entrance import entry
from services.core.people.entrance import store as requests
from services.core.people.entrance.entry import Caller
from services.core.people.entrance.signin import LIFETIME, Outcome
from services.core.people.person import Grant, Person, Role, person_id
from services.core.reporting import files
from services.core.reporting import store as reports
from services.core.reporting.issued import File, event_of
from services.notify import deliver, ledger, sweep
from services.notify.intent import Kind, mail_id
from tests.conftest import TestCloud
from tests.flow.notify.conftest import RealClock
from tests.flow.visitor import announce
from tests.unit.notify.telling import REPORT

BROWSER = Caller(browser="a browser's secret", ip="10.1.1.1")


def test_the_code_in_the_email_opens_a_session(cloud: TestCloud, people: dict[str, Person]) -> None:
    """Asked for, sent, typed: and neither code nor link stands anywhere in the table."""
    now = time.time()
    request = entry.ask(people["lan"].email, BROWSER, now)
    cloud.pump.drain()
    (mail,) = cloud.mails()
    assert (mail.kind, mail.to) == ("sign-in", "Nguyễn Thị Lan <lan@vinh-lam.example>")
    (code,) = re.findall(r"^\s*(\d{6})\s*$", mail.text, re.MULTILINE)
    (token,) = set(re.findall(r"token=([\w-]+)", mail.text))
    kept = str(cloud.table.scan()["Items"])
    assert code not in kept
    assert token not in kept
    copy = ledger.get(mail_id(_signed(cloud), Kind.SIGN_IN, people["lan"].id))
    assert copy is not None
    assert (copy.status, copy.text) == (Status.SENT, "")
    assert entry.prove(request.id, BROWSER, now, digits=code)[0] is Outcome.RIGHT


def test_the_link_in_the_email_opens_a_session(cloud: TestCloud, people: dict[str, Person]) -> None:
    """The button's address leads to the page that asks for one more press."""
    now = time.time()
    entry.ask(people["lan"].email, BROWSER, now)
    cloud.pump.drain()
    (link,) = set(re.findall(r"http://\S+", cloud.mails()[0].text))
    found = re.fullmatch(
        r"http://localhost:8000/registration/sign-in/link\?request=(\w+)&token=([\w-]+)", link
    )
    assert found is not None
    assert entry.prove(found[1], BROWSER, now, token=found[2])[0] is Outcome.RIGHT


def test_five_calls_to_a_sign_in_email(people: dict[str, Person], cloud: TestCloud, calls: list[str]) -> None:
    """The request, the person, the intent, SES, the mark."""
    entry.ask(people["lan"].email, BROWSER, time.time())
    cloud.pump  # noqa: B018 - the stages are imported before anything is counted
    event = _signed(cloud)
    calls.clear()
    deliver.deliver(event)
    assert calls == ["GetItem", "Query", "PutItem", "SendEmail", "UpdateItem"]


def _signed(cloud: TestCloud) -> deliver.Event:
    from services.core import events  # noqa: PLC0415 - beside its only use

    (item,) = (item for item in cloud.table.scan()["Items"] if str(item["pk"]).startswith("L#"))
    return events.decode(str(item["event"]))


def test_an_unknown_address_gets_nothing(cloud: TestCloud, people: dict[str, Person]) -> None:
    """The page says the same to a stranger; the inbox stays empty."""
    entry.ask("stranger@elsewhere.example", BROWSER, time.time())
    cloud.pump.drain()
    assert people
    assert cloud.mails() == []


@pytest.mark.parametrize("why", ["late", "used", "gone"])
def test_a_sign_in_that_is_over_is_not_sent(
    cloud: TestCloud, people: dict[str, Person], real: RealClock, why: str
) -> None:
    """Heard after ten minutes, after it was used, or after the person was removed: nothing to send."""
    request = entry.ask(people["lan"].email, BROWSER, real.seconds)
    event = _signed(cloud)
    if why == "late":
        real.seconds += LIFETIME
    elif why == "used":
        requests.consume(request.id, int(real.seconds))
    else:
        cloud.table.delete_item(Key={"pk": f"P#{people['lan'].id}", "sk": "P"})
    deliver.deliver(event)
    assert cloud.mails() == []


def test_a_stuck_sign_in_is_suppressed_when_over(
    cloud: TestCloud, people: dict[str, Person], real: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code that arrives an hour late only confuses."""
    entry.ask(people["lan"].email, BROWSER, real.seconds)
    event = _signed(cloud)
    with monkeypatch.context() as broken:
        broken.setattr(deliver, "send", _gone)
        with pytest.raises(KeyboardInterrupt):
            deliver.deliver(event)
    real.seconds += LIFETIME
    assert sweep.sweep() == 1
    copy = ledger.get(mail_id(event, Kind.SIGN_IN, people["lan"].id))
    assert copy is not None
    assert copy.status is Status.SUPPRESSED
    assert cloud.mails() == []


def _gone(*_: object, **__: object) -> str:
    raise KeyboardInterrupt


# --- reports -----------------------------------------------------------------------------------

FILE = File(key="reports/weekly.xlsx", name="Báo cáo tuần 13-10-2024.xlsx", type="application/vnd.ms-excel")


def test_a_report_reaches_office_and_leaders_with_its_file(
    cloud: TestCloud, people: dict[str, Person]
) -> None:
    """One e-mail each, also for who is both, in each language, with the workbook as it lies in the bucket."""
    announce("Nguyễn Lãnh Đạo", "leader", "office", email="leader@huyen.example")
    announce("Guest Leader", "leader", email="guest@huyen.example")
    content = b"PK" + bytes(range(256)) * 30
    files.save(FILE, content)
    assert reports.issue(REPORT)
    assert not reports.issue(REPORT)
    cloud.pump.drain()
    deliver.deliver(event_of(REPORT))
    mails = cloud.mails()
    assert sorted(mail.to.rpartition("<")[2] for mail in mails) == [
        "guest@huyen.example>",
        "leader@huyen.example>",
        f"{people['office'].email}>",
    ]
    for mail in mails:
        assert "14 trên 18" in mail.text
        (file,) = mail.attachments
        assert (file.name, file.content) == (FILE.name, content)


def test_too_large_a_file_stays_behind(
    cloud: TestCloud, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An e-mail that servers would refuse goes without the file, and says where it is."""
    assert people
    monkeypatch.setattr(deliver, "LARGEST", 10)
    files.save(FILE, b"eleven bytes")
    reports.issue(REPORT)
    cloud.pump.drain()
    (mail,) = cloud.mails()
    assert mail.attachments == ()
    assert "Tệp quá lớn" in mail.text


def test_a_report_without_item_says_nothing(cloud: TestCloud, campaign: Campaign) -> None:
    """An event that outlived its report leads to no e-mail."""
    deliver.deliver(event_of(REPORT))
    assert campaign.id == REPORT.campaign
    assert cloud.mails() == []


# --- invitations -------------------------------------------------------------------------------


def _guest(language: Language = "vi", *grants: Grant) -> Person:
    email = "minh@vinh-lam.example"
    given = grants or (Grant(campaign="vinh-linh-70", role=Role.UNIT, of="vinh-lam"),)
    return Person(id=person_id(email), email=email, name="Lê Văn Minh", language=language, grants=given)


@pytest.mark.parametrize(
    ("language", "says"), [("vi", "Mời tham gia: "), ("en", "Invitation to take part: ")]
)
def test_who_is_invited_hears_of_it_once(
    cloud: TestCloud, campaign: Campaign, language: Language, says: str
) -> None:
    """One e-mail in the reader's language, however often the invitation is made or its event is heard."""
    for _ in range(3):
        store.invite(_guest(language), clock.now())
        cloud.pump.drain()
    (mail,) = cloud.mails()
    assert (mail.kind, mail.to) == ("invited", "Lê Văn Minh <minh@vinh-lam.example>")
    assert mail.subject == says + say(campaign.short, language)
    assert "http://localhost:8000/registration/sign-in" in mail.text
    store.save(_guest(language))
    store.invite(_guest(language), clock.now())
    cloud.pump.drain()
    assert len(cloud.mails()) == 1


def test_another_role_is_another_invitation(cloud: TestCloud, campaign: Campaign) -> None:
    """Whoever gets one more role hears of it, with all that they may do now, and never of the first again."""
    assert store.invite(_guest(), clock.now())
    office = _guest("en", Grant(campaign=campaign.id, role=Role.OFFICE))
    assert store.invite(office, clock.now())
    assert store.invite(_guest(), clock.now())
    cloud.pump.drain()
    mails = cloud.mails()
    assert len(mails) == 2
    for mail in mails:
        assert "đăng ký hồ sơ thi đua" in mail.text
        assert "điều hành phong trào" in mail.text


@pytest.mark.parametrize("gone", ["person", "role"])
def test_an_invitation_that_was_taken_back_is_not_sent(
    cloud: TestCloud, campaign: Campaign, gone: str
) -> None:
    """Heard after the person or the role was removed, there is nothing to tell."""
    assert campaign
    guest = _guest()
    store.invite(guest, clock.now())
    if gone == "person":
        cloud.table.delete_item(Key={"pk": f"P#{guest.id}", "sk": "P"})
    else:
        store.save(_guest("vi", Grant(campaign="another", role=Role.OFFICE)))
    cloud.pump.drain()
    assert cloud.mails() == []


def test_a_stuck_invitation_is_sent_by_the_tick(
    cloud: TestCloud, campaign: Campaign, real: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is as good an hour later."""
    assert campaign
    store.invite(_guest(), clock.now())
    with monkeypatch.context() as broken:
        broken.setattr(deliver, "send", _gone)
        with pytest.raises(KeyboardInterrupt):
            cloud.pump.drain()
    real.seconds += 3600
    assert sweep.sweep() == 1
    assert [mail.kind for mail in cloud.mails()] == ["invited"]
