"""The AWS account in which everything happens, and the clients for it."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from infra.installation import EDGE_REGION

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient


class Account:
    """Whose credentials and region the environment gives; every client is made when first needed.

    Raises:
        botocore.exceptions.NoRegionError: the environment names no region.
        botocore.exceptions.NoCredentialsError, ClientError: no credentials, or none that AWS accepts.
    """

    def __init__(self) -> None:
        import boto3  # noqa: PLC0415 - slow to import; only commands on a deployment come here
        from botocore.exceptions import NoRegionError  # noqa: PLC0415 - as above

        self._session = boto3.session.Session()
        region = self._session.region_name
        if not region:
            raise NoRegionError
        self.region: str = region
        caller = self._session.client("sts").get_caller_identity()
        self.id = caller["Account"]
        self.who = caller["Arn"]

    @cached_property
    def formation(self) -> "CloudFormationClient":
        """CloudFormation in the home region."""
        return self._session.client("cloudformation")

    @cached_property
    def edge_formation(self) -> "CloudFormationClient":
        """CloudFormation where CloudFront's firewall has to be."""
        return self._session.client("cloudformation", region_name=EDGE_REGION)

    @cached_property
    def s3(self) -> "S3Client":
        """S3."""
        return self._session.client("s3")

    @cached_property
    def ssm(self) -> "SSMClient":
        """SSM, where the secrets are."""
        return self._session.client("ssm")

    @cached_property
    def ses(self) -> "SESV2Client":
        """SES."""
        return self._session.client("sesv2")

    @cached_property
    def sqs(self) -> "SQSClient":
        """SQS."""
        return self._session.client("sqs")

    def queue_url(self, name: str) -> str | None:
        """The address of the queue of that name; `None` where there is none."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import

        try:
            return self.sqs.get_queue_url(QueueName=name)["QueueUrl"]
        except ClientError as error:
            # SQS has had two ways to say so; emulators know one.
            if error.response["Error"]["Code"].rpartition(".")[2] in (
                "NonExistentQueue",
                "QueueDoesNotExist",
            ):
                return None
            raise

    @cached_property
    def kms(self) -> "KMSClient":
        """KMS, for the installation's own key."""
        return self._session.client("kms")

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        """DynamoDB."""
        return self._session.client("dynamodb")

    @cached_property
    def functions(self) -> "LambdaClient":
        """Lambda."""
        return self._session.client("lambda")

    @cached_property
    def events(self) -> "EventBridgeClient":
        """EventBridge."""
        return self._session.client("events")

    @cached_property
    def metrics(self) -> "CloudWatchClient":
        """CloudWatch."""
        return self._session.client("cloudwatch")

    @cached_property
    def topics(self) -> Any:  # noqa: ANN401 - of one call its types are not worth a package
        """SNS."""
        return self._session.client("sns")

    @cached_property
    def edge(self) -> "CloudFrontClient":
        """CloudFront."""
        return self._session.client("cloudfront", region_name=EDGE_REGION)

    @cached_property
    def certificates(self) -> Any:  # noqa: ANN401 - as above
        """The certificates that CloudFront can use."""
        return self._session.client("acm", region_name=EDGE_REGION)
