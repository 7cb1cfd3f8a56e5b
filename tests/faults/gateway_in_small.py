"""A process to be killed: takes turns and sends parcels, and says over a pipe what it has done."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection

from bot.adapters.store import Database, SqlInbox, SqlOutbox
from bot.domain.parcels import ParcelState
from bot.domain.replies import Reply
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.inbox import Ending, Opening
from tests.builders import NOW, a_citizens_parcel, a_departments_parcel, a_message, a_ticket

CITIZENS = 8
"""So many write side by side: their messages and turns are committed together."""
TALKERS = frozenset({"c0", "c3", "c6"})
"""Their turns change nothing but their conversations."""
A_YEAR = timedelta(days=365)


def run(url: str, life: int, said: Connection) -> None:
    """Live for the `life`-th time until somebody kills us."""
    asyncio.run(_live(Gateway(Database(url), NOW + timedelta(hours=life), said), life))


def finish(url: str, said: Connection) -> None:
    """Take every turn and send every parcel that the dead left behind."""
    asyncio.run(_finish(Gateway(Database(url), NOW + A_YEAR, said)))


class Gateway:
    def __init__(self, db: Database, now: datetime, said: Connection) -> None:
        self.db, self.now, self._said = db, now, said
        self._inbox, self._outbox = SqlInbox(db), SqlOutbox(db)

    async def resume(self) -> None:
        for citizen in await self._inbox.left_behind(NOW + 2 * A_YEAR, 100):
            while opening := await self._inbox.opening_for(citizen):
                await self._take(opening)

    async def serve(self, life: int, citizen: int) -> None:
        for turn in range(100_000):
            key = f"{life}-{citizen}-{turn}"
            row = await self._inbox.receive(a_message(key=key, citizen=f"c{citizen}"), self.now)
            self._said.send(("kept", key))
            if turn % 2:
                await self._inbox.stop_waiting(key)
            opening = await self._inbox.opening_for(row.message.citizen)
            assert opening is not None
            await self._take(opening)
            self._said.send(("answered", key))

    async def send_all(self) -> int:
        parcels = await self._outbox.claim(self.now, timedelta(minutes=1), 8, [])
        for parcel in parcels:
            self._said.send(("sent", parcel.id))
            done = replace(parcel, state=ParcelState.DELIVERED, delivered_at=self.now)
            await self._outbox.settle(done)
        return len(parcels)

    async def _take(self, opening: Opening) -> None:
        row, conversation = opening.row, opening.conversation
        key, citizen = row.message.key, row.message.citizen
        ticket = a_ticket(number=f"t-{key}", citizen=citizen)
        changes = Changes()
        if citizen not in TALKERS:
            changes.tickets[ticket.number] = TicketChange(None, ticket)
            changes.parcels.append(a_departments_parcel(id=f"d-{key}", number=ticket.number))
        late = Changes(parcels=[a_citizens_parcel(id=f"late-{key}", citizen=citizen)])
        await self._inbox.finish(
            row,
            replace(conversation, memory=[*conversation.memory, {"turn": key}]),
            changes,
            Ending(Reply(f"已受理 {ticket.number}")),
            Ending(Reply(f"已受理 {ticket.number}"), late),
        )


async def _live(gateway: Gateway, life: int) -> None:
    await gateway.resume()
    serving = [gateway.serve(life, citizen) for citizen in range(CITIZENS)]
    await asyncio.gather(*serving, _send_for_ever(gateway))


async def _finish(gateway: Gateway) -> None:
    await gateway.resume()
    while await gateway.send_all():
        pass
    await gateway.db.close()


async def _send_for_ever(gateway: Gateway) -> None:
    while True:
        await gateway.send_all()
        await asyncio.sleep(0)
