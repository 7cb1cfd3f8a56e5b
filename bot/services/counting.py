"""Counts what citizens bring and how long they wait, around whoever receives it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.replies import Reply
from bot.services.ports.channel import Call
from bot.services.ports.meter import Meter
from bot.services.ports.receivers import Receiver


@dataclass(frozen=True)
class CountedReceiver:
    """Keeps the port Receiver for another one. `elapsed` is in seconds and only goes forward."""

    receiver: Receiver
    meter: Meter
    elapsed: Callable[[], float] = time.perf_counter

    async def answer(self, call: Call) -> tuple[Reply | None, datetime]:
        began = self.elapsed()
        self.meter.message(call.message.kind.value)
        outcome = "failed"
        try:
            reply, at = await self.receiver.answer(call)
            outcome = "late" if reply is None else "passive"
            return reply, at
        finally:
            self.meter.turn(outcome, self.elapsed() - began)
