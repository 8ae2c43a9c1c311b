"""The arithmetic: from what was measured and what stands in the templates to what AWS bills for it. Pure.

What is used is counted under the ids of prices.toml; `usage × usd / per` is the whole of pricing.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from bench.cost import deployed
from bench.cost.taking import EDGE, Measured, Repeated, Run

#: How much of what a price is for was used, by the price's id.
Usage: TypeAlias = dict[str, Decimal]

_FOLDER = Path(__file__).parent
_MAILER = "notify-consume"
#: The largest attachments that notify sends (services/notify/deliver.py); larger files are only linked.
LARGEST: Final = 7_000_000
#: What a run does more of, the more units a campaign has.
_BY_UNITS: Final = frozenset({"dynamodb.read", "campaign", "calls", "ms", "cloudfront.out", "transfer.out"})
_MONTHS, _WEEKS = Decimal(12), Decimal(52) / 12


class Price(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the price list: `usd` for `per` of what is counted, which is called `unit`."""

    id: str
    service: str
    what: str
    usd: Decimal
    per: int
    unit: str
    region: str
    as_of: date
    source: str
    note: str
    free: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether it is for so many pieces, which `unit` says in words."""
        return self.unit[0].isdigit() or self.unit == "million"


class Rate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a US dollar costs in dong."""

    vnd: Decimal
    as_of: date
    source: str
    note: str


class Prices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of prices.toml."""

    rate: Rate
    price: tuple[Price, ...]
    billed: dict[str, tuple[str, ...]]


class Assumption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that was not measured."""

    id: str
    value: Decimal
    text: str


class Size(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who runs a movement: units, works a year, readers of dashboards."""

    name: str
    units: int
    works: int
    readers: int
    text: str


class Switch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that can be left out, and the prices that it saves."""

    text: str
    saves: tuple[str, ...]


class Assumed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of assumed.toml."""

    assumption: tuple[Assumption, ...]
    size: tuple[Size, ...]
    switch: tuple[Switch, ...]

    def __getitem__(self, name: str) -> Decimal:
        """The value of an assumption."""
        return next(one.value for one in self.assumption if one.id == name)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a bill: so many of the price's units, and what they cost."""

    price: Price
    amount: Decimal
    usd: Decimal


def read_prices() -> Prices:
    """The price list."""
    return msgspec.toml.decode((_FOLDER / "prices.toml").read_bytes(), type=Prices)


def read_assumed() -> Assumed:
    """The assumptions."""
    return msgspec.toml.decode((_FOLDER / "assumed.toml").read_bytes(), type=Assumed)


def bill(usage: Usage, prices: Prices) -> tuple[Line, ...]:
    """What the usage costs, in the order of the price list; what was not used has no line.

    Raises:
        KeyError: something was used that has no price.
    """
    unpriced = usage.keys() - {price.id for price in prices.price}
    if unpriced:
        raise KeyError(f"no price for {', '.join(sorted(unpriced))}: bench/cost/prices.toml")
    lines = ((price, usage.get(price.id, Decimal(0)) / price.per) for price in prices.price)
    return tuple(Line(price=price, amount=part, usd=part * price.usd) for price, part in lines if part)


def total(lines: Iterable[Line]) -> Decimal:
    """What all of it costs."""
    return sum((line.usd for line in lines), Decimal(0))


class Model:
    """What was measured, scaled to whoever runs a movement."""

    def __init__(self, measured: Measured, assumed: Assumed) -> None:
        self._measured = measured
        self._assumed = assumed

    def lives(self, count: Decimal, units: int | None = None) -> Usage:
        """So many lives of a work within one month."""
        return self._metered([(self._scaled(self._measured.life, units), count)])

    def idle(self) -> Usage:
        """A month in which nobody comes and nothing stands there but the campaign."""
        return self._month(Size(name="", units=self._measured.units, works=0, readers=0, text=""))

    def month(self, size: Size) -> Usage:
        """A month of theirs, at the end of their first year: all its works stand there."""
        return self._month(size)

    def life(self) -> dict[str, dict[str, Decimal]]:
        """One life of a work, as it was measured."""
        return self._scaled(self._measured.life, None)

    def compute(self, name: str, work: Mapping[str, Decimal]) -> Decimal:
        """What a function is billed by for its work, in GB-seconds."""
        return self._seconds(name, work) * deployed.memory(name) / 1024

    def reading_seconds(self, size: Size) -> Decimal:
        """How long a dashboard's function works for one reader, the pages beside it included."""
        work = self._at(self._measured.visit, size)["report-pages"]
        return self._seconds("report-pages", work | {"cold": Decimal(0)})

    # --- a month -----------------------------------------------------------------------------

    def _month(self, size: Size) -> Usage:
        week = self._at(self._measured.week, size)
        each = Decimal(size.readers) / self._measured.readers
        mailed = {what: value * each for what, value in week.get(_MAILER, {}).items()}
        if mailed.get("ses.attachments", 0) > LARGEST * size.readers:
            mailed["ses.attachments"] = Decimal(0)
        runs = [
            (self._at(self._measured.day, size), self._assumed["hours"] / 24),
            (week | {_MAILER: mailed}, _WEEKS if size.readers else Decimal(0)),
            (self._at(self._measured.visit, size), size.readers * self._assumed["visits"]),
            (self._scaled(self._measured.life, size.units), size.works / _MONTHS),
        ]
        return _sum(self._metered(runs), self._standing(size), self._files(size.works / _MONTHS))

    def _files(self, works: Decimal) -> Usage:
        """What the files of so many works are billed by in the month in which they come.

        Each is sent, looked at, copied, scanned and tagged, asked for its tag, and opened.
        """
        files = works * self._assumed["files"]
        opened = files * self._assumed["opened"]
        return {
            "s3.put": files * 3,
            "s3.get": files * 4 + opened,
            "transfer.out": opened * self._assumed["file"],
            "guardduty.scanned": files * self._assumed["file"],
            "guardduty.files": files,
        }

    def _standing(self, size: Size) -> Usage:
        """What is billed for being there."""
        assumed, measured = self._assumed, self._measured
        seconds = assumed["hours"] * 3600
        kept = Decimal(measured.campaign) * size.units / measured.units + measured.kept * size.works
        report = self._at(measured.visit, size)[EDGE]["transfer.out"]
        files = size.works * assumed["files"] * assumed["file"]
        return {
            "dynamodb.storage": kept,
            "dynamodb.recovery": kept,
            "s3.storage": assumed["packages"] + report * (52 if size.readers else 0) + files,
            "sqs.requests": deployed.polled() * assumed["pollers"] * seconds / assumed["poll"],
            "waf.acl": Decimal(len(deployed.of("AWS::WAFv2::WebACL"))),
            "waf.rule": Decimal(deployed.rules()),
            "kms.key": Decimal(len(deployed.of("AWS::KMS::Key"))),
            "cloudwatch.alarm": Decimal(len(deployed.of("AWS::CloudWatch::Alarm"))),
            "cloudwatch.dashboard": Decimal(len(deployed.of("AWS::CloudWatch::Dashboard"))),
            # One of bounces, one of complaints.
            "ses.rates": (2 if deployed.rates_are_told() else 0) * assumed["hours"],
            "sns.emails": assumed["alarms"],
        }

    # --- scaling -----------------------------------------------------------------------------

    def _scaled(self, run: Run, units: int | None) -> dict[str, dict[str, Decimal]]:
        """The run for a campaign of so many units; one of fewer is taken to do as much."""
        more = max(Decimal(1), Decimal(units or 0) / self._measured.units)
        return {
            name: {
                what: Decimal(str(value)) * (more if what == "campaign" else 1)
                for what, value in work.items()
            }
            for name, work in run.items()
        }

    def _at(self, repeated: Repeated, size: Size) -> dict[str, dict[str, Decimal]]:
        """What repeats, with all works of a year there: it grows in a straight line with works and units."""
        more = max(Decimal(1), Decimal(size.units) / self._measured.units)
        share = Decimal(size.works) / self._measured.records
        found: dict[str, dict[str, Decimal]] = {}
        for name in repeated.empty.keys() | repeated.full.keys():
            empty, full = repeated.empty.get(name, {}), repeated.full.get(name, {})
            found[name] = {}
            for what in sorted(empty.keys() | full.keys()):
                base, end = (Decimal(str(run.get(what, 0))) for run in (empty, full))
                grown = max(Decimal(0), end - base) * share
                found[name][what] = base * (more if what in _BY_UNITS else 1) + grown
        return found

    # --- from work to what is billed ---------------------------------------------------------

    def _metered(self, runs: Iterable[tuple[Mapping[str, Mapping[str, Decimal]], Decimal]]) -> Usage:
        """What several runs, each so often within a month, are billed by."""
        usage: Usage = {}
        hours = {"metrics": Decimal(0), "methods": Decimal(0)}
        most = dict(hours)
        for run, times in runs:
            for name, work in run.items():
                part = self._at_the_edge(work) if name == EDGE else self._of_function(name, work)
                usage = _sum(usage, {what: value * times for what, value in part.items()})
            for what in hours:
                hours[what] += run.get(EDGE, {}).get(f"{what} hours", Decimal(0)) * times
                most[what] += run.get(EDGE, {}).get(what, Decimal(0)) if times else 0
        month = self._assumed["hours"]
        told = {what: min(hours[what], most[what] * month) for what in hours}
        methods = told["methods"] * self._assumed["methods"] if deployed.methods_are_told() else Decimal(0)
        return _sum(usage, {"cloudwatch.metric": told["metrics"], "cloudwatch.method": methods})

    def _at_the_edge(self, work: Mapping[str, Decimal]) -> Usage:
        return {what: value for what, value in work.items() if "." in what}

    def _of_function(self, name: str, work: Mapping[str, Decimal]) -> Usage:
        runs, cold = work.get("runs", Decimal(0)), work.get("cold", Decimal(0))
        logs = work.get("log", Decimal(0)) + runs * self._assumed["platform"]
        own = {what: value for what, value in work.items() if "." in what}
        return _sum(
            own,
            {
                "lambda.requests": runs,
                "lambda.compute": self.compute(name, work),
                "dynamodb.read": work.get("campaign", Decimal(0)),
                "kms.requests": cold * deployed.deciphered(name),
                "cloudwatch.logs": logs,
                "cloudwatch.logs-storage": logs * deployed.log_months(),
                "xray.traces": runs,
            },
        )

    def _seconds(self, name: str, work: Mapping[str, Decimal]) -> Decimal:
        """How long a function runs: its own work on its share of a processor, and waiting."""
        start = Decimal(str(self._measured.cold[name])) + self._assumed["start"]
        own = work.get("ms", Decimal(0)) + work.get("cold", Decimal(0)) * start
        stretched = own * max(Decimal(1), self._assumed["cpu"] / deployed.memory(name))
        return (stretched + work.get("calls", Decimal(0)) * self._assumed["wait"]) / 1000


def _sum(*usages: Usage) -> Usage:
    """Several usages as one."""
    found: Usage = {}
    for usage in usages:
        for what, value in usage.items():
            found[what] = found.get(what, Decimal(0)) + value
    return found
