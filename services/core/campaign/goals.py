"""What a target asks for, in words."""

from collections.abc import Mapping
from typing import Final

from services.core.campaign.model import Direction, Target
from services.core.language.message import Message, message

_GOALS: Final[Mapping[Direction, Message]] = {
    Direction.AT_LEAST: message("at least {value} {measure}"),
    Direction.AT_MOST: message("at most {value} {measure}"),
    Direction.BELOW: message("below {value} {measure}"),
    Direction.ABOVE: message("above {value} {measure}"),
    Direction.RANGE: message("{value} to {high} {measure}"),
    Direction.ABOUT: message("about {value} {measure}"),
    Direction.KEEP: message("keep {value} {measure}"),
}


def goal(target: Target) -> Message:
    """What the target asks for: `above 42,000 tonnes a year`."""
    words = Message(
        _GOALS[target.direction].sentence,
        {"value": target.value, "high": target.high or target.value, "measure": target.measure},
    )
    return message("{goal} a year", goal=words) if target.per_year else words
