"""What a department is told about a ticket."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import tickets
from bot.domain.parcels import Addressee, Alarm
from bot.domain.tickets import Event, Step
from bot.services.notices import alarm_event, ticket_event
from tests.builders import NOW, a_ticket, an_appeal


def test_a_ticket_is_told_as_it_stands():
    """With the names that staff read."""
    ticket = a_ticket(missing=("when",), faq={"question": "路灯谁管", "answer": "请报修"})

    parcel = ticket_event("ticket.dispatched", ticket, NOW)

    told = parcel.body["ticket"]
    assert (told["type_name"], told["state_name"]) == ("投诉", "已派单")
    assert (told["missing"], told["faq"]["question"]) == (["when"], "路灯谁管")
    assert (parcel.addressee, parcel.target) == (Addressee.DEPARTMENT, "construction")
    assert (parcel.lane, parcel.number) == (ticket.number, ticket.number)
    assert json.dumps(dict(parcel.body))


def test_the_reason_is_that_of_the_last_move():
    """A ticket that was answered and reopened is still there for the same reason."""
    ticket = tickets.opened("20261123-0000-01", "c1", an_appeal(), NOW, NOW)
    first = {"department": "heating", "reason": "提到“路灯”"}
    then = {"department": "construction", "reason": "供热办转来：是路灯"}
    reply = {"department": "construction", "text": "…", "outcome": "resolved"}
    for step, data in (
        (Step.DISPATCHED, first),
        (Step.TRANSFERRED, then),
        (Step.REPLIED, reply),
        (Step.DELIVERED, {}),
        (Step.REOPENED, {"text": "还是不亮"}),
    ):
        ticket = ticket.after(Event(step, NOW, "system", data))

    told = ticket_event("ticket.reopened", ticket, NOW, {"text": "还是不亮"}).body

    assert told["ticket"]["reason"] == "供热办转来：是路灯"
    assert told["change"] == {"text": "还是不亮"}
    assert told["sequence"] == 5


def test_every_parcel_has_an_id_of_its_own_without_a_full_stop():
    """What is signed is parted by full stops."""
    ids = {ticket_event("ticket.urged", a_ticket(), NOW).id for _ in range(100)}

    assert len(ids) == 100
    assert not any("." in parcel_id for parcel_id in ids)


def test_a_ticket_that_is_with_nobody_cannot_be_told():
    """That would be a fault of ours, seen at once."""
    ticket = tickets.opened("20261123-0000-01", "c1", an_appeal(), NOW, NOW)

    with pytest.raises(ValueError, match="no unit"):
        ticket_event("ticket.dispatched", ticket, NOW)


def test_an_alarm_waits_behind_nothing_and_keeps_its_subject_at_home():
    """The subject may be a citizen's name in our books."""
    fire = Alarm("emergency.fire", "c1t1zen", "着火了", NOW)
    elsewhere = Alarm("emergency.fire", "an0ther", "着火了", NOW)

    one, other = alarm_event(fire, "service_center"), alarm_event(elsewhere, "service_center")

    assert one.lane != other.lane
    assert "c1t1zen" not in json.dumps(dict(one.body))


def test_the_same_alarm_rings_once_an_hour():
    """One that rings all the time is not heard."""
    alarm = Alarm("emergency.fire", "c1t1zen", "着火了", NOW)
    soon = replace(alarm, at=NOW + timedelta(minutes=59))
    later = replace(alarm, at=NOW + timedelta(minutes=60))

    first, again, next_hour = (alarm_event(a, "service_center") for a in (alarm, soon, later))

    assert first.id == again.id != next_hour.id
