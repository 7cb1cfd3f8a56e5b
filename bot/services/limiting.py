"""A citizen who writes faster than anybody can answer: everything is kept, turns come at a pace."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain import emergency
from bot.domain.errors import HuiyingError, without_words
from bot.domain.messages import SPOKEN, Kind, Message
from bot.domain.parcels import Alarm
from bot.domain.replies import SILENCE, Reply
from bot.services.ports.alarms import Bell
from bot.services.ports.channel import Call
from bot.services.ports.clock import Clock
from bot.services.ports.receivers import Keeper, Rates

log = logging.getLogger(__name__)

COUNTED = SPOKEN | {Kind.MENU, Kind.SCANNED}
"""What a citizen does on purpose and is answered by a turn; what the phone reports by itself, and
who comes and goes, is not counted."""

WAIT_A_MINUTE = Reply(
    "您发得有点快，每一条我都收到了。\n请稍等一两分钟，我按顺序一条一条答复您，不用重发。"
)
WAIT_AN_HOUR = Reply(
    "您这一小时发来的消息很多，都已经收下，会请工作人员来看。\n请先歇一歇，过一会儿再发。"
    "如果遇到危险，请马上拨打 110、119 或 120。"
)
TOO_MANY = "message.too_many"
ALARM = "有一位市民一小时内发来的消息超过了上限：超出的已经收下，没有自动处理，请人工查看。"


HANDFUL_S = 0.05
"""Nobody hurries for a flood: what comes within so long is committed together, not one by one
between the turns of others."""


@dataclass
class Pulse:
    """Lets go everybody who waits at the same moment, `seconds` after the first of them came."""

    seconds: float
    _gate: asyncio.Event | None = None

    async def __call__(self) -> None:
        if self._gate is None:
            self._gate = asyncio.Event()
            asyncio.get_running_loop().call_later(self.seconds, self._open, self._gate)
        await self._gate.wait()

    def _open(self, gate: asyncio.Event) -> None:
        self._gate = None
        gate.set()


@dataclass(frozen=True)
class LimitedReceiver:
    """Keeps the port Receiver in front of another one, and asks `rates` whose turn it is.

    Who is in danger is never counted and never waits.
    """

    receiver: Keeper
    rates: Rates
    bell: Bell
    clock: Clock
    pulse: Callable[[], Awaitable[None]] = field(default_factory=lambda: Pulse(HANDFUL_S))

    async def answer(self, call: Call) -> tuple[Reply | None, datetime]:
        message = call.message
        if not _counts(message):
            return await self.receiver.answer(call)
        admission = await self.rates.admit(message.citizen, message.key)
        if admission.turn_in is None:
            return await self._set_aside(call, admission.tell, admission.alarm)
        if not admission.turn_in:
            return await self.receiver.answer(call)
        turn_at = self.clock() + admission.turn_in
        return await self.receiver.keep(call, turn_at, WAIT_A_MINUTE if admission.tell else SILENCE)

    async def _set_aside(
        self, call: Call, tell: bool, alarm: bool
    ) -> tuple[Reply | None, datetime]:
        await self.pulse()
        now = self.clock()
        said = await self.receiver.keep(call, now, WAIT_AN_HOUR if tell else SILENCE, aside=True)
        if alarm:
            await self._ring(Alarm(TOO_MANY, call.message.citizen, ALARM, now))
        return said

    async def _ring(self, alarm: Alarm) -> None:
        try:
            await self.bell(alarm)
        except HuiyingError as error:
            # the message is kept and its sender told: that nobody heard of it must not undo that
            log.error("an alarm could not be written", extra=without_words(error))


def _counts(message: Message) -> bool:
    return message.kind in COUNTED and not emergency.recognise(message.text)
