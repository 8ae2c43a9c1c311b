"""A subject: a natural person of whom a record speaks. Pure: no table, no HTTP, no clock.

Whatever tells who somebody is stands here once, in `Details`. Records, histories, events and e-mails know a
subject by its id, so that taking the details away blanks the person everywhere and breaks no history.
"""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from services.core.language.folding import fold

#: Years from which somebody is no minor, and from which a child is asked, too (domain, "Ends").
OF_AGE, ASKED_FROM = 18, 7

#: A date of birth, or the year alone.
Birth: TypeAlias = date | int

#: Where a minor's guardian stands in the form of the record that puts the minor forward.
GUARDIAN_PLACE = "guardian"

_PLACE = re.compile(r"[a-z]{1,20}(-[0-9]{1,3})?")
_ID = re.compile(r"[0-9A-Za-z-]{1,64}\.[a-z]{1,20}(-[0-9]{1,3})?")


class Kind(StrEnum):
    """Why a record speaks of somebody."""

    AUTHOR = "author"  # of an initiative
    CITIZEN = "citizen"  # put forward by a locality
    HOUSEHOLD = "household"  # the same, by the name of its head
    GUARDIAN = "guardian"  # consents for a citizen who is a minor


class Channel(StrEnum):
    """On which way somebody said something."""

    PAPER = "paper"
    PRESENT = "present"  # came in person
    EMAIL = "email"
    TELEPHONE = "telephone"
    ACCOUNT = "account"  # signed in, on a page of ours


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """One word about being made public: given, or withdrawn."""

    given: bool
    on: date
    how: Channel


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that tells who it is. Only what the record's kind asks for is filled.

    `guardian_consent` and `child_consent` are the days on which a minor's guardian and the child itself
    agreed to being put forward; `publish` is every word about being made public, as they were noted.
    """

    name: str
    birth: Birth | None = None
    position: str = ""
    workplace: str = ""
    address: str = ""
    telephone: str = ""
    email: str = ""
    guardian_consent: date | None = None
    child_consent: date | None = None
    publish: tuple[Consent, ...] = ()

    @property
    def last_word(self) -> Consent | None:
        """What was said last about being made public: by its day, of one day what was noted last."""
        return max(reversed(self.publish), key=lambda word: word.on, default=None)

    @property
    def may_publish(self) -> bool:
        """Whether the person may be made public now: the last word counts."""
        return self.last_word is not None and self.last_word.given


class Why(StrEnum):
    """What led to an erasure."""

    REQUEST = "request"  # the person asked for it
    TERM = "term"  # the time for which it is kept was over


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """That the details were taken away: by whom (a person's id, acting as `holder`), when and why.

    `request` is the id of the request about personal data, if there was one. `reason` is what the office
    wrote where the record still waited for a decision; it names nobody. `guardian`: a minor and the guardian
    went together.
    """

    at: datetime
    by: str
    holder: str
    why: Why
    request: str = ""
    reason: str = ""
    guardian: bool = False


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """One person in one record. `details` is `None` until they are handed in, and after an erasure.

    `unit` holds the record; `guardian` is the subject's id of a minor's guardian.
    """

    id: str
    campaign: str
    unit: str
    kind: Kind
    guardian: str = ""
    details: Details | None = None
    erased: Erasure | None = None

    @property
    def record(self) -> str:
        """The id of the record that speaks of this person."""
        return record_of(self.id)


def subject_id(record_id: str, place: str) -> str:
    """The id of whoever stands at `place` (`author-1`, `citizen`, `guardian`) of a record's form.

    The same place of the same record is the same person, however often its form is sent. A place names a row,
    not its rank: a row that is taken out gives its number to nobody else.

    Raises:
        ValueError: that is no place.
    """
    if not _PLACE.fullmatch(place):
        raise ValueError(f"no place of a form: {place!r}")
    return f"{record_id}.{place}"


def guardian_id(subject: Subject) -> str:
    """The id of a minor's guardian, also while the guardian is only typed; empty where there can be none."""
    if subject.kind is not Kind.CITIZEN:
        return ""
    return subject.guardian or subject_id(subject.record, GUARDIAN_PLACE)


def record_of(subject: str) -> str:
    """The id of the record that speaks of the subject of that id."""
    return subject.partition(".")[0]


def place_of(subject: str) -> str:
    """The place of the record's form at which the subject of that id stands."""
    return subject.partition(".")[2]


def is_subject_id(text: str) -> bool:
    """Whether `text` can be the id of a subject; what an address or a form brings along is not trusted."""
    return _ID.fullmatch(text) is not None


def erase(subject: Subject, erasure: Erasure) -> Subject:
    """The subject without anything that tells who it is; one that is erased already stays as it is."""
    if subject.erased:
        return subject
    return msgspec.structs.replace(subject, details=None, erased=erasure)


def joined(known: Details | None, given: Details, day: date) -> Details:
    """`given` after `known`, with every word about being made public that was said before.

    A form that no longer says yes withdraws, on that day.
    """
    words, last = (known.publish, known.last_word) if known else ((), None)
    if given.publish[: len(words)] == words:
        return given
    if given.may_publish:
        words = words if last == given.last_word else (*words, given.publish[-1])
    elif last and last.given:
        words = (*words, Consent(given=False, on=day, how=Channel.ACCOUNT))
    return msgspec.structs.replace(given, publish=words)


# --- minors ------------------------------------------------------------------------------------


class Asked(StrEnum):
    """Whose consent putting a minor forward needs."""

    GUARDIAN = "guardian"
    CHILD = "child"


def age(birth: date, day: date) -> int:
    """Whole years on that day. Whoever was born on 29 February gets older on 1 March in common years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def year_of(birth: Birth | None) -> int | None:
    """The year in which somebody was born, as far as it is known."""
    return birth.year if isinstance(birth, date) else birth


def asked_on(birth: Birth | None, day: date) -> frozenset[Asked]:
    """Whose consent is needed on that day (domain, "Ends": the guardian's, from seven also the child's).

    Of somebody of whom only the year is known both ends of that year are thought of, the careful one counts.
    """
    if birth is None:
        return frozenset()
    youngest, oldest = (birth, birth) if isinstance(birth, date) else (date(birth, 12, 31), date(birth, 1, 1))
    if age(youngest, day) >= OF_AGE:
        return frozenset()
    asked = {Asked.GUARDIAN} | ({Asked.CHILD} if age(oldest, day) >= ASKED_FROM else set())
    return frozenset(asked)


def surely_asked_on(birth: Birth | None, day: date) -> frozenset[Asked]:
    """Whose consent is needed on that day whenever in the year that is known somebody was born."""
    if birth is None or isinstance(birth, date):
        return asked_on(birth, day)
    return asked_on(date(birth, 1, 1), day) & asked_on(date(birth, 12, 31), day)


# --- finding -----------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")


def stands_in(name: str, text: str) -> bool:
    """Whether the whole name stands in the text, marks, case and punctuation aside; none stands nowhere."""
    words = _words(name)
    return bool(words.strip()) and words in _words(text)


def _words(text: str) -> str:
    """The words of a text, each between blanks."""
    return f" {' '.join(_WORD.findall(fold(text)))} "
