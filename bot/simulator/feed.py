"""Tells everyone who waits that something changed, so that nobody has to poll."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import Any, TypeVar

Found = TypeVar("Found")
Change = tuple[str, Any]  # topic and JSON-ready payload
BACKLOG = 2_000  # a browser that falls further behind loads the page's state anew


def as_json(record: Any) -> Any:
    """A record of `models` (or a list or dict of them) as plain JSON values."""
    if is_dataclass(record) and not isinstance(record, type):
        return asdict(record)
    if isinstance(record, (list, tuple)):
        return [as_json(item) for item in record]
    return record


class Feed:
    """Changes, for listeners who want each of them and for waiters who want one to be true."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._listeners: set[asyncio.Queue[Change | None]] = set()
        self._closed = False

    def publish(self, topic: str, record: Any) -> None:
        change = (topic, as_json(record)) if self._listeners else (topic, None)
        for queue in self._listeners:
            _put(queue, change)
        self._wake()

    def close(self) -> None:
        """Let every waiter and listener go home: the simulator stops."""
        self._closed = True
        for queue in self._listeners:
            _put(queue, None)
        self._wake()

    async def until(self, look: Callable[[], Found | None], timeout_s: float) -> Found | None:
        """What `look` finds, as soon as it finds something; None after `timeout_s`."""
        try:
            async with asyncio.timeout(timeout_s):
                while (found := look()) is None and not self._closed:
                    await self._changed.wait()
                return found
        except TimeoutError:
            return look()

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Change | None]]:
        """Every change from now on; None means that no more will come."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue(BACKLOG)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _put(queue: asyncio.Queue[Change | None], change: Change | None) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(("reload", None))
    queue.put_nowait(change)
