"""Inviting people: told once, adding to what they have, complete even where it broke off."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.core import events
from services.core.people import store
from services.core.people.invitation import invitation
from services.core.people.person import Grant, Person, Role, person_id
from services.core.table import ConflictError
from tests.conftest import TestCloud

CAMPAIGN = "vinh-linh-70"
NOW = datetime(2024, 10, 7, 1, tzinfo=UTC)
MEMBER = Grant(campaign=CAMPAIGN, role=Role.UNIT, of="vinh-lam")
APPRAISER = Grant(campaign=CAMPAIGN, role=Role.BODY, of="phong-tckh")
OFFICE = Grant(campaign=CAMPAIGN, role=Role.OFFICE)
ELSEWHERE = Grant(campaign="another", role=Role.OFFICE)


def person(*grants: Grant, **changes: Any) -> Person:  # noqa: ANN401 - any field
    """Lan with these roles."""
    email = "lan@vinh-lam.example"
    fields = {"email": email, "name": "Nguyễn Thị Lan", "home": "vinh-lam", **changes}
    return Person(id=person_id(email), grants=grants or (MEMBER,), **fields)


def told(cloud: TestCloud) -> events.Event:
    """The event on Lan's profile."""
    item = cloud.table.get_item(Key={"pk": f"P#{person().id}", "sk": "P"})["Item"]
    return events.decode(str(item["event"]))


def test_an_invitation_writes_the_person_and_says_so(cloud: TestCloud) -> None:
    """Profile and roles as by saving, and on the profile the event that the relay passes on."""
    assert store.invite(person(MEMBER, OFFICE), NOW, causation="request-1")
    assert store.get(person().id) == person(OFFICE, MEMBER)
    assert [holder.id for holder in store.holders_of(CAMPAIGN, "office")] == [person().id]
    event = told(cloud)
    assert (event.type, event.subject, event.campaign) == ("PersonInvited", person().id, CAMPAIGN)
    assert (event.sequence, event.causation, event.occurred_at) == (1, "request-1", NOW)
    assert "lan" not in events.encode(event).lower().replace("vinh-lam", "")


def test_the_same_invitation_is_the_same_event(cloud: TestCloud) -> None:
    """Repeated, in another order of roles or with a new name, it tells nobody anything new."""
    store.invite(person(MEMBER, OFFICE), NOW)
    first = told(cloud)
    assert not store.invite(person(OFFICE, MEMBER), NOW.replace(hour=5))
    assert not store.invite(person(MEMBER, OFFICE, name="Nguyễn Lan"), NOW)
    assert told(cloud) == first
    found = store.get(person().id)
    assert found is not None
    assert found.name == "Nguyễn Lan"


def test_another_invitation_is_the_next_event(cloud: TestCloud) -> None:
    """Its sequence follows, so that whoever hears them out of order knows which is newer."""
    store.invite(person(MEMBER), NOW)
    assert store.invite(person(OFFICE), NOW)
    assert told(cloud).sequence == 2


def test_whoever_is_known_keeps_what_they_have(cloud: TestCloud) -> None:
    """Other roles, of this campaign or another, the language that they chose, and their home."""
    assert cloud
    store.save(person(APPRAISER, ELSEWHERE, home="phong-tckh"))
    store.prefer(person().id, "en")
    store.invite(person(MEMBER, home="", name="Nguyễn Lan"), NOW)
    found = store.get(person().id)
    assert found is not None
    assert set(found.grants) == {APPRAISER, ELSEWHERE, MEMBER}
    assert (found.language, found.home, found.name) == ("en", "phong-tckh", "Nguyễn Lan")
    (appraiser,) = store.holders_of(CAMPAIGN, APPRAISER.holder)
    assert appraiser.of(CAMPAIGN, Role.UNIT) == ("vinh-lam",), "or they would judge their own unit's records"


def test_saving_and_preferring_leave_the_invitation_alone(cloud: TestCloud) -> None:
    """A profile that is changed for another reason is no new invitation, and forgets none."""
    store.invite(person(), NOW)
    before = told(cloud)
    store.save(person(MEMBER, OFFICE, home=""))
    store.prefer(person().id, "en")
    assert told(cloud) == before
    found = store.get(person().id)
    assert found is not None
    assert found.home == ""


def test_of_two_at_once_both_are_told(cloud: TestCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads before the other writes finds out, reads again and adds to it."""
    seen = [None]  # as the first to come saw it: nobody was invited yet
    real = store._last_event  # noqa: SLF001 - the reading between which and the writing another comes

    monkeypatch.setattr(store, "_last_event", lambda who: seen.pop() if seen else real(who))
    assert store.invite(person(OFFICE), NOW)
    seen.append(None)
    assert store.invite(person(MEMBER), NOW)
    found = store.get(person().id)
    assert found is not None
    assert set(found.grants) == {OFFICE, MEMBER}
    assert told(cloud).sequence == 2


def test_what_never_stops_changing_is_given_up(cloud: TestCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a few tries whoever invites is told so, instead of writing over another's work."""
    store.invite(person(OFFICE), NOW)
    monkeypatch.setattr(store, "_last_event", lambda _: None)
    with pytest.raises(ConflictError):
        store.invite(person(MEMBER), NOW)
    assert told(cloud).sequence == 1


def test_what_broke_off_is_completed_by_inviting_again(
    cloud: TestCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Roles come first: whoever is told of them has them, and nobody is told of roles that are not there."""
    with monkeypatch.context() as broken:

        def ends(*_: object) -> None:
            raise KeyboardInterrupt

        broken.setattr(store.table, "update", ends)
        with pytest.raises(KeyboardInterrupt):
            store.invite(person(), NOW)
    assert "Item" not in cloud.table.get_item(Key={"pk": f"P#{person().id}", "sk": "P"})
    assert store.invite(person(), NOW)
    assert told(cloud).sequence == 1


@pytest.mark.parametrize("grants", [(), (MEMBER, ELSEWHERE)])
def test_an_invitation_is_to_roles_of_one_campaign(grants: tuple[Grant, ...]) -> None:
    """To nothing nobody is invited, and an e-mail speaks of one campaign."""
    nobody = Person(id="p", email="a@x.example", name="A", grants=grants)
    with pytest.raises(ValueError, match="one campaign"):
        invitation(nobody, 1, NOW)
