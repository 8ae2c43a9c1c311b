"""The people of a commune, of the body that appraises for it, and of both seats."""

import pytest

from services.core.campaign.model import Campaign
from services.core.people.person import Person
from tests.flow.registration.works import TYPED
from tests.flow.visitor import Visitor, announce


@pytest.fixture
def lan(campaign: Campaign) -> Person:  # noqa: ARG001 - people live in its cloud
    """A member of commune Vĩnh Lâm."""
    return announce("Nguyễn Thị Lan", "unit:vinh-lam")


@pytest.fixture
def minh(campaign: Campaign) -> Person:  # noqa: ARG001 - people live in its cloud
    """Her colleague."""
    return announce("Lê Văn Minh", "unit:vinh-lam")


@pytest.fixture
def appraiser(campaign: Campaign) -> Person:  # noqa: ARG001 - people live in its cloud
    """Appraises the area of economy."""
    return announce("Phạm Thị Hoa", "body:phong-tckh", home="phong-tckh")


@pytest.fixture
def approvers(campaign: Campaign) -> tuple[Person, Person]:  # noqa: ARG001 - the same
    """One for each seat."""
    return (
        announce("Hoàng Văn Đức", "seat:huyen-uy", home="huyen-uy"),
        announce("Võ Thị Mai", "seat:ubnd", home="ubnd-huyen"),
    )


@pytest.fixture
def visitor(lan: Person) -> Visitor:
    """Lan before her browser, signed in."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    return Visitor(app, lan)


@pytest.fixture
def colleague(minh: Person) -> Visitor:
    """Minh before his."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    return Visitor(app, minh)


@pytest.fixture
def submitted(visitor: Visitor) -> str:
    """The id of a work that Lan has submitted."""
    check = visitor.press(visitor.get("/registration/records/new"), do="continue", **TYPED)
    assert visitor.press(check).status == 200
    return check.action.split("/")[3]
