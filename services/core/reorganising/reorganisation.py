"""One reorganisation of units, from the first answer of its form to the last record that it moved. Pure.

From its day on the units that it ends no longer exist: what is open goes on with their successors, what was
concluded stays theirs, under the name of its day.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

import msgspec

from services.core.campaign.model import Unit
from services.core.language.message import Text

#: Characters of an identifier (`services.core.campaign.unit.Id`).
_LONGEST_ID = 40

#: Units into which one can be split by the form.
MOST_SUCCESSORS = 4


class Kind(StrEnum):
    """What happens to the units."""

    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"


class Stage(StrEnum):
    """How far a reorganisation is. Nothing has changed for anybody before it is under way."""

    PREPARED = "prepared"  # the form is being filled in
    PLANNED = "planned"  # checked and decided on; the office carries it out on its day or later
    UNDER_WAY = "under-way"
    DONE = "done"


#: Stages in which units stand under a reorganisation that is not over.
OPEN = frozenset({Stage.PLANNED, Stage.UNDER_WAY})


class Reorganisation(msgspec.Struct, frozen=True, kw_only=True):
    """What is reorganised, from `day` on.

    `units` are those that end, of a renaming the one that it is about. `successors` are ids of units, `new`
    those among them that come to be by it; the first successor keeps what was concluded. `document` is what
    it rests on, in words. `records` and `members` say, where a unit is split, by id which successor a record
    goes to and which a member belongs to; a member who is not named belongs to all of them. `moved` and
    `people` count what was carried out.
    """

    id: str
    campaign: str
    kind: Kind
    day: date
    made_by: str
    made_at: datetime
    units: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    new: tuple[Unit, ...] = ()
    name: Text | None = None
    document: str = ""
    records: Mapping[str, str] = {}
    members: Mapping[str, str] = {}
    stage: Stage = Stage.PREPARED
    planned_at: datetime | None = None
    begun_at: datetime | None = None
    done_at: datetime | None = None
    moved: int = 0
    people: int = 0

    @property
    def concerned(self) -> frozenset[str]:
        """Every unit that it names and that was there before."""
        return frozenset((*self.units, *self.successors)) - {unit.id for unit in self.new}


def suggested(reorganisation: Reorganisation, names: Mapping[str, Text], words: Iterable[str]) -> str:
    """The successor that a record of a split unit seems to belong to; empty where nothing tells.

    `names` are those of the successors, `words` what the record says of itself, the most telling first: the
    successor whose name stands there. "Xã Vĩnh Tú" is found in "Thôn Thủy Tú, Vĩnh Tú" by its last two words.
    """
    for text in (_plain(each) for each in words):
        for successor in reorganisation.successors:
            short = " ".join(_plain(names[successor].vi).split()[-2:])
            if short and short in text:
                return successor
    return ""


def id_from(name: str, taken: Iterable[str]) -> str:
    """An identifier for a unit of that Vietnamese name, unlike those that are taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", _unmarked(name.casefold())).strip("-") or "unit"
    known = set(taken)
    wanted = plain[:_LONGEST_ID].strip("-")
    number = 1
    while wanted in known:
        number += 1
        end = f"-{number}"
        wanted = plain[: _LONGEST_ID - len(end)].strip("-") + end
    return wanted


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _unmarked(text: str) -> str:
    """Vietnamese letters without their marks."""
    parted = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(sign for sign in parted if not unicodedata.combining(sign))
