"""Why a letter died, as far as its stage's log says."""

from typing import TYPE_CHECKING, Any, Final

import msgspec

from infra.operate.letters import Letter
from services.core.language.message import Message, message

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

#: Calls for all letters of a queue together: each may be slow, and what is charged is the log that it reads.
MOST: Final = 40
#: Calls for one letter; a large log comes in pages, many of them empty.
_EACH: Final = 5


class _Line(msgspec.Struct, frozen=True):
    """What services.core.telemetry.faults.wordless puts into a line of the log."""

    error: str = ""
    trace: str = ""


class Log:
    """The log of the function that reads a queue; `name` is the queue's."""

    def __init__(self, logs: "CloudWatchLogsClient", name: str) -> None:
        self._logs = logs
        self._group = f"/aws/lambda/{name}-consume"
        self._left = MOST
        self._closed: Message | None = None

    def why(self, letter: Letter) -> Message:
        """What is known of why the letter could not be handled, or where to look for it."""
        if letter.refused:
            return message("the bus could not deliver it: {reason}", reason=letter.refused)
        if self._closed:
            return self._closed
        if not self._left:
            return message("look for {id} in the log {log}", id=letter.id, log=self._group)
        last = self._last_error(letter)
        if self._closed:
            return self._closed
        if last is None:
            return message("the log {log} says nothing of {id}", log=self._group, id=letter.id)
        return message("{error}, at {place}", error=last.error, place=last.trace.rpartition(" > ")[2])

    def _last_error(self, letter: Letter) -> _Line | None:
        """The newest line about this letter that tells an error."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import, and only needed here

        found: list[tuple[int, _Line]] = []
        page: dict[str, Any] = {}
        for _ in range(min(_EACH, self._left)):
            self._left -= 1
            try:
                answer = self._logs.filter_log_events(
                    logGroupName=self._group,
                    filterPattern=f'"{letter.id}"',
                    startTime=int(letter.sent.timestamp() * 1000),
                    **page,
                )
            except ClientError as error:
                reason = error.response["Error"]["Code"]
                self._closed = message(
                    "the log {log} cannot be read: {reason}", log=self._group, reason=reason
                )
                return None
            found += [(event["timestamp"], _line(event["message"])) for event in answer["events"]]
            if not (more := answer.get("nextToken")):
                break
            page = {"nextToken": more}
        told = [pair for pair in found if pair[1].error]
        return max(told, key=lambda pair: pair[0])[1] if told else None


def _line(text: str) -> _Line:
    """A line of the log; Lambda's own lines are no JSON and tell no error of ours."""
    try:
        return msgspec.json.decode(text, type=_Line)
    except ValueError:
        return _Line()
