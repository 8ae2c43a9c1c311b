"""What a target asks for, in words."""

from collections.abc import Mapping
from typing import Final

from services.core.campaign.model import Direction, Target
from services.core.language.message import Message, measured, message

_GOALS: Final[Mapping[Direction, Message]] = {
    Direction.AT_LEAST: message("at least {figure}"),
    Direction.AT_MOST: message("at most {figure}"),
    Direction.BELOW: message("below {figure}"),
    Direction.ABOVE: message("above {figure}"),
    Direction.RANGE: message("{value} to {figure}"),
    Direction.ABOUT: message("about {figure}"),
    Direction.KEEP: message("keep {figure}"),
}


def goal(target: Target) -> Message:
    """What the target asks for: `above 42,000 tonnes a year`."""
    last = target.high or target.value if target.direction is Direction.RANGE else target.value
    words = Message(
        _GOALS[target.direction].sentence,
        {"value": target.value, "figure": measured(last, target.measure)},
    )
    return message("{goal} a year", goal=words) if target.per_year else words
