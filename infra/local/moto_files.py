"""What is relied upon in moto's S3 that it does not publish: it tells of each file stored or deleted."""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from moto.s3.models import FakeKey, S3Backend

#: Called with a file's key and its content, then the metadata that it carries, if any; `None`: it is gone.
FileHeard: TypeAlias = Callable[[str, bytes | dict[str, str] | None], None]

_CARRIED: Final = "x-amz-meta-"
_listeners: list[FileHeard] = []


def listen(heard: FileHeard) -> Callable[[], None]:
    """Tell `heard` of every file from now on, before whoever stores it gets an answer.

    Returns:
        What ends it when it is called.
    """
    if not hasattr(S3Backend.put_object, "__wrapped__"):
        _tap(S3Backend, "put_object", lambda given: _tell(given["key_name"], given["value"]))
        _tap(S3Backend, "delete_object", lambda given: _tell(given["key_name"], None))
        _tap(FakeKey, "set_metadata", lambda given: _carries(given["self"].name, given["metadata"]))
    _listeners.append(heard)
    return lambda: _listeners.remove(heard)


def _tell(key: str, what: bytes | dict[str, str] | None) -> None:
    for listener in tuple(_listeners):
        listener(key, what)


def _carries(key: str, metadata: Mapping[str, str]) -> None:
    names = [name for name in metadata if name.startswith(_CARRIED)]
    if names:
        _tell(key, {name.removeprefix(_CARRIED): metadata[name] for name in names})


def _tap(owner: type, name: str, told: Callable[[dict[str, Any]], None]) -> None:
    """Let `told` hear of what a method was called with, by name, once it has done its work."""
    done = getattr(owner, name)
    signature = inspect.signature(done)

    @functools.wraps(done)
    def do_and_tell(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - moto's own, passed through
        result = done(*given, **named)
        told(signature.bind(*given, **named).arguments)
        return result

    setattr(owner, name, do_and_tell)
