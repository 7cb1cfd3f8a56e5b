"""Nobody waits for ever for a store that hangs."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot.domain.errors import StoreAway

Answer = TypeVar("Answer")


async def within(seconds: float, asked: Coroutine[Any, Any, Answer]) -> Answer:
    """What was asked for, or StoreAway when its time is over.

    It is then told to stop and not waited for: a thread that waits for a lock hears nothing. So it
    may happen all the same.
    """
    task = asyncio.create_task(asked)
    task.add_done_callback(_look_at)
    try:
        ended, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not ended:
        task.cancel()
        raise StoreAway("the store did not answer in time")
    return task.result()


def _look_at(task: asyncio.Task[Any]) -> None:
    """An error that nobody waits for any more is no error to complain of."""
    if not task.cancelled():
        task.exception()
