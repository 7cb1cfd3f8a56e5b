"""Who has a ticket open, in memory."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.services.ports.presence import HERE


@dataclass
class FakePresence:
    """Keeps the port `Presence`. `clock` gives milliseconds."""

    clock: Callable[[], int] = lambda: 0
    _there: dict[str, dict[str, tuple[int, str]]] = field(default_factory=lambda: defaultdict(dict))

    async def look_in(self, number: str, who: str, name: str) -> tuple[str, ...]:
        now = self.clock()
        there = self._there[number]
        there[who] = (now + int(HERE.total_seconds() * 1000), name)
        return tuple(there[one][1] for one in sorted(there) if one != who and there[one][0] > now)

    async def leave(self, number: str, who: str) -> None:
        self._there[number].pop(who, None)
