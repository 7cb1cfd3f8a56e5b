"""What was kept for a citizen's next message, when a way opens before that message comes."""

import sqlalchemy as sa

from bot.adapters.store.hot import Hot
from bot.adapters.store.script import Script
from bot.adapters.store.tables import outbox, outbox_state
from bot.domain.parcels import Addressee, ParcelState

RELEASED = Hot(
    sa.update(outbox)
    .where(
        outbox_state(ParcelState.HELD),
        outbox.c.target == sa.bindparam("of"),
        outbox.c.addressee == Addressee.CITIZEN.value,
        # no IN: a hot statement has as many values as it was written with
        sa.or_(*(outbox.c.body["purpose"].as_string() == one for one in ("answer", "question"))),
    )
    .values(state=ParcelState.WAITING.value, due_at=outbox.c.created_at, attempts=0)
)


def release_answers(script: Script, citizen: str) -> None:
    """Let the worker try this citizen's answers again."""
    script.add(RELEASED, {"of": citizen})
