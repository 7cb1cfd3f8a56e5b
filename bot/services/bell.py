"""Alarms that come from no citizen's turn: kept, and told to the coordinating centre."""

import logging
from dataclasses import dataclass, field

from bot.domain.errors import without_words
from bot.domain.parcels import Alarm
from bot.services import notices
from bot.services.ports.alarms import Bell
from bot.services.ports.changes import Changes
from bot.services.ports.outbox import Waker
from bot.services.ports.tickets import Tickets
from bot.services.waiting import within

log = logging.getLogger(__name__)

RING_S = 1.0
"""Whoever rings has something better to do than to wait for a store that hangs."""
MOST_UNHEARD = 100


@dataclass(frozen=True)
class AlarmBell:
    """Keeps the port `Bell`."""

    tickets: Tickets
    waker: Waker
    centre: str

    async def __call__(self, alarm: Alarm) -> None:
        """Ring: the same kind and subject once an hour."""
        changes = Changes()
        notices.ring(alarm, self.centre, changes)
        await self.tickets.apply(changes)
        await self.waker.wake()


@dataclass
class PatientBell:
    """Keeps the port `Bell` over another one: never raises, and holds nobody for longer than
    `ring_s`.

    What could not be rung is kept in mind, each kind and subject once, for `ring_again`.
    """

    bell: Bell
    ring_s: float = RING_S
    most: int = MOST_UNHEARD
    _unheard: dict[tuple[str, str], Alarm] = field(default_factory=dict)

    async def __call__(self, alarm: Alarm) -> None:
        log.error("an alarm", extra={"kind": alarm.kind})
        if not await self._rings(alarm):
            self._keep_in_mind(alarm)

    async def ring_again(self) -> int:
        """Ring what nobody heard, the oldest first, until one fails. Returns how many rang."""
        rung = 0
        for name in list(self._unheard):
            if (alarm := self._unheard.pop(name, None)) is None:
                continue
            if not await self._rings(alarm):
                # at the end: one that is refused for itself keeps no other back
                self._keep_in_mind(alarm)
                break
            rung += 1
        return rung

    async def _rings(self, alarm: Alarm) -> bool:
        try:
            await within(self.ring_s, self.bell(alarm))
        except Exception as error:  # an alarm's boundary: it must undo nothing that it tells of
            log.error("an alarm could not be written", extra=without_words(error))
            return False
        return True

    def _keep_in_mind(self, alarm: Alarm) -> None:
        self._unheard.setdefault((alarm.kind, alarm.subject), alarm)
        if len(self._unheard) > self.most:
            self._unheard.pop(next(iter(self._unheard)))
