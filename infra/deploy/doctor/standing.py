"""Do all stacks stand, and has the last change of each come to its end?

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
"""

from collections.abc import Iterator

from infra.deploy.doctor.finding import Finding, fine, wrong
from infra.deploy.doctor.patient import Patient
from infra.deploy.statuses import DONE, HALF_MADE, NOT_THERE, STUCK
from services.core.language.message import message


def stacks(patient: Patient) -> Iterator[Finding]:
    """What is wrong with any of them, or that nothing is."""
    found = [
        finding
        for part in patient.parts
        if (
            finding := judged(
                patient.installation.stack(part), patient.installation.stage, patient.statuses[part]
            )
        )
    ]
    yield from found or [fine(message("Stacks: {count}, each as it should be", count=len(patient.parts)))]


def judged(stack: str, stage: str, status: str) -> Finding | None:  # noqa: PLR0911 - one line for each way to stand
    """What is wrong with a stack of that status; `None` where nothing is."""
    if status in DONE:
        return None
    if status in NOT_THERE:
        return wrong(
            message("{stack} is missing.", stack=stack),
            message("thidua deploy --stage {stage} makes it.", stage=stage),
        )
    if status == "DELETE_FAILED":
        return wrong(
            message("{stack} could not be removed whole ({status}).", stack=stack, status=status),
            message("Repeat what was begun: thidua destroy, or thidua deploy, --stage {stage}.", stage=stage),
        )
    if status in HALF_MADE:
        return wrong(
            message("{stack} is half made ({status}).", stack=stack, status=status),
            message("thidua deploy --stage {stage} clears it away and makes it anew.", stage=stage),
        )
    if status == "UPDATE_ROLLBACK_COMPLETE":
        return wrong(
            message("The last change of {stack} failed and was taken back; it runs as before.", stack=stack),
            message("thidua deploy --stage {stage} tries again, and says why it fails.", stage=stage),
        )
    if status == STUCK:
        return wrong(
            message("{stack} is stuck between two versions ({status}).", stack=stack, status=status),
            message(
                "thidua deploy --stage {stage} goes on taking the change back; where that fails, the stack's "
                "events in CloudFormation name what is in the way.",
                stage=stage,
            ),
        )
    if status.endswith("_IN_PROGRESS"):
        return wrong(
            message("{stack} is being changed just now ({status}).", stack=stack, status=status),
            message("Wait for its end and ask again."),
        )
    return wrong(
        message("{stack} stands as {status}.", stack=stack, status=status),
        message("Its events in CloudFormation say why."),
    )
