"""`thidua doctor` as somebody types it: one line each, and an exit code for scripts."""

import pytest

from infra import cli
from infra.deploy import account as accounts
from infra.deploy.account import Account
from services.core import clock
from tests.infra.deploy.doctor.ailments import Answers
from tests.infra.deploy.doctor.conftest import Examine
from tests.infra.deploy.doctor.healthy import NOW


@pytest.fixture
def typed(doctor: Examine, account: Account, monkeypatch: pytest.MonkeyPatch) -> Examine:
    """The command finds this account; the clock stands where its figures are of."""
    monkeypatch.setenv("TABLE_NAME", "thidua")  # the command sets its own, for its process
    monkeypatch.setattr(accounts, "Account", lambda: account)
    clock.use(lambda: NOW)
    return doctor


def test_an_installation_that_is_well_is_0(typed: Examine, capsys: pytest.CaptureFixture[str]) -> None:
    """What is not known is counted by itself, and does not stop a script."""
    well = len(typed())
    assert cli.main(["doctor", "--stage", "try", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("thidua-try in account 123456789012, ap-southeast-1, as arn:")
    assert {line[:2] for line in lines[1:-1]} == {"✓ ", "? "}
    assert len(lines[1:-1]) == well
    assert lines[-1] == f"In order: {well - 1}; wrong: 0; not known: 1."


def test_one_that_is_not_is_1(typed: Examine, said: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    """Each wrong thing begins with !, its remedy on the same line, and what is copied beneath it."""
    said["sesv2"]["GetEmailIdentity"]["VerifiedForSendingStatus"] = False
    said["dynamodb"]["DescribeTable"]["Table"]["DeletionProtectionEnabled"] = False
    typed()
    assert cli.main(["doctor", "--stage", "try", "--lang", "en"]) == 1
    lines = capsys.readouterr().out.splitlines()
    wrong = [line for line in lines if line.startswith("! ")]
    assert wrong[0] == (
        "! The table thidua-try can be deleted by a slip. "
        "Run: aws dynamodb update-table --table-name thidua-try --deletion-protection-enabled"
    )
    assert lines[lines.index(wrong[1]) + 1] == (
        "    one._domainkey.vinh-linh.example CNAME one.dkim.amazonses.com"
    )
    assert "wrong: 2;" in lines[-1]


def test_it_speaks_vietnamese_unless_told_otherwise(
    typed: Examine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever runs the movement reads it so."""
    typed()
    cli.main(["doctor", "--stage", "try"])
    lines = capsys.readouterr().out.splitlines()
    assert "✓ Stack: 8, đều đúng trạng thái" in lines
    assert lines[-1].startswith("Bình thường: ")


def test_where_there_is_nothing_it_is_1(
    account: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two lines, not a page."""
    monkeypatch.setenv("TABLE_NAME", "thidua")
    monkeypatch.setattr(accounts, "Account", lambda: account)
    assert cli.main(["doctor", "--stage", "try", "--lang", "en"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 3
