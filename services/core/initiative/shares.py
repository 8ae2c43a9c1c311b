"""The authors of an initiative and their shares: exact decimals above 0 that make 100 together.

Source: Decree 13/2012/NĐ-CP, article 5 (joint authors state their shares); domain rules, "Fields".
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.core.form import Field, Kind, Problem, read
from services.core.language.message import PERCENT, Message, Text, message
from services.core.people.person import clean_email
from services.core.record.people import Entered, Given, PeopleAsked
from services.core.record.title import same_title
from services.core.subjects.subject import Details, stands_in
from services.core.subjects.subject import Kind as Who

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
    problems = [Problem(AUTHORS.anchor, _twice(first, second)) for first, second in _pairs(given)]
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


def _pairs(given: Sequence[Given]) -> list[tuple[Entered, Entered]]:
    people = [one.person for one in given]
    return [
        (first, second)
        for rank, first in enumerate(people)
        for second in people[rank + 1 :]
        if first.details and second.details and is_same(first.details, second.details)
    ]


def is_same(first: Details, second: Details) -> bool:
    """Whether two authors are one: the same e-mail address, or the same name and birth."""
    if first.email and second.email:
        return clean_email(first.email) == clean_email(second.email)
    return same_title(first.name) == same_title(second.name) and first.birth == second.birth


def _twice(first: Entered, second: Entered) -> Message:
    name = Text(vi=second.name, en=second.name)
    if same_title(first.name) == same_title(second.name):
        return message(
            "{name} is named twice: take one out and add the shares. Two people of that name are told apart "
            "by their e-mail addresses or whole dates of birth.",
            name=name,
        )
    other = Text(vi=first.name, en=first.name)
    return message(
        "{name} and {other} have the same e-mail address: check who they are", name=name, other=other
    )
