"""Files from a browser straight into the private bucket, and what may be done with them there.

What a browser sends lies under `uploads/`, where it is gone after a day; what is to stay is moved elsewhere.
"""

from services.core.uploads.bucket import (
    HEAD,
    LARGEST,
    Arrived,
    ChangedError,
    Ticket,
    arrived,
    keep,
    link,
    read,
    remove,
    scan,
    ticket,
)
from services.core.uploads.scan import Scan

__all__ = [
    "HEAD",
    "LARGEST",
    "Arrived",
    "ChangedError",
    "Scan",
    "Ticket",
    "arrived",
    "keep",
    "link",
    "read",
    "remove",
    "scan",
    "ticket",
]
