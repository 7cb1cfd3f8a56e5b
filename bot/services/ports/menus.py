"""The account's menu at WeChat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.menu import Menu


class Account(Protocol):
    """The official account, whose menu citizens see."""

    async def show(self, menu: Menu) -> None:
        """Raises DeliveryFailed."""
        ...


@dataclass(frozen=True)
class Push:
    """A menu that was sent to WeChat for a release, and why it did not arrive, if so."""

    release: int
    menu: Mapping[str, Any]
    at: datetime
    error: str | None = None


class Pushes(Protocol):
    """What was sent. Every verb may raise StoreAway."""

    async def note(self, push: Push) -> None: ...

    async def last(self) -> Push | None: ...
