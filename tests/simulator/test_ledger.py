"""Customer-service messages: 5 in 48 hours after a message, 3 in 1 minute after an action."""

import pytest

from .conftest import World

HOUR_S = 3_600


async def test_after_a_message_five_go_out_and_the_sixth_does_not(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    await world.sim.advance(61)  # the window of the subscription is over
    await world.sim.say("王大爷", "在吗")

    codes = [await world.say_by_service(openid) for _ in range(6)]

    assert codes == [0, 0, 0, 0, 0, 45047]
    assert (await world.sim.ledger("王大爷")).left == 0
    chat = await world.sim.chat("王大爷")
    assert [b.channel for b in chat if b.side == "account"] == ["customer_service"] * 5


async def test_a_new_message_fills_the_count_again(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    await world.sim.advance(61)
    await world.sim.say("王大爷", "在吗")
    for _ in range(5):
        await world.say_by_service(openid)

    await world.sim.say("王大爷", "还在吗")

    assert (await world.sim.ledger("王大爷")).left == 5
    assert await world.say_by_service(openid) == 0


async def test_after_48_hours_the_window_is_closed(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    await world.sim.say("王大爷", "在吗")

    await world.sim.advance(48 * HOUR_S - 60)
    assert await world.say_by_service(openid) == 0
    await world.sim.advance(120)
    assert await world.say_by_service(openid) == 45015


@pytest.mark.parametrize("act", ["follow", "click", "scan"])
async def test_after_an_action_three_go_out_within_a_minute(world: World, act: str) -> None:
    openid = await world.sim.follow("王大爷")
    if act != "follow":
        await world.sim.advance(61)
        await getattr(world.sim, act)("王大爷", "KEY")

    codes = [await world.say_by_service(openid) for _ in range(4)]
    await world.sim.advance(61)

    assert codes == [0, 0, 0, 45047]
    assert await world.say_by_service(openid) == 45015


async def test_opening_a_link_opens_no_window(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    await world.sim.advance(61)

    await world.sim.view("王大爷", "https://example.org/")

    assert await world.say_by_service(openid) == 45015


async def test_the_window_that_closes_first_is_spent_first(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    await world.sim.say("王大爷", "在吗")

    for _ in range(3):
        await world.say_by_service(openid)
    await world.sim.advance(61)

    assert (await world.sim.ledger("王大爷")).left == 5


async def test_who_left_gets_nothing(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    await world.sim.say("王大爷", "在吗")
    await world.sim.unfollow("王大爷")

    assert await world.say_by_service(openid) == 45015


async def test_a_refused_message_costs_nothing(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    await world.sim.advance(61)
    await world.sim.say("王大爷", "在吗")

    assert await world.say_by_service(openid, "字" * 683) == 45002

    assert (await world.sim.ledger("王大爷")).left == 5
