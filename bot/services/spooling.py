"""While the store is away, messages wait on our own disk, and their senders hear so at once."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain import emergency
from bot.domain.errors import StoreAway, without_words
from bot.domain.messages import Message
from bot.domain.parcels import Alarm
from bot.domain.replies import SILENCE, Reply
from bot.services.later import at_once
from bot.services.on_disk import OnDisk
from bot.services.ports.alarms import Bell
from bot.services.ports.channel import Call, Door
from bot.services.ports.clock import Clock
from bot.services.ports.receivers import Keeper
from bot.services.ports.spool import Spool, Spooled

log = logging.getLogger(__name__)

ANSWER_S = 4.2
"""Whoever brought the message hears something within this time: the channel waits for five."""
BATCH = 32
TRIES = 5
"""So often the store may refuse a call and take others before it is set aside for a human."""
LONGEST = timedelta(hours=1)
"""It is set aside after this in any case: what is behind it must not wait for ever."""
ALARM = (
    "数据库恢复后，有一条先存在本机的市民消息读不出来，已另存在 spool/aside 文件夹，请人工查看。"
)
Answer = TypeVar("Answer")
Said = tuple[Reply | None, datetime]


@dataclass
class _Refused:
    """A spooled message that the store refused: since when, how often, how many it had taken."""

    since: datetime
    tries: int = 0
    taken: int = -1


@dataclass
class SpoolingReceiver:
    """Keeps the port `Keeper` for another one, whether its store is there or not.

    After the store failed once, nobody waits for it any more: messages go to the spool at once,
    until `drain` has brought one of them into the store. What a citizen writes while something of
    theirs is still on the disk goes there too, so that their words stay in order.
    """

    receiver: Keeper
    spool: Spool
    door: Door
    bell: Bell
    clock: Clock
    answer_s: float = ANSWER_S
    _away: bool = False
    _taken: int = 0
    _refused: dict[str, "_Refused"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._on_disk = OnDisk(self.spool)

    async def answer(self, call: Call) -> Said:
        at = self.clock()
        if self._belongs_on_the_disk(call.message):
            return await self._put(call, at, at_once(call.message))
        try:
            return await self._in_time(self.receiver.answer(call))
        except Exception as error:  # whatever keeps it out of the store, the disk may have room
            self._note(error)
            return await self._put(call, at, at_once(call.message))

    async def keep(
        self, call: Call, at: datetime, told: Reply = SILENCE, *, aside: bool = False
    ) -> Said:
        if self._belongs_on_the_disk(call.message):
            return await self._put(call, at, told, aside)
        try:
            return await self._in_time(self.receiver.keep(call, at, told, aside=aside))
        except Exception as error:  # as in `answer`
            self._note(error)
            return await self._put(call, at, told, aside)

    async def follow_up(
        self, call: Call, at: datetime, told: Reply, *, aside: bool = False
    ) -> None:
        await self.receiver.follow_up(call, at, told, aside=aside)

    async def drain(self) -> int:
        """Bring what is spooled into the store, the oldest first; also what the dead left.

        Returns how many calls are there now. Comes back early when the store is away.
        """
        await self.spool.adopt()
        drained = 0
        # one alone asks whether the store is back
        while calls := await self.spool.oldest(1 if self._away else BATCH):
            settled = await self._into_the_store(calls)
            await self.spool.remove(settled)
            drained += len(settled)
            if not settled:
                break
        if drained:
            log.warning("spooled messages are in the store", extra={"messages": drained})
        return drained

    # --- to the disk ---

    def _belongs_on_the_disk(self, message: Message) -> bool:
        if self._on_disk.has(message.key) or (self._away and self.spool.waiting):
            return True
        # who is in danger goes before what they said themselves
        waits = self._on_disk.has_some_of(message.citizen)
        return waits and not emergency.recognise(message.text)

    async def _put(self, call: Call, at: datetime, told: Reply, aside: bool = False) -> Said:
        spooled = Spooled(call.raw, at, told.text, aside)
        first = await self._on_disk.put(call.message, spooled, told)
        return first or None, call.message.sent_at

    async def _in_time(self, answered: Awaitable[Answer]) -> Answer:
        async with asyncio.timeout(self.answer_s):
            answer = await answered
        self._has_taken_one()
        return answer

    def _has_taken_one(self) -> None:
        self._away = False
        self._taken += 1

    def _note(self, error: Exception) -> None:
        """A turn that took too long does not say that the store is away."""
        if isinstance(error, StoreAway):
            if not self._away:
                self._away = True
                log.error("the store is away: messages wait on our own disk")
        elif not isinstance(error, TimeoutError):
            log.error("a message cannot be kept: it waits on our disk", extra=without_words(error))

    # --- and back ---

    async def _into_the_store(self, calls: Sequence[Spooled]) -> list[Spooled]:
        """Each citizen's in order, different citizens' side by side. Returns what is there now."""
        lanes: dict[str, list[tuple[Spooled, Call]]] = {}
        for spooled in calls:
            if call := await self._reopened(spooled):
                lanes.setdefault(call.message.citizen, []).append((spooled, call))
        settled = await asyncio.gather(*(self._follow_up(lane) for lane in lanes.values()))
        return [spooled for lane in settled for spooled in lane]

    async def _reopened(self, spooled: Spooled) -> Call | None:
        try:
            return self.door.reopen(spooled.raw)
        except Exception as error:  # whatever it is that cannot be read, the others must not wait
            await self._set_aside(spooled, error)
            return None

    async def _follow_up(self, lane: Sequence[tuple[Spooled, Call]]) -> list[Spooled]:
        settled: list[Spooled] = []
        for spooled, call in lane:
            try:
                told = Reply(spooled.told)
                await self.receiver.follow_up(call, spooled.at, told, aside=spooled.aside)
            except StoreAway as error:
                self._note(error)
                break
            except Exception as error:  # one that the store refuses must not keep the others back
                self._away = False
                await self._count_refusal(spooled, call, error)
                break
            self._has_taken_one()
            self._on_disk.forget(call.message)
            settled.append(spooled)
        return settled

    async def _count_refusal(self, spooled: Spooled, call: Call, error: Exception) -> None:
        """A message is to blame when the store takes others between its tries, or after an hour."""
        log.error("a spooled message cannot be kept", extra=without_words(error))
        refused = self._refused.setdefault(spooled.place, _Refused(self.clock()))
        if self._taken > refused.taken:
            refused.taken = self._taken
            refused.tries += 1
        if refused.tries >= TRIES or self.clock() - refused.since > LONGEST:
            del self._refused[spooled.place]
            self._on_disk.forget(call.message)
            await self._set_aside(spooled, error)

    async def _set_aside(self, spooled: Spooled, error: Exception) -> None:
        await self.spool.set_aside(spooled)
        log.error("a spooled message is set aside", extra=without_words(error))
        try:
            await self.bell(Alarm("spool.set_aside", "spool", ALARM, self.clock()))
        except Exception as unheard:  # an alarm's boundary: the message is safe, and the log tells
            log.error("an alarm could not be written", extra=without_words(unheard))
