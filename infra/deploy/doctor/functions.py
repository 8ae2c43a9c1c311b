"""Is every function there, and is whatever calls it switched on?"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from infra.deploy.changes import Resource
from infra.deploy.doctor.finding import Finding, fine, run, runbook, unknown, wrong
from infra.deploy.doctor.patient import Patient
from services.core.language.message import message

_FUNCTION: Final = "AWS::Lambda::Function"
_MAPPING: Final = "AWS::Lambda::EventSourceMapping"
_RULE: Final = "AWS::Events::Rule"

#: States of a mapping in which it works, or soon will.
#: https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html
_WORKS: Final = frozenset({"Enabled", "Creating", "Enabling", "Updating"})

_HOUR: Final = timedelta(hours=1)


def functions(patient: Patient) -> Iterator[Finding]:
    """Each function of each stage."""
    found = list(patient.resources(_FUNCTION))
    wrongs = [finding for stack, resource in found for finding in _function(patient, stack, resource)]
    yield from wrongs or [fine(message("Functions: {count}", count=len(found)))]


def _function(patient: Patient, stack: str, resource: Resource) -> Iterator[Finding]:
    client = patient.account.functions
    try:
        found = client.get_function(FunctionName=resource.id)
    except client.exceptions.ResourceNotFoundException:
        yield _gone(resource.id or resource.name, stack, patient.installation.stage)
        return
    reserved = found.get("Concurrency", {}).get("ReservedConcurrentExecutions")
    yield from judged_function(resource.id, found["Configuration"], reserved)


def judged_function(name: str, found: Mapping[str, Any], reserved: int | None) -> Iterator[Finding]:
    """What is wrong with Lambda's description of a function.

    https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
    """
    if found.get("State") == "Failed":
        yield wrong(
            message("{name} cannot run: {reason}.", name=name, reason=found.get("StateReason", "-")),
            runbook("Function errors"),
        )
    if found.get("LastUpdateStatus") == "Failed":
        reason = found.get("LastUpdateStatusReason", "-")
        yield wrong(
            message("The last update of {name} failed: {reason}.", name=name, reason=reason),
            runbook("Function errors"),
        )
    if reserved == 0:
        yield wrong(
            message("{name} was stopped by hand.", name=name),
            run(f"aws lambda delete-function-concurrency --function-name {name}"),
        )


def triggers(patient: Patient) -> Iterator[Finding]:
    """What hands queues and the table's stream to functions."""
    found = list(patient.resources(_MAPPING))
    wrongs = [finding for stack, resource in found for finding in _trigger(patient, stack, resource)]
    yield from wrongs or [fine(message("Triggers: {count}, all switched on", count=len(found)))]


def _trigger(patient: Patient, stack: str, resource: Resource) -> Iterator[Finding]:
    client = patient.account.functions
    try:
        found = client.get_event_source_mapping(UUID=resource.id)
    except client.exceptions.ResourceNotFoundException:
        yield _gone(resource.name, stack, patient.installation.stage)
        return
    yield from judged_trigger(resource.id, found)


def judged_trigger(uuid: str, found: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with Lambda's description of a mapping."""
    name = found.get("FunctionArn", "-").rsplit(":", 1)[-1]
    if found.get("State") not in _WORKS:
        yield wrong(
            message(
                "{name} hears of nothing: its trigger is off ({state}).",
                name=name,
                state=found.get("State", "-"),
            ),
            run(f"aws lambda update-event-source-mapping --uuid {uuid} --enabled"),
        )
    result = found.get("LastProcessingResult", "")
    if result.startswith("PROBLEM"):
        yield wrong(
            message("{name} did not manage what it heard last ({result}).", name=name, result=result),
            runbook("Function errors"),
        )


def rules(patient: Patient) -> Iterator[Finding]:
    """What hands events to queues, and the tick to functions."""
    name, bus = patient.installation.name, patient.core("BusName")
    events = patient.account.events
    found = {
        rule["Name"]: (rule.get("EventBusName", "default"), rule.get("State", ""))
        for page in (events.list_rules(EventBusName=bus), events.list_rules(NamePrefix=f"{name}-"))
        for rule in page["Rules"]
    }
    # Where a bus of one's own has the rule, CloudFormation puts it before the name.
    wanted = [resource.id.rpartition("|")[2] for _, resource in patient.resources(_RULE)]
    yield from judged_rules(wanted, found)


def judged_rules(wanted: Iterable[str], found: Mapping[str, tuple[str, str]]) -> Iterator[Finding]:
    """Of the rules that should be there, what is wrong; `found` is each one's bus and state."""
    names = list(wanted)
    wrongs = []
    for name in names:
        bus, state = found.get(name, ("", ""))
        if not bus:
            wrongs.append(
                wrong(
                    message("The rule {name} is gone: events of it reach nobody.", name=name),
                    message("Make it anew as infra/core.yaml says."),
                )
            )
        elif not state.startswith("ENABLED"):
            wrongs.append(
                wrong(
                    message("The rule {name} is off: events of it reach nobody.", name=name),
                    run(f"aws events enable-rule --name {name} --event-bus-name {bus}"),
                )
            )
    yield from wrongs or [fine(message("Rules: {count}, all switched on", count=len(names)))]


def ticks(patient: Patient) -> Iterator[Finding]:
    """Whether the clockwork ran within the last hour."""
    metrics = patient.account.metrics
    measured = bool(metrics.list_metrics(Namespace="AWS/Lambda", MetricName="Invocations")["Metrics"])
    for _, resource in patient.resources(_FUNCTION):
        if resource.id.endswith("-tick"):
            found = metrics.get_metric_statistics(
                Namespace="AWS/Lambda",
                MetricName="Invocations",
                Dimensions=[{"Name": "FunctionName", "Value": resource.id}],
                StartTime=patient.now - _HOUR,
                EndTime=patient.now,
                Period=int(_HOUR.total_seconds()),
                Statistics=["Sum"],
            )
            times = sum(point.get("Sum", 0) for point in found["Datapoints"])
            yield judged_tick(resource.id, int(times), measured=measured, young=patient.age < _HOUR)


def judged_tick(name: str, times: int, *, measured: bool, young: bool) -> Finding:
    """`times` it ran in the last hour.

    An engine that measures nothing says nothing by it, and what is `young` may be before its first tick.
    """
    if times:
        return fine(message("{name} ran {times} times in the last hour", name=name, times=times))
    about = message("how often {name} ran", name=name)
    if young:
        return unknown(about, message("It was deployed less than an hour ago."))
    if not measured:
        return unknown(about, message("CloudWatch has no figures of functions."))
    return wrong(message("{name} did not run in the last hour.", name=name), runbook("Tick missing"))


def concurrency(patient: Patient) -> Iterator[Finding]:
    """Whether the account lets as many functions run at once as the installation may need."""
    client = patient.account.functions
    mapped = [
        client.get_event_source_mapping(UUID=resource.id)
        .get("ScalingConfig", {})
        .get("MaximumConcurrency", 1)
        for _, resource in patient.resources(_MAPPING)
    ]
    others = len(patient.resources(_FUNCTION)) - len(mapped)
    free = client.get_account_settings()["AccountLimit"].get("UnreservedConcurrentExecutions", 0)
    yield judged_concurrency(free, sum(mapped) + others)


def judged_concurrency(free: int, needed: int) -> Finding:
    """`needed`: what the triggers may start at once, and one for each page and tick."""
    if free >= needed:
        return fine(message("Functions at once: {free} free, {needed} needed", free=free, needed=needed))
    return wrong(
        message(
            "The account lets {free} functions run at once; with fewer than {needed}, pages are refused.",
            free=free,
            needed=needed,
        ),
        runbook("Function throttled"),
    )


def _gone(name: str, stack: str, stage: str) -> Finding:
    """What a stack lacks that somebody deleted beside it: CloudFormation would not notice."""
    return wrong(
        message("{name} is gone.", name=name),
        message(
            "Delete the stack {stack}, which holds no data, and repeat thidua deploy --stage {stage}.",
            stack=stack,
            stage=stage,
        ),
    )
