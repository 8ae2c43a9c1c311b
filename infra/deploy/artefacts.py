"""What was built, put where CloudFormation finds it: under the hash of its content, once.

An update that changes nothing then uploads nothing, and a stack that is rolled back still finds its old code.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from infra.installation import PACKAGES
from infra.packaging.package import Package

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    """A package in the bucket: its template, which names its code there, and where it lies.

    `bytes` had to be sent.
    """

    stage: str
    template: str
    url: str
    bytes: int


def upload(package: Package, s3: "S3Client", bucket: str) -> Uploaded:
    """Put a package's code, layer and template into the bucket."""
    template = json.loads(package.template.read_text(encoding="utf-8"))
    sent = 0
    for properties in _with_code(template):
        for name in ("CodeUri", "ContentUri"):
            if name in properties:
                content = package.template.with_name(properties[name]).read_bytes()
                key, new = _put(s3, bucket, content, "zip")
                properties[name] = {"Bucket": bucket, "Key": key}
                sent += new
    text = json.dumps(template, ensure_ascii=False, separators=(",", ":"))
    key, new = _put(s3, bucket, text.encode(), "json")
    return Uploaded(stage=package.stage, template=text, url=_url(s3, bucket, key), bytes=sent + new)


def upload_text(text: str, s3: "S3Client", bucket: str, suffix: str) -> str:
    """Put a template of our own there; its address."""
    return _url(s3, bucket, _put(s3, bucket, text.encode(), suffix)[0])


def _with_code(template: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for resource in template["Resources"].values():
        if resource["Type"] in ("AWS::Serverless::Function", "AWS::Serverless::LayerVersion"):
            yield resource["Properties"]


def _put(s3: "S3Client", bucket: str, content: bytes, suffix: str) -> tuple[str, int]:
    """The key of the content, and how many bytes had to be sent."""
    from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import; only a deployment comes here

    key = f"{PACKAGES}{hashlib.sha256(content).hexdigest()}.{suffix}"
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:  # noqa: PLR2004 - HTTP's "not found"
            raise
        s3.put_object(Bucket=bucket, Key=key, Body=content)
        return key, len(content)
    return key, 0


def _url(s3: "S3Client", bucket: str, key: str) -> str:
    """CloudFormation wants the address of S3 itself, whatever endpoint is in use."""
    return f"https://s3.{s3.meta.region_name}.amazonaws.com/{bucket}/{key}"
