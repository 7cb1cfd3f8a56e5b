"""A message that lost its way is found, and gets its turn or its reply."""

from datetime import timedelta

import sqlalchemy as sa

from bot.adapters.store import (
    Database,
    SqlInbox,
)
from bot.adapters.store.tables import inbox
from bot.domain.parcels import Alarm
from bot.domain.replies import Reply
from bot.services.limiting import TOO_MANY
from bot.services.ports.changes import Changes
from bot.services.ports.inbox import Conversation, Ending
from bot.services.reconciling import Finding, Kind
from tests.adapters.store.bookkeeping import (
    LATER,
    Bookkeeper,
    a_told_ticket,
    change,
    claimed,
    done,
    opened,
    write,
)
from tests.builders import NOW, a_message
from tests.openings import next_row


async def test_a_message_without_an_outcome_is_found_and_its_turn_is_taken(
    db: Database, keeper: Bookkeeper
):
    """Acknowledged, and no turn: neither done nor set aside."""
    row = await SqlInbox(db).receive(a_message(), NOW)

    async def take_turns() -> None:
        reply = Ending(Reply("好"))
        await SqlInbox(db).finish(row, Conversation("c1"), Changes(), reply, reply)

    assert await keeper.finds(mend=True) == [Finding(Kind.MESSAGE_OPEN, str(row.id), NOW)]

    keeper.take_turns = take_turns
    (found,) = await keeper.finds(mend=True)

    assert found.mended
    assert await keeper.finds() == []


async def test_a_message_that_just_came_is_nothing_lost(db: Database, keeper: Bookkeeper):
    """Its turn is under way."""
    await SqlInbox(db).receive(a_message(), LATER - timedelta(minutes=1))

    assert await keeper.finds() == []


async def test_a_message_set_aside_in_silence_is_found_and_worked_on_again(
    db: Database, keeper: Bookkeeper
):
    """The process died between setting it aside and telling somebody."""
    row = await SqlInbox(db).receive(a_message(), NOW)
    await SqlInbox(db).failed(row, "ValueError", give_up_after=1)

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.MESSAGE_FORGOTTEN, str(row.id))
    again = await next_row(SqlInbox(db))
    assert again is not None
    assert (again.attempts, again.late) == (0, True)


async def test_a_message_set_aside_with_an_alarm_is_nothing_lost(db: Database, keeper: Bookkeeper):
    """Somebody knows."""
    row = await SqlInbox(db).receive(a_message(), NOW)
    await SqlInbox(db).failed(row, "ValueError", give_up_after=1)
    await write(db, alarms=[Alarm("message.set_aside", str(row.id), "…", NOW)])

    assert await keeper.finds() == []


async def test_messages_of_a_flood_are_nothing_lost_once_a_human_was_told(
    db: Database, keeper: Bookkeeper
):
    """One alarm stands for all of an hour; without it they are found."""
    await SqlInbox(db).receive(a_message(), NOW, told=Reply(""), aside=True)
    (found,) = await keeper.finds()
    assert found.kind is Kind.MESSAGE_FORGOTTEN

    await write(db, alarms=[Alarm(TOO_MANY, "c1", "…", NOW - timedelta(minutes=50))])

    assert await keeper.finds() == []


async def test_a_message_done_without_a_reply_is_found_and_gets_another_turn(
    db: Database, keeper: Bookkeeper
):
    """Its row says done, and nothing was said."""
    row = await done(db, "m1", late=False, reply=Reply("好"))
    await change(db, sa.update(inbox).values(reply=None))

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject) == (Kind.MESSAGE_UNANSWERED, str(row.id))
    assert await next_row(SqlInbox(db), "m1") is not None


async def test_a_turn_that_left_a_ticket_is_not_taken_twice(db: Database, keeper: Bookkeeper):
    """A human decides: another turn could open another ticket."""
    await done(db, "m1", late=False, reply=Reply("好"))
    await change(db, sa.update(inbox).values(reply=None))
    ticket, told = a_told_ticket(citizen="m1")
    await opened(db, ticket)
    await write(db, parcels=[told])

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.mended) == (Kind.MESSAGE_UNANSWERED, False)
    assert await next_row(SqlInbox(db), "m1") is None


async def test_a_late_reply_that_was_never_sent_is_found_and_sent(db: Database, keeper: Bookkeeper):
    """The row is done and late, the outbox knows nothing of it."""
    row = await done(db, "m1", late=True, reply=Reply("您的话收到了"))

    (found,) = await keeper.finds(mend=True)

    assert (found.kind, found.subject, found.mended) == (Kind.REPLY_UNSENT, str(row.id), True)
    (parcel,) = await claimed(db)
    assert parcel.body["reply"]["text"] == "您的话收到了"
    assert await keeper.finds() == []


async def test_the_first_message_of_a_span_is_found_among_many(db: Database, keeper: Bookkeeper):
    """Older ones are not looked at again."""
    for n in range(40):
        message = a_message(key=f"m{n}", citizen=f"c{n}")
        row = await SqlInbox(db).receive(message, NOW - timedelta(hours=n < 30))
        await SqlInbox(db).failed(row, "ValueError", give_up_after=1)

    found = await keeper.reconciler().findings(NOW - timedelta(minutes=1), mend=False)

    assert len(found) == 10
