"""The table: on the terminal, in bench/latest.json, and in Markdown for the README."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.measure import Figure

LATEST = Path(__file__).with_name("latest.json")
#: The machine on which bench/latest.json was taken, in words.
MACHINE = Path(__file__).with_name("machine.txt")
README = Path(__file__).parents[1] / "README.md"
HEAD = ("what", "value", "floor", "ratio", "reach", "")


def write(figures: Sequence[Figure], machine: str) -> None:
    """Keep the figures, a list of `{what, value, unit, floor, ratio, reach, ok}`, and the machine."""
    raw = msgspec.json.encode([_rounded(figure) for figure in figures])
    LATEST.write_bytes(msgspec.json.format(raw, indent=1) + b"\n")
    MACHINE.write_text(machine + "\n", encoding="utf-8")


def fill_readme() -> None:
    """Put the kept table into its place in the README."""
    page = README.read_text(encoding="utf-8")
    README.write_text(filled(page, "figures", kept_in_markdown()), encoding="utf-8")


def filled(page: str, place: str, text: str) -> str:
    """The page with `text` between `<!-- place -->` and `<!-- /place -->`. Raises: KeyError."""
    begin, end = f"<!-- {place} -->", f"<!-- /{place} -->"
    if begin not in page or end not in page:
        raise KeyError(f"the page has no place for {place}: {begin} … {end}")
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{text}\n{end}{after}"


def kept_in_markdown() -> str:
    """The kept table as the README shows it."""
    return markdown(read(), MACHINE.read_text(encoding="utf-8"))


def read() -> tuple[Figure, ...]:
    """The figures that were kept."""
    return msgspec.json.decode(LATEST.read_bytes(), type=tuple[Figure, ...])


def cells(figure: Figure) -> tuple[str, ...]:
    """A row in words, under `HEAD`."""
    return (
        figure.what,
        f"{_number(figure.value)} {figure.unit}",
        f"{_number(figure.floor)} {figure.unit}" if figure.floor is not None else "",
        f"{figure.ratio:.2f} ×" if figure.ratio is not None else "",
        figure.reach,
        ("reached" if figure.ok else "MISSED") if figure.reach else "",
    )


def text(figures: Sequence[Figure]) -> str:
    """The table for a terminal."""
    rows = [HEAD, *(cells(figure) for figure in figures)]
    widths = [max(_width(row[n]) for row in rows) for n in range(len(HEAD))]
    return "\n".join(
        "  ".join(_padded(cell, widths[n], left=n in (0, 4, 5)) for n, cell in enumerate(row)).rstrip()
        for row in rows
    )


def markdown(figures: Sequence[Figure], machine: str) -> str:
    """The table for the README, with the machine that it was taken on."""
    lines = [
        f"Taken on {machine.strip()}; `make bench` takes them anew.",
        "",
        "| what | value | floor | ratio | reach | |",
        "| --- | ---: | ---: | ---: | --- | --- |",
        *("| " + " | ".join(cells(figure)) + " |" for figure in figures),
    ]
    return "\n".join(lines)


def _rounded(figure: Figure) -> Figure:
    """Three decimals say more than any of these measurements knows."""
    return msgspec.structs.replace(
        figure,
        value=round(figure.value, 3),
        floor=None if figure.floor is None else round(figure.floor, 3),
        ratio=None if figure.ratio is None else round(figure.ratio, 3),
    )


def _number(value: float | None) -> str:
    """Three figures that count, and no decimals that do not."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004 - three figures


def _width(cell: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in cell)


def _padded(cell: str, width: int, *, left: bool) -> str:
    blanks = " " * (width - _width(cell))
    return cell + blanks if left else blanks + cell
