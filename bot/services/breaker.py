"""A dialogue that breaks or hangs is left alone until it answers again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.errors import DialogueFailed, DialogueRests, without_words
from bot.domain.parcels import Alarm
from bot.services.ports.alarms import Bell
from bot.services.ports.clock import Clock
from bot.services.ports.dialogue import Dialogue, Heard, Turned, Understanding

log = logging.getLogger(__name__)

FAILURES = 5
"""So many in a row, and without one success between them, are no accident."""
CITIZENS = 3
"""They must come from so many citizens: one who writes poison does not silence the others."""
MANY = 50
"""Failures that are remembered."""
SLOW = timedelta(seconds=1)
"""A turn of the dialogue takes milliseconds: who waits longer had better be told so."""
OVERDUE = timedelta(seconds=3)
"""After so long, with as many citizens waiting as above, it hangs."""
PROBE_S = 5.0
"""A dialogue that takes longer for one greeting does not work yet."""
ALARM = "机器人的对话暂时答不上来：市民的消息照常收下，恢复后补答。请查看网关日志。"


@dataclass
class WatchedDialogue:
    """Keeps the port `Dialogue` for another one.

    Once it failed too often in a row, or hangs, it is asked no more, and `look` asks `probe`
    whether it works again. For `people_after` from then on it `rests`: turns that need it had
    better wait, and whoever asks, or has asked in vain, gets DialogueRests. After that people take
    over: whoever asks gets DialogueFailed.
    """

    dialogue: Dialogue
    probe: Callable[[], Awaitable[object]]
    bell: Bell
    clock: Clock
    people_after: timedelta
    _asked: dict[object, tuple[str, datetime]] = field(default_factory=dict)
    _failed: list[str] = field(default_factory=list)
    _open_since: datetime | None = None
    _alarmed: bool = False

    @property
    def model(self) -> str:
        return self.dialogue.model

    @property
    def works(self) -> bool:
        """False while it is not asked."""
        return self._open_since is None

    @property
    def rests(self) -> bool:
        """Is it away, and for so short a time that it may well be back soon?"""
        since = self._open_since
        return since is not None and self.clock() - since < self.people_after

    @property
    def hangs(self) -> bool:
        """Has anybody been waiting for it far too long, or does it rest?"""
        return self.rests or bool(self._waiting_since(SLOW))

    async def parse(self, text: str) -> Understanding:
        return await self.dialogue.parse(text)

    def asks(self, memory: Sequence[Mapping[str, Any]]) -> bool:
        return self.dialogue.asks(memory)

    def interrupted(self, memory: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        return self.dialogue.interrupted(memory)

    async def respond(
        self, heard: Heard, memory: Sequence[Mapping[str, Any]], desk: object
    ) -> Turned:
        self._refuse_while_it_is_away()
        this = object()
        self._asked[this] = (heard.citizen, self.clock())
        try:
            turned = await self.dialogue.respond(heard, memory, desk)
        except (DialogueFailed, asyncio.CancelledError):
            # cancelled: whoever asked has lost patience
            self._count_failure(heard.citizen)
            if self.rests:
                raise DialogueRests("the dialogue did not answer, and rests now") from None
            raise
        finally:
            del self._asked[this]
        self._failed.clear()
        return turned

    async def look(self) -> None:
        """If it is not asked, or hangs: tell a human once, and find out whether it works again."""
        if self._open_since is None and len(self._waiting_since(OVERDUE)) >= CITIZENS:
            self._open()
        if self._open_since is None:
            return
        await self._alarm()
        try:
            async with asyncio.timeout(PROBE_S):
                await self.probe()
        except Exception as error:  # the dialogue's boundary: whatever breaks there, it breaks
            log.warning("the dialogue still does not answer", extra=without_words(error))
            return
        log.warning("the dialogue answers again")
        self._failed.clear()
        self._open_since, self._alarmed = None, False

    def _refuse_while_it_is_away(self) -> None:
        if self.rests:
            raise DialogueRests("the dialogue rests")
        if self._open_since:
            raise DialogueFailed("the dialogue has been away for too long")

    def _waiting_since(self, so_long: timedelta) -> set[str]:
        """Citizens whose turn it has not answered for so long."""
        before = self.clock() - so_long
        return {citizen for citizen, since in self._asked.values() if since <= before}

    def _count_failure(self, citizen: str) -> None:
        self._failed = [*self._failed, citizen][-MANY:]
        if len(self._failed) >= FAILURES and len(set(self._failed)) >= CITIZENS:
            self._open()

    def _open(self) -> None:
        if self._open_since is None:
            self._open_since = self.clock()
            log.error("the dialogue fails or hangs: messages wait for it")

    async def _alarm(self) -> None:
        if self._alarmed or self._open_since is None:
            return
        try:
            await self.bell(Alarm("dialogue.away", "dialogue", ALARM, self._open_since))
            self._alarmed = True
        except Exception as error:  # the store may be away too; the next look rings
            log.warning("the alarm could not be written", extra=without_words(error))
