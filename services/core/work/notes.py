"""What was written about a work since it was approved: progress, the completion reported, an amendment."""

from collections.abc import Iterator

from services.core.campaign.model import Campaign
from services.core.language.message import Message, message
from services.core.record.tracks import Note
from services.core.work.work import Amendment, Claim, Facts, Progress, Work


def notes(work: Work, _: Campaign) -> tuple[Note, ...]:
    """In the order in which the work's page shows them."""
    return tuple(_notes(work))


def _notes(work: Work) -> Iterator[Note]:
    if work.progress:
        yield _progress(work.progress)
    if work.claim:
        yield _claim(work.claim)
    if work.amendment and work.facts:
        yield _amendment(work.amendment, work.facts)


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


def _amendment(asked: Amendment, facts: Facts) -> Note:
    """What is in force stands beside what is asked for."""
    lines: list[Message] = []
    if asked.start:
        lines.append(
            message("Start: {before} in force, {after} asked for", before=facts.start, after=asked.start)
        )
    if asked.deadline:
        lines.append(
            message(
                "Deadline: {before} in force, {after} asked for", before=facts.deadline, after=asked.deadline
            )
        )
    scope: tuple[tuple[Message, str], ...] = ()
    if asked.description:
        scope = (
            (message("Description in force:"), facts.description),
            (message("Description asked for:"), asked.description),
        )
    return Note(
        title=message("Amendment waiting for approval"),
        lines=tuple(lines),
        words=(*scope, (message("Reason:"), asked.reason)),
    )
