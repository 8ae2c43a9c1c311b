"""Whether somebody of whom a record speaks is this person, whose account may be younger than the record."""

from itertools import product

import msgspec
import pytest

from services.core.people.person import Person, person_id
from services.core.record.record import Record
from services.core.record.who import is_barred, is_meant, is_namesake
from services.core.subjects.subject import Details
from tests.unit.initiative.lives import PEOPLE, UNIT, submitted
from tests.unit.record.life import START, campaign, person

RECORD: Record = submitted().record
#: Let in under one address, has another one by now.
FIRST, NOW = "an.cu@vinh-lam.example", "an@vinh-lam.example"
OTHERS = "an.khac@vinh-lam.example"


def visitor(*holders: str, home: str = "elsewhere") -> Person:
    """Trần Văn An, with these roles."""
    given = person("an", *holders, home=home)
    return msgspec.structs.replace(given, id=person_id(FIRST), name="Trần Văn An", email=NOW)


VISITORS = {
    "member": visitor(f"unit:{UNIT}"),
    "at home there": visitor("secretary:sang-kien", home=UNIT),
    "from elsewhere": visitor("secretary:sang-kien", "unit:vinh-thuy"),
}
#: Addresses that stand in the record, and whether they tell that it is the visitor: `None` where they do not.
ADDRESSES = {
    NOW: True,
    f" {NOW.upper()}": True,
    FIRST: True,
    OTHERS: False,  # somebody else signs in with it
    "": None,
    "khong.ai@vinh-lam.example": None,
    "cua.an@vinh-lam.example": None,  # the visitor's own, between the two
}
NAMES = {
    "Trần Văn An": True,
    "trần  văn an": True,
    "TRAN VAN AN": True,
    "Trần Văn Ân": True,
    "Lê Bình": False,
}


def owner(email: str) -> str:
    """Who signs in with which address."""
    return {OTHERS: "another", "cua.an@vinh-lam.example": person_id(FIRST)}.get(email, "")


@pytest.mark.parametrize(("who", "email", "name"), [*product(VISITORS, ADDRESSES, NAMES)])
def test_an_address_tells_else_the_name_within_the_unit(who: str, email: str, name: str) -> None:
    """The own address bars under any name, another who signs in with theirs does not; else the name."""
    told = ADDRESSES[email]
    expected = NAMES[name] and who != "from elsewhere" if told is None else told
    assert is_meant(VISITORS[who], RECORD, Details(name=name, email=email), owner) is expected


def test_whoever_is_named_is_barred_whatever_was_noted() -> None:
    """What is known by now counts beside own unit, own record and declared conflicts."""
    free = PEOPLE["secretary"]
    assert not is_barred(free, RECORD, campaign(), START.date())
    assert is_barred(free, RECORD, campaign(), START.date(), is_named=True)
    assert is_barred(PEOPLE["author"], RECORD, campaign(), START.date(), is_named=False)
    assert is_namesake(PEOPLE["author"], "AUTHOR", RECORD)
    assert not is_namesake(free, free.name, RECORD)
