"""Whose turn it is, whose it is not any more, and what was told meanwhile."""

from datetime import timedelta

from bot.domain.replies import Reply
from tests.builders import NOW, a_message
from tests.contracts.turns import finish
from tests.openings import next_row


async def test_turns_are_taken_in_the_order_of_arrival(store):
    """The oldest open row of this citizen, nobody else's."""
    await store.inbox.receive(a_message(key="other", citizen="c2"), NOW)
    first = await store.inbox.receive(a_message(key="a"), NOW)
    second = await store.inbox.receive(a_message(key="b"), NOW)

    assert await next_row(store.inbox) == first
    await finish(store, first)
    assert await next_row(store.inbox) == second
    await finish(store, second, version=1)
    assert await next_row(store.inbox) is None


async def test_a_turn_that_fails_too_often_is_set_aside(store):
    """It no longer blocks the citizen's other messages."""
    broken = await store.inbox.receive(a_message(key="broken"), NOW)
    healthy = await store.inbox.receive(a_message(key="healthy"), NOW)

    tries = [await store.inbox.failed(broken, "KeyError", give_up_after=2) for _ in range(2)]

    assert tries == [1, 2]
    assert await next_row(store.inbox) == healthy
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

    first = await next_row(store.inbox)
    await finish(store, first)

    assert first.message.key == "m1"
    assert await next_row(store.inbox) is None


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
    assert await next_row(store.inbox) is None


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
