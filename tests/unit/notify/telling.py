"""Who would be told what of a life, without table, queue or SES; and a letter of every kind."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

import msgspec

from services.core.campaign.model import Campaign
from services.core.language.message import Language, Text, message
from services.core.people.person import Grant, Person, Role
from services.core.record.history import event_of
from services.core.reporting.issued import File, IssuedReport, figure
from services.core.vietnam import VIETNAM
from services.core.work import commands as c
from services.notify import recipients
from services.notify.compose import Composed, compose
from services.notify.intent import Intent, Kind
from services.notify.letter import Letter
from services.notify.other_letters import invitation_letter, report_letter, sign_in_letter
from services.notify.passage import Passage, passage
from services.notify.record_letters import record_letter
from tests.unit.record import life as life_
from tests.unit.work import lives
from tests.unit.work.lives import COMMANDS, FACTS, PEOPLE, Life, campaign

AnyLife: TypeAlias = life_.Life[Any]

SITE = "https://thi-dua.example"
KEY = b"a-key-for-tests-and-nothing-else-0123456789"


def heard(
    life: AnyLife, sequence: int = 0, people: Mapping[str, Person] = PEOPLE, at: Campaign | None = None
) -> tuple[Passage, tuple[Intent, ...]]:
    """What hearing the event of that sequence (or the last one) leads to, as the record stands now."""
    entry = life.history[(sequence or len(life.history)) - 1]
    event = event_of(life.record, entry)
    place = passage(life.record, life.history, entry.sequence)
    noted = recipients.notices(event, place, at or campaign())
    known = {
        holder: [p for p in people.values() if holder in p.holders(campaign().id)]
        for holder in (*(notice.holder for notice in noted), recipients.OFFICE)
    }
    lost = recipients.stranded(event, place, noted, known, at or campaign())
    return place, recipients.intents(event, place.now, noted, lost, known, at or campaign())


def told(
    life: AnyLife, sequence: int = 0, people: Mapping[str, Person] = PEOPLE, at: Campaign | None = None
) -> set[tuple[str, str]]:
    """The same as pairs of kind and person."""
    _, found = heard(life, sequence, people, at)
    return {(intent.kind.value, intent.person.id) for intent in found}


def letters(life: Life, sequence: int = 0) -> Iterator[tuple[Intent, Letter]]:
    """The letters about that event."""
    place, found = heard(life, sequence)
    for intent in found:
        yield intent, record_letter(intent, place, campaign(), SITE)


def letter(life: Life, kind: Kind, language: Language = "vi") -> Composed:
    """The first letter of that kind about the life's last event, in that language."""
    place, found = heard(life)
    intent = next(intent for intent in found if intent.kind is kind)
    reader = msgspec.structs.replace(intent.person, language=language)
    intent = msgspec.structs.replace(intent, person=reader)
    return compose(record_letter(intent, place, campaign(), SITE), campaign(), language)


REPORT = IssuedReport(
    campaign="vinh-linh-70",
    schedule="weekly",
    moment=datetime(2024, 10, 13, 23, 59, 59, tzinfo=VIETNAM),
    issued_at=datetime(2024, 10, 14, 7, 0, tzinfo=VIETNAM),
    title=Text(vi="Báo cáo tuần", en="Weekly report"),
    to=("office", "leader"),
    figures=(
        figure(message("Unit"), Decimal("1234.5")),
        figure(Text(vi="Đơn vị đã đăng ký", en="Units registered"), Text(vi="14 trên 18", en="14 of 18")),
        figure(Text(vi="Hồ sơ đang chờ giải quyết", en="Records waiting"), 9),
    ),
    files=(
        File(key="reports/weekly.xlsx", name="Báo cáo tuần 13-10-2024.xlsx", type="application/vnd.ms-excel"),
    ),
)


def sign_in(language: Language = "vi") -> Composed:
    """The e-mail of a sign-in."""
    return compose(sign_in_letter("0f" * 16, KEY, campaign(), SITE), campaign(), language)


def report(language: Language = "vi") -> Composed:
    """The e-mail of a report."""
    return compose(report_letter(REPORT, "leader", campaign(), SITE, attached=True), campaign(), language)


def invitation(language: Language = "vi") -> Composed:
    """The e-mail to somebody who was given every role at once, and one elsewhere."""
    council = dict.fromkeys((Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY, Role.COUNCIL), "sang-kien")
    of = {Role.UNIT: "vinh-lam", Role.BODY: "phong-tckh", Role.SEAT: "ubnd", **council}
    grants = (
        *(Grant(campaign="vinh-linh-70", role=role, of=of.get(role, "")) for role in reversed(Role)),
        Grant(campaign="another", role=Role.UNIT, of="elsewhere"),
    )
    person = Person(id="p", email="lan@vinh-lam.example", name="Lan", language=language, grants=grants)
    return compose(invitation_letter(person, campaign(), SITE), campaign(), language)


def _long() -> Life:
    """A unit that writes a lot."""
    title = "Xây dựng tuyến đường giao thông nông thôn kiểu mẫu " * 4 + "đoạn qua thôn Tiên Mỹ 1 và Tiên Mỹ 2"
    facts = msgspec.structs.replace(
        FACTS, title=title, description="Bê tông hóa mặt đường.\n" * 8, place="Thôn" + "x" * 90
    )
    return lives.draft().do("author", c.Submit(facts=facts))


def _stranded() -> Life:
    first = lives.submitted().do("appraiser", COMMANDS["conflict"])
    return first.do("second appraiser", COMMANDS["conflict"])


#: A life for every letter about a work, and the kind to look at.
EVERY = {
    "waiting to appraise": (lives.submitted, Kind.WAITING),
    "waiting to appraise, long": (_long, Kind.WAITING),
    "waiting to appraise again": (lambda: lives.returned().do("author", COMMANDS["resubmit"]), Kind.WAITING),
    "waiting, sent back": (
        lambda: lives.appraised().do("party seat", COMMANDS["send back, party"]),
        Kind.WAITING,
    ),
    "waiting to approve": (lives.appraised, Kind.WAITING),
    "waiting, stand-in": (
        lambda: lives.submitted().do("office", COMMANDS["reassign, body"]),
        Kind.WAITING,
    ),
    "waiting to amend": (lives.amending, Kind.WAITING),
    "waiting to verify": (lives.completed, Kind.WAITING),
    "returned": (lives.returned, Kind.RETURNED),
    "approved": (lives.approved, Kind.DECIDED),
    "declined": (lives.declined, Kind.DECIDED),
    "verified early": (lives.verified, Kind.DECIDED),
    "not achieved": (lives.not_achieved, Kind.DECIDED),
    "claim sent back": (lambda: lives.completed().do("appraiser", COMMANDS["send claim back"]), Kind.DECIDED),
    "amendment approved": (
        lambda: lives.half_amended().do("ubnd seat", COMMANDS["agree, ubnd"]),
        Kind.DECIDED,
    ),
    "amendment declined": (
        lambda: lives.amending().do("ubnd seat", COMMANDS["refuse, ubnd"]),
        Kind.DECIDED,
    ),
    "taken back": (lambda: lives.declined().do("ubnd seat", COMMANDS["take back"]), Kind.DECIDED),
    "receipt": (lives.submitted, Kind.RECEIPT),
    "receipt, long": (_long, Kind.RECEIPT),
    "receipt of an answer": (lambda: lives.returned().do("author", COMMANDS["resubmit"]), Kind.RECEIPT),
    "stranded": (_stranded, Kind.STRANDED),
}


@cache
def every(language: Language) -> dict[str, Composed]:
    """A letter of every kind and decision, in that language, by what it is."""
    of_works = {name: letter(life(), kind, language) for name, (life, kind) in EVERY.items()}
    others = {"sign-in": sign_in(language), "report": report(language), "invitation": invitation(language)}
    return of_works | others
