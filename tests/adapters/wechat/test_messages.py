"""Customer-service messages go out while the citizen allows them, and not one more."""

from dataclasses import replace

import pytest

from bot.adapters.wechat.parts import LIMIT
from bot.domain.errors import NoChannelNow
from bot.domain.replies import Choice, Reply
from bot.simulator.config import ONE_TIME_NOTICE
from tests.adapters.wechat.conftest import (
    NOTICE,
    TEMPLATE,
    OpenTown,
    Town,
)
from tests.adapters.wechat.sending import (
    BIZSEND,
    SEND,
    TEMPLATE_SEND,
    an_answer,
    send,
    spend_all,
)
from tests.builders import a_citizens_parcel


async def test_after_a_citizens_message_it_comes_as_a_message(town: Town):
    await town.sim.say(town.openid, "路灯坏了")

    assert await send(town) == "customer_service"

    assert await town.bubbles("customer_service") == ["路灯已经修好。"]


async def test_choices_come_as_numbered_lines(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    reply = Reply("解决了吗？", (Choice("已解决", "solved"), Choice("没解决", "not_solved")))
    parcel = an_answer(town)
    parcel = replace(parcel, body={**parcel.body, "reply": reply.as_record()})

    await town.channel.send(parcel, town.clock())

    assert await town.bubbles("customer_service") == [
        "解决了吗？\n回复数字：\n1. 已解决\n2. 没解决"
    ]


async def test_words_arrive_as_they_are(town: Town):
    """No tag, no control character, no half emoji."""
    await town.sim.say(town.openid, "你好")

    await send(town, "a]]>b <c> & 👨‍👩‍👧\x00\x1b 你好")

    assert await town.bubbles("customer_service") == ["a]]>b <c> & 👨‍👩‍👧 你好"]


async def test_words_that_are_too_long_still_arrive(town: Town):
    await town.sim.say(town.openid, "你好")

    await send(town, "长" * 1000)

    (text,) = await town.bubbles("customer_service")
    assert len(text.encode()) <= LIMIT


async def test_the_sixth_message_is_never_posted(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await spend_all(town)

    with pytest.raises(NoChannelNow):
        await send(town)

    assert await town.calls(SEND) == 5


async def test_after_48_hours_nothing_is_posted(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await town.advance(hours=48)

    with pytest.raises(NoChannelNow):
        await send(town)

    assert await town.calls(SEND) == 0


async def test_after_a_menu_click_three_messages_go_out_within_a_minute(town: Town):
    await town.advance(hours=1)
    await town.sim.click(town.openid, "status")

    ways = [await send(town, id=f"p{n}") for n in range(3)]

    assert ways == ["customer_service"] * 3
    with pytest.raises(NoChannelNow):
        await send(town, id="p3")


async def test_our_ledger_and_the_platforms_agree(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.click(town.openid, "status")
    await send(town, id="p1")

    theirs = await town.sim.ledger(town.openid)
    assert await town.ledger.left(town.citizen, town.clock()) == theirs.left


async def test_after_leaving_nothing_is_sent_at_all(open_town: OpenTown):
    town = await open_town(NOTICE, TEMPLATE)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await town.sim.unfollow(town.openid)

    with pytest.raises(NoChannelNow):
        await send(town)

    for api in (SEND, BIZSEND, TEMPLATE_SEND):
        assert await town.calls(api) == 0


async def test_somebody_who_never_wrote_cannot_be_reached(town: Town):
    with pytest.raises(NoChannelNow):
        await town.channel.send(a_citizens_parcel(citizen="c-unknown"), town.clock())
