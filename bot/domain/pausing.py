"""A unit asks the citizen for more: the clock rests meanwhile, twice at most and not for long."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.errors import StepNotAllowed
from bot.domain.tickets import WITH_UNIT, Event, Step, Ticket

MOST_PAUSES = 2
"""Questions of one ticket, whichever units asked them."""
LONGEST_PAUSE = 3
"""Working days that the clock waits for an answer."""

Due = Callable[[datetime, int], datetime]
"""The end of the last of so many working days after a moment: `ports.clock.Calendar.due`."""

_ENDS = frozenset(
    {Step.RESPONDED, Step.RESUMED, Step.REPLIED, Step.RETURNED, Step.TRANSFERRED, Step.REOPENED}
)


@dataclass(frozen=True)
class Question:
    """What a unit asked and nobody has answered yet. `place` is its place in the ticket's log.

    After `until` the clock runs again. `was_due` is the deadline without this pause, `days` what
    the pause may add to it at most.
    """

    text: str
    asked_at: datetime
    until: datetime
    was_due: datetime
    days: int
    place: int


def open_question(ticket: Ticket) -> Question | None:
    """The question that waits for its answer, also when its pause is over."""
    if ticket.state not in WITH_UNIT:
        return None
    for place in range(len(ticket.log) - 1, -1, -1):
        event = ticket.log[place]
        if event.step in _ENDS:
            return None
        if event.step is Step.ASKED:
            return _question(event, place)
    return None


def awaited(ticket: Ticket, now: datetime) -> Question | None:
    """The question that the citizen's next message answers: its pause is not over."""
    question = open_question(ticket)
    return question if question and now <= question.until else None


def asked(ticket: Ticket, text: str, now: datetime, due: Due) -> dict[str, Any]:
    """What is written down of a question: the pause is granted here, the deadline moves at once.

    A deadline that has passed stays where it is. Raises StepNotAllowed.
    """
    before = sum(event.step is Step.ASKED for event in ticket.log)
    if awaited(ticket, now):
        raise StepNotAllowed("上一个问题还在等市民回复，请等回复后再问，或者直接答复。")
    if before >= MOST_PAUSES:
        raise StepNotAllowed(
            f"这件工单已经向市民问过{before}次，最多{MOST_PAUSES}次，不能再暂停计时。"
            "请按现有情况办理，在答复里说明还缺什么。"
        )
    days = LONGEST_PAUSE if now <= ticket.due_at else 0
    return {
        "text": text,
        "until": due(now, LONGEST_PAUSE).isoformat(),
        "was_due": ticket.due_at.isoformat(),
        "days": days,
        "due_at": _later(ticket.due_at, days, due).isoformat(),
    }


def ended(ticket: Ticket, now: datetime, due: Due) -> dict[str, Any]:
    """What is written down when the open question's pause ends: the deadline, by the days it took.

    Empty without a question, or when its pause ran out: then it took all its days.
    """
    question = awaited(ticket, now)
    if question is None:
        return {}
    most, begun = question.days, question.asked_at
    took = next((days for days in range(most) if now <= due(begun, days)), most)
    return {"paused_days": took, "due_at": _later(question.was_due, took, due).isoformat()}


def paused_days(ticket: Ticket) -> int:
    """Working days that the clock has rested; of a pause that goes on, the most it may take."""
    days = [0]
    for event in ticket.log:
        if event.step is Step.ASKED:
            days.append(event.data["days"])
        elif "paused_days" in event.data:
            days[-1] = event.data["paused_days"]
    return sum(days)


def _question(event: Event, place: int) -> Question:
    data: Mapping[str, Any] = event.data
    until, was_due = (datetime.fromisoformat(data[name]) for name in ("until", "was_due"))
    return Question(data["text"], event.at, until, was_due, data["days"], place)


def _later(due_at: datetime, days: int, due: Due) -> datetime:
    return due(due_at, days) if days else due_at
