"""What a form asks about a person, by the kind of subject: no more than the record needs.

A form that asks about several people puts each one's place before the names (`author-1-name`); what is stored
as typed has the plain names, so that it stays readable whichever row it came from.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from services.core.form import Choice, Field, FieldValue, Needed, Problem, UnreadableError, clean, read_day
from services.core.form import Kind as As
from services.core.form import read as read_fields
from services.core.language import formats
from services.core.language.message import Message, Value, message
from services.core.people.person import LONGEST_EMAIL, is_email
from services.core.subjects.subject import (
    Asked,
    Birth,
    Channel,
    Consent,
    Details,
    Kind,
    asked_on,
    surely_asked_on,
    year_of,
)
from services.core.telephone import MEND, is_telephone

CHANNEL_NAMES: Mapping[Channel, Message] = {
    Channel.PAPER: message("A signed paper"),
    Channel.PRESENT: message("In person"),
    Channel.EMAIL: message("By e-mail"),
    Channel.TELEPHONE: message("By telephone"),
    Channel.ACCOUNT: message("Signed in, on this site"),
}

YES, NO = "yes", "no"

#: Nobody is older.
_OLDEST = 130

_NAME = Field(name="name", kind=As.LINE, label=message("Full name"), longest=120)
_BIRTH = Field(
    name="birth",
    kind=As.LINE,
    label=message("Date or year of birth"),
    hint=message("For example 05/02/1980, or 1980; of someone under 18 the whole date"),
    longest=12,
)
_POSITION = Field(name="position", kind=As.LINE, label=message("Position or occupation"), longest=200)
_WORKPLACE = Field(name="workplace", kind=As.LINE, label=message("Place of work"), longest=250)
_ADDRESS = Field(name="address", kind=As.LINE, label=message("Address"), longest=250)
_TELEPHONE = Field(
    name="telephone", kind=As.LINE, label=message("Telephone number"), required=False, longest=30
)
_EMAIL = Field(
    name="email", kind=As.LINE, label=message("E-mail address"), required=False, longest=LONGEST_EMAIL
)
_OF_A_MINOR = Needed(
    when=message("required for someone under 18, only then"),
    missing=message(
        "A minor is put forward with the guardian's consent only: write its day here, and name the guardian "
        "in the record"
    ),
)
_OF_A_CHILD = Needed(
    when=message("required for a child from seven years on, only then"),
    missing=message("From seven years on the child consents as well: write its day"),
)
_GUARDIAN_CONSENT = Field(
    name="guardian_consent",
    kind=As.DAY,
    label=message("Day on which the guardian consented"),
    required=False,
    needed=_OF_A_MINOR,
    longest=12,
)
_CHILD_CONSENT = Field(
    name="child_consent",
    kind=As.DAY,
    label=message("Day on which the child consented"),
    required=False,
    needed=_OF_A_CHILD,
    longest=12,
)
_PUBLISH = Field(
    name="publish",
    kind=As.CHOICE,
    label=message("Consents to being made public"),
    hint=message("Without it the case is decided all the same, and not published"),
    choices=(Choice(YES, message("Yes")), Choice(NO, message("No, or not asked yet"))),
)


def _if_public(missing: Message) -> Needed:
    when = message("required where there is consent")
    return Needed(when=when, missing=missing, by=_PUBLISH.name, answer=YES)


_PUBLISH_ON = Field(
    name="publish_on",
    kind=As.DAY,
    label=message("Day of the consent"),
    required=False,
    needed=_if_public(message("Write the day on which the consent was given")),
    longest=12,
)
_PUBLISH_HOW = Field(
    name="publish_how",
    kind=As.PICK,
    label=message("How it was given"),
    required=False,
    needed=_if_public(message("Say how the consent was given")),
    choices=tuple(Choice(channel.value, name) for channel, name in CHANNEL_NAMES.items()),
)
_PUBLIC = (_PUBLISH, _PUBLISH_ON, _PUBLISH_HOW)

_ASKED: Mapping[Kind, tuple[Field, ...]] = {
    Kind.AUTHOR: (_NAME, _BIRTH, _POSITION, _WORKPLACE, _TELEPHONE, _EMAIL),
    Kind.CITIZEN: (
        _NAME, _BIRTH, _POSITION, _ADDRESS, _TELEPHONE, _GUARDIAN_CONSENT, _CHILD_CONSENT, *_PUBLIC,
    ),
    Kind.HOUSEHOLD: (
        msgspec.structs.replace(_NAME, label=message("Full name of the head of the household")),
        _ADDRESS, _TELEPHONE, *_PUBLIC,
    ),
    Kind.GUARDIAN: (
        msgspec.structs.replace(_NAME, label=message("Full name of the guardian")),
        msgspec.structs.replace(_ADDRESS, required=False), _TELEPHONE,
    ),
}  # fmt: skip


def fields(kind: Kind, place: str = "") -> tuple[Field, ...]:
    """What is asked about a person of that kind, in order; with `place`, under names of that row."""
    asked = _ASKED[kind]
    if not place:
        return asked
    return tuple(msgspec.structs.replace(field, name=f"{place}-{field.name}") for field in asked)


def own(kind: Kind, place: str, typed: Mapping[str, str]) -> dict[str, str]:
    """Of a form's fields those about the person at `place`, under plain names: what `save_draft` keeps."""
    return {
        field.name: typed.get(f"{place}-{field.name}" if place else field.name, "") for field in _ASKED[kind]
    }


def placed(place: str, own_typed: Mapping[str, str]) -> dict[str, str]:
    """The reverse of `own`: what was kept, under the names of the form's row."""
    return {f"{place}-{name}" if place else name: text for name, text in own_typed.items()}


def out_of_turn(said: date, last: Consent | None, day: date) -> Message | None:
    """Why a word of the day on which it was `said` cannot be the last one: `day` is today in Vietnam."""
    if said > day:
        return message("This day has not come yet")
    if last and said < last.on:
        return message(
            "The last word on this is of {day}: only what was said on that day or later can follow it",
            day=last.on,
        )
    return None


def read(
    kind: Kind, place: str, typed: Mapping[str, str], day: date, known: Details | None = None
) -> tuple[Details | None, tuple[Problem, ...]]:
    """The details in what was typed, or every problem in the order of the form.

    `day` is today in Vietnam: nothing was consented to later, and it tells who is a minor. `known` are the
    details that were handed in before: no word about being made public overrules one of a later day.
    """
    asked = _ASKED[kind]
    plain = own(kind, place, typed)
    values, problems = read_fields(asked, plain)
    birth, unclear = _birth(kind, plain.get("birth", ""), day)
    found = [*problems, *unclear, *_contacts(values), *_consents(kind, values, birth, day)]
    found += _publishing(values, known.last_word if known else None, day)
    if found:
        order = [field.name for field in asked]
        found.sort(key=lambda problem: order.index(problem.field))
        return None, tuple(Problem(f"{place}-{p.field}" if place else p.field, p.message) for p in found)
    return _details(values, birth), ()


def known_of(kind: Kind, typed: Mapping[str, str], day: date) -> tuple[int | None, frozenset[Asked]]:
    """The year of birth in what was typed, and whose consent it surely asks for, whatever else is missing."""
    birth, _ = _birth(kind, own(kind, "", typed).get("birth", ""), day)
    return year_of(birth), surely_asked_on(birth, day) if kind is Kind.CITIZEN else frozenset()


def contacts(kind: Kind, details: Details) -> Iterator[tuple[Message, Value | None]]:
    """When somebody was born and how they are reached, as far as it is asked; `None` where nothing was given.

    No page of a record shows it: it is for whoever fills in the form, to be checked before it is handed in.
    """
    for field in _ASKED[kind]:
        if field in (_BIRTH, _TELEPHONE, _EMAIL):
            value = getattr(details, field.name)
            yield field.label, (str(value) if isinstance(value, int) else value or None)


def typed_from(details: Details) -> dict[str, str]:
    """The text that, when read, gives `details` again: a form to start an edit from, under plain names."""
    last = details.last_word
    birth = details.birth
    return {
        "name": details.name,
        "birth": _day(birth) if isinstance(birth, date) else str(birth or ""),
        "position": details.position,
        "workplace": details.workplace,
        "address": details.address,
        "telephone": details.telephone,
        "email": details.email,
        "guardian_consent": _day(details.guardian_consent),
        "child_consent": _day(details.child_consent),
        "publish": YES if details.may_publish else NO,
        "publish_on": _day(last.on) if last and last.given else "",
        "publish_how": last.how.value if last and last.given else "",
    }


def _details(values: Mapping[str, FieldValue], birth: Birth | None) -> Details:
    texts = ("name", "position", "workplace", "address", "telephone", "email")
    consents: dict[str, Any] = {
        name: values[name] for name in ("guardian_consent", "child_consent") if values.get(name)
    }
    if values.get("publish") == YES:
        word = {"given": True, "on": values["publish_on"], "how": values["publish_how"]}
        consents["publish"] = (msgspec.convert(word, type=Consent),)
    given = {name: values[name] or "" for name in texts if name in values}
    return msgspec.convert({**given, "birth": birth, **consents}, type=Details)


def _birth(kind: Kind, text: str, day: date) -> tuple[Birth | None, tuple[Problem, ...]]:
    """A date or a year; whoever may be a minor by the year alone is asked for the date."""
    text = clean(text)
    if not text:
        return None, ()
    birth: Birth
    try:
        birth = (
            int(text) if len(text) == len("1980") and text.isascii() and text.isdigit() else read_day(text)
        )
    except UnreadableError:
        mend = message("Write a date as day/month/year, for example 05/02/1980, or the year alone")
        return None, (Problem("birth", mend),)
    year = year_of(birth) or 0
    if year < day.year - _OLDEST or (birth > day if isinstance(birth, date) else year > day.year):
        return None, (Problem("birth", message("Nobody alive was born then: check the year")),)
    if isinstance(birth, int) and asked_on(birth, day):
        return birth, (Problem("birth", _whole_date(kind, birth, day)),)
    return birth, ()


def _whole_date(kind: Kind, year: int, day: date) -> Message:
    if kind is Kind.CITIZEN and not surely_asked_on(year, day):
        return message(
            "Write the whole date of birth: whoever was born in {year} may be under 18, and is then put "
            "forward with a guardian who consents",
            year=str(year),
        )
    return message("Write the whole date of birth of someone under 18")


def _contacts(values: Mapping[str, FieldValue]) -> list[Problem]:
    problems = []
    telephone, email = values.get("telephone"), values.get("email")
    if isinstance(telephone, str) and not is_telephone(telephone):
        problems.append(Problem("telephone", MEND))
    if isinstance(email, str) and not is_email(email):
        mend = message("Write the e-mail address in full, for example ten@donvi.example")
        problems.append(Problem("email", mend))
    return problems


def _consents(kind: Kind, values: Mapping[str, FieldValue], birth: Birth | None, day: date) -> list[Problem]:
    problems = []
    asked = surely_asked_on(birth, day) if kind is Kind.CITIZEN else frozenset()
    if Asked.GUARDIAN in asked and not values["guardian_consent"]:
        problems.append(Problem("guardian_consent", _OF_A_MINOR.missing))
    if Asked.CHILD in asked and not values["child_consent"]:
        problems.append(Problem("child_consent", _OF_A_CHILD.missing))
    for name in ("guardian_consent", "child_consent"):
        said = values.get(name)
        if isinstance(said, date) and (wrong := out_of_turn(said, None, day)):
            problems.append(Problem(name, wrong))
    return problems


def _publishing(values: Mapping[str, FieldValue], last: Consent | None, day: date) -> list[Problem]:
    problems, on = [], values.get("publish_on")
    is_given = values.get("publish") == YES
    if isinstance(on, date) and (wrong := out_of_turn(on, last if is_given else None, day)):
        problems.append(Problem("publish_on", wrong))
    return problems


def _day(value: date | None) -> str:
    return formats.typed_day(value) if value else ""
