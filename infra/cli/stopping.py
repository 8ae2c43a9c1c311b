"""What stops an operation on data, as the sentence that it brings along."""

from collections.abc import Iterator
from contextlib import contextmanager

from infra.cli.telling import CommandError
from infra.cli.trouble import cloud_troubles
from infra.cli.where import not_deployed
from infra.operate.stopped import StoppedError


@contextmanager
def told() -> Iterator[None]:
    """Whatever stops it, of its own or of AWS, is one sentence.

    Raises:
        CommandError: it cannot go on.
    """
    with cloud_troubles(), not_deployed():
        try:
            yield
        except StoppedError as error:
            raise CommandError(error.why) from error
