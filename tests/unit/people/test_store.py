"""People in the table: one query each, and nothing of a role that was taken away."""

import pytest

from services.core.people import session, store
from services.core.people.person import Grant, Person, Role, person_id

pytestmark = pytest.mark.usefixtures("cloud")

CAMPAIGN = "vinh-linh-70"


def _person(email: str = "lan@vinh-lam.example", *grants: Grant) -> Person:
    return Person(
        id=person_id(email), email=email, name="Nguyễn Thị Lan", home="vinh-lam", grants=grants or (MEMBER,)
    )


MEMBER = Grant(campaign=CAMPAIGN, role=Role.UNIT, of="vinh-lam")
OFFICE = Grant(campaign=CAMPAIGN, role=Role.OFFICE)


def test_a_saved_person_comes_back_whole() -> None:
    """Name, address, language, home and every grant survive the table."""
    person = _person("lan@vinh-lam.example", MEMBER, OFFICE)
    store.save(person)
    found = store.get(person.id)
    assert found is not None
    assert found.holders(CAMPAIGN) == {"unit:vinh-lam", "office"}
    assert (found.name, found.email, found.language, found.home) == (
        person.name,
        person.email,
        "vi",
        "vinh-lam",
    )


def test_a_grant_taken_away_is_gone_everywhere() -> None:
    """Saving without a role removes it from the person and from the list of its holders."""
    store.save(_person("lan@vinh-lam.example", MEMBER, OFFICE))
    store.save(_person("lan@vinh-lam.example", OFFICE))
    found = store.get(person_id("lan@vinh-lam.example"))
    assert found is not None
    assert found.holders(CAMPAIGN) == {"office"}
    assert store.holders_of(CAMPAIGN, "unit:vinh-lam") == []


def test_holders_carry_what_an_email_needs() -> None:
    """Writing to everyone of a role takes no second read per person."""
    store.save(_person())
    store.save(_person("minh@vinh-lam.example"))
    holders = store.holders_of(CAMPAIGN, "unit:vinh-lam")
    assert {(h.email, h.name, h.language, h.home) for h in holders} == {
        ("lan@vinh-lam.example", "Nguyễn Thị Lan", "vi", "vinh-lam"),
        ("minh@vinh-lam.example", "Nguyễn Thị Lan", "vi", "vinh-lam"),
    }
    assert store.holders_of("another", "unit:vinh-lam") == []


def test_holders_carry_the_units_whose_records_are_their_own() -> None:
    """An appraiser who is also a member of a unit is known as such without a second read."""
    store.save(_person("lan@vinh-lam.example", MEMBER, OFFICE))
    (found,) = store.holders_of(CAMPAIGN, "office")
    assert found.of(CAMPAIGN, Role.UNIT) == ("vinh-lam",)
    assert found.has(CAMPAIGN, Role.OFFICE)
    (member,) = store.holders_of(CAMPAIGN, "unit:vinh-lam")
    assert member.grants == (MEMBER,)


def test_saving_leaves_sessions_alone() -> None:
    """Whoever changes their name stays signed in."""
    person = _person()
    store.save(person)
    cookie = session.start(person.id, 1000)
    store.save(person)
    assert session.find(cookie, 1001) is not None


def test_a_new_language_reaches_every_copy() -> None:
    """E-mails are written in the language that people chose last."""
    person = _person("lan@vinh-lam.example", MEMBER, OFFICE)
    store.save(person)
    cookie = session.start(person.id, 1000)
    store.prefer(person.id, "en")
    assert [holder.language for holder in store.holders_of(CAMPAIGN, "office")] == ["en"]
    found = session.find(cookie, 1001)
    assert found is not None
    assert found[0].language == "en"
    assert found[0].holders(CAMPAIGN) == {"unit:vinh-lam", "office"}
