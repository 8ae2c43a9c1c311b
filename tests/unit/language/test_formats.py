"""Dates, hours, amounts and numbers as each language writes them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from services.core.language import formats
from services.core.language.message import Language


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (date(2025, 2, 5), "05/02/2025", "5 February 2025"),
        (date(2025, 3, 3), "03/3/2025", "3 March 2025"),
        (date(2024, 10, 7), "07/10/2024", "7 October 2024"),
        (datetime(2025, 3, 2, 17, 30, tzinfo=UTC), "03/3/2025", "3 March 2025"),
    ],
)
def test_day(value: date, vi: str, en: str) -> None:
    """Days below 10 and the months 1 and 2 take a zero (NĐ 30/2020); a moment is Vietnam's day."""
    assert (formats.day(value, "vi"), formats.day(value, "en")) == (vi, en)


def test_a_form_holds_a_day_as_pages_show_it() -> None:
    """What is typed again from a page, and what a form already holds, look alike."""
    assert [formats.typed_day(one) for one in (date(2025, 5, 30), date(2025, 2, 5))] == [
        "30/5/2025",
        "05/02/2025",
    ]


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (datetime(2025, 3, 3, 7, 5, tzinfo=UTC), "14 giờ 05 ngày 03/3/2025", "2:05 pm, 3 March 2025"),
        (datetime(2024, 12, 31, 17, 0, tzinfo=UTC), "0 giờ 00 ngày 01/01/2025", "12:00 am, 1 January 2025"),
        (datetime(2025, 6, 16, 5, 0, tzinfo=UTC), "12 giờ 00 ngày 16/6/2025", "12:00 pm, 16 June 2025"),
    ],
)
def test_moment(value: datetime, vi: str, en: str) -> None:
    """A moment is written in Vietnam's time, hour first, as an official writes it."""
    assert (formats.moment(value, "vi"), formats.moment(value, "en")) == (vi, en)


def test_a_moment_without_zone_is_refused() -> None:
    """Nobody can say when a moment without a time zone was."""
    with pytest.raises(ValueError, match="time zone"):
        formats.moment(datetime(2025, 3, 3, 7, 5), "vi")  # noqa: DTZ001 - the naive moment is the point


def test_hour() -> None:
    """An hour of the day, without a date."""
    assert formats.hour(time(7), "vi") == "7 giờ 00"
    assert formats.hour(time(19, 30), "en") == "7:30 pm"


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234567, "1.234.567", "1,234,567"),
        (Decimal("1234.50"), "1.234,50", "1,234.50"),
        (Decimal("0.53"), "0,53", "0.53"),
        (-1200, "-1.200", "-1,200"),
        (Decimal("1E+3"), "1.000", "1,000"),
        (0, "0", "0"),
    ],
)
def test_number(value: int | Decimal, vi: str, en: str) -> None:
    """Points part thousands and a comma starts the decimals in Vietnamese; in English the other way round."""
    assert (formats.number(value, "vi"), formats.number(value, "en")) == (vi, en)


@pytest.mark.parametrize(("language", "written"), [("vi", "1.200.000\xa0đồng"), ("en", "VND\xa01,200,000")])
def test_money(language: Language, written: str) -> None:
    """Whole đồng, with the unit bound to the figure."""
    assert formats.money(1_200_000, language) == written


def test_percent() -> None:
    """Per cent follow the language's decimals."""
    assert formats.percent(Decimal("12.5"), "vi") == "12,5%"
    assert formats.percent(100, "en") == "100%"


def test_figures_keep_their_units_beside_them() -> None:
    """Where a line breaks, no unit stands alone on the next line; other blanks are left as they are."""
    said = formats.unbroken("Bổ sung 1,2 km đường trong 10 ngày, chậm nhất 17 giờ 00 ngày 05/02/2025")
    assert said == "Bổ sung 1,2\xa0km đường trong 10\xa0ngày, chậm nhất 17\xa0giờ\xa000 ngày\xa005/02/2025"
    assert formats.unbroken("Công văn số 112, mục a 3") == "Công văn số\xa0112, mục a 3"
