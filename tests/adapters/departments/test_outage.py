"""A department's system is away for an hour: the real worker, over real HTTP."""

import json
from collections import defaultdict
from datetime import UTC, datetime

from aiohttp import web

from bot.adapters.departments.opening import open_departments
from bot.adapters.departments.pace import LocalPace
from bot.adapters.departments.signing import verify
from bot.adapters.guard import Guard
from bot.domain.parcels import ParcelState
from bot.domain.tickets import Event, Step
from bot.services.delivery import Courier
from bot.services.notices import ticket_event
from bot.services.ports.changes import Changes
from tests.adapters.departments.builders import SECRET, a_delivery, some_ways
from tests.adapters.departments.conftest import Receiver
from tests.builders import NOW, a_ticket
from tests.couriers import deliver_all
from tests.fakes.house import FakeChannel, FakeClock, FakeWaker
from tests.fakes.store import FakeStore
from tests.fakes.teller import PlainTeller

MOVES = ((Step.URGED, "ticket.urged"), (Step.SUPPLEMENTED, "ticket.supplemented"))
NUMBERS = [f"20261123-0000-{n:02}" for n in range(3)]


async def test_after_an_hour_away_it_gets_every_event_in_order(receiver: Receiver):
    """Each once, each ticket's in its order, each with a signature that is fresh."""
    store, clock = FakeStore(), FakeClock()
    _three_tickets_move_on(store)
    back_at = NOW.timestamp() + 3600

    async def away_for_an_hour(request: web.Request) -> web.Response:
        return web.Response(status=204 if clock().timestamp() >= back_at else 503)

    receiver.answer = away_for_an_hour
    ways = some_ways({"construction": a_delivery(receiver.url)})
    guard, pace = Guard.of((), demo=True), LocalPace()
    async with open_departments(ways, store.attachments, guard, pace, clock, "https://h") as post:
        courier = Courier(
            outbox=store.outbox,
            tickets=store.tickets,
            channel=FakeChannel(),
            teller=PlainTeller(post),
            waker=FakeWaker(),
            clock=clock,
            centre="service_center",
        )
        while any(parcel.state is ParcelState.WAITING for parcel in store.parcels):
            await deliver_all(courier)
            clock.forward(minutes=1)

    assert [parcel.state for parcel in store.parcels] == [ParcelState.DELIVERED] * 9
    taken = [heard for heard in receiver.heard if _sent_at(heard.headers) >= back_at]
    sequences = defaultdict(list)
    for heard in taken:
        sent_at = datetime.fromtimestamp(_sent_at(heard.headers), UTC)
        verify(heard.headers, heard.body, [SECRET], sent_at)
        data = json.loads(heard.body)["data"]
        sequences[data["ticket"]["number"]].append(data["sequence"])
    assert sequences == {number: [1, 2, 3] for number in NUMBERS}
    assert len({heard.headers["webhook-id"] for heard in taken}) == 9


def _three_tickets_move_on(store: FakeStore) -> None:
    """Each is dispatched, urged and supplemented while nobody listens."""
    for number in NUMBERS:
        ticket = a_ticket(number=number)
        parcels = [ticket_event("ticket.dispatched", ticket, NOW)]
        for step, kind in (
            (Step.URGED, "ticket.urged"),
            (Step.SUPPLEMENTED, "ticket.supplemented"),
        ):
            ticket = ticket.after(Event(step, NOW, "citizen", {"text": "…"}))
            parcels.append(ticket_event(kind, ticket, NOW, {"text": "…"}))
        store.write(Changes(parcels=parcels))


def _sent_at(headers: dict[str, str]) -> int:
    return int(headers["webhook-timestamp"])
