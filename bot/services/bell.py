"""Alarms that come from no citizen's turn: kept, and told to the coordinating centre."""

import logging
from dataclasses import dataclass

from bot.domain.parcels import Alarm
from bot.services import notices
from bot.services.ports.changes import Changes
from bot.services.ports.outbox import Waker
from bot.services.ports.tickets import Tickets

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AlarmBell:
    """Keeps the port `Bell`."""

    tickets: Tickets
    waker: Waker
    centre: str

    async def __call__(self, alarm: Alarm) -> None:
        """Ring: the same kind and subject once an hour."""
        log.error("an alarm", extra={"kind": alarm.kind})
        changes = Changes()
        notices.ring(alarm, self.centre, changes)
        await self.tickets.apply(changes)
        await self.waker.wake()
