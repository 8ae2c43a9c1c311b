"""`thidua destroy` and `rotate-key`, and credentials that do not work, whatever the command."""

from typing import Any

import boto3
import pytest

from infra.deploy import keys
from infra.deploy.account import Account
from tests.infra.deploy.answering import Refused, answered, table
from tests.infra.deploy.conftest import Run
from tests.infra.deploy.deployer import TRY
from tests.infra.deploy.formation import Formation
from tests.infra.deploy.test_commands import FIRST


@pytest.mark.parametrize("command", ["deploy", "destroy", "doctor", "rotate-key"])
@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("InvalidClientTokenId", "AWS does not know these credentials"),
        ("SignatureDoesNotMatch", "AWS does not know these credentials"),
        ("ExpiredToken", "Your AWS session has ended: sign in again"),
        ("AccessDenied", "You may not do this in the AWS account"),
    ],
)
def test_credentials_that_do_not_work_are_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, code: str, says: str
) -> None:
    """Wrong, expired, or without rights: each with its remedy."""
    refused = answered("sts", table({"GetCallerIdentity": Refused(code)}))
    monkeypatch.setattr(boto3.session.Session, "client", lambda *_args, **_options: refused)
    exit_code, _, error = run(command, "--stage", "try")
    assert exit_code == 1
    assert says in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("command", ["deploy", "destroy", "doctor", "rotate-key"])
def test_no_region_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """The region decides in which country the data are: nobody guesses it."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    code, _, error = run(command, "--stage", "try")
    assert code == 1
    assert error.startswith("thidua: No AWS region is set: set AWS_DEFAULT_REGION, for example")
    assert error.count("\n") == 1


# --- destroy -------------------------------------------------------------------------------------


def test_an_installation_is_removed_by_its_name(
    run: Run, ready: Account, home: Formation, edge: Formation
) -> None:
    """What holds no protected data goes after one yes; the stacks of both regions."""
    assert ready
    run("deploy", "--stage", "try", *FIRST, "--yes")
    code, lines, error = run("destroy", "--stage", "try", "--yes")
    assert (code, error) == (0, "")
    assert lines[0].startswith(f"thidua-try in account {ready.id}, ap-southeast-1, as ")
    assert lines[-1] == "thidua-try is removed."
    assert (home.stacks, edge.stacks) == ({}, {})


def test_without_a_keyboard_nothing_is_removed(run: Run, ready: Account, home: Formation) -> None:
    """Silence is no yes."""
    assert ready
    run("deploy", "--stage", "try", *FIRST, "--yes")
    before = home.statuses()
    code, _, error = run("destroy", "--stage", "try")
    assert (code, error) == (1, "thidua: Nothing was removed.\n")
    assert home.statuses() == before


# --- rotate-key ----------------------------------------------------------------------------------


def secret(account: Account) -> str:
    found: Any = account.ssm.get_parameter(Name=TRY.signing_key_name, WithDecryption=True)
    return str(found["Parameter"]["Value"])


def test_the_key_is_renewed_and_what_ends_is_said(run: Run, ready: Account) -> None:
    """Whoever waits for a link has to ask again: that is said before the question."""
    keys.ensure(TRY, ready.ssm)
    before = secret(ready)
    code, lines, _ = run("rotate-key", "--stage", "try", "--yes")
    assert code == 0
    assert secret(ready) != before
    assert "ends every sign-in link and code of the last ten minutes" in lines[0]
    assert lines[-1] == "/thidua-try/signing-key is new; every function knows it within five minutes."
    assert before not in "".join(lines)
    assert secret(ready) not in "".join(lines)


def test_without_a_keyboard_the_key_stays(run: Run, ready: Account) -> None:
    """Silence is no yes."""
    keys.ensure(TRY, ready.ssm)
    before = secret(ready)
    code, lines, _ = run("rotate-key", "--stage", "try")
    assert (code, lines[-1]) == (1, "Nothing was changed.")
    assert secret(ready) == before


def test_a_key_that_is_not_there_is_not_made(run: Run, ready: Account) -> None:
    """The wrong stage, account or region: no secret of nobody's is left there."""
    code, _, error = run("rotate-key", "--stage", "try", "--yes")
    assert code == 1
    assert "There is no secret /thidua-try/signing-key in this account and region" in error
    assert not keys.is_there(ready.ssm, TRY.signing_key_name)
