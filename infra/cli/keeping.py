"""`thidua backup` and `restore`: keeping all that an installation knows, and bringing it back."""

import argparse
from typing import TYPE_CHECKING

from infra.cli.passing import Passing
from infra.cli.stopping import told
from infra.cli.where import add_stage, installation
from services.core import clock
from services.core.language.message import message

if TYPE_CHECKING:
    from infra.cli.telling import Commands, Teller
    from infra.installation import Installation
    from infra.operate.bucket import Bucket
    from infra.operate.restore import Restored, Verified
    from infra.operate.table import Table


def add(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Declare the commands."""
    backup = commands.add_parser(
        "backup", parents=[common], help="keep everything of an installation in one file"
    )
    add_stage(backup)
    backup.add_argument("--to", required=True, metavar="FILE|s3://BUCKET/KEY", help="where it is kept")
    backup.add_argument(
        "--table", metavar="NAME", help="another table, for example one brought back to a point in time"
    )
    backup.set_defaults(command=_backup)

    restore = commands.add_parser("restore", parents=[common], help="bring back what a backup holds")
    add_stage(restore)
    restore.add_argument(
        "--from", dest="source", required=True, metavar="FILE|s3://BUCKET/KEY", help="the backup"
    )
    restore.add_argument(
        "--merge", action="store_true", help="add what is missing or older in a table that is not empty"
    )
    restore.set_defaults(command=_restore)


def _backup(chosen: argparse.Namespace, tell: "Teller") -> int:
    from infra.operate.archive import Header  # noqa: PLC0415 - only for this command
    from infra.operate.backup import back_up  # noqa: PLC0415 - the same
    from infra.operate.places import place  # noqa: PLC0415 - the same

    with told():
        here, to = installation(chosen), place(chosen.to)
        table, bucket = _data(here, chosen.table)
        header = Header(installation=here.name, table=table.name, begun=clock.now())
        with Passing() as heard:
            footer = back_up(header, table, bucket, to, heard)
    tell(
        message(
            "Kept in {place}: items {items}, files {files}; campaigns: {campaigns}.",
            place=to.name,
            items=footer.items,
            files=footer.files,
            campaigns=", ".join(footer.campaigns) or "-",
        )
    )
    tell(message("Names and addresses are in it: keep it where nobody else can read it."))
    return 0


def _restore(chosen: argparse.Namespace, tell: "Teller") -> int:
    from infra.operate.places import place  # noqa: PLC0415 - only for this command
    from infra.operate.restore import restore, verify  # noqa: PLC0415 - the same

    with told():
        here, source = installation(chosen), place(chosen.source)
        table, bucket = _data(here)
        with Passing() as heard:
            whole = verify(source, heard)
        _tell_whole(whole, tell)
        with Passing() as heard:
            done = restore(whole, table, bucket, heard, merge=chosen.merge)
    _tell_restored(done, here.name, tell)
    return 0


def _data(here: "Installation", table: str | None = None) -> "tuple[Table, Bucket]":
    from infra.operate.bucket import Bucket  # noqa: PLC0415 - only for these commands
    from infra.operate.table import Table  # noqa: PLC0415 - the same

    return Table(table or here.core["TableName"]), Bucket(here.core["BucketName"])


def _tell_whole(whole: "Verified", tell: "Teller") -> None:
    tell(
        message(
            "The backup is whole: {installation}, begun at {begun}; items {items}, files {files}.",
            installation=whole.header.installation,
            begun=whole.header.begun,
            items=whole.footer.items,
            files=whole.footer.files,
        )
    )


def _tell_restored(done: "Restored", name: str, tell: "Teller") -> None:
    from infra.operate.items import label_of  # noqa: PLC0415 - only for this command

    tell(
        message(
            "Restored into {name}: items {items}, files {files}. Nobody was written to.",
            name=name,
            items=done.written.total(),
            files=done.files,
        )
    )
    if done.kept or done.files_kept:
        tell(message("This stood there already, not older, and was kept:"))
        for kind, count in sorted(done.kept.items()):
            tell(message("{kind}: {count}", kind=label_of(kind), count=count))
        if done.files_kept:
            tell(message("files: {count}", count=done.files_kept))
