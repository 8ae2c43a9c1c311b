"""The request that API Gateway hands to a function. Imports nothing heavy: it takes part in cold starts."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class Context:
    """What the frameworks ask of Lambda's context object."""

    function_name = "thidua-bench"
    function_version = "$LATEST"
    invoked_function_arn = "arn:aws:lambda:ap-southeast-1:123456789012:function:thidua-bench"
    memory_limit_in_mb = 512
    aws_request_id = "b0b0b0b0-0000-4000-8000-000000000000"
    log_group_name = "/aws/lambda/thidua-bench"
    log_stream_name = "bench"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """Time enough."""
        return 29_000


def proxy_event(  # noqa: PLR0913 - the parts of a request
    method: str,
    address: str,
    *,
    resource: str | None = None,
    parts: Mapping[str, str] | None = None,
    cookie: str = "",
    body: str = "",
) -> dict[str, Any]:
    """A proxy event of a REST API for `address` (path and query).

    `resource` is the route as declared (`/records/{record}`) and `parts` what fills it; without them the path
    is its own route.
    """
    split = urlsplit(address)
    query = dict(parse_qsl(split.query))
    headers = {"Accept": "text/html", "Host": "localhost:8000", "X-Forwarded-Proto": "https"}
    if cookie:
        headers["Cookie"] = cookie
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return {
        "resource": resource or split.path,
        "path": split.path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": dict(parts) if parts else None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource or split.path,
            "httpMethod": method,
            "path": split.path,
            "stage": "api",
            "identity": {"sourceIp": "127.0.0.1", "userAgent": "bench"},
            "requestId": Context.aws_request_id,
        },
        "body": body or None,
        "isBase64Encoded": False,
    }
