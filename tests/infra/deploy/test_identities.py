"""What SES verifies: an account has each identity once, however many installations send from it."""

from collections.abc import Iterator

import msgspec
import pytest

from infra.deploy.wishes import Wishes
from tests.infra.deploy.deployer import FIRST, Deployer
from tests.infra.deploy.watcher import Watcher

DOMAIN = "vinh-linh.example"


@pytest.fixture
def known(deployer: Deployer) -> Iterator[None]:
    """SES knows the domain from elsewhere."""
    deployer.account.ses.create_email_identity(EmailIdentity=DOMAIN)
    yield
    deployer.account.ses.delete_email_identity(EmailIdentity=DOMAIN)


def test_an_identity_that_another_installation_made_is_left_to_it(deployer: Deployer, known: None) -> None:  # noqa: ARG001 - what SES knows
    """CloudFormation would fail at making it a second time, and would take it away from both later."""
    watcher = Watcher()
    deployer.deploy(watcher=watcher)
    assert deployer.told("core")["MailIdentityThere"] == "yes"
    (said,) = [what for what in watcher.told if what.sentence.startswith("SES knows “{identity}” already")]
    assert said.values == {"identity": DOMAIN}


@pytest.mark.parametrize("wishes", [FIRST, Wishes()])
def test_whose_identity_it_is_stays_as_it_was(deployer: Deployer, wishes: Wishes) -> None:
    """The one that the first deployment made is there at the second, and is still its own."""
    deployer.deploy()
    deployer.account.ses.create_email_identity(EmailIdentity=DOMAIN)
    try:
        deployer.deploy(wishes)
    finally:
        deployer.account.ses.delete_email_identity(EmailIdentity=DOMAIN)
    assert deployer.told("core")["MailIdentityThere"] == "no"


def test_another_sender_is_looked_for_anew(deployer: Deployer, known: None) -> None:  # noqa: ARG001 - what SES knows
    """Whoever changes the address that e-mails come from is asked nothing about what SES knows."""
    deployer.deploy(
        msgspec.structs.replace(FIRST, mail_from="a@other.example", mail_identity="other.example")
    )
    assert deployer.told("core")["MailIdentityThere"] == "no"
    deployer.deploy(FIRST)
    assert deployer.told("core") == {
        "Name": "thidua-try",
        "MailIdentity": DOMAIN,
        "MailIdentityThere": "yes",
    }
