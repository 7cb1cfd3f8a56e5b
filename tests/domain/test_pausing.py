"""A question to the citizen lets the clock rest, twice at most, three working days each."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.calendar import WorkingDays
from bot.domain.errors import StepNotAllowed
from bot.domain.pausing import asked, awaited, ended, open_question, paused_days
from bot.domain.tickets import Event, Step, Ticket, replay
from bot.domain.zone import SHANGHAI
from tests.builders import a_ticket

DUE = WorkingDays().due
MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


def is_asked(ticket: Ticket, at: datetime = MONDAY) -> Ticket:
    return ticket.after(Event(Step.ASKED, at, "construction", asked(ticket, "几楼？", at, DUE)))


def is_answered(ticket: Ticket, at: datetime) -> Ticket:
    return ticket.after(Event(Step.RESPONDED, at, "citizen", ended(ticket, at, DUE)))


def on(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%m-%d}"


def test_the_deadline_moves_by_three_working_days_at_once():
    """Over a weekend it is five days."""
    ticket = a_ticket()

    waiting = is_asked(ticket)

    assert waiting.due_at == DUE(ticket.due_at, 3)
    question = awaited(waiting, MONDAY + DAY)
    assert question is not None
    assert (question.text, on(question.until)) == ("几楼？", "11-26")
    assert paused_days(waiting) == 3


@pytest.mark.parametrize(("after", "took"), [(0, 0), (1, 1), (2, 2), (3, 3)])
def test_an_answer_gives_back_the_days_that_were_not_needed(after: int, took: int):
    """Whoever answers on the same day stops no clock."""
    ticket = a_ticket()

    answered = is_answered(is_asked(ticket), MONDAY + after * DAY)

    assert paused_days(answered) == took
    assert answered.due_at == (DUE(ticket.due_at, took) if took else ticket.due_at)
    assert open_question(answered) is None


def test_days_off_do_not_count():
    """Asked on Friday, answered on Monday: one working day."""
    friday = MONDAY + 4 * DAY
    ticket = a_ticket()

    assert paused_days(is_answered(is_asked(ticket, friday), friday + 3 * DAY)) == 1


def test_a_pause_that_runs_out_ends_by_itself():
    """The clock goes on; three days it has rested."""
    waiting = is_asked(a_ticket())

    assert awaited(waiting, MONDAY + 4 * DAY) is None
    assert ended(waiting, MONDAY + 4 * DAY, DUE) == {}
    assert paused_days(waiting) == 3


def test_a_third_pause_is_refused_in_words():
    """Whichever unit asks."""
    ticket = is_answered(is_asked(a_ticket()), MONDAY)
    ticket = is_answered(is_asked(ticket), MONDAY + DAY)

    with pytest.raises(StepNotAllowed, match="最多2次"):
        is_asked(ticket, MONDAY + 2 * DAY)


def test_a_second_question_waits_for_the_first():
    """Nobody is asked two things at once."""
    with pytest.raises(StepNotAllowed, match="还在等市民回复"):
        is_asked(is_asked(a_ticket()), MONDAY + DAY)


def test_a_question_does_not_heal_a_deadline_that_has_passed():
    """What is late stays late."""
    ticket = a_ticket()
    late = ticket.due_at + DAY

    waiting = is_asked(ticket, late)

    assert waiting.due_at == ticket.due_at
    assert paused_days(waiting) == 0
    assert is_answered(waiting, late + DAY).due_at == ticket.due_at


@pytest.mark.parametrize("step", [Step.REPLIED, Step.RETURNED, Step.TRANSFERRED])
def test_a_ticket_that_goes_on_waits_for_no_answer(step: Step):
    """Also when it comes back later."""
    data = {"text": "答复", "outcome": "resolved", "department": "heating"}
    ticket = is_asked(a_ticket()).after(Event(step, MONDAY, "construction", data))
    if step is Step.REPLIED:
        ticket = ticket.after(Event(Step.REOPENED, MONDAY, "citizen", {}))

    assert open_question(ticket) is None


def test_the_log_alone_tells_the_deadline():
    """No calendar is asked when it is read again, which may have changed."""
    ticket = is_answered(is_asked(a_ticket()), MONDAY + DAY)
    ticket = is_asked(ticket, datetime(2026, 11, 25, tzinfo=UTC))

    assert replay(ticket.number, ticket.log) == ticket
