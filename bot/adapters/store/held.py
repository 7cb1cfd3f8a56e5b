"""What was kept for a citizen's next message, when a way opens before that message comes."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.tables import outbox, outbox_state
from bot.domain.parcels import Addressee, ParcelState

ANSWER = outbox.c.body["purpose"].as_string() == "answer"


async def release_answers(connection: AsyncConnection, citizen: str) -> None:
    """Let the worker try this citizen's answers again, within the caller's transaction."""
    kept = outbox_state(ParcelState.HELD) & (outbox.c.target == citizen)
    mine = kept & (outbox.c.addressee == Addressee.CITIZEN.value) & ANSWER
    again = {"state": ParcelState.WAITING.value, "due_at": outbox.c.created_at, "attempts": 0}
    await connection.execute(sa.update(outbox).where(mine).values(again))
