"""What a campaign is, once its file has been read.

The shapes below are the published schema of the campaign file (docs/campaign-file.md) and what the table
stores. Identifiers are short ASCII words chosen by the file (`ho-xa`, `economy`); names are for people.
"""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, TypeVar

from msgspec import Meta

from services.core.campaign.unit import Code, EarlierName, Id, Row, Unit, UnitKind
from services.core.language.message import Text

__all__ = ["Code", "EarlierName", "Id", "Row", "Unit", "UnitKind"]


class Source(Row, frozen=True, kw_only=True):
    """Where a figure or a rule comes from: the plan's section, an article of a decree, or an assumption.

    `assumed` marks what the plan leaves open and the file had to choose.
    """

    where: str
    assumed: bool = False


class Area(Row, frozen=True, kw_only=True):
    """A field of emulation; `body` appraises its works, `substitute` the works of that body's own unit."""

    id: Id
    name: Text
    body: Id
    substitute: Id
    source: Source


class Body(Row, frozen=True, kw_only=True):
    """An appraising body; `unit` is the unit whose body it is.

    From the day `until` on, `successor` has what this one had.
    """

    id: Id
    name: Text
    unit: Id
    until: date | None = None
    successor: Id | None = None


class Seat(Row, frozen=True, kw_only=True):
    """One of the approvals that a work needs; `substitute` is the body that decides for `unit`'s own.

    From the day `until` on, `successor` decides in its place, and what this one decided stands.
    """

    id: Id
    name: Text
    unit: Id
    substitute: Id
    until: date | None = None
    successor: Id | None = None


class Track(StrEnum):
    """The kinds of record."""

    WORK = "work"
    INITIATIVE = "initiative"
    CITIZEN = "citizen"


#: A part of a whole, above 0 and at most 1, as a fraction (`"2/3"`), so that two thirds stay exact.
Part = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,3}/[1-9][0-9]{0,3}$")]


class CouncilRule(Row, frozen=True, kw_only=True):
    """How a council decides; each choice is a field because the law leaves it to the council's regulation.

    `quorum` is the part of all members who must attend, `share` the part of `denominator` whose votes in
    favour carry a case.
    """

    quorum: Part
    share: Part
    denominator: Literal["all", "present"]
    secret: bool
    proxies: bool
    tie: Literal["chair", "fails"]
    source: Source


class Council(Row, frozen=True, kw_only=True):
    """A council that votes in sessions on one or more tracks."""

    id: Id
    name: Text
    tracks: tuple[Track, ...]
    unit: Id
    rule: CouncilRule


class TargetKind(StrEnum):
    """Flow: added up over a year. Level: a stock at a moment. Ratio: judged as last reported."""

    FLOW = "flow"
    LEVEL = "level"
    RATIO = "ratio"


class Direction(StrEnum):
    """When an actual meets its target."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"
    ABOVE = "above"
    RANGE = "range"
    ABOUT = "about"
    KEEP = "keep"


class Target(Row, frozen=True, kw_only=True):
    """A number of the campaign (chỉ tiêu); `owner` is the unit that reports the actuals.

    `high` is the upper end of a range, absent otherwise. A level starts at `baseline` on the launch day and
    is to be reached by the end of `by`.
    """

    id: Id
    name: Text
    area: Id
    kind: TargetKind
    direction: Direction
    value: Decimal
    high: Decimal | None = None
    measure: Text
    per_year: bool = False
    baseline: Decimal | None = None
    by: date | None = None
    owner: Id
    source: Source


class LegalRule(Row, frozen=True, kw_only=True):
    """One dated version of a rule of law; a decision stores the `id` of the version that it used.

    `rule` names the rule whatever its version. A rule without a figure (a governing decree) has no `value`.
    """

    id: Id
    rule: Id
    name: Text
    value: Decimal | None = None
    measure: Literal["years", "months"] | None = None
    effective: date
    until: date | None = None
    source: Source


#: A number of days, at least one.
Days = Annotated[int, Meta(ge=1)]


class Terms(Row, frozen=True, kw_only=True):
    """Due times in working days, the hour at which a day's term ends, and the minimums.

    `minimum_works` is asked of every unit that registers, `minimum_initiatives` of every cadre.
    """

    minimum_works: Annotated[int, Meta(ge=0)]
    minimum_initiatives: Annotated[int, Meta(ge=0)]
    appraisal_days: Days
    approval_days: Days
    verification_days: Days
    answer_days: Days
    due_hour: time
    source: Source


class Escalation(Row, frozen=True, kw_only=True):
    """Who is told when something is `after` days late: the head of the body, the office, leadership."""

    to: Literal["head", "office", "leader"]
    after: Days


class Reminders(Row, frozen=True, kw_only=True):
    """When to remind, in days before and after the due day (0 is the day itself), and who is told next.

    `registration` are the days before the registration deadline on which units below the minimum hear of it.
    """

    before: tuple[Annotated[int, Meta(ge=0)], ...]
    after: tuple[Days, ...]
    registration: tuple[Annotated[int, Meta(ge=0)], ...]
    escalation: tuple[Escalation, ...]
    source: Source


class ReportSchedule(Row, frozen=True, kw_only=True):
    """A report that is issued by itself. `weekday` is 1 (Monday) to 7; `to` names roles."""

    id: Id
    name: Text
    every: Literal["week"]
    weekday: Annotated[int, Meta(ge=1, le=7)]
    at: time
    to: tuple[Literal["office", "leader"], ...]
    source: Source


class Issuer(Row, frozen=True, kw_only=True):
    """Who issues the campaign's documents, as NĐ 30/2020/NĐ-CP lays them out."""

    parent: str = ""
    body: str
    place: str
    code: str
    authority: str
    title: str
    signer: str
    recipients: tuple[str, ...]


class Assumption(Row, frozen=True, kw_only=True):
    """Something that the plan leaves open and the file chose. `about` is the path of the field or row."""

    about: str
    text: Text


#: Fields of a campaign that its file does not set: the loads count themselves.
NOT_IN_FILE = frozenset({"version"})


class Campaign(Row, frozen=True, kw_only=True):
    """One movement. Moments are aware; the file writes them in Vietnam's time.

    `short` is the title for head lines and subjects. `close` is absent while the campaign runs "until
    declared", in the words of `closing`. `office` is the unit that runs the campaign, `contact` the e-mail
    address that people may write to. `version` counts the loads, from 1; 0 is a file that was never loaded.
    """

    id: Id
    title: Text
    short: Text
    slogan: Text
    plan_number: str = ""
    plan_date: date | None = None
    launch: datetime
    registration_deadline: datetime
    close: datetime | None = None
    closing: Text
    office: Id
    contact: str
    areas: tuple[Area, ...]
    units: tuple[Unit, ...]
    bodies: tuple[Body, ...]
    seats: tuple[Seat, ...]
    councils: tuple[Council, ...] = ()
    targets: tuple[Target, ...] = ()
    legal: tuple[LegalRule, ...] = ()
    terms: Terms
    reminders: Reminders
    reports: tuple[ReportSchedule, ...] = ()
    issuer: Issuer
    holidays: tuple[date, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    version: int = 0

    def unit(self, unit_id: str) -> Unit:
        """The unit of that id. Raises: KeyError."""
        return _by_id(self.units, unit_id)

    def area(self, area_id: str) -> Area:
        """The area of that id. Raises: KeyError."""
        return _by_id(self.areas, area_id)

    def body(self, body_id: str) -> Body:
        """The appraising body of that id. Raises: KeyError."""
        return _by_id(self.bodies, body_id)

    def seat(self, seat_id: str) -> Seat:
        """The approver's seat of that id. Raises: KeyError."""
        return _by_id(self.seats, seat_id)

    def council(self, council_id: str) -> Council:
        """The council of that id. Raises: KeyError."""
        return _by_id(self.councils, council_id)

    def target(self, target_id: str) -> Target:
        """The target of that id. Raises: KeyError."""
        return _by_id(self.targets, target_id)


R = TypeVar("R", Unit, Area, Body, Seat, Council, Target)


def _by_id(rows: tuple[R, ...], wanted: str) -> R:
    for row in rows:
        if row.id == wanted:
            return row
    raise KeyError(wanted)
