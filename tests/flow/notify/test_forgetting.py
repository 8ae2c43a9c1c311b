"""Somebody is erased: what is kept of e-mails says no more than that they were sent."""

from datetime import timedelta

import msgspec
import pytest

from services.core.events import Event
from services.core.mailing import store as mailing
from services.core.mailing.mail import Line, Status
from services.core.people.person import Person
from services.core.subjects.erased import account_erased, erased
from services.core.subjects.subject import Erasure, Kind, Subject, Why
from services.notify import ledger
from services.notify.deliver import deliver
from tests.conftest import MONDAY, TestCloud
from tests.flow.notify.conftest import Doing
from tests.flow.visitor import CAMPAIGN
from tests.unit.work.lives import FACTS

NOTE = Erasure(at=MONDAY + timedelta(hours=1), by="p1", holder="office", why=Why.REQUEST)
SUBJECT = Subject(id="w1.author-1", campaign=CAMPAIGN, unit="vinh-lam", kind=Kind.AUTHOR)


@pytest.fixture
def sent(work: Doing) -> Event:
    """The receipt and the appraiser's e-mail are out."""
    event = work.submit().event()
    deliver(event)
    return event


def _about() -> tuple[Line, ...]:
    found = mailing.about("w1")
    assert found
    return found


def test_the_words_about_a_record_go_and_that_they_were_sent_stays(cloud: TestCloud, sent: Event) -> None:
    """Subject and text are gone from every copy about the record; reader, time and status stay."""
    before = _about()
    assert FACTS.title in repr([mailing.get(line.id) for line in before])
    deliver(erased(SUBJECT, NOTE))
    deliver(erased(SUBJECT, NOTE))
    after = _about()
    assert after == tuple(msgspec.structs.replace(line, subject="") for line in before)
    assert all(line.to and line.status is Status.SENT for line in after)
    assert [letter.text for line in after if (letter := mailing.get(line.id))] == [""] * len(after)
    many = len(cloud.mails())
    deliver(sent)
    assert len(cloud.mails()) == many  # nothing is sent anew


def test_what_is_told_later_keeps_its_words(work: Doing, sent: Event, cloud: TestCloud) -> None:
    """An e-mail about what happened after the erasure is written without the name, and stays."""
    assert sent
    cloud.clock.forward(hours=2)
    deliver(work.appraise().event())
    deliver(erased(SUBJECT, NOTE))
    kept = [line for line in _about() if line.subject]
    assert kept
    assert all(line.at > NOTE.at for line in kept)


def test_of_an_erased_account_the_reader_goes_as_well(
    people: dict[str, Person], sent: Event, cloud: TestCloud
) -> None:
    """Neither name nor address is left, in the copies and among those that came to grief; others' stay."""
    assert sent
    hoa = people["hoa"]
    (line,) = mailing.to_person(hoa.id).rows
    ledger.mark_came_back(line.id, Status.BOUNCED, "Permanent")
    assert [one.to for one in mailing.troubles(MONDAY)] == [hoa.email]
    deliver(account_erased(hoa.id, CAMPAIGN, NOTE))
    (line,) = mailing.to_person(hoa.id).rows
    assert (line.to, line.name, line.subject, line.status) == ("", "", "", Status.BOUNCED)
    assert [one.to for one in mailing.troubles(MONDAY)] == [""]
    mails = [item for item in cloud.table.scan()["Items"] if str(item["pk"]).startswith("M#")]
    assert hoa.email not in repr(mails)
    assert people["lan"].email in repr(mails)


def test_an_account_without_e_mails_is_no_trouble(people: dict[str, Person], sent: Event) -> None:
    """Nothing was ever sent: nothing is to be forgotten."""
    assert sent
    before = _about()
    deliver(account_erased(people["duc"].id, CAMPAIGN, NOTE))
    assert _about() == before
