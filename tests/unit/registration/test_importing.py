"""What a filled-in workbook does to a unit's works, row by row."""

from collections.abc import Iterable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from services.core.form import Problem, clean
from services.core.language.catalogue import written
from services.core.language.message import message
from services.core.record.record import is_record_id
from services.core.record.title import same_title
from services.core.spreadsheet.sheet import Contents, Row
from services.registration import comparing, importing
from services.registration.importing import IMPORTED, Judged, Known, Verdict
from tests.unit.work.lives import campaign

UNIT = campaign().units[0].id
SHEET = importing.sheet(campaign(), UNIT)
EMPTY = dict.fromkeys((field.name for field in SHEET.fields), "")


def contents(*rows: dict[str, str], notes: dict[str, str] | None = None) -> Contents:
    """A sheet with these rows, from row 4 on."""
    return Contents(
        tab="Công trình",
        fields=SHEET.fields,
        columns={field.name: chr(ord("A") + at) for at, field in enumerate(SHEET.fields)},
        rows=tuple(Row(at=at, typed=EMPTY | row) for at, row in enumerate(rows, start=4)),
        notes=notes or {},
    )


def judged(
    read: Contents, known: Iterable[Known] = (), drafts: dict[str, dict[str, str] | None] | None = None
) -> tuple[Judged, ...]:
    """What becomes of the rows."""
    wanted = importing.wanted(read, campaign(), UNIT, tuple(known))
    return importing.judged(read, wanted, campaign(), drafts or {})


def saved(rows: Iterable[Judged]) -> dict[str, dict[str, str] | None]:
    """What stands once these rows are imported."""
    return {row.record: row.draft for row in rows if row.verdict in importing.WRITTEN}


#: A machine that does much else at the same time is no fault of what is tested.
_patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_ROWS = some.lists(
    some.fixed_dictionaries(
        {
            "title": some.sampled_from(["Đường", "đường.", " Cầu ", "Trường", ""]),
            "place": some.sampled_from(["", "Thôn Đông"]),
            "start": some.sampled_from(["", "5/2/2025", "31/2/2025"]),
        }
    ),
    max_size=6,
)


@_patiently
@given(_ROWS)
def test_repeating_an_import_changes_nothing(rows: list[dict[str, str]]) -> None:
    """Every row that was imported is found again as it is, and every row has a record of its own."""
    first = judged(contents(*rows))
    again = judged(contents(*rows), drafts=saved(first))
    assert len(saved(first)) == sum(row.verdict is Verdict.NEW for row in first)
    for before, after in zip(first, again, strict=True):
        assert (after.record, after.problems) == (before.record, before.problems)
        assert after.verdict is (Verdict.UNCHANGED if before.verdict is Verdict.NEW else Verdict.REFUSED)


@_patiently
@given(_ROWS, _ROWS)
def test_a_corrected_file_arrives(rows: list[dict[str, str]], corrected: list[dict[str, str]]) -> None:
    """A second import of other answers gives what it would have given alone, for all that it names."""
    stands = saved(judged(contents(*rows)))
    second = judged(contents(*corrected), drafts=stands)
    alone = saved(judged(contents(*corrected)))
    after = stands | saved(second)
    assert {row.verdict for row in second} <= {
        Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED, Verdict.REFUSED,
    }  # fmt: skip
    for record, draft in alone.items():
        there = after[record] or {}
        assert draft is not None
        assert {name: same_title(text) for name, text in there.items()} == {
            name: same_title(text) for name, text in draft.items()
        }


def test_ids_are_this_campaigns_and_units_own() -> None:
    """The same title elsewhere, or a second time, is another record; its writing does not matter."""
    made = {importing.record_of(c, u, "Đường", n) for c in "ab" for u in "xy" for n in range(2)}
    assert len(made) == 8
    assert importing.record_of("a", "x", " đường. ", 0) in made
    assert all(is_record_id(one) for one in made)


def test_a_title_is_counted_only_among_rows_without_a_number() -> None:
    """A numbered row of the same title does not move the others to other records."""
    known = Known(id="k", number="VLAM-AAAAAA", title="Đường", is_draft=True)
    alone = judged(contents({"title": "Đường"}), [known])[0]
    beside = judged(contents({"number": "vlam-aaaaaa", "title": "Đường"}, {"title": "Đường"}), [known])
    assert [row.record for row in beside] == ["k", alone.record]
    assert beside[1].twin == known
    assert beside[1].same_as == 4


@_patiently
@given(some.permutations(["named", "new"]))
def test_a_renamed_work_and_a_new_one_of_its_old_title_are_two(order: list[str]) -> None:
    """An export renames an imported work and a row below takes up its old title: neither is lost."""
    (made,) = judged(contents({"title": "Đường"}))
    known = Known(id=made.record, number="VLAM-AAAAAA", title="Đường", is_draft=True)
    rows = {"named": {"number": "VLAM-AAAAAA", "title": "Đường mới"}, "new": {"title": "Đường"}}
    read = contents(*(rows[one] for one in order))
    found = dict(zip(order, judged(read, [known], {made.record: made.draft}), strict=True))
    assert (found["named"].record, found["named"].verdict) == (made.record, Verdict.CHANGED)
    assert found["new"].verdict is Verdict.NEW
    again = dict(zip(order, judged(read, [known], saved(found.values())), strict=True))
    assert {row.verdict for row in again.values()} == {Verdict.UNCHANGED}


def test_what_was_exported_may_change_what_stands_just_so() -> None:
    """A note of the export lets a row change the draft of a form, as long as the draft is still the same."""
    known = Known(id="k", number="N-1", title="Đường", is_draft=True)
    fields = SHEET.fields[1:]
    there = {"title": "Đường", "place": "Đông"}
    notes = {"N-1": importing.digest(there, fields)}
    row = {"number": "N-1", "title": "Cầu", "place": "Đông"}
    verdicts = [
        judged(contents(row, notes=given), [known], {"k": stands})[0].verdict
        for given, stands in (
            (notes, there),
            (notes, there | {"place": "Tây"}),
            ({}, there),
            ({}, there | {IMPORTED: "yes"}),
            ({}, row | {"title": " Cầu"}),
            (notes, None),
        )
    ]
    assert verdicts == [
        Verdict.CHANGED,
        Verdict.TOUCHED,
        Verdict.TOUCHED,
        Verdict.CHANGED,
        Verdict.UNCHANGED,
        Verdict.SUBMITTED,
    ]


def test_what_changes_in_a_draft_is_named_field_by_field() -> None:
    """Old and new beside each other: choices by name, long texts around the place where they part."""
    long = "Đổ bê tông dày 18 cm, rộng 3,5 m, dài 1.200 m; xây rãnh thoát nước hai bên, trồng cây dọc đường. "
    there = {"title": "Đường", "kind": "model", "start": "5/2/2025", "place": "Đông", "description": long * 3}
    row = there | {
        "kind": "construction",
        "start": "05/02/2025",
        "place": "",
        "description": long * 3 + "Thêm cầu.",
    }
    read = contents({**row, "number": "N-1"})
    known = Known(id="k", number="N-1", title="Đường", is_draft=True)
    changes = judged(read, [known], {"k": there | {IMPORTED: "yes"}})[0].changes
    assert [[written(one, "vi") for one in (c.label, c.before or "–", c.after or "–")] for c in changes] == [
        ["Loại", "Mô hình", "Công trình"],
        ["Mô tả", "…hai bên, trồng cây dọc đường.", "…hai bên, trồng cây dọc đường. Thêm cầu."],
        ["Địa điểm", "Đông", "–"],
    ]
    assert judged(read)[0].changes == judged(read, [known], {"k": there})[0].changes == ()


@_patiently
@given(some.text("ab ", max_size=300), some.text("ab ", max_size=300))
def test_a_change_is_short_and_shows_what_differs(before: str, after: str) -> None:
    """Two texts that differ never read alike, however long what they share."""
    field = next(field for field in SHEET.fields if field.name == "description")
    found = [*comparing.changes((field,), {field.name: before}, {field.name: after})]
    assert bool(found) == (clean(before) != clean(after))
    for change in found:
        assert change.before != change.after
        assert all(len(str(text)) <= comparing.MOST + 2 for text in (change.before, change.after))


def test_drafts_of_an_earlier_file_that_are_missing_are_named() -> None:
    """Renamed in the file, a work becomes a new one: its draft is told, those typed here are not."""
    (made,) = judged(contents({"title": "Đường"}))
    known = [Known(id=id_, number=id_, title=id_, is_draft=True) for id_ in (made.record, "typed", "gone")]
    drafts = saved([made]) | {"typed": {"title": "Cầu"}}
    there = {id_: draft or {} for id_, draft in drafts.items()}
    renamed, same = (judged(contents({"title": title})) for title in ("Đường mới", "Đường"))
    assert [one.id for one in importing.missing(renamed, known, there)] == [made.record]
    assert not list(importing.missing(same, known, there))


def test_a_cell_that_says_nothing_takes_nothing_away() -> None:
    """A formula in a corrected file does not empty the answer that stands in the draft."""
    there = {"title": "Đường", "place": "Đông", IMPORTED: "yes"}
    read = contents({"title": "Đường", "meaning": "Ý nghĩa"})
    problem = read.problem(4, Problem("place", message("Place")))
    row = Row(at=4, typed=read.rows[0].typed, problems=(problem,))
    read = Contents(tab=read.tab, fields=read.fields, columns=read.columns, rows=(row,))
    record = judged(read)[0].record
    after = judged(read, drafts={record: there})[0]
    assert after.verdict is Verdict.CHANGED
    assert (after.draft["place"], after.draft["meaning"]) == ("Đông", "Ý nghĩa")
    assert problem in after.problems


def test_rows_that_are_too_long_are_refused_by_their_cell() -> None:
    """What cannot be stored is told before anything is."""
    row = judged(contents({"title": "Đường", "description": "ấ" * 32_000, "meaning": "ấ" * 32_000}))[0]
    assert row.verdict is Verdict.REFUSED
    assert [problem.field for problem in row.problems] == ["description"]
