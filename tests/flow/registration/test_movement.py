"""The campaign's public page: what anybody reads who comes by."""

import pytest

from services.core.campaign.model import Campaign
from tests.conftest import HeldClock
from tests.flow.visitor import Visitor, announce

PAGE = "/registration/campaign"


@pytest.fixture
def stranger(campaign: Campaign) -> Visitor:  # noqa: ARG001 - its pages show the campaign
    """A browser in which nobody is signed in."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    return Visitor(app)


def test_the_page_answers_what_one_comes_for(stranger: Visitor, campaign: Campaign) -> None:
    """The slogan, the dates, every area and target, what each kind of reader does, and whom to ask."""
    text = stranger.get("/registration").text
    office = campaign.unit(campaign.office)
    assert campaign.slogan.vi in text
    assert "17 giờ 00 ngày 31/12/2024" in text
    assert "trên 42.000 tấn mỗi năm" in text
    assert all(area.name.vi in text for area in campaign.areas)
    assert all(target.name.vi in text for target in campaign.targets)
    assert all(what in text for what in ("đăng ký công trình", "nộp sáng kiến", "gương Nhân dân"))
    assert all(what in text for what in (office.name.vi, office.phone, office.address, campaign.contact))
    assert "thời hạn 1 năm" in text


def test_it_is_complete_in_english(stranger: Visitor, campaign: Campaign) -> None:
    """Whoever reads English gets all of it."""
    text = stranger.get(f"{PAGE}?lang=en").text
    assert campaign.slogan.en in text
    assert "above 42,000 tonnes a year" in text
    assert "5:00 pm, 31 December 2024" in text


def test_the_deadlines_second_still_counts(stranger: Visitor, held_clock: HeldClock) -> None:
    """Open until its last second; one second later the page says that registration ended, and when."""
    held_clock.set("2024-12-31T17:00:00+07:00")
    assert "Hạn đăng ký" in stranger.get(PAGE).text
    held_clock.forward(seconds=1)
    text = stranger.get(PAGE).text
    assert "Hạn đăng ký" not in text
    assert "Đã hết hạn đăng ký lúc 17 giờ 00 ngày 31/12/2024" in text


def test_the_signed_in_see_it_too(visitor: Visitor) -> None:
    """Whoever works here is led to their work, and still finds the page; it asks nobody to sign in twice."""
    assert visitor.get("/registration", follow=False).status == 303
    page = visitor.get(PAGE)
    assert page.status == 200
    assert not [link for link in page.links if "sign-in" in link.address]


@pytest.mark.usefixtures("campaign")
def test_somebody_without_a_role_hears_whom_to_ask() -> None:
    """Signed in and without a role there is no work to be led to."""
    from services.registration.app import app  # noqa: PLC0415 - needs the cloud's environment

    page = Visitor(app, announce("Trần Không Vai")).get("/registration")
    assert "phong-noi-vu@vinhlinh.example" in page.text
    assert page.status == 200
