"""What a rehearsal found, as a table: of each function its starts, its size, and what it asked of AWS."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from infra.packaging.package import Package
from infra.rehearse.arranging import FUNCTIONS, Start

_HEADINGS: Final = ("function", "cold start", "warm", "code", "calls of the journey")


def made(
    packages: tuple[Package, ...], starts: Mapping[str, Start], calls: Mapping[str, Counter[str]]
) -> str:
    """The table, in text."""
    rows = [_HEADINGS, *_rows(packages, starts, calls)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS) - 1)]
    return "\n".join(
        "  ".join(
            (
                row[0].ljust(widths[0]),
                *(cell.rjust(w) for cell, w in zip(row[1:-1], widths[1:], strict=True)),
                row[-1],
            )
        )
        for row in rows
    )


def _rows(
    packages: tuple[Package, ...], starts: Mapping[str, Start], calls: Mapping[str, Counter[str]]
) -> Iterator[tuple[str, ...]]:
    sizes = {package.stage: package.code.stat().st_size for package in packages}
    for name in FUNCTIONS:
        stage = name.partition("-")[0]
        made_calls = ", ".join(f"{count} {what}" for what, count in calls.get(name, Counter()).most_common())
        yield (
            name,
            f"{starts[name].cold:,.0f} ms",
            f"{starts[name].warm:,.0f} ms",
            f"{sizes[stage] / 1_000_000:.2f} MB",
            made_calls or "-",
        )
