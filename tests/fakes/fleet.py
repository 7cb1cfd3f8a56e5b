"""Which gateway serves what, in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.services.ports.fleet import LASTS, Serving


@dataclass
class FakeFleet:
    """Keeps the port `Fleet`."""

    told: dict[str, Serving] = field(default_factory=dict)
    away: bool = False

    async def tell(self, serving: Serving) -> None:
        if not self.away:
            self.told[serving.gateway] = serving

    async def all(self, now: datetime) -> list[Serving] | None:
        if self.away:
            return None
        there = [one for one in self.told.values() if now - one.told_at <= LASTS]
        return sorted(there, key=lambda one: one.gateway)
