"""A reorganisation behind a page: found, and saved unless somebody changed it since the page was opened."""

import re
from collections.abc import Iterable, Mapping

import msgspec

from services.core.acting.answer import CONFLICT, Back
from services.core.form import Problem
from services.core.language.message import message
from services.core.reorganising import store
from services.core.reorganising.reorganisation import Reorganisation, Stage
from services.core.reorganising.store import Kept
from services.core.table import ConflictError
from services.core.web.visit import FormOutcome, NotFound, Visit

LIST = "/review/office/reorganisation"

UNPROCESSABLE = 422

#: Stages in which nothing has happened yet: the answers can be changed.
CHANGEABLE = frozenset({Stage.PREPARED, Stage.PLANNED})

OVERTAKEN = Back(
    status=CONFLICT,
    problems=(
        Problem(
            "",
            message(
                "Somebody else changed this reorganisation after you opened the page. What you chose stands "
                "below: look at it again, and send it if it still holds."
            ),
        ),
    ),
)

#: Which page asks, and where, for a field of a problem (`rules`); for the others it is that of the names.
_ASKED = {
    "day": ("basis", "#f-day"),
    "document": ("basis", "#f-document"),
    "units": ("units", "#f-units"),
    "records": ("records", ""),
}

_ID = re.compile(r"[0-9a-f]{32}")


def address(reorganisation: str, page: str = "") -> str:
    """Where a reorganisation's page, or one of its questions, stands."""
    return f"{LIST}/{reorganisation}/{page}" if page else f"{LIST}/{reorganisation}"


def mended_at(reorganisation: str, problems: Iterable[Problem], here: str = "") -> Mapping[str, str]:
    """Addresses by a problem's field: where another page than `here` asks for what has to be mended."""
    fields = {problem.field for problem in problems if problem.field}
    asked = {field: _ASKED.get(field, ("names", f"#f-{field}")) for field in fields}
    return {
        field: address(reorganisation, page) + place for field, (page, place) in asked.items() if page != here
    }


def found(visit: Visit, reorganisation: str) -> Kept:
    """The reorganisation of that id. Raises: NotFound."""
    kept = maybe(visit, reorganisation)
    if kept is None:
        raise NotFound
    return kept


def maybe(visit: Visit, reorganisation: str) -> Kept | None:
    """The same; `None` where nobody has saved one. Raises: NotFound for what can be no id."""
    if not _ID.fullmatch(reorganisation):
        raise NotFound
    return store.get(visit.campaign.id, reorganisation)


def is_unseen(visit: Visit, kept: Kept) -> bool:
    """Whether it has been changed since the visitor's page was made."""
    return visit.form.get("seen") != str(kept.revision)


def save(visit: Visit, kept: Kept, after: Reorganisation) -> bool:
    """Keep the changed answers, to be checked anew; `False` where somebody else was faster."""
    if is_unseen(visit, kept):
        visit.tell(outcome=FormOutcome.STALE)
        return False
    try:
        store.save(kept, msgspec.structs.replace(after, stage=Stage.PREPARED, planned_at=None))
    except ConflictError:
        visit.tell(outcome=FormOutcome.STALE)
        return False
    visit.tell(outcome=FormOutcome.DONE)
    return True
