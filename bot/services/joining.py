"""Several citizens put one matter forward: it is handled once, and each of them has the answer.

Whoever joins keeps a ticket and a number of their own. Both logs tell of it: the joiner's names the
first ticket, and the first one's names every joiner. So a unit's answer, which writes to the first
ticket, can never overlook somebody who joined at the same moment: one of the two is taken anew.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain import handling, repetition
from bot.domain.errors import NotFound
from bot.domain.parcels import Parcel
from bot.domain.repetition import Told
from bot.domain.tickets import ALLOWED, WITH_UNIT, Event, State, Step, Ticket
from bot.domain.together import can_be_joined, gathered_by, lead_of, people_of
from bot.services import notices
from bot.services.desk import Desk

RECENTLY = timedelta(days=30)
"""Older tickets are hardly about what is wrong today."""


async def first_of_the_same(desk: Desk, ticket: Ticket) -> Ticket | None:
    """The ticket that others opened about the same matter and that most people joined."""
    if not can_be_joined(ticket) or ticket.department is None:
        return None
    told = Told.by(ticket)
    found = await desk.shelf.tickets.sharing(
        ticket.department, repetition.signs(told), desk.now - RECENTLY
    )
    same = [
        one
        for one in found
        if one.citizen != desk.citizen
        and can_be_joined(one)
        and repetition.is_same(told, Told.by(one))
    ]
    return max(same, key=lambda one: (people_of(one), one.opened_at), default=None)


def wait_for_choice(desk: Desk, ticket: Ticket) -> None:
    """The unit hears of this new ticket a little later, and not at all if its writer joins."""
    if not desk.shelf.time_to_join:
        return
    desk.changes.parcels = [
        _later(parcel, desk) if parcel.number == ticket.number else parcel
        for parcel in desk.changes.parcels
    ]


async def join(desk: Desk, ticket: Ticket, to: str) -> Ticket | None:
    """The citizen's ticket is handled with the one of this number from now on.

    None if that is not possible any more: then the ticket stays what it is.
    """
    try:
        lead = await desk.shelf.tickets.find(to)
    except NotFound:
        return None
    alone = lead_of(ticket) is None and not gathered_by(ticket) and ticket.state in WITH_UNIT
    ours = lead.number != ticket.number and lead.department == ticket.department
    if not (alone and ours and can_be_joined(lead)):
        return None
    joined = desk.happened(ticket, Step.JOINED, "citizen", to=lead.number)
    lead = desk.happened(lead, Step.GATHERED, "system", number=joined.number)
    text = (
        f"又有一位市民反映同一件事（工单 {joined.number}），现共 {people_of(lead)} 位，"
        f"答复这一件，每位都会收到。\n{joined.appeal.content}"
    )
    desk.changes.parcels.append(
        notices.ticket_event("ticket.joined", lead, desk.now, {"text": text})
    )
    return joined


async def leave(desk: Desk, ticket: Ticket) -> Ticket:
    """The citizen's ticket is handled by itself again, and its unit is told of it."""
    lead = lead_of(ticket)
    if lead is None:
        return ticket
    await part(desk, ticket, lead)
    alone = desk.happened(ticket, Step.LEFT, "citizen", to=lead)
    if alone.state in WITH_UNIT:
        text = f"市民要求与工单 {lead} 分开，单独办理。"
        told = notices.ticket_event("ticket.dispatched", alone, desk.now, {"text": text})
        desk.changes.parcels.append(told)
    return alone


async def withdraw(desk: Desk, ticket: Ticket) -> Ticket:
    """The citizen takes the ticket back; whoever joined it goes on without them."""
    if lead := lead_of(ticket):
        await part(desk, ticket, lead)
    ticket = await _passed_on(desk, ticket)
    return desk.withdraw(ticket)


def followed(lead: Ticket, after: Ticket, ticket: Ticket) -> Ticket:
    """`ticket`, which joined `lead`, once the unit's steps that lead to `after` are its steps too.

    Who left, or asked for more, goes a way of their own. A step that its state does not permit is
    left out: it was taken back, or is solved. An answer is had by everybody who is not content
    yet, also by who had another one before.
    """
    for event in after.log[len(lead.log) :] if lead_of(ticket) == lead.number else ():
        if event.step is Step.REPLIED and ticket.state in _HAD_ONE:
            data = {"text": f"工单 {lead.number} 有了新的答复"}
            ticket = ticket.after(Event(Step.REOPENED, event.at, "system", data))
        if event.step in _FOLLOWED and ticket.state in ALLOWED[event.step][0]:
            if event.step in _LAST:
                ticket = handling.released(ticket, event.at, event.actor, handling.ENDED)
            ticket = ticket.after(event)
    return ticket


_FOLLOWED = frozenset(
    {Step.ACKNOWLEDGED, Step.NOTED, Step.REPLIED, Step.RETURNED, Step.DISPATCHED, Step.TRANSFERRED}
)
_LAST = frozenset({Step.REPLIED, Step.RETURNED, Step.TRANSFERRED})
_HAD_ONE = frozenset({State.REPLIED, State.ANSWERED})
"""States of who has an answer, and did not say that it solved the matter."""


async def _passed_on(desk: Desk, ticket: Ticket) -> Ticket:
    """Those who joined are gathered by the first among them before the ticket is taken back."""
    numbers = gathered_by(ticket)
    joined = await desk.shelf.tickets.of_numbers(numbers) if numbers else []
    living = [one for one in joined if lead_of(one) == ticket.number and one.state in WITH_UNIT]
    for one in living:
        ticket = desk.happened(ticket, Step.PARTED, "system", number=one.number)
    if living:
        _gathered_anew(desk, ticket, living)
    return ticket


def _gathered_anew(desk: Desk, old: Ticket, tickets: Sequence[Ticket]) -> None:
    first, *others = tickets
    first = desk.happened(first, Step.LEFT, "system", to=old.number)
    for one in others:
        desk.happened(one, Step.JOINED, "system", to=first.number)
        first = desk.happened(first, Step.GATHERED, "system", number=one.number)
    people = people_of(first)
    text = f"最先反映的市民撤回了工单 {old.number}，同一件事由这一件接着办，共 {people} 位市民。"
    told = notices.ticket_event("ticket.dispatched", first, desk.now, {"text": text})
    desk.changes.parcels.append(told)


async def part(desk: Desk, ticket: Ticket, number: str) -> None:
    """The first ticket, of this number, counts this one no more."""
    lead = await desk.shelf.tickets.find(number)
    if ticket.number in gathered_by(lead) and lead.state in ALLOWED[Step.PARTED][0]:
        desk.happened(lead, Step.PARTED, "system", number=ticket.number)


def _later(parcel: Parcel, desk: Desk) -> Parcel:
    due_at = desk.now + desk.shelf.time_to_join
    return replace(parcel, due_at=due_at, body={**parcel.body, notices.UNLESS_JOINED: True})
