"""What was held for a citizen is said with their next reply."""

from dataclasses import replace

import pytest

from bot.domain.errors import NotFound, TurnConflict
from bot.domain.parcels import UNCLEAR, Addressee, ParcelState
from tests.builders import NOW, a_citizens_parcel, a_message
from tests.contracts.parcels import LEASE, a_parcel, put, settle
from tests.contracts.turns import an_ending, claimed, finish, held
from tests.openings import held_for, next_row


async def test_held_parcels_are_found_for_their_citizen(store):
    """Oldest first; a department of the same name has none."""
    namesake = replace(a_parcel("d", target="c1"), addressee=Addressee.DEPARTMENT)
    await put(
        store,
        a_citizens_parcel(id="b"),
        a_citizens_parcel(id="a"),
        a_citizens_parcel(id="x", citizen="c2"),
        namesake,
    )
    for _ in range(2):
        for parcel in await store.outbox.claim(NOW, LEASE, 10, []):
            await settle(store, parcel, ParcelState.HELD)

    assert await held_for(store.inbox) == ["b", "a"]


async def test_an_answer_put_off_until_midnight_was_kept_from_a_citizen_who_wrote_at_noon(store):
    """It can be said at once; what may have arrived, is under way or was never tried cannot."""
    names = ("off", "unclear", "under way")
    await put(store, *(a_citizens_parcel(id=name, citizen=name) for name in names))
    off, unclear, _ = await store.outbox.claim(NOW, LEASE, 10, [])
    await settle(store, off, ParcelState.WAITING, attempts=1)
    await settle(store, unclear, ParcelState.WAITING, attempts=1, channel=UNCLEAR)
    await put(store, a_citizens_parcel(id="new", citizen="new"))

    found = [await held_for(store.inbox, citizen) for citizen in (*names, "new")]

    assert found == [["off"], [], [], []]


async def test_a_held_answer_is_handed_over_with_a_passive_reply(store):
    """It leads the reply, so it counts as delivered."""
    await held(store)
    row = await store.inbox.receive(a_message(), NOW)

    await finish(store, row, passive=an_ending(handed_over=["p1"]), late=an_ending(released=["p1"]))

    assert await held_for(store.inbox) == []
    assert await claimed(store) == []
    with pytest.raises(NotFound):
        await store.outbox.send_again("p1", NOW)


async def test_a_held_answer_goes_out_by_itself_when_the_reply_is_late(store):
    """The citizen wrote, so a channel is open now."""
    await held(store)
    row = await store.inbox.receive(a_message(), NOW)
    await store.inbox.stop_waiting("m1")

    await finish(store, row, passive=an_ending(handed_over=["p1"]), late=an_ending(released=["p1"]))

    assert await held_for(store.inbox) == []
    assert await claimed(store) == ["p1"]


async def test_a_held_answer_is_handed_over_once(store):
    """When another turn carried it, this turn must look again."""
    await held(store)
    first = await store.inbox.receive(a_message(key="a"), NOW)
    second = await store.inbox.receive(a_message(key="b"), NOW)
    await finish(store, first, passive=an_ending(handed_over=["p1"]))

    with pytest.raises(TurnConflict):
        await finish(store, second, passive=an_ending(handed_over=["p1"]), version=1)

    assert await next_row(store.inbox) == second
