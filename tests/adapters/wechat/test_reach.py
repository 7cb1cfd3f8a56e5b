"""An answer that was kept for a citizen goes out as soon as a way opens for it."""

import pytest

from bot.adapters.store import Database, SqlInbox, SqlOutbox, SqlTickets
from bot.adapters.wechat.reach import WeChatReach
from bot.domain.parcels import ParcelState
from bot.services.delivery import Courier
from bot.services.ports.changes import Changes
from bot.simulator.config import ONE_TIME_NOTICE
from tests.adapters.wechat.conftest import NOTICE, OpenTown, Town, right_now
from tests.builders import a_citizens_parcel
from tests.couriers import deliver_all
from tests.fakes.house import FakeDepartments, FakeWaker
from tests.fakes.teller import PlainTeller
from tests.openings import next_opening


async def keep(town: Town, database: Database, **more: str) -> None:
    """An answer that no way was open for."""
    parcel = a_citizens_parcel(
        "路灯已经修好。", citizen=town.citizen, number="20261123-4821-07", **more
    )
    await SqlTickets(database).apply(Changes(parcels=[parcel]))
    await deliver(town, database)
    assert (await SqlOutbox(database).count(town.clock()))[ParcelState.HELD] == 1


async def deliver(town: Town, database: Database) -> None:
    courier = Courier(
        outbox=SqlOutbox(database),
        tickets=SqlTickets(database),
        channel=town.channel,
        teller=PlainTeller(FakeDepartments()),
        waker=FakeWaker(),
        clock=town.clock,
        centre="service_center",
    )
    await deliver_all(courier)


async def can_be_reached(town: Town, database: Database) -> bool:
    reach = WeChatReach(
        town.contacts, town.ledger, town.permits, town.capabilities, notices=[NOTICE]
    )
    (parcel,) = (await next_opening(SqlInbox(database), town.citizen)).held
    return await reach.again(parcel, town.clock())


async def test_a_consent_sends_the_answer_that_was_kept(open_town: OpenTown, database: Database):
    """Nothing else happens: the citizen only agreed."""
    town = await open_town(NOTICE)
    await keep(town, database)

    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await deliver(town, database)

    assert await town.bubbles("subscription") == ["20261123-4821-07 路灯已经修好。"]
    assert (await SqlOutbox(database).count(town.clock()))[ParcelState.HELD] == 0


async def test_a_consent_is_not_used_up_by_the_second_half_of_a_chat(
    open_town: OpenTown, database: Database
):
    """It stays kept for the next message."""
    town = await open_town(NOTICE)
    await keep(town, database, purpose="rest")

    await town.sim.consent(town.openid, ONE_TIME_NOTICE)

    assert (await SqlOutbox(database).count(town.clock()))[ParcelState.HELD] == 1


async def test_a_refusal_sends_nothing(open_town: OpenTown, database: Database):
    """The citizen was asked and said no."""
    town = await open_town(NOTICE)
    await keep(town, database)

    await town.sim.consent(town.openid, ONE_TIME_NOTICE, accept=False)

    assert (await SqlOutbox(database).count(town.clock()))[ParcelState.HELD] == 1
    assert not await can_be_reached(town, database)


async def test_who_wrote_since_can_be_reached(town: Town, database: Database):
    """Their message opened the window again."""
    await keep(town, database)
    assert not await can_be_reached(town, database)
    await town.advance(minutes=1)

    await town.sim.say(town.openid, "在吗")

    assert await can_be_reached(town, database)


async def test_who_agreed_since_can_be_reached(open_town: OpenTown):
    """An answer, not the second half of a chat; and nobody who agreed long before."""
    town = await open_town(NOTICE)
    before = right_now()  # the platform dates its events by the wall clock
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    reach = WeChatReach(town.contacts, town.ledger, town.permits, town.capabilities, [NOTICE])

    answer = a_citizens_parcel(citizen=town.citizen, due_at=before)
    rest = a_citizens_parcel(citizen=town.citizen, due_at=before, purpose="rest")
    newer = a_citizens_parcel(citizen=town.citizen, due_at=town.clock())

    assert [await reach.again(one, town.clock()) for one in (answer, rest, newer)] == [
        True,
        False,
        False,
    ]


async def test_what_was_open_before_helps_no_more(town: Town, database: Database):
    """The parcel was put aside while the window was open: WeChat had refused it."""
    await town.sim.say(town.openid, "路灯坏了")
    await town.advance(minutes=1)
    await town.sim.fail_api("message/custom/send", code=40003, times=1)
    await keep(town, database)

    assert not await can_be_reached(town, database)


@pytest.mark.parametrize("call", ["everything", "customer_service"])
async def test_what_wechat_switched_off_reaches_nobody(town: Town, database: Database, call: str):
    """However open the window is."""
    await keep(town, database)
    await town.advance(minutes=1)
    await town.sim.say(town.openid, "在吗")
    until = town.clock().replace(year=2027)

    await town.capabilities.shut(call, 48001, town.clock(), until)

    assert not await can_be_reached(town, database)


async def test_who_left_cannot_be_reached(town: Town, database: Database):
    """Whatever they did before."""
    await keep(town, database)
    await town.advance(minutes=1)
    await town.sim.say(town.openid, "在吗")
    await town.sim.unfollow(town.openid)

    assert not await can_be_reached(town, database)
