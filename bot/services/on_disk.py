"""Which messages are on our own disk or on their way there: what was told, and whose they are."""

import asyncio
from collections import defaultdict
from functools import partial

from bot.domain.messages import Message
from bot.domain.replies import Reply
from bot.services.ports.spool import Spool, Spooled


class OnDisk:
    """Puts each message once, however often and however close together it is brought.

    Who brings it again while it is being written waits for the same write, and hears the same.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._told: dict[str, Reply] = {}
        self._writing: dict[str, asyncio.Task[None]] = {}
        self._keys: dict[str, set[str]] = defaultdict(set)  # of each citizen

    def has(self, key: str) -> bool:
        return key in self._told

    def has_some_of(self, citizen: str) -> bool:
        return citizen in self._keys

    async def put(self, message: Message, spooled: Spooled, told: Reply) -> Reply:
        """What was told first, once the message is on the disk. Raises SpoolRefused.

        Whoever is cut off leaves the write behind: the disk may have it already.
        """
        if message.key not in self._told:
            self._told[message.key] = told
            self._keys[message.citizen].add(message.key)
            write = asyncio.ensure_future(self._spool.put(spooled))
            self._writing[message.key] = write
            write.add_done_callback(partial(self._written, message))
        first = self._told[message.key]
        if under_way := self._writing.get(message.key):
            await asyncio.shield(under_way)
        return first

    def forget(self, message: Message) -> None:
        """It is in the store, or in nobody's way."""
        if self._told.pop(message.key, None) is not None:
            keys = self._keys[message.citizen]
            keys.discard(message.key)
            if not keys:
                del self._keys[message.citizen]

    def _written(self, message: Message, write: "asyncio.Task[None]") -> None:
        del self._writing[message.key]
        if write.cancelled() or write.exception():
            self.forget(message)
