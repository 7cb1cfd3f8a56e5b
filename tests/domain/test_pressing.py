"""What cannot wait stands first."""

from datetime import timedelta

from bot.domain.pressing import most_pressing_first
from bot.domain.tickets import Event, Step
from tests.builders import NOW, a_ticket

UNTIL = (NOW + timedelta(days=5)).isoformat()
ASKED = {"text": "哪一层？", "until": UNTIL, "was_due": UNTIL, "days": 3, "due_at": UNTIL}


def test_what_waits_for_the_citizen_comes_before_what_is_worked_on_and_what_is_over():
    over = a_ticket(Step.DISPATCHED, Step.WITHDRAWN, number="over")
    worked_on = a_ticket(number="worked on")
    asked = a_ticket(number="asked").after(Event(Step.ASKED, NOW, "construction", ASKED))

    told = most_pressing_first([over, worked_on, asked], NOW)

    assert [ticket.number for ticket in told] == ["asked", "worked on", "over"]


def test_what_is_late_comes_before_what_is_not():
    in_time = a_ticket(number="in time").after(
        Event(Step.ASKED, NOW, "construction", {**ASKED, "due_at": _in_days(60)})
    )

    told = most_pressing_first([in_time, a_ticket(number="late")], NOW + timedelta(days=30))

    assert [ticket.number for ticket in told] == ["late", "in time"]


def _in_days(days: int) -> str:
    return (NOW + timedelta(days=days)).isoformat()
