"""`thidua deploy` as somebody types it; bad input is told in one sentence, and changes nothing."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.deploy import account as accounts
from infra.deploy import keys, smoke
from infra.deploy.account import Account
from infra.packaging import package as building
from infra.packaging.libraries import BuildError
from infra.packaging.package import Package
from services.core.people import store
from tests.conftest import FILE, TestCloud
from tests.infra.deploy import packages as made
from tests.infra.deploy.answering import answered, table
from tests.infra.deploy.conftest import Run
from tests.infra.deploy.deployer import TRY
from tests.infra.deploy.formation import Formation

FIRST = ("--campaign", FILE, "--mail-from", "thi-dua@vinh-linh.example", "--alarms", "it@vinh-linh.example")
OFFICE = "Nguyễn Thị Lan <lan@vinh-linh.example>"


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may be asked: the command stops before it comes to AWS."""

    def ask() -> None:
        pytest.fail("AWS was asked")

    monkeypatch.setattr(accounts, "Account", ask)


# --- what cannot be asked for --------------------------------------------------------------------


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--stage", "P"), "“P” is no name for an installation"),
        (("--stage", "prod_1"), "“prod_1” is no name"),
        (("--stage", "a-name-that-is-far-too-long"), "is no name"),
        (("--stage", "try", "--mail-from", "thi-dua"), "“thi-dua” is no e-mail address."),
        (("--stage", "try", "--alarms", "it@"), "“it@” is no e-mail address."),
        (("--stage", "try", "--office", "lan@vinh-linh.example"), "not “lan@vinh-linh.example”."),
        (("--stage", "try", "--site-url", "thidua.example"), "--site-url is scheme and host"),
        (
            ("--stage", "try", "--site-url", "https://a.example", "--domain", "b.example"),
            "cannot go with --domain",
        ),
        (("--stage", "try", "--campaign", "nowhere.toml"), "nowhere.toml cannot be read"),
    ],
)
def test_what_cannot_be_deployed_is_one_sentence(run: Run, words: tuple[str, ...], says: str) -> None:
    """A slip of the hand is told at once, before AWS is asked or anything is built."""
    code, _, error = run("deploy", *words)
    assert code == 1
    assert error.startswith("thidua: ")
    assert says in error
    assert error.count("\n") == 1


@pytest.mark.usefixtures("nobody")
def test_a_campaign_with_mistakes_deploys_nothing(run: Run, tmp_path: Path) -> None:
    """Its mistakes are named by line and field, as `campaign check` does."""
    broken = tmp_path / "broken.toml"
    broken.write_text(FILE.read_text().replace("weekday = 1", "weekday = 8"))
    code, lines, error = run("deploy", "--stage", "try", "--campaign", broken)
    assert code == 1
    assert lines[0].startswith(f"{broken}:")
    assert error == "thidua: Nothing was deployed: mend the campaign's file first.\n"


def test_a_package_above_the_limit_is_said_and_nothing_is_deployed(
    run: Run, ready: Account, home: Formation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The sentence names the stage and both sizes."""
    assert ready

    def heavy(_target: object) -> Iterator[Package]:
        yield made.packages(tmp_path)[0]
        raise BuildError("review: code.zip has 1,600,000 bytes, more than 1,500,000")

    monkeypatch.setattr(building, "build", heavy)
    code, _, error = run("deploy", "--stage", "try", *FIRST, "--yes")
    assert code == 1
    assert error.startswith("thidua: The packages cannot be built: review: code.zip has 1,600,000 bytes")
    assert home.stacks == {}


# --- deploy --------------------------------------------------------------------------------------


def test_a_deployment_from_the_first_word_to_the_last(
    run: Run, ready: Account, cloud: TestCloud, home: Formation, edge: Formation
) -> None:
    """Where, what was made, the campaign, whom it invited, where it is: exit code 0."""
    assert ready
    code, lines, error = run("deploy", "--stage", "try", *FIRST, "--office", OFFICE, "--yes")
    assert (code, error) == (0, "")
    assert lines[0].startswith("thidua-try in account 123456789012, ap-southeast-1, as arn:")
    assert "Made a secret: /thidua-try/signing-key" in lines
    assert "Version 1 is loaded." in lines
    assert "lan@vinh-linh.example is invited." in lines
    assert lines[-1] == "The movement: https://d1.cloudfront.net/"
    assert len(home.stacks) + len(edge.stacks) == 8
    assert [person.email for person in store.holders_of("vinh-linh-70", "office")] == [
        "lan@vinh-linh.example"
    ]
    cloud.pump.drain()
    (mail,) = cloud.mails()
    assert mail.to == OFFICE
    assert mail.causation, "what a command leads to is found by its id, too"


def test_the_second_time_nobody_is_invited_twice(run: Run, ready: Account, cloud: TestCloud) -> None:
    """The same command again: nothing changes, nothing is loaded, nobody gets a second e-mail."""
    assert ready
    command = ("deploy", "--stage", "try", *FIRST, "--office", OFFICE, "--yes")
    run(*command)
    code, lines, _ = run(*command)
    assert code == 0
    assert sum(line.endswith(": nothing changes.") for line in lines) == 8
    assert "Nothing has changed: version 1 stays." in lines
    assert "lan@vinh-linh.example was invited before." in lines
    cloud.pump.drain()
    assert len(cloud.mails()) == 1


def test_without_an_office_nobody_could_come_in_and_that_is_said(run: Run, ready: Account) -> None:
    """Only the office lets people in."""
    assert ready
    _, lines, _ = run("deploy", "--stage", "try", *FIRST, "--yes")
    assert "Nobody of the office is known yet: invite the first with --office 'NAME <ADDRESS>'." in lines


def test_without_a_keyboard_nothing_changes(run: Run, ready: Account, home: Formation) -> None:
    """In a pipeline nobody can say yes: neither stack nor secret, and the way to say yes beforehand."""
    code, lines, error = run("deploy", "--stage", "try", *FIRST)
    assert code == 1
    assert lines[-1] == "Nobody can be asked here: repeat the command with --yes to go on."
    assert error == "thidua: Stopped here. What was done so far stays; the same command goes on.\n"
    assert home.stacks == {}
    assert not keys.is_there(ready.ssm, TRY.signing_key_name)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("en yes", 0), ("en  Y ", 0), ("en no", 1), ("en ", 1), ("vi có", 0), ("vi không", 1)],
)
def test_whoever_has_a_keyboard_is_asked(
    run: Run, ready: Account, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    """Only a plain yes is one, in either language."""
    asked: list[str] = []
    lang, _, word = typed.partition(" ")

    def answer(question: str) -> str:
        asked.append(question)
        return word

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", answer)
    assert run("deploy", "--stage", "try", *FIRST, lang=lang)[0] == code
    assert keys.is_there(ready.ssm, TRY.signing_key_name) is (code == 0)
    assert asked[0].rstrip().endswith("[yes/no]" if lang == "en" else "[có/không]")


def test_what_a_first_deployment_lacks_is_one_sentence(run: Run, ready: Account) -> None:
    """In the words of the command itself."""
    assert ready
    code, _, error = run("deploy", "--stage", "try", "--yes")
    assert code == 1
    assert error == (
        "thidua: The first deployment needs more: --campaign FILE, --mail-from ADDRESS, --alarms ADDRESS\n"
    )


def test_a_name_that_is_taken_is_one_sentence(run: Run, ready: Account, home: Formation) -> None:
    """It says which, and what to do."""
    assert ready
    home.breaks["thidua-try-core"] = [("Table", "thidua-try already exists")]
    code, _, error = run("deploy", "--stage", "try", *FIRST, "--yes")
    assert code == 1
    assert "Table would take a name that is in use. Choose another --stage" in error
    assert error.count("\n") == 1


def test_a_stack_half_made_is_made_anew_without_a_word_too_many(
    run: Run, ready: Account, home: Formation
) -> None:
    """The same command after a failure."""
    assert ready
    home.breaks["thidua-try-notify"] = [("ConsumeRole", "You may not make roles")]
    assert run("deploy", "--stage", "try", *FIRST, "--yes")[0] == 1
    code, lines, _ = run("deploy", "--stage", "try", *FIRST, "--yes")
    assert code == 0
    assert lines[-1].startswith("The movement: ")


def test_what_ses_keeps_back_is_told(run: Run, ready: Account) -> None:
    """A sandbox and a domain that is not verified do not stop a deployment; they are said."""
    identity = {"DkimAttributes": {"Tokens": ["one", "two", "three"], "Status": "PENDING"}}
    ready.ses = answered(
        "sesv2", table({"GetAccount": {"ProductionAccessEnabled": False}, "GetEmailIdentity": identity})
    )
    code, lines, _ = run("deploy", "--stage", "try", *FIRST, "--yes")
    assert code == 0
    assert any("“vinh-linh.example” is not verified" in line for line in lines)
    assert "    one._domainkey.vinh-linh.example CNAME one.dkim.amazonses.com" in lines
    assert any("SES is in its sandbox" in line for line in lines)


def test_pages_that_do_not_answer_are_named_and_it_says_that_it_waits(
    run: Run, ready: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1: what was deployed stands, and does not work yet."""
    assert ready

    def faults(_site: str, *, waiting: Callable[[], None]) -> tuple[smoke.Fault, ...]:
        waiting()
        return (smoke.Fault(path="/review", got="502"),)

    monkeypatch.setattr(smoke, "faults", faults)
    code, lines, _ = run("deploy", "--stage", "try", *FIRST, "--yes")
    assert code == 1
    assert lines[-3:] == [
        "Waiting for the pages at https://d1.cloudfront.net, two minutes at most: a new name takes a while.",
        "https://d1.cloudfront.net/review answers 502.",
        "The site does not answer as it should: `thidua doctor` says more.",
    ]
