"""A draft: what of a form is kept, what two people typed into the same record, and what it hands in.

Every page that shows the form has a secret of its own, kept with the draft that it saved. Thereby a page
knows its own saving again and needs no news of it, and anybody else's is noticed; what the page began from
(`merging.marks`) tells what the one and the other changed. Pure: no table, no HTTP.
"""

from collections.abc import Mapping, Sequence

from services.core.campaign.model import Campaign
from services.core.form import Field, Kind, Problem, read
from services.core.language.message import Message, message
from services.core.record import filling, returning
from services.core.record.commands import Resubmit, Submit
from services.core.record.people import Entered
from services.core.record.record import Record, State
from services.core.record.store import Stored
from services.registration.merging import Merged, marks, merge

#: Bytes of all answers together; far above what the fields allow, far below what an item holds.
LARGEST_DRAFT = 120_000

#: States in which the unit fills in the form.
EDITABLE = frozenset({State.DRAFT, State.RETURNED})

ANSWER = Field(
    name="answer",
    kind=Kind.TEXT,
    label=message("What you changed or added"),
    hint=message("The appraiser reads this first"),
    required=False,
    longest=2000,
)

_PAGE, _CLOSED, _BY, _BASE = "~page", "~closed", "~by", "~base"


def asked_of(record: Record, campaign: Campaign) -> tuple[Field, ...]:
    """The fields of the form; an answer to a return has more."""
    fields = filling.fields(record.track, campaign)
    return (*fields, *answers_of(record, campaign)) if record.state is State.RETURNED else fields


def answers_of(record: Record, campaign: Campaign) -> tuple[Field, ...]:
    """What the unit may say to a return: to each field that was asked about, and in general."""
    asked = record.ask.notes if record.ask else ()
    return (*returning.answer_fields(asked, record.track, campaign), ANSWER)


def kept(  # noqa: PLR0913 - the answers with all that is kept beside them
    record: Record,
    campaign: Campaign,
    typed: Mapping[str, str],
    *,
    closed: bool,
    by: str = "",
    shown: str = "",
) -> dict[str, str]:
    """What of a form is saved as a draft, as typed, and who saved it (`by`, a person's id).

    `closed` where a button was pressed: an autosave of the same page that was still under way then comes too
    late and must not bring older text back. `shown` are the marks of what the page itself holds, where it is
    not the same as what is saved.
    """
    answers = {field.name: typed.get(field.name, "") for field in asked_of(record, campaign)}
    kept_with = {_PAGE: typed.get("page", ""), _CLOSED: "yes" if closed else "", _BY: by}
    return answers | kept_with | ({_BASE: shown} if shown else {})


def is_too_large(record: Record, campaign: Campaign, typed: Mapping[str, str]) -> bool:
    """Whether the answers are larger than any form can be; they are shown again, not saved."""
    return (
        sum(len(text.encode()) for text in kept(record, campaign, typed, closed=True).values())
        > LARGEST_DRAFT
    )


def saved_by(stored: Stored) -> str:
    """The id of the person who saved the draft last, where it is known."""
    return (stored.draft or {}).get(_BY, "")


def starting_text(stored: Stored, campaign: Campaign) -> dict[str, str]:
    """What the form shows when it is opened: the draft, else what was handed in, else nothing.

    Of a record that takes no answers it is what was handed in, whatever was typed before.
    """
    record = stored.record
    if stored.draft is not None and record.state in EDITABLE:
        return stored.draft
    if record.facts is None:
        return {}
    answers = filling.typed_from(record.track, record.facts, campaign)
    return answers | filling.people_from(record.facts, stored.history)


def merged(stored: Stored, campaign: Campaign, typed: Mapping[str, str]) -> Merged:
    """What was typed together with what others saved since the page was opened."""
    if not stored.revision:
        return Merged(text=dict(typed))
    asked, there = asked_of(stored.record, campaign), starting_text(stored, campaign)
    base = typed.get("base", "")
    if _is_own(stored, typed):
        # The page need not have heard of its own saving.
        base = (stored.draft or {}).get(_BASE) or marks(asked, there)
    return merge(asked, base, there, typed)


def comes_late(stored: Stored, campaign: Campaign, typed: Mapping[str, str]) -> bool:
    """Whether an autosave arrives after a button of its page was pressed, or after the draft was deleted."""
    if not stored.revision:
        base = typed.get("base", "")
        return bool(base) and base != marks(asked_of(stored.record, campaign), {})
    return _is_own(stored, typed) and bool((stored.draft or {}).get(_CLOSED))


def _is_own(stored: Stored, typed: Mapping[str, str]) -> bool:
    page = typed.get("page")
    return bool(page) and (stored.draft or {}).get(_PAGE) == page


def command_from(
    record: Record, campaign: Campaign, typed: Mapping[str, str], people: Sequence[Entered] = ()
) -> tuple[Submit | Resubmit | None, tuple[Problem, ...]]:
    """What handing in these answers asks for, or every problem that stands in the way."""
    facts, problems = filling.read_facts(record.track, typed, campaign, people)
    if record.state is not State.RETURNED:
        return (Submit(facts=facts) if facts else None), problems
    values, more = read(answers_of(record, campaign), typed)
    if facts is None or more:
        return None, (*problems, *more)
    answers = returning.answers_in(values)
    return Resubmit(facts=facts, answer=str(values["answer"] or ""), answers=answers), ()


def too_large() -> Message:
    """Why a draft was not saved."""
    return message(
        "Together the answers are too long to be saved. They still stand below: shorten the longest ones."
    )
