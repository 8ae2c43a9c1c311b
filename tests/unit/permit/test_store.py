"""Permits in the table: what is told, and what two officials at once leave behind."""

from datetime import timedelta

import msgspec
import pytest

from services.core import events
from services.core.permit import permit as rules
from services.core.permit import store
from services.core.permit.permit import Permit
from services.core.table import ConflictError
from tests.conftest import TestCloud
from tests.unit.permit.test_permit import ENDED, PERMIT, UNTIL
from tests.unit.record.life import campaign

CAMPAIGN = "vinh-linh-70"
PLAN = campaign()
DAY = UNTIL.date()
pytestmark = pytest.mark.usefixtures("cloud")


def _item(cloud: TestCloud, scope: str = PERMIT.scope) -> dict[str, object]:
    return dict(cloud.table.get_item(Key={"pk": f"K#{CAMPAIGN}", "sk": scope})["Item"])


def test_a_grant_is_read_as_it_was_made_and_told_once(cloud: TestCloud) -> None:
    """Sent twice it is one grant and one event; granted anew it is two."""
    store.grant(CAMPAIGN, PERMIT, 0, "cause")
    again = msgspec.structs.replace(PERMIT, at=PERMIT.at + timedelta(seconds=2))
    store.grant(CAMPAIGN, again, 0, "another request")
    assert store.of_scope(CAMPAIGN, PERMIT.scope) == (PERMIT,)
    told = events.decode(str(_item(cloud)["event"]))
    assert (told.sequence, told.causation) == (1, "cause")
    longer = msgspec.structs.replace(PERMIT, until=UNTIL + timedelta(days=1))
    store.grant(CAMPAIGN, longer, 1)
    assert store.of_campaign(CAMPAIGN) == {PERMIT.scope: (PERMIT, longer)}
    assert events.decode(str(_item(cloud)["event"])).sequence == 2


def test_ending_keeps_the_grant_and_tells_no_second_time(cloud: TestCloud) -> None:
    """The event stays the grant's own, so that the relay passes nothing on."""
    store.grant(CAMPAIGN, PERMIT, 0)
    before = _item(cloud)["event"]
    (after,) = store.end(CAMPAIGN, PERMIT.scope, ENDED) or ()
    assert after.ended == ENDED
    assert _item(cloud)["event"] == before
    assert store.end(CAMPAIGN, PERMIT.scope, ENDED) is None
    assert store.end(CAMPAIGN, "unit:ho-xa", ENDED) is None


def test_unit_and_record_lift_the_deadline_each_by_itself() -> None:
    """A record's permit is for that record, a unit's for all that it registers; the furthest counts."""
    assert store.late_until(PLAN, "vinh-lam", DAY, "r1") is None
    store.grant(CAMPAIGN, PERMIT, 0)
    record = Permit(**{**msgspec.structs.asdict(PERMIT), "scope": rules.for_record("r1")})
    store.grant(CAMPAIGN, msgspec.structs.replace(record, until=UNTIL + timedelta(days=3)), 0)
    assert store.late_until(PLAN, "vinh-lam", DAY) == UNTIL
    assert store.late_until(PLAN, "vinh-lam", DAY, "r1") == UNTIL + timedelta(days=3)
    assert store.late_until(PLAN, "vinh-lam", DAY, "r2") == UNTIL
    assert store.late_until(PLAN, "ho-xa", DAY, "r1") == UNTIL + timedelta(days=3)
    assert store.late_until(PLAN, "ho-xa", DAY, "r2") is None


def test_of_two_officials_at_once_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is overtaken sees first what the other one granted; a button pressed twice grants once."""
    put = store.put

    def overtaken(other: Permit) -> None:
        def meanwhile(*given: object) -> None:
            monkeypatch.setattr(store, "put", put)
            store.grant(CAMPAIGN, other, 0)
            put(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(store, "put", meanwhile)

    overtaken(msgspec.structs.replace(PERMIT, at=PERMIT.at + timedelta(seconds=1)))
    assert len(store.grant(CAMPAIGN, PERMIT, 0)) == 1
    record = msgspec.structs.replace(PERMIT, scope=rules.for_record("r1"))
    overtaken(msgspec.structs.replace(record, reason="Bão", by="p"))
    with pytest.raises(ConflictError):
        store.grant(CAMPAIGN, record, 0)


def test_a_units_late_access_goes_to_whoever_stands_in_its_place() -> None:
    """From the day of the reorganisation on, until its moment; the furthest of all that were granted."""
    ended = msgspec.structs.replace(PLAN.unit("vinh-lam"), until=DAY, successors=("ho-xa", "vinh-o"))
    units = tuple(ended if unit.id == ended.id else unit for unit in PLAN.units)
    plan = msgspec.structs.replace(PLAN, units=units)
    store.grant(CAMPAIGN, PERMIT, 0)
    eve = DAY - timedelta(days=1)
    for unit, before, after in (("ho-xa", None, UNTIL), ("vinh-o", None, UNTIL), ("vinh-tu", None, None)):
        assert (store.late_until(plan, unit, eve), store.late_until(plan, unit, DAY)) == (before, after)
    own = Permit(**{**msgspec.structs.asdict(PERMIT), "scope": rules.for_unit("ho-xa"), "unit": "ho-xa"})
    store.grant(CAMPAIGN, msgspec.structs.replace(own, until=UNTIL + timedelta(days=3)), 0)
    assert store.late_until(plan, "ho-xa", DAY) == UNTIL + timedelta(days=3)
    assert store.end(CAMPAIGN, PERMIT.scope, ENDED)
    assert store.late_until(plan, "vinh-o", DAY) is None
