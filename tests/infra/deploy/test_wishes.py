"""What somebody types for a deployment is read, or told apart from what it could not be."""

import pytest

from infra.deploy.wishes import Office, domain_of, is_site, office_of
from services.core.people.person import Grant, Role, person_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Nguyễn Thị Lan <lan@vinh-linh.example>",
            Office(name="Nguyễn Thị Lan", email="lan@vinh-linh.example"),
        ),
        (
            "  Nguyễn Thị Lan   < lan@vinh-linh.example > ",
            Office(name="Nguyễn Thị Lan", email="lan@vinh-linh.example"),
        ),
        ("lan@vinh-linh.example", None),
        ("<lan@vinh-linh.example>", None),
        ("Nguyễn Thị Lan", None),
        ("Nguyễn Thị Lan <lan>", None),
        ("Nguyễn Thị Lan <>", None),
        ("", None),
    ],
)
def test_the_first_person_of_the_office_is_read(text: str, expected: Office | None) -> None:
    """As in an e-mail's header; without a name or an address it is nobody."""
    assert office_of(text) == expected


def test_the_first_person_may_let_others_in() -> None:
    """They have the office's role, in this campaign only, under the id that their address has everywhere."""
    person = Office(name="Lan", email="Lan@Vinh-Linh.example").person("vinh-linh-70")
    assert person.grants == (Grant(campaign="vinh-linh-70", role=Role.OFFICE),)
    assert person.id == person_id("lan@vinh-linh.example")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("https://thidua.donvi.vn", True),
        ("https://thidua.donvi.vn/", True),
        ("http://localhost:4700", True),
        ("thidua.donvi.vn", False),
        ("ftp://thidua.donvi.vn", False),
        ("https://thidua.donvi.vn/thidua", False),
        ("https://thidua.donvi.vn?x=1", False),
        ("https://", False),
        ("", False),
    ],
)
def test_a_front_is_scheme_and_host(*, text: str, right: bool) -> None:
    """Links in e-mails begin with it: a path there would lead nowhere."""
    assert is_site(text) is right


def test_the_domain_of_an_address() -> None:
    """What SES verifies, unless the address alone is asked for."""
    assert domain_of("thi-dua@vinh-linh.example") == "vinh-linh.example"
