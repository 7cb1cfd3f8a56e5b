"""Figures of a moment, for an overview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.tickets import State, Type


@dataclass(frozen=True)
class Waiting:
    """What waits for one unit, or for nobody yet (None)."""

    department: str | None
    open: int
    overdue: int
    oldest_due_at: datetime


@dataclass(frozen=True)
class Arrived:
    """What came in today, whoever looks: `at_once` were answered in direct reply, `later` by a
    message of their own. The others are still open, or needed no answer.
    """

    messages: int = 0
    at_once: int = 0
    later: int = 0


@dataclass(frozen=True)
class Tally:
    """Figures of a moment: no words, no citizens. Days are those of the place where we are.

    `heard` is how many messages of today the model took for what (its own classes), `messages` all
    of these; `arrived` are all that came in. They belong to no unit and are the same for everybody.
    All else is of the tickets in sight: `opened_today` by type, `states` and `ages` of all that are
    open; `ages` counts days since they were opened, up to and including each key, and under None
    what is older still. `waiting`: the unit with most that is overdue first.
    """

    messages: int
    heard: Mapping[str, int]
    opened_today: Mapping[Type, int]
    states: Mapping[State, int]
    ages: Mapping[int | None, int]
    overdue: int
    waiting: tuple[Waiting, ...] = field(default=())
    arrived: Arrived = field(default=Arrived())


AGES: Sequence[int] = (1, 3, 7, 15)
"""Days, for `Tally.ages`."""
