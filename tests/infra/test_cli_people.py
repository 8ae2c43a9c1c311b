"""`thidua people load`: what it shows, whom it lets in, and whom it tells."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from infra import cli, installation
from services.core.campaign.model import Campaign
from services.core.people import store
from services.core.people.person import person_id
from tests.conftest import TestCloud

LAN, SON = "lan@vinh-lam.example", "son@noi-vu.example"
PEOPLE = f"""
[[people]]
name = "Nguyễn Thị Lan"
email = "{LAN}"
role = "unit"
of = "vinh-lam"

[[people]]
name = "Trần Văn Sơn"
email = "{SON}"
role = "office"
"""
SEAT = f"""
[[people]]
name = "Nguyễn Thị Lan"
email = "{LAN}"
role = "seat"
of = "ubnd"
home = "ubnd-huyen"
"""

Load = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def load(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Load:
    """Load a text as a file, in English: exit code, lines told, and what went to the error stream."""

    def command(text: str, *options: str) -> tuple[int, list[str], str]:
        file = tmp_path / "people.toml"
        file.write_text(text, encoding="utf-8")
        code = cli.main(["people", "load", str(file), *options, "--lang", "en"])
        said = capsys.readouterr()
        return code, said.out.replace(str(tmp_path), "…").splitlines(), said.err

    return command


def test_people_are_shown_and_let_in_but_not_told(load: Load, cloud: TestCloud, campaign: Campaign) -> None:
    """Without `--invite` nobody gets an e-mail; the same file again changes nothing."""
    assert load(PEOPLE) == (
        0,
        [
            f"+ {LAN}: Nguyễn Thị Lan, unit:vinh-lam",
            f"+ {SON}: Trần Văn Sơn, office",
            "People in the file: 2; new or changed: 2; invited now: 0.",
        ],
        "",
    )
    assert [person.email for person in store.holders_of(campaign.id, "office")] == [SON]
    assert load(PEOPLE)[1] == ["People in the file: 2; new or changed: 0; invited now: 0."]
    cloud.pump.drain()
    assert cloud.mails() == []


def test_with_invite_everyone_is_told_once(load: Load, cloud: TestCloud, campaign: Campaign) -> None:
    """Also whoever was let in before without being told, or before a load broke off."""
    assert campaign
    load(PEOPLE)
    assert load(PEOPLE, "--invite")[1] == ["People in the file: 2; new or changed: 0; invited now: 2."]
    assert load(PEOPLE, "--invite")[1] == ["People in the file: 2; new or changed: 0; invited now: 0."]
    cloud.pump.drain()
    mails = cloud.mails()
    assert sorted(mail.to.rpartition("<")[2] for mail in mails) == [f"{LAN}>", f"{SON}>"]
    (cause,) = {mail.causation for mail in mails}
    assert cause, "the e-mails of one command are found together"


def test_a_load_takes_nothing_away(load: Load, campaign: Campaign) -> None:
    """Other roles and the language chosen stay; the difference says which roles the file lacks."""
    load(PEOPLE)
    store.prefer(person_id(LAN), "en")
    _, lines, _ = load(SEAT.replace("Thị Lan", "Lan"))
    assert lines == [
        f"~ {LAN}: Nguyễn Thị Lan → Nguyễn Lan",
        f"~ {LAN}: vinh-lam → ubnd-huyen",
        f"+ {LAN}: seat:ubnd",
        f"= {LAN}: unit:vinh-lam",
        "Roles with = are not in the file; nothing is taken away by loading one.",
        "People in the file: 1; new or changed: 1; invited now: 0.",
    ]
    found = store.get(person_id(LAN))
    assert found is not None
    assert (found.holders(campaign.id), found.language) == ({"unit:vinh-lam", "seat:ubnd"}, "en")


def test_a_file_with_a_mistake_lets_nobody_in(load: Load, campaign: Campaign) -> None:
    """Each mistake by line and field, an exit code for scripts, and nothing written."""
    assert campaign
    assert load(PEOPLE.replace('"vinh-lam"', '"vinh-lan"'))[:2] == (
        1, ["…/people.toml:6: people.1.of: No row of [[units]] has the id “vinh-lan”."],
    )  # fmt: skip
    assert store.get(person_id(LAN)) is None
    assert store.get(person_id(SON)) is None


@pytest.mark.usefixtures("cloud")
def test_before_the_campaign_nobody_can_be_let_in(load: Load) -> None:
    """Roles are of a campaign: the command says what to do first."""
    code, _, error = load(PEOPLE)
    assert (code, error) == (
        1, "thidua: The campaign “vinh-linh-70” is not loaded here: load its file first.\n",
    )  # fmt: skip


def test_without_a_campaign_the_setting_is_named(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a bare shell a person reads what is missing."""
    monkeypatch.delenv("CAMPAIGN_ID")
    code, _, error = load(PEOPLE)
    assert code == 1
    assert error.startswith("thidua: CAMPAIGN_ID is not set: name the installation with --stage")


class Formation:
    """CloudFormation, as far as it is asked for one stack."""

    asked: ClassVar[list[str]] = []

    def describe_stacks(self, **named: str) -> dict[str, Any]:
        """The stack of the registration's pages."""
        self.asked.append(named["StackName"])
        told = {"Name": "thidua-test", "CampaignId": "vinh-linh-70"}
        parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in told.items()]
        return {"Stacks": [{"Parameters": parameters}]}


def test_with_a_stage_its_own_campaign_counts(
    load: Load, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever names an installation need not know which campaign it shows."""
    monkeypatch.delenv("CAMPAIGN_ID")
    monkeypatch.setattr(installation, "_formation", Formation)
    monkeypatch.setenv("TABLE_NAME", "thidua")  # set back when the test ends
    assert load(PEOPLE, "--stage", "test")[0] == 0
    assert Formation.asked == ["thidua-test-registration"]
    assert len(store.holders_of(campaign.id, "unit:vinh-lam")) == 1


def test_a_file_that_is_none_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], campaign: Campaign, tmp_path: Path
) -> None:
    """A wrong path gives a sentence, not a traceback."""
    assert campaign
    assert cli.main(["people", "load", str(tmp_path / "nowhere.toml"), "--lang", "en"]) == 1
    assert "No such file" in capsys.readouterr().err
