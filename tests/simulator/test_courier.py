"""How a push travels: sealed, cut off, tried again, duplicated."""

import asyncio

import pytest
from aiohttp import web
from wechatpy.utils import check_signature

from bot.simulator.client import SimulatorError
from bot.simulator.platform import BANNER

from .conftest import AES_KEY, HASTY_S, SCANT_S, TOKEN, Heard, OpenWorld, World, never


async def test_a_sealed_reply_appears_in_the_chat(world: World) -> None:
    await world.sim.follow("王大爷")
    world.account.says(world.account.reply("您好，请讲。"))

    exchange = await world.sim.say("王大爷", "在吗")

    assert exchange.passive_reply is not None
    assert exchange.passive_reply.text == "您好，请讲。"
    assert exchange.passive_reply.channel == "passive"
    assert (exchange.tries, exchange.error_banner) == (1, False)
    assert [b.text for b in await world.sim.chat("王大爷")] == ["在吗", "您好，请讲。"]


async def test_the_signature_of_every_push_fits(world: World) -> None:
    openid = await world.sim.follow("王大爷")
    query = world.account.heard[-1].query

    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    assert query["openid"] == openid


async def test_silence_is_cut_off_and_tried_three_times_with_the_same_body(
    open_world: OpenWorld,
) -> None:
    world = await open_world(retry_after_s=SCANT_S)
    await world.sim.follow("王大爷")
    world.account.answering = never
    world.account.heard.clear()

    exchange = await world.sim.say("王大爷", "在吗")

    assert (exchange.tries, exchange.status, exchange.error_banner) == (3, None, True)
    assert len({heard.body for heard in world.account.heard}) == 1
    assert len({heard.query["nonce"] for heard in world.account.heard}) == 1
    assert (await world.sim.chat("王大爷"))[-1].text == BANNER


async def test_a_retry_may_be_signed_anew(open_world: OpenWorld) -> None:
    """WeChat does not say whether it repeats timestamp and nonce: both can be tried."""
    world = await open_world(retry_repeats_signature=False, tries=2, retry_after_s=SCANT_S)
    world.account.answering = never

    await world.sim.follow("王大爷")

    first, second = world.account.heard
    assert first.body == second.body
    assert first.query["nonce"] != second.query["nonce"]


async def test_a_second_try_that_answers_is_enough(open_world: OpenWorld) -> None:
    world = await open_world(retry_after_s=HASTY_S)
    await world.sim.follow("王大爷")
    patience = iter([never, None])

    async def late(heard: Heard) -> web.StreamResponse:
        if next(patience) is never:
            await never(heard)
        return web.Response(body=world.account.reply("来了")(heard))

    world.account.answering = late
    exchange = await world.sim.say("王大爷", "在吗")

    assert exchange.tries == 2
    assert exchange.passive_reply is not None
    assert not exchange.error_banner
    assert [answer.status for answer in exchange.answers] == [None, 200]


async def test_a_server_error_is_tried_again(open_world: OpenWorld) -> None:
    world = await open_world(retry_after_s=HASTY_S)
    await world.sim.follow("王大爷")
    world.account.says(b"oops", status=500)

    exchange = await world.sim.say("王大爷", "在吗")

    assert (exchange.tries, exchange.status, exchange.error_banner) == (3, 500, True)


async def test_a_closed_door_is_tried_again(open_world: OpenWorld) -> None:
    world = await open_world(callback_url="http://127.0.0.1:9/wechat", retry_after_s=0.05)

    await world.sim.follow("王大爷")

    chat = await world.sim.chat("王大爷")
    assert [bubble.kind for bubble in chat] == ["fault"]
    assert len(await world.sim.log("push")) == 3


async def test_duplicates_arrive_at_the_same_time(world: World) -> None:
    await world.sim.follow("王大爷")
    all_here = asyncio.Barrier(3)

    async def together(heard: Heard) -> web.StreamResponse:
        await all_here.wait()
        return web.Response(body=world.account.reply("一次")(heard))

    world.account.answering = together
    exchange = await world.sim.say("王大爷", "在吗", copies=3)

    assert len(exchange.answers) == 3
    assert [b.text for b in await world.sim.chat("王大爷")] == ["在吗", "一次"]


async def test_compatible_mode_sends_both_and_takes_both(open_world: OpenWorld) -> None:
    world = await open_world(mode="compatible")
    await world.sim.follow("王大爷")
    plain = world.account.reply("明文")

    world.account.says(plain)
    assert (await world.sim.say("王大爷", "在吗")).passive_reply is not None
    assert "<Content><![CDATA[在吗]]></Content>" in world.account.heard[-1].body
    assert "<Encrypt>" in world.account.heard[-1].body


async def test_plain_mode_seals_nothing(open_world: OpenWorld) -> None:
    world = await open_world(mode="plain", aes_key=None)

    await world.sim.follow("王大爷")

    assert "encrypt_type" not in world.account.heard[-1].query
    assert "<Event><![CDATA[subscribe]]></Event>" in world.account.heard[-1].body


async def test_the_mode_and_the_key_can_be_switched(world: World) -> None:
    await world.sim.follow("王大爷")

    await world.sim.switch(mode="plain")
    await world.sim.say("王大爷", "在吗")
    assert "encrypt_type" not in world.account.heard[-1].query

    switches = await world.sim.switch(mode="safe", aes_key=AES_KEY[::-1])
    assert switches.aes_key == AES_KEY[::-1]
    with pytest.raises(SimulatorError, match="43 characters"):
        await world.sim.switch(aes_key="short")


async def test_after_repeated_failures_the_platform_pauses(open_world: OpenWorld) -> None:
    world = await open_world(failures_before_pause=1, tries=1, retry_after_s=SCANT_S)
    world.account.answering = never
    await world.sim.follow("王大爷")
    world.account.heard.clear()

    paused = await world.sim.say("王大爷", "在吗")
    assert paused.error_banner
    assert world.account.heard == []

    await world.sim.advance(61)
    await world.sim.say("王大爷", "在吗")
    assert len(world.account.heard) == 1


async def test_the_callback_address_is_checked_with_an_echostr(world: World) -> None:
    assert await world.sim.verify_url()
    await world.sim.switch(callback_url=f"{world.root}/nowhere")
    assert not await world.sim.verify_url()


async def test_the_log_shows_both_directions_sealed_and_open(world: World) -> None:
    await world.sim.follow("王大爷")
    world.account.says(world.account.reply("您好"))
    await world.sim.say("王大爷", "在吗")

    entry = (await world.sim.log("push"))[-1]

    assert "<Encrypt>" in entry.request["body"]
    assert "在吗" in entry.request["plain"]
    assert "<Encrypt>" in entry.response["body"]
    assert "您好" in entry.response["plain"]
