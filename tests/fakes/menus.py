"""Menus that were sent, in memory, and an account that takes them."""

from bot.domain.errors import DeliveryFailed
from bot.domain.menu import Menu
from bot.services.ports.menus import Push


class FakePushes:
    def __init__(self) -> None:
        self.noted: list[Push] = []

    async def note(self, push: Push) -> None:
        self.noted.append(push)

    async def last(self) -> Push | None:
        return self.noted[-1] if self.noted else None


class FakeAccount:
    """Shows what it is given, unless it fails."""

    def __init__(self) -> None:
        self.shown: list[Menu] = []
        self.failure: DeliveryFailed | None = None

    async def show(self, menu: Menu) -> None:
        if self.failure:
            raise self.failure
        self.shown.append(menu)
