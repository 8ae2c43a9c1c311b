"""The office, a commune, and whoever decides for them."""

import pytest

from services.core.campaign.model import Campaign
from services.core.people.person import Person
from services.review.app import app
from tests.flow.visitor import Visitor, announce


@pytest.fixture
def ngoc(campaign: Campaign) -> Person:  # noqa: ARG001 - people live in its cloud
    """Runs the campaign."""
    return announce("Lê Thị Ngọc", "office", home="phong-noi-vu")


@pytest.fixture
def lan(campaign: Campaign) -> Person:  # noqa: ARG001 - the same
    """Acts for commune Vĩnh Lâm, alone."""
    return announce("Nguyễn Thị Lan", "unit:vinh-lam")


@pytest.fixture
def mai(campaign: Campaign) -> Person:  # noqa: ARG001 - the same
    """Holds a seat, and another role."""
    return announce("Võ Thị Mai", "seat:ubnd", "unit:van-phong", home="ubnd-huyen")


@pytest.fixture
def desk(ngoc: Person) -> Visitor:
    """The office before its desk."""
    return Visitor(app, ngoc)
