"""An AWS client that a test answers: real as far as the network, so that what is asked has to be right.

botocore checks every question against AWS's own description of the service before it would be sent, and here
every answer, too: a test cannot invent an API.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel
from botocore.validate import validate_parameters

#: What is asked and with what; what is answered.
Answer: TypeAlias = Callable[[str, dict[str, Any]], Mapping[str, Any]]


class Refused(Exception):  # noqa: N818 - what a service answers, not a fault of the test
    """The service says no, with its word for why and its sentence."""

    def __init__(self, code: str, words: str = "no", status: int = 400) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.status = status


class Asked(list[tuple[str, dict[str, Any]]]):
    """Everything that was asked, in order."""

    def times(self, operation: str) -> int:
        """How often that was asked."""
        return sum(name == operation for name, _ in self)

    def last(self, operation: str) -> dict[str, Any]:
        """With what it was asked the last time."""
        return [parameters for name, parameters in self if name == operation][-1]


def answered(service: str, answer: Answer, asked: Asked | None = None, region: str = "ap-southeast-1") -> Any:  # noqa: ANN401 - any client
    """A client of `service` whose questions `answer` answers; they are added to `asked`."""
    client = boto3.client(service, region_name=region)  # type: ignore[call-overload]  # any service
    noted = asked if asked is not None else Asked()

    def note(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        context["asked"] = dict(params)

    def respond(model: OperationModel, context: dict[str, Any], **_: object) -> tuple[AWSResponse, Any]:
        noted.append((model.name, context["asked"]))
        try:
            said = dict(answer(model.name, context["asked"]))
        except Refused as no:
            error = {"Error": {"Code": no.code, "Message": no.words}}
            return _http(no.status), {**error, "ResponseMetadata": {"HTTPStatusCode": no.status}}
        if model.output_shape is not None:
            validate_parameters(said, model.output_shape)
        return _http(200), {**said, "ResponseMetadata": {"HTTPStatusCode": 200}}

    client.meta.events.register("before-parameter-build.*.*", note)
    client.meta.events.register("before-call.*.*", respond)
    return client


def table(answers: Mapping[str, Mapping[str, Any] | Refused | Callable[[dict[str, Any]], Any]]) -> Answer:
    """Answers by operation: the same each time, a refusal, or what a function makes of the question."""

    def answer(operation: str, given: dict[str, Any]) -> Mapping[str, Any]:
        said = answers[operation]
        if isinstance(said, Refused):
            raise said
        found: Mapping[str, Any] = said(given) if callable(said) else said
        return found

    return answer


def _http(status: int) -> AWSResponse:
    return AWSResponse("https://aws.example", status, HTTPHeaders(), None)
