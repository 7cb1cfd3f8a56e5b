"""Addresses in answers: looked at in the world, and remembered."""

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.domain.web_links import Look, WebLink


class Visitor(Protocol):
    """Looks whether an address opens."""

    async def look(self, url: str) -> Look:
        """Never raises: what goes wrong is the outcome."""
        ...


class WebLinks(Protocol):
    """What was found at the last look. Every verb may raise StoreAway."""

    async def all(self) -> list[WebLink]:
        """By address."""
        ...

    async def dead(self) -> list[WebLink]:
        """Those that are dead, by address."""
        ...

    async def keep(self, links: Sequence[WebLink], used: Collection[str]) -> None:
        """Keep these as they are now, and forget all whose address is not `used` any more."""
        ...
