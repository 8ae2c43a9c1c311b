"""The workbook of people: one row a role, whoever stands there twice is one person."""

from datetime import date
from pathlib import Path

import pytest

from services.core.campaign.file import read as read_campaign
from services.core.people.roll import sheet
from services.core.spreadsheet.reading import read
from services.core.spreadsheet.sheet import Contents, Row
from services.core.spreadsheet.writing import write

PLAN = read_campaign((Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml").read_bytes())
SHEET = sheet.sheet(PLAN, date(2024, 10, 7))
LAN = {"name": "Nguyễn Thị Lan", "email": "Lan@Vinh-Lam.example", "role": "unit:vinh-lam"}


def contents(*rows: dict[str, str]) -> Contents:
    """A workbook with these rows."""
    blank = {field.name: "" for field in SHEET.fields}
    return Contents(
        tab="Người dùng",
        fields=SHEET.fields,
        columns={field.name: chr(ord("A") + at) for at, field in enumerate(SHEET.fields)},
        rows=tuple(Row(at=at, typed=blank | row) for at, row in enumerate(rows, start=4)),
    )


def test_several_rows_of_one_address_are_one_person_with_several_roles() -> None:
    """Language and home may stand in one of the rows only; a home is what a row says."""
    found, problems = sheet.people(
        contents(
            LAN,
            LAN | {"role": "leader", "language": "en"},
            {"name": "Võ Thị Mai", "email": "mai@x.example", "role": "seat:ubnd", "home": "ubnd-huyen"},
            {
                "name": "Lê Văn Tám",
                "email": "tam@x.example",
                "role": "secretary:sang-kien",
                "home": "ubnd-huyen",
            },
        ),
        PLAN,
    )
    assert problems == ()
    lan, mai, tam = found
    assert (lan.email, lan.home, lan.language) == ("lan@vinh-lam.example", "", "en")
    assert lan.holders(PLAN.id) == {"unit:vinh-lam", "leader"}
    assert mai.holders(PLAN.id) == {"seat:ubnd"}
    assert mai.home == "ubnd-huyen"
    assert tam.holders(PLAN.id) == {"secretary:sang-kien"}


@pytest.mark.parametrize(
    ("rows", "at", "column"),
    [
        ((LAN | {"email": "lan"},), 4, "B"),
        ((LAN | {"role": "seat:ubnd"},), 4, "D"),
        ((LAN | {"role": "king"},), 4, "C"),
        ((LAN, LAN), 5, "C"),
        ((LAN, LAN | {"role": "leader", "name": "Nguyễn Thị Làn"}), 5, "A"),
        ((LAN | {"name": ""},), 4, "A"),
        ((LAN | {"language": "fr"},), 4, "E"),
    ],
)
def test_what_does_not_fit_is_named_by_its_cell(
    rows: tuple[dict[str, str], ...], at: int, column: str
) -> None:
    """The problem says row and column, and nobody at all would be let in."""
    found, (problem,) = sheet.people(contents(*rows), PLAN)
    assert found == ()
    assert (problem.place.row, problem.place.column) == (at, column)


def test_the_template_offers_every_role_by_its_name() -> None:
    """What the drop-down offers is read back as that role, in either language."""
    for language in ("vi", "en"):
        data = write(SHEET, language, [LAN, LAN | {"role": "seat:ubnd", "home": "ubnd-huyen"}])
        (lan,), problems = sheet.people(read(data, SHEET), PLAN)
        assert problems == ()
        assert lan.holders(PLAN.id) == {"unit:vinh-lam", "seat:ubnd"}
