"""A form with a file as browsers send it (RFC 7578)."""

import secrets
from collections.abc import Mapping


def multipart(fields: Mapping[str, str], name: str | None, content: bytes) -> tuple[str, bytes]:
    """Content type and body; the file comes last, under `file`. A `name` of `None`: there is none."""
    boundary = f"----{secrets.token_hex(8)}"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{text}\r\n'.encode()
        for field, text in fields.items()
    ]
    if name is not None:
        quoted = name.replace('"', "%22")
        head = f'Content-Disposition: form-data; name="file"; filename="{quoted}"\r\nContent-Type: x/y'
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={boundary}", b"".join(parts) + f"--{boundary}--\r\n".encode()
