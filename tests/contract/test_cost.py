"""docs/cost.md says what follows from what was measured, from dated prices, and from the templates."""

import re
from decimal import Decimal

import pytest

from bench import units
from bench.cost import bill, deployed, page, taking
from bench.cost.bill import Assumed, Model, Prices, Size
from bench.cost.taking import Measured, Repeated
from services.notify import deliver

PRICES = bill.read_prices()
ASSUMED = bill.read_assumed()
MEASURED = taking.read()
PAGE = page.PAGE.read_text(encoding="utf-8")
IDS = {price.id for price in PRICES.price}

#: How many pieces the words before a price are.
_PIECES = {"million": 1_000_000, "100,000": 100_000, "10,000": 10_000, "1,000": 1_000}


def table(place: str) -> list[list[str]]:
    """The cells of the rows of a table on the page, without emphasis; its head is left out."""
    text = PAGE.partition(f"<!-- {place} -->\n")[2].partition(f"\n<!-- /{place} -->")[0]
    return [[cell.strip(" *") for cell in line.split("|")[1:-1]] for line in text.splitlines()[2:]]


def number(cell: str) -> Decimal:
    """The number that a cell begins with."""
    found = re.match(r"[\d,.]+", cell)
    assert found, cell
    return Decimal(found[0].replace(",", ""))


# --- the page ----------------------------------------------------------------------------------


def test_the_page_shows_what_follows() -> None:
    """Whoever changes a price, a template or an assumption also changes the page: `--kept cost` writes it."""
    assert page.written(PAGE) == PAGE, "run `python -m bench --kept cost`"


@pytest.mark.parametrize("place", ["lives", "idle"])
def test_what_the_page_shows_can_be_checked_by_hand(place: str) -> None:
    """Amount times price is what stands in the last column, and the column adds up, but for rounding."""
    *rows, (_, _, _, _, together) = table(place)
    assert len(rows) > 10
    for service, what, amount, price, usd in rows:
        each, _, pieces = price.partition(" / ")
        expected = number(amount) * number(each) / _PIECES.get(pieces, 1)
        assert abs(expected - number(usd)) <= max(expected / 100, Decimal("0.0006")), (service, what)
    assert abs(sum(number(row[-1]) for row in rows) - number(together)) <= Decimal("0.0005") * len(rows)


def test_a_month_is_the_sum_of_its_services() -> None:
    """In every column the services add up to the total, and the dong is the dollar at the stated rate."""
    rows = {row[0]: [number(cell) for cell in row[1:]] for row in table("months")}
    services = list(dict.fromkeys(price.service for price in PRICES.price))
    for at, _ in enumerate(ASSUMED.size):
        total = rows["USD a month"][at]
        assert abs(sum(rows[name][at] for name in services) - total) <= Decimal("0.005") * len(services)
        assert abs(rows["VND a month"][at] / (total * PRICES.rate.vnd) - 1) < Decimal("0.005")


# --- prices ------------------------------------------------------------------------------------


def test_every_price_says_from_when_and_from_where_it_is() -> None:
    """A price that nobody can look up again is worth nothing."""
    assert len(IDS) == len(PRICES.price)
    for price in PRICES.price:
        assert price.usd > 0
        assert price.per > 0
        assert price.as_of.year >= 2026
        assert price.source.startswith("https://aws.amazon.com/")
        assert price.note
        assert price.region
    assert PRICES.rate.as_of.year >= 2026
    assert PRICES.rate.source.startswith("https://")


def test_everything_in_the_templates_that_is_billed_has_a_price() -> None:
    """A new kind of resource, free or not, has to be thought of; and no price is for what nobody has."""
    assert PRICES.billed.keys() == {kind for kind, _ in deployed.resources()}
    assert {one for prices in PRICES.billed.values() for one in prices} == IDS
    assert {one for switch in ASSUMED.switch for one in switch.saves} <= IDS


def test_what_has_no_price_stops_the_arithmetic() -> None:
    """A service that is used and not priced would make everything look cheaper than it is."""
    with pytest.raises(KeyError, match="quantum"):
        bill.bill({"quantum.leaps": Decimal(1)}, PRICES)


# --- what was measured -------------------------------------------------------------------------


def test_every_function_was_measured() -> None:
    """A function that no measurement let run would run for nothing."""
    runs = [MEASURED.life, *(getattr(MEASURED, what).full for what in ("day", "week", "visit"))]
    assert {name for run in runs for name in run} - {taking.EDGE} == deployed.functions().keys()
    assert MEASURED.cold.keys() == deployed.functions().keys()


def test_a_function_is_billed_for_working_on_its_share_and_for_waiting() -> None:
    """By hand: 512 MB are 512/1769 of a processor; a start of 150 + 100 ms and 50 ms of work, two calls."""
    seconds = (Decimal(150 + 100 + 50) * 1769 / 512 + 2 * 8) / 1000
    usage = model({"relay-pass-on": {"runs": 1, "cold": 1, "ms": 50, "calls": 2, "log": 100}}).lives(
        Decimal(10)
    )
    assert usage["lambda.compute"] == 10 * seconds / 2
    assert usage["lambda.requests"] == usage["xray.traces"] == 10
    assert usage["cloudwatch.logs"] == 10 * (100 + 500)


def test_a_metric_costs_no_more_than_a_month_of_it() -> None:
    """CloudWatch bills hours: three hours of two metrics a life, but never more hours than the month has."""
    one = model({"edge": {"metrics": 2, "metrics hours": 3}})
    assert one.lives(Decimal(10))["cloudwatch.metric"] == 30
    assert one.lives(Decimal(100_000))["cloudwatch.metric"] == 2 * 730


def test_what_repeats_grows_with_works_and_units() -> None:
    """Twice as many works as were measured add twice as much; twice as many units do the rest twice."""
    tick = {"runs": 1.0, "dynamodb.read": 10.0}
    whole = model({}, empty={"report-tick": tick}, full={"report-tick": tick | {"dynamodb.read": 15.0}})
    size = Size(name="", units=100, works=200, readers=0, text="")
    read = whole.month(size)["dynamodb.read"]
    assert read == Decimal(730) / 24 * (10 * 2 + 5 * 2)


def test_a_file_too_large_for_an_e_mail_is_not_billed_as_one() -> None:
    """The limit is notify's own."""
    assert bill.LARGEST == deliver.LARGEST


def model(life: taking.Run, empty: taking.Run | None = None, full: taking.Run | None = None) -> Model:
    """A model of one measured life, and of a day's ticks without and with 100 works, of 50 units."""
    nothing = Repeated(empty={"edge": {"transfer.out": 0}}, full={"edge": {"transfer.out": 0}})
    return Model(
        Measured(
            taken="", machine="", units=50, readers=4, records=100, campaign=0, kept=0,
            cold=dict.fromkeys(MEASURED.cold, 150.0),
            life=life,
            day=Repeated(empty=empty or {}, full=full or {}),
            week=nothing,
            visit=nothing,
        ),
        ASSUMED,
    )  # fmt: skip


# --- units -------------------------------------------------------------------------------------

_KEYS = {"pk": {"S": "R#1"}, "sk": {"S": "R"}}
_LISTED = _KEYS | {"gsi1pk": {"S": "U#a"}, "gsi1sk": {"S": "1"}, "title": {"S": "t" * 1500}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, _KEYS, 1),  # not in the index
        ({}, _LISTED, 2 + 2),  # into it
        (_LISTED, {}, 2 + 2),  # out of it
        (_LISTED, _LISTED | {"data": {"S": "d" * 600}}, 3),  # what the index does not carry
        (_LISTED, _LISTED | {"title": {"S": "t"}}, 2 + 2),  # what it carries: the larger of the two
        (_LISTED, _LISTED | {"gsi1sk": {"S": "2"}}, 2 + 2 + 2),  # to another place: away, and in again
    ],
)
def test_index_writes_are_counted_as_documented(before: units.Item, after: units.Item, expected: int) -> None:
    """DynamoDB Developer Guide, "Using Global Secondary Indexes", "Write capacity units"."""
    assert units.written(before, after) == expected


@pytest.mark.parametrize(
    ("length", "consistent", "expected"), [(0, True, 1), (4096, False, 0.5), (4097, True, 2)]
)
def test_reads_are_counted_as_documented(length: int, *, consistent: bool, expected: float) -> None:
    """One unit for 4 KB begun, at least one; half of it where an answer may be a moment old."""
    assert units.read(length, consistent=consistent) == expected


def test_the_files_are_read_strictly() -> None:
    """A slip in a name is an error, not a price of nothing."""
    assert isinstance(PRICES, Prices)
    assert isinstance(ASSUMED, Assumed)
    assert {one.id for one in ASSUMED.assumption} >= {"cpu", "wait", "start", "pollers", "poll", "hours"}
