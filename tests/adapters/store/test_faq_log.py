"""The numbers of known questions equal a recount of the log."""

from collections import Counter
from datetime import timedelta

from bot.adapters.store import Database, SqlInbox
from bot.adapters.store.unanswered import SqlFaqLog
from bot.domain.entries import Numbers
from bot.domain.replies import ESCALATED, SERVED, SOLVED, Reply
from bot.services.ports.changes import Changes
from bot.services.ports.inbox import Conversation, Ending
from tests.builders import NOW, a_message

STEPS = [
    ((SERVED, "card"),),
    ((SERVED, "card"),),
    ((SOLVED, "card"),),
    ((SERVED, "water"),),
    ((ESCALATED, "card"), (SERVED, "water")),
    (),
]


async def the_log(db: Database) -> None:
    """One citizen a turn; every second of them was answered late."""
    inbox = SqlInbox(db)
    for at, steps in enumerate(STEPS):
        message = a_message(key=f"k{at}", citizen=f"c{at}")
        row = await inbox.receive(message, NOW, told=Reply("稍等") if at % 2 else None)
        reply = Reply('答案里写着 "faq" 也不算', faq=steps)
        ending = Ending(reply)
        await inbox.finish(row, Conversation(f"c{at}", last_at=NOW), Changes(), ending, ending)


async def test_the_numbers_are_a_recount_of_the_log(db: Database):
    """On both databases, whether answers were given at once or late."""
    await the_log(db)

    numbers = await SqlFaqLog(db).numbers(NOW - timedelta(days=1))

    counted = Counter(step for steps in STEPS for step in steps)
    assert numbers == {
        key: Numbers(counted[SERVED, key], counted[SOLVED, key], counted[ESCALATED, key])
        for key in ("card", "water")
    }
    assert numbers["card"] == Numbers(served=2, solved=1, escalated=1)
    assert numbers["card"].harm == 1


async def test_what_is_older_does_not_count(db: Database):
    await the_log(db)

    assert await SqlFaqLog(db).numbers(NOW + timedelta(days=1)) == {}


async def test_a_redelivery_gets_the_same_reply_with_its_notes(db: Database):
    await the_log(db)

    assert (await SqlInbox(db).find("k4")).reply.faq == STEPS[4]
