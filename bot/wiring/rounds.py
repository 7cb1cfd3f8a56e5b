"""What a process does again and again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.errors import without_words

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 2.0
CLOCK_S = 30.0


async def every(
    seconds: float,
    do: Callable[[], Awaitable[object]],
    stopping: asyncio.Event,
    at_once: bool = True,
) -> None:
    """Do it again and again until `stopping` is set; a failure is told and tried again."""
    while not stopping.is_set():
        try:
            if at_once:
                await do()
        except Exception as error:  # a loop's boundary: the database may be back the next time
            log.error("a round failed", extra=without_words(error))
        at_once = True
        try:
            async with asyncio.timeout(seconds):
                await stopping.wait()
        except TimeoutError:
            continue
