"""What a log may say of an error: its kinds and where it came up.

Never its text, which may hold what a person wrote, or an address.
"""

import traceback
from collections.abc import Iterator


def wordless(error: BaseException) -> dict[str, str]:
    """For a log's `extra`.

    `error` names the error's kind and those that led to it, `trace` the files and lines of its way, the place
    where it was raised last.
    """
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": " from ".join(_kind(one) for one in _causes(error)),
        "trace": " > ".join(f"{frame.filename}:{frame.lineno}" for frame in frames),
    }


def _kind(error: BaseException) -> str:
    """The error's class and, where AWS said why, its word for that: `ClientError(AccessDenied)`."""
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
    return f"{type(error).__name__}({code})" if code else type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, and so on."""
    one: BaseException | None = error
    told: list[BaseException] = []
    while one is not None and one not in told:
        yield one
        told.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
