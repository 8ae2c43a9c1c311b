"""The merger of three communes of the plan, and others like it, for tests to plan and carry out."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from services.core.campaign.file import read
from services.core.campaign.model import Campaign, Unit
from services.core.language.message import Text
from services.core.reorganising.reorganisation import Kind, Reorganisation, Stage

PLAN = read((Path(__file__).parents[3] / "campaigns" / "vinh-linh-70.toml").read_bytes())
DAY = date(2025, 7, 1)
COMMUNES = ("vinh-thai", "vinh-tu", "trung-nam")


def named(name: str) -> Text:
    return Text(vi=name, en=name)


def new_unit(unit_id: str, code: str, name: str, day: date = DAY) -> Unit:
    kind = PLAN.unit("vinh-tu").kind
    return Unit(id=unit_id, code=code, name=named(name), kind=kind, since=day)


COAST = new_unit("xa-ven-bien", "VBIEN", "Xã Ven Biển")


def planned(kind: Kind, **answers: Any) -> Reorganisation:  # noqa: ANN401 - the fields of a reorganisation
    whole: dict[str, Any] = {
        "id": "r1", "campaign": PLAN.id, "day": DAY, "made_by": "office-person",
        "made_at": datetime(2025, 6, 20, tzinfo=UTC), "stage": Stage.PLANNED,
        "document": "Nghị quyết 1234",
    }  # fmt: skip
    return Reorganisation(kind=kind, **(whole | answers))


def merger(**answers: Any) -> Reorganisation:  # noqa: ANN401 - as above
    """The three communes merge into one that is new."""
    whole: dict[str, Any] = {"units": COMMUNES, "successors": (COAST.id,), "new": (COAST,)}
    return planned(Kind.MERGE, **(whole | answers))


def split(**answers: Any) -> Reorganisation:  # noqa: ANN401 - as above
    """One commune goes to two others."""
    whole: dict[str, Any] = {"units": ("vinh-tu",), "successors": ("vinh-thai", "trung-nam")}
    return planned(Kind.SPLIT, **(whole | answers))


def renaming(**answers: Any) -> Reorganisation:  # noqa: ANN401 - as above
    """One commune gets another name."""
    whole: dict[str, Any] = {"units": ("vinh-tu",), "name": named("Xã Tú")}
    return planned(Kind.RENAME, **(whole | answers))


def with_units(campaign: Campaign, changed: tuple[Unit, ...]) -> Campaign:
    """The campaign once those units were stored."""
    units = {unit.id: unit for unit in (*campaign.units, *changed)}
    return msgspec.structs.replace(campaign, units=tuple(units.values()))
