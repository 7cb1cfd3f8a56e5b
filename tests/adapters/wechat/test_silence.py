"""WeChat did not answer: sent once more and marked, or left to a human."""

import pytest

from bot.domain.errors import TryLater, Unknown
from bot.simulator.config import ONE_TIME_NOTICE
from tests.adapters.wechat.conftest import (
    NOTICE,
    TEMPLATE,
    OpenTown,
    Town,
)
from tests.adapters.wechat.sending import BIZSEND, SEND, TEMPLATE_SEND, send


async def test_after_silence_it_is_sent_once_more_and_marked(open_town: OpenTown):
    town = await open_town()
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, drop=True, times=1, after_effect=True)
    with pytest.raises(TryLater):
        await send(town)

    assert await send(town) == "customer_service"

    first, second = await town.bubbles("customer_service")
    assert first == "路灯已经修好。"
    assert second == f"（如已收到，请忽略）\n{first}"


async def test_after_a_second_silence_a_human_decides(open_town: OpenTown):
    town = await open_town()
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, drop=True, times=2)
    with pytest.raises(TryLater):
        await send(town)

    with pytest.raises(Unknown):
        await send(town)

    assert await town.calls(SEND) == 2


async def test_what_a_human_sends_again_goes_out_marked(open_town: OpenTown):
    town = await open_town()
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, drop=True, times=2)
    with pytest.raises(TryLater):
        await send(town)
    with pytest.raises(Unknown):
        await send(town)

    assert await send(town) == "customer_service"

    (text,) = await town.bubbles("customer_service")
    assert text.startswith("（如已收到，请忽略）")


async def test_after_silence_no_other_way_is_taken(open_town: OpenTown):
    """It may have arrived: a notice on top would be the same answer twice."""
    town = await open_town(NOTICE, TEMPLATE)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, drop=True, times=1)
    with pytest.raises(TryLater):
        await send(town)
    await town.advance(hours=48)

    with pytest.raises(Unknown):
        await send(town)

    assert await town.bubbles("template") == []


async def test_a_template_message_is_repeated_under_the_same_name_and_arrives_once(
    open_town: OpenTown,
):
    town = await open_town(template=TEMPLATE)
    await town.advance(hours=1)
    await town.sim.fail_api(TEMPLATE_SEND, drop=True, times=1, after_effect=True)
    with pytest.raises(TryLater):
        await send(town)

    assert await send(town) == "template"

    assert len(await town.bubbles("template")) == 1


async def test_a_template_message_is_not_repeated_when_wechat_has_forgotten_its_name(
    open_town: OpenTown,
):
    town = await open_town(template=TEMPLATE)
    await town.advance(hours=1)
    await town.sim.fail_api(TEMPLATE_SEND, drop=True, times=1)
    with pytest.raises(TryLater):
        await send(town)
    await town.advance(minutes=11)

    with pytest.raises(Unknown):
        await send(town)

    assert await town.calls(TEMPLATE_SEND) == 1


async def test_a_notice_is_never_repeated(open_town: OpenTown):
    town = await open_town(NOTICE)
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await town.advance(hours=1)
    await town.sim.fail_api(BIZSEND, drop=True, times=1)

    with pytest.raises(Unknown):
        await send(town)


async def test_a_process_that_died_while_sending_leaves_a_marked_repetition(town: Town):
    """Its try is still open: nobody knows how far it came."""
    await town.sim.say(town.openid, "路灯坏了")
    await town.ledger.take(town.citizen, "p1", town.clock())

    assert await send(town, id="p1") == "customer_service"

    (text,) = await town.bubbles("customer_service")
    assert text.startswith("（如已收到，请忽略）")


async def test_what_went_out_before_the_process_died_is_not_sent_again(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    await send(town, id="p1")

    assert await send(town, id="p1") == "customer_service"

    assert await town.calls(SEND) == 1


async def test_a_platform_that_cannot_be_reached_costs_no_right(town: Town):
    await town.sim.say(town.openid, "路灯坏了")
    before = await town.ledger.left(town.citizen, town.clock())
    await town.sim.fail_api("stable_token", drop=True)

    with pytest.raises(TryLater):
        await send(town)

    assert await town.ledger.left(town.citizen, town.clock()) == before
