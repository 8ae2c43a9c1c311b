"""What was written about a work since its approval, and what each news means for its unit."""

from datetime import date

import msgspec
import pytest

from services.core.campaign.model import Track
from services.core.language.catalogue import say
from services.core.record.history import blank, fold
from services.core.record.record import Outcome, State
from services.core.record.store import Line
from services.core.work import commands as c
from services.core.work.counting import counted
from services.core.work.headlines import headline
from services.core.work.notes import notes
from services.core.work.rules import RULES
from tests.unit.work.lives import SITUATIONS, START, Life, approved, campaign


def _notes(life: Life) -> list[tuple[str, list[str], list[str]]]:
    return [
        (say(note.title, "en"), [say(line, "en") for line in note.lines], [words for _, words in note.words])
        for note in notes(life.work, campaign())
    ]


def test_a_work_that_was_just_approved_has_none() -> None:
    """Nothing was written since."""
    assert notes(approved().work, campaign()) == ()


def test_progress_and_claim_are_told_with_what_went_along() -> None:
    """How far, when, in which words, with which files."""
    life = approved().do("author", c.ReportProgress(percent=40, note="Đã đổ bê tông", files=("a" * 32,)))
    assert _notes(life) == [("Progress", ["40% done, reported 8:00 am, 7 October 2024"], ["Đã đổ bê tông"])]
    claimed = life.do(
        "author", c.ClaimCompletion(done_on=date(2024, 10, 5), evidence="Số 12", files=("b" * 32,))
    )
    titles = [title for title, _, _ in _notes(claimed)]
    assert titles == ["Progress", "Reported completion"]
    assert [note.files for note in notes(claimed.work, campaign())] == [("a" * 32,), ("b" * 32,)]


@pytest.mark.parametrize(
    ("deadline", "description", "lines", "words"),
    [
        (
            date(2025, 1, 15),
            None,
            ["Deadline: 20 December 2024 in force, 15 January 2025 asked for"],
            ["Mưa lũ"],
        ),
        (None, "Dài 2 km", [], ["Bê tông 1,2 km", "Dài 2 km", "Mưa lũ"]),
    ],
)
def test_an_amendment_that_waits_is_told_by_what_it_changes(
    deadline: date | None, description: str | None, lines: list[str], words: list[str]
) -> None:
    """What is in force stands beside it; what stays as approved is not asked for, and not shown."""
    asked = c.RequestAmendment(deadline=deadline, description=description, reason="Mưa lũ")
    assert _notes(approved().do("author", asked)) == [("Amendment waiting for approval", lines, words)]


@pytest.mark.parametrize(
    ("done_on", "outcome"),
    [
        (date(2024, 10, 5), Outcome.EARLY),
        (date(2024, 12, 20), Outcome.ON_TIME),
        (date(2024, 12, 21), Outcome.LATE),
    ],
)
def test_a_verdict_says_how_it_was_judged(done_on: date, outcome: Outcome) -> None:
    """The first line of the e-mail is the judgement itself."""
    life = approved().at(approved().now.replace(year=2025))
    life.do("author", c.ClaimCompletion(done_on=done_on, evidence="Số 12"))
    life.do("appraiser", c.Verify(done_on=done_on))
    assert outcome.value.replace("_", " ") in headline(life.history[-1], life.work).sentence


def test_everything_that_a_unit_hears_of_has_its_first_line() -> None:
    """No news of a work leaves the e-mail without a subject."""
    heard = RULES.news.decided | RULES.news.asked
    told = set()
    for make in SITUATIONS.values():
        life = make()
        for entry in life.history:
            if entry.type in heard:
                after = fold(blank(life.work), life.history[: entry.sequence])
                assert "{what}" in headline(entry, after).sentence
                told.add(entry.type)
    assert {"WorkApproved", "WorkDeclined", "WorkVerified", "WorkNotAchieved"} <= told


def test_only_works_that_are_still_meant_count() -> None:
    """Neither drafts nor what was withdrawn or declined, nor records of another track."""
    line = Line(
        id="w1",
        track=Track.WORK,
        number="VL-23ABCD",
        title="Đường",
        unit="vinh-lam",
        area="economy",
        state=State.SUBMITTED,
        outcome=None,
        holders=(),
        due=None,
        updated=START,
    )
    states = [msgspec.structs.replace(line, state=state) for state in State]
    others = [msgspec.structs.replace(line, track=track) for track in Track if track is not Track.WORK]
    gone = {State.DRAFT, State.WITHDRAWN, State.DECLINED}
    assert counted([*states, *others]) == len(State) - len(gone)
