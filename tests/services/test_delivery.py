"""What waits in the outbox is sent; what cannot be sent is seen."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.errors import DeliveryFailed, GiveUp, NoChannelNow, TryLater, Unclear, Unknown
from bot.domain.parcels import Parcel, ParcelState
from bot.domain.replies import Reply
from bot.domain.tickets import State, Step
from bot.services import delivery
from bot.services.delivery import FOR_ONE_TARGET
from bot.services.notices import ping_event
from bot.services.ports.changes import Changes, TicketChange
from tests.builders import a_call, a_citizens_parcel, a_departments_parcel, a_ticket
from tests.couriers import deliver_all
from tests.fakes.house import House


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")


def _kept(house: House, *parcels: Parcel) -> None:
    house.store.write(Changes(parcels=list(parcels)))


async def test_a_delivered_answer_turns_its_ticket_to_answered():
    """待送达 becomes 已答复 with the delivery, in one transaction."""
    house = House()
    ticket = a_ticket(Step.DISPATCHED, Step.REPLIED)
    house.store.write(Changes(tickets={ticket.number: TicketChange(None, ticket)}))
    _kept(house, a_citizens_parcel(number=ticket.number))

    await deliver_all(house.delivery)

    delivered = await house.store.tickets.find(ticket.number)
    assert delivered.state is State.ANSWERED
    assert delivered.last.data["channel"] == "customer-service"


async def test_an_answer_nobody_can_receive_now_is_held_and_does_not_count():
    """Without a channel the ticket stays 待送达."""
    house = House()
    ticket = a_ticket(Step.DISPATCHED, Step.REPLIED)
    house.store.write(Changes(tickets={ticket.number: TicketChange(None, ticket)}))
    _kept(house, a_citizens_parcel(number=ticket.number))
    house.channel.failure = NoChannelNow("window closed")

    await deliver_all(house.delivery)

    assert house.store.parcels[0].state is ParcelState.HELD
    assert (await house.store.tickets.find(ticket.number)).state is State.REPLIED


async def test_a_department_that_is_away_gets_everything_once_it_is_back():
    """Later means later, not never."""
    house = House()
    _kept(house, a_departments_parcel())
    down = True

    async def away(parcel: Parcel) -> None:
        if down:
            raise TryLater("503")

    house.departments.on_post = away
    await deliver_all(house.delivery)
    down = False
    house.clock.forward(minutes=1)

    await deliver_all(house.delivery)

    assert [parcel.id for parcel in house.departments.posted] == ["d1"]
    assert house.store.parcels[0].state is ParcelState.DELIVERED


@pytest.mark.parametrize(
    ("failure", "state"),
    [(GiveUp("404"), ParcelState.GIVEN_UP), (Unknown("time-out"), ParcelState.UNCERTAIN)],
)
async def test_what_will_never_arrive_alarms_somebody(failure: DeliveryFailed, state: ParcelState):
    """A dead letter is never silent."""
    house = House()
    _kept(house, a_departments_parcel())

    async def fail(parcel: Parcel) -> None:
        if parcel.id == "d1":
            raise failure

    house.departments.on_post = fail

    await deliver_all(house.delivery)

    assert house.store.parcels[0].state is state
    assert len(house.store.kept.alarms) == 1
    assert house.store.parcels[1].body["type"] == "alarm.raised"
    assert house.store.parcels[1].target == "service_center"


async def test_after_three_days_a_department_is_given_up_and_a_human_told():
    """Patience ends, in the open."""
    house = House()
    _kept(house, a_departments_parcel())

    async def away(parcel: Parcel) -> None:
        if parcel.target == "construction":
            raise TryLater("503")

    house.departments.on_post = away
    house.clock.forward(days=3)

    await deliver_all(house.delivery)

    assert house.store.parcels[0].state is ParcelState.GIVEN_UP
    assert [alarm.kind for alarm in house.store.kept.alarms.values()] == ["parcel.given_up"]


@pytest.mark.parametrize("failure", [GiveUp("HTTP 401"), TryLater("HTTP 503")])
async def test_a_test_that_does_not_arrive_is_over_soon_and_alarms_nobody(failure: DeliveryFailed):
    """Whoever sent it looks at the result."""
    house = House()
    _kept(house, ping_event("construction", "call-1", house.clock()))

    async def fail(parcel: Parcel) -> None:
        raise failure

    house.departments.on_post = fail
    for _ in range(2):
        house.clock.forward(seconds=15)
        await deliver_all(house.delivery)

    [parcel] = house.store.parcels
    assert parcel.state is ParcelState.GIVEN_UP
    assert house.store.kept.alarms == {}


async def test_parcels_of_one_ticket_leave_in_order_also_when_the_first_is_late():
    """The second never overtakes the first."""
    house = House()
    _kept(house, a_departments_parcel(id="d1"), a_departments_parcel(id="d2"))
    tries = 0

    async def first_fails_once(parcel: Parcel) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise TryLater("503")

    house.departments.on_post = first_fails_once
    await deliver_all(house.delivery)
    house.clock.forward(minutes=1)

    await deliver_all(house.delivery)

    assert [parcel.id for parcel in house.departments.posted] == ["d1", "d2"]


async def test_one_hanging_department_never_delays_another():
    """It gets a few hands, not all of them."""
    house = House()
    for n in range(40):
        _kept(house, a_departments_parcel(id=f"h{n}", department="heating", number=f"n{n}"))
    _kept(house, a_departments_parcel(id="quick", number="other"))
    release, arrived = asyncio.Event(), asyncio.Event()
    hanging = 0

    async def hang(parcel: Parcel) -> None:
        nonlocal hanging
        if parcel.target == "heating":
            hanging += 1
            await release.wait()
        else:
            arrived.set()

    house.departments.on_post = hang
    stopping = asyncio.Event()
    worker = asyncio.create_task(house.delivery.run(stopping, idle=timedelta(0)))

    await asyncio.wait_for(arrived.wait(), 60)

    assert hanging <= 2 * FOR_ONE_TARGET
    stopping.set()
    release.set()
    await worker


async def test_a_parcel_that_breaks_the_sender_does_not_stop_the_worker():
    """A fault in one delivery is a failed try, no more."""
    house = House()
    _kept(house, a_departments_parcel(id="bad"), a_departments_parcel(id="good", number="other"))

    async def break_on_bad(parcel: Parcel) -> None:
        if parcel.id == "bad":
            raise ValueError("fault")

    house.departments.on_post = break_on_bad

    await deliver_all(house.delivery)

    assert [parcel.id for parcel in house.departments.posted] == ["good"]
    assert house.store.parcels[0].state is ParcelState.WAITING


async def test_an_answer_that_wechat_refused_for_good_was_never_read_by_its_citizen():
    """A human is alarmed, and the answer leads our reply to the citizen's next message."""
    house = House()
    ticket = a_ticket(Step.DISPATCHED, Step.REPLIED)
    house.store.write(Changes(tickets={ticket.number: TicketChange(None, ticket)}))
    _kept(house, a_citizens_parcel("修好了", number=ticket.number))
    house.channel.failure = GiveUp("WeChat error 40003")
    await deliver_all(house.delivery)

    reply, _ = await house.reception.answer(a_call("你好"))

    assert reply is not None
    assert reply.text.startswith("修好了")
    assert [alarm.kind for alarm in house.store.kept.alarms.values()] == ["parcel.given_up"]


async def test_an_answer_that_was_put_off_leads_the_reply_to_the_next_message():
    """WeChat's calls of the day are used up; a reply costs none."""
    house = House()
    _kept(house, a_citizens_parcel("修好了"))
    house.channel.failure = TryLater("45009", timedelta(hours=9))
    await deliver_all(house.delivery)

    reply, _ = await house.reception.answer(a_call("你好"))

    assert reply is not None
    assert reply.text.startswith("修好了")
    assert house.store.parcels[0].state is ParcelState.DELIVERED


async def test_an_answer_that_may_have_arrived_does_not_lead_the_next_reply():
    """The channel's own second try says that it is one."""
    house = House()
    _kept(house, a_citizens_parcel("修好了"))
    house.channel.failure = Unclear("time-out", timedelta(seconds=30))
    await deliver_all(house.delivery)

    reply, _ = await house.reception.answer(a_call("你好"))

    assert reply == Reply("您说：你好")
    assert house.store.parcels[0].state is ParcelState.WAITING


async def test_a_database_that_was_away_for_a_moment_ended_the_worker():
    """Claiming fails, and the next round claims."""
    house = House()
    _kept(house, a_departments_parcel())
    stopping = asyncio.Event()
    claim = house.store.outbox.claim
    away = True

    async def claim_once_it_is_back(*arguments):
        nonlocal away
        if away:
            away = False
            raise OSError("the database is away")
        stopping.set()
        return await claim(*arguments)

    house.store.outbox.claim = claim_once_it_is_back

    await house.delivery.run(stopping)

    assert [parcel.id for parcel in house.departments.posted] == ["d1"]


async def test_a_try_outlived_the_lease_of_its_parcel(monkeypatch: pytest.MonkeyPatch):
    """Another worker would send the parcel meanwhile: the try ends before the lease does."""
    monkeypatch.setattr(delivery, "LONGEST_TRY", timedelta(0))
    house = House()
    _kept(house, a_departments_parcel())

    async def hang(parcel: Parcel) -> None:
        await asyncio.Event().wait()

    house.departments.on_post = hang

    await deliver_all(house.delivery)

    assert house.store.parcels[0].state is ParcelState.WAITING
    assert house.store.parcels[0].error == "the try took too long"


def test_every_try_ends_before_its_lease():
    """There is time left to write down how it ended."""
    assert delivery.LONGEST_TRY + timedelta(seconds=10) <= delivery.LEASE


async def test_two_workers_never_send_one_parcel_twice():
    """Claimed is claimed."""
    house = House()
    _kept(house, *(a_departments_parcel(id=f"d{n}", number=f"n{n}") for n in range(20)))

    await asyncio.gather(deliver_all(house.delivery), deliver_all(house.a_courier()))

    assert sorted(p.id for p in house.departments.posted) == sorted(f"d{n}" for n in range(20))
