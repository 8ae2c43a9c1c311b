"""How many AWS calls things cost, counted where moto answers them, and how many units a write takes."""

import secrets
import time
from collections.abc import Iterator, Sequence

from bench import emulator, measure, units
from bench.emulator import Call
from bench.measure import Figure, require
from bench.world import OK, TITLE, Member, Scene

MOST_READS = 4
MOST_CALLS = 5
SIZES = (100, 5_000)
_PAGE = 25


def figures(scene: Scene) -> Iterator[Figure]:
    """Calls of a submit, of the long lists, and from an event to its e-mails."""
    yield from _submit(scene)
    yield from _event_to_mail(scene)
    yield from _lists(scene)


# --- a submit ----------------------------------------------------------------------------------


def _submit(scene: Scene) -> Iterator[Figure]:
    member = scene.members[1]
    record, revision = scene.draft(member)
    scene.forget_campaign()
    with emulator.recorded() as calls:
        scene.submit(member, record, revision)
    writes = [call for call in calls if call.writes]
    reads = [call for call in calls if call.reads]
    require(len(writes) + len(reads) == len(calls), f"a submit calls more than the table: {_names(calls)}")
    item = scene.item({"pk": f"R#{record}", "sk": "R"})
    require(item["state"] == {"S": "submitted"} and "event" in item, "the submit was not stored")
    yield measure.at_most("a submit: writes", len(writes), "calls", 1)
    yield measure.at_most("a submit: reads, the campaign among them", len(reads), "calls", MOST_READS)
    table, index = units.begun(units.size(item)), units.begun(units.size(units.projected(item)))
    yield measure.at_most("a submit: write units of table and index", table + index, "units", table + 1)
    scene.pump.drain()


# --- from an event to its e-mails --------------------------------------------------------------


def _event_to_mail(scene: Scene) -> Iterator[Figure]:
    """What notify calls from hearing an event until its e-mails are out; the queue itself is Lambda's."""
    for event, happen in (("a submit", _submitted), ("a sign-in", _asked_to_sign_in)):
        happen(scene)
        scene.relay()
        before = len(scene.cloud.mails())
        with emulator.recorded() as calls:
            scene.deliver("notify")
        mails = len(scene.cloud.mails()) - before
        require(mails, f"no e-mail came of {event}")
        own = [call for call in calls if call.service != "sqs"]
        yield measure.at_most(
            f"event to e-mail: AWS calls for each of {mails} e-mails of {event}"
            if mails > 1
            else f"event to e-mail: AWS calls for the e-mail of {event}",
            len(own) / mails,
            "calls",
            MOST_CALLS,
        )
        scene.pump.drain()


def _submitted(scene: Scene) -> None:
    member = scene.members[2]
    scene.submit(member, *scene.draft(member))


def _asked_to_sign_in(scene: Scene) -> None:
    from services.core.people.entrance import entry  # noqa: PLC0415 - models need the environment first

    caller = entry.Caller(browser=secrets.token_urlsafe(16), ip="127.0.0.1")
    entry.ask(scene.members[2].email, caller, time.time())


# --- long lists --------------------------------------------------------------------------------


def _lists(scene: Scene) -> Iterator[Figure]:
    from services.core.people.person import Role  # noqa: PLC0415 - models need the environment first

    held = 1
    for size in SIZES:
        scene.copies({"pk": f"R#{scene.record}", "sk": "R"}, size - held)
        scene.copies(
            {"pk": f"T#{scene.record}", "sk": f"{Role.BODY.value}:{scene.appraiser.of}"}, size - held
        )
        held = size
        for what, path, who in (
            ("a unit's list", "/registration/records", scene.members[0]),
            ("a reviewer's queue", "/review/", scene.appraiser),
        ):
            queries = _queries_of_page(scene, path, who)
            yield measure.at_most(f"{what} at {size:,} records: queries a page", len(queries), "queries", 1)


def _queries_of_page(scene: Scene, path: str, who: Member) -> Sequence[Call]:
    """The index's queries of a page of 25, once session and campaign are known."""
    with emulator.recorded() as calls:
        page = scene.ask(who, "GET", path)
    require(page.status == OK, f"{path} answered {page.status}")
    shown = page.text.count(TITLE)
    require(shown == _PAGE, f"{path} shows {shown} records, not {_PAGE}")
    require(not [call for call in calls if call.operation == "Scan"], f"{path} scans the table")
    return [call for call in calls if call.body.get("IndexName")]


def _names(calls: Sequence[Call]) -> str:
    return ", ".join(f"{call.service} {call.operation}" for call in calls)
