"""What a figure is, and how one is measured on a machine that is never quiet.

Absolute times say more about the machine than about the software. So everything that is compared is measured
in turns within one run (A B C, C B A, ...), and a ratio is the median of each turn's own ratio: a slow minute
slows both sides of it.
"""

import os
import platform
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

#: Where the project lies; every subprocess of a benchmark starts here.
ROOT = Path(__file__).parents[1]

#: Samples by subject, one per turn.
Samples = Mapping[str, Sequence[float]]


class WrongMeasurementError(AssertionError):
    """What was measured is not what the figure speaks of: an error page, a refusal, nothing stored."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table.

    `value` and `floor` are in `unit`; `ratio` is value to floor. `reach` says in words what the figure has to
    reach; it is empty for what stands there to compare with, which is always `ok`.
    """

    what: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    reach: str = ""
    ok: bool = True


def require(condition: object, what: str) -> None:
    """Stop the benchmark when it measured the wrong thing.

    Raises:
        WrongMeasurementError: `condition` is false; `what` says what was expected.
    """
    if not condition:
        raise WrongMeasurementError(what)


def in_turns(subjects: Mapping[str, Callable[[], float]], turns: int) -> dict[str, list[float]]:
    """Measure each subject once per turn, there and back, so that none always has the better place.

    Each subject gives its own measure (milliseconds, bytes, whatever its figure speaks of).
    """
    samples: dict[str, list[float]] = {name: [] for name in subjects}
    for turn in range(turns):
        order = list(subjects.items())
        for name, measure in order if turn % 2 == 0 else reversed(order):
            samples[name].append(measure())
    return samples


def ratio(samples: Samples, of: str, to: str) -> float:
    """The median of the turns' ratios."""
    return statistics.median(a / b for a, b in zip(samples[of], samples[to], strict=True))


def at_most_times(what: str, samples: Samples, of: str, to: str, limit: float) -> Figure:
    """A time in milliseconds that is held to a multiple of its floor."""
    times = ratio(samples, of, to)
    return Figure(
        what=what,
        value=statistics.median(samples[of]),
        unit="ms",
        floor=statistics.median(samples[to]),
        ratio=times,
        reach=f"≤ {limit:g} × the floor",
        ok=times <= limit,
    )


def beside(what: str, samples: Samples, of: str, to: str) -> Figure:
    """The same, for a peer or a part: shown to compare with, held to nothing."""
    return Figure(
        what=what,
        value=statistics.median(samples[of]),
        unit="ms",
        floor=statistics.median(samples[to]),
        ratio=ratio(samples, of, to),
    )


def at_most(what: str, value: float, unit: str, limit: float) -> Figure:
    """A figure that is held to a number of its own."""
    return Figure(what=what, value=value, unit=unit, reach=f"≤ {limit:g} {unit}".strip(), ok=value <= limit)


def at_least(what: str, value: float, unit: str, limit: float) -> Figure:
    """The same, where more is better."""
    return Figure(what=what, value=value, unit=unit, reach=f"≥ {limit:g} {unit}".strip(), ok=value >= limit)


def machine() -> str:
    """What the figures were taken on: processor, cores, system, Python."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"{platform.python_implementation()} {sys.version.split()[0]}"
    )


def busy() -> float:
    """The load of the last minute per core; above 0.5 somebody else is at work and times are worth less."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown processor")
