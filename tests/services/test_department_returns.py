"""A ticket that a department gives back or passes on is with somebody else at once."""

import pytest

from bot.domain.errors import (
    NotYours,
    StepNotAllowed,
)
from bot.domain.parcels import Addressee
from bot.domain.replies import Reply
from bot.domain.tickets import State, Step
from bot.services.department_calls import Verb
from tests.services.office import Office, suggested


async def test_a_returned_ticket_goes_on_at_once_to_the_next_suggestion():
    """Nobody is left without somebody who handles it."""
    office = Office(suggested("construction", "heating"))

    done = await office.take(Verb.RETURN)

    ticket = await office.ticket()
    assert (done.state, ticket.department) == ("dispatched", "heating")
    assert [event.step for event in ticket.log[-2:]] == [Step.RETURNED, Step.DISPATCHED]
    (parcel,) = office.store.parcels
    assert (parcel.target, parcel.body["type"]) == ("heating", "ticket.dispatched")
    assert parcel.body["change"] == {"text": "城乡建设局退回：不归我们管"}
    assert parcel.body["ticket"]["reason"] == "城乡建设局退回：不归我们管"
    assert office.waker.woken == 1


async def test_without_another_suggestion_the_coordinating_centre_decides():
    """With the reason in hand."""
    office = Office(suggested("construction"))

    await office.take(Verb.RETURN)

    assert (await office.ticket()).department == "service_center"


async def test_a_suggestion_that_left_the_catalogue_is_passed_over():
    """A unit that was dissolved holds nothing."""
    office = Office(suggested("construction", "dissolved", "heating"))

    await office.take(Verb.RETURN)

    assert (await office.ticket()).department == "heating"


async def test_after_a_second_return_the_coordinating_centre_decides():
    """No ping-pong."""
    office = Office(suggested("construction", "heating", "service_center"))
    await office.take(Verb.RETURN, "call-1")

    await office.take(Verb.RETURN, "call-2", department="heating")

    assert (await office.ticket()).department == "service_center"


async def test_the_coordinating_centre_itself_cannot_return():
    """Somebody must hold it: it passes the ticket on instead."""
    office = Office(suggested(to="service_center"))

    with pytest.raises(StepNotAllowed, match="转给"):
        await office.take(Verb.RETURN, department="service_center")

    assert (await office.ticket()).department == "service_center"


async def test_a_transferred_ticket_is_with_the_other_unit_and_it_is_told():
    """In one step, with the reason."""
    office = Office()

    done = await office.take(Verb.TRANSFER)

    ticket = await office.ticket()
    assert (done.state, ticket.state, ticket.department) == (
        "dispatched",
        State.DISPATCHED,
        "heating",
    )
    (parcel,) = office.store.parcels
    assert (parcel.target, parcel.body["type"]) == ("heating", "ticket.transferred")
    assert parcel.body["change"] == {"text": "城乡建设局转来：这是供暖的事"}


async def test_whoever_passed_a_ticket_on_has_no_more_say_in_it():
    """And its new holder has."""
    office = Office()
    await office.take(Verb.TRANSFER, "call-1")

    with pytest.raises(NotYours):
        await office.take(Verb.ANSWER, "call-2")
    await office.take(Verb.ANSWER, "call-3", department="heating")

    reply = Reply.from_record(office.parcels_to(Addressee.CITIZEN)[0].body["reply"])
    assert reply.text.startswith("【供热管理办公室】")
