"""Why no e-mail leaves, and what to do: the states in which SES keeps them back."""

from typing import Any

import pytest

from infra.deploy import mail
from infra.deploy.mail import MailState
from tests.infra.deploy.answering import Refused, answered, table
from tests.infra.deploy.watcher import Watcher

DOMAIN, ADDRESS = "vinh-linh.example", "thi-dua@vinh-linh.example"
TOKENS = ["one", "two", "three"]
RECORDS = tuple(f"{token}._domainkey.{DOMAIN} CNAME {token}.dkim.amazonses.com" for token in TOKENS)
OPEN = {"ProductionAccessEnabled": True, "SendingEnabled": True}


def ses(identity: dict[str, Any], account: dict[str, Any]) -> Any:  # noqa: ANN401 - a client
    return answered("sesv2", table({"GetAccount": account, "GetEmailIdentity": identity}))


def signature(*, status: str = "SUCCESS", on: bool = True) -> dict[str, Any]:
    return {"DkimAttributes": {"Tokens": TOKENS, "Status": status, "SigningEnabled": on}}


@pytest.mark.parametrize(
    ("identity", "asked", "account", "says"),
    [
        (DOMAIN, {"VerifiedForSendingStatus": True, **signature()}, OPEN, []),
        (ADDRESS, {"VerifiedForSendingStatus": True}, OPEN, []),
        (
            DOMAIN,
            {"VerifiedForSendingStatus": False, **signature(status="PENDING")},
            OPEN,
            ["is not verified"],
        ),
        (ADDRESS, {"VerifiedForSendingStatus": False}, OPEN, ["SES has sent a link"]),
        (DOMAIN, {"VerifiedForSendingStatus": True, **signature(on=False)}, OPEN, ["leave unsigned"]),
        (DOMAIN, {"VerifiedForSendingStatus": True, **signature(status="FAILED")}, OPEN, ["leave unsigned"]),
        (
            ADDRESS,
            {"VerifiedForSendingStatus": True},
            {**OPEN, "ProductionAccessEnabled": False},
            ["sandbox"],
        ),
        (ADDRESS, {"VerifiedForSendingStatus": True}, {**OPEN, "SendingEnabled": False}, ["has paused"]),
        (
            DOMAIN,
            {"VerifiedForSendingStatus": False, **signature(status="PENDING")},
            {"ProductionAccessEnabled": False, "SendingEnabled": False},
            ["is not verified", "sandbox", "has paused"],
        ),
    ],
)
def test_each_reason_is_said_once(
    watcher: Watcher, identity: str, asked: dict[str, Any], account: dict[str, Any], says: list[str]
) -> None:
    """Nothing is said where e-mails leave, and one sentence for each thing that keeps them back."""
    found = mail.state(ses(asked, account), identity)
    mail.explain(found, watcher)
    assert [words in what.sentence for words, what in zip(says, watcher.told, strict=True)] == [True] * len(
        says
    )
    # Unsigned e-mails leave, and look like spam: that is no reason to wait.
    assert found.ready is (says in ([], ["leave unsigned"]))


@pytest.mark.parametrize("verified", [True, False])
def test_a_domain_comes_with_the_records_that_verify_it(watcher: Watcher, *, verified: bool) -> None:
    """Whoever keeps the domain's names copies three lines."""
    found = mail.state(
        ses({"VerifiedForSendingStatus": verified, **signature(status="PENDING")}, OPEN), DOMAIN
    )
    mail.explain(found, watcher)
    assert found.records == RECORDS
    assert watcher.shown == [f"    {record}" for record in RECORDS]


def test_records_lead_to_where_ses_keeps_the_keys() -> None:
    """Regions differ; SES says where its own keys of this identity are.

    SES API v2, DkimAttributes, SigningHostedZone.
    """
    asked = signature(status="PENDING")
    asked["DkimAttributes"]["SigningHostedZone"] = "dkim.ap-southeast-3.amazonses.com"
    found = mail.state(ses(asked, OPEN), DOMAIN)
    assert [record.rpartition(".dkim.")[2] for record in found.records] == [
        "ap-southeast-3.amazonses.com"
    ] * 3


def test_an_address_needs_no_records(watcher: Watcher) -> None:
    """SES signs an address with a domain of its own, which nobody here has to enter anywhere."""
    found = mail.state(ses({"VerifiedForSendingStatus": False, **signature()}, OPEN), ADDRESS)
    mail.explain(found, watcher)
    assert watcher.shown == []


def test_an_engine_that_says_little_is_taken_at_its_word() -> None:
    """What is not said is not assumed to be well, but for a pause, which AWS always says."""
    found = mail.state(ses({}, {}), ADDRESS)
    assert found == MailState(
        identity=ADDRESS, verified=False, signs=True, sandbox=True, paused=False, records=()
    )


def test_an_identity_that_ses_does_not_know_is_an_error() -> None:
    """The core's stack makes it: somebody has deleted it beside the stack."""
    client = answered(
        "sesv2", table({"GetAccount": OPEN, "GetEmailIdentity": Refused("NotFoundException", status=404)})
    )
    with pytest.raises(client.exceptions.NotFoundException):
        mail.state(client, DOMAIN)
