"""The authors of an initiative and their shares: exact decimals above 0 that make 100 together.

Source: Decree 13/2012/NĐ-CP, article 5 (joint authors state their shares); domain rules, "Fields".
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.core.form import Field, Kind, Problem, read
from services.core.language.message import PERCENT, Message, Text, message
from services.core.people.person import clean_email
from services.core.record.people import Entered, Given, PeopleAsked
from services.core.record.title import same_title
from services.core.subjects.subject import Birth, Details, stands_in, year_of
from services.core.subjects.subject import Kind as Who
from services.core.telephone import digits

#: All of an initiative, in per cent.
WHOLE = Decimal(100)


def so_far(answers: Sequence[Mapping[str, str]]) -> Message | None:
    """What the shares typed so far make together, and what is missing; nothing while nobody is named.

    A share that cannot be read yet counts as none: the page about its author says what is wrong with it.
    """
    if not answers:
        return None
    values = (read(AUTHORS.extra, one)[0]["share"] for one in answers)
    total = sum((share for share in values if isinstance(share, Decimal)), Decimal(0))
    if total < WHOLE:
        return message(
            "Shares entered so far: {total}%; {missing}% is missing.",
            total=total.normalize(),
            missing=(WHOLE - total).normalize(),
        )
    if total > WHOLE:
        return message(
            "Shares entered so far: {total}%; {over}% too much.",
            total=total.normalize(),
            over=(total - WHOLE).normalize(),
        )
    return message("Shares entered so far: 100%; nothing is missing.")


def is_same(first: Details, second: Details) -> bool:
    """Whether two authors are one: the same e-mail address, or the same name and nothing against it.

    Against it is only what both give and what differs: an e-mail address, a telephone number, a birth as far
    as both tell it (1980 and 05/02/1980 go together). Of a name, case and blanks count for nothing, marks do.
    """
    if first.email and second.email:
        return clean_email(first.email) == clean_email(second.email)
    return (
        same_title(first.name) == same_title(second.name)
        and _may_be_one(digits(first.telephone), digits(second.telephone))
        and _may_be_one(*_as_both_tell(first.birth, second.birth))
    )


def _may_be_one(one: object, other: object) -> bool:
    return not one or not other or one == other


def _as_both_tell(one: Birth | None, other: Birth | None) -> tuple[Birth | None, Birth | None]:
    """Both by the year where either tells no more than that."""
    if isinstance(one, date) and isinstance(other, date):
        return one, other
    return year_of(one), year_of(other)


def twice(people: Sequence[Entered]) -> list[Message]:
    """What is said of each two authors who are one and the same, as far as both can be read."""
    return [
        _same_person((rank, first), (rank_of_second, second))
        for rank, first in enumerate(people, 1)
        for rank_of_second, second in enumerate(people[rank:], rank + 1)
        if first.details and second.details and is_same(first.details, second.details)
    ]


def _same_person(first: tuple[int, Entered], second: tuple[int, Entered]) -> Message:
    (one, before), (other, after) = first, second
    name = Text(vi=before.name, en=before.name)
    if same_title(before.name) == same_title(after.name):
        return message(
            "{name} is named twice, as author {one} and as author {other}: take one out and add the shares. "
            "Two people of that name are told apart by their e-mail addresses, telephone numbers or dates of "
            "birth, where both of them are given.",
            name=name,
            one=one,
            other=other,
        )
    return message(
        "{name} (author {one}) and {named} (author {other}) have the same e-mail address: check who they are",
        name=name,
        one=one,
        named=Text(vi=after.name, en=after.name),
        other=other,
    )


AUTHORS = PeopleAsked(
    kind=Who.AUTHOR,
    place="author",
    title=message("Authors"),
    one=message("Author"),
    add=message("Add an author"),
    missing=message("No author is named yet: add at least one"),
    lead=message(
        "Everybody who made the initiative, with the share that each contributed. "
        "Together the shares make 100%."
    ),
    most=20,
    extra=(
        Field(
            name="share",
            kind=Kind.NUMBER,
            label=message("Share"),
            hint=message("Above 0, for example 60 or 33,5; the only author has 100"),
            measure=PERCENT,
            longest=7,
        ),
    ),
    so_far=so_far,
    twice=twice,
)


def unfit(shares: Sequence[Decimal]) -> Message | None:
    """What is wrong with the shares of all authors together, if anything."""
    if any(share <= 0 for share in shares):
        return message("Every share lies above 0")
    total = sum(shares, Decimal(0))
    if total < WHOLE:
        return message(
            "The shares make {total}% together: {missing}% is missing to 100%",
            total=total.normalize(),
            missing=(WHOLE - total).normalize(),
        )
    if total > WHOLE:
        return message(
            "The shares make {total}% together: {over}% more than 100%",
            total=total.normalize(),
            over=(total - WHOLE).normalize(),
        )
    return None


def among(given: Sequence[Given], values: Mapping[str, Any]) -> list[Problem]:
    """What shows only when all authors are known: the sum, somebody named twice, a name in the title."""
    problems = [Problem(AUTHORS.anchor, said) for said in twice([one.person for one in given])]
    shares = [share for one in given if isinstance(share := one.values.get("share"), Decimal)]
    if shares and len(shares) == len(given):
        wrong = unfit(shares)
        problems += [Problem(AUTHORS.anchor, wrong)] if wrong else []
    title = values.get("title") or ""
    return [
        *problems,
        *(
            Problem("title", message("Write the title without the name of {name}", name=one.person.name))
            for one in given
            if stands_in(one.person.name, title)
        ),
    ]
