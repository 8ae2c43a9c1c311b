"""One page for each thing that a unit does with a registered record, and what becomes of the answer.

If somebody acted since it was opened, the page shows what is new before anything is sent a second time.
"""

from collections.abc import Mapping

from chalice.app import Response

from services.core.acting.action import Action, offered
from services.core.acting.answer import CONFLICT, Back, behind, carry_out, named
from services.core.acting.question import case
from services.core.acting.showing import sheet_of
from services.core.form import Problem
from services.core.language.message import message
from services.core.record.commands import Withdraw
from services.core.record.store import Stored
from services.core.web.visit import Visit
from services.registration import file_pages, people, records
from services.registration.actions import ACTIONS
from services.registration.records import address


def ask(visit: Visit, record_id: str, action_name: str) -> Response:
    """The action's form; to the record itself where it is not (or no longer) to be had."""
    action, stored = named(action_name, ACTIONS), records.mine(visit, record_id)
    question = case(visit, stored)
    if offered(action, question) is None:
        return visit.go(address(record_id))
    return _page(visit, stored, action, action.start(question))


def act(visit: Visit, record_id: str, action_name: str) -> Response:
    """Receive the form and carry it out."""
    action, typed = named(action_name, ACTIONS), visit.form
    before = records.mine(visit, record_id)
    back = carry_out(visit, record_id, action)
    if back is None:
        if action.command is Withdraw:
            people.forget(visit, before)
        return visit.go(f"{address(record_id)}?done={action.name}")
    stored = records.mine(visit, record_id)
    if behind(typed, stored):
        moved = message("The record has changed since you opened this page; what is new stands below.")
        back = Back(status=CONFLICT, problems=(Problem("", moved),))
    return _page(visit, stored, action, typed, back)


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
        **file_pages.going_along(visit, stored, with_files=action.with_files),
        news=shown.since(stored.record.sequence - behind(typed, stored)),
        can_send=offered(action, case(visit, stored)) is not None,
    )
