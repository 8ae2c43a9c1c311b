"""What is judged by figures, and what is said of pages that do not answer."""

from datetime import timedelta
from typing import Any

import pytest

from infra.deploy import smoke
from infra.deploy.account import Account
from infra.deploy.doctor import front, functions, queues
from infra.deploy.doctor.patient import Patient
from infra.deploy.plan import PENDING
from tests.infra.deploy.doctor import healthy
from tests.infra.deploy.doctor.ailments import Answers
from tests.infra.deploy.doctor.conftest import Examine, lines
from tests.infra.deploy.doctor.healthy import NOW, TRY
from tests.infra.deploy.formation import MADE, Formation

# --- figures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "measured", "young", "sign"),
    [
        (4, True, False, "✓"),
        (1, True, True, "✓"),
        (0, True, False, "!"),
        (0, True, True, "?"),
        (0, False, False, "?"),
        (0, False, True, "?"),
    ],
)
def test_a_tick_is_missed_only_where_it_would_be_seen(
    *, times: int, measured: bool, young: bool, sign: str
) -> None:
    """An engine without figures, and an installation of this hour, say nothing by silence."""
    assert functions.judged_tick("f", times, measured=measured, young=young).sign == sign


def test_a_missing_tick_is_seen(doctor: Examine, said: Answers) -> None:
    """CloudWatch counts functions, but these two did not run."""
    said["cloudwatch"]["GetMetricStatistics"] = healthy.figures({})
    found = lines(doctor(), "!")
    assert [one.split()[0] for one in found] == ["thidua-try-notify-tick", "thidua-try-report-tick"]
    assert all("“Tick missing”" in one for one in found)


def test_in_its_first_hour_no_tick_is_missed(
    account: Account, home: Formation, edge: Formation, said: Answers
) -> None:
    """The clock of the stack counts, not ours alone."""
    healthy.stand(home, edge)
    said["cloudwatch"]["GetMetricStatistics"] = healthy.figures({})
    healthy.give(account, home, edge, said)
    found = list(functions.ticks(Patient(TRY, account, MADE + timedelta(minutes=59))))
    assert [one.sign for one in found] == ["?", "?"]


@pytest.mark.parametrize(
    ("depth", "age", "sign"),
    [
        (None, None, "!"),
        (0, None, "✓"),
        (3, None, "?"),
        (3, 0, "✓"),
        (3, queues.LATE, "✓"),
        (3, queues.LATE + 1, "!"),
    ],
)
def test_what_waits_is_judged_by_its_age(depth: int | None, age: int | None, sign: str) -> None:
    """A full queue that moves is no ailment; one that stands still is; one without figures is not known."""
    assert queues.judged_waiting("q", depth, age).sign == sign


def test_the_age_of_what_waits_is_the_newest_figure(doctor: Examine, said: Answers) -> None:
    """Minutes come in any order."""

    def ages(given: dict[str, Any]) -> dict[str, Any]:
        if given["MetricName"] != "ApproximateAgeOfOldestMessage":
            return {"Datapoints": [{"Timestamp": NOW, "Sum": 4.0, "Maximum": 0.0}]}
        old, new = (
            {"Timestamp": NOW - timedelta(minutes=5), "Maximum": 30.0},
            {"Timestamp": NOW, "Maximum": 1800.0},
        )
        return {"Datapoints": [new, old]}

    said["sqs"]["GetQueueAttributes"] = healthy.depth(notify=7)
    said["cloudwatch"]["GetMetricStatistics"] = ages
    (found,) = lines(doctor(), "!")
    assert "thidua-try-notify: events that wait: 7; minutes since the oldest came: 30." in found


# --- the front -------------------------------------------------------------------------------------


def fault(path: str, got: str) -> smoke.Fault:
    return smoke.Fault(path=path, got=got)


def test_pages_that_answer_alike_are_one_line(doctor: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four pages behind one front that is down are one trouble."""
    broken = (fault("/registration", "502"), fault("/review", "502"), fault("/report", "403"))
    monkeypatch.setattr(smoke, "faults", lambda _site, **_: broken)
    found = lines(doctor(), "!")
    assert len(found) == 2
    assert found[0].startswith(f"{healthy.SITE} answers 502 to /registration, /review. See docs/runbook.md")
    assert found[1].startswith(f"{healthy.SITE} answers 403 to /report. The pages do not believe")


OWN_NAME = {"SiteDomain": "a.example", "HostedZoneId": "", "DistributionDomain": "d1.cloudfront.net"}


@pytest.mark.parametrize(
    ("got", "edge", "says"),
    [
        ("403", {}, "do not believe that it came through the front"),
        ("500", OWN_NAME, "“{section}”"),
        ("Name or service not known", OWN_NAME, "this has to stand"),
        ("Name or service not known", {**OWN_NAME, "HostedZoneId": "Z1"}, "up to an hour"),
        ("Name or service not known", {"DistributionDomain": "d1.cloudfront.net"}, "up to an hour"),
        ("Connection refused", {}, "the front of your own"),
    ],
)
def test_each_silence_has_its_remedy(got: str, edge: dict[str, str], says: str) -> None:
    """By whose name it is, and who keeps it."""
    assert says in front.remedy(got, edge, "try").sentence


def test_pages_without_an_address_are_said(doctor: Examine, home: Formation) -> None:
    """A deployment that broke off before the edge."""
    home.stacks["thidua-try-registration"].parameters["SiteUrl"] = PENDING
    assert "The pages have no address yet. Run: thidua deploy --stage try" in lines(doctor(), "!")


def test_a_front_of_one_s_own_misses_no_edge(doctor: Examine, home: Formation, edge: Formation) -> None:
    """Seven stacks are all of it."""
    edge.stacks.clear()
    home.stacks["thidua-try-core"].parameters["Front"] = "own"
    home.stacks["thidua-try-registration"].parameters["SiteUrl"] = "http://localhost:4700"
    found = doctor()
    assert lines(found, "!") == []
    assert "Stacks: 7, each as it should be" in lines(found, "✓")
