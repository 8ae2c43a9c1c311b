"""How an e-mail is handed to SES, and whose fault it is when SES does not take it."""

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from services.core.mailing.mail import Status, mail_id
from services.core.people.person import Person
from services.core.queue import RetryableError
from services.notify import deliver, intent, ledger, send, sweep
from services.notify.intent import Kind
from services.notify.ledger import LEASE
from services.notify.send import AccountTroubleError, PermanentSendError, RetryableSendError, SendError
from tests.conftest import MONDAY, TestCloud
from tests.flow.notify.conftest import Doing, RealClock
from tests.told import listening

SANDBOX = (
    "Email address is not verified. The following identities failed the check in region "
    "AP-SOUTHEAST-1: lan@vinh-lam.example"
)
#: What SES says, under which name, and what we make of it.
REFUSALS = [
    ("MessageRejected", "Transaction failed: invalid content", PermanentSendError, "MessageRejected"),
    ("BadRequestException", "Local address contains control", PermanentSendError, "BadRequestException"),
    ("MessageRejected", SANDBOX, AccountTroubleError, "AddressNotVerified"),
    ("BadRequestException", SANDBOX, AccountTroubleError, "AddressNotVerified"),
    ("MessageRejected", "Sending suspended for this account", AccountTroubleError, "SendingPaused"),
    ("MessageRejected", "Sending paused for this account.", AccountTroubleError, "SendingPaused"),
    ("AccountSuspendedException", "", AccountTroubleError, "AccountSuspendedException"),
    ("SendingPausedException", "", AccountTroubleError, "SendingPausedException"),
    ("MailFromDomainNotVerifiedException", "", AccountTroubleError, "MailFromDomainNotVerifiedException"),
    ("LimitExceededException", "", AccountTroubleError, "LimitExceededException"),
    ("NotFoundException", "Configuration set is not there", AccountTroubleError, "NotFoundException"),
    ("AccessDeniedException", "not authorized", AccountTroubleError, "AccessDeniedException"),
    ("ThrottlingException", "Daily message quota exceeded.", AccountTroubleError, "QuotaExceeded"),
    ("TooManyRequestsException", "Daily message quota exceeded.", AccountTroubleError, "QuotaExceeded"),
    ("ThrottlingException", "Maximum sending rate exceeded.", RetryableSendError, "ThrottlingException"),
    ("TooManyRequestsException", "", RetryableSendError, "TooManyRequestsException"),
    ("InternalServiceErrorException", "", RetryableSendError, "InternalServiceErrorException"),
    ("SomethingNewException", "", RetryableSendError, "SomethingNewException"),
]


class Noting:
    """SES, as far as it is asked to send."""

    def __init__(self, error: ClientError | None = None) -> None:
        self.sent: list[dict[str, Any]] = []
        self.error = error

    def __call__(self) -> "Noting":
        """The client."""
        return self

    def send_email(self, **message: Any) -> dict[str, str]:  # noqa: ANN401 - as boto3 has it
        """Take it, or refuse it."""
        if self.error:
            raise self.error
        self.sent.append(message)
        return {"MessageId": "reference"}


def _error(code: str, said: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": said}}, "SendEmail")


@pytest.mark.parametrize("configured", ["", "thidua-prod"])
def test_an_email_carries_what_brings_its_end_back(monkeypatch: pytest.MonkeyPatch, configured: str) -> None:
    """The tag with our id goes along always, the configuration set where there is one."""
    ses = Noting()
    monkeypatch.setattr(send, "_ses", ses)
    monkeypatch.setenv("MAIL_CONFIGURATION_SET", configured)
    mail = mail_id("p", MONDAY, "0" * 32)
    assert send.send(b"raw", sender="a@x.example", to="b@x.example", mail=mail) == "reference"
    (message,) = ses.sent
    assert message["EmailTags"] == [{"Name": "mail", "Value": mail}]
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", mail), "what a tag may hold"
    assert message.get("ConfigurationSetName", "") == configured
    assert message["Destination"] == {"ToAddresses": ["b@x.example"]}


@pytest.mark.parametrize(("code", "said", "kind", "told"), REFUSALS)
def test_a_refusal_is_the_emails_the_accounts_or_the_moments(
    monkeypatch: pytest.MonkeyPatch, code: str, said: str, kind: type[SendError], told: str
) -> None:
    """By SES's word and, where one word means several things, by what it says; no address comes along."""
    monkeypatch.setattr(send, "_ses", Noting(_error(code, said)))
    with pytest.raises(SendError) as refused:
        send.send(b"raw", sender="a@x.example", to="lan@vinh-lam.example", mail="0" * 32)
    assert (type(refused.value), refused.value.code) == (kind, told)
    assert "lan@" not in str(refused.value)


def test_in_the_sandbox_no_email_is_lost(
    cloud: TestCloud,
    work: Doing,
    people: dict[str, Person],
    real: RealClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is loud, under a code of the runbook, and the tick sends everything once the account may send."""
    event = work.submit().send_back().event()
    mail = intent.mail_id(event, Kind.RETURNED, people["lan"].id)
    with monkeypatch.context() as broken, listening(monkeypatch) as told:
        broken.setattr(send, "_ses", Noting(_error("MessageRejected", SANDBOX)))
        for _ in range(5):
            with pytest.raises(RetryableError):
                deliver.deliver(event)
        real.seconds += 24 * 3600
        assert sweep.sweep() == 0
        lines = told.lines("no e-mail can be sent until somebody acts", level="ERROR")
        assert len(lines) == 6
        assert {(line["mail"], line["code"]) for line in lines} == {(mail, "AddressNotVerified")}
        assert not [line for line in told.everything if "lan@" in line]
    copy = ledger.get(mail)
    assert copy is not None
    assert (copy.status, copy.error) == (Status.INTENDED, "AddressNotVerified")
    real.seconds += LEASE
    assert sweep.sweep() == 1
    assert [mail.kind for mail in cloud.mails()] == ["returned"]
