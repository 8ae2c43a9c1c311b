"""What may be done with a record's files, in every state."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from services.core.attaching import rules
from services.core.attaching.attachment import LARGEST, MOST, Attachment, FileKind, Purpose
from services.core.attaching.rules import Accepted, Unfit
from services.core.language.catalogue import say
from services.core.record.history import Entry
from services.core.record.record import State
from services.core.uploads.scan import TAG, Scan, said
from tests.unit.attaching import samples

HANDED_IN = datetime(2024, 10, 7, 8, 0, tzinfo=UTC)
_TOO_LARGE = "is too large: it has {} MB, a file may have at most 20 MB."
ALL = {Purpose.PLAN, Purpose.EVIDENCE, Purpose.PICTURE}


def file(*, after: int = 0, scan: Scan = Scan.CLEAN) -> Attachment:
    """A file attached so many seconds after the record was handed in."""
    return Attachment(
        id="0" * 32,
        record="r",
        name="a.pdf",
        kind=FileKind.PDF,
        size=1,
        purpose=Purpose.PLAN,
        by="lan",
        at=HANDED_IN + timedelta(seconds=after),
        scan=scan,
    )


@pytest.mark.parametrize("state", State)
def test_when_files_may_be_added(state: State) -> None:
    """Everything while the unit has it, evidence and pictures while it is carried out, else nothing."""
    expected = {State.DRAFT: ALL, State.RETURNED: ALL, State.APPROVED: ALL - {Purpose.PLAN}}
    assert set(rules.addable(state)) == expected.get(state, set())
    for kind in FileKind:
        offered = rules.purposes(state, kind)
        is_picture = kind in {FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC}
        assert set(offered) == set(rules.addable(state)) - (set() if is_picture else {Purpose.PICTURE})
        if offered and is_picture:
            assert offered[0] is Purpose.PICTURE, "a picture is most likely one"


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("after", [-1, 0, 1])
@pytest.mark.parametrize("report", ["", "progress", "claim", "claim sent back"])
def test_what_others_were_given_is_not_taken_away(state: State, after: int, report: str) -> None:
    """Only what went with nothing may go, while files are added at all; and that others do not see."""
    one = file(after=after)
    history = [_entry(type="WorkSubmitted")]
    if report:
        history.append(_entry(**{report.split(maxsplit=1)[0]: {"files": [one.id]}}))
    if report.endswith("back"):
        history.append(_entry(claim=None))
    own = state in (State.DRAFT, State.RETURNED, State.APPROVED)
    assert rules.may_remove(one, state, history) is (own and after > 0 and not report)
    assert rules.may_remove(one, state, ()) is own, "nothing was handed in"
    assert rules.is_shown_to_others(one, state, history) is not rules.may_remove(one, state, history)
    why = rules.stays(one, history)
    words = "it was handed in with the record" if after <= 0 else "it went with a report" if report else ""
    assert (say(why, "en") if why else "") == (words and f"stays: {words}")


@pytest.mark.parametrize("scan", Scan)
def test_who_may_open_a_file(scan: Scan) -> None:
    """Everybody what is clean, nobody what is infected or gone, and in between only who brought it."""
    opened = {who for who in ("lan", "minh") if rules.may_open(file(scan=scan), who)}
    expected = {Scan.CLEAN: {"lan", "minh"}, Scan.INFECTED: set(), Scan.GONE: set()}
    assert opened == expected.get(scan, {"lan"})


@pytest.mark.parametrize(
    ("tag", "scan"),
    [
        ("NO_THREATS_FOUND", Scan.CLEAN),
        ("THREATS_FOUND", Scan.INFECTED),
        ("UNSUPPORTED", Scan.UNCHECKED),
        ("ACCESS_DENIED", Scan.PENDING),
        ("FAILED", Scan.PENDING),
        ("whatever comes next", Scan.PENDING),
    ],
)
def test_what_the_scanner_says(tag: str, scan: Scan) -> None:
    """Only one word lets a file go to others; a scan that failed can be made again."""
    assert said({TAG: tag}) is scan
    assert said({"other": tag}) is Scan.PENDING


def _entry(*, type: str = "any", **changes: object) -> Entry:  # noqa: A002 - as an entry calls it
    return Entry(
        sequence=1, type=type, at=HANDED_IN, actor="a", holder="", state=State.APPROVED, changes=changes
    )


def test_a_file_goes_with_one_report_that_stands() -> None:
    """Reported once it goes with no other; with a claim that was sent back it did not go."""
    new = file(after=1)
    gone: list[Entry] = []

    def after(**changes: object) -> tuple[Attachment, ...]:
        gone.append(_entry(**changes))
        return rules.unreported([new], gone)

    assert rules.unreported([new], ()) == (new,)
    assert after(claim={"files": [new.id]}, amendment=None) == ()
    assert after(claim=None) == (new,)
    assert after(claim={"files": [new.id]}) == ()
    assert after(claim=None) == (new,)
    assert after(progress={"files": [new.id]}) == ()
    assert after(progress={"files": []}) == (), "a later report takes nothing back"
    assert after(claim={"files": []}) == ()
    assert after(claim=None) == (), "what went with the progress stays told"


def test_what_answers_a_return_is_told_from_what_was_there() -> None:
    """Attached after the return and up to being handed in again; what comes later is no answer."""

    def at(seconds: int, what: str) -> Entry:
        return msgspec.structs.replace(_entry(type=what), at=HANDED_IN + timedelta(seconds=seconds))

    files = [file(after=seconds) for seconds in (0, 2, 4, 6, 8)]
    told = [at(0, "WorkSubmitted"), at(3, "WorkReturned"), at(7, "WorkResubmitted")]
    assert rules.added_after_return(files, told[:1]) == ()
    assert rules.added_after_return(files, told[:2]) == tuple(files[2:])
    assert rules.added_after_return(files, told) == tuple(files[2:4])


def test_ten_files_are_enough() -> None:
    """The tenth is the last."""
    assert not rules.is_full([file()] * (MOST - 1))
    assert rules.is_full([file()] * MOST)


def test_a_fit_file_gets_its_true_ending() -> None:
    """The name is the person's, the ending that of the content."""
    assert rules.judge("ảnh.png", 200, samples.jpeg()) == Accepted(kind=FileKind.JPEG, name="ảnh.jpg")
    whole = samples.jpeg(LARGEST)
    assert isinstance(rules.judge("a.jpg", LARGEST, whole), Accepted), "20 MB fit to the byte"


@pytest.mark.parametrize(
    ("sent", "size", "beginning", "words"),
    [
        ("", 0, b"", "No file was chosen."),
        ("a.pdf", 0, b"", "“a.pdf” is empty (0 bytes)."),
        ("a.jpg", LARGEST + 1, samples.jpeg(), f"“a.jpg” {_TOO_LARGE.format(20.1)}"),
        ("a.jpg", 25 * 1024 * 1024, samples.jpeg(), f"“a.jpg” {_TOO_LARGE.format(25)}"),
        ("b.pdf", 316, samples.program(), "“b.pdf” cannot be attached: by its content it is a program."),
    ],
)
def test_an_unfit_file_is_refused_in_words(sent: str, size: int, beginning: bytes, words: str) -> None:
    """What is wrong with it, and what to do."""
    found = rules.judge(sent, size, beginning)
    assert isinstance(found, Unfit)
    assert say(found.why, "en") == words
    assert say(found.advice, "en").endswith(".")
