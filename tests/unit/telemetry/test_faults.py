"""What a log says of an error."""

from botocore.exceptions import ClientError

from services.core.telemetry.faults import wordless


def _raised(error: Exception) -> Exception:
    try:
        raise error  # noqa: TRY301 - so that it has come some way
    except Exception as caught:  # noqa: BLE001 - whatever the test raises
        return caught


def test_a_log_names_kinds_and_places_but_no_words() -> None:
    """The error, what led to it, and the way to it; nothing of what stood in them."""
    error = LookupError("Nguyễn Thị Lan")
    error.__cause__ = ValueError("lan@vinh-lam.example")
    told = wordless(_raised(error))
    assert told["error"] == "LookupError from ValueError"
    assert told["trace"].startswith(f"{__file__}:")
    assert "Lan" not in str(told)
    assert "lan@" not in str(told)


def test_a_cause_that_was_put_aside_is_not_named() -> None:
    """What an error came up in is named, unless whoever raised it said that it does not matter."""
    error = LookupError()
    error.__context__ = ValueError()
    assert wordless(error)["error"] == "LookupError from ValueError"
    error.__suppress_context__ = True
    assert wordless(error)["error"] == "LookupError"


def test_why_aws_refused_is_named_by_its_word() -> None:
    """A missing grant looks like a missing grant; AWS's text, which may quote an address, stays out."""
    error = ClientError(
        {"Error": {"Code": "AccessDenied", "Message": "lan@vinh-lam.example may not"}}, "PutObject"
    )
    told = wordless(_raised(error))
    assert told["error"] == "ClientError(AccessDenied)"
    assert "lan@" not in str(told)
