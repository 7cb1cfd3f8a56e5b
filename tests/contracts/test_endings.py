"""A turn is written whole, in one of two endings."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.parcels import Alarm, Attachment, ParcelState
from bot.domain.replies import Choice, Reply
from bot.domain.tickets import Event, Step
from bot.services.ports.changes import Changes, Page, TicketChange
from bot.services.ports.inbox import Conversation, Ending
from tests.builders import NOW, a_citizens_parcel, a_departments_parcel, a_message, a_ticket
from tests.contracts.turns import WORDS, an_ending, claimed, finish
from tests.openings import next_opening


async def test_a_turn_writes_everything_at_once(store):
    """Conversation, reply, completion, ticket, parcels, attachment, alarm and page."""
    row = await store.inbox.receive(a_message(), NOW)
    conversation = Conversation(
        "c1",
        memory=[{"event": "user", "text": WORDS, "confidence": 0.123456789}],
        secrets={"[手机号1]": "13900000000"},
        offered=(Choice("解决了", "solved", {"number": "7"}),),
        last_at=NOW,
    )
    changes = Changes(
        tickets={"t1": TicketChange(None, a_ticket(number="t1"))},
        parcels=[a_departments_parcel(number="t1")],
        attachments=[Attachment("a1", "c1", "image", "MEDIA-1", NOW)],
        adopted={"a1": "t1"},
        alarms=[Alarm("emergency.fire", "c1", "着火", NOW)],
        pages=[Page("token", "c1", WORDS)],
    )

    finished = await store.inbox.finish(
        row, conversation, changes, an_ending("已受理"), an_ending()
    )

    assert finished == replace(row, done=True, reply=Reply("已受理"))
    assert await store.inbox.find("m1") == finished
    assert (await next_opening(store.inbox)).conversation == replace(conversation, version=1)
    assert await store.tickets.find("t1") == a_ticket(number="t1")
    assert await claimed(store) == ["d1"]
    assert [a.id for a in await store.attachments.of_ticket("t1")] == ["a1"]
    assert [alarm.text for alarm in await store.alarms.recent(NOW)] == ["着火"]
    assert await store.pages.read("token") == WORDS


async def test_a_reply_keeps_its_choices(store):
    """A redelivery gets the very same answer."""
    row = await store.inbox.receive(a_message(), NOW)
    reply = Reply(WORDS, (Choice("没解决", "not_solved", {"faq": "heating"}),))

    await finish(store, row, passive=Ending(reply))

    assert (await store.inbox.receive(a_message(), NOW)).reply == reply


async def test_a_turn_in_time_ends_passively(store):
    """The late ending leaves no trace."""
    row = await store.inbox.receive(a_message(), NOW)

    finished = await finish(
        store,
        row,
        passive=an_ending("当面", parcels=[a_citizens_parcel(id="rest")]),
        late=an_ending("迟些", parcels=[a_citizens_parcel(id="late")]),
    )

    assert (finished.late, finished.reply) == (False, Reply("当面"))
    assert await claimed(store) == ["rest"]


async def test_a_turn_that_nobody_waits_for_ends_late(store):
    """The database decides, not the row that the turn began with."""
    row = await store.inbox.receive(a_message(), NOW)
    waited = await store.inbox.stop_waiting("m1")

    finished = await finish(
        store,
        row,
        passive=an_ending("当面", parcels=[a_citizens_parcel(id="rest")]),
        late=an_ending("迟些", parcels=[a_citizens_parcel(id="late")]),
    )

    assert waited == replace(row, late=True)
    assert (finished.late, finished.reply) == (True, Reply("迟些"))
    assert await store.inbox.find("m1") == finished
    assert await claimed(store) == ["late"]


async def test_a_finished_turn_does_not_become_late(store):
    """Who stops waiting too late gets the reply."""
    row = await store.inbox.receive(a_message(), NOW)
    await finish(store, row)

    waited = await store.inbox.stop_waiting("m1")

    assert (waited.done, waited.late, waited.reply) == (True, False, Reply("当面"))


async def test_either_the_reply_or_the_parcel_but_never_both(store):
    """However waiting and finishing interleave, the answer goes one way."""
    for turn in range(20):
        row = await store.inbox.receive(a_message(key=f"m{turn}"), NOW)
        waited, finished = await asyncio.gather(
            store.inbox.stop_waiting(row.message.key),
            finish(
                store,
                row,
                late=an_ending("迟些", parcels=[a_citizens_parcel(id=f"late{turn}")]),
                version=turn,
            ),
        )

        said_at_once = waited.done and not waited.late
        assert finished.late is not said_at_once
        assert await claimed(store) == ([] if said_at_once else [f"late{turn}"])
        await deliver(store, f"late{turn}", unless=said_at_once)


async def test_an_ending_may_move_a_ticket_further(store):
    """The turn urges, the passive ending adds that the held answer was read."""
    row = await store.inbox.receive(a_message(), NOW)
    before = a_ticket(Step.DISPATCHED, Step.REPLIED)
    await store.tickets.apply(Changes(tickets={before.number: TicketChange(None, before)}))
    urged = before.after(Event(Step.URGED, NOW, "citizen"))
    read = urged.after(Event(Step.DELIVERED, NOW, "system"))

    await finish(
        store,
        row,
        changes=Changes(tickets={before.number: TicketChange(before, urged)}),
        passive=an_ending(tickets={before.number: TicketChange(urged, read)}),
    )

    assert await store.tickets.find(before.number) == read


async def deliver(store, parcel_id: str, *, unless: bool) -> None:
    """Take a parcel out of the way."""
    if unless:
        return
    [parcel] = await store.outbox.claim(NOW, timedelta(0), 100, [])
    assert parcel.id == parcel_id
    await store.outbox.settle(replace(parcel, state=ParcelState.DELIVERED, delivered_at=NOW))
