"""What was written about a work since it was approved: progress, the completion reported, an amendment."""

from collections.abc import Iterator

from services.core.campaign.model import Campaign
from services.core.language.message import message
from services.core.record.tracks import Note
from services.core.work.work import Amendment, Claim, Progress, Work


def notes(work: Work, _: Campaign) -> tuple[Note, ...]:
    """In the order in which the work's page shows them."""
    return tuple(_notes(work))


def _notes(work: Work) -> Iterator[Note]:
    if work.progress:
        yield _progress(work.progress)
    if work.claim:
        yield _claim(work.claim)
    if work.amendment:
        yield _amendment(work.amendment)


def _progress(progress: Progress) -> Note:
    said = message("{percent}% done, reported {at}", percent=progress.percent, at=progress.at)
    return Note(
        title=message("Progress"), lines=(said,), words=((None, progress.note),), files=progress.files
    )


def _claim(claim: Claim) -> Note:
    said = message("Done on {day}, reported {at}", day=claim.done_on, at=claim.at)
    return Note(
        title=message("Reported completion"),
        lines=(said,),
        words=((None, claim.evidence),),
        files=claim.files,
    )


def _amendment(asked: Amendment) -> Note:
    start = (message("New start: {start}", start=asked.start),) if asked.start else ()
    deadline = (message("New deadline: {deadline}", deadline=asked.deadline),) if asked.deadline else ()
    scope = ((message("New description:"), asked.description),) if asked.description else ()
    return Note(
        title=message("Amendment waiting for approval"),
        lines=(*start, *deadline),
        words=(*scope, (message("Reason:"), asked.reason)),
    )
