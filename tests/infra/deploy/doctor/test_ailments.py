"""One ailment at a time: it is found, it is the only one found, and what is said mends it."""

import pytest

from services.core.language.catalogue import say
from services.core.people.person import Person
from tests.infra.deploy.doctor.ailments import AILMENTS, Answers
from tests.infra.deploy.doctor.conftest import Examine, line


def test_whoever_is_well_is_told_so(asked: Examine, office: Person) -> None:
    """Nothing is wrong, and only what AWS has no figures of is not known."""
    assert office
    found = asked()
    assert [line(one) for one in found if one.sign == "!"] == []
    assert [line(one) for one in found if one.sign == "?"] == [
        "Not known: ComplaintRate of the account. CloudWatch has no figures of the last day."
    ]
    assert "Campaign “70 Years of Vĩnh Linh emulation movement”, version 1" in map(line, found)


@pytest.mark.parametrize("ailment", AILMENTS)
def test_each_ailment_is_found_alone_with_its_remedy(doctor: Examine, said: Answers, ailment: str) -> None:
    """One line, one remedy, in both languages; nothing that is well is called ill because of it."""
    change, words = AILMENTS[ailment]
    change(said)
    findings = doctor()
    (found,) = [line(one) for one in findings if one.sign == "!"]
    assert [word for word in words if word not in found] == []
    parts = [part for one in findings for part in (one.what, one.remedy) if part]
    assert [part.sentence for part in parts if say(part, "vi") == say(part, "en")] == []


def test_the_records_of_a_domain_are_shown(doctor: Examine, said: Answers) -> None:
    """They are the same in every language, and are copied from here."""
    said["sesv2"]["GetEmailIdentity"]["VerifiedForSendingStatus"] = False
    (found,) = [one for one in doctor() if one.sign == "!"]
    assert found.facts == ("one._domainkey.vinh-linh.example CNAME one.dkim.amazonses.com",)


def test_a_sender_without_a_quota_has_none_to_use_up(doctor: Examine, said: Answers) -> None:
    """SES says -1 where an account may send as many as it likes."""
    said["sesv2"]["GetAccount"]["SendQuota"] = {"Max24HourSend": -1.0, "SentLast24Hours": 900000.0}
    assert [line(one) for one in doctor() if one.sign == "!"] == []
