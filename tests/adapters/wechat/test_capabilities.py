"""What WeChat does not let us do is known to every replica, and not believed for ever."""

from datetime import timedelta

from bot.adapters.store import Database
from bot.adapters.wechat.capabilities import Capabilities
from tests.builders import NOW

HOUR = timedelta(hours=1)


async def test_what_is_shut_is_seen_by_everybody(either_database: Database):
    await Capabilities(either_database).shut("template", 48001, NOW, NOW + HOUR)

    shut = await Capabilities(either_database).shut_now(NOW)

    assert [(name, one.code) for name, one in shut.items()] == [("template", 48001)]


async def test_after_a_while_it_is_tried_again(either_database: Database):
    capabilities = Capabilities(either_database)
    await capabilities.shut("template", 48001, NOW, NOW + HOUR)

    assert await capabilities.shut_now(NOW + HOUR) == {}


async def test_it_is_told_since_when_in_a_row(either_database: Database):
    capabilities = Capabilities(either_database)
    await capabilities.shut("template", 48001, NOW, NOW + HOUR)
    await capabilities.shut("template", 48001, NOW + HOUR, NOW + 2 * HOUR)

    assert (await capabilities.shut_now(NOW + HOUR))["template"].since == NOW

    await capabilities.shut("template", 48001, NOW + 9 * HOUR, NOW + 10 * HOUR)
    assert (await capabilities.shut_now(NOW + 9 * HOUR))["template"].since == NOW + 9 * HOUR
