"""What a reviewer can do with a record."""

from services.core.acting.action import Action
from services.core.acting.returning import returning
from services.core.form import Choice, Field, Kind, Needed
from services.core.language import formats
from services.core.language.message import Message, message
from services.core.record.case import Case
from services.core.work import commands as c
from services.core.work.needs import CORRECTED
from services.core.work.work import Work
from services.review.accepting import ACCEPTING
from services.review.recognising import RECOGNISING

_LONG = 2000


def _text(
    name: str,
    label: Message,
    *,
    required: bool = True,
    needed: Needed | None = None,
    hint: Message | None = None,
) -> Field:
    return Field(
        name=name, kind=Kind.TEXT, label=label, required=required, needed=needed, hint=hint, longest=_LONG
    )


_REASON = _text("reason", message("Reason"))
_REASONS = _text("reasons", message("Reasons"))
_REMARK = _text("reasons", message("Remark"), required=False)


def _stated_day(case: Case[Work]) -> dict[str, str]:
    return {"done_on": formats.typed_day(case.record.claim.done_on)} if case.record.claim else {}


#: In the order in which a record's page offers them.
ACTIONS: tuple[Action, ...] = (
    Action(
        name="appraise",
        command=c.Appraise,
        title=message("Give the opinion of the appraising body"),
        lead=message("Favourable or not, the record then goes on to the seats that approve."),
        button=message("Give the opinion"),
        fields=(
            Field(
                name="favourable",
                kind=Kind.CHOICE,
                label=message("Opinion"),
                choices=(
                    Choice("yes", message("Favourable: we recommend approval")),
                    Choice("no", message("Unfavourable: we do not recommend approval")),
                ),
            ),
            _text("reasons", message("Reasons"), hint=message("The seats decide on the strength of these")),
        ),
        build=lambda _campaign, _seat, v: c.Appraise(
            favourable=v["favourable"] == "yes", reasons=v["reasons"]
        ),
        weight="primary",
    ),
    returning(
        message("Return for completion"),
        message(
            "The unit is told what to add and by when. Once it submits again, you have the whole term anew."
        ),
        _text(
            "missing",
            message("What has to be added in general"),
            required=False,
            hint=message("Name each piece, so that one answer is enough; fields are asked about below"),
        ),
        each_field=True,
    ),
    Action(
        name="approve",
        command=c.Approve,
        title=message("Approve"),
        lead=message("The work is approved once every seat has approved."),
        button=message("Approve"),
        fields=(_REMARK,),
        build=lambda _campaign, seat, v: c.Approve(seat=seat, reasons=v["reasons"] or ""),
        by_seat=True,
        beside=frozenset({"WorkSeatApproved"}),
        weight="primary",
    ),
    Action(
        name="decline",
        command=c.Decline,
        title=message("Decline"),
        lead=message(
            "One seat that declines suffices: the record ends. The unit may register the work anew."
        ),
        button=message("Decline"),
        fields=(_REASONS,),
        build=lambda _campaign, seat, v: c.Decline(seat=seat, reasons=v["reasons"]),
        by_seat=True,
    ),
    Action(
        name="send-back",
        command=c.SendBack,
        title=message("Send back to be appraised again"),
        lead=message("The appraising body gives its opinion anew; then every seat decides anew."),
        button=message("Send back"),
        fields=(_REASON,),
        build=lambda _campaign, seat, v: c.SendBack(seat=seat, reason=v["reason"]),
        by_seat=True,
    ),
    Action(
        name="approve-amendment",
        command=c.ApproveAmendment,
        title=message("Agree to the amendment"),
        lead=message("It is in force once every seat has agreed; the completion is then judged by it."),
        button=message("Agree to the amendment"),
        fields=(_REMARK,),
        build=lambda _campaign, seat, v: c.ApproveAmendment(seat=seat, reasons=v["reasons"] or ""),
        by_seat=True,
        beside=frozenset({"WorkAmendmentSeatApproved"}),
        weight="primary",
    ),
    Action(
        name="decline-amendment",
        command=c.DeclineAmendment,
        title=message("Refuse the amendment"),
        lead=message("One seat that refuses suffices: the work goes on as it was approved."),
        button=message("Refuse the amendment"),
        fields=(_REASONS,),
        build=lambda _campaign, seat, v: c.DeclineAmendment(seat=seat, reasons=v["reasons"]),
        by_seat=True,
    ),
    Action(
        name="verify",
        command=c.Verify,
        title=message("Verify the completion"),
        lead=message("Confirm the day on which the work was done, or correct it by the evidence."),
        button=message("Verify the completion"),
        fields=(
            Field(name="done_on", kind=Kind.DAY, label=message("Day on which it was done"), longest=12),
            _text(
                "reason",
                message("Reason for the correction"),
                required=False,
                needed=CORRECTED,
            ),
        ),
        build=lambda _campaign, _seat, v: c.Verify(done_on=v["done_on"], reason=v["reason"] or ""),
        start=_stated_day,
        weight="primary",
    ),
    Action(
        name="send-claim-back",
        command=c.SendBackClaim,
        title=message("Send the reported completion back"),
        lead=message("The work is under way again, and the unit may report the completion anew."),
        button=message("Send back"),
        fields=(
            _text(
                "reason", message("Reason"), hint=message("Say which evidence is wanting or does not agree")
            ),
        ),
        build=lambda _campaign, _seat, v: c.SendBackClaim(reason=v["reason"]),
    ),
    Action(
        name="not-achieved",
        command=c.JudgeNotAchieved,
        title=message("Judge as not achieved"),
        lead=message("The record ends as not achieved. Until anybody acts on it, you may take this back."),
        button=message("Judge as not achieved"),
        fields=(_REASON,),
        build=lambda _campaign, _seat, v: c.JudgeNotAchieved(reason=v["reason"]),
    ),
    ACCEPTING,
    *RECOGNISING,
    Action(
        name="take-back",
        command=c.TakeBack,
        title=message("Take the last decision back"),
        lead=message("Everything stands again as it stood before this decision; the history keeps both."),
        button=message("Take the decision back"),
        fields=(_REASON,),
        build=lambda _campaign, _seat, v: c.TakeBack(reason=v["reason"]),
        weight="aside",
    ),
    Action(
        name="reassign",
        command=c.Reassign,
        title=message("Hand over to the substitute"),
        lead=message("For when nobody of those who have it can decide. The term stays as it is."),
        button=message("Hand over"),
        fields=(_REASON,),
        build=lambda _campaign, seat, v: c.Reassign(seat=seat, reason=v["reason"]),
        by_seat=True,
    ),
    Action(
        name="conflict",
        command=c.DeclareConflict,
        title=message("Declare a conflict of interest"),
        lead=message(
            "From then on you decide nothing on this record; your colleagues do. It cannot be undone."
        ),
        button=message("Declare the conflict"),
        fields=(
            _text("reason", message("Reason"), hint=message("For example: a relative carries out the work")),
        ),
        build=lambda _campaign, _seat, v: c.DeclareConflict(reason=v["reason"]),
        weight="aside",
    ),
)
