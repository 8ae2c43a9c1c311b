"""The campaign file: what is right is read exactly, what is wrong is named by line and field, all at once."""

import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from services.core.campaign import syntax
from services.core.campaign.file import CampaignFileError, read
from services.core.campaign.model import Campaign, Direction, UnitKind
from services.core.vietnam import VIETNAM

PLAN = (Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml").read_text()

#: A campaign as small as one can be, for mistakes to be made in.
SMALL = """\
id = "small"
short = { vi = "Nhỏ", en = "Small" }
title = { vi = "Đợt thi đua nhỏ", en = "A small campaign" }
slogan = { vi = "Thi đua", en = "Emulate" }
launch = 2024-09-30T07:30:00
registration_deadline = 2024-12-31T17:00:00
closing = { vi = "Khi tổng kết", en = "When summed up" }
office = "office"
contact = "office@small.example"
holidays = [2025-01-01]

[[areas]]
id = "economy"
name = { vi = "Kinh tế", en = "Economy" }
body = "finance"
substitute = "culture"
source = { where = "III.1" }

[[units]]
id = "office"
code = "OFF"
name = { vi = "Văn phòng", en = "Office" }
kind = "agency"

[[units]]
id = "hamlet"
code = "HAM"
name = { vi = "Thôn", en = "Hamlet" }
kind = "quarter"
parent = "office"

[[bodies]]
id = "finance"
name = { vi = "Tài chính", en = "Finance" }
unit = "office"

[[bodies]]
id = "culture"
name = { vi = "Văn hóa", en = "Culture" }
unit = "hamlet"

[[seats]]
id = "chair"
name = { vi = "Chủ tịch", en = "Chair" }
unit = "office"
substitute = "culture"

[terms]
minimum_works = 1
minimum_initiatives = 1
appraisal_days = 10
approval_days = 5
verification_days = 10
answer_days = 5
due_hour = 17:00:00
source = { where = "III" }

[reminders]
before = [3, 1]
after = [1]
registration = [7]
escalation = [{ to = "head", after = 3 }, { to = "office", after = 5 }]
source = { where = "V" }

[issuer]
body = "Ủy ban"
place = "Vĩnh Linh"
code = "UBND"
authority = "TM. ỦY BAN"
title = "CHỦ TỊCH"
signer = "Nguyễn Văn A"
recipients = ["Lưu: VT"]
"""

TARGET = """
[[targets]]
id = "rice"
name = { vi = "Lúa", en = "Rice" }
area = "economy"
kind = "flow"
direction = "at_least"
value = 10
measure = { vi = "tấn", en = "tonnes" }
owner = "office"
source = { where = "III" }
"""

UNIT = """
[[units]]
id = "third"
code = "THI"
name = { vi = "Ba", en = "Three" }
kind = "mass"
parent = "office"

"""

COUNCIL = """
[[councils]]
id = "council"
name = { vi = "Hội đồng", en = "Council" }
tracks = ["initiative"]
unit = "office"
rule = { quorum = "2/3", share = "1/2", denominator = "all", secret = false, proxies = false, tie = "fails", \
source = { where = "IV" } }
"""

LAW = """
[[legal]]
id = "filing-1"
rule = "filing"
name = { vi = "Nộp", en = "Filing" }
value = 1
measure = "years"
effective = 2012-04-25
source = { where = "Đ5" }
"""


def problems(text: str | bytes) -> list[tuple[int, str, str]]:
    """Line, field and English sentence of every mistake in `text`."""
    with pytest.raises(CampaignFileError) as caught:
        read(text)
    found = caught.value.problems
    return [(p.line, p.field, p.message.sentence.format_map(p.message.values)) for p in found]


def wrong(old: str, new: str, text: str = SMALL) -> list[tuple[int, str, str]]:
    """The mistakes after one replacement; the line is counted from the line of `old`."""
    assert text.count(old) >= 1, old
    start = text[: text.index(old)].count("\n") + 1
    return [(line - start, field, says) for line, field, says in problems(text.replace(old, new, 1))]


# --- what is right ---------------------------------------------------------------------------------


def test_the_whole_plan_is_a_campaign() -> None:
    """The first campaign that the software runs: 18 communes and towns, 6 areas, 10 targets, 2 seats."""
    plan = read(PLAN)
    assert sum(unit.kind in {UnitKind.COMMUNE, UnitKind.TOWN} for unit in plan.units) == 18
    assert (len(plan.areas), len(plan.targets), len(plan.seats)) == (6, 10, 2)
    assert plan.launch == datetime(2024, 9, 30, 7, 30, tzinfo=VIETNAM)
    assert plan.registration_deadline == datetime(2024, 12, 31, 17, tzinfo=VIETNAM)
    assert plan.close is None
    yield_ = plan.target("rice-yield")
    assert (yield_.direction, yield_.value, yield_.high) == (Direction.RANGE, 55, 57)
    assert plan.target("population-growth").value == Decimal("0.53")


def test_rows_are_found_by_their_id() -> None:
    """A campaign answers by id, and says so when it has none of that id."""
    plan = read(PLAN)
    assert plan.unit("vinh-lam").code == "VLAM"
    assert plan.area("economy").name.en == "Economy"
    assert plan.body("phong-vhtt").unit == "phong-vhtt"
    assert plan.seat("ubnd").unit == "ubnd-huyen"
    assert plan.council("sang-kien").rule.share == "2/3"
    with pytest.raises(KeyError, match="nowhere"):
        plan.unit("nowhere")


def test_example_people_are_marked_and_no_number_is_real() -> None:
    """The file carries nobody's name but the plan's own signer, and no telephone number that rings."""
    plan = read(PLAN)
    assert all(unit.phone.startswith("0233 000 ") for unit in plan.units)
    assert all("Ví Dụ" in unit.head for unit in plan.units if unit.example)
    assert {unit.kind for unit in plan.units if unit.example} == {
        UnitKind.QUARTER, UnitKind.ENTERPRISE, UnitKind.COOPERATIVE,
    }  # fmt: skip


def test_the_small_campaign_is_right() -> None:
    """What the tests below break is right before they break it."""
    assert isinstance(read(SMALL), Campaign)
    for rows in (TARGET, COUNCIL, LAW):
        assert read(SMALL + rows)


def test_moments_are_vietnams_and_cut_to_the_second() -> None:
    """A local date-time is Vietnam's time; one with an offset is the same moment in Vietnam's time."""
    assert read(SMALL).launch == datetime(2024, 9, 30, 7, 30, tzinfo=VIETNAM)
    moved = read(SMALL.replace("2024-09-30T07:30:00", "2024-09-30T00:30:00.75Z"))
    assert moved.launch == datetime(2024, 9, 30, 7, 30, tzinfo=VIETNAM)
    assert moved.launch.utcoffset() == timedelta(hours=7)


def test_bytes_with_a_mark_and_windows_line_ends_are_read() -> None:
    """A file saved by Notepad is as good as any."""
    windows = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    assert read(windows) == read(SMALL) == read("\ufeff" + SMALL)


# --- how it is written ------------------------------------------------------------------------------

NO_MOMENT = "This is no day or hour that exists. Write 2024-12-31, 17:00:00 or 2024-12-31T17:00:00."
TWICE = "This stands here for the second time; a key or a section may stand only once."
UNCLOSED = "A text is not closed with its quotation mark, or contains a character that is not allowed."
BRACKET = "A bracket is not closed, or a comma is missing."
NO_VALUE = "After the name of a key come an equals sign and its value."
UNREADABLE = "This line cannot be read: look at its quotation marks, brackets and commas."


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2024-12-31T17:00:00", "2024-02-30T17:00:00", NO_MOMENT),
        ("2024-12-31T17:00:00", "2024-13-01T17:00:00", NO_MOMENT),
        ("2024-12-31T17:00:00", "2024-12-31T25:00:00", NO_MOMENT),
        ("[2025-01-01]", "[2025-02-29]", NO_MOMENT),
        ("due_hour = 17:00:00", "due_hour = 7:00", NO_MOMENT),
        ('place = "Vĩnh Linh"', 'place = "Vĩnh Linh', UNCLOSED),
        ('place = "Vĩnh Linh"', 'place = "Vĩnh \\Linh"', UNCLOSED),
        ('place = "Vĩnh Linh"', 'place = "Vĩnh Linh"\nplace = "Hồ Xá"', TWICE),
        ('short = { vi = "Nhỏ", en = "Small" }', 'short = { vi = "Nhỏ", en = "Small"', BRACKET),
        ("[terms]", "[terms", BRACKET),
        ("[[seats]]", "[[seats]", BRACKET),
        ('office = "office"', 'office "office"', NO_VALUE),
        ("minimum_works = 1", "minimum_works = one", UNREADABLE),
        ("[issuer]", "[terms]", TWICE),
        ("before = [3, 1]", "before = [3,\n1", BRACKET),
        ("holidays = [2025-01-01]", 'x = """\nholidays = [2025-01-01]', UNCLOSED),
    ],
)
def test_slips_of_writing_are_named_by_line(old: str, new: str, says: str) -> None:
    """What is no TOML is said in words, with its line, and brings no other complaint with it."""
    found = wrong(old, new)
    assert [(field, said) for _, field, said in found] == [("", says)]
    assert found[0][0] in {0, 1}


def test_one_slip_does_not_hide_the_others() -> None:
    """Slips of writing and mistakes of content are named together, in the order of lines."""
    broken = (
        SMALL.replace("2024-12-31T17:00:00", "2024-11-31T17:00:00")
        .replace('kind = "quarter"', 'kind = "village"')
        .replace('unit = "hamlet"', 'unit = "hamlet')
        .replace("approval_days = 5", "approval_days = 0")
        .replace("[reminders]", "[reminders")
    )
    assert [(field, says) for _, field, says in problems(broken)] == [
        ("", NO_MOMENT),
        ("units.hamlet.kind", problems(broken)[1][2]),
        ("", UNCLOSED),
        ("terms.approval_days", "This must be a whole number, at least 1."),
        ("", BRACKET),
    ]


def test_a_line_set_aside_is_not_called_missing() -> None:
    """A key whose line cannot be read is complained of once, not again as missing or unknown elsewhere."""
    assert wrong('id = "office"', 'id = "office') == [(0, "", UNCLOSED)]


def test_a_text_that_is_no_file_at_all_is_refused() -> None:
    """Endless brackets, endless numbers, endless files and endless slips are told in a line each."""
    assert problems("a = " + "[" * 5000) == [(1, "", UNREADABLE)]
    assert problems("a = " + "9" * 5000) == [(1, "", UNREADABLE)]
    assert problems("#" * 1_000_001) == [(1, "", "The file is longer than 1000000 characters.")]
    assert len(problems("a = 1 2\n" * 200)) == 50
    assert problems("17:00:00 = 1\n") == [(1, "", NO_MOMENT)] * 2


def test_another_encoding_is_named_by_line() -> None:
    """A file that is not UTF-8 says from which line on."""
    says = "The file is not in UTF-8 from here on: save it again as UTF-8."
    assert problems(b"# one\n# two\nid = 'V\xe9'\n") == [(3, "", says)]


def test_what_breaks_only_at_the_end_has_the_line_where_it_began() -> None:
    """A bracket that is never closed is shown where it was opened, not at the end of the file."""
    assert [line for line, _, _ in problems(SMALL + "\nx = [1,\n2,\n")] == [SMALL.count("\n") + 2]
    assert syntax.parse("a = 1\nb = [").slips[0].line == 2


# --- keys and types ---------------------------------------------------------------------------------


NO_ID = (
    "An identifier has lower-case letters without marks, digits and single hyphens, such as “vinh-lam”, "
    "and at most 40 characters."
)
NO_COLOUR = "There is no key “colour” here."
NO_DAY = "This must be a day, without quotation marks: 2024-12-31."
NO_KIND = "This must be one of: " + ", ".join(f'"{kind}"' for kind in UnitKind) + "."
NO_UNIT = "No row of [[units]] has the id “nobody”."
NO_BODY = "No row of [[bodies]] has the id “nobody”."
NO_AREA = "No row of [[areas]] has the id “sport”."
AT_LEAST_1 = "This must be a whole number, at least 1."
SAME_UNIT = "The substitute must belong to another unit than the one that it stands in for."
HOLIDAY_TWICE = "“2025-01-01” stands here for the second time."


def test_every_key_that_is_missing_is_named() -> None:
    """An empty file is told all that it needs, by field."""
    found = problems("")
    fields = {field for _, field, _ in found}
    assert {"id", "title", "launch", "areas", "units", "terms", "issuer"} <= fields
    assert not {"close", "plan_date", "version"} & fields
    assert {says for _, _, says in found} == {"This key is missing."}


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ('kind = "agency"', 'kind = "agency"\ncolour = 1', "units.office.colour", NO_COLOUR),
        (
            'office = "office"', 'ofice = "office"', "ofice",
            "There is no key “ofice” here; perhaps “office” is meant.",
        ),
        ('office = "office"', 'office = "office"\nversion = 3', "version", "There is no key “version” here."),
        ('id = "hamlet"', "id = 3", "units.2.id", "This must be a text in quotation marks."),
        (
            'id = "hamlet"', 'id = "Thôn"', "units.Thôn.id",
            NO_ID,
        ),
        (
            'code = "HAM"', 'code = "h"', "units.hamlet.code",
            "A code has 2 to 6 capital letters without marks or digits, such as “VLAM”.",
        ),
        ('vi = "Thôn"', 'vi = ""', "units.hamlet.name.vi", "The text is empty."),
        ('vi = "Thôn"', 'vi = "  "', "units.hamlet.name.vi", "The text is empty."),
        ('vi = "Thôn"', 'vi = "Thôn "', "units.hamlet.name.vi", "The text begins or ends with a space."),
        (
            'vi = "Thôn"', f'vi = "{unicodedata.normalize("NFD", "Thôn")}"', "units.hamlet.name.vi",
            "The Vietnamese letters are typed in pieces (NFD). Type or save the text in NFC.",
        ),
        (
            'vi = "Thôn"', 'vi = "Th\\u0007ôn"', "units.hamlet.name.vi",
            "The text contains an invisible character (U+0007). Delete it.",
        ),
        (
            'vi = "Thôn"', 'vi = "Th\u202eôn"', "units.hamlet.name.vi",
            "The text contains an invisible character (U+202E). Delete it.",
        ),
        (
            'name = { vi = "Thôn", en = "Hamlet" }', 'name = "Thôn"', "units.hamlet.name",
            "This must be a section, or keys with their values in braces.",
        ),
        (
            "holidays = [2025-01-01]", "holidays = 2025-01-01", "holidays",
            "This must be a list in brackets, or a section with [[ ]] for each row.",
        ),
        (
            "[2025-01-01]", "[2025-01-01T00:00:00]", "holidays.1",
            NO_DAY,
        ),
        ("[2025-01-01]", '["2025-01-01"]', "holidays.1", NO_DAY),
        ("[2025-01-01]", "[1025-01-01]", "holidays.1", "The year must lie between 1900 and 2200."),
        (
            "launch = 2024-09-30T07:30:00", "launch = 2024-09-30", "launch",
            "This must be a day with its hour, without quotation marks: 2024-12-31T17:00:00.",
        ),
        (
            "launch = 2024-09-30T07:30:00", "launch = 0001-01-01T00:00:00+14:00", "launch",
            "The year must lie between 1900 and 2200.",
        ),
        ("17:00:00\nsource", '"17 giờ"\nsource', "terms.due_hour",
         "This must be an hour, without quotation marks: 17:00:00."),
        ("minimum_works = 1", "minimum_works = true", "terms.minimum_works",
         "This must be a whole number, at least 0."),
        ("minimum_works = 1", "minimum_works = 1.5", "terms.minimum_works",
         "This must be a whole number, at least 0."),
        ("minimum_works = 1", "minimum_works = 9999999999", "terms.minimum_works",
         "This must be a whole number, at least 0."),
        ("answer_days = 5", "answer_days = 0", "terms.answer_days", AT_LEAST_1),
        ('kind = "quarter"', 'kind = "quarter"\nexample = "yes"', "units.hamlet.example",
         "This must be true or false."),
        ('to = "head"', 'to = "boss"', "reminders.escalation.1.to",
         'This must be one of: "head", "office", "leader".'),
        ('kind = "quarter"', "kind = [1]", "units.hamlet.kind",
         NO_KIND),
    ],
)  # fmt: skip
def test_each_value_is_held_to_its_type(old: str, new: str, field: str, says: str) -> None:
    """A wrong key or value is named with its line and field, in words that say how to mend it."""
    assert (field, says) in [(where, said) for line, where, said in wrong(old, new) if line in {0, 1}]


@pytest.mark.parametrize("number", ['"10"', "true", "nan", "inf", "1e20", "0.00000001", "2024-01-01"])
def test_a_number_is_a_number_that_a_plan_could_name(number: str) -> None:
    """Neither texts nor infinities nor figures of absurd length pass for a target's value."""
    text = SMALL + TARGET
    says = "This must be a number with a point before decimals, such as 0.53."
    assert wrong("value = 10", f"value = {number}", text) == [(0, "targets.rice.value", says)]


def test_a_report_on_the_eighth_day_of_the_week_is_refused() -> None:
    """Weekdays run from 1 to 7."""
    found = wrong("weekday = 1 ", "weekday = 8 ", PLAN)
    assert found == [(0, "reports.weekly.weekday", "This must be a whole number from 1 to 7.")]


def test_a_key_that_would_disturb_the_terminal_is_shown_safely() -> None:
    """A control character in a key's name is written out, not sent to the screen."""
    (mistake,) = wrong('office = "office"', 'office = "office"\n"\\u001b[31m" = 1')
    assert "\x1b" not in mistake[1] + mistake[2]


def test_rows_of_one_broken_section_are_all_named() -> None:
    """One broken row does not hide the next one, nor its own further mistakes."""
    broken = SMALL.replace('code = "OFF"', 'code = "o"').replace('kind = "agency"', 'kind = "x"')
    broken = broken.replace('code = "HAM"', "code = 1").replace('parent = "office"', 'parent = "nobody"')
    assert [field for _, field, _ in problems(broken)] == [
        "units.office.code", "units.office.kind", "units.hamlet.code", "units.hamlet.parent",
    ]  # fmt: skip


# --- rules between values ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("[terms]", UNIT.replace("third", "hamlet") + "[terms]", "units.hamlet.id",
         "“hamlet” stands here for the second time."),
        ('code = "HAM"', 'code = "OFF"', "units.hamlet.code", "“OFF” stands here for the second time."),
        ("[2025-01-01]", "[2025-01-01, 2025-01-01]", "holidays.2", HOLIDAY_TWICE),
        ("before = [3, 1]", "before = [3, 3]", "reminders.before.2", "“3” stands here for the second time."),
        ('office = "office"', 'office = "nobody"', "office", NO_UNIT),
        ('body = "finance"', 'body = "nobody"', "areas.economy.body", NO_BODY),
        (
            'substitute = "culture"', 'substitute = "finance"', "areas.economy.substitute",
            SAME_UNIT,
        ),
        (
            'substitute = "culture"\n\n', 'substitute = "finance"\n\n', "seats.chair.substitute",
            SAME_UNIT,
        ),
        ('unit = "hamlet"', 'unit = "nobody"', "bodies.culture.unit", NO_UNIT),
        (
            "2024-12-31T17", "2024-09-30T07", "registration_deadline",
            "The registration deadline lies before the launch.",
        ),
        (
            'office = "office"', 'office = "office"\nclose = 2024-11-30T17:00:00', "close",
            "The campaign closes before the registration deadline.",
        ),
        (
            'office = "office"', 'office = "office"\nplan_date = 2024-10-01', "plan_date",
            "The plan's day lies after the launch.",
        ),
        (
            "after = 5", "after = 3", "reminders.escalation.2.after",
            "Each step of the escalation comes later than the one before.",
        ),
        (
            'parent = "office"', 'parent = "hamlet"', "units.hamlet.parent",
            "Through its parents this unit stands below itself.",
        ),
        (
            'source = { where = "V" }', 'source = { where = "V", assumed = true }', "reminders.source",
            "This is assumed, but no row of [[assumptions]] is about “reminders”.",
        ),
    ],
)  # fmt: skip
def test_values_are_held_to_one_another(old: str, new: str, field: str, says: str) -> None:
    """What contradicts another part of the file is named at the value to be mended."""
    text = SMALL.replace('substitute = "culture"\nsource', 'substitute = "culture" \nsource')
    text = text if old in text else SMALL
    assert [(where, said) for _, where, said in wrong(old, new, text)] == [(field, says)]


def test_a_ring_of_parents_ends() -> None:
    """Units that stand below each other are all named, and one below such a ring is not."""
    ring = SMALL.replace('kind = "agency"', 'kind = "agency"\nparent = "hamlet"') + UNIT
    assert [field for _, field, _ in problems(ring)] == ["units.office.parent", "units.hamlet.parent"]


def test_a_section_without_rows_is_refused() -> None:
    """Without areas, units, bodies or seats nothing could be registered or decided."""
    start, end = SMALL.index("[[areas]]"), SMALL.index("[[units]]")
    emptied = SMALL[:start].replace("[2025-01-01]", "[2025-01-01]\nareas = []") + SMALL[end:]
    assert [(field, says) for _, field, says in problems(emptied)] == [
        ("areas", "At least one row is needed here.")
    ]


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ('"at_least"', '"range"', "targets.rice", "A range needs its upper end, “high”."),
        (
            '"at_least"\nvalue = 10', '"range"\nvalue = 10\nhigh = 10', "targets.rice.high",
            "The upper end of a range must lie above its lower end, “value”.",
        ),
        ("value = 10", "value = 10\nhigh = 11", "targets.rice.high", "Only a range has an upper end."),
        ('area = "economy"', 'area = "sport"', "targets.rice.area", NO_AREA),
        (
            'kind = "flow"', 'kind = "level"\nbaseline = 5', "targets.rice",
            "A level that is to be reached needs “by”: from where, and by when.",
        ),
        (
            'kind = "flow"', 'kind = "level"\nby = 2025-12-31', "targets.rice",
            "A level that is to be reached needs “baseline”: from where, and by when.",
        ),
    ],
)  # fmt: skip
def test_targets_are_whole(old: str, new: str, field: str, says: str) -> None:
    """A target can be judged: a range has both ends, a level its start and its day."""
    assert [(where, said) for _, where, said in wrong(old, new, SMALL + TARGET)] == [(field, says)]


def test_a_broken_target_is_not_complained_of_twice() -> None:
    """Where a value is already wrong, no rule that needs it adds to the list."""
    text = (SMALL + TARGET).replace('"at_least"', '"range"').replace("value = 10", 'value = "a"\nhigh = "b"')
    assert [field for _, field, _ in problems(text)] == ["targets.rice.value", "targets.rice.high"]
    text = (SMALL + TARGET).replace('"at_least"', '"sideways"')
    assert [field for _, field, _ in problems(text)] == ["targets.rice.direction"]


@pytest.mark.parametrize("part", ["3/2", "1/0", "0/3", "0.5", "two thirds"])
@pytest.mark.parametrize("field", ["quorum", "share"])
def test_a_part_is_a_fraction_of_at_most_the_whole(field: str, part: str) -> None:
    """A quorum above 1, or one that is no fraction, is refused."""
    text = SMALL + COUNCIL
    old = {"quorum": 'quorum = "2/3"', "share": 'share = "1/2"'}[field]
    ((line, where, _),) = wrong(old, f'{field} = "{part}"', text)
    assert (line, where) == (0, f"councils.council.rule.{field}")


def test_a_whole_is_a_part_too() -> None:
    """All members may be asked for."""
    assert read((SMALL + COUNCIL).replace('"2/3"', '"3/3"')).council("council").rule.quorum == "3/3"


def test_versions_of_a_rule_of_law_follow_one_another() -> None:
    """No day has two versions of one rule, none ends before it begins, a figure has its measure."""
    second = LAW.replace("filing-1", "filing-2").replace("2012-04-25", "2020-01-01")
    both = SMALL + LAW + second
    says = "On 2020-01-01 another version of “filing” is still in force: give that one its “until”."
    assert [(f, s) for _, f, s in problems(both)] == [("legal.filing-2.effective", says)]
    ended = both.replace("effective = 2012-04-25", "effective = 2012-04-25\nuntil = {}")
    assert read(ended.replace("{}", "2019-12-31", 1))
    assert [f for _, f, _ in problems(ended.replace("{}", "2020-01-01", 1))] == ["legal.filing-2.effective"]
    assert [f for _, f, _ in problems(ended.replace("{}", "2012-04-24", 1))] == ["legal.filing-1.until"]
    assert [f for _, f, _ in problems((SMALL + LAW).replace('measure = "years"\n', ""))] == ["legal.filing-1"]
    unnamed = (SMALL + LAW).replace('rule = "filing"\n', "")
    assert [f for _, f, _ in problems(unnamed)] == ["legal.filing-1.rule"]


def test_assumptions_are_about_something() -> None:
    """An assumption names a field, a row or a section of the file; an assumed source needs one above it."""
    assumed = SMALL.replace('source = { where = "V" }', 'source = { where = "V", assumed = true }')
    row = '\n[[assumptions]]\nabout = "{}"\ntext = {{ vi = "Chọn", en = "Chosen" }}\n'
    for about in ("reminders", "reminders.source"):
        assert read(assumed + row.format(about))
    assert read(SMALL + row.format("plan_number"))
    assert [f for _, f, _ in problems(SMALL + row.format("nothing"))] == ["assumptions.1.about"]
    assert [f for _, f, _ in problems(SMALL + row.format("units.office") * 2)] == ["assumptions.2.about"]
    assert [f for _, f, _ in problems(SMALL + row.format("units.office").replace("about", "abuot"))] == [
        "assumptions.1.about", "assumptions.1.abuot",
    ]  # fmt: skip


def test_holidays_of_the_plan_are_working_days_lost() -> None:
    """The holidays of 2024 and 2025 that the due times of the campaign must skip."""
    days = read(PLAN).holidays
    tet = [date(2025, 1, 27) + timedelta(days=n) for n in range(5)]
    assert {*tet, date(2025, 1, 1), date(2025, 4, 7), date(2025, 4, 30), date(2025, 5, 1)} <= set(days)
    assert {date(2024, 9, 2), date(2024, 9, 3), date(2025, 9, 2)} <= set(days)


def test_an_error_is_readable_by_itself() -> None:
    """Whoever logs the exception sees lines, fields and sentences."""
    with pytest.raises(CampaignFileError, match="1: id: This key is missing"):
        read("")
