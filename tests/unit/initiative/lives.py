"""Initiatives: the people around one, and histories that lead to every situation."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from services.core.initiative import commands as c
from services.core.initiative.initiative import Author, Facts, Funding, Initiative
from services.core.people.person import Person
from tests.unit.record import life
from tests.unit.record.life import START, named, person

UNIT, STRANGER_UNIT = "vinh-lam", "vinh-thuy"
#: The unit to which the council's secretary belongs.
COUNCIL_UNIT = "phong-noi-vu"
COUNCIL, OTHER_COUNCIL = "sang-kien", "thi-dua-khen-thuong"

FACTS = Facts(
    title="Cấy lúa theo hàng bằng khung kéo tay",
    area="economy",
    first_applied=date(2024, 3, 15),
    place="Hợp tác xã Tiên Mỹ",
    novelty="Trước đây cấy tay từng khóm, nay kéo khung cấy bốn hàng một lượt.",
    benefit="Giảm một nửa công cấy.",
    gain=45_000_000,
    reach="Các hợp tác xã trồng lúa trong huyện",
    funding=Funding.OTHER,
    people=(
        Author(subject="i1.author-1", accounts=("author",), share=Decimal(60)),
        Author(subject="i1.author-2", share=Decimal(40)),
    ),
)

PEOPLE: dict[str, Person] = {
    "author": person("author", f"unit:{UNIT}", home=UNIT),
    "clerk": person("clerk", f"unit:{UNIT}", home=UNIT),
    "colleague": person("colleague", f"unit:{UNIT}", home=UNIT),
    "stranger": person("stranger", f"unit:{STRANGER_UNIT}", home=STRANGER_UNIT),
    "secretary": person("secretary", f"secretary:{COUNCIL}", home=COUNCIL_UNIT),
    "secretary of the unit": person("secretary of the unit", f"secretary:{COUNCIL}", home=UNIT),
    "chair": person("chair", f"chair:{COUNCIL}"),
    "vice-chair": person("vice-chair", f"vice_chair:{COUNCIL}"),
    "member": person("member", f"council:{COUNCIL}"),
    "other secretary": person("other secretary", f"secretary:{OTHER_COUNCIL}"),
    "appraiser": person("appraiser", "body:phong-tckh"),
    "seat": person("seat", "seat:ubnd"),
    "office": person("office", "office"),
    "leader": person("leader", "leader"),
    "nobody": person("nobody"),
}

Life = life.Life[Initiative]

COMMANDS: dict[str, c.Command] = {
    "submit": c.Submit(facts=FACTS),
    "resubmit": c.Resubmit(facts=FACTS, answer="Đã bổ sung số liệu"),
    "withdraw": c.Withdraw(reason="Gộp với sáng kiến khác"),
    "confirm": c.Confirm(),
    "return": c.Return(missing="Số liệu so sánh", due=START + timedelta(days=7)),
    "accept": c.Accept(remark="Hồ sơ đầy đủ"),
    "take back": c.TakeBack(reason="Nhầm hồ sơ"),
    "conflict": c.DeclareConflict(reason="Người thân là tác giả"),
    "hand over": c.HandOver(reason="Đi công tác dài ngày"),
    "move": c.Move(unit=STRANGER_UNIT),
}


def draft() -> Life:
    """Nothing was submitted yet; a clerk who is no author began it."""
    record = Initiative(id="i1", campaign="vinh-linh-70", unit=UNIT, number="VL-23ABCD", made_by="clerk")
    return Life(record, PEOPLE)


def submitted() -> Life:
    """A colleague has to confirm it."""
    return draft().do("author", COMMANDS["submit"])


def returned_by_unit() -> Life:
    """The colleague wants more; nobody of the council has seen it."""
    return submitted().do("colleague", COMMANDS["return"])


def confirmed() -> Life:
    """The council's secretary has it."""
    return submitted().do("colleague", COMMANDS["confirm"])


def chaired() -> Life:
    """The secretary declared a conflict: the chair has it."""
    return confirmed().do("secretary", COMMANDS["conflict"])


def handed_over() -> Life:
    """The office gave it to the chair."""
    return confirmed().do("office", COMMANDS["hand over"])


def returned_by_council() -> Life:
    """The secretary wants more."""
    return confirmed().do("secretary", COMMANDS["return"])


def answered() -> Life:
    """What the secretary asked was answered: the secretary has it again."""
    return returned_by_council().do("author", COMMANDS["resubmit"])


def accepted() -> Life:
    """It waits for the council's session."""
    return confirmed().do("secretary", COMMANDS["accept"])


def accepted_by_chair() -> Life:
    """The same, by the chair."""
    return chaired().do("chair", COMMANDS["accept"])


def withdrawn() -> Life:
    """The unit gave it up."""
    return accepted().do("author", COMMANDS["withdraw"])


SITUATIONS: dict[str, Callable[[], Life]] = named(
    draft, submitted, returned_by_unit, confirmed, chaired, handed_over, returned_by_council, answered,
    accepted, accepted_by_chair, withdrawn,
)  # fmt: skip
