"""What every inbox promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import NotFound, TurnConflict
from bot.domain.messages import Kind, Media, Point
from bot.domain.parcels import Alarm, Attachment, Parcel, ParcelState
from bot.domain.replies import Choice, Reply
from bot.domain.tickets import Event, Step
from bot.services.ports.changes import Changes, Page, TicketChange
from bot.services.ports.inbox import Conversation, Ending, Opening
from tests.builders import NOW, a_citizens_parcel, a_departments_parcel, a_message, a_ticket

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


# --- receiving ---


async def test_a_message_is_kept_as_it_came(store):
    """Words, picture, place and details come back to the character."""
    message = a_message(
        WORDS,
        kind=Kind.IMAGE,
        media=Media("image", "MEDIA-1"),
        point=Point(38.91, 121.6, "人民路"),
        details={"scene": "7"},
    )

    received = await store.inbox.receive(message, NOW)

    assert received.message == message
    assert (received.received_at, received.done, received.late) == (NOW, False, False)
    assert await store.inbox.find("m1") == received


async def test_a_redelivery_gets_the_row_that_stands(store):
    """The first delivery's words and time stay."""
    first = await store.inbox.receive(a_message("第一次"), NOW)

    second = await store.inbox.receive(a_message("第二次"), NOW + timedelta(seconds=5))

    assert second == first


async def test_fifty_deliveries_at_once_are_one_message(store):
    """WeChat repeats, load balancers repeat, attackers repeat: there is one row."""
    rows = await asyncio.gather(*(store.inbox.receive(a_message(), NOW) for _ in range(50)))

    assert {row.id for row in rows} == {rows[0].id}
    await finish(store, rows[0])
    assert await store.inbox.next_for("c1") is None


class FakeNote:
    """A note that says whether it was written, and breaks if told to."""

    def __init__(self, broken: Exception | None = None) -> None:
        self.steps: list[str] = []
        self._broken = broken

    async def write(self, within: object) -> None:
        self.steps.append("written")
        if self._broken:
            raise self._broken

    async def kept(self) -> None:
        self.steps.append("kept")


async def test_a_note_is_written_with_its_message(store):
    """Once more with a redelivery: the first may have died before it was told of the commit."""
    first, again = FakeNote(), FakeNote()

    await store.inbox.receive(a_message(), NOW, first)
    await store.inbox.receive(a_message(), NOW, again)

    assert first.steps == again.steps == ["written", "kept"]


async def test_without_its_note_a_message_is_not_kept(store):
    """Both or neither: who cannot be reached afterwards is not acknowledged."""
    broken = FakeNote(ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        await store.inbox.receive(a_message(), NOW, broken)

    assert "kept" not in broken.steps
    with pytest.raises(NotFound):
        await store.inbox.find("m1")


async def test_an_unknown_message_is_not_found(store):
    """Neither to read nor to stop waiting for."""
    with pytest.raises(NotFound):
        await store.inbox.find("nobody")
    with pytest.raises(NotFound):
        await store.inbox.stop_waiting("nobody")


# --- whose turn it is ---


async def test_turns_are_taken_in_the_order_of_arrival(store):
    """The oldest open row of this citizen, nobody else's."""
    await store.inbox.receive(a_message(key="other", citizen="c2"), NOW)
    first = await store.inbox.receive(a_message(key="a"), NOW)
    second = await store.inbox.receive(a_message(key="b"), NOW)

    assert await store.inbox.next_for("c1") == first
    await finish(store, first)
    assert await store.inbox.next_for("c1") == second
    await finish(store, second, version=1)
    assert await store.inbox.next_for("c1") is None


async def test_a_turn_that_fails_too_often_is_set_aside(store):
    """It no longer blocks the citizen's other messages."""
    broken = await store.inbox.receive(a_message(key="broken"), NOW)
    healthy = await store.inbox.receive(a_message(key="healthy"), NOW)

    tries = [await store.inbox.failed(broken, "KeyError", give_up_after=2) for _ in range(2)]

    assert tries == [1, 2]
    assert await store.inbox.next_for("c1") == healthy
    assert (await store.inbox.find("broken")).attempts == 2


async def test_a_message_that_was_put_off_keeps_what_was_told(store):
    """It is late from the beginning, and a redelivery hears the same."""
    message = a_message()

    first = await store.inbox.receive(message, NOW, told=Reply("稍后"))
    again = await store.inbox.receive(message, NOW, told=Reply("别的"))

    assert (first.late, first.told) == (True, Reply("稍后"))
    assert again == first
    assert (await finish(store, first)).reply == Reply("迟些")


async def test_a_message_kept_aside_gets_no_turn(store):
    """Also when it comes again; and one that was open stays open."""
    await store.inbox.receive(a_message(key="m1"), NOW)
    await store.inbox.receive(a_message(key="m1"), NOW, told=Reply(""), aside=True)
    await store.inbox.receive(a_message(key="m2"), NOW, told=Reply(""), aside=True)
    await store.inbox.receive(a_message(key="m2"), NOW)

    first = await store.inbox.next_for("c1")
    await finish(store, first)

    assert first.message.key == "m1"
    assert await store.inbox.next_for("c1") is None


async def test_what_was_told_first_stays(store):
    """Also when it is told to a message that was already open, or answered meanwhile."""
    open_row = await store.inbox.receive(a_message(key="open"), NOW)
    answered = await store.inbox.receive(a_message(key="answered", citizen="c2"), NOW)
    await finish(store, answered)

    await store.inbox.stop_waiting(open_row.message.key, Reply("稍后"))
    later = await store.inbox.stop_waiting(open_row.message.key, Reply("别的"))
    done = await store.inbox.stop_waiting(answered.message.key, Reply("稍后"))

    assert (later.late, later.told) == (True, Reply("稍后"))
    assert (done.late, done.told, done.reply) == (False, Reply("稍后"), Reply("当面"))


async def test_a_turn_taken_up_anew_is_late_and_counted_before_it_begins(store):
    """Its process may not survive it; what is done stays as it is."""
    row = await store.inbox.receive(a_message(), NOW)

    await store.inbox.take_up(row)
    begun = await store.inbox.find("m1")
    tries = await store.inbox.failed(row, "ValueError", give_up_after=2, tries=0)
    await store.inbox.take_up(row)
    counted = await store.inbox.failed(row, "ValueError", give_up_after=2, tries=0)

    assert (begun.late, begun.attempts, tries, counted) == (True, 1, 1, 2)
    assert await store.inbox.next_for("c1") is None


async def test_a_finished_turn_cannot_fail_any_more(store):
    """A late failure of a loser does not touch what the winner finished."""
    row = await store.inbox.receive(a_message(), NOW)
    await finish(store, row)

    await store.inbox.failed(row, "KeyError", give_up_after=1)

    assert (await store.inbox.find("m1")).attempts == 0


async def test_turns_that_a_dead_process_left_behind_are_found(store):
    """Old open rows, each citizen once, the longest waiting first, at most `limit`."""
    for position, citizen in enumerate(("c3", "c1", "c1", "c2", "c4", "c5")):
        message = a_message(key=f"k{position}", citizen=citizen)
        await store.inbox.receive(message, NOW + timedelta(seconds=position))
    await finish(store, await store.inbox.find("k0"))
    await store.inbox.failed(await store.inbox.find("k3"), "KeyError", give_up_after=1)

    before = NOW + timedelta(seconds=5)

    assert await store.inbox.left_behind(before, 10) == ["c1", "c4"]
    assert await store.inbox.left_behind(before, 1) == ["c1"]


# --- what a turn begins with ---


async def test_a_strangers_turn_begins_with_nothing(store):
    """Nothing is remembered, nothing waits, and nobody need look for tickets."""
    row = await store.inbox.receive(a_message(), NOW)
    await store.tickets.apply(
        Changes(
            tickets={"t9": TicketChange(None, a_ticket(number="t9", citizen="c9"))},
            parcels=[a_citizens_parcel(id="other", citizen="c9")],
        )
    )

    opening = await store.inbox.opening_for("c1")

    assert opening == Opening(row, Conversation("c1"), held=[], offered=(), has_tickets=False)
    assert await store.inbox.opening_for("c9") is None


async def test_a_turn_begins_where_the_last_one_ended(store):
    """With the oldest open row, and all that is remembered."""
    first = await store.inbox.receive(a_message(key="a"), NOW)
    second = await store.inbox.receive(a_message(key="b"), NOW)
    await store.inbox.receive(a_message(key="c"), NOW)
    conversation = Conversation(
        "c1", 0, [{"event": "user"}], {"[手机号1]": "139"}, (Choice("好", "yes"),), NOW
    )
    await store.inbox.finish(first, conversation, Changes(), an_ending(), an_ending())

    opening = await store.inbox.opening_for("c1")

    assert opening is not None
    assert opening.row == second
    assert opening.conversation == replace(conversation, version=1)
    assert opening.conversation == await store.inbox.conversation("c1")


async def test_a_turn_begins_with_what_waits_for_the_citizen(store):
    """Answers that are held, the newest offer, and whether there is a ticket to speak of."""
    row = await store.inbox.receive(a_message(key="a"), NOW)
    await finish(store, row)
    await held(store, "kept")
    offered = an_offer("sent", "要", at=NOW + timedelta(seconds=2))
    await store.tickets.apply(
        Changes(
            tickets={"t1": TicketChange(None, a_ticket(number="t1"))},
            parcels=[an_offer("older", "不", at=NOW + timedelta(seconds=1)), offered],
        )
    )
    await store.inbox.receive(a_message(key="b"), NOW)

    opening = await store.inbox.opening_for("c1")

    assert opening is not None
    assert [parcel.id for parcel in opening.held] == ["kept"]
    assert [parcel.id for parcel in await store.outbox.held_for("c1")] == ["kept"]
    assert [choice.title for choice in opening.offered] == ["要"]
    assert opening.has_tickets


async def test_an_offer_from_before_the_last_turn_is_no_offer_any_more(store):
    """What was said since stands in the conversation itself."""
    row = await store.inbox.receive(a_message(key="a"), NOW)
    await store.tickets.apply(Changes(parcels=[an_offer("sent", "要", at=NOW)]))
    await finish(store, row)
    await store.inbox.receive(a_message(key="b"), NOW)

    opening = await store.inbox.opening_for("c1")

    assert opening is not None
    assert opening.offered == ()


async def test_an_offer_that_is_on_its_way_counts(store):
    """The citizen may have it before we know."""
    parcel = replace(an_offer("p1", "要", at=NOW), state=ParcelState.WAITING, delivered_at=None)
    await store.tickets.apply(Changes(parcels=[parcel]))
    await store.outbox.claim(NOW, timedelta(minutes=1), 10, [])
    await store.inbox.receive(a_message(), NOW)

    opening = await store.inbox.opening_for("c1")

    assert opening is not None
    assert [choice.title for choice in opening.offered] == ["要"]


def an_offer(parcel_id: str, title: str, *, at) -> Parcel:
    """A delivered parcel that ends with one choice."""
    reply = Reply("行吗", (Choice(title, "yes"),)).as_record()
    body = {"reply": reply, "purpose": "answer", "step": None}
    parcel = a_citizens_parcel(id=parcel_id)
    return replace(parcel, body=body, state=ParcelState.DELIVERED, delivered_at=at)


# --- finishing ---


async def test_a_stranger_has_an_empty_conversation(store):
    """Version 0 and nothing remembered."""
    assert await store.inbox.conversation("c1") == Conversation("c1")


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
    assert await store.inbox.conversation("c1") == replace(conversation, version=1)
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


async def test_of_two_who_finish_the_same_turn_one_wins(store):
    """The loser writes nothing at all."""
    row = await store.inbox.receive(a_message(), NOW)

    results = await asyncio.gather(
        *(
            finish(
                store,
                row,
                changes=Changes(
                    tickets={number: TicketChange(None, a_ticket(number=number))},
                    parcels=[a_departments_parcel(id=number, number=number)],
                ),
            )
            for number in ("t1", "t2")
        ),
        return_exceptions=True,
    )

    losers = [result for result in results if isinstance(result, BaseException)]
    assert [type(loser) for loser in losers] == [TurnConflict]
    assert len(await store.tickets.of_citizen("c1")) == 1
    assert len(await claimed(store)) == 1


async def test_a_turn_over_an_old_conversation_is_refused(store):
    """Another gateway took this citizen's other turn meanwhile: the row stays open."""
    first = await store.inbox.receive(a_message(key="a"), NOW)
    second = await store.inbox.receive(a_message(key="b"), NOW)
    await finish(store, first)

    for stale in (0, 2):
        with pytest.raises(TurnConflict):
            await finish(
                store, second, changes=Changes(pages=[Page("t", "c1", "x")]), version=stale
            )

    assert await store.inbox.next_for("c1") == second
    assert (await store.inbox.conversation("c1")).version == 1
    with pytest.raises(NotFound):
        await store.pages.read("t")


async def test_a_turn_that_was_taken_is_not_taken_again_over_the_newest_conversation(store):
    """Who overtook it looked after it had ended: one message, one turn."""
    row = await store.inbox.receive(a_message(), NOW)
    await finish(store, row)

    with pytest.raises(TurnConflict):
        await finish(store, row, passive=an_ending("再说一遍"), version=1)
    with pytest.raises(TurnConflict):
        await finish(store, row, changes=Changes(pages=[Page("t", "c1", "x")]), version=1)

    assert (await store.inbox.find("m1")).reply == Reply("当面")
    assert (await store.inbox.conversation("c1")).version == 1
    with pytest.raises(NotFound):
        await store.pages.read("t")


async def test_a_turn_whose_ticket_moved_is_refused(store):
    """A department was quicker: nothing of the turn is written, and it can be taken again."""
    row = await store.inbox.receive(a_message(), NOW)
    ticket = a_ticket()
    await store.tickets.apply(Changes(tickets={ticket.number: TicketChange(None, ticket)}))
    acknowledged = ticket.after(Event(Step.ACKNOWLEDGED, NOW, "construction"))
    await store.tickets.apply(Changes(tickets={ticket.number: TicketChange(ticket, acknowledged)}))
    urged = ticket.after(Event(Step.URGED, NOW, "citizen"))

    with pytest.raises(TurnConflict):
        await finish(
            store,
            row,
            changes=Changes(
                parcels=[a_departments_parcel()],
                tickets={ticket.number: TicketChange(ticket, urged)},
            ),
        )

    assert await store.inbox.next_for("c1") == row
    assert await claimed(store) == []
    assert await store.inbox.conversation("c1") == Conversation("c1")


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


# --- what was held for the citizen ---


async def held(store, parcel_id: str = "p1"):
    """A parcel that found no open channel."""
    await store.tickets.apply(Changes(parcels=[a_citizens_parcel(id=parcel_id)]))
    [parcel] = await store.outbox.claim(NOW, timedelta(minutes=1), 10, [])
    await store.outbox.settle(replace(parcel, state=ParcelState.HELD, attempts=1, error="48001"))


async def test_a_held_answer_is_handed_over_with_a_passive_reply(store):
    """It leads the reply, so it counts as delivered."""
    await held(store)
    row = await store.inbox.receive(a_message(), NOW)

    await finish(store, row, passive=an_ending(handed_over=["p1"]), late=an_ending(released=["p1"]))

    assert await store.outbox.held_for("c1") == []
    assert await claimed(store) == []
    with pytest.raises(NotFound):
        await store.outbox.send_again("p1", NOW)


async def test_a_held_answer_goes_out_by_itself_when_the_reply_is_late(store):
    """The citizen wrote, so a channel is open now."""
    await held(store)
    row = await store.inbox.receive(a_message(), NOW)
    await store.inbox.stop_waiting("m1")

    await finish(store, row, passive=an_ending(handed_over=["p1"]), late=an_ending(released=["p1"]))

    assert await store.outbox.held_for("c1") == []
    assert await claimed(store) == ["p1"]


async def test_a_held_answer_is_handed_over_once(store):
    """When another turn carried it, this turn must look again."""
    await held(store)
    first = await store.inbox.receive(a_message(key="a"), NOW)
    second = await store.inbox.receive(a_message(key="b"), NOW)
    await finish(store, first, passive=an_ending(handed_over=["p1"]))

    with pytest.raises(TurnConflict):
        await finish(store, second, passive=an_ending(handed_over=["p1"]), version=1)

    assert await store.inbox.next_for("c1") == second


async def claimed(store) -> list[str]:
    """The ids of all parcels that are due, given back at once."""
    parcels = await store.outbox.claim(NOW, timedelta(0), 100, [])
    return [parcel.id for parcel in parcels]


async def deliver(store, parcel_id: str, *, unless: bool) -> None:
    """Take a parcel out of the way."""
    if unless:
        return
    [parcel] = await store.outbox.claim(NOW, timedelta(0), 100, [])
    assert parcel.id == parcel_id
    await store.outbox.settle(replace(parcel, state=ParcelState.DELIVERED, delivered_at=NOW))
