"""A notice goes out where the citizen agreed to it, a template message as the last resort."""

from dataclasses import replace

import pytest

from bot.domain.errors import NoChannelNow
from bot.simulator.config import LONG_TERM_NOTICE, ONE_TIME_NOTICE
from tests.adapters.wechat.conftest import (
    NOTICE,
    TEMPLATE,
    OpenTown,
)
from tests.adapters.wechat.sending import (
    BIZSEND,
    NUMBER,
    TEMPLATE_SEND,
    send,
    spend_all,
)


async def test_one_consent_is_exactly_one_notice(open_town: OpenTown):
    town = await open_town(NOTICE)
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await spend_all(town)

    assert await send(town, id="p1") == "subscription"
    with pytest.raises(NoChannelNow):
        await send(town, id="p2")

    assert await town.bubbles("subscription") == [f"{NUMBER} 路灯已经修好。"]
    assert await town.permits.count(town.citizen, ONE_TIME_NOTICE) == 0


async def test_a_long_term_consent_covers_many_notices(open_town: OpenTown):
    notice = replace(NOTICE, template=LONG_TERM_NOTICE, long_term=True)
    town = await open_town(notice)
    await town.sim.consent(town.openid, LONG_TERM_NOTICE)
    await town.advance(hours=1)

    ways = [await send(town, id=f"p{n}") for n in range(3)]

    assert ways == ["subscription"] * 3


async def test_a_consent_is_kept_for_answers(open_town: OpenTown):
    """The second half of a chat does not use it up."""
    town = await open_town(NOTICE, TEMPLATE)
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await town.advance(hours=1)

    with pytest.raises(NoChannelNow):
        await send(town, purpose="rest")

    assert await town.permits.count(town.citizen, ONE_TIME_NOTICE) == 1


async def test_a_consent_that_the_citizen_took_back_falls_through_to_the_template(
    open_town: OpenTown,
):
    """43101: the permit we counted on does not exist."""
    town = await open_town(NOTICE, TEMPLATE)
    await town.sim.consent(town.openid, ONE_TIME_NOTICE)
    await town.advance(hours=1)
    await town.sim.fail_api(BIZSEND, code=43101)

    assert await send(town) == "template"

    assert await town.permits.count(town.citizen, ONE_TIME_NOTICE) == 0


async def test_a_template_message_is_the_last_resort(open_town: OpenTown):
    town = await open_town(NOTICE, TEMPLATE)
    await town.advance(hours=1)

    assert await send(town) == "template"

    (text,) = await town.bubbles("template")
    assert text.startswith("您的诉求有了答复")


async def test_a_template_message_that_was_blocked_is_written_down_and_told(open_town: OpenTown):
    town = await open_town(template=TEMPLATE)
    await town.sim.block_notices(town.openid)
    await town.advance(hours=1)

    await send(town)
    await town.sim.wait_for_push("TEMPLATESENDJOBFINISH")

    assert [alarm.kind for alarm in town.bell.rung] == ["wechat.notice_missed"]


async def test_a_template_that_does_not_exist_is_told_and_the_answer_waits(open_town: OpenTown):
    town = await open_town(template=replace(TEMPLATE, template="mistyped"))
    await town.advance(hours=1)

    with pytest.raises(NoChannelNow):
        await send(town)

    assert [alarm.kind for alarm in town.bell.rung] == ["wechat.40037"]


async def test_a_citizen_who_left_unnoticed_is_not_written_to_again(open_town: OpenTown):
    """43004 says so when the event was lost."""
    town = await open_town(template=TEMPLATE)
    await town.advance(hours=1)
    await town.sim.fail_api(TEMPLATE_SEND, code=43004, times=1)
    with pytest.raises(NoChannelNow):
        await send(town, id="p1")

    with pytest.raises(NoChannelNow):
        await send(town, id="p2")

    assert await town.calls(TEMPLATE_SEND) == 1
