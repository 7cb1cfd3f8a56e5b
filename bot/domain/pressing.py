"""Which of a citizen's tickets matter most to them now?"""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.pausing import awaited
from bot.domain.tickets import LIVING, WITH_UNIT, State, Ticket


def most_pressing_first(tickets: Iterable[Ticket], now: datetime) -> list[Ticket]:
    """Danger, a question that waits for the citizen, a day that passed, an answer to judge, then
    what is worked on, and last what has ended; of equals as they were given."""
    return sorted(tickets, key=lambda ticket: _place(ticket, now))


def _place(ticket: Ticket, now: datetime) -> int:
    if ticket.state not in LIVING:
        return 5
    if ticket.is_urgent:
        return 0
    if awaited(ticket, now):
        return 1
    if ticket.state in WITH_UNIT and ticket.due_at < now:
        return 2
    return 3 if ticket.state is State.ANSWERED else 4
