"""What a scanner says of a file: by a tag that it puts on it.

Source: GuardDuty User Guide, "Using tags for S3 objects after scan". A scanner of one's own puts the same.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

TAG: Final = "GuardDutyMalwareScanStatus"


class Scan(StrEnum):
    """How far the scan of a file is.

    `UNCHECKED`: the scanner cannot look into it, because of a password. `GONE`: there is nothing to scan, the
    file no longer lies there; that is never kept, so that one that is brought back is found again.
    """

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    UNCHECKED = "unchecked"
    GONE = "gone"


_SAID: Final = {
    "NO_THREATS_FOUND": Scan.CLEAN,
    "THREATS_FOUND": Scan.INFECTED,
    "UNSUPPORTED": Scan.UNCHECKED,
}


def said(tags: Mapping[str, str]) -> Scan:
    """What the tags of a file say. A scan that failed may be made again, so it is as good as none."""
    return _SAID.get(tags.get(TAG, ""), Scan.PENDING)
