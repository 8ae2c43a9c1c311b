"""What AWS clients raise, as one sentence with the remedy."""

from collections.abc import Iterator
from contextlib import contextmanager

from infra.cli.telling import CommandError
from services.core import settings
from services.core.language.message import Message, message

#: What AWS answers when the credentials are wrong, and when they were right once.
_WRONG = frozenset(
    {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure"}
)
_ENDED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_REFUSED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"})


@contextmanager
def cloud_troubles() -> Iterator[None]:
    """Turn what AWS clients raise into one sentence with the remedy.

    Raises:
        CommandError: a service cannot be reached, refuses, or lacks what the command needs.
    """
    from botocore import exceptions as aws  # noqa: PLC0415 - slow to import, and only needed here
    from pynamodb.exceptions import PynamoDBException  # noqa: PLC0415 - the same

    try:
        yield
    except settings.MissingSettingError as error:
        raise CommandError(
            message(
                "TABLE_NAME is not set: name the installation with --stage, or the table with TABLE_NAME."
            )
        ) from error
    except (aws.BotoCoreError, aws.ClientError, PynamoDBException) as error:
        raise CommandError(trouble(error)) from error
    except RuntimeError as error:
        if (
            type(error).__name__ == "ConflictError"
        ):  # its module can only be imported where a table has a name
            raise CommandError(message("Another load came in between. Load the file again.")) from error
        raise


def trouble(error: Exception) -> Message:
    """What went wrong between here and AWS, and what to do about it."""
    cause = getattr(error, "cause", None) or error
    return _before_aws(cause) or _said_by_aws(error, cause)


def _before_aws(cause: Exception) -> Message | None:
    """What kept the question from being asked."""
    from botocore import exceptions as aws  # noqa: PLC0415 - as above

    match cause:
        case aws.NoRegionError():
            return message(
                "No AWS region is set: set AWS_DEFAULT_REGION, for example to ap-southeast-1 (Singapore)."
            )
        case aws.NoCredentialsError() | aws.PartialCredentialsError():
            return message(
                "No AWS credentials are found: set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY."
            )
        case aws.ProfileNotFound() | aws.InvalidRegionError() | aws.ConfigParseError():
            return message("What this machine has set for AWS cannot be used: {reason}", reason=str(cause))
        case aws.TokenRetrievalError() | aws.UnauthorizedSSOTokenError() | aws.SSOTokenLoadError():
            return _SIGN_IN_AGAIN
        case aws.HTTPClientError() | aws.ConnectionError():
            return message(
                "AWS cannot be reached: check the network, the region's name, and AWS_ENDPOINT_URL if it is "
                "set."
            )
        case _:
            return None


def _said_by_aws(error: Exception, cause: Exception) -> Message:
    code, reason = _code(error, cause), str(cause)
    if code in _ENDED:
        return _SIGN_IN_AGAIN
    if code in _WRONG:
        return message("AWS does not know these credentials: check the access key and its secret.")
    if code in _REFUSED:
        return message("You may not do this in the AWS account: {reason}", reason=reason)
    if code == "ResourceNotFoundException" and hasattr(error, "cause_response_code"):
        return message("There is no table “{table}” here: deploy first.", table=settings.table_name())
    return message("AWS refuses: {reason}", reason=reason or code)


_SIGN_IN_AGAIN = message("Your AWS session has ended: sign in again and repeat the command.")


def _code(error: Exception, cause: Exception) -> str:
    """AWS's word for what went wrong, if it gave one."""
    given = getattr(error, "cause_response_code", None)
    response = getattr(cause, "response", None) or {}
    return str(given or response.get("Error", {}).get("Code", ""))
