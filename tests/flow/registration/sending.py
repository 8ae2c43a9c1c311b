"""A file goes from a page's form to the bucket, and its person along with it."""

import io
from urllib.parse import urlsplit

from infra.local import posting
from tests.flow.visitor import Page, Visitor
from tests.posting import multipart


def files_of(record_id: str) -> str:
    """Where the files of a record stand."""
    return f"/registration/records/{record_id}/files"


def send(visitor: Visitor, record_id: str, content: bytes, name: str = "a.pdf") -> Page:
    """Choose a file on the record's page and send it; the page to which the bucket leads."""
    fields = {key: text for key, text in visitor.get(files_of(record_id)).form.items() if key != "file"}
    kind, body = multipart(fields, name, content)
    _, headers = posting.receive(kind, len(body), io.BytesIO(body))
    location = urlsplit(dict(headers)["Location"])
    return visitor.get(f"{location.path}?{location.query}")


def add(visitor: Visitor, record_id: str, content: bytes, name: str = "a.pdf", **typed: str) -> Page:
    """Send a file and attach it; the record's files then."""
    return visitor.press(send(visitor, record_id, content, name), **typed)
