"""How long people of records are kept, and that the table which says so tells the truth."""

from datetime import datetime, timedelta

import pytest

from infra import template
from services.core.language.catalogue import say
from services.core.people import session
from services.core.subjects import retention
from services.core.vietnam import VIETNAM
from services.notify import ledger

SINCE = datetime(2024, 10, 7, 8, tzinfo=VIETNAM)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "days"),
    [("draft", 180), ("declined", 365), ("refused", 365), ("withdrawn", 365), ("recognised", 3650)],
)
def test_time_is_over_to_the_second(state: str, days: int) -> None:
    """Half a year for what was never submitted, one for what was refused, ten for what was recognised."""
    end = SINCE + timedelta(days=days)
    assert not retention.is_over(state, SINCE, end - SECOND, waiting=False)
    assert retention.is_over(state, SINCE, end, waiting=False)


def test_nobody_is_forgotten_while_their_record_waits() -> None:
    """A record that somebody still decides on keeps its people; a draft waits for its own unit only."""
    late = SINCE + timedelta(days=4000)
    assert not retention.is_over("submitted", SINCE, late, waiting=True)
    assert retention.is_over("draft", SINCE, late, waiting=True)


def test_what_is_said_is_what_is_done() -> None:
    """E-mails, logs, files and the table are kept for just as long as the page tells people."""
    assert retention.MAIL_DAYS == ledger.KEPT_DAYS
    assert session.LIFETIME == 12 * 3600
    logs = [
        group["RetentionInDays"]
        for path in template.STAGES
        for group in template.resources(template.read(path), "AWS::Logs::LogGroup").values()
    ]
    assert logs
    assert set(logs) == {retention.LOG_DAYS}
    core = template.read(template.INFRA / "core.yaml")
    (bucket,) = template.resources(core, "AWS::S3::Bucket").values()
    rules = bucket["LifecycleConfiguration"]["Rules"]
    replaced = next(rule for rule in rules if rule["Id"] == "replaced")
    assert replaced["NoncurrentVersionExpiration"]["NoncurrentDays"] == retention.FILE_DAYS


def test_every_row_is_said_in_both_languages() -> None:
    """What, why, how long and on what ground, in plain words."""
    for row in retention.table():
        for sentence in (row.what, row.why, row.long, row.source):
            assert say(sentence, "vi") != say(sentence, "en")
