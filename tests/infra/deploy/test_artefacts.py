"""Packages in the bucket: under the hash of their content, sent once."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.deploy import artefacts
from infra.packaging.package import Package
from tests.infra.deploy.answering import Asked, Refused, answered

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TEMPLATE = {
    "Resources": {
        "Consume": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "code.zip"}},
        "Tick": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "code.zip"}},
        "Documents": {"Type": "AWS::Serverless::LayerVersion", "Properties": {"ContentUri": "layer.zip"}},
        "Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "code.zip"}},
    }
}


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """A package with two functions on one code, and a layer."""
    (tmp_path / "template.json").write_text(json.dumps(TEMPLATE))
    (tmp_path / "code.zip").write_bytes(b"code")
    (tmp_path / "layer.zip").write_bytes(b"layer of libraries")
    return Package(
        stage="report",
        template=tmp_path / "template.json",
        code=tmp_path / "code.zip",
        layer=tmp_path / "layer.zip",
        compiled=True,
    )


def hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_code_and_template_lie_under_their_hash(package: Package, bucket: "tuple[S3Client, str]") -> None:
    """The template names its code there, and nothing else of it has changed."""
    s3, name = bucket
    done = artefacts.upload(package, s3, name)
    code = {"Bucket": name, "Key": f"packages/{hashed(b'code')}.zip"}
    resources = json.loads(done.template)["Resources"]
    assert resources["Consume"]["Properties"]["CodeUri"] == code
    assert resources["Tick"]["Properties"]["CodeUri"] == code
    assert resources["Documents"]["Properties"]["ContentUri"]["Key"].endswith(
        f"{hashed(b'layer of libraries')}.zip"
    )
    assert resources["Log"] == TEMPLATE["Resources"]["Log"]
    assert s3.get_object(Bucket=name, Key=code["Key"])["Body"].read() == b"code"
    key = f"packages/{hashed(done.template.encode())}.json"
    assert done.url == f"https://s3.ap-southeast-1.amazonaws.com/{name}/{key}"
    assert s3.get_object(Bucket=name, Key=key)["Body"].read() == done.template.encode()
    assert done.bytes == len(b"code") + len(b"layer of libraries") + len(done.template.encode())


def test_the_second_time_nothing_is_sent(package: Package, bucket: "tuple[S3Client, str]") -> None:
    """An update that changes nothing uploads nothing, and leads to the very same template."""
    first = artefacts.upload(package, *bucket)
    second = artefacts.upload(package, *bucket)
    assert second.bytes == 0
    assert (second.url, second.template) == (first.url, first.template)


def test_other_code_is_another_file_and_the_old_one_stays(
    package: Package, bucket: "tuple[S3Client, str]"
) -> None:
    """A stack that is rolled back still finds what it ran before."""
    first = artefacts.upload(package, *bucket)
    package.code.write_bytes(b"new code")
    second = artefacts.upload(package, *bucket)
    assert second.bytes == len(b"new code") + len(second.template.encode())
    assert second.url != first.url
    s3, name = bucket
    kept = {one["Key"] for one in s3.list_objects_v2(Bucket=name)["Contents"]}
    assert {f"packages/{hashed(b'code')}.zip", f"packages/{hashed(b'new code')}.zip"} <= kept


def test_a_bucket_that_may_not_be_read_is_not_taken_for_an_empty_one() -> None:
    """Without the right to look, everything would be sent each time, over what others may have put there."""
    asked = Asked()

    def refuse(_operation: str, _given: dict[str, object]) -> dict[str, object]:
        raise Refused("403", "Forbidden", status=403)

    s3 = answered("s3", refuse, asked)
    with pytest.raises(s3.exceptions.ClientError, match="403"):
        artefacts.upload_text("Resources: {}", s3, "bucket", "yaml")
    assert [operation for operation, _ in asked] == ["HeadObject"]


def test_a_template_of_ours_lies_there_too(bucket: "tuple[S3Client, str]") -> None:
    """Templates longer than a request may be."""
    s3, name = bucket
    url = artefacts.upload_text("Resources: {}", s3, name, "yaml")
    assert url.endswith(f"/{name}/packages/{hashed(b'Resources: {}')}.yaml")
