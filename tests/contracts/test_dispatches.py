"""What every log of what went out to units promises."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store import Database, SqlDispatches, SqlTickets
from bot.domain.errors import NotFound
from bot.domain.parcels import Addressee, Parcel, ParcelState
from bot.domain.people import NOTHING
from bot.services.notices import ping_event
from bot.services.ports.changes import Changes
from bot.services.ports.dispatches import LISTED, OF_ONES_OWN, Dispatches, Undelivered
from tests.builders import NOW, a_citizens_parcel, a_departments_parcel
from tests.contracts.cases import ALL, ROADS, WATER, keep, of_unit
from tests.fakes.dispatches import FakeDispatches
from tests.fakes.store import FakeStore

MINUTE = timedelta(minutes=1)


class Post:
    """The port, and the tickets whose parcels it tells of."""

    def __init__(self, tickets, dispatches: Dispatches) -> None:
        self.tickets, self.dispatches = tickets, dispatches

    async def put(self, *parcels: Parcel) -> None:
        await self.tickets.apply(Changes(parcels=list(parcels)))


@pytest.fixture
async def post(store_url: str | None) -> AsyncIterator[Post]:
    if store_url is None:
        store = FakeStore()
        yield Post(store.tickets, FakeDispatches(store))
        return
    db = Database(store_url)
    yield Post(SqlTickets(db), SqlDispatches(db))
    await db.close()


def sent(id: str, state: ParcelState, unit: str = "roads", minutes: int = 0, **more) -> Parcel:
    at = NOW + minutes * MINUTE
    there = at if state is ParcelState.DELIVERED else None
    made = a_departments_parcel(id=id, department=unit, number=None, created_at=at, due_at=at)
    return replace(made, lane=id, state=state, delivered_at=there, **more)


async def test_what_waits_by_wish_is_counted_apart(post: Post):
    """It is on nobody's way yet; once it was tried it is like all the others."""
    wished = replace(sent("w1", ParcelState.WAITING), lane="later roads own 202611240900")
    tried = replace(sent("w2", ParcelState.WAITING, attempts=1), lane=f"{wished.lane}")
    lamps = replace(sent("w3", ParcelState.WAITING, "lamps"), lane="later lamps")
    await post.put(wished, tried, lamps)

    assert await post.dispatches.undelivered(ALL) == {
        "roads": Undelivered(waiting=1, stuck=0, oldest_at=NOW, later=1),
        "lamps": Undelivered(waiting=0, stuck=0, oldest_at=None, later=1),
    }
    first, second = (await post.dispatches.log(ALL, "roads")).waiting
    assert (first.later, second.later) == (True, False)


async def test_somebody_finds_what_went_to_themselves(post: Post):
    """The newest first, a few; it is in no unit's log and no unit's figures."""
    theirs = [
        replace(sent(f"p{n}", ParcelState.DELIVERED, "p1"), addressee=Addressee.PERSON)
        for n in range(OF_ONES_OWN + 1)
    ]
    waits = replace(sent("pw", ParcelState.WAITING, "p1"), addressee=Addressee.PERSON)
    await post.put(*theirs, waits, sent("d", ParcelState.DELIVERED))

    found = await post.dispatches.to_person("p1")

    assert [one.parcel for one in found] == ["pw", "p5", "p4", "p3", "p2"]
    assert await post.dispatches.to_person("roads") == ()
    assert await post.dispatches.undelivered(ALL) == {}


async def test_what_has_not_arrived_is_counted_by_unit(post: Post):
    """Apart: what goes out by itself, and what a person has to look at."""
    await post.put(
        sent("w1", ParcelState.WAITING, minutes=5),
        sent("w2", ParcelState.WAITING),
        sent("g1", ParcelState.GIVEN_UP, minutes=-3),
        sent("u1", ParcelState.UNCERTAIN, "water"),
        sent("d1", ParcelState.DELIVERED, "lamps"),
        a_citizens_parcel(id="c1"),
        replace(ping_event("lamps", "c1", NOW), state=ParcelState.GIVEN_UP),
    )

    assert await post.dispatches.undelivered(ALL) == {
        "roads": Undelivered(2, 1, NOW - 3 * MINUTE),
        "water": Undelivered(0, 1, NOW),
    }


async def test_a_units_log_has_three_parts_each_in_its_order(post: Post):
    """Purpose, tries and the ticket's number are told; no word of the ticket."""
    await post.put(
        sent("g1", ParcelState.GIVEN_UP, attempts=9, error="HTTP 410"),
        sent("u1", ParcelState.UNCERTAIN),
        sent("w1", ParcelState.WAITING),
        sent("w2", ParcelState.WAITING),
        sent("d1", ParcelState.DELIVERED, minutes=9),
        sent("d2", ParcelState.DELIVERED, minutes=2),
        sent("other", ParcelState.GIVEN_UP, "water"),
    )

    log = await post.dispatches.log(ROADS, "roads")

    assert [one.parcel for one in log.stuck] == ["u1", "g1"]
    assert [one.parcel for one in log.waiting] == ["w1", "w2"]
    assert [one.parcel for one in log.delivered] == ["d1", "d2"]
    assert (log.stuck[1].tries, log.stuck[1].error, log.stuck[1].purpose) == (
        9,
        "HTTP 410",
        "ticket.dispatched",
    )


async def test_a_log_ends_where_nobody_reads_on(post: Post):
    await post.put(*(sent(f"d{n}", ParcelState.DELIVERED, minutes=n) for n in range(LISTED + 3)))

    log = await post.dispatches.log(ALL, "roads")

    assert len(log.delivered) == LISTED
    assert log.delivered[0].parcel == f"d{LISTED + 2}"


async def test_when_units_got_something_last(post: Post):
    await post.put(
        sent("d1", ParcelState.DELIVERED, minutes=2),
        sent("d2", ParcelState.DELIVERED, minutes=7),
        sent("d3", ParcelState.DELIVERED, "water", minutes=1),
        sent("w1", ParcelState.WAITING, "lamps"),
    )

    last = await post.dispatches.last(ALL, ["roads", "water", "lamps"])

    assert last == {"roads": NOW + 7 * MINUTE, "water": NOW + MINUTE}


async def test_answers_that_need_a_person_are_told_with_their_ticket(post: Post):
    stuck = a_citizens_parcel(id="p1", number="t1", state=ParcelState.UNCERTAIN)
    fine = a_citizens_parcel(id="p2", number="t1", state=ParcelState.DELIVERED)
    others = a_citizens_parcel(id="p3", number="t2", state=ParcelState.GIVEN_UP)
    await keep(post, of_unit("t1"), of_unit("t2", "water"), parcels=[stuck, fine, others])

    found = await post.dispatches.answers_stuck(ROADS)

    assert [(one.parcel, one.number) for one in found] == [("p1", "t1")]
    assert len(await post.dispatches.answers_stuck(ALL)) == 2


async def test_nothing_is_told_of_a_unit_out_of_sight(post: Post):
    await post.put(sent("g1", ParcelState.GIVEN_UP), sent("d1", ParcelState.DELIVERED))

    assert await post.dispatches.undelivered(WATER) == {}
    assert await post.dispatches.undelivered(NOTHING) == {}
    assert await post.dispatches.last(WATER, ["roads"]) == {}
    with pytest.raises(NotFound):
        await post.dispatches.log(WATER, "roads")
