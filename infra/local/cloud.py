"""The cloud in this process: moto, built from the same infra/core.yaml that a deployment uses."""

import os
import threading
import warnings
from collections import deque
from datetime import datetime
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from infra.operate.letters import Pile, Queue, queue_of
from services.core import clock
from services.core.telemetry import correlation
from services.core.vietnam import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

    from infra.local.moto_files import FileHeard
    from infra.local.moto_inside import Shard

REGION = "ap-southeast-1"
TEMPLATE = Path(__file__).parents[1] / "core.yaml"
_NAME = "thidua"
#: What infra/watch.yaml lets GuardDuty scan.
_SCANNED = "files/"


def set_environment(
    *, port: int = 8000, signing_key: str = "a-key-for-tests-and-nothing-else-0123456789"
) -> None:
    """Set what services.core.settings reads, and what keeps every AWS client on this machine.

    It must run before the first import of a stage: PynamoDB models know their table's name from then on.
    Credentials are invented, so that nothing can reach a real account by mistake. Functions log all that they
    do; here only what went wrong is of interest, unless `POWERTOOLS_LOG_LEVEL` says otherwise.
    """
    os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "WARNING")
    os.environ.update(
        AWS_ACCESS_KEY_ID="local",
        AWS_SECRET_ACCESS_KEY="local",  # noqa: S106 - invented, see above
        AWS_SESSION_TOKEN="local",  # noqa: S106 - invented, see above
        AWS_DEFAULT_REGION=REGION,
        AWS_REGION=REGION,
        AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled",
        AWS_EC2_METADATA_DISABLED="true",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        POWERTOOLS_TRACE_DISABLED="true",
        POWERTOOLS_SERVICE_NAME=_NAME,
        TABLE_NAME=_NAME,
        BUS_NAME=_NAME,
        CAMPAIGN_ID="vinh-linh-70",
        SITE_URL=f"http://localhost:{port}",
        BUCKET_URL="/_s3/",
        MAIL_FROM="thi-dua@vinh-linh.example",
        SIGNING_KEY=signing_key,
        COOKIES="loopback",
    )


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with an e-mail."""

    name: str
    type: str
    content: bytes


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """An e-mail as its reader gets it, at a moment of the business clock.

    `kind` is its X-Thidua-Kind header, `causation` the request that it comes from (X-Thidua-Correlation);
    empty where it has none.
    """

    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str
    kind: str
    causation: str
    attachments: tuple[Attachment, ...]


def read_mail(raw: str, at: datetime) -> Mail:
    """The e-mail in a raw RFC 5322 text."""
    message = message_from_string(raw, _class=EmailMessage, policy=policy.default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return Mail(
        at=at,
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else "",
        kind=str(message["X-Thidua-Kind"] or ""),
        causation=str(message[correlation.HEADER] or ""),
        attachments=tuple(
            Attachment(
                name=part.get_filename() or "",
                type=part.get_content_type(),
                content=_content(part),
            )
            for part in message.iter_attachments()
            if isinstance(part, EmailMessage)
        ),
    )


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


class Cloud:
    """moto with the stack in it. There is one per process; `Cloud.start()` builds it or gives it again."""

    _running: "Cloud | None" = None
    _building = threading.Lock()

    def __init__(self, outputs: dict[str, str], shard: "Shard", sqs: "SQSClient") -> None:
        self.outputs = outputs
        self.stream = shard
        self.sqs = sqs
        self.queues = tuple(
            queue_of(sqs, arn) for name, arn in sorted(outputs.items()) if name.endswith("QueueArn")
        )
        self._raw_mails: list[tuple[datetime, str]] = []
        self._mails: list[Mail] = []
        self._mail_lock = threading.Lock()
        self.heard_mail: Callable[[datetime, str], None] | None = None
        self.heard_file: FileHeard | None = None
        #: Attached files that nobody has scanned yet.
        self.unscanned: deque[str] = deque()
        self.name = _NAME

    @classmethod
    def start(cls) -> "Cloud":
        """Build the stack of infra/core.yaml in moto. `set_environment` must have run."""
        with cls._building:
            if cls._running is None:
                cls._running = cls._build()
            return cls._running

    @classmethod
    def _build(cls) -> "Cloud":
        import boto3  # noqa: PLC0415 - slow; a test that needs no cloud does not pay for it
        import moto  # noqa: PLC0415 - the same

        from infra.local import moto_files, moto_inside, moto_quick  # noqa: PLC0415 - the same

        moto_quick.all_of_it()
        moto_inside.one_at_a_time()
        with warnings.catch_warnings():
            # moto says what it does not build (policies, SES); tests/infra/templates checks them.
            warnings.simplefilter("ignore")
            moto.mock_aws().start()
            stacks = boto3.client("cloudformation", region_name=REGION)
            stacks.create_stack(StackName=_NAME, TemplateBody=TEMPLATE.read_text(encoding="utf-8"))
            stack = stacks.describe_stacks(StackName=_NAME)["Stacks"][0]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        os.environ["BUCKET_NAME"] = outputs["BucketName"]
        boto3.client("sesv2", region_name=REGION).create_email_identity(EmailIdentity=os.environ["MAIL_FROM"])
        cloud = cls(outputs, moto_inside.tap(REGION, _NAME), boto3.client("sqs", region_name=REGION))
        moto_inside.on_mail(REGION, cloud._receive)
        moto_files.listen(cloud._file)
        return cloud

    def _receive(self, raw: str) -> None:
        at = clock.now().astimezone(VIETNAM)
        if self.heard_mail:
            self.heard_mail(at, raw)
        self.keep_mail(at, raw)

    def _file(self, key: str, what: "bytes | dict[str, str] | None") -> None:
        if self.heard_file:
            self.heard_file(key, what)
        if isinstance(what, bytes) and key.startswith(_SCANNED):
            self.unscanned.append(key)

    def keep_mail(self, at: datetime, raw: str) -> None:
        """Put a raw e-mail into the inbox, without anybody sending it."""
        with self._mail_lock:
            self._raw_mails.append((at, raw))

    def mails(self) -> list[Mail]:
        """Every e-mail that was sent, newest last, parsed once."""
        with self._mail_lock:
            for at, raw in self._raw_mails[len(self._mails) :]:
                self._mails.append(read_mail(raw, at))
            return list(self._mails)

    @property
    def table(self) -> "Table":
        """The table, through boto3: `cloud.table.get_item(Key={"pk": ..., "sk": ...})`."""
        import boto3  # noqa: PLC0415 - see _build

        return boto3.resource("dynamodb", region_name=REGION).Table(_NAME)

    @property
    def s3(self) -> "S3Client":
        """The bucket's service, through boto3."""
        import boto3  # noqa: PLC0415 - see _build

        return boto3.client("s3", region_name=REGION)

    def store_file(self, key: str, content: bytes, carried: "dict[str, str] | None" = None) -> None:
        """Put an object into the bucket, with the metadata that it carries."""
        self.s3.put_object(Bucket=os.environ["BUCKET_NAME"], Key=key, Body=content, Metadata=carried or {})

    def dead_letters(self) -> dict[str, list[str]]:
        """The bodies in the dead letters, by queue name; queues without any are left out."""
        from infra.local import moto_inside  # noqa: PLC0415 - see _build

        bodies = {queue.name: moto_inside.bodies(REGION, queue.dead_name) for queue in self.queues}
        return {name: found for name, found in bodies.items() if found}

    def depth(self, queue_name: str) -> tuple[int, int]:
        """How many messages of a queue wait to be received, and how many are out or wait for another try."""
        from infra.local import moto_inside  # noqa: PLC0415 - see _build

        return moto_inside.unreceived(REGION, queue_name)

    def redrive(self, queue: Queue) -> None:
        """Give a queue's dead letters to its stage once more."""
        with Pile(self.sqs, queue) as pile:
            for letter in pile.letters:
                pile.send_back(letter)

    def reset(self) -> None:
        """Forget every item, message, e-mail and upload: what a test starts from."""
        from infra.local import moto_inside  # noqa: PLC0415 - see _build

        names = [name for queue in self.queues for name in (queue.name, queue.dead_name)]
        moto_inside.empty(REGION, _NAME, names, os.environ["BUCKET_NAME"])
        self.unscanned.clear()
        with self._mail_lock:
            self._raw_mails.clear()
            self._mails.clear()
