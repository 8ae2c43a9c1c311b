"""What an installation is called, and where its parts are found: the same rule for every command.

An installation is one movement's software in one account and region. Its name is `thidua-<stage>`, and every
stack, function and table begins with it, so that several fit into one account.
"""

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

#: What goes into `--stage`: short enough for every name that AWS makes of it.
_STAGE: Final = re.compile(r"[a-z][a-z0-9-]{0,18}[a-z0-9]")

#: The region of everything that CloudFront needs beside itself (its WAF and certificate).
#: https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html
EDGE_REGION: Final = "us-east-1"


#: Where in the bucket a deployment puts what was built; all else there are the installation's own files.
PACKAGES: Final = "packages/"


class BadStageError(ValueError):
    """A name that no installation can have."""


class NotDeployedError(RuntimeError):
    """There is no such stack; `stack` is its name."""

    def __init__(self, stack: str) -> None:
        super().__init__(f"there is no stack {stack}")
        self.stack = stack


class Installation(msgspec.Struct, frozen=True, dict=True):
    """One installation, by the name of its stage (`prod`, `test`).

    Raises:
        BadStageError: 2 to 20 lower-case letters, digits and hyphens were expected, the first a letter.
    """

    stage: str

    def __post_init__(self) -> None:
        """See the class."""
        if not _STAGE.fullmatch(self.stage):
            raise BadStageError(self.stage)

    @property
    def name(self) -> str:
        """What every name in it begins with; also the table's name."""
        return f"thidua-{self.stage}"

    def stack(self, part: str) -> str:
        """The stack of one part: `core`, a stage, `watch` or `edge`."""
        return f"{self.name}-{part}"

    @property
    def signing_key_name(self) -> str:
        """The SSM parameter that holds the secret of links and codes."""
        return f"/{self.name}/signing-key"

    @cached_property
    def core(self) -> dict[str, str]:
        """The outputs of the core stack, read once.

        Raises:
            NotDeployedError: there is none.
            botocore.exceptions.BotoCoreError, ClientError: CloudFormation cannot be asked.
        """
        return outputs(_formation(), self.stack("core"))

    @cached_property
    def campaign(self) -> str:
        """The id of the campaign that its pages show, read once.

        Raises:
            NotDeployedError: there are no pages yet.
            botocore.exceptions.BotoCoreError, ClientError: CloudFormation cannot be asked.
        """
        told = _described(_formation(), self.stack("registration")).get("Parameters", [])
        return next(each["ParameterValue"] for each in told if each["ParameterKey"] == "CampaignId")

    def enter(self) -> None:
        """Let this process work on the installation's table, as its functions do.

        To be called before anything that imports a store: models know their table's name from then on.
        """
        os.environ["TABLE_NAME"] = self.name


def outputs(formation: "CloudFormationClient", stack: str) -> dict[str, str]:
    """The outputs of a stack, by key.

    Raises:
        NotDeployedError: there is no such stack.
    """
    found = _described(formation, stack)
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def _described(formation: "CloudFormationClient", stack: str) -> "StackTypeDef":
    from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import; most commands never come here

    try:
        return formation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            raise NotDeployedError(stack) from error
        raise


def _formation() -> "CloudFormationClient":
    import boto3  # noqa: PLC0415 - as above

    return boto3.client("cloudformation")
