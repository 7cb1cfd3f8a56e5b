"""Turns, as the suites about the inbox take them."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.parcels import ParcelState
from bot.domain.replies import Reply
from bot.services.ports.changes import Changes
from bot.services.ports.inbox import Conversation, Ending
from tests.builders import NOW, a_citizens_parcel

WORDS = "路灯坏了\n“😀” ' \" \\ \\u0000 <b> ${x} 𠮷"


def an_ending(text: str = "好的", **changes) -> Ending:
    return Ending(Reply(text), Changes(**changes))


async def finish(store, row, *, changes=None, passive=None, late=None, version=0):
    """A turn that ends with `passive` or `late`, over a conversation at `version`."""
    conversation = Conversation(row.message.citizen, version, last_at=NOW)
    return await store.inbox.finish(
        row,
        conversation,
        changes or Changes(),
        passive or an_ending("当面"),
        late or an_ending("迟些"),
    )


async def held(store, parcel_id: str = "p1"):
    """A parcel that found no open channel."""
    await store.tickets.apply(Changes(parcels=[a_citizens_parcel(id=parcel_id)]))
    [parcel] = await store.outbox.claim(NOW, timedelta(minutes=1), 10, [])
    await store.outbox.settle(replace(parcel, state=ParcelState.HELD, attempts=1, error="48001"))


async def claimed(store) -> list[str]:
    """The ids of all parcels that are due, given back at once."""
    parcels = await store.outbox.claim(NOW, timedelta(0), 100, [])
    return [parcel.id for parcel in parcels]
