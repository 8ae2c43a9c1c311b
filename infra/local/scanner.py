"""Plays the malware scanner: puts its tag on every attached file, as GuardDuty does (infra/watch.yaml).

It knows one threat, the test file at which every scanner has to cry out (https://www.eicar.org), and cannot
look into a document that is protected by a password.
"""

import os
from typing import Final

from infra.local.cloud import Cloud
from services.core.uploads.scan import TAG

#: Its beginning, in two parts, so that this file is not taken for it.
_EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!"
#: How a PDF says that it is encrypted (ISO 32000, 7.6).
_LOCKED: Final = b"/Encrypt "


def scan(cloud: Cloud) -> int:
    """Scan what waits for it; how many files that were."""
    count = 0
    while cloud.unscanned:
        key = cloud.unscanned.popleft()
        count += _scan(cloud, key)
    return count


def _scan(cloud: Cloud, key: str) -> bool:
    """Whether the file was still there to be scanned."""
    s3, bucket = cloud.s3, os.environ["BUCKET_NAME"]
    try:
        content = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        said = _said(content)
        s3.put_object_tagging(Bucket=bucket, Key=key, Tagging={"TagSet": [{"Key": TAG, "Value": said}]})
    except s3.exceptions.NoSuchKey:
        return False
    return True


def _said(content: bytes) -> str:
    if _EICAR in content:
        return "THREATS_FOUND"
    return "UNSUPPORTED" if content.startswith(b"%PDF-") and _LOCKED in content else "NO_THREATS_FOUND"
