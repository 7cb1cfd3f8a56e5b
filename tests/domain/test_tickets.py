"""A ticket's state follows from its log, and from nothing else."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import StepNotAllowed
from bot.domain.tickets import ALLOWED, Appeal, Event, State, Step, Ticket, Type, opened, replay
from tests.builders import NOW, a_ticket, an_appeal


def test_a_department_handles_a_ticket_from_dispatch_to_close():
    """受理 派单 签收 办理 答复 送达 办结: the whole life in order."""
    ticket = a_ticket(
        Step.DISPATCHED, Step.ACKNOWLEDGED, Step.NOTED, Step.REPLIED, Step.DELIVERED, Step.CLOSED
    )

    assert ticket.state is State.CLOSED
    assert ticket.log[0].step is Step.OPENED


def test_an_answer_that_nobody_could_read_does_not_count_as_answered():
    """待送达 turns 已答复 only with the delivery."""
    written = a_ticket(Step.DISPATCHED, Step.REPLIED)
    read = written.after(Event(Step.DELIVERED, NOW, "system", {"channel": "passive"}))

    assert written.state is State.REPLIED
    assert read.state is State.ANSWERED


def test_a_step_the_table_does_not_allow_is_refused_and_changes_nothing():
    """An answered ticket cannot be acknowledged."""
    ticket = a_ticket(Step.DISPATCHED, Step.REPLIED, Step.DELIVERED)

    with pytest.raises(StepNotAllowed, match="已答复"):
        ticket.after(Event(Step.ACKNOWLEDGED, NOW, "construction"))


def test_a_correction_changes_the_appeal_and_keeps_what_was_said_first():
    """The log still holds the first words."""
    ticket = a_ticket(missing=("place",), place=None)

    corrected = ticket.after(
        Event(
            Step.CORRECTED,
            NOW,
            "citizen",
            {"appeal": {"place": "解放路8号", "missing": [], "type": "help"}},
        )
    )

    assert corrected.appeal == an_appeal(place="解放路8号", type=Type.HELP)
    assert corrected.log[0].data["appeal"]["place"] is None
    assert corrected.state is ticket.state


def test_every_step_has_a_rule_and_every_state_can_be_reached():
    """The table of steps has no gap."""
    assert set(ALLOWED) == set(Step)
    assert {target for _, target in ALLOWED.values() if target} == set(State)


@given(st.lists(st.sampled_from(list(Step)), max_size=20))
def test_a_log_replayed_gives_the_same_ticket(steps: list[Step]):
    """Whatever happened in whatever order, the log tells it all."""
    ticket = _after_what_was_allowed(steps)

    assert replay(ticket.number, ticket.log) == ticket


def _after_what_was_allowed(steps: list[Step]) -> Ticket:
    appeal = Appeal(Type.COMPLAINT, "题", "内容", faq={"question": "问", "answer": "答"})
    ticket = opened("20261123-0000-00", "c1", appeal, NOW, NOW + timedelta(days=3))
    for step in steps:
        data = {"department": "heating"} if step in (Step.DISPATCHED, Step.TRANSFERRED) else {}
        try:
            ticket = ticket.after(Event(step, NOW, "system", data))
        except StepNotAllowed:
            continue
    return ticket
