"""docs/cost.md: its tables, made of what is kept, between markers as in the README."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from bench import report
from bench.cost import bill, deployed, taking
from bench.cost.bill import Assumed, Line, Model, Price, Prices, Size

PAGE: Final = Path(__file__).parents[2] / "docs" / "cost.md"
_THOUSAND: Final = Decimal(1000)
_PLURAL: Final = ("month", "GB-second")


def fill() -> None:
    """Put what is kept into its places on the page."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def written(page: str) -> str:
    """The page as it should be: every place filled from measured.json, prices.toml and assumed.toml."""
    for place, text in _places():
        page = report.filled(page, place, text)
    return page


def _places() -> Iterator[tuple[str, str]]:
    measured, prices, assumed = taking.read(), bill.read_prices(), bill.read_assumed()
    model = Model(measured, assumed)
    lives = bill.bill(model.lives(_THOUSAND), prices)
    idle = bill.bill(model.idle(), prices)
    months = [(size, bill.bill(model.month(size), prices)) for size in assumed.size]
    yield "result", _result(lives, idle, months, prices)
    yield "lives", _lines(lives, "of 1,000 lives")
    yield "functions", _functions(measured, model)
    yield "idle", _lines(idle, "a month")
    yield "months", _months(months, model, prices)
    yield "most", _most(lives, idle, months)
    yield "switches", _switches(months, assumed)
    yield "assumptions", _assumptions(measured, assumed)
    yield "prices", _prices(prices)


def _result(
    lives: Sequence[Line], idle: Sequence[Line], months: Sequence[tuple[Size, Sequence[Line]]], prices: Prices
) -> str:
    each = ", ".join(f"{size.name} {_both(bill.total(lines), prices)}" for size, lines in months)
    rate = prices.rate
    return (
        f"An installation costs {_both(bill.total(idle), prices)} a month with nobody there. "
        f"A thousand works, from the draft to the verification, cost {_both(bill.total(lives), prices)}. "
        f"With all that happens in it, a month costs {each}. "
        f"(1 USD = {rate.vnd:,} VND, [selling rate of {rate.as_of.day} {rate.as_of:%B %Y}]({rate.source}).)"
    )


def _lines(lines: Sequence[Line], of: str) -> str:
    rows = [
        (line.price.service, line.price.what, _amount(line), _price(line.price), f"{line.usd:,.3f}")
        for line in lines
    ]
    total = ("**together**", "", "", "", f"**{bill.total(lines):,.3f}**")
    return _table(("service", "what", of, "USD", "USD together"), [*rows, total], "llrrr")


def _amount(line: Line) -> str:
    """How much of it: in pieces, or in a unit of its own."""
    price = line.price
    if price.is_counted:
        return f"{line.amount * price.per:,.0f}"
    return f"{figure(line.amount)} {price.unit}{'s' if price.unit in _PLURAL else ''}"


def _price(price: Price) -> str:
    return f"{price.usd}" if price.unit == "1" else f"{price.usd} / {price.unit}"


def _functions(measured: taking.Measured, model: Model) -> str:
    rows = []
    for name, work in model.life().items():
        if name != taking.EDGE:
            cells = (work[what] for what in ("runs", "cold", "ms", "calls"))
            rows.append((
                f"`{name}`", f"{deployed.memory(name):,}", *(f"{cell:,.0f}" for cell in cells),
                f"{measured.cold[name]:,.0f}", figure(model.compute(name, work)),
            ))  # fmt: skip
    head = (
        "function", "MB", "runs", "cold ones", "own work, ms", "AWS calls", "a cold start, ms", "GB-seconds",
    )  # fmt: skip
    return _table(head, rows, "lrrrrrrr")


def _months(months: Sequence[tuple[Size, Sequence[Line]]], model: Model, prices: Prices) -> str:
    services = list(dict.fromkeys(price.service for price in prices.price))
    rows = [
        ("works a year, all there", *(f"{size.works:,}" for size, _ in months)),
        ("readers of dashboards", *(f"{size.readers:,}" for size, _ in months)),
    ]
    for service in services:
        parts = [bill.total(line for line in lines if line.price.service == service) for _, lines in months]
        rows.append((service, *(f"{part:,.2f}" for part in parts)))
    totals = [bill.total(lines) for _, lines in months]
    rows += [
        ("**USD a month**", *(f"**{total:,.2f}**" for total in totals)),
        ("**VND a month**", *(f"**{_vnd(total, prices)}**" for total in totals)),
        ("USD for a work, everything shared out", *(
            f"{total * 12 / size.works:,.2f}" for total, (size, _) in zip(totals, months, strict=True)
        )),
        ("seconds that the dashboard's pages work for a reader", *(
            figure(model.reading_seconds(size)) for size, _ in months
        )),
    ]  # fmt: skip
    return _table(("", *(size.name for size, _ in months)), rows, "l" + "r" * len(months))


def _most(lives: Sequence[Line], idle: Sequence[Line], months: Sequence[tuple[Size, Sequence[Line]]]) -> str:
    size, lines = months[-1]
    return "\n".join(
        f"- {what}: {', '.join(f'{name} {share:.0f} %' for name, share in _shares(found))}."
        for what, found in (
            ("With nobody there", idle),
            ("A work's life", lives),
            (size.name.capitalize(), lines),
        )
    )


def _shares(lines: Sequence[Line]) -> list[tuple[str, Decimal]]:
    """The four services that take most, in percent."""
    whole = bill.total(lines)
    names = dict.fromkeys(line.price.service for line in lines)
    shares = [
        (name, bill.total(line for line in lines if line.price.service == name) / whole * 100)
        for name in names
    ]
    return sorted(shares, key=lambda pair: -pair[1])[:4]


def _switches(months: Sequence[tuple[Size, Sequence[Line]]], assumed: Assumed) -> str:
    chosen = [months[0], months[2]]
    rows = []
    for switch in assumed.switch:
        saved = [bill.total(line for line in lines if line.price.id in switch.saves) for _, lines in chosen]
        if any(saved):  # what the templates do not switch on cannot be switched off
            rows.append((switch.text, *(f"{usd:,.2f}" for usd in saved)))
    head = ("what can be switched off", *(f"USD a month, {size.name}" for size, _ in chosen))
    return _table(head, rows, "lrr")


def _assumptions(measured: taking.Measured, assumed: Assumed) -> str:
    texts = [one.text.replace("{value}", f"{one.value:,}") for one in assumed.assumption]
    texts += [size.text for size in assumed.size]
    texts.append(
        f"What repeats by itself was measured with no work there and with {measured.records}; in between and "
        "beyond it is taken to grow in a straight line."
    )
    return "\n".join(
        [f"Measured on {measured.taken}, {measured.machine}.", "", *(f"- {text}" for text in texts)]
    )


def _prices(prices: Prices) -> str:
    rows = [
        (
            price.service,
            price.what,
            f"{price.usd}",
            "each" if price.unit == "1" else price.unit,
            price.free,
            price.region,
            f"[{price.as_of}]({price.source})",
            price.note,
        )
        for price in prices.price
    ]
    head = ("service", "what", "USD", "for", "free a month", "region", "as of", "where it was read")
    return _table(head, rows, "llrlllll")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], align: str) -> str:
    rule = ["---:" if side == "r" else "---" for side in align]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def _both(usd: Decimal, prices: Prices) -> str:
    return f"{usd:,.2f} USD ({_vnd(usd, prices)} VND)"


def _vnd(usd: Decimal, prices: Prices) -> str:
    """Three figures that count; nobody knows more."""
    dong = usd * prices.rate.vnd
    return f"{round(dong, 2 - dong.adjusted()):,.0f}"


def figure(value: Decimal) -> str:
    """Three figures that count, and every one before the point."""
    return f"{value:,.{max(0, 2 - value.adjusted())}f}"
