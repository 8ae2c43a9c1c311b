"""What the office does with people's data leaves ids in the log, and never a word about anybody."""

import msgspec

from services.core.people import store as people
from services.core.rights import store as requests
from services.core.rights.request import What
from tests.conftest import TestCloud
from tests.flow.review.conftest import Cast, browser, cast
from tests.flow.review.test_personal_data import FATHER, LIST, PERSON, SEN, ask, office, sen
from tests.flow.visitor import CAMPAIGN, Visitor
from tests.security.test_logs import Secrets
from tests.told import Told

__all__ = ["browser", "cast", "office", "sen"]  # fixtures of the pages' own tests


def test_no_word_about_anybody_is_logged(
    office: Visitor, sen: object, cast: Cast, cloud: TestCloud, told: Told
) -> None:
    """Asked, entered, found, corrected, withdrawn, refused, erased, with mistakes on the way: ids only."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    assert sen
    secrets = Secrets()
    secrets.add(SEN.name, SEN.telephone, SEN.address, FATHER.name, FATHER.telephone, "Xin xóa tên con tôi")
    secrets.add("Lê Thị Sen Hồng", "Gia đình yêu cầu", cast.author.name, cast.author.email)
    secrets.add(cast.colleague.name, cast.colleague.email)
    own = Visitor(app, cast.author)
    own.press(own.get("/registration/me/request"), words="Xin xóa tên con tôi")
    own.press(own.get("/registration/me/request"), what="delete", words="Xin xóa tên con tôi")
    ask(office, What.DELETE, name="")
    request = ask(office, What.DELETE, words="Xin xóa tên con tôi").action.rpartition("/")[2]
    office.get(f"{LIST}/people?unit=vinh-lam&q=le+thi+sen")
    office.press(office.get(f"{LIST}/people/{PERSON}?request={request}"))
    office.press(office.get(f"{LIST}/people/{PERSON}/correct"), birth="không rõ")
    office.press(office.get(f"{LIST}/people/{PERSON}/correct"), name="Lê Thị Sen Hồng")
    office.press(office.get(f"{LIST}/people/{PERSON}/withdraw"), how="telephone")
    office.press(office.get(f"{LIST}/people/{PERSON}/erase?request={request}"))
    office.press(
        office.get(f"{LIST}/requests/{request}"), do="answer", outcome="done", note="Gia đình yêu cầu"
    )
    people.save(msgspec.structs.replace(cast.colleague, grants=()))
    office.press(office.get(f"{LIST}/accounts/{cast.colleague.id}"))
    cloud.pump.drain()
    assert len(requests.of_campaign(CAMPAIGN)) == 2
    lines = "\n".join(told.everything)
    assert PERSON in lines
    assert "an event was passed on" in lines
    assert secrets.found_in(lines) == set()
