"""What the kinds of units are called, wherever a unit is shown or counted."""

from collections.abc import Mapping
from typing import Final

from services.core.campaign.unit import UnitKind
from services.core.language.message import Message, message

KIND_NAMES: Final[Mapping[UnitKind, Message]] = {
    UnitKind.COMMUNE: message("Commune"),
    UnitKind.TOWN: message("Town"),
    UnitKind.AGENCY: message("Agency"),
    UnitKind.PARTY: message("Party body"),
    UnitKind.MASS: message("Mass organisation"),
    UnitKind.ARMED: message("Armed force"),
    UnitKind.QUARTER: message("Residential quarter"),
    UnitKind.ENTERPRISE: message("Enterprise"),
    UnitKind.COOPERATIVE: message("Cooperative"),
}
