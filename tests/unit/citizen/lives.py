"""Citizens put forward: the people around one record, and histories that lead to every situation."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from services.core.citizen import commands as c
from services.core.citizen.citizen import Citizen, Facts
from services.core.people.person import Person
from services.core.record.people import Named
from tests.unit.record import life
from tests.unit.record.life import START, named, person

UNIT, STRANGER_UNIT = "vinh-lam", "vinh-thuy"
COUNCIL, OTHER_COUNCIL = "thi-dua-khen-thuong", "sang-kien"

FACTS = Facts(
    title="Hiến 200 m² đất mở rộng đường thôn",
    area="economy",
    description="Hiến đất, dời hàng rào và góp 12 ngày công làm đường.",
    labour=Decimal(12),
    land=Decimal(200),
    start=date(2024, 9, 2),
    end=date(2024, 9, 30),
    place="Thôn Tiên Mỹ",
    beneficiaries="85 hộ",
    evidence="Biên bản họp thôn ngày 30/9/2024",
    people=(Named(subject="c1.household"),),
)

PEOPLE: dict[str, Person] = {
    "author": person("author", f"unit:{UNIT}", home=UNIT),
    "colleague": person("colleague", f"unit:{UNIT}", home=UNIT),
    "stranger": person("stranger", f"unit:{STRANGER_UNIT}", home=STRANGER_UNIT),
    "chair": person("chair", f"chair:{COUNCIL}"),
    "vice-chair": person("vice-chair", f"vice_chair:{COUNCIL}"),
    "chair of the unit": person("chair of the unit", f"chair:{COUNCIL}", home=UNIT),
    "secretary": person("secretary", f"secretary:{COUNCIL}"),
    "member": person("member", f"council:{COUNCIL}"),
    "chair of the other council": person("chair of the other council", f"chair:{OTHER_COUNCIL}"),
    "appraiser": person("appraiser", "body:phong-tckh"),
    "seat": person("seat", "seat:ubnd"),
    "office": person("office", "office"),
    "leader": person("leader", "leader"),
    "nobody": person("nobody"),
}

Life = life.Life[Citizen]

COMMANDS: dict[str, c.Command] = {
    "submit": c.Submit(facts=FACTS),
    "resubmit": c.Resubmit(facts=FACTS, answer="Đã bổ sung biên bản"),
    "withdraw": c.Withdraw(reason="Đề nghị cùng hồ sơ khác"),
    "return": c.Return(missing="Biên bản họp thôn", due=START + timedelta(days=7)),
    "recognise": c.Recognise(),
    "recognise with a remark": c.Recognise(remark="Phiên họp ngày 15/10/2024"),
    "refuse": c.Refuse(reasons="Đã được công nhận năm 2023"),
    "take back": c.TakeBack(reason="Nhầm hồ sơ"),
    "conflict": c.DeclareConflict(reason="Người thân"),
    "hand over": c.HandOver(reason="Đi công tác dài ngày"),
    "move": c.Move(unit=STRANGER_UNIT),
}


def draft() -> Life:
    """Nothing was submitted yet."""
    record = Citizen(id="c1", campaign="vinh-linh-70", unit=UNIT, number="VL-23ABCD", made_by="author")
    return Life(record, PEOPLE)


def submitted() -> Life:
    """The chair has it."""
    return draft().do("author", COMMANDS["submit"])


def deputised() -> Life:
    """The chair declared a conflict: the vice-chair has it."""
    return submitted().do("chair", COMMANDS["conflict"])


def handed_over() -> Life:
    """The office gave it to the vice-chair."""
    return submitted().do("office", COMMANDS["hand over"])


def returned() -> Life:
    """The locality has to answer."""
    return submitted().do("chair", COMMANDS["return"])


def recognised() -> Life:
    """The council said yes."""
    return submitted().do("chair", COMMANDS["recognise"])


def recognised_by_deputy() -> Life:
    """The council said yes, and the vice-chair recorded it."""
    return deputised().do("vice-chair", COMMANDS["recognise"])


def refused() -> Life:
    """The council said no."""
    return submitted().do("chair", COMMANDS["refuse"])


def withdrawn() -> Life:
    """The locality gave it up."""
    return submitted().do("author", COMMANDS["withdraw"])


SITUATIONS: dict[str, Callable[[], Life]] = named(
    draft, submitted, deputised, handed_over, returned, recognised, recognised_by_deputy, refused, withdrawn
)
