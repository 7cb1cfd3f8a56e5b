"""How a turn is written: all of it or nothing, and nothing over somebody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.changes import write
from bot.adapters.store.database import Database
from bot.adapters.store.hot import INSERTS, Hot, Line
from bot.adapters.store.tables import conversations, inbox
from bot.domain.errors import TurnConflict
from bot.domain.replies import Choice, Reply
from bot.services.ports.changes import Changes
from bot.services.ports.inbox import Conversation, Ending, InboxRow

_REMEMBERED = ("version", "memory", "secrets", "offered", "last_at")
_OPEN = sa.and_(inbox.c.id == sa.bindparam("row"), ~inbox.c.done)
_NOT_GONE_ON = sa.and_(
    conversations.c.citizen == sa.bindparam("of"),
    conversations.c.version == sa.bindparam("taken_up"),
)

LATE_OF_OPEN = Hot(sa.select(inbox.c.late).where(_OPEN).with_for_update())
"""Nobody changes the open row until the commit."""
DONE = Hot(
    sa.update(inbox)
    .where(inbox.c.id == sa.bindparam("row"))
    .values(done=True, reply=sa.bindparam("said"))
)
BEGINS = Hot.inserting(conversations, lambda insert: insert.on_conflict_do_nothing())
GOES_ON = Hot(
    sa.update(conversations)
    .where(_NOT_GONE_ON)
    .values({name: sa.bindparam(name) for name in _REMEMBERED})
)


def _at_once(begins: bool) -> Hot:
    """PostgreSQL: a turn that changes nothing but its conversation, in one statement.

    Nothing is written, and nothing returned, unless the row is open, nobody stopped waiting for
    it, and the conversation is where the turn took it up.
    """
    row = sa.select(inbox.c.id).where(_OPEN, ~inbox.c.late).with_for_update().cte("open_row")
    values = {name: sa.bindparam(name, type_=conversations.c[name].type) for name in _REMEMBERED}
    talk: Any
    if begins:
        citizen = sa.bindparam("of", type_=conversations.c.citizen.type)
        new = sa.select(citizen, *values.values()).select_from(row)
        talk = (
            INSERTS["postgresql"](conversations)
            .from_select(["citizen", *values], new)
            .on_conflict_do_nothing()
        )
    else:
        talk = sa.update(conversations).where(_NOT_GONE_ON, row.c.id.is_not(None)).values(values)
    talk = talk.returning(conversations.c.citizen).cte("talk")
    return Hot(
        sa.update(inbox)
        .where(inbox.c.id == row.c.id, inbox.c.citizen == talk.c.citizen)
        .values(done=True, reply=sa.bindparam("said"))
        .returning(inbox.c.id)
    )


BEGINS_AT_ONCE, GOES_ON_AT_ONCE = _at_once(begins=True), _at_once(begins=False)


@dataclass(frozen=True)
class Turn:
    """A turn that ends; what the port Inbox says of `finish`."""

    row: InboxRow
    conversation: Conversation
    changes: Changes
    passive: Ending
    late: Ending

    @property
    def at(self) -> datetime:
        """When it was taken."""
        return self.conversation.last_at or self.row.received_at

    @property
    def is_talk_alone(self) -> bool:
        """Whether, given in time, it changes nothing but the conversation."""
        nothing = Changes()
        return self.changes == nothing and self.passive.changes == nothing

    def done(self, late: bool) -> InboxRow:
        """Its row when it is written."""
        reply = self.late.reply if late else self.passive.reply
        return replace(self.row, done=True, late=late, reply=reply)

    def remembered(self) -> dict[str, Any]:
        """What is written of the conversation."""
        talk = self.conversation
        return {
            "version": talk.version + 1,
            "memory": list(talk.memory),
            "secrets": dict(talk.secrets),
            "offered": _as_records(talk.offered),
            "last_at": talk.last_at,
        }


async def write_talk(db: Database, turns: Sequence[Turn]) -> list[bool]:
    """PostgreSQL: write turns that are talk alone, those of them for which somebody waits.

    Returns for each whether it is written. Those that begin a conversation are written in one go,
    and those that go on with one.
    """
    done: set[int] = set()
    # by number: two processes with the same turns seldom wait for each other
    in_order = sorted(turns, key=lambda turn: turn.row.id)
    for hot, begins in ((BEGINS_AT_ONCE, True), (GOES_ON_AT_ONCE, False)):
        alike = [_talk(turn) for turn in in_order if (turn.conversation.version == 0) is begins]
        if alike:
            done |= {row.id for row in await db.many(hot, alike)}
    return [turn.row.id in done for turn in turns]


async def write_apart(db: Database, turns: Sequence[Turn]) -> list[InboxRow | Exception]:
    """Write all of them in one transaction; a conflict is that one's alone."""
    async with db.writing() as line:
        return [await _apart(line, turn) for turn in turns]


async def write_turn(line: Line, turn: Turn) -> InboxRow:
    """Write one turn within the caller's transaction. Raises TurnConflict."""
    found = await line.rows(LATE_OF_OPEN, {"row": turn.row.id})
    if not found:
        raise TurnConflict("this turn was taken by somebody else")
    late = bool(found[0].late)
    await _remember(line, turn)
    ending = turn.late if late else turn.passive
    await line.count(DONE, {"row": turn.row.id, "said": ending.reply.as_record()})
    await write(line, turn.changes, turn.at)
    await write(line, ending.changes, turn.at)
    return turn.done(late)


async def _apart(line: Line, turn: Turn) -> InboxRow | Exception:
    try:
        async with line.apart():
            return await write_turn(line, turn)
    except TurnConflict as conflict:
        return conflict


async def _remember(line: Line, turn: Turn) -> None:
    citizen, version = turn.conversation.citizen, turn.conversation.version
    if version == 0:
        remembered = await line.count(BEGINS, {"citizen": citizen, **turn.remembered()})
    else:
        where = {"of": citizen, "taken_up": version}
        remembered = await line.count(GOES_ON, where | turn.remembered())
    if not remembered:
        raise TurnConflict("the conversation went on elsewhere")


def _talk(turn: Turn) -> Mapping[str, Any]:
    return {
        "row": turn.row.id,
        "of": turn.conversation.citizen,
        "taken_up": turn.conversation.version,
        "said": turn.passive.reply.as_record(),
        **turn.remembered(),
    }


def _as_records(choices: Sequence[Choice]) -> list[Mapping[str, Any]]:
    records: list[Mapping[str, Any]] = Reply("", tuple(choices)).as_record()["choices"]
    return records
