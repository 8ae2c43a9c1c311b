"""`thidua redrive` and `replay`: events sent once more."""

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from infra.cli.console import Terminal
from infra.cli.passing import Passing
from infra.cli.stopping import told
from infra.cli.telling import CommandError
from infra.cli.where import add_stage, installation
from infra.operate.letters import MOST, Letter, Pile, Queue, queue_of
from infra.operate.reasons import Log
from infra.operate.replay import CONSUMERS, happened, moment_of, send
from infra.operate.table import Table
from services.core import clock
from services.core.events import Event
from services.core.language.message import Message, message

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

    from infra.cli.telling import Commands, Teller
    from infra.installation import Installation

_QUEUES: Final = ("review", "notify", "report")
#: Seconds for which SQS looks for dead letters before it says that there are no more.
_WAIT: Final = 2


def add(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Declare the commands."""
    redrive = commands.add_parser(
        "redrive", parents=[common], help="show what could not be handled, and send it once more"
    )
    add_stage(redrive)
    redrive.add_argument("--queue", choices=_QUEUES, help="of this stage only")
    redrive.add_argument("--discard", metavar="ID", help="delete this one for ever instead")
    redrive.add_argument("--yes", action="store_true", help="do it without asking")
    redrive.set_defaults(command=_redrive)

    replay = commands.add_parser(
        "replay", parents=[common], help="send events of works once more: mends tasks and summaries"
    )
    add_stage(replay)
    replay.add_argument(
        "--from", dest="since", required=True, metavar="DAY|MOMENT", help="the first, for example 2024-10-07"
    )
    replay.add_argument("--to", dest="until", metavar="DAY|MOMENT", help="the last, included (now)")
    replay.add_argument("--queue", choices=CONSUMERS, help="for this stage only")
    replay.add_argument("--yes", action="store_true", help="send them; without it they are only counted")
    replay.set_defaults(command=_replay)


# --- redrive -----------------------------------------------------------------------------------


def _redrive(chosen: argparse.Namespace, _tell: "Teller") -> int:
    console = Terminal(chosen.lang, sure=chosen.yes)
    with told():
        sqs = _sqs()
        queues = _queues(installation(chosen), sqs, (chosen.queue,) if chosen.queue else _QUEUES)
        if chosen.discard:
            return _discard(chosen.discard, sqs, queues, console)
        return max([_send_back(queue, sqs, console) for queue in queues])


def _send_back(queue: Queue, sqs: "SQSClient", console: Terminal) -> int:
    """Show the dead letters of one queue and ask; 1 where they were left."""
    with Pile(sqs, queue, _WAIT) as pile:
        if not pile.letters:
            console.tell(message("{queue}: no dead letters.", queue=queue.name))
            return 0
        console.tell(message("{queue}: dead letters: {count}", queue=queue.name, count=len(pile.letters)))
        log = _log(queue)
        for letter in pile.letters:
            console.tell(_described(letter, log))
        if not console.ask(message("Send them to {queue} once more?", queue=queue.name)):
            console.tell(message("They stay where they are."))
            return 1
        step = console.progress(queue.name)
        for count, letter in enumerate(pile.letters, start=1):
            pile.send_back(letter)
            step(count, len(pile.letters))
        if len(pile.letters) >= MOST:
            console.tell(message("There may be more: repeat the command."))
    return 0


def _discard(wanted: str, sqs: "SQSClient", queues: Iterable[Queue], console: Terminal) -> int:
    """Show one letter, ask, delete it; 1 where it was left."""
    for queue in queues:
        with Pile(sqs, queue, _WAIT) as pile:
            letter = next((one for one in pile.letters if one.id == wanted), None)
            if letter is None:
                continue
            console.tell(_described(letter, _log(queue)))
            if not console.ask(message("Delete it for ever?")):
                console.tell(message("It stays where it is."))
                return 1
            pile.discard(letter)
            console.tell(message("{id} is deleted.", id=letter.id))
            return 0
    raise CommandError(message("There is no dead letter {id}.", id=wanted))


def _described(letter: Letter, log: Log) -> Message:
    about = f"{letter.type} {letter.subject}".strip()
    return message(
        "{id}: {about}; first sent {sent}, handed out {received} ×; {why}",
        id=letter.id,
        about=about or message("no event that can be read"),
        sent=letter.sent,
        received=letter.received,
        why=log.why(letter),
    )


# --- replay ------------------------------------------------------------------------------------


def _replay(chosen: argparse.Namespace, tell: "Teller") -> int:
    console = Terminal(chosen.lang, sure=chosen.yes)
    with told():
        here = installation(chosen)
        since = moment_of(chosen.since)
        until = moment_of(chosen.until, end=True) if chosen.until else clock.now()
        if since > until:
            raise CommandError(message("--from lies after --to."))
        here.enter()
        sqs = _sqs()
        queues = _queues(here, sqs, (chosen.queue,) if chosen.queue else CONSUMERS)
        with Passing() as heard:
            found = happened(Table(here.core["TableName"]), since, until, heard)
        tell(
            message(
                "From {since} to {until}: events {events}, works {works}.",
                since=since, until=until, events=len(found.events), works=found.works,
            )
        )  # fmt: skip
        if found.unreadable:
            tell(
                message("Left out, because they cannot be read: {works}.", works=", ".join(found.unreadable))
            )
        if not chosen.yes:
            tell(message("Nothing was sent. Repeat the command with --yes to send them."))
            return 0
        for queue in queues:
            _send_to(queue, found.events, sqs, console)
    tell(message("They are on their way. Nobody is written to because of them."))
    return 0


def _send_to(queue: Queue, found: tuple[Event, ...], sqs: "SQSClient", console: Terminal) -> None:
    step = console.progress(queue.name)
    send(sqs, queue, found, lambda sent: step(sent, len(found)))


# --- where ------------------------------------------------------------------------------------


def _queues(here: "Installation", sqs: "SQSClient", names: Iterable[str]) -> list[Queue]:
    return [queue_of(sqs, here.core[f"{name.capitalize()}QueueArn"]) for name in names]


def _sqs() -> "SQSClient":
    import boto3  # noqa: PLC0415 - slow to import; most commands never come here

    return boto3.client("sqs")


def _log(queue: Queue) -> Log:
    import boto3  # noqa: PLC0415 - as above

    return Log(boto3.client("logs"), queue.name)
