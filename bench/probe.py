"""One cold start in a process of its own: `python -m bench.probe SUBJECT EVENT.json`.

Prints one line of JSON: milliseconds from the first import to the answer, its status, its body, and the names
of the modules that were imported. Nothing but a little of the standard library is imported before the
clock runs, so that everything a function needs is counted.
"""

import importlib
import json
import sys
import time
from typing import Any

from bench.gateway import Context


def floor(_event: dict[str, Any]) -> dict[str, Any]:
    """The least that any Python function on DynamoDB pays: botocore and one client."""
    import botocore.session  # noqa: PLC0415 - the import is what is measured

    client = botocore.session.get_session().create_client("dynamodb")
    return {"statusCode": 200, "body": client.meta.region_name}


def chalice(stage: str, function: str, event: dict[str, Any]) -> dict[str, Any]:
    """A function of a stage as Lambda calls it: its app for pages, a named handler for triggers."""
    module = importlib.import_module(f"services.{stage}.app")
    answer: dict[str, Any] = getattr(module, function)(event, Context()) or {}
    return answer


def flask(event: dict[str, Any]) -> dict[str, Any]:
    """The Flask peer behind serverless-wsgi."""
    from bench.peers.flask_app import handler  # noqa: PLC0415 - the import is what is measured

    return handler(event, Context())


def fastapi(event: dict[str, Any]) -> dict[str, Any]:
    """The FastAPI peer behind Mangum."""
    from bench.peers.fastapi_app import handler  # noqa: PLC0415 - the import is what is measured

    return handler(event, Context())


def main(subject: str, event: dict[str, Any]) -> dict[str, Any]:
    """Call the subject: `floor`, `flask`, `fastapi`, or `stage.function`."""
    if subject in ("floor", "flask", "fastapi"):
        call = globals()[subject]
        answer: dict[str, Any] = call(event)
        return answer
    stage, _, function = subject.partition(".")
    return chalice(stage, function, event)


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8") as file:  # noqa: PTH123 - pathlib is an import to be counted
        given = json.load(file)
    started = time.perf_counter()
    answered = main(sys.argv[1], given)
    spent = (time.perf_counter() - started) * 1000
    print(
        json.dumps(
            {
                "ms": spent,
                "status": answered.get("statusCode", 200),
                "body": answered.get("body", ""),
                "answer": {name: answered[name] for name in answered if name == "batchItemFailures"},
                "modules": sorted(sys.modules),
            },
            default=str,
        )
    )
