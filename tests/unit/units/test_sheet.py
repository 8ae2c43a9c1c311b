"""The workbook of units: what is held goes out, what was mended comes back, nothing newer is lost."""

from pathlib import Path

import msgspec
import pytest

from services.core.campaign.file import read as read_campaign
from services.core.campaign.unit import UnitKind
from services.core.language.catalogue import say
from services.core.language.message import Text
from services.core.spreadsheet.reading import read
from services.core.spreadsheet.sheet import Contents, Row
from services.core.spreadsheet.writing import write
from services.core.units import sheet
from services.core.units.rules import mark

PLAN = read_campaign((Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml").read_bytes())
SHEET = sheet.sheet(PLAN)
NEW = {"code": "vmoi", "name": "Xã Mới", "kind": "commune", "parent": "UBND", "registers": "yes"}


def contents(*rows: dict[str, str], **notes: str) -> Contents:
    """A workbook with these rows."""
    blank = {field.name: "" for field in SHEET.fields}
    return Contents(
        tab="Đơn vị",
        fields=SHEET.fields,
        columns={field.name: chr(ord("A") + at) for at, field in enumerate(SHEET.fields)},
        rows=tuple(Row(at=at, typed=blank | row) for at, row in enumerate(rows, start=4)),
        notes=notes,
    )


def held(code: str, **other: str) -> dict[str, str]:
    """The row of a unit as it is written out, with something else in it."""
    return next(row for row in sheet.rows(PLAN) if row["code"] == code) | other


def test_what_is_written_out_and_sent_back_changes_nothing() -> None:
    """An official who only looks at the workbook, in either language, changes no unit by it."""
    for language in ("vi", "en"):
        data = write(SHEET, language, sheet.rows(PLAN), sheet.notes(PLAN))
        assert sheet.units(read(data, SHEET), PLAN) == ((), ())


def test_a_known_code_is_corrected_and_a_new_one_added() -> None:
    """Only what is other than held is brought about; ids, codes and ends are not the workbook's."""
    found, problems = sheet.units(
        contents(
            held("VLAM", head="Nguyễn Văn Hùng"), held("HOXA"), NEW, NEW | {"code": "THMOI", "parent": "vmoi"}
        ),
        PLAN,
    )
    assert problems == ()
    vinh_lam, new, below = found
    assert vinh_lam == msgspec.structs.replace(PLAN.unit("vinh-lam"), head="Nguyễn Văn Hùng")
    assert (new.id, new.code, new.name) == ("vmoi", "VMOI", Text(vi="Xã Mới", en="Xã Mới"))
    assert (new.kind, new.parent, below.parent) == (UnitKind.COMMUNE, "ubnd-huyen", "vmoi")


@pytest.mark.parametrize(
    ("rows", "at", "column"),
    [
        ((NEW, NEW), 5, "A"),
        ((NEW | {"code": "V"},), 4, "A"),
        ((NEW | {"name": ""},), 4, "B"),
        ((NEW | {"kind": "planet"},), 4, "D"),
        ((NEW | {"parent": "NOPE"},), 4, "E"),
        ((NEW | {"parent": "VMOI"},), 4, "E"),
        ((NEW | {"phone": "0233 3820 123; abc"},), 4, "G"),
        ((NEW | {"registers": ""},), 4, "I"),
    ],
)
def test_what_does_not_fit_is_named_by_its_cell(
    rows: tuple[dict[str, str], ...], at: int, column: str
) -> None:
    """The problem says row and column, and nothing at all would be imported."""
    found, (problem,) = sheet.units(contents(*rows), PLAN)
    assert found == ()
    assert (problem.place.row, problem.place.column) == (at, column)


def test_a_ring_across_rows_is_found() -> None:
    """Two new units that belong to each other fit one by one, but not together."""
    found, problems = sheet.units(
        contents(NEW | {"parent": "THMOI"}, NEW | {"code": "THMOI", "parent": "VMOI"}), PLAN
    )
    assert found == ()
    assert {problem.field for problem in problems} == {"parent"}


def test_what_a_colleague_changed_meanwhile_is_not_changed_back() -> None:
    """A workbook from yesterday must not bring yesterday's telephone number back."""
    before = PLAN.unit("vinh-lam")
    now = msgspec.structs.replace(before, phone="0233 111 2222")
    units = tuple(now if unit.id == "vinh-lam" else unit for unit in PLAN.units)
    campaign = msgspec.structs.replace(PLAN, units=units)
    found, (problem,) = sheet.units(contents(held("VLAM"), VLAM=mark(before)), campaign)
    assert found == ()
    assert (problem.field, "0233 111 2222" in say(problem.said, "vi")) == ("phone", True)
    assert sheet.units(contents(held("VLAM"), VLAM=mark(now)), campaign)[0] != ()
