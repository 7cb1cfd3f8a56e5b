"""How a turn ends: what is said at once, and what is sent later."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.parcels import PASSIVE, Addressee, Parcel, same_id
from bot.domain.replies import SILENCE, Reply, joined
from bot.domain.tickets import Event, State, Step
from bot.services.cutting import Cutter
from bot.services.desk import Desk
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.inbox import Ending, InboxRow

REST_AFTER = timedelta(seconds=1)
"""The second part must not overtake the first, which is still on its way back to the channel."""


def whole(held: Sequence[Parcel], reply: Reply) -> Reply:
    """What waited for this citizen, and then the reply."""
    return joined([*(Reply.from_record(parcel.body["reply"]) for parcel in held), reply])


async def passive(
    row: InboxRow, reply: Reply, held: Sequence[Parcel], desk: Desk, cutter: Cutter
) -> Ending:
    """Somebody waits: held answers lead, then the reply; a second part follows by itself."""
    if not reply:
        return Ending(SILENCE)
    changes = Changes(handed_over=[parcel.id for parcel in held])
    first, *rest = cutter.parts(whole(held, reply).words, row.message.citizen, changes)
    changes.parcels += [to_citizen(row, part, "rest", desk.now + REST_AFTER) for part in rest]
    for parcel in held:
        await _mark_delivered(parcel, desk, changes)
    return Ending(Reply(first, faq=reply.faq), changes)


def late(
    row: InboxRow, reply: Reply, held: Sequence[Parcel], now: datetime, cutter: Cutter
) -> Ending:
    """Nobody waits any more: everything goes through the outbox, held answers too."""
    if not reply:
        return Ending(SILENCE)
    changes = Changes(released=[parcel.id for parcel in held])
    cut = cutter.parts(reply.words, row.message.citizen, changes)
    changes.parcels += [
        to_citizen(row, part, purpose, now)
        for part, purpose in zip(cut, ("late", "rest"), strict=False)
    ]
    return Ending(Reply(cut[0], faq=reply.faq), changes)


def to_citizen(row: InboxRow, words: str, purpose: str, due_at: datetime) -> Parcel:
    """A parcel with these words; the same row and purpose always give the same parcel."""
    return Parcel(
        id=f"{purpose}-{same_id(purpose, row.message.key)}",
        addressee=Addressee.CITIZEN,
        target=row.message.citizen,
        lane=row.message.citizen,
        body={"reply": Reply(words).as_record(), "purpose": purpose, "step": None},
        created_at=due_at,
        due_at=due_at,
    )


async def _mark_delivered(parcel: Parcel, desk: Desk, changes: Changes) -> None:
    """The held parcel carries a department's answer: with this reply the citizen has it."""
    if parcel.number is None or parcel.body["purpose"] != "answer":
        return
    ticket = await desk.ticket(parcel.number)
    if ticket.state is not State.REPLIED:
        return
    event = Event(Step.DELIVERED, desk.now, "system", {"channel": PASSIVE, "parcel": parcel.id})
    known = desk.changes.tickets.get(ticket.number)
    changes.tickets[ticket.number] = TicketChange(
        known.after if known else ticket, ticket.after(event)
    )
