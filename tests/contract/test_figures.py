"""The figures that are shown are those that were measured."""

import msgspec

from bench import report

_KEYS = {"what", "value", "unit", "floor", "ratio", "reach", "ok"}


def test_the_readme_shows_the_figures_that_were_kept() -> None:
    """A table copied by hand would soon say what nobody measured."""
    page = report.README.read_text(encoding="utf-8")
    shown = page.partition("<!-- figures -->\n")[2].partition("\n<!-- /figures -->")[0]
    assert shown == report.kept_in_markdown()


def test_the_kept_figures_have_their_shape() -> None:
    """Whoever compares two runs by tool relies on these names; a figure out of reach stays in the list."""
    rows = msgspec.json.decode(report.LATEST.read_bytes(), type=list[dict[str, object]])
    assert rows
    assert all(set(row) == _KEYS for row in rows)
    assert all(isinstance(row["ok"], bool) and isinstance(row["value"], int | float) for row in rows)
