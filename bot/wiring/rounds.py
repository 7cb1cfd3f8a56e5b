"""What a process does again and again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.errors import BadInput, without_words

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 2.0
LEAVE_S = 5.0
"""A round that is under way when the process shall end may take so long."""
CLOCK_S = 30.0


async def every(
    seconds: float,
    do: Callable[[], Awaitable[object]],
    stopping: asyncio.Event,
    at_once: bool = True,
) -> None:
    """Do it again and again until `stopping` is set; a failure is told and tried again, but for a
    setting that is wrong: no other try would find it right. Raises BadInput.

    A round that does not end soon after that is broken off: a database that hangs would keep the
    process for ever.
    """
    while not stopping.is_set():
        try:
            if at_once:
                await _until_told(do(), stopping)
        except BadInput:
            raise
        except Exception as error:  # a loop's boundary: the database may be back the next time
            log.error("a round failed", extra=without_words(error))
        at_once = True
        try:
            async with asyncio.timeout(seconds):
                await stopping.wait()
        except TimeoutError:
            continue


async def _until_told(round_: Awaitable[object], stopping: asyncio.Event) -> None:
    under_way = asyncio.ensure_future(round_)
    told = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({under_way, told}, return_when=asyncio.FIRST_COMPLETED)
        async with asyncio.timeout(LEAVE_S):
            await under_way
    finally:
        told.cancel()
        under_way.cancel()
