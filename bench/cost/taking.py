"""What is measured: one life of a work, and what repeats by itself, with no record there and with many.

Counts are the same every time; milliseconds are the least of a few turns, because a machine is never quiet.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

import msgspec

from bench import measure, report
from bench.measure import require

KEPT = Path(__file__).with_name("measured.json")

#: Who did it, then what, then how much of it (bench/cost/meter.py).
Run: TypeAlias = dict[str, dict[str, float]]

#: What stands before the functions: CloudFront, the firewall, the gateway.
EDGE = "edge"

#: Works that stand there when what repeats is measured the second time.
MANY = 400
TURNS = 3
_QUARTERS = 96

#: The cold start of each function as bench/latest.json has it; a tick imports what its stage's other function
#: does.
_COLD: Mapping[str, str] = {
    "registration-pages": "registration, import and first page",
    "review-pages": "review, import and first page",
    "report-pages": "report, import and first page",
    "review-consume": "review.consume, import and one event",
    "notify-consume": "notify.consume, import and one event",
    "notify-tick": "notify.consume, import and one event",
    "report-consume": "report.consume, import and one event",
    "report-tick": "report, import and first page",
    "relay-pass-on": "relay.pass_on, import and one event",
}


class Repeated(msgspec.Struct, frozen=True, kw_only=True):
    """The same thing measured twice: with no record there, and with `Measured.records` of them."""

    empty: Run
    full: Run


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the arithmetic starts from.

    `life` is one life of a work, `day` the ticks of one, `week` the issuing of one weekly report, `visit` one
    of its readers at the dashboard. `units` and `readers` are those of the campaign it was measured with,
    `campaign` and `kept` the bytes that the campaign and one life leave behind, `cold` milliseconds.
    """

    taken: str
    machine: str
    units: int
    readers: int
    records: int
    campaign: int
    kept: int
    cold: dict[str, float]
    life: Run
    day: Repeated
    week: Repeated
    visit: Repeated


def read() -> Measured:
    """What was measured last."""
    return msgspec.json.decode(KEPT.read_bytes(), type=Measured)


def write(measured: Measured) -> None:
    """Keep it."""
    KEPT.write_bytes(msgspec.json.format(msgspec.json.encode(measured), indent=1) + b"\n")


def take() -> Measured:
    """Measure everything (some minutes)."""
    # Here, because the world sets its environment and imports every stage; what was kept needs neither.
    from bench import world  # noqa: PLC0415 - see above, and first: the others need its environment
    from bench.cost.lifecycle import Company  # noqa: PLC0415 - see above
    from bench.cost.meter import Meter, plain  # noqa: PLC0415 - see above

    scene = world.Scene.build()
    meter = Meter(scene.cloud)
    company = Company(scene.cloud, meter, scene.campaign.id)
    meter.pump.drain()

    def run(act: Callable[[], object]) -> Run:
        with meter.counting() as counted:
            act()
        return plain(counted)

    def repeated(sunday: str) -> tuple[Run, Run, Run]:
        """A day of ticks, to Monday before seven; the tick that issues the report; a reader of it."""
        company.it_is(f"{sunday}T06:45")
        meter.pump.tick()
        day = run(partial(company.quarters_pass, _QUARTERS))
        week = run(partial(company.quarters_pass, 1))
        company.read()  # once before: style and script stay in the browser
        visits = [run(company.read) for _ in range(TURNS)]
        return day, week, quietest(visits)

    begun = meter.kept()
    empty = repeated("2024-10-13")
    before = meter.kept()
    lives = [run(partial(company.live, unit)) for unit in company.units()[:TURNS]]
    left = (meter.kept() - before) // TURNS
    company.grow(MANY - TURNS)
    full = repeated("2025-05-04")
    require(not scene.cloud.dead_letters(), "something ended in the dead letters")
    day, week, visit = (Repeated(empty=one, full=other) for one, other in zip(empty, full, strict=True))
    return Measured(
        taken=datetime.now(UTC).date().isoformat(),
        machine=measure.machine(),
        units=len(scene.campaign.units),
        readers=company.readers(),
        records=MANY,
        campaign=begun,
        kept=left,
        cold=_cold(),
        life=quietest(lives),
        day=day,
        week=week,
        visit=visit,
    )


def quietest(runs: Sequence[Run]) -> Run:
    """The first run, with the least milliseconds that any run took for each function."""
    return {
        name: work | ({"ms": min(run[name]["ms"] for run in runs)} if "ms" in work else {})
        for name, work in runs[0].items()
    }


def _cold() -> dict[str, float]:
    kept = {figure.what.removeprefix("cold start: "): figure.value for figure in report.read()}
    return {name: kept[what] for name, what in _COLD.items()}
