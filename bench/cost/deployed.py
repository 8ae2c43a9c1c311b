"""What stands in the templates and is billed by: read from them, never repeated here."""

from functools import cache
from typing import Any

from infra.template import STAGES, WHOLE, read

_API, _FUNCTION = "AWS::Serverless::Api", "AWS::Serverless::Function"


@cache
def resources() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every resource of every template: its type, and its properties.

    What a stage's template only adds to, Chalice declares: the API, and the functions.
    """
    found = []
    for path in (*WHOLE, *STAGES):
        for name, resource in read(path)["Resources"].items():
            kind = resource.get("Type") or (_API if name == "RestAPI" else _FUNCTION)
            found.append((kind, resource.get("Properties") or {}))
    return tuple(found)


def of(kind: str) -> list[dict[str, Any]]:
    """The properties of every resource of a type."""
    return [properties for found, properties in resources() if found == kind]


@cache
def functions() -> dict[str, dict[str, Any]]:
    """The properties of every function, by its name without the installation's (`notify-consume`)."""
    return {one["FunctionName"]["Fn::Sub"].removeprefix("${Name}-"): one for one in of(_FUNCTION)}


def memory(function: str) -> int:
    """Megabytes."""
    size: int = functions()[function]["MemorySize"]
    return size


def deciphered(function: str) -> int:
    """What a cold start lets KMS decipher: the key of the table, of the bucket, and the secret."""
    kept = {"TABLE_NAME", "BUCKET_NAME", "SIGNING_KEY_PARAMETER"}
    return len(kept & functions()[function]["Environment"]["Variables"].keys())


def polled() -> int:
    """How many queues Lambda asks for messages."""
    return sum("Queue" in event["Properties"] for one in functions().values() for event in _events(one))


def rules() -> int:
    """How many rules all firewalls have."""
    return sum(len(one["Rules"]) for one in of("AWS::WAFv2::WebACL"))


def log_months() -> int:
    """How many months logs are kept."""
    days: int = max(one["RetentionInDays"] for one in of("AWS::Logs::LogGroup"))
    return days // 30


def methods_are_told() -> bool:
    """Whether the gateway tells metrics of single pages."""
    return any(setting["MetricsEnabled"] for api in of(_API) for setting in api["MethodSettings"])


def rates_are_told() -> bool:
    """Whether SES tells the rates of our own configuration set."""
    sets = of("AWS::SES::ConfigurationSet")
    return any(one.get("ReputationOptions", {}).get("ReputationMetricsEnabled") for one in sets)


def _events(function: dict[str, Any]) -> list[dict[str, Any]]:
    return list((function.get("Events") or {}).values())
