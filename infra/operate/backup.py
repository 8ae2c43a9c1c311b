"""Keeping everything that an installation knows, in one stream."""

from infra.operate.archive import Footer, Header, Heard, Writer
from infra.operate.bucket import Bucket
from infra.operate.items import kind_of, unmarked
from infra.operate.places import Place
from infra.operate.stopped import StoppedError
from infra.operate.table import Table
from services.core.language.message import message


def back_up(header: Header, table: Table, bucket: Bucket, to: Place, heard: Heard) -> Footer:
    """Write `header`, everything that is kept of the table, and the bucket's files to a place.

    People may go on working: each item is as it stood when it was read, and an item is a whole aggregate. A
    report's file is written before its item, so that every report in the backup has its file there; a part of
    a history sorts before its work and is written before it, so that none that the work let go of is missed.

    Raises:
        StoppedError: something is in the way; nothing stands at the place then.
    """
    if to.name.startswith(f"s3://{bucket.name}/"):
        raise StoppedError(
            message(
                "{place} lies in the bucket that is to be kept: write the backup to another one.",
                place=to.name,
            )
        )
    with to.writing() as out:
        writer = Writer(out, header, heard)
        for image in table.scan():
            if kind_of(image).kept:
                writer.item(unmarked(image))
        for file, content in bucket.files():
            writer.file(file, content)
        return writer.end()
