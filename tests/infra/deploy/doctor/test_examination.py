"""What is asked where not everything stands, and what cannot be asked: never called fine."""

import re
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError

from infra.cli.trouble import trouble
from infra.deploy.account import Account
from infra.deploy.doctor import front, queues, standing
from infra.deploy.doctor.examination import QUESTIONS, examine
from infra.deploy.doctor.patient import Patient
from infra.deploy.plan import PARTS
from infra.template import INFRA, read, resources
from services.core.campaign.model import Campaign
from services.core.people.person import Person
from tests.infra.deploy.answering import Refused
from tests.infra.deploy.doctor import healthy
from tests.infra.deploy.doctor.ailments import Answers
from tests.infra.deploy.doctor.conftest import Examine, line, lines
from tests.infra.deploy.doctor.healthy import NOW, TRY
from tests.infra.deploy.formation import Formation

RUNBOOK = Path(__file__).parents[4] / "docs" / "runbook.md"


# --- where not everything stands -------------------------------------------------------------------


def test_where_there_is_nothing_that_is_all_that_is_said(account: Account) -> None:
    """A slip in the stage's name or the region is not forty lines long."""
    (found,) = examine(Patient(TRY, account, NOW), trouble)
    assert found.sign == "!"
    assert line(found).startswith("There is nothing of thidua-try in ap-southeast-1.")


def test_an_edge_alone_is_another_region_s(account: Account, edge: Formation) -> None:
    """The remedy is the region, not a deployment beside the one that people use."""
    edge.stand("thidua-try-edge")
    (found,) = examine(Patient(TRY, account, NOW), trouble)
    assert found.sign == "!"
    assert "set AWS_DEFAULT_REGION" in line(found)


@pytest.mark.parametrize("part", [part for part in PARTS if part != "core"])
def test_a_part_that_is_missing_is_said_once(
    doctor: Examine, home: Formation, edge: Formation, part: str
) -> None:
    """What cannot be asked without it is not asked; everything else is."""
    (edge if part == "edge" else home).stacks.pop(f"thidua-try-{part}")
    missing = [line(one) for one in doctor() if "is missing" in line(one)]
    assert missing == [f"thidua-try-{part} is missing. thidua deploy --stage try makes it."]


def test_a_core_that_was_never_whole_is_not_asked_for_what_it_would_hold(
    doctor: Examine, home: Formation
) -> None:
    """One line about the stack instead of ten about everything in it."""
    home.stand("thidua-try-core", "ROLLBACK_COMPLETE")
    found = doctor()
    (wrong,) = lines(found, "!")
    assert wrong.startswith("thidua-try-core is half made (ROLLBACK_COMPLETE).")
    assert [one for one in lines(found, "?") if "of the account" not in one] == []


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("CREATE_COMPLETE", None),
        ("UPDATE_COMPLETE", None),
        ("", "s is missing."),
        ("REVIEW_IN_PROGRESS", "s is missing."),
        ("CREATE_FAILED", "s is half made (CREATE_FAILED)."),
        ("ROLLBACK_COMPLETE", "s is half made (ROLLBACK_COMPLETE)."),
        ("ROLLBACK_FAILED", "s is half made (ROLLBACK_FAILED)."),
        ("DELETE_FAILED", "s could not be removed whole (DELETE_FAILED)."),
        ("UPDATE_ROLLBACK_COMPLETE", "The last change of s failed and was taken back; it runs as before."),
        ("UPDATE_ROLLBACK_FAILED", "s is stuck between two versions (UPDATE_ROLLBACK_FAILED)."),
        ("UPDATE_FAILED", "s stands as UPDATE_FAILED."),
        ("CREATE_IN_PROGRESS", "s is being changed just now (CREATE_IN_PROGRESS)."),
        (
            "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            "s is being changed just now (UPDATE_COMPLETE_CLEANUP_IN_PROGRESS).",
        ),
        ("DELETE_IN_PROGRESS", "s is being changed just now (DELETE_IN_PROGRESS)."),
    ],
)
def test_every_way_in_which_a_stack_can_stand(status: str, says: str | None) -> None:
    """Each has its own sentence, with a remedy."""
    found = standing.judged("s", "try", status)
    if says is None:
        assert found is None
    else:
        assert found is not None
        assert line(found).startswith(says)
        assert found.remedy is not None


# --- what cannot be asked --------------------------------------------------------------------------


@pytest.mark.parametrize("service", healthy.answers())
def test_what_may_not_be_asked_is_not_known(doctor: Examine, said: Answers, service: str) -> None:
    """Without a right to look, nothing is called fine and nothing ill; what else can be asked is."""
    well = len(lines(doctor(), "✓"))
    said[service] = dict.fromkeys(said[service], Refused("AccessDeniedException", "you may not look"))
    found = doctor()
    assert lines(found, "!") == []
    unknown = [one for one in lines(found, "?") if "you may not look" in one]
    assert unknown
    assert all(one.startswith("Not known: ") for one in unknown)
    assert well - 7 <= len(lines(found, "✓")) < well


def test_an_engine_that_lacks_a_service_is_not_fine(doctor: Examine, said: Answers) -> None:
    """An endpoint that does not answer is told with what to check."""

    def unreachable(_given: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://acm.us-east-1.amazonaws.com")

    said["acm"]["DescribeCertificate"] = unreachable
    (found,) = [one for one in lines(doctor(), "?") if "certificate" in one]
    assert found.startswith("Not known: the certificate. AWS cannot be reached")


def test_a_stack_of_an_older_version_is_told_apart(doctor: Examine, home: Formation) -> None:
    """What it does not say yet is not known, and why."""
    del home.stacks["thidua-try-core"].outputs["KeyArn"]
    found = doctor()
    assert lines(found, "!") == []
    assert "Not known: the key. The stack does not say KeyArn: it is of an older version." in lines(
        found, "?"
    )


# --- who can come in -------------------------------------------------------------------------------


def test_a_campaign_that_is_not_loaded_is_said(asked: Examine, home: Formation, office: Person) -> None:
    """Its file is the remedy."""
    assert office
    home.stacks["thidua-try-registration"].parameters["CampaignId"] = "another"
    found = lines(asked(), "!")
    assert found[0].startswith("The campaign “another” is not loaded")
    assert "thidua campaign load --stage try FILE" in found[0]


def test_an_office_of_nobody_is_said(asked: Examine, campaign: Campaign) -> None:
    """Only the office lets people in."""
    assert campaign
    (found,) = lines(asked(), "!")
    assert "thidua deploy --stage try --office 'NAME <ADDRESS>'" in found


# --- one place for each fact -----------------------------------------------------------------------


def test_what_is_late_here_is_late_to_the_alarm() -> None:
    """Doctor and alarm must not contradict one another."""
    alarms = resources(read(INFRA / "watch.yaml"), "AWS::CloudWatch::Alarm")
    thresholds = {one["Threshold"] for name, one in alarms.items() if name.startswith("OldestMessage")}
    assert thresholds == {queues.LATE}


def test_what_the_core_is_asked_for_it_says() -> None:
    """The outputs that questions read are outputs of the template."""
    outputs = set(read(INFRA / "core.yaml")["Outputs"])
    stages = [stage.capitalize() for stage in queues.STAGES]
    wanted = {f"{stage}QueueName" for stage in stages} | {
        f"{stage}DeadLettersName" for stage in (*stages, "Relay")
    }
    assert wanted | {"KeyArn", "BucketName", "BusName"} <= outputs


def test_every_section_that_is_named_is_in_the_runbook() -> None:
    """A remedy that leads nowhere is none."""
    folder = Path(front.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r'runbook\("([^"]+)"\)', text))
    headings = set(re.findall(r"^##+ (.+)$", RUNBOOK.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert named
    assert named <= headings


def test_every_question_names_parts_that_there_are() -> None:
    """A misspelt part would keep a question from being asked for ever."""
    assert {part for question in QUESTIONS for part in question.needs} <= set(PARTS)
    assert len({question.ask for question in QUESTIONS}) == len(QUESTIONS)
