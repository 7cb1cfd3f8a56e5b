"""The account's menu at a platform that speaks like WeChat."""

import pytest

from bot.adapters.wechat.menus import AccountMenu
from bot.domain.errors import TryLater
from bot.domain.menu import Menu
from tests.adapters.wechat.conftest import OpenTown

MENU = Menu.of(
    {
        "button": [
            {"type": "click", "name": "查进度", "key": "查询我的工单"},
            {
                "name": "办事指南",
                "sub_button": [
                    {"type": "view", "name": "社保", "url": "https://city.example/a?b=1"}
                ],
            },
        ]
    }
)


async def test_citizens_see_the_menu_as_it_was_written(open_town: OpenTown):
    """To the letter, Chinese included."""
    town = await open_town()

    await AccountMenu(town.client).show(MENU)

    assert await town.sim.menu() == MENU.as_json()


async def test_what_the_platform_refuses_is_told_by_its_code(open_town: OpenTown):
    """The page puts it into words, and the worker tries again."""
    town = await open_town()
    await town.sim.fail_api("menu/create", code=48001)

    with pytest.raises(TryLater, match="WeChat error 48001"):
        await AccountMenu(town.client).show(MENU)
