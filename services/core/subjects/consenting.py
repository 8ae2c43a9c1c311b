"""A word about being made public, said later than in the record's form: given or withdrawn, once for all.

The last word counts, at once, by the day on which it was said; the earlier ones stay (domain, "Who": its
withdrawal unpublishes).
"""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from services.core.form import Choice, Field, Kind, Problem, read
from services.core.language.message import Message, Value, message
from services.core.subjects import subject as subjects
from services.core.subjects.fields import CHANNEL_NAMES, NO, YES, out_of_turn
from services.core.subjects.subject import Channel, Consent, Details

FIELDS = (
    Field(
        name="given",
        kind=Kind.CHOICE,
        label=message("What was said about being made public"),
        choices=(
            Choice(YES, message("Consents")),
            Choice(NO, message("Withdraws the consent, or does not give it")),
        ),
    ),
    Field(name="on", kind=Kind.DAY, label=message("Said on"), longest=12),
    Field(
        name="how",
        kind=Kind.PICK,
        label=message("How it was said"),
        choices=tuple(Choice(channel.value, name) for channel, name in CHANNEL_NAMES.items()),
    ),
)


def read_word(
    typed: Mapping[str, str], day: date, last: Consent | None
) -> tuple[Consent | None, tuple[Problem, ...]]:
    """The word in what was typed, or what has to be mended; `day` is today in Vietnam.

    It follows the `last` one that was said, and is of no day before.
    """
    values, problems = read(FIELDS, typed)
    on = values["on"]
    if isinstance(on, date) and (wrong := out_of_turn(on, last, day)):
        problems = (*problems, Problem("on", wrong))
    if problems or not isinstance(on, date):
        return None, problems
    return Consent(given=values["given"] == YES, on=on, how=Channel(str(values["how"]))), ()


def with_word(details: Details, word: Consent) -> Details:
    """The details with the word as the last one; saying the very same again adds nothing."""
    said = details.publish
    return details if said[-1:] == (word,) else msgspec.structs.replace(details, publish=(*said, word))


def rows(subject: subjects.Subject) -> Iterator[tuple[Message, Value]]:
    """What was consented to, for whoever may see the person: the last word on publishing, and a minor's."""
    details = subject.details
    if details is None or subject.kind not in (subjects.Kind.CITIZEN, subjects.Kind.HOUSEHOLD):
        return
    yield message("Consents to being made public"), _last(details)
    if details.guardian_consent:
        yield message("The guardian consented"), details.guardian_consent
    if details.child_consent:
        yield message("The child consented"), details.child_consent


def _last(details: Details) -> Message:
    word = details.last_word
    if word is None:
        return message("No, or not asked yet")
    how = CHANNEL_NAMES[word.how]
    if word.given:
        return message("Yes, since {day} ({how})", day=word.on, how=how)
    return message("No, withdrawn on {day} ({how})", day=word.on, how=how)
