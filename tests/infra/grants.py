"""What each function is given, read from infra/stages, and what IAM asks of its role for each AWS call.

Allow only: no policy of ours denies. Pure but for reading the files; the account is the one that moto plays.
Sources: IAM User Guide, "IAM JSON policy elements: Action" and "Resource"; Service Authorization Reference,
the pages of DynamoDB, EventBridge, S3, SES and Systems Manager.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import msgspec

from infra.local.cloud import REGION, TEMPLATE
from infra.local.moto_inside import ACCOUNT
from infra.template import STAGES, read

#: What the stages' stacks are given: the installation that the local cloud plays.
PARAMETERS: Final = {
    "Name": "thidua",
    "CampaignId": "vinh-linh-70",
    "SiteUrl": "http://localhost:8000",
    "EdgeKey": "what the edge sends",
    "MailFrom": "thi-dua@vinh-linh.example",
}


class Asked(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """What one call needs to be granted: an action on a resource; `given` are its condition keys."""

    action: str
    resource: str
    given: tuple[tuple[str, str], ...] = ()


class Grant(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One action that a role allows on one resource; both may hold `*` and `?`.

    `only` are the condition keys that have to be just so.
    """

    action: str
    resource: str
    only: tuple[tuple[str, str], ...] = ()

    def allows(self, asked: Asked) -> bool:
        """Whether this grant is enough for what is asked. Actions know no case, resources and values do."""
        return (
            _matches(self.action.lower(), asked.action.lower())
            and _matches(self.resource, asked.resource)
            and set(self.only) <= set(asked.given)
        )


def _matches(pattern: str, text: str) -> bool:
    wild = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(wild, text, re.DOTALL) is not None


# --- what roles grant --------------------------------------------------------------------------


class Function(msgspec.Struct, frozen=True, kw_only=True):
    """A function as it is deployed: its environment, and what its role grants."""

    environment: dict[str, str]
    grants: tuple[Grant, ...]

    def may(self, asked: Asked) -> bool:
        """Whether its role grants what is asked."""
        return any(grant.allows(asked) for grant in self.grants)


def functions(outputs: Mapping[str, str]) -> dict[str, Function]:
    """Every function, by its name without the installation's (`notify-consume`).

    `outputs` are those of the core's stack, as the local cloud gives them.
    """
    exports = {
        _Place({}, {}).text(output["Export"]["Name"]): outputs[key]
        for key, output in read(TEMPLATE)["Outputs"].items()
        if "Export" in output
    }
    found: dict[str, Function] = {}
    for path in STAGES:
        resources = read(path)["Resources"]
        place = _Place(exports, resources)
        for properties in (resource["Properties"] for resource in resources.values()):
            if "Role" in properties:
                variables = properties["Environment"]["Variables"]
                role = properties["Role"]["Fn::GetAtt"].removesuffix(".Arn")
                name = place.text(properties["FunctionName"]).removeprefix(f"{PARAMETERS['Name']}-")
                found[name] = Function(
                    environment={key: place.text(value) for key, value in variables.items()},
                    grants=tuple(_grants(resources[role], place)),
                )
    return found


def _grants(role: Mapping[str, Any], place: "_Place") -> Iterator[Grant]:
    for policy in role["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            condition = statement.get("Condition", {})
            assert statement.keys() - {"Condition"} == {"Effect", "Action", "Resource"}, (
                "a statement of another kind: judge it"
            )
            assert condition.keys() <= {"StringEquals"}, "a condition of another kind: judge it"
            assert statement["Effect"] == "Allow", "no policy of ours denies: judge it"
            only = tuple((key, place.text(value)) for key, value in condition.get("StringEquals", {}).items())
            for action in _list(statement["Action"]):
                for resource in _list(statement["Resource"]):
                    yield Grant(action=action, resource=place.text(resource), only=only)


def _list(one_or_many: Any) -> list[Any]:  # noqa: ANN401 - JSON
    return one_or_many if isinstance(one_or_many, list) else [one_or_many]


class _Place:
    """Where a merge file's intrinsic functions get their values from."""

    def __init__(self, exports: Mapping[str, str], resources: Mapping[str, Any]) -> None:
        self._exports = exports
        self._resources = resources
        self._values = {
            **PARAMETERS,
            "AWS::Partition": "aws",
            "AWS::Region": REGION,
            "AWS::AccountId": ACCOUNT,
        }

    def text(self, value: Any) -> str:  # noqa: ANN401 - a string or an intrinsic function
        """The string that CloudFormation would put in the place of `value`."""
        match value:
            case str():
                return value
            case {"Ref": name}:
                return self._values[name]
            case {"Fn::ImportValue": name}:
                return self._exports[self.text(name)]
            case {"Fn::Sub": [pattern, own]}:
                return self._filled(pattern, {key: self.text(inner) for key, inner in own.items()})
            case {"Fn::Sub": pattern}:
                return self._filled(pattern, {})
        raise AssertionError(f"an intrinsic function of another kind: resolve {value}")

    def _filled(self, pattern: str, own: Mapping[str, str]) -> str:
        return re.sub(r"\$\{([^}]+)\}", lambda found: self._value(found[1], own), pattern)

    def _value(self, name: str, own: Mapping[str, str]) -> str:
        if name.endswith(".Arn"):
            group = self.text(self._resources[name.removesuffix(".Arn")]["Properties"]["LogGroupName"])
            return f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:*"
        return own[name] if name in own else self._values[name]


# --- what calls ask ----------------------------------------------------------------------------


def asked(method: str, url: str, target: str, body: str) -> tuple[Asked, ...]:
    """What a role must grant for one HTTP request to AWS; all of it.

    `target` is the header X-Amz-Target. A request of a kind that is not known here asks for something that
    nobody grants, so that whoever judges it has to add it.
    """
    host, _, operation = urlsplit(url).netloc.split(".")[0], *target.rpartition(".")[1:]
    sent = json.loads(body) if body.startswith("{") else {}
    match host, operation:
        case "dynamodb", _:
            return tuple(_tables(operation, sent))
        case "events", "PutEvents":
            buses = {entry["EventBusName"] for entry in sent["Entries"]}
            return tuple(_asked("events:PutEvents", "events", f"event-bus/{bus}") for bus in sorted(buses))
        case "ssm", "GetParameter":
            return (_asked("ssm:GetParameter", "ssm", f"parameter{sent['Name']}"),)
        case "email", _ if urlsplit(url).path == "/v2/email/outbound-emails":
            return tuple(_mail(sent))
    if re.search(r"\.s3\.", urlsplit(url).netloc):
        return (_object(method, url),)
    return (Asked(action=f"unknown:{method}", resource=f"{url} {target}"),)


def _tables(operation: str, sent: Mapping[str, Any]) -> Iterator[Asked]:
    """The table, or its index; a batch names every table that it reads."""
    index = f"/index/{sent['IndexName']}" if "IndexName" in sent else ""
    for name in sent.get("RequestItems") or (sent["TableName"],):
        yield Asked(action=f"dynamodb:{operation}", resource=_arn("dynamodb", f"table/{name}") + index)


def _mail(sent: Mapping[str, Any]) -> Iterator[Asked]:
    """SES asks for the sender's identity and the configuration set; for a raw e-mail under both names.

    The reference knows one action, `SendEmail`; what refuses a raw e-mail names `SendRawEmail`. The identity
    is the address where SES has it, else its domain. In its sandbox SES asks for the readers' identities, too
    (seen by others: aws/aws-sdk-js#3641, cloudposse/terraform-aws-ses#40).
    """
    actions = ("ses:SendEmail", "ses:SendRawEmail") if "Raw" in sent["Content"] else ("ses:SendEmail",)
    sender, readers = sent["FromEmailAddress"], sent["Destination"]["ToAddresses"]
    identities = {form for one in (sender, *readers) for form in (one, one.rpartition("@")[2])}
    for action in actions:
        for identity in sorted(identities):
            yield _asked(action, "ses", f"identity/{identity}", ("ses:FromAddress", sender))
        if "ConfigurationSetName" in sent:
            yield _asked(action, "ses", f"configuration-set/{sent['ConfigurationSetName']}")


def _object(method: str, url: str) -> Asked:
    """A request for an object or its tags; a presigned address asks with the role of whoever signed it."""
    parts = urlsplit(url)
    what = {"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject"}[method]
    if parts.query == "tagging":
        what += "Tagging"
    bucket = parts.netloc.split(".s3.")[0]
    return Asked(action=f"s3:{what}", resource=f"arn:aws:s3:::{bucket}{unquote(parts.path)}")


def _asked(action: str, service: str, what: str, *given: tuple[str, str]) -> Asked:
    return Asked(action=action, resource=_arn(service, what), given=given)


def _arn(service: str, what: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{what}"
