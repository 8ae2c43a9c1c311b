"""The consumer edge that every stage shares."""

from typing import Any

import pytest

from services.core import clock, events
from services.core.events import Event
from services.core.queue import Envelope, PermanentError, RetryableError, consume
from tests.told import Told


def _message(identifier: str, detail: str, source: str = "thidua") -> dict[str, Any]:
    return {
        "messageId": identifier,
        "body": f'{{"id":"e","detail-type":"x","source":"{source}","detail":{detail}}}',
        "eventSource": "aws:sqs",
    }


def _event(subject: str) -> str:
    return events.encode(
        Event(
            id=subject,
            type="WorkSubmitted",
            version=1,
            occurred_at=clock.now(),
            campaign="c",
            subject=subject,
            sequence=1,
            actor="nguyen-van-a",
            causation=f"request of {subject}",
        )
    )


def test_only_what_failed_comes_again() -> None:
    """One failing event does not make its neighbours be handled twice."""
    seen: list[str] = []

    def handle(event: Event) -> None:
        if event.subject == "bad":
            raise RetryableError
        seen.append(event.subject)

    batch = {"Records": [_message(str(n), _event(s)) for n, s in enumerate(("one", "bad", "two"))]}
    assert consume(batch, handle) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert seen == ["one", "two"]


def test_a_batch_that_fails_whole_is_reported_not_raised() -> None:
    """When everything fails the answer still names the messages, so that none is lost or repeated alone."""

    def handle(_: Event) -> None:
        raise PermanentError

    batch = {"Records": [_message("1", _event("a")), _message("2", _event("b"))]}
    assert [f["itemIdentifier"] for f in consume(batch, handle)["batchItemFailures"]] == ["1", "2"]


@pytest.mark.parametrize(
    "detail", ['{"id":"x","type":"WorkSubmitted","version":99}', "3", '{"type":"Nothing"}']
)
def test_unknown_events_are_never_handled(detail: str) -> None:
    """An unknown type or version goes to the dead letters without the stage seeing it."""

    def handle(_: Event) -> None:
        pytest.fail("handled")

    assert consume({"Records": [_message("1", detail)]}, handle)["batchItemFailures"]


def test_who_must_not_hear_of_it_again_is_done_with_replayed_events_unheard() -> None:
    """An event from the histories mends what stages keep; the stage that writes to people lets it pass by."""
    sent = _message("1", _event("a")) | {"body": f'{{"source":"{events.REPLAYED}","detail":{_event("a")}}}'}
    heard: list[str] = []
    for replays in (True, False):
        answer = consume({"Records": [sent]}, lambda event: heard.append(event.subject), replays=replays)
        assert answer == {"batchItemFailures": []}
    assert heard == ["a"]


def test_the_log_holds_no_words_of_people(told: Told) -> None:
    """An error's text may quote a person; only its kind and place are logged."""

    def handle(_: Event) -> None:
        raise ValueError("Nguyễn Thị Bí Mật, 0912 345 678")

    consume({"Records": [_message("1", _event("a"))]}, handle)
    (line,) = told.lines("an event could not be handled now")
    assert (line["error"], line["correlation_id"]) == ("ValueError", "request of a")
    assert "0912" not in "".join(told.everything)


def test_each_event_leaves_one_line(told: Told) -> None:
    """Which, about what, out of which request, handled by whom, how long; told once whatever came of it."""

    def handle(event: Event) -> None:
        if event.subject == "never":
            raise PermanentError

    consume({"Records": [_message("1", _event("a")), _message("2", _event("never"))]}, handle)
    done, failed = told.lines()
    assert (done["message"], done["level"]) == ("an event was handled", "INFO")
    assert (failed["message"], failed["level"]) == ("an event can never be handled as it is", "ERROR")
    assert isinstance(done["ms"], int)
    for line, subject, message in ((done, "a", "1"), (failed, "never", "2")):
        known = ("event", "subject", "correlation_id", "message_id", "type", "sequence")
        assert [line[name] for name in known] == [
            subject, subject, f"request of {subject}", message, "WorkSubmitted", 1
        ]  # fmt: skip
        assert line["handler"].endswith("handle")


def _nobody(_: Event) -> None:
    pytest.fail("handled as one of ours")


def test_a_stage_hears_of_other_sources_where_it_says_so() -> None:
    """A foreign event goes to whoever the stage names for its source, as its source wrote it."""
    heard: list[tuple[str, str, str, bytes]] = []

    def hear(envelope: Envelope) -> None:
        heard.append((envelope.source, envelope.type, envelope.id, bytes(envelope.detail)))

    batch = {"Records": [_message("1", '{"eventType":"Bounce"}', "aws.ses")]}
    assert consume(batch, _nobody, others={"aws.ses": hear}) == {"batchItemFailures": []}
    assert heard == [("aws.ses", "x", "e", b'{"eventType":"Bounce"}')]


def test_what_fails_of_another_source_comes_again_alone() -> None:
    """Foreign events have no terms of their own."""

    def refuse(_: Envelope) -> None:
        raise RetryableError

    seen: list[str] = []
    batch = {"Records": [_message("1", "{}", "aws.ses"), _message("2", _event("one"))]}
    answer = consume(batch, lambda event: seen.append(event.subject), others={"aws.ses": refuse})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert seen == ["one"]


@pytest.mark.parametrize("source", ["aws.ses", "aws.s3", "thidua.x", "", "THIDUA"])
def test_a_source_that_nobody_names_is_nobodys(source: str) -> None:
    """Even what looks like one of our events is not believed from a stranger: it goes to the dead letters."""
    batch = {"Records": [_message("1", _event("one"), source)]}
    assert consume(batch, _nobody, others={"aws.sns": lambda _: None})["batchItemFailures"]
