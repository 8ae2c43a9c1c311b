"""One page for each thing that a unit does with a registered record, and what becomes of the answer.

If somebody acted since it was opened, the page shows what is new before anything is sent a second time.
Whoever goes from it to the files finds it filled in when they come back.
"""

from collections.abc import Mapping

from chalice.app import Response

from services.core.acting import store as unsent
from services.core.acting.action import Action, offered
from services.core.acting.answer import CONFLICT, Back, behind, carry_out, named
from services.core.acting.question import case
from services.core.acting.showing import sheet_of
from services.core.form import Problem
from services.core.language.message import message
from services.core.record.commands import Withdraw
from services.core.record.store import Stored
from services.core.subjects.retention import TYPED_DAYS
from services.core.web.visit import FormOutcome, Visit
from services.registration import drafting, file_pages, people, records
from services.registration.actions import ACTIONS
from services.registration.records import address

_UNPROCESSABLE = 422

#: What the log calls a form that is kept until its files are attached.
_KEEP = "KeepReport"


def ask(visit: Visit, record_id: str, action_name: str) -> Response:
    """The action's form; to the record itself where it is not (or no longer) to be had."""
    action, stored = named(action_name, ACTIONS), records.mine(visit, record_id)
    question = case(visit, stored)
    typed = (
        unsent.kept(visit.person.id, record_id, action.name, visit.now_real) if action.with_files else None
    )
    if typed is None and offered(action, question) is None:
        return visit.go(address(record_id))
    return _page(visit, stored, action, action.start(question) if typed is None else typed)


def act(visit: Visit, record_id: str, action_name: str) -> Response:
    """Receive the form and carry it out, or keep it while its files are attached."""
    action, typed = named(action_name, ACTIONS), visit.form
    before = records.mine(visit, record_id)
    if action.with_files and typed.get("do") == "files":
        return _keep(visit, before, action)
    back = carry_out(visit, record_id, action)
    if back is None:
        if action.with_files:
            unsent.drop(visit.person.id, record_id, action.name)
        if action.command is Withdraw:
            people.forget(visit, before)
        return visit.go(f"{address(record_id)}?done={action.name}")
    stored = records.mine(visit, record_id)
    if behind(typed, stored):
        moved = message("The record has changed since you opened this page; what is new stands below.")
        back = Back(status=CONFLICT, problems=(Problem("", moved),))
    return _page(visit, stored, action, typed, back)


def _keep(visit: Visit, stored: Stored, action: Action) -> Response:
    """Keep what was typed, as it was typed, and go on to the files."""
    visit.tell(command=_KEEP, record=stored.record.id)
    names = (*(field.name for field in action.fields), "seen")
    typed = {name: visit.form.get(name, "") for name in names}
    if sum(len(text.encode()) for text in typed.values()) > drafting.LARGEST_DRAFT:
        visit.tell(outcome=FormOutcome.MEND)
        back = Back(status=_UNPROCESSABLE, problems=(Problem("", drafting.too_large()),))
        return _page(visit, stored, action, visit.form, back)
    unsent.keep(visit.person.id, stored.record.id, action.name, typed, visit.now_real)
    visit.tell(outcome=FormOutcome.DONE)
    return visit.go(address(stored.record.id, "files?kept=1"))


def _page(
    visit: Visit, stored: Stored, action: Action, typed: Mapping[str, str], back: Back | None = None
) -> Response:
    shown = sheet_of(visit, stored)
    return visit.page(
        "records/action.html",
        back.status if back else 200,
        sheet=shown,
        action=action,
        typed=typed,
        problems=back.problems if back else (),
        filled=back is None and "seen" in typed,
        days=TYPED_DAYS,
        files=file_pages.going_along(visit, stored) if action.with_files else (),
        news=shown.since(stored.record.sequence - behind(typed, stored)),
        can_send=offered(action, case(visit, stored)) is not None,
    )
