"""What is asked about a person, by the forms on the desk and by the workbook, and whom the answers mean."""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from services.core.campaign.model import Campaign
from services.core.form import Field, FieldValue, Kind, Problem
from services.core.language.message import Language, message
from services.core.people.person import Grant, Person, Role, clean_email, is_email, person_id
from services.core.people.roll.posts import posts, units

Values: TypeAlias = Mapping[str, FieldValue]

NAME = Field(name="name", kind=Kind.LINE, label=message("Family, middle and given name"), longest=100)
EMAIL = Field(name="email", kind=Kind.LINE, label=message("E-mail address"), longest=254)


def role_field(campaign: Campaign, today: date) -> Field:
    """Which role, of all that the campaign has to give."""
    return Field(name="role", kind=Kind.PICK, label=message("Role"), choices=posts(campaign, today))


def home_field(campaign: Campaign, today: date) -> Field:
    """To which unit somebody belongs."""
    return Field(
        name="home",
        kind=Kind.PICK,
        label=message("Unit that they belong to"),
        hint=message(
            "Needed for whoever decides: nobody decides on their own unit's records. "
            "Left empty, a new member belongs to the unit of the role."
        ),
        required=False,
        choices=units(campaign, today),
    )


def check_address(values: Values) -> tuple[Problem, ...]:
    """What is wrong with the address in `email`, where there is one."""
    email = values.get("email")
    if email is None or is_email(str(email)):
        return ()
    return (Problem("email", message("This is no e-mail address, such as ten@donvi.example.")),)


def grants_of(holders: str, campaign: str) -> tuple[Grant, ...]:
    """The roles that holders stand for, one or several with blanks between them."""
    split = [holder.partition(":") for holder in holders.split()]
    return tuple(Grant(campaign=campaign, role=Role(kind), of=of) for kind, _, of in split)


def newcomer(values: Values, grants: tuple[Grant, ...]) -> Person:
    """Somebody as the form describes them; a member belongs to the unit, unless another home is named."""
    email = clean_email(str(values["email"]))
    language: Language = "en" if values.get("language") == "en" else "vi"
    units = [grant.of for grant in grants if grant.role is Role.UNIT]
    home = str(values.get("home") or next(iter(units), ""))
    return Person(
        id=person_id(email),
        email=email,
        name=str(values["name"]),
        language=language,
        home=home,
        grants=grants,
    )
