"""One unit's works, as the summary has them: what stands behind a line of the dashboard."""

from datetime import date

import msgspec
from chalice.app import Response

from services.core.campaign.model import Track
from services.core.campaign.succession import forebears
from services.core.language.message import Message, Text
from services.core.people.person import Role
from services.core.record.showing.wording import area_name, holder_name, shape, state_name
from services.core.vietnam import vietnam_day
from services.core.web.visit import NotFound, Visit
from services.core.work.judgement import is_overdue
from services.report import as_of, summary
from services.report.rows import Milestone, Row, by_unit, of_track

#: Where the office reads a record; a leader sees the figures only.
RECORD = "/review/records/"


class WorkLine(msgspec.Struct, frozen=True, kw_only=True):
    """One work at the moment looked at."""

    number: str
    title: str
    area: Text
    state: Message
    shape: str
    deadline: date
    overdue: bool
    holders: tuple[Message | Text, ...]
    path: str


def unit(visit: Visit, unit_id: str) -> Response:
    """The works of one unit, now or as of `?on=`."""
    campaign = visit.campaign
    known = next((one for one in campaign.units if one.id == unit_id), None)
    if known is None:
        raise NotFound
    then = as_of.read(visit.query.get("on", ""), campaign, visit.now)
    # What came from units that ended began with them: their rows are read, too.
    began = (unit_id, *forebears(campaign, unit_id, vietnam_day(visit.now)))
    rows = of_track({each: summary.of_unit(campaign.id, each) for each in began}, Track.WORK)
    lines = [
        _line(visit, row, milestone, vietnam_day(then.at))
        for row, milestone in by_unit(rows, then.at).get(unit_id, ())
    ]
    return visit.page("unit.html", unit=known, then=then, lines=lines)


def _line(visit: Visit, row: Row, now: Milestone, day: date) -> WorkLine:
    about = row.about(now)
    holders = dict.fromkeys(wait.holder for wait in now.waits)
    return WorkLine(
        number=row.number,
        title=about.title,
        area=area_name(about.area, visit.campaign),
        state=state_name(Track.WORK, now.state, now.outcome),
        shape=shape(Track.WORK, now.state, now.outcome),
        deadline=about.deadline,
        overdue=is_overdue(now.state, about.deadline, day),
        holders=tuple(holder_name(one, visit.campaign) for one in holders),
        path=RECORD + row.id if visit.has(Role.OFFICE) else "",
    )
