"""A file of people: who comes out of it, and how each mistake is named."""

from collections.abc import Callable

import msgspec
import pytest

from infra import people
from infra.local.machine import PEOPLE
from infra.people import MistakesError, changes, entries, read
from services.core.campaign import file
from services.core.campaign.model import Campaign
from services.core.people.person import Grant, Person, Role, is_email, person_id
from tests.conftest import FILE

LAN = """
[[people]]
name = "Nguyễn Thị Lan"
email = "Lan@vinh-lam.example"
role = "unit"
of = "vinh-lam"
"""
APPRAISER = """
[[people]]
name = "Nguyễn Thị Lan"
email = "lan@vinh-lam.example"
role = "body"
of = "phong-tckh"
home = "phong-tckh"
language = "en"
"""
OFFICE = """
[[people]]
name = "Trần Văn Sơn"
email = "son@noi-vu.example"
role = "office"
"""


@pytest.fixture(scope="module")
def plan() -> Campaign:
    """The plan's campaign."""
    return file.read(FILE.read_bytes())


@pytest.fixture
def mistakes(plan: Campaign) -> Callable[[str], list[tuple[int, str, str]]]:
    """Line, field and sentence of each mistake of a text."""

    def found(text: str) -> list[tuple[int, str, str]]:
        with pytest.raises(MistakesError) as refused:
            read(text, plan)
        return [(each.line, each.field, each.message.sentence) for each in refused.value.problems]

    return found


def test_one_person_for_all_their_rows(plan: Campaign) -> None:
    """Whoever stands there twice, under one address however written, is one person with two roles."""
    lan, son = read(LAN + OFFICE + APPRAISER, plan)
    assert lan == Person(
        id=person_id("lan@vinh-lam.example"),
        email="lan@vinh-lam.example",
        name="Nguyễn Thị Lan",
        language="en",
        home="phong-tckh",
        grants=(
            Grant(campaign=plan.id, role=Role.UNIT, of="vinh-lam"),
            Grant(campaign=plan.id, role=Role.BODY, of="phong-tckh"),
        ),
    )
    assert (son.name, son.holders(plan.id), son.language, son.home) == ("Trần Văn Sơn", {"office"}, "vi", "")


def test_a_members_home_is_their_unit_unless_the_file_says_otherwise(plan: Campaign) -> None:
    """In whichever order the rows stand; what is written counts more than what is assumed."""
    (alone,) = read(LAN, plan)
    assert people.joined(None, alone).home == "vinh-lam"
    moved = msgspec.structs.replace(alone, home="phong-tckh")
    assert people.joined(moved, alone).home == "phong-tckh", (
        "nobody moves because they become a member elsewhere"
    )
    for text in (LAN + APPRAISER, APPRAISER + LAN):
        (lan,) = read(text, plan)
        assert (lan.home, lan.language) == ("phong-tckh", "en")


def test_the_example_people_are_of_the_campaign(plan: Campaign) -> None:
    """The same reader, for this machine and for a deployment; every row of the example holds."""
    rows = entries(PEOPLE.read_bytes())
    found = read(PEOPLE.read_bytes(), plan)
    assert len(rows) == sum(len(person.grants) for person in found) > 20
    assert [row.person(plan.id).id for row in rows[:3]] == [person.id for person in found[:3]]


@pytest.mark.parametrize(
    ("change", "line", "field", "says"),
    [
        (("Lan@vinh-lam.example", "lan"), 4, "people.1.email", "no e-mail address"),
        (("Lan@vinh-lam.example", "lân@vinh-lam.example"), 4, "people.1.email", "no e-mail address"),
        (("Lan@vinh-lam.example", "lan @vinh-lam.example"), 4, "people.1.email", "no e-mail address"),
        (('"unit"', '"member"'), 5, "people.1.role", "must be one of"),
        (('"unit"', '"leader"'), 6, "people.1.of", "leave this out"),
        (('"vinh-lam"', '"vinh-lan"'), 6, "people.1.of", "No row of [[{section}]]"),
        (('role = "unit"', 'role = "seat"'), 2, "people.1.home", "Name the unit that they belong to"),
        (('of = "vinh-lam"', 'off = "vinh-lam"'), 6, "people.1.off", "perhaps “{guess}” is meant"),
        (('of = "vinh-lam"', ""), 2, "people.1.of", "This key is missing"),
        (('name = "Nguyễn Thị Lan"', ""), 2, "people.1.name", "This key is missing"),
        (('of = "vinh-lam"', 'of = "vinh-lam"\nhome = "nowhere"'), 7, "people.1.home", "No row of"),
        (('of = "vinh-lam"', 'of = "vinh-lam"\nlanguage = "fr"'), 7, "people.1.language", "must be one of"),
        (("[[people]]", "[people]"), 2, "people", "must be a list"),
        (('"unit"', "unit"), 5, "", "cannot be read"),
    ],
)
def test_a_mistake_is_named_by_line_and_field(
    mistakes: Callable[[str], list[tuple[int, str, str]]],
    change: tuple[str, str],
    line: int,
    field: str,
    says: str,
) -> None:
    """An editor can jump to it, and the sentence says what to write instead."""
    assert change[0] in LAN
    found = mistakes(LAN.replace(*change))
    assert (line, field) in {(at, where) for at, where, _ in found}
    assert any(says in sentence for at, where, sentence in found if (at, where) == (line, field))


def test_rows_of_one_address_agree(mistakes: Callable[[str], list[tuple[int, str, str]]]) -> None:
    """Two names, homes or languages under one address are a slip of the keyboard in one of them."""
    other = APPRAISER.replace("Nguyễn Thị Lan", "Nguyễn Thị Lam").replace('"en"', '"vi"')
    other = other.replace('home = "phong-tckh"', 'home = "vinh-lam"')
    found = mistakes(APPRAISER + LAN + other.replace('of = "phong-tckh"', 'of = "phong-vhtt"'))
    assert [(line, field) for line, field, _ in found] == [
        (17, "people.3.name"),
        (21, "people.3.home"),
        (22, "people.3.language"),
    ]


def test_a_role_stands_there_once(mistakes: Callable[[str], list[tuple[int, str, str]]]) -> None:
    """The second row of the same role is pointed at."""
    assert [(line, field) for line, field, _ in mistakes(LAN + LAN)] == [(11, "people.2.role")]


def test_all_mistakes_are_named_at_once(mistakes: Callable[[str], list[tuple[int, str, str]]]) -> None:
    """Nobody mends a file of three hundred rows one mistake at a time."""
    text = LAN.replace("Lan@", "lan") + OFFICE.replace("office", "boss") + LAN.replace('vinh-lam"\n', 'x"\n')
    assert len(mistakes(text)) >= 3


def test_what_a_load_changes_is_told_before() -> None:
    """New people, new roles, another name or home; and the roles that stay though the file lacks them."""
    unit = Grant(campaign="c", role=Role.UNIT, of="vinh-lam")
    seat = Grant(campaign="c", role=Role.SEAT, of="ubnd")
    elsewhere = Grant(campaign="d", role=Role.OFFICE)
    before = Person(id="p", email="a@x.example", name="Lan", language="en", grants=(unit, elsewhere))
    given = Person(id="p", email="a@x.example", name="Nguyễn Lan", home="ubnd", grants=(seat,))
    told = [(each.sign, each.what) for each in changes(before, given, "c")]
    assert told == [("~", "Lan → Nguyễn Lan"), ("~", "∅ → ubnd"), ("+", "seat:ubnd"), ("=", "unit:vinh-lam")]
    (new,) = changes(None, given, "c")
    assert (new.sign, new.email, new.what) == ("+", "a@x.example", "Nguyễn Lan, seat:ubnd")
    at_home = msgspec.structs.replace(before, home="vinh-lam")
    assert list(changes(at_home, at_home, "c")) == []
    assert list(changes(before, people.joined(before, given), "d")) != []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("lan@vinh-lam.example", True),
        ("a.b+c@x.y.example", True),
        ("", False),
        ("lan", False),
        ("lan@", False),
        ("lan@@x.example", False),
        ("lan @x.example", False),
        ("nguyễn.lan@x.example", False),
        ("lan@example", False),
        ("lan@.example", False),
        ("@x.example", False),
        ("Lan <lan@x.example>", False),
        ("lan@x.example\n", False),
        ("a" * 65 + "@x.example", False),
        ("a@" + "x" * 250 + ".vn", False),
    ],
)
def test_an_address_is_one_that_e_mail_reaches(text: str, right: bool) -> None:  # noqa: FBT001 - a table
    """Whoever is let in under another one could never get the e-mail that lets them in."""
    assert is_email(text) is right
