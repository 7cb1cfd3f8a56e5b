"""The account's menu at WeChat."""

from bot.adapters.wechat.client import Client
from bot.adapters.wechat.failures import CallFailed
from bot.domain.errors import TryLater
from bot.domain.menu import Menu


class AccountMenu:
    """The port `Account`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def show(self, menu: Menu) -> None:
        try:
            await self._client.menu.create(menu.as_json())
        except CallFailed as failed:
            raise TryLater(f"{failed}") from None
