"""What every outbox promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import NotFound, TurnConflict
from bot.domain.parcels import Addressee, Alarm, ParcelState
from bot.domain.replies import Choice, Reply
from bot.domain.tickets import Event, Step
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import NOW, a_citizens_parcel, a_ticket
from tests.contracts.parcels import LEASE, a_parcel, claim, put, settle

# --- claiming ---


async def test_one_kind_of_addressee_can_be_served_by_itself(store):
    """Whoever serves departments is not kept waiting by citizens, and the other way round."""
    await put(store, a_citizens_parcel(id="c"), a_parcel("d"))

    claimed = await store.outbox.claim(NOW, LEASE, 5, [], addressee=Addressee.DEPARTMENT)

    assert [parcel.id for parcel in claimed] == ["d"]


async def test_one_target_never_gets_all_hands(store):
    """A department with a hundred parcels leaves room for the one of its neighbour."""
    many = [a_parcel(f"h{n}", due_at=NOW - timedelta(hours=1)) for n in range(6)]
    await put(store, *many, a_parcel("p", target="police"))

    claimed = await store.outbox.claim(NOW, LEASE, 5, [], per_target=2)

    assert [parcel.id for parcel in claimed] == ["h0", "h1", "p"]


async def test_a_parcel_comes_out_as_it_went_in(store):
    """Every field, body included."""
    parcel = a_citizens_parcel("答复\n“😀”", number="20261123-4821-07")
    await put(store, parcel)

    assert await store.outbox.claim(NOW, LEASE, 10, []) == [parcel]


async def test_only_what_is_due_is_claimed_the_longest_due_first(store):
    """And no more than asked for."""
    await put(
        store,
        a_parcel("now"),
        a_parcel("later", due_at=NOW + timedelta(seconds=1)),
        a_parcel("long", due_at=NOW - timedelta(hours=1)),
    )

    assert await claim(store, limit=1) == ["long"]
    assert await claim(store) == ["now"]
    assert await claim(store) == []


async def test_a_parcel_is_written_once(store):
    """The same id is the same parcel, whatever else it says."""
    await put(store, a_parcel("p", target="heating"))
    await put(store, a_parcel("p", target="education"))

    [parcel] = await store.outbox.claim(NOW, LEASE, 10, [])
    assert parcel.target == "heating"


async def test_parcels_of_one_lane_leave_one_after_another(store):
    """In the order they were made, even when the first is not due yet."""
    await put(
        store,
        a_parcel("first", lane="t1", due_at=NOW + timedelta(seconds=5)),
        a_parcel("second", lane="t1", due_at=NOW - timedelta(hours=1)),
        a_parcel("elsewhere", lane="t2"),
    )

    assert await claim(store) == ["elsewhere"]
    assert await claim(store, NOW + timedelta(seconds=5)) == ["first"]
    assert await claim(store, NOW + timedelta(seconds=5)) == []


@pytest.mark.parametrize(
    "state",
    [ParcelState.DELIVERED, ParcelState.HELD, ParcelState.GIVEN_UP, ParcelState.UNCERTAIN],
)
async def test_a_settled_parcel_lets_the_next_one_pass(store, state):
    """Only a waiting parcel holds up its lane."""
    await put(store, a_parcel("first", lane="t1"), a_parcel("second", lane="t1"))
    [first] = await store.outbox.claim(NOW, LEASE, 10, [])

    await settle(store, first, state)

    assert await claim(store) == ["second"]


async def test_what_waited_for_one_moment_is_found_in_its_order(store):
    """For who holds the first of them: not what is due later, and not what was settled."""
    waited = [a_parcel(f"w{n}", lane="later x") for n in range(4)]
    tomorrow = a_parcel("t", lane="later x", due_at=NOW + timedelta(days=1))
    await put(store, *waited, tomorrow, a_parcel("o", lane="later y"))
    await settle(store, waited[1], ParcelState.DELIVERED)

    found = await store.outbox.in_lane("later x", NOW, LEASE, 10)

    assert [parcel.id for parcel in found] == ["w0", "w2", "w3"]
    assert await store.outbox.in_lane("later x", NOW, LEASE, 1) == [waited[0]]


async def test_what_leaves_together_is_nobody_elses_until_each_is_settled(store):
    """The first may be over long before the others: they are under way all the same."""
    waited = [a_parcel(f"w{n}", lane="later x") for n in range(2)]
    await put(store, *waited)
    assert await claim(store) == ["w0"]
    await store.outbox.in_lane("later x", NOW, LEASE, 10)

    await settle(store, waited[0], ParcelState.DELIVERED)

    assert await claim(store) == []
    assert await claim(store, NOW + LEASE) == ["w1"]


async def test_what_is_sent_again_does_not_overtake_what_is_under_way(store):
    """It was made earlier, but the next of its lane has left: nobody knows who arrives first."""
    await put(store, a_parcel("first", lane="t1"), a_parcel("second", lane="t1"))
    [first] = await store.outbox.claim(NOW, LEASE, 10, [])
    await settle(store, first, ParcelState.GIVEN_UP)
    [second] = await store.outbox.claim(NOW, LEASE, 10, [])

    await store.outbox.send_again("first", NOW)

    assert await claim(store) == []
    await settle(store, second, ParcelState.DELIVERED)
    assert await claim(store) == ["first"]


async def test_a_busy_target_is_left_in_peace(store):
    """One slow department never delays another."""
    await put(store, a_parcel("a", target="heating"), a_parcel("b", target="education"))

    assert await claim(store, busy=["heating", "police"]) == ["b"]


async def test_a_claimed_parcel_comes_back_when_its_lease_ends(store):
    """A worker that died gives everything back."""
    await put(store, a_parcel("p"))

    assert await claim(store) == ["p"]
    assert await claim(store, NOW + LEASE - timedelta(seconds=1)) == []
    assert await claim(store, NOW + LEASE) == ["p"]


async def test_two_workers_never_hold_the_same_parcel(store):
    """However often they reach in at the same moment."""
    await put(store, *(a_parcel(f"p{n:03}", lane=f"lane{n // 2}") for n in range(60)))

    hauls = await asyncio.gather(*(claim(store, limit=5) for _ in range(12)))

    taken = [parcel for haul in hauls for parcel in haul]
    assert len(taken) == len(set(taken))
    assert set(taken) <= {f"p{n:03}" for n in range(0, 60, 2)}
    assert set(taken) | set(await claim(store)) == {f"p{n:03}" for n in range(0, 60, 2)}


# --- settling ---


async def test_a_parcel_that_may_arrive_later_waits_until_then(store):
    """Tries, error and due time are kept, the lease is over."""
    await put(store, a_parcel("p"))
    [parcel] = await store.outbox.claim(NOW, LEASE, 10, [])
    later = replace(parcel, attempts=1, error="503", due_at=NOW + timedelta(seconds=2))

    await store.outbox.settle(later)

    assert await claim(store, NOW + timedelta(seconds=1)) == []
    assert await store.outbox.claim(NOW + timedelta(seconds=2), LEASE, 10, []) == [later]


async def test_a_delivery_and_what_follows_from_it_are_one(store):
    """The ticket counts as answered together with the delivery."""
    ticket = a_ticket(Step.DISPATCHED, Step.REPLIED)
    await store.tickets.apply(
        Changes(
            tickets={ticket.number: TicketChange(None, ticket)},
            parcels=[a_citizens_parcel(number=ticket.number)],
        )
    )
    [parcel] = await store.outbox.claim(NOW, LEASE, 10, [])
    read = ticket.after(Event(Step.DELIVERED, NOW, "system"))

    await store.outbox.settle(
        replace(parcel, state=ParcelState.DELIVERED, channel="custom", delivered_at=NOW),
        Changes(tickets={ticket.number: TicketChange(ticket, read)}),
    )

    assert await store.tickets.find(ticket.number) == read
    assert await claim(store, NOW + LEASE) == []


async def test_a_delivery_whose_ticket_moved_is_not_settled(store):
    """The parcel stays claimed until it is settled over the ticket as it now is."""
    ticket = a_ticket(Step.DISPATCHED, Step.REPLIED)
    urged = ticket.after(Event(Step.URGED, NOW, "citizen"))
    await put(store, a_citizens_parcel())
    await store.tickets.apply(Changes(tickets={ticket.number: TicketChange(None, ticket)}))
    await store.tickets.apply(Changes(tickets={ticket.number: TicketChange(ticket, urged)}))
    [parcel] = await store.outbox.claim(NOW, LEASE, 10, [])
    done = replace(parcel, state=ParcelState.DELIVERED, delivered_at=NOW)
    read = Event(Step.DELIVERED, NOW, "system")

    with pytest.raises(TurnConflict):
        await store.outbox.settle(
            done, Changes(tickets={ticket.number: TicketChange(ticket, ticket.after(read))})
        )
    assert await claim(store) == []
    await store.outbox.settle(
        done, Changes(tickets={ticket.number: TicketChange(urged, urged.after(read))})
    )

    assert (await store.tickets.find(ticket.number)).log[-1] == read


async def test_what_was_delivered_stays_delivered(store):
    """A worker whose lease ran out comes too late: nothing of its is written."""
    await put(store, a_parcel("p"))
    [slow] = await store.outbox.claim(NOW, LEASE, 10, [])
    [quick] = await store.outbox.claim(NOW + LEASE, LEASE, 10, [])
    await settle(store, quick, ParcelState.DELIVERED, delivered_at=NOW)

    for state in ParcelState:
        await store.outbox.settle(
            replace(slow, state=state), Changes(alarms=[Alarm("late", "p", "x", NOW)])
        )

    assert await claim(store, NOW + 3 * LEASE) == []
    assert await store.alarms.recent(NOW) == []


async def test_a_delivery_outdoes_what_was_given_up(store):
    """It did arrive after all."""
    await put(store, a_parcel("p"))
    [parcel] = await store.outbox.claim(NOW, LEASE, 10, [])
    await settle(store, parcel, ParcelState.UNCERTAIN)

    await settle(store, parcel, ParcelState.WAITING)
    assert (await store.outbox.count(NOW))["uncertain"] == 1
    await settle(store, parcel, ParcelState.DELIVERED, delivered_at=NOW)
    assert (await store.outbox.count(NOW))["uncertain"] == 0


# --- looking ---


async def test_what_is_on_its_way_can_be_taken_already(store):
    """The citizen answered faster than we wrote down that the answer had arrived."""
    choices = (Choice("已解决", "solved"),)
    parcel = a_citizens_parcel("答复")
    body = {**parcel.body, "reply": Reply("答复", choices).as_record()}
    await put(store, replace(parcel, body=body))
    waiting = await store.outbox.last_offer("c1", None)

    await store.outbox.claim(NOW, LEASE, 10, [])

    assert waiting == ()
    assert await store.outbox.last_offer("c1", NOW) == choices


async def test_the_last_offer_is_what_the_newest_delivery_offered(store):
    """After a point in time, and only while nothing newer came."""
    choices = (Choice("解决了", "solved", {"number": "7"}),)
    offering = a_citizens_parcel(id="offer")
    offering = replace(
        offering, body={**offering.body, "reply": Reply("满意吗？", choices).as_record()}
    )
    await put(store, offering, a_citizens_parcel(id="plain"))

    assert await store.outbox.last_offer("c1", None) == ()
    await deliver_next(store, NOW)
    assert await store.outbox.last_offer("c1", None) == choices
    assert await store.outbox.last_offer("c1", NOW - timedelta(seconds=1)) == choices
    assert await store.outbox.last_offer("c1", NOW) == ()
    assert await store.outbox.last_offer("c2", None) == ()
    await deliver_next(store, NOW + timedelta(seconds=1))
    assert await store.outbox.last_offer("c1", None) == ()


@pytest.mark.parametrize("state", [ParcelState.GIVEN_UP, ParcelState.UNCERTAIN])
async def test_a_human_can_send_again(store, state):
    """Due at once, with all its tries before it."""
    await put(store, a_parcel("p"))
    [parcel] = await store.outbox.claim(NOW, LEASE, 10, [])
    await settle(store, parcel, state, attempts=9, error="404")
    [troubled] = await store.outbox.needing_a_human()
    tomorrow = NOW + timedelta(days=1)

    await store.outbox.send_again(troubled.id, tomorrow)

    [again] = await store.outbox.claim(tomorrow, LEASE, 10, [])
    assert (again.id, again.state, again.attempts) == ("p", ParcelState.WAITING, 0)
    assert again.created_at == tomorrow
    assert await store.outbox.needing_a_human() == []


async def test_only_what_came_to_nothing_can_be_sent_again(store):
    """Neither what waits, nor what arrived, nor what never was."""
    await put(store, a_parcel("waiting"), a_parcel("done"))
    done = (await store.outbox.claim(NOW, LEASE, 10, []))[1]
    await settle(store, done, ParcelState.DELIVERED, delivered_at=NOW)

    for parcel_id in ("waiting", "done", "nobody"):
        with pytest.raises(NotFound):
            await store.outbox.send_again(parcel_id, NOW)


async def test_parcels_are_counted_by_state(store):
    """What is under way or needs a human, and how long the oldest has waited."""
    await put(
        store,
        a_parcel("a", created_at=NOW - timedelta(seconds=90)),
        a_parcel("b"),
        a_parcel("c"),
        a_parcel("d"),
    )
    _, b, c, d = await store.outbox.claim(NOW, LEASE, 10, [])
    await settle(store, b, ParcelState.GIVEN_UP)
    await settle(store, c, ParcelState.HELD)
    await settle(store, d, ParcelState.DELIVERED, delivered_at=NOW)

    assert await store.outbox.count(NOW) == {
        "waiting": 1,
        "held": 1,
        "given_up": 1,
        "uncertain": 0,
        "oldest_waiting_s": 90,
    }


async def test_an_empty_outbox_has_nothing_waiting(store):
    """Zero, not an error."""
    assert set((await store.outbox.count(NOW)).values()) == {0}


async def deliver_next(store, at) -> None:
    [parcel] = await store.outbox.claim(NOW, LEASE, 10, [])
    await settle(store, parcel, ParcelState.DELIVERED, delivered_at=at)


# --- looking one up ---


async def test_a_parcel_is_found_by_its_id_whatever_became_of_it(store):
    """Whoever sends it again must know why it need not be."""
    parcel = a_parcel("p")
    await put(store, parcel)
    assert await store.outbox.find("p") == parcel

    await settle(store, parcel, state=ParcelState.DELIVERED)

    assert (await store.outbox.find("p")).state is ParcelState.DELIVERED
    with pytest.raises(NotFound):
        await store.outbox.find("q")
